"""What differs between two texts: by character in Chinese, by word elsewhere.

Never split are a character with the marks that belong to it, a number with its digits in threes, decimals or date, the
place of a parameter (`{name}`), an id (`use_hours`, `GB/T`), and a formula, which is one piece.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from attrs import evolve

from ruleengine.characters import characters, is_wide
from ruleengine.documents.redline.blocks import Piece, Presence, joined

#: What is one token although it has several characters: a place of a parameter, a number, a word or id.
_WHOLE = re.compile(
    r"\{[a-z][a-z0-9_]*\}"
    r"|[−+-]?\d+(?:[.,:/—–-]\d+|[\u2009\u202f\u00a0 ]\d{3}(?!\d))*(?:[\u2009\u202f\u00a0 ]?[%‰°℃])?"
    r"|[^\W\d_](?:[\w'’./-]*\w)?"
)
_LONGEST = 3000  # parts of a text beyond which only what both begin and end with is looked for
_RATIO = 0.25  # where less than this is kept, old and new stand one behind the other and not in each other


def tokens(text: str) -> Iterator[str]:
    """The parts of a text that are changed as a whole; put together they are the text."""
    ends = list(accumulate(len(c) for c in characters(text)))
    position = 0
    while position < len(text):
        found = None if is_wide(text[position]) else _WHOLE.match(text, position)
        least = position + (_narrow(found[0]) if found else 1)
        end = ends[bisect_left(ends, least)]
        yield text[position:end]
        position = end


def _narrow(word: str) -> int:
    """How much of a word stands before its first wide character: a Chinese text has no spaces between."""
    return next((i for i, c in enumerate(word) if is_wide(c)), len(word))


def changed_pieces(old: Sequence[Piece], new: Sequence[Piece], *, listed: bool = False) -> tuple[Piece, ...]:
    """The pieces of both, marked: those without the new ones are `old`, those without the old ones are `new`.

    In a list of facts (`listed`) the little that is kept may say much: the name of a fact.
    """
    before, after = _split(old), _split(new)
    steps = _steps(before, after)
    if not listed and _kept(steps, before) < _RATIO * max(_length(before), _length(after)):
        steps = _at_the_ends(steps)
    steps = _readable(steps, before)
    found: list[Piece] = []
    for is_same, i1, i2, j1, j2 in steps:
        if is_same:
            found += before[i1:i2]
        else:
            found += [*_marked(before[i1:i2], "old"), *_marked(after[j1:j2], "new")]
    return joined(found)


def _split(pieces: Sequence[Piece]) -> list[Piece]:
    return [
        part
        for piece in pieces
        for part in ([piece] if piece.formula else [evolve(piece, text=t) for t in tokens(piece.text)])
    ]


def _marked(pieces: Sequence[Piece], mark: Presence) -> list[Piece]:
    return [evolve(piece, mark=mark) for piece in pieces]


_Step = tuple[bool, int, int, int, int]


def _steps(before: Sequence[Piece], after: Sequence[Piece]) -> list[_Step]:
    """What is the same and what is not, in order; texts that are too long are compared at their ends only."""
    shorter = min(len(before), len(after))
    lead = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    tail = next((i for i in range(shorter - lead) if before[-1 - i] != after[-1 - i]), shorter - lead)
    ends = len(before) - tail, len(after) - tail
    if max(ends) - lead > _LONGEST:
        middle = [(False, lead, ends[0], lead, ends[1])]
    else:
        matcher = SequenceMatcher(None, before[lead : ends[0]], after[lead : ends[1]], autojunk=False)
        middle = [
            (tag == "equal", lead + i1, lead + i2, lead + j1, lead + j2)
            for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        ]
    first: list[_Step] = [(True, 0, lead, 0, lead)] if lead else []
    last: list[_Step] = [(True, ends[0], len(before), ends[1], len(after))] if tail else []
    return [*first, *middle, *last]


def _kept(steps: Sequence[_Step], before: Sequence[Piece]) -> int:
    return sum(_length(before[i1:i2]) for same, i1, i2, _, _ in steps if same)


def _readable(steps: list[_Step], before: Sequence[Piece]) -> list[_Step]:
    """The steps with a lone character or space between two changes taken into them: it tells a reader nothing."""
    merged = True
    while merged:
        merged = False
        for at in range(1, len(steps) - 1):
            same, i1, i2, _, _ = steps[at]
            if same and _says_little(before[i1:i2]):
                first, last = steps[at - 1], steps[at + 1]
                steps[at - 1 : at + 2] = [(False, first[1], last[2], first[3], last[4])]
                merged = True
                break
    return steps


def _at_the_ends(steps: list[_Step]) -> list[_Step]:
    """The steps with one change between what is the same at the beginning and at the end."""
    first = [steps[0]] if steps and steps[0][0] else []
    last = [steps[-1]] if len(steps) > len(first) and steps[-1][0] else []
    inner = steps[len(first) : len(steps) - len(last)]
    if not inner:
        return steps
    return [*first, (False, inner[0][1], inner[-1][2], inner[0][3], inner[-1][4]), *last]


def _says_little(pieces: Sequence[Piece]) -> bool:
    return (
        not any(p.formula for p in pieces) and len(re.sub(r"[\W_]", "", "".join(p.text for p in pieces))) <= 1
    )


def _length(pieces: Sequence[Piece]) -> int:
    return sum(len(p.text) for p in pieces)
