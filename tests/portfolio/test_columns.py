"""Columns of every type Arrow has: read as the numbers and texts they are, or refused by name; never guessed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ruleengine
from ruleengine.program.program import Program
from tests.portfolio.portfolios import luminaires, told, with_column

RULES = Path(__file__).parents[2] / "rules"
TABLE = luminaires(6)
POWER = TABLE.column("rated_power").combine_chunks()
MATERIALS = TABLE.column("materials").combine_chunks()
MASS = MATERIALS.values.field("mass")
PART = MATERIALS.values.field("part")


@pytest.fixture(scope="module")
def program() -> Program:
    return ruleengine.compile_rules("gb/lighting@0.1.0", rules=RULES)


def _told(program: Program, table: pa.Table, folder: Path) -> tuple[list[str], dict[str | None, list[str]]]:
    pq.write_table(table, folder / "p.parquet")
    return told(program, folder / "p.parquet", folder)


SAME: dict[str, pa.Table] = {
    "half": with_column(TABLE, "rated_power", POWER.cast(pa.float16())),
    "single": with_column(TABLE, "rated_power", POWER.cast(pa.float32())),
    "decimal": with_column(TABLE, "rated_power", POWER.cast(pa.decimal128(20, 1))),
    "wide decimal": with_column(TABLE, "rated_power", POWER.cast(pa.decimal256(40, 1))),
    "numbers as texts": with_column(TABLE, "rated_power", POWER.cast(pa.large_string())),
    "numbers as views": with_column(TABLE, "rated_power", POWER.cast(pa.string()).cast(pa.string_view())),
    "numbers by code": with_column(TABLE, "rated_power", POWER.dictionary_encode()),
    "single in rows": with_column(TABLE, "materials", MASS.cast(pa.float32()), "mass"),
    "texts by code in rows": with_column(TABLE, "materials", PART.dictionary_encode(), "part"),
    "large lists": with_column(
        TABLE, "materials", pa.LargeListArray.from_arrays(MATERIALS.offsets.cast(pa.int64()), MATERIALS.values)
    ),
    "whole numbers as ids": with_column(TABLE, "inventory", pa.array(range(6))),
    "ids by code": with_column(TABLE, "inventory", TABLE.column("inventory").combine_chunks().dictionary_encode()),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_what_can_be_read_gives_the_same_results_to_the_bit(
    program: Program, tmp_path: Path, name: str
) -> None:
    assert _told(program, SAME[name], tmp_path) == _told(program, TABLE, tmp_path)


def _list(make: Callable[[], pa.Array]) -> pa.Table:
    return with_column(TABLE, "materials", make())


def _views(lists: pa.ListArray) -> pa.Array:
    return pa.ListViewArray.from_arrays(lists.offsets[:-1], lists.value_lengths(), lists.values)


REFUSED: dict[str, tuple[pa.Table, str]] = {
    "times": (with_column(TABLE, "rated_power", pa.array([1] * 6, pa.timestamp("us"))), "`rated_power` takes numbers"),
    "bytes": (with_column(TABLE, "rated_power", pa.array([b"1"] * 6)), "`rated_power` takes numbers"),
    "texts as bytes": (with_column(TABLE, "product_type", pa.array([b"lamp"] * 6)), "`product_type` takes texts"),
    "0 and 1": (with_column(TABLE, "data_sources", pa.array([1, 0] * 12), "primary"), "`primary` takes true and false"),
    "fixed lists": (_list(lambda: pa.FixedSizeListArray.from_arrays(MATERIALS.values, 8)), "`materials` takes a table"),
    "lists of lists": (_list(lambda: pa.array([[["a"]]] * 6)), "a row of `materials` is a map"),
    "maps": (_list(lambda: pa.array([[("a", 1)]] * 6, pa.map_(pa.string(), pa.int64()))), "`materials` takes a table"),
    "one map": (_list(lambda: MATERIALS.values.slice(0, 6)), "`materials` takes a table"),
    "views of lists": (_list(lambda: _views(MATERIALS)), "`materials` takes a table"),
    "ids as doubles": (with_column(TABLE, "inventory", pa.array([1.0] * 6)), "`inventory` takes product ids"),
    "ids as lists": (with_column(TABLE, "inventory", pa.array([["a"]] * 6)), "`inventory` takes product ids"),
    "a table twice": (TABLE.append_column("materials", MATERIALS), "two columns are called `materials`"),
    "ids twice": (TABLE.append_column("inventory", TABLE.column(0)), "two columns are called `inventory`"),
    "a table with a unit": (TABLE.append_column("exclusions [kg]", TABLE["exclusions"]), "`exclusions` is a table"),
    "a column of staging": (TABLE.append_column("[refused]", pa.array(["x"] * 6)), "has no input `[refused]`"),
    "rule sets as numbers": (TABLE.append_column("ruleset", pa.array([5] * 6)), "`ruleset` takes texts"),
    "an empty unit": (TABLE.append_column("rated_power []", POWER).drop(["rated_power"]), "`` is not a unit"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_by_name(program: Program, tmp_path: Path, name: str) -> None:
    table, message = REFUSED[name]
    _, found = _told(program, table, tmp_path)
    assert any(message in text for text in found["refused"]), found


def test_units_in_header_and_metadata_must_agree(program: Program, tmp_path: Path) -> None:
    for unit, refused in (("kW", False), ("W", True)):
        field = pa.field("rated_power [kW]", pa.float64(), metadata={"unit": unit})
        table = TABLE.set_column(TABLE.schema.get_field_index("rated_power"), field, POWER)
        assert ("refused" in _told(program, table, tmp_path)[1]) is refused


def test_ids_that_name_no_product_are_rejected(program: Program, tmp_path: Path) -> None:
    ids = ["", " ", "x" * 501, "a\u202eb", "a\0b", "<b>"]
    totals, found = _told(program, with_column(TABLE, "inventory", pa.array(ids)), tmp_path)
    assert totals == []
    assert [found[i][0][:4] for i in ids] == ["E605", "E605", "E604", "E613", "E613", "E613"]


def test_decimals_are_read_by_their_digits(program: Program, tmp_path: Path) -> None:
    """Arrow's own conversion is off in the last place for about a third of all decimals."""
    random = np.random.default_rng(3)
    numbers = [Decimal(int(n)).scaleb(-12) for n in random.integers(10**12, 10**15, 300)]
    table = luminaires(300)
    exact = with_column(table, "rated_power", pa.array([float(n) for n in numbers]))
    decimal = with_column(table, "rated_power", pa.array(numbers, pa.decimal128(20, 12)))
    assert _told(program, decimal, tmp_path) == _told(program, exact, tmp_path)


