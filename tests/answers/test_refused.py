"""Checklists that were edited, that belong elsewhere, or that hold what is no answer: each told with its place."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from ruleengine.answers.form import LONGEST
from tests.answers.checklists import WHO, Desk, desk, fill_book, open_sheet

CHECKLIST, DATA = 0, 1


@pytest.fixture
def lamp(tmp_path: Path) -> Desk:
    return desk(tmp_path)


def edited(lamp: Desk, edit: Callable[[Any], None]) -> Path:
    """A workbook of the lamp, filled in, then edited."""
    path = lamp.filled("list.xlsx", {"battery-mass": {"finding": "conform"}, **WHO})
    book = load_workbook(path)
    edit(book)
    book.save(path)
    return path


def _cell(book: Any, key: str, name: str = "battery-mass") -> Any:
    sheet = book.worksheets[CHECKLIST]
    columns, rows = open_sheet(sheet)
    return sheet.cell(rows[name], columns[key])


def _text(book: Any) -> None:
    _cell(book, "text").value += " (not so important)"


def _verdict(book: Any) -> None:
    _cell(book, "verdict").value = "满足 satisfied"


def _hash(book: Any) -> None:
    sheet = book.worksheets[CHECKLIST]
    sheet.cell(open_sheet(sheet)[1]["battery-mass"], 2).value = "sha256:" + "0" * 64


def _name(book: Any) -> None:
    sheet = book.worksheets[CHECKLIST]
    sheet.cell(open_sheet(sheet)[1]["battery-mass"], 1).value = "mass-of-battery"


def _twice(book: Any) -> None:
    sheet = book.worksheets[CHECKLIST]
    rows = open_sheet(sheet)[1]
    for column in range(1, sheet.max_column + 1):
        first = next(n for name, n in rows.items() if name != "battery-mass")
        sheet.cell(first, column).value = sheet.cell(rows["battery-mass"], column).value


def _row_gone(book: Any) -> None:
    sheet = book.worksheets[CHECKLIST]
    sheet.delete_rows(open_sheet(sheet)[1]["battery-mass"])


def _column_gone(book: Any) -> None:
    sheet = book.worksheets[CHECKLIST]
    sheet.delete_cols(open_sheet(sheet)[0]["deadline"])


def _renamed(book: Any) -> None:
    sheet = book.worksheets[CHECKLIST]
    sheet.cell(4, open_sheet(sheet)[0]["note"]).value = "Remarks"


def _sheet_gone(book: Any) -> None:
    del book[book.worksheets[DATA].title]


def _marks_gone(book: Any) -> None:
    del book["ruleengine"]


def _merged(book: Any) -> None:
    cell = _cell(book, "note")
    book.worksheets[CHECKLIST].merge_cells(
        start_row=cell.row, end_row=cell.row, start_column=cell.column, end_column=cell.column + 1
    )


def _outside(book: Any) -> None:
    sheet = book.worksheets[CHECKLIST]
    sheet.cell(sheet.max_row + 2, 6).value = "one more remark"


def _beside(book: Any) -> None:
    sheet = book.worksheets[CHECKLIST]
    sheet.cell(5, sheet.max_column + 1).value = "see photo"


@pytest.mark.parametrize(
    ("edit", "key", "place"),
    [
        (_text, "E670.text", "核查清单 Checklist!D"), (_verdict, "E670.text", "核查清单 Checklist!D"),
        (_hash, "E670.marks", "核查清单 Checklist!D"), (_name, "E670.unknown", "mass-of-battery"),
        (_twice, "E670.twice", "核查清单 Checklist!D"), (_row_gone, "E670.gone", "battery-mass"),
        (_column_gone, "E670.column", "整改期限 Deadline"), (_renamed, "E670.heading", "核查清单 Checklist!T4"),
        (_sheet_gone, "E670.sheet", "数据 Data"), (_marks_gone, "E670.sheet", "ruleengine"),
        (_merged, "E670.merged", "核查清单 Checklist!T"), (_outside, "E670.outside", "one more remark"),
        (_beside, "E670.outside", "see photo"),
    ],
)  # fmt: skip
def test_a_workbook_that_was_edited_is_refused(
    edit: Callable[[Any], None], key: str, place: str, lamp: Desk
) -> None:
    before = lamp.path.read_bytes()
    told = lamp.refused(edited(lamp, edit))
    assert key in [d.key for d in told]
    found = next(d for d in told if d.key == key)
    for language in ("en", "zh"):
        assert place in found.said(language).message
    assert lamp.path.read_bytes() == before


@pytest.mark.parametrize(
    ("column", "value", "key"),
    [
        ("finding", "perhaps", "E672.finding"), ("deadline", 46113, "E672.date_number"),
        ("deadline", "01/02/2026", "E672.date"), ("deadline", "2026-02-30", "E672.date"),
        ("verified", "12,5 kg", "E672.comma"), ("verified", "1,250 kg", "E672.comma"), ("verified", 12.5, "E672.unit"),
        ("verified", "much", "E672.amount"), ("closed_by", "Li Wei", "E672.initials"), ("by", "XX", "E672.person"),
        ("note", "x" * (LONGEST + 1), "E672.long"), ("note", "x" * 10_000, "E672.long"),
        ("note", "<b>bold</b>", "E672.markup"), ("note", "#N/A", "E672.error"), ("page", "3", "E672.evidence"),
        ("note", ("=1+1",), "E661.formula"), ("finding", ('=HYPERLINK("http://x","y")',), "E661.formula"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_refused_with_its_cell(
    column: str, value: Any, key: str, lamp: Desk
) -> None:
    answers = {"battery-mass": {"finding": "conform", column: value}, **WHO}
    (told,) = lamp.refused(lamp.filled("list.xlsx", answers))
    assert told.key == key
    for language in ("en", "zh"):
        assert "核查清单 Checklist!" in told.said(language).message


def test_values_and_the_head_are_held_to_the_same(lamp: Desk) -> None:
    answers = {
        "materials[1].mass": {"ticked": "perhaps", "verified": "0,5"},
        "head": {"by": "LW", "date": "soon"},
    }
    path = lamp.filled("list.xlsx", answers)
    assert sorted({d.key for d in lamp.refused(path)}) == [
        "E672.comma",
        "E672.date",
        "E672.no_date",
        "E672.truth",
    ]
    nobody = lamp.filled("b.xlsx", {"battery-mass": {"finding": "conform"}})
    assert sorted(d.key for d in lamp.refused(nobody)) == ["E672.no_by", "E672.no_date"]
    assert lamp.collected(nobody, by="ZS", date="2026-03-05")[0].counts["new"] == 1
    half = lamp.filled("c.xlsx", {"head": {"opinion": "modified"}})
    assert [d.key for d in lamp.refused(half)] == ["E672.conclusion"]
    wrong = lamp.filled("d.xlsx", {"head": {"opinion": "so so", "text": "x"}})
    assert "E672.opinion" in [d.key for d in lamp.refused(wrong)]


def test_hidden_characters_are_left_out_and_told(lamp: Desk) -> None:
    note = "safe\u202egnp.exe\u200b \u0007end"
    path = lamp.filled("list.xlsx", {"battery-mass": {"finding": "conform"}, **WHO})
    fill_book(path, {"battery-mass": {"note": "NOTE"}})
    parts = {
        name: content.replace(b"NOTE", note.replace("\u0007", "_x0007_").encode())
        for name, content in _parts(path).items()
    }
    _write(path, parts)
    done, (told,) = lamp.collected(path)
    assert (told.key, "\\u202e" in told.message) == ("W673.hidden", True)
    assert "safegnp.exe end" in str(done.data["findings"])


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _write(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("核查发现 Finding", "结论 Verdict", "E670.heading"), ("#finding</w:t>", "#found</w:t>", "E670.unknown"),
        ("line:requirements:1 ", "line:requirements:2 ", "E670.twice"),
        ("line:requirements:1 ", "was:requirements:1 ", "E670.gone"), ("shall be given", "may be given", "E670.text"),
    ],
)  # fmt: skip
def test_a_word_file_that_was_edited_is_refused(old: str, new: str, key: str, lamp: Desk) -> None:
    path = lamp.filled("list.docx", {"battery-mass": {"finding": "conform"}, **WHO})
    parts = _parts(path)
    document = parts["word/document.xml"].decode()
    at = document.index(old, document.index("line:requirements:1 "))
    changed = document[:at] + document[at:].replace(old, new, 1)
    _write(path, {**parts, "word/document.xml": changed.encode()})
    found = next(d for d in lamp.refused(path) if d.key == key)
    assert re.search(r"T[0-9]:R[0-9]+C[0-9]+|requirements 1", found.message)


def test_a_checklist_of_another_rule_set_version_or_product_stays_apart(lamp: Desk) -> None:
    path = lamp.filled("list.xlsx", {"battery-mass": {"finding": "conform"}, **WHO})
    for old, new, key in (
        ("mini/lamp@1.0.0", "mini/limits@1.0.0", "E671.ruleset"),
        ("mini/lamp@1.0.0", "mini/lamp@1.1.0", "E671.version"),
    ):
        book = load_workbook(path)
        meta = book["ruleengine"]
        cell = next(row[1] for row in meta.iter_rows() if row[1].value == old)
        cell.value = new
        other = lamp.folder / "other.xlsx"
        book.save(other)
        assert [d.key for d in lamp.refused(other)] == [key]
    inventory = lamp.path.with_name("lamp.yaml")
    text = inventory.read_text(encoding="utf-8")
    inventory.write_text(text.replace("inventory: lamp\n", "inventory: bulb\n"), encoding="utf-8")
    (told,) = lamp.refused(path)
    assert told.said("zh").message == "核查清单属于产品`lamp`，核查文件属于`bulb`"
    inventory.write_text(text.replace("500 g", "501 g"), encoding="utf-8")
    assert [d.key for d in lamp.collected(path)[1]] == ["W673.inventory"]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "E660.entities"),
        (b"<checklist", "E660.broken"), (b"<a/>", "E660.no_checklist"), (b"PK\x03\x04 and no more", "E660.broken"),
        (b"%PDF-1.7 and no more", "E660.no_checklist"), (b"ruleset: mini/lamp@1.0.0\n", "E310.assessment"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_checklist_is_told_as_that(content: bytes, key: str, lamp: Desk) -> None:
    path = lamp.folder / "any"
    path.write_bytes(content)
    assert [d.key.partition(".")[0] for d in lamp.refused(path)] == [key.partition(".")[0]]


def test_nothing_is_taken_where_one_of_several_files_is_refused(lamp: Desk) -> None:
    good = lamp.filled("good.xlsx", {"battery-mass": {"finding": "conform"}, **WHO})
    bad = lamp.filled("bad.xlsx", {"battery-mass": {"finding": "perhaps"}, **WHO})
    assert [(d.key, d.place.file if d.place else "") for d in lamp.refused(good, bad)] == [
        ("E672.finding", "bad.xlsx")
    ]


def test_a_conclusion_that_is_another_one_is_refused(lamp: Desk) -> None:
    head = {"head": {"opinion": "unmodified", "text": "a"}}
    lamp.take(lamp.filled("a.xlsx", head))
    other = lamp.filled("b.xlsx", {"head": {"opinion": "adverse", "text": "b"}})
    assert [d.key for d in lamp.refused(other)] == ["E672.other_conclusion"]
