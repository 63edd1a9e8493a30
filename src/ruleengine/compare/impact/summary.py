"""An impact in sum, as plain data: how many products, by how much, and which changes make how much of it.

Means are over the products that are calculated under both versions; what changes contribute is over those of them whose
difference is taken apart, so that the contributions add up to the difference of the means beside them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import numpy as np
from attrs import field, frozen

from ruleengine.arrays.arrays import Floats, Integers
from ruleengine.compare.impact.apart import AlreadyNew
from ruleengine.compare.impact.impact import STATES, Impact, PartImpact
from ruleengine.compare.impact.naming import NamedChange
from ruleengine.compare.impact.runs import RefusalReason, VersionRun
from ruleengine.figures import shortest

#: How many products are named as examples.
_NAMED = 5


@frozen
class PartMeans:
    """The mean of a part of the footprint under both versions; `difference` is None where it is withheld."""

    name: str
    old: Decimal | None
    new: Decimal | None
    difference: Decimal | None


@frozen
class MeanContribution:
    """What a change contributes to the mean footprint per unit, and how many products it alters.

    `least` and `most` are the extremes over products; `error` the standard error where orders were drawn.
    """

    change: NamedChange
    mean: Decimal
    products: int
    least: Decimal
    most: Decimal
    error: Decimal | None


@frozen
class Refusals:
    """Products that are refused under one version only, for one reason: its code, element and key, and its words.

    A product with several reasons counts in each; `examples` are some of their ids. `explained` of them were explained
    by the exact evaluator, the others break the same preconditions.
    """

    code: str
    key: str
    element: str | None
    products: int
    explained: int
    examples: tuple[str, ...]
    said: Mapping[str, str]


@frozen
class Verdicts:
    """A requirement with how many products newly fail it and how many come right, and some of their ids."""

    requirement: str
    fails: int
    comes_right: int
    examples: tuple[str, ...]
    is_new: bool
    is_gone: bool


@frozen
class ApartMeans:
    """Products that are for the new version already: how many, how many have a result, its mean, some ids."""

    products: int
    calculated: int
    per_unit: Decimal | None
    examples: tuple[str, ...]


@frozen
class Summary:
    """An impact in sum. `relative` are the least, median and greatest relative difference of the footprint per unit.

    `already` and `others` are products that stand apart, and are in no other number.

    `attributed` products have their difference taken apart; of `doubtful` ones rounding may decide something.
    """

    products: Mapping[str, int]
    parts: tuple[PartMeans, ...]
    relative: tuple[Decimal, Decimal, Decimal] | None
    raised: int
    lowered: int
    attributed: int
    doubtful: int
    attributed_means: PartMeans | None
    contributions: tuple[MeanContribution, ...]
    without_effect: tuple[NamedChange, ...]
    verdicts: tuple[Verdicts, ...]
    newly_refused: tuple[Refusals, ...]
    come_right: tuple[Refusals, ...]
    lacking: tuple[str, ...]
    assumed: tuple[str, ...]
    left_out: tuple[str, ...]
    already: ApartMeans | None = None
    others: Mapping[str, int] = field(factory=dict)


def summary(impact: Impact) -> Summary:
    """The impact in sum."""
    states = Counter(impact.states)
    part = impact.part("per_unit")
    both = np.flatnonzero(impact.runs.in_both)
    difference = part.difference[both]
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = difference / np.abs(part.old[both])
    relative = relative[np.isfinite(relative)]
    contributions = tuple(_contributions(impact, part))
    runs = impact.runs
    return Summary(
        {s: states.get(s, 0) for s in STATES},
        tuple(_means(p, both) for p in impact.parts),
        None if not len(relative) else _spread(relative),
        int(np.count_nonzero(difference > 0)),
        int(np.count_nonzero(difference < 0)),
        int(np.count_nonzero(impact.attributed)),
        int(np.count_nonzero(impact.doubtful)),
        _means(part, np.flatnonzero(impact.attributed)) if impact.attributed.any() else None,
        tuple(c for c in contributions if c.products),
        tuple(c.change for c in contributions if not c.products),
        tuple(_verdicts(impact)),
        _refusals(runs.new, runs.old, runs.ids),
        _refusals(runs.old, runs.new, runs.ids),
        runs.new.lacking,
        runs.assumed,
        runs.left_out,
        None if runs.already is None else _apart(runs.already),
        runs.others,
    )


def _apart(already: AlreadyNew) -> ApartMeans:
    named = tuple(str(i) for i in already.ids[:_NAMED])
    return ApartMeans(len(already.ids), already.calculated, mean(already.per_unit), named)


def mean(values: Floats) -> Decimal | None:
    """The mean of numbers, added without loss; None where there are none."""
    there = values[~np.isnan(values)]
    return shortest(math.fsum(there.tolist()) / len(there)) if len(there) else None


def _means(part: PartImpact, products: Integers) -> PartMeans:
    found = [mean(a[products]) for a in (part.old, part.new, part.difference)]
    return PartMeans(part.name, *found)


def _spread(values: Floats) -> tuple[Decimal, Decimal, Decimal]:
    least, middle, most = (shortest(float(f(values))) for f in (np.min, np.median, np.max))
    return least, middle, most


def _contributions(impact: Impact, part: PartImpact) -> Iterator[MeanContribution]:
    """The contributions to the footprint per unit, the largest first."""
    wanted, found = np.flatnonzero(impact.attributed), []
    for place, change in enumerate(impact.changes if len(wanted) else ()):
        kept = part.contributions.get(place)
        own = np.zeros(len(wanted)) if kept is None else kept[wanted]
        error = None if impact.errors is None else impact.errors[place][wanted]
        least, most = (shortest(float(f(own))) for f in (np.min, np.max))
        of_mean = None if error is None else shortest(math.sqrt(math.fsum((error**2).tolist())) / len(wanted))
        moved = int(np.count_nonzero(own))
        found.append(MeanContribution(change, mean(own) or Decimal(0), moved, least, most, of_mean))
    yield from sorted(found, key=lambda c: (-abs(c.mean), -c.products))


def _verdicts(impact: Impact) -> Iterator[Verdicts]:
    for found in impact.verdict_changes:
        named = tuple(str(impact.runs.ids[int(n)]) for n in (*found.fails, *found.comes_right)[:_NAMED])
        yield Verdicts(
            found.requirement, len(found.fails), len(found.comes_right), named, found.is_new, found.is_gone
        )


def _refusals(run: VersionRun, other: VersionRun, ids: tuple[str | None, ...]) -> tuple[Refusals, ...]:
    """Why products are refused by a run that the other run calculates, the most frequent reason first."""
    products: dict[RefusalReason, list[int]] = {}
    explained: Counter[RefusalReason] = Counter()
    for refused in run.refused:
        if other.calculated[refused.number]:
            for reason in refused.reasons:
                products.setdefault(reason, []).append(refused.number)
                explained[reason] += refused.explained
    found = [
        Refusals(r.code, r.key, r.element, len(numbers), explained[r], _examples(ids, numbers), run.said[r])
        for r, numbers in products.items()
    ]
    return tuple(sorted(found, key=lambda r: (-r.products, r.code, r.element or "")))


def _examples(ids: tuple[str | None, ...], numbers: Sequence[int]) -> tuple[str, ...]:
    return tuple(str(ids[n]) for n in numbers[:_NAMED])
