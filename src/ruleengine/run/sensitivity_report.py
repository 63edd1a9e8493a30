"""Sensitivities, break-even values and scenarios as plain data, and as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

import ruleengine
from ruleengine.formula.units import CO2E
from ruleengine.run.break_even import BreakEven
from ruleengine.run.exact import CONTEXT
from ruleengine.run.result import Result
from ruleengine.run.scenarios import Scenario
from ruleengine.run.sensitivity import CHANGE, Analysis, Sensitivity, Swing
from ruleengine.run.summary import figure_long, pad, width
from ruleengine.run.verdicts import figure
from ruleengine.source.canonical import plain

_SHOWN = 15


def as_data(
    analysis: Analysis, found: Sequence[BreakEven] = (), scenarios: Sequence[Scenario] = ()
) -> dict[str, object]:
    """Everything as JSON-able data; exact numbers as decimal texts, derivatives and elasticities as numbers."""
    result = analysis.result
    resolved = result.program.resolved
    return {
        "engine": ruleengine.__version__,
        "ruleset": {
            "id": resolved.reference.id,
            "version": str(resolved.reference.version),
            "hash": resolved.fingerprint,
        },
        "inventory": {"id": result.inventory.id, "hash": result.inventory.fingerprint},
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
    data: dict[str, object] = {"name": item.name, "kind": item.kind}
    if item.row_label:
        data["row"] = item.row_label
    if item.value is not None:
        data |= {"value": plain(item.value), "unit": str(item.unit), "derivative_per_unit": item.derivative}
    return data | {"elasticity_total": item.of_total, "elasticity_per_unit": item.of_per_unit}


def _swing_data(item: Swing) -> dict[str, object]:
    return {
        "name": item.name,
        "kind": item.kind,
        "low": None if item.low is None else plain(item.low),
        "high": None if item.high is None else plain(item.high),
        "limited": item.limited,
    }


def _break_even_data(item: BreakEven) -> dict[str, object]:
    return {
        "name": item.variable.shown,
        "target": plain(item.target),
        "present": plain(item.variable.value),
        "value": plain(item.value),
        "unit": str(item.variable.unit),
        "per_unit": plain(item.reached),
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
    names = result.inventory.product.get("name")
    name = names.get("en", result.inventory.id) if isinstance(names, dict) else result.inventory.id
    lines = [
        f"{name}  ({result.inventory.id})",
        f"rule set {result.program.resolved.reference}  {result.program.resolved.fingerprint[:19]}…",
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
    """Elasticities beside the swing of the footprint per unit."""
    swings = {s.name: s for s in analysis.swings}
    moving = [s for s in analysis.sensitivities if s.of_per_unit is None or s.of_per_unit or s.of_total]
    rows = [("per cent for one per cent more", "total", "per unit", "at −10 %", "at +10 %")]
    for item in moving[:_SHOWN]:
        swing = swings.get(item.name)
        ends = ("", "") if swing is None else (_end(swing.low), _end(swing.high))
        label = item.label.get("en") or item.name
        rows.append((f"  {item.name}  {label}", _signed(item.of_total), _signed(item.of_per_unit), *ends))
    lines = table(rows)
    if len(moving) > _SHOWN:
        lines.append(
            f"  {len(moving) - _SHOWN} more; --format json has all of them, and every cell of the tables"
        )
    if any(s.limited for s in analysis.swings):
        names = ", ".join(s.name for s in analysis.swings if s.limited)
        lines.append(f"  changed by less than 10 % because of the limits of the rule set: {names}")
    return lines


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.4f}"


def _end(value: Decimal | None) -> str:
    return "–" if value is None else f"{value:.6g}"


def _break_even(item: BreakEven) -> list[str]:
    unit = f" {item.variable.unit}" if item.variable.unit.symbols else ""
    lines = [
        f"break-even: {item.variable.shown} = {figure_long(item.value)}{unit} "
        f"(now {figure_long(item.variable.value)}{unit}) gives {figure_long(item.reached)} kgCO2e per unit"
    ]
    if item.others:
        lines.append("  also at " + ", ".join(f"{figure_long(v)}{unit}" for v in item.others))
    return lines


def _scenarios(scenarios: Sequence[Scenario], base: Result) -> list[str]:
    """Scenarios side by side, and the verdicts that change."""
    rows = [("scenario", "per unit", "difference", "per basis")]
    rows.append(("  (as it is)", figure_long(base.per_unit), "", figure(base.total, CO2E)))
    changed: list[str] = []
    for item in scenarios:
        result = item.result
        with localcontext(CONTEXT):
            share = (result.per_unit - base.per_unit) / base.per_unit * 100 if base.per_unit else None
        difference = "–" if share is None else f"{share:+.2f} %"
        named = f"  {item.name}" + (f"  {item.label['en']}" if item.label["en"] != item.name else "")
        rows.append((named, figure_long(result.per_unit), difference, figure(result.total, CO2E)))
        changed += [f"  {item.name}: {k} {v}" for k, v in _verdicts_in_words(result, base)]
    return [*table(rows), *(["verdicts that change", *changed] if changed else [])]


def _verdicts_in_words(result: Result, base: Result) -> list[tuple[str, str]]:
    before = {v.requirement: v.verdict for v in base.verdicts}
    return [
        (v.requirement, f"{before[v.requirement]} → {v.verdict}".replace("_", " "))
        for v in result.verdicts
        if v.verdict != before[v.requirement]
    ]


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of equal length in columns, the first one to the left and the others to the right."""
    columns = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        rest = zip(row[1:], columns[1:], strict=True)
        lines.append(
            pad(row[0], columns[0]) + "".join("  " + " " * (size - width(c)) + c for c, size in rest)
        )
    return lines
