"""Comments from many forms into one file: what is said twice stands once, and what disagrees is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, combinations, count

from attrs import evolve, frozen

from ruleengine.consultation.comments import Comment, Comments, Handling, in_order
from ruleengine.consultation.targets import Targets


@frozen
class MergedComments:
    """The comments together; how many are new, and how many were there already."""

    comments: Comments
    new: int
    known: int


def merged(into: Comments, given: Iterable[Comments], targets: Targets) -> MergedComments:
    """All comments in one, in the order of the elements. The order in which they are given does not count."""
    found = {c.id: c for c in into.items}
    ids = {c.identity(): c.id for c in into.items}
    facts: dict[str, object] = dict(into.facts)
    new = known = 0
    for more in given:
        facts = _facts(facts, more.facts)
        for comment in more.items:
            identity = comment.identity()
            if identity in ids:
                found[ids[identity]], known = _together(found[ids[identity]], comment), known + 1
            else:
                named = _free_id(comment.named(), found)
                found[named.id], ids[identity], new = named, named.id, new + 1
    replied = {c.by for c in found.values()}
    silent = [name for name in _list(facts.get("without_comments")) if name not in replied]
    facts = {k: v for k, v in facts.items() if k != "without_comments"}
    if silent:
        facts["without_comments"] = sorted(silent)
    items = in_order(found.values(), targets.order)
    return MergedComments(Comments(into.reference, items, facts), new, known)


def _free_id(comment: Comment, found: Mapping[str, Comment]) -> Comment:
    """The comment with an id that no other has: one whose text was mended by hand keeps the id of what it was."""
    ids = chain([comment.id], (f"{comment.id}-{n}" for n in count(2)))
    return evolve(comment, id=next(i for i in ids if i not in found))


def _together(known: Comment, more: Comment) -> Comment:
    handling = with_decisions(known.handling, more.handling)
    received = tuple(sorted({*known.received, *more.received}))
    moved = known.moved if len(known.moved) >= len(more.moved) else more.moved
    return evolve(known, received=received, handling=handling, moved=moved)


def with_decisions(known: Iterable[Handling], more: Iterable[Handling]) -> tuple[Handling, ...]:
    """Decisions in the order of their dates, each once."""
    return tuple(sorted({*known, *more}, key=lambda h: (h.date, h.by, h.decision, h.reason or "")))


def _facts(known: Mapping[str, object], more: Mapping[str, object]) -> dict[str, object]:
    """What is said first stands; who replied without a comment is added."""
    silent = [*_list(known.get("without_comments")), *_list(more.get("without_comments"))]
    together = {**more, **known}
    return {**together, "without_comments": sorted(set(silent))} if silent else together


def _list(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []


def disagreements(comments: Comments) -> list[tuple[Comment, Comment]]:
    """Comments of one unit on the same thing that came in different forms, neither having both."""
    groups: dict[tuple[str, str], list[Comment]] = {}
    for comment in comments.items:
        about = comment.element or comment.text("clause")
        if about:
            groups.setdefault((comment.by, about), []).append(comment)
    return [
        (a, b)
        for group in groups.values()
        for a, b in combinations(group, 2)
        if a.received and b.received and not set(a.received) & set(b.received)
    ]
