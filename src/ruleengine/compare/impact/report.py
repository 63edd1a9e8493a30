"""An impact as JSON-able data: what `impact --format json` prints. Numbers are texts, as in result records."""

from __future__ import annotations

from decimal import Decimal

from ruleengine.compare.impact.comparable import ComparisonRemark
from ruleengine.compare.impact.impact import Impact
from ruleengine.compare.impact.naming import NamedChange
from ruleengine.compare.impact.shapley import ORDERS, SEED
from ruleengine.compare.impact.summary import (
    ApartMeans,
    MeanContribution,
    PartMeans,
    Refusals,
    Summary,
    Verdicts,
)
from ruleengine.figures import plain
from ruleengine.language import LANGUAGES
from ruleengine.program.program import Program
from ruleengine.version import __version__

#: The format of the data; it grows with every change that a reader has to know of.
FORMAT = 1


def impact_data(impact: Impact, found: Summary) -> dict[str, object]:
    """The impact in sum, with what is to be said beside it."""
    runs = impact.runs
    return {
        "impact": FORMAT,
        "engine": __version__,
        "old": _version(runs.old.program),
        "new": _version(runs.new.program),
        "replaced": [{"old": old, "new": new} for old, new in impact.replaced],
        "portfolio": impact.shown,
        "products": {"all": len(runs.ids), **found.products},
        "already_new": _apart(found.already),
        "other_versions": [{"ruleset": name, "products": count} for name, count in sorted(found.others.items())],
        "remarks": [_remark(r) for r in impact.comparable.remarks],
        "withheld": {
            "per_unit": not impact.comparable.per_unit, "totals": not impact.comparable.totals,
        },
        "lacking": list(found.lacking),
        "assumed": [{"name": n, "value": _assumed(impact, n)} for n in found.assumed],
        "left_out": list(found.left_out),
        "means": [_means(p) for p in found.parts],
        "relative": None if found.relative is None else dict(
            zip(("least", "median", "greatest"), (plain(r) for r in found.relative), strict=True)
        ),
        "raised": found.raised,
        "lowered": found.lowered,
        "attribution": _attribution(impact, found),
        "verdicts": [_verdicts(v) for v in found.verdicts],
        "newly_refused": [_refusals(r) for r in found.newly_refused],
        "come_right": [_refusals(r) for r in found.come_right],
    }  # fmt: skip


def _apart(found: ApartMeans | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {
        "products": found.products, "calculated": found.calculated, "mean_per_unit": _text(found.per_unit),
        "examples": list(found.examples),
    }  # fmt: skip


def _version(program: Program) -> dict[str, object]:
    resolved = program.resolved
    status = "released" if resolved.own.released else "draft"
    return {"ruleset": str(resolved.reference), "hash": resolved.fingerprint, "status": status}


def _remark(remark: ComparisonRemark) -> dict[str, object]:
    return {"key": remark.key, **{x: remark.said(x) for x in LANGUAGES}}


def _assumed(impact: Impact, name: str) -> object:
    value = impact.runs.moved.assumed[name]
    if isinstance(value, tuple):
        return [{k: plain(v) if isinstance(v, Decimal) else v for k, v in row.items()} for row in value]
    return (
        plain(value)
        if isinstance(value, Decimal)
        else value
        if isinstance(value, bool | str)
        else value.value
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _means(part: PartMeans) -> dict[str, object]:
    return {
        "part": part.name, "unit": "kgCO2e", "old": _text(part.old), "new": _text(part.new),
        "difference": _text(part.difference),
    }  # fmt: skip


def _attribution(impact: Impact, found: Summary) -> dict[str, object] | None:
    if found.attributed_means is None:
        return None
    drawn = impact.errors is not None
    return {
        "products": found.attributed,
        "not_taken_apart": found.products["both"] - found.attributed,
        "doubtful": found.doubtful,
        "means": _means(found.attributed_means),
        "method": "drawn" if drawn else "exact",
        "orders": 2 * ORDERS if drawn else None,
        "seed": SEED if drawn else None,
        "contributions": [_contribution(c) for c in found.contributions],
        "without_effect": [_change(c) for c in found.without_effect],
    }


def _contribution(found: MeanContribution) -> dict[str, object]:
    return {
        **_change(found.change), "mean": plain(found.mean), "products": found.products, "least": plain(found.least),
        "greatest": plain(found.most), "standard_error": _text(found.error),
    }  # fmt: skip


def _change(change: NamedChange) -> dict[str, object]:
    return {
        "change": change.name, "label": dict(change.label), "kind": change.kind, "elements": list(change.elements),
        "together_because": change.reason or None, "versions": None if change.versions is None else [*change.versions],
    }  # fmt: skip


def _verdicts(found: Verdicts) -> dict[str, object]:
    return {
        "requirement": found.requirement, "newly_fails": found.fails, "comes_right": found.comes_right,
        "only_in": "new" if found.is_new else "old" if found.is_gone else None, "examples": list(found.examples),
    }  # fmt: skip


def _refusals(found: Refusals) -> dict[str, object]:
    return {
        "code": found.code, "key": found.key, "element": found.element, "products": found.products,
        "explained": found.explained, "examples": list(found.examples), **{x: found.said[x] for x in LANGUAGES},
    }  # fmt: skip
