"""Formulas for documents: numbered, with the list of their symbols, in MathML, Typst and plain text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import Factory, evolve, field, frozen

from ruleengine.documents.text import grade, graded, pair
from ruleengine.documents.view_types import CheckValue, Expression, Formula, Grade, Symbol
from ruleengine.figures import plain, significant
from ruleengine.formula import nodes as n
from ruleengine.formula import typed as t
from ruleengine.formula.naming import Path, Symbols, row_letters
from ruleengine.formula.print_math import formula_box
from ruleengine.formula.print_mathml import equation_mathml, mathml, name_mathml, print_mathml, symbol_mathml
from ruleengine.formula.print_spoken import alt_text, equation_alt_text
from ruleengine.formula.print_typst import equation_typst, name_typst, print_typst, symbol_typst, typst
from ruleengine.formula.units import CO2E, Unit
from ruleengine.program.inputs import as_map, as_text_pair
from ruleengine.program.program import Program, Step
from ruleengine.run.labels import footprint_label
from ruleengine.run.result import Result

_FOOTPRINT = {
    "total": "CFP_basis", "per_unit": "CFP", "fossil": "CFP_fos", "biogenic_emission": "CFP_bio",
    "biogenic_removal": "CFP_rem", "land_use_change": "CFP_dLUC", "aircraft": "CFP_air", "raw_materials": "CFP_raw",
    "production": "CFP_prod", "distribution": "CFP_dist", "use": "CFP_use", "end_of_life": "CFP_EoL",
}  # fmt: skip


def rounded_text(value: Decimal, digits: int = 6) -> str:
    """A calculated value for a list of symbols: plain, at most `digits` significant digits."""
    return significant(value, digits)


def _symbols(program: Program) -> Symbols:
    """The symbols of all names of a program, without row letters."""
    symbols: dict[Path, str] = {("footprint", k): v for k, v in _FOOTPRINT.items()}
    references: dict[Path, str] = {}
    for name, single in program.fields.items():
        if single.symbol:
            symbols[(name,)] = single.symbol
    for name, table in program.tables.items():
        for column in table.columns.values():
            if column.symbol:
                symbols[(name, column.name)] = column.symbol
            if column.type.target:
                references[(name, column.name)] = column.type.target
    for section in ("parameters", "quantities", "emissions", "indicators"):
        for element in program.resolved.section(section):
            if symbol := element.text("symbol"):
                symbols[(element.id,)] = symbol
    lookups: dict[Path, str] = {
        (e.id,): s for e in program.resolved.section("tables") if (s := e.text("symbol"))
    }
    rows = {s.name: s.type.table for s in program.steps if s.type.table}
    return Symbols(symbols=symbols, rows=rows, references=references, lookups=lookups)


@frozen
class Notation:
    """How the names of one program are written; `language` decides the words inside formulas."""

    program: Program
    result: Result | None
    language: str
    symbols: Symbols = field(
        default=Factory(lambda self: _symbols(self.program), takes_self=True), repr=False
    )

    def naming(self, tree: n.Node, table: str | None) -> Symbols:
        """The symbols of all names, with row letters given out for the tables that one formula runs over."""
        used = self._tables(tree, table, self.symbols.rows, self.symbols.references)
        taken = [s for s in self.symbols.symbols.values() if len(s) == 1]
        return evolve(self.symbols, letters=row_letters(used, taken))

    def _tables(
        self, tree: n.Node, table: str | None, rows: Mapping[str, str], references: Mapping[Path, str]
    ) -> list[str]:
        used = [table] if table else []
        for node in n.walk(tree):
            path = n.dotted(node)
            if path is None:
                continue
            if path[0] in self.program.tables:
                used.append(path[0])
            if path[0] in rows:
                used.append(rows[path[0]])
            if path in references:
                used.append(references[path])
        return list(dict.fromkeys(used))

    def expression(self, tree: n.Node, text: str) -> Expression:
        """A formula without a left side, such as a check."""
        naming = self.naming(tree, None)
        return {
            "mathml": print_mathml(tree, naming, self.language),
            "typst": print_typst(tree, naming, self.language),
            "text": alt_text(tree, naming, self.language) or text,
        }

    def equation(self, left: Path, tree: n.Node, table: str | None) -> Expression:
        """`left = tree`."""
        naming = self.naming(tree, table)
        return {
            "mathml": equation_mathml(left, tree, naming, self.language),
            "typst": equation_typst(left, tree, naming, self.language),
            "text": equation_alt_text(left, tree, naming, self.language),
        }

    def formulas(self) -> list[Formula]:
        """All formulas of the rule set in the order of definition, then the footprint itself and the indicators."""
        found: list[Formula] = []
        for section in ("quantities", "emissions"):
            for element in self.program.resolved.section(section):
                step = self.program.step(element.id)
                if step is not None:
                    found.append(self._formula(len(found) + 1, step))
        found += self._footprint(len(found) + 1)
        for step in self.program.indicators:
            found.append(self._formula(len(found) + 1, step))
        return found

    def _formula(self, number: int, step: Step) -> Formula:
        equation = self.equation((step.name,), step.tree, step.type.table)
        where = [
            self._left((step.name,), step.tree, step.type.table),
            *self._where(step.tree, step.type.table),
        ]
        return {
            "no": str(number),
            "name": step.name,
            "label": pair(step.element.fields.get("label")),
            "clause": step.element.clause,
            "where": where,
            **equation,
        }

    def _footprint(self, number: int) -> list[Formula]:
        """The footprint of the basis as the sum of all emissions, and that of the functional or declared unit."""
        steps = {s.name: s for s in self.program.footprint}
        if not self.program.emissions or "footprint.per_unit" not in steps:
            return []
        found: list[Formula] = []
        for part in ("total", "per_unit"):
            step = steps[f"footprint.{part}"]
            tree = step.tree
            path = ("footprint", part)
            label = dict(footprint_label(part))
            if part == "total":
                label = {"zh": "核算基准的碳足迹", "en": "carbon footprint of the basis"}
            found.append(
                {
                    "no": str(number + len(found)),
                    "name": step.name,
                    "label": pair(label),
                    "clause": step.element.clause if part == "per_unit" else None,
                    "where": [self._left(path, tree, None), *self._where(tree, None)],
                    **self.equation(path, tree, None),
                }
            )
        return found

    def _left(self, path: Path, tree: n.Node, table: str | None) -> Symbol:
        return self._symbol(path, self.naming(tree, table))

    def _where(self, tree: n.Node, table: str | None) -> list[Symbol]:
        """One entry for each name of a formula, in the order of the text."""
        naming = self.naming(tree, table)
        found: dict[Path, Symbol] = {}
        self._collect(tree, naming, found)
        return list(found.values())

    def _collect(self, node: n.Node, naming: Symbols, found: dict[Path, Symbol]) -> None:
        path = n.dotted(node)
        lookup = node.owner if isinstance(node, n.Attribute) else node
        if path is not None:
            own = naming.own(path)
            if own not in found and not (len(own) == 1 and own[0] in self.program.tables):
                found[own] = self._symbol(own, naming)
        elif isinstance(lookup, n.Lookup):
            entry, place = self._lookup(node, lookup, naming)
            found.setdefault(place, entry)
            for key in lookup.keys:
                self._collect(key, naming, found)
        else:
            for child in n.children(node):
                self._collect(child, naming, found)

    def _lookup(self, node: n.Node, lookup: n.Lookup, naming: Symbols) -> tuple[Symbol, Path]:
        """A look-up table or, with literal keys, the very row that the formula names; and what it is told apart by."""
        name = lookup.table.name
        table = self.program.lookups[name]
        column = node.name if isinstance(node, n.Attribute) else next(iter(table.columns))
        key = tuple(k.value for k in lookup.keys if isinstance(k, n.Text))
        label = as_text_pair(table.columns[column].get("label"))
        title = as_text_pair(table.header.get("title"))
        symbol = naming.table_symbol((name, column) if isinstance(node, n.Attribute) else (name,))
        entry: Symbol = {
            "mathml": symbol_mathml(symbol),
            "typst": symbol_typst(symbol),
            "text": symbol,
            "label": {"zh": f"{title['zh']}：{label['zh']}", "en": f"{title['en']}: {label['en']}"},
            "unit": str(table.columns[column].get("unit", "1")),
            "value": None,
            "grade": None,
            "source": None,
        }
        if key in table.rows:
            number, source, row = table.rows[key][column], table.row_sources[key], table.labels[key]
            box = formula_box(node, naming, self.language)
            entry |= {
                "mathml": f"<math>{mathml(box)}</math>",
                "typst": typst(box),
                "label": {
                    "zh": f"{label['zh']}（{row.get('zh', key[0])}）",
                    "en": f"{label['en']} ({row.get('en', key[0])})",
                },
                "value": plain(number) if number is not None else None,
                "grade": graded(table.sources[source].get("grade")) if source in table.sources else None,
                "source": str(table.reference),
            }
        return entry, (name, column, *key)

    def _symbol(self, path: Path, naming: Symbols) -> Symbol:
        label, unit = self._label_and_unit(path)
        value, value_grade, source = self._value(path)
        shown = naming.symbol(path)
        return {
            "mathml": name_mathml(path, naming),
            "typst": name_typst(path, naming),
            "text": shown,
            "label": pair(label),
            "unit": str(unit) if unit is not None else "",
            "value": value,
            "grade": value_grade,
            "source": source,
        }

    def _label_and_unit(self, path: Path) -> tuple[Mapping[str, object], Unit | None]:
        program = self.program
        if path[0] == "footprint":
            return footprint_label(path[1]), CO2E
        if len(path) == 2 and path[0] in program.tables:
            column = program.tables[path[0]].columns[path[1]]
            return column.label, column.type.unit if column.type.kind == "number" else None
        name = path[-1]
        if name in program.fields:
            field = program.fields[name]
            return field.label, field.type.unit if field.type.kind == "number" else None
        if name in program.parameters:
            parameter = program.parameters[name]
            return as_map(parameter.element.fields.get("label")), parameter.unit
        step = program.step(name)
        if step is not None:
            return as_map(
                step.element.fields.get("label")
            ), step.type.unit if step.type.kind == "number" else None
        for section in ("quantities", "emissions", "indicators"):
            element = program.resolved.elements.get(f"{section}.{name}")
            if element is not None:
                return as_map(element.fields.get("label")), None
        return {"zh": name, "en": name}, None

    def _value(self, path: Path) -> tuple[str | None, Grade | None, str | None]:
        """Value, grade and source: of parameters always, of inputs and quantities where there is a result."""
        name = path[-1]
        if len(path) == 1 and name in self.program.parameters:
            parameter = self.program.parameters[name]
            source = parameter.element.text("source")
            return plain(parameter.value), grade(self.program, source), source
        if self.result is None:
            return None, None, None
        value = self.result.values.get(
            ".".join(path) if path[0] == "footprint" else name if len(path) == 1 else ""
        )
        if isinstance(value, Decimal):
            return rounded_text(value), None, None
        return None, None, None

    def check_values(self, step: Step) -> list[CheckValue]:
        """The single values that a check compares, with their figures."""
        naming = self.naming(step.tree, None)
        found: list[CheckValue] = []
        for name in t.values(step.typed):
            path = tuple(name.split("."))
            if self.result is None or (len(path) == 2 and path[0] in self.program.tables):
                continue
            value = self.result.values.get(name)
            if isinstance(value, tuple) or value is None:
                continue
            _, unit = self._label_and_unit(path)
            shown = rounded_text(value, 4) if isinstance(value, Decimal) else None
            if shown is None:
                continue
            found.append(
                {
                    "mathml": name_mathml(path, naming),
                    "typst": name_typst(path, naming),
                    "text": naming.symbol(path),
                    "value": shown,
                    "unit": str(unit) if unit is not None else "",
                }
            )
        return found
