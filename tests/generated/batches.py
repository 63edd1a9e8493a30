"""Products as a portfolio file, calculated in blocks, and what the exact evaluator says of each of them."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq
from attrs import evolve, frozen

from ruleengine.diagnostics import Refused
from ruleengine.inventory.model import Inventory
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.program.program import Program
from ruleengine.run.result import Result, run
from tests.portfolio.portfolios import as_row, row_schema, write_rows

Row = Mapping[str, object]


@frozen
class Told:
    """What a batch says: results and rejects by the id of the product, and the ids in the order of the files."""

    results: Mapping[str, Row]
    rejects: Mapping[str, Row]
    order: tuple[str, ...]


def batch(program: Program, products: Sequence[Inventory], block: int, workers: int) -> Told:
    """The products as one Parquet file, calculated in blocks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_rows(folder / "p.parquet", [as_row(p, program) for p in products], row_schema(program))
        found = calculate_portfolio(
            program, folder / "p.parquet", folder / "out.parquet", rejects=folder / "rejects.jsonl",
            block=block, workers=workers,
        )  # fmt: skip
        results = pq.read_table(folder / "out.parquet").to_pylist()
        lines = (folder / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    rejects = [json.loads(line) for line in lines]
    assert (found.products, found.results, found.refused) == (len(products), len(results), len(rejects))
    assert [r["row"] for r in rejects] == [
        n for n, p in enumerate(products, 1) if p.id in {r["id"] for r in rejects}
    ]
    order = (*(r["id"] for r in results), *(r["id"] for r in rejects))
    return Told({r["id"]: r for r in results}, {r["id"]: r for r in rejects}, order)


def numbered(products: Sequence[Inventory]) -> list[Inventory]:
    """The products with ids of their own."""
    return [evolve(p, id=f"product {n}") for n, p in enumerate(products)]


Reasons = Counter[tuple[object, object]]


def judged(program: Program, product: Inventory) -> Result | Reasons:
    """The result of the exact evaluator, or code and element of every error, each as often as it is told."""
    try:
        return run(program, product)
    except Refused as refused:
        return Counter((d.code, d.element) for d in refused.diagnostics if d.severity == "error")


def reasons(reject: Row) -> Reasons:
    """The same of a reject."""
    told = reject["reasons"]
    assert isinstance(told, list)
    return Counter((r["code"], r.get("element")) for r in told)
