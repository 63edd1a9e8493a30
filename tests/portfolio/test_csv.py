"""CSV as it comes from spreadsheets and exports: read as meant, or refused with the file and the reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import ruleengine
from ruleengine.portfolio.files import lengths, staging_csv
from ruleengine.program.program import Program
from tests.portfolio.portfolios import as_row, told, write_tables

RULES = Path(__file__).parents[2] / "rules"
Told = tuple[list[str], dict[str | None, list[str]]]


@pytest.fixture(scope="module")
def program() -> Program:
    return ruleengine.compile_rules("gb/lighting", rules=RULES)


@pytest.fixture(scope="module")
def rows(program: Program) -> list[dict[str, Any]]:
    path = RULES / "gb/lighting/examples/led-panel-600.yaml"
    row = as_row(ruleengine.read_inventory(path, program), program)
    return [row | {"inventory": f"p{number}"} for number in range(4)]


@pytest.fixture(scope="module")
def total(program: Program, rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("csv")
    totals, rejects = told(program, write_tables(folder / "p", rows, program), folder)
    assert (len(totals), len(set(totals)), rejects) == (4, 1, {})
    return totals[0]


def _cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def _text(cells: list[list[str]], **form: Any) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, **form).writerows(cells)
    return out.getvalue()


def _mixed(text: str) -> str:
    """The rows of all products by turns."""
    header, *cells = _cells(text)
    return _text([header, *sorted(cells, key=lambda row: cells.index(row) % 5)])


SAME: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "byte order mark": ("materials", lambda s: s.encode("utf-8-sig")),
    "line feeds": ("materials", lambda s: s.replace("\r\n", "\n").encode()),
    "carriage returns": ("materials", lambda s: s.replace("\r\n", "\r").encode()),
    "no last line end": ("materials", lambda s: s.rstrip().encode()),
    "all quoted": ("materials", lambda s: _text(_cells(s), quoting=csv.QUOTE_ALL).encode()),
    "blank lines": ("products", lambda s: s.replace("\r\n", "\r\n\r\n").encode()),
    "rows by turns": ("materials", lambda s: _mixed(s).encode()),
    "a header of two lines": ("products", lambda s: s.replace("inventory", '"inventory\n"', 1).encode()),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_forms_of_csv_give_the_same_results(
    program: Program, rows: list[dict[str, Any]], total: str, tmp_path: Path, name: str
) -> None:
    folder = write_tables(tmp_path / "p", rows, program)
    table, change = SAME[name]
    path = folder / f"{table}.csv"
    path.write_bytes(change(path.read_bytes().decode()))
    assert told(program, folder, tmp_path) == ([total] * 4, {})


def test_texts_with_line_breaks_commas_and_quotes_are_read(
    program: Program, rows: list[dict[str, Any]], total: str, tmp_path: Path
) -> None:
    materials = [dict(r) for r in rows[1]["materials"]]
    materials[0]["name"] = 'one\ntwo, "three"'
    folder = write_tables(tmp_path / "p", [rows[0], rows[1] | {"materials": materials}], program)
    assert told(program, folder, tmp_path) == ([total] * 2, {})


REFUSED: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "semicolons": ("products", lambda b: b.replace(b",", b";"), "E618 no column has the product ids"),
    "GBK": ("materials", lambda b: b.replace(b"p1,", "p1,材料".encode("gbk"), 1), "E615"),
    "GBK in the header": ("products", lambda b: b.replace(b"market", "市场".encode("gbk"), 1), "E615"),
    "UTF-16": ("products", lambda b: b.decode().encode("utf-16"), "E615"),
    "a cell too many": ("products", lambda b: b.rstrip() + b",x\r\n", "E615"),
    "cut off": ("materials", lambda b: b[:-20], "E615"),
    "an open quote": ("materials", lambda b: b.replace(b"p1,", b'p1,"', 1), "E615"),
    "a column twice": ("materials", lambda b: b.replace(b"name", b"mass", 1), "E615"),
    "no names": ("materials", lambda b: b"", "E615"),
    "a blank first line": ("products", lambda b: b"\r\n" + b, "E615"),
    "no such product": ("materials", lambda b: b.replace(b"p1,", b"p9,", 1), "E607"),
    "no product": ("materials", lambda b: b.replace(b"\np1,", b"\n,", 1), "E605"),
    "no such unit": ("products", lambda b: b.replace(b"rated_power", b"rated_power [qq]", 1), "E602"),
    "another dimension": ("products", lambda b: b.replace(b"rated_power", b"rated_power [kg]", 1), "E602"),
    "a table as a column": ("products", lambda b: b.replace(b"market", b"materials", 1), "E618"),
    "a column of staging": ("products", lambda b: b.replace(b"market", b"[refused]", 1), "E601"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_cannot_be_read_as_meant_are_refused(
    program: Program, rows: list[dict[str, Any]], tmp_path: Path, name: str
) -> None:
    folder = write_tables(tmp_path / "p", rows, program)
    table, change, message = REFUSED[name]
    path = folder / f"{table}.csv"
    path.write_bytes(change(path.read_bytes()))
    assert any(text.startswith(message) for text in told(program, folder, tmp_path)[1]["refused"])


def test_a_table_that_is_due_must_have_a_file(
    program: Program, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    folder = write_tables(tmp_path / "p", rows, program)
    (folder / "materials.csv").unlink()
    assert told(program, folder, tmp_path)[1] == {"refused": ["E618 the table `materials` is not there"]}


def test_a_portfolio_of_names_only_has_no_products(program: Program, tmp_path: Path) -> None:
    folder = write_tables(tmp_path / "p", [], program)
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes().rstrip())
    assert told(program, folder, tmp_path) == ([], {})


NUMBERS = {
    "1,5": "E604", "1.234,5": "E604", "1,000": "E604", "NaN": "E604", "inf": "E604", "1e999": "E702", "NA": "E604",
    "": "E605", "800 w": "E602", "8 kg": "E602", "８": "E604", "1_000": "E604", "0x1F": "E604", "=1+1": "E604",
    "1e308": "E702", "28.9\0": "E613",
}  # fmt: skip


def test_numbers_that_are_none_are_rejected_one_by_one(
    program: Program, rows: list[dict[str, Any]], total: str, tmp_path: Path
) -> None:
    given = [rows[0] | {"inventory": text or "nothing", "rated_power": text} for text in NUMBERS]
    same = [
        rows[0] | {"inventory": f"same {text}", "rated_power": text}
        for text in ("28.9 W", "0.0289 kW", " 28.9")
    ]
    totals, found = told(program, write_tables(tmp_path / "p", given + same, program), tmp_path)
    assert totals == [total] * 3
    codes = {text: codes[0][:4] for text, codes in zip(NUMBERS, found.values(), strict=True)}
    assert codes == {text: "E613" if "\0" in text else code for text, code in NUMBERS.items()}


def test_rows_are_put_together_bucket_by_bucket(
    program: Program, rows: list[dict[str, Any]], total: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small buckets, bounded by products and by rows; a product with too many rows is left out of them."""
    monkeypatch.setattr(staging_csv, "_BUCKET", 3)
    monkeypatch.setattr(staging_csv, "_BUCKET_ROWS", 150)
    monkeypatch.setattr(staging_csv, "MAX_ROWS", 40)
    monkeypatch.setattr(lengths, "MAX_ROWS", 40)
    many = [rows[0] | {"inventory": f"q{number}"} for number in range(11)]
    many[4] = many[4] | {"materials": many[4]["materials"] * 5}
    totals, found = told(program, write_tables(tmp_path / "p", many, program), tmp_path)
    assert totals == [total] * 10
    assert [codes[0][:4] for codes in found.values()] == ["E617"]
    assert list(found) == ["q4"]
