"""Waterfall charts as SVG text: from one total to another by steps, each where the one before it ends."""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs

from ruleengine.documents.drawing import (
    FILLED,
    INK,
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

_TOTAL = f'fill="{SOFT}"'
_MARGIN = 12.0


@attrs.frozen
class WaterfallStep:
    """One step: a label, a smaller second label (or empty), the change, and its text."""

    label: str
    note: str
    change: float
    text: str


@attrs.frozen
class WaterfallTotal:
    """A total at the beginning or the end: its label, its value, and the text of it."""

    label: str
    value: float
    text: str


@attrs.frozen
class _Row:
    """One bar from `start` to `end`; a total where `style` says so."""

    label: str
    note: str
    start: float
    end: float
    text: str
    style: str


def _rows(
    first: WaterfallTotal, steps: Sequence[WaterfallStep], last: WaterfallTotal, foot: float
) -> list[_Row]:
    rows = [_Row(first.label, "", foot, first.value, first.text, _TOTAL)]
    reached = first.value
    for step in steps:
        style = OUTLINED if step.change < 0 else FILLED
        rows.append(_Row(step.label, step.note, reached, reached + step.change, step.text, style))
        reached += step.change
    return [*rows, _Row(last.label, "", foot, last.value, last.text, _TOTAL)]


def _limits(
    first: WaterfallTotal, steps: Sequence[WaterfallStep], last: WaterfallTotal
) -> tuple[float, float]:
    """The range to draw: from zero where the steps are seen so, else the range that they take with some room."""
    reached = [first.value]
    for step in steps:
        reached.append(reached[-1] + step.change)
    low, high = min([*reached, last.value]), max([*reached, last.value])
    if low <= 0 or high - low > 0.25 * high:
        low, high = min(0.0, low), max(0.0, high)
        return low, high if high > low else low + 1.0
    room = (high - low) * 0.35 or abs(high) * 0.05 or 1.0
    return low - room, high


def is_cut(first: WaterfallTotal, steps: Sequence[WaterfallStep], last: WaterfallTotal) -> bool:
    """Whether the axis does not begin at zero, since the steps would not be seen beside the totals."""
    return _limits(first, steps, last)[0] > 0


def waterfall_chart(
    first: WaterfallTotal, steps: Sequence[WaterfallStep], last: WaterfallTotal, *, head: str, title: str,
    width: float = 720,
) -> str:  # fmt: skip
    """Horizontal bars in the order given: totals in grey, filled where it rises, outlined where it falls.

    `head` stands above (unit, and where the axis begins), `title` is the text for those who cannot see the drawing.
    """
    low, high = _limits(first, steps, last)
    rows = _rows(first, steps, last, max(low, 0.0) if low > 0 else 0.0)
    column = min(
        max(60.0, *(max(text_width(r.label, 12), text_width(r.note, 9.5)) for r in rows)), width * 0.42
    )
    room = max(text_width(r.text, 11.5) for r in rows) + 8
    left = column + 16 + (room if low < 0 else 0)
    scale = Scale(left, max(width - room, left + 40), low, high)
    y = 22.0
    parts = [text_at(width, 11, head, size=9.5, fill=SOFT, anchor="end")]
    for place, row in enumerate(rows):
        name = label(row.label, row.note, column)
        parts += _drawn(row, name, y, scale)
        if place < len(rows) - 1:
            x = scale.at(row.end)
            below = label(rows[place + 1].label, rows[place + 1].note, column).room
            parts.append(
                upright(
                    x, y + name.room / 2 + 7, y + name.room + below / 2 - 7,
                    f'stroke="{INK}" stroke-width="0.6" stroke-dasharray="2 2"',
                )
            )  # fmt: skip
        y += name.room
    if low <= 0:
        parts.append(upright(scale.at(0), 18, y))
    return frame(width, y + 2, title, parts, _MARGIN)


def _drawn(row: _Row, name: Label, y: float, scale: Scale) -> list[str]:
    middle = y + name.room / 2
    start, end = scale.at(row.start), scale.at(row.end)
    falls = row.end < 0 and row.start <= 0
    anchor, at = ("end", min(start, end) - 5) if falls else ("start", max(start, end) + 5)
    return [
        *name.drawn(y),
        box(start, end, middle - 7, 14, row.style),
        text_at(at, middle + 4.2, row.text, size=11.5, anchor=anchor),
    ]


def narrow_waterfall_chart(
    first: WaterfallTotal, steps: Sequence[WaterfallStep], last: WaterfallTotal, *, head: str, title: str,
    width: float = 340,
) -> str:  # fmt: skip
    """The same bars for a phone: each label and text on lines above its bar."""
    low, high = _limits(first, steps, last)
    scale = Scale(0, width, low, high)
    y = 18.0
    parts = [text_at(0, 11, head, size=10, fill=SOFT)]
    for row in _rows(first, steps, last, max(low, 0.0) if low > 0 else 0.0):
        lines = wrapped(row.label, 13, width - text_width(row.text, 12) - 10)
        parts += [text_at(0, y + 16 * (i + 1), line, size=13) for i, line in enumerate(lines)]
        y += 16 * len(lines)
        parts.append(text_at(width, y, row.text, size=12, anchor="end"))
        if row.note:
            notes = wrapped(row.note, 11, width)
            parts += [text_at(0, y + 14 * (i + 1), line, size=11, fill=SOFT) for i, line in enumerate(notes)]
            y += 14 * len(notes)
        parts.append(f'<path d="M0 {number(y + 11)}H{number(width)}" stroke="{TRACK}" stroke-width="10"/>')
        parts.append(box(scale.at(row.start), scale.at(row.end), y + 6, 10, row.style))
        y += 26
    return frame(width, math.ceil(y), title, parts)
