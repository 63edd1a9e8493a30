"""Tables of comments as Word files: a landscape table whose answers are content controls, all else protected."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ruleengine.characters import harmless
from ruleengine.consultation.form import (
    HEADINGS,
    MARK,
    NOT_FILLED,
    WIDTHS,
    Form,
    FormRow,
    choices,
    worded,
)
from ruleengine.documents.office_archive import without_time

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_UNIT = ("提出单位", "MB/NC or commenter")
#: Widths in twentieths of a point: A4 across, and its margins.
_PAGE, _HEIGHT, _MARGIN = 16838, 11906, 720
_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
#: Headings are bold, and smaller than the text.
_SMALL = '<w:b/><w:sz w:val="16"/>'
_GREY, _HEAD = "EEF1F3", "D9E2E7"


def word_of(form: Form) -> bytes:
    """The Word file of a form; the same form gives the same bytes."""
    from docx import Document
    from docx.oxml import parse_xml

    document = Document()
    _page(document, form)
    body = document.element.body
    ids = count(1)
    parts = [*_head(form, ids), _table(form, ids)]
    for part in parts:
        body.insert(len(body) - 1, parse_xml(part))
    made = io.BytesIO()
    document.save(made)
    return without_time(made.getvalue())


def _page(document: Any, form: Form) -> None:
    """Paper, fonts, footer, protection and properties."""
    from docx.enum.section import WD_ORIENT
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _PAGE * 635, _HEIGHT * 635
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, _MARGIN * 635)
    normal = document.styles["Normal"]
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script, name in (("ascii", "Times New Roman"), ("hAnsi", "Times New Roman"), ("eastAsia", "宋体")):
        fonts.set(qn(f"w:{script}"), name)
    normal.font.size = 114300  # 9 pt
    normal.paragraph_format.space_after = 0
    footer = section.footer.paragraphs[0]._p
    for field in _page_number():
        footer.append(parse_xml(field))
    settings = document.settings.element
    protection = parse_xml(f'<w:documentProtection {_NAMESPACE} w:edit="forms" w:enforcement="1"/>')
    before = next((s for s in settings if s.tag == qn("w:defaultTabStop")), None)
    settings.insert(0 if before is None else list(settings).index(before), protection)
    about = document.core_properties
    about.author, about.comments, about.title = "ruleengine", "", form.title.replace("\n", " ")
    about.last_modified_by, about.revision = "ruleengine", 1
    about.created = about.modified = _NO_TIME


def _page_number() -> Iterator[str]:
    yield f'<w:pPr {_NAMESPACE}><w:jc w:val="center"/></w:pPr>'
    for name in ("PAGE", "NUMPAGES"):
        yield f'<w:fldSimple {_NAMESPACE} w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        if name == "PAGE":
            yield f'<w:r {_NAMESPACE}><w:t xml:space="preserve"> / </w:t></w:r>'


def _head(form: Form, ids: Iterator[int]) -> Iterator[str]:
    """The title, the marks of the form, facts, notes and the place for who comments."""
    lines = form.title.split("\n")
    meta = " ".join([MARK, *(f"{k}={v}" for k, v in form.meta.items())])
    yield _paragraph(_run(lines[0], '<w:b/><w:sz w:val="30"/>') + _hidden(meta), align="center", named=True)
    for line in lines[1:]:
        yield _paragraph(_run(line, '<w:b/><w:sz w:val="24"/>'), align="center", named=True)
    for name, text in form.facts:
        colon = "：" if form.language != "en" else ": "
        yield _paragraph(_run(f"{name}{colon}", "<w:b/>") + _run(text), named=True)
    for note in form.notes:
        yield _paragraph(_run(note), named=True)
    if form.asks_unit:
        name = worded(_UNIT, form.language, " ") + ("：" if form.language != "en" else ": ")
        yield _paragraph(
            _hidden("unit") + _run(name, "<w:b/>") + _control("unit", "", (), ids), named=True, space=120
        )


def _table(form: Form, ids: Iterator[int]) -> str:
    whole = sum(WIDTHS[key] for key in form.columns)
    room = _PAGE - 2 * _MARGIN
    widths = {key: room * WIDTHS[key] // whole for key in form.columns}
    columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths.values())
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="9AA7AE"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right"))
    rows = "".join(_row(form, row, widths, ids) for row in form.rows)
    return (
        f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblW w:w="{room}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{_headings(form, widths)}{rows}</w:tbl>"
    )


def _headings(form: Form, widths: dict[str, int]) -> str:
    cells = (
        _cell(
            widths[key],
            _paragraph(
                _hidden(f"column:{key}") + _run(worded(HEADINGS[key], form.language), _SMALL), align="center"
            ),
            _HEAD,
        )
        for key in form.columns
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _row(form: Form, row: FormRow, widths: dict[str, int], ids: Iterator[int]) -> str:
    cells = []
    for number, key in enumerate(form.columns):
        text, is_open = row.cells.get(key, ""), key in row.open
        content = _hidden(" ".join(mark or "-" for mark in row.marks)) if number == 0 else ""
        if is_open:
            content += _control(key, text, choices(key, form.language), ids)
        else:
            content += _run(text)
        cells.append(_cell(widths[key], _paragraph(content), "" if is_open else _GREY))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(width: int, content: str, fill: str) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{content}</w:tc>'


def _paragraph(content: str, *, align: str = "", named: bool = False, space: int = 0) -> str:
    """A paragraph; with `named`, one that stands by itself in a document."""
    about = f'<w:spacing w:before="{space}" w:after="{space}"/>' if space else ""
    about += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p{' ' + _NAMESPACE if named else ''}><w:pPr>{about}</w:pPr>{content}</w:p>"


def _run(text: str, about: str = "") -> str:
    """A text, its lines with breaks between them."""
    if not text:
        return ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in _lines(text))
    return f"<w:r><w:rPr>{about}</w:rPr>{lines}</w:r>"


def _lines(text: str) -> Iterable[str]:
    """The lines of a text; hidden characters, of which XML knows not all, as escapes."""
    return harmless(text).replace("\t", " ").split("\n")


def _hidden(text: str) -> str:
    return f'<w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space="preserve">{escape(harmless(text))}</w:t></w:r>'


def _control(name: str, text: str, given: Iterable[str], ids: Iterator[int]) -> str:
    """A content control: a list where there is something to choose, else text of several lines.

    It is one of rich text: LibreOffice writes plain ones that hold Chinese and Latin letters several times over.
    """
    items = "".join(f"<w:listItem w:displayText={quoteattr(c)} w:value={quoteattr(c)}/>" for c in given)
    kind = f"<w:dropDownList>{items}</w:dropDownList>" if items else ""
    empty = "" if text else "<w:showingPlcHdr/>"
    shown = _run(text) if text else _run(NOT_FILLED, '<w:color w:val="808080"/>')
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{name}"/><w:tag w:val="{name}"/><w:id w:val="{next(ids)}"/>{empty}{kind}'
        f"</w:sdtPr><w:sdtContent>{shown}</w:sdtContent></w:sdt>"
    )
