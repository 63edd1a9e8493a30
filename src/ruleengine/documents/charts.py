"""Bar charts as SVG text: the same drawing in HTML and PDF, and the same bytes for the same bars."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

import attrs

POSITIVE = "#1f5a78"
NEGATIVE = "#b3541e"
INK = "#1c2529"
SOFT = "#5c6a70"
TRACK = "#eef1f2"
FULL_WIDTH = 0x2E80
NO_LINE_START = "，。、；：） "
FAMILY = "'Noto Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif"


@attrs.frozen
class Bar:
    """One bar: a label, a smaller second label (or empty), the value drawn, the texts for value and share."""

    label: str
    note: str
    value: float
    text: str
    share: str


@attrs.frozen
class _Scale:
    """Where values lie: `left` and `right` in drawing units, `low` ≤ 0 ≤ `high` in the unit of the values."""

    left: float
    right: float
    low: float
    high: float

    def at(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def text_width(text: str, size: float) -> float:
    """The estimated width of a line of text in drawing units; full-width characters count one em."""
    return size * sum(
        1.0 if ord(sign) >= FULL_WIDTH else 0.3 if sign in " .,:;|il'\u202f" else 0.56 for sign in text
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(
    x: float, y: float, text: str, *, size: float, fill: str = INK, anchor: str = "start", weight: int = 400
) -> str:
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    return (
        f'<text x="{_number(x)}" y="{_number(y)}" font-size="{_number(size)}" fill="{fill}"'
        f' text-anchor="{anchor}"{bold}>{escape(text)}</text>'
    )


def _bar(scale: _Scale, value: float, y: float, height: float) -> str:
    """A filled bar right of zero; an outlined one left of it, so that the sign shows in grey print as well."""
    start, end = sorted((scale.at(0), scale.at(value)))
    width = max(end - start, 0.75)
    style = f'fill="{POSITIVE}"'
    if value < 0:
        style = f'fill="#ffffff" stroke="{NEGATIVE}" stroke-width="1.2"'
    return f'<rect x="{_number(start)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}" {style}/>'


def _frame(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    size = f"{_number(width)} {_number(height)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{_number(width)}"'
        f' height="{_number(height)}" role="img" aria-label={quoteattr(title)} font-family="{FAMILY}">'
        f"{''.join(parts)}</svg>"
    )


def _wrapped(text: str, size: float, width: float) -> list[str]:
    """A label in lines that fit `width`: broken at spaces, or between full-width characters."""
    lines, line = [], ""
    pieces = text.replace(" ", " \x00").split("\x00")
    tokens = [token for piece in pieces for token in _breakable(piece)]
    for token in tokens:
        if line and text_width((line + token).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = token
        else:
            line += token
    return [*lines, line.rstrip()]


def _breakable(piece: str) -> list[str]:
    """The parts of a word between which a line may end: single full-width characters, and what is not."""
    tokens: list[str] = []
    for sign in piece:
        narrow = bool(tokens) and ord(sign) < FULL_WIDTH and ord(tokens[-1][-1]) < FULL_WIDTH
        if narrow or (tokens and sign in NO_LINE_START):
            tokens[-1] += sign
        else:
            tokens.append(sign)
    return tokens


def _columns(bars: Sequence[Bar], width: float, share_title: str) -> tuple[float, _Scale]:
    """The width of the label column, and the scale between it and the column of shares."""
    longest = max(max(text_width(bar.label, 12), text_width(bar.note, 9.5)) for bar in bars)
    label = min(max(longest, 60.0), width * 0.36)
    shares = max([text_width(bar.share, 11.5) for bar in bars] + [text_width(share_title, 9.5)]) + 14
    value = max(text_width(bar.text, 11.5) for bar in bars) + 8
    low, high = _limits(bars)
    left = label + 16 + (value if low < 0 else 0)
    return label, _Scale(left, max(width - shares - value, left + 40), low, high)


def _limits(bars: Sequence[Bar]) -> tuple[float, float]:
    """The range to draw, zero included and never empty."""
    low, high = min(0.0, *(bar.value for bar in bars)), max(0.0, *(bar.value for bar in bars))
    return low, high if high > low else low + 1.0


def bar_chart(bars: Sequence[Bar], *, unit: str, share_title: str, title: str, width: float = 640) -> str:
    """Horizontal bars with labels at the left, values at the bar ends and shares at the right edge.

    `unit` and `share_title` head the columns, `title` is the text for those who cannot see the drawing.
    """
    label, scale = _columns(bars, width, share_title)
    parts: list[str] = []
    y = 18.0
    for bar in bars:
        lines = _wrapped(bar.label, 12, label)
        notes = _wrapped(bar.note, 9.5, label) if bar.note else []
        height = max(15.5 * len(lines) + 11.5 * len(notes), 16) + 9
        parts += _wide_row(bar, lines, notes, y, height, scale, width)
        y += height
    zero = scale.at(0)
    parts.append(f'<path d="M{_number(zero)} 16V{_number(y)}" stroke="{INK}" stroke-width="0.8"/>')
    head = [
        _text(zero, 10, unit, size=9.5, fill=SOFT),
        _text(width, 10, share_title, size=9.5, fill=SOFT, anchor="end"),
    ]
    return _frame(width, y + 2, title, [*head, *parts])


def _wide_row(
    bar: Bar, lines: list[str], notes: list[str], y: float, height: float, scale: _Scale, width: float
) -> list[str]:
    top = y + (height - 15.5 * len(lines) - 11.5 * len(notes)) / 2
    parts = [_text(0, top + 15.5 * index + 12, line, size=12) for index, line in enumerate(lines)]
    under = top + 15.5 * len(lines)
    parts += [_text(0, under + 11.5 * i + 8.5, line, size=9.5, fill=SOFT) for i, line in enumerate(notes)]
    middle = y + height / 2
    thickness = min(14.0, height - 8)
    parts.append(_bar(scale, bar.value, middle - thickness / 2, thickness))
    end = scale.at(bar.value)
    anchor, shift = ("end", -5.0) if bar.value < 0 else ("start", 5.0)
    parts.append(_text(end + shift, middle + 4.2, bar.text, size=11.5, anchor=anchor))
    parts.append(_text(width, middle + 4.2, bar.share, size=11.5, fill=SOFT, anchor="end"))
    return parts


def narrow_bar_chart(bars: Sequence[Bar], *, unit: str, title: str, width: float = 340) -> str:
    """The same bars for a phone: each label and value on a line above its bar."""
    scale = _Scale(0, width, *_limits(bars))
    parts: list[str] = []
    y = 0.0
    for bar in bars:
        value = f"{bar.text} {unit}" + (f" · {bar.share}" if bar.share else "")
        room = width - text_width(value, 12) - 10
        lines = _wrapped(bar.label, 13, room if room > 80 else width)
        if room <= 80:
            lines.append("")
        parts += [_text(0, y + 16 * (i + 1), line, size=13) for i, line in enumerate(lines) if line]
        y += 16 * len(lines)
        parts.append(_text(width, y, value, size=12, fill=SOFT, anchor="end"))
        if bar.note:
            notes = _wrapped(bar.note, 11, width)
            parts += [_text(0, y + 14 * (i + 1), line, size=11, fill=SOFT) for i, line in enumerate(notes)]
            y += 14 * len(notes)
        parts.append(f'<path d="M0 {_number(y + 11)}H{_number(width)}" stroke="{TRACK}" stroke-width="10"/>')
        parts.append(_bar(scale, bar.value, y + 6, 10))
        y += 26
    return _frame(width, math.ceil(y), title, parts)


@attrs.frozen
class Span:
    """One row of a tornado chart: what a value becomes when something is `low`, and when it is `high`; or None."""

    label: str
    note: str
    low: float | None
    high: float | None
    low_text: str
    high_text: str


def tornado_chart(
    spans: Sequence[Span], *, base: float, base_text: str, note: str, title: str, width: float = 720
) -> str:
    """Bars from a base value to both sides, in the order given: filled for `high`, outlined for `low`.

    `base_text` heads the line of the base, `note` stands below; `title` is for those who cannot see the drawing.
    """
    label = min(max([60.0, *(text_width(s.label, 12) for s in spans)]), width * 0.36)
    ends = [base, *(v for s in spans for v in (s.low, s.high) if v is not None)]
    low, high = min(ends), max(ends)
    margin = (high - low) * 0.2 or 1.0
    scale = _Scale(label + 12, width, low - margin, high + margin)
    zero = scale.at(base)
    parts: list[str] = []
    y = 22.0
    for span in spans:
        lines = _wrapped(span.label, 12, label)
        notes = _wrapped(span.note, 9.5, label) if span.note else []
        height = max(15.5 * len(lines) + 11.5 * len(notes), 16) + 9
        parts += _span_row(span, lines, notes, y, height, scale, base)
        y += height
    parts.append(f'<path d="M{_number(zero)} 18V{_number(y)}" stroke="{INK}" stroke-width="0.8"/>')
    parts.append(_text(0, y + 13, note, size=9.5, fill=SOFT))
    head = _text(zero, 12, base_text, size=11.5, anchor="middle", weight=700)
    return _frame(width, y + 20, title, [head, *parts])


def _span_row(
    span: Span, lines: list[str], notes: list[str], y: float, height: float, scale: _Scale, base: float
) -> list[str]:
    top = y + (height - 15.5 * len(lines) - 11.5 * len(notes)) / 2
    parts = [_text(0, top + 15.5 * index + 12, line, size=12) for index, line in enumerate(lines)]
    under = top + 15.5 * len(lines)
    parts += [_text(0, under + 11.5 * i + 8.5, line, size=9.5, fill=SOFT) for i, line in enumerate(notes)]
    middle, zero = y + height / 2, scale.at(base)
    styles = (f'fill="#ffffff" stroke="{NEGATIVE}" stroke-width="1.2"', f'fill="{POSITIVE}"')
    for value, text, style in zip(
        (span.low, span.high), (span.low_text, span.high_text), styles, strict=True
    ):
        if value is None or value == base:
            continue
        start, end = sorted((zero, scale.at(value)))
        parts.append(
            f'<rect x="{_number(start)}" y="{_number(middle - 7)}" width="{_number(max(end - start, 0.75))}"'
            f' height="14" {style}/>'
        )
        anchor, at = ("end", start - 5) if value < base else ("start", end + 5)
        parts.append(_text(at, middle + 4.2, text, size=11, anchor=anchor))
    return parts
