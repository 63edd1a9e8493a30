"""How texts and numbers stand in a terminal: widths, columns, shares, significant digits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from unicodedata import east_asian_width


def width(text: str) -> int:
    """Columns a text takes in a terminal; East Asian wide characters take two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, columns: int) -> str:
    """The text with spaces behind it up to a width."""
    return text + " " * max(0, columns - width(text))


def percent(value: Decimal | float | None) -> str:
    """A share as per cent with one place; a dash where there is none."""
    return "–" if value is None else f"{value * 100:.1f} %"


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


def short(value: Decimal) -> str:
    """Six significant digits without zeros at the end, in powers of ten where the number is very large or small."""
    number = float(value)
    return f"{number:.6g}" if math.isfinite(number) else f"{value:.6g}"


def places(value: Decimal | float, digits: int) -> int:
    """How many decimals show a number with so many significant digits; 0 for large ones and for zero."""
    number = Decimal(value)
    return max(0, digits - 1 - number.adjusted()) if number else 0


def with_places(value: Decimal | float | None, decimals: int) -> str:
    """A number in plain notation with so many decimals, or in powers of ten where it would be very long."""
    if value is None:
        return "–"
    return f"{value:.{decimals}f}" if decimals <= 12 else f"{value:.3e}"


def figure_long(value: Decimal) -> str:
    """A value with ten significant digits."""
    return f"{value:.10g}"
