"""When a verification may end with a positive decision: what the rule set says, else what holds unless it does.

Unless a rule set says otherwise no nonconformity may be open, major or minor, every requirement with `shall` has been
judged by whom it falls to (engine or verifier), and the result after verification deviates from the reported one by no
more than the materiality that was agreed on, which has no number of its own here.
"""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from ruleengine.diagnostics import Phrase
from ruleengine.diagnostics.facts import Speaker
from ruleengine.figures import plain
from ruleengine.language import Language, Texts
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


_RULE: Texts = (
    "decision rule {whose}: at most {major} major and {minor} minor open, {verbs:list} judged{materiality}",
    "判定规则{whose}：未关闭的严重不符合不超过{major}项，轻微不符合不超过{minor}项，{verbs:list}均已判定{materiality}",
)
_ITS: Texts = ("of the rule set", "（规则集规定）")
_OURS: Texts = ("of the engine, as the rule set states none", "（规则集未规定，采用引擎的规则）")
_LIMIT: Texts = (", deviation at most {limit} %", "，偏差不大于{limit} %")


def rule_in_words(rule: DecisionRule, language: Language) -> str:
    """The decision rule as people read it, with whose it is."""
    say = Speaker(language)
    limit = "" if rule.materiality is None else say(_LIMIT, limit=plain(rule.materiality))
    return say(
        _RULE, whose=say(_ITS if rule.stated else _OURS), major=rule.open_major, minor=rule.open_minor,
        verbs=tuple(Phrase(f"verb.{v}") for v in rule.judged), materiality=limit,
    )  # fmt: skip
