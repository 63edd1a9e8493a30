"""The log of a verification: its steps, each of which names the hash of the one before and of what was said then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from ruleengine.assess.findings import text_of
from ruleengine.assess.verification import maps
from ruleengine.source.canonical import fingerprint

#: The states in their order; a verification without a log is a draft.
STATES = ("draft", "under_verification", "independent_review", "decided")
#: What an assessment says that a step of its log does not cover: the log itself, and the declaration made of it.
NOT_COVERED = ("log", "declaration")


@frozen
class LogStep:
    """One step: the state that was reached, by whom and when, what was said then, and the step before.

    `decision` is positive or negative, of the state `decided` alone. `fingerprint` is the hash of the step itself.
    """

    state: str
    by: str
    date: str
    content: str
    previous: str | None
    fingerprint: str
    decision: str | None = None
    note: str | None = None


def log_of(data: Mapping[str, object]) -> tuple[LogStep, ...]:
    """The log of an assessment of the right shape; whether its chain holds is told by `chain_faults`."""
    return tuple(
        LogStep(
            str(s["state"]), str(s["by"]), str(s["date"]), str(s["content"]), text_of(s, "previous"),
            fingerprint(s), text_of(s, "decision"), text_of(s, "note"),
        )
        for s in maps(data, "log")
    )  # fmt: skip


def state_of(log: Sequence[LogStep]) -> str:
    """The state that a verification is in."""
    return log[-1].state if log else STATES[0]


def content_hash(data: Mapping[str, object], ruleset: str, inventory: str) -> str:
    """The hash of what a step covers: the assessment but `NOT_COVERED`, and the hashes of rule set and inventory."""
    said = {name: value for name, value in data.items() if name not in NOT_COVERED}
    return fingerprint({"assessment": said, "ruleset": ruleset, "inventory": inventory})
