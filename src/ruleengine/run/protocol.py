"""What constructs and aggregates ask of an exact run."""

from __future__ import annotations

from typing import Protocol

from ruleengine.formula import typed as t
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program
from ruleengine.run.values import Calculated, Datum


class ExactRun(Protocol):
    """One run of a program on one inventory; rows are counted from 0."""

    program: Program
    inventory: Inventory
    values: dict[str, Calculated]
    failed: set[str]

    def evaluate(self, node: t.Typed, row: int | None) -> Datum:
        """The value of a typed tree, in one row of its table where it is a column."""

    def once(self, node: t.Aggregate) -> Datum:
        """The value of an aggregate that rows ask for and that is the same in all of them."""

    def row(self, table: str, key: str) -> int:
        """The row of an input table that has this key."""

    def members(self, node: t.Aggregate, by: t.Typed) -> list[list[int]]:
        """For each row of the table that `by` refers to: the rows that point at it."""

    def item(self, node: t.Aggregate, index: int, outer: int | None) -> tuple[Datum, Datum] | None:
        """The value and weight of a row of an aggregate; None where the row is left out."""
