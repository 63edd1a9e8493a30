"""The numbers of a product for the data annex: amount, source, quality, share of the footprint, what verifiers found.

The share of a number is its elasticity (`analysis.sensitivity`), so that of a mass and that of its factor are equal and
shares do not add up: each tells how far a mistake in that number would go.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ruleengine.analysis.variables import Variable, lookups_read, variables
from ruleengine.assess.verified_values import ValueLook, VerifiedValue
from ruleengine.documents.checklist import sheet_types as s
from ruleengine.documents.checklist.answers import deviation, evidence_rows
from ruleengine.documents.text import pair, quantity
from ruleengine.figures import fixed, plain
from ruleengine.inventory.model import Cell, Row
from ruleengine.inventory.sources import is_unknown, source_in
from ruleengine.program.number_sources import SOURCES, input_pointer, pointer
from ruleengine.run.result import Result

_SCORES = ("technology", "geography", "time", "precision")
_KINDS: tuple[s.ValueKind, ...] = ("input", "cell", "parameter", "lookup")


def value_rows(result: Result, found: Mapping[str, VerifiedValue]) -> list[s.ValueRow]:
    """All numbers of the inventory, and those of the rule set that the footprint rests on, the largest share first."""
    program, inventory = result.program, result.inventory
    numbers = [v for v in variables(program, inventory) if not v.name.startswith(f"{SOURCES}.")]
    numbers += lookups_read(program)
    qualities = {key: _quality(result, row) for key, row in _register(result).items()}
    rows = [
        _row(result, number, share, qualities, found)
        for number, share in zip(numbers, _shares(result, numbers), strict=True)
        if number.kind in ("input", "cell") or share
    ]
    return sorted(rows, key=lambda row: -abs(round(row["share"] or 0.0, 12)))


def register(result: Result, rows: Sequence[s.ValueRow]) -> list[s.DataSourceRow]:
    """The sources of the inventory, with how many numbers name each and the largest share among them."""
    found: list[s.DataSourceRow] = []
    for key, row in _register(result).items():
        named = [r for r in rows if r["source"] == key]
        found.append(
            {
                "id": key,
                "title": str(_said(row, "title") or key),
                "year": _text(_said(row, "year")),
                "quality": _quality(result, row),
                "values": len(named),
                "share": max((abs(r["share"] or 0.0) for r in named), default=None),
            }
        )
    return found


def _register(result: Result) -> dict[str, Row]:
    """The rows of `data_sources` by their keys."""
    table = result.program.tables.get(SOURCES)
    if table is None or table.key is None:
        return {}
    return {str(row[table.key].value): row for row in result.inventory.tables[SOURCES]}


def _said(row: Row, column: str) -> object:
    value = row[column].value if column in row else None
    return value if isinstance(value, str | Decimal | bool) else None


def _text(value: object) -> str | None:
    return plain(value) if isinstance(value, Decimal) else None if value is None else str(value)


def _quality(result: Result, row: Row) -> s.Quality:
    """Kind, primary or not, and the scores of a source."""
    columns = result.program.tables[SOURCES].columns
    kind, primary = _said(row, "kind"), _said(row, "primary")
    options = columns["kind"].options if "kind" in columns else None
    scores = {name: value for name in _SCORES if isinstance(value := _said(row, name), Decimal)}
    mean = sum(scores.values(), Decimal(0)) / len(scores) if scores else None
    return {
        "kind": pair((options or {}).get(str(kind), {"zh": kind, "en": kind})) if kind is not None else None,
        "primary": primary if isinstance(primary, bool) else None,
        "scores": [{"value": plain(value), "unit": name} for name, value in scores.items()],
        "mean": fixed(mean, 1) if mean is not None else None,
    }


def _shares(result: Result, numbers: Sequence[Variable]) -> list[float | None]:
    """The elasticities of the footprint per unit; None where there is no derivative."""
    from ruleengine.arrays.gradient import gradient

    found = gradient(result.program, result.inventory, [(n.name, n.row) for n in numbers]).per_unit
    base = float(result.per_unit)
    shares: list[float | None] = []
    for number, slope in zip(numbers, found, strict=True):
        share = float(slope) * float(number.value) / base if base else math.nan
        shares.append(share if math.isfinite(share) else None)
    return shares


def _row(
    result: Result,
    number: Variable,
    share: float | None,
    qualities: Mapping[str, s.Quality],
    found: Mapping[str, VerifiedValue],
) -> s.ValueRow:
    cell, source, unknown = _origin(result, number)
    verified = next((found[name] for name in _names(result, number) if name in found), None)
    in_unit = f"{plain(number.value)} {number.unit}"
    said = cell.given if cell is not None else None
    given = said if said not in (in_unit, plain(number.value)) else None
    amount = None if number.kind == "lookup" else quantity(number.value, str(number.unit))
    return {
        "path": number.shown,
        "kind": next(k for k in _KINDS if k == number.kind),
        "label": pair(number.label),
        "row": number.row_label,
        "amount": amount,
        "given": given,
        "hash": given or (amount["value"] if amount else ""),
        "default": cell.default if cell is not None else False,
        "source": source,
        "quality": qualities.get(source or ""),
        "unknown": unknown,
        "share": share,
        "looks": [_look(look, in_unit) for look in verified.looks] if verified else [],
        "conflict": verified.is_conflict if verified else False,
    }


def _origin(result: Result, number: Variable) -> tuple[Cell | None, str | None, bool]:
    """The cell of a number, the source that it names, and whether nothing is known of it."""
    program, inventory = result.program, result.inventory
    if number.kind == "parameter":
        return None, program.parameters[number.name].element.text("source"), False
    if number.kind == "lookup":
        return None, str(program.lookups[number.name.partition(".")[0]].reference), False
    row: Row = inventory.values
    named = input_pointer(program, number.name)
    if number.row is not None:
        table, _, column = number.name.partition(".")
        row, named = inventory.tables[table][number.row], pointer(program.tables[table], column)
    cell = row[number.name.rpartition(".")[2]]
    of_row = source_in(row, named)
    unknown = number.field is not None and is_unknown(number.field, cell, of_row)
    return cell, cell.source or of_row, unknown


def _names(result: Result, number: Variable) -> Iterator[str]:
    """What an assessment may call a number: by the number of its row, or by its key."""
    yield number.shown
    if number.row is not None:
        table, _, column = number.name.partition(".")
        key = result.program.tables[table].key
        if key is not None:
            yield f"{table}[{result.inventory.tables[table][number.row][key].value}].{column}"


def _look(look: ValueLook, given: str) -> s.ValueLookView:
    verified = _text(look.verified)
    bare = isinstance(look.verified, Decimal | int)
    unit = given.partition(" ")[2]
    return {
        "ticked": look.ticked,
        "sampled": look.sampled,
        "verified": verified,
        "deviation": deviation(given, f"{verified} {unit}" if bare else verified),
        "why": look.why,
        "note": look.note,
        "by": look.by,
        "date": look.date,
        "evidence": evidence_rows(look.evidence),
    }
