"""A workbook to its cells as texts, each with its kind: nothing is calculated, guessed or passed over."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from ruleengine.diagnostics import Fault
from ruleengine.figures import plain, shortest
from ruleengine.office.archive import root_of

if TYPE_CHECKING:
    from lxml.etree import _Element

#: What a cell holds. A date is a number that its format shows as one.
CellKind = Literal["text", "number", "date", "truth", "error", "formula"]
#: Rows and columns in which something may stand: a sheet that is filled in has fewer.
MAX_ROW, MAX_COLUMN = 100_000, 1_000

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_NAME = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")
#: Numbers of the formats of dates that every program knows, those of East Asia among them.
_DATES = frozenset((*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)))
#: What stands in the code of a format without being one of its letters.
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@frozen
class OfficeCell:
    """One cell: what it says as a text (dates as YYYY-MM-DD, numbers in plain notation), and the code of its format."""

    text: str
    kind: CellKind
    format: str = ""

    @property
    def is_percent(self) -> bool:
        """Whether the cell shows a number as a percentage."""
        return self.kind == "number" and "%" in self.format


@frozen
class Sheet:
    """The cells of a sheet that say something, by row and column (from 1), and the ranges that are merged."""

    title: str
    rows: Mapping[int, Mapping[int, OfficeCell]]
    merged: tuple[str, ...]
    _ranges: tuple[tuple[str, tuple[int, int], tuple[int, int]], ...] = field(init=False, repr=False)

    @_ranges.default
    def _of_merged(self) -> tuple[tuple[str, tuple[int, int], tuple[int, int]], ...]:
        corners = ((name, *name.split(":")) for name in self.merged)
        return tuple((name, _position(first), _position(last)) for name, first, last in corners)

    def text(self, row: int, column: int) -> str:
        """What a cell says; empty where it says nothing."""
        cell = self.rows.get(row, {}).get(column)
        return cell.text if cell else ""

    def at(self, row: int, column: int) -> str:
        """The name of a cell with its sheet: `Sheet!B12`."""
        return f"{self.title}!{column_letters(column)}{row}"

    def merged_over(self, row: int, column: int) -> str | None:
        """The merged range that a cell lies in; None where it stands by itself."""
        for name, (top, left), (bottom, right) in self._ranges:
            if top <= row <= bottom and left <= column <= right:
                return name
        return None


def read_sheets(parts: Mapping[str, bytes]) -> dict[str, Sheet]:
    """The sheets of a workbook by their titles, in order; raises `Fault` (E660) for what is damaged or too large."""
    try:
        book = root_of(parts, _BOOK)
        targets = {r.get("Id", ""): r.get("Target", "") for r in root_of(parts, _RELATIONS)}
        reader = _Reader(_shared(parts), _formats(parts), _first_day(book))
        found: dict[str, Sheet] = {}
        for sheet in book.iterfind(f"{_S}sheets/{_S}sheet"):
            title = sheet.get("name", "")
            if title in found:
                raise Fault("E660.broken")
            name = posixpath.normpath(posixpath.join("xl", targets[sheet.get(_ID, "")])).removeprefix("/")
            found[title] = reader.sheet(title, root_of(parts, name))
    except (KeyError, ValueError, IndexError, OverflowError, ArithmeticError) as error:
        if isinstance(error, Fault):
            raise
        raise Fault("E660.broken") from None
    return found


def column_letters(column: int) -> str:
    """The letters of a column by its number: 28 → AB."""
    letters = ""
    while column:
        column, left = divmod(column - 1, 26)
        letters = chr(65 + left) + letters
    return letters


def _position(name: str) -> tuple[int, int]:
    found = _NAME.match(name)
    if found is None:
        raise Fault("E660.broken")
    return int(found[2]), _column_of(found[1])


@cache
def _column_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


def _text_of(node: _Element) -> str:
    """The text of a string, in one font or several; how it is read aloud stands beside it and is no part."""
    runs = (t for child in node if child.tag != f"{_S}rPh" for t in child.iter(f"{_S}t"))
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(t.text or "" for t in runs))


def _shared(parts: Mapping[str, bytes]) -> list[str]:
    if "xl/sharedStrings.xml" not in parts:
        return []
    return [_text_of(item) for item in root_of(parts, "xl/sharedStrings.xml").iterfind(f"{_S}si")]


def _formats(parts: Mapping[str, bytes]) -> list[tuple[str, bool]]:
    """Of each style the code of its format, and whether it shows a number as a date."""
    if "xl/styles.xml" not in parts:
        return []
    root = root_of(parts, "xl/styles.xml")
    codes = {"9": "0%", "10": "0.00%"}
    for own in root.iterfind(f"{_S}numFmts/{_S}numFmt"):
        codes[own.get("numFmtId", "")] = own.get("formatCode", "")
    styles = root.iterfind(f"{_S}cellXfs/{_S}xf")
    return [_format(style.get("numFmtId", "0"), codes) for style in styles]


def _format(number: str, codes: Mapping[str, str]) -> tuple[str, bool]:
    code = codes.get(number, "")
    if code:
        letters = _QUOTED.sub("", code.split(";")[0]).lower().replace("general", "")
        return code, any(letter in letters for letter in "ymdhs")
    return "", int(number) in _DATES


def _first_day(book: _Element) -> date:
    about = book.find(f"{_S}workbookPr")
    return (
        date(1904, 1, 1)
        if about is not None and about.get("date1904") in ("1", "true")
        else date(1899, 12, 30)
    )


@frozen
class _Reader:
    shared: list[str]
    formats: list[tuple[str, bool]]
    first_day: date

    def sheet(self, title: str, root: _Element) -> Sheet:
        """One sheet of its part."""
        rows: dict[int, dict[int, OfficeCell]] = {}
        at = 0
        for row in root.iterfind(f"{_S}sheetData/{_S}row"):
            at = int(row.get("r", at + 1))
            for column, cell in self._row(at, row):
                if at > MAX_ROW or column > MAX_COLUMN:
                    raise Fault("E660.cells", sheet=title, rows=MAX_ROW, columns=MAX_COLUMN)
                if column in rows.setdefault(at, {}):
                    raise Fault("E660.broken")
                rows[at][column] = cell
        merged = tuple(m.get("ref", "") for m in root.iterfind(f"{_S}mergeCells/{_S}mergeCell"))
        return Sheet(title, rows, merged)

    def _row(self, at: int, row: _Element) -> Iterator[tuple[int, OfficeCell]]:
        column = 0
        for node in row.iterfind(f"{_S}c"):
            column += 1
            name = node.get("r")
            if name and not len(node):
                column = 0  # nothing in it but a format; the next cell says where it is
                continue
            if name:
                line, column = _position(name)
                if line != at:
                    raise Fault("E660.broken")
            cell = self._cell(node)
            if cell is not None:
                yield column, cell

    def _cell(self, node: _Element) -> OfficeCell | None:
        """What a cell says; None where it says nothing."""
        value, kind = node.findtext(f"{_S}v") or "", node.get("t", "n")
        if node.find(f"{_S}f") is not None:
            return OfficeCell(value, "formula")
        if kind in ("s", "inlineStr", "str"):
            return self._text(node, kind, value)
        if not value.strip():
            return None
        code, is_date = self.formats[int(node.get("s", "0"))] if self.formats else ("", False)
        match kind:
            case "b":
                return OfficeCell("true" if value == "1" else "false", "truth")
            case "e":
                return OfficeCell(value, "error")
            case "d":
                return OfficeCell(value.removesuffix("T00:00:00"), "date")
        if is_date:
            return OfficeCell(self._moment(Decimal(value)), "date", code)
        return OfficeCell(plain(shortest(float(value))), "number", code)

    def _text(self, node: _Element, kind: str, value: str) -> OfficeCell | None:
        if kind == "s":
            text = self.shared[int(value)]
        else:
            inline = node.find(f"{_S}is")
            text = value if inline is None else _text_of(inline)
        return OfficeCell(text, "text") if text else None

    def _moment(self, number: Decimal) -> str:
        """The day that a number stands for, with the time where there is one."""
        days = int(number)
        seconds = int((number - days) * 86_400 + Decimal("0.5"))
        day = datetime(self.first_day.year, self.first_day.month, self.first_day.day) + timedelta(
            days, seconds
        )
        return day.isoformat(" ") if seconds else day.date().isoformat()
