"""The parts of a rendering and of a redline: lines of pieces, and grids of rows; each with what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from attrs import evolve, field, frozen

from ruleengine.formula.math_boxes import Box
from ruleengine.formula.print_mathml import printed_mathml
from ruleengine.formula.print_typst import typst

#: What a part is: in both versions, in the old one only, in the new one only.
Presence = Literal["same", "old", "new"]
#: How a piece is set: text, a word of the layout, an id, a name in bold, a formula.
PieceStyle = Literal["plain", "soft", "id", "strong", "formula"]
#: How a line is set: title, heading of a section, head of an element, its text, formula, facts, an item of a list.
LineStyle = Literal["title", "heading", "element", "text", "formula", "fact", "item"]


@frozen
class SetFormula:
    """A formula as documents set it: its boxes, which are printed for pages, print and office files, and in words."""

    box: Box
    spoken: str

    @property
    def mathml(self) -> str:
        """For pages."""
        return printed_mathml(self.box, displayed=True)

    @property
    def typst(self) -> str:
        """For print."""
        return typst(self.box)


@frozen
class Piece:
    """Some text of one style; of a formula, `text` is as the rule set has it."""

    text: str
    style: PieceStyle = "plain"
    mark: Presence = "same"
    formula: SetFormula | None = None


@frozen
class Paragraph:
    """A paragraph of an element; `key` says which one, so that it is found again in another version.

    Equal is what reads the same. A line that stands on one side only has that mark, and so have all its pieces.
    """

    element: str = field(eq=False)
    key: str = field(eq=False)
    style: LineStyle
    pieces: tuple[Piece, ...]
    language: str = ""
    mark: Presence = "same"

    @property
    def text(self) -> str:
        """All that it says, old and new."""
        return "".join(p.text for p in self.pieces)


@frozen
class GridRow:
    """A row of a grid; each cell holds lines."""

    element: str = field(eq=False)
    key: str = field(eq=False)
    cells: tuple[tuple[Paragraph, ...], ...]
    mark: Presence = "same"


@frozen
class Grid:
    """A table with one row of heads; `widths` are the shares of its columns."""

    element: str = field(eq=False)
    key: str = field(eq=False)
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[GridRow, ...]
    mark: Presence = "same"


DocumentPart = Paragraph | Grid


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Pieces with neighbours of one style and mark as one piece; formulas stay apart, empty ones go."""
    found: list[Piece] = []
    for piece in pieces:
        before = found[-1] if found else None
        if piece.text == "":
            continue
        if (
            before is not None
            and before.formula is piece.formula is None
            and (before.style, before.mark) == (piece.style, piece.mark)
        ):
            found[-1] = evolve(before, text=before.text + piece.text)
        else:
            found.append(piece)
    return tuple(found)


def marked_line(line: Paragraph, mark: Presence) -> Paragraph:
    """A line that stands on one side only, all its pieces with it."""
    return evolve(line, mark=mark, pieces=tuple(evolve(p, mark=mark) for p in line.pieces))


def marked_row(row: GridRow, mark: Presence) -> GridRow:
    """A row that stands on one side only."""
    cells = tuple(tuple(marked_line(line, mark) for line in cell) for cell in row.cells)
    return evolve(row, mark=mark, cells=cells)


def marked(block: DocumentPart, mark: Presence) -> DocumentPart:
    """A block that stands on one side only."""
    if isinstance(block, Paragraph):
        return marked_line(block, mark)
    return evolve(block, mark=mark, rows=tuple(marked_row(row, mark) for row in block.rows))


def accepted(blocks: Sequence[DocumentPart]) -> tuple[DocumentPart, ...]:
    """The redline with all changes accepted: the new rendering."""
    return tuple(_without(blocks, "old"))


def rejected(blocks: Sequence[DocumentPart]) -> tuple[DocumentPart, ...]:
    """The redline with all changes rejected: the old rendering."""
    return tuple(_without(blocks, "new"))


def _without(blocks: Sequence[DocumentPart], gone: Presence) -> Iterator[DocumentPart]:
    for block in blocks:
        if block.mark == gone:
            continue
        if isinstance(block, Paragraph):
            yield _plain(block, gone)
        else:
            rows = tuple(
                evolve(
                    row,
                    mark="same",
                    cells=tuple(tuple(_plain(x, gone) for x in c if x.mark != gone) for c in row.cells),
                )
                for row in block.rows
                if row.mark != gone
            )
            yield evolve(block, mark="same", rows=rows)


def _plain(line: Paragraph, gone: Presence) -> Paragraph:
    pieces = joined(evolve(p, mark="same") for p in line.pieces if p.mark != gone)
    return evolve(line, mark="same", pieces=pieces)


def is_changed(block: DocumentPart) -> bool:
    """Whether a block differs between the versions."""
    if block.mark != "same":
        return True
    if isinstance(block, Paragraph):
        return any(p.mark != "same" for p in block.pieces)
    return any(row_changed(row) for row in block.rows)


def row_changed(row: GridRow) -> bool:
    """Whether a row differs between the versions."""
    return row.mark != "same" or any(is_changed(line) for cell in row.cells for line in cell)


def lines(blocks: Sequence[DocumentPart]) -> Iterator[Paragraph]:
    """Every line, those in cells included, in reading order; heads of grids are no lines."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from cell


def text_lines(blocks: Sequence[DocumentPart]) -> list[str]:
    """What a reader who sees text alone reads: one entry a line that is not empty, heads of grids included."""
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Grid):
            found += block.head
        found += [line.text for line in lines([block])]
    return [text for text in found if text.strip()]
