"""A filled form of comments as a Word file: its marks, and the text of each cell as it reads with all changes taken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ruleengine.consultation.filled import FilledForm, FilledRow, form_of
from ruleengine.consultation.form import MARK
from ruleengine.diagnostics import Place, Report
from ruleengine.office.word import NOT_FILLED, WordFile, WordText, read_word_file


def read_word(parts: Mapping[str, bytes], name: str, report: Report) -> FilledForm | None:
    """The form in the parts of a Word file; None where `report` says why not. Raises `Fault` (E660)."""
    file = read_word_file(parts)
    marked = next((p.hidden for p in file.paragraphs if p.hidden.startswith(f"{MARK} ")), "")
    meta = dict(part.split("=", 1) for part in marked.split()[1:] if "=" in part)
    keys, rows = _table(file)
    if not meta or not keys:
        report.tell("E660.no_form", Place(name))
        return None
    return form_of(meta, _unit(file), rows, name)


def _table(file: WordFile) -> tuple[list[str], list[FilledRow]]:
    """The keys of the columns, and the rows behind them, of the first table that has keys."""
    for table in file.tables:
        keys: list[str] = []
        rows: list[FilledRow] = []
        for number, cells in enumerate(table, start=1):
            if not keys:
                found = [cell.hidden.strip() for cell in cells]
                keys = [key.removeprefix("column:") for key in found] if all(found) else []
            else:
                rows.append(_row(number, keys, cells))
        if keys:
            return keys, rows
    return [], []


def _row(number: int, keys: Sequence[str], cells: Sequence[WordText]) -> FilledRow:
    marks = (cells[0].hidden.split() if cells else [])[:3]
    named, hash_, seal = [*marks, "", "", ""][:3]
    none = {"-": ""}
    texts = {key: _without_stand_in(cell.seen) for key, cell in zip(keys, cells, strict=False)}
    return FilledRow(number, (named, none.get(hash_, hash_), none.get(seal, seal)), texts)


def _unit(file: WordFile) -> str:
    """What stands behind the hidden mark `unit`, in its paragraph."""
    for paragraph in file.paragraphs:
        if paragraph.hidden.strip() == "unit":
            return _without_stand_in(re.sub(r"^[^：:]*[：:]", "", paragraph.seen).strip())
    return ""


def _without_stand_in(text: str) -> str:
    return "" if text == NOT_FILLED else text
