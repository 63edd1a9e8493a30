"""Parts of drawings as SVG text: lines of text that fit, scales, boxes, the frame around them.

Widths of texts are estimated, so that the same drawing comes out the same everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

import attrs

POSITIVE = "#1f5a78"
NEGATIVE = "#b3541e"
INK = "#1c2529"
SOFT = "#5c6a70"
TRACK = "#eef1f2"
#: Boxes that differ in grey print as well.
FILLED = f'fill="{POSITIVE}"'
OUTLINED = f'fill="#ffffff" stroke="{NEGATIVE}" stroke-width="1.2"'
FULL_WIDTH = 0x2E80
NO_LINE_START = "，。、；：） "
FAMILY = "'Noto Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif"


@attrs.frozen
class Scale:
    """Where values lie: `left` and `right` in drawing units, `low` ≤ 0 ≤ `high` in the unit of the values."""

    left: float
    right: float
    low: float
    high: float

    def at(self, value: float) -> float:
        """The place of a value."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def text_width(text: str, size: float) -> float:
    """The estimated width of a line of text in drawing units; full-width characters count one em."""
    return size * sum(
        1.0 if ord(sign) >= FULL_WIDTH else 0.3 if sign in " .,:;|il'\u202f" else 0.56 for sign in text
    )


def number(value: float) -> str:
    """A length or place with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text_at(
    x: float, y: float, text: str, *, size: float, fill: str = INK, anchor: str = "start", weight: int = 400
) -> str:
    """A line of text at a place on its base line."""
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}"'
        f' text-anchor="{anchor}"{bold}>{escape(text)}</text>'
    )


def box(start: float, end: float, y: float, height: float, style: str) -> str:
    """A box between two places, never too narrow to be seen."""
    left, right = sorted((start, end))
    width = max(right - left, 0.75)
    return f'<rect x="{number(left)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" {style}/>'


def upright(x: float, top: float, bottom: float, style: str = f'stroke="{INK}" stroke-width="0.8"') -> str:
    """A vertical line."""
    return f'<path d="M{number(x)} {number(top)}V{number(bottom)}" {style}/>'


def frame(width: float, height: float, title: str, parts: Sequence[str], margin: float = 0) -> str:
    """The whole drawing; `title` is for those who cannot see it.

    One with a margin stands by itself: it is white, on whatever it is shown.
    """
    outer = number(width + 2 * margin), number(height + 2 * margin)
    corner = f"{number(-margin)} {number(-margin)}" if margin else "0 0"
    ground = f'<path d="M{corner}h{outer[0]}v{outer[1]}h-{outer[0]}z" fill="#ffffff"/>' if margin else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{corner} {outer[0]} {outer[1]}" width="{outer[0]}"'
        f' height="{outer[1]}" role="img" aria-label={quoteattr(title)} font-family="{FAMILY}">'
        f"{ground}{''.join(parts)}</svg>"
    )


def wrapped(text: str, size: float, width: float) -> list[str]:
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


@attrs.frozen
class Label:
    """A label and a smaller second one, in lines that fit a column at the left edge."""

    lines: Sequence[str]
    notes: Sequence[str]

    @property
    def room(self) -> float:
        """The height of a row with this label."""
        return max(self._height, 16) + 9

    @property
    def _height(self) -> float:
        return 15.5 * len(self.lines) + 11.5 * len(self.notes)

    def drawn(self, y: float) -> list[str]:
        """The lines in the middle of a row that begins at `y`."""
        top = y + (self.room - self._height) / 2
        under = top + 15.5 * len(self.lines)
        return [
            *(text_at(0, top + 15.5 * i + 12, line, size=12) for i, line in enumerate(self.lines)),
            *(
                text_at(0, under + 11.5 * i + 8.5, line, size=9.5, fill=SOFT)
                for i, line in enumerate(self.notes)
            ),
        ]


def label(text: str, note: str, width: float) -> Label:
    """A label that fits `width`; `note` may be empty."""
    return Label(wrapped(text, 12, width), wrapped(note, 9.5, width) if note else [])
