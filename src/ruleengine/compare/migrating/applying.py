"""Edits of one CSV file: names of columns, cells, rows; all else stays as it is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from attrs import field, frozen

from ruleengine.compare.passage import FieldWay
from ruleengine.diagnostics import Refused, Report
from ruleengine.figures import plain
from ruleengine.inventory.assumptions import bare
from ruleengine.portfolio.columns import plain_name
from ruleengine.portfolio.files.csv_form import CsvForm, form_of, is_nothing, records
from ruleengine.portfolio.files.staging_csv import OWNER_NAMES
from ruleengine.program.program import Field

_BOM = b"\xef\xbb\xbf"
_HEAD = 65_536
_ABSENT = "[not applicable]"


@frozen
class CsvColumn:
    """A column from now on: the input that it is of, what stands in the first line, and where it stood before."""

    name: str
    header: str
    position: int | None = None


@frozen(eq=False)
class CsvEdits:
    """What is done to one CSV file: columns that are renamed, left out or added; cells and rows, by line.

    `path` is None for the file of a table that is new. `ways` are by old name, `known` are all old names, `fields` the
    inputs or columns of the new version.
    """

    path: Path | None
    ways: Mapping[str, FieldWay]
    known: frozenset[str]
    fields: Mapping[str, Field]
    form: CsvForm | None
    columns: dict[str, CsvColumn]
    cells: dict[int, dict[str, str]] = field(factory=dict)
    gone: set[int] = field(factory=set)
    added: list[dict[str, str]] = field(factory=list)

    def column(self, name: str) -> None:
        """A column that is there from now on, to be filled in."""
        wanted = self.fields.get(name)
        if name not in self.columns:
            number = wanted is not None and wanted.type.kind == "number" and wanted.type.unit.symbols
            header = f"{name} [{wanted.type.unit}]" if wanted is not None and number else name
            self.columns[name] = CsvColumn(name, header)

    def put(self, line: int, name: str, value: object) -> None:
        """A value in a cell; the column is added where there is none."""
        self.column(name)
        self.cells.setdefault(line, {})[name] = self.cell(name, value)

    def add(self, owner: str, row: Mapping[str, object]) -> None:
        """A row that belongs to a product."""
        there = {str(n): v for n, v in row.items() if bare(v) is not None}
        for name in there:
            self.column(name)
        of_product = next(n for n in OWNER_NAMES if n in self.columns)
        self.added.append({of_product: owner, **{n: self.cell(n, v) for n, v in there.items()}})

    def cell(self, name: str, value: object) -> str:
        """A value as a cell of a column: a number with its unit where the column names another one."""
        given, wanted = bare(value), self.fields.get(name)
        if isinstance(given, bool):
            return str(given).lower()
        if not isinstance(given, int | Decimal):
            return str(given)
        column = self.columns[name]
        if wanted is None or column.position is None or "[" not in column.header:
            return plain(given)
        return f"{plain(given)} {wanted.type.unit}"

    def content(self) -> bytes:
        """The file with all of it done."""
        raw = b"" if self.path is None else self.path.read_bytes()[:_HEAD]
        target = io.StringIO()
        writer = csv.writer(
            target, delimiter=self.form.separator if self.form else ",",
            lineterminator="\r\n" if b"\r\n" in raw else "\n",
        )  # fmt: skip
        columns = list(self.columns.values())
        writer.writerow([c.header for c in columns])
        for line, cells in records(self.path, self.form) if self.path and self.form else ():
            if self.form and line > self.form.line and line not in self.gone and not is_nothing(cells):
                own = self.cells.get(line, {})
                stood = ["" if c.position is None else cells[c.position] for c in columns]
                writer.writerow([own.get(c.name, s) for c, s in zip(columns, stood, strict=True)])
        writer.writerows([row.get(c.name, "") for c in columns] for row in self.added)
        plain_utf = self.form is None or (self.form.encoding == "utf-8-sig" and not raw.startswith(_BOM))
        return target.getvalue().encode("utf-8" if plain_utf or self.form is None else self.form.encoding)


def edits_of(
    path: Path | None, ways: Mapping[str, FieldWay], known: frozenset[str], fields: Mapping[str, Field]
) -> CsvEdits:
    """Edits with the columns as the new version calls them; raises `Refused` where a file has none."""
    if path is None:
        owner = OWNER_NAMES[0]
        return CsvEdits(path, ways, known, fields, None, {owner: CsvColumn(owner, owner)})
    report = Report()
    form = form_of(path, report)
    if form is None:
        raise Refused(report.items)
    columns = (_column(i, name, ways, known) for i, name in enumerate(form.names))
    return CsvEdits(path, ways, known, fields, form, {c.name: c for c in columns if c is not None})


def _column(
    position: int, name: str, ways: Mapping[str, FieldWay], known: frozenset[str]
) -> CsvColumn | None:
    """A column as the new version calls it; None where it does not take it, or where it has no name."""
    plainly = plain_name(name)
    way = ways.get(plainly)
    if way is None:
        return None if plainly in known or not name else CsvColumn(name, name, position)
    now = name.replace(plainly, way.after.name, 1)
    if name.endswith(_ABSENT):
        return CsvColumn(now, now, position)
    header = now if way.unit is None or "[" in name else f"{now} [{way.unit}]"
    return CsvColumn(way.after.name, header, position)
