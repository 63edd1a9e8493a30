"""Whether the log of an assessment holds: each step names the one before, follows it, and covers what is said now."""

from __future__ import annotations

from ruleengine.assess.assessment import Assessment
from ruleengine.assess.log import STATES, content_hash
from ruleengine.diagnostics import Diagnostic, Phrase, Report
from ruleengine.program.inputs import as_map

#: The states whose content is fixed: what is reviewed or decided is what was said when the step was taken.
_FIXED = ("independent_review", "decided")


def content_now(assessment: Assessment) -> str:
    """The hash of what a step taken now would cover."""
    inventory, resolved = assessment.result.inventory, assessment.program.resolved
    return content_hash(as_map(assessment.document.data), resolved.fingerprint, inventory.printed_hash)


def follows(state: str, before: str | None) -> bool:
    """Whether a state may follow: the next one, or back to verification, where something is found later."""
    if before is None:
        return state in STATES[:2]
    forward = STATES.index(state) == STATES.index(before) + 1
    return forward or (state == "under_verification" and before in _FIXED)


def chain_faults(assessment: Assessment) -> list[Diagnostic]:
    """What is wrong with the log (E682): a step that names another one before it, does not follow, or is earlier.

    Under review and when decided, also that something else is said now than what the last step covers.
    """
    report = Report()
    log, document = assessment.log, assessment.document
    for number, step in enumerate(log):
        before = log[number - 1] if number else None
        due = None if before is None else before.fingerprint
        if step.previous != due:
            place = document.place(("log", number, "previous"))
            report.tell("E682.previous", place, element="log", number=number + 1, due=due or "null")
        if not follows(step.state, None if before is None else before.state):
            report.tell(
                "E682.order", document.place(("log", number, "state")), element="log", number=number + 1,
                state=Phrase(f"state.{step.state}"),
            )  # fmt: skip
        if before is not None and step.date < before.date:
            place = document.place(("log", number, "date"))
            report.tell(
                "E682.date", place, element="log", number=number + 1, date=step.date, before=before.date
            )
    if not report.items and log and log[-1].state in _FIXED and log[-1].content != content_now(assessment):
        place = document.place(("log", len(log) - 1, "content"))
        report.tell(
            "E682.changed", place, element="log", date=log[-1].date, state=Phrase(f"state.{log[-1].state}")
        )
    return report.items
