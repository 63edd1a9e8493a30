"""CSV as it comes from spreadsheets and exports: read as meant, or refused with the file and the reason."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ruleengine
from ruleengine.diagnostics import Refused
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.portfolio.files import csv_lines, lengths, staging_csv
from ruleengine.portfolio.files.csv_form import CsvForm, records
from ruleengine.portfolio.files.csv_lines import RecordLines
from ruleengine.portfolio.limits import LONGEST_CSV_LINE
from ruleengine.program.program import Program
from tests.examples import examples
from tests.library_builder import compiled, rule_set, texts, write_library
from tests.portfolio.portfolios import as_row, told, write_tables

RULES = Path(__file__).parents[2] / "rules"
Told = tuple[list[str], dict[str | None, list[str]]]


@pytest.fixture(scope="module")
def program() -> Program:
    return ruleengine.compile_rules("gb/lighting@0.1.0", rules=RULES)


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


def test_a_table_of_product_ids_alone_has_no_rows(
    program: Program, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    """What `[]` becomes in a table of its own: the column of ids and no row; rows of ids alone lack their values."""
    empty = [row | {"site_heat": [], "wastes": []} for row in rows]
    folder = write_tables(tmp_path / "p", empty, program)
    expected = told(program, folder, tmp_path)
    for name in ("site_heat", "wastes"):
        (folder / f"{name}.csv").write_text("inventory\n", encoding="utf-8")
    assert told(program, folder, tmp_path) == expected
    assert len(expected[0]) == 4
    (folder / "wastes.csv").write_text("inventory\np1\np1\n", encoding="utf-8")
    totals, rejects = told(program, folder, tmp_path)
    assert (totals, list(rejects)) == (expected[0][1:], ["p1"])
    assert {reason.split()[0] for reason in rejects["p1"]} == {"E605"}


def test_a_table_of_product_ids_alone_whose_texts_are_compared_has_no_rows(tmp_path: Path) -> None:
    """Also where a formula asks whether a column is one of several texts."""
    kinds = {"type": "text", "values": {k: texts(k) for k in ("a", "b", "c")}}
    inputs = {"mass": "kg", "lots": {"columns": {"amount": "kg", "kind": kinds}}}
    emissions = {"e": 'mass * ef + sum(lots.amount, where=lots.kind in ("a", "b")) * ef'}
    given = rule_set("test/lots@1.0.0", inputs=inputs, parameters={"ef": "2 kgCO2e/kg"}, emissions=emissions)
    program = compiled(write_library(tmp_path, given), "test/lots@1.0.0")
    (tmp_path / "p.csv").write_text("inventory,mass\nx,3\n", encoding="utf-8")
    (tmp_path / "p.lots.csv").write_text("inventory\n", encoding="utf-8")
    assert told(program, tmp_path / "p.csv", tmp_path) == (["6.0"], {})


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


def _named(text: str, name: str) -> str:
    """The names of all rows replaced."""
    header, *cells = _cells(text)
    at = header.index("name")
    return _text([header, *([*row[:at], name, *row[at + 1 :]] for row in cells)])


def _with_column(text: str, first: str) -> str:
    """An unnamed column behind the first one, with a value in the first row."""
    header, *cells = _cells(text)
    rows = [[row[0], "" if number else first, *row[1:]] for number, row in enumerate(cells)]
    return _text([[header[0], "", *header[1:]], *rows])


SAME: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "byte order mark": ("materials", lambda s: s.encode("utf-8-sig")),
    "line feeds": ("materials", lambda s: s.replace("\r\n", "\n").encode()),
    "carriage returns": ("materials", lambda s: s.replace("\r\n", "\r").encode()),
    "no last line end": ("materials", lambda s: s.rstrip().encode()),
    "all quoted": ("materials", lambda s: _text(_cells(s), quoting=csv.QUOTE_ALL).encode()),
    "blank lines": ("products", lambda s: s.replace("\r\n", "\r\n\r\n").encode()),
    "rows by turns": ("materials", lambda s: _mixed(s).encode()),
    "semicolons": ("products", lambda s: s.replace(",", ";").encode()),
    "tabs": ("materials", lambda s: _text(_cells(s), delimiter="\t").encode()),
    "GB18030": ("materials", lambda s: _named(s, "铝制外壳").encode("gb18030")),
    "a blank first line": ("products", lambda s: ("\r\n" + s).encode()),
    "deleted rows": ("materials", lambda s: s.replace("p1,", ",,,,,,,\r\np1,", 1).encode()),
    "deleted rows of spaces": ("products", lambda s: (s + " ," * 11 + '" "\r\n').encode()),
    "deleted rows above the names": ("materials", lambda s: (",,,,,,,\r\n\r\n" + s).encode()),
    "empty columns": ("products", lambda s: s.replace("\r\n", ",,\r\n").encode()),
    "an empty column within": ("materials", lambda s: _with_column(s, "").encode()),
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
    "two encodings": ("materials", lambda b: b + "p1,材料".encode("gbk"), "E615"),
    "Latin 1": ("products", lambda b: b.replace(b"p1,", "für,".encode("latin-1"), 1), "E615"),
    "GBK in the header": ("products", lambda b: b.replace(b"market", "市场".encode("gbk"), 1), "E601"),
    "UTF-16": ("products", lambda b: b.decode().encode("utf-16"), "E615 `p/products.csv` is in UTF-16"),
    "a title": (
        "products",
        lambda b: "灯具,,,\r\n".encode() + b,
        "E615 line 1 of `p/products.csv` names no columns: `灯具` is",
    ),
    "sep": ("products", lambda b: b"sep=,\r\n" + b, "E615 the first line of `p/products.csv` is `sep=,`"),
    "a column without a name": (
        "materials",
        lambda b: _with_column(b.decode(), "x").encode(),
        "E615 column B of `p/materials.csv` has a value, and no name in line 1",
    ),
    "a cell too few": (
        "products",
        lambda b: b + b"p9,luminaire\r\n",
        "E615 a line of `p/products.csv` has 2 cells",
    ),
    "a cell too many": ("products", lambda b: b.rstrip() + b",x\r\n", "E615"),
    "cut off": ("materials", lambda b: b[:-20], "E615"),
    "an open quote": ("materials", lambda b: b.replace(b"p1,", b'p1,"', 1), "E615"),
    "a column twice": ("materials", lambda b: b.replace(b"name", b"mass", 1), "E615"),
    "no names": ("materials", lambda b: b"", "E615"),
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
    found = [
        text.replace(f"{tmp_path.as_posix()}/", "") for text in told(program, folder, tmp_path)[1]["refused"]
    ]
    assert any(text.startswith(message) for text in found), found


def test_all_files_that_are_wrong_are_told_at_once_with_their_lines(
    program: Program, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    folder = write_tables(tmp_path / "p", rows, program)
    for name, change in {
        "products": lambda s: s + "p9,luminaire\r\n",
        "materials": lambda s: s + "p7,x,,,,,,\r\n,y,,,,,,\r\n",
        "legs": lambda s: "legs of 2025\r\n" + s,
        "packaging": lambda s: s.replace("mass", "masss", 1),
        "parts": lambda s: "\r\n" + s.replace("kind", "life", 1),
    }.items():
        path = folder / f"{name}.csv"
        path.write_bytes(change(path.read_bytes().decode()).encode())
    with pytest.raises(Refused) as refused:
        calculate_portfolio(program, folder, tmp_path / "out.parquet")
    found = {
        (d.key, d.place.file.rpartition("/")[2], d.place.line) for d in refused.value.diagnostics if d.place
    }
    assert found >= {
        ("E615.cells", "products.csv", 6), ("E615.title", "legs.csv", 1), ("E601.portfolio_column", "packaging.csv", 1),
        ("E618.no_column", "packaging.csv", 1), ("E615.column_twice", "parts.csv", 2),
    }  # fmt: skip
    (folder / "products.csv").write_bytes(
        (folder / "products.csv").read_bytes().replace(b"p9,luminaire\r\n", b"")
    )
    with pytest.raises(Refused) as refused:
        calculate_portfolio(program, folder, tmp_path / "out.parquet")
    last = len((folder / "materials.csv").read_bytes().splitlines())
    lost = {
        d.key: (d.place.line, dict(d.facts)["lines"])
        for d in refused.value.diagnostics
        if "owner" in d.key and d.place
    }
    assert lost == {"E607.owner": (last - 1, (last - 1,)), "E605.owner": (last, (last,))}


@pytest.mark.parametrize("kind", ["pipe", "folder", "loop", "empty"])
def test_a_table_that_cannot_be_read_is_told_and_not_that_it_is_missing(
    program: Program, rows: list[dict[str, Any]], tmp_path: Path, kind: str
) -> None:
    """A pipe without a writer is not waited for."""
    legs = write_tables(tmp_path / "p", rows, program) / "legs.csv"
    legs.unlink()
    make: dict[str, Callable[[], object]] = {
        "pipe": lambda: os.mkfifo(legs), "folder": legs.mkdir, "loop": lambda: legs.symlink_to(legs),
        "empty": lambda: legs.write_bytes(b""),
    }  # fmt: skip
    make[kind]()
    with pytest.raises(Refused) as refused:
        calculate_portfolio(program, tmp_path / "p", tmp_path / "out.parquet")
    due = {"empty": "E615.no_names", "pipe": "E101.no_file"}.get(kind, "E101.unreadable")
    assert [d.key for d in refused.value.diagnostics] == [due]


def test_rejects_name_the_lines_of_their_files(
    program: Program, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    """Skipped rows and line breaks within cells count as lines."""
    given = [rows[0], rows[1] | {"rated_power": "heavy"}, rows[2]]
    folder = write_tables(tmp_path / "p", given, program)
    main, materials = folder / "products.csv", folder / "materials.csv"
    main.write_bytes(main.read_bytes().replace(b"p0,", b"," * 12 + b"\r\n\r\np0,", 1))
    lines = materials.read_bytes().decode().splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("p2,"))
    cells = lines[at].split(",")
    lines[at] = ",".join([cells[0], f'"two\n{cells[1]}"', *cells[2:]])
    lines[at + 1] = lines[at + 1].replace(",body,", ",bodi,")
    materials.write_bytes("\r\n".join(lines).encode())
    calculate_portfolio(program, folder, tmp_path / "out.parquet", rejects=tmp_path / "r.jsonl")
    listed = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(r["id"], x["place"]) for r in listed for x in r["reasons"][:1]] == [
        ("p1", {"column": "rated_power", "line": 5}),
        ("p2", {"table": "materials", "row": 2, "column": "part", "line": at + 3}),
    ]


CELL = st.text(st.sampled_from('a ,;"\n\r中'), max_size=4)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@examples(40)
@given(
    cells=st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=6),
    stray=st.booleans(),
    chunk=st.integers(1, 9),
)
def test_lines_of_records_are_those_that_a_reader_of_csv_counts(
    tmp_path_factory: pytest.TempPathFactory, ending: str, cells: list[list[str]], stray: bool, chunk: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "lines.csv"
    text = (
        f"x,y{ending}"
        + _text(cells, lineterminator=ending)
        + (f'5" x,a{ending}b,6" y{ending}' if stray else "")
    )
    path.write_bytes(text.encode())
    form = CsvForm("utf-8-sig", ",", ("x", "y"), 1, 1)
    due = [line for line, _ in records(path, form)][1:]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_lines, "_CHUNK", chunk)
        assert RecordLines(path, form).take(len(due) + 1).tolist() == [*due, 0]


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


def test_a_long_cell_is_read_to_the_length_that_a_line_may_have(
    program: Program, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    """Beside a row with too few cells, whose line is then looked for with another reader."""
    folder = write_tables(tmp_path / "p", rows, program)
    products = folder / "products.csv"
    lines = products.read_text(encoding="utf-8").splitlines()
    for length, due in ((140_000, "has 1 cell"), (LONGEST_CSV_LINE + 1, "line 3 of")):
        long = lines[1].replace("p0", "p" * length)
        products.write_text("\n".join([lines[0], lines[2], long, "p9"]) + "\n", encoding="utf-8")
        (found,) = told(program, folder, tmp_path)[1]["refused"]
        assert found.startswith("E615 ")
        assert due in found
    odd = tmp_path / "odd.csv"
    odd.write_text('name\nx"y\n' + "a" * (LONGEST_CSV_LINE + 1) + "\n", encoding="utf-8")
    lines_of = RecordLines(odd, CsvForm("utf-8-sig", ",", ("name",), 1, 1))
    with pytest.raises(Refused) as refused:
        lines_of.take(2)
    (one,) = refused.value.diagnostics
    assert (one.key, str(one.place)) == ("E615.long_cell", f"{odd.as_posix()}:3:1")


def test_endings_may_be_in_capitals(
    program: Program, rows: list[dict[str, Any]], total: str, tmp_path: Path
) -> None:
    folder = write_tables(tmp_path / "p", rows, program)
    files = sorted(folder.glob("*.csv"))
    for path in files:
        name = path.stem if path.stem != "products" else ""
        (tmp_path / ("Q" + f".{name}" * bool(name) + ".CSV")).write_bytes(path.read_bytes())
        if name:
            path.rename(path.with_suffix(".CSV"))
    for portfolio in (folder, tmp_path / "Q.CSV"):
        assert told(program, portfolio, tmp_path) == ([total] * 4, {})
        with pytest.raises(Refused, match="E802"):
            calculate_portfolio(program, tmp_path / "Q.CSV", tmp_path / "Q.results.CSV", workers=1)
    lines = [tmp_path / name for name in ("lines.jsonl", "lines.JSONL")]
    for path in lines:
        path.write_text('{"inventory": "p", "values": {}}\n', encoding="utf-8")
    lower, upper = (told(program, path, tmp_path) for path in lines)
    assert upper == lower
    assert set(upper[1]) == {"p"}


def test_an_output_below_a_link_to_itself_is_refused(
    program: Program, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    folder = write_tables(tmp_path / "p", rows, program)
    (tmp_path / "loop").symlink_to("loop")
    for portfolio in (folder, folder / "products.csv", tmp_path / "loop", tmp_path / "loop" / "p.csv"):
        with pytest.raises(Refused) as refused:
            calculate_portfolio(program, portfolio, tmp_path / "loop" / "x.csv", workers=1)
        assert refused.value.diagnostics
