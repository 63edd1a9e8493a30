"""Which column of a portfolio fills which input, in which unit: `mass [g]`, or the metadata `unit` of the column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

import pyarrow as pa
from attrs import evolve, field, frozen

from ruleengine.diagnostics import Diagnostic, Fact, Phrase, Place, Report, nearest
from ruleengine.diagnostics.facts import facts_of
from ruleengine.formula.units import Unit, UnknownUnit, dimension_words, unit
from ruleengine.program.program import Field, InputTable, Program
from ruleengine.resolve.aliases import present_path
from ruleengine.source.wording import shown_text

#: Columns that say which product it is; the first of them that is there and is no input.
ID_COLUMNS = ("inventory", "product_id", "id")
#: What an inventory says besides values; `ruleset` is checked, the others are not calculated with.
ABOUT = ("ruleset", "product", "period", "note")
_STAGED = {"ruleengine": "staged"}
#: The columns that staging adds. Why a product was refused before it came to columns, as JSON; whether it has something
#: that columns do not hold; the number of the line it stands on, and where that line begins in its file; the names of
#: the single inputs that have a source of their own.
REFUSED, UNSURE, LINE, OFFSET, SOURCED = "[refused]", "[unsure]", "[line]", "[offset]", "[sourced]"
STAGED_COLUMNS = (
    pa.field(REFUSED, pa.string(), metadata=_STAGED), pa.field(UNSURE, pa.bool_(), metadata=_STAGED),
    pa.field(LINE, pa.int64(), metadata=_STAGED), pa.field(OFFSET, pa.int64(), metadata=_STAGED),
    pa.field(SOURCED, pa.string(), metadata=_STAGED),
)  # fmt: skip
REFUSED_COLUMN, _, LINE_COLUMN, *_ = STAGED_COLUMNS
NOT_APPLICABLE = "not applicable"
#: The facts that are texts of the file.
_GIVEN = ("name", "column", "unit", "text")
_NAME = re.compile(r"\s*([^\[\]]*?)\s*(?:\[([^\[\]]*)\])?\s*\Z")


@frozen
class Column:
    """The column of a file that fills an input: its position, its unit, and that of its column of `not applicable`.

    `position` is None where the file has no such column, `kind` is its type. `factor` takes its numbers to the unit of
    the input. `used` says whether any formula reads the input.
    """

    field: Field
    position: int | None
    kind: pa.DataType
    unit: Unit | None
    absent: int | None
    used: bool

    @property
    def factor(self) -> Fraction:
        """What numbers of the column are multiplied by."""
        return Fraction(1) if self.unit is None else self.unit.factor_to(self.field.type.unit)


@frozen
class TableColumns:
    """The list column of an input table; `columns` is empty where the file says nothing of its rows.

    `line` is the position of the lines that its rows stand on, where staging has them.
    """

    table: InputTable
    position: int | None
    columns: tuple[Column, ...]
    line: int | None = None


@frozen
class Layout:
    """All columns of a portfolio that a program reads; the columns of staging by name, where it wrote them."""

    id: int
    ruleset: int | None
    staged: Mapping[str, int]
    fields: tuple[Column, ...]
    tables: tuple[TableColumns, ...]
    schema: pa.Schema = field(eq=False)

    @property
    def refused(self) -> int | None:
        """The column that says why products were refused before they were read."""
        return self.staged.get(REFUSED)

    @property
    def unsure(self) -> int | None:
        """The column that marks products with something that columns do not hold."""
        return self.staged.get(UNSURE)


def layout_of(
    schema: pa.Schema, program: Program, place: Place, report: Report, tables: Mapping[str, Place] | None = None
) -> Layout | None:  # fmt: skip
    """The layout of a file with this schema; None and errors in `report` (E601, E602, E618) where it does not fit.

    `place` is where columns are named; `tables` where those of tables are, as far as they are named elsewhere.
    """
    errors = report.count_of_errors
    reader = _ColumnReader(program, place, report, used_names(program))
    known = (*program.fields, *program.tables)
    names = {n: i for i, n in enumerate(schema.names)}
    identity = next((names[n] for n in ID_COLUMNS if n in names and n not in known), None)
    if identity is None:
        reader.tell("E618.no_ids", None, known=ID_COLUMNS)
    about = {*ABOUT, *ID_COLUMNS} - {*known}
    staged = {f.name: names[f.name] for f in STAGED_COLUMNS if _is_staged(schema, f.name)}
    about |= staged.keys()
    reader.check_names(schema, identity, about)
    given = {i: f for i, f in enumerate(schema) if plain_name(f.name) not in program.tables}
    fields = reader.columns(program.fields, {i: f for i, f in given.items() if f.name not in about}, None)
    tables_read = tuple(
        evolve(reader, place=(tables or {}).get(n, place)).table(t, names.get(n), schema)
        for n, t in program.tables.items()
    )
    if report.count_of_errors > errors or identity is None:
        return None
    ruleset = names.get("ruleset") if "ruleset" in about else None
    return Layout(identity, ruleset, staged, fields, tables_read, schema)


def _is_staged(schema: pa.Schema, name: str) -> bool:
    return schema.names.count(name) == 1 and _by_staging(schema.field(name))


def _by_staging(column: pa.Field) -> bool:
    return bool((column.metadata or {}).get(b"ruleengine") == b"staged")


def used_names(program: Program) -> frozenset[str]:
    """The names of all values that formulas read, of columns that fall back on others, and of these."""
    read = frozenset(name for step in program.all_steps() for name in step.values)
    columns = [(table.name, c) for table in program.tables.values() for c in table.columns.values()]
    return read | {f"{t}.{name}" for t, c in columns if c.otherwise for name in (c.name, c.otherwise)}


def given_twice(names: Sequence[str]) -> list[str]:
    """The names that stand in a list more than once, in the order of their first places."""
    return [name for name, count in Counter(names).items() if count > 1]


def plain_name(name: str) -> str:
    """The name of a column without its brackets."""
    match = _NAME.match(name)
    return match.group(1) if match else name


def is_text(kind: pa.DataType) -> bool:
    """Whether a column of this type holds texts, as they are or by code."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


