"""The outcome of a Monte Carlo run as plain data."""

from __future__ import annotations

from collections.abc import Sequence

from ruleengine.analysis.uncertainty.distributions import Distribution, shown_spread
from ruleengine.analysis.uncertainty.monte_carlo import Contribution, Spread, UncertaintyResult
from ruleengine.analysis.uncertainty.pedigree import BASIC, FACTORS, SOURCE, WORST
from ruleengine.figures import plain, short
from ruleengine.run.record.writing import heading_data, plain_data

METHOD = (
    "squared rank correlations, less what chance gives, as shares of their sum; numbers drawn independently, but a "
    "factor that stands in several rows once"
)


def as_data(outcome: UncertaintyResult) -> dict[str, object]:
    """The outcome as JSON-able data, amounts in kgCO2e; what is not defined is null.

    Every number is a decimal text; counts are numbers.
    """
    first = outcome.first_order
    data = {
        **heading_data(outcome.result),
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
        "pedigree": _pedigree_data() if rests_on_pedigree(outcome.contributions) else None,
    }  # fmt: skip
    return {name: plain_data(value) for name, value in data.items()}


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
    return {**SOURCE, "basic": float(BASIC), "not_scored": WORST, "scores": scores}


def of_origin(contributions: Sequence[Contribution], origin: str) -> int:
    """How many of the numbers have their uncertainty from there: `given`, `pedigree`, `unscored` or `unknown`."""
    return sum(c.uncertain.origin == origin for c in contributions)


def rests_on_pedigree(contributions: Sequence[Contribution]) -> bool:
    """Whether any number has its uncertainty from the pedigree matrix."""
    return any(c.uncertain.origin != "given" for c in contributions)
