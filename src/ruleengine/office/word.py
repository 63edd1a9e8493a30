"""A Word file to its paragraphs and tables: what is seen, and what is hidden, with all changes taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from ruleengine.office.archive import root_of

if TYPE_CHECKING:
    from lxml.etree import _Element

#: What stands in an answer that is not filled in.
NOT_FILLED = "…"
DOCUMENT = "word/document.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: What stands in a text without being one: deleted text, instructions of fields, marks of changes.
_SKIPPED = {
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr", "tcPr")
}
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-"}


@frozen
class WordText:
    """The text of a paragraph or cell: what nobody sees, and what is seen, a line for each paragraph."""

    hidden: str
    seen: str


@frozen
class WordFile:
    """All paragraphs, those in tables too, and the cells of each table by rows."""

    paragraphs: tuple[WordText, ...]
    tables: tuple[tuple[tuple[WordText, ...], ...], ...]


def read_word_file(parts: Mapping[str, bytes]) -> WordFile:
    """The texts of a Word file; raises `Fault` (E660) where it is damaged."""
    body = root_of(parts, DOCUMENT)
    paragraphs = tuple(_text(p) for p in body.iter(f"{W}p"))
    tables = (
        tuple(tuple(_text(cell) for cell in _inside(row, "tc")) for row in _inside(table, "tr"))
        for table in body.iter(f"{W}tbl")
    )
    return WordFile(paragraphs, tuple(tables))


def _inside(around: _Element, name: str) -> Iterator[_Element]:
    """The rows of a table, or cells of a row, also those that stand in content controls or were put in."""
    for child in around:
        if child.tag == f"{W}{name}":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _inside(child, name)


def _text(around: _Element) -> WordText:
    paragraphs = list(around.iter(f"{W}p"))
    lines = ("".join(_texts(p, hidden=False)) for p in paragraphs)
    return WordText("".join(_texts(around, hidden=True)), "\n".join(lines).strip())


def _texts(node: _Element, hidden: bool) -> Iterator[str]:
    for child in node:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{W}sdt" and child.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            continue
        if child.tag == f"{W}r":
            if (child.find(f"{W}rPr/{W}vanish") is not None) == hidden:
                yield from _run(child)
        elif child.tag != f"{W}p" or node.tag != f"{W}p":
            yield from _texts(child, hidden)


def _run(run: _Element) -> Iterator[str]:
    for child in run:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[str(child.tag)]
