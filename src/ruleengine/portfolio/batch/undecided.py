"""Which products the array kernel leaves undecided: those without a footprint, with a failed step or precondition,
or at a tie."""

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
from ruleengine.program.program import Program


def refused_by(program: Program, found: CalculatedProducts) -> Truths:
    """Products that are likely to be refused: a precondition is not met, something needed is missing, a step failed."""
    refused = np.zeros(found.products.size, np.bool_)
    for step in program.emissions:
        _mark(refused, found, found.values[step.name], ABSENT_MISSING)
    if program.reference_flow:
        for state in (ABSENT_MISSING, ABSENT_NOT_APPLICABLE):
            _mark(refused, found, found.values[program.reference_flow.name], state)
    for step in program.preconditions:
        condition = found.values[step.name]
        _mark_rows(refused, found, condition, (condition.state == PRESENT) & (condition.values == 0))
    for step in program.all_steps():
        _mark(refused, found, found.values[step.name], FAILED)
    return refused


def _mark(products: Truths, found: CalculatedProducts, array: Array, state: int) -> None:
    """Mark the products for which a value, or one of its rows, has this state."""
    if not is_all_present(array.state):
        _mark_rows(products, found, array, array.state == state)


def _mark_rows(products: Truths, found: CalculatedProducts, array: Array, rows: Truths) -> None:
    """Mark the products of these values of an array."""
    here = np.flatnonzero(rows)
    products[here if array.table is None else found.products.rows[array.table].owner[here]] = True
