"""A trace has what was evaluated for a part: the side taken, the parts up to the one that decided, the rows kept."""

from __future__ import annotations

from decimal import localcontext

from ruleengine.formula import typed as t
from ruleengine.run.exact import CONTEXT, calculate
from ruleengine.run.trace import Trace, Traced
from tests.library_builder import inventory, product
from tests.run.values import INPUTS, rows


def traced(tmp_path, formula: str, unit: str | None = None, /, **values: object) -> tuple[Traced, ...]:
    """The trace of a quantity, one a row where it is a column."""
    program = product(tmp_path, inputs=INPUTS, quantities={"q": (unit, formula) if unit else formula})
    found = inventory(program, **values)
    with localcontext(CONTEXT):
        return tuple(Trace(program, found, calculate(program, found).values).of_step(program.steps[0]))


def names(parts: tuple[Traced, ...]) -> list[str]:
    """The named values among some parts."""
    return [p.node.name for p in parts if isinstance(p.node, t.Value)]


def test_of_a_choice_the_side_taken(tmp_path) -> None:
    (found,) = traced(tmp_path, "a if c else b", "kg", a="1 kg", b="2 kg", c=False)
    assert (names(found.parts), found.value) == (["c", "b"], 2)


def test_of_joined_conditions_the_parts_up_to_the_one_that_decided(tmp_path) -> None:
    (found,) = traced(tmp_path, "c or d or x > 1", c=False, d=True, x=2)
    assert (names(found.parts), found.value) == (["c", "d"], True)


def test_of_an_aggregate_its_rows_and_which_of_them_it_keeps(tmp_path) -> None:
    table = rows(mass=["1 kg", "2 kg"], used=[False, True])
    (found,) = traced(tmp_path, "sum(materials.mass, where=materials.used)", "kg", materials=table)
    assert [(r.index, r.kept, names(r.parts)) for r in found.rows] == [
        (0, False, ["materials.used"]),
        (1, True, ["materials.used", "materials.mass"]),
    ]
    assert found.parts == ()


def test_of_a_group_only_its_own_rows(tmp_path) -> None:
    table = rows(mass=["1 kg", "2 kg", "4 kg"], process=["cut", "weld", "cut"])
    processes = [{"id": "cut"}, {"id": "weld"}]
    cut, weld = traced(
        tmp_path, "sum(materials.mass, by=materials.process)", "kg", materials=table, processes=processes
    )
    assert ([r.index for r in cut.rows], cut.value, cut.parts) == ([0, 2], 5, ())
    assert ([r.index for r in weld.rows], weld.value, weld.parts) == ([1], 2, ())


def test_a_part_without_a_value_has_none(tmp_path) -> None:
    (found,) = traced(tmp_path, "1 + a / b", "1", a="1 kg", b="0 kg")
    assert found.value is None
    assert [p.value for p in found.parts] == [1, None]
