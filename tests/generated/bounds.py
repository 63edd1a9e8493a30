"""How far double precision may be from the exact evaluator: a bound for every value, by running error analysis.

Every operation adds a rounding of its own to what its operands bring along. Where a comparison, a divisor, a root or
a rounding is decided by less than that, or a number leaves the range of double precision, the value is `Unsure`:
there the exact evaluator decides, and nothing is said of the kernel. Subtraction of nearly equal numbers shows as a
wide bound.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext
from fractions import Fraction

from ruleengine.formula import typed as t
from ruleengine.formula.units import CO2E
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, Absent, Inventory
from ruleengine.program.program import Program, Step
from ruleengine.ruleset.model import SPECIES, STAGES
from ruleengine.run.exact import CONTEXT, Calculation, Evaluator
from ruleengine.run.values import CalculationError, Unusable

#: One rounding of double precision with room for functions that are two units off.
ROUNDING = Decimal("4.5e-16")
LARGEST, SMALLEST = Decimal("1e300"), Decimal("1e-290")
ZERO = Decimal(0)

#: What a named value is: its bound, one a row, or why it has none.
Bound = Decimal | tuple[Decimal, ...]

_SUMS = (*STAGES, *SPECIES, "gross", "gross_to_gate")


def _is_part(emission: Step, part: str, headline: tuple[str, ...]) -> bool:
    """Whether a sum of the footprint has an emission."""
    if part.startswith("gross"):
        before = part == "gross" or emission.stage in ("raw_materials", "production")
        return before and emission.species != "biogenic_removal"
    return part == emission.species or (part in ("total", emission.stage) and emission.species in headline)


class Unsure(Exception):
    """Double precision may come out differently."""


class Fails(Exception):
    """The exact evaluator has no value here, and double precision has none either."""


class Bounds:
    """Bounds of all steps of a calculation: `known` has a bound, `Unsure` or `Fails` for each."""

    def __init__(self, program: Program, inventory: Inventory, calculation: Calculation):
        self.program, self.inventory = program, inventory
        self.evaluator = Evaluator(program, inventory, calculation.values)
        self.evaluator.failed = {s.name for s in program.all_steps() if s.name not in calculation.values}
        self.evaluator.failed |= {f"footprint.{p}" for p in ("total", "per_unit", *_SUMS)}
        self.known: dict[str, Bound | type[Exception]] = {}
        with localcontext(CONTEXT):
            self._run()

    def _run(self) -> None:
        for step in (*self.program.steps, *self.program.preconditions):
            self._step(step)
        if self.program.reference_flow:
            self._step(self.program.reference_flow)
        self._footprint()
        for step in self.program.indicators:
            self._step(step)
        for requirement in self.program.requirements:
            for condition in (requirement.applies, requirement.check):
                if condition:
                    self._step(condition)

    def _step(self, step: Step) -> None:
        if step.type.table is None:
            self.known[step.name] = self._outcome(step.typed, None)
            return
        rows = range(len(self.inventory.tables[step.type.table]))
        column = [self._outcome(step.typed, row) for row in rows]
        for reason in (Unsure, Fails):
            if reason in column:
                self.known[step.name] = reason
                return
        self.known[step.name] = tuple(c for c in column if isinstance(c, Decimal))

    def _outcome(self, node: t.Typed, row: int | None) -> Decimal | type[Exception]:
        try:
            return self.bound(node, row)
        except (Unsure, Fails) as reason:
            return type(reason)

    def _footprint(self) -> None:
        """The sums of the emissions and the footprint per unit, as `Evaluator` makes them."""
        found = [self.known[s.name] for s in self.program.emissions]
        values = self.evaluator.values
        state: Decimal | type[Exception] = ZERO
        if Fails in found or any(values.get(s.name) is MISSING for s in self.program.emissions):
            state = Fails
        if Unsure in found:
            state = Unsure
        names = ("total", *_SUMS)
        for part in names:
            self.known[f"footprint.{part}"] = state if state is not ZERO else self._sum_of(part)
        per_unit = self.known["footprint.total"]
        flow, value = self.known.get("reference_flow"), values.get("reference_flow")
        if isinstance(per_unit, Decimal):
            per_unit = flow if isinstance(flow, type) else Fails
            if isinstance(value, Decimal) and isinstance(flow, Decimal):
                total = values["footprint.total"]
                wide = abs(total) * flow + abs(value) * self.known["footprint.total"]
                per_unit = wide + ROUNDING * abs(total * value)
        self.known["footprint.per_unit"] = per_unit

    def _sum_of(self, part: str) -> Decimal:
        total = ZERO
        counted = self.program.headline
        steps = [s for s in self.program.emissions if _is_part(s, part, counted)]
        for step in steps:
            value = self.evaluator.values[step.name]
            if isinstance(value, Decimal):
                factor = step.type.unit.factor_to(CO2E)
                total += _times(self.known[step.name] + (len(steps) + 2) * ROUNDING * abs(value), factor)
        return total

    def value(self, node: t.Typed, row: int | None) -> object:
        """The exact value of a part whose bound has been found."""
        try:
            return self.evaluator.evaluate(node, row)
        except (CalculationError, Unusable):
            raise Fails from None

    def bound(self, node: t.Typed, row: int | None) -> Decimal:
        """How far the value of a part may be off; 0 for what is no number."""
        found: Decimal = getattr(self, "_" + type(node).__name__.lower())(node, row)
        value = self.value(node, row)
        if isinstance(value, Decimal):
            _in_range(value)
        return found

    def _constant(self, node: t.Constant, row: int | None) -> Decimal:
        return ZERO if not isinstance(node.value, Decimal) else _reading(node.value)

    def _absence(self, node: t.Absence, row: int | None) -> Decimal:
        return ZERO

    def _value(self, node: t.Value, row: int | None) -> Decimal:
        known = self.known.get(node.name)
        if isinstance(known, type):
            raise known
        if known is not None:
            return known[row] if isinstance(known, tuple) else known
        value = self.value(node, row)
        return _reading(value) if isinstance(value, Decimal) else ZERO

    def _follow(self, node: t.Follow, row: int | None) -> Decimal:
        self.bound(node.reference, row)
        key = self.value(node.reference, row)
        if isinstance(key, Absent):
            return ZERO
        return self.bound(node.target, self.evaluator.row(node.reference.type.target or "", str(key)))

    def _find(self, node: t.Find, row: int | None) -> Decimal:
        for key in node.keys:
            self.bound(key, row)
        value = self.value(node, row)
        return _reading(value) if isinstance(value, Decimal) else ZERO

    def _convert(self, node: t.Convert, row: int | None) -> Decimal:
        wide, value = self.bound(node.operand, row), self.value(node.operand, row)
        if not isinstance(value, Decimal):
            return ZERO
        _in_range(value * node.factor.numerator)
        return _times(wide, node.factor) + 2 * ROUNDING * _times(abs(value), node.factor)

    def _both(
        self, node: t.Arithmetic | t.Compare, row: int | None
    ) -> tuple[object, object, Decimal, Decimal]:
        wide = self.bound(node.left, row), self.bound(node.right, row)
        return self.value(node.left, row), self.value(node.right, row), *wide

    def _arithmetic(self, node: t.Arithmetic, row: int | None) -> Decimal:
        left, right, a, b = self._both(node, row)
        if not isinstance(left, Decimal) or not isinstance(right, Decimal):
            return ZERO
        if node.operator in "+-":
            return a + b + ROUNDING * abs(left + right if node.operator == "+" else left - right)
        if node.operator == "*":
            return abs(left) * b + abs(right) * a + a * b + ROUNDING * abs(left * right)
        _away_from_zero(right, b)
        if right == 0:
            raise Fails
        whole = abs(left / right)
        return (whole * b + a) / (abs(right) - b) + ROUNDING * whole

    def _power(self, node: t.Power, row: int | None) -> Decimal:
        wide, value = self.bound(node.operand, row), self.value(node.operand, row)
        if not isinstance(value, Decimal):
            return ZERO
        exponent = node.exponent
        if exponent == 0:
            return ZERO
        if exponent < 0 or exponent.denominator == 2:
            _away_from_zero(value, wide)
        result = self.value(node, row)
        if value == 0 or not isinstance(result, Decimal):
            return ZERO if exponent >= 1 and wide == 0 else _unsure()
        share = wide / abs(value)
        if share > Decimal("0.01"):
            raise Unsure
        return abs(result) * (abs(Decimal(exponent.numerator)) * share * 2 + 3 * ROUNDING)

    def _compare(self, node: t.Compare, row: int | None) -> Decimal:
        left, right, a, b = self._both(node, row)
        if isinstance(left, Decimal) and isinstance(right, Decimal):
            given = all(isinstance(side, t.Value | t.Constant) for side in (node.left, node.right))
            direct = given and not any(
                isinstance(s, t.Value) and s.name in self.known for s in (node.left, node.right)
            )
            same = left == right and (direct or a == b == 0)
            if not same and abs(left - right) <= a + b:
                raise Unsure
        return ZERO

    def _connect(self, node: t.Connect, row: int | None) -> Decimal:
        for operand in node.operands:
            self.bound(operand, row)
            if self.value(operand, row) is (node.operator == "or"):
                break
        return ZERO

    def _select(self, node: t.Select, row: int | None) -> Decimal:
        self.bound(node.condition, row)
        condition = self.value(node.condition, row)
        if isinstance(condition, Absent):
            return ZERO
        return self.bound(node.then if condition else node.otherwise, row)

    def _apply(self, node: t.Apply, row: int | None) -> Decimal:
        wide = [self.bound(a, row) for a in node.arguments]
        values = [self.value(a, row) for a in node.arguments]
        if node.function in ("given", "not", "in") or any(isinstance(v, Absent) for v in values):
            return ZERO
        value = values[0]
        if node.function in ("neg", "abs", "min", "max"):
            return max(wide)
        if node.function == "log":
            _away_from_zero(value, wide[0])
            if value <= 0:
                raise Fails
            return wide[0] / (value - wide[0]) + 3 * ROUNDING * abs(self.value(node, row))
        if node.function == "exp":
            if abs(value) > 600:
                raise Unsure
            return self.value(node, row) * (wide[0] * 2 + 3 * ROUNDING)
        if node.function in ("ceil", "floor"):
            if wide[0] and abs(value - value.to_integral_value()) <= wide[0] + 4 * ROUNDING * abs(value):
                raise Unsure
            return 4 * ROUNDING * (abs(value) + 1)
        return self._rounded(value, wide[0], int(values[1]))

    def _rounded(self, value: Decimal, wide: Decimal, places: int) -> Decimal:
        """Rounding is sure where the value is farther from the nearest tie than it may be off."""
        scaled = abs(value).scaleb(places)
        if scaled >= 2**50:
            return wide + 4 * ROUNDING * abs(value)
        if wide and abs(scaled % 1 - Decimal("0.5")) <= wide.scaleb(places) + 4 * ROUNDING * scaled:
            raise Unsure
        return 4 * ROUNDING * (abs(value) + Decimal(1).scaleb(-places))

    def _aggregate(self, node: t.Aggregate, row: int | None) -> Decimal:
        if node.table in self.inventory.missing_tables:
            return ZERO
        found = [self._item(node, index) for index in self._members(node, row)]
        items = [item for item in found if item is not None]
        if node.function in ("count", "any", "all") or not items:
            return ZERO
        if node.function in ("min", "max"):
            return max(wide for _, wide, _, _ in items)
        if isinstance(self.value(node, row), Absent):
            return ZERO
        terms = len(items) * ROUNDING
        if node.function == "sum":
            return sum((wide + terms * abs(value) for value, wide, _, _ in items), ZERO)
        return self._mean(items, terms)

    def _mean(self, items: list[tuple[Decimal, Decimal, Decimal, Decimal]], terms: Decimal) -> Decimal:
        below = sum((w for _, _, w, _ in items), ZERO)
        below_wide = sum((b + terms * abs(w) for _, _, w, b in items), ZERO)
        _away_from_zero(below, below_wide)
        if below == 0:
            raise Fails
        for value, _, weight, _ in items:
            _in_range(value * weight)
        above = abs(sum((v * w for v, _, w, _ in items), ZERO))
        above_wide = sum(
            (abs(v) * b + abs(w) * a + a * b + 2 * terms * abs(v * w) for v, a, w, b in items), ZERO
        )
        whole = above / abs(below)
        return (whole * below_wide + above_wide) / (abs(below) - below_wide) + ROUNDING * whole

    def _members(self, node: t.Aggregate, row: int | None) -> Iterable[int]:
        for index in range(len(self.inventory.tables[node.table])):
            key = self.value(node.by, index) if node.by is not None else None
            target = node.by.type.target or "" if node.by is not None else ""
            if node.by is None or (isinstance(key, str) and self.evaluator.row(target, key) == row):
                yield index

    def _item(self, node: t.Aggregate, index: int) -> tuple[Decimal, Decimal, Decimal, Decimal] | None:
        """Value, its bound, weight, its bound of one row; None where it has no number or does not count."""
        if node.where is not None:
            self.bound(node.where, index)
            if self.value(node.where, index) is not True:
                return None
        if node.argument is None:
            return None
        wide, value = self.bound(node.argument, index), self.value(node.argument, index)
        if not isinstance(value, Decimal):
            return None
        if node.weight is None:
            return value, wide, Decimal(1), ZERO
        weight_wide, weight = self.bound(node.weight, index), self.value(node.weight, index)
        return (value, wide, weight, weight_wide) if isinstance(weight, Decimal) else None


def _reading(value: Decimal) -> Decimal:
    """How far the nearest double is from a decimal."""
    _in_range(value)
    return abs(Decimal(float(value)) - value)


def _in_range(value: Decimal) -> None:
    if value != 0 and not SMALLEST < abs(value) < LARGEST:
        raise Unsure


def _away_from_zero(value: Decimal, wide: Decimal) -> None:
    """A number that may be of either sign, or zero, is not sure; an exact zero is."""
    if abs(value) <= 2 * wide and wide != 0:
        raise Unsure


def _unsure() -> Decimal:
    raise Unsure


def _times(value: Decimal, factor: Fraction) -> Decimal:
    return value * factor.numerator / factor.denominator


__all__ = ["NOT_APPLICABLE", "Bounds", "Fails", "Unsure"]
