"""Which inputs are missing behind a value that could not be calculated."""

from __future__ import annotations

from ruleengine.formula.typed import Aggregate, Value, walk
from ruleengine.inventory.model import MISSING, Inventory
from ruleengine.program.program import Program, Step


def missing_inputs(program: Program, inventory: Inventory, step: Step) -> list[str]:
    """The inputs that are missing and on which a step rests, e.g. `materials.mass (row 3)`."""
    found: list[str] = []
    seen: set[str] = set()
    waiting = [step]
    while waiting:
        current = waiting.pop()
        for part in walk(current.typed):
            if isinstance(part, Aggregate) and part.table in inventory.missing_tables:
                found.append(f"{part.table} (the table; `[]` where it has no rows)")
            if not isinstance(part, Value) or part.name in seen:
                continue
            seen.add(part.name)
            earlier = program.step(part.name)
            if earlier:
                waiting.append(earlier)
            found += _missing(part.name, inventory)
    return sorted(set(found))


def _missing(name: str, inventory: Inventory) -> list[str]:
    cell = inventory.values.get(name)
    if cell is not None:
        return [name] if cell.value is MISSING else []
    table, _, column = name.partition(".")
    rows = inventory.tables.get(table, ())
    return [f"{name} (row {i + 1})" for i, r in enumerate(rows) if column in r and r[column].value is MISSING]
