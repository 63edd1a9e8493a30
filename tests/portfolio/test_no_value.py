"""Indicators and checks of a batch without a value: null, and beside the product why, in both languages."""

from __future__ import annotations

import pickle
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.portfolio.batch.spark_frame import FrameTask
from ruleengine.program.program import Program
from tests.library_builder import product

#: Product → what is given; the footprint is 3 kgCO2e whatever it is.
PRODUCTS = {
    "fine": {"a": 4.0, "b": 2.0, "c": True, "m": 1.0},
    "by zero": {"a": 4.0, "b": 0.0, "c": True, "m": 1.0},
    "not asked": {"a": 4.0, "b": 0.0, "c": False, "m": 1.0},
    "missing": {"a": 4.0, "b": 2.0, "c": True, "m": None},
    "both": {"a": 4.0, "b": 0.0, "c": True, "m": None},
    "condition missing": {"a": 4.0, "b": 2.0, "c": None, "m": 1.0},
    "too large": {"a": 1e300, "b": 1e-300, "c": False, "m": 1.0},
}
BY_ZERO = (
    "indicators.share: `share`：除数为零（`a` = 4、`b` = 0） / `share`: division by zero (`a` = 4, `b` = 0)"
)
HELD = (
    "checks.held: `requirements.held`：除数为零（`a` = 4、`b` = 0）"
    " / `requirements.held`: division by zero (`a` = 4, `b` = 0)"
)
MISSING = "indicators.other: 缺失 / missing; checks.small: 缺失 / missing"
LARGE = "indicators.share: `share`过大，无法写入结果表 / `share` is too large for a table of results"
#: What is said of each product: share, verdict on `held`, why there is no value.
DUE = {
    "fine": (2.0, "satisfied", None),
    "by zero": (None, "not_evaluated", f"{BY_ZERO}; {HELD}"),
    "not asked": (None, "not_applicable", BY_ZERO),
    "missing": (2.0, "satisfied", MISSING),
    "both": (
        None,
        "not_evaluated",
        f"{BY_ZERO}; indicators.other: 缺失 / missing; {HELD}; checks.small: 缺失 / missing",
    ),
    "condition missing": (2.0, "not_evaluated", "checks.held: 缺失 / missing"),
    "too large": (None, "not_applicable", LARGE),
}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return product(
        tmp_path_factory.mktemp("rules"),
        inputs={"a": "1", "b": "1", "c": "boolean?", "m": "1?"},
        parameters={"f": "3 kgCO2e"},
        emissions={"e": "f"},
        indicators={"share": ("1", "a / b"), "other": ("1", "m * 2")},
        requirements={"held": {"check": "a / b > 1", "applies": "c"}, "small": "m < 5"},
    )


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return pa.Table.from_pylist([{"inventory": name, **values} for name, values in PRODUCTS.items()])


def told(rows: list[dict[str, object]]) -> dict[object, tuple[object, ...]]:
    assert {r["total"] for r in rows} == {3.0}
    return {r["id"]: (r["indicators.share"], r["checks.held"], r["no_value"]) for r in rows}


def calculated(program: Program, table: pa.Table, output: Path, **how: object) -> Path:
    pq.write_table(table, output.with_name("portfolio.parquet"))
    found = calculate_portfolio(program, output.with_name("portfolio.parquet"), output, **how)
    assert (found.results, found.refused) == (len(table), 0)
    return output


@pytest.mark.parametrize("block", [1, 2, 100])
def test_results_say_why_there_is_no_value(program: Program, table: pa.Table, tmp_path, block: int) -> None:
    found = pq.read_table(calculated(program, table, tmp_path / "out.parquet", block=block)).to_pylist()
    assert told(found) == DUE
    exact = {r["id"] for r in found if r["evaluator"] == "exact"}
    assert exact == {"by zero", "not asked", "both", "too large"}


def test_csv_and_workbooks_say_the_same(program: Program, table: pa.Table, tmp_path) -> None:
    rows = pacsv.read_csv(calculated(program, table, tmp_path / "out.csv")).to_pylist()
    assert {r["id"]: r["no_value"] or None for r in rows} == {n: due[2] for n, due in DUE.items()}
    with ZipFile(calculated(program, table, tmp_path / "out.xlsx")) as book:
        texts = {
            t.text for t in ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter() if t.text
        }
    assert {due[2] for due in DUE.values() if due[2]} <= texts


def test_executors_of_a_frame_say_the_same(program: Program, table: pa.Table) -> None:
    task = FrameTask(pickle.dumps(program), table.schema.serialize().to_pybytes(), frozenset())
    batches = [b for size in (3, 4) for b in table.slice(0 if size == 3 else 3, size).to_batches()]
    found = pa.Table.from_batches(list(task(iter(batches)))).to_pylist()
    assert told(found) == DUE
    assert {r["reasons"] for r in found} == {None}


def test_an_error_behind_the_footprint_refuses_whatever_indicators_say(tmp_path) -> None:
    program = product(
        tmp_path / "rules", inputs={"a": "1", "b": "1"}, parameters={"f": "3 kgCO2e"},
        quantities={"ratio": ("1", "a / b")}, emissions={"e": "f * ratio"}, indicators={"share": ("1", "ratio / a")},
    )  # fmt: skip
    rows = [{"inventory": "x", "a": 1.0, "b": 0.0}, {"inventory": "y", "a": 0.0, "b": 1.0}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "p.parquet")
    found = calculate_portfolio(program, tmp_path / "p.parquet", tmp_path / "out.parquet")
    assert (found.results, found.refused) == (1, 1)
    (row,) = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert (row["id"], row["total"], row["indicators.share"]) == ("y", 0.0, None)


def test_of_very_many_reasons_the_first_twenty_are_told(tmp_path) -> None:
    shares = {f"s{n}": ("1", "a / b") for n in range(25)}
    program = product(
        tmp_path / "rules", inputs={"a": "1", "b": "1"}, parameters={"f": "3 kgCO2e"}, emissions={"e": "f"},
        indicators=shares,
    )  # fmt: skip
    pq.write_table(pa.Table.from_pylist([{"inventory": "x", "a": 1.0, "b": 0.0}]), tmp_path / "p.parquet")
    calculate_portfolio(program, tmp_path / "p.parquet", tmp_path / "out.parquet")
    (text,) = pq.read_table(tmp_path / "out.parquet").column("no_value").to_pylist()
    assert text.count("division by zero") == 20
    assert [e.partition(": ")[0] for e in text.split("; ")] == [f"indicators.{name}" for name in shares]
    assert text.endswith("indicators.s24: 未核算 / not evaluated")
