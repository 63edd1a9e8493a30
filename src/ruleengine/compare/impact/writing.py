"""An impact as a file: all products as Parquet or as a workbook with the summary beside them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ruleengine.compare.impact.impact import Impact
from ruleengine.compare.impact.product_table import ALREADY_NEW, product_table
from ruleengine.compare.impact.report_text import PARTS, notes_on_refusals
from ruleengine.compare.impact.summary import Summary
from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.diagnostics.facts import Speaker
from ruleengine.language import LANGUAGES, Texts
from ruleengine.portfolio.batch.result_files import NO_TIME, SHEET_ROWS, write_cell

_SHEETS: dict[str, Texts] = {
    "summary": ("summary", "汇总"), "changes": ("changes", "变化"), "verdicts": ("verdicts", "要求"),
    "refused": ("refused", "不予核算"), "products": ("products", "产品"),
}  # fmt: skip
_WIDTH = 22
_PIECE = 8_192


def as_parquet(impact: Impact, found: Summary) -> bytes:
    """All products as Parquet."""
    sink = pa.BufferOutputStream()
    pq.write_table(product_table(impact, found), sink, write_page_checksum=True)
    return bytes(sink.getvalue())


def as_workbook(impact: Impact, found: Summary, shown: str) -> bytes:
    """The summary and all products as a workbook; the same impact is the same bytes. Raises `Refused` (E804)."""
    from xlsxwriter import Workbook

    table = product_table(impact, found)
    if table.num_rows >= SHEET_ROWS:
        report = Report()
        report.tell("E804.sheet", Place(shown), most=SHEET_ROWS - 1)
        raise Refused(report.items)
    target = io.BytesIO()
    book: Any = Workbook(target, {"constant_memory": False, "in_memory": True})
    book.set_properties({"created": NO_TIME})
    plain, bold = book.add_format(), book.add_format({"bold": True})
    rows = {
        "summary": list(_summary(impact, found)), "changes": list(_changes(found)),
        "verdicts": list(_verdicts(found)), "refused": list(_refused(found)), "products": _products(table),
    }  # fmt: skip
    for name, texts in _SHEETS.items():
        sheet = book.add_worksheet(f"{texts[0]} {texts[1]}")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 60, _WIDTH)
        for number, row in enumerate(rows[name]):
            for column, value in enumerate(row):
                write_cell(sheet, (number, column), _cell(value), bold if number == 0 else plain, shown)
    book.close()
    return target.getvalue()


def _cell(value: object) -> object:
    return (
        float(value)
        if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool))
        else value
    )


def _summary(impact: Impact, found: Summary) -> Iterator[Sequence[object]]:
    runs = impact.runs
    yield "kgCO2e", "old 旧", "new 新", "difference 差值"
    for part in found.parts:
        yield " ".join(t.strip() for t in PARTS[part.name]), part.old, part.new, part.difference
    yield ()
    yield "rule set 规则集", *(str(r.program.resolved.reference) for r in (runs.old, runs.new))
    for old, new in impact.replaced:
        yield "table 因子表", old, new
    yield from found.products.items()
    if found.already is not None:
        yield f"{ALREADY_NEW} 已对应新版本", found.already.products, found.already.per_unit
    for name, count in sorted(found.others.items()):
        yield "other version 其他版本", name, count
    for name in found.assumed:
        yield "assumed 假定", name, str(impact.runs.moved.assumed[name])
    for name in found.left_out:
        yield "left out 未采用", name
    for name in found.lacking:
        yield "lacking 缺少", name
    for remark in impact.comparable.remarks:
        yield remark.key, remark.said("zh"), remark.said("en")


def _changes(found: Summary) -> Iterator[Sequence[object]]:
    yield (
        "change 变化", "zh", "en", "kgCO2e per unit 单位产品", "products 产品数", "least 最小", "greatest 最大",
        "standard error 标准误差", "elements 要素",
    )  # fmt: skip
    for item in found.contributions:
        change = item.change
        yield (
            change.name, change.label["zh"], change.label["en"], item.mean, item.products, item.least, item.most,
            item.error, "; ".join(change.elements),
        )  # fmt: skip
    for change in found.without_effect:
        yield (
            change.name,
            change.label["zh"],
            change.label["en"],
            0,
            0,
            None,
            None,
            None,
            "; ".join(change.elements),
        )


def _verdicts(found: Summary) -> Iterator[Sequence[object]]:
    yield "requirement 要求", "newly fail 新增不满足", "come right 转为满足", "such as 例如"
    for item in found.verdicts:
        yield item.requirement, item.fails, item.comes_right, "; ".join(item.examples)


def _refused(found: Summary) -> Iterator[Sequence[object]]:
    yield (
        "code 代码", "element 要素", "products 产品数", "explained one by one 逐一说明", "only in 仅", "zh", "en",
        "such as 例如",
    )  # fmt: skip
    for only, refusals in (("new 新", found.newly_refused), ("old 旧", found.come_right)):
        for item in refusals:
            yield (
                item.code, item.element, item.products, item.explained, only, item.said["zh"], item.said["en"],
                "; ".join(item.examples),
            )  # fmt: skip
    for language in LANGUAGES:
        for note in notes_on_refusals((*found.newly_refused, *found.come_right), Speaker(language)):
            yield ("note 说明", note)


def _products(table: pa.Table) -> Iterator[Sequence[object]]:
    yield table.schema.names
    for batch in table.to_batches(_PIECE):
        yield from zip(*(c.to_pylist() for c in batch.columns), strict=True)
