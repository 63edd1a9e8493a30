"""Findings of an assessment: who judged a requirement, when and by what evidence; what counts where several did.

In the file a requirement has either one judgement, written out flat, or a list `judgements`, one for each verifier and
day, in the order in which they came; nothing is ever taken out of it. Of each verifier the latest one counts, and those
on the requirement as it is now before those on what it was. Where they differ the finding is in conflict, and counts as
not judged, until `settled` says what counts, who decided it and why; a later judgement opens the conflict again.
Corrective action, deadline and closing belong to the requirement and not to a judgement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from attrs import frozen

from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.resolve.aliases import present_path
from ruleengine.resolve.hashes import element_hashes

#: The kinds of finding, from what may stay to what may not.
FINDINGS = ("conform", "observation", "not_applicable", "minor", "major")
NONCONFORMITIES = ("minor", "major")


@frozen
class Evidence:
    """A document that was seen; `date` is that of the document, `page` a page, sheet or clause in words."""

    document: str
    date: str | None = None
    page: str | None = None


@frozen
class Judgement:
    """What one verifier found of one requirement; amounts and counts as they are written, `form` the file it was in."""

    finding: str
    judged: str | None = None
    by: str | None = None
    date: str | None = None
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()
    population: str | None = None
    sample: str | None = None
    reported: str | None = None
    verified: str | None = None
    form: str | None = None


@frozen
class Settlement:
    """How a conflict was settled: what counts (a finding, or a verified value), who decided it, when and why."""

    counts: object
    by: str
    date: str
    why: str


@frozen
class Finding:
    """All that an assessment says of one requirement, by its present id; `now` is the hash of the requirement today.

    `key` is what the file calls the requirement, which may be an id that was given up.
    """

    requirement: str
    key: str
    now: str
    judgements: tuple[Judgement, ...]
    settled: Settlement | None = None
    cause: str | None = None
    corrective_action: str | None = None
    deadline: str | None = None
    closed_by: str | None = None
    closed: str | None = None

    @property
    def counting(self) -> tuple[Judgement, ...]:
        """The latest judgement of each verifier; those on the requirement as it is now, where there are any."""
        current = [j for j in self.judgements if j.judged == self.now] or list(self.judgements)
        return latest_of_each(current)

    @property
    def is_settled(self) -> bool:
        """Whether somebody settled the finding after the last judgement that counts."""
        return self.settled is not None and all((j.date or "") <= self.settled.date for j in self.counting)

    @property
    def is_conflict(self) -> bool:
        """Whether verifiers judged otherwise and nobody has settled it since."""
        return not self.is_settled and len({j.finding for j in self.counting}) > 1

    @property
    def finding(self) -> str | None:
        """What counts; None while the judgements are in conflict."""
        if self.settled is not None and self.is_settled:
            return str(self.settled.counts)
        return None if self.is_conflict else self.counting[-1].finding

    @property
    def judged(self) -> str | None:
        """The hash of the requirement as it was judged by all that counts; None where any does not say it."""
        hashes = {j.judged for j in self.counting}
        return hashes.pop() if len(hashes) == 1 else None

    @property
    def is_current(self) -> bool:
        """Whether what counts was judged of the requirement as it is today."""
        return self.judged == self.now

    @property
    def is_nonconformity(self) -> bool:
        """Whether a nonconformity was found, open or closed."""
        return self.finding in NONCONFORMITIES

    @property
    def is_open(self) -> bool:
        """Whether there is a nonconformity that nobody has closed."""
        return self.is_nonconformity and self.closed is None


class _Dated(Protocol):
    @property
    def by(self) -> str | None: ...
    @property
    def date(self) -> str | None: ...


_Of = TypeVar("_Of", bound=_Dated)


def latest_of_each(found: Sequence[_Of]) -> tuple[_Of, ...]:
    """The latest of each verifier, in the order of their days; of one day, the one that stands last."""
    latest: dict[str | None, _Of] = {}
    for item in sorted(found, key=lambda item: item.date or ""):
        latest.pop(item.by, None)
        latest[item.by] = item
    return tuple(latest.values())


def findings_of(data: Mapping[str, object], program: Program) -> dict[str, Finding]:
    """The findings of an assessment of the right shape by the present ids of requirements.

    Left out are those that say nothing yet, and those on what is no requirement (`check_findings` tells them).
    """
    given = as_map(data.get("findings"))
    names = {key: present_id(key, program) for key in given}
    known = {name for name in names.values() if name is not None}
    hashes = element_hashes(program.resolved, [f"requirements.{name}" for name in sorted(known)])
    found: dict[str, Finding] = {}
    for key, name in names.items():
        if name is not None:
            finding = _finding(as_map(given[key]), name, key, hashes[f"requirements.{name}"])
            if finding is not None:
                found[name] = finding
    return found


def present_id(name: str, program: Program) -> str | None:
    """What a requirement is called now; None for what is none."""
    if any(r.id == name for r in program.requirements):
        return name
    path = present_path(program.resolved, f"requirements.{name}")
    return None if path is None else path.partition(".")[2]


def _finding(given: Mapping[str, object], name: str, key: str, now: str) -> Finding | None:
    listed = given.get("judgements")
    judged = [as_map(j) for j in listed] if isinstance(listed, list) else [given]
    judgements = tuple(_judgement(j) for j in judged if j.get("finding") is not None)
    if not judgements:
        return None
    return Finding(
        name, key, now, judgements, settlement_of(given.get("settled"), "finding"), text_of(given, "cause"),
        text_of(given, "corrective_action"), text_of(given, "deadline"), text_of(given, "closed_by"),
        text_of(given, "closed"),
    )  # fmt: skip


def _judgement(given: Mapping[str, object]) -> Judgement:
    names = ("judged", "by", "date", "note", "population", "sample", "reported", "verified", "form")
    texts = {name: text_of(given, name) for name in names}
    return Judgement(finding=str(given["finding"]), evidence=evidence_of(given.get("evidence")), **texts)


def evidence_of(given: object) -> tuple[Evidence, ...]:
    """The evidence seen, as it is listed."""
    listed = [as_map(item) for item in given] if isinstance(given, list) else []
    return tuple(Evidence(str(e["document"]), text_of(e, "date"), text_of(e, "page")) for e in listed)


def settlement_of(given: object, name: str) -> Settlement | None:
    """How a conflict was settled; `name` is the key of what counts."""
    said = as_map(given)
    return Settlement(said[name], str(said["by"]), str(said["date"]), str(said["why"])) if said else None


def text_of(given: Mapping[str, object], name: str) -> str | None:
    """A value as the text that it is written as; None where there is none."""
    value = given.get(name)
    return None if value is None else str(value)
