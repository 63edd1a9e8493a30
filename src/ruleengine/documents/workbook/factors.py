"""A sheet for each look-up table of the rule set: its numbers, and beside each the source and its grade."""

from __future__ import annotations

from collections.abc import Mapping

from ruleengine.documents.workbook import words
from ruleengine.documents.workbook.cells import Places
from ruleengine.documents.workbook.citing import cited, grade_words, texts_of
from ruleengine.documents.workbook.known_values import MISSING_VALUE, as_double
from ruleengine.documents.workbook.naming import lines_of
from ruleengine.documents.workbook.sheet import CellValue, WorkCell, WorkSheet
from ruleengine.documents.workbook.words import said
from ruleengine.ruleset.model import FactorTable

_FIRST = 5


def factors(places: Places, name: str, table: FactorTable, sheet: WorkSheet) -> None:
    """The sheet of a look-up table; `<name>.all_keys` and `<name>.<column>` are its columns in formulas."""
    language = places.language
    title = said(texts_of(table.header.get("title")), language, " ") or name
    sheet.text(0, 0, f"{title}  {table.reference}", "title")
    sheet.text(1, 0, table.fingerprint, "fact")
    last = _FIRST + max(len(table.rows), 1) - 1
    heads = [(key, said(texts_of(key), language), "", 18.0) for key in table.keys]
    heads += [("all_keys", said(words.HEADINGS["key"], language), f"{name}.all_keys", 22.0)]
    heads += [("", said(words.HEADINGS["label"], language), "", 34.0)]
    for column, facts in table.columns.items():
        heads += [
            (
                str(facts.get("unit", "")),
                said(texts_of(facts.get("label")), language) or column,
                f"{name}.{column}",
                16.0,
            ),
            ("", said(words.HEADINGS["source"], language), "", 36.0),
            ("", said(words.HEADINGS["grade"], language), "", 16.0),
        ]
    for place, (unit, label, of, width) in enumerate(heads):
        sheet.widths[place] = width
        sheet.text(2, place, label, "head")
        sheet.text(3, place, places.names.of(of) if of else "", "head_code")
        sheet.text(4, place, unit if of and place > len(table.keys) else "", "head_unit")
        if of:
            places.book.names[places.names.of(of)] = sheet.place(_FIRST, place, last)
    sheet.heights[2] = 15.0 * max(lines_of(label, width) for _, label, _, width in heads)
    sheet.heights[3] = 15.0 * max(lines_of(of, width) for _, _, of, width in heads)
    sheet.frozen_at = (_FIRST, len(table.keys) + 1)
    for row, key in enumerate(table.rows, start=_FIRST):
        _row(places, table, sheet, row, key)


def _row(places: Places, table: FactorTable, sheet: WorkSheet, row: int, key: tuple[str, ...]) -> None:
    language = places.language
    label = said(table.labels[key], language)
    for place, text in enumerate((*key, "|".join(key))):
        sheet.text(row, place, text, "code")
    sheet.text(row, len(key) + 1, label, "label")
    lines = lines_of(label, 34)
    for number, (column, value) in enumerate(table.rows[key].items()):
        first = len(key) + 2 + 3 * number
        shown: CellValue = MISSING_VALUE if value is None else as_double(value)
        sheet.put(row, first, WorkCell(shown, "NA()" if value is None else None, "factor"))
        if value is None:
            sheet.text(row, first + 1, "", "plain")
            sheet.text(row, first + 2, "", "plain")
            continue
        source = table.source_of(key, column)
        fields: Mapping[str, object] = table.sources.get(source, {})
        text = cited(fields, source, language)
        grade = fields.get("grade")
        sheet.text(row, first + 1, text, "plain")
        sheet.text(row, first + 2, grade_words(str(grade) if grade else None, language), "plain")
        lines = max(lines, lines_of(text, 36))
    sheet.heights[row] = 15.0 * lines
