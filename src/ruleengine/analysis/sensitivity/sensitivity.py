"""How much the footprint depends on each number: elasticities from exact derivatives, and what ±10 % of each does.

The elasticity of y to x is (∂y/∂x)·(x/y): by how many per cent y changes for one per cent of x. Elasticities of the
numbers of a column add up to that of the column, all its numbers changed in one proportion. Beside each stand the
difference quotients to both sides (`run.one_sided`), which tell where the derivative holds to one side only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext

from attrs import evolve, frozen

from ruleengine.analysis.sensitivity.one_sided import Side, one_sided, smooth
from ruleengine.analysis.variables import (
    Variable,
    columns,
    lookups_read,
    variables,
    with_column,
    with_value,
)
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program
from ruleengine.run.exact import CONTEXT, calculate
from ruleengine.run.result import Result

#: The change of each number that the tornado chart shows, up and down.
CHANGE = Decimal("0.1")


@frozen
class Sensitivity:
    """The elasticities of the total and of the footprint per unit to a variable; None where there is no derivative.

    `derivative` is that of the footprint per unit, in kgCO2e for one unit of the variable (of its factor, for columns).
    `below` and `above` are the elasticities of the footprint per unit from differences to both sides; where there were
    too many numbers to find them out, it is not `compared`.
    """

    variable: Variable
    derivative: float | None
    of_total: float | None
    of_per_unit: float | None
    below: Side
    above: Side
    compared: bool

    @property
    def name(self) -> str:
        """The variable as it is shown: `materials[3].mass`."""
        return self.variable.shown

    @property
    def smooth(self) -> bool:
        """Whether the elasticity holds to both sides; else there is a step or a kink at the present value."""
        return smooth(self.of_per_unit, (self.below, self.above))


#: For how many numbers the swing is calculated: at most, and at least where a program has very many steps.
MOST_SWINGS, LEAST_SWINGS = 200, 40
#: How many steps are calculated for the swings, where there are more than the fewest.
_STEPS = 100_000


@frozen
class Swing:
    """The footprint per unit when a variable is 10 % lower and 10 % higher, or at its limit where that is nearer.

    None where it cannot be calculated; `limited` says that a limit of the rule set cut the change short.
    """

    variable: Variable
    low: Decimal | None
    high: Decimal | None
    limited: bool

    @property
    def name(self) -> str:
        """The variable as it is shown."""
        return self.variable.shown

    def width(self, base: Decimal) -> Decimal:
        """The larger of the two distances from the base."""
        return max((abs(v - base) for v in (self.low, self.high) if v is not None), default=Decimal(0))


@frozen
class Analysis:
    """Sensitivities and swings of a result, the largest first; single `cells` apart from the others.

    `not_swung` is how many numbers of `sensitivities` were not changed, because there are too many; `not_compared`
    of how many the elasticity was, for the same reason, not held against differences to both sides.
    """

    result: Result
    sensitivities: tuple[Sensitivity, ...]
    cells: tuple[Sensitivity, ...]
    swings: tuple[Swing, ...]
    not_swung: int
    not_compared: int


def analyse(result: Result) -> Analysis:
    """Elasticities and swings of a result that has been calculated."""
    known = variables(result.program, result.inventory)
    groups = [*columns(known), *lookups_read(result.program)]
    found = _sensitivities(result, known, groups)
    cells = _sorted([s for s in found if s.variable.kind == "cell"])
    others = _sorted([s for s in found if s.variable.kind != "cell"])
    with localcontext(CONTEXT):
        chosen = _swung(result.program, others)
        swings = [_swing(result, s.variable) for s in chosen]
        swings = [s for s in swings if s.width(result.per_unit)]
        swings.sort(key=lambda s: (-s.width(result.per_unit), s.name))
    not_compared = sum(not s.compared for s in found)
    return Analysis(result, others, cells, tuple(swings), len(others) - len(chosen), not_compared)


def _swung(program: Program, found: Sequence[Sensitivity]) -> list[Sensitivity]:
    """The numbers whose swing is calculated: those of the largest effect, and those without a derivative.

    Of the places, those without a derivative have half, and what the others leave.
    """
    most = min(MOST_SWINGS, max(LEAST_SWINGS, _STEPS // (2 * len(program.steps) + 1)))
    undefined = [s for s in found if s.of_per_unit is None]
    defined = [s for s in found if s.of_per_unit is not None]
    half = undefined[: max(most // 2, most - len(defined))]
    return [*half, *defined[: most - len(half)]]


def _sorted(found: Sequence[Sensitivity]) -> tuple[Sensitivity, ...]:
    """The largest effect on the footprint per unit first, equal ones (but for rounding) by name; undefined last."""

    def key(item: Sensitivity) -> tuple[bool, float, str]:
        return (item.of_per_unit is None, -float(f"{abs(item.of_per_unit or 0.0):.9g}"), item.name)

    return tuple(sorted(found, key=key))


def _sensitivities(
    result: Result, known: Sequence[Variable], groups: Sequence[Variable]
) -> list[Sensitivity]:
    """The sensitivities to single numbers, to columns of the inventory, and to those of look-up tables."""
    from ruleengine.arrays.gradient import gradient

    single = [*known, *(g for g in groups if g.kind == "lookup")]
    found = gradient(result.program, result.inventory, [(v.name, v.row) for v in single])
    slopes: dict[str, tuple[float, float]] = {}
    of_columns: dict[str, list[tuple[float, float]]] = {}
    for index, variable in enumerate(single):
        pair = float(found.total[index]), float(found.per_unit[index])
        slopes[variable.shown] = pair
        if variable.kind == "cell":
            value = float(variable.value)
            of_columns.setdefault(variable.name, []).append((pair[0] * value, pair[1] * value))
    for name, pairs in of_columns.items():
        slopes[name] = math.fsum(p[0] for p in pairs), math.fsum(p[1] for p in pairs)
    everything = [*known, *groups]
    elastic = [_elasticities(result, v, slopes[v.shown]) for v in everything]
    sides = one_sided(result.program, result.inventory, everything, [of_unit for _, _, of_unit in elastic])
    return [
        Sensitivity(variable, *three, *(side or (None, None)), side is not None)
        for variable, three, side in zip(everything, elastic, sides, strict=True)
    ]


def _elasticities(
    result: Result, variable: Variable, slopes: tuple[float, float]
) -> tuple[float | None, float | None, float | None]:
    """The derivative of the footprint per unit, and the elasticities of total and footprint per unit."""

    def elasticity(slope: float, base: Decimal) -> float | None:
        return slope * float(variable.value) / float(base) if base and math.isfinite(slope) else None

    total, per_unit = slopes
    return (
        per_unit if math.isfinite(per_unit) else None,
        elasticity(total, result.total),
        elasticity(per_unit, result.per_unit),
    )


def _swing(result: Result, variable: Variable) -> Swing:
    """The footprint per unit at both ends of the change."""
    program, inventory = result.program, result.inventory
    ends: list[Decimal | None] = []
    cut: list[bool] = []
    for factor in (1 - CHANGE, 1 + CHANGE):
        if variable.kind == "column":
            ends.append(per_unit(program, _column_changed(program, inventory, variable.name, factor, cut)))
        else:
            value = _within(variable.admits, _limits(variable), variable.value, factor, cut)
            ends.append(per_unit(*with_value(program, inventory, variable, value)))
    return Swing(variable, ends[0], ends[1], bool(cut))


def _limits(variable: Variable) -> tuple[Decimal | None, Decimal | None]:
    return (None, None) if variable.field is None else (variable.field.minimum, variable.field.maximum)


def _within(
    admits: Callable[[Decimal], bool],
    limits: tuple[Decimal | None, Decimal | None],
    value: Decimal,
    factor: Decimal,
    cut: list[bool],
) -> Decimal:
    """The value times a factor; the limit where that is beyond it, and the value itself where the limit is excluded."""
    wanted = value * factor
    if admits(wanted):
        return wanted
    cut.append(True)
    low, high = limits
    nearest = low if wanted < value else high
    return nearest if nearest is not None and admits(nearest) else value


def _column_changed(
    program: Program, inventory: Inventory, name: str, factor: Decimal, cut: list[bool]
) -> Inventory:
    table, column = name.split(".")
    field = program.tables[table].columns[column]
    limits = (field.minimum, field.maximum)
    return with_column(inventory, name, lambda v: _within(field.admits, limits, v, factor, cut))


def per_unit(program: Program, inventory: Inventory) -> Decimal | None:
    """The exact footprint per unit; None where it cannot be calculated."""
    return footprint(program, inventory, "per_unit")


def footprint(program: Program, inventory: Inventory, part: str) -> Decimal | None:
    """The exact `total` or `per_unit`; None where it cannot be calculated."""
    value = calculate(footprint_only(program), inventory).values.get(f"footprint.{part}")
    return value if isinstance(value, Decimal) else None


def footprint_only(program: Program) -> Program:
    """The program without indicators, requirements and preconditions."""
    return evolve(program, indicators=(), requirements=(), preconditions=())
