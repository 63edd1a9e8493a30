"""A filled form of comments as a Word file: its marks, and the text of each cell as it reads with all changes taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ruleengine.consultation.filled import FilledForm, FilledRow, form_of
from ruleengine.consultation.form import MARK, NOT_FILLED
from ruleengine.diagnostics import Place, Report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"
#: What stands in a text without being one: deleted text, instructions of fields, marks of changes.
_SKIPPED = {
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr", "tcPr")
}
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-"}


def read_word(parts: Mapping[str, bytes], name: str, report: Report) -> FilledForm | None:
    """The form in the parts of a Word file; None where `report` says why not (E660)."""
    from lxml import etree

    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        body = etree.fromstring(parts[_DOCUMENT], parser)
    except (etree.XMLSyntaxError, KeyError):
        report.tell("E660.broken", Place(name))
        return None
    meta: dict[str, str] = {}
    for paragraph in body.iter(f"{W}p"):
        marked = _marked(paragraph)
        if marked.startswith(f"{MARK} "):
            meta = dict(part.split("=", 1) for part in marked.split()[1:] if "=" in part)
            break
    keys, rows = _table(body)
    if not meta or not keys:
        report.tell("E660.no_form", Place(name))
        return None
    return form_of(meta, _unit(body), rows, name)


def _table(body: Any) -> tuple[list[str], list[FilledRow]]:
    """The keys of the columns, and the rows behind them, of the first table that has keys."""
    for table in body.iter(f"{W}tbl"):
        keys: list[str] = []
        rows: list[FilledRow] = []
        for number, row in enumerate(_inside(table, "tr"), start=1):
            cells = list(_inside(row, "tc"))
            if not keys:
                found = [_marked(cell).strip() for cell in cells]
                keys = [key.removeprefix("column:") for key in found] if all(found) else []
            else:
                rows.append(_row(number, keys, cells))
        if keys:
            return keys, rows
    return [], []


def _row(number: int, keys: list[str], cells: list[Any]) -> FilledRow:
    marks = (_marked(cells[0]).split() if cells else [])[:3]
    named, hash_, seal = [*marks, "", "", ""][:3]
    none = {"-": ""}
    texts = {key: _answer(cell) for key, cell in zip(keys, cells, strict=False)}
    return FilledRow(number, (named, none.get(hash_, hash_), none.get(seal, seal)), texts)


def _inside(around: Any, name: str) -> Iterator[Any]:
    """The rows of a table, or cells of a row, also those that stand in content controls or were put in."""
    for child in around:
        if child.tag == f"{W}{name}":
            if not _is_deleted(child):
                yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _inside(child, name)


def _is_deleted(row: Any) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _unit(body: Any) -> str:
    """What stands behind the hidden mark `unit`, in its paragraph."""
    for paragraph in body.iter(f"{W}p"):
        if _marked(paragraph).strip() == "unit":
            text = "".join(_texts(paragraph, hidden=False))
            return _without_stand_in(re.sub(r"^[^：:]*[：:]", "", text).strip())
    return ""


def _marked(around: Any) -> str:
    """The hidden text of a paragraph or cell."""
    return "".join(_texts(around, hidden=True))


def _seen(around: Any) -> str:
    """The text that is seen: a line for each paragraph, without what stands in for an answer."""
    lines = ["".join(_texts(p, hidden=False)) for p in around.iter(f"{W}p")]
    return "\n".join(lines).strip()


def _answer(cell: Any) -> str:
    return _without_stand_in(_seen(cell))


def _without_stand_in(text: str) -> str:
    return "" if text == NOT_FILLED else text


def _texts(node: Any, hidden: bool) -> Iterator[str]:
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


def _run(run: Any) -> Iterator[str]:
    for child in run:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
