"""Redlines as Markdown: deleted and inserted text in the elements of HTML for it, formulas as code, tables too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ruleengine.documents.redline import words as w
from ruleengine.documents.redline.blocks import (
    DocumentPart,
    Grid,
    Paragraph,
    Piece,
    Presence,
    accepted,
    rejected,
)
from ruleengine.documents.redline.document import ElementBlocks, RedlineDocument
from ruleengine.documents.redline.html import RedlineView, counts, in_languages, tags
from ruleengine.documents.reference_rules import markdown

_TAGS: dict[Presence, str] = {"old": "del", "new": "ins"}


def render_markdown(document: RedlineDocument, view: RedlineView = "inline") -> str:
    """The text; side by side, the elements that differ stand in tables of two columns."""
    old, new = document.references
    lines = [
        f"# {markdown(document.title)}",
        "",
        f"{in_languages(document, w.MINUTES if document.is_minutes else w.TITLE)}: `{old}` → `{new}`",
        "",
    ]
    said = [f"{markdown(text)} {count}" for text, count in counts(document)]
    lines += [", ".join(said) or markdown(in_languages(document, w.NOTHING)), ""]
    for group in document.groups:
        if group.element != "title":
            lines += _group(document, group, view)
    return "\n".join(lines).rstrip() + "\n"


def _group(document: RedlineDocument, group: ElementBlocks, view: RedlineView) -> Iterator[str]:
    said = ", ".join(text for _, text in tags(document, group.edit))
    if said:
        yield from (f"*{markdown(said)}*", "")
    if view == "inline" or not group.changed or any(isinstance(b, Grid) for b in group.blocks):
        for block in group.blocks:
            yield from (*_block(block), "")
        return
    heads = [f"{in_languages(document, t)}" for t in (w.OLD_VERSION, w.NEW_VERSION)]
    sides = [_cell_of(blocks) for blocks in (rejected(group.blocks), accepted(group.blocks))]
    yield from (_row(heads), _row(["---"] * 2), _row(sides), "")


def _cell_of(blocks: Sequence[DocumentPart]) -> str:
    return "<br>".join(_pieces(block.pieces) for block in blocks if isinstance(block, Paragraph))


def _block(block: DocumentPart) -> Iterator[str]:
    if isinstance(block, Grid):
        yield _row([_marked(markdown(text), block.mark) for text in block.head])
        yield _row(["---"] * len(block.head))
        for row in block.rows:
            yield _row(["<br>".join(_pieces(line.pieces) for line in cell) for cell in row.cells])
    elif block.style == "heading":
        yield f"## {_pieces(block.pieces)}"
    elif block.style == "element":
        yield f"**{_pieces(block.pieces, bold=False)}**"
    else:
        yield f"- {_pieces(block.pieces)}" if block.style == "item" else _pieces(block.pieces)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _pieces(pieces: Sequence[Piece], *, bold: bool = True) -> str:
    groups = groupby(pieces, key=lambda piece: piece.mark)
    return "".join(_marked("".join(_piece(p, bold) for p in found), mark) for mark, found in groups)


def _piece(piece: Piece, bold: bool) -> str:
    if piece.style in ("formula", "id"):
        text = f"<code>{markdown(piece.text)}</code>"
    else:
        text = markdown(piece.text.replace("\u2003", " "))
        if piece.style == "strong" and bold and text.strip():
            text = f"<strong>{text}</strong>"
    return text


def _marked(text: str, mark: Presence) -> str:
    return f"<{_TAGS[mark]}>{text}</{_TAGS[mark]}>" if mark in _TAGS else text
