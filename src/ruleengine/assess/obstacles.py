"""What stands against declaring: the product, the checks of the engine, and the findings of verifiers."""

from __future__ import annotations

from ruleengine.assess.assessment import Assessment
from ruleengine.assess.chain import chain_faults
from ruleengine.assess.decision import decision_rule
from ruleengine.assess.findings import NONCONFORMITIES, Judgement
from ruleengine.assess.log import state_of
from ruleengine.assess.value_places import given_at
from ruleengine.assess.verified_result import value_changes
from ruleengine.diagnostics import Both, Diagnostic, Phrase, Refused, Related, Report
from ruleengine.program.inputs import as_map
from ruleengine.program.preconditions import words_of
from ruleengine.program.texts import with_parameters
from ruleengine.run.verdicts import MANUAL, NOT_EVALUATED, NOT_SATISFIED
from ruleengine.source.wording import shown_text


def obstacles(assessment: Assessment, *, scope: str | None = None) -> list[Diagnostic]:
    """Everything that stands against a declaration of the `scope` that it states: `all`, or `computed` requirements.

    No facts of the declaration, what the inventory does not say of the product, preconditions that could not be
    evaluated, `shall` checks that are not satisfied, open nonconformities beyond those that the decision rule allows,
    findings in conflict or on requirements that have changed since, or of which it is not known whether they have,
    verified values that the inventory does not have, a log that has not come to a positive decision, and, unless only
    the computed requirements are declared, requirements that nobody has judged.
    """
    report = Report()
    of = scope or str(assessment.declaration.get("scope", "all"))
    _tell_lacking(assessment, report)
    if not assessment.declaration:
        report.tell("E801.no_declaration", assessment.document.place(), element="declaration")
    report.take(judgement_obstacles(assessment, everything=of != "computed"))
    _tell_log(assessment, report)
    return report.items


def judgement_obstacles(assessment: Assessment, *, everything: bool = True) -> list[Diagnostic]:
    """What stands against a positive decision: the same but for what a declaration alone needs."""
    report = Report()
    _tell_preconditions(assessment, report)
    _tell_checks(assessment, report)
    _tell_findings(assessment, report)
    if everything:
        _tell_not_assessed(assessment, report)
    _tell_values(assessment, report)
    return report.items


def _tell_log(assessment: Assessment, report: Report) -> None:
    """A log that was begun comes to a positive decision before anything is declared, and its chain holds."""
    log = assessment.log
    if not log:
        return
    faults = chain_faults(assessment)
    if faults:
        report.take(faults)
    elif state_of(log) != "decided" or log[-1].decision != "positive":
        place = assessment.document.place(("log", len(log) - 1))
        report.tell("E801.not_decided", place, element="log", state=Phrase(f"state.{state_of(log)}"))


def _tell_values(assessment: Assessment, report: Report) -> None:
    """Verified values in conflict, and those that the inventory does not have."""
    for name, value in assessment.values.items():
        if value.is_conflict:
            said = tuple(
                Phrase("found.value", by=str(x.by or "—"), value=shown_text(str(x.verified)))
                for x in value.counting if x.verified is not None
            )  # fmt: skip
            place = assessment.document.key_place(("data", name))
            report.tell("E801.values_differ", place, element=f"data.{name}", name=name, said=said)
    document = assessment.result.inventory.document
    for change in value_changes(assessment.values, assessment.program, document):
        if not change.is_made:
            report.tell(
                "E801.not_revised", assessment.document.key_place(("data", change.name)),
                element=f"data.{change.name}", name=change.name, verified=shown_text(str(change.verified)),
                reported=shown_text(str(given_at(change.path, document.data))),
                related=(Related("declared", document.place(change.path)),),
            )  # fmt: skip


def _tell_not_assessed(assessment: Assessment, report: Report) -> None:
    for name in not_assessed(assessment):
        element = assessment.program.resolved.elements[f"requirements.{name}"]
        report.tell(
            "E801.unjudged", element.place(), element=element.name, clause=element.clause, requirement=name
        )


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
    rule, standing = decision_rule(assessment.program), assessment.findings.values()
    too_many = {
        kind
        for kind in NONCONFORMITIES
        if sum(f.is_open and f.finding == kind for f in standing) > rule.open_allowed(kind)
    }
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
        elif finding.is_open and finding.finding in too_many:
            report.tell(
                "E801.finding", place, element=element.name, clause=element.clause, requirement=name,
                kind=Phrase(f"finding.{finding.finding}"),
            )  # fmt: skip


def not_assessed(assessment: Assessment) -> tuple[str, ...]:
    """The requirements that the decision rule wants judged, that only a verifier can judge, and that nobody has."""
    verbs = decision_rule(assessment.program).judged
    return tuple(
        v.requirement
        for v in assessment.result.verdicts
        if v.verb in verbs and v.verdict == MANUAL and v.requirement not in assessment.findings
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
