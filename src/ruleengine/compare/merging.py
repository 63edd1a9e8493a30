"""Two edited copies of a file merged by what was edited: elements and their fields, rows by their keys, never lines.

What only one side edited is taken from it with its comments; what both edited alike is taken once; of what they edited
differently the first side stays, and the other stands below it as a comment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeGuard

from attrs import field, frozen

from ruleengine.compare.blocks import TextBlock, blocks_of
from ruleengine.compare.edits import ABSENT
from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.resolve.print_yaml import flow_text
from ruleengine.source.canonical import canonical
from ruleengine.source.document import Document
from ruleengine.source.reader import read_bytes
from ruleengine.source.wording import shown_text

#: What stands before the lines of the other side.
_THEIRS = "# 对方 theirs: "


@frozen
class MergeConflict:
    """Something that both sides edited, each otherwise; values are ABSENT where there is none."""

    path: str
    base: object
    ours: object
    theirs: object


@frozen
class Merged:
    """The text, what was taken from the other side, and what both edited otherwise."""

    text: str
    taken: tuple[str, ...]
    conflicts: tuple[MergeConflict, ...]


def merged(base: bytes, ours: bytes, theirs: bytes, name: str) -> Merged:
    """Merge two edited copies of a file; raises `Refused` where one of the three cannot be read, naming which.

    The text is read again and has to say what was merged (E810); no file is touched.
    """
    report = Report()
    sides = [
        (raw, f"{name} ({side})")
        for raw, side in ((base, "原文 base"), (ours, "我方 ours"), (theirs, "对方 theirs"))
    ]
    documents = [read_bytes(raw, name, report, shown) for raw, shown in sides]
    report.stop_on_errors()
    found = [d for d in documents if d is not None]
    if len(found) < len(sides):
        raise Refused(report.items)
    merging = _Merging()
    blocks = [_block(document, raw) for document, (raw, _) in zip(found, sides, strict=True)]
    lines, value = merging.merge("", *blocks)
    text = "\n".join(lines)
    after = read_bytes(text.encode(), name, Report())
    if after is None or canonical(after.data) != canonical(value):
        report.tell("E810.merge", Place(name), file=shown_text(name))
        raise Refused(report.items)
    if b"\r\n" in ours:
        text = text.replace("\n", "\r\n")
    return Merged(text, tuple(merging.taken), tuple(merging.conflicts))


def _block(document: Document, raw: bytes) -> TextBlock:
    return blocks_of(document, raw.decode("utf-8-sig"))


@frozen
class _Merging:
    taken: list[str] = field(factory=list)
    conflicts: list[MergeConflict] = field(factory=list)

    def merge(
        self, path: str, base: TextBlock | None, ours: TextBlock | None, theirs: TextBlock | None
    ) -> tuple[tuple[str, ...], object]:
        """The lines of one block, those before it included, and its value."""
        if _in_parts(ours) and _in_parts(theirs) and (base is None or _in_parts(base)):
            return self._merged_children(path, base, ours, theirs)
        lead = None if ours is None or theirs is None else _lead(base, ours, theirs)
        was, own, other = (ABSENT if b is None else b.text for b in (base, ours, theirs))
        if own == other:
            chosen = theirs if base is not None and ours is not None and ours.lines == base.lines else ours
            return _whole(chosen or ours, lead)
        if was == own:
            self.taken.append(path)
            return _whole(theirs, lead, _lost(base, ours, theirs))
        if was == other:
            return _whole(ours, lead, _lost(base, theirs, ours))
        return self._both(path, base, ours, theirs)

    def _merged_children(
        self, path: str, base: TextBlock | None, ours: TextBlock, theirs: TextBlock
    ) -> tuple[tuple[str, ...], object]:
        before = {} if base is None else base.by_name
        own, other = ours.by_name, theirs.by_name
        lines: list[str] = [*_lead(base, ours, theirs), *ours.head]
        values: dict[str, object] = {}
        for name in _order(list(own), list(other)):
            inner = f"{path}.{name}" if path else name
            part, value = self.merge(inner, before.get(name), own.get(name), other.get(name))
            lines += part
            if value is not ABSENT:
                values[name] = value
        is_list = isinstance(ours.value, list)
        if not values:
            lines = [*_lead(base, ours, theirs), _empty(ours, is_list)]
        return tuple(lines), list(values.values()) if is_list else values

    def _both(
        self, path: str, base: TextBlock | None, ours: TextBlock | None, theirs: TextBlock | None
    ) -> tuple[tuple[str, ...], object]:
        """Both edited it, each otherwise: field by field where that can be written, else a conflict."""
        sides = [ABSENT if b is None else b.value for b in (base, ours, theirs)]
        if ours is not None and theirs is not None and not (ours.comments() or theirs.comments()):
            together = _fields(*sides)
            if together is not ABSENT:
                self.taken.append(path)
                return (*_lead(base, ours, theirs), _on_one_line(ours, together)), together
        self.conflicts.append(MergeConflict(path, *sides))
        block = ours or theirs
        lead = ours.lead if ours and not theirs else _lead(base, ours, theirs) if ours and theirs else ()
        own = () if ours is None else (*lead, *ours.lines)
        lines = () if theirs is None else theirs.lines if ours else (*theirs.lead, *theirs.lines)
        other = (line for line in lines if line.strip())
        indent = 0 if block is None else block.indent
        return (*own, *(_as_comment(line, indent) for line in other)), ABSENT if ours is None else ours.value


def _in_parts(block: TextBlock | None) -> TypeGuard[TextBlock]:
    return block is not None and block.children is not None


def _as_comment(line: str, indent: int) -> str:
    return f"{' ' * indent}{_THEIRS}{line[indent:]}"


def _on_one_line(block: TextBlock, value: object) -> str:
    before = "- " if block.is_item else f"{block.head[0].lstrip().partition(':')[0]}: "
    return f"{' ' * block.indent}{before}{flow_text(value)}"


def _empty(block: TextBlock, is_list: bool) -> str:
    """A section all of whose elements are gone."""
    return f"{block.head[0].rstrip() if block.head else block.name + ':'} {'[]' if is_list else '{}'}"


def _whole(
    block: TextBlock | None, lead: tuple[str, ...] | None = None, more: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], object]:
    if block is None:
        return more, ABSENT
    return (*(block.lead if lead is None else lead), *more, *block.lines), block.value


def _lost(base: TextBlock | None, left: TextBlock | None, chosen: TextBlock | None) -> tuple[str, ...]:
    """Comments that the side which is not taken wrote anew."""
    known = {line.strip() for b in (base, chosen) if b is not None for line in b.comments()}
    if left is None:
        return ()
    indent = " " * left.indent
    return tuple(
        indent + c.strip() for c in (*left.lead, *left.comments()) if c.strip() and c.strip() not in known
    )


def _lead(base: TextBlock | None, ours: TextBlock, theirs: TextBlock) -> tuple[str, ...]:
    """The comments before a block: those of the side that edited them, and of both where both did."""
    before = () if base is None else base.lead
    if ours.lead == before:
        return theirs.lead
    if theirs.lead in (before, ours.lead):
        return ours.lead
    return (*ours.lead, *(line for line in theirs.lead if line.strip() and line not in ours.lead))


def _order(ours: list[str], theirs: list[str]) -> list[str]:
    """The names of one side in its order, those that only the other has behind what stands before them there."""
    names = list(ours)
    for position, name in enumerate(theirs):
        if name not in names:
            before = next((n for n in reversed(theirs[:position]) if n in names), None)
            names.insert(0 if before is None else names.index(before) + 1, name)
    return names


def _fields(base: object, ours: object, theirs: object) -> object:
    """Two edited maps as one, field by field; ABSENT where a field was edited otherwise by both."""
    if not (isinstance(ours, Mapping) and isinstance(theirs, Mapping)):
        return ABSENT
    before = base if isinstance(base, Mapping) else {}
    found: dict[str, object] = {}
    for name in _order(list(ours), list(theirs)):
        was, own, other = before.get(name, ABSENT), ours.get(name, ABSENT), theirs.get(name, ABSENT)
        same = [_same(a, b) for a, b in ((own, other), (was, own), (was, other))]
        value = own if same[0] or same[2] else other if same[1] else ABSENT
        if not any(same):
            value = _fields(was, own, other)
            if value is ABSENT:
                return ABSENT
        if value is not ABSENT:
            found[name] = value
    return found


def _same(one: object, other: object) -> bool:
    if one is ABSENT or other is ABSENT:
        return one is other
    return canonical(one) == canonical(other)
