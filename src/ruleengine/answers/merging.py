"""Answers of several verifiers into what an assessment holds: nothing is taken out, conflicts stand until settled.

A requirement or value has one judgement, written flat, or a list `judgements` in the order in which they came. The same
judgement counts once; one that says the same and more takes the place of the one before; any other is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from ruleengine.answers.form import FormPart
from ruleengine.answers.typed import SaidOf
from ruleengine.characters import visible
from ruleengine.diagnostics import Both, Place, Report
from ruleengine.language import Language
from ruleengine.program.inputs import as_map
from ruleengine.source.wording import shown_text

#: FormPart of a form → the section of an assessment.
SECTIONS: Mapping[FormPart, str] = {"requirements": "findings", "values": "data"}
#: What belongs to a judgement where an assessment holds it flat.
JUDGEMENT: Mapping[FormPart, frozenset[str]] = {
    "requirements": frozenset(
        ("finding", "judged", "note", "by", "date", "evidence", "population", "sample", "reported", "verified", "form")
    ),
    "values": frozenset(("ticked", "sampled", "reported", "verified", "why", "note", "by", "date", "evidence", "form")),
}  # fmt: skip
#: What says nothing by itself of what was found.
_SAYS_NOTHING = frozenset(("judged", "reported", "by", "date", "form"))
_WORDS: Mapping[str, Both] = {
    "cause": Both("cause", "原因"), "corrective_action": Both("corrective action", "纠正措施"),
    "deadline": Both("deadline", "整改期限"), "closed_by": Both("closed by", "关闭人"),
    "closed": Both("closed on", "关闭日期"),
}  # fmt: skip


@frozen
class Merging:
    """The data of an assessment with all answers, and how many of them were `new`, said `more`, `added`, `known`."""

    data: dict[str, object]
    report: Report
    counts: dict[str, int] = field(factory=lambda: {"new": 0, "more": 0, "added": 0, "known": 0})

    def take(self, given: Iterable[SaidOf]) -> None:
        """Take the answers of a form; tells what disagrees (W674) and what cannot stand beside what is there (E672)."""
        for said in given:
            section = SECTIONS[said.part]
            entries = dict(as_map(self.data.get(section)))
            entries[said.name] = self._entry(as_map(entries.get(said.name)), said)
            self.data[section] = entries

    def conclude(self, conclusion: Mapping[str, object], file: str) -> None:
        """Take a conclusion; one that differs from the one that is there is told and refused (E672)."""
        there = as_map(self.data.get("conclusion"))
        if not conclusion or _within(conclusion, there):
            return
        if there and not _within(there, conclusion):
            self.report.tell(
                "E672.other_conclusion", Place(file), there=shown_text(str(there.get("opinion"))),
                given=shown_text(str(conclusion.get("opinion"))),
            )  # fmt: skip
            return
        self.data["conclusion"] = {**there, **conclusion}

    def _entry(self, old: Mapping[str, object], said: SaidOf) -> dict[str, object]:
        common, lost = self._common(old, said)
        judgement = dict(said.judgement)
        if lost:
            note = "\n".join([*([str(judgement["note"])] if "note" in judgement else []), *lost])
            judgement["note"] = note
        entry = {**self._with_judgement(old, judgement, said), **common}
        if said.part == "requirements" and not {"finding", "judgements"} & entry.keys():
            entry["finding"] = None
        return entry

    def _common(self, old: Mapping[str, object], said: SaidOf) -> tuple[dict[str, object], list[str]]:
        """What belongs to the requirement; what differs from what is there is kept in the note of the judgement."""
        new, lost = {}, []
        for key, value in said.common.items():
            there = old.get(key)
            if there is None:
                new[key] = value
            elif there != value:
                word = _WORDS[key]
                lost.append(f"{word.zh} {word.en}: {value}")
                self.report.tell(
                    "W674.field", Place(said.file), at=said.at, name=shown_text(said.name), column=word,
                    there=shown_text(str(there)), given=shown_text(str(value)),
                )  # fmt: skip
        return new, lost

    def _with_judgement(
        self, old: Mapping[str, object], new: dict[str, object], said: SaidOf
    ) -> dict[str, object]:
        names = JUDGEMENT[said.part]
        new["form"] = visible(said.file)
        flat = {k: v for k, v in old.items() if k in names and v is not None}
        listed = old.get("judgements")
        known = (
            [dict(as_map(j)) for j in listed]
            if isinstance(listed, list)
            else ([flat] if flat.keys() - _SAYS_NOTHING else [])
        )
        rest = {k: v for k, v in old.items() if k not in names and k != "judgements"}
        self._tell_whose(known, new, said)
        for number, judgement in enumerate(known):
            if _is_sent_back(new, judgement):
                self.report.tell("W675.again", Place(said.file), at=said.at, name=shown_text(said.name))
                self.counts["known"] += 1
                return dict(old)
            if _within(_bare(new), judgement) and judgement.get("by") == new["by"]:
                self.counts["known"] += 1
                return dict(old)
            if _within(_bare(judgement), new) and judgement.get("by") in (None, new["by"]):
                self.counts["more"] += 1
                known[number] = {**judgement, **new}
                return {**known[0], **rest} if listed is None else {**rest, "judgements": known}
        if not known:
            self.counts["new"] += 1
            return {**{k: v for k, v in old.items() if v is not None}, **new}
        return {**rest, "judgements": self._added(known, new, said)}

    def _tell_whose(self, known: list[dict[str, object]], new: dict[str, object], said: SaidOf) -> None:
        """Whose a judgement is that was sent out with somebody's answers and comes back with others: the form's.

        Where its head names nobody, that is told (E672): nobody's words are put into another one's mouth.
        """
        for judgement in known:
            is_same = all(judgement.get(key) == new.get(key) for key in ("by", "date"))
            if is_same and not _within(_bare(new), judgement):
                if said.filled_by.get("by"):
                    new |= said.filled_by
                elif not _within(_bare(judgement), new):
                    self.report.tell(
                        "E672.changed", Place(said.file), at=said.at, name=shown_text(said.name),
                        by=str(new.get("by")), date=str(new.get("date")),
                    )  # fmt: skip

    def _added(
        self, known: list[dict[str, object]], new: dict[str, object], said: SaidOf
    ) -> list[dict[str, object]]:
        """The judgements with one more; each has to say who judged and when, and what was found."""
        place, name = Place(said.file), shown_text(said.name)
        for judgement in known:
            if not {"by", "date"} <= judgement.keys():
                self.report.tell("E672.nobody", place, at=said.at, name=name)
                return known
        if said.part == "requirements" and not all("finding" in j for j in (*known, new)):
            self.report.tell("E672.no_finding", place, at=said.at, name=name)
            return known
        self.counts["added"] += 1
        for before in known:
            self._tell(before, new, said)
        return [*known, new]

    def _tell(self, before: Mapping[str, object], new: Mapping[str, object], said: SaidOf) -> None:
        """Tell what differs: two verifiers, or one who says otherwise than before."""
        of_requirement = said.part == "requirements"
        key, told = ("finding", "W674.finding") if of_requirement else ("verified", "W674.verified")
        first, second = before.get(key), new.get(key)
        if before.get("by") == new["by"]:
            self.report.tell(
                "W674.own", Place(said.file), at=said.at, name=shown_text(said.name), by=str(new["by"]),
                first_day=str(before["date"]), day=str(new["date"]),
            )  # fmt: skip
        elif first != second and (of_requirement or None not in (first, second)):
            self.report.tell(
                told, Place(said.file), at=said.at, name=shown_text(said.name), by=str(new["by"]),
                said=_word(key, second), first_by=str(before["by"]), first=_word(key, first),
            )  # fmt: skip


def _word(key: str, value: object) -> Both:
    """A finding in words, a value as it is written."""
    from ruleengine.answers.form import choice_word

    def said(language: Language) -> str:
        return choice_word("finding", str(value), language) if key == "finding" else shown_text(str(value))

    return Both(said("en"), said("zh"))


def _bare(judgement: Mapping[str, object]) -> dict[str, object]:
    """A judgement without the file that it came in."""
    return {k: v for k, v in judgement.items() if k != "form"}


def _is_sent_back(new: Mapping[str, object], before: Mapping[str, object]) -> bool:
    """Whether a judgement of an earlier state of a requirement comes back in the same words, from the same on that day.

    Forms that show what was judged send it back with the hash of today; nobody has judged anew by that.
    """
    if before.get("judged") in (None, new.get("judged")) or "judged" not in new:
        return False
    return _within({**_bare(new), "judged": before["judged"]}, before)


def _within(less: Mapping[str, object], more: Mapping[str, object]) -> bool:
    """Whether all that the one says is said by the other."""
    return all(k in more and more[k] == v for k, v in less.items())
