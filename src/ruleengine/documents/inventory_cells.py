"""The cells of a workbook with what an inventory says put into them; what has no cell is known after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from attrs import define, field, frozen

from ruleengine.inventory import spreadsheet_form as form
from ruleengine.inventory.texts import path_in_words
from ruleengine.inventory.values import NOT_APPLICABLE_WORDS
from ruleengine.resolve.print_yaml import flow_text
from ruleengine.source.document import Path


@frozen
class ValueWithoutCell:
    """A value that a workbook of an inventory has no place for: its name, its label, and the value as a text."""

    name: str
    label: Mapping[str, str]
    value: str


@define
class FilledCells:
    """What an inventory says, by path, and which of it has been written; without data all cells are empty."""

    data: object = None
    written: set[Path] = field(factory=set)

    def at(self, path: Path) -> object:
        """What the inventory says at a path; of a value with a source beside it, the value; None for nothing."""
        found = self.data
        for step in path:
            if isinstance(found, Mapping):
                found = found.get(step)
            elif isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
            else:
                return None
        return found

    def write(self, sheet: Any, row: int, column: int, path: Path, style: Any, given: str = "") -> None:
        """Write one value into its cell, or leave the cell empty; `given` stands there where nothing is said."""
        value = self.at(path)
        if isinstance(value, Mapping) and "value" in value:
            path, value = (*path, "value"), value["value"]
        if value is None or isinstance(value, Mapping | list):
            if given:
                sheet.write_string(row, column, given, style)
            else:
                sheet.write_blank(row, column, None, style)
            return
        self.written.add(path)
        if isinstance(value, bool):
            # As the lists to choose from have it: LibreOffice makes formulas of truth values.
            sheet.write_string(row, column, str(value).upper(), style)
        elif isinstance(value, int | Decimal) and Decimal(f"{float(value):.16G}") == value:
            sheet.write_number(row, column, float(value), style)
        else:
            sheet.write_string(row, column, str(value), style)

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        found = self.at(("values", table))
        return len(found) if isinstance(found, list) else 0

    def write_word(self, sheet: Any, row: int, column: int, table: str, style: Any) -> None:
        """Write what is said of a table instead of rows."""
        path: Path = ("values", table)
        found = self.at(path)
        word = None
        if isinstance(found, list) and not found:
            word = form.NO_ROWS[0]
        elif isinstance(found, str) and found in NOT_APPLICABLE_WORDS:
            word = form.NOT_APPLICABLE[0]
        if word is None:
            sheet.write_blank(row, column, None, style)
            return
        self.written.add(path)
        sheet.write_string(row, column, word, style)

    def left(self) -> list[ValueWithoutCell]:
        """What has not been written, in the order of the inventory."""
        return [
            ValueWithoutCell(path_in_words(path) or "", {}, flow_text(value))
            for path, value in _leaves(self.data, ())
            if path not in self.written
        ]  # fmt: skip


def _leaves(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from _leaves(inner, (*path, number))
    elif value is not None:
        yield path, value
