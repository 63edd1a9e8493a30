"""A result to a workbook: sheets in their order, formulas of all steps, names of cells."""

from __future__ import annotations

from attrs import define, field

from ruleengine.documents.workbook import words
from ruleengine.documents.workbook.cells import Places
from ruleengine.documents.workbook.checks import CheckSheet
from ruleengine.documents.workbook.citing import texts_of
from ruleengine.documents.workbook.cover import CoverSheet
from ruleengine.documents.workbook.entries import absences_of
from ruleengine.documents.workbook.factors import factors
from ruleengine.documents.workbook.known_values import KnownValues, refuse_unfit
from ruleengine.documents.workbook.naming import CellNames, SheetNames
from ruleengine.documents.workbook.sheet import Book, WorkSheet
from ruleengine.documents.workbook.steps import ResultSheets, StepSheets, stages_of
from ruleengine.documents.workbook.table_sheets import TableSheet
from ruleengine.documents.workbook.tables import InputSheets, parameters, read_columns
from ruleengine.documents.workbook.words import WorkbookLanguage, said
from ruleengine.documents.workbook.workings import Workings
from ruleengine.formula.absences import NEVER, AbsenceOf, Absences
from ruleengine.language import Texts
from ruleengine.program.program import Program
from ruleengine.run.labels import STAGE_LABELS
from ruleengine.run.result import Result


def workbook(result: Result, language: WorkbookLanguage) -> Book:
    """The workbook of a result: everything that it rests on, with formulas that come to the same.

    Raises `Refused` (E819) where its numbers or rows are beyond what spreadsheets hold.
    """
    refuse_unfit(result)
    return _Building(result, language).built()


@define
class _NamedAbsences:
    """What named values may be beside a value: inputs by their fields, steps by their formulas."""

    program: Program
    of: AbsenceOf = field(init=False)
    _known: dict[str, Absences] = field(factory=dict)

    @of.default
    def _asked(self) -> AbsenceOf:
        return AbsenceOf(self.named, self.gaps, lambda table: not self.program.tables[table].required)

    def __attrs_post_init__(self) -> None:
        for step in self.program.all_steps():
            self._known[step.name] = self.of(step.typed)

    def named(self, name: str) -> Absences:
        """What a named value may be beside a value."""
        if name in self._known:
            return self._known[name]
        if name in self.program.fields:
            return absences_of(self.program.fields[name])
        table, _, column = name.partition(".")
        if table in self.program.tables:
            found = self.program.tables[table].columns[column]
            other = self.named(f"{table}.{found.otherwise}") if found.otherwise else None
            own = absences_of(found)
            return (
                own if other is None else Absences(other.missing, own.not_applicable or other.not_applicable)
            )
        return NEVER

    def gaps(self, table: str, column: str) -> bool:
        """Whether a column of a look-up table has empty cells."""
        return any(row[column] is None for row in self.program.lookups[table].rows.values())


@define
class _Building:
    result: Result
    language: WorkbookLanguage
    sheet_names: SheetNames = field(factory=SheetNames)
    what: list[tuple[str, str]] = field(factory=list)

    def built(self) -> Book:
        """All sheets, in their order."""
        program, book = self.result.program, Book()
        cover = self.sheet(book, words.COVER, "")
        result = self.sheet(book, words.RESULT, said(words.FOOTPRINT, self.language, " "))
        stages = {
            s: self.sheet(book, _pair(STAGE_LABELS[s]), said(words.EMISSIONS, self.language, " "))
            for s in program.stages
        }
        quantities = self.sheet(book, words.QUANTITIES, said(words.CALCULATED, self.language, " "))
        checks = self.sheet(book, words.CHECKS, said(words.REQUIREMENTS, self.language, " "))
        inputs = self.sheet(book, words.INPUTS, said(words.REPORTED, self.language, " "))
        places = self.places(book)
        filling = InputSheets(places)
        filling.single(inputs)
        for name, table in program.tables.items():
            filling.table(table, places.tables[name], read_columns(program))
        given = self.sheet(book, words.PARAMETERS, said(words.HEADINGS["source"], self.language, " "))
        parameters(places, given)
        for name, look_up in program.lookups.items():
            title = said(texts_of(look_up.header.get("title")), self.language, " ")
            factors(places, name, look_up, self.named_sheet(book, name, title))
        self.fill(places, result, stages, quantities, checks)
        if places.workings.row > 2:
            self.what.append((places.workings.sheet.name, said(words.WORKINGS, self.language, " ")))
            book.sheets.append(places.workings.sheet)
        CoverSheet(places, cover).write([item for item in self.what if item[0] != cover.name])
        return book

    def fill(
        self, places: Places, result: WorkSheet, stages: dict[str, WorkSheet], quantities: WorkSheet, checks: WorkSheet
    ) -> None:  # fmt: skip
        """The formulas of all steps, each on the sheet of its table, stage, or where it is used."""
        program, steps = self.result.program, StepSheets(places)
        for step in program.all_steps():
            steps.calculate(step)
        sheets, used = ResultSheets(steps), stages_of(program)
        names = frozenset(s.name for s in program.steps)
        alone = {
            stage: frozenset(n for n in names if used.get(n) == frozenset({stage})) for stage in stages
        }  # fmt: skip
        for stage, sheet in stages.items():
            sheets.stage(sheet, stage, alone[stage])
        sheets.quantities(quantities, names.difference(*alone.values()))
        sheets.result(result)
        CheckSheet(steps, checks).write()

    def places(self, book: Book) -> Places:
        """Where things stand, with a sheet for each table."""
        program, names = self.result.program, CellNames()
        for name in ("not_applicable", "tolerance"):
            names.of(name)
        known = KnownValues(self.result, words.ABSENT[self.language])
        tables = {}
        for name, table in program.tables.items():
            sheet = self.named_sheet(book, name, said(table.label, self.language, " "))
            count = len(self.result.inventory.tables[name])
            tables[name] = TableSheet(book, sheet, names, self.language, name, count)
        workings = Workings(
            book, WorkSheet(self.sheet_names.of(self.title(words.WORKINGS))), names, self.language
        )
        workings.head()
        absences = _NamedAbsences(program).of
        return Places(program, book, names, known, absences, tables, workings, self.language)

    def title(self, texts: Texts) -> str:
        """The title of a sheet: in both languages where there is room."""
        both = said(texts, self.language, " ")
        return both if len(both) <= 31 else texts[1]

    def sheet(self, book: Book, title: Texts, what: str) -> WorkSheet:
        """A new sheet at the end of the book."""
        return self.named_sheet(book, self.title(title), what)

    def named_sheet(self, book: Book, name: str, what: str) -> WorkSheet:
        """A new sheet of this name at the end of the book."""
        made = WorkSheet(self.sheet_names.of(name))
        book.sheets.append(made)
        self.what.append((made.name, what))
        return made


def _pair(label: object) -> Texts:
    texts = texts_of(label)
    return str(texts.get("en", "")), str(texts.get("zh", ""))
