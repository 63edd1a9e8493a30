"""Tables of comments as Word files: a landscape table whose answers are content controls, all else protected."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import count

from ruleengine.consultation.form import (
    HEADINGS,
    MARK,
    WIDTHS,
    Form,
    FormRow,
    choices,
    worded,
)
from ruleengine.documents.office_archive import without_time
from ruleengine.documents.word_parts import (
    GREY,
    HEAD,
    MARGIN,
    NAMESPACE,
    PAGE,
    SMALL,
    cell,
    control,
    hidden,
    paragraph,
    run,
    set_page,
)

_UNIT = ("提出单位", "MB/NC or commenter")


def word_of(form: Form) -> bytes:
    """The Word file of a form; the same form gives the same bytes."""
    from docx import Document
    from docx.oxml import parse_xml

    document = Document()
    set_page(document, form.title)
    body = document.element.body
    ids = count(1)
    parts = [*_head(form, ids), _table(form, ids)]
    for part in parts:
        body.insert(len(body) - 1, parse_xml(part))
    made = io.BytesIO()
    document.save(made)
    return without_time(made.getvalue())


def _head(form: Form, ids: Iterator[int]) -> Iterator[str]:
    """The title, the marks of the form, facts, notes and the place for who comments."""
    lines = form.title.split("\n")
    meta = " ".join([MARK, *(f"{k}={v}" for k, v in form.meta.items())])
    yield paragraph(run(lines[0], '<w:b/><w:sz w:val="30"/>') + hidden(meta), align="center", named=True)
    for line in lines[1:]:
        yield paragraph(run(line, '<w:b/><w:sz w:val="24"/>'), align="center", named=True)
    for name, text in form.facts:
        colon = "：" if form.language != "en" else ": "
        yield paragraph(run(f"{name}{colon}", "<w:b/>") + run(text), named=True)
    for note in form.notes:
        yield paragraph(run(note), named=True)
    if form.asks_unit:
        name = worded(_UNIT, form.language, " ") + ("：" if form.language != "en" else ": ")
        yield paragraph(
            hidden("unit") + run(name, "<w:b/>") + control("unit", "", (), ids), named=True, space=120
        )


def _table(form: Form, ids: Iterator[int]) -> str:
    whole = sum(WIDTHS[key] for key in form.columns)
    room = PAGE - 2 * MARGIN
    widths = {key: room * WIDTHS[key] // whole for key in form.columns}
    columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths.values())
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="9AA7AE"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right"))
    rows = "".join(_row(form, row, widths, ids) for row in form.rows)
    return (
        f'<w:tbl {NAMESPACE}><w:tblPr><w:tblW w:w="{room}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{_headings(form, widths)}{rows}</w:tbl>"
    )


def _headings(form: Form, widths: dict[str, int]) -> str:
    cells = (
        cell(
            widths[key],
            paragraph(
                hidden(f"column:{key}") + run(worded(HEADINGS[key], form.language), SMALL), align="center"
            ),
            HEAD,
        )
        for key in form.columns
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _row(form: Form, row: FormRow, widths: dict[str, int], ids: Iterator[int]) -> str:
    cells = []
    for number, key in enumerate(form.columns):
        text, is_open = row.cells.get(key, ""), key in row.open
        content = hidden(" ".join(mark or "-" for mark in row.marks)) if number == 0 else ""
        if is_open:
            content += control(key, text, choices(key, form.language), ids)
        else:
            content += run(text)
        cells.append(cell(widths[key], paragraph(content), "" if is_open else GREY))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"
