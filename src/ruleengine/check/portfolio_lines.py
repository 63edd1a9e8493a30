"""JSON lines held to a rule set: names that it does not have, each told once, and lines that are no JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath

from ruleengine.diagnostics import Diagnostic, Report, nearest
from ruleengine.diagnostics.facts import facts_of
from ruleengine.inventory.texts import path_in_words
from ruleengine.inventory.unknown_names import renamed_facts, unknown_column, unknown_input
from ruleengine.portfolio.files.json_line import NotALine, read_line
from ruleengine.portfolio.files.portfolio_file import unreadable
from ruleengine.portfolio.files.staging_json import JsonLine, lines_of
from ruleengine.portfolio.limits import LONGEST_LINE
from ruleengine.portfolio.rejects import ProductPlace
from ruleengine.program.program import Program
from ruleengine.resolve.aliases import present_path
from ruleengine.source.document import Path


def check_lines(path: FilePath, program: Program, shown: str, report: Report) -> None:
    """Tell names that the rule set does not have, at the first line with each (E601), and what is no JSON (E1xx)."""
    seen: set[tuple[str, str]] = set()
    try:
        with path.open("rb") as source:
            for row, line in enumerate(lines_of(source), 1):
                place = ProductPlace(shown, line.number, row=row)
                try:
                    values = _values(line)
                except NotALine as error:
                    report.take([error.diagnostic(place)])
                    continue
                for table, name, steps in _unknown(values, program):
                    if (table, name) not in seen:
                        seen.add((table, name))
                        at = ProductPlace(shown, line.number, row=row, steps=steps)
                        report.take([_told(table, name, steps, program, at)])
    except OSError as error:
        report.take(unreadable(shown, error).diagnostics)


def _values(line: JsonLine) -> Mapping[str, object]:
    """What a product gives values to; raises `NotALine`."""
    if not line.whole:
        raise NotALine("E102.line", limit=LONGEST_LINE)
    data = read_line(line.content, str, str)
    if not isinstance(data, dict):
        raise NotALine("E604.line")
    values = data.get("values")
    return values if isinstance(values, dict) else {}


def _unknown(values: Mapping[str, object], program: Program) -> Iterator[tuple[str, str, Path]]:
    """Names of inputs and of columns that the rule set does not have: the table, the name, the way to it."""
    for name, given in values.items():
        table = program.tables.get(name)
        if table is None and name not in program.fields:
            yield "", name, ("values", name)
            now = present_path(program.resolved, f"inputs.{name}") or ""
            table = program.tables.get(now.partition(".")[2])
        if table is not None and isinstance(given, list):
            for number, item in enumerate(given):
                for column in item if isinstance(item, dict) else ():
                    if column not in table.columns:
                        yield table.name, column, ("values", name, number, column)


def _told(table: str, name: str, steps: Path, program: Program, place: ProductPlace) -> Diagnostic:
    """A name that is unknown, or retired, as single inventories have it told."""
    resolved = program.resolved
    now = present_path(resolved, f"inputs.{table}.{name}" if table else f"inputs.{name}")
    if now is not None:
        key, facts = "W649.input", renamed_facts(program, name, now)
    elif table:
        columns = program.tables[table].columns
        key, facts = unknown_column(program.tables[table], name, nearest(name, columns))
    else:
        key, facts = unknown_input(program, name, nearest(name, (*program.fields, *program.tables)))
    return Diagnostic(key, facts_of(facts), place, path_in_words(steps))
