"""The exact derivatives of the footprint with respect to many numbers, all in one run of the array kernel.

The program is extended by the derivative of each step (`formula.derivative`). One direction, in which one number
changes at the rate 1, is one product of the run.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen

from ruleengine.arrays.arrays import FAILED, PRESENT, Array, Floats
from ruleengine.arrays.kernel import Calculated
from ruleengine.arrays.repeated import Repeatable, repeatable
from ruleengine.formula.derivative import derivative, rate_name
from ruleengine.formula.units import CO2E
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program, Step

#: A number that may change: its name and its row (from 0) where it is a cell.
Direction = tuple[str, int | None]


@frozen(eq=False)
class Gradient:
    """Derivatives in the order of the directions: kgCO2e for one unit of the number; NaN where there is none.

    For a column of a look-up table, the change is that for a relative change of 1 of all its numbers.
    """

    total: Floats
    per_unit: Floats


def gradient(program: Program, inventory: Inventory, directions: Sequence[Direction]) -> Gradient:
    """The derivatives of the total and of the footprint per unit; the inventory must be one that can be calculated."""
    names = list(dict.fromkeys(name for name, _ in directions))
    extended, rates = differentiated(program, names)
    added = {rate_name(n): n for n in names}
    repeated = repeatable(extended, inventory, set(), added, set(rates.values()))
    total, per_unit = np.zeros(len(directions)), np.zeros(len(directions))
    size = repeated.block()
    for start in range(0, len(directions), size):
        some = directions[start : start + size]
        run = _run(repeated, some)
        total[start : start + size], per_unit[start : start + size] = _footprint(program, run, rates)
    return Gradient(total, per_unit)


def differentiated(program: Program, names: Sequence[str]) -> tuple[Program, dict[str, str]]:
    """The program with the derivative of every number it calculates as a step of its own; step → step of its rate."""
    changing = set(names)
    rates: dict[str, str] = {}
    steps: list[Step] = []
    flow = program.reference_flow
    for step in (*program.steps, *([flow] if flow else [])):
        rate = derivative(step.typed, changing) if step.type.kind == "number" else None
        if rate is not None:
            rates[step.name] = rate_name(step.name)
            changing.add(step.name)
            steps.append(evolve(step, name=rate_name(step.name), kind="quantity", typed=rate))
    return evolve(program, steps=(*program.steps, *steps), indicators=(), requirements=()), rates


def _run(repeated: Repeatable, directions: Sequence[Direction]) -> Calculated:
    """All values of the extended program, one product a direction."""
    changed: dict[str, Floats] = {}
    for index, (name, row) in enumerate(directions):
        rate = rate_name(name)
        if rate not in changed:
            changed[rate] = np.zeros((len(directions), len(repeated.base.values[rate].values)))
        changed[rate][index, row or 0] = 1.0
    return repeated.calculate(len(directions), changed)


def _footprint(program: Program, run: Calculated, rates: dict[str, str]) -> tuple[Floats, Floats]:
    """The rates of the total and of the footprint per unit, from those of emissions and reference flow."""
    total = np.zeros(run.products.size)
    for step in program.emissions:
        rate = rates.get(step.name)
        if rate is not None:
            factor = step.type.unit.factor_to(CO2E)
            total += _rate(run.values[rate]) * float(factor.numerator) / float(factor.denominator)
    flow = run.values["reference_flow"]
    per_unit = total * flow.values
    if "reference_flow" in rates:
        per_unit = per_unit + run.values["footprint.total"].values * _rate(
            run.values[rates["reference_flow"]]
        )
    return total, per_unit


def _rate(array: Array) -> Floats:
    """Rates with NaN where one could not be calculated; the rate of what is not applicable is zero."""
    present = np.where(array.state == PRESENT, array.values, 0.0)
    return np.where(array.state == FAILED, np.nan, present)
