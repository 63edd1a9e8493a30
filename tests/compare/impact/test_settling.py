"""Contributions add up to the difference to the last digit, whoever adds them and in whatever order."""

from __future__ import annotations

import random
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.compare.impact.settling import grid_of, on_grid, rounded_parts, settled
from tests.examples import examples

_AMOUNTS = st.floats(-1e9, 1e9, allow_nan=False).map(lambda v: 0.0 if abs(v) < 1e-200 else v)


@given(_AMOUNTS, st.lists(_AMOUNTS, max_size=12), st.randoms(use_true_random=False))
@examples(60)
def test_sums_are_exact_in_any_order(old: float, parts: list[float], shuffle: random.Random) -> None:
    new = old + sum(parts)
    found = settled(np.array([old]), np.array([new]), [np.array([p]) for p in parts])
    contributions = [float(c[0]) for c in found.contributions]
    if not found.whole[0]:
        largest = max(abs(v) for v in (old, new, *parts))
        assert abs(new - old - sum(parts)) > 0 or max(abs(old), abs(new)) < 1e-6 * largest
        return
    shuffle.shuffle(contributions)
    added = 0.0
    for contribution in contributions:
        added += contribution
    assert added == found.difference[0] == found.new[0] - found.old[0]


def test_a_product_is_near_what_it_was() -> None:
    given_ = np.array([112.345678901234567, -0.1, 0.0])
    found = on_grid(given_, grid_of([given_]))
    assert np.allclose(found, given_, rtol=1e-13, atol=0)


def test_parts_that_do_not_make_the_difference_are_told() -> None:
    """A contribution that nobody could calculate, and one that lacks: nothing is put to others."""
    old, new = np.array([1.0, 1.0, 1.0]), np.array([3.0, 3.0, 3.0])
    found = settled(old, new, [np.array([2.0, np.nan, 1.5])])
    assert found.whole.tolist() == [True, False, False]
    assert found.contributions[0][2] == 1.5
    assert found.difference.tolist() == [2.0, 2.0, 2.0]


def test_nothing_changes_nothing() -> None:
    found = settled(np.array([5.0]), np.array([5.0]), [])
    assert found.whole.all()
    assert found.difference.tolist() == [0.0]


@given(st.lists(st.decimals(-100, 100, places=6), min_size=1, max_size=12), st.integers(0, 4))
@examples(60)
def test_rounded_parts_add_up_to_the_rounded_whole(parts: list[Decimal], places: int) -> None:
    whole = sum(parts, Decimal(0))
    found = rounded_parts(parts, whole, places)
    unit = Decimal(1).scaleb(-places)
    assert sum(found) == whole.quantize(unit)
    assert all(abs(f - p) <= unit for f, p in zip(found, parts, strict=True))


def test_no_parts_are_no_parts() -> None:
    assert rounded_parts([], Decimal(3), 1) == []
