"""How the names and formulas of a program are written in documents: as boxes and in plain text."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, evolve, field, frozen

from ruleengine.documents.view_types import Expression
from ruleengine.formula import nodes as n
from ruleengine.formula.naming import SymbolPath, Symbols, row_letters
from ruleengine.formula.print_math import equation_box, formula_box, name_box, symbol_box
from ruleengine.formula.print_spoken import alt_text, equation_alt_text
from ruleengine.program.program import Program

_FOOTPRINT = {
    "total": "CFP_basis", "per_unit": "CFP", "fossil": "CFP_fos", "biogenic_emission": "CFP_bio",
    "biogenic_removal": "CFP_rem", "land_use_change": "CFP_dLUC", "aircraft": "CFP_air", "raw_materials": "CFP_raw",
    "production": "CFP_prod", "distribution": "CFP_dist", "use": "CFP_use", "end_of_life": "CFP_EoL",
    "gross": "CFP_gross", "gross_to_gate": "CFP_gate",
}  # fmt: skip


def _symbols(program: Program) -> Symbols:
    """The symbols of all names of a program, without row letters."""
    symbols: dict[SymbolPath, str] = {("footprint", k): v for k, v in _FOOTPRINT.items()}
    references: dict[SymbolPath, str] = {}
    for name, single in program.fields.items():
        if single.symbol:
            symbols[(name,)] = single.symbol
        if single.type.target:
            references[(name,)] = single.type.target
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
    lookups: dict[SymbolPath, str] = {
        (e.id,): s for e in program.resolved.section("tables") if (s := e.text("symbol"))
    }
    rows = {s.name: s.type.table for s in program.steps if s.type.table}
    return Symbols(symbols=symbols, rows=rows, references=references, lookups=lookups)


@frozen
class Notation:
    """How the names of one program are written; `language` decides the words inside formulas."""

    program: Program
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
        self, tree: n.Node, table: str | None, rows: Mapping[str, str], references: Mapping[SymbolPath, str]
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
            "box": formula_box(tree, naming, self.language),
            "displayed": True,
            "text": alt_text(tree, naming, self.language) or text,
        }

    def equation(self, left: SymbolPath, tree: n.Node, table: str | None) -> Expression:
        """`left = tree`."""
        naming = self.naming(tree, table)
        return {
            "box": equation_box(left, tree, naming, self.language),
            "displayed": True,
            "text": equation_alt_text(left, tree, naming, self.language),
        }


def name_expression(path: SymbolPath, naming: Symbols) -> Expression:
    """A named value as it stands in formulas."""
    return {"box": name_box(path, naming), "displayed": False, "text": naming.symbol(path)}


def symbol_expression(symbol: str) -> Expression:
    """A symbol text such as `E_total`."""
    return {"box": symbol_box(symbol), "displayed": False, "text": symbol}
