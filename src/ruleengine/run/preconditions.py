"""What an inventory must fulfil before anything is calculated: what came of it, and what is told where it is not so."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import localcontext

from ruleengine.diagnostics import Diagnostic, Place, Related, Report
from ruleengine.diagnostics.facts import facts_of
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, Inventory
from ruleengine.program.preconditions import inputs_behind, words_of
from ruleengine.program.program import Program, Step, when_name
from ruleengine.run.exact import CONTEXT
from ruleengine.run.reasons import values_behind
from ruleengine.run.trace import Trace
from ruleengine.run.values import Calculated, Datum
from ruleengine.source.document import Path

#: What can come of a precondition in a result; one that is not met refuses the inventory.
MET, NOT_EVALUATED, NOT_APPLIED = "met", "not_evaluated", "not_applicable"
#: The code of one that is not met.
NOT_MET = "E630"


def not_met(program: Program, values: Mapping[str, Calculated]) -> list[Step]:
    """The preconditions that do not hold: in one row at least, where they are held against rows."""
    return [s for s in program.preconditions if any(v is False for v in _cells(values.get(s.name, MISSING)))]


def outcome(inventory: Inventory, values: Mapping[str, Calculated], step: Step) -> str:
    """What came of a precondition of an inventory that was not refused.

    One that rests on data that may be missing, and are, is not evaluated: a table of which nothing is said has no rows
    that could meet it. One whose data do not apply, in no row where it is held against rows, does not apply.
    """
    cells, table = _cells(values.get(step.name, MISSING)), step.type.table
    if any(v is MISSING for v in cells):
        return NOT_EVALUATED
    if cells or table is None:
        return MET if any(v is True for v in cells) else NOT_APPLIED
    applies = values.get(when_name(table), True)
    if applies is False or applies is NOT_APPLICABLE:
        return NOT_APPLIED
    return NOT_EVALUATED if table in inventory.missing_tables else MET


def _cells(value: Calculated) -> tuple[Datum, ...]:
    return value if isinstance(value, tuple) else (value,)


def tell_not_met(trace: Trace, report: Report) -> None:
    """Every precondition that is not met, in the words of the rule set, with the values and rows it is about (E630)."""
    with localcontext(CONTEXT):
        for step in not_met(trace.program, trace.values):
            element = step.element
            rows = _failing(trace, step)
            facts = {
                "text": words_of(trace.program, step), "values": values_behind(trace, step, rows),
                "table": step.type.table, "rows": tuple(row + 1 for row in rows) or None,
            }  # fmt: skip
            told = Diagnostic(
                "E630.precondition", facts_of(facts), _place(trace, step, rows), element.name, element.clause,
                related=(Related("asked", element.place("check")),),
            )  # fmt: skip
            report.take([told])


def _failing(trace: Trace, step: Step) -> tuple[int, ...]:
    """The rows (from 0) in which a precondition does not hold; none where it is one condition for all."""
    value = trace.values[step.name]
    return tuple(i for i, v in enumerate(value) if v is False) if isinstance(value, tuple) else ()


def _place(trace: Trace, step: Step, rows: tuple[int, ...]) -> Place:
    """The first value that a precondition is about: in the first row where it does not hold, where it is about rows."""
    names = inputs_behind(trace.program, step.typed)
    if rows and step.type.table is not None:
        column = next((n for n in names if n.startswith(f"{step.type.table}.")), "").partition(".")[2]
        path: Path = ("values", step.type.table, rows[0], *([column] if column else []))
        return trace.inventory.document.place(path)
    return trace.inventory.document.place(("values", *([names[0].partition(".")[0]] if names else [])))
