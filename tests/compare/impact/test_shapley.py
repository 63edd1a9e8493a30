"""Shapley values: they add up, are alike for what is alike, and do not depend on how changes are listed."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.compare.impact.shapley import drawn_contributions, exact_contributions, members, weight
from tests.examples import examples


@st.composite
def games(draw: st.DrawFn, most: int = 4) -> tuple[int, list[Fraction]]:
    """A number of changes, and an amount for every set of them."""
    size = draw(st.integers(0, most))
    amounts = st.fractions(-100, 100, max_denominator=50)
    return size, draw(st.lists(amounts, min_size=1 << size, max_size=1 << size))


def exact(size: int, amounts: list[Fraction]) -> list[Fraction]:
    return exact_contributions(lambda chosen: amounts[chosen], range(size), number=Fraction)


@given(games())
@examples(25)
def test_contributions_add_up_to_the_difference(game: tuple[int, list[Fraction]]) -> None:
    size, amounts = game
    assert sum(exact(size, amounts)) == amounts[-1] - amounts[0]


@given(games())
@examples(25)
def test_a_change_that_does_nothing_contributes_nothing(game: tuple[int, list[Fraction]]) -> None:
    """One more change, that alters no amount, has nothing and leaves the others what they had."""
    size, amounts = game
    assert exact(size + 1, amounts * 2) == [*exact(size, amounts), 0]


@given(games(), st.randoms(use_true_random=False))
@examples(25)
def test_the_order_in_which_changes_are_listed_does_not_matter(
    game: tuple[int, list[Fraction]], random: Random
) -> None:
    size, amounts = game
    order = list(range(size))
    random.shuffle(order)
    moved = [amounts[sum(1 << order[bit] for bit in members(chosen))] for chosen in range(1 << size)]
    found, expected = exact(size, moved), exact(size, amounts)
    assert found == [expected[bit] for bit in order]


@given(games(5))
@examples(25)
def test_changes_that_do_the_same_contribute_the_same(game: tuple[int, list[Fraction]]) -> None:
    """Amounts that follow from how many changes are made are shared evenly."""
    size, amounts = game
    found = exact(size, [amounts[chosen.bit_count()] for chosen in range(1 << size)])
    assert found == [(amounts[size] - amounts[0]) / size] * size if size else found == []


def test_the_mean_over_all_orders_by_hand() -> None:
    """Product of two factors, 2 → 3 and 10 → 20: the first contributes 10 or 20, the second 20 or 30."""
    assert exact(2, [Fraction(v) for v in (20, 30, 40, 60)]) == [15, 25]


def test_weights_of_one_change_are_all_orders() -> None:
    for changes in range(1, 13):
        shares = [weight(changes, others) for others in range(changes)]
        sets = [comb(changes - 1, others) for others in range(changes)]
        assert sum(s * n for s, n in zip(shares, sets, strict=True)) == 1


def test_drawn_orders_come_near_and_say_how_near() -> None:
    """Fourteen factors that are raised: a product in which each change acts on all others."""
    factors = [1 + 0.02 * bit for bit in range(14)]

    def amount(chosen: int) -> np.ndarray:
        return np.array([np.prod([factors[b] for b in members(chosen)] or [1.0])])

    asked: set[int] = set()
    means, errors = drawn_contributions(lambda c: asked.add(c) or amount(c), range(14), orders=60)
    true = exact_contributions(amount, range(14))
    assert np.isclose(sum(means)[0], np.prod(factors) - 1)
    off = [abs(m[0] - t[0]) / e[0] for m, t, e in zip(means, true, errors, strict=True) if e[0]]
    assert off
    assert max(off) < 5
    assert len(asked) < 1 << 11
    again, _ = drawn_contributions(amount, range(14), orders=60)
    assert [m[0] for m in again] == [m[0] for m in means]
