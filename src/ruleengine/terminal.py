"""How texts stand in a terminal: in columns of equal width."""

from __future__ import annotations

from collections.abc import Sequence

from ruleengine.characters import width


def pad(text: str, columns: int) -> str:
    """The text with spaces behind it up to a width."""
    return text + " " * max(0, columns - width(text))


def table(rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)) -> list[str]:
    """Rows of equal length in columns, those numbered `left` to the left and the others to the right."""
    columns = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = (
            pad(cell, size) if index in left else " " * (size - width(cell)) + cell
            for index, (cell, size) in enumerate(zip(row, columns, strict=True))
        )
        lines.append("  ".join(cells).rstrip())
    return lines
