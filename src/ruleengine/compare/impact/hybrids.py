"""Values of hybrids of two programs over many products, each number calculated once for what it rests on.

A number rests on some of the changes; in all hybrids that have the same of these it is the same and is calculated once.
So a number that no change touches is calculated once, and one that rests on three changes eight times, however many
changes there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from ruleengine.arrays.arrays import (
    ABSENT_NOT_APPLICABLE,
    PRESENT,
    Array,
    Floats,
    Products,
    Truths,
    all_present,
)
from ruleengine.arrays.kernel import Kernel
from ruleengine.arrays.plan import Plan
from ruleengine.arrays.protocol import Looked
from ruleengine.compare.impact.variants import TABLE, NumberChange, Variants
from ruleengine.program.program import Program, Step


@frozen(eq=False)
class Blend:
    """Two programs and the changes that lie between them; a set of changes is a number of their bits."""

    variants: Variants
    changes: tuple[NumberChange, ...]
    own: Mapping[str, int] = field(init=False)
    _rests: dict[str, int] = field(init=False, factory=dict)
    _behind: dict[tuple[str, int], tuple[str, ...]] = field(init=False, factory=dict)
    _programs: dict[int, tuple[Program, Plan]] = field(init=False, factory=dict)

    @own.default
    def _bits(self) -> Mapping[str, int]:
        return {name: bit for bit, change in enumerate(self.changes) for name in change.names}

    def side(self, name: str, chosen: int) -> int:
        """Which version (0 old, 1 new) a number is taken from where these changes are made."""
        bit = self.own.get(name)
        if self.variants.has(0, name) != self.variants.has(1, name):
            return int(self.variants.has(1, name))
        return 0 if bit is None else chosen >> bit & 1

    def rests_on(self, name: str) -> int:
        """The changes that the value of a number depends on."""
        if name not in self._rests:
            found = 0
            for read in self.variants.reached(name):
                if read in self.own and self.variants.has(0, read) and self.variants.has(1, read):
                    found |= 1 << self.own[read]
            self._rests[name] = found
        return self._rests[name]

    def behind(self, name: str, chosen: int) -> tuple[str, ...]:
        """The steps that a number of a hybrid rests on, each after those that it reads; itself last if it is one."""
        key = name, chosen
        if key not in self._behind:
            found: dict[str, None] = {}
            waiting = [(name, False)]
            while waiting:
                asked, is_ready = waiting.pop()
                side = self.side(asked, chosen)
                if asked in found or asked not in self.variants.steps[side]:
                    continue
                if is_ready:
                    found[asked] = None
                else:
                    waiting += [(asked, True), *((read, False) for read in self.variants.reads(side, asked))]
            self._behind[key] = tuple(found)
        return self._behind[key]

    def program(self, chosen: int) -> tuple[Program, Plan]:
        """The hybrid with these changes as a program of the steps that the footprint rests on, and its plan."""
        if chosen not in self._programs:
            old, new = self.variants.sides
            sides = self.variants.steps
            taken = ((n, sides[self.side(n, chosen)]) for n in {**sides[0], **sides[1]})
            steps = tuple(side[n] for n, side in taken if n in side)  # else a parameter or an input there
            lookups = {
                k: self.variants.sides[self.side(f"{TABLE}{k}", chosen)].lookups[k]
                for k in {**old.lookups, **new.lookups}
            }
            given = {
                k: self.variants.sides[self.side(k, chosen)].parameters.get(k)
                for k in {**old.parameters, **new.parameters}
            }
            parameters = {k: p for k, p in given.items() if p is not None}
            program = evolve(
                new, fields={**old.fields, **new.fields}, tables={**old.tables, **new.tables}, steps=steps,
                parameters=parameters, lookups=lookups, reference_flow=None, footprint=(), indicators=(),
                requirements=(), preconditions=(),
            )  # fmt: skip
            self._programs[chosen] = program, Plan(program)
        return self._programs[chosen]


class _Values(dict[str, Array]):
    """The values of one hybrid by name, each calculated when it is asked for first."""

    def __init__(self, evaluation: Evaluation, chosen: int):
        super().__init__()
        self.evaluation, self.chosen = evaluation, chosen

    def __missing__(self, name: str) -> Array:
        found = self[name] = self.evaluation.value(name, self.chosen)
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a number; the default where the products say nothing of it."""
        try:
            return self[name]
        except KeyError:
            return default


