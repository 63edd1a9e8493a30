"""Glyphs that Noto Sans SC and Noto Serif SC lack and that documents need.

Thin spaces, subscript and superscript figures, the dot of products of units, and ballot boxes, made from glyphs
of the font itself or from polygons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

Points = Sequence[tuple[int, int]]
Drawing = tuple[object, int]  # (glyph, advance width)

SPACES = {0x2009: 1 / 6, 0x200A: 1 / 10, 0x202F: 1 / 6}
SMALL = 0.58
BOX: tuple[Points, ...] = (
    [(110, -20), (110, 740), (870, 740), (870, -20)],
    [(170, 40), (810, 40), (810, 680), (170, 680)],
)
TICK: Points = [(262, 330), (440, 150), (760, 560), (712, 600), (436, 246), (306, 376)]
CROSS: tuple[Points, ...] = (
    [(266, 180), (308, 138), (714, 544), (672, 586)],
    [(672, 138), (714, 180), (308, 586), (266, 544)],
)
POLYGONS: dict[int, tuple[Points, ...]] = {
    0x2610: BOX,
    0x2611: (*BOX, TICK),
    0x2612: (*BOX, *CROSS),
    0x2713: (TICK,),
    0x2717: CROSS,
}


def _part(font: TTFont, character: str, scale: float, x: int, y: int, advance: int) -> Drawing:
    """A glyph of the font scaled and moved."""
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent(font.getBestCmap()[ord(character)], (scale, 0, 0, scale, x, y))
    return pen.glyph(), advance


def _polygons(polygons: Sequence[Points], advance: int = 980) -> Drawing:
    pen = TTGlyphPen(None)
    for points in polygons:
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph(), advance


def _figure(heavy: TTFont, digit: str, y: int) -> Drawing:
    """A small figure: that of a heavier weight at small scale, so that its strokes are as thick as the text's."""
    name = heavy.getBestCmap()[ord(digit)]
    pen = TTGlyphPen(None)
    heavy.getGlyphSet()[name].draw(TransformPen(pen, (SMALL, 0, 0, SMALL, 0, y)))
    return pen.glyph(), round(heavy["hmtx"][name][0] * SMALL)


def _figures(font: TTFont, heavy: TTFont) -> Iterator[tuple[int, Drawing]]:
    """Superscript and subscript figures and the superscript minus."""
    height = font["OS/2"].sCapHeight
    low, high = -round(height * 0.2), round(height * (1.0 - SMALL) + height * 0.16)
    for value in range(10):
        yield 0x2080 + value, _figure(heavy, str(value), low)
        yield 0x2070 + value, _figure(heavy, str(value), high)
    yield 0x207B, _figure(heavy, "\u2212", high)


def _additions(font: TTFont, heavy: TTFont) -> Iterator[tuple[int, Drawing]]:
    unit = font["head"].unitsPerEm
    for point, part in SPACES.items():
        yield point, (TTGlyphPen(None).glyph(), round(unit * part))
    yield from _figures(font, heavy)
    height = font["OS/2"].sxHeight
    period = font["hmtx"][font.getBestCmap()[ord(".")]][0]
    yield 0x22C5, _part(font, ".", 1, 0, round(height * 0.5), period)
    for point, polygons in POLYGONS.items():
        yield point, _polygons(polygons)


def add_glyphs(font: TTFont, heavy: TTFont) -> None:
    """Add the missing glyphs to a font of glyf outlines, small figures from a heavier weight of the family.

    Glyphs that the font has are left alone.
    """
    present = set(font.getBestCmap())
    made = [(point, drawing) for point, drawing in _additions(font, heavy) if point not in present]
    order = list(font.getGlyphOrder())
    names = {point: f"added{point:04X}" for point, _ in made}
    font.setGlyphOrder([*order, *names.values()])
    for point, (glyph, advance) in made:
        font["glyf"].glyphs[names[point]] = glyph
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][names[point]] = (advance, getattr(glyph, "xMin", 0))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(names)
