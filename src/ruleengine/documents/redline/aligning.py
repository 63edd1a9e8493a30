"""Two renderings laid over each other: lines and rows are found by element and key, lines compared by word."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from attrs import evolve

from ruleengine.documents.redline.blocks import (
    DocumentPart,
    Grid,
    GridRow,
    Paragraph,
    Presence,
    marked,
    marked_line,
    marked_row,
)
from ruleengine.documents.redline.wording import changed_pieces

_T = TypeVar("_T")
#: What `_aligned` gives: an old item, a new one, or both.
_Pair = tuple[_T | None, _T | None]
_ALIKE = 0.5  # items of a list with so much in common are one item that was changed


def redline(
    old: Sequence[DocumentPart], new: Sequence[DocumentPart], renames: Mapping[str, str] | None = None
) -> tuple[DocumentPart, ...]:
    """Both renderings in one: `accepted` of it is the new one, `rejected` the old one.

    `renames` are the paths of elements of the old version that are called otherwise in the new one.
    """
    called = renames or {}

    def old_key(block: DocumentPart) -> tuple[str, str]:
        return called.get(block.element, block.element), block.key

    pairs = _aligned(old, new, old_key, lambda block: (block.element, block.key))
    found: list[DocumentPart] = []
    for before, after in pairs:
        found += _merged(before, after, called)
    return tuple(found)


def _merged(
    before: DocumentPart | None, after: DocumentPart | None, called: Mapping[str, str]
) -> list[DocumentPart]:
    if before is None or after is None:
        return _alone(before, after, marked)
    if isinstance(before, Paragraph) and isinstance(after, Paragraph):
        return [*_line(before, after)]
    if isinstance(before, Grid) and isinstance(after, Grid) and before.head == after.head:
        return [evolve(after, rows=_rows(before.rows, after.rows, called))]
    return [marked(before, "old"), marked(after, "new")]


def _alone(before: _T | None, after: _T | None, mark: Callable[[_T, Presence], _T]) -> list[_T]:
    return [
        *([mark(before, "old")] if before is not None else []),
        *([mark(after, "new")] if after is not None else []),
    ]


def _line(before: Paragraph, after: Paragraph) -> tuple[Paragraph, ...]:
    """A line of both versions; one that is set otherwise stands there twice."""
    if before.pieces == after.pieces and before.style == after.style:
        return (after,)
    if (before.style, before.language) != (after.style, after.language):
        return marked_line(before, "old"), marked_line(after, "new")
    pieces = changed_pieces(before.pieces, after.pieces, listed=after.style == "fact")
    return (evolve(after, pieces=pieces),)


def _rows(old: Sequence[GridRow], new: Sequence[GridRow], called: Mapping[str, str]) -> tuple[GridRow, ...]:
    def old_key(row: GridRow) -> tuple[str, str]:
        return called.get(row.element, row.element), called.get(row.key, row.key)

    found: list[GridRow] = []
    for before, after in _aligned(old, new, old_key, lambda row: (row.element, row.key)):
        if before is None or after is None:
            found += _alone(before, after, marked_row)
        else:
            cells = tuple(_cell(b, a) for b, a in zip(before.cells, after.cells, strict=True))
            found.append(evolve(after, cells=cells))
    return tuple(found)


def _cell(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The lines of a cell; one line that became another one stays one line."""
    if len(old) == len(new) == 1:
        return _line(old[0], new[0])
    found: list[Paragraph] = []
    for before, after in _aligned(old, new, lambda line: line.key, lambda line: line.key):
        if before is not None and after is not None:
            found += _line(before, after)
        else:
            found += _alone(before, after, marked_line)
    return tuple(found)


def _aligned(
    old: Sequence[_T], new: Sequence[_T], old_key: Callable[[_T], object], new_key: Callable[[_T], object]
) -> list[_Pair[_T]]:
    """Old and new items side by side, each side in its own order; where both differ, the old ones stand first."""
    before, after = [old_key(x) for x in old], [new_key(x) for x in new]
    pairs: list[_Pair[_T]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            pairs += _alike(old[i1:i2], new[j1:j2])
    return pairs


def _alike(old: Sequence[_T], new: Sequence[_T]) -> list[_Pair[_T]]:
    """Items of lists have no names: those that say nearly the same are one item that was changed."""
    pairs: list[_Pair[_T]] = []
    waiting = list(new)
    for item in old:
        found = next((i for i, other in enumerate(waiting) if _is_alike(item, other)), None)
        if found is None:
            pairs.append((item, None))
            continue
        pairs += [(None, other) for other in waiting[:found]]
        pairs.append((item, waiting[found]))
        waiting = waiting[found + 1 :]
    return [*pairs, *((None, other) for other in waiting)]


def _is_alike(old: object, new: object) -> bool:
    if (
        not (isinstance(old, Paragraph) and isinstance(new, Paragraph))
        or old.style != "item"
        or new.style != "item"
    ):
        return False
    if (old.element, old.key.partition("#")[0]) != (new.element, new.key.partition("#")[0]):
        return False
    matcher = SequenceMatcher(None, old.text, new.text, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
