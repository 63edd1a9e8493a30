"""What is noted of the numbers of a block while they are read: which are unlikely, and of which nothing is known.

The same rules as for single inventories (`inventory.plausibility`, `inventory.sources`), held against whole columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import field, frozen

from ruleengine.arrays.arrays import Floats, Integers, Truths
from ruleengine.inventory.plausibility import BARE, takes_per_cent
from ruleengine.inventory.sources import numbers_with_sources
from ruleengine.portfolio.columns import Column, is_text
from ruleengine.portfolio.reading.cells import Cells, but
from ruleengine.portfolio.reading.words import Words, coded
from ruleengine.program.number_sources import input_pointer, pointer
from ruleengine.program.program import Field, Program

#: A number as near to what is typical as this counts as typical: conversion may have moved it.
_NEAR = 1e-12


@frozen(eq=False)
class Remarks:
    """`given` are the numbers of inputs and columns that are there, defaults left out, None for all of them; `unlikely`
    are the products a warning is about, by its code and what it is about (`W645 power`)."""

    size: int
    given: dict[str, Truths | None] = field(factory=dict)
    unlikely: dict[str, Truths] = field(factory=dict)

    def note(self, name: str, column: Column, found: Cells, read: Any, owner: Integers | None) -> None:
        """Look at the numbers of a column, one a product, or one a row of `owner`."""
        wanted = column.field
        there = found.present if found.absent is None else but(found.present, found.absent)
        if column.used and not wanted.exact:
            self.given[name] = there
        if wanted.typical:
            outside = _outside(wanted, found.values)
            self._tell(f"W645 {name}", outside if there is None else outside & there, owner)
        if takes_per_cent(wanted) and column.unit is None and read is not None:
            bare = _bare(read, len(found.values))
            bare = bare if there is None else bare & there
            fraction = (found.values > 0) & (found.values <= 1)
            others = self._products(bare & ~fraction, owner)
            self._tell(f"W646 {name}", bare & fraction, owner, others)

    def _products(self, rows: Truths, owner: Integers | None) -> Truths:
        """The products of some rows."""
        if owner is None:
            return rows
        found = np.zeros(self.size, np.bool_)
        found[owner[rows]] = True
        return found

    def _tell(self, what: str, rows: Truths, owner: Integers | None, but_not: Truths | None = None) -> None:
        if rows.any():
            products = self._products(rows, owner)
            self.unlikely[what] = products if but_not is None else products & ~but_not


def _outside(wanted: Field, numbers: Floats) -> Truths:
    low, high = (float(end) for end in wanted.typical or (0, 0))
    outside: Truths = (numbers < low - _NEAR * abs(low)) | (numbers > high + _NEAR * abs(high))
    return outside


def _bare(read: Any, size: int) -> Truths:
    """Which numbers of a column are written without a unit."""
    if not is_text(read.type):
        return np.ones(size, np.bool_)
    texts = coded(read)
    words = [word is not None and BARE.fullmatch(word) is not None for word in texts.words.to_pylist()]
    bare: Truths = np.asarray(words, np.bool_)[texts.codes] if words else np.zeros(size, np.bool_)
    return bare


def unknown_of(
    program: Program, given: Mapping[str, Truths | None], texts: Mapping[str, Words], sourced: Mapping[str, Truths],
    sizes: Mapping[str | None, int],
) -> dict[str, Truths]:  # fmt: skip
    """The numbers of which nothing is known: input or column → which products, or rows of its table.

    `texts` are the columns that name sources, `sourced` the inputs that have a source of their own; `sizes` are the
    numbers of rows of tables, and of products for None.
    """
    found: dict[str, Truths] = {}
    for name, table, wanted in numbers_with_sources(program):
        if name in given:
            there = given[name]
            if table is None:
                named = _either(sourced.get(name), _naming(input_pointer(program, name), texts))
            else:
                named = _naming(f"{table.name}.{pointer(table, wanted.name)}", texts)
            unknown = (
                np.ones(sizes[None if table is None else table.name], np.bool_) if there is None else there
            )
            found[name] = unknown if named is None else unknown & ~named
    return {name: unknown for name, unknown in found.items() if unknown.any()}


def _either(one: Truths | None, other: Truths | None) -> Truths | None:
    return other if one is None else one if other is None else one | other


def _naming(pointing: str | None, texts: Mapping[str, Words]) -> Truths | None:
    """Which rows, or products, name a source in a column or an input; None for none of them."""
    words = texts.get(pointing or "")
    if words is None:
        return None
    return np.ones(len(words.codes), np.bool_) if words.valid is None else words.valid
