"""Which version is meant where none is named: by what is released, in force and not withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from attrs import frozen

from ruleengine.diagnostics import Fault, Phrase, Place, Refused
from ruleengine.ruleset.model import FactorTable, Reference, RuleSet
from ruleengine.ruleset.status import Status, in_force, in_transition, is_withdrawn, period, status_of_item


@frozen
class VersionChoice:
    """What a user asks for besides an id: a day on which the version is in force, drafts before released versions."""

    on: date | None = None
    drafts: bool = False


@frozen
class Versions:
    """The versions of one id in ascending order, and how to get at the file and the status of each."""

    references: Sequence[Reference]
    load: Callable[[Reference], RuleSet | FactorTable]
    status: Callable[[Reference], Status]

    def status_of(self, reference: Reference) -> Status:
        """What is known of a version, by the status file and by itself."""
        return status_of_item(self.load(reference), self.status(reference))

    def periods(self) -> tuple[Phrase, ...]:
        """From when to when each version applies, in words."""
        return tuple(period(str(r.version), self.status_of(r)) for r in self.references)


def choose(versions: Versions, choice: VersionChoice, place: Place | None) -> Reference:
    """The version that is meant by an id alone; raises `Refused` (E309) where there is none.

    A withdrawn version is never meant: with a day one that is withdrawn by then, without one (no clock is read) one
    that is withdrawn at all. With a day, versions in force on it are meant, else those in a transition. Of what is
    left the latest released version is meant; drafts only where nothing is released, or where they are asked for.
    """
    usable = [r for r in versions.references if not is_withdrawn(versions.status(r), choice.on)]
    id_ = versions.references[0].id
    if not usable:
        raise Refused([Fault("E309.withdrawn", name=id_, periods=versions.periods()).diagnostic(place)])
    if choice.on is None:
        return _preferred(usable, versions, choice)
    day = choice.on
    statuses = {r: versions.status_of(r) for r in usable}
    for applies in (in_force, in_transition):
        applying = [r for r in usable if applies(statuses[r], day)]
        if applying:
            return _preferred(applying, versions, choice)
    fault = Fault("E309.date", name=id_, date=day.isoformat(), periods=versions.periods())
    raise Refused([fault.diagnostic(place)])


def check_named(reference: Reference, versions: Versions, choice: VersionChoice, place: Place | None) -> None:
    """Refuse (E309) a version that is named together with a day on which it is not in force."""
    if choice.on is None:
        return
    status = versions.status_of(reference)
    if not in_force(status, choice.on) and not in_transition(status, choice.on):
        periods = (period(str(reference.version), status),)
        fault = Fault("E309.version", name=str(reference), date=choice.on.isoformat(), periods=periods)
        raise Refused([fault.diagnostic(place)])


def _preferred(usable: Sequence[Reference], versions: Versions, choice: VersionChoice) -> Reference:
    """The latest released version; the latest one where none is released or drafts are asked for."""
    if len(usable) == 1 or choice.drafts:
        return usable[-1]
    return next((r for r in reversed(usable) if versions.load(r).released), usable[-1])
