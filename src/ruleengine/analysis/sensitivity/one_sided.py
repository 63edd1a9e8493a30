"""Finite differences to both sides of a number: where a formula has a step or a kink, and what is on either side of it.

A derivative says nothing of a footprint that jumps, or that rises on one side of a number and not on the other. So each
elasticity is set beside two difference quotients, all of them from runs of the array kernel.

Of very many numbers, those of the largest effect are moved one by one. The others are moved together, each by steps of
its own: where the footprint changes by the sum of what their elasticities say, none of them has a step or a kink, and
their differences are their elasticities; else they are looked at in smaller groups, as far as the bound allows.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from attrs import frozen

from ruleengine.analysis.variables import Variable
from ruleengine.arrays.arrays import PRESENT, Floats, Truths
from ruleengine.arrays.repeated import Repeatable, repeatable
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program

#: Relative steps: the difference quotients of both agree unless the footprint jumps.
STEPS = (1e-6, 1e-7)
#: Elasticities that differ by less are the same; rounding moves a quotient by some 1e-8.
TOLERANCE = 1e-4
#: How near the change of a group comes to what the elasticities of its numbers say: it hides no kink that counts.
_OF_GROUP = TOLERANCE / 10
_SHIFTS = tuple(sign * step for sign in (-1, 1) for step in STEPS)
#: Values that are calculated for all differences of a result: beyond, numbers are moved in groups.
MOST_VALUES = 100_000_000
#: How many groups are made of the numbers that are not moved one by one, and of a group in which something is found.
_GROUPS, _PARTS = 16, 4
#: Steps of the numbers of a group are up to so much longer, no two alike, so that equal numbers part.
_LONGER, _GOLDEN = 0.5, 0.6180339887498949

#: An elasticity to one side: infinite where the footprint per unit jumps, None where it has no value there.
Side = float | None
Sides = tuple[Side, Side]
#: A number with how many times the steps it is moved.
_Moved = tuple[Variable, float]


def one_sided(
    program: Program,
    inventory: Inventory,
    known: Sequence[Variable],
    elasticities: Sequence[float | None],
    most_values: int = MOST_VALUES,
) -> list[Sides | None]:
    """The elasticities of the footprint per unit below and above each number.

    `elasticities` are those from derivatives, `most_values` bounds the values that are calculated. Both sides are None
    for numbers that are zero or not read; instead of the sides there is None where too many numbers were to be moved.
    """
    repeated = repeatable(program, inventory, {v.name for v in known})
    expected = {v.shown: e for v, e in zip(known, elasticities, strict=True)}
    read = [v for v in known if v.name in repeated.base.values and v.value]
    found: dict[str, Sides | None] = {v.shown: (None, None) for v in known}
    found |= _Differences(repeated, expected).of(read, most_values)
    return [found[v.shown] for v in known]


@frozen
class _Differences:
    """The differences of one product, with the elasticities that are known from derivatives, by shown name."""

    repeated: Repeatable
    expected: dict[str, float | None]

    def of(self, read: Sequence[Variable], most_values: int) -> dict[str, Sides | None]:
        """The sides of numbers that are read and are not zero."""
        most = max(2 * _GROUPS, most_values // ((len(_SHIFTS) + 1) * self.repeated.held()))
        if len(read) <= most:
            return self._singly(read)
        ordered = sorted(read, key=self._rank)
        return self._singly(ordered[: most // 2]) | self._in_groups(ordered[most // 2 :], most - most // 2)

    def _rank(self, variable: Variable) -> tuple[bool, float, str]:
        """Numbers without a derivative first, then those of the largest effect; cells after all others."""
        expected = self.expected[variable.shown]
        size = math.inf if expected is None else abs(expected)
        return variable.kind == "cell", -size, variable.shown

    def _singly(self, read: Sequence[Variable]) -> dict[str, Sides | None]:
        sides = self._sides([[(variable, 1.0)] for variable in read])
        return {v.shown: side for v, side in zip(read, sides, strict=True)}

    def _in_groups(self, read: Sequence[Variable], most: int) -> dict[str, Sides | None]:
        """The sides of numbers in groups, with at most so many groups looked at."""
        found: dict[str, Sides | None] = {v.shown: None for v in read}
        waiting = deque(_divided(read, _GROUPS))
        while waiting and most > 0:
            some = [waiting.popleft() for _ in range(min(len(waiting), most))]
            most -= len(some)
            for group, sides in zip(some, self._sides([_apart(g) for g in some]), strict=True):
                if len(group) == 1:
                    found[group[0].shown] = sides
                elif self._as_expected(group, sides):
                    found |= {v.shown: self._of_derivative(v) for v in group}
                else:
                    waiting.extend(_divided(group, _PARTS))
        return found

    def _as_expected(self, group: Sequence[Variable], sides: Sides) -> bool:
        """Whether a group changes the footprint, to both sides, by what the elasticities of its numbers say."""
        known = [self.expected[v.shown] for v in group]
        parts = [e * times for e, (_, times) in zip(known, _apart(group), strict=True) if e is not None]
        if len(parts) < len(group) or None in sides:
            return False
        total = math.fsum(parts)
        return all(abs((s or 0.0) - total) <= _OF_GROUP * max(1.0, abs(total)) for s in sides)

    def _of_derivative(self, variable: Variable) -> Sides:
        """The elasticity to those sides to which the limits of the rule set let a number move."""
        expected = self.expected[variable.shown]
        below, above = (all(_admits(variable, s) for s in some) for some in (_SHIFTS[:2], _SHIFTS[2:]))
        return expected if below else None, expected if above else None

    def _sides(self, moves: Sequence[Sequence[_Moved]]) -> list[Sides]:
        """The elasticities to both sides for numbers that are moved together."""
        found = []
        size = max(1, self.repeated.block() // len(_SHIFTS))
        for start in range(0, len(moves), size):
            some = moves[start : start + size]
            values, present = _shifted(self.repeated, some)
            for index, moved in enumerate(some):
                ends = [
                    float(values[index, k]) if present[index, k] and _may_move(moved, shift) else None
                    for k, shift in enumerate(_SHIFTS)
                ]
                base = float(values[index, -1])
                found.append((_side(base, ends[:2], -1), _side(base, ends[2:], 1)))
        return found


def _divided(group: Sequence[Variable], count: int) -> list[Sequence[Variable]]:
    size = -(-len(group) // count)
    return [group[start : start + size] for start in range(0, len(group), size)]


def _apart(group: Sequence[Variable]) -> list[_Moved]:
    """The numbers of a group, each with a step of its own."""
    if len(group) == 1:
        return [(group[0], 1.0)]
    return [(v, 1 + _LONGER * (_GOLDEN * index % 1)) for index, v in enumerate(group, 1)]


def _may_move(moved: Sequence[_Moved], shift: float) -> bool:
    """Whether the limits let one number move; those of a group are asked where its sides are known."""
    return len(moved) > 1 or _admits(moved[0][0], shift)


def _admits(variable: Variable, shift: float) -> bool:
    return variable.admits(variable.value * (1 + Decimal(shift)))


def _shifted(repeated: Repeatable, moves: Sequence[Sequence[_Moved]]) -> tuple[Floats, Truths]:
    """The footprint per unit of each move (rows) for each shift and for none (columns), and whether it is there."""
    each = len(_SHIFTS) + 1
    changed: dict[str, Floats] = {}
    for index, moved in enumerate(moves):
        for variable, times in moved:
            name = variable.name
            if name not in changed:
                known = repeated.base.values[name].values.astype(np.float64)
                changed[name] = np.tile(known, (len(moves) * each, 1))
            rows = slice(None) if variable.row is None else variable.row
            for k, shift in enumerate(_SHIFTS):
                changed[name][index * each + k, rows] *= 1 + shift * times
    found = repeated.calculate(len(moves) * each, changed).values["footprint.per_unit"]
    values = np.asarray(found.values, np.float64).reshape(len(moves), each)
    return values, np.asarray(found.state == PRESENT).reshape(len(moves), each)


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
