"""Comments to another version: each stays with its element, by hash, former id or words; nothing is dropped."""

from __future__ import annotations

from attrs import evolve

from ruleengine.consultation.attachment import attachment
from ruleengine.consultation.comments import Comment, Comments, in_order
from ruleengine.consultation.targets import Targets


def moved(comments: Comments, targets: Targets) -> Comments:
    """The comments on another version of the rule set; hash and words stay those that were commented on."""
    items = tuple(_moved(c, comments.reference, targets) for c in comments.items)
    return evolve(comments, reference=targets.reference, items=in_order(items, targets.order))


def _moved(comment: Comment, left: str, targets: Targets) -> Comment:
    found = attachment(comment, targets)
    if left == targets.reference:
        return comment
    path = found.target.path if found.target is not None else comment.element
    return evolve(comment, element=path, moved=(*comment.moved, (left, comment.element)))
