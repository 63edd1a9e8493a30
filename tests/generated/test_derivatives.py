"""Exact derivatives against differences on generated rule sets: every construct of the language inside every other.

Both are taken in decimals, step by step: the rate of every quantity, emission and reference flow in the
direction of each number, and the difference quotients of the same value to both sides. Where these two differ, the
value has a kink or jumps there, and no derivative is both of them. More digits are kept than in a calculation, so that
a step can be small beside the jumps of a rounding, however large the number that is rounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from types import MappingProxyType

import pytest
from attrs import evolve
from hypothesis import given

from ruleengine.analysis.variables import Variable, lookups_read, variables, with_value
from ruleengine.arrays.gradient import differentiated
from ruleengine.formula.derivative import rate_name
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program
from ruleengine.run import agreement
from ruleengine.run.exact import CONTEXT, Evaluator
from ruleengine.run.values import Calculated
from tests.examples import examples
from tests.generated.comparing import compiled, read
from tests.generated.rule_sets import Generated, generated

#: Digits that are kept.
DIGITS = 150
STEP = Decimal("1e-50")
#: What differs by less is the same: the error of a difference quotient is of the order of the step.
SAME = Decimal("1e-7")
#: What the digits leave of a value that is divided by a step.
NOISE = Decimal("1e-147")


def values(
    program: Program, inventory: Inventory, rates: Mapping[str, Calculated] = MappingProxyType({})
) -> dict[str, Calculated]:
    """All values of a program; `rates` are the rates of change, by names of numbers, that its derived steps read."""
    with localcontext(CONTEXT):
        evaluator = Evaluator(evolve(program, indicators=(), requirements=()), inventory)
        evaluator.values.update({rate_name(name): rate for name, rate in rates.items()})
        evaluator.run()
    return evaluator.values


def direction(
    program: Program, inventory: Inventory, names: list[str], variable: Variable
) -> dict[str, Calculated]:
    """The rate 1 of one number and 0 of the others; absent where the value is absent."""
    base = values(evolve(program, steps=(), reference_flow=None), inventory)
    rates: dict[str, Calculated] = {}
    for name in names:
        known = base.get(name, Decimal(1))
        here = Decimal(name == variable.name)
        if isinstance(known, tuple):
            rates[name] = tuple(
                (here if row == variable.row else Decimal(0)) if isinstance(v, Decimal) else v
                for row, v in enumerate(known)
            )
        else:
            rates[name] = here if isinstance(known, Decimal) else known
    return rates


def numbers(value: Calculated | None) -> list[Decimal | None]:
    """A value as a list of its rows; None where there is no number."""
    rows = value if isinstance(value, tuple) else (value,)
    return [v if isinstance(v, Decimal) else None for v in rows]


def differences(program: Program, inventory: Inventory, counts: dict[str, int]) -> Iterator[str]:
    """Where derivatives are not the limits of difference quotients; `counts` tells what was compared."""
    known = [*variables(program, inventory), *lookups_read(program)]
    names = list(dict.fromkeys(v.name for v in known))
    extended, rates = differentiated(program, names)
    middle = values(program, inventory)
    for variable in known:
        step = STEP * (abs(variable.value) or 1)
        with localcontext(CONTEXT):
            low, high = (
                values(*with_value(program, inventory, variable, variable.value + s)) for s in (-step, step)
            )
        found = values(extended, inventory, direction(program, inventory, names, variable))
        for name in [s.name for s in (*program.steps, program.reference_flow) if s.name in middle]:
            rows = (numbers(v.get(name)) for v in (low, middle, high))
            slopes = numbers(found.get(rates[name])) if name in rates else None
            for index, ends in enumerate(zip(*rows, strict=False)):
                if None not in ends:
                    slope = Decimal(0) if slopes is None else slopes[index] if index < len(slopes) else None
                    told = compared(ends, step, slope, counts)
                    if told:
                        yield f"{name}[{index}] in the direction of {variable.shown}: {told}"


def compared(ends: tuple, step: Decimal, slope: Decimal | None, counts: dict[str, int]) -> str | None:
    """What is wrong with a slope, where the value has one at all."""
    with localcontext(CONTEXT):
        low, middle, high = ends
        left, right = (middle - low) / step, (high - middle) / step
        noise = NOISE * max(abs(e) for e in ends) / step
        if abs(left - right) > SAME * (abs(left) + abs(right)) + noise:
            counts["broken"] = counts.get("broken", 0) + 1
            return None
        counts["smooth"] = counts.get("smooth", 0) + 1
        counts["moving"] = counts.get("moving", 0) + bool(left or right)
        # Where the slope is 0, as of x³ at 0, nothing is left of the quotients but their error.
        if slope is None or abs(slope - (left + right) / 2) > SAME * (abs(left) + abs(right)) + noise + step:
            return f"derivative {slope}, differences {left:.12g} and {right:.12g}"
    return None


@pytest.fixture
def more_digits() -> Iterator[None]:
    """Calculate with more digits, conversions of units included; as many more decide whether numbers are equal."""
    usual = CONTEXT.prec
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CONTEXT, "prec", DIGITS)
        patch.setattr(agreement, "DIGITS", agreement.DIGITS + DIGITS - usual)
        patch.setattr(agreement, "_SUSPECT", agreement._SUSPECT + DIGITS - usual)
        patch.setattr(agreement._WIDE, "prec", DIGITS)
        patch.setattr(agreement._SETTLED, "prec", agreement.DIGITS)
        yield


@pytest.mark.hypothesis
@pytest.mark.usefixtures("more_digits")
def test_derivatives_are_the_limits_of_difference_quotients() -> None:
    counts: dict[str, int] = {}

    @examples(60, slow=True)
    @given(generated(most=2))
    def agree(case: Generated) -> None:
        program = compiled(case)
        for inventory in read(program, case):
            assert list(differences(program, inventory, counts)) == []

    agree()
    assert counts["moving"] > 120
    assert counts.get("broken", 0) < 0.1 * counts["moving"]
