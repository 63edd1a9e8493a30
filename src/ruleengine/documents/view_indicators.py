"""The indicators of a result, each with what it is held against; beside the rating of data, that of each dimension."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ruleengine.documents import view_types as v
from ruleengine.documents.text import pair, with_grouped_numbers
from ruleengine.figures import plain, significant
from ruleengine.formula.typed import Compare, Convert, Value
from ruleengine.inventory.model import Absent
from ruleengine.program.program import Program, Step
from ruleengine.run.data_quality import quality_by_dimension, rating
from ruleengine.run.labels import ABSENT_LABELS, DIMENSION_LABELS
from ruleengine.run.result import Result


def indicators(result: Result) -> list[v.Indicator]:
    """The indicators as they are shown, in the order of the rule set."""
    combined, found = rating(result.program), []
    for step in result.program.shown_indicators:
        found.append(_indicator(result, step))
        if step is combined:
            found += _dimensions(result, step)
    return found


def _dimensions(result: Result, combined: Step) -> Iterator[v.Indicator]:
    """The rating of each dimension, where there is one."""
    by_dimension = quality_by_dimension(result.program, result.inventory, result.values) or {}
    whole = pair(combined.element.fields.get("label"))
    for name, value in by_dimension.items():
        of = DIMENSION_LABELS[name]
        yield {
            "label": {"zh": f"{whole['zh']}：{of['zh']}", "en": f"{whole['en']}: {of['en']}"},
            "value": significant(value, 4) if isinstance(value, Decimal) else None,
            "unit": str(combined.type.unit),
            "limit": None,
            "absent": pair(ABSENT_LABELS[value.value]) if isinstance(value, Absent) else None,
            "reason": None,
        }


def _indicator(result: Result, step: Step) -> v.Indicator:
    value, reason = result.values.get(step.name), result.reasons.get(step.name)
    unit = str(step.type.unit)
    return {
        "label": pair(step.element.fields.get("label")),
        "value": significant(value, 4) if isinstance(value, Decimal) else None,
        "unit": unit,
        "limit": _limit(result.program, step.name),
        "absent": pair(ABSENT_LABELS[value.value]) if isinstance(value, Absent) else None,
        "reason": with_grouped_numbers(pair(reason)) if reason else None,
    }


def _limit(program: Program, indicator: str) -> v.Limit | None:
    """The parameter that a check holds an indicator against."""
    for requirement in program.requirements:
        check = requirement.check.typed if requirement.check else None
        if (
            not isinstance(check, Compare)
            or not isinstance(check.left, Value)
            or check.left.name != indicator
        ):
            continue
        right = check.right.operand if isinstance(check.right, Convert) else check.right
        parameter = program.parameters.get(right.name) if isinstance(right, Value) else None
        if parameter is not None:
            return {"value": plain(parameter.value), "unit": str(parameter.unit), "sign": check.operator}
    return None
