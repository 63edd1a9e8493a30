"""The functional or declared unit as amount and unit, for machines, beside the words for people."""

from __future__ import annotations

from decimal import Decimal

from ruleengine.diagnostics import Report
from ruleengine.program.inputs import read_unit
from ruleengine.program.program import Program

#: The sections that say what a footprint is for.
UNITS_OF_ANALYSIS = ("functional_unit", "declared_unit")


def check_stated_unit(program: Program, report: Report) -> None:
    """Amount and unit stand together (E202), the unit is known (E408), and the amount is more than nothing (E508)."""
    for element in (program.resolved.singles[s] for s in UNITS_OF_ANALYSIS if s in program.resolved.singles):
        fields, name, clause = element.fields, element.name, element.clause
        lacking = tuple(x for x in ("amount", "unit") if x not in fields)
        if len(lacking) == 1:
            place = element.place("unit" if "unit" in fields else "amount")
            report.tell("E202.fields", place, element=name, clause=clause, path=name, lacking=lacking)
        if "unit" in fields:
            read_unit(fields["unit"], element.place("unit"), element, report)
        amount = fields.get("amount")
        if isinstance(amount, int | Decimal) and amount <= 0:
            place = element.place("amount")
            report.tell("E508.amount", place, element=name, clause=clause, name=name, amount=Decimal(amount))
