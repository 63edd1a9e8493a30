"""The answers that the page of a checklist has saved: JSON with the name and hash of every line that was filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ruleengine.answers.filled import (
    FilledAnswer,
    FilledChecklist,
    FilledLine,
    answer_keys,
    filled_checklist,
)
from ruleengine.answers.form import MARK, FormPart
from ruleengine.diagnostics import Place, Report
from ruleengine.program.inputs import as_map
from ruleengine.source.document import Document, Path
from ruleengine.source.reader import read_bytes
from ruleengine.source.wording import shown_text

_PARTS: tuple[FormPart, ...] = ("requirements", "values")
_HEAD = {
    "ruleset": "ruleset", "hash": "ruleset_hash", "inventory": "product", "inventory_hash": "product_hash",
    "language": "lang",
}  # fmt: skip
#: All keys at the top.
_KEYS = {"format", "head", *_PARTS, *_HEAD.values()}
_BEGINNING = 200


def is_page(raw: bytes) -> bool:
    """Whether a file is the answers that a page has saved."""
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and MARK.encode() in raw[:_BEGINNING]


def read_page(raw: bytes, name: str, report: Report) -> FilledChecklist | None:
    """The checklist in the answers of a page; None where it cannot be read, which is told (E1xx, E670)."""
    document = read_bytes(raw, name, report)
    if document is None:
        return None
    data = as_map(document.data)
    if data.get("format") != MARK:
        return None
    for key in data.keys() - _KEYS:
        _tell_outside(document, (key,), report)
    meta = {key: str(data.get(given, "")) for key, given in _HEAD.items()}
    lines = [FilledLine("head", "", "", "", "1", _answers(document, "head", ("head",), report))]
    for part in _PARTS:
        for line, said in as_map(data.get(part)).items():
            path: Path = (part, line)
            answers = _answers(document, part, (*path, "answers"), report)
            lines.append(
                FilledLine(part, line, str(as_map(said).get("hash", "")), "", _at(document, path), answers)
            )
    return filled_checklist(name, meta, lines)


def _answers(document: Document, part: FormPart, path: Path, report: Report) -> dict[str, FilledAnswer]:
    """The answers at a path; what is none is told."""
    given: object = document.data
    for step in path:
        given = as_map(given).get(str(step))
    return dict(_taken(document, as_map(given), part, path, report))


def _taken(
    document: Document, given: Mapping[str, object], part: FormPart, path: Path, report: Report
) -> Iterator[tuple[str, FilledAnswer]]:
    known = answer_keys(part)
    for key, value in given.items():
        if key in known and isinstance(value, str):
            yield key, FilledAnswer(value, _at(document, (*path, key)))
        else:
            _tell_outside(document, (*path, key), report)


def _tell_outside(document: Document, path: Path, report: Report) -> None:
    place = Place(document.file)
    report.tell("E670.outside", place, at=_at(document, path), text=shown_text(str(path[-1])))


def _at(document: Document, path: Path) -> str:
    """The line of a key, and its path."""
    return f"line {document.key_places[path][0]}" if path in document.key_places else ".".join(map(str, path))
