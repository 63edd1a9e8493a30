"""Break-even: which value of one number brings the footprint, in total or per unit, to a target."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from itertools import groupby, pairwise

from attrs import evolve, frozen

from ruleengine.analysis.sensitivity.sensitivity import footprint
from ruleengine.analysis.variables import Variable, find_variable, with_value
from ruleengine.diagnostics import Diagnostic, Fault, Phrase, Place, Refused
from ruleengine.diagnostics.facts import in_words
from ruleengine.figures import short
from ruleengine.formula.amount import NotAnAmount, amount, convert
from ruleengine.formula.units import CO2E
from ruleengine.language import Texts, messages_language
from ruleengine.run.exact import CONTEXT, calculate
from ruleengine.run.preconditions import not_met
from ruleengine.run.result import Result

#: A footprint within this of the target, relative, is on it.
TOLERANCE = Decimal("1e-12")
_DECADES = 6
_STEPS_A_DECADE = 8
_MOST_STEPS = 200
_HALVINGS = 60
_FORM: Texts = (
    "{text:code} is not of the form NAME=VALUE, such as `rated_power=50 kgCO2e`",
    "{text:code}不是“名称=数值”的形式，例如`rated_power=50 kgCO2e`",
)
_UNIT: Texts = (
    "the target is given in {unit:code}, not in a unit such as `kgCO2e`",
    "目标的单位为{unit:code}，应为`kgCO2e`一类的单位",
)


@frozen
class BreakEven:
    """The value of a variable at which the footprint is the target; `reached` is what is calculated there.

    `part` is `per_unit` or `total`. `others` are further values, the nearest first, at which the target is reached.
    """

    variable: Variable
    part: str
    target: Decimal
    value: Decimal
    reached: Decimal
    others: tuple[Decimal, ...]


@frozen
class _Point:
    """A value of the number with the footprint less the target; `jump` where the footprint jumps over the target."""

    value: Decimal
    excess: Decimal
    jump: bool = False


def break_even(result: Result, name: str, target: Decimal, part: str = "per_unit") -> BreakEven:
    """The value of `name` nearest to the present one that brings the footprint (`part`) to `target` (kgCO2e).

    Values are searched within the limits of the rule set; without a limit, up to a million times the present value,
    in steps of an eighth of a decade, so that two crossings within one step can be overlooked, and a target that is
    only touched between two steps. Raises `Refused`: E721 for an unknown name, E722 where no value does it that meets
    the preconditions of the rule set.
    """
    variable = find_variable(result.program, result.inventory, name)
    with localcontext(CONTEXT):
        search = _Search(result, variable, target, part)
        points = search.scan()
        found = search.crossings(points)
        roots = sorted(
            (p for p in found if not p.jump), key=lambda p: (abs(p.value - variable.value), p.value)
        )
        flat = max(p.excess for p in points) == min(p.excess for p in points)
        if not roots or flat:
            raise Refused(search.nothing_found(points, next((p for p in found if p.jump), None), flat))
        allowed = [p for p in roots if not search.not_met(p.value)]
        if not allowed:
            raise Refused(search.not_allowed(roots[0].value))
        first, *others = allowed
        reached = first.excess + target
    return BreakEven(variable, part, target, first.value, reached, tuple(p.value for p in others))


def read_target(text: str) -> tuple[str, Decimal]:
    """`rated_power=50 kgCO2e` as a name and a number of kgCO2e; raises `ValueError` with what is wrong."""
    name, equals, given = text.rpartition("=")
    if not equals or not name.strip() or not given.strip():
        raise ValueError(in_words(_FORM, messages_language(), text=text))
    try:
        value, unit = amount(given)
    except NotAnAmount as error:
        raise ValueError(str(error)) from None
    if unit is None:
        return name.strip(), value
    if unit.dimension != CO2E.dimension:
        raise ValueError(in_words(_UNIT, messages_language(), unit=str(unit)))
    return name.strip(), convert(value, unit, CO2E)


@frozen
class _Search:
    result: Result
    variable: Variable
    target: Decimal
    part: str

    def excess(self, value: Decimal) -> Decimal | None:
        """The footprint less the target; None where it cannot be calculated."""
        program, inventory = with_value(self.result.program, self.result.inventory, self.variable, value)
        found = footprint(program, inventory, self.part)
        return None if found is None else found - self.target

    def not_met(self, value: Decimal) -> tuple[str, ...]:
        """The paths of the preconditions that are not met with a value of the number."""
        program, inventory = with_value(self.result.program, self.result.inventory, self.variable, value)
        if not program.preconditions:
            return ()
        steps = evolve(program, reference_flow=None, footprint=(), indicators=(), requirements=())
        return tuple(step.name for step in not_met(program, calculate(steps, inventory).values))

    def not_allowed(self, value: Decimal) -> list[Diagnostic]:
        """What keeps the value nearest to the present one from being used."""
        unit = f" {self.variable.unit}" if self.variable.unit.symbols else ""
        fault = Fault(
            "E722.preconditions", name=self.variable.shown, footprint=Phrase(f"footprint.{self.part}"),
            target=f"{short(self.target)} kgCO2e", value=f"{short(value)}{unit}", preconditions=self.not_met(value),
        )  # fmt: skip
        return [fault.diagnostic(Place(self.result.inventory.file), element=self.variable.shown)]

    def scan(self) -> list[_Point]:
        """Points from the lowest to the highest value, those that cannot be calculated left out."""
        points = ((x, self.excess(x)) for x in self._values())
        return [_Point(x, y) for x, y in points if y is not None]

    def crossings(self, points: Sequence[_Point]) -> list[_Point]:
        """Where the target is reached or jumped over; of a range that reaches it, the end nearest to now."""
        found, before = [], 0
        for reached, group in groupby(points, key=self._close):
            some = list(group)
            if reached:
                found.append(self._nearest(some, points[:before], points[before + len(some) :]))
            before += len(some)
        for a, b in pairwise(points):
            if a.excess * b.excess < 0 and not self._close(a) and not self._close(b):
                crossing = self.refine(a, b)
                found += [crossing] if crossing else []
        return found

    def _nearest(self, range_: Sequence[_Point], lower: Sequence[_Point], upper: Sequence[_Point]) -> _Point:
        """The point nearest to the present value in a range of values that all reach the target."""
        now = self.variable.value
        if len(range_) == 1 or range_[0].value <= now <= range_[-1].value:
            return min(range_, key=lambda p: abs(p.value - now))
        inside, outside = (range_[0], lower[-1:]) if now < range_[0].value else (range_[-1], upper[:1])
        return self._edge(inside, outside[0]) if outside else inside

    def _edge(self, inside: _Point, outside: _Point) -> _Point:
        """The last point that reaches the target on the way to one that does not, by halving."""
        beyond = outside.value
        for _ in range(_HALVINGS):
            middle = (inside.value + beyond) / 2
            excess = self.excess(middle)
            if excess is not None and self._close(_Point(middle, excess)):
                inside = _Point(middle, excess)
            else:
                beyond = middle
        return inside

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
        """The crossing between two points, by the Illinois method; None where the footprint has no value between."""
        (a, at_a), (b, at_b) = (first.value, first.excess), (second.value, second.excess)
        for _ in range(_MOST_STEPS):
            middle = (a * at_b - b * at_a) / (at_b - at_a)
            if not min(a, b) < middle < max(a, b):
                middle = (a + b) / 2
            excess = self.excess(middle)
            if excess is None:
                return None
            if self._close(_Point(middle, excess)):
                return _Point(middle, excess)
            if excess * at_b < 0:
                a, at_a = b, at_b
            else:
                at_a = at_a / 2
            b, at_b = middle, excess
            if abs(b - a) <= Decimal("1e-30") * max(abs(a), abs(b)):
                break
        return _Point(b, at_b, jump=True)

    def _close(self, point: _Point) -> bool:
        base = self.result.per_unit if self.part == "per_unit" else self.result.total
        return abs(point.excess) <= TOLERANCE * (abs(self.target) or abs(base))

    def nothing_found(self, points: Sequence[_Point], jump: _Point | None, flat: bool) -> list[Diagnostic]:
        """What the footprint does instead."""
        name, aim = self.variable.shown, f"{short(self.target)} kgCO2e"
        reached = [p.excess + self.target for p in points]
        low, high = short(min(reached)), short(max(reached))
        unit = f" {self.variable.unit}" if self.variable.unit.symbols else ""
        key = "E722.flat" if flat else "E722.jump" if jump is not None else "E722.nowhere"
        fault = Fault(
            key, name=name, footprint=Phrase(f"footprint.{self.part}"), target=aim, low=low, high=f"{high} kgCO2e",
            first=short(points[0].value), last=f"{short(points[-1].value)}{unit}",
            value=None if jump is None else f"{short(jump.value)}{unit}",
        )  # fmt: skip
        return [fault.diagnostic(Place(self.result.inventory.file), element=name)]
