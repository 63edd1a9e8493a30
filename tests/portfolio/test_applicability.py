"""Elements and tables that are not applicable in a batch: calculated and refused as by a single run."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ruleengine.program.program import Program
from tests.library_builder import product
from tests.portfolio.test_same_refusals import Data, batch, single, write_lines, write_texts
from tests.run.applicability import SECTIONS, USED
from tests.run.values import rows

REPAIRS = rows(name=["lamp", "lid"], part=["1 kg", "2 kg"])


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return product(tmp_path_factory.mktemp("rules"), **SECTIONS)


def products() -> list[Data]:
    values: dict[str, Data] = {
        "used": {**USED, "repairs": REPAIRS},
        "gate": {"reach": "gate", "mass": 2, "cost": 1},
        "gate with rows": {"reach": "gate", "mass": 2, "cost": 1, "repairs": REPAIRS},
        "no hours": {**USED, "hours": None, "repairs": REPAIRS},
        "no repairs": dict(USED),
        "no mass": {"reach": "gate", "cost": 1},
    }
    return [
        {"inventory": name, "ruleset": "test/product@1.0.0", "product": {"name": {"zh": "一", "en": "one"}},
         "values": {k: v for k, v in given.items() if v is not None}}
        for name, given in values.items()
    ]  # fmt: skip


def test_every_portfolio_calculates_and_refuses_as_a_single_run(program: Program, tmp_path: Path) -> None:
    given = products()
    due = {p["inventory"]: told for p in given if (told := single(program, p))}
    assert list(due) == ["no hours", "no repairs", "no mass"]
    for path in (write_lines(tmp_path, given), write_texts(tmp_path, given, program)):
        assert batch(program, path) == due, path.suffix
        found = pq.read_table(path.parent / "out.parquet")
        assert found["id"].to_pylist() == ["used", "gate", "gate with rows"]
        totals = next(name for name in found.column_names if name.startswith("total"))
        assert [float(v) for v in found[totals].to_pylist()] == [31, 6, 6]
