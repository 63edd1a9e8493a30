"""What double precision cannot decide is decided by the exact evaluator; what it can, is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ruleengine
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.program.program import Program
from tests.portfolio.portfolios import luminaires

RULES = Path(__file__).parents[2] / "rules"


@pytest.fixture(scope="module")
def program() -> Program:
    return ruleengine.compile_rules("gb/lighting@0.1.0", rules=RULES)


def _with(table: pa.Table, path: str, values: object) -> pa.Table:
    """The table with a column, or a column of the rows of a table, replaced."""
    name, _, column = path.partition(".")
    new = pa.array(values)
    if column:
        lists = table.column(name).combine_chunks()
        names = [f.name for f in lists.type.value_type]
        cells = [new if n == column else lists.values.field(i) for i, n in enumerate(names)]
        new = pa.ListArray.from_arrays(lists.offsets, pa.StructArray.from_arrays(cells, names=names))
    return table.set_column(table.schema.get_field_index(name), name, new)


def _run(program: Program, table: pa.Table, folder: Path) -> pa.Table:
    pq.write_table(table, folder / "p.parquet")
    found = calculate_portfolio(program, folder / "p.parquet", folder / "out.parquet")
    assert found.refused == 0
    return pq.read_table(folder / "out.parquet")


def test_a_sum_at_its_limit_is_decided_exactly(program: Program, tmp_path: Path) -> None:
    """0.1 + 0.2 = 0.3 in decimals, but not in doubles: shares of 33.1 + 66.2 + 0.7 … are 100 % or a little more."""
    table = _with(luminaires(40), "market", ["cn"] * 40)
    table = _with(table, "standby_power", [0.4] * 40)
    shares = np.tile([0.1, 0.2], 40)
    table = _with(table, "use_modes.state", ["standby", "standby"] * 40)
    shares[::2], shares[1::2] = 33.1, 66.9
    shares[3::4] = np.nextafter(66.9, 70)
    table = _with(table, "use_modes.time_share", shares)
    out = _run(program, table, tmp_path)
    verdicts = out.column("checks.standby-time-covered").to_pylist()
    assert verdicts == ["satisfied", "not_satisfied"] * 20
    assert set(out.column("evaluator").to_pylist()) == {"exact"}


def test_products_decided_exactly_stand_in_their_place(program: Program, tmp_path: Path) -> None:
    """Results follow the order of the portfolio, whichever evaluator they come from."""
    table = _with(luminaires(40), "market", ["cn"] * 40)
    table = _with(table, "standby_power", [0.4] * 40)
    table = _with(table, "use_modes.state", ["standby", "standby"] * 40)
    shares = np.tile([33.1, 66.9, 33.1, 60.0], 20)
    out = _run(program, _with(table, "use_modes.time_share", shares), tmp_path)
    assert out.column("evaluator").to_pylist() == ["exact", "arrays"] * 20
    assert out.column("id").to_pylist() == table.column("inventory").to_pylist()


def test_numbers_at_a_limit_as_they_were_given_need_no_exact_evaluation(
    program: Program, tmp_path: Path
) -> None:
    table = _with(luminaires(40), "standby_power", [0.5, 0.50000000000001] * 20)
    out = _run(program, table, tmp_path)
    assert out.column("checks.standby-low").to_pylist() == ["satisfied", "not_satisfied"] * 20
    assert set(out.column("evaluator").to_pylist()) == {"arrays"}


def test_few_of_many_ordinary_products_are_doubtful(program: Program, tmp_path: Path) -> None:
    out = _run(program, luminaires(4000), tmp_path)
    assert out.column("evaluator").to_pylist().count("exact") < 10
