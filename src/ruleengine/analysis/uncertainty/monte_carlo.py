"""Monte Carlo: one product many times over, its uncertain numbers drawn anew each time, as one run of the array kernel.

Propagation of distributions after JCGM 101:2008. Beside it stands the first-order law of propagation of JCGM 100:2008
(5.1.2), from exact derivatives. The two differ where the footprint bends within the spread of its inputs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen

from ruleengine.analysis.uncertainty.draws import shares, stream_key
from ruleengine.analysis.uncertainty.inputs import Uncertain, uncertain_inputs
from ruleengine.arrays.arrays import PRESENT, Floats, Truths
from ruleengine.arrays.repeated import Repeatable, repeatable
from ruleengine.diagnostics import Fault, Place, Refused
from ruleengine.run.result import Result

PERCENTILES = (2.5, 5.0, 25.0, 50.0, 75.0, 95.0, 97.5)
BINS = 40
MAX_DRAWS = 10_000_000


@frozen
class Spread:
    """What the draws of one result say; `value` is the official figure, calculated without uncertainty. In kgCO2e.

    `deviation` is the standard deviation with n − 1, `error` that of the mean of so many draws; `percentiles` are
    interpolated linearly between draws.
    """

    name: str
    value: float
    mean: float
    deviation: float
    error: float
    percentiles: Mapping[float, float]


@frozen
class Contribution:
    """What one uncertain number that the footprint rests on adds to the variance of the footprint per unit.

    `sampled`: the squared rank correlation ρ² with the result, less what chance alone would give on average,
    (n ρ² − 1) / (n − 1) and not below 0, as a share of the sum of all of them. `rank_correlation` is the correlation
    between the rank of the result and the share of its own distribution below the number drawn. `first_order`: its
    share (c u)² / Σ (c u)² with the derivative c; None where there is none.
    """

    uncertain: Uncertain
    sampled: float
    rank_correlation: float
    first_order: float | None


@frozen
class FirstOrder:
    """Mean and standard deviation of the footprint per unit by the law of propagation; None where undefined."""

    mean: float | None
    deviation: float | None


@frozen
class Histogram:
    """Draws of the footprint per unit in bins of equal width; `edges` has one number more than `counts`."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@frozen
class UncertaintyResult:
    """The outcome of a run: `draws` asked for, `failed` of them without a value (and left out of every figure).

    `explained` is the sum of the squared rank correlations: near 1 where each number acts by itself and in one
    direction; where it is far below, numbers act on each other or both ways, and contributions are a rough guide.
    """

    result: Result
    draws: int
    seed: int
    failed: int
    spreads: tuple[Spread, ...]
    histogram: Histogram
    contributions: tuple[Contribution, ...]
    explained: float
    first_order: FirstOrder


def monte_carlo(
    result: Result, *, draws: int = 10_000, seed: int = 1, pedigree: bool = True, block: int | None = None
) -> UncertaintyResult:
    """Draw the uncertain numbers of a result's inventory `draws` times; the outcome does not depend on `block`.

    Raises `Refused`: E723 where nothing is uncertain, E724 where fewer than two draws can be calculated.
    """
    program, inventory = result.program, result.inventory
    uncertain = uncertain_inputs(program, inventory, pedigree=pedigree)
    repeated = repeatable(program, inventory, {u.variable.name for u in uncertain})
    uncertain = [u for u in uncertain if u.variable.name in repeated.base.values]
    if not uncertain:
        raise _refused(Fault("E723.nothing", inventory=inventory.id), inventory.file)
    keys = [stream_key(seed, u.variable.name, u.place) for u in uncertain]
    drawn, present = _run(repeated, tuple(result.stages), uncertain, keys, draws, block)
    used = int(present.sum())
    if used < 2:
        raise _refused(Fault("E724.draws", failed=draws - used, draws=draws), inventory.file)
    kept = {name: values[present] for name, values in drawn.items()}
    slopes = _slopes(result, uncertain)
    contributions, explained = _contributions(uncertain, keys, drawn["per_unit"], present, slopes)
    return UncertaintyResult(
        result, draws, seed, draws - used,
        tuple(_spread(name, values, _official(result, name)) for name, values in kept.items()),
        _histogram(kept["per_unit"]),
        contributions, explained,
        _first_order(result, uncertain, slopes),
    )  # fmt: skip


def _refused(fault: Fault, file: str) -> Refused:
    return Refused([fault.diagnostic(Place(file))])


def _official(result: Result, name: str) -> float:
    if name in ("total", "per_unit"):
        return float(result.total if name == "total" else result.per_unit)
    return float(result.stages[name])


