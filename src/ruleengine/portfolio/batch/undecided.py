"""Which products the array kernel is likely to refuse: a precondition is not met, or something needed has no value.

And of which a precondition could not be evaluated.
"""

from __future__ import annotations

import numpy as np

from ruleengine.arrays.arrays import (
    ABSENT_MISSING,
    ABSENT_NOT_APPLICABLE,
    FAILED,
    PRESENT,
    Array,
    Truths,
    is_all_present,
)
from ruleengine.arrays.kernel import CalculatedProducts
from ruleengine.program.program import Program, when_name


def refused_by(program: Program, found: CalculatedProducts) -> Truths:
    """Products that are likely to be refused: what is needed is missing or has failed, or a precondition is not met."""
    refused = np.zeros(found.products.size, np.bool_)
    for step in program.emissions:
        _mark(refused, found, found.values[step.name], ABSENT_MISSING)
    if program.reference_flow:
        for state in (ABSENT_MISSING, ABSENT_NOT_APPLICABLE):
            _mark(refused, found, found.values[program.reference_flow.name], state)
    for broken in preconditions_not_met(program, found).values():
        refused |= broken
    for step in program.figures():
        if step.name in program.needed:
            _mark(refused, found, found.values[step.name], FAILED)
    return refused


def preconditions_not_met(program: Program, found: CalculatedProducts) -> dict[str, Truths]:
    """For each precondition the products of which it is not met, in one row at least where it is about rows."""
    marked: dict[str, Truths] = {}
    for step in program.preconditions:
        condition = found.values[step.name]
        broken = marked[step.name] = np.zeros(found.products.size, np.bool_)
        _mark_rows(broken, found, condition, (condition.state == PRESENT) & (condition.values == 0))
    return marked


def not_evaluated(program: Program, found: CalculatedProducts) -> dict[str, Truths]:
    """For each precondition the products of which it could not be told for want of data, as `run.preconditions` says.

    A table of which nothing is said lacks, unless it does not apply.
    """
    marked: dict[str, Truths] = {}
    for step in program.preconditions:
        lacking = np.zeros(found.products.size, np.bool_)
        _mark(lacking, found, found.values[step.name], ABSENT_MISSING)
        if step.type.table is not None:
            without = found.products.rows[step.type.table].missing
            applies = found.values.get(when_name(step.type.table))
            if applies is not None:
                is_out = (applies.state == PRESENT) & (applies.values == 0)
                without = without & ~(is_out | (applies.state == ABSENT_NOT_APPLICABLE))
            lacking |= without
        marked[step.name] = lacking
    return marked


def _mark(products: Truths, found: CalculatedProducts, array: Array, state: int) -> None:
    """Mark the products for which a value, or one of its rows, has this state."""
    if not is_all_present(array.state):
        _mark_rows(products, found, array, array.state == state)


def _mark_rows(products: Truths, found: CalculatedProducts, array: Array, rows: Truths) -> None:
    """Mark the products of these values of an array."""
    here = np.flatnonzero(rows)
    products[here if array.table is None else found.products.rows[array.table].owner[here]] = True
