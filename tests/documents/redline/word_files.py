"""What DOCX files of redlines say, read as the XML that they are; and what LibreOffice makes of them."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from lxml import etree

from ruleengine.documents.redline.blocks import DocumentPart, Grid, Piece, Presence
from ruleengine.formula.print_omml import OMML_NAMESPACE, omml
from tests.tools import TOOLS

M = f"{{{OMML_NAMESPACE}}}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SCRIPT = Path(__file__).with_name("office.py")


def body(path: Path) -> etree._Element:
    """The text of the document as XML."""
    return etree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))


def text_of(paragraph: etree._Element) -> str:
    """What a paragraph says, formulas as their letters; of a formula or its text the text, as LibreOffice takes it."""
    found = []
    for part in paragraph.iter(f"{W}t", f"{W}delText", f"{M}oMath"):
        if part.tag != f"{M}oMath":
            found.append(part.text or "")
        elif not any(etree.QName(a).localname == "Choice" for a in part.iterancestors()):
            found.append(letters(part))
    return "".join(found)


def letters(formula: etree._Element) -> str:
    """The letters and digits of a formula: LibreOffice writes signs and blanks in its own way."""
    text = "".join(t.text or "" for t in formula.iter(f"{M}t"))
    return f"⟦{re.sub(r'[^a-zA-Z0-9]', '', text)}⟧"


def paragraphs(path: Path) -> list[str]:
    """The text of every paragraph that has some."""
    return [text for p in body(path).iter(f"{W}p") if (text := text_of(p)).strip()]


def differing(found: list[str], blocks: Sequence[DocumentPart], gone: Presence) -> list[tuple[str, str]]:
    """The lines found that are not those of a redline without what is `gone`, each with what was expected.

    A formula that did not change may stand there as one or as its text; one that changed as its text.
    """
    wanted = [pattern for block in blocks if block.mark != gone for pattern in _patterns(block, gone)]
    pairs = zip_longest(found, [w for w in wanted if w.strip()], fillvalue="")
    return [(line, pattern) for line, pattern in pairs if not re.fullmatch(pattern, line)]


def _patterns(block: DocumentPart, gone: Presence) -> Iterator[str]:
    if isinstance(block, Grid):
        yield from map(re.escape, block.head)
        lines = (line for row in block.rows if row.mark != gone for cell in row.cells for line in cell)
        yield from (pattern for line in lines for pattern in _patterns(line, gone))
    elif block.mark != gone:
        yield "".join(_pattern(piece) for piece in block.pieces if piece.mark != gone)


def _pattern(piece: Piece) -> str:
    text = re.escape(piece.text)
    if piece.formula is None or piece.mark != "same":
        return text
    return f"(?:{text}|{letters(etree.fromstring(omml(piece.formula.box)))})"


def tracked(path: Path) -> int:
    """How many tracked changes there are."""
    return sum(1 for _ in body(path).iter(f"{W}ins", f"{W}del"))


def by_office(*files: Path) -> None:
    """Beside each file what LibreOffice makes of it: kept, accepted and rejected."""
    words = [TOOLS["uno"].path(), SCRIPT, TOOLS["soffice"].path(), *files]
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