class _HybridKernel(Kernel):
    """The array kernel, with values that come from the evaluation of all hybrids together."""

    def __init__(self, evaluation: Evaluation, chosen: int):
        self.chosen = chosen
        program, plan = evaluation.blend.program(chosen)
        old, new = evaluation.products
        super().__init__(program, Products(new.size, {}, {**new.rows, **old.rows}), plan)
        self.values = _Values(evaluation, chosen)

    def calculate(self, step: Step) -> Array:
        """The array of a step."""
        with np.errstate(all="ignore", over="call", under="call", call=self.note):
            self.step(step)
        if self.chosen:  # of hybrids there may be thousands: what only one of their steps needs is let go
            self.known, self.spreads, self.looked = {}, {}, Looked()
        return self.values.pop(step.name)


@frozen(eq=False)
class Evaluation:
    """The numbers of all hybrids for some products, which are given as both versions read them."""

    blend: Blend
    products: tuple[Products, Products]
    _found: dict[tuple[str, int], Array] = field(init=False, factory=dict)
    _kernels: dict[int, _HybridKernel] = field(init=False, factory=dict)

    def value(self, name: str, chosen: int) -> Array:
        """The value of a number where these changes are made."""
        blend = self.blend
        key = name, chosen & blend.rests_on(name)
        if key not in self._found:
            for step in blend.behind(*key):
                within = key[1] & blend.rests_on(step)
                if (step, within) not in self._found:
                    side = blend.side(step, within)
                    made = self._kernel(within).calculate(blend.variants.steps[side][step])
                    self._found[step, within] = made
            if key not in self._found:
                self._found[key] = self._given(*key)
        return self._found[key]

    def _given(self, name: str, chosen: int) -> Array:
        """The array of an input or a parameter."""
        side = self.blend.side(name, chosen)
        parameter = self.blend.variants.sides[side].parameters.get(name)
        if parameter is None:
            return self.products[side].values[name]
        size = self.products[side].size
        values: Any = np.broadcast_to(np.float64(parameter.value), size)
        return Array(values, all_present(size))

    def _kernel(self, chosen: int) -> _HybridKernel:
        if chosen not in self._kernels:
            self._kernels[chosen] = _HybridKernel(self, chosen)
        return self._kernels[chosen]

    def amount(self, name: str, chosen: int) -> Floats:
        """The amount of an emission or of the reference flow: 0 where it is not applicable, NaN where it has none."""
        array = self.value(name, chosen)
        absent = np.where(array.state == ABSENT_NOT_APPLICABLE, 0.0, np.nan)
        found: Floats = np.where(array.state == PRESENT, array.values, absent)
        return found

    @property
    def doubtful(self) -> Truths:
        """The products for which rounding may have decided something in one of the hybrids calculated so far."""
        found: Truths = np.zeros(self.products[0].size, np.bool_)
        for kernel in self._kernels.values():
            found |= kernel.doubtful
        return found


@frozen
class Term:
    """An emission of a part of the footprint: its name, and the change (its bit) that decides whether it counts.

    It counts without that change (`before`) or with it; in both versions, where `decider` is None.
    """

    name: str
    decider: int | None = None
    before: bool = False

    def counts(self, chosen: int) -> bool:
        """Whether it counts where these changes are made."""
        return self.decider is None or bool(chosen >> self.decider & 1) != self.before


def emission_names(sides: Sequence[Mapping[str, Step]]) -> Iterator[str]:
    """The emissions of either version, each once."""
    seen = {n: None for steps in sides for n, s in steps.items() if s.kind == "emission"}
    yield from seen
