"""What every requirement comes to: satisfied, not satisfied, not evaluated and why, not applicable, or by hand."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ruleengine.inventory.model import MISSING, NOT_APPLICABLE
from ruleengine.program.program import Requirement, Step
from ruleengine.run.not_evaluated import Failures
from ruleengine.run.preconditions import NOT_APPLIED as NOT_APPLIED
from ruleengine.run.preconditions import NOT_EVALUATED as NOT_EVALUATED
from ruleengine.run.reasons import reason_missing, reason_of

SATISFIED, NOT_SATISFIED, MANUAL = "satisfied", "not_satisfied", "manual"


@frozen
class Verdict:
    """The verdict on one requirement; `reason` says in both languages what it rests on."""

    requirement: str
    verb: str
    verdict: str
    reason: Mapping[str, str]


def verdicts(failures: Failures) -> tuple[Verdict, ...]:
    """The verdicts of all requirements, in their order. Runs in the caller's decimal context.

    The footprint must be there: `run` refuses where it is not.
    """
    return tuple(_verdict(failures, requirement) for requirement in failures.trace.program.requirements)


def _verdict(failures: Failures, requirement: Requirement) -> Verdict:
    outcome, reason = _outcome(failures, requirement)
    return Verdict(requirement.id, requirement.verb, outcome, reason)


def _outcome(failures: Failures, requirement: Requirement) -> tuple[str, Mapping[str, str]]:
    trace, applies, check = failures.trace, requirement.applies, requirement.check
    if applies is not None:
        value = trace.values.get(applies.name)
        if value is False or value is NOT_APPLICABLE:
            return NOT_APPLIED, {
                "zh": "条件不成立，本要求不适用",
                "en": "the condition for this requirement does not hold",
            }
        if value is not True:
            return NOT_EVALUATED, _why_not(failures, applies)
    if check is None:
        return MANUAL, {"zh": "由核查员判定", "en": "to be judged by the verifier"}
    value = trace.values.get(check.name)
    if value is NOT_APPLICABLE:
        return NOT_APPLIED, {"zh": "所涉数据不适用", "en": "the data concerned are not applicable"}
    if isinstance(value, bool):
        return (SATISFIED if value else NOT_SATISFIED), reason_of(trace, check, value)
    return NOT_EVALUATED, _why_not(failures, check)


def _why_not(failures: Failures, step: Step) -> Mapping[str, str]:
    """What is missing behind a condition or a check, or which error."""
    if failures.trace.values.get(step.name) is MISSING:
        return reason_missing(failures.trace, step)
    return failures.reason(step)
