"""Answers as they were written to what an assessment holds: findings, dates, amounts, evidence. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from ruleengine.answers.filled import FilledAnswer, FilledChecklist, FilledLine
from ruleengine.answers.form import COLUMNS, LONGEST, AnswerKind, FormColumn, FormPart, chosen
from ruleengine.characters import compatible, half_width, hidden_in, readable
from ruleengine.diagnostics import Both, Place, Report
from ruleengine.inventory.texts import MARKUP
from ruleengine.source.wording import shown_text

_DAY = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?\Z")
_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")
_AMOUNT = re.compile(r"([+-]?[0-9][0-9.]*(?:[eE][+-]?[0-9]+)?)\s*(\S.*)?\Z")
_COMMA = re.compile(r"[+-]?[0-9]+(?:[ .][0-9]{3})*,[0-9]+(?![0-9,])")
_INITIALS = re.compile(r"[^\s,;/|@#&:\"'<>{}\[\]（），；、]{1,12}\Z")
#: What belongs to the requirement and not to a judgement of it.
COMMON = ("cause", "corrective_action", "deadline", "closed_by", "closed")
#: Who answered, and when: no answers by themselves.
_WHO = ("by", "date")
#: What is no answer by itself: who it was, and the number that the engine gives.
_BESIDE = (*_WHO, "reported")
#: What is told where they are lacking.
NOBODY = {"by": "E672.no_by", "date": "E672.no_date"}


@frozen
class SaidOf:
    """What one verifier says of one requirement or value, as an assessment holds it.

    `filled_by` is who filled in the form and when, as its head says.
    """

    part: FormPart
    name: str
    judgement: Mapping[str, object]
    common: Mapping[str, object]
    at: str
    file: str
    filled_by: Mapping[str, object] = field(factory=dict)


@frozen
class SaidBefore:
    """Who filled in a form and when, where the form does not say it."""

    by: str | None = None
    date: str | None = None


def said_in(form: FilledChecklist, report: Report, otherwise: SaidBefore) -> list[SaidOf]:
    """The answers of a form; tells what cannot be taken (E672) and what was cleaned (W673)."""
    typing = _Typing(form, report, otherwise)
    found = [typing.said(line) for line in form.lines if line.part != "head"]
    return [said for said in found if said is not None]


def conclusion_in(form: FilledChecklist, report: Report) -> Mapping[str, object]:
    """The conclusion of a form; empty where it has none."""
    typing = _Typing(form, report, SaidBefore())
    given = typing.values("head", form.head())
    found = {"opinion": given.get("opinion"), "text": given.get("text")}
    found |= {"by": given.get("concluded_by"), "date": given.get("concluded_on")}
    conclusion = {key: value for key, value in found.items() if value is not None}
    if conclusion and not {"opinion", "text"} <= conclusion.keys():
        report.tell("E672.conclusion", Place(form.file))
        return {}
    return conclusion


@frozen(eq=False)
class _Typing:
    form: FilledChecklist
    report: Report
    otherwise: SaidBefore

    def said(self, line: FilledLine) -> SaidOf | None:
        """What a line says; None where nothing is filled in."""
        if not any(answer.text.strip() for key, answer in line.answers.items() if key not in _BESIDE):
            return None
        given = self.values(line.part, line.answers)
        verified, reported = str(given.get("verified", "")), str(given.get("reported", " "))
        if line.part == "requirements" and verified and " " not in verified and " " in reported:
            self.report.tell(
                "E672.unit", Place(self.form.file), at=line.answers["verified"].at, text=shown_text(verified)
            )
        evidence = self._evidence(line, given)
        common = {key: given[key] for key in COMMON if key in given}
        order = [
            c.key
            for c in COLUMNS[line.part]
            if c.key not in (*COMMON, *_WHO, "document", "document_date", "page")
        ]
        judgement = {key: given[key] for key in order if key in given}
        if line.part == "requirements":
            judgement["judged"] = line.hash
        if evidence:
            judgement["evidence"] = evidence
        head = self._filled_by()
        judgement |= self._who(line, given, head)
        if line.part == "values" and line.hash and "verified" in judgement:
            judgement["reported"] = plain_value(line.hash)
        return SaidOf(line.part, line.name, judgement, common, line.at, self.form.file, head)

    def values(self, part: FormPart, answers: Mapping[str, FilledAnswer]) -> dict[str, object]:
        """The answers that say something, by their keys; those that cannot be taken are told."""
        found: dict[str, object] = {}
        for column in COLUMNS[part]:
            answer = answers.get(column.key)
            if column.kind is None or answer is None:
                continue
            text = self._clean(answer, column)
            if text:
                value = self._taken(answer, column, text)
                if value is not None:
                    found[column.key] = value
        return found

    def _tell(self, key: str, answer: FilledAnswer, column: FormColumn, text: str) -> None:
        self.report.tell(
            key, Place(self.form.file), at=answer.at, column=_name(column), text=shown_text(text)
        )

    def _clean(self, answer: FilledAnswer, column: FormColumn) -> str:
        """An answer without hidden characters, which is told, and without space at the ends of its lines."""
        text = answer.text.replace("\r\n", "\n").replace("\r", "\n")
        if hidden_in(text) is not None:
            self._tell("W673.hidden", answer, column, text)
            text = "\n".join(readable(line) for line in text.split("\n"))
        text = "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))
        if len(text) > LONGEST:
            self.report.tell(
                "E672.long", Place(self.form.file), at=answer.at, count=len(text), limit=LONGEST,
                column=_name(column),
            )  # fmt: skip
            return ""
        if MARKUP.search(text):
            self._tell("E672.markup", answer, column, text)
            return ""
        return text

    def _taken(self, answer: FilledAnswer, column: FormColumn, text: str) -> object:
        """An answer as its column wants it; None where it cannot be taken, which is told."""
        if answer.kind == "error":
            self._tell("E672.error", answer, column, text)
            return None
        kind = column.kind or "text"
        if kind in ("text", "lines"):
            return text
        taken = _TAKEN[kind](answer, text)
        if isinstance(taken, _Refusal):
            self._tell(taken.key, answer, column, text)
            return None
        return taken

    def _evidence(self, line: FilledLine, given: Mapping[str, object]) -> list[object]:
        """The evidence seen, an item for each line of the cell; dates and pages belong to the line of their number."""
        names = ("document", "document_date", "page")
        columns = [str(given[key]).split("\n") if key in given else [] for key in names]
        documents, days, pages = columns
        for key, column in zip(names[1:], columns[1:], strict=True):
            if len(column) > len(documents):
                at = line.answers[key].at
                self.report.tell("E672.evidence", Place(self.form.file), at=at, documents=len(documents))
                return []
        found: list[object] = []
        for number, document in enumerate(documents):
            item = {"document": document}
            item |= {"date": days[number]} if number < len(days) and days[number] else {}
            item |= {"page": pages[number]} if number < len(pages) and pages[number] else {}
            if document:
                found.append(item)
            elif len(item) > 1:
                self.report.tell("E672.evidence", Place(self.form.file), at=line.at, documents=number)
        return found

    def _filled_by(self) -> dict[str, object]:
        """Who filled in the form and when: as its head says, or as it was said beside the form."""
        head = self.values("head", {k: v for k, v in self.form.head().items() if k in _WHO})
        given = {key: head.get(key) or getattr(self.otherwise, key) for key in _WHO}
        return {key: value for key, value in given.items() if value is not None}

    def _who(
        self, line: FilledLine, given: Mapping[str, object], head: Mapping[str, object]
    ) -> dict[str, object]:
        """Who answered a line and when; whoever filled in the form, where the line does not say it."""
        found = {key: given.get(key) or head.get(key) for key in _WHO}
        for key in [key for key in _WHO if found[key] is None]:
            self.report.tell(NOBODY[key], Place(self.form.file), at=line.at, name=shown_text(line.name))
        return {key: value for key, value in found.items() if value is not None}


def _name(column: FormColumn) -> Both:
    return Both(column.en.lower(), column.zh)


@frozen
class _Refusal:
    """Why an answer cannot be taken: the key of what is told."""

    key: str


def plain_value(text: str) -> object:
    """A value as it is written in a file: a number where it is one, yes and no as such, else the text."""
    if text in ("true", "false"):
        return text == "true"
    return Decimal(text) if _NUMBER.match(text) else text


def _choice(kind: AnswerKind, refused: str) -> Callable[[FilledAnswer, str], object]:
    def taken(_answer: FilledAnswer, text: str) -> object:
        name = chosen(kind, text)
        return _Refusal(refused) if name is None else name

    return taken


def _truth(_answer: FilledAnswer, text: str) -> object:
    if text.lower() in ("x", "v", "√", "✓", "✔", "☑", "☒", "1"):
        return True
    name = chosen("truth", text)
    return _Refusal("E672.truth") if name is None else name == "true"


def _day(answer: FilledAnswer, text: str) -> object:
    """A day as YYYY-MM-DD, from any notation that begins with the year; a bare number is none."""
    if answer.kind == "number":
        return _Refusal("E672.date_number")
    found = _DAY.match(compatible(text).replace(" ", "").removesuffix("00:00:00"))
    try:
        return date(*(int(part) for part in found.groups())).isoformat() if found else _Refusal("E672.date")
    except ValueError:
        return _Refusal("E672.date")


def _days(answer: FilledAnswer, text: str) -> object:
    """Days, one on each line; a line may be empty."""
    found = [_day(answer, line) if line else "" for line in text.split("\n")]
    wrong = next((day for day in found if isinstance(day, _Refusal)), None)
    return wrong or "\n".join(str(day) for day in found)


def _initials(_answer: FilledAnswer, text: str) -> object:
    return text if _INITIALS.match(text) else _Refusal("E672.initials")


def _value(answer: FilledAnswer, text: str) -> object:
    """A value as an inventory gives it: a number, a number with its unit, a choice."""
    plain = half_width(text)
    if answer.kind == "date":
        return text
    return _Refusal("E672.comma") if _COMMA.match(plain) else plain_value(plain)


def _amount(answer: FilledAnswer, text: str) -> object:
    """A number with its unit, as one text; without one where none is written."""
    plain = half_width(text)
    if answer.kind == "date":
        return _Refusal("E672.amount_date")
    if _COMMA.match(plain):
        return _Refusal("E672.comma")
    found = _AMOUNT.match(plain)
    if found is None or found[1].count(".") > 1:
        return _Refusal("E672.amount")
    return f"{found[1]} {found[2]}" if found[2] else found[1]


_TAKEN: Mapping[AnswerKind, Callable[[FilledAnswer, str], object]] = {
    "finding": _choice("finding", "E672.finding"),
    "opinion": _choice("opinion", "E672.opinion"),
    "truth": _truth, "date": _day, "dates": _days,
    "initials": _initials, "value": _value, "amount": _amount,
}  # fmt: skip
