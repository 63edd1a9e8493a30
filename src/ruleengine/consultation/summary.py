"""What a summary of comments says beside the table: how many, of whom, handled how, and what has become of them."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ruleengine.consultation.attachment import STATES, Attachment, attachments
from ruleengine.consultation.comments import DECISIONS, Comment, Comments
from ruleengine.consultation.form import (
    DECISION_WORDS,
    HANDLING,
    KIND_WORDS,
    LAYOUTS,
    Form,
    FormLanguage,
    FormLayout,
    FormRow,
    facts,
    meta,
    worded,
)
from ruleengine.consultation.targets import Targets, printed


@frozen
class CommentCounts:
    """How many comments there are, of how many units, and how many of each kind; `sent` where it is known."""

    comments: int
    units: int
    without_comments: int
    sent: int | None
    decisions: Mapping[str, int]
    states: Mapping[str, int]

    @property
    def without_reply(self) -> int | None:
        """How many of those to whom the draft was sent did not reply; None where that is not known."""
        if self.sent is None:
            return None
        return max(0, self.sent - self.units - self.without_comments)


def counts_of(comments: Comments, targets: Targets) -> CommentCounts:
    """The counts of a summary."""
    decisions = dict.fromkeys((*DECISIONS, "disputed", "open"), 0)
    for comment in comments.items:
        decisions[comment.decision or ("disputed" if comment.is_disputed else "open")] += 1
    found: Mapping[str, Attachment] = attachments(comments, targets)
    states: dict[str, int] = dict.fromkeys(STATES, 0)
    for item in found.values():
        states[item.state] += 1
    silent, sent = comments.facts.get("without_comments"), comments.facts.get("sent")
    return CommentCounts(
        len(comments.items), len(comments.units()), len(silent) if isinstance(silent, list) else 0,
        sent if isinstance(sent, int) else None, decisions, states,
    )  # fmt: skip


TITLE = ("意见汇总处理表", "Comments and observations of the secretariat")
#: What the head says beside the draft: key of the file of comments → its words.
_HEAD: Mapping[str, tuple[str, str]] = {
    "drafted_by": ("负责起草单位", "Drafted by"), "contact": ("承办人", "Contact"), "phone": ("电话", "Telephone"),
    "from": ("征求意见开始", "Consultation from"), "to": ("征求意见截止", "Consultation to"),
}  # fmt: skip
_COUNTED: Mapping[str, tuple[str, str]] = {
    "sent": ("发出征求意见稿", "Draft sent to"), "replied": ("回函单位", "Replied"),
    "with": ("有意见的单位", "With comments"), "without": ("无意见的单位", "Without comments"),
    "no_reply": ("未回函单位", "No reply"), "comments": ("意见", "Comments"),
    "disputed": ("处理不一致", "disputed"), "open": ("未处理", "open"),
}  # fmt: skip
#: States that the remarks speak of; the others are as they should be.
_REMARKED = ("renamed", "beneath", "changed", "orphan")
_NOW = ("现为：", "now: ")


def summary_form(
    comments: Comments,
    targets: Targets,
    layout: FormLayout,
    language: FormLanguage,
    *,
    filled_in: bool = True,
) -> Form:
    """The summary table. With `filled_in`, decisions have columns of their own, to be filled in and collected."""
    columns = [
        name for key in LAYOUTS[layout] for name in (HANDLING if key == "handling" and filled_in else (key,))
    ]
    found = attachments(comments, targets)
    rows = (
        FormRow(
            (c.id, c.hash or "", ""), {"no": str(n), **cells(c, found[c.id], language)}, frozenset(HANDLING)
        )
        for n, c in enumerate(comments.items, start=1)
    )
    head = [
        (worded(words, language, " "), str(comments.facts[k]))
        for k, words in _HEAD.items()
        if k in comments.facts
    ]
    counted = "　".join(f"{worded(pair, language, ' ')} {n}" for pair, n in counted_words(comments, targets))
    return Form(
        language=language, title=worded(TITLE, language), facts=(*facts(targets, language), *head),
        notes=(counted,), columns=tuple(columns), rows=tuple(rows), meta=meta(targets, language), asks_unit=False,
    )  # fmt: skip


def counted_words(comments: Comments, targets: Targets) -> list[tuple[tuple[str, str], int]]:
    """The counts of a summary with their words; what is not known is left out."""
    counts = counts_of(comments, targets)
    found: list[tuple[tuple[str, str], int | None]] = [
        (_COUNTED["sent"], counts.sent), (_COUNTED["replied"], counts.units + counts.without_comments),
        (_COUNTED["with"], counts.units), (_COUNTED["without"], counts.without_comments),
        (_COUNTED["no_reply"], counts.without_reply), (_COUNTED["comments"], counts.comments),
        *((DECISION_WORDS[d], counts.decisions[d]) for d in DECISIONS),
        (_COUNTED["disputed"], counts.decisions["disputed"] or None), (_COUNTED["open"], counts.decisions["open"]),
    ]  # fmt: skip
    return [(words, n) for words, n in found if n is not None]


def cells(comment: Comment, found: Attachment, language: FormLanguage) -> dict[str, str]:
    """What the columns say of a comment: the text that was commented on, and that of today where it has changed."""
    kind, target = KIND_WORDS.get(comment.text("type")), found.target
    text = printed(comment.words or {}, language) or comment.element or ""
    if found.state == "changed" and target is not None:
        text += f"\n→ {worded(_NOW, language, ' ')}\n{printed(target.words, language)}"
    remarks = [comment.text("note")]
    if found.state in _REMARKED:
        en, zh = STATES[found.state]
        remarks.append(worded((zh, en), language))
    last = comment.latest[0] if comment.decision else None
    decision = worded(DECISION_WORDS[last.decision], language, " ") if last else ""
    if comment.is_disputed:
        decision = worded(_COUNTED["disputed"], language, " ")
    reason, by, on = (last.reason or "", last.by, last.date) if last else ("", "", "")
    return {
        **{name: comment.text(name) for name in ("line", "part", "comment", "proposed")},
        "by": comment.by, "clause": (target.clause if target else None) or comment.text("clause"), "text": text,
        "type": worded(kind, language, " ") if kind else "", "note": "\n".join(filter(None, remarks)),
        "decision": decision if last else "", "reason": reason, "decided_by": by, "decided_on": on,
        "handling": "\n".join(filter(None, [decision, reason, " ".join(filter(None, [by, on]))])),
    }  # fmt: skip
