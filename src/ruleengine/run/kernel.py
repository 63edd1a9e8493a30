"""The array kernel: the same program over many products at once, in double precision, without a loop over products.

It has the shape of the exact evaluator: one method a construct. Where the two could differ by more than rounding, the
exact evaluator is right.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import frozen

from ruleengine.formula import typed as t
from ruleengine.formula.units import CO2E
from ruleengine.program.program import Program, Step
from ruleengine.ruleset.model import SPECIES, STAGES
from ruleengine.run.arrays import (
    ABSENT_MISSING,
    ABSENT_NOT_APPLICABLE,
    FAILED,
    PRESENT,
    Array,
    Floats,
    Integers,
    Products,
    States,
    Truths,
)

_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {"+": np.add, "-": np.subtract, "*": np.multiply}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip


@frozen(eq=False)
class Calculated:
    """All values of a run by name. A product that failed a step has state `FAILED` in it and in all that rests on it."""

    products: Products
    values: dict[str, Array]


def calculate_arrays(program: Program, products: Products) -> Calculated:
    """Run every step of a program on many products."""
    with np.errstate(all="ignore"):
        kernel = Kernel(program, products)
        kernel.run()
    return Calculated(products, kernel.values)


class Kernel:
    """Evaluates typed trees over arrays; a tree that occurs twice is evaluated once."""

    def __init__(self, program: Program, products: Products):
        self.program, self.products = program, products
        self.values: dict[str, Array] = dict(products.values)
        self.known: dict[t.Typed, Array] = {}
        for name, parameter in program.parameters.items():
            self.values[name] = self._constant_array(float(parameter.value))
        self._methods: dict[type, Callable[..., Array]] = {
            t.Constant: self._constant, t.Value: self._value, t.Follow: self._follow, t.Find: self._find,
            t.Convert: self._convert, t.Arithmetic: self._arithmetic, t.Power: self._power, t.Compare: self._compare,
            t.Connect: self._connect, t.Select: self._select, t.Apply: self._apply, t.Aggregate: self._aggregate,
        }  # fmt: skip

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
        """Calculate one step; overflow and undefined results become failures."""
        array = self.spread(self.evaluate(step.typed), step.type.table)
        if step.type.kind == "number":
            array = _finite(array)
        self.values[step.name] = array

    def _footprint(self) -> None:
        size = self.products.size
        sums = {f"footprint.{part}": np.zeros(size) for part in (*STAGES, *SPECIES, "total")}
        state = np.zeros(size, np.uint8)
        for step in self.program.emissions:
            array = self.values[step.name]
            factor = step.type.unit.factor_to(CO2E)
            amounts = np.where(array.state == PRESENT, _scaled(array.values, factor), 0.0)
            state = np.maximum(state, np.where(array.state >= ABSENT_MISSING, FAILED, PRESENT).astype(np.uint8))
            for part in (step.stage, step.species, "total"):
                sums[f"footprint.{part}"] += amounts
        for name, total in sums.items():
            self.values[name] = Array(total, state)
        flow = self.values.get("reference_flow")
        if flow is not None:
            failed = np.where(flow.state == PRESENT, state, FAILED).astype(np.uint8)
            self.values["footprint.per_unit"] = _finite(Array(sums["footprint.total"] * flow.values, failed))

    def evaluate(self, node: t.Typed) -> Array:
        """The array of a typed tree, evaluated once."""
        found = self.known.get(node)
        if found is None:
            found = self._methods[type(node)](node)
            if not isinstance(node, t.Constant | t.Value):
                self.known[node] = found
        return found

    def spread(self, array: Array, table: str | None) -> Array:
        """One value a product as one value for each row of a table; other arrays as they are."""
        if table is None or array.table is not None:
            return array
        owner = self.products.rows[table].owner
        return Array(array.values[owner], array.state[owner], table, array.words)

    def _together(self, nodes: tuple[t.Typed, ...], table: str | None) -> list[Array]:
        return [self.spread(self.evaluate(n), table) for n in nodes]

    def _constant_array(self, value: float | bool) -> Array:
        size = self.products.size
        kind = np.bool_ if isinstance(value, bool) else np.float64
        return Array(np.full(size, value, kind), np.zeros(size, np.uint8))

    def _constant(self, node: t.Constant) -> Array:
        if isinstance(node.value, str):
            size = self.products.size
            return Array(np.zeros(size, np.int64), np.zeros(size, np.uint8), None, (node.value,))
        return self._constant_array(node.value if isinstance(node.value, bool) else float(node.value))

    def _value(self, node: t.Value) -> Array:
        found = self.values.get(node.name)
        if found is not None:
            return found
        size = self.products.rows[node.type.table].count if node.type.table else self.products.size
        return Array(np.zeros(size), np.full(size, ABSENT_MISSING, np.uint8), node.type.table)

    def _follow(self, node: t.Follow) -> Array:
        reference = self.evaluate(node.reference)
        target = self.spread(self.evaluate(node.target), node.target.type.table)
        present = reference.state == PRESENT
        if not len(target.values):
            empty = np.zeros(len(reference.values), target.values.dtype)
            return Array(empty, reference.state, node.type.table, target.words)
        rows = np.where(present, reference.values, 0).astype(np.int64)
        state = np.where(present, target.state[rows], reference.state).astype(np.uint8)
        return Array(target.values[rows], state, node.type.table, target.words)

    def _find(self, node: t.Find) -> Array:
        table = self.program.lookups[node.table]
        keys = self._together(node.keys, node.type.table)
        size = len(keys[0].values)
        position = np.zeros(size, np.int64)
        known: dict[tuple[int, ...], int] = {}
        shape = [max(1, len(k.words or ())) for k in keys]
        for key, length in zip(keys, shape, strict=True):
            position = position * length + key.values
        values = np.zeros(int(np.prod(shape)))
        states = np.full(int(np.prod(shape)), FAILED, np.uint8)
        for index in np.ndindex(*shape):
            words = tuple((k.words or ("",))[i] for k, i in zip(keys, index, strict=True))
            row = table.rows.get(words)
            if row is not None:
                cell = row[node.column]
                flat = int(np.ravel_multi_index(index, shape))
                states[flat] = ABSENT_MISSING if cell is None else PRESENT
                values[flat] = 0.0 if cell is None else float(cell)
        del known
        absent = _worst(keys)
        found = np.where(absent == PRESENT, states[position], absent).astype(np.uint8)
        return Array(values[position], found, node.type.table)

    def _convert(self, node: t.Convert) -> Array:
        operand = self.evaluate(node.operand)
        return Array(_scaled(operand.values, node.factor), operand.state, operand.table)

    def _arithmetic(self, node: t.Arithmetic) -> Array:
        left, right = self._together((node.left, node.right), node.type.table)
        state = _worst([left, right])
        if node.operator == "/":
            zero = (right.values == 0) & (state == PRESENT)
            values = np.divide(left.values, np.where(right.values == 0, 1.0, right.values))
            return Array(values, np.where(zero, FAILED, state).astype(np.uint8), node.type.table)
        return Array(_ARITHMETIC[node.operator](left.values, right.values), state, node.type.table)

    def _power(self, node: t.Power) -> Array:
        operand = self.evaluate(node.operand)
        base, exponent = operand.values, node.exponent
        wrong = np.zeros(len(base), np.bool_)
        if exponent < 0:
            wrong |= base == 0
        if exponent.denominator == 2:
            wrong |= base < 0
        values = np.power(np.where(wrong, 1.0, base), float(exponent))
        state = np.where(wrong & (operand.state == PRESENT), FAILED, operand.state).astype(np.uint8)
        return Array(values, state, operand.table)

    def _compare(self, node: t.Compare) -> Array:
        left, right = self._together((node.left, node.right), node.type.table)
        if left.words is not None and right.words is not None:
            codes = {word: code for code, word in enumerate(left.words)}
            translate = np.asarray([codes.get(word, -1) for word in right.words] or [-1], np.int64)
            same = left.values == translate[right.values]
            values = same if node.operator == "==" else ~same
        else:
            values = _COMPARE[node.operator](left.values, right.values)
        return Array(values, _worst([left, right]), node.type.table)

    def _connect(self, node: t.Connect) -> Array:
        """Three-valued, and lazy in failures: a part behind a decisive one is not evaluated by the specification."""
        decisive = node.operator == "or"
        parts = self._together(node.operands, node.type.table)
        size = len(parts[0].values)
        decided = np.zeros(size, np.bool_)
        state = np.zeros(size, np.uint8)
        for part in parts:
            open_ = ~decided & (state != FAILED)
            decided |= open_ & (part.state == PRESENT) & (part.values == decisive)
            state = np.where(open_ & ~decided, np.maximum(state, part.state), state).astype(np.uint8)
        values = np.where(decided, decisive, not decisive)
        return Array(values, np.where(decided, PRESENT, state).astype(np.uint8), node.type.table)

    def _select(self, node: t.Select) -> Array:
        condition, then, otherwise = self._together((node.condition, node.then, node.otherwise), node.type.table)
        chosen = condition.values & (condition.state == PRESENT)
        words = None
        left, right = then.values, otherwise.values
        if then.words is not None and otherwise.words is not None:
            words = tuple(dict.fromkeys((*then.words, *otherwise.words)))
            codes = {word: code for code, word in enumerate(words)}
            left = _translated(then, codes)
            right = _translated(otherwise, codes)
        values = np.where(chosen, left, right)
        state = np.where(chosen, then.state, otherwise.state)
        state = np.where(condition.state == PRESENT, state, condition.state).astype(np.uint8)
        return Array(values, state, node.type.table, words)

    def _apply(self, node: t.Apply) -> Array:
        if node.function == "in":
            return self._membership(node)
        arguments = self._together(node.arguments, node.type.table)
        first = arguments[0]
        if node.function == "given":
            absent = (first.state == ABSENT_MISSING) | (first.state == ABSENT_NOT_APPLICABLE)
            return Array(~absent, np.where(first.state == FAILED, FAILED, PRESENT).astype(np.uint8), node.type.table)
        state = _worst(arguments)
        if node.function == "not":
            return Array(~first.values.astype(np.bool_), state, node.type.table)
        if node.function == "log":
            wrong = (first.values <= 0) & (state == PRESENT)
            values = np.log(np.where(first.values <= 0, 1.0, first.values))
            return Array(values, np.where(wrong, FAILED, state).astype(np.uint8), node.type.table)
        return Array(_FUNCTIONS[node.function]([a.values for a in arguments]), state, node.type.table)

    def _membership(self, node: t.Apply) -> Array:
        item = self.evaluate(node.arguments[0])
        options = {a.value for a in node.arguments[1:] if isinstance(a, t.Constant)}
        inside = np.asarray([word in options for word in item.words or ()] or [False], np.bool_)
        return Array(inside[item.values], item.state, item.table)

    def _aggregate(self, node: t.Aggregate) -> Array:
        return Fold(self, node).result()


class Fold:
    """One aggregate: rows folded into products, or into the rows that `by` points at."""

    def __init__(self, kernel: Kernel, node: t.Aggregate):
        self.kernel, self.node = kernel, node
        self.rows = kernel.products.rows[node.table]
        by = kernel.evaluate(node.by) if node.by is not None else None
        self.kept: Truths = np.ones(self.rows.count, np.bool_)
        if by is None:
            self.group: Integers = self.rows.owner
            self.size = kernel.products.size
        else:
            self.group = np.where(by.state == PRESENT, by.values, 0).astype(np.int64)
            self.kept &= by.state == PRESENT
            self.size = kernel.products.rows[node.by.type.target or ""].count if node.by is not None else 0
        self.state: States = np.zeros(self.size, np.uint8)

    def result(self) -> Array:
        """The folded array with its states."""
        node = self.node
        if node.where is not None:
            self._restrict(self.kernel.spread(self.kernel.evaluate(node.where), node.table))
        argument = None
        if node.argument is not None:
            argument = self.kernel.spread(self.kernel.evaluate(node.argument), node.table)
        values = self._fold(argument)
        state = self.state
        missing = self.rows.missing
        if node.by is not None:
            missing = missing[self.kernel.products.rows[node.by.type.target or ""].owner]
        state = np.where(missing, ABSENT_MISSING, state).astype(np.uint8)
        return Array(values, state, node.type.table)

    def _restrict(self, where: Array) -> None:
        self._mark(self.kept & (where.state == FAILED), FAILED)
        self._mark(self.kept & (where.state == ABSENT_MISSING), ABSENT_MISSING)
        self.kept &= (where.state == PRESENT) & where.values.astype(np.bool_)

    def _mark(self, rows: Truths, state: int) -> None:
        """Give the groups of these rows a state, unless they have a weightier one."""
        hit = np.bincount(self.group[rows], minlength=self.size) > 0
        self.state = np.where(hit, np.maximum(self.state, state), self.state).astype(np.uint8)

    def _sum(self, values: Floats, rows: Truths) -> Floats:
        """Sums by group, added in the order of the rows, so that they do not depend on what else is calculated."""
        return np.bincount(self.group[rows], weights=values[rows], minlength=self.size).astype(np.float64)

    def _count(self, rows: Truths) -> Integers:
        return np.bincount(self.group[rows], minlength=self.size)

    def _fold(self, argument: Array | None) -> Floats | Truths:
        function = self.node.function
        if argument is None:
            return self._count(self.kept).astype(np.float64)
        if function in ("any", "all"):
            return self._decide(argument, function == "any")
        self._mark(self.kept & (argument.state == FAILED), FAILED)
        self._mark(self.kept & (argument.state == ABSENT_MISSING), ABSENT_MISSING)
        rows = self.kept & (argument.state == PRESENT)
        if function == "sum":
            return self._sum(argument.values, rows)
        if function in ("min", "max"):
            return self._extreme(argument, rows)
        return self._mean(argument, rows)

    def _decide(self, argument: Array, decisive: bool) -> Truths:
        present = self.kept & (argument.state == PRESENT)
        decided = self._count(present & (argument.values == decisive)) > 0
        self._mark(self.kept & (argument.state == FAILED), FAILED)
        self._mark(self.kept & (argument.state == ABSENT_MISSING), ABSENT_MISSING)
        self.state = np.where(decided & (self.state == ABSENT_MISSING), PRESENT, self.state).astype(np.uint8)
        return np.where(decided, decisive, not decisive).astype(np.bool_)

    def _extreme(self, argument: Array, rows: Truths) -> Floats:
        empty = self._count(rows) == 0
        start = np.inf if self.node.function == "min" else -np.inf
        values = np.full(self.size, start)
        fold = np.minimum if self.node.function == "min" else np.maximum
        fold.at(values, self.group[rows], argument.values[rows])
        self.state = np.where(empty, np.maximum(self.state, ABSENT_NOT_APPLICABLE), self.state).astype(np.uint8)
        return np.where(empty, 0.0, values)

    def _mean(self, argument: Array, rows: Truths) -> Floats:
        weights = np.ones(self.rows.count)
        if self.node.weight is not None:
            weight = self.kernel.spread(self.kernel.evaluate(self.node.weight), self.node.table)
            self._mark(rows & (weight.state == FAILED), FAILED)
            self._mark(rows & (weight.state == ABSENT_MISSING), ABSENT_MISSING)
            rows = rows & (weight.state == PRESENT)
            weights = weight.values
        empty = self._count(rows) == 0
        total = self._sum(weights, rows)
        zero = (total == 0) & ~empty & (self.state == PRESENT)
        self.state = np.where(empty, np.maximum(self.state, ABSENT_NOT_APPLICABLE), self.state).astype(np.uint8)
        self.state = np.where(zero, FAILED, self.state).astype(np.uint8)
        return self._sum(argument.values * weights, rows) / np.where(total == 0, 1.0, total)


def _worst(arrays: list[Array]) -> States:
    """What combined values are: failed, else missing, else not applicable, else present."""
    state = arrays[0].state
    for array in arrays[1:]:
        state = np.maximum(state, array.state)
    return state


def _finite(array: Array) -> Array:
    wrong = ~np.isfinite(array.values) & (array.state == PRESENT)
    if not wrong.any():
        return array
    return Array(np.where(wrong, 0.0, array.values), np.where(wrong, FAILED, array.state).astype(np.uint8), array.table)


def _scaled(values: Any, factor: Fraction) -> Floats:
    scaled: Floats = values * float(factor.numerator) / float(factor.denominator)
    return scaled


def _translated(array: Array, codes: dict[str, int]) -> Integers:
    words = np.asarray([codes[word] for word in array.words or ()] or [0], np.int64)
    return words[array.values.astype(np.int64)]


def _extreme(values: list[Any], fold: Callable[[Any, Any], Any]) -> Any:
    found = values[0]
    for value in values[1:]:
        found = fold(found, value)
    return found


_FUNCTIONS: dict[str, Callable[[list[Any]], Any]] = {
    "neg": lambda values: -values[0],
    "abs": lambda values: np.abs(values[0]),
    "exp": lambda values: np.exp(values[0]),
    "min": lambda values: _extreme(values, np.minimum),
    "max": lambda values: _extreme(values, np.maximum),
    "round_half_even": lambda values: np.round(values[0] * 10.0 ** values[1]) / 10.0 ** values[1],
}
