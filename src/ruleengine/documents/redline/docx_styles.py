"""The styles of DOCX files of redlines: those of a Chinese standard, black and without colours of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from ruleengine.documents.redline.blocks import LineStyle, PieceStyle

if TYPE_CHECKING:
    from docx.document import Document

#: Style of a line → id of the paragraph style.
PARAGRAPHS: Final[Mapping[LineStyle, str]] = {
    "title": "RedlineTitle", "heading": "Heading1", "element": "RedlineElement", "text": "RedlineText",
    "formula": "RedlineFormula", "fact": "RedlineFacts", "item": "RedlineItem",
}  # fmt: skip
#: The same in cells, where they are smaller.
CELLS: Final[Mapping[LineStyle, str]] = {
    "text": "RedlineCell",
    "item": "RedlineCell",
    "formula": "RedlineCell",
}
#: Style of a piece → id of the character style; plain text has none.
RUNS: Final[Mapping[PieceStyle, str]] = {
    "soft": "RedlineSoft", "id": "RedlineId", "strong": "RedlineStrong", "formula": "RedlineMath",
}  # fmt: skip
_LATIN, _CHINESE, _HEADS, _CODE = "Times New Roman", "宋体", "黑体", "Consolas"


@frozen
class _Style:
    """Size and distances in points, the indent in millimetres."""

    size: float
    before: float = 0
    after: float = 2
    indent: float = 0
    bold: bool = False
    keeps: bool = False
    centred: bool = False


_PARAGRAPH_STYLES: Mapping[str, _Style] = {
    "RedlineTitle": _Style(18, after=12, bold=True, centred=True, keeps=True),
    "RedlineElement": _Style(10.5, before=7, after=2, keeps=True),
    "RedlineText": _Style(10.5),
    "RedlineFormula": _Style(10.5, before=2, after=3, indent=7),
    "RedlineFacts": _Style(9, after=3),
    "RedlineCell": _Style(9),
    "RedlineItem": _Style(10.5, indent=5),
}


def add_styles(document: Document, english: bool) -> None:
    """Add the styles, and set the fonts of those that are there."""
    from docx.shared import Pt

    styles: Any = document.styles
    for name in ("Normal", "Heading 1"):
        _font(styles[name], _HEADS if name != "Normal" else _CHINESE, english)
    styles["Normal"].font.size = Pt(10.5)
    heading = styles["Heading 1"]
    heading.font.size, heading.font.bold = Pt(14), True
    heading.font.color.rgb = None
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(16), Pt(6)
    for id_, wanted in _PARAGRAPH_STYLES.items():
        _paragraph_style(styles, id_, wanted, english)
    _character_styles(styles, english)
    _table_style(styles)


def _paragraph_style(styles: Any, id_: str, wanted: _Style, english: bool) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    style = _new(styles, id_, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    _font(style, _HEADS if wanted.bold else _CHINESE, english)
    style.font.size, style.font.bold = Pt(wanted.size), wanted.bold
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(wanted.before), Pt(wanted.after)
    layout.left_indent, layout.keep_with_next = Mm(wanted.indent), wanted.keeps
    if wanted.centred:
        layout.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _character_styles(styles: Any, english: bool) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    soft, id_, strong, maths = (
        _new(styles, name, WD_STYLE_TYPE.CHARACTER)
        for name in ("RedlineSoft", "RedlineId", "RedlineStrong", "RedlineMath")
    )
    soft.font.color.rgb = RGBColor(0x56, 0x64, 0x6B)
    _font(id_, _CHINESE, english, _CODE)
    id_.font.size = Pt(9)
    _font(strong, _HEADS, english)
    strong.font.bold = True
    _font(maths, _CHINESE, english, "Cambria Math")


def _table_style(styles: Any) -> None:
    """Three rules and thin lines between rows."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    style = _new(styles, "RedlineTable", WD_STYLE_TYPE.TABLE)
    line = '<w:{} w:val="single" w:sz="{}" w:space="0" w:color="{}"/>'
    borders = "".join(
        line.format(*side)
        for side in (("top", 12, "1C2529"), ("bottom", 12, "1C2529"), ("insideH", 4, "C8D0D4"))
    )
    margins = '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
    style.element.append(
        parse_xml(f"<w:tblPr {nsdecls('w')}><w:tblBorders>{borders}</w:tblBorders>{margins}</w:tblPr>")
    )


def _new(styles: Any, id_: str, kind: Any) -> Any:
    """A style whose name is its id, so that it is found by either."""
    style = styles.add_style(id_, kind)
    style.element.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}styleId", id_)
    return style


def _font(style: Any, chinese: str, english: bool, latin: str = _LATIN) -> None:
    """The fonts of a style; the theme's are taken away, which would win."""
    from docx.oxml.ns import qn

    style.font.name = latin
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        if "Theme" in name:
            del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), chinese)
    fonts.set(qn("w:cs"), latin)
    language = style.element.rPr.find(qn("w:lang"))
    if language is not None:
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "en-GB" if english else "zh-CN")
