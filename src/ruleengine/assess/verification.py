"""The verification that an assessment records: client, body, team, dates, scope, level, materiality, sampling, opinion.

All of it is what verifiers write; what is left out is None or empty. Texts that may be in one language are given in
both (`{zh, en}`), alike where only one is written. Amounts and percentages are kept as they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from attrs import frozen

from ruleengine.assess.findings import text_of
from ruleengine.program.inputs import as_map, as_text_pair

BothTexts = Mapping[str, str]
#: The roles of a team. Whoever reviews independently has not verified.
ROLES = ("lead", "member", "expert", "reviewer")


@frozen
class VerificationParty:
    """The client (`contact`, `credit_code`) or the verification body (`accreditation`)."""

    name: BothTexts
    address: BothTexts | None = None
    contact: str | None = None
    credit_code: str | None = None
    accreditation: str | None = None


@frozen
class TeamMember:
    """A person of the team; `role` is one of `ROLES`."""

    name: str
    role: str
    initials: str


@frozen
class Activity:
    """What was done from one day to another: desk_review, site_visit or interview."""

    first: str
    last: str
    activity: str
    place: BothTexts | None = None


@frozen
class Site:
    """A site that the product comes from; `share` is its part of the output, as it is written."""

    id: str
    name: BothTexts
    sampled: bool
    share: str | None = None
    why: BothTexts | None = None
    address: BothTexts | None = None
    visited: str | None = None
    by: tuple[str, ...] = ()


@frozen
class FamilyMember:
    """A member of the product family: sampled with a result or inventory of its own, or with one carried over."""

    id: str
    sampled: bool
    name: BothTexts | None = None
    share: str | None = None
    why: BothTexts | None = None
    inventory: str | None = None
    result: str | None = None
    carried_from: str | None = None
    factor: Decimal | None = None


@frozen
class Sampling:
    """What is sampled, of which sites and members, and how the result is carried over to the others."""

    plan: BothTexts | None = None
    sites: tuple[Site, ...] = ()
    members: tuple[FamilyMember, ...] = ()
    carried_over: BothTexts | None = None


@frozen
class Verification:
    """What an assessment says under `verification`."""

    number: str | None = None
    client: VerificationParty | None = None
    body: VerificationParty | None = None
    team: tuple[TeamMember, ...] = ()
    activities: tuple[Activity, ...] = ()
    scope: BothTexts | None = None
    assurance: str | None = None
    materiality: str | None = None
    sampling: Sampling | None = None

    def person(self, initials: str) -> TeamMember | None:
        """Who has these initials."""
        return next((m for m in self.team if m.initials == initials), None)


@frozen
class Conclusion:
    """The verification opinion: unmodified, modified, adverse or disclaimer."""

    opinion: str
    text: BothTexts
    by: str | None = None
    date: str | None = None


def verification_of(data: Mapping[str, object]) -> Verification | None:
    """The verification of an assessment of the right shape; None where it says nothing of one."""
    given = as_map(data.get("verification"))
    if not given:
        return None
    return Verification(
        text_of(given, "number"), _party(given.get("client")), _party(given.get("body")),
        tuple(TeamMember(str(m["name"]), str(m["role"]), str(m["initials"])) for m in maps(given, "team")),
        tuple(_activity(d) for d in maps(given, "dates")), _pair(given, "scope"), text_of(given, "assurance"),
        text_of(given, "materiality"), _sampling(as_map(given.get("sampling"))),
    )  # fmt: skip


def conclusion_of(data: Mapping[str, object]) -> Conclusion | None:
    """The opinion of an assessment of the right shape; None where there is none yet."""
    given = as_map(data.get("conclusion"))
    if not given:
        return None
    return Conclusion(
        str(given["opinion"]), either(given["text"]), text_of(given, "by"), text_of(given, "date")
    )


def maps(given: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    """The maps of a list."""
    listed = given.get(name)
    return (as_map(item) for item in listed) if isinstance(listed, list) else iter(())


def _pair(given: Mapping[str, object], name: str) -> BothTexts | None:
    return either(given[name]) if name in given else None


def either(text: object) -> BothTexts:
    """A text that may be written in one language alone: it stands for both then."""
    return as_text_pair(text) if isinstance(text, Mapping) else {"zh": str(text), "en": str(text)}


def _party(given: object) -> VerificationParty | None:
    said = as_map(given)
    if not said:
        return None
    return VerificationParty(
        either(said["name"]), _pair(said, "address"), text_of(said, "contact"),
        text_of(said, "credit_code"), text_of(said, "accreditation"),
    )  # fmt: skip


def _activity(given: Mapping[str, object]) -> Activity:
    return Activity(str(given["from"]), str(given["to"]), str(given["activity"]), _pair(given, "place"))


def _sampling(given: Mapping[str, object]) -> Sampling | None:
    if not given:
        return None
    return Sampling(
        _pair(given, "plan"), tuple(_site(s) for s in maps(given, "sites")),
        tuple(_member(m) for m in maps(given, "members")), _pair(given, "carried_over"),
    )  # fmt: skip


def _site(given: Mapping[str, object]) -> Site:
    by = given.get("by")
    return Site(
        str(given["id"]), either(given["name"]), given["sampled"] is True, text_of(given, "share"),
        _pair(given, "why"), _pair(given, "address"), text_of(given, "visited"),
        tuple(map(str, by)) if isinstance(by, list) else (),
    )  # fmt: skip


def _member(given: Mapping[str, object]) -> FamilyMember:
    factor = given.get("factor")
    return FamilyMember(
        str(given["id"]), given["sampled"] is True, _pair(given, "name"), text_of(given, "share"),
        _pair(given, "why"), text_of(given, "inventory"), text_of(given, "result"), text_of(given, "carried_from"),
        Decimal(str(factor)) if factor is not None else None,
    )  # fmt: skip
