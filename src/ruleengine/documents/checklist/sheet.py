"""What a verifier works in beside the requirements: head, data annex, summary, as far as an assessment fills them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeVar

from attrs import frozen

from ruleengine.assess.assessment import Assessment
from ruleengine.assess.verification import FamilyMember, Sampling, Site, Verification, VerificationParty
from ruleengine.documents.checklist import sheet_types as s
from ruleengine.documents.checklist.answers import nonconformities
from ruleengine.documents.checklist.values import register, value_rows
from ruleengine.documents.text import pair
from ruleengine.documents.view_subject_types import Bilingual
from ruleengine.run.result import Result

_ROLES: tuple[s.RoleWord, ...] = ("lead", "member", "expert", "reviewer")
_ACTIVITIES: tuple[s.ActivityWord, ...] = ("desk_review", "site_visit", "interview")
_LEVELS: tuple[s.AssuranceWord, ...] = ("limited", "reasonable")
_OPINIONS: tuple[s.OpinionWord, ...] = ("unmodified", "modified", "adverse", "disclaimer")
_Word = TypeVar("_Word", bound=str)


@frozen
class ChecklistWish:
    """What is asked of a checklist: its form, its order, formulas in an annex, fields to fill in."""

    form: s.ChecklistForm = "working"
    order: s.ChecklistOrder = "clause"
    formulas: bool = False
    fillable: bool = False

    @property
    def shows_formulas(self) -> bool:
        """Whether formulas are laid out."""
        return self.form == "full" or self.formulas


#: The form with everything in it.
FULL_FORM = ChecklistWish("full")


def sheet_view(
    wish: ChecklistWish, result: Result | None, assessment: Assessment | None, numbers: Mapping[str, str]
) -> s.ChecklistSheet:
    """The sheet; `numbers` are the requirements with the numbers that they have in the document."""
    verification = (assessment.verification if assessment else None) or Verification()
    sampling = verification.sampling or Sampling()
    rows = value_rows(result, assessment.values if assessment else {}) if result else []
    found = assessment.findings if assessment else {}
    return {
        "form": wish.form,
        "order": wish.order,
        "formulas": wish.shows_formulas,
        "fillable": wish.fillable,
        "number": verification.number,
        "client": _party(verification.client),
        "body": _party(verification.body),
        "team": [
            {"name": m.name, "role": _word(m.role, _ROLES), "initials": m.initials} for m in verification.team
        ],
        "dates": [
            {
                "from": a.first,
                "to": a.last,
                "activity": _word(a.activity, _ACTIVITIES),
                "place": _pair(a.place),
            }
            for a in verification.activities
        ],
        "scope": _pair(verification.scope),
        "assurance": _word(verification.assurance, _LEVELS) if verification.assurance else None,
        "materiality": verification.materiality,
        "sampling_plan": _pair(sampling.plan),
        "sites": [_sampled(site) for site in sampling.sites],
        "members": [_sampled(member) for member in sampling.members],
        "carried_over": _pair(sampling.carried_over),
        "values": rows,
        "register": register(result, rows) if result else [],
        "findings": dict(
            Counter(str(f.finding) for name, f in found.items() if name in numbers and f.finding)
        ),
        "unjudged": sum(name not in found or found[name].finding is None for name in numbers),
        "nonconformities": nonconformities(assessment, numbers),
        "conclusion": _conclusion(assessment),
    }


def _word(said: str, known: Sequence[_Word]) -> _Word:
    """A word of an assessment of the right shape as one of a closed list."""
    return next(word for word in known if word == said)


def _pair(text: Mapping[str, str] | None) -> Bilingual | None:
    return pair(text) if text is not None else None


def _party(party: VerificationParty | None) -> s.SheetParty | None:
    if party is None:
        return None
    return {
        "name": pair(party.name),
        "address": _pair(party.address),
        "contact": party.contact,
        "credit_code": party.credit_code,
        "accreditation": party.accreditation,
    }


def _sampled(item: Site | FamilyMember) -> s.SheetSite:
    return {
        "id": item.id,
        "name": pair(item.name or {"zh": item.id, "en": item.id}),
        "share": item.share,
        "sampled": item.sampled,
        "why": _pair(item.why),
    }


def _conclusion(assessment: Assessment | None) -> s.ConclusionView | None:
    found = assessment.conclusion if assessment else None
    if found is None:
        return None
    return {
        "opinion": _word(found.opinion, _OPINIONS), "text": pair(found.text), "by": found.by, "date": found.date,
    }  # fmt: skip
