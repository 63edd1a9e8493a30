"""The objects whose hashes identify an inventory: what it means, and what is printed of it (docs/guide/hashes.md)."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import asdict

from ruleengine.inventory.model import Absent, Cell, Inventory
from ruleengine.inventory.product import mass_of


def meaning_object(inventory: Inventory) -> dict[str, object]:
    """What makes two inventories the same: values in the units of the rule set, not how they were written.

    Notes, and the file that it was read from, do not count; a table of which nothing is said is left out.
    """

    def cell(item: Cell) -> object:
        value = {"absent": item.value.value} if isinstance(item.value, Absent) else item.value
        parts = [value, item.source] if item.source else [value]
        return [*parts, asdict(item.uncertainty)] if item.uncertainty else parts

    constants = {k: asdict(u) for k, u in inventory.constants.items()}
    return {
        "inventory": inventory.id,
        "product": _product(inventory.product),
        "period": dict(inventory.period) or None,
        "values": {k: cell(v) for k, v in inventory.values.items()},
        "tables": {
            k: [{c: cell(v) for c, v in row.items()} for row in rows]
            for k, rows in inventory.tables.items()
            if k not in inventory.missing_tables
        },
        **({"uncertainty": constants} if constants else {}),
    }


def _product(product: Mapping[str, object]) -> dict[str, object] | None:
    """What is said of the product; its mass is the same in any unit."""
    mass = mass_of(product)
    return {**product, **({} if mass is None else {"mass": mass})} or None
