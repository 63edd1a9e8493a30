"""What the kernel does value by value, states included: spreading, combining, scaling."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from ruleengine.arrays.arrays import FAILED, PRESENT, Array, Floats, Integers, States, Truths, is_all_present


def spread_over(values: Any, rows: Any) -> Any:
    """`values[rows]`; one value seen many times stays one."""
    if values.strides == (0,) and len(values):
        return np.broadcast_to(values[0], len(rows))
    if rows.strides == (0,) and len(rows):
        return np.broadcast_to(values[rows[0]], len(rows))
    return values[rows]


def worst(arrays: list[Array]) -> States:
    """What combined values are: failed, else missing, else not applicable, else present."""
    state = arrays[0].state
    for array in arrays[1:]:
        if is_all_present(state):
            state = array.state
        elif array.state is not state and not is_all_present(array.state):
            state = np.maximum(state, array.state)
    return state


def with_failures(state: States, wrong: Truths) -> States:
    """The states with failures where present values are wrong."""
    if not wrong.any():
        return state
    return np.where(wrong & (state == PRESENT), FAILED, state).astype(np.uint8)


def finite(array: Array) -> Array:
    """The array with failures where its numbers are too large or not defined."""
    is_finite = np.isfinite(array.values)
    if is_finite.all():
        return array
    return Array(np.where(is_finite, array.values, 0.0), with_failures(array.state, ~is_finite), array.table)


def scaled(values: Any, factor: Fraction) -> Floats:
    """Values times an exact fraction, multiplied before they are divided."""
    found: Floats = values
    if factor.numerator != 1:
        found = found * float(factor.numerator)
    return found / float(factor.denominator) if factor.denominator != 1 else found


def translated(array: Array, codes: dict[str, int]) -> Integers:
    """The words of an array as their numbers in `codes`."""
    words = np.asarray([codes[word] for word in array.words or ()] or [0], np.int64)
    return words[array.values.astype(np.int64, copy=False)]


def outermost(values: list[Any], fold: Callable[[Any, Any], Any]) -> Any:
    """The smallest or largest of several arrays, value by value."""
    found = values[0]
    for value in values[1:]:
        found = fold(found, value)
    return found


def present(array: Array) -> Any:
    """Where an array has values."""
    return np.True_ if is_all_present(array.state) else array.state == PRESENT