def _run(
    repeated: Repeatable,
    stages: Sequence[str],
    uncertain: Sequence[Uncertain],
    keys: Sequence[int],
    draws: int,
    block: int | None,
) -> tuple[dict[str, Floats], Truths]:
    """The results of all draws by name (`per_unit`, `total`, the stages), and which of them have a value."""
    names = ("per_unit", "total", *stages)
    drawn = {name: np.empty(draws) for name in names}
    present = np.zeros(draws, np.bool_)
    size = block or repeated.block()
    for first in range(0, draws, size):
        count = min(size, draws - first)
        changed: dict[str, Floats] = {}
        for item, key in zip(uncertain, keys, strict=True):
            name = item.variable.name
            if name not in changed:
                changed[name] = np.tile(repeated.base.values[name].values.astype(np.float64), (count, 1))
            numbers = item.distribution.quantiles(shares(key, first, count))
            for variable in item.rows:
                changed[name][:, variable.row or 0] = numbers
        values = repeated.calculate(count, changed).values
        for name in names:
            drawn[name][first : first + count] = values[f"footprint.{name}"].values
        present[first : first + count] = values["footprint.per_unit"].state == PRESENT
    return drawn, present


def _spread(name: str, values: Floats, official: float) -> Spread:
    found = np.percentile(values, PERCENTILES)
    percentiles = {p: float(v) for p, v in zip(PERCENTILES, found, strict=True)}
    deviation = float(values.std(ddof=1))
    return Spread(
        name, official, float(values.mean()), deviation, deviation / math.sqrt(len(values)), percentiles
    )


def _histogram(values: Floats) -> Histogram:
    counts, edges = np.histogram(values, bins=BINS)
    return Histogram(tuple(float(e) for e in edges), tuple(int(c) for c in counts))


def _ranks(values: Floats) -> Floats:
    """Ranks from 0; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Floats = (last - (counts + 1) / 2.0)[inverse]
    return ranks


def _contributions(
    uncertain: Sequence[Uncertain],
    keys: Sequence[int],
    per_unit: Floats,
    present: Truths,
    slopes: Sequence[float],
) -> tuple[tuple[Contribution, ...], float]:
    """The contributions to variance, the largest first, and the sum of the squared rank correlations."""
    ranks = _ranks(per_unit[present])
    ranks = ranks - ranks.mean()
    correlations = [_correlation(shares(key, 0, len(per_unit))[present], ranks) for key in keys]
    squares = [max(0.0, (len(ranks) * c * c - 1.0) / (len(ranks) - 1.0)) for c in correlations]
    variances = [(s * u.distribution.standard_deviation) ** 2 for s, u in zip(slopes, uncertain, strict=True)]
    sampled, analytic = math.fsum(squares), math.fsum(variances)
    found = [
        Contribution(
            item, square / sampled if sampled else 0.0, correlation,
            variance / analytic if math.isfinite(analytic) and analytic > 0 else None,
        )
        for item, square, correlation, variance in zip(uncertain, squares, correlations, variances, strict=True)
    ]  # fmt: skip
    ordered = sorted(found, key=lambda c: (-c.sampled, -(c.first_order or 0.0), c.uncertain.variable.shown))
    return tuple(ordered), sampled


def _correlation(share: Floats, centred: Floats) -> float:
    """The correlation of shares with ranks less their mean; sums whose order does not depend on the machine."""
    share = share - share.mean()
    scale = math.sqrt(float((share * share).sum()) * float((centred * centred).sum()))
    return float((share * centred).sum()) / scale if scale else 0.0


def _slopes(result: Result, uncertain: Sequence[Uncertain]) -> list[float]:
    """The derivatives of the footprint per unit, those of all rows of a factor together; NaN where there is none."""
    from ruleengine.arrays.gradient import gradient

    directions = [(v.name, v.row) for u in uncertain for v in u.rows]
    found = iter(gradient(result.program, result.inventory, directions).per_unit)
    return [math.fsum(float(next(found)) for _ in u.rows) for u in uncertain]


def _first_order(result: Result, uncertain: Sequence[Uncertain], slopes: Sequence[float]) -> FirstOrder:
    """y + Σ c (E x − x) and √Σ (c u)², inputs taken as independent."""
    shift = math.fsum(s * (u.distribution.mean - u.distribution.value) for s, u in _pairs(slopes, uncertain))
    variance = math.fsum((s * u.distribution.standard_deviation) ** 2 for s, u in _pairs(slopes, uncertain))
    if not math.isfinite(shift) or not math.isfinite(variance):
        return FirstOrder(None, None)
    return FirstOrder(float(result.per_unit) + shift, math.sqrt(variance))


def _pairs(slopes: Sequence[float], uncertain: Sequence[Uncertain]) -> list[tuple[float, Uncertain]]:
    return list(zip(slopes, uncertain, strict=True))
