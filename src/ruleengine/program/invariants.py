"""What holds of every program, as executable checks with names; tests and `validate` run them."""

from __future__ import annotations

from ruleengine.formula.typed import Aggregate, Arithmetic, Compare, Follow, Select, Typed, walk
from ruleengine.formula.units import CO2E
from ruleengine.program.footprint import footprint_types
from ruleengine.program.program import Program


class BrokenInvariant(AssertionError):
    """The compiler made a program that it must never make: a defect of the engine, not of the rules."""


def _require(condition: bool, invariant: str, where: str) -> None:
    if not condition:
        raise BrokenInvariant(f"{invariant}: {where}")


def names_are_calculated_before_use(program: Program) -> None:
    """Each step reads inputs, parameters and earlier steps only."""
    known = {*program.fields, *program.parameters}
    known |= {f"{t.name}.{c}" for t in program.tables.values() for c in t.columns}
    promised = {e.id for s in ("quantities", "emissions", "indicators") for e in program.resolved.section(s)}
    known |= {p for p in promised if program.step(p) is None}
    known |= footprint_types().keys() - {s.name for s in program.footprint}  # what a base leaves open
    for step in program.all_steps():
        unknown = next((name for name in step.values if name not in known), None)
        _require(unknown is None, "names are calculated before use", f"{step.name}: {unknown}")
        known.add(step.name)


def emissions_are_single_amounts_of_co2e(program: Program) -> None:
    """Each emission is one value in kg of CO2e, so that they can be added up as they are."""
    for step in program.emissions:
        unit = step.type.unit
        fits = step.type.table is None and (unit.dimension, unit.scale) == (CO2E.dimension, CO2E.scale)
        _require(fits, "emissions are single amounts of CO2e", step.name)


def operands_share_unit_and_table(program: Program) -> None:
    """Sums, comparisons and choices join values of one unit; row-wise parts share one table."""
    for step in program.all_steps():
        joining = [part for part in walk(step.typed) if type(part) in _JOINING]
        _require(all(map(_unit_fits, joining)), "operands share a unit", step.name)
        _require(all(map(_table_fits, joining)), "row-wise parts share a table", step.name)


#: The parts that join others.
_JOINING = {Arithmetic, Compare, Select, Follow, Aggregate}


def _unit_fits(part: Typed) -> bool:
    match part:
        case Arithmetic(operator="+" | "-", left=left, right=right) | Compare(left=left, right=right):
            return (
                left.type.unit.scale == right.type.unit.scale
                and left.type.unit.dimension == right.type.unit.dimension
            )
        case Select(then=then, otherwise=otherwise):
            return then.type.unit.dimension == otherwise.type.unit.dimension
        case _:
            return True


def _table_fits(part: Typed) -> bool:
    match part:
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return len({x.type.table for x in (left, right)} - {None}) <= 1
        case Follow(reference=reference, target=target):
            return reference.type.target == target.type.table and part.type.table == reference.type.table
        case Aggregate(table=table, argument=argument, where=where):
            return all(x is None or x.type.table in (table, None) for x in (argument, where))
        case _:
            return True


INVARIANTS = (
    names_are_calculated_before_use,
    emissions_are_single_amounts_of_co2e,
    operands_share_unit_and_table,
)


def check_invariants(program: Program) -> None:
    """Run all invariants; raises `BrokenInvariant`."""
    for invariant in INVARIANTS:
        invariant(program)
