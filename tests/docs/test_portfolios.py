"""The page on portfolios is true: its CSV files are read, its reject is what comes out, its table has every column."""

from __future__ import annotations

import json
from fnmatch import fnmatch
from pathlib import Path

import pyarrow.parquet as pq

import ruleengine
from ruleengine.run.verdicts import NOT_APPLIED, NOT_EVALUATED, NOT_SATISFIED, SATISFIED
from tests.docs.pages import ROOT, blocks
from tests.portfolio.portfolios import as_row, write_tables

PAGE = (ROOT / "docs" / "guide" / "portfolios.md").read_text(encoding="utf-8")
RULES = ROOT / "rules"


def _columns() -> dict[str, str]:
    """Pattern of names → unit, from the table of results."""
    found = {}
    for line in PAGE.partition("### Results\n")[2].partition("\nUnits")[0].splitlines()[3:]:
        names, _, unit = (cell.strip() for cell in line.strip("|").split("|"))
        found |= dict.fromkeys(names.replace("`", "").split(", "), unit)
    return found


def test_csv_reject_and_columns_are_as_the_page_says(tmp_path: Path) -> None:
    program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=RULES)
    example = ruleengine.read_inventory(RULES / "gb/lighting/examples/led-panel-600.yaml", program)
    rows = [as_row(example, program) | {"inventory": name} for name in ("panel-600", "panel-620")]
    write_tables(tmp_path / "rest", rows, program)
    for path in (tmp_path / "rest").iterdir():
        path.rename(tmp_path / f"portfolio.{path.name}")
    (tmp_path / "portfolio.products.csv").unlink()
    files = [b for b in blocks(PAGE) if b.kind == "csv"]
    assert [b.file for b in files] == ["portfolio.csv", "portfolio.materials.csv"]
    for block in files:
        (tmp_path / str(block.file)).write_text(block.text, encoding="utf-8")
    found = ruleengine.batch(program, tmp_path / "portfolio.csv", tmp_path / "results.parquet")
    assert (found.results, found.refused) == (1, 1)
    rejects = tmp_path / "results.parquet.rejects.jsonl"
    (shown,) = (b for b in blocks(PAGE) if b.kind == "json")
    assert json.loads(rejects.read_text(encoding="utf-8")) == json.loads(shown.text)
    columns = _columns()
    for field in pq.read_schema(tmp_path / "results.parquet"):
        (unit,) = (unit for pattern, unit in columns.items() if fnmatch(field.name, pattern))
        stated = (field.metadata or {}).get(b"unit", b"").decode()
        assert unit == stated or (stated and unit.startswith("of the")), field


def test_the_verdicts_are_those_of_the_page() -> None:
    line = next(line for line in PAGE.splitlines() if line.startswith("| `checks.*`"))
    for verdict in (SATISFIED, NOT_SATISFIED, NOT_EVALUATED, NOT_APPLIED):
        assert f"`{verdict}`" in line
