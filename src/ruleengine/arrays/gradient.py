"""The exact derivatives of the footprint with respect to many numbers, all in one run of the array kernel.

The program is extended by the derivative of each step (`formula.derivative`), which is linear in the rates at which the
numbers change; the walk back through those derivatives (`transpose`) tells what each rate adds to the footprint.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen

from ruleengine.arrays.arrays import Floats
from ruleengine.arrays.kernel import Kernel
from ruleengine.arrays.repeated import repeatable
from ruleengine.arrays.transpose import Transpose
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
    kernel = Kernel(repeated.program, repeated.base, repeated.plan)
    kernel.run()
    walk = Transpose(kernel, {*added, *rates.values()})
    return Gradient(
        *(_of(walk, rates.get(f"footprint.{part}"), directions) for part in ("total", "per_unit"))
    )


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


def _of(walk: Transpose, rate: str | None, directions: Sequence[Direction]) -> Floats:
    """The derivatives of one result; zero where nothing changes it."""
    found = {} if rate is None else walk.weights(rate)
    nothing = np.zeros(0)
    read = (found.get(rate_name(name), nothing)[row or 0 : (row or 0) + 1] for name, row in directions)
    return np.asarray([float(one[0]) if len(one) else 0.0 for one in read])
