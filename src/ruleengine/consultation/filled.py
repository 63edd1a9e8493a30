"""A filled form, whatever file it came in, to comments: each attached by three witnesses, what was edited is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from attrs import define, frozen

from ruleengine.characters import harmless, hidden_in, one_line, readable, visible
from ruleengine.consultation.comments import DECISIONS, TEXTS, Comment, Comments, Handling
from ruleengine.consultation.form import ANSWERS, FREE, HANDLING, HEADINGS, chosen, worded
from ruleengine.consultation.targets import CommentTarget, Targets, printed, seal_of
from ruleengine.diagnostics import Place, Report
from ruleengine.source.wording import shown_text

#: The longest answer, in characters.
LONGEST = 20_000
_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")
_PATH_AT_END = re.compile(r"\[([^\[\]]+)\]\s*\Z")


@frozen
class FilledRow:
    """A row as it came back: its number in the table or sheet, its hidden marks, the text of each column."""

    number: int
    marks: tuple[str, str, str]
    cells: Mapping[str, str]


@frozen
class FilledForm:
    """A form as it came back; `unit` is who says so at its head."""

    file: str
    reference: str
    fingerprint: str
    language: str
    unit: str
    rows: tuple[FilledRow, ...]


def form_of(meta: Mapping[str, str], unit: str, rows: Iterable[FilledRow], name: str) -> FilledForm:
    """A form of what it says of itself and its rows."""
    known = {key: meta.get(key, "") for key in ("ruleset", "hash", "language")}
    return FilledForm(name, known["ruleset"], known["hash"], known["language"], unit.strip(), tuple(rows))


@frozen
class Collected:
    """What a form says: comments, and decisions on comments that are known by their ids."""

    comments: Comments
    decisions: Mapping[str, Handling]


def collected(form: FilledForm, targets: Targets, report: Report, unit: str | None = None) -> Collected:
    """The comments of a form on the version of `targets`; `unit` says who comments, where the form does not.

    Tells E662 where that is not known, W663 for what was edited, E664 for decisions that are not whole.
    """
    reading = _Reading(form, targets, report, unit or form.unit)
    comments = [c for row in form.rows if (c := reading.comment(row)) is not None]
    decisions = {row.marks[0]: h for row in form.rows if (h := reading.decision(row)) is not None}
    silent = reading.unit and not comments and not decisions
    facts = {"without_comments": [reading.unit]} if silent else {}
    return Collected(Comments(form.reference, tuple(comments), facts), decisions)


@define
class _Reading:
    form: FilledForm
    targets: Targets
    report: Report
    unit: str

    def comment(self, row: FilledRow) -> Comment | None:
        """The comment in a row; None where it has none."""
        if self._is_of_comment(row) or _is_heading(row):
            return None
        given = {name: self._clean(row, name) for name in (*ANSWERS, "clause")}
        if not (given["comment"] or given["proposed"]):
            self._tell_without_comment(row, given)
            return None
        by = one_line(given.pop("by")) or self.unit
        if not by:
            self.report.tell("E662.unit", self._place(), row=row.number)
            return None
        target, element, hash_ = self._about(row)
        words = (
            dict(target.words)
            if target is not None and hash_ in (None, target.hash)
            else self._as_printed(row)
        )
        texts = {name: text for name, text in given.items() if text and name in TEXTS}
        texts |= self._kind(row, texts)
        return Comment(
            by=by, element=element, hash=hash_ or (target.hash if target else None), words=words if element else None,
            texts=texts, received=(visible(self.form.file),),
        ).named()  # fmt: skip

    def decision(self, row: FilledRow) -> Handling | None:
        """The decision in a row of a summary; None where it has none."""
        if not self._is_of_comment(row) or _is_heading(row):
            return None
        given = {name: self._clean(row, name) for name in HANDLING}
        if not given["decision"]:
            return None
        name = chosen("decision", given["decision"])
        decision = next((d for d in DECISIONS if d == name), None)
        if decision is None:
            self.report.tell(
                "E664.decision", self._place(), row=row.number, text=shown_text(given["decision"])
            )
        elif not given["decided_by"]:
            self.report.tell("E664.by", self._place(), row=row.number)
        elif not _DATE.match(given["decided_on"]):
            self.report.tell("E664.date", self._place(), row=row.number, text=shown_text(given["decided_on"]))
        elif decision != "accepted" and not given["reason"]:
            self.report.tell("E664.reason", self._place(), row=row.number)
        else:
            return Handling(
                decision, one_line(given["decided_by"]), given["decided_on"], given["reason"] or None
            )
        return None

    def _is_of_comment(self, row: FilledRow) -> bool:
        return "decision" in row.cells

    def _place(self) -> Place:
        return Place(self.form.file)

    def _clean(self, row: FilledRow, name: str) -> str:
        """An answer without hidden characters, which is told; its lines without space at their ends."""
        text = row.cells.get(name, "").replace("\r\n", "\n").replace("\r", "\n")
        if hidden_in(text) is not None:
            self.report.tell("W663.hidden", self._place(), row=row.number, column=name)
            text = "\n".join(readable(line) for line in text.split("\n"))
        if len(text) > LONGEST:
            self.report.tell("E662.long", self._place(), row=row.number, column=name, limit=LONGEST)
        return "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))

    def _kind(self, row: FilledRow, texts: Mapping[str, str]) -> dict[str, str]:
        """The kind of a comment by its name; one that is none of them becomes part of the note."""
        if "type" not in texts:
            return {}
        name = chosen("type", texts["type"])
        if name is not None:
            return {"type": name}
        self.report.tell("W663.type", self._place(), row=row.number, text=shown_text(texts["type"]))
        note = "\n".join(filter(None, [texts.get("note", ""), texts["type"]]))
        return {"type": "general", "note": note}

    def _as_printed(self, row: FilledRow) -> dict[str, str]:
        text = one_line(row.cells.get("text", ""))[:LONGEST]
        languages = {"zh": ("zh",), "en": ("en",)}.get(self.form.language, ("zh", "en"))
        return {x: text if x in languages else "" for x in ("zh", "en")}

    def _tell_without_comment(self, row: FilledRow, given: Mapping[str, str]) -> None:
        """A row in which something is filled in, but no comment."""
        filled = tuple(n for n in ("type", "line", "part", "note") if given[n])
        if filled:
            self.report.tell("W663.no_comment", self._place(), row=row.number, columns=filled)

    def _about(self, row: FilledRow) -> tuple[CommentTarget | None, str | None, str | None]:
        """The element of today that a row is about, the path that the comment names, and the hash that it was sent."""
        path, hash_, seal = row.marks
        if path in (FREE, ""):
            return self._of_free_row(row)
        named = self.targets.all.get(path)
        if self.form.fingerprint != self.targets.fingerprint:
            # The draft has changed since the form was sent: what the row says of itself is all there is.
            self._tell_text(row, seal, path)
            return self.targets.found(path), path, hash_ or None
        if named is not None and named.hash == hash_:
            self._tell_text(row, seal, path)
            return named, path, hash_
        return self._witnessed(row, named)

    def _tell_text(self, row: FilledRow, seal: str, path: str) -> None:
        if seal_of(row.cells.get("text", "")) != seal:
            self.report.tell("W663.text", self._place(), element=shown_text(path), row=row.number)

    def _witnessed(
        self, row: FilledRow, named: CommentTarget | None
    ) -> tuple[CommentTarget | None, str | None, str | None]:
        """Path and hash of a row disagree: the element is the one for which the printed text speaks as well."""
        path, hash_, _ = row.marks
        text = seal_of(row.cells.get("text", ""))
        for target in (named, self.targets.by_hash.get(hash_)):
            if target is not None and seal_of(printed(target.words, self.form.language)) == text:
                self.report.tell(
                    "W663.marks", self._place(), element=target.path, row=row.number, path=shown_text(path)
                )
                return target, target.path, target.hash
        self.report.tell("W663.unknown", self._place(), row=row.number, path=shown_text(path))
        return None, one_line(harmless(path))[:200], None

    def _of_free_row(self, row: FilledRow) -> tuple[CommentTarget | None, str | None, str | None]:
        """A row that belongs to no element names one, or a clause, or nothing."""
        text = one_line(row.cells.get("text", ""))
        found = _PATH_AT_END.search(text)
        target = self.targets.found(found[1] if found else text)
        if target is None and text:
            self.report.tell("W663.element", self._place(), row=row.number, text=shown_text(text))
            return None, (found[1] if found else text)[:200], None
        return (target, target.path, target.hash) if target else (None, None, None)


def _is_heading(row: FilledRow) -> bool:
    """Whether a row is the headings of the table, which may stand on every page."""
    said = one_line(row.cells.get("comment", ""))
    return not row.marks[0] and said in {worded(HEADINGS["comment"], x, " ") for x in ("zh", "en", "both")}
