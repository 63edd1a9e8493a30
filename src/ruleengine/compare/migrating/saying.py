"""What a product says, whatever its notation: the sign that two files say the same of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal

from attrs import evolve

from ruleengine.diagnostics import Fault
from ruleengine.inventory.assumptions import bare
from ruleengine.inventory.values import is_not_applicable, read_value
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Field, Program
from ruleengine.source.canonical import fingerprint

#: Digits that units leave as they are, however often they are converted.
_DIGITS = Context(prec=28)


def said_of(data: Mapping[str, object], program: Program) -> str:
    """The hash of the id and the values of an inventory, numbers in the units of the program; `ruleset` is left out."""
    given = as_map(data.get("values"))
    found: dict[str, object] = {"inventory": data.get("inventory")}
    for name, wanted in program.fields.items():
        if bare(given.get(name)) is not None:
            found[name] = _said(wanted, bare(given[name]))
    for name, table in program.tables.items():
        rows = given.get(name)
        if isinstance(rows, list):
            found[name] = [
                {c: _said(f, bare(row[c])) for c, f in table.columns.items() if bare(row.get(c)) is not None}
                for row in map(as_map, rows)
            ]
    return fingerprint(found)


def _said(wanted: Field, value: object) -> object:
    if is_not_applicable(wanted, value):
        return "not applicable"
    try:
        read = read_value(evolve(wanted, minimum=None, maximum=None, above=None, below=None), value)
    except Fault:
        return str(value)
    return _DIGITS.plus(read).normalize() if isinstance(read, Decimal) else read
