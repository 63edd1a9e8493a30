"""The engine from Python: compile a rule set once, read inventories, calculate.

    import ruleengine
    program = ruleengine.compile_rules("gb/lighting")
    inventory = ruleengine.read_inventory("my-lamp.yaml", program)
    result = ruleengine.calculate(program, inventory)
    result.per_unit, result.stages, [v for v in result.verdicts if v.verdict == "not_satisfied"]
    record = ruleengine.result_record(result)  # self-contained: what `calculate --format json` prints
    Path("my-lamp.json").write_text(ruleengine.record_json(record), encoding="utf-8")
    ruleengine.read_result("my-lamp.json") == record

Every function raises `ruleengine.diagnostics.Refused` with all diagnostics when its input cannot be used.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruleengine.diagnostics import Report
from ruleengine.inventory.model import Inventory
from ruleengine.pipeline import inventory_of, program_of
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.search_path import search_path
from ruleengine.run.result import Result, run
from ruleengine.source.given import given_document
from ruleengine.source.shapes import check_shape

if TYPE_CHECKING:
    from ruleengine.portfolio.batch.batch import Batch
    from ruleengine.portfolio.files.staging import Progress
    from ruleengine.run.record.record import ResultRecord

if sys.flags.optimize > 1:
    raise RuntimeError(
        "ruleengine does not run under `python -OO` (PYTHONOPTIMIZE=2); `python -O` is possible"
    )


def compile_rules(
    ruleset: str, *, rules: str | Path | Sequence[str | Path] = (), on: date | None = None,
    drafts: bool = False,
) -> Program:  # fmt: skip
    """The compiled rule set for `id@version`, or for `id` alone: the latest released version, else the latest draft.

    With `on`, a version that is in force on that day; with `drafts`, the latest one even where others are released.

    `rules` are the folders of the library, the topmost first, and perhaps the word `shipped` for the one that comes
    with the program; without it the folder `rules` here or above lies over the shipped one.
    """
    named = [rules] if isinstance(rules, str | Path) else rules
    return program_of(Library(search_path(named)), ruleset, on, drafts=drafts)


def read_inventory(inventory: str | Path | Mapping[str, object], program: Program) -> Inventory:
    """An inventory from a YAML or JSON file, or from a map of the same shape (numbers as int or Decimal)."""
    report = Report()
    if not isinstance(inventory, Mapping):
        return inventory_of(program, Path(inventory), report)[1]
    document = given_document(inventory, "inventory")
    check_shape(document, "inventory", report)
    report.stop_on_errors()
    return inventory_of(program, document, report)[1]


def calculate(program: Program, inventory: Inventory) -> Result:
    """The footprint, exact: totals, stages, species, every value by name, and the verdict on every requirement."""
    return run(program, inventory)


def result_record(result: Result) -> ResultRecord:
    """The record of a result: frozen and self-contained, with no program in it; see docs/guide/results.md."""
    from ruleengine.run.record.from_result import result_record as of_result

    return of_result(result)


def record_json(record: ResultRecord) -> str:
    """The JSON text of a record; the same record gives the same text."""
    from ruleengine.run.record.writing import record_json as as_text

    return as_text(record)


def read_result(path: str | Path) -> ResultRecord:
    """The record in a file; raises `Refused` where it is none, has another format, or is not in order."""
    from ruleengine.run.record.from_document import read_record

    return read_record(Path(path))


def batch(
    program: Program, portfolio: str | Path, output: str | Path, *, rejects: str | Path | None = None,
    workers: int | None = None, progress: Progress | None = None, engine: str = "local",
) -> Batch:  # fmt: skip
    """Calculate every product of a portfolio file (nested Parquet, JSON lines, CSV) and write the results as Parquet.

    `engine` is `local` or `spark`: the same results on this machine or on the cluster that Spark is set up for.
    Products that cannot be calculated are listed in `rejects` (`.jsonl` or `.parquet`; by default beside the output),
    so that products = results + rejects. A run that was stopped goes on when it is called again. `progress` is told
    products done and products in all.
    """
    from ruleengine.portfolio.batch.batch import calculate_portfolio

    return calculate_portfolio(
        program, Path(portfolio), Path(output), rejects=Path(rejects) if rejects is not None else None,
        workers=workers, progress=progress, engine=engine,
    )  # fmt: skip


def calculate_frame(program: Program, frame: Any) -> Any:
    """A Spark frame with the results of every product of a Spark frame, or the reasons why it was refused.

    One row out for every row in; see `ruleengine.portfolio.batch.spark_frame`. Needs the extra `[spark]`.
    """
    from ruleengine.portfolio.batch.spark_frame import calculate_frame as of_frame

    return of_frame(program, frame)
