"""How much the footprint depends on each number: elasticities from exact derivatives, and what ±10 % of each does.

The elasticity of y to x is (∂y/∂x)·(x/y): by how many per cent y changes for one per cent of x. Elasticities of the
numbers of a column add up to that of the column, all its numbers changed in one proportion.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, localcontext

from attrs import evolve, frozen

from ruleengine.formula.units import Unit
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program
from ruleengine.run.exact import CONTEXT, calculate
from ruleengine.run.result import Result
from ruleengine.run.variables import (
    Variable,
    lookups_read,
    variables,
    with_column,
    with_lookup,
    with_value,
)

#: The change of each number that the tornado chart shows, up and down.
CHANGE = Decimal("0.1")


@frozen
class Sensitivity:
    """The elasticities of the total and of the footprint per unit to one number, or to all numbers of a column.

    `kind` is `input`, `cell`, `parameter`, `column` or `lookup`. `value` and `derivative` (of the footprint per
    unit, in kgCO2e for one `unit`) are those of single numbers. None stands for what is not defined.
    """

    kind: str
    name: str
    label: Mapping[str, str]
    row_label: str
    unit: Unit | None
    value: Decimal | None
    derivative: float | None
    of_total: float | None
    of_per_unit: float | None


@frozen
class Swing:
    """The footprint per unit when a number is 10 % lower and 10 % higher, or at its limit where that is nearer.

    None where it cannot be calculated; `limited` says that a limit of the rule set cut the change short.
    """

    kind: str
    name: str
    label: Mapping[str, str]
    low: Decimal | None
    high: Decimal | None
    limited: bool

    def width(self, base: Decimal) -> Decimal:
        """The larger of the two distances from the base."""
        return max((abs(v - base) for v in (self.low, self.high) if v is not None), default=Decimal(0))


@frozen
class Analysis:
    """Sensitivities and swings of a result, the largest first; single `cells` apart from the others."""

    result: Result
    sensitivities: tuple[Sensitivity, ...]
    cells: tuple[Sensitivity, ...]
    swings: tuple[Swing, ...]


def analyse(result: Result) -> Analysis:
    """Elasticities and swings of a result that has been calculated."""
    program, inventory = result.program, result.inventory
    known = variables(program, inventory)
    lookups = lookups_read(program)
    singles, looked_up = _elasticities(result, known, lookups)
    cells = [s for s in singles if s.kind == "cell"]
    columns = _columns(known, cells)
    groups = [*(s for s in singles if s.kind != "cell"), *columns, *looked_up]
    with localcontext(CONTEXT):
        swings = [_swing(result, v, None) for v in known if v.kind != "cell"]
        swings += [_swing(result, None, s) for s in (*columns, *looked_up)]
        swings = [s for s in swings if s.width(result.per_unit)]
        swings.sort(key=lambda s: (-s.width(result.per_unit), s.name))
    return Analysis(result, _sorted(groups), _sorted(cells), tuple(swings))


def _sorted(found: Sequence[Sensitivity]) -> tuple[Sensitivity, ...]:
    """The largest effect on the footprint per unit first; what is not defined last."""

    def key(item: Sensitivity) -> tuple[bool, float, str]:
        return (item.of_per_unit is None, -abs(item.of_per_unit or 0.0), item.name)

    return tuple(sorted(found, key=key))


def _elasticities(
    result: Result, known: Sequence[Variable], lookups: Sequence[tuple[str, Mapping[str, str]]]
) -> tuple[list[Sensitivity], list[Sensitivity]]:
    """The sensitivities to single numbers, and to columns of look-up tables."""
    from ruleengine.run.gradient import gradient

    directions = [*((v.name, v.row) for v in known), *((name, None) for name, _ in lookups)]
    found = gradient(result.program, result.inventory, directions)
    total, per_unit = float(result.total), float(result.per_unit)

    def elasticity(derivative: float, value: float, base: float) -> float | None:
        return derivative * value / base if base and math.isfinite(derivative) else None

    def pair(index: int, value: float) -> tuple[float | None, float | None]:
        derivatives = (float(found.total[index]), float(found.per_unit[index]))
        return elasticity(derivatives[0], value, total), elasticity(derivatives[1], value, per_unit)

    singles = []
    for index, item in enumerate(known):
        slope = float(found.per_unit[index])
        shown = slope if math.isfinite(slope) else None
        of_total, of_per_unit = pair(index, float(item.value))
        singles.append(
            Sensitivity(
                item.kind, item.shown, item.label, item.row_label, item.unit, item.value, shown, of_total, of_per_unit
            )
        )  # fmt: skip
    looked_up = [
        Sensitivity("lookup", name, label, "", None, None, None, *pair(len(known) + index, 1.0))
        for index, (name, label) in enumerate(lookups)
    ]
    return singles, looked_up


def _columns(known: Sequence[Variable], cells: Sequence[Sensitivity]) -> list[Sensitivity]:
    """The sensitivities to whole columns: the sums of those to their cells."""
    groups: dict[str, list[Sensitivity]] = {}
    labels: dict[str, Mapping[str, str]] = {}
    for variable, cell in zip((v for v in known if v.kind == "cell"), cells, strict=True):
        groups.setdefault(variable.name, []).append(cell)
        labels[variable.name] = variable.label
    return [
        Sensitivity(
            "column", name, labels[name], "", None, None, None,
            _total([c.of_total for c in group]), _total([c.of_per_unit for c in group]),
        )
        for name, group in groups.items()
    ]  # fmt: skip


def _total(parts: Sequence[float | None]) -> float | None:
    numbers = [p for p in parts if p is not None]
    return math.fsum(numbers) if len(numbers) == len(parts) else None


def _swing(result: Result, variable: Variable | None, group: Sensitivity | None) -> Swing:
    """The footprint per unit at both ends of the change."""
    program, inventory = result.program, result.inventory
    ends: list[Decimal | None] = []
    limited = False
    for factor in (1 - CHANGE, 1 + CHANGE):
        cut: list[bool] = []
        if variable is not None:
            value = _within(variable.admits, _limits(variable), variable.value, factor, cut)
            ends.append(per_unit(*with_value(program, inventory, variable, value)))
        elif group is not None and group.kind == "column":
            ends.append(per_unit(program, _column_changed(program, inventory, group.name, factor, cut)))
        elif group is not None:
            ends.append(per_unit(with_lookup(program, group.name, factor), inventory))
        limited = limited or any(cut)
    named = variable or group
    if named is None:
        raise AssertionError("a swing is that of a variable or of a group")
    return Swing(named.kind, named.name, named.label, ends[0], ends[1], limited)


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
    value = calculate(footprint_only(program), inventory).values.get("footprint.per_unit")
    return value if isinstance(value, Decimal) else None


def footprint_only(program: Program) -> Program:
    """The program without indicators and requirements."""
    return evolve(program, indicators=(), requirements=())
