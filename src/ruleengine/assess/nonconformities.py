"""The nonconformities of an assessment: what was found, what is done about it, by when, and whether it is closed.

A row has all that a list or report of nonconformities shows: requirement, clause and text of what it is about, kind,
who found it and when, evidence, cause, corrective action, deadline, closed by whom and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from ruleengine.assess.assessment import Assessment
from ruleengine.assess.findings import Evidence, Finding
from ruleengine.program.inputs import as_text_pair
from ruleengine.program.texts import with_parameters

NonconformityStanding = Literal["open", "overdue", "no_deadline", "closed"]


@frozen
class ListedNonconformity:
    """One nonconformity; `standing` is as of the day that was asked for."""

    number: int
    requirement: str
    clause: str | None
    text: Mapping[str, str]
    kind: str
    standing: NonconformityStanding
    by: tuple[str, ...]
    date: str | None
    notes: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    cause: str | None
    corrective_action: str | None
    deadline: str | None
    closed_by: str | None
    closed: str | None


def nonconformities(assessment: Assessment, on: str | None = None) -> tuple[ListedNonconformity, ...]:
    """The nonconformities in the order of the requirements; overdue as of a day, of none where none is named."""
    found = [
        assessment.findings[r.id] for r in assessment.program.requirements if r.id in assessment.findings
    ]
    listed = [f for f in found if f.is_nonconformity]
    return tuple(_row(assessment, number, f, on) for number, f in enumerate(listed, 1))


def _row(assessment: Assessment, number: int, finding: Finding, on: str | None) -> ListedNonconformity:
    program = assessment.program
    element = program.resolved.elements[f"requirements.{finding.requirement}"]
    text = as_text_pair(element.fields.get("text"))
    about = [j for j in finding.counting if j.finding == finding.finding] or list(finding.counting)
    return ListedNonconformity(
        number, finding.requirement, element.clause, {k: with_parameters(program, v) for k, v in text.items()},
        str(finding.finding), _standing(finding, on), tuple(j.by for j in about if j.by is not None),
        max((j.date for j in about if j.date is not None), default=None),
        tuple(j.note for j in about if j.note is not None), tuple(e for j in about for e in j.evidence),
        finding.cause, finding.corrective_action, finding.deadline, finding.closed_by, finding.closed,
    )  # fmt: skip


def _standing(finding: Finding, on: str | None) -> NonconformityStanding:
    if finding.closed is not None and (on is None or finding.closed <= on):
        return "closed"
    if finding.deadline is None:
        return "no_deadline"
    return "overdue" if on is not None and finding.deadline < on else "open"
