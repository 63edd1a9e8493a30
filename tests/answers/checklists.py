"""Checklists of the lamp of the small library: sent out, filled in as people do, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from attrs import frozen
from docx import Document
from lxml import etree
from openpyxl import load_workbook

from ruleengine.answers.collecting import CollectedAnswers, collected_answers
from ruleengine.answers.form import COLUMNS, FormPart
from ruleengine.answers.typed import SaidBefore
from ruleengine.answers.writing import edited_text
from ruleengine.answers.xml_names import EVIDENCE, qualified
from ruleengine.assess.assessment import Assessment, read_assessment
from ruleengine.diagnostics import Diagnostic, Refused, Report
from ruleengine.documents.checklist_office.files import checklist_file
from ruleengine.pipeline import program_of
from ruleengine.ruleset.library import Library
from tests.ruleset.small_library import copy_of_small_library

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEAM = """verification:
  team:  # who verifies
    - {name: 张三, role: lead, initials: ZS}
    - {name: Li Wei, role: member, initials: LW}
"""
#: Line → column → answer; `head` is what is answered once. A tuple is a formula.
Answers = Mapping[str, Mapping[str, Any]]
WHO: Answers = {"head": {"by": "LW", "date": "2026-03-05"}}


@frozen
class Desk:
    """The folder in which a verifier works: a library, the assessment of the lamp, checklists."""

    library: Library
    folder: Path

    @property
    def path(self) -> Path:
        """The file of the assessment."""
        return self.library.root / "mini/lamp/examples/lamp.assessment.yaml"

    def assessment(self) -> Assessment:
        """The assessment as it is now."""
        return read_assessment(self.path, self.library)[0]

    def sent(self, name: str, tongue: Any = "both", of: Assessment | None = None) -> Path:
        """A checklist as it is sent out."""
        given, path = of or self.assessment(), self.folder / name
        path.write_bytes(checklist_file(given.program, given.result, tongue, path.suffix[1:], given))
        return path

    def filled(self, name: str, answers: Answers, tongue: Any = "both") -> Path:
        """A checklist filled in and saved by another program."""
        path = self.sent(name, tongue)
        {".xlsx": fill_book, ".docx": fill_word, ".xml": fill_xml}[path.suffix](path, answers)
        return path

    def collected(
        self, *paths: Path, by: str | None = None, date: str | None = None, carry: bool = False
    ) -> tuple[CollectedAnswers, list[Diagnostic]]:
        """What comes of checklists, and what is told; raises `Refused`."""
        report = Report()
        versions = partial(program_of, self.library) if carry else None
        done = collected_answers(self.assessment(), list(paths), report, SaidBefore(by, date), versions)
        return done, report.items

    def refused(self, *paths: Path) -> list[Diagnostic]:
        """What is told of checklists that are refused."""
        try:
            self.collected(*paths)
        except Refused as refused:
            return [d for d in refused.diagnostics if d.severity == "error"]
        return []

    def take(self, *paths: Path, carry: bool = False) -> list[Diagnostic]:
        """Take checklists into the assessment; what is told."""
        done, told = self.collected(*paths, carry=carry)
        made = edited_text(self.assessment().document, self.path.read_text(encoding="utf-8"), done.data)
        assert made is not None
        self.path.write_text(made, encoding="utf-8")
        return told


def desk(folder: Path) -> Desk:
    """A desk with a copy of the small library; the assessment names a team."""
    library = copy_of_small_library(folder)
    found = Desk(library, folder)
    found.path.write_text(found.path.read_text(encoding="utf-8") + TEAM, encoding="utf-8")
    return found


def open_sheet(sheet: Any) -> tuple[dict[str, int], dict[str, int]]:
    """The columns of a sheet by their keys, and its rows by their names, from 1."""
    columns = {str(cell.value): n for n, cell in enumerate(sheet[3], start=1) if cell.value}
    rows = {str(sheet.cell(n, 1).value): n for n in range(5, sheet.max_row + 1) if sheet.cell(n, 1).value}
    return columns, rows


def write_cell(cell: Any, value: Any) -> None:
    """Put an answer into a cell; a text that looks like a formula stays one, a tuple is a formula."""
    cell.value = value[0] if isinstance(value, tuple) else value
    if isinstance(value, str) and value.startswith("="):
        cell.data_type = "s"


def fill_book(path: Path, answers: Answers) -> None:
    """Fill in a workbook that is there."""
    book = load_workbook(path)
    left = dict(answers)
    for sheet in book.worksheets:
        marks = {str(sheet.cell(n, 1).value): n for n in range(1, sheet.max_row + 1)}
        for key, value in left.get("head", {}).items():
            if f"answer:{key}" in marks:
                write_cell(sheet.cell(marks[f"answer:{key}"], 3), value)
        if sheet.cell(3, 1).value is None or not str(sheet.cell(3, 1).value).startswith("ruleengine:"):
            continue
        columns, rows = open_sheet(sheet)
        for name in [name for name in left if name in rows]:
            for key, value in left.pop(name).items():
                write_cell(sheet.cell(rows[name], columns[key]), value)
    assert set(left) <= {"head"}
    book.save(path)


def fill_word(path: Path, answers: Answers) -> None:
    """Fill in the content controls of a Word file by their tags, as Word does."""
    document = Document(str(path))
    left = {
        f"{'-' if name == 'head' else name}#{key}": str(value)
        for name, given in answers.items()
        for key, value in given.items()
    }
    for control in document.element.body.iter(f"{W}sdt"):
        about = control.find(f"{W}sdtPr")
        text = left.pop(about.find(f"{W}tag").get(f"{W}val"), None)
        if text is None:
            continue
        standing_in = about.find(f"{W}showingPlcHdr")
        if standing_in is not None:
            about.remove(standing_in)
        run = control.find(f"{W}sdtContent/{W}r")
        for child in [c for c in run if c.tag != f"{W}rPr"]:
            run.remove(child)
        for number, line in enumerate(text.split("\n")):
            if number:
                etree.SubElement(run, f"{W}br")
            etree.SubElement(run, f"{W}t").text = line
    assert left == {}
    document.save(str(path))


def fill_xml(path: Path, answers: Answers) -> None:
    """Fill in the answers of XML, in the order of the schema."""
    root = etree.parse(str(path)).getroot()
    lines = {item.get("name"): item for item in root.iter() if item.get("seal")} | {"head": root}
    parts: Mapping[str, FormPart] = {"requirement": "requirements", "value": "values", "checklist": "head"}
    for name, given in answers.items():
        around = lines[name].find(qualified("answers"))
        for column in COLUMNS[parts[etree.QName(lines[name]).localname]]:
            if column.key == "document" and "document" in given:
                around.extend(_evidence(given))
            elif column.key not in EVIDENCE and column.key in given:
                etree.SubElement(around, qualified(column.key)).text = str(given[column.key])
    etree.ElementTree(root).write(str(path), encoding="UTF-8", xml_declaration=True)


def _evidence(given: Mapping[str, Any]) -> list[etree._Element]:
    """An item for each line of the answers about evidence."""
    columns = {key: str(given[key]).split("\n") for key in EVIDENCE if key in given}
    items = []
    for number in range(len(columns["document"])):
        items.append(etree.Element(qualified("evidence")))
        for key, lines in columns.items():
            if number < len(lines):
                etree.SubElement(items[-1], qualified(key)).text = lines[number]
    return items
