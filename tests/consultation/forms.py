"""Forms of a small draft, and how people fill them in: in a spreadsheet program, in Word, or with their own hands."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from docx import Document
from lxml import etree
from openpyxl import load_workbook

from ruleengine.consultation.collecting import Collecting
from ruleengine.consultation.comments import Comments
from ruleengine.consultation.form import MARK, empty_form
from ruleengine.consultation.targets import Targets, targets_of
from ruleengine.diagnostics import Report
from ruleengine.documents.comment_word import word_of
from ruleengine.documents.comment_workbook import workbook_of
from ruleengine.resolve.overlay import resolve
from ruleengine.ruleset.library import Library
from tests.library_builder import rule_set, write_library

DRAFT = "test/product@1.0.0"
SECTIONS: dict[str, Any] = {
    "inputs": {"mass": "kg", "kind": "a|b"},
    "parameters": {"factor": "3 kgCO2e/kg", "limit": "5 kg"},
    "emissions": {"making": "mass * factor"},
    "requirements": {"light": "mass <= limit", "short": "mass <= 2 * limit"},
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

#: Row → answers; a row is the path of an element, `+` the first empty row, `unit` the head of the form.
Answers = Mapping[str, Any]


def draft(folder: Path, version: str = "1.0.0", **changed: object) -> Targets:
    """What can be commented on in a version of the small rule set."""
    library = library_of(folder, {version: changed})
    return targets_of(resolve(library, library.find(f"test/product@{version}")))


def library_of(folder: Path, versions: Mapping[str, Mapping[str, object]]) -> Library:
    """A library with versions of the small rule set; each changes some sections."""
    files = [rule_set(f"test/product@{v}", **{**deepcopy(SECTIONS), **c}) for v, c in versions.items()]
    return write_library(folder, *files)


def filled_workbook(path: Path, targets: Targets, answers: Answers, language: Any = "both") -> Path:
    """A form as a workbook, filled in and saved by another program."""
    path.write_bytes(workbook_of(empty_form(targets, "gb", language)))
    return fill_workbook(path, answers)


def fill_workbook(path: Path, answers: Answers) -> Path:
    """Fill in a workbook that is there; `=` at the beginning of an answer stays text, a tuple is a formula."""
    book = load_workbook(path)
    sheet, left = book.worksheets[0], dict(answers)
    keys: dict[str, int] = {}
    for row in sheet.iter_rows():
        if row[0].value == MARK:
            keys = {str(cell.value): n for n, cell in enumerate(row)} | {"row": 0}
        given = left.pop(str(row[0].value), None)
        if given is None:
            continue
        if not isinstance(given, Mapping):
            row[6].value = given
            continue
        for key, text in given.items():
            cell = row[keys[key]]
            cell.value = text[0] if isinstance(text, tuple) else text
            if not isinstance(text, tuple) and str(text).startswith("="):
                cell.data_type = "s"
    assert left == {}
    book.save(path)
    return path


def filled_word(path: Path, targets: Targets, answers: Answers, layout: Any = "gb") -> Path:
    """A form as a Word file, filled in through its content controls."""
    path.write_bytes(word_of(empty_form(targets, layout, "both")))
    document, left = Document(str(path)), dict(answers)
    for paragraph in document.element.body.findall(f"{W}p"):
        for control in paragraph.iter(f"{W}sdt"):
            write_into(control, left.pop("unit", ""))
    for row in document.element.body.iter(f"{W}tr"):
        marked = "".join(
            t.text or "" for r in row.iter(f"{W}r") if r.find(f"{W}rPr/{W}vanish") is not None for t in r
        )
        for name in [n for n in left if marked.startswith(f"{n} ")]:
            given = dict(left.pop(name))
            for control in row.iter(f"{W}sdt"):
                write_into(control, given.pop(control.find(f"{W}sdtPr/{W}tag").get(f"{W}val"), ""))
            assert given == {}
    assert left == {}
    document.save(str(path))
    return path


def write_into(control: Any, text: str) -> None:
    """Fill in a content control, as a person does: what stood in for the answer goes."""
    stands_in = control.find(f"{W}sdtPr/{W}showingPlcHdr")
    if text and stands_in is not None:
        stands_in.getparent().remove(stands_in)
        run = control.find(f"{W}sdtContent/{W}r")
        first, *lines = text.split("\n")
        run.find(f"{W}t").text = first
        for line in lines:
            etree.SubElement(run, f"{W}br")
            etree.SubElement(run, f"{W}t").text = line


def collect(
    targets: Targets, *paths: Path, into: Comments | None = None, unit: str | None = None
) -> tuple[Comments, list[str]]:
    """The comments of files together, and the keys of what is told of them."""
    report = Report()
    collecting = Collecting(lambda _: targets, report, unit, into)
    for path in paths:
        collecting.read(path)
    done = collecting.together() if not report.errors else None
    return done.comments if done else Comments(targets.reference), [d.key for d in report.items]
