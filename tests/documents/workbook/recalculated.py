"""Workbooks calculated again by a spreadsheet engine that has nothing of the program, and compared cell by cell."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from pathlib import Path

import formualizer
from attrs import frozen

from ruleengine.documents.workbook.building import workbook
from ruleengine.documents.workbook.sheet import Book, CellValue
from ruleengine.documents.workbook.words import WorkbookLanguage
from ruleengine.documents.workbook.xlsx import xlsx
from ruleengine.run.result import Result
from tests.tools import TOOLS

RELATIVE = 1e-11
#: Below this a number is the trace of a difference, such as that of two figures which agree.
TRACE = 1e-14


@frozen
class Recalculated:
    """A workbook, and the same file opened by the other engine."""

    book: Book
    content: bytes
    engine: formualizer.Workbook

    def place(self, name: str) -> tuple[str, int, int]:
        """Sheet, row and column (from 1) of a name; of a range the first cell."""
        sheet, _, cells = self.book.names[name].rpartition("!")
        letters, row = cells.partition(":")[0].removeprefix("$").split("$")
        column = 0
        for letter in letters:
            column = 26 * column + ord(letter) - 64
        return sheet[1:-1].replace("''", "'"), int(row), column

    def value(self, name: str) -> object:
        """What the other engine has in the cell of a name."""
        return self.engine.get_value(*self.place(name))

    def unlike(self) -> Iterator[str]:
        """Every formula that comes to something else than what is written beside it."""
        for sheet in self.book.sheets:
            for (row, column), cell in sheet.cells.items():
                if cell.formula is not None:
                    found = self.engine.get_value(sheet.name, row + 1, column + 1)
                    if not alike(found, cell.value):
                        yield f"{sheet.name} {row + 1},{column + 1}: {cell.value} {found} ={cell.formula}"

    @property
    def formulas(self) -> int:
        """How many formulas there are."""
        return sum(c.formula is not None for s in self.book.sheets for c in s.cells.values())


def recalculated(result: Result, folder: Path, language: WorkbookLanguage = "both") -> Recalculated:
    """The workbook of a result, written and calculated anew."""
    book = workbook(result, language)
    content = xlsx(book, "test")
    path = folder / "workbook.xlsx"
    path.write_bytes(content)
    engine = formualizer.load_workbook(str(path))
    engine.evaluate_all()
    return Recalculated(book, content, engine)


def alike(found: object, wanted: CellValue) -> bool:
    """Whether two engines say the same: errors are errors, texts and conditions equal, numbers to eleven digits."""
    if isinstance(wanted, str) and wanted.startswith("#"):
        return isinstance(found, dict)
    if isinstance(wanted, float) and not isinstance(wanted, bool):
        if isinstance(found, bool) or not isinstance(found, int | float):
            return False
        return abs(found - wanted) <= max(RELATIVE * max(abs(found), abs(wanted)), TRACE)
    return (found if found is not None else "") == (wanted if wanted is not None else "")


def by_office(content: bytes, folder: Path) -> dict[str, list[list[str]]]:
    """All sheets of a workbook as LibreOffice recalculates them, each a list of rows of texts."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    path = folder / "office.xlsx"
    path.write_bytes(content)
    words = [
        TOOLS["soffice"].path() or "", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
        "--outdir", str(folder / "out"), str(path),
    ]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True, timeout=300)
    found = {}
    for file in sorted((folder / "out").glob("office-*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            found[file.stem.removeprefix("office-")] = list(csv.reader(lines))
    return found


_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""
