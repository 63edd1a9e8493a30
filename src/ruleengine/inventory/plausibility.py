"""What is unlikely without being wrong: numbers outside what is typical, per cent given as fractions, old factors.

It is told and forbids nothing. The rules are those of one number, so that single inventories and portfolios, which
hold them against whole columns, tell the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ruleengine.diagnostics import Diagnostic, Fact
from ruleengine.diagnostics.facts import facts_of
from ruleengine.figures import plain
from ruleengine.formula.units import PER_CENT
from ruleengine.inventory.model import Cell, Row
from ruleengine.inventory.texts import path_in_words
from ruleengine.inventory.values import in_unit
from ruleengine.program.program import Field, Program, columns_read
from ruleengine.ruleset.model import FactorTable
from ruleengine.source.document import Document, Path

#: A period and a factor table that are more years apart than this are far from each other; an assumption of ours.
FAR = 3
#: What a table's `year` may be (`source/shapes/factor_table.yaml`); a version that begins with such a number names one.
YEARS = (1900, 2100)
#: The codes that a portfolio is held against as well; it has no periods.
UNLIKELY = ("W645", "W646")
#: Rows of a table that are told of one column.
_SHOWN = 5
#: A number without a unit, as files have it.
BARE = re.compile(r"[-+0-9.eE\s]+")

Given = Sequence[tuple[Path, Cell]]


def implausible(
    document: Document,
    program: Program,
    period: Mapping[str, str],
    values: Mapping[str, Cell],
    tables: Mapping[str, tuple[Row, ...]],
) -> list[Diagnostic]:
    """The warnings on an inventory (W645, W646, W647), one for each input or column, and each table of factors
    that a formula reads."""
    found: list[Diagnostic] = []
    for name, field in program.fields.items():
        if not _has_expectations(field):
            continue
        found += _of_numbers(document, name, field, [(("values", name), values[name])])
    for table in program.tables.values():
        rows = tables[table.name]
        for column, field in table.columns.items():
            if not _has_expectations(field):
                continue
            given = [(("values", table.name, i, column), row[column]) for i, row in enumerate(rows)]
            found += _of_numbers(document, f"{table.name}.{column}", field, given)
    return [*found, *_of_period(document, program, period)]


def _has_expectations(field: Field) -> bool:
    return field.type.kind == "number" and bool(field.typical or takes_per_cent(field))


def _of_numbers(document: Document, name: str, field: Field, given: Given) -> list[Diagnostic]:
    there = [(path, c) for path, c in given if isinstance(c.value, Decimal) and not c.default]
    found = []
    unlikely = [(path, c) for path, c in there if not is_typical(field, c.value)]
    if unlikely and field.typical:
        low, high = (in_unit(limit, field.type.unit) for limit in field.typical)
        found.append(_told(document, ("W645.value", "W645.rows"), name, field, unlikely, low=low, high=high))
    bare = [(path, c) for path, c in there if c.given is not None and BARE.fullmatch(c.given)]
    if takes_per_cent(field) and bare and all(is_fraction(c.value) for _, c in bare):
        found.append(
            _told(
                document, ("W646.value", "W646.rows"), name, field, bare, hundredfold=_hundredfold(bare[0][1])
            )
        )
    return found


def takes_per_cent(field: Field) -> bool:
    """Whether bare numbers of a field are per cent, and could be meant as fractions; not where those are typical."""
    return field.type.unit == PER_CENT and not (field.typical and field.typical[0] < 1)


def is_typical(field: Field, value: object) -> bool:
    """Whether a number lies within what is typical of a field; limits belong to it."""
    return field.typical is None or (
        isinstance(value, Decimal) and field.typical[0] <= value <= field.typical[1]
    )


def is_fraction(value: object) -> bool:
    """Whether a number of per cent looks like a fraction: above 0 and not above 1."""
    return isinstance(value, Decimal) and 0 < value <= 1


def _hundredfold(cell: Cell) -> str:
    return plain(cell.value * 100) if isinstance(cell.value, Decimal) else ""


def _told(
    document: Document, keys: tuple[str, str], name: str, field: Field, cells: Given, **facts: Fact
) -> Diagnostic:
    """One warning for an input, or for all rows of a column that it is about, at the first of them."""
    path, cell = cells[0]
    value = in_unit(cell.value, field.type.unit) if isinstance(cell.value, Decimal) else ""
    rows = tuple(str(p[2] + 1) for p, _ in cells if len(p) > 2 and isinstance(p[2], int))
    key = keys[1] if rows else keys[0]
    known: dict[str, Fact | None] = {"name": name, "value": value, **facts}
    if rows:
        shown = (*rows[:_SHOWN], "…") if len(rows) > _SHOWN else rows
        known |= {"rows": shown, "count": len(rows)}
    place = document.cell_place(path) or document.place(path)
    return Diagnostic(key, facts_of(known), place, path_in_words(path), field.clause)


def year_of(table: FactorTable) -> int | None:
    """The year that a factor table is for: its `year`, or the first number of a version such as 2024.0.0."""
    stated = table.header.get("year")
    if isinstance(stated, int):
        return stated
    major = table.reference.version.major
    return major if YEARS[0] <= major <= YEARS[1] else None


def years_apart(period: Mapping[str, str], year: int) -> int:
    """The years between a year and the nearest end of a period; 0 where it lies in the period, or there is none."""
    years = [int(text[:4]) for text in period.values() if text[:4].isascii() and text[:4].isdigit()]
    return max(0, min(years) - year, year - max(years)) if years else 0


def _of_period(document: Document, program: Program, period: Mapping[str, str]) -> list[Diagnostic]:
    years = {n: year for n, table in program.lookups.items() if (year := year_of(table)) is not None}
    far = {name: year for name, year in years.items() if years_apart(period, year) > FAR}
    read = {column.partition(".")[0] for column in columns_read(program.all_steps())} if far else set()
    found = []
    for name, year in far.items():
        if name in read:
            table = program.lookups[name]
            facts = {"name": name, "table": str(table.reference), "year": str(year), "first": period.get("from", ""),
                     "last": period.get("to", "")}  # fmt: skip
            place = document.place(("period",))
            found.append(Diagnostic("W647.period", facts_of(facts), place, path_in_words(("period",))))
    return found
