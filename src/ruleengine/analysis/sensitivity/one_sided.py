"""Finite differences to both sides of a number: where a formula has a step or a kink, and what is on either side of it.

A derivative says nothing of a footprint that jumps, or that rises on one side of a number and not on the other. So each
elasticity is set beside two difference quotients, all of them from one run of the array kernel.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from ruleengine.analysis.variables import Variable
from ruleengine.arrays.arrays import PRESENT, Floats, Truths
from ruleengine.arrays.repeated import Repeatable, repeatable
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program

#: Relative steps: the difference quotients of both agree unless the footprint jumps.
STEPS = (1e-6, 1e-7)
#: Elasticities that differ by less are the same; rounding moves a quotient by some 1e-8.
TOLERANCE = 1e-4
_SHIFTS = tuple(sign * step for sign in (-1, 1) for step in STEPS)

#: An elasticity to one side: infinite where the footprint per unit jumps, None where it has no value there.
Side = float | None


def one_sided(program: Program, inventory: Inventory, known: Sequence[Variable]) -> list[tuple[Side, Side]]:
    """The elasticities of the footprint per unit below and above each number; None for numbers that are zero."""
    repeated = repeatable(program, inventory, {v.name for v in known})
    read = [v for v in known if v.name in repeated.base.values and v.value]
    sides: dict[str, tuple[Side, Side]] = {}
    size = max(1, repeated.block() // len(_SHIFTS))
    for start in range(0, len(read), size):
        some = read[start : start + size]
        values, present = _shifted(repeated, some)
        for index, variable in enumerate(some):
            ends = [
                float(values[index, k]) if present[index, k] and _admits(variable, shift) else None
                for k, shift in enumerate(_SHIFTS)
            ]
            base = float(values[index, -1])
            sides[variable.shown] = (_side(base, ends[:2], -1), _side(base, ends[2:], 1))
    return [sides.get(v.shown, (None, None)) for v in known]


def _admits(variable: Variable, shift: float) -> bool:
    return variable.admits(variable.value * (1 + Decimal(shift)))


def _shifted(repeated: Repeatable, some: Sequence[Variable]) -> tuple[Floats, Truths]:
    """The footprint per unit of each variable (rows) for each shift and for none (columns), and whether it is there."""
    each = len(_SHIFTS) + 1
    changed: dict[str, Floats] = {}
    for index, variable in enumerate(some):
        name = variable.name
        if name not in changed:
            known = repeated.base.values[name].values.astype(np.float64)
            changed[name] = np.tile(known, (len(some) * each, 1))
        rows = slice(None) if variable.row is None else variable.row
        for k, shift in enumerate(_SHIFTS):
            changed[name][index * each + k, rows] *= 1 + shift
    found = repeated.calculate(len(some) * each, changed).values["footprint.per_unit"]
    values = np.asarray(found.values, np.float64).reshape(len(some), each)
    return values, np.asarray(found.state == PRESENT).reshape(len(some), each)


def _side(base: float, ends: Sequence[float | None], sign: int) -> Side:
    """The elasticity to one side from the values after the longer and the shorter step."""
    far, near = ends
    if far is None or near is None or not base:
        return None
    slopes = [sign * (end - base) / (step * base) for end, step in zip((far, near), STEPS, strict=True)]
    if abs(slopes[1] - slopes[0]) > TOLERANCE * max(1.0, abs(slopes[0])):
        return math.copysign(math.inf, slopes[1])
    return slopes[0]


def smooth(elasticity: float | None, sides: tuple[Side, Side]) -> bool:
    """Whether an elasticity holds to both sides, as far as there are values there."""
    if elasticity is None:
        return all(side is None for side in sides)
    limit = TOLERANCE * max(1.0, abs(elasticity))
    return all(side is None or abs(side - elasticity) <= limit for side in sides)
