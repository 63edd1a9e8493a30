"""Sensitivities, break-even values and scenarios as plain data, and as a person reads them in a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal, localcontext

from ruleengine.analysis.sensitivity.break_even import BreakEven
from ruleengine.analysis.sensitivity.one_sided import Side
from ruleengine.analysis.sensitivity.scenarios import Scenario
from ruleengine.analysis.sensitivity.sensitivity import CHANGE, Analysis, Sensitivity, Swing
from ruleengine.figures import figure_long, places, plain, short, signed, with_places
from ruleengine.formula.units import CO2E
from ruleengine.run.exact import CONTEXT
from ruleengine.run.result import Result, identity
from ruleengine.run.summary import heading
from ruleengine.run.verdicts import figure
from ruleengine.terminal import table

_SHOWN = 15
#: Further values of a break-even that are told.
_OTHERS = 5
#: Single cells of tables that are told.
_CELLS = 8


def as_data(
    analysis: Analysis, found: Sequence[BreakEven] = (), scenarios: Sequence[Scenario] = ()
) -> dict[str, object]:
    """Everything as JSON-able data; exact numbers as decimal texts, derivatives and elasticities as numbers."""
    result = analysis.result
    return {
        **identity(result),
        "unit": "kgCO2e",
        "total": plain(result.total),
        "per_unit": plain(result.per_unit),
        "elasticities": [_sensitivity_data(s) for s in analysis.sensitivities],
        "cells": [_sensitivity_data(s) for s in analysis.cells],
        "tornado": {"change": plain(CHANGE), "swings": [_swing_data(s) for s in analysis.swings]},
        "break_even": [_break_even_data(b) for b in found],
        "scenarios": {s.name: _scenario_data(s, result) for s in scenarios},
    }


def _sensitivity_data(item: Sensitivity) -> dict[str, object]:
    variable = item.variable
    data: dict[str, object] = {"name": item.name, "kind": variable.kind, "label": dict(variable.label)}
    if variable.row_label:
        data["row"] = variable.row_label
    if variable.kind not in ("column", "lookup"):
        data |= {
            "value": plain(variable.value), "unit": str(variable.unit), "derivative_per_unit": item.derivative,
        }  # fmt: skip
    return data | {
        "elasticity_total": item.of_total,
        "elasticity_per_unit": item.of_per_unit,
        "difference_below": _side_data(item.below),
        "difference_above": _side_data(item.above),
        "one_sided": not item.smooth,
    }


def _side_data(side: Side) -> float | str | None:
    return "jump" if side is not None and math.isinf(side) else side


def _swing_data(item: Swing) -> dict[str, object]:
    return {
        "name": item.name,
        "kind": item.variable.kind,
        "low": None if item.low is None else plain(item.low),
        "high": None if item.high is None else plain(item.high),
        "limited": item.limited,
    }


def _break_even_data(item: BreakEven) -> dict[str, object]:
    return {
        "name": item.variable.shown,
        "of": item.part,
        "target": plain(item.target),
        "present": plain(item.variable.value),
        "value": plain(item.value),
        "unit": str(item.variable.unit),
        "reached": plain(item.reached),
        "others": [plain(v) for v in item.others],
    }


def _scenario_data(item: Scenario, base: Result) -> dict[str, object]:
    result = item.result
    with localcontext(CONTEXT):
        change = (result.per_unit - base.per_unit) / base.per_unit if base.per_unit else None
        difference = result.per_unit - base.per_unit
    return {
        "label": dict(item.label),
        "change": {k: _given(v) for k, v in item.change.items()},
        "total": plain(result.total),
        "per_unit": plain(result.per_unit),
        "difference_per_unit": plain(difference),
        "relative_difference": None if change is None else plain(change),
        "stages": {k: plain(v) for k, v in result.stages.items()},
        "verdicts": _verdicts(result, base),
    }


def _given(value: object) -> object:
    """A value of a scenario as JSON can hold it."""
    if isinstance(value, dict):
        return {str(k): _given(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_given(v) for v in value]
    return plain(value) if isinstance(value, Decimal) else value


def _verdicts(result: Result, base: Result) -> dict[str, object]:
    """The requirements whose verdict is another one than in the base."""
    before = {v.requirement: v.verdict for v in base.verdicts}
    after = {v.requirement: v.verdict for v in result.verdicts}
    return {k: {"base": before[k], "scenario": v} for k, v in after.items() if v != before[k]}


def text(analysis: Analysis, found: Sequence[BreakEven] = (), scenarios: Sequence[Scenario] = ()) -> str:
    """Elasticities, then break-even values and scenarios where they were asked for."""
    result = analysis.result
    lines = [
        *heading(result),
        f"per unit {figure_long(result.per_unit)} kgCO2e, per basis {figure(result.total, CO2E)}",
        "",
        *_elasticities(analysis),
    ]
    for item in found:
        lines += ["", *_break_even(item)]
    if scenarios:
        lines += ["", *_scenarios(scenarios, result)]
    return "\n".join(line.rstrip() for line in lines)


def _elasticities(analysis: Analysis) -> list[str]:
    """Elasticities beside the swing of the footprint per unit, then those of single cells."""
    swings = {s.name: s for s in analysis.swings}
    decimals = places(analysis.result.per_unit, 5)
    moving, cells = (
        [s for s in found if s.of_per_unit is None or s.of_per_unit or s.of_total or not s.smooth]
        for found in (analysis.sensitivities, analysis.cells)
    )
    rows = [
        (
            "elasticity: per cent for one per cent more",
            "total",
            "per unit",
            "kgCO2e at −10 %",
            "at +10 %",
            "now",
            "",
        ),
    ]
    for item in moving[:_SHOWN]:
        swing = swings.get(item.name)
        ends = ("", "") if swing is None else (with_places(e, decimals) for e in (swing.low, swing.high))
        rows.append(
            (_named(item), _signed(item.of_total), _signed(item.of_per_unit), *ends, *_described(item))
        )
    lines = [*table(rows, left=(0, 6)), *_more(len(moving) - _SHOWN)]
    if any(s.limited for s in analysis.swings):
        names = ", ".join(s.name for s in analysis.swings if s.limited)
        lines.append(f"  changed by less than 10 % because of the limits of the rule set: {names}")
    if cells:
        single: list[tuple[str, ...]] = [("single numbers of tables", "total", "per unit", "now", "")]
        for c in cells[:_CELLS]:
            single.append((_named(c), _signed(c.of_total), _signed(c.of_per_unit), *_described(c)))
        lines += ["", *table(single, left=(0, 4)), *_more(len(cells) - _CELLS)]
    return [*lines, *_breaks([*moving, *cells])]


def _described(item: Sensitivity) -> tuple[str, str]:
    return item.variable.amount, item.variable.english


def _named(item: Sensitivity) -> str:
    return f"  {item.name}" + ("" if item.smooth else " *")


def _more(count: int) -> list[str]:
    return [f"  {count} more; --format json has all of them"] if count > 0 else []


def _breaks(found: Sequence[Sensitivity]) -> list[str]:
    """What is on either side of numbers at which a formula has a step or a kink."""
    broken = [s for s in found if not s.smooth]
    if not broken:
        return []
    lines = [
        "",
        "* a formula has a step or a kink at the present value; the elasticity per unit is",
    ]
    for item in broken[:_CELLS]:
        lines.append(f"  {item.name}: below {_side(item.below)}, above {_side(item.above)}")
    return [*lines, *_more(len(broken) - _CELLS)]


def _side(side: Side) -> str:
    if side is None:
        return "no value"
    return "a jump" if math.isinf(side) else _signed(side)


def _signed(value: float | None) -> str:
    """An elasticity with four decimals; zero without a sign."""
    if value is None:
        return "–"
    return signed(value, 4)


def _break_even(item: BreakEven) -> list[str]:
    variable = item.variable
    what = "the footprint per unit" if item.part == "per_unit" else "the footprint per basis"
    if variable.kind in ("column", "lookup"):
        values = [f"all of {variable.shown} × {short(v)}" for v in (item.value, *item.others)]
        now = ""
    else:
        unit = f" {variable.unit}" if variable.unit.symbols else ""
        values = [
            f"{variable.shown} = {short(item.value)}{unit}",
            *(f"{short(v)}{unit}" for v in item.others),
        ]
        now = f" (now {short(variable.value)}{unit})"
    lines = [f"break-even: {values[0]}{now} brings {what} to {short(item.reached)} kgCO2e"]
    if item.others:
        more = f" and {len(item.others) - _OTHERS} more" if len(item.others) > _OTHERS else ""
        lines.append("  also at " + ", ".join(values[1 : _OTHERS + 1]) + more)
    return lines


def _scenarios(scenarios: Sequence[Scenario], base: Result) -> list[str]:
    """Scenarios side by side, and the verdicts that change."""
    decimals = places(base.per_unit, 5)
    rows = [("scenario", "kgCO2e per unit", "difference", "per basis")]
    rows.append(("  (as it is)", with_places(base.per_unit, decimals), "", figure(base.total, CO2E)))
    changed: list[str] = []
    for item in scenarios:
        result = item.result
        with localcontext(CONTEXT):
            share = (result.per_unit - base.per_unit) / base.per_unit * 100 if base.per_unit else None
        difference = "–" if share is None else f"{signed(share, 2)} %"
        named = f"  {item.name}" + (f"  {item.label['en']}" if item.label["en"] != item.name else "")
        rows.append((named, with_places(result.per_unit, decimals), difference, figure(result.total, CO2E)))
        changed += [f"  {item.name}: {k} {v}" for k, v in _verdicts_in_words(result, base)]
    return [*table(rows), *(["verdicts that change", *changed] if changed else [])]


def _verdicts_in_words(result: Result, base: Result) -> list[tuple[str, str]]:
    before = {v.requirement: v.verdict for v in base.verdicts}
    return [
        (v.requirement, f"{before[v.requirement]} → {v.verdict}".replace("_", " "))
        for v in result.verdicts
        if v.verdict != before[v.requirement]
    ]
