"""What analyses make of preconditions: break-even values meet them, draws are not held to them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.analysis.sensitivity.break_even import break_even
from ruleengine.analysis.uncertainty.monte_carlo import monte_carlo
from ruleengine.diagnostics import Refused
from ruleengine.run.result import Result
from tests.library_builder import product, result


@pytest.fixture
def three_kilowatt_hours(tmp_path: Path) -> Result:
    """3 kWh with 2 kgCO2e/kWh, where more than 4 kWh are no product of this rule set."""
    program = product(
        tmp_path, inputs={"power": "kWh"}, parameters={"grid": "2 kgCO2e/kWh", "most": "4 kWh"},
        emissions={"use": "grid * power"}, must={"small": "power <= most"},
    )  # fmt: skip
    return result(program, power={"value": 3, "uncertainty": {"distribution": "normal", "sd": 2}})


def test_a_break_even_value_meets_the_preconditions(three_kilowatt_hours: Result) -> None:
    assert break_even(three_kilowatt_hours, "power", Decimal(7)).value == Decimal("3.5")
    with pytest.raises(Refused) as refused:
        break_even(three_kilowatt_hours, "power", Decimal(9))
    (told,) = refused.value.diagnostics
    assert told.message == (
        "`power` = 4.5 kWh would bring the footprint per unit to 9 kgCO2e, but does not meet `must.small`"
    )


def test_draws_are_not_held_to_preconditions(three_kilowatt_hours: Result) -> None:
    """Some three draws of ten are above 4 kWh: the precondition is said of the number that is given."""
    outcome = monte_carlo(three_kilowatt_hours, draws=500)
    assert outcome.failed == 0
