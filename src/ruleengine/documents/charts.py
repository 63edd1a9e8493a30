"""Bar charts as SVG text: the same drawing in HTML and PDF, and the same bytes for the same bars."""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs

from ruleengine.documents.drawing import (
    FILLED,
    OUTLINED,
    SOFT,
    TRACK,
    Label,
    Scale,
    box,
    frame,
    label,
    number,
    text_at,
    text_width,
    upright,
    wrapped,
)


@attrs.frozen
class Bar:
    """One bar: a label, a smaller second label (or empty), the value drawn, the texts for value and share."""

    label: str
    note: str
    value: float
    text: str
    share: str


def _bar(scale: Scale, value: float, y: float, height: float) -> str:
    """A filled bar right of zero; an outlined one left of it, so that the sign shows in grey print as well."""
    return box(scale.at(0), scale.at(value), y, height, OUTLINED if value < 0 else FILLED)


def _columns(bars: Sequence[Bar], width: float, share_title: str) -> tuple[float, Scale]:
    """The width of the label column, and the scale between it and the column of shares."""
    longest = max(max(text_width(bar.label, 12), text_width(bar.note, 9.5)) for bar in bars)
    left_column = min(max(longest, 60.0), width * 0.36)
    shares = max([text_width(bar.share, 11.5) for bar in bars] + [text_width(share_title, 9.5)]) + 14
    value = max(text_width(bar.text, 11.5) for bar in bars) + 8
    low, high = _limits(bars)
    left = left_column + 16 + (value if low < 0 else 0)
    return left_column, Scale(left, max(width - shares - value, left + 40), low, high)


def _limits(bars: Sequence[Bar]) -> tuple[float, float]:
    """The range to draw, zero included and never empty."""
    low, high = min(0.0, *(bar.value for bar in bars)), max(0.0, *(bar.value for bar in bars))
    return low, high if high > low else low + 1.0


def bar_chart(bars: Sequence[Bar], *, unit: str, share_title: str, title: str, width: float = 640) -> str:
    """Horizontal bars with labels at the left, values at the bar ends and shares at the right edge.

    `unit` and `share_title` head the columns, `title` is the text for those who cannot see the drawing.
    """
    parts, height = bar_rows(bars, unit=unit, share_title=share_title, width=width)
    return frame(width, height, title, parts)


def bar_rows(
    bars: Sequence[Bar], *, unit: str, share_title: str, width: float, top: float = 0
) -> tuple[list[str], float]:
    """The parts of a bar chart that begins at `top`, and where it ends."""
    column, scale = _columns(bars, width, share_title)
    zero, y = scale.at(0), top + 18
    parts = [
        text_at(zero, top + 10, unit, size=9.5, fill=SOFT),
        text_at(width, top + 10, share_title, size=9.5, fill=SOFT, anchor="end"),
    ]
    for bar in bars:
        name = label(bar.label, bar.note, column)
        parts += _row(bar, name, y, scale, width)
        y += name.room
    parts.append(upright(zero, top + 16, y))
    return parts, y + 2


def _row(bar: Bar, name: Label, y: float, scale: Scale, width: float) -> list[str]:
    middle, thickness = y + name.room / 2, min(14.0, name.room - 8)
    anchor, shift = ("end", -5.0) if bar.value < 0 else ("start", 5.0)
    return [
        *name.drawn(y),
        _bar(scale, bar.value, middle - thickness / 2, thickness),
        text_at(scale.at(bar.value) + shift, middle + 4.2, bar.text, size=11.5, anchor=anchor),
        text_at(width, middle + 4.2, bar.share, size=11.5, fill=SOFT, anchor="end"),
    ]


def narrow_bar_chart(bars: Sequence[Bar], *, unit: str, title: str, width: float = 340) -> str:
    """The same bars for a phone: each label and value on a line above its bar."""
    scale = Scale(0, width, *_limits(bars))
    parts: list[str] = []
    y = 0.0
    for bar in bars:
        value = f"{bar.text} {unit}" + (f" · {bar.share}" if bar.share else "")
        room = width - text_width(value, 12) - 10
        lines = wrapped(bar.label, 13, room if room > 80 else width)
        if room <= 80:
            lines.append("")
        parts += [text_at(0, y + 16 * (i + 1), line, size=13) for i, line in enumerate(lines) if line]
        y += 16 * len(lines)
        parts.append(text_at(width, y, value, size=12, fill=SOFT, anchor="end"))
        if bar.note:
            notes = wrapped(bar.note, 11, width)
            parts += [text_at(0, y + 14 * (i + 1), line, size=11, fill=SOFT) for i, line in enumerate(notes)]
            y += 14 * len(notes)
        parts.append(f'<path d="M0 {number(y + 11)}H{number(width)}" stroke="{TRACK}" stroke-width="10"/>')
        parts.append(_bar(scale, bar.value, y + 6, 10))
        y += 26
    return frame(width, math.ceil(y), title, parts)
