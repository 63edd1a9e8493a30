"""Examples of the latest version of every category, through each file format, against the exact evaluator."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import ruleengine
from ruleengine.inventory.model import Inventory
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.program.program import Program
from ruleengine.ruleset.model import SPECIES
from tests.library_builder import plain_data
from tests.portfolio.portfolios import as_row, row_schema, write_rows

RULES = Path(__file__).parents[2] / "rules"
VERSION = "0.2.0"
CATEGORIES = sorted(p.parents[1].name for p in RULES.glob(f"gb/*/examples/{VERSION}"))
COPIES = 3


@cache
def _loaded(category: str) -> tuple[Program, dict[str, Path]]:
    program = ruleengine.compile_rules(f"gb/{category}@{VERSION}", rules=RULES)
    paths = sorted((RULES / "gb" / category / "examples" / VERSION).glob("*.yaml"))
    found = {}
    for path in paths:
        if not path.name.endswith(".assessment.yaml"):
            found[ruleengine.read_inventory(path, program).id] = path
    return program, found


def _write(form: str, folder: Path, program: Program, examples: dict[str, Path]) -> Path:
    inventories = [ruleengine.read_inventory(p, program) for p in examples.values()]
    if form == "parquet":
        path = folder / "portfolio.parquet"
        rows = [as_row(i, program) | {"inventory": f"{i.id}#{n}"} for n in range(COPIES) for i in inventories]
        write_rows(path, rows, row_schema(program))
        return path
    if form == "jsonl":
        path = folder / "portfolio.jsonl"
        data = [plain_data(p.read_text(encoding="utf-8")) for p in examples.values()]
        lines = [
            json.dumps(d | {"inventory": f"{d['inventory']}#{n}"}, default=str)
            for n in range(COPIES)
            for d in data
        ]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path
    return _write_csv(folder, program, inventories)


def _write_csv(folder: Path, program: Program, inventories: list[Inventory]) -> Path:
    rows = [as_row(i, program) | {"inventory": f"{i.id}#{n}"} for n in range(COPIES) for i in inventories]
    names = ["inventory", *(n for n in row_schema(program).names if n in program.fields)]
    with (folder / "portfolio.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for row in rows:
            said = ["not applicable" if row.get(f"{n} [not applicable]") else row[n] for n in names]
            writer.writerow(said)
    for name, table in program.tables.items():
        if all(row[name] is None for row in rows):
            continue
        with (folder / f"portfolio.{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["product_id", *table.columns])
            for row in reversed(rows):
                for item in row[name] or ():
                    said = [
                        "not applicable" if item.get(f"{c} [not applicable]") else item[c]
                        for c in table.columns
                    ]
                    writer.writerow([row["inventory"], *said])
    return folder / "portfolio.csv"


@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv"])
@pytest.mark.parametrize("category", CATEGORIES)
def test_each_example_agrees_with_the_exact_evaluator(category: str, form: str, tmp_path: Path) -> None:
    program, examples = _loaded(category)
    portfolio = _write(form, tmp_path, program, examples)
    found = calculate_portfolio(program, portfolio, tmp_path / "out.parquet")
    assert (found.products, found.refused) == (COPIES * len(examples), 0)
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [r["id"] for r in rows] == [f"{i}#{n}" for n in range(COPIES) for i in examples]
    due = {
        i: ruleengine.calculate(program, ruleengine.read_inventory(p, program)) for i, p in examples.items()
    }
    for row in rows:
        exact = due[row["id"].split("#")[0]]
        close = {"total": exact.total, "per_unit": exact.per_unit, "reference_flow": exact.reference_flow}
        close |= {f"stages.{s}": v for s, v in exact.stages.items()}
        close |= {f"species.{s}": exact.species[s] for s in SPECIES}
        scale = float(abs(exact.total))
        for name, value in close.items():
            assert row[name] == pytest.approx(float(value), rel=1e-12, abs=1e-12 * scale), name
        for step in program.shown_indicators:
            value = exact.values[step.name]
            shown = row[f"indicators.{step.name}"]
            assert shown == (pytest.approx(float(value), rel=1e-11) if not hasattr(value, "name") else None)
        verdicts = {v.requirement: v.verdict for v in exact.verdicts}
        for requirement in program.requirements:
            if requirement.check is not None:
                assert row[f"checks.{requirement.id}"] == verdicts[requirement.id], requirement.id
        assert row["ruleset"] == str(program.resolved.reference)
        assert row["ruleset_hash"] == program.resolved.fingerprint
