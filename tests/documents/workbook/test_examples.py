"""The workbooks of shipped examples come to what the exact evaluator found, and follow a change of an input."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from ruleengine.documents.workbook.building import workbook
from ruleengine.documents.workbook.sheet import CellValue
from ruleengine.documents.workbook.words import WorkbookLanguage
from ruleengine.documents.workbook.xlsx import xlsx
from ruleengine.pipeline import Programs
from ruleengine.ruleset.library import Library
from ruleengine.run.result import Result
from tests.documents.workbook.recalculated import Recalculated, alike, by_office, recalculated
from tests.library_builder import RULES

EXAMPLES = sorted(
    path.relative_to(RULES).as_posix()
    for path in RULES.glob("gb/*/examples/**/*.yaml")
    if "assessment" not in path.name
)
#: One of each category in the newest version, and one of the drafts before.
SOME = (
    "gb/lighting/examples/0.2.0/worked-by-hand.yaml", "gb/engines/examples/0.2.0/worked-dual-fuel.yaml",
    "gb/fibers/examples/minimal-spinning.yaml",
)  # fmt: skip
LIBRARY = Library(RULES)
NUMBER = re.compile(r"-?[0-9.]+(E[-+][0-9]+)?")


def result_of(example: str, change: tuple[str, str] | None = None, folder: Path | None = None) -> Result:
    """The result of an example; with a text of its file replaced, of a copy."""
    path = RULES / example
    if change is not None and folder is not None:
        text = path.read_text(encoding="utf-8")
        assert text.count(change[0]) == 1
        path = folder / path.name
        path.write_text(text.replace(*change), encoding="utf-8")
    return Programs(LIBRARY, "/".join(example.split("/")[:2])).product(path).result


def same(example: str, folder: Path) -> None:
    """Every formula comes to what stands beside it, and so does the figure that is declared."""
    result = result_of(example)
    found = recalculated(result, folder)
    assert list(found.unlike()) == []
    assert found.formulas > 300
    assert Decimal(repr(found.value("result.rounded"))) == result.rounded_per_unit


@pytest.mark.parametrize("example", SOME)
def test_an_independent_engine_comes_to_the_same(example: str, tmp_path: Path) -> None:
    same(example, tmp_path)


@pytest.mark.thorough
@pytest.mark.parametrize("example", EXAMPLES)
def test_an_independent_engine_comes_to_the_same_in_all_examples(example: str, tmp_path: Path) -> None:
    same(example, tmp_path)


def changed(found: Recalculated, name: str, value: object, back: int) -> Recalculated:
    """The workbook recalculated after the entry has changed that stands so many columns before the cell of a name."""
    sheet, row, column = found.place(name)
    found.engine.set_value(sheet, row, column - back, value)
    found.engine.evaluate_all()
    return found


def test_a_changed_input_is_the_changed_inventory(tmp_path: Path) -> None:
    example = SOME[0]
    text = (RULES / example).read_text(encoding="utf-8")
    given = re.search(r"rated_power: \{value: ([0-9.]+) W", text)
    assert given is not None
    after = result_of(example, (given[0], given[0].replace(given[1], "47.3")), tmp_path)
    found = changed(recalculated(result_of(example), tmp_path), "rated_power", 47.3, 2)
    assert found.value("footprint.per_unit") == pytest.approx(float(after.per_unit), rel=1e-12)
    assert Decimal(repr(found.value("result.rounded"))) == after.rounded_per_unit


def test_an_emptied_input_is_missing_and_never_zero(tmp_path: Path) -> None:
    found = changed(recalculated(result_of(SOME[0]), tmp_path), "rated_power", "", 2)
    for name in ("rated_power", "footprint.use", "footprint.per_unit", "result.rounded"):
        assert found.value(name) == {"type": "Error", "kind": "Na"}, name


def test_the_same_result_gives_the_same_bytes_and_every_formula_has_a_value() -> None:
    result = result_of(SOME[0])
    one, other = (xlsx(workbook(result, "both"), "x") for _ in range(2))
    assert one == other
    archive = zipfile.ZipFile(BytesIO(one))
    for name in archive.namelist():
        if name.startswith("xl/worksheets/sheet"):
            text = archive.read(name).decode()
            assert text.count("<f>") == text.count("</f><v>")


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_headings_are_in_the_language_asked_for(language: WorkbookLanguage) -> None:
    book = workbook(result_of(SOME[0]), language)
    said = {str(c.value) for s in book.sheets for c in s.cells.values() if c.style == "head"}
    assert {"zh": "数值", "en": "value", "both": "数值\nvalue"}[language] in said
    assert book.sheets[0].name == {"zh": "封面", "en": "Cover", "both": "封面 Cover"}[language]


@pytest.mark.thorough
@pytest.mark.needs("soffice")
@pytest.mark.parametrize("example", EXAMPLES)
def test_libreoffice_comes_to_the_same(example: str, tmp_path: Path) -> None:
    book = workbook(result_of(example), "en")
    sheets = by_office(xlsx(book, "x"), tmp_path)
    wrong, compared = [], 0
    for sheet in book.sheets:
        for (row, column), cell in sheet.cells.items():
            if cell.formula is None:
                continue
            found = sheets[sheet.name][row][column]
            compared += 1
            if not said_alike(found, cell.value):
                wrong.append(f"{sheet.name} {row + 1},{column + 1}: {cell.value} {found} ={cell.formula}")
    assert wrong == []
    assert compared > 300


def said_alike(found: str, wanted: CellValue) -> bool:
    """Whether a text of LibreOffice says the same as a value."""
    if isinstance(wanted, bool):
        return found in (str(wanted).upper(), str(int(wanted)))
    if isinstance(wanted, float):
        number = found.removesuffix("%")
        return NUMBER.fullmatch(number) is not None and alike(
            float(number) / (100 if found != number else 1), wanted
        )
    return found.startswith(("#", "Err:")) if str(wanted).startswith("#") else found == (wanted or "")
