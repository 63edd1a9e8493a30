"""One product many times: with nothing changed it is the product itself, whichever of its numbers may change."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given

from ruleengine.analysis.sensitivity.one_sided import one_sided
from ruleengine.analysis.variables import lookups_read, variables
from ruleengine.arrays.arrays import FAILED, PRESENT, Array, all_present
from ruleengine.arrays.gradient import differentiated, gradient
from ruleengine.arrays.repeated import repeatable
from ruleengine.diagnostics import Refused, Report
from ruleengine.formula.derivative import rate_name
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program
from ruleengine.run.exact import calculate
from ruleengine.run.result import run
from tests.examples import examples
from tests.generated.bounds import Bounds
from tests.generated.comparing import compiled, read
from tests.generated.rule_sets import Generated, generated


@examples(60, slow=True)
@given(generated(most=2))
def test_unchanged_repetitions_are_the_product(case: Generated) -> None:
    """As near to it as double precision comes: a small difference of large numbers is less sure than the rest."""
    program = compiled(case)
    for inventory in read(program, case):
        try:
            result = run(program, inventory, Report())
        except Refused:
            continue
        known = [*variables(program, inventory), *lookups_read(program)]
        names = list(dict.fromkeys(v.name for v in known))
        bound = Bounds(program, inventory, calculate(program, inventory)).known["footprint.per_unit"]
        for free in (names, names[::2], names[1::2], []):
            found = repeatable(program, inventory, set(free)).calculate(3, {}).values["footprint.per_unit"]
            if (found.state == PRESENT).all() and isinstance(bound, Decimal):
                near = max(float(bound), 1e-300)
                expected = pytest.approx(float(result.per_unit), rel=1e-9, abs=near)
                assert found.values.tolist() == [expected] * 3
        assert len(one_sided(program, inventory, known, [None] * len(known))) == len(known)


@examples(60, slow=True)
@given(generated(most=2))
def test_one_walk_back_finds_the_derivatives_of_a_run_for_every_direction(case: Generated) -> None:
    """What a zero is multiplied with does not matter to the walk back, be it the endless slope of a root at zero."""
    program = compiled(case)
    for inventory in read(program, case):
        try:
            run(program, inventory, Report())
        except Refused:
            continue
        known = [*variables(program, inventory), *lookups_read(program)]
        directions = [(v.name, v.row) for v in known]
        found = gradient(program, inventory, directions)
        for part, rates in _forwards(program, inventory, directions).items():
            walked = getattr(found, part).tolist()
            due = [
                0.0 if back == 0 and math.isnan(rate) else rate
                for back, rate in zip(walked, rates, strict=True)
            ]
            assert walked == pytest.approx(due, rel=1e-9, abs=1e-12, nan_ok=True)


def _forwards(
    program: Program, inventory: Inventory, directions: list[tuple[str, int | None]]
) -> dict[str, list[float]]:
    """The derivatives of both results, one product of a run for every direction."""
    names = {name: rate_name(name) for name, _ in directions}
    extended, rates = differentiated(program, list(names))
    added = {rate: name for name, rate in names.items()}
    repeated = repeatable(extended, inventory, set(), added, set(rates.values()))
    changed = {r: np.zeros((len(directions), len(repeated.base.values[r].values))) for r in added}
    for product, (name, row) in enumerate(directions):
        changed[names[name]][product, row or 0] = 1.0
    values = repeated.calculate(len(directions), changed).values
    found = {}
    for part in ("total", "per_unit"):
        rate = rates.get(f"footprint.{part}")
        array = values[rate] if rate else Array(np.zeros(len(directions)), all_present(len(directions)))
        here = np.where(array.state == PRESENT, array.values, 0.0)
        found[part] = np.where(array.state == FAILED, np.nan, here).tolist()
    return found
