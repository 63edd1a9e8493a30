"""The next step of a verification: what stands against it, and the entry of the log that it makes."""

from __future__ import annotations

from collections.abc import Iterator

from ruleengine.assess.assessment import Assessment
from ruleengine.assess.chain import chain_faults, content_now, follows
from ruleengine.assess.decision import decision_rule, percent
from ruleengine.assess.log import STATES, state_of
from ruleengine.assess.obstacles import judgement_obstacles
from ruleengine.assess.verified_result import VerifiedResult
from ruleengine.diagnostics import Diagnostic, Phrase, Report
from ruleengine.figures import plain, round_significant

#: The opinions with which nothing is attested.
_NOT_GIVEN = ("adverse", "disclaimer")
#: What a verification agrees on before it begins.
_AGREED = ("client", "body", "team", "scope", "assurance", "materiality")


def next_state(assessment: Assessment) -> str | None:
    """The state that comes next; None after the decision."""
    at = STATES.index(state_of(assessment.log))
    return STATES[at + 1] if at + 1 < len(STATES) else None


def against_step(
    assessment: Assessment, to: str, found: VerifiedResult, decision: str = "positive"
) -> list[Diagnostic]:
    """What stands against a step to a state whoever takes it (E681, E682, E801)."""
    report = Report()
    faults = chain_faults(assessment)
    back = to == "under_verification"
    report.take([f for f in faults if not (back and f.key == "E682.changed")])
    here = state_of(assessment.log)
    if not follows(to, here if assessment.log else None):
        report.tell(
            "E681.order", assessment.document.place(("log",)), element="log", to=Phrase(f"state.{to}"),
            here=Phrase(f"state.{here}"),
        )  # fmt: skip
    _tell_agreement(assessment, report)
    if to == "independent_review":
        decision = due_decision(assessment)
    if to in ("independent_review", "decided") and decision == "positive":
        report.take(judgement_obstacles(assessment))
        _tell_deviation(assessment, found, report)
    if to in ("independent_review", "decided"):
        _tell_conclusion(assessment, decision, report)
    return report.items


def due_decision(assessment: Assessment) -> str:
    """The decision that the opinion asks for: a negative one where it is adverse or disclaimed."""
    conclusion = assessment.conclusion
    return "negative" if conclusion is not None and conclusion.opinion in _NOT_GIVEN else "positive"


def _tell_agreement(assessment: Assessment, report: Report) -> None:
    """What a verification agrees on, and a leader of the team."""
    verification = assessment.verification
    lacking = tuple(n for n in _AGREED if not getattr(verification, n, None))
    place = assessment.document.key_place(("verification",))
    if lacking:
        report.tell("E681.agreement", place, element="verification", lacking=lacking)
    elif verification is not None and not any(m.role == "lead" for m in verification.team):
        report.tell("E681.no_lead", place, element="verification")


def _tell_conclusion(assessment: Assessment, decision: str, report: Report) -> None:
    conclusion = assessment.conclusion
    place = assessment.document.key_place(("conclusion",))
    if conclusion is None:
        report.tell("E681.no_conclusion", place, element="conclusion")
    elif decision == "positive" and conclusion.opinion in _NOT_GIVEN:
        report.tell(
            "E681.opinion", place, element="conclusion", opinion=Phrase(f"opinion.{conclusion.opinion}")
        )


def _tell_deviation(assessment: Assessment, found: VerifiedResult, report: Report) -> None:
    """What has not been corrected, against the materiality that was agreed on and that of the rule set."""
    verification, rule = assessment.verification, decision_rule(assessment.program)
    agreed = (
        None
        if verification is None or verification.materiality is None
        else percent(verification.materiality)
    )
    limits = [x for x in (agreed, rule.materiality) if x is not None]
    place = assessment.document.key_place(("verification", "materiality"))
    if agreed is not None and rule.materiality is not None and agreed > rule.materiality:
        report.tell(
            "E681.materiality",
            place,
            element="verification",
            agreed=plain(agreed),
            limit=plain(rule.materiality),
        )
    if limits and (found.remaining is None or abs(found.remaining) > min(limits)):
        deviation = "—" if found.remaining is None else plain(round_significant(found.remaining, 3))
        report.tell("E681.deviation", place, element="data", deviation=deviation, limit=plain(min(limits)))


def against_person(assessment: Assessment, to: str, by: str, on: str) -> list[Diagnostic]:
    """What stands against the step of this person on this day (E681)."""
    report = Report()
    verification, log, place = assessment.verification, assessment.log, assessment.document.place(("log",))
    person = None if verification is None else verification.person(by)
    if person is None:
        known = () if verification is None else tuple(m.initials for m in verification.team)
        report.tell("E681.nobody", place, element="log", by=by, known=known or None)
    elif to == "decided":
        verified = tuple(dict.fromkeys(_verified_by(assessment, by)))
        if person.role != "reviewer":
            report.tell("E681.not_reviewer", place, element="log", by=by, role=Phrase(f"role.{person.role}"))
        if verified:
            report.tell("E681.reviewer_verified", place, element="log", by=by, names=verified)
    elif person.role == "reviewer" and not (
        to == "under_verification" and log and log[-1].state == "independent_review"
    ):
        report.tell("E681.reviewer_steps", place, element="log", by=by)
    if log and on < log[-1].date:
        report.tell("E681.date", place, element="log", date=on, before=log[-1].date)
    return report.items


def _verified_by(assessment: Assessment, by: str) -> Iterator[str]:
    """What somebody judged, looked at, settled or closed, and the steps that verifiers take."""
    for name, finding in assessment.findings.items():
        settled = None if finding.settled is None else finding.settled.by
        if by in (*(j.by for j in finding.judgements), settled, finding.closed_by):
            yield name
    for name, value in assessment.values.items():
        settled = None if value.settled is None else value.settled.by
        if by in (*(x.by for x in value.looks), settled):
            yield name
    if assessment.conclusion is not None and assessment.conclusion.by == by:
        yield "conclusion"


def log_entry(
    assessment: Assessment, to: str, by: str, on: str, *, decision: str | None = None, note: str | None = None
) -> dict[str, object]:
    """The entry of the log for a step that nothing stands against, as the file has it."""
    entry: dict[str, object] = {"state": to, "by": by, "date": on}
    if to == "decided":
        entry["decision"] = decision or "positive"
    if note is not None:
        entry["note"] = note
    previous = assessment.log[-1].fingerprint if assessment.log else None
    return {**entry, "content": content_now(assessment), "previous": previous}
