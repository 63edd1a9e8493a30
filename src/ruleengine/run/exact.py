"""The exact evaluator: decimal arithmetic, one product, every step kept. It is the specification of the language.

Missing and not-applicable values: arithmetic on a missing value is missing, else on a not-applicable one not
applicable; a missing row makes a sum missing, a not-applicable row is left out; `and`/`or` are three-valued.

The order of the rows never matters. An aggregate evaluates all its rows: an error in one of them is an error of the
whole and outweighs a missing condition, value or weight, which makes the whole missing. In `any` and `all` a missing
condition (`where`) does so too, a missing value only where no other row decides. With `by`, each group stands by
itself, and rows whose reference is absent belong to no group. A column with an error in a row has no value in any row.
What is not evaluated cannot fail: the side not chosen, and in `and`/`or` what stands behind the part that decides.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal, DecimalException, localcontext
from fractions import Fraction
from typing import Any

from attrs import frozen

from ruleengine.formula import typed as t
from ruleengine.formula.amount import CONTEXT as CONTEXT
from ruleengine.formula.functions import AGGREGATES, APPLIED, ARITHMETIC, COMPARISONS, complete
from ruleengine.formula.units import CO2E
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, Absent, Inventory
from ruleengine.program.program import Program, Scalar, Step
from ruleengine.ruleset.model import SPECIES, STAGES

Result = Scalar | Absent
#: A calculated value: one, or one for each row of a table.
Calculated = Result | tuple[Result, ...]

_ARITHMETIC: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = complete("run/exact", ARITHMETIC, {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
})  # fmt: skip
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = complete("run/exact", COMPARISONS, {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
})  # fmt: skip


class CalculationError(ArithmeticError):
    """A step that has no value for this inventory: the diagnostic code, what happened, and the part concerned."""

    def __init__(self, code: str, message: str, part: t.Typed):
        super().__init__(message)
        self.code, self.message, self.part = code, message, part


class Unusable(Exception):
    """A value rests on a step that failed; that step has been reported."""


@frozen
class StepError:
    """An error in one step, in a row (from 0) where it is a column."""

    step: Step
    row: int | None
    error: CalculationError


@frozen
class Calculation:
    """All values of a run by name, and the errors of the steps that have none."""

    values: Mapping[str, Calculated]
    errors: tuple[StepError, ...]


def calculate(program: Program, inventory: Inventory) -> Calculation:
    """Run every step of a program on an inventory, in 34-digit decimal arithmetic."""
    with localcontext(CONTEXT):
        evaluator = Evaluator(program, inventory)
        evaluator.run()
    return Calculation(evaluator.values, tuple(evaluator.errors))


class Evaluator:
    """Evaluates typed trees; `values` grows step by step."""

    def __init__(
        self, program: Program, inventory: Inventory, values: Mapping[str, Calculated] | None = None
    ):
        self.program, self.inventory = program, inventory
        self.errors: list[StepError] = []
        self.failed: set[str] = set()
        self.values: dict[str, Calculated] = dict(values) if values is not None else self._inputs()
        self._keys: dict[str, dict[str, int]] = {}
        self._groups: dict[int, list[list[int]]] = {}
        self._methods: dict[type, Callable[..., Result]] = {
            t.Constant: self._constant, t.Value: self._value, t.Follow: self._follow, t.Find: self._find,
            t.Convert: self._convert, t.Arithmetic: self._arithmetic, t.Power: self._power, t.Compare: self._compare,
            t.Connect: self._connect, t.Select: self._select, t.Apply: self._apply, t.Aggregate: self._aggregate,
        }  # fmt: skip

    def _inputs(self) -> dict[str, Calculated]:
        values: dict[str, Calculated] = {k: c.value for k, c in self.inventory.values.items()}
        for name, parameter in self.program.parameters.items():
            values[name] = parameter.value
        for name, table in self.program.tables.items():
            rows = self.inventory.tables[name]
            for column in table.columns:
                values[f"{name}.{column}"] = tuple(row[column].value for row in rows)
        return values

    def run(self) -> None:
        """Calculate all steps, the footprint between emissions and indicators."""
        for step in self.program.steps:
            self.step(step)
        if self.program.reference_flow:
            self.step(self.program.reference_flow)
        self._footprint()
        for step in self.program.indicators:
            self.step(step)
        for requirement in self.program.requirements:
            for condition in (requirement.applies, requirement.check):
                if condition:
                    self.step(condition)

    def step(self, step: Step) -> None:
        """Calculate one step and keep its value or its error."""
        if step.type.table is None:
            value = self._guarded(step, None)
            if value is not None:
                self.values[step.name] = value
        else:
            column = [self._guarded(step, row) for row in range(len(self.inventory.tables[step.type.table]))]
            if None not in column:
                self.values[step.name] = tuple(v for v in column if v is not None)

    def _guarded(self, step: Step, row: int | None) -> Result | None:
        """The value of a step in a row; None when it failed or rests on something that failed."""
        try:
            return self.evaluate(step.typed, row)
        except CalculationError as error:
            self.errors.append(StepError(step, row, error))
        except Unusable:
            pass
        self.failed.add(step.name)
        return None

    def _footprint(self) -> None:
        """Add the emissions up by stage and species; not-applicable ones are left out."""
        sums = {f"footprint.{part}": Decimal(0) for part in (*STAGES, *SPECIES, "total")}
        complete = True
        for step in self.program.emissions:
            value = self.values.get(step.name)
            if isinstance(value, Decimal):
                complete = self._add(step, value, sums) and complete
            elif value is not NOT_APPLICABLE:
                complete = False
        if not complete:
            self.failed.update([*sums, "footprint.per_unit"])
            return
        self.values.update(sums)
        self._per_unit(sums["footprint.total"])

    def _add(self, step: Step, value: Decimal, sums: dict[str, Decimal]) -> bool:
        """Add an emission to its stage, its species and the total; False where a sum is too large."""
        try:
            amount = _scaled(value, step.type.unit.factor_to(CO2E))
            for part in (step.stage, step.species, "total"):
                sums[f"footprint.{part}"] += amount
        except DecimalException:
            error = CalculationError("E702", "the sum of the emissions is too large", step.typed)
            self.errors.append(StepError(step, None, error))
            return False
        return True

    def _per_unit(self, total: Decimal) -> None:
        """The footprint per unit: the total times the reference flow."""
        step, flow = self.program.reference_flow, self.values.get("reference_flow")
        if step is not None and isinstance(flow, Decimal):
            try:
                self.values["footprint.per_unit"] = total * flow
                return
            except DecimalException:
                error = CalculationError("E702", "the footprint per unit is too large", step.typed)
                self.errors.append(StepError(step, None, error))
        self.failed.add("footprint.per_unit")

    def evaluate(self, node: t.Typed, row: int | None = None) -> Result:
        """The value of a typed tree, in one row of its table where it is a column."""
        return self._methods[type(node)](node, row)

    def _constant(self, node: t.Constant, row: int | None) -> Result:
        return node.value

    def _value(self, node: t.Value, row: int | None) -> Result:
        try:
            value = self.values[node.name]
        except KeyError:
            if node.name in self.failed:
                raise Unusable from None
            return MISSING
        if isinstance(value, tuple):
            if row is None:
                raise AssertionError(f"{node.name} is a column")
            return value[row]
        return value

    def _follow(self, node: t.Follow, row: int | None) -> Result:
        key = self.evaluate(node.reference, row)
        if isinstance(key, Absent):
            return key
        target = node.reference.type.target or ""
        return self.evaluate(node.target, self.row(target, str(key)))

    def row(self, table: str, key: str) -> int:
        """The row (from 0) of an input table that has this key."""
        return self._rows(table)[key]

    def _rows(self, table: str) -> dict[str, int]:
        if table not in self._keys:
            key = self.program.tables[table].key or ""
            self._keys[table] = self.inventory.key_rows(table, key)
        return self._keys[table]

    def _find(self, node: t.Find, row: int | None) -> Result:
        keys = [self.evaluate(k, row) for k in node.keys]
        absent = _absent(keys)
        if absent:
            return absent
        found = self.program.lookups[node.table].rows.get(tuple(str(k) for k in keys))
        if found is None:
            shown = ", ".join(f"`{k}`" for k in keys)
            raise CalculationError("E703", f"`{node.table}` has no row for {shown}", node)
        value = found[node.column]
        return MISSING if value is None else value

    def _convert(self, node: t.Convert, row: int | None) -> Result:
        value = self.evaluate(node.operand, row)
        return (
            self._checked(node, lambda: _scaled(value, node.factor)) if isinstance(value, Decimal) else value
        )

    def _arithmetic(self, node: t.Arithmetic, row: int | None) -> Result:
        left, right = self.evaluate(node.left, row), self.evaluate(node.right, row)
        if isinstance(left, Decimal) and isinstance(right, Decimal):
            if node.operator == "/" and right == 0:
                raise CalculationError("E701", "division by zero", node)
            try:
                return _ARITHMETIC[node.operator](left, right)
            except DecimalException:
                raise CalculationError("E702", "the result is too large or not defined", node) from None
        return _absent((left, right)) or MISSING

    def _checked(self, node: t.Typed, action: Callable[[], Decimal]) -> Decimal:
        try:
            return action()
        except DecimalException:
            raise CalculationError("E702", "the result is too large or not defined", node) from None

    def _power(self, node: t.Power, row: int | None) -> Result:
        value = self.evaluate(node.operand, row)
        if not isinstance(value, Decimal):
            return value
        exponent = node.exponent
        if value == 0 and exponent < 0:
            raise CalculationError("E701", "division by zero", node)
        if exponent.denominator == 2:
            if value < 0:
                raise CalculationError("E702", "the root of a negative number", node)
            return self._checked(node, lambda: value.sqrt() ** exponent.numerator)
        return self._checked(node, lambda: Decimal(1) if exponent == 0 else value ** int(exponent))

    def _compare(self, node: t.Compare, row: int | None) -> Result:
        left, right = self.evaluate(node.left, row), self.evaluate(node.right, row)
        return _absent((left, right)) or _COMPARE[node.operator](left, right)

    def _connect(self, node: t.Connect, row: int | None) -> Result:
        """Three-valued: one False decides `and`, one True decides `or`, whatever is absent."""
        decisive = node.operator == "or"
        absent: Absent | None = None
        for operand in node.operands:
            value = self.evaluate(operand, row)
            if value is decisive:
                return decisive
            if isinstance(value, Absent):
                absent = MISSING if MISSING in (absent, value) else value
        return not decisive if absent is None else absent

    def _select(self, node: t.Select, row: int | None) -> Result:
        condition = self.evaluate(node.condition, row)
        if isinstance(condition, Absent):
            return condition
        return self.evaluate(node.then if condition else node.otherwise, row)

    def _apply(self, node: t.Apply, row: int | None) -> Result:
        values = [self.evaluate(a, row) for a in node.arguments]
        if node.function == "given":
            return not isinstance(values[0], Absent)
        absent = _absent(values)
        if absent:
            return absent
        try:
            return _APPLIED[node.function](values, node)
        except DecimalException:
            raise CalculationError("E702", "the result is too large or not defined", node) from None

    def _aggregate(self, node: t.Aggregate, row: int | None) -> Result:
        if node.table in self.inventory.missing_tables:
            return MISSING
        if node.by is None:
            return self._reduce(node, range(len(self.inventory.tables[node.table])), row)
        if id(node) not in self._groups:
            self._groups[id(node)] = self._members(node, node.by)
        return self._reduce(node, self._groups[id(node)][row or 0], row)

    def _members(self, node: t.Aggregate, by: t.Typed) -> list[list[int]]:
        """For each row of the table referred to: the rows that point at it."""
        target = by.type.target or ""
        members: list[list[int]] = [[] for _ in self.inventory.tables[target]]
        for index in range(len(self.inventory.tables[node.table])):
            key = self.evaluate(by, index)
            if not isinstance(key, Absent):
                members[self._rows(target)[str(key)]].append(index)
        return members

    def _reduce(self, node: t.Aggregate, rows: range | list[int], outer: int | None) -> Result:
        """Fold the rows of an aggregate: all of them, so that an error does not depend on what else is missing."""
        found: list[tuple[Result, Result] | None] = []
        failures: list[CalculationError | Unusable] = []
        for index in rows:
            try:
                found.append(self._item(node, index, outer))
            except (CalculationError, Unusable) as failure:
                failures.append(failure)
        if failures:
            raise min(failures, key=_first_told)
        kept = [item for item in found if item is not None]
        items = [value for value, _ in kept]
        if MISSING in items and (node.function not in ("any", "all") or (MISSING, MISSING) in kept):
            return MISSING
        return self._fold(node, items, [weight for _, weight in kept if isinstance(weight, Decimal)])

    def _item(self, node: t.Aggregate, index: int, outer: int | None) -> tuple[Result, Result] | None:
        """A row's value and weight; None where the row is left out. Both are missing where the condition is."""
        if node.where is not None:
            kept = self.evaluate(node.where, index if node.where.type.table else outer)
            if kept is MISSING:
                return MISSING, MISSING
            if kept is not True:
                return None
        value: Result = True if node.argument is None else self.evaluate(node.argument, index)
        if value is NOT_APPLICABLE:
            return None
        if value is MISSING or node.weight is None:
            return value, Decimal(1)
        weight = self.evaluate(node.weight, index if node.weight.type.table else outer)
        if weight is MISSING:
            return MISSING, MISSING
        return (value, weight) if isinstance(weight, Decimal) else None

    def _fold(self, node: t.Aggregate, items: list[Result], weights: list[Decimal]) -> Result:
        try:
            return _AGGREGATES[node.function](items, weights, node)
        except DecimalException:
            raise CalculationError("E702", "the result is too large or not defined", node) from None


