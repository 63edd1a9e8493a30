"""Findings of an assessment as rows show them: who judged, by what evidence, how far verified values are off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from ruleengine.assess.assessment import Assessment
from ruleengine.assess.findings import NONCONFORMITIES, Evidence, Finding, Judgement
from ruleengine.documents.checklist import sheet_types as s
from ruleengine.formula.amount import NotAnAmount, amount
from ruleengine.formula.units import NONE, Unit

_FINDINGS: tuple[s.FindingWord, ...] = ("conform", "minor", "major", "observation", "not_applicable")


def finding_word(said: object) -> s.FindingWord | None:
    """A finding of an assessment as a view names it; None where nothing is said."""
    return next((f for f in _FINDINGS if f == said), None)


def answer_view(found: Finding | None) -> s.AnswerView | None:
    """All that an assessment says of a requirement; None where it says nothing."""
    if found is None:
        return None
    settled = found.settled if found.is_settled else None
    return {
        "finding": finding_word(found.finding),
        "conflict": found.is_conflict,
        "current": found.is_current,
        "judgements": [_judgement(j, found.now) for j in found.judgements],
        "settled_by": settled.by if settled else None,
        "settled_why": settled.why if settled else None,
        "cause": found.cause,
        "corrective_action": found.corrective_action,
        "deadline": found.deadline,
        "closed_by": found.closed_by,
        "closed": found.closed,
    }


def _judgement(given: Judgement, now: str) -> s.JudgementView:
    return {
        "finding": finding_word(given.finding) or "observation",
        "by": given.by,
        "date": given.date,
        "note": given.note,
        "evidence": evidence_rows(given.evidence),
        "population": given.population,
        "sample": given.sample,
        "reported": given.reported,
        "verified": given.verified,
        "deviation": deviation(given.reported, given.verified),
        "current": given.judged == now,
    }


def evidence_rows(seen: Sequence[Evidence]) -> list[s.SeenEvidence]:
    """The documents that were seen."""
    return [{"document": e.document, "date": e.date, "page": e.page} for e in seen]


def deviation(reported: str | None, verified: str | None) -> float | None:
    """(verified − reported) / reported; None where either is no amount, units differ, or nothing was reported."""
    first, second = _amount(reported), _amount(verified)
    if first is None or second is None or not first[0] or first[1].dimension != second[1].dimension:
        return None
    before, after = (Fraction(number) * unit.scale for number, unit in (first, second))
    return float((after - before) / before)


def _amount(text: str | None) -> tuple[Decimal, Unit] | None:
    """A number and its unit, one where none is written."""
    try:
        number, unit = amount(text or "")
    except NotAnAmount:
        return None
    return number, unit or NONE


def nonconformities(assessment: Assessment | None, rows: Mapping[str, str]) -> list[s.Nonconformity]:
    """The nonconformities that were found, in the order of `rows` (requirement → number)."""
    if assessment is None:
        return []
    found: list[s.Nonconformity] = []
    for name, number in rows.items():
        finding = assessment.findings.get(name)
        word = finding_word(finding.finding) if finding else None
        if finding is None or word not in NONCONFORMITIES or word is None:
            continue
        last = finding.counting[-1]
        found.append(
            {
                "no": number,
                "id": name,
                "clause": assessment.program.resolved.elements[f"requirements.{name}"].clause,
                "finding": word,
                "note": last.note,
                "by": last.by,
                "corrective_action": finding.corrective_action,
                "deadline": finding.deadline,
                "closed_by": finding.closed_by,
                "closed": finding.closed,
            }
        )
    return found
