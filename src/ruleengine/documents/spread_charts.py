"""What a footprint may be, as SVG text: the tornado chart of a sensitivity analysis, the histogram of many draws."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ruleengine.documents.charts import Bar, bar_rows
from ruleengine.documents.drawing import (
    FILLED,
    INK,
    OUTLINED,
    POSITIVE,
    SOFT,
    Label,
    Scale,
    box,
    frame,
    label,
    text_at,
    text_width,
    upright,
)

_DASHED = f'stroke="{INK}" stroke-width="0.8" stroke-dasharray="4 3"'
_HISTOGRAM_HEIGHT = 180.0
_MARGIN = 12.0


@attrs.frozen
class TornadoRow:
    """One row of a tornado chart: what a value becomes when something is `low`, and when it is `high`; or None."""

    label: str
    note: str
    low: float | None
    high: float | None
    low_text: str
    high_text: str


def tornado_chart(
    spans: Sequence[TornadoRow],
    *,
    base: float,
    head: str,
    legend: tuple[str, str],
    title: str,
    width: float = 720,
) -> str:
    """Bars from a base value to both sides, in the order given: filled for `high`, outlined for `low`.

    `head` stands above the line of the base, `legend` explains low and high; `title` is for those who cannot see it.
    """
    column = min(max([60.0, *(text_width(s.label, 12) for s in spans)]), width * 0.36)
    ends = [base, *(v for s in spans for v in (s.low, s.high) if v is not None)]
    margin = (max(ends) - min(ends)) * 0.2 or 1.0
    scale = Scale(column + 12, width, min(ends) - margin, max(ends) + margin)
    zero, y = scale.at(base), 22.0
    parts = [_head(zero, head, width)]
    for span in spans:
        name = label(span.label, span.note, column)
        parts += _span(span, name, y, scale, base)
        y += name.room
    parts.append(upright(zero, 18, y))
    x = 0.0
    for text, style in zip(legend, (OUTLINED, FILLED), strict=True):
        parts += [box(x + 1, x + 10, y + 6, 8, style), text_at(x + 15, y + 13, text, size=9.5, fill=SOFT)]
        x += text_width(text, 9.5) + 34
    return frame(width, y + 20, title, parts, _MARGIN)


def _head(x: float, text: str, width: float) -> str:
    """A bold line over a place, moved so that it stays inside the drawing."""
    half = text_width(text, 12) / 2
    return text_at(min(max(x, half), width - half), 12, text, size=11.5, anchor="middle", weight=700)


def _span(span: TornadoRow, name: Label, y: float, scale: Scale, base: float) -> list[str]:
    parts = name.drawn(y)
    middle, zero = y + name.room / 2, scale.at(base)
    for value, text, style in (
        (span.low, span.low_text, OUTLINED),
        (span.high, span.high_text, FILLED),
    ):
        if value is None or value == base:
            continue
        end = scale.at(value)
        anchor, at = ("end", min(end, zero) - 5) if value < base else ("start", max(end, zero) + 5)
        parts += [
            box(zero, end, middle - 7, 14, style),
            text_at(at, middle + 4.2, text, size=11, anchor=anchor),
        ]
    return parts


@attrs.frozen
class Mark:
    """A value marked in a histogram with a line and a text; a `dashed` one is at the end of an interval."""

    value: float
    text: str
    dashed: bool = False


def histogram_chart(
    edges: Sequence[float],
    counts: Sequence[int],
    marks: Sequence[Mark],
    bars: Sequence[Bar],
    *,
    head: str,
    bars_head: str,
    share_title: str,
    title: str,
    width: float = 720,
) -> str:
    """Draws in bins with marked values, and below it the bars of what they come from, where there are any.

    `edges` has one number more than `counts`. Texts of marks stand one line below another where they would touch.
    """
    low, high = min(edges[0], *(m.value for m in marks)), max(edges[-1], *(m.value for m in marks))
    scale = Scale(8, width - 8, low, high if high > low else low + 1.0)
    top, bottom = 30.0, 30.0 + _HISTOGRAM_HEIGHT
    parts = [text_at(0, 12, head, size=11.5, weight=700)]
    style = f'fill="{POSITIVE}" fill-opacity="0.75"'
    for left, right, count in zip(edges[:-1], edges[1:], counts, strict=True):
        if count:
            rise = count / max(counts) * _HISTOGRAM_HEIGHT
            parts.append(
                box(scale.at(left), max(scale.at(right) - 1, scale.at(left)), bottom - rise, rise, style)
            )
    parts.append(box(0, width, bottom, 0.8, f'fill="{INK}"'))
    texts, y = _marks(marks, scale, top, bottom, width)
    parts += texts
    if bars:
        parts.append(text_at(0, y + 24, bars_head, size=11.5, weight=700))
        rows, y = bar_rows(bars, unit="", share_title=share_title, width=width, top=y + 16)
        parts += rows
    return frame(width, y + 4, title, parts, _MARGIN)


def _marks(
    marks: Sequence[Mark], scale: Scale, top: float, bottom: float, width: float
) -> tuple[list[str], float]:
    """Lines with their texts below the histogram, and where the last text ends."""
    parts: list[str] = []
    free: list[float] = []
    for mark in sorted(marks, key=lambda m: m.value):
        x, half = scale.at(mark.value), text_width(mark.text, 10.5) / 2
        middle = min(max(x, half), width - half)
        line = next((i for i, end in enumerate(free) if end + 8 < middle - half), len(free))
        free[line : line + 1] = [middle + half]
        y = bottom + 15 + 14 * line
        style = _DASHED if mark.dashed else f'stroke="{INK}" stroke-width="1.2"'
        parts += [
            upright(x, top - 8, y - 10, style),
            text_at(middle, y, mark.text, size=10.5, anchor="middle"),
        ]
    return parts, bottom + 15 + 14 * max(len(free) - 1, 0)
