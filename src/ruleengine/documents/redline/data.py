"""A redline as plain data: what its JSON holds (schema `redline` of docs/reference), and what print is set from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ruleengine.documents.redline.blocks import DocumentPart, Paragraph, Piece
from ruleengine.documents.redline.document import ElementBlocks, RedlineDocument
from ruleengine.version import __version__

#: The number of the format; it changes where a reader of the file would have to.
FORMAT = 0


def redline_data(document: RedlineDocument) -> dict[str, object]:
    """The whole redline; `elements` in the order of the document, each with its lines and tables."""
    sides = (document.difference.old, document.difference.new)
    versions = [
        {"id": s.reference.id, "version": str(s.reference.version), "hash": h}
        for s, h in zip(sides, document.hashes, strict=True)
    ]
    return {
        "redline": FORMAT,
        "engine": __version__,
        "language": document.language,
        "old": versions[0],
        "new": versions[1],
        "elements": [_group(group) for group in document.groups],
    }


def _group(group: ElementBlocks) -> dict[str, object]:
    edit = group.edit
    said = None if edit is None else {"kind": edit.kind, "purpose": edit.purpose, "severity": edit.severity}
    return {
        "element": group.element,
        "changed": group.changed,
        "edit": said,
        "blocks": [_block(block) for block in group.blocks],
    }


def _block(block: DocumentPart) -> dict[str, object]:
    if isinstance(block, Paragraph):
        return {"line": _line(block), "table": None}
    rows = [{"mark": row.mark, "cells": [_lines(cell) for cell in row.cells]} for row in block.rows]
    table = {"mark": block.mark, "head": list(block.head), "widths": list(block.widths), "rows": rows}
    return {"line": None, "table": table}


def _lines(cell: Sequence[Paragraph]) -> list[dict[str, object]]:
    return [_line(line) for line in cell]


def _line(line: Paragraph) -> dict[str, object]:
    return {
        "style": line.style,
        "language": line.language or None,
        "mark": line.mark,
        "pieces": [_piece(piece) for piece in line.pieces],
    }


def _piece(piece: Piece) -> dict[str, object]:
    formula: Mapping[str, str] | None = None
    if piece.formula is not None:
        found = piece.formula
        formula = {"mathml": found.mathml, "typst": found.typst, "text": found.spoken}
    return {"text": piece.text, "style": piece.style, "mark": piece.mark, "formula": formula}
