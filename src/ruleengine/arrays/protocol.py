"""What constructs, aggregates and the look at ties ask of a run of the array kernel."""

from __future__ import annotations

from typing import Any, Protocol

from attrs import Factory, define

from ruleengine.arrays.arrays import Array, Floats, Products, Truths
from ruleengine.arrays.plan import Plan
from ruleengine.formula import typed as t
from ruleengine.program.program import Program


@define(eq=False)
class Looked:
    """What was found out of trees while looking for ties, each once a run (see `signs`, `bounds`, …)."""

    signs: dict[int, int] = Factory(dict)
    bounds: dict[int, float] = Factory(dict)
    magnitudes: dict[int, Floats] = Factory(dict)
    certain: dict[tuple[int, bool], Any] = Factory(dict)


class ArrayRun(Protocol):
    """One run of a program over many products."""

    program: Program
    products: Products
    plan: Plan
    values: dict[str, Array]
    looked: Looked

    def evaluate(self, node: t.Typed) -> Array:
        """The array of a typed tree, evaluated once."""

    def spread(self, array: Array, table: str | None) -> Array:
        """One value a product as one value for each row of a table; other arrays as they are."""

    def together(self, nodes: tuple[t.Typed, ...], table: str | None) -> list[Array]:
        """The arrays of several trees, all of them for the rows of the table."""

    def doubt(self, rows: Truths, table: str | None) -> None:
        """Mark the products of these rows (or products) as doubtful."""
