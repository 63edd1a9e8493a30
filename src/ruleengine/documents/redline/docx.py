"""Redlines as DOCX with tracked changes: insertions and deletions of runs, paragraphs and rows, with author and date.

The parts of the file are those of python-docx; the paragraphs are written as XML, since it knows no tracked changes.
The same redline, author and date give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count, zip_longest
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from attrs import Factory, evolve, field, frozen

from ruleengine.documents.notation import clean_text
from ruleengine.documents.office_archive import without_time
from ruleengine.documents.redline.blocks import (
    DocumentPart,
    Grid,
    GridRow,
    Paragraph,
    Piece,
    Presence,
    joined,
)
from ruleengine.documents.redline.docx_styles import CELLS, PARAGRAPHS, RUNS, add_styles
from ruleengine.documents.redline.wording import tokens
from ruleengine.formula.print_omml import displayed_omml, omml

if TYPE_CHECKING:
    from docx.document import Document

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_WORD_2013 = "http://schemas.microsoft.com/office/word/2012/wordml"
#: The width of the text on A4, in twentieths of a point.
_WIDTH = 9638
#: The same where the page lies on its side.
_WIDE = 14570
#: Characters from which a row may go on over the end of a page.
_LONG_ROW = 700
_TAGS: dict[Presence, str] = {"old": "del", "new": "ins"}


@frozen
class Tracking:
    """Who made the changes and when; without a date none is said."""

    author: str
    date: datetime | None = None
    _numbers: Iterator[int] = field(default=Factory(lambda: count(1)), repr=False, eq=False)

    def attributes(self) -> str:
        """Those of one tracked change, with a number of its own."""
        said = f' w:id="{next(self._numbers)}" w:author={quoteattr(self.author)}'
        return said if self.date is None else f'{said} w:date="{moment(self.date)}"'


def moment(date: datetime) -> str:
    """A date as Word writes it: without an offset, in UTC."""
    return date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def render_docx(
    blocks: Sequence[DocumentPart],
    *,
    title: str,
    author: str,
    date: datetime | None,
    english: bool,
    wide: bool = False,
) -> bytes:
    """The DOCX file of a redline; where it holds no changes, it is a plain document. `wide` pages lie on their side."""
    from docx import Document as new_document

    document = new_document()
    author, title = clean_text(author), clean_text(title)
    change = Tracking(author, date)
    _set_up(document, title, author, date, english)
    width = _turned(document) if wide else _WIDTH
    body = document.element.body
    ending = body.sectPr
    for xml in _blocks(blocks, change, width):
        ending.addprevious(_element(xml))
    made = io.BytesIO()
    document.save(made)
    return without_time(made.getvalue())


def _set_up(document: Document, title: str, author: str, date: datetime | None, english: bool) -> None:
    """Page, styles, properties, and that further changes are tracked too."""
    from docx.shared import Mm

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(22)
    add_styles(document, english)
    settings: Any = document.settings.element
    settings.insert(0, _element("<w:trackRevisions/>"))
    properties = document.core_properties
    day = date or datetime(2026, 1, 1, tzinfo=UTC)
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.created = properties.modified = day
    properties.comments, properties.revision = "", 1


def _turned(document: Document) -> int:
    """The page on its side; how wide its text is then."""
    from docx.enum.section import WD_ORIENT

    page = document.sections[0]
    page.page_width, page.page_height = page.page_height, page.page_width
    page.orientation = WD_ORIENT.LANDSCAPE
    return _WIDE


def _element(xml: str) -> Any:
    from docx.oxml import parse_xml

    end = xml.index("/>") if xml.endswith("/>") and xml.count("<") == 1 else xml.index(">")
    return parse_xml(f'{xml[:end]} xmlns:w="{_NAMESPACE}"{xml[end:]}')


def _blocks(blocks: Sequence[DocumentPart], change: Tracking, width: int) -> Iterator[str]:
    for block, after in zip_longest(blocks, blocks[1:]):
        if isinstance(block, Paragraph):
            follows = isinstance(after, Paragraph) and _begins_new(after)
            yield _paragraph(_closed(block) if follows else block, change, block.mark)
        elif isinstance(block, Grid):
            yield _table(block, change, width)


def _begins_new(line: Paragraph) -> bool:
    """Whether a paragraph begins with what is inserted."""
    return line.mark == "new" or (
        line.mark == "same" and line.pieces[:1] != () and line.pieces[0].mark == "new"
    )


def _closed(line: Paragraph) -> Paragraph:
    """The line with nothing inserted at its very end, where the next paragraph begins with an insertion.

    LibreOffice takes both for one insertion and rejects the end of the line with it. What is deleted is written behind
    what is inserted, and where nothing is, the last part of the text stands there as deleted and inserted anew.
    """
    cut = max((i for i, p in enumerate(line.pieces) if p.mark == "same"), default=-1) + 1
    before, tail = line.pieces[:cut], line.pieces[cut:]
    inserted = [p for p in tail if p.mark == "new"]
    deleted = [p for p in tail if p.mark == "old"]
    if line.mark != "same" or not inserted:
        return line
    if not deleted and before:
        last = before[-1]
        *kept, again = [last.text] if last.formula else tokens(last.text)
        before = (*before[:-1], *([evolve(last, text="".join(kept))] if kept else []))
        inserted = [evolve(last, text=again, mark="new"), *inserted]
        deleted = [evolve(last, text=again, mark="old")]
    return evolve(line, pieces=(*before, *joined(inserted), *deleted))


def _paragraph(line: Paragraph, change: Tracking, end: Presence, style: str = "") -> str:
    """A paragraph; `end` is what becomes of the mark at its end, and so of the paragraph as one."""
    tracked = f"<w:rPr><w:{_TAGS[end]}{change.attributes()}/></w:rPr>" if end in _TAGS else ""
    alone = all(piece.formula is not None for piece in line.pieces)
    runs = "".join(_run(piece, change, alone) for piece in line.pieces)
    return f'<w:p><w:pPr><w:pStyle w:val="{style or PARAGRAPHS[line.style]}"/>{tracked}</w:pPr>{runs}</w:p>'


def _run(piece: Piece, change: Tracking, alone: bool) -> str:
    """A piece, tracked where it changed; formulas are those of Word, displayed where they stand `alone` in a line."""
    name = _TAGS.get(piece.mark)
    run = _text_run(piece)
    if piece.formula is not None:
        formula = displayed_omml(piece.formula.box) if alone else omml(piece.formula.box)
        run = _either(formula, run) if name else formula
    return f"<w:{name}{change.attributes()}>{run}</w:{name}>" if name else run


def _text_run(piece: Piece) -> str:
    style = f'<w:rPr><w:rStyle w:val="{RUNS[piece.style]}"/></w:rPr>' if piece.style in RUNS else ""
    tag = "delText" if piece.mark == "old" else "t"
    return f'<w:r>{style}<w:{tag} xml:space="preserve">{escape(piece.text)}</w:{tag}></w:r>'


def _either(formula: str, text: str) -> str:
    """The formula where tracked formulas are known (Word since 2013), else its text.

    LibreOffice forgets that a formula is tracked and would keep old and new when all is accepted.
    """
    return (
        f'<mc:AlternateContent xmlns:mc="{_COMPATIBILITY}" xmlns:w15="{_WORD_2013}"><mc:Choice Requires="w15">{formula}'
        f"</mc:Choice><mc:Fallback>{text}</mc:Fallback></mc:AlternateContent>"
    )


def _table(grid: Grid, change: Tracking, width: int) -> str:
    widths = [width * share // sum(grid.widths) for share in grid.widths]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = GridRow(
        grid.element,
        "head",
        tuple(
            (Paragraph("", "head", "text", (Piece(text, "strong", grid.mark),), mark=grid.mark),)
            for text in grid.head
        ),
        grid.mark,
    )
    rows = "".join(_row(row, widths, change, row is head) for row in (head, *grid.rows))
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="RedlineTable"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _row(row: GridRow, widths: Sequence[int], change: Tracking, is_head: bool) -> str:
    tracked = f"<w:{_TAGS[row.mark]}{change.attributes()}/>" if row.mark in _TAGS else ""
    length = sum(len(line.text) for cell in row.cells for line in cell)
    whole = "<w:cantSplit/>" if length < _LONG_ROW else ""
    properties = f"<w:trPr>{whole}{'<w:tblHeader/>' if is_head else ''}{tracked}</w:trPr>"
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_cell(cell, change)}</w:tc>'
        for cell, width in zip(row.cells, widths, strict=True)
    )
    return f"<w:tr>{properties}{cells}</w:tr>"


def _cell(lines: Sequence[Paragraph], change: Tracking) -> str:
    """The paragraphs of a cell. The last one always ends it: those behind the last common one take the end before."""
    if not lines:
        return f'<w:p><w:pPr><w:pStyle w:val="{CELLS["text"]}"/></w:pPr></w:p>'
    ends: list[Presence] = [line.mark for line in lines]
    kept = max((i for i, mark in enumerate(ends) if mark == "same"), default=-1)
    if kept >= 0:
        ends[kept:] = [*ends[kept + 1 :], "same"]
    closed = [
        _closed(line) if end == "same" and i + 1 < len(lines) and _begins_new(lines[i + 1]) else line
        for i, (line, end) in enumerate(zip(lines, ends, strict=True))
    ]
    return "".join(
        _paragraph(line, change, end, CELLS.get(line.style, ""))
        for line, end in zip(closed, ends, strict=True)
    )
