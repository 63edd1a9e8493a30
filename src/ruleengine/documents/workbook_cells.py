"""Cells of workbooks that we write: texts stay texts whatever they begin with, rows are as high as what they show."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from attrs import define, field

from ruleengine.characters import harmless, width

#: The time that stands in every workbook: the same content is the same file.
NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
GREY, HEAD, LINE = "#EEF1F3", "#D9E2E7", "#9AA7AE"
#: With these a spreadsheet program takes a text for a formula when it is edited.
_SIGNS = tuple("=+-@\t\r")
#: The highest row that a sheet can have, in points.
_HIGHEST = 409
_BASE = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True, "num_format": "@"}


def new_book(made: io.BytesIO, title: str) -> Any:
    """A workbook that is written to `made`; no text in it becomes a formula, a number or a link."""
    from xlsxwriter import Workbook

    texts = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    book = Workbook(made, {"in_memory": True, **texts})
    book.set_properties({"created": NO_TIME, "title": title.replace("\n", " "), "author": "ruleengine"})
    return book


@define
class CellWriter:
    """The formats of a workbook, each made once, and texts written in them."""

    book: Any
    _formats: dict[tuple[tuple[str, object], ...], Any] = field(factory=dict)

    def format(self, **more: object) -> Any:
        """A format as all cells have it, and more."""
        key = tuple(more.items())
        if key not in self._formats:
            self._formats[key] = self.book.add_format({**_BASE, **more})
        return self._formats[key]

    def text(self, sheet: Any, row: int, column: int, text: str, **more: object) -> None:
        """A text, or an empty cell with its format; hidden characters as escapes."""
        text = text if text.isalnum() else harmless(text)
        shown = self.format(**more, quote_prefix=True) if text.startswith(_SIGNS) else self.format(**more)
        if not text:
            sheet.write_blank(row, column, None, shown)
        elif text.startswith("<r>"):  # in one part, the library would take it for XML
            sheet.write_rich_string(row, column, text[0], self.format(), text[1:], shown)
        else:
            sheet.write_string(row, column, text, shown)

    def merged(self, sheet: Any, row: int, first: int, last: int, text: str, **more: object) -> None:
        """A text over several columns."""
        sheet.merge_range(row, first, row, last, "", self.format(**more))
        if text:
            self.text(sheet, row, first, text, **more)


@lru_cache(20_000)
def height(text: str, room: float) -> int:
    """How high a row is that shows a text in a column of so many characters, in points."""
    lines = sum(1 + int(max(0, width(line) - 1) // (room * 7 // 6)) for line in text.split("\n"))
    return min(14 * lines + 3, _HIGHEST)


#: What a protected sheet still lets people do.
ALLOWED: Mapping[str, bool] = {
    "format_columns": True, "format_rows": True, "autofilter": True, "sort": True,
}  # fmt: skip
