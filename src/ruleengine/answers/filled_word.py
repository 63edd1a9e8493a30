"""A filled checklist as a Word file: every cell by its hidden mark, answers behind their labels.

The first cell of a line carries the marks of the line, `line:requirements:12 {"name": …}`; each cell its own, `12#KEY`.
An answer stands behind its label, in a paragraph of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from attrs import define, field

from ruleengine.answers.filled import FilledAnswer, FilledChecklist, FilledLine, filled_checklist
from ruleengine.answers.form import COLUMNS, MARK, MARKS, FormColumn, FormPart, FormTongue, tongue_of
from ruleengine.diagnostics import Place, Report
from ruleengine.office.word import NOT_FILLED, WordFile, WordText, read_word_file
from ruleengine.source.wording import shown_text

_LINE = re.compile(r"line:(requirements|values|head):([0-9]+) (\{.*\})")
_CELL = re.compile(r"([0-9]+)#([a-z_]+)\Z")
_PARTS: tuple[FormPart, ...] = ("requirements", "values", "head")


def read_word(parts: Mapping[str, bytes], name: str, report: Report) -> FilledChecklist | None:
    """The checklist in the parts of a Word file; None where it is none. What was edited is told (E670)."""
    file = read_word_file(parts)
    marked = next((p.hidden for p in file.paragraphs if p.hidden.startswith(f"{MARK} ")), None)
    if marked is None:
        return None
    meta = dict(part.split("=", 1) for part in marked.split()[1:] if "=" in part)
    tongue = tongue_of(meta.get("language", ""))
    reading = _Reading(name, tongue, report)
    for at, cell in _cells(file):
        reading.take(cell, at)
    for part in _PARTS:
        numbers = {number for p, number in reading.lines if p == part}
        for number in sorted(set(range(1, int(meta.get(part, "0")) + 1)) - numbers):
            report.tell("E670.gone", Place(name), name=f"{part} {number}")
    return filled_checklist(name, meta, reading.filled())


def _cells(file: WordFile) -> Iterator[tuple[str, WordText]]:
    for number, table in enumerate(file.tables, start=1):
        for row, cells in enumerate(table, start=1):
            for column, cell in enumerate(cells, start=1):
                yield f"T{number}:R{row}C{column}", cell


@define
class _WordLine:
    name: str
    hash: str
    seal: str
    at: str
    answers: dict[str, FilledAnswer] = field(factory=dict)
    printed: dict[str, str] = field(factory=dict)


@define
class _Reading:
    file: str
    tongue: FormTongue
    report: Report
    lines: dict[tuple[FormPart, int], _WordLine] = field(factory=dict)
    _now: tuple[FormPart, int] | None = None

    def take(self, cell: WordText, at: str) -> None:
        """Take one cell: of a line that begins, of the line that goes on, or of none."""
        hidden = cell.hidden.strip()
        begun = _LINE.match(hidden)
        if begun is not None:
            self._begin(begun, at)
        found = _CELL.search(hidden)
        if found is None or self._now is None:
            if not hidden and self._now is not None and cell.seen not in ("", NOT_FILLED):
                self.report.tell("E670.outside", Place(self.file), at=at, text=shown_text(cell.seen))
            return
        part, number = self._now
        column = next((c for c in COLUMNS[part] if c.key == found[2]), None)
        if column is None or int(found[1]) != number:
            self.report.tell("E670.unknown", Place(self.file), at=at, name=shown_text(hidden))
        elif column.kind is None:
            self.lines[self._now].printed[column.key] = cell.seen
        else:
            self._answer(self.lines[self._now], column, cell, at)

    def _begin(self, found: re.Match[str], at: str) -> None:
        part = next(p for p in _PARTS if p == found[1])
        try:
            given = json.loads(found[3])
            name, hash_, seal = (str(given[key]) for key in MARKS)
        except (ValueError, KeyError, TypeError):
            name = hash_ = seal = ""
        self._now = (part, int(found[2]))
        if self._now in self.lines:
            first = self.lines[self._now].at
            self.report.tell("E670.twice", Place(self.file), at=at, name=shown_text(name), first=first)
        self.lines[self._now] = _WordLine(name, hash_, seal, at)

    def _answer(self, line: _WordLine, column: FormColumn, cell: WordText, at: str) -> None:
        """The answer behind the label of a cell."""
        label, _, text = cell.seen.partition("\n")
        heading = column.heading(self.tongue, " ")
        if "".join(label.split()) != "".join(heading.split()):
            self.report.tell(
                "E670.heading", Place(self.file), at=at, heading=heading, text=shown_text(cell.seen)
            )
        elif text.strip() not in ("", NOT_FILLED):
            line.answers[column.key] = FilledAnswer(text, f"{at} {heading}")

    def filled(self) -> Iterator[FilledLine]:
        """The lines with their answers."""
        for (part, _), line in self.lines.items():
            yield FilledLine(part, line.name, line.hash, line.seal, line.at, line.answers, line.printed)
