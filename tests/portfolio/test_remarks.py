"""Beside each result of a batch: the share that rests on unknown numbers, and warnings, as single runs have them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.cli.main import cli
from ruleengine.inventory.plausibility import UNLIKELY
from ruleengine.pipeline import product_of
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.program.program import Program
from ruleengine.run.unknown import unknown_share
from tests.examples import examples
from tests.library_builder import product

INPUTS = {
    "data_sources": {"id": "!id", "score": "1?"},
    "rows": {
        "mass": {"unit": "kg", "typical": [Decimal("0.5"), 4]}, "factor": "kgCO2e/kg",
        "used": {"unit": "%", "above": 0},
        "source": "@data_sources?", "factor_source": "@data_sources?",
    },
    "x": {"unit": "kgCO2e", "typical": [1, 3]},
    "n": "1?",
    "share": {"unit": "%", "above": 0, "required": False},
    "pieces": {"unit": "1", "exact": True},
}  # fmt: skip
QUANTITIES = {"each": ("kgCO2e", "rows.mass * rows.factor / rows.used")}
LIMIT = {"limit": "1.0 kg"}
EMISSIONS = {
    "rows_as_they_are": "sum(each) / pieces",
    "single": "x * n if given(n) else x",
    "largest": "max(each) if count(rows) > 0 else x",
    "chosen": "x if all(rows.mass > limit) else x + x",
    "removed": "-x * share if given(share) else x - x",
}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return product(
        tmp_path_factory.mktemp("rules"),
        inputs=INPUTS,
        quantities=QUANTITIES,
        emissions=EMISSIONS,
        parameters=LIMIT,
    )


NUMBER = st.sampled_from([Decimal(n) for n in ("0.25", "0.5", "1", "2", "4", "90")])
SOURCE = st.sampled_from([None, "a", "b"])


@st.composite
def given_number(draw: st.DrawFn) -> object:
    number, source = draw(NUMBER), draw(SOURCE)
    value = float(number)
    return {"value": value, "source": source} if source else value


@st.composite
def products(draw: st.DrawFn) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for index in range(draw(st.integers(1, 4))):
        rows = []
        for _ in range(draw(st.integers(0, 3))):
            row: dict[str, object] = {name: draw(given_number() if name == "factor" else NUMBER.map(float))
                                      for name in ("mass", "factor", "used")}  # fmt: skip
            row |= {k: s for k in ("source", "factor_source") if (s := draw(SOURCE))}
            if draw(st.booleans()):
                row["used"] = f"{row['used']} %"
            rows.append(row)
        values: dict[str, object] = {"x": draw(given_number()), "pieces": 2, "rows": rows}
        values |= {k: draw(given_number()) for k in ("n", "share") if draw(st.booleans())}
        values["data_sources"] = [{"id": "a"}, {"id": "b"}]
        found.append({"inventory": f"p{index}", "values": values})
    return found


def single(program: Program, given: dict[str, object], folder: Path) -> tuple[float | None, list[str]]:
    head = {"ruleset": str(program.resolved.reference), "product": {"name": {"zh": "例", "en": "sample"}}}
    path = folder / "single.json"
    path.write_text(json.dumps({**given, **head}), encoding="utf-8")
    found = product_of(program, path)
    share = unknown_share(program, found.inventory, found.result.values)
    told = [f"{w.code} {dict(w.facts)['name']}" for w in found.warnings if w.code in UNLIKELY]
    return None if share is None else float(share), told


def compared(
    program: Program, portfolio: Path, given: list[dict[str, object]], folder: Path, block: int
) -> None:
    output = folder / "out.parquet"
    calculate_portfolio(program, portfolio, output, block=block, workers=1)
    for row, one in zip(pq.read_table(output).to_pylist(), given, strict=True):
        share, told = single(program, one, folder)
        assert row["unknown_share"] == (None if share is None else pytest.approx(share, rel=1e-12, abs=1e-15))
        assert row["warnings"] == ("; ".join(told) or None)


@given(found=products(), block=st.sampled_from([1, 3]))
@examples(30, slow=True)
def test_a_batch_says_what_single_runs_say(
    program: Program, tmp_path_factory: pytest.TempPathFactory, found: list[dict[str, object]], block: int
) -> None:
    folder = tmp_path_factory.mktemp("lines")
    portfolio = folder / "p.jsonl"
    portfolio.write_text("".join(json.dumps(line) + "\n" for line in found), encoding="utf-8")
    compared(program, portfolio, found, folder, block)


def test_nested_columns_have_no_sources_for_single_values(program: Program, tmp_path: Path) -> None:
    rows = [{"mass": 2.0, "factor": 1.0, "used": 50.0, "source": "a", "factor_source": "a"}]
    bare = [{**rows[0], "source": None}, {**rows[0], "mass": 9.0, "used": 0.5}]
    given: list[dict[str, object]] = []
    for index, table in enumerate((rows, bare, [])):
        kept = [{k: v for k, v in row.items() if v is not None} for row in table]
        given.append({"inventory": f"p{index}", "values": {
            "x": 2.0, "pieces": 2, "rows": kept, "data_sources": [{"id": "a"}], "share": 0.9,
        }})  # fmt: skip
    columns = {
        "id": ["p0", "p1", "p2"], "x": [2.0] * 3, "pieces": [2.0] * 3, "share": [0.9] * 3, "rows": [rows, bare, []],
        "data_sources": [[{"id": "a"}]] * 3,
    }  # fmt: skip
    pq.write_table(pa.table(columns), tmp_path / "p.parquet")
    compared(program, tmp_path / "p.parquet", given, tmp_path, 2)


def test_a_product_without_rows_rests_on_none_of_the_rows_of_others(program: Program, tmp_path: Path) -> None:
    """Nothing is known of any row of the block; what is decided over no rows at all rests on none of them."""
    row = {"mass": 2.0, "factor": 1.0, "used": 50.0}
    given: list[dict[str, object]] = [
        {"inventory": f"p{i}", "values": {
            "x": {"value": 2.0, "source": "a"}, "pieces": 1, "rows": rows, "data_sources": [{"id": "a"}],
        }}
        for i, rows in enumerate(([row], []))
    ]  # fmt: skip
    portfolio = tmp_path / "p.jsonl"
    portfolio.write_text("".join(json.dumps(line) + "\n" for line in given), encoding="utf-8")
    compared(program, portfolio, given, tmp_path, 2)


def test_a_header_with_a_unit_leaves_no_doubt(program: Program, tmp_path: Path) -> None:
    rows = [[{"mass": 2.0, "factor": 1.0, "used [1]": 0.9}]]
    columns = {
        "id": ["p"],
        "x": [9.0],
        "pieces": [1.0],
        "share [%]": [0.9],
        "rows": rows,
        "data_sources": [[{"id": "a"}]],
    }
    pq.write_table(pa.table(columns), tmp_path / "p.parquet")
    found = calculate_portfolio(program, tmp_path / "p.parquet", tmp_path / "out.parquet")
    assert found.warnings == {"W645 x": 1}
    assert pq.read_table(tmp_path / "out.parquet").column("warnings").to_pylist() == ["W645 x"]


def test_the_command_tells_of_how_many_products_it_warns(tmp_path: Path) -> None:
    columns = {"id": ["p", "q"], "x": [2.0, 2.0], "pieces": [1.0, 1.0], "share": [0.9, 90.0], "rows": [[], []],
               "data_sources": [[{"id": "a"}]] * 2}  # fmt: skip
    schema = pa.table(columns).schema
    rows = pa.list_(pa.struct([("mass", pa.float64()), ("factor", pa.float64()), ("used", pa.float64())]))
    schema = schema.set(schema.get_field_index("rows"), pa.field("rows", rows))
    pq.write_table(pa.table(columns, schema=schema), tmp_path / "p.parquet")
    rules = tmp_path / "library"
    product(rules, inputs=INPUTS, quantities=QUANTITIES, emissions=EMISSIONS, parameters=LIMIT)
    root = next(p for p in (rules / "rules", rules) if p.is_dir())
    arguments = [
        "batch",
        "test/product",
        str(tmp_path / "p.parquet"),
        "-o",
        str(tmp_path / "o.parquet"),
        "--rules",
    ]
    said = CliRunner().invoke(cli, [*arguments, str(root)])
    assert said.exit_code == 0, said.output
    assert "warning W646, `share`: per cent given as a fraction, in 1 product" in said.stderr
    said = CliRunner().invoke(cli, [*arguments, str(root), "--format", "json", "--messages", "zh"])
    assert json.loads(said.stdout)["warnings"] == {"W646 share": 1}
    assert "警告W646，`share`：百分数疑为小数，涉及1个产品" in said.stderr
