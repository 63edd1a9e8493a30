"""Shapley values: how much of a difference each of several changes makes, whatever order they are made in.

The contribution of a change is the mean of what it adds, over all orders in which the changes can be made one after
the other. Contributions add up to the difference, a change that alters nothing has none, and two changes that do the
same have the same. Changes are bits of a number: a set of them is a whole number, the empty set is 0.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from math import factorial
from typing import Any, TypeVar

import numpy as np
from attrs import frozen

from ruleengine.arrays.arrays import Floats

#: Up to so many changes all their sets are calculated; with more, orders are drawn.
MOST_EXACT = 12
#: Orders drawn, each with its reverse, and the seed that they are drawn with.
ORDERS, SEED = 200, 20_260_101

_Amount = TypeVar("_Amount")


@frozen(eq=False)
class Contributions:
    """One array a change, in the order of the bits; with `errors`, their standard errors, where orders were drawn."""

    values: tuple[Floats, ...]
    errors: tuple[Floats, ...] | None = None


def members(changes: int) -> tuple[int, ...]:
    """The bits that are set, the lowest first."""
    return tuple(bit for bit in range(changes.bit_length()) if changes >> bit & 1)


def subsets(changes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Every set of some changes (bits), as a number of those bits, with the number of changes in it."""
    for chosen in range(1 << len(changes)):
        yield sum(1 << bit for place, bit in enumerate(changes) if chosen >> place & 1), chosen.bit_count()


@cache
def weight(changes: int, others: int) -> Fraction:
    """The share of all orders of so many changes in which just so many others stand before one of them."""
    return Fraction(factorial(others) * factorial(changes - others - 1), factorial(changes))


def exact_contributions(
    amount: Callable[[int], Any], changes: Sequence[int], number: Callable[[Fraction], Any] = float
) -> list[Any]:
    """The contribution of each of these changes (bits), of amounts that `amount` gives for a set of them.

    Every set is asked for once. `number` makes weights of the kind of number that amounts are.
    """
    size = len(changes)
    found: list[Any] = [0 for _ in changes]
    for chosen, count in subsets(changes):
        of_set = amount(chosen)
        within = of_set * number(weight(size, count - 1)) if count else None
        without = of_set * number(weight(size, count)) if count < size else None
        for place, bit in enumerate(changes):
            found[place] = found[place] + within if chosen >> bit & 1 else found[place] - without
    return found


def drawn_contributions(
    amount: Callable[[int], Any], changes: Sequence[int], orders: int = ORDERS, seed: int = SEED
) -> tuple[list[Any], list[Any]]:
    """The contributions as means over drawn orders, each with its reverse, and the standard errors of these means."""
    draw = random.Random(seed)
    sums: list[Any] = [0 for _ in changes]
    squares: list[Any] = [0 for _ in changes]
    for _ in range(orders):
        order = list(range(len(changes)))
        draw.shuffle(order)
        pairs = zip(_along(amount, changes, order), _along(amount, changes, order[::-1]), strict=True)
        for place, (there, back) in enumerate(pairs):
            mean = (there + back) / 2
            sums[place] = sums[place] + mean
            squares[place] = squares[place] + mean * mean
    means = [s / orders for s in sums]
    spread = [np.maximum(q / orders - m * m, 0) for q, m in zip(squares, means, strict=True)]
    return means, [np.sqrt(s / max(1, orders - 1)) for s in spread]


def _along(amount: Callable[[int], Any], changes: Sequence[int], order: Sequence[int]) -> list[Any]:
    """What each change adds when they are made in this order."""
    found: list[Any] = [None for _ in changes]
    made, before = 0, amount(0)
    for place in order:
        made |= 1 << changes[place]
        after = amount(made)
        found[place], before = after - before, after
    return found