def _first_told(failure: CalculationError | Unusable) -> tuple[int, str, str, tuple[int, int]]:
    """Which failure of several rows is told, whatever their order: errors before what rests on other steps."""
    if isinstance(failure, Unusable):
        return 1, "", "", (0, 0)
    return 0, failure.code, failure.message, failure.part.span


def _scaled(value: Decimal, factor: Fraction) -> Decimal:
    """The value times an exact fraction, multiplied before it is divided."""
    return value * factor.numerator / factor.denominator


def _absent(values: list[Result] | tuple[Result, ...]) -> Absent | None:
    """What absent arguments make of an operation: missing outweighs not applicable; None when all are there."""
    if MISSING in values:
        return MISSING
    return NOT_APPLICABLE if NOT_APPLICABLE in values else None


def _decided(items: list[Result], decisive: bool) -> Result:
    """`any` (decisive: True) or `all` (decisive: False) of conditions that may be missing."""
    if decisive in items:
        return decisive
    return MISSING if MISSING in items else not decisive


def _mean(items: list[Result], weights: list[Decimal], node: t.Aggregate) -> Result:
    if not items:
        return NOT_APPLICABLE
    total = sum(weights, Decimal(0))
    if total == 0:
        raise CalculationError("E701", "division by zero: the weights add up to zero", node)
    return sum((n * w for n, w in zip(_numbers(items), weights, strict=True)), Decimal(0)) / total


