"""Which numbers of an inventory are uncertain, and how."""

from __future__ import annotations

import math

from attrs import frozen

from ruleengine.inventory.model import Cell, Inventory
from ruleengine.program.program import Program
from ruleengine.run.uncertainty.distributions import Distribution, distribution, limits
from ruleengine.run.uncertainty.pedigree import squared_deviation
from ruleengine.run.variables import Variable, variables


@frozen
class Uncertain:
    """One uncertain number; `origin` is `given` (in the inventory) or `pedigree` (from the scores of its source)."""

    variable: Variable
    distribution: Distribution
    origin: str


def uncertain_inputs(program: Program, inventory: Inventory, *, pedigree: bool = True) -> list[Uncertain]:
    """The numbers with an uncertainty, in the order of the rule set.

    One that the inventory gives comes first. Else, with `pedigree`, amounts with a unit that are above zero are
    lognormal after the scores of their own source, or of that of their row. Shares, counts and other numbers without
    a unit, zeros, and numbers whose source is not fully scored are certain.
    """
    scored = _scored_sources(program, inventory)
    found = []
    for variable in variables(program, inventory):
        if variable.field is None:
            continue
        cell, row_source = _cell(program, inventory, variable)
        value = float(variable.value)
        if cell.uncertainty is not None:
            made = distribution(cell.uncertainty, value, variable.field)
            origin = "given"
        else:
            squared = scored.get(cell.source or row_source or "")
            if not pedigree or squared is None or value <= 0 or not variable.unit.dimension:
                continue
            made = Distribution("lognormal", value, math.log(squared) / 2, *limits(variable.field))
            origin = "pedigree"
        if not made.certain:
            found.append(Uncertain(variable, made, origin))
    return found


def _scored_sources(program: Program, inventory: Inventory) -> dict[str, float]:
    """The squared geometric standard deviation of each fully scored source."""
    table = program.tables.get("data_sources")
    if table is None or table.key is None:
        return {}
    rows = ((str(row[table.key].value), squared_deviation(row)) for row in inventory.tables["data_sources"])
    return {key: squared for key, squared in rows if squared is not None}


def _cell(program: Program, inventory: Inventory, variable: Variable) -> tuple[Cell, str | None]:
    """The cell of a variable, and the source that its row names."""
    if variable.row is None:
        return inventory.values[variable.name], None
    table, column = variable.name.split(".")
    row = inventory.tables[table][variable.row]
    references = (c.name for c in program.tables[table].columns.values() if c.type.target == "data_sources")
    source = next((row[name].value for name in references), None)
    return row[column], source if isinstance(source, str) else None
