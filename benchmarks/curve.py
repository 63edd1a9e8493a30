"""A chart with two logarithmic axes as SVG: a straight line of slope one is linear growth."""

from __future__ import annotations

import math
from collections.abc import Sequence

from attrs import frozen

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 180, 44, 52
INK, SOFT, GRID = "#1c2529", "#5c6a70", "#e3e7e9"


@frozen
class Series:
    """A line with its name, colour and points."""

    name: str
    colour: str
    points: Sequence[tuple[float, float]]


def chart(series: Sequence[Series], title: str, across: str) -> str:
    """The chart of some series over the same axis."""
    xs = [x for s in series for x, _ in s.points]
    ys = [y for s in series for _, y in s.points]
    x0, x1 = math.floor(math.log10(min(xs))), math.ceil(math.log10(max(xs)))
    y0, y1 = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))

    def at_x(value: float) -> float:
        return LEFT + (math.log10(value) - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT)

    def at_y(value: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(value) - y0) / (y1 - y0) * (HEIGHT - TOP - BOTTOM)

    parts = [_text(LEFT, 24, title, INK, 16, "start")]
    for power in range(x0, x1 + 1):
        x = at_x(10.0**power)
        parts += [
            _line(x, TOP, x, HEIGHT - BOTTOM, GRID),
            _text(x, HEIGHT - BOTTOM + 20, _power(power), SOFT),
        ]
    for power in range(y0, y1 + 1):
        y = at_y(10.0**power)
        parts += [
            _line(LEFT, y, WIDTH - RIGHT, y, GRID),
            _text(LEFT - 8, y + 4, _power(power), SOFT, anchor="end"),
        ]
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, across, SOFT))
    for line in series:
        points = [(at_x(x), at_y(y)) for x, y in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{line.colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{line.colour}"/>' for x, y in points]
        parts.append(_text(points[-1][0] + 10, points[-1][1] + 4, line.name, line.colour, anchor="start"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' role="img" aria-label="{title}" font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/>'
        + "".join(parts)
        + "</svg>\n"
    )


def _power(power: int) -> str:
    known = {-2: "0.01", -1: "0.1", 0: "1", 1: "10", 2: "100", 3: "1 000", 4: "10 000", 5: "100 000"}
    return known.get(power) or f"{10 ** (power - 6)} million" if power < 9 else f"10^{power}"


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def _text(x: float, y: float, text: str, colour: str, size: int = 12, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}">{text}</text>'
