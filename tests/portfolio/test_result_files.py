"""Results as CSV and XLSX: the numbers of the Parquet file, and nothing that a spreadsheet program would evaluate."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import ruleengine
from ruleengine.cli.main import cli
from ruleengine.diagnostics import Refused
from ruleengine.portfolio.batch import result_files
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.program.program import Program
from tests.portfolio.portfolios import as_row, write_tables

SMALL = Path(__file__).parents[1] / "ruleset" / "library"
LAMP = SMALL / "mini" / "lamp" / "examples" / "lamp.yaml"
#: Ids that spreadsheet programs, XML or CSV would take for something else.
IDS = (
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "a & b < c",
    'say "x", y',
    "灯具",
    "_x0041_",
    "http://x.y/z",
    "007",
    "plain",
)
CELLS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def program() -> Program:
    return ruleengine.compile_rules("mini/lamp", rules=SMALL)


@pytest.fixture(scope="module")
def portfolio(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Path:
    row = as_row(ruleengine.read_inventory(LAMP, program), program)
    rows = [row | {"inventory": name} for name in IDS]
    return write_tables(tmp_path_factory.mktemp("results") / "p", [*rows, row | {"power": "heavy"}], program)


@pytest.fixture(scope="module")
def due(program: Program, portfolio: Path) -> list[dict[str, Any]]:
    output = portfolio.parent / "due.parquet"
    calculate_portfolio(program, portfolio, output)
    rows: list[dict[str, Any]] = pq.read_table(output).to_pylist()
    assert [row["id"] for row in rows] == list(IDS)
    return rows


def _workbook(path: Path, number: int = 1) -> list[list[object]]:
    """The cells of a workbook; one with a formula fails."""
    with ZipFile(path) as archive:
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
        sheet = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
    assert not list(sheet.iter(f"{CELLS}f"))
    rows = [
        {str(c.get("r")).rstrip("0123456789"): _value(c) for c in row} for row in sheet.iter(f"{CELLS}row")
    ]
    return [[row.get(column) for column in rows[0]] for row in rows]


def _value(cell: ElementTree.Element) -> object:
    text = "".join(cell.itertext())
    match cell.get("t"):
        case "inlineStr":
            return text.replace("_x005F_", "_")
        case "str" | "s":
            raise AssertionError(cell.attrib)
        case "b":
            return text == "1"
    return float(text) if text else None


def test_a_workbook_has_the_results_of_the_parquet_file(
    program: Program, portfolio: Path, due: list[dict[str, Any]], tmp_path: Path
) -> None:
    output = tmp_path / "results.XLSX"
    found = calculate_portfolio(program, portfolio, output)
    names, *rows = _workbook(output)
    assert (found.results, found.refused) == (len(IDS), 1)
    assert "total [kgCO2e]" in names
    assert [str(name).partition(" [")[0] for name in names] == list(due[0])
    assert rows == [list(row.values()) for row in due]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["results.XLSX", "results.XLSX.rejects.jsonl"]
    first = output.read_bytes()
    with ZipFile(output) as archive:
        assert set(re.findall(rb"\d{4}-\d\d-\d\dT", archive.read("docProps/core.xml"))) == {b"1980-01-01T"}
    (tmp_path / ".results.XLSX.tmp.sheets").mkdir()
    (tmp_path / ".results.XLSX.tmp.sheets" / "left").write_text("by a run that was killed", encoding="utf-8")
    calculate_portfolio(program, portfolio, output)
    assert not (tmp_path / ".results.XLSX.tmp.sheets").exists()
    assert output.read_bytes() == first


def test_csv_has_the_results_and_no_formula(
    program: Program, portfolio: Path, due: list[dict[str, Any]], tmp_path: Path
) -> None:
    output = tmp_path / "results.csv"
    calculate_portfolio(program, portfolio, output)
    assert output.read_bytes().startswith(b"\xef\xbb\xbf")
    names, *rows = csv.reader(io.StringIO(output.read_text(encoding="utf-8-sig"), newline=""))
    assert "per_unit [kgCO2e]" in names
    found = [dict(zip(due[0], row, strict=True)) for row in rows]
    assert [row["id"] for row in found] == [f"'{i}" if i[0] in "=+-@\t" else i for i in IDS]
    for row, wanted in zip(found, due, strict=True):
        assert float(row["total"]) == wanted["total"]
        assert {n: row[n] for n in wanted if n.startswith("checks.")} == {
            n: v for n, v in wanted.items() if n.startswith("checks.")
        }


def test_pieces_make_the_same_file(
    program: Program,
    portfolio: Path,
    due: list[dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("whole.csv", "whole.xlsx"):
        calculate_portfolio(program, portfolio, tmp_path / name)
    monkeypatch.setattr(result_files, "_PIECE", 3)
    for name in ("pieces.csv", "pieces.xlsx"):
        calculate_portfolio(program, portfolio, tmp_path / name, block=2)
    assert (tmp_path / "pieces.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert _workbook(tmp_path / "pieces.xlsx") == _workbook(tmp_path / "whole.xlsx")


def test_more_products_than_a_sheet_has_rows_are_refused(
    program: Program, portfolio: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(result_files, "SHEET_ROWS", len(IDS))
    with pytest.raises(Refused) as refused:
        calculate_portfolio(program, portfolio, tmp_path / "results.xlsx")
    (told,) = refused.value.diagnostics
    assert (told.key, told.place and told.place.file) == (
        "E804.sheet",
        (tmp_path / "results.xlsx").as_posix(),
    )
    assert list(tmp_path.glob("**/*.xlsx*")) == [tmp_path / "results.xlsx.parts"]


def test_the_names_of_columns_stay_in_sight(program: Program, portfolio: Path, tmp_path: Path) -> None:
    calculate_portfolio(program, portfolio, tmp_path / "results.xlsx")
    with ZipFile(tmp_path / "results.xlsx") as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    (pane,) = sheet.iter(f"{CELLS}pane")
    assert (pane.get("state"), pane.get("topLeftCell")) == ("frozen", "B2")
    assert all(float(c.get("width", 0)) > 10 for c in sheet.iter(f"{CELLS}col"))


def test_a_workbook_says_per_what_as_its_columns_do(
    program: Program, portfolio: Path, due: list[dict[str, Any]], tmp_path: Path
) -> None:
    calculate_portfolio(program, portfolio, tmp_path / "results.xlsx")
    about = dict(_workbook(tmp_path / "results.xlsx", 2))
    for name in ("unit_of_analysis", "basis"):
        assert about[name] == due[0][name]


def test_every_text_is_a_cell_of_this_text(tmp_path: Path) -> None:
    texts = [
        "<r>x</r>",
        "<r>",
        "<r>&lt;</r>",
        " a ",
        "",
        "a\nb",
        "{=1}",
        "1e5",
        "#N/A",
        "TRUE",
        "'x",
        "mailto:a@b.c",
    ]
    file = result_files.result_file(
        tmp_path / "a.xlsx", pa.schema([("id", pa.string())]), tmp_path / "a.xlsx"
    )
    file.write_table(pa.table({"id": texts}))
    file.close()
    assert _workbook(tmp_path / "a.xlsx") == [["id"], *([text] for text in texts)]


def test_a_workbook_that_cannot_be_completed_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "b.tmp").mkdir()
    file = result_files.result_file(tmp_path / "b.tmp", pa.schema([("id", pa.string())]), tmp_path / "a.xlsx")
    with pytest.raises(OSError, match=r"b\.tmp"):
        file.close()
    file.discard()
    assert [p.name for p in tmp_path.iterdir()] == ["b.tmp"]


def test_texts_that_a_workbook_would_cut_off_are_refused(tmp_path: Path) -> None:
    schema = pa.schema([("id", pa.string())])
    for text in ("x" * 32_768, "灯" * 32_768, "💡" * 16_384, "<r>" + "x" * 32_765):
        file = result_files.result_file(tmp_path / "b.tmp", schema, tmp_path / "a.xlsx")
        with pytest.raises(Refused) as refused:
            file.write_table(pa.table({"id": ["y", text]}))
        file.discard()
        assert [(d.key, dict(d.facts)["row"]) for d in refused.value.diagnostics] == [("E804.cell", 3)]
    assert not list(tmp_path.iterdir())
    with pytest.raises(Refused, match=r"16385 columns"):
        result_files.result_file(
            tmp_path / "a.xlsx",
            pa.schema([(f"c{n}", pa.string()) for n in range(16_385)]),
            tmp_path / "a.xlsx",
        )


@pytest.mark.parametrize(
    ("output", "key"),
    [
        ("p/results.csv", "E802.in_the_way"),
        ("p/materials.csv", "E802.in_the_way"),
        ("results.ods", "E804.ending"),
    ],
)
def test_results_are_not_written_among_the_tables_of_the_portfolio_or_as_something_else(
    program: Program, portfolio: Path, output: str, key: str
) -> None:
    before = {p.name: p.read_bytes() for p in portfolio.iterdir()}
    with pytest.raises(Refused) as refused:
        calculate_portfolio(program, portfolio, portfolio.parent / output)
    assert [d.key for d in refused.value.diagnostics] == [key]
    assert {p.name: p.read_bytes() for p in portfolio.iterdir()} == before


def _call(*words: str | Path, given: bytes = b"", code: int = 1) -> Any:
    runner = CliRunner(env={"RULEENGINE_RULES": str(SMALL)})
    result = runner.invoke(cli, ["batch", "mini/lamp", *map(str, words)], input=given)
    assert result.exit_code == code, result.output
    return result


def test_a_batch_reads_and_writes_streams_and_folders(
    program: Program,
    portfolio: Path,
    due: list[dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    calculate_portfolio(program, portfolio, tmp_path / "results.csv")
    found = _call(portfolio, "-o", "-")
    assert found.stdout_bytes == (tmp_path / "results.csv").read_bytes()
    assert [json.loads(x)["row"] for x in found.stderr.splitlines() if x.startswith("{")] == [len(IDS) + 1]
    assert _call(portfolio, "-o", "out").stdout == "out/p.parquet\nout/p.parquet.rejects.jsonl\n"
    assert pq.read_table("out/p.parquet").to_pylist() == due
    lines = b'{"inventory": "a", "values": {}}\n{"inventory": "b", "values": {}}\n'
    assert (
        _call("-", "-o", "out", given=lines).stderr.splitlines()[-1] == "2 products: 0 calculated, 2 refused"
    )
    for given in (b"\xef\xbb\xbf" + lines, lines.splitlines()[0]):
        told = _call("-", "-o", "marked", given=given).stderr
        assert told.startswith("`-`: 100% read\n")
        assert "0 calculated" in told
    for given, start in (
        (b"%PDF-1.7\n", "-: error E310: `-` is "), (b"a,b\n1,2\n", "-:1:1: error E618"),
        (b"a,a\n", "-:1:1: error E615: two columns of `-` "),
        (b"\n{\n \"inventory\": \"a\", \"values\": {}}", "-:1:1: error E310: `-` is an inventory"),
        (LAMP.read_bytes(), "-:1:1: error E310: `-` is an inventory"),
        (b"inventory,power\n", "-:1:1: error E618: the column "),
    ):  # fmt: skip
        assert _call("-", "-o", "marked", given=given).stderr.startswith(start)
    assert "would be a file that ends in .pdf" in _call(portfolio, "-o", "x.pdf", code=2).stderr
