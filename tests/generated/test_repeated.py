"""One product many times: with nothing changed it is the product itself, whichever of its numbers may change."""

from __future__ import annotations

import pytest
from hypothesis import given

from ruleengine.analysis.sensitivity.one_sided import one_sided
from ruleengine.analysis.variables import lookups_read, variables
from ruleengine.arrays.arrays import PRESENT
from ruleengine.arrays.gradient import gradient
from ruleengine.arrays.repeated import repeatable
from ruleengine.diagnostics import Refused, Report
from ruleengine.run.result import run
from tests.examples import examples
from tests.generated.comparing import compiled, read
from tests.generated.rule_sets import Generated, generated


@examples(60, slow=True)
@given(generated(most=2))
def test_unchanged_repetitions_are_the_product(case: Generated) -> None:
    program = compiled(case)
    for inventory in read(program, case):
        try:
            result = run(program, inventory, Report())
        except Refused:
            continue
        known = [*variables(program, inventory), *lookups_read(program)]
        names = list(dict.fromkeys(v.name for v in known))
        for free in (names, names[::2], names[1::2], []):
            found = repeatable(program, inventory, set(free)).calculate(3, {}).values["footprint.per_unit"]
            if (found.state == PRESENT).all():
                expected = pytest.approx(float(result.per_unit), rel=1e-9, abs=1e-300)
                assert found.values.tolist() == [expected] * 3
        gradient(program, inventory, [(v.name, v.row) for v in known])
        assert len(one_sided(program, inventory, known)) == len(known)
