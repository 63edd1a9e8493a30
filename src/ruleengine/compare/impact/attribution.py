"""How much of the difference of each product comes from which change: total, stages and footprint per unit.

Sums are taken apart first: the contribution of a change to a sum is the sum of its contributions to the emissions, and
each emission rests on few changes. So what is exact for twelve changes at a time is exact for many more in all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from attrs import field, frozen

from ruleengine.arrays.arrays import Floats, Products, Truths
from ruleengine.compare.impact.hybrids import Blend, Evaluation, Term, emission_names
from ruleengine.compare.impact.settling import Settled, settled
from ruleengine.compare.impact.shapley import (
    MOST_EXACT,
    drawn_contributions,
    exact_contributions,
    members,
)
from ruleengine.compare.impact.variants import NumberChange, Variants, led_together, number_changes
from ruleengine.program.program import Program, Step
from ruleengine.resolve.headline import adds_up, headline
from ruleengine.ruleset.model import STAGES

#: The change of the boundary: which stages and species are counted.
BOUNDARY = "boundary"
PER_UNIT, TOTAL = "per_unit", "total"


@frozen(eq=False)
class Attribution:
    """What some products come to under both versions, and what each change contributes, by part of the footprint.

    Parts are `per_unit`, `total` and the stages. `doubtful` are products of which rounding may have decided something,
    `errors` the standard errors of contributions to the footprint per unit where orders were drawn.
    """

    parts: Mapping[str, Settled]
    whole: Truths
    doubtful: Truths
    errors: tuple[Floats, ...] | None


@frozen(eq=False)
class Attributor:
    """Finds the contributions of the changes between two programs whose footprints are for the same unit."""

    old: Program
    new: Program
    blend: Blend = field(init=False)
    stages: tuple[str, ...] = field(init=False)

    @blend.default
    def _blend_of_programs(self) -> Blend:
        variants = Variants(self.old, self.new)
        names = number_changes(variants)
        flow = _flow(self.new)
        made = Blend(variants, _with_boundary(variants, names))
        widest = max((self._width(made, term, flow) for term in terms(made, TOTAL)), default=0)
        if widest > MOST_EXACT:
            made = Blend(variants, _with_boundary(variants, led_together(variants, names, MOST_EXACT)))
        return made

    @stages.default
    def _stages_of_both(self) -> tuple[str, ...]:
        return tuple(s for s in STAGES if s in self.old.stages or s in self.new.stages)

    @staticmethod
    def _width(blend: Blend, term: Term, flow: str | None) -> int:
        return (_rests(blend, term) | (blend.rests_on(flow) if flow else 0)).bit_count()

    @property
    def changes(self) -> tuple[NumberChange, ...]:
        """The changes, in the order of their contributions."""
        return self.blend.changes

    @property
    def is_drawn(self) -> bool:
        """Whether orders are drawn for some part, since it rests on too many changes."""
        flow = _flow(self.new)
        return any(self._width(self.blend, term, flow) > MOST_EXACT for term in terms(self.blend, TOTAL))

    def attribute(self, products: tuple[Products, Products]) -> Attribution:
        """The contributions for some products, given as both versions read them."""
        evaluation = Evaluation(self.blend, products)
        flow = _flow(self.new)
        found = {part: _Part(evaluation, part, None) for part in (*self.stages, TOTAL)}
        found[PER_UNIT] = _Part(evaluation, TOTAL, flow)
        parts = {name: settled(*part.ends, part.contributions) for name, part in found.items()}
        whole = np.logical_and.reduce([part.whole for part in parts.values()])
        return Attribution(parts, whole, evaluation.doubtful, found[PER_UNIT].errors)


def _flow(program: Program) -> str | None:
    return program.reference_flow.name if program.reference_flow else None


def _with_boundary(variants: Variants, changes: tuple[NumberChange, ...]) -> tuple[NumberChange, ...]:
    """The changes, and that of the boundary where it counts emissions otherwise that do not change themselves."""
    changed = {n for c in changes for n in c.names}
    for name in emission_names(variants.steps):
        steps = [s.get(name) for s in variants.steps]
        if name in changed or None in steps:
            continue
        if any(
            _counted(variants, 0, steps[0], p) != _counted(variants, 1, steps[1], p) for p in (TOTAL, *STAGES)
        ):
            return (*changes, NumberChange((BOUNDARY,)))
    return changes


def _counted(variants: Variants, side: int, step: Step | None, part: str) -> bool:
    program = variants.sides[side]
    return step is not None and adds_up(part, step.stage, step.species, headline(program.resolved))


def terms(blend: Blend, part: str) -> tuple[Term, ...]:
    """The emissions that a part of the footprint adds up in either version, and when each counts."""
    found = []
    variants = blend.variants
    for name in emission_names(variants.steps):
        counts = [_counted(variants, side, variants.steps[side].get(name), part) for side in (0, 1)]
        if counts == [True, True]:
            found.append(Term(name))
        elif counts != [False, False]:
            found.append(Term(name, blend.own.get(name, blend.own.get(BOUNDARY)), before=counts[0]))
    return tuple(found)


def _rests(blend: Blend, term: Term) -> int:
    return blend.rests_on(term.name) | (0 if term.decider is None else 1 << term.decider)


@frozen(eq=False)
class _Part:
    """One part of the footprint of some products: old, new, and what each change contributes."""

    evaluation: Evaluation
    part: str
    flow: str | None
    ends: tuple[Floats, Floats] = field(init=False)
    contributions: tuple[Floats, ...] = field(init=False)
    errors: tuple[Floats, ...] | None = field(init=False, default=None)

    def __attrs_post_init__(self) -> None:
        blend, size = self.evaluation.blend, self.evaluation.products[0].size
        everything = (1 << len(blend.changes)) - 1
        found = [np.zeros(size) for _ in blend.changes]
        squares = [np.zeros(size) for _ in blend.changes]
        drawn = False
        for bits, summed in self._together().items():
            changes = members(bits)
            if len(changes) <= MOST_EXACT:
                means = exact_contributions(partial(self._amount, summed), changes)
            else:
                drawn = True
                means, errors = drawn_contributions(partial(self._amount, summed), changes)
                for bit, error in zip(changes, errors, strict=True):
                    squares[bit] += error * error
            for bit, mean in zip(changes, means, strict=True):
                found[bit] = found[bit] + mean
        every = [t for summed in self._together().values() for t in summed]
        ends = self._amount(every, 0), self._amount(every, everything)
        object.__setattr__(self, "ends", ends)
        object.__setattr__(self, "contributions", tuple(found))
        if drawn:
            object.__setattr__(self, "errors", tuple(np.sqrt(s) for s in squares))

    def _together(self) -> Mapping[int, list[Term]]:
        """The emissions by the changes that they rest on: what rests on the same ones is one sum."""
        blend = self.evaluation.blend
        flow = blend.rests_on(self.flow) if self.flow else 0
        found: dict[int, list[Term]] = {}
        for term in terms(blend, self.part):
            found.setdefault(_rests(blend, term) | flow, []).append(term)
        return found

    def _amount(self, summed: Sequence[Term], chosen: int) -> Floats:
        total = np.zeros(self.evaluation.products[0].size)
        for term in summed:
            if term.counts(chosen):
                total = total + self.evaluation.amount(term.name, chosen)
        return total if self.flow is None else total * self.evaluation.amount(self.flow, chosen)