def test_extreme_numbers_are_told_or_calculated(program: Program, tmp_path: Path) -> None:
    power = pa.array([np.nan, np.inf, -np.inf, -0.0, 1e308, 5e-324])
    totals, found = _told(program, with_column(TABLE, "rated_power", power), tmp_path)
    assert len(totals) == 1  # of the smallest power; an indicator divides by it
    assert [codes[0][:4] for codes in found.values()] == ["E604", "E604", "E604", "E603", "E702"]
    standby = pa.array([0.0, -0.0, 5e-324, 0.5, 0.5, 0.5])
    assert len(_told(program, with_column(TABLE, "standby_power", standby), tmp_path)[0]) == 6


def test_rows_and_lists_that_are_null_are_rejected(program: Program, tmp_path: Path) -> None:
    rows = MATERIALS.values
    cells = [rows.field(i) for i in range(rows.type.num_fields)]
    names = [f.name for f in rows.type]
    null_row = pa.StructArray.from_arrays(
        cells, names=names, mask=pa.array([i == 3 for i in range(len(rows))])
    )
    lists = pa.ListArray.from_arrays(MATERIALS.offsets, null_row, mask=pa.array([i == 2 for i in range(6)]))
    totals, found = _told(program, with_column(TABLE, "materials", lists), tmp_path)
    assert len(totals) == 4
    assert found["luminaire-00000000"][0].startswith("E604 a row of `materials` is a map of its columns")
    assert found["luminaire-00000002"][0].startswith("E605 the table `materials` is missing")
