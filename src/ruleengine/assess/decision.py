"""When a verification may end with a positive decision: what the rule set says, else what holds unless it does.

Unless a rule set says otherwise no nonconformity may be open, major or minor, every requirement with `shall` has been
judged by whom it falls to (engine or verifier), and the result after verification deviates from the reported one by no
more than the materiality that was agreed on, which has no number of its own here.
"""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from ruleengine.program.program import Program


@frozen
class DecisionRule:
    """How many nonconformities may be open, which requirements have to be judged, the largest deviation in per cent.

    `stated` are the fields that the rule set states itself; the others are the rule of the engine.
    """

    open_major: int = 0
    open_minor: int = 0
    judged: tuple[str, ...] = ("shall",)
    materiality: Decimal | None = None
    stated: tuple[str, ...] = ()

    def open_allowed(self, finding: str) -> int:
        """How many open nonconformities of a kind there may be."""
        return self.open_major if finding == "major" else self.open_minor


def decision_rule(program: Program) -> DecisionRule:
    """The decision rule of a rule set, its own or inherited, field by field over the rule of the engine."""
    element = program.resolved.singles.get("decision")
    fields = {} if element is None else element.fields
    names = ("open_major", "open_minor", "judged", "materiality")
    usual, judged = DecisionRule(), fields.get("judged")
    return DecisionRule(
        int(str(fields.get("open_major", usual.open_major))), int(str(fields.get("open_minor", usual.open_minor))),
        tuple(map(str, judged)) if isinstance(judged, list) else usual.judged,
        percent(str(fields["materiality"])) if "materiality" in fields else None,
        tuple(name for name in names if name in fields),
    )  # fmt: skip


def percent(text: str) -> Decimal:
    """The number of a percentage such as `5 %`."""
    return Decimal(text.rstrip("% \u00a0\u202f"))
