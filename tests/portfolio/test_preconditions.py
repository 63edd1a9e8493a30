"""Preconditions in a batch: who does not meet them is refused as by a single run, in the same words."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ruleengine.arrays.arrays import products_of
from ruleengine.arrays.kernel import calculate_arrays
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.portfolio.batch.undecided import refused_by
from ruleengine.program.program import Program
from tests.library_builder import inventory, product
from tests.portfolio.test_same_refusals import Data, batch, single, write_cells, write_lines, write_texts
from tests.run.several_products import GOOD, MUST, SECTIONS, TABLES, TOLD, changed


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return product(tmp_path_factory.mktemp("rules"), **SECTIONS)


def products() -> list[Data]:
    """Products that meet everything, and one for each precondition that does not, and one that meets none."""
    nothing = [
        {**r, "declared": False, "share": 10, "recycled": Decimal(1), "burnt": Decimal(1)} for r in GOOD
    ]
    values: dict[str, Data] = {
        "good": {"products": GOOD},
        "one-declared": {"products": changed(0, declared=False)},
        "shares-add-up": {"products": changed(1, share=20)},
        "recycled-and-burnt": {"products": changed(1, recycled=Decimal("0.6"), burnt=Decimal("0.5"))},
        "losses-below-all": {"products": GOOD, "losses": 120},
        "every": {"products": nothing, "losses": 100},
        "also good": {"products": GOOD, "losses": 99},
    }
    return [
        {"inventory": name, "ruleset": "test/product@1.0.0", "product": {"name": {"zh": "一", "en": "one"}},
         "values": {"power": 3, **given}}
        for name, given in values.items()
    ]  # fmt: skip


def test_the_kernel_marks_those_and_only_those(program: Program) -> None:
    read = [inventory(program, **p["values"]) for p in products()]
    refused = refused_by(program, calculate_arrays(program, products_of(program, read)))
    assert [p["inventory"] for p, r in zip(products(), refused, strict=True) if not r] == [
        "good",
        "also good",
    ]


def test_every_portfolio_tells_what_a_single_run_tells(program: Program, tmp_path: Path) -> None:
    given = products()
    due = {p["inventory"]: told for p in given if (told := single(program, p))}
    assert list(due) == [*MUST, "every"]
    assert len(due["every"]) == len(MUST)
    for path in (
        write_lines(tmp_path, given), write_texts(tmp_path, given, program), write_cells(tmp_path, given, program),
    ):  # fmt: skip
        assert batch(program, path) == due, path.suffix
        results = pq.read_table(path.parent / "out.parquet")
        assert results["id"].to_pylist() == ["good", "also good"]


def test_a_reject_says_which_precondition_and_where_in_the_product(program: Program, tmp_path: Path) -> None:
    batch(program, write_lines(tmp_path, products()))
    lines = (tmp_path / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    (told,) = next(r["reasons"] for r in map(json.loads, lines) if r["id"] == "recycled-and-burnt")
    assert (told["code"], told["element"], told["clause"]) == ("E630", "must.recycled-and-burnt", "4.3")
    assert told["place"] == {"table": "products", "row": 2, "column": "recycled", "line": 4}
    assert told["facts"]["rows"] == [2]
    assert told["zh"]["message"] == "不满足前提：R2与R3之和不应超过1"
    assert told["zh"]["found"] == (
        "products（中）：第2行（sprue），recycled（中） 0.6，burnt（中） 0.5，1.1 ≤ all_of_it（中） 1（不成立）"
    )


def rejects_of(program: Program, folder: Path, portfolio: Path, explained: int | None) -> list[Data]:
    """The lines of products refused, where so many of each kind are explained."""
    rejects = folder / "some.jsonl"
    calculate_portfolio(
        program, portfolio, folder / "some.parquet", rejects=rejects, workers=1, explained=explained
    )
    return [json.loads(line) for line in rejects.read_text(encoding="utf-8").splitlines()]


def test_those_not_explained_have_the_reasons_that_they_would_be_explained_by(tmp_path: Path) -> None:
    """Of each kind the first two are told as ever, the others by code, key and element."""
    program = product(
        tmp_path, inputs={"mass": "kg", "width": "m"},
        parameters={"most": "5 kg", "wide": "2 m", "factor": "1 kgCO2e/kg"},
        emissions={"e": "mass * factor"}, must={"light": "mass < most", "narrow": "width < wide"},
    )  # fmt: skip
    kinds: dict[str, Data] = {
        "good": {"mass": 1, "width": 1}, "heavy": {"mass": 7, "width": 1}, "wide": {"mass": 1, "width": 3},
        "both": {"mass": 8, "width": 4}, "wrong": {"mass": "x", "width": 4},
    }  # fmt: skip
    given = [{"inventory": f"{k} {n}", "values": values} for n in range(5) for k, values in kinds.items()]
    portfolio = write_lines(tmp_path, given)
    whole, some = (rejects_of(program, tmp_path, portfolio, n) for n in (None, 2))
    assert [(r["row"], r["id"]) for r in some] == [(r["row"], r["id"]) for r in whole]
    for due, told in zip(whole, some, strict=True):
        if told["id"].startswith("wrong") or told["id"][-1] in "01":
            assert told == due
        else:
            assert told["reasons"] == [{n: r[n] for n in ("code", "key", "element")} for r in due["reasons"]]


def test_what_only_exact_arithmetic_tells_is_always_explained(tmp_path: Path) -> None:
    program = product(
        tmp_path, inputs={"parts": {"share": "1"}}, parameters={"whole": "1 1", "unit": "1 kgCO2e"},
        emissions={"e": "unit * whole"}, must={"adds-up": "sum(parts.share) == whole"},
    )  # fmt: skip
    nearly = {"parts": [{"share": Decimal("0.1000000000000000001")}] * 10}
    lines = write_lines(tmp_path, [{"inventory": str(n), "values": nearly} for n in range(4)])
    assert all("en" in r for told in rejects_of(program, tmp_path, lines, 1) for r in told["reasons"])


def test_what_is_near_a_tie_is_decided_exactly(tmp_path: Path) -> None:
    """Ten tenths are one, and what double precision makes of them is not."""
    program = product(
        tmp_path, inputs={"parts": {"share": "1"}}, parameters={"whole": "1 1", "unit": "1 kgCO2e"},
        emissions={"e": "unit * whole"}, must={"adds-up": "sum(parts.share) == whole"},
    )  # fmt: skip
    tenths = {"inventory": "tenths", "values": {"parts": [{"share": Decimal("0.1")}] * 10}}
    nearly = {"inventory": "nearly", "values": {"parts": [{"share": Decimal("0.1000000000000000001")}] * 10}}
    assert list(batch(program, write_lines(tmp_path, [tenths, nearly]))) == ["nearly"]


def test_results_say_what_could_not_be_evaluated_whoever_decided(tmp_path: Path) -> None:
    """Beside a tie the exact evaluator decides a product, and says what the kernel says of the others."""
    tied = {"tie": "mass - mass / 3 == 2 * mass / 3"}
    due = [
        "; ".join(
            [
                f"must.{n}: 缺失 / missing"
                for n, came in zip(TABLES["must"], told, strict=False)
                if came == "not_evaluated"
            ]
            + ["must.least-fits: 缺失 / missing"]
        )
        for _, told in TOLD
    ]
    lines = [{"inventory": str(n), "values": values} for n, (values, _) in enumerate(TOLD)]
    for evaluator, requirements in (("arrays", None), ("exact", tied)):
        folder = tmp_path / evaluator
        program = product(folder, **{**TABLES, "requirements": requirements})
        assert batch(program, write_lines(folder, lines)) == {}
        found = pq.read_table(folder / "out.parquet")
        assert found["evaluator"].unique().to_pylist() == [evaluator]
        assert found["no_value"].to_pylist() == due
