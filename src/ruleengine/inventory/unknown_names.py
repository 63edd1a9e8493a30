"""What is told of names of inputs and columns that a rule set does not have (E601), or has under other names (W649)."""

from __future__ import annotations

from ruleengine.diagnostics import Fact
from ruleengine.program.program import InputTable, Program
from ruleengine.source.wording import shown_text


def unknown_input(program: Program, name: str, near: Fact | None) -> tuple[str, dict[str, Fact | None]]:
    """The key and the facts for an input that there is not; `near` is the known name nearest to it."""
    reference = str(program.resolved.reference)
    return "E601.input", {"reference": reference, "name": shown_text(name), "nearest": near}


def unknown_column(table: InputTable, name: str, near: Fact | None) -> tuple[str, dict[str, Fact | None]]:
    """The key and the facts for a column that a table does not have; `near` is the known name nearest to it."""
    known = tuple(table.columns)
    return "E601.column", {"table": table.name, "name": shown_text(name), "known": known, "nearest": near}


def renamed_facts(program: Program, name: str, now: str) -> dict[str, Fact | None]:
    """The facts for a retired name, whose present one is the last part of the path `now`."""
    reference = str(program.resolved.reference)
    return {"name": shown_text(name), "now": now.rpartition(".")[2], "reference": reference}