def _numbers(values: list[Result]) -> list[Decimal]:
    return [v for v in values if isinstance(v, Decimal)]


def _log(numbers: list[Decimal], node: t.Apply) -> Decimal:
    if numbers[0] <= 0:
        raise CalculationError("E702", "the logarithm of a number that is not above zero", node)
    return numbers[0].ln()


def _round(numbers: list[Decimal], node: t.Apply) -> Decimal:
    """Rounded to decimal places; a number that has no more places stays as it is, however large."""
    places = int(numbers[1])
    exponent = numbers[0].as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return numbers[0]
    return numbers[0].quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)


#: Functions of values that are all there; whether `given` is true is asked of those that are not.
_APPLIED: Mapping[str, Callable[[list[Result], t.Apply], Result]] = complete("run/exact", APPLIED, {
    "given": lambda values, node: True,
    "not": lambda values, node: not values[0],
    "in": lambda values, node: values[0] in values[1:],
    "neg": lambda values, node: -_numbers(values)[0],
    "abs": lambda values, node: abs(_numbers(values)[0]),
    "exp": lambda values, node: _numbers(values)[0].exp(),
    "log": lambda values, node: _log(_numbers(values), node),
    "min": lambda values, node: min(_numbers(values)),
    "max": lambda values, node: max(_numbers(values)),
    "round_half_even": lambda values, node: _round(_numbers(values), node),
})  # fmt: skip
#: Folds of the values of the rows kept; `weights` are those of a mean, in the order of the values.
_AGGREGATES: Mapping[str, Callable[[list[Result], list[Decimal], t.Aggregate], Result]] = complete(
    "run/exact", AGGREGATES, {
        "sum": lambda items, weights, node: sum(_numbers(items), Decimal(0)),
        "count": lambda items, weights, node: Decimal(len(items)),
        "mean": _mean,
        "min": lambda items, weights, node: min(_numbers(items)) if items else NOT_APPLICABLE,
        "max": lambda items, weights, node: max(_numbers(items)) if items else NOT_APPLICABLE,
        "any": lambda items, weights, node: _decided(items, True),
        "all": lambda items, weights, node: _decided(items, False),
    },
)  # fmt: skip
