"""Where things stand in the workbook: cells, columns and names, and cells of their own for parts that formulas need."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from ruleengine.documents.workbook.known_values import MISSING_VALUE, KnownValues, target_of
from ruleengine.documents.workbook.naming import CellNames
from ruleengine.documents.workbook.sheet import ROW, Book, CellValue
from ruleengine.documents.workbook.table_sheets import TableSheet
from ruleengine.documents.workbook.workings import Workings
from ruleengine.formula import typed as t
from ruleengine.formula.absences import AbsenceOf
from ruleengine.formula.excel_text import NOT_APPLICABLE
from ruleengine.formula.print_excel import ExcelPrinter
from ruleengine.office.workbook import column_letters
from ruleengine.program.program import Program, Step

if TYPE_CHECKING:
    from ruleengine.documents.workbook.words import WorkbookLanguage

#: Signs that a look-up of a spreadsheet takes for others.
_WILD = "~*?"
_LONGEST_KEY = 255
_TESTS = {"error": "ISERROR", "failed": "ISERR"}


@define
class Places:
    """All that formulas of the workbook ask for; `step` is the one whose formula is being written."""

    program: Program
    book: Book
    names: CellNames
    known: KnownValues
    absences: AbsenceOf
    tables: dict[str, TableSheet]
    workings: Workings
    language: WorkbookLanguage
    step: Step | None = None
    _made: dict[tuple[str, int], tuple[t.Typed, str]] = field(factory=dict)

    def printer(self, table: str | None) -> ExcelPrinter:
        """A printer of formulas for the rows of a table, or for single cells."""
        return ExcelPrinter(CellsOf(self, table), self.absences)

    def text_of(self, node: t.Typed) -> str:
        """A part as the rule set writes it, with the name of its element before it."""
        step = self.step
        if step is None:
            return ""
        first, last = node.span
        part = step.text[first:last] if last > first else ""
        return f"{step.name}: {part}" if part else step.name

    def made(self, kind: str, node: t.Typed, make: Callable[[], str]) -> str:
        """The place of a part, made when it is asked for first."""
        if (kind, id(node)) not in self._made:
            self._made[kind, id(node)] = (node, make())
        return self._made[kind, id(node)][1]

    def column_of(
        self, kind: str, node: t.Typed, table: str, formula: Callable[[], str],
        value: Callable[[int], CellValue],
    ) -> str:  # fmt: skip
        """The name of a column of a table that is added for a part; its formula is that of every row."""

        def make() -> str:
            return self.tables[table].add_part(self.text_of(node), kind, formula(), value)

        return self.made(kind, node, make)

    def matched(self, reference: t.Typed) -> str:
        """The formula for the row that a reference, which is a cell, points at."""
        target = target_of(reference)
        sheet = self.tables[target]
        key = f"{target}.{self.known.key_of(reference)}"
        cell = self.printer(reference.type.table).atom(reference)
        wanted, keys, numbers = cell, self.names.of(key), self.names.of(f"{target}.row_number")
        if any(sign in text for text in sheet.keys for sign in _WILD):
            for sign in _WILD:
                wanted = f'SUBSTITUTE({wanted},"{sign}","~{sign}")'
        found = f"MATCH({wanted},{keys},0)"
        if not can_match(sheet.keys):
            alike = f"SUMPRODUCT(--EXACT({keys},{cell}),{numbers})"
            found = f"IF({alike}=0,NA(),{alike})"
        if self.absences(reference).not_applicable:
            return f"IF({cell}={NOT_APPLICABLE},{NOT_APPLICABLE},{found})"
        return found


def can_match(keys: list[str]) -> bool:
    """Whether a look-up finds each of these texts: it takes no case into account, and no long ones."""
    return len({k.casefold() for k in keys}) == len(keys) and all(len(k) < _LONGEST_KEY for k in keys)


@frozen
class CellsOf:
    """What formulas ask for in the rows of a table, or outside of all for None."""

    places: Places
    table: str | None

    def value(self, name: str) -> str:
        """The name of a single value; the cell of a column in the row that is written."""
        sheet = self.places.tables.get(self.table or "")
        if sheet is not None and name in sheet.columns:
            return f"${column_letters(sheet.columns[name] + 1)}{ROW}"
        return self.places.names.of(name)

    def column(self, name: str) -> str:
        """The name of all rows of a column."""
        return self.places.names.of(name)

    def cell(self, node: t.Typed) -> str:
        """A cell for a part: in the same row where it has one value a row, else among the workings."""
        places, table = self.places, node.type.table
        if table is None:

            def make() -> str:
                formula = places.printer(None).formula(node)
                return places.workings.add(places.text_of(node), formula, places.known.of(node), node.type)

            return places.made("cell", node, make)
        return self.value(self._column(node, table))

    def rows(self, node: t.Typed) -> str:
        """The name of a column that has a part."""
        return self.places.names.of(self._column(node, node.type.table or ""))

    def _column(self, node: t.Typed, table: str) -> str:
        places = self.places
        return places.column_of(
            "part", node, table, lambda: places.printer(table).formula(node), lambda row: places.known.of(node, row)
        )  # fmt: skip

    def items(self, node: t.Aggregate, weighted: bool) -> str:
        """The name of a column that has what each row adds, or of the argument itself where that is one."""
        return self.places.names.of(self._items_column(node, weighted))

    def _items_column(self, node: t.Aggregate, weighted: bool) -> str:
        places, argument = self.places, node.argument
        counted = node.function == "count"
        is_whole = not weighted and not counted and node.where is None
        if is_whole and isinstance(argument, t.Value) and argument.type.table == node.table:
            return argument.name
        return places.column_of(
            "product" if weighted else "item", node, node.table, lambda: self._item(node, weighted),
            lambda row: places.known.item(node, row, weighted, counted),
        )  # fmt: skip

    def errors(self, node: t.Aggregate, only_failed: bool) -> str:
        """The name of a column that is 1 where the item of a row is an error, or has failed."""
        places, kind = self.places, "failed" if only_failed else "error"
        counted = node.function == "count"

        def value(row: int) -> float:
            item = places.known.item(node, row, False, counted)
            is_error = isinstance(item, str) and item.startswith("#")
            return 1.0 if is_error and not (only_failed and item == MISSING_VALUE) else 0.0

        def formula() -> str:
            item = CellsOf(places, node.table).value(self._items_column(node, False))
            return f"IF({_TESTS[kind]}({item}),1,0)"

        column = places.column_of(kind, node, node.table, formula, value)
        return places.names.of(column)

    def weights(self, node: t.Aggregate) -> str:
        """The name of a column that has the weights of a mean."""
        places = self.places
        column = places.column_of(
            "weight", node, node.table, lambda: self._weight(node), lambda row: places.known.weight(node, row)
        )  # fmt: skip
        return places.names.of(column)

    def _item(self, node: t.Aggregate, weighted: bool) -> str:
        printer, argument = self.places.printer(node.table), node.argument
        if argument is None:
            return self._where(node, "1")
        if node.function == "count":
            may = self.places.absences(argument)
            return self._where(node, self._unless(printer, argument, "1") if may.any else "1")
        if not weighted:
            return self._where(node, printer.formula(argument))
        weight = node.weight
        if weight is None:
            return self._where(node, self._unless(printer, argument, printer.atom(argument)))
        product = f"{printer.atom(argument)}*{printer.atom(weight)}"
        return self._where(
            node, self._unless(printer, argument, self._unless(printer, weight, product))
        )  # fmt: skip

    def _weight(self, node: t.Aggregate) -> str:
        printer = self.places.printer(node.table)
        weight = "1" if node.weight is None else self._unless(printer, node.weight, printer.atom(node.weight))
        return self._where(
            node, weight if node.argument is None else self._unless(printer, node.argument, weight)
        )

    def _unless(self, printer: ExcelPrinter, node: t.Typed, text: str) -> str:
        """A text for rows whose part is applicable, an error where that is missing."""
        if not self.places.absences(node).any:
            return text
        return f'IF({printer.atom(node)}={NOT_APPLICABLE},"",{text})'

    def _where(self, node: t.Aggregate, text: str) -> str:
        """A text for the rows that the condition keeps."""
        if node.where is None:
            return text
        printer = self.places.printer(node.table)
        if not self.places.absences(node.where).not_applicable:
            return f'IF({printer.short(node.where).text},{text},"")'
        asked = printer.atom(node.where)
        return f'IF({asked}={NOT_APPLICABLE},"",IF({asked}=TRUE,{text},""))'

    def pointer(self, reference: t.Typed) -> str:
        """The cell with the number of the row that a reference points at."""
        if reference.type.table is None:
            places = self.places

            def make() -> str:
                value = places.known.pointed(reference, None)
                return places.workings.add(
                    places.text_of(reference), places.matched(reference), value, t.NUMBER
                )

            return places.made("pointer", reference, make)
        return self.value(self._pointer_column(reference))

    def pointers(self, reference: t.Typed) -> str:
        """The name of the column with the numbers of the rows that a reference points at."""
        return self.places.names.of(self._pointer_column(reference))

    def _pointer_column(self, reference: t.Typed) -> str:
        places, table = self.places, reference.type.table or ""
        if isinstance(reference, t.Value):
            known = f"row of {reference.name}"
            if known not in places.tables[table].columns:
                places.tables[table].add_pointer(
                    known, reference.name, self._row_formula(reference),
                    lambda row: places.known.pointed(reference, row),
                )  # fmt: skip
            return known
        return places.column_of(
            "pointer", reference, table, lambda: self._row_formula(reference),
            lambda row: places.known.pointed(reference, row),
        )  # fmt: skip

    def _row_formula(self, reference: t.Typed) -> str:
        places = self.places
        if isinstance(reference, t.Follow):
            return places.printer(reference.type.table).row_number(reference)
        return places.matched(reference)

    def own_number(self) -> str:
        """The number of the row that is written, in its first cell."""
        return f"$A{ROW}"

    def is_given(self, table: str) -> str | None:
        """The cell that says whether a table is given, where it need not be."""
        return (
            None if self.places.program.tables[table].required else self.places.names.of(f"{table}.is_given")
        )

    def look_up(self, table: str, column: str | None) -> str:
        """The name of a column of a look-up table, or of its keys."""
        return self.places.names.of(f"{table}.{column or 'all_keys'}")
