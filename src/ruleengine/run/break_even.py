"""Break-even: which value of one number brings the footprint per unit to a target."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from itertools import pairwise

from attrs import frozen

from ruleengine.diagnostics import Diagnostic, Place, Refused, Report
from ruleengine.formula.amount import NotAnAmount, amount, convert
from ruleengine.formula.units import CO2E
from ruleengine.run.exact import CONTEXT
from ruleengine.run.result import Result
from ruleengine.run.sensitivity import per_unit
from ruleengine.run.variables import Variable, find_variable, with_value

#: A footprint within this of the target, relative, is on it.
TOLERANCE = Decimal("1e-12")
_DECADES = 6
_STEPS_A_DECADE = 8
_MOST_STEPS = 200


@frozen
class BreakEven:
    """The value of a variable at which the footprint per unit is the target; `reached` is what is calculated there.

    `others` are further values, in the order searched, near which the target is crossed as well.
    """

    variable: Variable
    target: Decimal
    value: Decimal
    reached: Decimal
    others: tuple[Decimal, ...]


#: A value of the number with the footprint per unit less the target.
_Point = tuple[Decimal, Decimal]


def break_even(result: Result, name: str, target: Decimal) -> BreakEven:
    """The value of `name` nearest to the present one that brings the footprint per unit to `target` (kgCO2e).

    Values are searched within the limits of the rule set; without a limit, up to a million times the present value,
    in steps of an eighth of a decade, so that two crossings within one step can be overlooked. Raises `Refused`:
    E721 for an unknown name, E722 where no value within the limits does it.
    """
    variable = find_variable(result.program, result.inventory, name)
    with localcontext(CONTEXT):
        search = _Search(result, variable, target)
        points = search.scan()
        crossings = [(a, b) for a, b in pairwise(points) if a[1] * b[1] <= 0]
        found = [root for a, b in crossings if (root := search.refine(a, b)) is not None]
        roots = sorted(dict.fromkeys(found), key=lambda r: (abs(r[0] - variable.value), r[0]))
        if not roots:
            raise Refused(_nothing_found(variable, target, points, result.inventory.file))
        value, _ = roots[0]
        reached = per_unit(*with_value(result.program, result.inventory, variable, value))
    if reached is None:
        raise AssertionError(f"{variable.shown} was calculated at {value} before")
    return BreakEven(variable, target, value, reached, tuple(r[0] for r in roots[1:]))


def read_target(text: str) -> tuple[str, Decimal]:
    """`rated_power=50 kgCO2e` as a name and a number of kgCO2e; raises `ValueError` with what is wrong."""
    name, equals, given = text.partition("=")
    if not equals or not name.strip() or not given.strip():
        raise ValueError(f"`{text}` is not of the form NAME=VALUE, such as `rated_power=50 kgCO2e`")
    try:
        value, unit = amount(given)
    except NotAnAmount as error:
        raise ValueError(str(error)) from None
    if unit is None:
        return name.strip(), value
    if unit.dimension != CO2E.dimension:
        raise ValueError(f"the target is given in `{unit}`, not in a unit such as `kgCO2e`")
    return name.strip(), convert(value, unit, CO2E)


@frozen
class _Search:
    result: Result
    variable: Variable
    target: Decimal

    def excess(self, value: Decimal) -> Decimal | None:
        """The footprint per unit less the target; None where it cannot be calculated."""
        found = per_unit(*with_value(self.result.program, self.result.inventory, self.variable, value))
        return None if found is None else found - self.target

    def scan(self) -> list[_Point]:
        """Points from the lowest to the highest value, those that cannot be calculated left out."""
        points = ((x, self.excess(x)) for x in self._values())
        return [(x, y) for x, y in points if y is not None]

    def _values(self) -> list[Decimal]:
        """Values to look at: decades around the present one, both signs, and the limits themselves."""
        variable, field = self.variable, self.variable.field
        size = abs(variable.value) or Decimal(1)
        reach = range(-_DECADES * _STEPS_A_DECADE, _DECADES * _STEPS_A_DECADE + 1)
        sizes = [size * Decimal(10) ** (Decimal(k) / _STEPS_A_DECADE) for k in reach]
        found = {Decimal(0), variable.value, *sizes, *(-s for s in sizes)}
        low = high = None
        if field is not None:
            low = field.minimum if field.minimum is not None else field.above
            high = field.maximum if field.maximum is not None else field.below
            found |= {v for v in (low, high) if v is not None}
        if low is not None and high is not None:
            found |= {low + (high - low) * k / 50 for k in range(51)}
        return sorted(v for v in found if variable.admits(v))

    def refine(self, first: _Point, second: _Point) -> _Point | None:
        """The crossing between two points, by the Illinois method; None where the footprint jumps over the target."""
        for point in (first, second):
            if self._close(point[1]):
                return point
        (a, at_a), (b, at_b) = first, second
        for _ in range(_MOST_STEPS):
            middle = (a * at_b - b * at_a) / (at_b - at_a)
            if not min(a, b) < middle < max(a, b):
                middle = (a + b) / 2
            excess = self.excess(middle)
            if excess is None:
                return None
            if self._close(excess):
                return middle, excess
            if excess * at_b < 0:
                a, at_a = b, at_b
            else:
                at_a = at_a / 2
            b, at_b = middle, excess
            if abs(b - a) <= Decimal("1e-30") * max(abs(a), abs(b)):
                break
        return None

    def _close(self, excess: Decimal) -> bool:
        return abs(excess) <= TOLERANCE * (abs(self.target) or abs(self.result.per_unit))


def _nothing_found(
    variable: Variable, target: Decimal, points: Sequence[_Point], file: str
) -> list[Diagnostic]:
    """What the footprint per unit does instead."""
    reached = [excess + target for _, excess in points]
    unit = f" {variable.unit}" if variable.unit.symbols else ""
    between = f"from {figure(points[0][0])} to {figure(points[-1][0])}{unit}"
    if min(reached) <= target <= max(reached):
        message = f"the footprint per unit jumps over {figure(target)} kgCO2e"
    else:
        message = f"no value of `{variable.shown}` brings the footprint per unit to {figure(target)} kgCO2e"
    report = Report()
    report.add(
        "E722", message, Place(file), element=variable.shown, expected=f"a target that is reached {between}",
        found=f"the footprint per unit is between {figure(min(reached))} and {figure(max(reached))} kgCO2e there",
    )  # fmt: skip
    return report.items


def figure(value: Decimal) -> str:
    """A number with six significant digits, for messages."""
    return f"{value:.6g}"
