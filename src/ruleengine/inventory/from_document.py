"""Document to inventory, checked against a program: units, limits, references, missing and unknown, all at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path as FilePath

from attrs import evolve, frozen
from attrs import field as attrs_field

from ruleengine.diagnostics import Diagnostic, Fact, Fault, Phrase, Report, nearest, nearest_name
from ruleengine.diagnostics.facts import facts_of
from ruleengine.diagnostics.report import MOST_NEAREST
from ruleengine.figures import plain
from ruleengine.inventory.identity import meaning_object
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, Absent, Cell, Inventory, Row, Uncertainty
from ruleengine.inventory.plausibility import implausible
from ruleengine.inventory.product import check_product as check_product
from ruleengine.inventory.references import References
from ruleengine.inventory.renamed import with_present_names
from ruleengine.inventory.sources import is_unknown, source_in
from ruleengine.inventory.spreadsheet import is_spreadsheet, spreadsheet_document
from ruleengine.inventory.texts import MARKUP as MARKUP
from ruleengine.inventory.texts import check_texts as check_texts
from ruleengine.inventory.texts import path_in_words
from ruleengine.inventory.uncertainty import NotAnUncertainty, read_constant, read_uncertainty
from ruleengine.inventory.unknown_names import unknown_column, unknown_input
from ruleengine.inventory.values import MAX_DIGITS as MAX_DIGITS
from ruleengine.inventory.values import NOT_APPLICABLE_WORDS as NOT_APPLICABLE_WORDS
from ruleengine.inventory.values import due, is_not_applicable, read_value
from ruleengine.program.inputs import as_map, as_text_pair
from ruleengine.program.number_sources import SOURCES, input_pointer
from ruleengine.program.program import Field, InputTable, Program, Scalar
from ruleengine.source.canonical import fingerprint
from ruleengine.source.document import Document, Path
from ruleengine.source.kind import read_of_kind
from ruleengine.source.shapes import check_shape
from ruleengine.source.wording import shown_text

#: Values that are no maps, as most are: asking whether something is a map takes long.
_BARE = (str, Decimal, int, type(None))
_CELL_KEYS = ("value", "source", "note", "uncertainty")
#: Texts of which no more cells are kept.
_MOST_TEXTS = 100_000

#: The cells of texts that are right, by field and text.
TextCells = dict[tuple[int, str], Cell]


def inventory_document(path: FilePath, report: Report, shown: str | None = None) -> Document | None:
    """Read an inventory file (YAML, JSON, XLSX); None and errors in `report` when it is none."""
    if is_spreadsheet(path):
        document = spreadsheet_document(path, report, shown)
        return document if document is not None and check_shape(document, "inventory", report) else None
    return read_of_kind(path, "inventory", report, shown)


def inventory_from_document(
    document: Document,
    program: Program,
    report: Report,
    *,
    hashed: bool = True,
    texts: TextCells | None = None,
) -> Inventory | None:
    """The inventory of a document whose shape is right; None when there are errors.

    Its fingerprint is left empty where it is not `hashed`: working it out takes as long as calculating. `texts` are the
    cells of texts of products read before, whose cells have no place; those of this one are added.
    """
    errors = report.count_of_errors
    document = with_present_names(document, program, report)
    data = as_map(document.data)
    reader = _Reader(document, program, report, texts)
    reader.check_ruleset(data.get("ruleset"))
    check_texts(document, report)
    check_product(document, report)
    period = {k: str(v) for k, v in as_map(data.get("period")).items()}
    check_period(document, period, report)
    given = as_map(data.get("values"))
    values, tables = reader.read(given)
    constants = reader.constants(as_map(data.get("uncertainty")))
    report.take(implausible(document, program, period, values, tables))
    missing = frozenset(
        k for k in tables if given.get(k) is None or (not tables[k] and program.tables[k].empty_says_nothing)
    )
    if report.count_of_errors > errors:
        return None
    read = Inventory(
        id=str(data.get("inventory", "")),
        product=as_map(data.get("product")),
        period=period,
        note=as_text_pair(data.get("note")) if "note" in data else {},
        values=values,
        tables=tables,
        missing_tables=missing,
        fingerprint="",
        document=document,
        constants=constants,
    )
    return evolve(read, fingerprint=fingerprint(meaning_object(read))) if hashed else read


def check_period(document: Document, period: Mapping[str, str], report: Report) -> None:
    """Tell days of the `period` of a document that are none, and an end before the beginning (E612)."""
    dates = {}
    for name, text in period.items():
        try:
            dates[name] = date.fromisoformat(text)
        except ValueError:
            place = document.place(("period", name))
            report.tell("E612.date", place, element=path_in_words(("period", name)), text=shown_text(text))
    if "from" in dates and "to" in dates and dates["to"] < dates["from"]:
        first, last = dates["from"].isoformat(), dates["to"].isoformat()
        place = document.place(("period", "to"))
        report.tell("E612.period", place, element=path_in_words(("period", "to")), first=first, last=last)


def _as_written(given: object) -> str:
    """A value as the file says it."""
    if isinstance(given, Decimal):
        return plain(given)
    if isinstance(given, bool):
        return "true" if given else "false"
    return plain(given) if isinstance(given, int) else str(given)


@frozen
class _Reader:
    document: Document
    program: Program
    report: Report
    texts: TextCells | None = None
    misspelt: set[Path] = attrs_field(factory=set)  # what is missing only because it stands there misspelt
    sought: list[str] = attrs_field(factory=list)

    def tell(
        self,
        key: str,
        path: Path,
        field: Field | None = None,
        /,
        *,
        at_key: bool = False,
        **facts: Fact | None,
    ) -> None:
        place = self.document.key_place(path) if at_key else self.document.place(path)
        clause = field.clause if field else None
        self.report.take([Diagnostic(key, facts_of(facts), place, path_in_words(path), clause)])

    def check_ruleset(self, named: object) -> None:
        reference = self.program.resolved.reference
        if named is not None and str(named) not in (str(reference), reference.id):
            given = shown_text(str(named))
            key = "E610.version" if given.partition("@")[0] == reference.id else "E610.other"
            self.tell(key, ("ruleset",), given=given, reference=str(reference))

    def read(self, given: Mapping[str, object]) -> tuple[dict[str, Cell], dict[str, tuple[Row, ...]]]:
        program = self.program
        known = dict.fromkeys((*program.fields, *program.tables))
        for name in given:
            if name not in known:
                near = self.near(name, known, ("values",))
                key, facts = unknown_input(program, name, near)
                self.tell(key, ("values", name), at_key=True, **facts)
        values = {k: self.cell(f, given.get(k), ("values", k)) for k, f in program.fields.items()}
        tables = {k: self.table(t, given.get(k), ("values", k)) for k, t in program.tables.items()}
        References(self.document, program, self.report).check(values, tables)
        for name, cell in values.items():
            field = program.fields[name]
            source = source_in(values, input_pointer(program, name))
            if SOURCES in tables and is_unknown(field, cell, source):
                self.tell("W614.source", ("values", name), field, field=name)
        return values, tables

    def near(self, name: str, known: Collection[str], path: Path) -> str | None:
        """The known name nearest to one that is not known; what it stands for is not told to be missing as well.

        It is looked for as long as it can still make a difference: of the first names that are not known.
        """
        near = nearest_name(name, known) if len(self.sought) < MOST_NEAREST else None
        self.sought.append(name)
        if near is not None:
            self.misspelt.add((*path, near))
        return near

    def table(self, table: InputTable, given: object, path: Path) -> tuple[Row, ...]:
        rows = Phrase("input.rows" if table.min_rows else "input.rows_or_none")
        if isinstance(given, str) and given in NOT_APPLICABLE_WORDS:
            if table.required:
                self.tell("E611.table", path, table=table.name, due=rows)
            return ()
        if given is None:
            if table.required and path not in self.misspelt:
                place = self.document.key_place(path)
                self.report.tell(
                    "E605.table", place, element=table.name, clause=table.clause, table=table.name, due=rows
                )
            return ()
        if not isinstance(given, list):
            self.tell("E604.table", path, table=table.name)
            return ()
        if len(given) < table.min_rows and (given or not table.empty_says_nothing):
            self.tell("E609.rows", path, table=table.name, count=len(given), least=table.min_rows)
        return tuple(self.row(table, item, (*path, index)) for index, item in enumerate(given))

    def row(self, table: InputTable, given: object, path: Path) -> Row:
        if not isinstance(given, Mapping):
            self.tell("E604.row", path, table=table.name, columns=tuple(table.columns))
            return dict.fromkeys(table.columns, Cell(MISSING))
        known = tuple(table.columns)
        for name in given:
            if name not in table.columns:
                near = self.near(name, known, path)
                key, facts = unknown_column(table, name, near)
                self.tell(key, (*path, name), at_key=True, **facts)
        row = {k: self.cell(f, given.get(k), (*path, k)) for k, f in table.columns.items()}
        for name, field in table.columns.items():
            if field.otherwise and row[name].value is MISSING and given.get(name) is None:
                other = row[field.otherwise]
                row[name] = Cell(other.value, None, None, True, other.place)
        return row

    def cell(self, field: Field, given: object, path: Path) -> Cell:
        if isinstance(given, _BARE) or not isinstance(given, Mapping):
            if self.texts is None or not isinstance(given, str):
                return self.bare(field, given, path, None)
            known = self.texts.get((id(field), given))
            return self.text(self.texts, field, given, path) if known is None else known
        for key in given:
            if key not in _CELL_KEYS:
                self.tell(
                    "E601.part", (*path, key), field, at_key=True, name=shown_text(key), known=_CELL_KEYS,
                    nearest=nearest(key, _CELL_KEYS),
                )  # fmt: skip
        source = str(given["source"]) if given.get("source") is not None else None
        cell = self.bare(field, given.get("value"), (*path, "value"), source)
        if "uncertainty" not in given:
            return cell
        return evolve(cell, uncertainty=self.uncertainty(field, cell, given["uncertainty"], path))

    def text(self, texts: TextCells, field: Field, given: str, path: Path) -> Cell:
        """The cell of a text, kept for other products where nothing is wrong with it."""
        errors = self.report.count_of_errors
        cell = self.bare(field, given, path, None)
        if self.report.count_of_errors == errors and len(texts) < _MOST_TEXTS:
            texts[id(field), given] = cell
        return cell

    def uncertainty(self, field: Field, cell: Cell, given: object, path: Path) -> Uncertainty | None:
        try:
            return read_uncertainty(given, field, cell.value)
        except NotAnUncertainty as fault:
            self.fault(fault, (*path, "uncertainty", *fault.steps), field, of=field.name)
            return None

    def constants(self, given: Mapping[str, object]) -> dict[str, Uncertainty]:
        """The uncertainties of parameters and of columns of look-up tables, by name."""
        found = {}
        for name, item in given.items():
            try:
                found[name] = read_constant(item, self.program, name)
            except NotAnUncertainty as fault:
                place = self.document.place(("uncertainty", name, *fault.steps))
                told = fault.of(name).diagnostic(place, element=f"uncertainty, {shown_text(name)}")
                self.report.take([told])
        return found

    def fault(self, fault: Fault, path: Path, field: Field, of: str | None = None) -> None:
        """Tell a fault of a value at its place."""
        named = fault.of(of) if isinstance(fault, NotAnUncertainty) and of else fault
        place, element = self.document.place(path), path_in_words(path)
        self.report.take([named.diagnostic(place, element=element, clause=field.clause)])

    def bare(self, field: Field, given: object, path: Path, source: str | None) -> Cell:
        place = self.document.cell_place(path)
        if given is None:
            if field.required and path not in self.misspelt:
                self.tell("E605.value", path, field, at_key=True, field=field.name, due=due(field))
            if field.default is not None:
                return Cell(field.default, None, source, True, place)
            return Cell(MISSING, None, source, False, place)
        if isinstance(given, str) and is_not_applicable(field, given):
            if field.required:
                self.tell("E611.value", path, field, field=field.name)
            return Cell(NOT_APPLICABLE, given, source, False, place)
        value: Scalar | Absent
        try:
            value = read_value(field, given)
        except Fault as fault:
            self.fault(fault, path, field)
            kept = isinstance(given, str) and field.type.kind != "number"
            value = str(given) if kept else MISSING
        return Cell(value, _as_written(given), source, False, place)
