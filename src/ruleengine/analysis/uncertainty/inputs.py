"""Which numbers a footprint rests on are uncertain, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from ruleengine.analysis.uncertainty.distributions import Distribution, distribution, limits
from ruleengine.analysis.uncertainty.pedigree import deviation
from ruleengine.analysis.variables import Variable, lookups_read, variables
from ruleengine.formula.units import CO2E, Unit
from ruleengine.inventory.model import Cell, Inventory
from ruleengine.inventory.uncertainty import FACTOR
from ruleengine.program.program import Field, Program


@frozen
class Uncertain:
    """One uncertain number; `origin` is `given` (in the inventory) or `pedigree` (from the scores of its source).

    A factor that stands in several rows is one number: `rows` are all of them, `variable` is the first. `place` is
    what tells it from other numbers of the same name in the draws.
    """

    variable: Variable
    distribution: Distribution
    origin: str
    place: int | str | None
    rows: tuple[Variable, ...]


def uncertain_inputs(program: Program, inventory: Inventory, *, pedigree: bool = True) -> list[Uncertain]:
    """The numbers with an uncertainty, in the order of the rule set.

    One that the inventory gives comes first. Else, with `pedigree`, amounts with a unit that are above zero are
    lognormal after the scores of their own source, or of that of their row. Shares, counts and other numbers without
    a unit, zeros, and numbers whose source is not fully scored are certain. Parameters and columns of look-up tables
    are uncertain only where the inventory says so.
    """
    scored = _scored_sources(program, inventory) if pedigree else {}
    found: dict[object, Uncertain] = {}
    for variable in (*variables(program, inventory), *lookups_read(program)):
        if variable.kind in ("parameter", "lookup"):
            item, same = _of_constant(inventory, variable), None
        else:
            item, same = _of_input(program, inventory, variable, scored)
        if item is None or item.distribution.certain:
            continue
        known = found.get(same) if same else None
        if known is None:
            found[same or (variable.name, variable.row)] = item
        else:
            found[same] = evolve(known, rows=(*known.rows, variable))
    return list(found.values())


def _of_constant(inventory: Inventory, variable: Variable) -> Uncertain | None:
    """The uncertainty of a parameter or of a column of a look-up table; None where it is certain."""
    given = inventory.constants.get(variable.name)
    if given is None:
        return None
    field = variable.field or Field(variable.name, FACTOR.type, {}, True, None)
    made = distribution(given, float(variable.value), field)
    return Uncertain(variable, made, "given", None, (variable,))


def _of_input(
    program: Program, inventory: Inventory, variable: Variable, scored: Mapping[str, float]
) -> tuple[Uncertain | None, object]:
    """The uncertainty of a number of the inventory, None where it is certain; and what other rows share that are the
    same factor: its name, value, source and distribution, None where it is a number of its own."""
    field = variable.field
    if field is None:
        return None, None
    cell, row_source, key = _cell(program, inventory, variable)
    value, source = float(variable.value), cell.source or row_source or ""
    if cell.uncertainty is not None:
        made, origin = distribution(cell.uncertainty, value, field), "given"
    elif source not in scored or value <= 0 or not variable.unit.dimension:
        return None, None
    else:
        made, origin = Distribution("lognormal", value, scored[source], *limits(field)), "pedigree"
    one_of_many = variable.row is not None and is_factor(variable.unit)
    same = (variable.name, variable.value, source, made, origin) if one_of_many else None
    return Uncertain(variable, made, origin, variable.row if key is None else key, (variable,)), same


def is_factor(unit: Unit) -> bool:
    """Whether a unit is that of a factor: carbon dioxide equivalent for an amount of something else."""
    dimension = dict(unit.dimension)
    ((carbon, power),) = CO2E.dimension
    return dimension.get(carbon) == power and len(dimension) > 1


def _scored_sources(program: Program, inventory: Inventory) -> dict[str, float]:
    """ln GSD of each fully scored source."""
    table = program.tables.get("data_sources")
    if table is None or table.key is None:
        return {}
    rows = ((str(row[table.key].value), deviation(row)) for row in inventory.tables["data_sources"])
    return {key: spread for key, spread in rows if spread is not None}


def _cell(program: Program, inventory: Inventory, variable: Variable) -> tuple[Cell, str | None, str | None]:
    """The cell of a variable, the source that its row names, and the key of its row."""
    if variable.row is None:
        return inventory.values[variable.name], None, None
    name, column = variable.name.split(".")
    table, row = program.tables[name], inventory.tables[name][variable.row]
    source = next((row[c].value for c in _pointers(table.columns)), None)
    key = str(row[table.key].value) if table.key else None
    return row[column], source if isinstance(source, str) else None, key


def _pointers(columns: Mapping[str, Field]) -> Iterator[str]:
    """The columns that name a data source."""
    return (c.name for c in columns.values() if c.type.target == "data_sources")
