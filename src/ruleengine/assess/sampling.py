"""Sampling of several sites and of product families: whether it fits together, and what is carried over to whom."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import frozen

from ruleengine.assess.decision import percent
from ruleengine.assess.verification import FamilyMember, Sampling, Site, verification_of
from ruleengine.diagnostics import Phrase, Report
from ruleengine.figures import plain
from ruleengine.formula.amount import NotAnAmount, amount
from ruleengine.program.inputs import as_map
from ruleengine.run.exact import CONTEXT
from ruleengine.source.document import Document, Path

_SAMPLING: Path = ("verification", "sampling")


def check_sampling(document: Document, report: Report) -> None:
    """Tell ids twice, shares that do not add up to 100 %, samples of nothing, visits on days without one, and results
    that are carried over from no member of the sample or without saying how (E680)."""
    verification = verification_of(as_map(document.data))
    if verification is None or verification.sampling is None:
        return
    sampling = verification.sampling
    for what, listed in (("sites", sampling.sites), ("members", sampling.members)):
        if listed:
            _check_listed(what, listed, document, report)
    visits = [(a.first, a.last) for a in verification.activities if a.activity == "site_visit"]
    for number, site in enumerate(sampling.sites):
        if site.visited is not None and not any(first <= site.visited <= last for first, last in visits):
            place = document.place((*_SAMPLING, "sites", number, "visited"))
            report.tell("E680.not_visited", place, element="verification", name=site.id, date=site.visited)
    _check_carried(sampling, document, report)


def _check_listed(
    what: str, listed: Sequence[Site | FamilyMember], document: Document, report: Report
) -> None:
    path: Path = (*_SAMPLING, what)
    seen: set[str] = set()
    for number, item in enumerate(listed):
        if item.id in seen:
            place = document.place((*path, number, "id"))
            report.tell("E680.twice", place, element="verification", name=item.id, what=what)
        seen.add(item.id)
        if item.why is None and len(listed) > 1:
            sampled = Phrase("sampled.yes" if item.sampled else "sampled.no")
            place = document.place((*path, number))
            report.tell(
                "E680.no_reason", place, element="verification", name=item.id, what=what, sampled=sampled
            )
    if not any(item.sampled for item in listed):
        report.tell("E680.nothing_sampled", document.key_place(path), element="verification", what=what)
    without = tuple(item.id for item in listed if item.share is None)
    total = sum((percent(item.share) for item in listed if item.share is not None), Decimal(0))
    if without and len(without) < len(listed):
        report.tell(
            "E680.shares_left_out", document.key_place(path), element="verification", what=what, names=without
        )
    elif not without and total != 100:
        report.tell(
            "E680.shares", document.key_place(path), element="verification", what=what, sum=plain(total)
        )


def _check_carried(sampling: Sampling, document: Document, report: Report) -> None:
    known = tuple(m.id for m in sampling.members if m.sampled)
    for number, member in enumerate(sampling.members):
        place = document.place((*_SAMPLING, "members", number))
        if member.sampled and (member.carried_from is not None or member.factor is not None):
            report.tell("E680.carried_twice", place, element="verification", name=member.id)
        elif not member.sampled and member.carried_from is None:
            report.tell("E680.not_carried", place, element="verification", name=member.id)
        elif not member.sampled and member.carried_from not in known:
            report.tell(
                "E680.carried_from", place, element="verification", name=member.id,
                carried_from=str(member.carried_from), known=known or None,
            )  # fmt: skip
    outside = any(not s.sampled for s in sampling.sites) or any(not m.sampled for m in sampling.members)
    if outside and sampling.carried_over is None:
        place = document.key_place(_SAMPLING)
        report.tell("E680.carried_over", place, element="verification")


@frozen
class CarriedResult:
    """The result of a member of a family: its own as it is written, or that of another one times a factor.

    `value` and `unit` are None where a member of the sample has no result written down.
    """

    member: FamilyMember
    value: Decimal | None
    unit: str | None
    carried_from: str | None


def carried_results(sampling: Sampling) -> tuple[CarriedResult, ...]:
    """The results of all members of a family, of a sampling that was checked."""
    own = {m.id: _amount(m.result) for m in sampling.members if m.sampled}
    found = []
    for member in sampling.members:
        value, unit = own.get(member.id if member.sampled else str(member.carried_from), (None, None))
        if not member.sampled and value is not None and member.factor is not None:
            value = CONTEXT.multiply(value, member.factor)
        found.append(CarriedResult(member, value, unit, None if member.sampled else member.carried_from))
    return tuple(found)


def _amount(text: str | None) -> tuple[Decimal | None, str | None]:
    if text is None:
        return None, None
    try:
        value, unit = amount(text)
    except NotAnAmount:
        return None, None
    return value, None if unit is None else str(unit)
