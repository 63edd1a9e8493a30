"""Which numbers a footprint rests on are uncertain, and how."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, frozen

from ruleengine.analysis.uncertainty.distributions import Distribution, distribution, limits
from ruleengine.analysis.uncertainty.pedigree import deviation, is_scored
from ruleengine.analysis.variables import Variable, lookups_read, variables
from ruleengine.formula.units import CO2E, Unit
from ruleengine.inventory.model import Cell, Inventory
from ruleengine.inventory.sources import is_unknown, pointers, source_in
from ruleengine.inventory.uncertainty import FACTOR
from ruleengine.program.number_sources import SOURCES, input_pointer
from ruleengine.program.program import Field, Program

#: Where an uncertainty comes from, from what is known best to what is not.
ORIGINS = ("given", "pedigree", "unscored", "unknown")


@frozen
class Uncertain:
    """One uncertain number; `origin` is `given` (in the inventory), `pedigree` (from the scores of its source),
    `unscored` (its source has no score at all) or `unknown` (nothing is said of it); these two have the widest class.

    A factor that stands in several rows is one number, as uncertain as the least certain of them: `rows` are all of
    them, `variable` is the first. `place` is what tells it from other numbers of the same name in the draws.
    """

    variable: Variable
    distribution: Distribution
    origin: str
    place: int | str | None
    rows: tuple[Variable, ...]


def uncertain_inputs(program: Program, inventory: Inventory, *, pedigree: bool = True) -> list[Uncertain]:
    """The numbers with an uncertainty, in the order of the rule set.

    One that the inventory gives comes first. Else, with `pedigree`, numbers are lognormal after the scores of their own
    source, or of that of their row; those that name none, or one without scores, have the widest class. Zeros, defaults
    and what the rule set calls exact are certain. Parameters and columns of look-up tables are uncertain only where the
    inventory says so.
    """
    scored, named = _scored_sources(program, inventory), pointers(program)
    found: dict[object, Uncertain] = {}
    for variable in (*variables(program, inventory), *lookups_read(program)):
        if variable.kind in ("parameter", "lookup"):
            item, same = _of_constant(inventory, variable), None
        else:
            item, same = _of_input(program, inventory, variable, named, scored if pedigree else None)
        if item is None or item.distribution.certain:
            continue
        known = found.get(same) if same else None
        if known is None:
            found[same or (variable.name, variable.row)] = item
        else:
            wider = max(known, item, key=lambda one: (one.distribution.spread, ORIGINS.index(one.origin)))
            found[same] = evolve(
                known, distribution=wider.distribution, origin=wider.origin, rows=(*known.rows, variable)
            )
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
    program: Program,
    inventory: Inventory,
    variable: Variable,
    named: Mapping[str, str | None],
    scored: Mapping[str, float] | None,
) -> tuple[Uncertain | None, object]:
    """The uncertainty of a number of the inventory, None where it is certain; and what other rows share that are the
    same factor: its name, its value and the distribution given, None where it is a number of its own.

    The source is not among them: were rows drawn apart as soon as one of them loses its source, their errors would
    cancel out, and the footprint be the surer for it.
    """
    field = variable.field
    if field is None or variable.name.startswith(f"{SOURCES}."):
        return None, None
    cell, of_row, key = _cell(program, inventory, variable, named)
    value, given = float(variable.value), None
    if cell.uncertainty is not None:
        made = given = distribution(cell.uncertainty, value, field)
        origin = "given"
    elif scored is None or value == 0 or field.exact or cell.default:
        return None, None
    else:
        source = cell.source or of_row
        spread = scored.get(source or "")
        origin = (
            "unknown" if is_unknown(field, cell, of_row) else "unscored" if spread is None else "pedigree"
        )
        made = _multiplicative(value, deviation({}) if spread is None else spread, field)
    one_of_many = variable.row is not None and is_factor(variable.unit)
    same = (variable.name, variable.value, given) if one_of_many else None
    return Uncertain(variable, made, origin, variable.row if key is None else key, (variable,)), same


def _multiplicative(value: float, spread: float, field: Field) -> Distribution:
    """Lognormal around a number, for the logarithm of a geometric standard deviation; normal with that as the relative
    deviation around one below zero."""
    if value > 0:
        return Distribution("lognormal", value, spread, *limits(field))
    return Distribution("normal", value, -value * spread, *limits(field))


def is_factor(unit: Unit) -> bool:
    """Whether a unit is that of a factor: carbon dioxide equivalent for an amount of something else."""
    dimension = dict(unit.dimension)
    ((carbon, power),) = CO2E.dimension
    return dimension.get(carbon) == power and len(dimension) > 1


def _scored_sources(program: Program, inventory: Inventory) -> dict[str, float]:
    """ln GSD of each source that has a score."""
    table = program.tables.get(SOURCES)
    if table is None or table.key is None:
        return {}
    return {str(row[table.key].value): deviation(row) for row in inventory.tables[SOURCES] if is_scored(row)}


def _cell(
    program: Program, inventory: Inventory, variable: Variable, named: Mapping[str, str | None]
) -> tuple[Cell, str | None, str | None]:
    """The cell of a variable, the source that its row or another input names, and the key of its row."""
    if variable.row is None:
        source = source_in(inventory.values, input_pointer(program, variable.name))
        return inventory.values[variable.name], source, None
    name, column = variable.name.split(".")
    table, row = program.tables[name], inventory.tables[name][variable.row]
    key = str(row[table.key].value) if table.key else None
    return row[column], source_in(row, named[variable.name]), key
