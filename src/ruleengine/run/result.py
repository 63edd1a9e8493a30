"""Calculation to result: totals, shares, indicators, verdicts, identity; refused when a step has no value."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext
from functools import cached_property

from attrs import field, frozen

from ruleengine.diagnostics import Report
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program
from ruleengine.ruleset.model import SPECIES
from ruleengine.run.exact import CONTEXT, calculate
from ruleengine.run.not_evaluated import Failures, Why, all_values, reasons_without_value
from ruleengine.run.preconditions import tell_not_met
from ruleengine.run.refusals import tell_errors, tell_missing, tell_not_applicable
from ruleengine.run.rounding import round_as
from ruleengine.run.trace import Trace
from ruleengine.run.unknown import unknown_share
from ruleengine.run.values import Calculated
from ruleengine.run.verdicts import Verdict, verdicts


@frozen
class Result:
    """The footprint of one product after one rule set, exact; rounding happens where it is shown.

    Amounts are in kgCO2e: `total` for the basis, `per_unit` for the functional or declared unit. `values` has every
    calculated value by name, in the unit of its step; what has failed though the footprint has not is `NOT_EVALUATED`.
    `reasons` says why such values, and indicators that are missing, are not there, and why preconditions could not be
    evaluated.
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
    reasons: Mapping[str, Why] = field(factory=dict)

    @property
    def rounded_per_unit(self) -> Decimal:
        """The declared figure: per unit, rounded once by GB/T 8170 as the rule set says."""
        return self.rounded(self.per_unit)

    @cached_property
    def unknown_share(self) -> Decimal | None:
        """The share of the footprint per unit that rests on numbers of which nothing is known (`run.unknown`)."""
        return unknown_share(self.program, self.inventory, self.values)

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
    failures = calculated(program, inventory, report or Report())
    with localcontext(CONTEXT):
        judged = verdicts(failures)
        reasons = reasons_without_value(failures)
    found = all_values(failures)
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
        reasons=reasons,
    )


def calculated(program: Program, inventory: Inventory, report: Report) -> Failures:
    """The values of an inventory, no requirement judged yet, and what has failed though the footprint has not.

    Raises `Refused` with every precondition that is not met, where there is one and of nothing else; else with every
    step without a value that the footprint rests on.
    """
    if program.resolved.own.abstract:
        place = program.resolved.own.document.place(("ruleset",))
        report.tell("E706.base", place, ruleset=str(program.resolved.reference))
        report.stop_on_errors()
    calculation = calculate(program, inventory)
    trace = Trace(program, inventory, calculation.values)
    tell_not_met(trace, report)
    report.stop_on_errors()
    tell_errors(trace, calculation.errors, report)
    tell_missing(trace, report)
    report.stop_on_errors()
    tell_not_applicable(trace, report)
    return Failures(trace, calculation.errors)


def _number(found: Mapping[str, Calculated], name: str) -> Decimal:
    value = found[name]
    if not isinstance(value, Decimal):
        raise AssertionError(f"{name} is not a number")
    return value
