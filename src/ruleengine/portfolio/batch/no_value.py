"""Why indicators, checks and preconditions of a product have no value: one text a product, in both languages.

Missing, not applicable and not evaluated are all null in a column of numbers; here they are told apart. The kernel
knows what is missing or not applicable; what has failed comes from the exact evaluator, with the reason in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from ruleengine.arrays.arrays import (
    ABSENT_MISSING,
    ABSENT_NOT_APPLICABLE,
    FAILED,
    PRESENT,
    Truths,
    is_all_present,
)
from ruleengine.arrays.kernel import CalculatedProducts
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, NOT_EVALUATED, Absent
from ruleengine.portfolio.limits import TOLD
from ruleengine.program.program import Program, Step
from ruleengine.run.labels import ABSENT_LABELS
from ruleengine.run.not_evaluated import Failures, Why
from ruleengine.run.preconditions import NOT_EVALUATED as NOT_TOLD
from ruleengine.run.preconditions import outcome
from ruleengine.run.values import Calculated

_BETWEEN = "; "


def failed_apart(program: Program, found: CalculatedProducts) -> Truths:
    """The products of which an indicator, a condition or a check that was asked for has failed.

    Why is asked of the exact evaluator.
    """
    failed = np.zeros(found.products.size, np.bool_)
    for step in program.indicators:
        _add(failed, found, step, None)
    for requirement in program.requirements:
        if requirement.applies is not None:
            _add(failed, found, requirement.applies, None)
        if requirement.check is not None:
            _add(failed, found, requirement.check, requirement.applies)
    return failed


def _add(failed: Truths, found: CalculatedProducts, step: Step, applies: Step | None) -> None:
    state = found.values[step.name].state
    if is_all_present(state):
        return
    here = state == FAILED
    if applies is not None and here.any():
        condition = found.values[applies.name]
        here &= (condition.state == PRESENT) & condition.values.astype(np.bool_, copy=False)
    failed |= here


def why_no_values(
    program: Program, found: CalculatedProducts, wanted: Any, missing: Mapping[str, Truths]
) -> pa.Array:
    """The texts of the products with these numbers, none of which has failed; null where everything has a value.

    `missing` marks, for columns of checks and for preconditions, those of them that are not evaluated.
    """
    columns: list[tuple[str, Any]] = []
    for step in program.shown_indicators:
        state = found.values[step.name].state
        if not is_all_present(state):
            columns.append((f"indicators.{step.name}", state[wanted]))
    columns += [(n, np.where(m, ABSENT_MISSING, PRESENT)) for n, m in missing.items() if m.any()]
    texts: list[str] = [""]
    chosen = np.zeros(len(wanted), np.int64)
    for name, state in columns:
        if state.any():
            pairs, chosen = np.unique(chosen * 4 + state, return_inverse=True)
            texts = [_joined(texts[p // 4], name, int(p % 4)) for p in pairs.tolist()]
    return pa.array([t or None for t in texts], pa.string()).take(pa.array(chosen))


_WORDS = {ABSENT_MISSING: MISSING, ABSENT_NOT_APPLICABLE: NOT_APPLICABLE}


def _joined(before: str, name: str, state: int) -> str:
    if state == PRESENT:
        return before
    return (before + _BETWEEN if before else "") + _entry(name, ABSENT_LABELS[_WORDS[state].value])


def _entry(name: str, words: Why) -> str:
    return f"{name}: {words['zh']} / {words['en']}"


def why_no_value(program: Program, failures: Failures, lost: Mapping[str, Why]) -> str | None:
    """The text of one product; `lost` are indicators that do not fit a table of results, and why.

    Of the first failures the reasons are told. Runs in the caller's decimal context.
    """
    values, inventory = failures.trace.values, failures.trace.inventory
    told: list[str] = []
    reasons = 0
    for name, step in _without_value(program, values, lost):
        absent = _absent(values.get(step.name))
        words = ABSENT_LABELS[absent.value]
        if absent is NOT_EVALUATED:
            reasons += 1
            if reasons <= TOLD:
                words = lost.get(step.name) or failures.reason(step)
        told.append(_entry(name, words))
    for step in program.preconditions:
        if outcome(inventory, values, step) == NOT_TOLD:
            told.append(_entry(step.name, ABSENT_LABELS[MISSING.value]))
    return _BETWEEN.join(told) or None


def _absent(value: Calculated | None) -> Absent:
    return value if value is MISSING or value is NOT_APPLICABLE else NOT_EVALUATED


def _without_value(
    program: Program, values: Mapping[str, Calculated], lost: Mapping[str, Why]
) -> list[tuple[str, Step]]:
    """Columns of indicators without a value and of checks that are not evaluated, with the step that has none."""
    found = []
    for step in program.shown_indicators:
        if step.name in lost or isinstance(values.get(step.name, NOT_EVALUATED), Absent):
            found.append((f"indicators.{step.name}", step))
    for requirement in program.requirements:
        applies, check = requirement.applies, requirement.check
        if check is None:
            continue
        condition = True if applies is None else values.get(applies.name)
        if applies is not None and not isinstance(condition, bool) and condition is not NOT_APPLICABLE:
            found.append((f"checks.{requirement.id}", applies))
        elif condition is True:
            value = values.get(check.name)
            if not isinstance(value, bool) and value is not NOT_APPLICABLE:
                found.append((f"checks.{requirement.id}", check))
    return found
