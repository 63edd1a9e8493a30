"""Lists of symbols below formulas and beside checks: what each name means, its unit, and its value where it has one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen

from ruleengine.documents.checklist.sheet_types import Quantity
from ruleengine.documents.text import basis, grade, graded, pair, quantity
from ruleengine.documents.view_notation import Notation, name_expression, symbol_expression
from ruleengine.documents.view_types import CheckValue, Symbol
from ruleengine.figures import plain, round_significant, significant
from ruleengine.formula import nodes as n
from ruleengine.formula.naming import SymbolPath, Symbols
from ruleengine.formula.print_math import formula_box
from ruleengine.formula.units import CO2E, Unit
from ruleengine.program.inputs import as_map, as_text_pair
from ruleengine.program.program import Program, Step
from ruleengine.run.labels import footprint_label
from ruleengine.run.result import Result


@frozen
class SymbolList:
    """What the names of one program mean; with a result, what they come to."""

    notation: Notation
    result: Result | None

    @property
    def program(self) -> Program:
        """The program whose names these are."""
        return self.notation.program

    def of_equation(self, left: SymbolPath, tree: n.Node, table: str | None) -> list[Symbol]:
        """The left side of an equation, then one entry for each name of the right side, in the order of the text."""
        naming = self.notation.naming(tree, table)
        found: dict[SymbolPath, Symbol] = {}
        self._collect(tree, naming, found)
        return [self._symbol(left, naming), *found.values()]

    def _collect(self, node: n.Node, naming: Symbols, found: dict[SymbolPath, Symbol]) -> None:
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
            for child in n.operands(node):
                self._collect(child, naming, found)

    def _lookup(self, node: n.Node, lookup: n.Lookup, naming: Symbols) -> tuple[Symbol, SymbolPath]:
        """A look-up table or, with literal keys, the very row that the formula names; and what it is told apart by."""
        name = lookup.table.name
        table = self.program.lookups[name]
        column = node.name if isinstance(node, n.Attribute) else next(iter(table.columns))
        key = tuple(k.value for k in lookup.keys if isinstance(k, n.Text))
        label = as_text_pair(table.columns[column].get("label"))
        title = as_text_pair(table.header.get("title"))
        symbol = naming.table_symbol((name, column) if isinstance(node, n.Attribute) else (name,))
        entry: Symbol = {
            **symbol_expression(symbol),
            "label": {"zh": f"{title['zh']}：{label['zh']}", "en": f"{title['en']}: {label['en']}"},
            "unit": str(table.columns[column].get("unit", "1")),
            "value": None,
            "grade": None,
            "basis": None,
            "source": None,
        }
        if key in table.rows:
            number, source, row = table.rows[key][column], table.source_of(key, column), table.labels[key]
            entry |= {
                "box": formula_box(node, naming, self.notation.language),
                "label": {
                    "zh": f"{label['zh']}（{row.get('zh', key[0])}）",
                    "en": f"{label['en']} ({row.get('en', key[0])})",
                },
                "value": plain(number) if number is not None else None,
                "grade": graded(table.sources[source].get("grade")) if source in table.sources else None,
                "source": str(table.reference),
            }
        return entry, (name, column, *key)

    def _symbol(self, path: SymbolPath, naming: Symbols) -> Symbol:
        label, unit = self._label_and_unit(path)
        parameter = self.program.parameters.get(path[0]) if len(path) == 1 else None
        stated = parameter.element.fields if parameter is not None else None
        return {
            **name_expression(path, naming),
            "label": pair(label),
            "unit": str(unit) if unit is not None else "",
            "value": plain(parameter.value) if parameter is not None else self._value(path),
            "grade": grade(self.program, stated) if stated is not None else None,
            "basis": basis(stated) if stated is not None else None,
            "source": str(stated["source"]) if stated is not None and "source" in stated else None,
        }

    def _label_and_unit(self, path: SymbolPath) -> tuple[Mapping[str, object], Unit | None]:
        program = self.program
        if path[0] == "footprint":
            return footprint_label(path[1]), CO2E
        if len(path) == 2 and path[0] in program.tables and path[1] in program.tables[path[0]].columns:
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

    def _value(self, path: SymbolPath) -> str | None:
        """The value of an input, a quantity or a part of the footprint, where there is a result."""
        if self.result is None or (len(path) > 1 and path[0] != "footprint"):
            return None
        value = self.result.values.get(".".join(path))
        return significant(value, 6) if isinstance(value, Decimal) else None

    def reported(self, step: Step) -> Quantity | None:
        """The first number that a check is about, in the unit of its name; None where it is about none."""
        values = self.result.values if self.result is not None else {}
        for name in step.values:
            value = values.get(name)
            if isinstance(value, Decimal) and name not in self.program.parameters:
                _, unit = self._label_and_unit(tuple(name.split(".")))
                return quantity(round_significant(value, 6), str(unit) if unit is not None else "1")
        return None

    def check_values(self, step: Step) -> list[CheckValue]:
        """The single values that a check compares, with their figures."""
        naming = self.notation.naming(step.tree, None)
        found: list[CheckValue] = []
        for name in step.values:
            path = tuple(name.split("."))
            if self.result is None or (len(path) == 2 and path[0] in self.program.tables):
                continue
            value = self.result.values.get(name)
            if isinstance(value, tuple) or value is None:
                continue
            _, unit = self._label_and_unit(path)
            shown = significant(value, 4) if isinstance(value, Decimal) else None
            if shown is None:
                continue
            found.append(
                {
                    **name_expression(path, naming),
                    "value": shown,
                    "unit": str(unit) if unit is not None else "",
                }
            )
        return found
