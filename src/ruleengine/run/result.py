"""Calculation to result: totals, shares, indicators, verdicts, identity; refused when a step has no value."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext

from attrs import field, frozen

from ruleengine.diagnostics import Excerpt, Place, Report
from ruleengine.diagnostics.facts import spoken
from ruleengine.figures import figure_long, plain
from ruleengine.formula.amount import MAX_DIGITS
from ruleengine.formula.typed import values
from ruleengine.inventory.model import MISSING, Absent, Inventory
from ruleengine.program.program import Program, Step
from ruleengine.ruleset.model import SPECIES
from ruleengine.run.exact import CONTEXT, StepError, calculate
from ruleengine.run.missing import missing_inputs
from ruleengine.run.rounding import round_as
from ruleengine.run.trace import Trace
from ruleengine.run.values import Calculated
from ruleengine.run.verdicts import Verdict, verdicts


@frozen
class Result:
    """The footprint of one product after one rule set, exact; rounding happens where it is shown.

    Amounts are in kgCO2e: `total` for the basis, `per_unit` for the functional or declared unit. `values` has every
    calculated value by name, in the unit of its step.
    """

    program: Program = field(eq=False, repr=False)
    inventory: Inventory = field(eq=False, repr=False)
    total: Decimal
    per_unit: Decimal
    reference_flow: Decimal
    stages: Mapping[str, Decimal]
    species: Mapping[str, Decimal]
    values: Mapping[str, Calculated]
    verdicts: tuple[Verdict, ...]

    @property
    def rounded_per_unit(self) -> Decimal:
        """The declared figure: per unit, rounded once by GB/T 8170 as the rule set says."""
        return self.rounded(self.per_unit)

    def rounded(self, value: Decimal) -> Decimal:
        """A value rounded as the rule set says."""
        rule = self.program.resolved.singles.get("rounding")
        return round_as(value, rule.fields if rule else {})

    def share(self, value: Decimal) -> Decimal | None:
        """The part of the total, None where the total is zero."""
        with localcontext(CONTEXT):
            return value / self.total if self.total else None

    def count(self, verdict: str) -> int:
        """How many requirements have this verdict."""
        return sum(v.verdict == verdict for v in self.verdicts)


def run(program: Program, inventory: Inventory, report: Report | None = None) -> Result:
    """Calculate an inventory and give the result; raises `Refused` with every step that has no value."""
    own = report or Report()
    if program.resolved.own.abstract:
        message = f"`{program.resolved.reference}` is a base for other rule sets"
        own.add("E706", message, program.resolved.own.document.place(("ruleset",)))
        own.stop_on_errors()
    calculation = calculate(program, inventory)
    for error in calculation.errors:
        _report_error(error, inventory, own)
    found = calculation.values
    trace = Trace(program, inventory, found)
    _report_missing(trace, own)
    own.stop_on_errors()
    with localcontext(CONTEXT):
        judged = verdicts(trace)
    return Result(
        program=program,
        inventory=inventory,
        total=_number(found, "footprint.total"),
        per_unit=_number(found, "footprint.per_unit"),
        reference_flow=_number(found, "reference_flow"),
        stages={s: _number(found, f"footprint.{s}") for s in program.stages},
        species={s: _number(found, f"footprint.{s}") for s in SPECIES},
        values=found,
        verdicts=judged,
    )


def _number(found: Mapping[str, Calculated], name: str) -> Decimal:
    value = found[name]
    if not isinstance(value, Decimal):
        raise AssertionError(f"{name} is not a number")
    return value


def _report_error(item: StepError, inventory: Inventory, report: Report) -> None:
    """One failed step: which formula, which part, which row, where that row was read."""
    step, row = item.step, item.row
    where = ""
    table = step.type.table
    if row is not None and table is not None:
        cells = inventory.tables[table][row]
        place = next((c.place for c in cells.values() if c.place), None)
        where = f" in row {row + 1} of `{table}`" + (f" ({place})" if place else "")
    read = ", ".join(_named(v, inventory, row) for v in values(item.error.part)[:6])
    report.add(
        item.error.code, f"`{step.name}`{where}: {item.error.message}", _place(step),
        element=step.element.name, clause=step.element.clause,
        excerpt=Excerpt(" ".join(step.text.split()), *item.error.part.span), found=read or None,
    )  # fmt: skip


def _place(step: Step) -> Place:
    return step.element.place(step.field)


def _named(name: str, inventory: Inventory, row: int | None) -> str:
    """A value of the inventory with its name, for messages."""
    table, _, column = name.partition(".")
    cell = inventory.values.get(name)
    rows = inventory.tables.get(table, ())
    if column and row is not None and row < len(rows):
        cell = rows[row].get(column)
    if cell is None:
        return f"`{name}`"
    shown = cell.value.value if isinstance(cell.value, Absent) else cell.value
    if isinstance(shown, Decimal):
        shown = plain(shown) if abs(shown.adjusted()) < MAX_DIGITS else figure_long(shown)
    return f"`{name}` = {shown}"


def _report_missing(trace: Trace, report: Report) -> None:
    program = trace.program
    steps = [*program.emissions, *([program.reference_flow] if program.reference_flow else [])]
    for step in steps:
        value = trace.values.get(step.name)
        wrong = value is MISSING or (step.kind == "reference_flow" and isinstance(value, Absent))
        if not wrong:
            continue
        with localcontext(CONTEXT):
            names = [spoken(m.phrase, "en") for m in missing_inputs(trace, step)]
        report.add(
            "E704", f"`{step.name}` cannot be calculated", _place(step), element=step.element.name,
            clause=step.element.clause,
            found=f"missing: {', '.join(names)}" if value is MISSING else "not applicable",
        )  # fmt: skip
