"""Why an inventory has no result: each failed step with what it read, each missing value, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext

from ruleengine.diagnostics import Diagnostic, Excerpt, Fact, Phrase, Related, Report
from ruleengine.diagnostics.facts import facts_of
from ruleengine.figures import figure_long, plain
from ruleengine.formula import typed as t
from ruleengine.formula.amount import MAX_DIGITS
from ruleengine.formula.words import on_one_line
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, Absent
from ruleengine.program.program import Step, step_phrase
from ruleengine.run.exact import CONTEXT, StepError
from ruleengine.run.missing import missing_inputs
from ruleengine.run.not_applicable import why_not_applicable
from ruleengine.run.trace import Trace, Traced
from ruleengine.run.values import CalculationError

#: How many values are told that a formula read.
_MOST_READ = 6

#: The name of an input, and its row (from 0) where it is a cell.
Input = tuple[str, int | None]


def tell_errors(trace: Trace, errors: tuple[StepError, ...], report: Report) -> None:
    """The errors of steps that the footprint rests on; what only indicators and checks read refuses nothing."""
    with localcontext(CONTEXT):
        report.take([told_error(trace, e) for e in errors if e.step.name in trace.program.needed])


def told_error(trace: Trace, item: StepError, *, placed: bool = True) -> Diagnostic:
    """A failed step: which formula, which part, which row, what it read and, where `placed`, where that row was read.

    Runs in the caller's decimal context.
    """
    step, error = item.step, item.error
    table, row = _failed(trace, item)
    names = [name for name in t.values(error.part) if not _is_when(trace, name)]
    read = tuple(_read(trace, name, row) for name in names[:_MOST_READ])
    facts = {**dict(error.facts), **_remedy(trace, error, row), "at": _at(trace, step, table, row, placed)}
    if read:
        facts["read"] = read
    place, clause = step.element.place(step.field), step.element.clause
    excerpt = Excerpt(on_one_line(step.text), *error.part.span)
    return Diagnostic(error.key, facts_of(facts), place, step.element.name, clause, excerpt)


def tell_missing(trace: Trace, report: Report) -> None:
    """Every emission that is missing, and the reference flow where it is missing or not applicable."""
    program = trace.program
    for step in (*program.emissions, *([program.reference_flow] if program.reference_flow else [])):
        value = trace.values.get(step.name)
        with localcontext(CONTEXT):
            if value is MISSING:
                _tell_missing(trace, step, report)
            elif step.kind == "reference_flow" and value is NOT_APPLICABLE:
                _tell_inapplicable(trace, step, report)


def tell_not_applicable(trace: Trace, report: Report) -> None:
    """Warn of tables that have rows though their condition does not hold (W648)."""
    for step in (s for s in trace.program.steps if s.kind == "when" and s.element.section == "inputs"):
        rows = trace.inventory.tables.get(step.element.id, ())
        if rows and trace.values.get(step.name) is False:
            place = next((c.place for c in rows[0].values() if c.place), None)
            report.tell(
                "W648.rows", place or step.element.place("when"), element=step.element.name,
                clause=step.element.clause, table=step.element.id, count=len(rows),
                condition=on_one_line(step.text),
            )  # fmt: skip


def _tell_missing(trace: Trace, step: Step, report: Report) -> None:
    """At the place of the first value that is missing, or where it would stand."""
    element, found = step.element, missing_inputs(trace, step)
    place = trace.inventory.document.key_place(found[0].path if found else ("values",))
    report.tell(
        "E704.missing", place, element=element.name, clause=element.clause,
        related=(Related("asked", element.place(step.field)),), step=step.name,
        missing=tuple(m.phrase for m in found),
    )  # fmt: skip


def _tell_inapplicable(trace: Trace, step: Step, report: Report) -> None:
    """At the place of the input that decides that the step is not applicable."""
    why = why_not_applicable(trace, step)
    report.tell(
        "E704.not_applicable", trace.inventory.document.place(why.path), element=step.element.name,
        clause=step.element.clause, related=(Related("asked", why.rule),), step=step.name, why=why.words,
    )  # fmt: skip


def _failed(trace: Trace, item: StepError) -> tuple[str | None, int | None]:
    """The table and the row of the part that failed: a row of the step, or one that an aggregate of it looks at."""
    part = item.error.part
    if part.type.table is None or part.type.table == item.step.type.table:
        return item.step.type.table, item.row
    top = trace.of(item.step.typed, item.row)
    rows = (found.row for found in top.walk() if found.node is part and found.value is None)
    return part.type.table, next(rows, None)


def _at(trace: Trace, step: Step, table: str | None, row: int | None, placed: bool) -> Phrase:
    """The step, the row where it is one of a table, and where that row was read, where that is `placed`."""
    at = step_phrase(step.name, step.element)
    if row is None or table is None:
        return at
    cells = trace.inventory.tables[table][row]
    place = next((c.place for c in cells.values() if c.place), None)
    if place is None or not placed:
        return Phrase("at.row", step=at, row=row + 1, table=table)
    return Phrase("at.row_read", step=at, row=row + 1, table=table, place=str(place))


def _is_when(trace: Trace, name: str) -> bool:
    """Whether a name is that of the condition of an element or a table, which no formula writes."""
    step = trace.program.step(name)
    return step is not None and step.kind == "when"


def _read(trace: Trace, name: str, row: int | None) -> Phrase:
    """A value that a formula read; its name alone where it is a whole column or has none."""
    value = trace.values.get(name)
    if isinstance(value, tuple):
        value = value[row] if row is not None and row < len(value) else None
    if value is None:
        return Phrase("read.name", name=name)
    if isinstance(value, Absent):
        return Phrase("read.value", name=name, value=Phrase(f"value.{value.name.lower()}"))
    shown: Fact = value
    if isinstance(value, Decimal):
        shown = plain(value) if abs(value.adjusted()) < MAX_DIGITS else figure_long(value)
    return Phrase("read.value", name=name, value=shown)


def _remedy(trace: Trace, error: CalculationError, row: int | None) -> dict[str, Fact]:
    """The facts that the remedy of the case needs: what makes a divisor zero, which keys a table has."""
    part = error.part
    match part:
        case t.Arithmetic(operator="/", right=divisor) | t.Power(operand=divisor):
            return _zero(trace, divisor, row) if error.code == "E701" else {}
        case t.Aggregate(weight=weight) if weight is not None and error.code == "E701":
            rows = trace.of(part, row).rows
            zeros = [z for r in rows for z in _zeros(trace, trace.of(weight, r.index))]
            return _zero_facts(trace, zeros, [])
        case t.Find():
            return _keys(trace, part, row)
    return {}


def _zero(trace: Trace, divisor: t.Typed, row: int | None) -> dict[str, Fact]:
    found = trace.of(divisor, row)
    return _zero_facts(trace, list(_zeros(trace, found)), list(_empty(trace, found)))


def _zero_facts(trace: Trace, zeros: list[Input], empty: list[str]) -> dict[str, Fact]:
    if empty:
        return {"tables": tuple(dict.fromkeys(empty))}
    if not zeros:
        return {}
    names = {name for name, _ in zeros}
    asked = _asked(trace, names)
    facts: dict[str, Fact] = {"zeros": tuple(dict.fromkeys(map(_cell, zeros)))}
    return {**facts, "requirement": asked} if asked else facts


def _cell(found: Input) -> Phrase:
    name, row = found
    return Phrase("read.name", name=name) if row is None else Phrase("read.cell", name=name, row=row + 1)


def _zeros(trace: Trace, part: Traced) -> Iterator[Input]:
    """The inputs that are zero behind a part that is zero."""
    if part.value != 0 or isinstance(part.value, bool):
        return
    if isinstance(part.node, t.Value):
        earlier = trace.program.step(part.node.name)
        if earlier is not None:
            yield from _zeros(trace, trace.of(earlier.typed, part.row))
        else:
            yield part.node.name, part.row
    for inner in (*part.parts, *(p for r in part.rows if r.kept for p in r.parts)):
        yield from _zeros(trace, inner)


def _empty(trace: Trace, part: Traced) -> Iterator[str]:
    """The tables that have no row for a sum behind a part that is zero."""
    if part.value != 0 or isinstance(part.value, bool):
        return
    if isinstance(part.node, t.Value) and (earlier := trace.program.step(part.node.name)) is not None:
        yield from _empty(trace, trace.of(earlier.typed, part.row))
    if isinstance(part.node, t.Aggregate) and not any(r.kept for r in part.rows):
        yield part.node.table
    for inner in part.parts:
        yield from _empty(trace, inner)


def _asked(trace: Trace, names: set[str]) -> str | None:
    """A requirement that is not satisfied and speaks of one of these inputs."""
    for requirement in trace.program.requirements:
        check = requirement.check
        if check and trace.values.get(check.name) is False and names & set(check.values):
            return requirement.id
    return None


def _keys(trace: Trace, node: t.Find, row: int | None) -> dict[str, Fact]:
    """Which last keys a look-up table has with the first ones that were asked for."""
    keys = [str(trace.of(key, row).value) for key in node.keys]
    known = trace.program.lookups[node.table].rows
    last = tuple(sorted({k[-1] for k in known if list(k[:-1]) == keys[:-1]}))
    if not last:
        return {}
    return {"known": last, "first": tuple(keys[:-1])} if len(keys) > 1 else {"only": last}
