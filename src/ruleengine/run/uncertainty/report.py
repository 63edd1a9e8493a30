"""The outcome of a Monte Carlo run as plain data, and as a person reads it in a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

import ruleengine
from ruleengine.run.labels import footprint_label
from ruleengine.run.sensitivity_report import table
from ruleengine.run.uncertainty.distributions import Distribution
from ruleengine.run.uncertainty.monte_carlo import (
    Contribution,
    Histogram,
    Spread,
    UncertaintyResult,
)
from ruleengine.run.uncertainty.pedigree import BASIC, FACTORS, SOURCE
from ruleengine.source.canonical import plain

_SHOWN = 12
_BAR = 40


def as_data(outcome: UncertaintyResult) -> dict[str, object]:
    """The outcome as JSON-able data, amounts in kgCO2e; what is not defined is null."""
    result = outcome.result
    resolved = result.program.resolved
    first = outcome.first_order
    return {
        "engine": ruleengine.__version__,
        "ruleset": {
            "id": resolved.reference.id,
            "version": str(resolved.reference.version),
            "hash": resolved.fingerprint,
        },
        "inventory": {"id": result.inventory.id, "hash": result.inventory.fingerprint},
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
            "of": "per_unit", "value": plain(result.per_unit), "mean": first.mean,
            "standard_deviation": first.deviation,
        },
        "contributions": [_contribution_data(c) for c in outcome.contributions],
        "contribution_method": "squared rank correlations as shares of their sum; inputs drawn independently",
        "pedigree": _pedigree_data() if _from_pedigree(outcome.contributions) else None,
    }  # fmt: skip


def _spread_data(spread: Spread) -> dict[str, object]:
    return {
        "value": spread.value,
        "mean": spread.mean,
        "standard_deviation": spread.deviation,
        "percentiles": {f"{p:g}": v for p, v in spread.percentiles.items()},
    }


def _contribution_data(item: Contribution) -> dict[str, object]:
    variable, drawn = item.uncertain.variable, item.uncertain.distribution
    return {
        "input": variable.shown,
        "row": variable.row_label or None,
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
            return {"distribution": "lognormal", "gsd2": math.exp(2 * drawn.spread)}
    return {"distribution": drawn.kind, "min": drawn.low, "max": drawn.high}


def _pedigree_data() -> dict[str, object]:
    scores = {c: {"indicator": name, "factors": list(factors)} for c, (name, factors) in FACTORS.items()}
    return {**SOURCE, "basic": BASIC, "scores": scores}


def _from_pedigree(contributions: Sequence[Contribution]) -> int:
    return sum(c.uncertain.origin == "pedigree" for c in contributions)


def text(outcome: UncertaintyResult) -> str:
    """Figures, histogram and contributions in a terminal."""
    result = outcome.result
    names = result.inventory.product.get("name")
    name = names.get("en", result.inventory.id) if isinstance(names, dict) else result.inventory.id
    given = len(outcome.contributions) - _from_pedigree(outcome.contributions)
    lines = [
        f"{name}  ({result.inventory.id})",
        f"rule set {result.program.resolved.reference}  {result.program.resolved.fingerprint[:19]}…",
        f"{outcome.draws} draws, seed {outcome.seed}; {len(outcome.contributions)} uncertain numbers, "
        f"{given} as given, {_from_pedigree(outcome.contributions)} from quality scores",
        "",
        *_figures(outcome.spreads),
        "",
        *_checks(outcome),
        "",
        *_histogram(outcome.histogram),
        "",
        *_contributions(outcome.contributions),
        *_notes(outcome),
    ]
    return "\n".join(line.rstrip() for line in lines)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.5g}"


def _figures(spreads: Sequence[Spread]) -> list[str]:
    """A line for each result: value without uncertainty, mean, deviation, percentiles."""
    heads = ("kgCO2e", "value", "mean", "std. dev.", "2.5 %", "median", "97.5 %")
    rows = [
        (
            footprint_label(s.name)["en"], _number(s.value), _number(s.mean), _number(s.deviation),
            _number(s.percentiles[2.5]), _number(s.percentiles[50.0]), _number(s.percentiles[97.5]),
        )
        for s in spreads
    ]  # fmt: skip
    return table([heads, *rows])


def _checks(outcome: UncertaintyResult) -> list[str]:
    first = outcome.first_order
    line = f"first order, per unit: mean {_number(first.mean)}, standard deviation {_number(first.deviation)} kgCO2e"
    lines = [line]
    if outcome.failed:
        lines.append(
            f"{outcome.failed} of {outcome.draws} draws cannot be calculated and are left out of every figure"
        )
    return lines


def _histogram(histogram: Histogram) -> list[str]:
    """Pairs of bins as bars."""
    pairs = [sum(histogram.counts[i : i + 2]) for i in range(0, len(histogram.counts), 2)]
    most = max(pairs)
    lines = ["footprint per unit, kgCO2e"]
    for index, count in enumerate(pairs):
        bar = "█" * round(_BAR * count / most)
        lines.append(f"  {_number(histogram.edges[2 * index]):>10}  {bar} {count if count else ''}")
    return lines


def _contributions(contributions: Sequence[Contribution]) -> list[str]:
    rows = [("contribution to variance", "draws", "first order", "distribution")]
    for item in contributions[:_SHOWN]:
        variable = item.uncertain.variable
        label = variable.label.get("en") or variable.name
        named = f"  {variable.shown}  {label}" + (f", {variable.row_label}" if variable.row_label else "")
        order = "–" if item.first_order is None else f"{item.first_order:.1%}"
        rows.append((named, f"{item.sampled:.1%}", order, _shown(item)))
    lines = table(rows)
    if len(contributions) > _SHOWN:
        rest = math.fsum(c.sampled for c in contributions[_SHOWN:])
        lines.append(f"  {len(contributions) - _SHOWN} more  {rest:.1%}")
    return lines


def _shown(item: Contribution) -> str:
    drawn = item.uncertain.distribution
    match drawn.kind:
        case "normal":
            shown = f"normal, sd {_number(drawn.spread)}"
        case "lognormal":
            shown = f"lognormal, gsd² {_number(math.exp(2 * drawn.spread))}"
        case _:
            shown = f"{drawn.kind}, {_number(drawn.low)} to {_number(drawn.high)}"
    return shown + (" (scores)" if item.uncertain.origin == "pedigree" else "")


def _notes(outcome: UncertaintyResult) -> list[str]:
    lines = []
    cut = [c for c in outcome.contributions if c.uncertain.distribution.cut > 0.001]
    if cut:
        names = ", ".join(
            f"{c.uncertain.variable.shown} ({c.uncertain.distribution.cut:.1%})" for c in cut[:5]
        )
        more = f" and {len(cut) - 5} more" if len(cut) > 5 else ""
        lines += ["", f"not drawn because beyond the limits of the input: {names}{more}"]
    if _from_pedigree(outcome.contributions):
        lines += [
            "",
            f"quality scores: factors of the {SOURCE['factors']} ({SOURCE['grade']});",
            f"{SOURCE['mapping']} ({SOURCE['mapping_grade']})",
        ]
    return lines
