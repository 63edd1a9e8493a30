"""Sensitivities, break-even values and scenarios as plain data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal, localcontext

from ruleengine.analysis.sensitivity.break_even import BreakEven
from ruleengine.analysis.sensitivity.one_sided import Side
from ruleengine.analysis.sensitivity.scenarios import Scenario
from ruleengine.analysis.sensitivity.sensitivity import CHANGE, Analysis, Sensitivity, Swing
from ruleengine.figures import plain
from ruleengine.run.exact import CONTEXT
from ruleengine.run.record.writing import heading_data, plain_data
from ruleengine.run.result import Result


def as_data(
    analysis: Analysis, found: Sequence[BreakEven] = (), scenarios: Sequence[Scenario] = ()
) -> dict[str, object]:
    """Everything as JSON-able data; every number is a decimal text."""
    result = analysis.result
    data = {
        **heading_data(result),
        "unit": "kgCO2e",
        "total": plain(result.total),
        "per_unit": plain(result.per_unit),
        "elasticities": [_sensitivity_data(s) for s in analysis.sensitivities],
        "cells": [_sensitivity_data(s) for s in analysis.cells],
        "not_compared": analysis.not_compared,
        "tornado": {
            "change": plain(CHANGE),
            "swings": [_swing_data(s) for s in analysis.swings],
            "not_calculated": analysis.not_swung,
        },
        "break_even": [_break_even_data(b) for b in found],
        "scenarios": {s.name: _scenario_data(s, result) for s in scenarios},
    }
    return {name: plain_data(value) for name, value in data.items()}


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
        "one_sided": not item.smooth if item.compared else None,
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
