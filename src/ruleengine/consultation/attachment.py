"""Whether what a comment speaks of is still there and still says the same, in another version or later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from ruleengine.consultation.comments import Comment, Comments
from ruleengine.consultation.targets import CommentTarget, Targets, printed, seal_of
from ruleengine.language import Texts

State = Literal["unchanged", "renamed", "beneath", "changed", "clause", "general", "orphan"]
#: The states in the order of reports, each with its words in English and Chinese.
STATES: Mapping[State, Texts] = {
    "unchanged": ("the element is as it was", "要素未变"),
    "renamed": ("the element says the same under another id", "要素改名，文字未变"),
    "beneath": ("the element says the same, what it rests on has changed", "要素文字未变，其依据已变"),
    "changed": ("the element has changed", "要素已变"),
    "clause": ("about a clause", "针对章条"),
    "general": ("about the whole", "针对全文"),
    "orphan": ("what it is about is not there any more", "所针对的内容已不存在"),
}


@frozen
class Attachment:
    """What has become of what a comment is about; `target` is the element of today, `renamed` where it has a new id."""

    state: State
    target: CommentTarget | None = None
    renamed: bool = False


def attachment(comment: Comment, targets: Targets) -> Attachment:
    """How a comment stands to a version: by the path of its element, by its hash, by a former id, by its words."""
    if comment.element is None:
        clause = comment.text("clause")
        if not clause:
            return Attachment("general")
        return Attachment("clause" if clause in targets.clauses else "orphan")
    target = targets.found(comment.element) or _by_content(comment, targets)
    if target is None:
        return Attachment("orphan")
    return Attachment(_state(comment, target), target, target.path != comment.element)


def _by_content(comment: Comment, targets: Targets) -> CommentTarget | None:
    """The element with the hash of the comment, else the only one of its section that says its words."""
    found = targets.by_hash.get(comment.hash or "")
    if found is not None or not comment.words or not comment.element:
        return found
    return targets.saying(comment.words, comment.element.rpartition(".")[0])


def _state(comment: Comment, target: CommentTarget) -> State:
    if comment.hash is None or comment.hash == target.hash:
        return "unchanged"
    words = comment.words or {}
    same = seal_of(printed(words, "both")) == seal_of(printed(target.words, "both"))
    first = comment.moved[0][1] if comment.moved else comment.element
    if same and first != target.path:
        return "renamed"
    return "beneath" if same else "changed"


def attachments(comments: Comments, targets: Targets) -> dict[str, Attachment]:
    """Id → attachment of every comment."""
    return {c.id: attachment(c, targets) for c in comments.items}
