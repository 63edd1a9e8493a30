"""A filled checklist as it came back, whatever file it was: its lines, what is answered in each, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from ruleengine.answers.form import COLUMNS, FormPart, FormTongue, seal_of_cells, tongue_of
from ruleengine.diagnostics import Place, Report
from ruleengine.office.workbook import CellKind
from ruleengine.source.wording import shown_text


@frozen
class FilledAnswer:
    """One answer as it was written; `at` says where: a sheet and cell, a row of a table, a field."""

    text: str
    at: str
    kind: CellKind = "text"


@frozen
class FilledLine:
    """A line as it came back; `printed` is None where the file has no printed texts (answers of a page, fields)."""

    part: FormPart
    name: str
    hash: str
    seal: str
    at: str
    answers: Mapping[str, FilledAnswer]
    printed: Mapping[str, str] | None = None


@frozen
class FilledChecklist:
    """A checklist as it came back: the rule set, its hash, the inventory and its hash, its lines.

    `expected` are the names and hashes of the lines that were sent; empty where the file does not list them.
    """

    file: str
    reference: str
    fingerprint: str
    inventory: str
    inventory_hash: str
    tongue: FormTongue
    lines: tuple[FilledLine, ...]
    expected: Mapping[tuple[FormPart, str], str]

    def head(self) -> Mapping[str, FilledAnswer]:
        """What is answered once."""
        return next((line.answers for line in self.lines if line.part == "head"), {})


def filled_checklist(
    file: str,
    meta: Mapping[str, str],
    lines: Iterable[FilledLine],
    expected: Mapping[tuple[FormPart, str], str] | None = None,
) -> FilledChecklist:
    """A checklist of what a file says of itself and its lines."""
    said = {key: meta.get(key, "") for key in ("ruleset", "hash", "inventory", "inventory_hash", "language")}
    return FilledChecklist(
        file, said["ruleset"], said["hash"], said["inventory"], said["inventory_hash"],
        tongue_of(said["language"]), tuple(lines), expected or {},
    )  # fmt: skip


def check_whole(form: FilledChecklist, report: Report) -> None:
    """Tell what was edited of what is printed or hidden (E670): texts, marks, lines that are gone or stand twice."""
    place = Place(form.file)
    seen: dict[tuple[FormPart, str], FilledLine] = {}
    for line in form.lines:
        if line.part == "head":
            continue
        due, name = form.expected.get((line.part, line.name)), shown_text(line.name)
        first = seen.setdefault((line.part, line.name), line)
        if first is not line:
            report.tell("E670.twice", place, at=line.at, name=name, first=first.at)
        elif form.expected and due is None:
            report.tell("E670.unknown", place, at=line.at, name=name)
        elif due is not None and due != line.hash:
            report.tell("E670.marks", place, at=line.at, name=name)
        elif line.printed is not None and seal_of_cells(line.part, line.printed) != line.seal:
            report.tell("E670.text", place, at=line.at, name=name)
    for part, name in form.expected:
        if (part, name) not in seen:
            report.tell("E670.gone", place, name=shown_text(name))


def answer_keys(part: FormPart) -> tuple[str, ...]:
    """The keys of the columns of a part that are answered."""
    return tuple(c.key for c in COLUMNS[part] if c.kind is not None)
