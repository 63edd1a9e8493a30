"""The comments of a consultation as data, and as the YAML file that keeps them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Literal, cast

from attrs import evolve, field, frozen

from ruleengine.characters import compatible, one_line
from ruleengine.program.inputs import as_map
from ruleengine.source.block_yaml import block_lines
from ruleengine.source.document import Document

CommentDecision = Literal["accepted", "partly", "rejected"]
#: What can become of a comment, in the order of summaries: 采纳, 部分采纳, 不采纳.
DECISIONS: tuple[CommentDecision, ...] = ("accepted", "partly", "rejected")
#: The fields of a comment that hold a text of its author.
TEXTS = ("clause", "part", "line", "type", "comment", "proposed", "note")
_HEAD = """\
# Comments on {reference}. Written by `ruleengine comments`: changes by hand stay, what stands behind `#` does not.
# 对{reference}的意见。由`ruleengine comments`写出；手工改动予以保留，`#`后的文字不保留。

"""


@frozen
class Handling:
    """One decision on a comment: who took it and when, and the reason."""

    decision: CommentDecision
    by: str
    date: str
    reason: str | None = None


@frozen
class Comment:
    """What one unit says about one element, one clause or the whole.

    `hash` and `words` are those of the element as it was commented on; `moved` the versions that the comment came
    from, with the path of the element there; `received` the files that it came in.
    """

    by: str
    element: str | None = None
    hash: str | None = None
    words: Mapping[str, str] | None = None
    texts: Mapping[str, str] = field(factory=dict)
    received: tuple[str, ...] = ()
    handling: tuple[Handling, ...] = ()
    moved: tuple[tuple[str, str | None], ...] = ()
    id: str = ""

    def text(self, name: str) -> str:
        """One of `TEXTS`; empty where it is not given."""
        return self.texts.get(name, "")

    @property
    def latest(self) -> tuple[Handling, ...]:
        """The decisions of the latest date, each once; more than one where they disagree."""
        last = max((h.date for h in self.handling), default="")
        found = {(h.decision, h.reason): h for h in self.handling if h.date == last}
        return tuple(found.values())

    @property
    def decision(self) -> CommentDecision | None:
        """The decision that counts; None where there is none, or where those of the latest date disagree."""
        found = {h.decision for h in self.latest}
        return next(iter(found)) if len(found) == 1 else None

    @property
    def is_disputed(self) -> bool:
        """Whether decisions of the same date disagree."""
        return len({h.decision for h in self.latest}) > 1

    def identity(self) -> tuple[str, ...]:
        """What makes it the same comment wherever it comes from: all that its author says, however it is laid out."""
        said = (self.by, self.element or "", *(self.text(name) for name in TEXTS))
        return tuple(one_line(compatible(text)) for text in said)

    def named(self) -> Comment:
        """The comment with the id that follows from what it says, where it has none."""
        if self.id:
            return self
        digest = hashlib.sha256(json.dumps(self.identity(), ensure_ascii=False).encode()).hexdigest()
        return evolve(self, id=f"c-{digest[:10]}")


@frozen
class Comments:
    """All comments on one version; `facts` is what the head of the summary says."""

    reference: str
    items: tuple[Comment, ...] = ()
    facts: Mapping[str, object] = field(factory=dict)

    def units(self) -> tuple[str, ...]:
        """Who commented, each once."""
        return tuple(dict.fromkeys(c.by for c in self.items))


def comments_of(document: Document) -> Comments:
    """The comments of a document that has the shape of the kind."""
    data = as_map(document.data)
    items = tuple(_comment(str(k), as_map(v)) for k, v in as_map(data["items"]).items())
    return Comments(str(data["comments"]), items, as_map(data.get("consultation")))


def _comment(id_: str, given: Mapping[str, object]) -> Comment:
    def text(name: str) -> str | None:
        return None if given.get(name) is None else str(given[name])

    words = as_map(given.get("words"))
    handling = (as_map(h) for h in _list(given.get("handling")))
    moved = (as_map(m) for m in _list(given.get("moved")))
    return Comment(
        by=str(given["by"]), element=text("element"), hash=text("hash"),
        words={k: str(v) for k, v in words.items()} if words else None,
        texts={name: str(given[name]) for name in TEXTS if given.get(name) is not None},
        received=tuple(str(name) for name in _list(given.get("received"))),
        handling=tuple(
            Handling(_decision(h["decision"]), str(h["by"]), str(h["date"]), _optional(h.get("reason")))
            for h in handling
        ),
        moved=tuple((str(m["from"]), _optional(m.get("element"))) for m in moved), id=id_,
    )  # fmt: skip


def _decision(value: object) -> CommentDecision:
    return cast(CommentDecision, str(value))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _optional(value: object) -> str | None:
    return None if value is None else str(value)


def comments_text(comments: Comments) -> str:
    """The file of comments as YAML; the same comments give the same text."""
    lines = [_HEAD.format(reference=comments.reference) + f"comments: {comments.reference}"]
    if comments.facts:
        lines += ["consultation:", *block_lines(comments.facts, 2)]
    lines.append("items:" if comments.items else "items: {}")
    for comment in comments.items:
        lines += [f"  {comment.id}:", *block_lines(_data(comment), 4)]
    return "\n".join(lines) + "\n"


def _data(comment: Comment) -> dict[str, object]:
    """A comment as plain data, without what it does not say."""
    given: dict[str, object] = {
        "by": comment.by, "element": comment.element, "hash": comment.hash, "words": comment.words,
        **{name: comment.texts.get(name) for name in TEXTS},
        "received": list(comment.received),
        "handling": [
            {k: v for k, v in (("decision", h.decision), ("reason", h.reason), ("by", h.by), ("date", h.date)) if v}
            for h in comment.handling
        ],
        "moved": [{k: v for k, v in (("from", a), ("element", b)) if v} for a, b in comment.moved],
    }  # fmt: skip
    return {name: value for name, value in given.items() if value not in (None, [], "")}


def in_order(comments: Iterable[Comment], order: Mapping[str, int]) -> tuple[Comment, ...]:
    """Comments in the order of the elements that they are about, those about none behind; then by unit and id."""

    def key(comment: Comment) -> tuple[int, str, str, str]:
        position = order.get(comment.element or "", len(order))
        return position, comment.text("clause") if position == len(order) else "", comment.by, comment.id

    return tuple(sorted(comments, key=key))
