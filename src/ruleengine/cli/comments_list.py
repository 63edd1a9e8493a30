"""`ruleengine comments list FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ruleengine.cli.comments_common import file_argument, opened
from ruleengine.cli.common import echo_json, findings_exit, form_option, rules_option, tell
from ruleengine.cli.help import documented, option
from ruleengine.cli.output import echo_line
from ruleengine.cli.said import say
from ruleengine.cli.wrong_use import OneOf
from ruleengine.language import Texts, messages_language

if TYPE_CHECKING:
    from ruleengine.consultation.attachment import Attachment
    from ruleengine.consultation.comments import Comment

_COUNTED: Texts = (
    "{count} comment{count:s} of {units} unit{units:s}: {accepted} accepted, {partly} partly, {rejected} not, "
    "{disputed} disputed, {open} open",
    "{units}个单位的{count}条意见：采纳{accepted}，部分采纳{partly}，不采纳{rejected}，处理不一致{disputed}，未处理{open}",
)
_OPEN: Texts = ("open", "未处理")
_DISPUTED: Texts = ("disputed", "处理不一致")
_NOW: Texts = ("now {path}", "现为{path}")


@documented("list", zh="列出意见：所针对的要素和章条、其现状、处理情况。")
@file_argument
@option(
    "--only", type=OneOf(["open", "disputed", "orphan", "changed"]),
    help=(
        "Only those without a decision, with different decisions, without an element, or whose element has changed.",
        "仅列未处理、处理不一致、无归属或要素已变的意见。",
    ),
)  # fmt: skip
@form_option
@rules_option
@findings_exit
def command(file: Path, only: str | None, form: str, rules: tuple[str, ...]) -> None:
    """List comments: the element and clause that each is about, what has become of it, how it was handled."""
    from ruleengine.consultation.attachment import attachments
    from ruleengine.consultation.doubts import tell_doubts
    from ruleengine.consultation.summary import counts_of
    from ruleengine.diagnostics import Place, Report, in_order

    comments, targets = opened(file, rules)
    found = attachments(comments, targets)
    listed = [c for c in comments.items if _is_wanted(c, found[c.id], only)]
    counts, report = counts_of(comments, targets), Report()
    tell_doubts(comments, targets, Place(file.as_posix()), report)
    told = in_order(report.items)
    if form == "json":
        data = [_data(c, found[c.id]) for c in listed]
        echo_json({
            "ruleset": comments.reference, "comments": data, "decisions": dict(counts.decisions),
            "states": dict(counts.states), "warnings": [d.data() for d in told],
        })  # fmt: skip
        return
    for comment in listed:
        for line in _lines(comment, found[comment.id]):
            echo_line(line)
    tell(told)
    echo_line(say(_COUNTED, count=counts.comments, units=counts.units, **counts.decisions))


def _is_wanted(comment: Comment, found: Attachment, only: str | None) -> bool:
    match only:
        case "open":
            return not comment.handling
        case "disputed":
            return comment.is_disputed
        case "orphan":
            return found.state == "orphan"
        case "changed":
            return found.state in ("changed", "beneath")
    return True


def _data(comment: Comment, found: Attachment) -> dict[str, object]:
    target = found.target
    return {
        **comment.texts, "id": comment.id, "by": comment.by, "element": target.path if target else comment.element,
        "clause": (target.clause if target else None) or comment.text("clause") or None, "state": found.state,
        "renamed_from": comment.element if found.renamed else None,
        "decision": comment.decision, "disputed": comment.is_disputed,
        "was": dict(comment.words or {}) or None,
        "now": dict(target.words) if target and found.state == "changed" else None,
        "handling": [
            {"decision": h.decision, "reason": h.reason, "by": h.by, "date": h.date} for h in comment.handling
        ],
    }  # fmt: skip


def _lines(comment: Comment, found: Attachment) -> list[str]:
    from ruleengine.characters import one_line
    from ruleengine.consultation.attachment import STATES
    from ruleengine.consultation.form import DECISION_WORDS
    from ruleengine.consultation.targets import printed

    language = messages_language()
    about = comment.element or comment.text("clause") or "—"
    zh, en = DECISION_WORDS[comment.decision] if comment.decision else ("", "")
    decided = say((en, zh)) or say(_DISPUTED if comment.is_disputed else _OPEN)
    state = say(STATES[found.state])
    if found.renamed and found.target is not None:
        state = f"{state} ({say(_NOW, path=found.target.path)})"
    lines = [f"{comment.id}  {about}  {comment.by}  [{decided}]  {state}"]
    for mark, name in (("  ", "comment"), ("  → ", "proposed")):
        if comment.text(name):
            lines.append(mark + one_line(comment.text(name)))
    if found.state == "changed" and found.target is not None:
        lines.append(f"  − {one_line(printed(comment.words or {}, language))}")
        lines.append(f"  + {one_line(printed(found.target.words, language))}")
    return lines
