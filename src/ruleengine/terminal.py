"""How texts stand in a terminal: in columns of equal width, in lines that fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ruleengine.characters import visible, width

#: Marks that no line begins with, and such that none ends with.
_CLOSING, _OPENING = "，。、；：！？）》】”’%·…,.;:!?)]", "（《【“‘(["
#: What is kept on one line where it fits: text in backticks, else letters and digits without a space.
_PIECE = re.compile(r"`[^`]*`|\S")


def joined(lines: Iterable[str]) -> str:
    """Lines as one text; a line break, or a hidden character, within a line is an escape: no text makes lines."""
    return "\n".join(visible(line) for line in lines)


def pad(text: str, columns: int) -> str:
    """The text with spaces behind it up to a width."""
    return text + " " * max(0, columns - width(text))


def pad_left(text: str, columns: int) -> str:
    """The text with spaces before it up to a width."""
    return " " * max(0, columns - width(text)) + text


def cut(text: str, columns: int) -> str:
    """The text, its end cut off with `…` where it takes more columns."""
    if width(text) <= columns:
        return text
    while width(text) >= columns:
        text = text[:-1]
    return text + "…"


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns, cut at spaces and between East Asian wide characters.

    What stands in backticks is kept together, and no line begins with a closing mark; a longer word has its own line.
    """
    lines, line = [], ""
    for gap, piece in _pieces(text):
        if line and width(line) + len(gap) + width(piece) > columns:
            lines.append(line)
            line = piece
        else:
            line += (gap if line else "") + piece
    return [*lines, line] if line else lines


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What a line may not be cut within, each with the space before it."""
    gap = piece = ""
    for word in _PIECE.finditer(text):
        character = word.group()
        space = " " if word.start() and text[word.start() - 1].isspace() else ""
        if piece and (space or _may_part(piece[-1], character[0])):
            yield gap, piece
            gap, piece = space, ""
        piece += character
    if piece:
        yield gap, piece


def _may_part(before: str, after: str) -> bool:
    """Whether a line may be cut between two characters that have no space between them."""
    return width(before + after) > 2 and before not in _OPENING and after not in _CLOSING


def table(rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)) -> list[str]:
    """Rows of equal length in columns, those numbered `left` to the left and the others to the right."""
    columns = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = (
            pad(cell, size) if index in left else pad_left(cell, size)
            for index, (cell, size) in enumerate(zip(row, columns, strict=True))
        )
        lines.append("  ".join(cells).rstrip())
    return lines
