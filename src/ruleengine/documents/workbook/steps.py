"""The sheets of stages, of quantities and of the result: one row for each calculated value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import define, field, frozen

from ruleengine.documents.workbook import words
from ruleengine.documents.workbook.cells import Places
from ruleengine.documents.workbook.citing import grade_words, label_words, source_words
from ruleengine.documents.workbook.naming import lines_of
from ruleengine.documents.workbook.sheet import CellValue, WorkCell, WorkSheet
from ruleengine.documents.workbook.words import said
from ruleengine.formula import typed as t
from ruleengine.language import Texts
from ruleengine.office.workbook import column_letters
from ruleengine.program.program import Program, Step
from ruleengine.run.labels import STAGE_LABELS, footprint_label, species_label

COLUMNS = (
    ("label", 36), ("name", 30), ("formula", 64), ("value", 18), ("unit", 14), ("share", 11), ("species", 16),
    ("clause", 9), ("source", 28), ("grade", 12),
)  # fmt: skip
_VALUE, _SHARE = 3, 5


def stages_of(program: Program) -> Mapping[str, frozenset[str]]:
    """Of each calculated value the stages whose emissions rest on it; other uses count as a stage of their own."""
    found: dict[str, set[str]] = {}
    steps = list(program.all_steps())
    for step in reversed(steps):
        is_emission = step.kind == "emission"
        own = {step.stage or ""} if is_emission else found.get(step.name, set())
        if step.kind not in ("emission", "quantity", "when"):
            own = {""}
        if is_emission or step.kind not in ("footprint",):
            for name in t.values(step.typed):
                found.setdefault(name, set()).update(own)
    return {name: frozenset(stages) for name, stages in found.items()}


@frozen
class StepRow:
    """A calculated value with its formula in the workbook."""

    step: Step
    formula: str
    value: CellValue


@define
class StepSheets:
    """Writes rows of calculated values."""

    places: Places
    rows: dict[str, StepRow] = field(factory=dict)

    def calculate(self, step: Step) -> None:
        """Write the formula of a step: into the sheet of its table, or to be placed later."""
        places = self.places
        places.step = step
        formula = places.printer(step.type.table).formula(step.typed)
        if step.type.table is None:
            self.rows[step.name] = StepRow(step, formula, places.known.step(step.name))
            return
        sheet = places.tables[step.type.table]
        known = places.known
        label = label_words(step.element.fields, step.name, places.language)
        unit = str(step.type.unit) if step.type.kind == "number" else ""
        band = said(words.CALCULATED, places.language, " ")
        sheet.add(
            step.name, label, unit, _formula_text(step), formula, lambda row: known.step(step.name, row), band
        )

    def head(self, sheet: WorkSheet, title: str) -> int:
        """Title and headings; the row behind them."""
        sheet.across(0, len(COLUMNS) - 1, title, "title")
        for column, (key, width) in enumerate(COLUMNS):
            sheet.widths[column] = width
            sheet.text(2, column, said(words.HEADINGS[key], self.places.language), "head")
        sheet.heights[2] = 32
        sheet.frozen_at = (3, 1)
        sheet.repeated = (2, 2)
        return 3

    def section(self, sheet: WorkSheet, row: int, title: Texts | None, steps: Iterable[Step]) -> int:
        """A band and the rows of steps; the row behind them."""
        found = [self.rows[step.name] for step in steps if step.name in self.rows]
        if title is not None and found:
            sheet.line(row, [said(title, self.places.language, " "), *[""] * (len(COLUMNS) - 1)], "band")
            row += 1
        for number, one in enumerate(found, start=row):
            self._row(sheet, number, one)
        return row + len(found)

    def _row(self, sheet: WorkSheet, row: int, one: StepRow) -> None:
        places, step, language = self.places, one.step, self.places.language
        fields = step.element.fields
        label, text = self._label(step), _formula_text(step)
        source = source_words(places.program, fields, language) if step.kind != "footprint" else ""
        name = places.names.of(step.name)
        style = "total" if step.kind == "footprint" else "value"
        sheet.text(row, 0, label, "label")
        sheet.text(row, 1, name, "code")
        sheet.text(row, 2, text, "formula_text")
        sheet.put(row, _VALUE, WorkCell(one.value, one.formula, style))
        sheet.text(row, 4, str(step.type.unit) if step.type.kind == "number" else "", "unit")
        sheet.put(row, _SHARE, self._share(step, row, one.value))
        species = said(species_label(places.program, step.species), language) if step.species else ""
        sheet.text(row, 6, species, "plain")
        sheet.text(row, 7, (step.element.clause or "") if step.kind != "footprint" else "", "plain")
        sheet.text(row, 8, source, "plain")
        grade = places.program.resolved.grade_of(fields) if step.kind != "footprint" else None
        sheet.text(row, 9, grade_words(grade, language), "plain")
        lines = ((label, 36), (text, 64), (source, 28), (name, 30), (species, 16))
        sheet.heights[row] = min(15.0 * max(lines_of(said_, room) for said_, room in lines), 400.0)
        places.book.names[name] = sheet.place(row, _VALUE)

    def _label(self, step: Step) -> str:
        if step.kind == "footprint":
            return said(footprint_label(step.name.partition(".")[2]), self.places.language)
        if step.kind == "when":
            return said(words.APPLICABLE, self.places.language) + "\n" + step.element.id
        return label_words(step.element.fields, step.name, self.places.language)

    def _share(self, step: Step, row: int, value: CellValue) -> WorkCell:
        """The share of an emission or stage in the total, of what the headline adds up."""
        program, known = self.places.program, self.places.known
        is_part = step.name.partition(".")[2] in (*program.stages, *program.headline)
        if step.species not in program.headline and not (step.kind == "footprint" and is_part):
            return WorkCell(style="plain")
        total = self.places.names.of("footprint.total")
        cell = f"{column_letters(_VALUE + 1)}{row + 1}"
        whole = float(known.result.total)
        shown: CellValue = value / whole if isinstance(value, float) and whole else "–"
        return WorkCell(shown, f'IF(AND(ISNUMBER({cell}),{total}<>0),{cell}/{total},"–")', "share")


def _formula_text(step: Step) -> str:
    """The formula as the rule set writes it; a sum of the footprint has none."""
    return "" if step.kind == "footprint" else " ".join(step.text.split())


@define
class ResultSheets:
    """Places the rows: a sheet for each stage, one of quantities of several, and the result."""

    steps: StepSheets

    def stage(self, sheet: WorkSheet, stage: str, alone: frozenset[str]) -> None:
        """The sheet of a stage: the quantities of this stage alone, its emissions, and their sum."""
        program, language = self.steps.places.program, self.steps.places.language
        row = self.steps.head(sheet, said(STAGE_LABELS[stage], language, " "))
        own = [s for s in program.steps if s.kind != "emission" and s.name in alone]
        row = self.steps.section(sheet, row, words.QUANTITIES, own)
        emissions = [s for s in program.emissions if s.stage == stage]
        row = self.steps.section(sheet, row, words.EMISSIONS, emissions)
        name, value = f"footprint.{stage}", self.steps.places.known.step(f"footprint.{stage}")
        sheet.text(row, 0, said(footprint_label(stage), language), "total_label")
        for column in range(1, len(COLUMNS)):
            sheet.text(row, column, "", "total_label")
        sheet.put(row, _VALUE, WorkCell(value, self.steps.places.names.of(name), "total"))
        sheet.text(row, 4, "kgCO2e", "unit")
        sheet.heights[row] = 32

    def quantities(self, sheet: WorkSheet, shared: frozenset[str]) -> None:
        """The sheet of quantities that several stages, checks or indicators rest on."""
        program, language = self.steps.places.program, self.steps.places.language
        row = self.steps.head(sheet, said(words.QUANTITIES, language, " "))
        own = [s for s in program.steps if s.kind != "emission" and s.name in shared]
        self.steps.section(sheet, row, None, own)

    def result(self, sheet: WorkSheet) -> None:
        """The sheet of footprint and indicators."""
        program, language = self.steps.places.program, self.steps.places.language
        row = self.steps.head(sheet, said(words.RESULT, language, " "))
        flow = (program.reference_flow,) if program.reference_flow else ()
        row = self.steps.section(sheet, row, words.FOOTPRINT, (*flow, *program.footprint))
        self.steps.section(sheet, row, words.INDICATORS, program.indicators)