@frozen
class _ColumnReader:
    program: Program
    place: Place
    report: Report
    used: frozenset[str]

    def tell(self, key: str, element: str | None, /, **facts: Fact | None) -> None:
        """Tell what is wrong with the file, or with a column of it, whose name may be long."""
        short = {n: shown_text(f) if n in _GIVEN and isinstance(f, str) else f for n, f in facts.items()}
        named = None if element is None else shown_text(element)
        self.report.take([Diagnostic(key, facts_of(short), self.place, named)])

    def check_names(self, schema: pa.Schema, identity: int | None, about: set[str]) -> None:
        """Refuse columns that could be taken for each other, and ids and rule sets that are no texts."""
        for name in given_twice(schema.names):
            if name in about or name in self.program.tables:
                self.tell("E618.same_name", name, name=name)
        for name in schema.names:
            table = plain_name(name)
            if table in self.program.tables and name != table:
                self.tell("E602.table", name, table=table)
        if identity is not None and not _is_id(schema.field(identity).type):
            self.not_fitting(schema.field(identity), Phrase("column.ids"))
        if "ruleset" in about and schema.names.count("ruleset") == 1:
            column = schema.field("ruleset")
            if not (is_text(column.type) or pa.types.is_null(column.type)):
                self.not_fitting(column, Phrase("column.texts"))

    def not_fitting(self, column: pa.Field, due: Phrase) -> None:
        """A column of another type than is due."""
        self.tell("E618.type", column.name, name=column.name, due=due, kind=_short(column.type))

    def columns(
        self, fields: Mapping[str, Field], given: Mapping[int, pa.Field], table: str | None
    ) -> tuple[Column, ...]:
        """One `Column` an input, from the columns of the file by position."""
        values: dict[str, tuple[int, pa.DataType, Unit | None]] = {}
        absent: dict[str, int] = {}
        for position, column in given.items():
            match = _NAME.match(column.name)
            name, bracket = (match.group(1), match.group(2)) if match else (column.name, None)
            if name not in fields:
                self.unknown(name or column.name, column.name, fields, table)
            elif name in (values if bracket != NOT_APPLICABLE else absent):
                self.tell("E618.same_input", column.name, name=name)
            elif bracket == NOT_APPLICABLE:
                absent[name] = position
                if not (pa.types.is_boolean(column.type) or pa.types.is_null(column.type)):
                    self.not_fitting(column, Phrase("column.truths"))
            else:
                values[name] = (position, column.type, self.unit(fields[name], column, bracket))
                self.check_type(fields[name], column)
        return tuple(self.column(f, table, values.get(n), absent.get(n)) for n, f in fields.items())

    def unknown(self, name: str, element: str, fields: Mapping[str, Field], table: str | None) -> None:
        """A column that no input, or no column of the table, is called as."""
        resolved = self.program.resolved
        path = present_path(resolved, f"inputs.{table}.{name}" if table else f"inputs.{name}")
        if path is not None:
            now = path.rpartition(".")[2]
            self.tell(
                "E601.portfolio_renamed", element, name=name, now=now, reference=str(resolved.reference)
            )
            return
        known, near = tuple(fields), nearest(name, fields)
        if table:
            self.tell("E601.portfolio_column", element, table=table, name=name, known=known, nearest=near)
        else:
            reference = str(self.program.resolved.reference)
            self.tell(
                "E601.portfolio_input", element, reference=reference, name=name, known=known, nearest=near
            )

    def column(
        self, wanted: Field, table: str | None, value: tuple[int, pa.DataType, Unit | None] | None,
        absent: int | None,
    ) -> Column:  # fmt: skip
        name = f"{table}.{wanted.name}" if table else wanted.name
        if value is None and wanted.required:
            self.tell("E618.no_column", name, name=wanted.name, due=wanted.type.of(None).words)
        position, kind, given = value or (None, pa.null(), None)
        return Column(wanted, position, kind, given, absent, name in self.used)

    def unit(self, wanted: Field, column: pa.Field, bracket: str | None) -> Unit | None:
        """The unit of a number column where one is named; E602 where it cannot be converted."""
        stated = (column.metadata or {}).get(b"unit")
        text = bracket if bracket is not None else (stated.decode("utf-8", "replace") if stated else None)
        if (
            bracket is not None
            and stated is not None
            and bracket.strip() != stated.decode("utf-8", "replace")
        ):
            self.tell("E602.two_units", column.name, column=column.name, unit=text)
        if text is None:
            return None
        if wanted.type.kind != "number":
            self.tell("E602.no_number", column.name, name=wanted.name, due=wanted.type.of(None).words)
            return None
        try:
            found = unit(text)
        except UnknownUnit:
            self.tell("E602.column_unit", column.name, text=text, wanted=str(wanted.type.unit))
            return None
        if found.dimension != wanted.type.unit.dimension:
            self.tell(
                "E602.column_dimension", column.name, name=wanted.name, unit=str(found),
                dimension=dimension_words(found.dimension), wanted=str(wanted.type.unit),
                wanted_dimension=dimension_words(wanted.type.unit.dimension),
            )  # fmt: skip
            return None
        return found

    def check_type(self, wanted: Field, column: pa.Field) -> None:
        kind = column.type
        fits = pa.types.is_null(kind) or is_text(kind)
        if wanted.type.kind == "number":
            fits = fits or _is_number(kind)
        elif wanted.type.kind == "boolean":
            fits = fits or pa.types.is_boolean(kind)
        if not fits:
            self.not_fitting(column, _due(wanted))

    def table(self, table: InputTable, position: int | None, schema: pa.Schema) -> TableColumns:
        """The columns of a table; a list of nothing says only that there are no rows."""
        if position is None:
            if table.required:
                self.tell("E618.no_table", table.name, table=table.name)
            return TableColumns(table, None, ())
        kind = schema.field(position).type
        if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
            if not pa.types.is_null(kind):
                self.tell("E618.not_a_table", table.name, table=table.name, kind=_short(kind))
            return TableColumns(table, position, ())
        rows = kind.value_type
        if pa.types.is_null(rows):
            return TableColumns(table, position, ())
        if not pa.types.is_struct(rows):
            self.tell("E618.rows", table.name, table=table.name, kind=_short(rows))
            return TableColumns(table, position, ())
        given = {i: rows.field(i) for i in range(rows.num_fields)}
        line = next((i for i, column in given.items() if column.name == LINE and _by_staging(column)), None)
        given.pop(-1 if line is None else line, None)
        if not given:
            return TableColumns(table, position, ())
        return TableColumns(table, position, self.columns(table.columns, given, table.name), line)


