"""Filled workbooks moved to another version, and calculated many at a time: nothing lost, told at sheet and cell."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
import xlsxwriter
import yaml
from click.testing import CliRunner, Result
from openpyxl.comments import Comment

from ruleengine.cli.main import cli
from ruleengine.diagnostics import Report
from ruleengine.documents.inventory_cells import FilledCells
from ruleengine.inventory.spreadsheet import spreadsheet_document
from tests.cli.test_migrate_portfolio import DUE, NEWER, documents
from tests.compare.test_migration import BEFORE, NEW, OLD, STATED
from tests.inventory.filled_workbook import cell_of, filled
from tests.library_builder import as_yaml, compiled, rule_set, write_library

#: More digits than a cell that holds a number has.
_LONG = "2025.1234567890123456"
_BEFORE: dict[str, Any] = dict(BEFORE)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Any:
    inputs = {**_BEFORE["inputs"], "other_kind": "m2"}
    folder = tmp_path_factory.mktemp("library")
    return write_library(folder, rule_set(OLD, **{**_BEFORE, "inputs": inputs}), rule_set(NEW, **NEWER))


@pytest.fixture
def place(library: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two filled workbooks of the old version, and what is assumed of the new one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "assume.yaml").write_text(as_yaml({"assumptions": NEW, "values": STATED}), encoding="utf-8")
    (tmp_path / "lamps").mkdir()
    for data in documents():
        filled(compiled(library, OLD), data, tmp_path / "lamps" / f"{data['inventory']}.xlsx")
    return tmp_path


@pytest.fixture
def run(library: Any, place: Path) -> Callable[..., Result]:
    rules = library.root.as_posix()

    def invoke(*words: str, code: int = 0) -> Result:
        found = CliRunner().invoke(
            cli, [*words, "--rules", rules, "--messages", "en"], prog_name="ruleengine"
        )
        assert found.exit_code == code, found.output
        return found

    return invoke


def data_in(path: Path) -> Any:
    report = Report()
    found = spreadsheet_document(path, report)
    assert found is not None, report.items
    return found.data


def last_sheet(path: Path) -> list[tuple[object, ...]]:
    """The rows of the sheet before the hidden one."""
    book = openpyxl.load_workbook(path)
    assert book.worksheets[-1].sheet_state == "hidden"
    return [tuple(c.value for c in row) for row in book.worksheets[-2].iter_rows()]


def test_a_workbook_becomes_one_of_the_new_version(run: Callable[..., Result], place: Path) -> None:
    book = openpyxl.load_workbook("lamps/first.xlsx")
    cell = cell_of(book, "stock", 0, "mass")
    cell.value, cell.comment = 0.1, Comment("weighed twice", "me")
    book.create_sheet("calculation")
    book.save("lamps/first.xlsx")
    before = (place / "lamps/first.xlsx").read_bytes()
    told = run("migrate", "lamps/first.xlsx", "--to", NEW, "-o", "new", code=1).output
    assert (place / "lamps/first.xlsx").read_bytes() == before
    data = data_in(place / "new/first.xlsx")
    assert (data["inventory"], data["ruleset"], data["product"]["name"]["en"]) == ("first", NEW, "a")
    values = data["values"]
    assert (values["rated_power"], values["kind"]) == ("60 W", "new")
    assert values["parts"] == [{"id": "a", "mass": "2 kg"}, {"id": "b", "mass": "300 g"}]
    assert [(str(r["mass"]), r["part"]) for r in values["items"]] == [("0.1", "a")]
    assert "year" not in values
    rows = last_sheet(place / "new/first.xlsx")
    assert [(r[0], r[2]) for r in rows[2:]] == [("gone", "3"), ("parts row 1, colour", "red")]
    assert "no longer taken, kept on a sheet of its own (2)" in told
    assert "sheets that were added are not taken over: `calculation`" in told
    assert "1 note on cells not taken over, left in `lamps/first.xlsx`" in told
    assert f"accepted under `{OLD}`" in told
    assert "new/first.xlsx: 单项数据 values!C" in told
    assert "`year` is missing" in told


def test_with_what_is_assumed_it_is_complete_and_what_a_workbook_cannot_hold_is_told(
    run: Callable[..., Result], place: Path
) -> None:
    spread = {"distribution": "normal", "sd": 1}
    stated = {**STATED, "year": {"value": Decimal(_LONG), "uncertainty": spread}}
    Path("assume.yaml").write_text(as_yaml({"assumptions": NEW, "values": stated}), encoding="utf-8")
    words = ("migrate", "lamps/first.xlsx", "--to", NEW, "--assume", "assume.yaml")
    told = json.loads(run(*words, "-o", "new.xlsx", "--format", "json").stdout)
    assert (told["complete"], told["accepted"]) == (True, {"from": [], "to": []})
    lost = ["year, uncertainty, distribution", "year, uncertainty, sd"]
    assert [one["name"] for one in told["without_cell"]] == lost
    assert [r[0] for r in last_sheet(place / "new.xlsx")][-2:] == lost
    assert data_in(place / "new.xlsx")["values"]["year"] == _LONG
    found = run("calculate", "test/product", "new.xlsx", "--format", "json")
    assert float(json.loads(found.stdout)["total"]) == pytest.approx(DUE["first"])


def test_an_output_named_as_a_text_is_one_with_comments(run: Callable[..., Result], place: Path) -> None:
    told = run("migrate", "lamps/first.xlsx", "--to", NEW, "-o", "new.yaml", code=1).output
    text = (place / "new.yaml").read_text(encoding="utf-8")
    run("migrate", "lamps/first.xlsx", "--to", NEW, "-o", "new.xlsx", code=1)
    of_text = {k: v for k, v in yaml.safe_load(text)["values"].items() if v is not None}
    assert of_text.keys() == data_in(place / "new.xlsx")["values"].keys()
    assert all(said in text for said in (f"no longer taken by {NEW}", "colour: red", "gone: 3"))
    assert "to fill in: year" in text
    assert "no longer taken, kept as comments (2)" in told


def test_a_workbook_is_not_written_over_nor_under_another_kind_of_name(
    run: Callable[..., Result], place: Path
) -> None:
    before = (place / "lamps/first.xlsx").read_bytes()
    run("migrate", "lamps/first.xlsx", "--to", NEW, "-o", "lamps/first.xlsx", code=2)
    run("migrate", "lamps/first.xlsx", "--to", NEW, "-o", "lamps", code=2)
    run("migrate", "lamps", "--to", NEW, "-o", "lamps", code=2)
    told = run("migrate", "lamps/first.xlsx", "--to", NEW, "-o", "new.csv", code=2).output
    assert "ends in `.xlsx` or `.yaml`" in told
    assert (place / "lamps/first.xlsx").read_bytes() == before
    assert sorted(p.name for p in place.iterdir()) == ["assume.yaml", "lamps"]


def test_what_is_wrong_is_told_at_its_cell_and_nothing_is_written(
    run: Callable[..., Result], place: Path
) -> None:
    book = openpyxl.load_workbook("lamps/second.xlsx")
    cell_of(book, "parts", 0, "weight").value = "=1+1"
    book.save("lamps/second.xlsx")
    for words in (
        ("migrate", "lamps/second.xlsx", "--to", NEW, "-o", "new.xlsx"),
        ("migrate", "lamps", "--to", NEW, "-o", "new"),
        ("batch", OLD, "lamps", "-o", "out.csv"),
        ("impact", OLD, NEW, "--portfolio", "lamps", "-o", "out.parquet"),
    ):
        assert "lamps/second.xlsx: parts!C8: error E650" in run(*words, code=1).output
    assert sorted(p.name for p in place.iterdir()) == ["assume.yaml", "lamps"]


def test_folders_with_workbooks_are_moved_and_calculated(run: Callable[..., Result], place: Path) -> None:
    (first, _) = documents()
    Path("lamps/first.xlsx").unlink()
    Path("lamps/first.yaml").write_text(as_yaml(first), encoding="utf-8")
    Path("lamps/~$second.xlsx").write_bytes(b"of a program that has it open")
    openpyxl.Workbook().save("lamps/prices.xlsx")
    run("batch", OLD, "lamps", "-o", "old.parquet")
    old = pq.read_table("old.parquet").to_pydict()
    assert old["id"] == ["first", "second"]
    run("batch", OLD, "lamps/second.xlsx", "-o", "one.parquet")
    assert pq.read_table("one.parquet").to_pydict()["id"] == ["second"]
    stated = ("--assume", "assume.yaml")
    told = run("migrate", "lamps", "--to", NEW, *stated, "-o", "new").output
    assert f"accepted under `{NEW}`: 2 of 2 products" in told
    assert sorted(p.name for p in Path("new").iterdir()) == ["first.yaml", "second.xlsx"]
    run("batch", NEW, "new", "-o", "new.parquet")
    new = pq.read_table("new.parquet").to_pydict()
    assert dict(zip(new["id"], new["per_unit"], strict=True)) == pytest.approx(DUE)
    told = run("impact", OLD, NEW, "--portfolio", "lamps", *stated, "--format", "json").output
    assert json.loads(told)["products"]["both"] == 2
    days = ("--from", "2026-01-01", "--to", "2026-12-31")
    for given, due in (("lamps", 2), ("lamps/second.xlsx", 1)):
        told = run("changes", "--portfolio", given, *days, "--format", "json").stdout
        assert [u["inventories"] for u in json.loads(told)["rule_sets"]] == [due]


def test_a_form_that_lost_its_hidden_sheet_is_not_passed_over(
    run: Callable[..., Result], place: Path
) -> None:
    book = openpyxl.load_workbook("lamps/second.xlsx")
    del book["ruleengine"]
    book.save("lamps/second.xlsx")
    assert "lamps/second.xlsx: error E650" in run("batch", OLD, "lamps", "-o", "out.csv", code=1).output


def test_truth_values_are_words_of_the_lists_since_libreoffice_makes_formulas_of_others(
    tmp_path: Path,
) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for row, name in enumerate(("yes", "no")):
            cells = FilledCells({"values": {"yes": True, "no": False}})
            cells.write(sheet, row, 0, ("values", name), None)
    made = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [(row[0].value, row[0].data_type) for row in made.iter_rows()] == [("TRUE", "s"), ("FALSE", "s")]
