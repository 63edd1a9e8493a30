"""The share of the footprint that rests on numbers of which nothing is known, for many products (`run.unknown`)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import evolve, field, frozen

from ruleengine.arrays.arrays import PRESENT, Array, Floats, Products, Truths, all_present, is_all_present
from ruleengine.arrays.kernel import CalculatedProducts, Kernel
from ruleengine.arrays.plan import Plan
from ruleengine.formula.known_part import known_name, sure_name
from ruleengine.program.known import MOST_KEPT, KnownParts, KnownSteps
from ruleengine.program.program import Program

_Asked = tuple[frozenset[str], frozenset[str]]


@frozen(eq=False)
class UnknownShares:
    """Works out shares for one program; what it needs for the same inputs again is kept. May be shared by threads."""

    program: Program
    _parts: KnownParts = field(init=False)
    _plans: dict[_Asked, tuple[KnownSteps, Program, Plan]] = field(factory=dict)

    @_parts.default
    def _parts_of_program(self) -> KnownParts:
        return KnownParts(self.program)

    def of(self, found: CalculatedProducts, unknown: Mapping[str, Truths]) -> Floats:
        """The share of each product, NaN where all its emissions are zero.

        `unknown` marks, for inputs and columns, the products or rows with a number of which nothing is known.
        """
        size = found.products.size
        amounts = {s.name: _amounts(found.values[s.name]) for s in self.program.emissions}
        steps, extended, plan = self._steps(found.products, unknown)
        none = np.zeros(size)
        parts = {n: none if n in steps.nothing else amount for n, amount in amounts.items()}
        if steps.steps:
            values = {**found.values, **_known_inputs(found.products, unknown)}
            with np.errstate(all="ignore"):
                kernel = Kernel(extended, Products(size, values, found.products.rows), plan)
                for step in steps.steps:
                    kernel.step(step)
            named = {n: known_name(n) for n in amounts}
            parts |= {n: _amounts(kernel.values[k]) for n, k in named.items() if k in kernel.values}
        rest, whole, emitted = np.zeros(size), np.zeros(size), np.zeros(size, np.bool_)
        for name, amount in amounts.items():
            emitted |= amount != 0
            if parts[name] is not amount:
                rest += np.abs(amount - parts[name])
            whole += np.abs(parts[name])
        whole += rest
        for name in steps.flow:
            rest = np.where(_any(found.products, name, unknown[name]), whole, rest)
        shares: Floats = np.divide(rest, whole, out=np.full(size, np.nan), where=emitted)
        return shares

    def _steps(self, products: Products, unknown: Mapping[str, Truths]) -> tuple[KnownSteps, Program, Plan]:
        nothing = frozenset(n for n, flags in unknown.items() if flags.all() and _everywhere(products, n))
        asked = (frozenset(unknown), nothing)
        known = self._plans.get(asked)
        if known is None:
            steps = self._parts.of(*asked)
            kept = evolve(
                self.program, steps=steps.steps, reference_flow=None, footprint=(), indicators=(), requirements=(),
                preconditions=(),
            )  # fmt: skip
            if len(self._plans) >= MOST_KEPT:
                self._plans.clear()
            known = self._plans[asked] = steps, kept, Plan(kept)
        return known


def _everywhere(products: Products, name: str) -> bool:
    """Whether every product has a number of this name: a row, where it is a column."""
    table, _, column = name.partition(".")
    return not column or bool((np.diff(products.rows[table].offsets) > 0).all())


def _amounts(array: Array) -> Floats:
    if is_all_present(array.state):
        return array.values.astype(np.float64, copy=False)
    present: Floats = np.where(array.state == PRESENT, array.values, 0.0)
    return present


def _known_inputs(products: Products, unknown: Mapping[str, Truths]) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for name, flags in unknown.items():
        array = products.values[name]
        found[known_name(name)] = Array(np.where(flags, 0.0, array.values), array.state, array.table)
        found[sure_name(name)] = Array(~_any(products, name, flags), all_present(products.size))
    return found


def _any(products: Products, name: str, flags: Truths) -> Truths:
    """The products with a marked number."""
    table, _, column = name.partition(".")
    if not column:
        return flags
    marked = np.zeros(products.size, np.bool_)
    marked[products.rows[table].owner[flags]] = True
    return marked
