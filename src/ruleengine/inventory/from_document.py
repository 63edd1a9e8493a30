"""Document to inventory, checked against a program: units, limits, references, missing and unknown, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path as FilePath

from attrs import evolve

from ruleengine.characters import code_point, hidden_in
from ruleengine.diagnostics import Report, nearest, quoted
from ruleengine.figures import plain
from ruleengine.formula.amount import NotAnAmount, amount, convert
from ruleengine.formula.units import Unit, describe
from ruleengine.inventory.identity import meaning_object
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, Absent, Cell, Inventory, Row, Uncertainty
from ruleengine.inventory.uncertainty import NotAnUncertainty, read_constant, read_uncertainty
from ruleengine.program.inputs import as_map, as_text_pair
from ruleengine.program.program import Field, InputTable, Program, Scalar
from ruleengine.source.canonical import fingerprint
from ruleengine.source.document import Document, Path
from ruleengine.source.reader import read_file
from ruleengine.source.shapes import check_shape

NOT_APPLICABLE_WORDS = ("not applicable", "不适用")
MARKUP = re.compile(r"<[A-Za-z/!?]")
MAX_DIGITS = 34
_CELL_KEYS = ("value", "source", "note", "uncertainty")


def inventory_document(path: FilePath, report: Report, shown: str | None = None) -> Document | None:
    """Read an inventory file (YAML or JSON); None and errors in `report` when it is not one or of the wrong shape."""
    document = read_file(path, report, shown)
    if document is None or not (
        _is_inventory(document, report) and check_shape(document, "inventory", report)
    ):
        return None
    return document


def _is_inventory(document: Document, report: Report) -> bool:
    """Whether the file is an inventory at all; else one error that says what it is."""
    data = as_map(document.data)
    kinds = {
        "assessment": "an assessment",
        "tests": "a tests file",
        "table": "a factor table",
        "version": "a rule set",
    }
    found = next((word for key, word in kinds.items() if key in data), None)
    if found is None:
        return True
    named = data.get("inventory")
    near = f"name its inventory, `{named}`" if isinstance(named, str) and found == "an assessment" else None
    message = f"`{document.file}` is {found}, an inventory is due here"
    report.add("E310", message, document.place(), suggestion=near)
    return False


def inventory_from_document(document: Document, program: Program, report: Report) -> Inventory | None:
    """The inventory of a document whose shape is right; None when there are errors."""
    errors = len(report.errors)
    data = as_map(document.data)
    reader = _Reader(document, program, report)
    reader.check_ruleset(data.get("ruleset"))
    check_texts(document, report)
    period = {k: str(v) for k, v in as_map(data.get("period")).items()}
    reader.check_period(period)
    given = as_map(data.get("values"))
    values, tables = reader.read(given)
    constants = reader.constants(as_map(data.get("uncertainty")))
    missing = frozenset(k for k in tables if given.get(k) is None)
    if len(report.errors) > errors:
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
        file=document.file,
        constants=constants,
        as_given=data,
    )
    return evolve(read, fingerprint=fingerprint(meaning_object(read)))


def check_texts(document: Document, report: Report) -> None:
    """Refuse hidden characters and markup (E613) in every text of a document."""
    for path, text in _texts(document.data, ()):
        hidden = hidden_in(text)
        place, element = document.place(path), _spoken(path)
        if hidden is not None:
            message = f"the text has the hidden character {code_point(text[hidden])}"
            report.add("E613", message, place, element=element)
        elif MARKUP.search(text):
            report.add(
                "E613", "the text has markup", place, element=element, found=f"`{text[:60]}`",
                suggestion="write plain text; put a space after `<` where less-than is meant",
            )  # fmt: skip


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
    elif isinstance(value, str):
        yield path, value


def _spoken(path: Path) -> str | None:
    """The path of a value as people count: `materials row 3, mass`; of the inputs, without `values`."""
    words = [f"row {step + 1}" if isinstance(step, int) else step for step in path]
    return ", ".join(words[words[:1] == ["values"] :]).replace(", row", " row") or None


def _shown(value: Decimal, unit: Unit) -> str:
    return plain(value) + (f" `{unit}`" if unit.symbols else "")


def _as_written(given: object) -> str:
    """A value as the file says it."""
    if isinstance(given, bool):
        return "true" if given else "false"
    return plain(given) if isinstance(given, int | Decimal) else str(given)


class _Reader:
    def __init__(self, document: Document, program: Program, report: Report):
        self.document, self.program, self.report = document, program, report

    def error(
        self,
        code: str,
        message: str,
        path: Path,
        field: Field | None = None,
        *,
        expected: str | None = None,
        found: str | None = None,
        suggestion: str | None = None,
    ) -> None:
        place = self.document.key_place(path) if code in ("E601", "E605") else self.document.place(path)
        self.report.add(
            code, message, place, element=_spoken(path),
            clause=field.clause if field else None, expected=expected, found=found, suggestion=suggestion,
        )  # fmt: skip

    def check_ruleset(self, named: object) -> None:
        reference = self.program.resolved.reference
        if named is not None and str(named) not in (str(reference), reference.id):
            message = f"the inventory is for `{named}`, the rule set is `{reference}`"
            self.error("E610", message, ("ruleset",))

    def check_period(self, period: Mapping[str, str]) -> None:
        dates = {}
        for name, text in period.items():
            try:
                dates[name] = date.fromisoformat(text)
            except ValueError:
                self.error("E612", f"`{text}` is not a date", ("period", name), expected="YYYY-MM-DD")
        if "from" in dates and "to" in dates and dates["to"] < dates["from"]:
            self.error(
                "E612",
                f"the period ends ({dates['to']}) before it begins ({dates['from']})",
                ("period", "to"),
            )

    def read(self, given: Mapping[str, object]) -> tuple[dict[str, Cell], dict[str, tuple[Row, ...]]]:
        program = self.program
        known = [*program.fields, *program.tables]
        for name in given:
            if name not in known:
                message = f"`{program.resolved.reference}` has no input `{name}`"
                self.error("E601", message, ("values", name), suggestion=nearest(name, known))
        values = {k: self.cell(f, given.get(k), ("values", k)) for k, f in program.fields.items()}
        tables = {k: self.table(t, given.get(k), ("values", k)) for k, t in program.tables.items()}
        self.check_references(tables)
        for table, rows in tables.items():
            for index, row in enumerate(rows):
                for column, cell in row.items():
                    self.check_source(cell, tables, ("values", table, index, column))
        for name, cell in values.items():
            self.check_source(cell, tables, ("values", name))
            unsourced = isinstance(cell.value, Decimal) and not cell.source and not cell.default
            if unsourced and "data_sources" in tables:
                self.error("W614", f"`{name}` names no data source", ("values", name), program.fields[name])
        return values, tables

    def check_source(self, cell: Cell, tables: Mapping[str, tuple[Row, ...]], path: Path) -> None:
        if cell.source is None:
            return
        known = [str(row["id"].value) for row in tables.get("data_sources", ()) if "id" in row]
        if cell.source not in known:
            near = nearest(cell.source, known)
            self.error(
                "E607", f"`{cell.source}` is not a row of `data_sources`", (*path, "source"), suggestion=near
            )

    def table(self, table: InputTable, given: object, path: Path) -> tuple[Row, ...]:
        if isinstance(given, str) and given in NOT_APPLICABLE_WORDS:
            if table.required:
                self.error(
                    "E611", f"`{table.name}` may not be declared not applicable", path,
                    expected="a list of rows" + ("" if table.min_rows else "; `[]` where there are none"),
                )  # fmt: skip
            return ()
        if given is None:
            if table.required:
                message = f"the table `{table.name}` is missing"
                self.report.add(
                    "E605", message, self.document.key_place(path), clause=table.clause, element=table.name,
                    expected="a list of rows" + ("" if table.min_rows else "; `[]` where there are none"),
                )  # fmt: skip
            return ()
        if not isinstance(given, list):
            self.error("E604", f"`{table.name}` takes a table", path, expected="a list of rows")
            return ()
        if len(given) < table.min_rows:
            message = f"`{table.name}` has {len(given)} rows, at least {table.min_rows} are due"
            self.error("E609", message, path)
        return tuple(self.row(table, item, (*path, index)) for index, item in enumerate(given))

    def row(self, table: InputTable, given: object, path: Path) -> Row:
        if not isinstance(given, Mapping):
            self.error("E604", f"a row of `{table.name}` is a map of its columns", path)
            return dict.fromkeys(table.columns, Cell(MISSING))
        for name in given:
            if name not in table.columns:
                near = nearest(name, table.columns)
                known = quoted(table.columns)
                self.error(
                    "E601",
                    f"the table `{table.name}` has no column `{name}`",
                    (*path, name),
                    suggestion=near,
                    expected=known,
                )
        return {k: self.cell(f, given.get(k), (*path, k)) for k, f in table.columns.items()}

    def cell(self, field: Field, given: object, path: Path) -> Cell:
        if not isinstance(given, Mapping):
            return self.bare(field, given, path, None)
        for key in given:
            if key not in _CELL_KEYS:
                self.error(
                    "E601", f"a value has no `{key}`", (*path, key), field, expected=quoted(_CELL_KEYS)
                )
        source = str(given["source"]) if given.get("source") is not None else None
        cell = self.bare(field, given.get("value"), (*path, "value"), source)
        if "uncertainty" not in given:
            return cell
        return evolve(cell, uncertainty=self.uncertainty(field, cell, given["uncertainty"], path))

    def uncertainty(self, field: Field, cell: Cell, given: object, path: Path) -> Uncertainty | None:
        try:
            return read_uncertainty(given, field, cell.value)
        except NotAnUncertainty as error:
            steps = (*path, "uncertainty", *error.steps)
            self.error(
                "E640", f"`{field.name}`: {error}", steps, field,
                expected=error.expected, suggestion=error.suggestion,
            )  # fmt: skip
            return None

    def constants(self, given: Mapping[str, object]) -> dict[str, Uncertainty]:
        """The uncertainties of parameters and of columns of look-up tables, by name."""
        found = {}
        for name, item in given.items():
            try:
                found[name] = read_constant(item, self.program, name)
            except NotAnUncertainty as error:
                place = self.document.place(("uncertainty", name, *error.steps))
                self.report.add(
                    "E640", f"`{name}`: {error}", place, element=f"uncertainty, {name}", expected=error.expected,
                    suggestion=error.suggestion,
                )  # fmt: skip
        return found

    def bare(self, field: Field, given: object, path: Path, source: str | None) -> Cell:
        place = self.document.place(path)
        if given is None:
            if field.required:
                self.error(
                    "E605", f"`{field.name}` is missing", path, field, expected=str(field.type.of(None))
                )
            if field.default is not None:
                return Cell(field.default, None, source, True, place)
            return Cell(MISSING, None, source, False, place)
        if (
            isinstance(given, str)
            and given in NOT_APPLICABLE_WORDS
            and not (field.options and given in field.options)
        ):
            if field.required:
                self.error("E611", f"`{field.name}` may not be declared not applicable", path, field)
            return Cell(NOT_APPLICABLE, given, source, False, place)
        value = (
            self.number(field, given, path) if field.type.kind == "number" else self.other(field, given, path)
        )
        return Cell(value, _as_written(given), source, False, place)

    def number(self, field: Field, given: object, path: Path) -> Scalar | Absent:
        wanted = field.type.unit
        if isinstance(given, bool) or not isinstance(given, int | Decimal | str):
            self.error(
                "E604", f"`{field.name}` takes a number", path, field, expected=f"a number in `{wanted}`"
            )
            return MISSING
        unit = None
        try:
            value, unit = amount(given) if isinstance(given, str) else (Decimal(given), None)
        except NotAnAmount as error:
            self.error("E604", f"`{field.name}`: {error}", path, field, expected=f"a number in `{wanted}`")
            return MISSING
        if len(value.as_tuple().digits) > MAX_DIGITS or abs(value.adjusted()) > 1000:
            self.error("E603", f"`{field.name}` has more digits than can be calculated with", path, field)
            return MISSING
        if unit is not None and unit.dimension != wanted.dimension:
            self.error(
                "E602", f"`{field.name}` is given in `{unit}`", path, field,
                expected=f"`{wanted}`, {describe(wanted.dimension)}",
                found=f"`{unit}`, {describe(unit.dimension)}",
            )  # fmt: skip
            return MISSING
        value = convert(value, unit, wanted) if unit is not None else value
        if not field.admits(value):
            self.error(
                "E603", f"`{field.name}` is {_shown(value, wanted)}", path, field, expected=field.limits()
            )
        return value

    def other(self, field: Field, given: object, path: Path) -> Scalar | Absent:
        kind = field.type.kind
        if kind == "boolean":
            if isinstance(given, bool):
                return given
            self.error("E604", f"`{field.name}` takes a condition", path, field, expected="`true` or `false`")
            return MISSING
        if not isinstance(given, str) or not given.strip() or len(given) > 500:
            self.error(
                "E604", f"`{field.name}` takes a text", path, field, expected="a text of 1 to 500 characters"
            )
            return MISSING
        if field.options is not None and given not in field.options:
            near = nearest(given, field.options)
            known = quoted(field.options)
            self.error(
                "E606",
                f"`{given}` is not a value of `{field.name}`",
                path,
                field,
                suggestion=near,
                expected=known,
            )
        return given

    def check_references(self, tables: Mapping[str, tuple[Row, ...]]) -> None:
        keys: dict[str, set[str]] = {}
        for table in self.program.tables.values():
            if table.key is None:
                continue
            keys[table.name] = set()
            for index, row in enumerate(tables[table.name]):
                key = row[table.key].value
                if not isinstance(key, str):
                    continue
                if key in keys[table.name]:
                    message = f"two rows of `{table.name}` have the key `{key}`"
                    self.error("E608", message, ("values", table.name, index, table.key))
                keys[table.name].add(key)
        for name, index, column, key in self._pointers(tables):
            target = self.program.tables[name].columns[column].type.target or ""
            if key not in keys.get(target, set()):
                self.error(
                    "E607", f"`{key}` is not a row of `{target}`", ("values", name, index, column),
                    suggestion=nearest(key, keys.get(target, set())),
                )  # fmt: skip

    def _pointers(self, tables: Mapping[str, tuple[Row, ...]]) -> Iterator[tuple[str, int, str, str]]:
        for table in self.program.tables.values():
            columns = [c.name for c in table.columns.values() if c.type.target]
            for index, row in enumerate(tables[table.name]):
                for column in columns:
                    value = row[column].value
                    if isinstance(value, str):
                        yield table.name, index, column, value
