"""The exact derivatives of the footprint with respect to many numbers, all in one run of the array kernel.

The program is extended by the derivative of each step (`formula.derivative`). One direction, in which one number
changes at the rate 1, is one product of the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import evolve, frozen

from ruleengine.arrays.arrays import FAILED, PRESENT, Floats
from ruleengine.arrays.kernel import CalculatedProducts
from ruleengine.arrays.repeated import Repeatable, repeatable
from ruleengine.formula.derivative import derivative, rate_name
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
        total[start : start + size] = _rate(run, "total", rates)
        per_unit[start : start + size] = _rate(run, "per_unit", rates)
    return Gradient(total, per_unit)


def differentiated(program: Program, names: Sequence[str]) -> tuple[Program, dict[str, str]]:
    """The program with the derivative of every number it calculates as a step of its own; step → step of its rate."""
    changing = set(names)
    rates: dict[str, str] = {}
    steps: list[Step] = []
    footprint: list[Step] = []
    flow = program.reference_flow
    whole = [s for s in program.footprint if s.name in ("footprint.total", "footprint.per_unit")]
    for step in (*program.steps, *([flow] if flow else []), *whole):
        rate = derivative(step.typed, changing) if step.type.kind == "number" else None
        if rate is not None:
            rates[step.name] = rate_name(step.name)
            changing.add(step.name)
            if step.kind == "footprint":
                footprint.append(evolve(step, name=rate_name(step.name), typed=rate))
            else:
                steps.append(evolve(step, name=rate_name(step.name), kind="quantity", typed=rate))
    extended = evolve(
        program, steps=(*program.steps, *steps), footprint=(*program.footprint, *footprint), indicators=(),
        requirements=(),
        preconditions=(),
    )  # fmt: skip
    return extended, rates


def _run(repeated: Repeatable, directions: Sequence[Direction]) -> CalculatedProducts:
    """All values of the extended program, one product a direction."""
    changed: dict[str, Floats] = {}
    for index, (name, row) in enumerate(directions):
        rate = rate_name(name)
        if rate not in changed:
            changed[rate] = np.zeros((len(directions), len(repeated.base.values[rate].values)))
        changed[rate][index, row or 0] = 1.0
    return repeated.calculate(len(directions), changed)


def _rate(run: CalculatedProducts, part: str, rates: Mapping[str, str]) -> Floats:
    """The rates of a part of the footprint, NaN where one could not be calculated; zero where nothing changes."""
    name = rates.get(f"footprint.{part}")
    if name is None:
        return np.zeros(run.products.size)
    array = run.values[name]
    present = np.where(array.state == PRESENT, array.values, 0.0)
    return np.where(array.state == FAILED, np.nan, present)
