"""What verifiers found of single values: traced to evidence, sampled, or another value that was verified instead.

A value has a name as elsewhere: `rated_power`, `materials[3].mass`, `parts[driver].life` (rows counted from 1 or named
by their key), and `electricity.factor` or `electricity[grid].factor` for what a factor table gives, which can be ticked
and not be given another value. As with findings several verifiers stand in a list `judgements`, of each the latest
counts, and two that verified different values are in conflict until `settled` says which counts.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ruleengine.assess.findings import (
    Evidence,
    Settlement,
    evidence_of,
    latest_of_each,
    settlement_of,
    text_of,
)
from ruleengine.assess.verification import maps
from ruleengine.program.inputs import as_map


@frozen
class ValueLook:
    """What one verifier found of one value; `verified` is as it is written, None where the value stays."""

    ticked: bool = False
    sampled: bool = False
    reported: object = None
    verified: object = None
    why: str | None = None
    note: str | None = None
    by: str | None = None
    date: str | None = None
    evidence: tuple[Evidence, ...] = ()
    form: str | None = None


@frozen
class VerifiedValue:
    """All that an assessment says of one value, by its name."""

    name: str
    looks: tuple[ValueLook, ...]
    settled: Settlement | None = None

    @property
    def counting(self) -> tuple[ValueLook, ...]:
        """What the latest look of each verifier found."""
        return latest_of_each(self.looks)

    @property
    def is_settled(self) -> bool:
        """Whether somebody settled the value after the last look."""
        return self.settled is not None and all((x.date or "") <= self.settled.date for x in self.counting)

    @property
    def is_conflict(self) -> bool:
        """Whether verifiers found different values and nobody has settled it since."""
        return (
            not self.is_settled
            and len({str(x.verified) for x in self.counting if x.verified is not None}) > 1
        )

    @property
    def verified(self) -> object:
        """The verified value that counts; None where the value stays or is in conflict."""
        if self.settled is not None and self.is_settled:
            return self.settled.counts
        found = [x.verified for x in self.counting if x.verified is not None]
        return None if self.is_conflict or not found else found[-1]

    @property
    def ticked(self) -> bool:
        """Whether any verifier traced the value to its evidence."""
        return any(x.ticked for x in self.counting)

    @property
    def sampled(self) -> bool:
        """Whether the value belongs to the sample of any verifier."""
        return any(x.sampled for x in self.counting)


def verified_values_of(data: Mapping[str, object]) -> dict[str, VerifiedValue]:
    """What an assessment of the right shape says of values, by their names."""
    found = {}
    for name, given in as_map(data.get("data")).items():
        said = as_map(given)
        looks = list(maps(said, "judgements")) or [said]
        settled = settlement_of(said.get("settled"), "verified")
        found[name] = VerifiedValue(name, tuple(_look(x) for x in looks), settled)
    return found


def _look(given: Mapping[str, object]) -> ValueLook:
    texts = {name: text_of(given, name) for name in ("why", "note", "by", "date", "form")}
    return ValueLook(
        given.get("ticked") is True, given.get("sampled") is True, given.get("reported"), given.get("verified"),
        evidence=evidence_of(given.get("evidence")), **texts,
    )  # fmt: skip
