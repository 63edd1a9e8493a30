"""What another version of the rules does to the results of a portfolio: product by product, and in sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from attrs import field, frozen

from ruleengine.arrays.arrays import Floats, Integers, Truths
from ruleengine.compare.impact.apart import Apart
from ruleengine.compare.impact.attributing import attributed
from ruleengine.compare.impact.attribution import PER_UNIT, TOTAL, Attributor
from ruleengine.compare.impact.comparable import Comparability, comparability
from ruleengine.compare.impact.naming import NamedChange, named_change
from ruleengine.compare.impact.runs import BothRuns, Runner
from ruleengine.compare.impact.settling import grid_of, on_grid
from ruleengine.compare.moved_columns import MovedColumns
from ruleengine.portfolio.files.staging import Progress
from ruleengine.ruleset.model import STAGES

#: What becomes of a product: results under both versions, under the old or the new one only, under neither.
BOTH, ONLY_OLD, ONLY_NEW, NEITHER = STATES = ("both", "only_old", "only_new", "neither")


@frozen(eq=False)
class PartImpact:
    """One part of the footprint of all products: NaN where there is no number, or where it is withheld.

    `contributions` are by the place of the change; NaN where the difference could not be taken apart. A change that has
    none there alters this part of no product.
    """

    name: str
    old: Floats
    new: Floats
    difference: Floats
    contributions: Mapping[int, Floats]


@frozen(eq=False)
class Impact:
    """The results of a portfolio under two versions and what lies between them; `shown` is the portfolio as named.

    `parts` are per_unit, total and the stages. `attributed` are the products whose difference is taken apart,
    `doubtful` those of which rounding may decide something, so that it is not. `errors` are standard errors of
    contributions to the footprint per unit, where orders were drawn.
    """

    shown: str
    runs: BothRuns
    comparable: Comparability
    changes: tuple[NamedChange, ...]
    parts: tuple[PartImpact, ...]
    attributed: Truths
    doubtful: Truths
    errors: tuple[Floats, ...] | None = None
    replaced: tuple[tuple[str, str], ...] = ()

    @property
    def states(self) -> Sequence[str]:
        """What becomes of each product (one of `STATES`)."""
        old, new = self.runs.old.calculated, self.runs.new.calculated
        found: Any = np.where(old, np.where(new, BOTH, ONLY_OLD), np.where(new, ONLY_NEW, NEITHER))
        return list(map(str, found))

    def part(self, name: str) -> PartImpact:
        """A part of the footprint."""
        return next(p for p in self.parts if p.name == name)

    @property
    def verdict_changes(self) -> tuple[VerdictChange, ...]:
        """The requirements that products newly fail or come to satisfy, of those calculated under both versions."""
        return tuple(_verdict_changes(self.runs))


@frozen(eq=False)
class VerdictChange:
    """A requirement with the products (from 0) that newly fail it, and those that come right.

    `is_new` says that only the new version has it, `is_gone` that only the old one has.
    """

    requirement: str
    fails: Integers
    comes_right: Integers
    is_new: bool
    is_gone: bool


@frozen(eq=False)
class ImpactStudy:
    """A portfolio to be calculated under two versions; what is written on the way is in `folder`.

    `shown` is the portfolio as the user named it, `apart` are products that were set apart before.
    """

    folder: Path
    portfolio: Path
    moved: MovedColumns
    shown: str
    replaced: tuple[tuple[str, str], ...] = ()
    workers: int | None = None
    progress: Progress | None = field(default=None)
    apart: Apart = field(factory=Apart)

    def run(self) -> Impact:
        """Both versions run, their results beside each other, the differences taken apart; raises `Refused`."""
        old, new = self.moved.old, self.moved.new
        runs = Runner(self.folder, self.portfolio, self.moved, self.workers, self.progress, self.apart).run()
        comparable = comparability(old, new)
        gathered = _Gathered(runs, comparable)
        if not (comparable.per_unit and comparable.totals and runs.in_both.any()):
            none = np.zeros(len(runs.ids), np.bool_)
            return Impact(
                self.shown, runs, comparable, (), gathered.parts(), none, none, replaced=self.replaced
            )
        attributor = Attributor(old, new)
        changes = tuple(named_change(attributor.blend.variants, c) for c in attributor.changes)
        gathered.take_apart(attributor, self.workers)
        return Impact(
            self.shown, runs, comparable, changes, gathered.parts(), gathered.attributed, gathered.doubtful,
            gathered.errors, self.replaced,
        )  # fmt: skip


class _Gathered:
    """The numbers of all products, filled block by block."""

    def __init__(self, runs: BothRuns, comparable: Comparability):
        self.runs, self.comparable, self.size = runs, comparable, len(runs.ids)
        self.stages = [s for s in STAGES if s in runs.old.program.stages or s in runs.new.program.stages]
        everyone = np.arange(self.size)
        columns = {PER_UNIT: PER_UNIT, TOTAL: TOTAL, **{s: f"stages.{s}" for s in self.stages}}
        self.old = {n: runs.old.numbers(c, everyone) for n, c in columns.items()}
        self.new = {n: runs.new.numbers(c, everyone) for n, c in columns.items()}
        self.contributions: dict[str, dict[int, Floats]] = {n: {} for n in self.old}
        self.attributed: Truths = np.zeros(self.size, np.bool_)
        self.doubtful: Truths = np.zeros(self.size, np.bool_)
        self.errors: tuple[Floats, ...] | None = None

    def take_apart(self, attributor: Attributor, workers: int | None) -> None:
        """Take the differences apart; products whose parts do not add up, or that are in doubt, keep none."""
        count = len(attributor.changes)
        if attributor.is_drawn:
            self.errors = tuple(np.full(self.size, np.nan) for _ in range(count))
        for block in attributed(self.runs, attributor, workers):
            found, products = block.found, block.products
            self.doubtful[products] = found.doubtful
            whole = found.whole & ~found.doubtful
            wanted = products[whole]
            self.attributed[wanted] = True
            for name, settled in found.parts.items():
                self.old[name][wanted], self.new[name][wanted] = settled.old[whole], settled.new[whole]
                for place, contribution in enumerate(settled.contributions):
                    self._keep(name, place, wanted, contribution[whole])
            for place, error in enumerate(found.errors or ()):
                if self.errors is not None:
                    self.errors[place][wanted] = error[whole]

    def _keep(self, name: str, place: int, wanted: Integers, contribution: Floats) -> None:
        """Keep what a change contributes, from the first product on that it alters."""
        kept = self.contributions[name].get(place)
        if kept is None:
            if not contribution.any():
                return
            kept = self.contributions[name][place] = np.full(self.size, np.nan)
            kept[self.attributed] = 0.0
        kept[wanted] = contribution

    def parts(self) -> tuple[PartImpact, ...]:
        """The parts of the footprint, differences where they are not withheld."""
        found = []
        for name in self.old:
            old, new = self.old[name], self.new[name]
            rest = ~self.attributed
            grid = grid_of([np.where(np.isnan(a), 0.0, a) for a in (old, new)])
            old, new = np.where(rest, on_grid(old, grid), old), np.where(rest, on_grid(new, grid), new)
            same = self.comparable.per_unit if name == PER_UNIT else self.comparable.totals
            difference = new - old if same else np.full(self.size, np.nan)
            found.append(PartImpact(name, old, new, difference, self.contributions[name]))
        return tuple(found)


def _verdict_changes(runs: BothRuns) -> Iterator[VerdictChange]:
    both = runs.in_both
    sides = [{r.id for r in run.program.requirements if r.check is not None} for run in (runs.old, runs.new)]
    ordered = [r.id for run in (runs.new, runs.old) for r in run.program.requirements]
    for id_ in dict.fromkeys(i for i in ordered if i in sides[0] | sides[1]):
        before, after = runs.old.fails(id_), runs.new.fails(id_)
        fails, right = np.flatnonzero(both & after & ~before), np.flatnonzero(both & before & ~after)
        if len(fails) or len(right):
            yield VerdictChange(id_, fails, right, id_ not in sides[0], id_ not in sides[1])
