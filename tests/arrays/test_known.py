"""The share that rests on unknown numbers, for many products: what is kept between blocks stays within a limit."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np

from ruleengine.arrays.arrays import products_of
from ruleengine.arrays.kernel import calculate_arrays
from ruleengine.arrays.known import UnknownShares
from ruleengine.program.known import MOST_KEPT
from tests.library_builder import inventory, product

NAMES = tuple("abcdefghi")


def test_of_very_many_combinations_of_unknown_inputs_only_so_many_are_kept(tmp_path: Path) -> None:
    program = product(
        tmp_path, inputs=dict.fromkeys(NAMES, "kgCO2e"), emissions={"sum_of_all": " + ".join(NAMES)}
    )
    found = calculate_arrays(program, products_of(program, [inventory(program, **dict.fromkeys(NAMES, 1))]))
    shares = UnknownShares(program)
    asked = [names for count in (1, 2, 3, 4, 5) for names in combinations(NAMES, count)]
    assert len(asked) > MOST_KEPT
    kept = []
    for names in asked:
        share = shares.of(found, {name: np.ones(1, np.bool_) for name in names})
        assert share.tolist() == [len(names) / len(NAMES)]
        kept += [len(shares._plans), len(shares._parts._made)]
    assert max(kept) == MOST_KEPT
