"""Lint of scale: twice the amounts of a period are twice its emissions, and as much for a unit of product as before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ruleengine.check.lints.examples import again, numbers_of, of_example
from ruleengine.check.lints.remark import Remark
from ruleengine.figures import plain
from ruleengine.formula.units import NONE, Unit, unit
from ruleengine.program.program import Field, Program, Step
from ruleengine.run.result import Result

#: Units of amounts: who makes twice as much has twice as much of each.
_AMOUNTS = {unit(text).dimension for text in ("kg", "J", "m3", "kgC", "kgCO2e", "CNY", "t*km")}
#: Units of what may be an amount of the period or something of one piece.
_PERHAPS = {unit(text).dimension for text in ("h", "m2")}
_TWO = Decimal(2)
_HALF = Decimal("0.5")
#: How far a number may be off what it should have become.
_TOLERANCE = Decimal("1e-9")


def check_scale(program: Program, examples: Sequence[Result]) -> Iterator[Remark]:
    """Emissions that do not double with the amounts of an example, and a reference flow that is not halved (W540).

    Only of rule sets whose reference flow rests on amounts: those whose inventories describe a period. Counts, hours
    and areas may belong to the period or to a piece: what is right in one of both readings is not told.
    """
    numbers = numbers_of(program)
    certain = [name for name, field in numbers.items() if field.type.unit.dimension in _AMOUNTS]
    perhaps = [name for name, field in numbers.items() if _may_be_amount(field)]
    told: set[str] = set()
    for example in examples:
        doubled = again(example, ((name, _double) for name in certain))
        if doubled is None or doubled.reference_flow == example.reference_flow:
            continue
        other = again(example, ((name, _double) for name in (*certain, *perhaps)))
        readings = [doubled] if other is None else [doubled, other]
        if any(_same(r.per_unit, example.per_unit) for r in readings):
            continue
        for step, due in _due(program):
            ratios = [ratio for r in readings if (ratio := _ratio(r, example, step)) is not None]
            if ratios and step.name not in told and not any(_same(ratio, due) for ratio in ratios):
                told.add(step.name)
                key = "W540.flow" if step.kind == "reference_flow" else "W540.emission"
                yield of_example(
                    key, program, step.element, step.field, name=step.name, ratio=plain(round(ratios[0], 3)),
                    example=example.inventory.file,
                )  # fmt: skip


def _double(value: Decimal) -> Decimal:
    return value * _TWO


def _may_be_amount(field: Field) -> bool:
    of: Unit = field.type.unit
    return of.dimension in _PERHAPS or (of.dimension == NONE.dimension and of.symbols != unit("%").symbols)


def _due(program: Program) -> Iterator[tuple[Step, Decimal]]:
    """What has to double, and what has to be halved."""
    yield from ((step, _TWO) for step in program.emissions)
    if program.reference_flow is not None:
        yield program.reference_flow, _HALF


def _ratio(changed: Result, example: Result, step: Step) -> Decimal | None:
    """By what a value was multiplied; None where it was nothing, or there is none."""
    before, after = example.values.get(step.name), changed.values.get(step.name)
    if not isinstance(before, Decimal) or not isinstance(after, Decimal) or not before:
        return None
    return after / before


def _same(value: Decimal, due: Decimal) -> bool:
    return abs(value - due) <= _TOLERANCE * abs(due)
