"""An empty inventory as a workbook that a supplier fills in: one sheet a table, units, lists to choose from, help."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from attrs import define, field

from ruleengine.characters import width
from ruleengine.diagnostics import Fault, Refused
from ruleengine.documents.inventory_cells import FilledCells, ValueWithoutCell
from ruleengine.figures import plain, significant
from ruleengine.inventory import spreadsheet_form as form
from ruleengine.inventory.template import field_facts
from ruleengine.language import Texts
from ruleengine.office.workbook import column_letters
from ruleengine.program.inputs import as_text_pair
from ruleengine.program.number_sources import SOURCES, input_pointer
from ruleengine.program.program import Field, InputTable, Program

_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
#: How much an input has to matter to say so, and how it is said.
_LEAST = 0.005
_MATTERS = "示例中变化1 %，结果变化 1 % more of it changes the example by {:.2f} %"
#: Empty rows of a table, ready to be filled in.
_ROWS = 200
_BASE = {
    "font_name": "宋体",
    "font_size": 10,
    "valign": "top",
    "text_wrap": True,
    "border": 1,
    "border_color": "#B7C2C8",
}
_STYLES: dict[str, dict[str, object]] = {
    "title": {**_BASE, "bold": True, "font_size": 14, "border": 0, "text_wrap": False},
    "note": {**_BASE, "border": 0, "font_color": "#55636A", "text_wrap": False},
    "key": {**_BASE, "font_color": "#9AA7AE", "font_size": 8},
    "head": {**_BASE, "bold": True, "bg_color": "#D9E2E7", "align": "center"},
    "needed": {**_BASE, "bold": True, "bg_color": "#F4D9B8", "align": "center"},
    "help": {**_BASE, "bg_color": "#F3F6F7", "font_size": 8.5},
    "example": {**_BASE, "italic": True, "font_color": "#7C8B92", "bg_color": "#F7F7F2"},
    "label": {**_BASE, "bg_color": "#F3F6F7"},
    "number": {**_BASE, "bg_color": "#FFFDF0", "locked": False},
    "text": {**_BASE, "bg_color": "#FFFDF0", "locked": False, "num_format": "@"},
}
_TITLE: Texts = ("inventory", "清单")
_HOW: Texts = (
    "Fill in the light yellow cells. Numbers are in the unit of the heading, or with a unit of their own (812 g). "
    "Orange headings are required.",
    "请填写浅黄色单元格。数值以表头单位计，也可自带单位（812 g）。橙色表头为必填项。",
)  # fmt: skip
_PASTE: Texts = (
    "Paste values only, no formulas; do not merge cells or rename sheets.",
    "只粘贴数值，不用公式；不要合并单元格，不要更改工作表名称。",
)  # fmt: skip
_VALUES: Texts = ("values", "单项数据")
_GIVEN: Texts = ("if there are no rows, say why:", "无数据行时须注明：")
_EXAMPLE: Texts = ("example (not read)", "示例（不读取）")
_LEFT: Texts = ("not taken", "未采用")
_NOT_READ: Texts = (
    "What the inventory said and this version has no cell for; this sheet is not read.",
    "清单中原有而本版本无对应单元格的内容；本工作表不读取。",
)  # fmt: skip
_HEADINGS: dict[str, Texts] = {
    "label": ("item", "项目"), "value": ("value", "数值"), "unit": ("unit", "单位"), "source": ("source", "来源"),
    "name": ("name", "名称"), "help": ("what is due", "填写要求"), "clause": ("clause", "条款"),
}  # fmt: skip
_PRODUCT: dict[str, Texts] = {
    "inventory": ("id of the inventory", "清单编号"), "ruleset": ("rule set", "规则集"),
    "product.name.zh": ("name of the product, Chinese", "产品名称（中文）"),
    "product.name.en": ("name of the product, English", "产品名称（英文）"),
    "product.model": ("model", "型号"), "product.batch": ("batch", "批次"), "product.gtin": ("GTIN", "商品条码"),
    "product.urn": ("URN of the product", "产品的URN"),
    "product.manufacturer.urn": ("URN of the manufacturer", "制造商的URN"),
    "product.mass": ("mass of one product (4.2 kg)", "单件产品质量（4.2 kg）"),
    "product.manufacturer.name.zh": ("manufacturer, Chinese", "制造商（中文）"),
    "product.manufacturer.name.en": ("manufacturer, English", "制造商（英文）"),
    "product.manufacturer.address.zh": ("address, Chinese", "地址（中文）"),
    "product.manufacturer.address.en": ("address, English", "地址（英文）"),
    "product.manufacturer.credit_code": ("unified social credit code", "统一社会信用代码"),
    "product.site.zh": ("place of production, Chinese", "生产场所（中文）"),
    "product.site.en": ("place of production, English", "生产场所（英文）"),
    "product.country": ("country (CN)", "生产国家或地区（CN）"),
    "period.from": ("first day of the data (2025-01-01)", "数据期起（2025-01-01）"),
    "period.to": ("last day of the data (2025-12-31)", "数据期止（2025-12-31）"),
    "note.zh": ("note, Chinese", "说明（中文）"), "note.en": ("note, English", "说明（英文）"),
}  # fmt: skip


def inventory_workbook(
    program: Program, id_: str, tables: Sequence[str] = (), weights: Mapping[str, float] | None = None
) -> bytes:
    """An empty inventory as XLSX; with `tables`, of these alone, for a supplier who fills in a part.

    With `weights` (how many per cent a result changes for one per cent of an input or column) what matters most stands
    first, and each says how much it matters.

    Raises `Refused` (E706) for an abstract rule set. The same rule set gives the same bytes.
    """
    return _book_of(program, id_, FilledCells(), (), tuple(tables), weights or {})[0]


def filled_inventory_workbook(
    program: Program, data: Mapping[str, object], left: Sequence[ValueWithoutCell] = ()
) -> tuple[bytes, tuple[ValueWithoutCell, ...]]:
    """An inventory of this rule set as XLSX, to be filled in further; and what it says that no cell is there for.

    Both that and what is `left` of another version stand on a last sheet, which is not read. Raises `Refused` (E706).
    """
    return _book_of(program, str(data.get("inventory", "")), FilledCells(data), left, (), {})


def _book_of(
    program: Program, id_: str, cells: FilledCells, left: Sequence[ValueWithoutCell], tables: tuple[str, ...],
    weights: Mapping[str, float],
) -> tuple[bytes, tuple[ValueWithoutCell, ...]]:  # fmt: skip
    from xlsxwriter import Workbook

    own = program.resolved.own
    if own.abstract:
        fault = Fault("E706.no_inventory", ruleset=str(own.reference))
        raise Refused([fault.diagnostic(own.document.place(("ruleset",)))])
    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(made, options)
    book.set_properties({"created": _NO_TIME, "title": id_, "author": "ruleengine"})
    form_ = _InventoryForm(book, program, id_, tables, weights, cells)
    form_.write()
    without = tuple(cells.left())
    form_.beside((*left, *without))
    book.close()
    return made.getvalue(), without


def both(texts: Texts) -> str:
    """A text in both languages, Chinese first."""
    return f"{texts[1]} {texts[0]}"


def _label(label: object, name: str) -> str:
    texts = as_text_pair(label)
    return "\n".join(dict.fromkeys(t for t in (texts.get("zh"), texts.get("en")) if t)) or name


@define
class _InventoryForm:
    book: Any
    program: Program
    id: str
    only: tuple[str, ...]
    weights: Mapping[str, float]
    cells: FilledCells
    meta: list[tuple[str, str]] = field(factory=lambda: [(form.KIND_KEY, form.KIND)])
    headings: list[tuple[str, str, str]] = field(factory=list)
    lists: list[tuple[str, ...]] = field(factory=list)
    keys: dict[str, str] = field(factory=dict)
    _formats: dict[str, Any] = field(factory=dict)

    def write(self) -> None:
        """All sheets that are filled in."""
        tables = [t for t in self.program.tables.values() if not self.only or t.name in self.only]
        tables.sort(key=lambda t: -max(self._weight(f"{t.name}.{c}") for c in t.columns))
        for table in tables:
            if table.key is not None:
                column = column_letters(2 + list(table.columns).index(table.key))
                self.keys[table.name] = (
                    f"='{table.name[:31]}'!${column}$8:${column}${7 + self._rows(table.name)}"
                )
        self._product()
        if not self.only:
            self._values()
        for table in tables:
            self._table(table)

    def _rows(self, table: str) -> int:
        """How many rows a table has cells for: some more than are filled in."""
        return _ROWS + self.cells.rows(table)

    def _weight(self, name: str) -> float:
        return abs(self.weights.get(name, 0.0))

    def _matters(self, name: str) -> Iterator[str]:
        """How much the example changes with an input or column, where that is known."""
        if self._weight(name) >= _LEAST:
            yield _MATTERS.format(self._weight(name))

    def style(self, name: str) -> Any:
        """The format of this name."""
        if name not in self._formats:
            self._formats[name] = self.book.add_format(_STYLES[name])
        return self._formats[name]

    def _sheet(self, title: str, table: str) -> Any:
        sheet = self.book.add_worksheet(title)
        self.meta.append((title, table))
        sheet.set_column(0, 0, 3, None, {"hidden": True})
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
        _for_paper(sheet)
        return sheet

    def _head(
        self, sheet: Any, title: str, row: int, names: Sequence[str], shown: Sequence[str], needed: Sequence[bool]
    ) -> None:  # fmt: skip
        """The hidden row with the names of columns, and the headings below it."""
        sheet.write_string(row, 0, form.COLUMNS_MARK, self.style("key"))
        sheet.write_string(row + 1, 0, form.HEADINGS_MARK, self.style("key"))
        for column, (name, text, is_needed) in enumerate(zip(names, shown, needed, strict=True), start=1):
            sheet.write_string(row, column, name, self.style("key"))
            sheet.write_string(row + 1, column, text, self.style("needed" if is_needed else "head"))
            self.headings.append((title, name, text))
        sheet.set_row(row, None, None, {"hidden": True})
        sheet.set_row(row + 1, 15 * max(3, *(1 + len(t) // 9 for t in shown)))

    def _product(self) -> None:
        title = both(_TITLE)
        sheet = self._sheet(title, form.PRODUCT_TABLE)
        reference = self.program.resolved.reference
        name = as_text_pair(self.program.resolved.own.header.get("title"))
        sheet.write_string(0, 1, f"{name['zh']} {name['en']}  {reference}", self.style("title"))
        for row, texts in enumerate((_HOW, _PASTE)):
            sheet.write_string(1 + 2 * row, 1, texts[1], self.style("note"))
            sheet.write_string(2 + 2 * row, 1, texts[0], self.style("note"))
        sheet.set_column(1, 1, 48)
        sheet.set_column(2, 2, 60)
        self._head(
            sheet,
            title,
            5,
            ("label", "value"),
            [both(_HEADINGS[k]) for k in ("label", "value")],
            (False, False),
        )
        given = {"inventory": self.id, "ruleset": str(reference)}
        for row, key in enumerate(form.PRODUCT_KEYS, start=7):
            sheet.write_string(row, 0, key, self.style("key"))
            sheet.write_string(row, 1, both(_PRODUCT[key]), self.style("label"))
            self.cells.write(sheet, row, 2, tuple(key.split(".")), self.style("text"), given.get(key, ""))

    def _values(self) -> None:
        title = both(_VALUES)
        sheet = self._sheet(title, form.VALUES_TABLE)
        sheet.write_string(0, 1, title, self.style("title"))
        names = ("label", "value", "unit", "source", "help", "clause")
        for column, room in enumerate((40, 20, 14, 20, 60, 10), start=1):
            sheet.set_column(column, column, room)
        self._head(sheet, title, 1, names, [both(_HEADINGS[n]) for n in names], (False,) * 6)
        sheet.freeze_panes(3, 2)
        fields = sorted(self.program.fields.items(), key=lambda item: -self._weight(item[0]))
        for row, (name, one) in enumerate(fields, start=3):
            is_number = one.type.kind == "number"
            label = _label(one.label, name)
            help_ = "；".join((*self._matters(name), *field_facts(one), *_options_text(one)))
            sheet.write_string(row, 0, name, self.style("key"))
            sheet.write_string(row, 1, label, self.style("needed" if one.required else "label"))
            self.cells.write(sheet, row, 2, ("values", name), self.style("number" if is_number else "text"))
            unit = str(one.type.unit) if is_number and one.type.unit.symbols else ""
            sheet.write_string(row, 3, unit, self.style("label"))
            sourced = (
                is_number and SOURCES in self.program.tables and input_pointer(self.program, name) is None
            )
            if sourced:
                self.cells.write(sheet, row, 4, ("values", name, "source"), self.style("text"))
            else:
                sheet.write_blank(row, 4, None, self.style("label"))
            if sourced and SOURCES in self.keys:
                chosen = {"validate": "list", "source": self.keys[SOURCES], "error_type": "warning"}
                sheet.data_validation(row, 4, row, 4, chosen)
            sheet.write_string(row, 5, help_, self.style("help"))
            sheet.write_string(row, 6, one.clause or "", self.style("label"))
            lines = sum(1 + width(line) // 42 for line in label.split("\n"))
            sheet.set_row(row, 15 * max(2, lines, 1 + width(help_) // 75))
            self._choose(sheet, row, row, 2, one)

    def _table(self, table: InputTable) -> None:
        title = table.name[:31]
        sheet = self._sheet(title, table.name)
        label = " ".join(_label(table.label, table.name).split("\n"))
        sheet.write_string(0, 1, f"{label}  {table.clause or ''}".rstrip(), self.style("title"))
        sheet.write_string(1, 0, form.GIVEN_MARK, self.style("key"))
        sheet.write_string(1, 1, both(_GIVEN), self.style("help"))
        self.cells.write_word(sheet, 1, 2, table.name, self.style("text"))
        sheet.set_row(1, 30)
        said = [
            *([form.NO_ROWS[0]] if not table.min_rows else []),
            *([] if table.required else [form.NOT_APPLICABLE[0]]),
        ]
        if said:
            sheet.data_validation(1, 2, 1, 2, {"validate": "list", "source": said})
        columns = list(table.columns.values())
        shown = [_label(c.label, c.name) + _unit_text(c) for c in columns]
        self._head(sheet, title, 2, [c.name for c in columns], shown, [c.required for c in columns])
        sheet.write_string(5, 0, form.EXAMPLE_MARK, self.style("key"))
        sheet.write_string(6, 1, both(_EXAMPLE), self.style("note"))
        sheet.write_string(6, 0, form.EXAMPLE_MARK, self.style("key"))
        helps = [
            "；".join((*self._matters(f"{table.name}.{c.name}"), *field_facts(c), *_options_text(c)))
            for c in columns
        ]
        for column, (one, help_) in enumerate(zip(columns, helps, strict=True), start=1):
            is_number = one.type.kind == "number"
            sheet.set_column(column, column, 24 if not is_number else 16)
            sheet.write_string(4, column, help_, self.style("help"))
            sheet.write_string(5, column, _example(one), self.style("example"))
            style = self.style("number" if is_number else "text")
            for row in range(self._rows(table.name)):
                self.cells.write(sheet, 7 + row, column, ("values", table.name, row, one.name), style)
            self._choose(sheet, 7, 6 + self._rows(table.name), column, one)
        sheet.set_row(4, min(15 * max(2, *(1 + len(h) // 12 for h in helps)), 160))
        sheet.freeze_panes(7, 2)

    def _choose(self, sheet: Any, first: int, last: int, column: int, one: Field) -> None:
        """A list to choose from, where the values are known; a text that is not in it is told when it is read."""
        options = tuple(one.options or ()) or (("TRUE", "FALSE") if one.type.kind == "boolean" else ())
        source: object = None
        if options:
            if options not in self.lists:
                self.lists.append(options)
            letters = column_letters(8 + self.lists.index(options))
            source = f"={form.META_SHEET}!${letters}$1:${letters}${len(options)}"
        elif one.type.kind == "reference":
            source = self.keys.get(one.type.target or "")
        if source is not None:
            sheet.data_validation(
                first, column, last, column, {"validate": "list", "source": source, "error_type": "warning"}
            )

    def beside(self, left: Sequence[ValueWithoutCell]) -> None:
        """The last sheets: what has no place in the others, which is not read, and the hidden one."""
        if left:
            sheet = self.book.add_worksheet(both(_LEFT))
            _for_paper(sheet)
            sheet.write_string(0, 0, both(_NOT_READ), self.style("title"))
            for column, (key, room) in enumerate((("name", 32), ("label", 40), ("value", 60))):
                sheet.set_column(column, column, room)
                sheet.write_string(1, column, both(_HEADINGS[key]), self.style("head"))
            for row, one in enumerate(left, start=2):
                sheet.set_row(row, min(15 * max(2, 1 + width(one.value) // 60), 400))
                for column, text in enumerate((one.name, _label(one.label, ""), one.value)):
                    sheet.write_string(row, column, text, self.style("help"))
        self._meta()

    def _meta(self) -> None:
        sheet = self.book.add_worksheet(form.META_SHEET)
        for row, pair in enumerate(self.meta):
            for column, text in enumerate(pair):
                sheet.write_string(row, column, text)
        for row, heading in enumerate(self.headings):
            for column, text in enumerate(heading, start=3):
                sheet.write_string(row, column, text)
        for column, options in enumerate(self.lists, start=7):
            for row, option in enumerate(options):
                sheet.write_string(row, column, option)
        sheet.hide()
        sheet.protect()


def _for_paper(sheet: Any) -> None:
    """A4 across, all columns on one page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _unit_text(one: Field) -> str:
    """The unit below a heading."""
    has_unit = one.type.kind == "number" and one.type.unit.symbols
    return f"\n[{one.type.unit}]" if has_unit else ""


def _options_text(one: Field) -> Iterator[str]:
    """The allowed values with their meaning; of very many the first."""
    found: Iterable[tuple[str, object]] = list((one.options or {}).items())[:12]
    for value, label in found:
        texts = as_text_pair(label)
        meaning = " ".join(dict.fromkeys(t for t in (texts.get("zh"), texts.get("en")) if t and t != value))
        yield f"{value}={meaning}" if meaning else value
    if one.options and len(one.options) > 12:
        yield "…"


def _example(one: Field) -> str:
    """A value as it could be written."""
    if one.type.kind == "number":
        if one.typical and one.typical[0] > 0:
            return significant((one.typical[0] * one.typical[1]).sqrt(), 2)
        low = one.typical[0] if one.typical else one.minimum
        return plain(low) if low is not None else "1"
    if one.options:
        return next(iter(one.options))
    if one.type.kind == "boolean":
        return "TRUE"
    return f"{one.type.target}-1" if one.type.kind == "reference" else "…"
