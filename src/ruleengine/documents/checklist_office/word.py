"""The checklist as a Word file: a block of rows for each line, answers as content controls, all else protected."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from ruleengine.answers.form import (
    COLUMNS,
    MARK,
    MARKS,
    SHEETS,
    FillableChecklist,
    FormColumn,
    FormLine,
    FormPart,
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

#: Columns of the grid on which the cells of all rows lie.
_GRID = 24
#: The rows of a line: column → how many columns of the grid it takes.
_ROWS: Mapping[FormPart, Sequence[Mapping[str, int]]] = {
    "requirements": (
        {"no": 1, "clause": 2, "verb": 2, "text": 7, "asked": 4, "activity": 2, "verdict": 2, "reason": 4},
        {"finding": 3, "document": 6, "document_date": 3, "page": 2, "population": 2, "sample": 2, "reported": 3,
         "verified": 3},
        {"note": 6, "cause": 3, "corrective_action": 5, "deadline": 2, "closed_by": 2, "closed": 2, "by": 2, "date": 2},
    ),
    "values": (
        {"no": 1, "label": 6, "path": 5, "value": 3, "unit": 2, "source": 3, "quality": 2, "share": 2},
        {"ticked": 2, "sampled": 2, "verified": 3, "why": 4, "document": 3, "document_date": 2, "page": 2, "note": 2,
         "by": 2, "date": 2},
    ),
    "head": ({"by": 4, "date": 4, "opinion": 4, "text": 6, "concluded_by": 3, "concluded_on": 3},),
}  # fmt: skip
_SIGNED = (
    "签名：____________________　日期：____________",
    "Signature: ____________________  Date: ____________",
)
#: The longest tag that office programs take.
_LONGEST_TAG = 64


def checklist_word(form: FillableChecklist) -> bytes:
    """The Word file of a checklist; the same form gives the same bytes."""
    from docx import Document
    from docx.oxml import parse_xml

    document = Document()
    set_page(document, form.title, form.status)
    body, ids = document.element.body, count(1)
    parts = [*_head(form), _table(form, "head", [FormLine("-", "-", {}, form.head)], ids)]
    for part in ("requirements", "values"):
        named: FormPart = "requirements" if part == "requirements" else "values"
        if form.lines(named):
            title = run(worded(SHEETS[named], form.tongue), '<w:b/><w:sz w:val="26"/>')
            parts += [
                paragraph(title, named=True, space=160, keep=True),
                _table(form, named, form.lines(named), ids),
            ]
    parts += [paragraph("", named=True), _sources(form)]
    parts.append(paragraph(run(worded(_SIGNED, form.tongue, "\n")), named=True, space=240))
    for part in parts:
        body.insert(len(body) - 1, parse_xml(part))
    made = io.BytesIO()
    document.save(made)
    return without_time(made.getvalue())


def _head(form: FillableChecklist) -> Iterator[str]:
    """The title with the marks of the form, and its facts."""
    first, *more = form.title.split("\n")
    counts = {"requirements": str(len(form.requirements)), "values": str(len(form.values)), "head": "1"}
    meta = " ".join([MARK, *(f"{k}={v}" for k, v in {**form.meta, **counts}.items())])
    yield paragraph(run(first, '<w:b/><w:sz w:val="30"/>') + hidden(meta), align="center", named=True)
    for line in more:
        yield paragraph(run(line, '<w:b/><w:sz w:val="24"/>'), align="center", named=True)
    colon = "：" if form.tongue != "en" else ": "
    for name, text in form.facts:
        yield paragraph(run(f"{name}{colon}", "<w:b/>") + run(text), named=True)


def _table(form: FillableChecklist, part: FormPart, lines: Sequence[FormLine], ids: Iterator[int]) -> str:
    columns = {c.key: c for c in COLUMNS[part]}
    rows = [_printed_headings(form, columns, _ROWS[part][0])] if part != "head" else []
    for number, line in enumerate(lines, start=1):
        rows += _line(form, part, number, line, ids)
    return _framed(rows)


def _framed(rows: Sequence[str]) -> str:
    """A table on the grid, as wide as the page."""
    room = PAGE - 2 * MARGIN
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="9AA7AE"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right"))
    grid = f'<w:gridCol w:w="{room // _GRID}"/>' * _GRID
    return (
        f'<w:tbl {NAMESPACE}><w:tblPr><w:tblW w:w="{room}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _width(span: int) -> int:
    return (PAGE - 2 * MARGIN) // _GRID * span


def _printed_headings(
    form: FillableChecklist, columns: Mapping[str, FormColumn], spans: Mapping[str, int]
) -> str:
    cells = (
        cell(
            _width(n),
            paragraph(hidden("heading") + run(columns[k].heading(form.tongue), SMALL), align="center"),
            HEAD,
            n,
        )
        for k, n in spans.items()
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _line(
    form: FillableChecklist, part: FormPart, number: int, line: FormLine, ids: Iterator[int]
) -> Iterator[str]:
    """The rows of a line; its marks stand in the first cell of all."""
    columns = {c.key: c for c in COLUMNS[part]}
    said = dict(zip(MARKS, (line.name, line.hash, line.seal(part)), strict=True))
    marks = f"line:{part}:{number} {json.dumps(said)} "
    last = _ROWS[part][-1]
    for spans in _ROWS[part]:
        cells = []
        for key, span in spans.items():
            column, mark = columns[key], hidden(f"{marks}{number}#{key}")
            marks = ""
            cells.append(
                cell(
                    _width(span),
                    _cell(form, column, line, mark, ids, number, spans is not last),
                    *_fill(column),
                    span,
                )
            )
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _fill(column: FormColumn) -> tuple[str]:
    return (GREY if column.kind is None else "",)


def _cell(
    form: FillableChecklist, column: FormColumn, line: FormLine, mark: str, ids: Iterator[int], number: int, keep: bool
) -> str:  # fmt: skip
    """What stands in a cell: a printed text, or a label and the answer below it."""
    if column.kind is None:
        return paragraph(mark + run(line.cells.get(column.key, "")), keep=keep)
    label = column.heading(form.tongue, " ")
    tag = f"{line.name}#{column.key}"
    tag = tag if len(tag) <= _LONGEST_TAG else f"{number}#{column.key}"
    given = control(tag, line.answers.get(column.key, ""), choices(column.kind, form.tongue), ids, label)
    return paragraph(mark + run(label, SMALL), keep=keep) + paragraph(given, keep=keep)


def _sources(form: FillableChecklist) -> str:
    """The register of sources."""
    spans = (4, 10, 5, 2, 3)
    rows = []
    for number, row in enumerate(form.sources):
        cells = (
            cell(
                _width(n),
                paragraph(hidden("source") + run(text, "" if number else SMALL)),
                "" if number else HEAD,
                n,
            )
            for text, n in zip(row, spans, strict=True)
        )
        about = "<w:cantSplit/>" + ("" if number else "<w:tblHeader/>")
        rows.append(f"<w:tr><w:trPr>{about}</w:trPr>{''.join(cells)}</w:tr>")
    return _framed(rows)
