"""Names of cells and sheets: those of the rule set, as far as spreadsheets take them."""

from __future__ import annotations

import re

from attrs import define, field

from ruleengine.characters import width

#: What a spreadsheet takes for a cell (`EF1`, `R1C1`, `c`) or for a truth value, whatever its case.
_CELL = re.compile(r"[a-z]{1,3}[0-9]+|r[0-9]*c?[0-9]*|c[0-9]*|true|false", re.IGNORECASE)
_OTHER = re.compile(r"[^A-Za-z0-9_.]+")
_NOT_IN_SHEETS = re.compile(r"[\[\]:*?/\\']+")
_LONGEST = 200
_LONGEST_SHEET = 31


@define
class CellNames:
    """The names given so far; two that differ in case alone are one for a spreadsheet."""

    _given: dict[str, str] = field(factory=dict)
    _taken: set[str] = field(factory=set)

    def of(self, name: str) -> str:
        """The name of a value in the workbook: its own, with `v_` before it where that would be a cell."""
        if name not in self._given:
            found = _OTHER.sub("_", name).strip("_.")[:_LONGEST] or "v"
            if _CELL.fullmatch(found) or _CELL.fullmatch(found.partition(".")[0]) or not found[0].isalpha():
                found = f"v_{found}"
            self._given[name] = _free(found, self._taken, _LONGEST + 10)
        return self._given[name]


@define
class SheetNames:
    """Names of sheets: at most 31 characters, no two alike."""

    _taken: set[str] = field(factory=set)

    def of(self, title: str) -> str:
        """The name of a sheet with this title."""
        found = _NOT_IN_SHEETS.sub(" ", title).strip()[:_LONGEST_SHEET].strip() or "sheet"
        return _free(found, self._taken, _LONGEST_SHEET)


def _free(wanted: str, taken: set[str], longest: int) -> str:
    """A name that none has yet, by a number behind it where that is needed."""
    found, number = wanted, 1
    while found.casefold() in taken:
        number += 1
        ending = f"_{number}"
        found = wanted[: longest - len(ending)] + ending
    taken.add(found.casefold())
    return found


def lines_of(text: str, room: float) -> int:
    """How many lines a text takes in a column of so many characters."""
    return sum(1 + int(max(0, width(line) - 1) // max(room * 1.1, 1)) for line in text.split("\n"))
