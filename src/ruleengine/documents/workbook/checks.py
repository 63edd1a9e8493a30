"""The sheet of checks: preconditions and requirements, each judged by formulas beside the verdict of the engine."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define

from ruleengine.documents.workbook import words
from ruleengine.documents.workbook.citing import texts_of
from ruleengine.documents.workbook.naming import lines_of
from ruleengine.documents.workbook.sheet import CellValue, Judged, WorkCell, WorkSheet
from ruleengine.documents.workbook.steps import StepSheets
from ruleengine.documents.workbook.words import said
from ruleengine.formula.excel_text import NOT_APPLICABLE, constant
from ruleengine.program.preconditions import words_of
from ruleengine.program.program import Requirement, Step
from ruleengine.program.texts import with_parameters
from ruleengine.run.labels import VERB_LABELS, VERDICT_LABELS

_COLUMNS = (
    ("clause", 9), ("name", 28), ("requirement", 70), ("verb", 9), ("formula", 56), ("applies", 12), ("check", 12),
    ("verdict", 16), ("engine", 16),
)  # fmt: skip
_APPLIES, _CHECK, _VERDICT, _ENGINE = 5, 6, 7, 8


@define
class CheckSheet:
    """Fills the sheet of checks."""

    steps: StepSheets
    sheet: WorkSheet

    def write(self) -> None:
        """All preconditions, then all requirements."""
        sheet, language, places = self.sheet, self.steps.places.language, self.steps.places
        sheet.across(0, len(_COLUMNS) - 1, said(words.CHECKS, language, " "), "title")
        for column, (key, width) in enumerate(_COLUMNS):
            sheet.widths[column] = width
            sheet.text(2, column, said(words.HEADINGS[key], language), "head")
        sheet.heights[2] = 32
        sheet.frozen_at = (3, 2)
        sheet.repeated = (2, 2)
        row = 3
        if places.program.preconditions:
            row = self._band(row, said(words.PRECONDITIONS, language, " "))
        for step in places.program.preconditions:
            self._precondition(row, step)
            row += 1
        row = self._band(row, said(words.REQUIREMENTS, language, " "))
        first = row
        for requirement in places.program.requirements:
            self._requirement(row, requirement)
            row += 1
        good, bad = (self._word(v) for v in ("satisfied", "not_satisfied"))
        sheet.judged.append(Judged((first, _VERDICT), (max(row - 1, first), _ENGINE), good, bad))
        met, not_met = (said(w, language) for w in (words.MET, words.NOT_MET))
        sheet.judged.append(Judged((3, _VERDICT), (max(first - 1, 3), _ENGINE), met, not_met))

    def _band(self, row: int, title: str) -> int:
        self.sheet.line(row, [title, *[""] * (len(_COLUMNS) - 1)], "band")
        return row + 1

    def _word(self, verdict: str) -> str:
        return said(VERDICT_LABELS[verdict], self.steps.places.language, " ")

    def _texts(self, row: int, clause: str, name: str, text: str, verb: str, formula: str) -> None:
        for column, (said_, style) in enumerate(
            ((clause, "plain"), (name, "code"), (text, "label"), (verb, "plain"), (formula, "formula_text"))
        ):
            self.sheet.text(row, column, said_, style)
        lines = max(lines_of(text, 70), lines_of(formula, 56), lines_of(name, 28), 2)
        self.sheet.heights[row] = min(15.0 * lines, 400.0)

    def _precondition(self, row: int, step: Step) -> None:
        """A precondition: whether it holds, in all rows where it is asked of a table."""
        places, language = self.steps.places, self.steps.places.language
        both = words_of(places.program, step)
        text = said({"zh": both.zh, "en": both.en}, language)
        self._texts(row, step.element.clause or "", step.name, text, "", " ".join(step.text.split()))
        name = places.names.of(step.name)
        known: CellValue
        if step.type.table is None:
            one = self.steps.rows[step.name]
            self.sheet.put(row, _CHECK, WorkCell(one.value, one.formula, "value"))
            places.book.names[name] = self.sheet.place(row, _CHECK)
        else:
            rows = [places.known.step(step.name, r) for r in places.known.rows(step.type.table)]
            known = (
                False
                if False in rows
                else next((v for v in rows if isinstance(v, str) and v.startswith("#")), True)
            )
            formula = f"IF(COUNTIF({name},FALSE)>0,FALSE,SUM({name})>=0)"
            self.sheet.put(row, _CHECK, WorkCell(known, formula, "value"))
        cell = f"G{row + 1}"
        met, not_met, unknown = (said(w, language) for w in (words.MET, words.NOT_MET, words.NOT_KNOWN))
        absent = self._word("not_applicable")
        formula = judging(cell, (unknown, absent, met, not_met))
        value = self.sheet.cells[row, _CHECK].value
        word = {True: met, False: not_met}.get(value) if isinstance(value, bool) else None
        shown = word or (unknown if isinstance(value, str) and value.startswith("#") else absent)
        self.sheet.text(row, _APPLIES, "", "plain")
        self.sheet.put(row, _VERDICT, WorkCell(shown, formula, "verdict"))
        self.sheet.text(row, _ENGINE, shown, "verdict")

    def _requirement(self, row: int, requirement: Requirement) -> None:
        places, language = self.steps.places, self.steps.places.language
        element = requirement.element
        texts = texts_of(element.fields.get("text"))
        text = said(
            {k: with_parameters(places.program, str(texts.get(k, ""))) for k in ("zh", "en")}, language
        )
        formulas = [" ".join(s.text.split()) for s in (requirement.applies, requirement.check) if s]
        verb = said(VERB_LABELS.get(requirement.verb, {}), language)
        self._texts(row, element.clause or "", requirement.id, text, verb, "\n".join(formulas))
        applies = self._value(row, _APPLIES, requirement.applies)
        check = self._value(row, _CHECK, requirement.check, f"F{row + 1}" if applies else None)
        verdict = next(v.verdict for v in places.known.result.verdicts if v.requirement == requirement.id)
        formula = self._verdict(f"F{row + 1}" if applies else None, f"G{row + 1}" if check else None)
        self.sheet.put(row, _VERDICT, WorkCell(self._word(verdict), formula, "verdict"))
        self.sheet.text(row, _ENGINE, self._word(verdict), "verdict")

    def _value(self, row: int, column: int, step: Step | None, condition: str | None = None) -> bool:
        """The cell of a condition or a check; a check is calculated only where the condition holds."""
        if step is None:
            self.sheet.text(row, column, "", "plain")
            return False
        places, one = self.steps.places, self.steps.rows[step.name]
        formula, value = one.formula, one.value
        if condition is not None:
            formula = f"IF(IF(ISERROR({condition}),FALSE,{condition}=TRUE),{formula},{NOT_APPLICABLE})"
            is_asked = self.sheet.cells[row, _APPLIES].value is True
            value = value if is_asked else places.known.absent
        self.sheet.put(row, column, WorkCell(value, formula, "value"))
        places.book.names[places.names.of(step.name)] = self.sheet.place(row, column)
        return True

    def _verdict(self, applies: str | None, check: str | None) -> str:
        """The formula of a verdict, as the engine judges: the condition first, then the check."""
        words_ = ("satisfied", "not_satisfied", "not_evaluated", "not_applicable", "manual")
        unknown, absent, manual = (constant(self._word(v)).text for v in words_[2:])
        found = manual
        if check is not None:
            found = judging(check, [self._word(v) for v in words_[2:4] + words_[:2]])
        if applies is None:
            return found
        return f"IF(ISERROR({applies}),{unknown},IF({applies}=TRUE,{found},{absent}))"


def judging(cell: str, said_: Sequence[str]) -> str:
    """The formula for the words of a condition: not known, not applicable, met, not met."""
    unknown, absent, good, bad = (constant(word).text for word in said_)
    return f"IF(ISERROR({cell}),{unknown},IF({cell}={NOT_APPLICABLE},{absent},IF({cell},{good},{bad})))"
