"""What every requirement comes to: satisfied, not satisfied, not evaluated and why, not applicable, or by hand."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ruleengine.inventory.model import MISSING, NOT_APPLICABLE
from ruleengine.program.program import Requirement
from ruleengine.run.reasons import reason_missing, reason_of
from ruleengine.run.trace import Trace

SATISFIED, NOT_SATISFIED, NOT_EVALUATED = "satisfied", "not_satisfied", "not_evaluated"
NOT_APPLIED, MANUAL = "not_applicable", "manual"


@frozen
class Verdict:
    """The verdict on one requirement; `reason` says in both languages what it rests on."""

    requirement: str
    verb: str
    verdict: str
    reason: Mapping[str, str]


def verdicts(trace: Trace) -> tuple[Verdict, ...]:
    """The verdicts of all requirements, in their order. Runs in the caller's decimal context.

    The calculation must be without errors: a step that failed has no value, and `run` refuses it.
    """
    return tuple(_verdict(trace, requirement) for requirement in trace.program.requirements)


def _verdict(trace: Trace, requirement: Requirement) -> Verdict:
    outcome, reason = _outcome(trace, requirement)
    return Verdict(requirement.id, requirement.verb, outcome, reason)


def _outcome(trace: Trace, requirement: Requirement) -> tuple[str, Mapping[str, str]]:
    applies, check = requirement.applies, requirement.check
    if applies is not None:
        value = trace.values.get(applies.name, MISSING)
        if value is False or value is NOT_APPLICABLE:
            return NOT_APPLIED, {
                "zh": "条件不成立，本要求不适用",
                "en": "the condition for this requirement does not hold",
            }
        if value is not True:
            return NOT_EVALUATED, reason_missing(trace, applies)
    if check is None:
        return MANUAL, {"zh": "由核查员判定", "en": "to be judged by the verifier"}
    value = trace.values.get(check.name, MISSING)
    if value is NOT_APPLICABLE:
        return NOT_APPLIED, {"zh": "所涉数据不适用", "en": "the data concerned are not applicable"}
    if isinstance(value, bool):
        return (SATISFIED if value else NOT_SATISFIED), reason_of(trace, check, value)
    return NOT_EVALUATED, reason_missing(trace, check)
