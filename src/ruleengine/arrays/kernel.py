"""The array kernel: the same program over many products at once, in double precision, without a loop over products.

It has the shape of the exact evaluator: one method a construct. Where the two could differ by more than rounding, the
exact evaluator is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from attrs import frozen

from ruleengine.arrays.arrays import (
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
    all_present,
    is_all_present,
)
from ruleengine.arrays.elementwise import (
    finite,
    outermost,
    scaled,
    spread_over,
    translated,
    with_failures,
    worst,
)
from ruleengine.arrays.fold import Fold
from ruleengine.arrays.ties import Ties
from ruleengine.formula import typed as t
from ruleengine.formula.functions import APPLIED, ARITHMETIC, COMPARISONS, complete
from ruleengine.formula.units import CO2E
from ruleengine.program.program import Program, Step
from ruleengine.ruleset.model import SPECIES, STAGES

#: Quotients are divided where the divisor is not zero.
_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = complete("arrays/kernel", ARITHMETIC, {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide,
})  # fmt: skip
#: Look-up tables with more combinations of words than this are not kept from one call to the next.
_KEPT = 10_000
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = complete("arrays/kernel", COMPARISONS, {
    "==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
})  # fmt: skip


@frozen(eq=False)
class Calculated:
    """All values of a run by name. A product that failed a step has state `FAILED` in it and in all that rests on it.

    `doubtful` marks products for which a comparison is so near a tie, or a divisor so near zero, that rounding may have
    decided it: there the exact evaluator is to be asked.
    """

    products: Products
    values: dict[str, Array]
    doubtful: Truths


class Plan:
    """What can be said of a program once for all products: which sub-expressions are the same, after which step
    they are not needed any more, look-up tables as arrays."""

    def __init__(self, program: Program):
        self.program = program
        self.same: dict[int, t.Typed] = {}
        self.found: dict[tuple[str, str, tuple[tuple[str, ...], ...]], tuple[Floats, States]] = {}
        self.last: dict[str, tuple[int, ...]] = {}
        first: dict[t.Typed, t.Typed] = {}
        needed: dict[int, str] = {}
        for step in program.all_steps():
            for node in t.walk(step.typed):
                self.same[id(node)] = first.setdefault(node, node)
                needed[id(self.same[id(node)])] = step.name
        for key, name in needed.items():
            self.last[name] = (*self.last.get(name, ()), key)


def calculate_arrays(program: Program, products: Products, plan: Plan | None = None) -> Calculated:
    """Run every step of a program on many products; `plan` is that of the program, where it is used more than once."""
    with np.errstate(all="ignore"):
        kernel = Kernel(program, products, plan)
    with np.errstate(all="ignore", over="call", under="call", call=kernel.note):
        kernel.run()
    return Calculated(products, kernel.values, kernel.doubtful)


class Kernel:
    """Evaluates typed trees over arrays; a tree that occurs twice is evaluated once."""

    def __init__(self, program: Program, products: Products, plan: Plan | None = None):
        self.program, self.products = program, products
        self.plan = plan or Plan(program)
        self.values: dict[str, Array] = dict(products.values)
        self.known: dict[int, Array] = {}
        self.spreads: dict[tuple[int, str], tuple[Array, Array]] = {}
        self.doubtful: Truths = np.zeros(products.size, np.bool_)
        self.out_of_range = False
        self.ties = Ties(self)
        for name, parameter in program.parameters.items():
            self.values[name] = self._constant_array(float(parameter.value))

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
            array = finite(array)
        self.values[step.name] = self._whole(array)

    def _whole(self, array: Array) -> Array:
        """A column that fails in one row of a product has no value in any of its rows."""
        if array.table is None or is_all_present(array.state):
            return array
        failed = array.state == FAILED
        if not failed.any():
            return array
        owner = self.products.rows[array.table].owner
        lost = np.zeros(self.products.size, np.bool_)
        lost[owner[failed]] = True
        state = np.where(lost[owner], FAILED, array.state).astype(np.uint8)
        return Array(array.values, state, array.table, array.words)

    def note(self, error: str, flag: int) -> None:
        """Called by NumPy where a number became too large, or too small, for double precision."""
        self.out_of_range = True

    def _footprint(self) -> None:
        size = self.products.size
        sums = {f"footprint.{part}": np.zeros(size) for part in (*STAGES, *SPECIES, "total")}
        state = all_present(size)
        for step in self.program.emissions:
            array = self.values[step.name]
            amounts: Any = scaled(array.values, step.type.unit.factor_to(CO2E))
            if not is_all_present(array.state):
                amounts = np.where(array.state == PRESENT, amounts, 0.0)
                lost = np.where(array.state >= ABSENT_MISSING, FAILED, PRESENT).astype(np.uint8)
                state = np.maximum(state, lost)
            for part in (step.stage, step.species, "total"):
                sums[f"footprint.{part}"] += amounts
        for name, total in sums.items():
            self.values[name] = finite(Array(total, state))
        flow = self.values.get("reference_flow")
        if flow is not None:
            if not is_all_present(flow.state):
                state = np.where(flow.state == PRESENT, state, FAILED).astype(np.uint8)
            self.values["footprint.per_unit"] = finite(Array(sums["footprint.total"] * flow.values, state))

    def evaluate(self, node: t.Typed) -> Array:
        """The array of a typed tree, evaluated once."""
        key = id(self.plan.same.get(id(node), node))
        found = self.known.get(key)
        if found is None:
            found = _METHODS[type(node)](self, node)
            if self.out_of_range:
                self.out_of_range, found = False, finite(found)
                self.ties.vanished(node, found)
            if not isinstance(node, t.Constant | t.Value):
                self.known[key] = found
        return found

    def spread(self, array: Array, table: str | None) -> Array:
        """One value a product as one value for each row of a table; other arrays as they are."""
        if table is None or array.table is not None:
            return array
        known = self.spreads.get((id(array), table))
        if known is None:
            rows = self.products.rows[table]
            values: Any = spread_over(array.values, rows.owner)
            spread = Array(values, spread_over(array.state, rows.owner), table, array.words)
            known = self.spreads[id(array), table] = (spread, array)
        return known[0]

    def together(self, nodes: tuple[t.Typed, ...], table: str | None) -> list[Array]:
        """The arrays of several trees, all of them for the rows of the table."""
        return [self.spread(self.evaluate(n), table) for n in nodes]

    def doubt(self, rows: Truths, table: str | None) -> None:
        """Mark the products of these rows (or products) as doubtful."""
        if table is None:
            self.doubtful |= rows
        else:
            self.doubtful[self.products.rows[table].owner[rows]] = True

    def _constant_array(self, value: float | bool) -> Array:
        size = self.products.size
        values: Any = np.broadcast_to(np.bool_(value) if isinstance(value, bool) else np.float64(value), size)
        return Array(values, all_present(size))

    def _constant(self, node: t.Constant) -> Array:
        if isinstance(node.value, str):
            size = self.products.size
            return Array(np.broadcast_to(np.int64(0), size), all_present(size), None, (node.value,))
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
        if not len(target.values):
            empty: Any = np.zeros(len(reference.values), target.values.dtype)
            return Array(empty, reference.state, node.type.table, target.words)
        rows = reference.values.astype(np.int64, copy=False)
        if is_all_present(reference.state):
            return Array(
                spread_over(target.values, rows),
                spread_over(target.state, rows),
                node.type.table,
                target.words,
            )
        present = reference.state == PRESENT
        rows = np.where(present, rows, 0)
        state = np.where(present, target.state[rows], reference.state).astype(np.uint8)
        return Array(target.values[rows], state, node.type.table, target.words)

    def _find(self, node: t.Find) -> Array:
        keys = self.together(node.keys, node.type.table)
        words = tuple(k.words or ("",) for k in keys)
        position: Integers = np.zeros(len(keys[0].values), np.int64)
        for key, texts in zip(keys, words, strict=True):
            position = position * len(texts) + key.values.astype(np.int64, copy=False)
        values, states = self._table(node, words)
        absent = worst(keys)
        state: States = absent
        if not (is_all_present(absent) and is_all_present(states)):
            state = np.where(absent == PRESENT, states[position], absent).astype(np.uint8)
        return Array(values[position], state, node.type.table)

    def _table(self, node: t.Find, words: tuple[tuple[str, ...], ...]) -> tuple[Floats, States]:
        """The column of a look-up table for every combination of these words; a failure where it has no row."""
        known = self.plan.found.get((node.table, node.column, words))
        if known is not None:
            return known
        shape = [len(texts) for texts in words]
        values = np.zeros(int(np.prod(shape)))
        states = np.full(len(values), FAILED, np.uint8)
        for flat, index in enumerate(np.ndindex(*shape)):
            row = self.program.lookups[node.table].rows.get(
                tuple(t[i] for t, i in zip(words, index, strict=True))
            )
            if row is not None:
                cell = row[node.column]
                states[flat] = ABSENT_MISSING if cell is None else PRESENT
                values[flat] = 0.0 if cell is None else float(cell)
        found = (values, all_present(len(values)) if not states.any() else states)
        if len(values) < _KEPT:
            self.plan.found[node.table, node.column, words] = found
        return found

    def _convert(self, node: t.Convert) -> Array:
        operand = self.evaluate(node.operand)
        return Array(scaled(operand.values, node.factor), operand.state, operand.table)

    def _arithmetic(self, node: t.Arithmetic) -> Array:
        left, right = self.together((node.left, node.right), node.type.table)
        state = worst([left, right])
        if node.operator == "/":
            zero = right.values == 0
            divisor = right.values
            if zero.any():
                divisor = np.where(zero, 1.0, right.values)
                state = with_failures(state, zero)
            self.ties.near_zero(node.right, right, node.type.table)
            return Array(np.divide(left.values, divisor), state, node.type.table)
        return Array(_ARITHMETIC[node.operator](left.values, right.values), state, node.type.table)

    def _power(self, node: t.Power) -> Array:
        operand = self.evaluate(node.operand)
        base, exponent = operand.values, node.exponent
        wrong = np.zeros(len(base), np.bool_)
        if exponent < 0:
            wrong |= base == 0
        if exponent.denominator == 2:
            wrong |= base < 0
        if exponent < 0 or exponent.denominator == 2:
            self.ties.near_zero(node.operand, operand, operand.table)
        values = np.power(np.ascontiguousarray(np.where(wrong, 1.0, base)), float(exponent))
        return Array(values, with_failures(operand.state, wrong), operand.table)

    def _compare(self, node: t.Compare) -> Array:
        left, right = self.together((node.left, node.right), node.type.table)
        values: Any
        if left.words is not None and right.words is not None:
            codes = {word: code for code, word in enumerate(left.words)}
            translate = np.asarray([codes.get(word, -1) for word in right.words] or [-1], np.int64)
            same = left.values == spread_over(translate, right.values)
            values = same if node.operator == "==" else ~same
        else:
            values = _COMPARE[node.operator](left.values, right.values)
            self.ties.compared(node, left, right)
        return Array(values, worst([left, right]), node.type.table)

    def _connect(self, node: t.Connect) -> Array:
        """Three-valued, and lazy in failures: a part behind a decisive one is not evaluated by the specification."""
        decisive = node.operator == "or"
        parts = self.together(node.operands, node.type.table)
        if all(is_all_present(part.state) for part in parts):
            values: Any = parts[0].values.astype(np.bool_, copy=False)
            for part in parts[1:]:
                values = values | part.values if decisive else values & part.values
            return Array(values, parts[0].state, node.type.table)
        size = len(parts[0].values)
        decided = np.zeros(size, np.bool_)
        state = np.zeros(size, np.uint8)
        for part in parts:
            open_ = ~decided & (state != FAILED)
            decided |= open_ & (part.state == PRESENT) & (part.values == decisive)
            state = np.where(open_ & ~decided, np.maximum(state, part.state), state).astype(np.uint8)
        values = decided if decisive else ~decided
        return Array(values, np.where(decided, PRESENT, state).astype(np.uint8), node.type.table)

    def _select(self, node: t.Select) -> Array:
        condition, then, otherwise = self.together(
            (node.condition, node.then, node.otherwise), node.type.table
        )
        chosen = condition.values.astype(np.bool_, copy=False)
        words = None
        left: Any = then.values
        right: Any = otherwise.values
        if then.words is not None and otherwise.words is not None:
            words = tuple(dict.fromkeys((*then.words, *otherwise.words)))
            codes = {word: code for code, word in enumerate(words)}
            left, right = translated(then, codes), translated(otherwise, codes)
        state = condition.state
        if not (is_all_present(then.state) and is_all_present(otherwise.state) and is_all_present(state)):
            state = np.where(chosen, then.state, otherwise.state)
            state = np.where(condition.state == PRESENT, state, condition.state).astype(np.uint8)
        return Array(np.where(chosen, left, right), state, node.type.table, words)

    def _apply(self, node: t.Apply) -> Array:
        return _APPLIED[node.function](self, node)

    def _given(self, node: t.Apply) -> Array:
        first = self.together(node.arguments, node.type.table)[0]
        absent = (first.state == ABSENT_MISSING) | (first.state == ABSENT_NOT_APPLICABLE)
        state = first.state
        if not is_all_present(state):
            state = np.where(state == FAILED, FAILED, PRESENT).astype(np.uint8)
        return Array(~absent, state, node.type.table)

    def _log(self, node: t.Apply) -> Array:
        (first,) = self.together(node.arguments, node.type.table)
        self.ties.near_zero(node.arguments[0], first, node.type.table)
        wrong = first.values <= 0
        values = np.log(np.where(wrong, 1.0, first.values))
        return Array(values, with_failures(first.state, wrong), node.type.table)

    def _rounded(self, node: t.Apply) -> Array:
        first, places = self.together(node.arguments, node.type.table)
        self.ties.rounded(node, first, places)
        power = 10.0**places.values
        return Array(np.round(first.values * power) / power, worst([first, places]), node.type.table)

    def _membership(self, node: t.Apply) -> Array:
        item = self.evaluate(node.arguments[0])
        options = {a.value for a in node.arguments[1:] if isinstance(a, t.Constant)}
        inside = np.asarray([word in options for word in item.words or ()] or [False], np.bool_)
        return Array(spread_over(inside, item.values), item.state, item.table)

    def _aggregate(self, node: t.Aggregate) -> Array:
        return Fold(self, node).result()


#: Outside the kernel, which would else refer to itself and keep its arrays until the next search for such circles.
_METHODS: dict[type, Callable[..., Array]] = {
    t.Constant: Kernel._constant, t.Value: Kernel._value, t.Follow: Kernel._follow, t.Find: Kernel._find,
    t.Convert: Kernel._convert, t.Arithmetic: Kernel._arithmetic, t.Power: Kernel._power, t.Compare: Kernel._compare,
    t.Connect: Kernel._connect, t.Select: Kernel._select, t.Apply: Kernel._apply, t.Aggregate: Kernel._aggregate,
}  # fmt: skip


def _plain(change: Callable[[list[Any]], Any]) -> Callable[[Kernel, t.Apply], Array]:
    """A function of values that are all there, which cannot fail but by growing too large."""

    def applied(kernel: Kernel, node: t.Apply) -> Array:
        arguments = kernel.together(node.arguments, node.type.table)
        return Array(change([a.values for a in arguments]), worst(arguments), node.type.table)

    return applied


_APPLIED: Mapping[str, Callable[[Kernel, t.Apply], Array]] = complete("arrays/kernel", APPLIED, {
    "given": Kernel._given,
    "in": Kernel._membership,
    "log": Kernel._log,
    "round_half_even": Kernel._rounded,
    "not": _plain(lambda values: ~values[0].astype(np.bool_, copy=False)),
    "neg": _plain(lambda values: -values[0]),
    "abs": _plain(lambda values: np.abs(values[0])),
    "exp": _plain(lambda values: np.exp(np.ascontiguousarray(values[0]))),
    "min": _plain(lambda values: outermost(values, np.minimum)),
    "max": _plain(lambda values: outermost(values, np.maximum)),
})  # fmt: skip
