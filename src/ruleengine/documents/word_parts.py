"""Parts of Word files that we write: pages, paragraphs, cells, hidden marks, and content controls to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ruleengine.characters import harmless
from ruleengine.office.word import NOT_FILLED

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
#: Widths in twentieths of a point: A4 across, and its margins.
PAGE, HEIGHT, MARGIN = 16838, 11906, 720
GREY, HEAD = "EEF1F3", "D9E2E7"
#: Headings are bold, and smaller than the text.
SMALL = '<w:b/><w:sz w:val="16"/>'
_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)


def set_page(document: Any, title: str, status: str = "") -> None:
    """Paper, fonts, footer, protection and properties; the status stands at the head of every page."""
    from docx.enum.section import WD_ORIENT
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = PAGE * 635, HEIGHT * 635
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, MARGIN * 635)
    normal = document.styles["Normal"]
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script, name in (("ascii", "Times New Roman"), ("hAnsi", "Times New Roman"), ("eastAsia", "宋体")):
        fonts.set(qn(f"w:{script}"), name)
    normal.font.size = 114300  # 9 pt
    normal.paragraph_format.space_after = 0
    if status:
        head = (
            f'<w:pPr {NAMESPACE}><w:jc w:val="right"/></w:pPr>',
            f"<w:r {NAMESPACE}><w:t>{escape(status)}</w:t></w:r>",
        )
        for part in head:
            section.header.paragraphs[0]._p.append(parse_xml(part))
    footer = section.footer.paragraphs[0]._p
    for field in _page_number():
        footer.append(parse_xml(field))
    settings = document.settings.element
    protection = parse_xml(f'<w:documentProtection {NAMESPACE} w:edit="forms" w:enforcement="1"/>')
    before = next((s for s in settings if s.tag == qn("w:defaultTabStop")), None)
    settings.insert(0 if before is None else list(settings).index(before), protection)
    about = document.core_properties
    about.author, about.comments, about.title = "ruleengine", "", title.replace("\n", " ")
    about.last_modified_by, about.revision = "ruleengine", 1
    about.created = about.modified = _NO_TIME


def _page_number() -> Iterator[str]:
    yield f'<w:pPr {NAMESPACE}><w:jc w:val="center"/></w:pPr>'
    for name in ("PAGE", "NUMPAGES"):
        yield f'<w:fldSimple {NAMESPACE} w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        if name == "PAGE":
            yield f'<w:r {NAMESPACE}><w:t xml:space="preserve"> / </w:t></w:r>'


def cell(width: int, content: str, fill: str, span: int = 1) -> str:
    """A cell of a row, over several columns of the grid."""
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{over}{shade}</w:tcPr>{content}</w:tc>'


def paragraph(
    content: str, *, align: str = "", named: bool = False, space: int = 0, keep: bool = False
) -> str:
    """A paragraph; with `named`, one that stands by itself in a document, with `keep` on the page of the next."""
    about = "<w:keepNext/>" if keep else ""
    about += f'<w:spacing w:before="{space}" w:after="{space}"/>' if space else ""
    about += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p{' ' + NAMESPACE if named else ''}><w:pPr>{about}</w:pPr>{content}</w:p>"


def run(text: str, about: str = "") -> str:
    """A text, its lines with breaks between them."""
    if not text:
        return ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in _lines(text))
    return f"<w:r><w:rPr>{about}</w:rPr>{lines}</w:r>"


def _lines(text: str) -> Iterable[str]:
    """The lines of a text; hidden characters, of which XML knows not all, as escapes."""
    return harmless(text).replace("\t", " ").split("\n")


def hidden(text: str) -> str:
    """A text that nobody sees."""
    return f'<w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space="preserve">{escape(harmless(text))}</w:t></w:r>'


def control(name: str, text: str, given: Iterable[str], ids: Iterator[int], label: str = "") -> str:
    """A content control with a tag: a list where there is something to choose, else text of several lines.

    It is one of rich text: LibreOffice writes plain ones that hold Chinese and Latin letters several times over.
    """
    items = "".join(f"<w:listItem w:displayText={quoteattr(c)} w:value={quoteattr(c)}/>" for c in given)
    kind = f"<w:dropDownList>{items}</w:dropDownList>" if items else ""
    empty = "" if text else "<w:showingPlcHdr/>"
    shown = run(text) if text else run(NOT_FILLED, '<w:color w:val="808080"/>')
    return (
        f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(label or name)}/><w:tag w:val={quoteattr(name)}/>"
        f'<w:id w:val="{next(ids)}"/>{empty}{kind}'
        f"</w:sdtPr><w:sdtContent>{shown}</w:sdtContent></w:sdt>"
    )
