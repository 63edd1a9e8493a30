"""The names that a formula may use, with their types."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import field, frozen

from ruleengine.formula.typed import Type
from ruleengine.formula.units import Unit


@frozen
class LookupTable:
    """Signature of a look-up table: its keys with the texts that occur, and its value columns with their units."""

    keys: tuple[tuple[str, frozenset[str]], ...]
    columns: Mapping[str, Unit]


@frozen
class Scope:
    """The names a formula may use.

    `values`: single values and calculated columns; `tables`: input tables with their columns (calculated ones
    included); `whens`: those that are not always applicable, with the names of their conditions;
    `lookups`: look-up tables; `removed`: names that a rule set has taken out, and which one did; `later`: names of
    indicators, which are values where they are calculated already.
    """

    values: Mapping[str, Type]
    tables: Mapping[str, Mapping[str, Type]]
    lookups: Mapping[str, LookupTable]
    removed: Mapping[str, str] = field(factory=dict)
    whens: Mapping[str, str] = field(factory=dict)
    later: Collection[str] = ()

    @property
    def names(self) -> set[str]:
        """All names, for suggestions."""
        return {*self.values, *self.tables, *self.lookups}
