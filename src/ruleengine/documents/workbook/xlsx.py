"""A workbook as plain data to the bytes of an XLSX file: the same workbook gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from attrs import define, field

from ruleengine.documents.workbook.sheet import Book, Choices, Judged, WorkCell, WorkSheet
from ruleengine.office.workbook import column_letters

_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True}
_LINE = {"border": 1, "border_color": "#B7C2C8"}
_HEAD = {**_FONT, **_LINE, "bg_color": "#D9E2E7", "valign": "vcenter"}
_NUMBER = {"num_format": "General", "text_wrap": False, "align": "right"}
#: With these a spreadsheet program takes a text for a formula when it is edited.
_SIGNS = tuple("=+-@\t\r")
STYLES: Mapping[str, Mapping[str, object]] = {
    "plain": {**_FONT, **_LINE},
    "title": {**_FONT, "bold": True, "font_size": 15, "text_wrap": False, "valign": "vcenter"},
    "fact": {**_FONT, "font_color": "#55636A", "text_wrap": False},
    "head": {**_HEAD, "bold": True, "align": "center"},
    "head_code": {**_HEAD, "font_name": "Consolas", "font_size": 8, "font_color": "#3D4B52"},
    "head_unit": {**_HEAD, "align": "center", "italic": True},
    "head_formula": {**_HEAD, "font_name": "Consolas", "font_size": 8, "font_color": "#3D4B52", "valign": "top"},
    "band": {**_FONT, "bold": True, "bg_color": "#EEF1F3", "bottom": 1, "bottom_color": "#7C8B92", "text_wrap": False},
    "label": {**_FONT, **_LINE},
    "code": {**_FONT, **_LINE, "font_name": "Consolas", "font_size": 8.5, "font_color": "#3D4B52"},
    "formula_text": {**_FONT, **_LINE, "font_name": "Consolas", "font_size": 8.5, "font_color": "#3D4B52"},
    "unit": {**_FONT, **_LINE, "italic": True},
    "number": {**_FONT, **_LINE, "align": "center", "font_color": "#55636A"},
    "entry": {**_FONT, **_LINE, **_NUMBER, "bg_color": "#FFF9DB", "font_color": "#0B3D91"},
    "entry_text": {**_FONT, **_LINE, "bg_color": "#FFF9DB", "font_color": "#0B3D91", "num_format": "@"},
    "value": {**_FONT, **_LINE, **_NUMBER},
    "factor": {**_FONT, **_LINE, **_NUMBER, "font_color": "#0B6B3A"},
    "total": {**_FONT, **_LINE, **_NUMBER, "bold": True},
    "total_label": {**_FONT, **_LINE, "bold": True, "bg_color": "#F6F8F9"},
    "result": {**_FONT, **_LINE, **_NUMBER, "bold": True, "font_size": 12, "bg_color": "#E3F0E6"},
    "share": {**_FONT, **_LINE, "num_format": "0.00%", "align": "right"},
    "verdict": {**_FONT, **_LINE, "align": "center"},
    "date": {**_FONT, **_LINE, "num_format": "yyyy-mm-dd", "align": "left"},
    "link": {**_FONT, **_LINE, "font_color": "#0B3D91", "underline": 1},
}  # fmt: skip
_LISTS = "_lists"
_MOST_INLINE = 255
#: Sheets up to this width, in characters, are printed on one page across; wider ones on several, at this scale.
_WIDEST, _WIDE_SCALE = 300, 62


def xlsx(book: Book, title: str) -> bytes:
    """The bytes of a workbook. Texts are never formulas; every formula has the value that it comes to beside it."""
    from xlsxwriter import Workbook

    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    file = Workbook(made, options)
    file.set_properties({"created": _NO_TIME, "title": title, "author": "ruleengine"})
    file.set_calc_mode("auto")
    _Writing(file, book).write()
    file.close()
    return made.getvalue()


@define
class _Writing:
    file: Any
    book: Book
    _formats: dict[str, Any] = field(factory=dict)
    _lists: list[tuple[str, ...]] = field(factory=list)

    def write(self) -> None:
        """All sheets, then the lists to choose from and the names."""
        sheets = [(sheet, self.file.add_worksheet(sheet.name)) for sheet in self.book.sheets]
        for sheet, made in sheets:
            self._sheet(sheet, made)
        if self._lists:
            lists = self.file.add_worksheet(_LISTS)
            for column, options in enumerate(self._lists):
                for row, option in enumerate(options):
                    lists.write_string(row, column, option)
            lists.hide()
        for name, place in self.book.names.items():
            self.file.define_name(name, f"={place}")

    def _format(self, style: str, sign: bool = False) -> Any:
        key = f"{style} {sign}"
        if key not in self._formats:
            more = {"quote_prefix": True} if sign else {}
            self._formats[key] = self.file.add_format({**STYLES[style], **more})
        return self._formats[key]

    def _sheet(self, sheet: WorkSheet, made: Any) -> None:
        for column, width in sheet.widths.items():
            made.set_column(column, column, width)
        for row, height in sheet.heights.items():
            made.set_row(row, height)
        for row, first, last in sheet.merged:
            cell = sheet.cells[row, first]
            made.merge_range(row, first, row, last, "", self._format(cell.style))
        for (row, column), cell in sorted(sheet.cells.items()):
            self._cell(made, row, column, cell)
        for choices in sheet.choices:
            self._choices(made, choices)
        for judged in sheet.judged:
            self._judged(made, judged)
        if sheet.frozen_at != (0, 0):
            made.freeze_panes(*sheet.frozen_at)
        if sheet.repeated:
            made.repeat_rows(*sheet.repeated)
        made.set_landscape()
        made.set_paper(9)
        made.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        if sum(sheet.widths.values()) <= _WIDEST:
            made.fit_to_pages(1, 0)
        else:
            made.set_print_scale(_WIDE_SCALE)
            made.print_across()
            made.repeat_columns(0, max(sheet.frozen_at[1] - 1, 0))
        made.set_footer("&L&A&C&P / &N")

    def _cell(self, made: Any, row: int, column: int, cell: WorkCell) -> None:
        value, shown = cell.value, self._format(cell.style)
        if cell.formula is not None:
            made.write_formula(row, column, f"={cell.formula}", shown, "" if value is None else value)
        elif cell.link is not None:
            target = cell.link.replace("'", "''")
            made.write_url(row, column, f"internal:'{target}'!A1", shown, str(value))
        elif isinstance(value, bool):
            made.write_boolean(row, column, value, shown)
        elif isinstance(value, float):
            made.write_number(row, column, value, shown)
        elif isinstance(value, date):
            made.write_datetime(row, column, datetime.combine(value, time()), shown)
        elif value is None:
            made.write_blank(row, column, None, shown)
        else:
            self._text(made, row, column, value, cell.style)

    def _text(self, made: Any, row: int, column: int, text: str, style: str) -> None:
        """A text, whatever it begins with: never a formula, and none when it is edited."""
        shown = self._format(style, text.startswith(_SIGNS))
        if text.startswith("<r>"):  # in one part, the library would take it for XML
            made.write_rich_string(row, column, text[0], self._format("plain"), text[1:], shown)
        else:
            made.write_string(row, column, text, shown)

    def _choices(self, made: Any, choices: Choices) -> None:
        """A list to choose from: on a sheet of its own, since a list in the cell has a bound."""
        source: list[str] | str = list(choices.options)
        if len(",".join(choices.options)) > _MOST_INLINE or any("," in option for option in choices.options):
            if choices.options not in self._lists:
                self._lists.append(choices.options)
            column = column_letters(self._lists.index(choices.options) + 1)
            source = f"={_LISTS}!${column}$1:${column}${len(choices.options)}"
        made.data_validation(
            choices.first,
            choices.column,
            choices.last,
            choices.column,
            {"validate": "list", "source": source},
        )

    def _judged(self, made: Any, judged: Judged) -> None:
        colours = ((judged.good, "#E3F0E6", "#1B5E20"), (judged.bad, "#FBE3E1", "#8B1A10"))
        for word, back, ink in colours:
            format_ = self.file.add_format({"bg_color": back, "font_color": ink})
            made.conditional_format(
                *judged.first, *judged.last,
                {"type": "cell", "criteria": "==", "value": '"' + word.replace('"', '""') + '"', "format": format_},
            )  # fmt: skip
