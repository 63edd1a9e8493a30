"""Forms go out and come back: what is written in them arrives, what was edited is told, what is hostile is refused."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook

from ruleengine.consultation.comments import Comment, comments_text
from ruleengine.consultation.form import FREE, empty_form
from ruleengine.consultation.targets import Targets
from ruleengine.documents.comment_word import word_of
from ruleengine.documents.comment_workbook import workbook_of
from ruleengine.office.word import NOT_FILLED
from tests.consultation.forms import (
    SECTIONS,
    Answers,
    W,
    collect,
    draft,
    fill_workbook,
    filled_word,
    filled_workbook,
)

ANSWERS = {
    "unit": "某灯具厂 lamp maker",
    "emissions.making": {"type": "技术 te", "comment": "应采用省级因子\n第二行", "proposed": "=改为省级"},
    "requirements.light": {"proposed": "@mass < limit"},
    FREE: {"clause": "4", "comment": "- all of clause 4"},
}


@pytest.fixture
def targets(tmp_path: Path) -> Targets:
    return draft(tmp_path / "rules")


def said(comments: tuple[Comment, ...]) -> dict[str, dict[str, str]]:
    return {c.element or "": dict(c.texts) for c in comments}


def expected() -> dict[str, dict[str, str]]:
    return {
        "requirements.light": {"clause": "6", "proposed": "@mass < limit"},
        "emissions.making": {
            "clause": "5", "type": "technical", "comment": "应采用省级因子\n第二行", "proposed": "=改为省级",
        },
        "": {"clause": "4", "comment": "- all of clause 4"},
    }  # fmt: skip


@pytest.mark.parametrize(("fill", "name"), [(filled_workbook, "form.xlsx"), (filled_word, "form.docx")])
def test_what_is_written_in_a_form_arrives_at_its_element(
    fill: Any, name: str, targets: Targets, tmp_path: Path
) -> None:
    comments, told = collect(targets, fill(tmp_path / name, targets, ANSWERS))
    assert told == []
    assert [c.element for c in comments.items] == ["requirements.light", "emissions.making", None]
    clauses = {path: t.clause for path, t in targets.all.items()}
    for element, texts in expected().items():
        assert said(comments.items)[element] == texts | ({"clause": clauses[element]} if element else {})
    assert {c.by for c in comments.items} == {"某灯具厂 lamp maker"}
    assert {c.hash for c in comments.items} == {*(targets.all[p].hash for p in expected() if p), None}
    assert comments.items[0].words == targets.all["requirements.light"].words


@pytest.mark.parametrize("make", [workbook_of, word_of])
@pytest.mark.parametrize("layout", ["gb", "iso"])
def test_a_form_has_the_same_bytes_each_time_and_is_empty(
    make: Any, layout: Any, targets: Targets, tmp_path: Path
) -> None:
    form = empty_form(targets, layout, "both")
    path = tmp_path / "form"
    path.write_bytes(make(form))
    assert path.read_bytes() == make(form)
    comments, told = collect(targets, path)
    assert (comments.items, told) == ((), [])


def test_a_form_of_iso_has_the_columns_of_its_template(targets: Targets, tmp_path: Path) -> None:
    answers = {
        "unit": "DE",
        "emissions.making": {
            "by": "FR",
            "line": "12",
            "part": "Table 2",
            "type": "编辑 ed",
            "comment": "a typing error",
        },
    }
    comments, _ = collect(targets, filled_word(tmp_path / "form.docx", targets, answers, "iso"))
    texts = {"line": "12", "part": "Table 2", "type": "editorial", "comment": "a typing error"}
    assert [(c.by, {k: v for k, v in c.texts.items() if k != "clause"}) for c in comments.items] == [
        ("FR", texts)
    ]


def test_who_replies_without_a_comment_is_counted_and_who_is_nobody_is_asked_for(
    targets: Targets, tmp_path: Path
) -> None:
    silent = filled_workbook(tmp_path / "silent.xlsx", targets, {"unit": "某协会"})
    assert collect(targets, silent)[0].facts == {"without_comments": ["某协会"]}
    nobody = filled_workbook(tmp_path / "nobody.xlsx", targets, {"emissions.making": {"comment": "why?"}})
    assert collect(targets, nobody)[1] == ["E662.unit"]
    assert [c.by for c in collect(targets, nobody, unit="a board")[0].items] == ["a board"]


def test_a_file_of_comments_can_be_read_whatever_a_form_is_called(targets: Targets, tmp_path: Path) -> None:
    answers: Answers = {"unit": "u", "emissions.making": {"comment": "why?"}}
    path = filled_workbook(tmp_path / "form\U000e0100.xlsx", targets, answers)
    (found,) = collect(targets, path)[0].items
    assert found.received == ("form\\U000e0100.xlsx",)


def test_no_text_of_a_form_becomes_a_formula(tmp_path: Path) -> None:
    signs = {f"light{n}": f"{sign}1+1" for n, sign in enumerate("=-@")} | {"light9": "+ 1+1 a"}
    requirements = {
        name: {"text": {"zh": text, "en": text}, "check": "mass <= limit"} for name, text in signs.items()
    }
    written = workbook_of(empty_form(draft(tmp_path, requirements=requirements), "gb", "zh"))
    book = load_workbook(io.BytesIO(written))
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    found = [
        c
        for row in book.worksheets[0].iter_rows()
        for c in row
        if str(c.value).split("\n")[0] in signs.values()
    ]
    assert kinds <= {"s", "n"}
    assert len(found) == len(signs)
    assert all(cell.style and cell.quotePrefix for cell in found)


def test_a_formula_in_an_answer_is_refused(targets: Targets, tmp_path: Path) -> None:
    path = filled_workbook(tmp_path / "form.xlsx", targets, {"emissions.making": {"comment": ("=1+1",)}})
    assert collect(targets, path)[1] == ["E661.formula"]


# ---- forms that were edited


def edited(path: Path, targets: Targets, marks: dict[str, str], of: str = "emissions.making") -> Path:
    filled_workbook(path, targets, {"unit": "u", of: {"comment": "why?"}})
    return fill_workbook(path, {of: marks})


def test_an_edited_id_is_seen_and_the_text_says_which_element_it_is(targets: Targets, tmp_path: Path) -> None:
    for path in ("emissions.other", "requirements.light"):
        comments, told = collect(targets, edited(tmp_path / "a.xlsx", targets, {"row": path}))
        assert ([c.element for c in comments.items], told) == (["emissions.making"], ["W663.marks"])


def test_an_edited_hash_is_seen(targets: Targets, tmp_path: Path) -> None:
    comments, told = collect(targets, edited(tmp_path / "a.xlsx", targets, {"hash": "sha256:" + "0" * 64}))
    assert ([c.element for c in comments.items], told) == (["emissions.making"], ["W663.marks"])
    assert comments.items[0].hash == targets.all["emissions.making"].hash


def test_a_row_whose_id_nothing_confirms_is_kept_as_an_orphan(targets: Targets, tmp_path: Path) -> None:
    marks = {"row": "emissions.other", "text": "something else"}
    comments, told = collect(targets, edited(tmp_path / "a.xlsx", targets, marks))
    assert [(c.element, c.hash, c.text("comment")) for c in comments.items] == [
        ("emissions.other", None, "why?")
    ]
    assert told == ["W663.unknown", "W667.element"]


def test_an_edited_text_is_told_and_the_comment_stays(targets: Targets, tmp_path: Path) -> None:
    comments, told = collect(targets, edited(tmp_path / "a.xlsx", targets, {"text": "mass * 2"}))
    assert ([c.element for c in comments.items], told) == (["emissions.making"], ["W663.text"])


def test_answers_that_are_unclear_are_told_and_kept(targets: Targets, tmp_path: Path) -> None:
    answers = {
        "unit": "u",
        "emissions.making": {"type": "urgent", "comment": "a\u200bb", "note": "n"},
        "requirements.light": {"note": "no comment"},
        FREE: {"text": "no such thing [emissions.none]", "comment": "c"},
    }
    comments, told = collect(targets, filled_workbook(tmp_path / "a.xlsx", targets, answers))
    assert sorted(told) == ["W663.element", "W663.hidden", "W663.no_comment", "W663.type", "W667.element"]
    by_element = said(comments.items)
    assert (by_element["emissions.making"]["comment"], by_element["emissions.making"]["note"]) == (
        "ab",
        "n\nurgent",
    )
    assert by_element["emissions.none"]["comment"] == "c"


def test_an_empty_row_takes_an_element_from_the_list(targets: Targets, tmp_path: Path) -> None:
    label = targets.all["requirements.short"].label
    comments, told = collect(
        targets,
        filled_workbook(tmp_path / "a.xlsx", targets, {"unit": "u", FREE: {"text": label, "comment": "c"}}),
    )
    assert ([(c.element, c.hash) for c in comments.items], told) == (
        [("requirements.short", targets.all["requirements.short"].hash)], [],
    )  # fmt: skip


def test_a_form_of_a_draft_that_has_changed_since_keeps_what_was_commented_on(
    targets: Targets, tmp_path: Path
) -> None:
    path = filled_workbook(
        tmp_path / "a.xlsx", targets, {"unit": "u", "parameters.limit": {"comment": "too low"}}
    )
    changed = {**SECTIONS["parameters"], "limit": "6 kg"}
    comments, told = collect(draft(tmp_path / "new", parameters=changed), path)
    assert told == []
    assert comments.items[0].hash == targets.all["parameters.limit"].hash
    assert "5 kg" in (comments.items[0].words or {})["en"]


# ---- Word files


def test_a_deletion_and_an_insertion_in_word_are_read_as_accepted(targets: Targets, tmp_path: Path) -> None:
    path = filled_word(tmp_path / "a.docx", targets, {"unit": "u", "emissions.making": {"comment": "old"}})
    document = Document(str(path))
    run = next(r for r in document.element.body.iter(f"{W}r") if [t.text for t in r.iter(f"{W}t")] == ["old"])
    around = run.getparent()
    deleted = etree.SubElement(around, f"{W}del")
    deleted.append(run)
    inserted = etree.SubElement(etree.SubElement(around, f"{W}ins"), f"{W}r")
    etree.SubElement(inserted, f"{W}t").text = "new"
    document.save(str(path))
    assert [c.text("comment") for c in collect(targets, path)[0].items] == ["new"]


def test_what_stands_in_for_an_answer_is_none(targets: Targets, tmp_path: Path) -> None:
    path = filled_word(tmp_path / "a.docx", targets, {"emissions.making": {"comment": NOT_FILLED}})
    assert collect(targets, path)[0].items == ()


# ---- hostile and broken files


def archive(parts: dict[str, bytes], **more: Any) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"a.txt": b"x"}, "E660.no_form"),
        ({"xl/workbook.xml": b"<a"}, "E660.broken"),
        ({"word/document.xml": b"<a"}, "E660.broken"),
        ({"word/document.xml": b"<a/>"}, "E660.no_form"),
        ({"word/document.xml": ENTITY}, "E660.entities"),
        ({"word/document.xml": ENTITY.decode().encode("utf-16-le")}, "E660.entities"),
        ({"xl/workbook.xml": b"x", "xl/media/a": bytes(121_000_000)}, "E660.unpacked"),
        ({"word/document.xml": b"<a/>", "word/vbaProject.bin": b"x"}, "E660.macros"),
        ({"[Content_Types].xml": b"vnd.ms-excel.sheet.macroEnabled.main+xml"}, "E660.macros"),
        ({f"p{n}": b"" for n in range(3_001)}, "E660.parts"),
    ],
)
def test_what_is_no_form_is_refused(
    parts: dict[str, bytes], told: str, targets: Targets, tmp_path: Path
) -> None:
    (tmp_path / "a.xlsx").write_bytes(archive(parts))
    assert collect(targets, tmp_path / "a.xlsx")[1] == [told]


def test_broken_locked_and_large_archives_are_refused(targets: Targets, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    whole = workbook_of(empty_form(targets, "gb", "zh"))
    locked = bytearray(archive({"a": b"x"}))
    for at in (locked.find(b"PK\x03\x04") + 6, locked.find(b"PK\x01\x02") + 8):
        locked[at] |= 1
    for content, told in (
        (whole[: len(whole) // 2], "E660.broken"),
        (bytes(locked), "E660.locked"),
        (whole + bytes(20_000_001), "E660.size"),
    ):
        path.write_bytes(content)
        assert collect(targets, path)[1] == [told]


def test_a_byte_anywhere_that_is_wrong_leads_to_a_message_and_no_error(
    targets: Targets, tmp_path: Path
) -> None:
    for fill, name in ((filled_workbook, "a.xlsx"), (filled_word, "a.docx")):
        whole = fill(tmp_path / name, targets, ANSWERS).read_bytes()
        for at in range(0, len(whole), len(whole) // 60):
            broken = bytearray(whole)
            broken[at] ^= 0x55
            (tmp_path / name).write_bytes(broken)
            if broken[:4] == b"PK\x03\x04":
                comments, told = collect(targets, tmp_path / name)
                assert told or len(comments.items) == 3


def test_parts_that_say_something_else_lead_to_a_message(targets: Targets, tmp_path: Path) -> None:
    path = filled_workbook(tmp_path / "a.xlsx", targets, ANSWERS)
    parts = parts_of(path)
    for name in parts:
        for content in (b"", b"<a/>", parts[name][: len(parts[name]) // 2]):
            path.write_bytes(archive({**parts, name: content}))
            comments, told = collect(targets, path)
            assert told or len(comments.items) <= 3


# ---- LibreOffice


@pytest.mark.thorough
@pytest.mark.needs("soffice")
def test_forms_saved_again_by_libreoffice_say_the_same(targets: Targets, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office is not None
    files = [
        filled_workbook(tmp_path / "a.xlsx", targets, ANSWERS),
        filled_word(tmp_path / "b.docx", targets, ANSWERS),
    ]
    before = [comments_text(collect(targets, path)[0]) for path in files]
    for path in files:
        subprocess.run(
            [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", path.suffix[1:],
             "--outdir", str(tmp_path / "saved"), str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    after = [collect(targets, tmp_path / "saved" / path.name) for path in files]
    assert [told for _, told in after] == [[], []]
    assert [comments_text(comments) for comments, _ in after] == before
