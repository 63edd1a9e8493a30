"""What stands against declaring: the product, the checks of the engine, and the findings of verifiers."""

from __future__ import annotations

from ruleengine.assess.assessment import Assessment
from ruleengine.assess.findings import Judgement
from ruleengine.diagnostics import Both, Diagnostic, Phrase, Refused, Related, Report
from ruleengine.program.inputs import as_map
from ruleengine.program.preconditions import words_of
from ruleengine.program.texts import with_parameters
from ruleengine.run.verdicts import MANUAL, NOT_EVALUATED, NOT_SATISFIED


def obstacles(assessment: Assessment) -> list[Diagnostic]:
    """Everything that stands against a declaration.

    What the inventory does not say of the product, preconditions that could not be evaluated, `shall` checks that are
    not satisfied, open nonconformities, and findings on requirements that have changed since, or of which it is not
    known whether they have.
    """
    report = Report()
    _tell_lacking(assessment, report)
    _tell_preconditions(assessment, report)
    _tell_checks(assessment, report)
    _tell_findings(assessment, report)
    return report.items


def _tell_lacking(assessment: Assessment, report: Report) -> None:
    """A declaration names object, maker, model and period of the data, which an inventory may leave out."""
    inventory = assessment.result.inventory
    said = {f"product.{name}": inventory.product.get(name) for name in ("name", "model", "manufacturer")}
    lacking = tuple(name for name, value in {**said, "period": inventory.period}.items() if not value)
    if lacking:
        report.tell("E801.lacking", inventory.document.key_place(("product",)), lacking=lacking)


def _tell_preconditions(assessment: Assessment, report: Report) -> None:
    program, reasons = assessment.program, assessment.result.reasons
    for step in program.preconditions:
        if step.name in reasons:
            element, reason = step.element, reasons[step.name]
            report.tell(
                "E801.precondition", element.place("check"), element=element.name, clause=element.clause,
                name=element.id, due=words_of(program, step), reason=Both(reason["en"], reason["zh"]),
            )  # fmt: skip


def _tell_checks(assessment: Assessment, report: Report) -> None:
    program, result = assessment.program, assessment.result
    for requirement, verdict in zip(program.requirements, result.verdicts, strict=True):
        element, applies = requirement.element, requirement.applies
        if verdict.verb == "shall" and verdict.verdict in (NOT_SATISFIED, NOT_EVALUATED):
            asked = "check" if applies is None or result.values.get(applies.name) is True else "applies"
            text = as_map(element.fields.get("text"))
            due = Both(
                with_parameters(program, str(text.get("en"))), with_parameters(program, str(text.get("zh")))
            )
            report.tell(
                "E801.check", element.place(asked), element=element.name, clause=element.clause,
                requirement=verdict.requirement, verdict=Phrase(f"verdict.{verdict.verdict}"), due=due,
                reason=Both(verdict.reason["en"], verdict.reason["zh"]),
            )  # fmt: skip


def _tell_findings(assessment: Assessment, report: Report) -> None:
    """What a finding says counts only for the requirement as it was judged: its hash has to be that of today."""
    for name, finding in assessment.findings.items():
        element = assessment.program.resolved.elements[f"requirements.{name}"]
        place = assessment.document.key_place(("findings", finding.key))
        if not finding.is_current:
            key = "E801.judged_unknown" if finding.judged is None else "E801.judged_before"
            report.tell(
                key, place, element=element.name, clause=element.clause,
                related=(Related("declared", element.place()),), requirement=name, now=finding.now,
            )  # fmt: skip
        elif finding.is_conflict:
            report.tell(
                "E801.conflict",
                place,
                element=element.name,
                clause=element.clause,
                requirement=name,
                judged=tuple(_judged(j) for j in finding.counting),
            )
        elif finding.is_open:
            report.tell(
                "E801.finding", place, element=element.name, clause=element.clause, requirement=name,
                kind=Phrase(f"finding.{finding.finding}"),
            )  # fmt: skip


def not_assessed(assessment: Assessment) -> tuple[str, ...]:
    """The requirements with `shall` that only a verifier can judge and of which the assessment says nothing."""
    return tuple(
        v.requirement
        for v in assessment.result.verdicts
        if v.verb == "shall" and v.verdict == MANUAL and v.requirement not in assessment.findings
    )


def refuse_unless_declarable(assessment: Assessment) -> None:
    """Raise `Refused` with the list of reasons while the product may not be declared."""
    found = obstacles(assessment)
    if found:
        raise Refused(found)


def _judged(judgement: Judgement) -> Phrase:
    """Who judged what."""
    found = Phrase(f"found.{judgement.finding}")
    return (
        Phrase("found.by_nobody", found=found)
        if judgement.by is None
        else Phrase("found.by", by=judgement.by, found=found)
    )