def _is_id(kind: pa.DataType) -> bool:
    whole = pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0)
    return is_text(kind) or whole or bool(pa.types.is_null(kind))


def _short(kind: pa.DataType) -> str:
    """The name of a type without all that is in it."""
    text = str(kind)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _due(wanted: Field) -> Phrase:
    """What a column of an input holds."""
    if wanted.type.kind == "number":
        unit = wanted.type.unit
        return Phrase("column.numbers", unit=str(unit)) if unit.symbols else Phrase("column.plain_numbers")
    return Phrase("column.truths" if wanted.type.kind == "boolean" else "column.texts")


def text_paths(schema: pa.Schema, leaves: Sequence[str]) -> list[str]:
    """Of the paths of the leaves of a Parquet file those that hold texts, to be read by code."""
    texts: set[tuple[str, str]] = set()
    for column in schema:
        kind = column.type
        if is_text(kind):
            texts.add((column.name, column.name))
        elif (pa.types.is_list(kind) or pa.types.is_large_list(kind)) and pa.types.is_struct(kind.value_type):
            rows = [kind.value_type.field(i) for i in range(kind.value_type.num_fields)]
            texts |= {(column.name, row.name) for row in rows if is_text(row.type)}
    return [path for path in leaves if (path.split(".")[0], path.split(".")[-1]) in texts]
