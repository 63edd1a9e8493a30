"""The outcome of a Monte Carlo run as plain data, and as a person reads it in a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ruleengine.analysis.uncertainty.distributions import Distribution, shown_spread
from ruleengine.analysis.uncertainty.monte_carlo import Contribution, Histogram, Spread, UncertaintyResult
from ruleengine.analysis.uncertainty.pedigree import BASIC, FACTORS, SOURCE
from ruleengine.figures import percent, places, plain, short, with_places
from ruleengine.run.labels import footprint_label
from ruleengine.run.result import identity
from ruleengine.run.summary import heading
from ruleengine.terminal import table

#: Contributions are told from this share on, and at most so many.
_SHOWN, _LEAST = 12, 0.0005
#: Distributions of which more than this is cut off are told.
_CUT = 0.001
#: Below this sum of squared rank correlations the text says that contributions are a rough guide.
_EXPLAINED = 0.8
_BAR = 40
METHOD = (
    "squared rank correlations, less what chance gives, as shares of their sum; numbers drawn independently, but a "
    "factor that stands in several rows once"
)


def as_data(outcome: UncertaintyResult) -> dict[str, object]:
    """The outcome as JSON-able data, amounts in kgCO2e; what is not defined is null."""
    first = outcome.first_order
    return {
        **identity(outcome.result),
        "unit": "kgCO2e",
        "draws": outcome.draws,
        "failed": outcome.failed,
        "seed": outcome.seed,
        "generator": "Philox4x64-10, keyed by SHA-256 of seed, input and row; inverse distribution functions",
        "results": {s.name: _spread_data(s) for s in outcome.spreads},
        "histogram": {
            "of": "per_unit", "edges": list(outcome.histogram.edges), "counts": list(outcome.histogram.counts),
        },
        "first_order": {
            "of": "per_unit", "value": plain(outcome.result.per_unit), "mean": first.mean,
            "standard_deviation": first.deviation,
        },
        "contributions": [_contribution_data(c) for c in outcome.contributions],
        "contribution_method": METHOD,
        "squared_rank_correlations": outcome.explained,
        "pedigree": _pedigree_data() if _from_pedigree(outcome.contributions) else None,
    }  # fmt: skip


def _spread_data(spread: Spread) -> dict[str, object]:
    return {
        "value": spread.value,
        "mean": spread.mean,
        "standard_error_of_mean": spread.error,
        "standard_deviation": spread.deviation,
        "percentiles": {short(p): v for p, v in spread.percentiles.items()},
    }


def _contribution_data(item: Contribution) -> dict[str, object]:
    variable, drawn = item.uncertain.variable, item.uncertain.distribution
    return {
        "input": variable.shown,
        "same_factor": [v.shown for v in item.uncertain.rows[1:]],
        "row": variable.row_label or None,
        "label": dict(variable.label),
        "kind": variable.kind,
        "value": plain(variable.value),
        "unit": str(variable.unit),
        "distribution": _distribution_data(drawn),
        "origin": item.uncertain.origin,
        "not_drawn_beyond_limits": drawn.cut,
        "contribution": item.sampled,
        "rank_correlation": item.rank_correlation,
        "first_order_contribution": item.first_order,
    }


def _distribution_data(drawn: Distribution) -> dict[str, object]:
    match drawn.kind:
        case "normal":
            return {"distribution": "normal", "sd": drawn.spread}
        case "lognormal":
            return {"distribution": "lognormal", "gsd2": shown_spread(drawn)}
    return {"distribution": drawn.kind, "min": drawn.low, "max": drawn.high}


def _pedigree_data() -> dict[str, object]:
    scores = {
        column: {"indicator": name, "factors": [float(f) for f in factors]}
        for column, (name, factors) in FACTORS.items()
    }
    return {**SOURCE, "basic": float(BASIC), "scores": scores}


def _from_pedigree(contributions: Sequence[Contribution]) -> int:
    return sum(c.uncertain.origin == "pedigree" for c in contributions)


def text(outcome: UncertaintyResult) -> str:
    """Figures, percentiles, histogram and contributions in a terminal."""
    scored = _from_pedigree(outcome.contributions)
    count = len(outcome.contributions)
    numbers = "1 uncertain number" if count == 1 else f"{count} uncertain numbers"
    lines = [
        *heading(outcome.result),
        f"{outcome.draws} draws, seed {outcome.seed}; {numbers}, {count - scored} as given, "
        f"{scored} from quality scores",
        "",
        *_figures(outcome.spreads),
        "",
        *_percentiles(outcome.spreads[0]),
        *_checks(outcome),
        "",
        *_histogram(outcome.histogram, _decimals(outcome.spreads[0])),
        "",
        *_contributions(outcome),
        *_notes(outcome),
    ]
    return "\n".join(lines)


def _decimals(spread: Spread) -> int:
    """Decimals to which the standard deviation has three significant digits; more would be chance."""
    return places(spread.deviation or spread.value, 3)


def _figures(spreads: Sequence[Spread]) -> list[str]:
    """A line for each result: value without uncertainty, mean, deviation, the interval of 95 %."""
    rows: list[tuple[str, ...]] = [("kgCO2e", "value", "mean", "std. dev.", "2.5 %", "median", "97.5 %")]
    for spread in spreads:
        decimals, of = _decimals(spread), spread.percentiles
        figures = (spread.value, spread.mean, spread.deviation, of[2.5], of[50.0], of[97.5])
        label = footprint_label(spread.name)["en"]
        rows.append((label, *(with_places(f, decimals) for f in figures)))
    return table(rows)


def _percentiles(spread: Spread) -> list[str]:
    """All percentiles of the footprint per unit."""
    decimals = _decimals(spread)
    heads = ("percentiles per unit", *(f"{short(p)} %" for p in spread.percentiles))
    return table([heads, ("", *(with_places(v, decimals) for v in spread.percentiles.values()))])


def _checks(outcome: UncertaintyResult) -> list[str]:
    """The first-order result, how far chance can have moved the mean, and draws without a value."""
    first, spread = outcome.first_order, outcome.spreads[0]
    decimals = _decimals(spread)
    lines = [
        f"first order, per unit: mean {with_places(first.mean, decimals)}, "
        f"standard deviation {with_places(first.deviation, decimals)} kgCO2e",
        f"standard error of the mean from {outcome.draws - outcome.failed} draws: "
        f"{with_places(spread.error, places(spread.error, 2))} kgCO2e",
    ]
    if outcome.failed:
        lines.append(
            f"{outcome.failed} of {outcome.draws} draws cannot be calculated and are left out of every figure"
        )
    return lines


def _histogram(histogram: Histogram, decimals: int) -> list[str]:
    """Bars of two bins each, with the lower edge and the number of draws."""
    edges = histogram.edges[:-1:2]
    counts = [sum(histogram.counts[i : i + 2]) for i in range(0, len(histogram.counts), 2)]
    most = max(counts)
    rows = [
        (f"  {with_places(edge, decimals)}", str(count), "█" * round(count / most * _BAR))
        for edge, count in zip(edges, counts, strict=True)
    ]
    return table([("  from kgCO2e per unit", "draws", ""), *rows], left=(2,))


def _contributions(outcome: UncertaintyResult) -> list[str]:
    """The largest contributions, by both methods."""
    found = outcome.contributions
    shown = [c for c in found if max(c.sampled, c.first_order or 0.0) >= _LEAST][:_SHOWN]
    rows = [("contribution to variance", "draws", "first order", "", "distribution")]
    for item in shown:
        variable, more = item.uncertain.variable, len(item.uncertain.rows) - 1
        name = variable.shown + (f" and {more} more row{'s' if more > 1 else ''}" if more else "")
        figures = percent(item.sampled), percent(item.first_order)
        rows.append((f"  {name}", *figures, variable.english, _shown(item)))
    lines = table(rows, left=(0, 3, 4))
    if len(found) > len(shown):
        rest = math.fsum(c.sampled for c in found[len(shown) :])
        lines.append(f"  {len(found) - len(shown)} more: {percent(rest)}")
    lines.append(
        "  draws: squared rank correlation, as a share of the sum; first order: (∂y/∂x · u(x))², likewise"
    )
    if outcome.explained < _EXPLAINED:
        lines.append(
            f"  the squared rank correlations add up to {with_places(outcome.explained, 2)} only: numbers act on each "
            "other, or up and down; take the shares as a rough guide"
        )
    return lines


def _shown(item: Contribution) -> str:
    drawn = item.uncertain.distribution
    match drawn.kind:
        case "normal":
            shown = f"normal, sd {short(drawn.spread, 4)}"
        case "lognormal":
            shown = f"lognormal, gsd² {with_places(shown_spread(drawn), 3)}"
        case _:
            shown = f"{drawn.kind}, {short(drawn.low, 4)} to {short(drawn.high, 4)}"
    return shown + (" (scores)" if item.uncertain.origin == "pedigree" else "")


def _notes(outcome: UncertaintyResult) -> list[str]:
    lines = []
    cut = [c for c in outcome.contributions if c.uncertain.distribution.cut > _CUT]
    if cut:
        lines += ["", "cut at the limits of the rule set; all draws lie between them:"]
        lines += [_cut(c, outcome.draws) for c in cut[:5]]
        lines += [f"  {len(cut) - 5} more"] if len(cut) > 5 else []
    if _from_pedigree(outcome.contributions):
        lines += [
            "",
            f"quality scores: factors of the {SOURCE['factors']},",
            f"  read in {SOURCE['read_in']} ({SOURCE['grade']});",
            f"  {SOURCE['mapping']} ({SOURCE['mapping_grade']})",
        ]
    return lines


def _cut(item: Contribution, draws: int) -> str:
    drawn = item.uncertain.distribution
    return (
        f"  {item.uncertain.variable.shown}: {percent(drawn.cut)} of the {drawn.kind} distribution lies outside, "
        f"{round(drawn.cut * draws)} of {draws} draws had it not been cut"
    )
