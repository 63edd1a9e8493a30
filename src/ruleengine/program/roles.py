"""Roles of values: a number of the dimension that the role asks for, one for the basis, and no second one."""

from __future__ import annotations

from ruleengine.diagnostics import Both, Related, Report
from ruleengine.formula.units import unit
from ruleengine.program.program import Program, Step
from ruleengine.ruleset.roles import ROLES, Role


def check_roles(program: Program, report: Report) -> None:
    """Tell the values that their roles do not fit (E524)."""
    first: dict[str, Step] = {}
    for step in program.all_steps():
        named = step.element.text("role") if step.kind in ("quantity", "indicator") else None
        if named is None or named not in ROLES:
            continue
        role, element, place = ROLES[named], step.element, step.element.place("role")
        key = _misfit(step, role)
        if key is not None:
            report.tell(
                key, place, element=element.name, clause=element.clause, name=element.id,
                role=Both(*role.words), unit=role.unit,
            )  # fmt: skip
        if named in first:
            related = (Related("first", first[named].element.place("role")),)
            report.tell(
                "E524.twice", place, element=element.name, clause=element.clause, related=related,
                role=Both(*role.words), names=(first[named].name, step.name),
            )  # fmt: skip
        first.setdefault(named, step)


def _misfit(step: Step, role: Role) -> str | None:
    """What keeps a value from having a role."""
    if step.type.table is not None:
        return "E524.column"
    fits = step.type.kind == "number" and step.type.unit.dimension == unit(role.unit or "1").dimension
    return None if fits else "E524.unit"
