"""Which numbers of an inventory come with nothing that says how good they are."""

from __future__ import annotations

import pytest

from ruleengine.inventory import sources
from ruleengine.program.program import Program
from tests.growth.counting import work
from tests.library_builder import inventory_text, product, read, result

INPUTS = {
    "data_sources": {"id": "!id"},
    "rows": {
        "mass": "kg",
        "factor": "kgCO2e/kg",
        "factor_source": "@data_sources?",
        "source": "@data_sources?",
    },
    "power": "W",
    "pieces": {"unit": "1", "exact": True},
}
GIVEN = {"data_sources": [{"id": "bill"}], "rows": [], "power": {"value": 5, "source": "bill"}, "pieces": 2}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    emissions = {"e": "sum(rows.mass * rows.factor) + power / pieces * one"}
    return product(
        tmp_path_factory.mktemp("rules"), inputs=INPUTS, emissions=emissions, parameters={"one": "1.0 kgCO2e/W"}
    )  # fmt: skip


@pytest.mark.parametrize(("power", "told"), [
    (5, ["power"]),
    ({"value": 5}, ["power"]),
    ({"value": 5, "source": "bill"}, []),
    ({"value": 5, "uncertainty": {"distribution": "normal", "cv": "5 %"}}, []),
])  # fmt: skip
def test_only_numbers_of_which_nothing_is_known_are_told_to_have_no_source(
    program: Program, power: object, told: list[str]
) -> None:
    values = {**GIVEN, "power": power}
    found, report = read(program, inventory_text(program, values))
    assert found is not None, report.items
    assert [d.element for d in report.items if d.code == "W614"] == told
    assert list(sources.unknown_numbers(program, found)) == told


def test_each_column_is_asked_once_where_its_sources_are_named(program: Program) -> None:
    row = {"mass": 1, "factor": 2, "factor_source": "bill"}

    def calls(size: int) -> int:
        inventory = result(program, **{**GIVEN, "rows": [row] * size}).inventory
        return work(lambda: sources.unknown_numbers(program, inventory))

    inventory = result(program, **{**GIVEN, "rows": [row]}).inventory
    assert sources.unknown_numbers(program, inventory) == {"rows.mass": (True,)}
    assert sources.pointers(program) == {"rows.mass": "source", "rows.factor": "factor_source"}
    assert (calls(200) - calls(100)) / 100 <= 12
