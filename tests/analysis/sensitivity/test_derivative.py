"""Derivatives of formulas against finite differences in decimal arithmetic, and where the two cannot agree."""

from __future__ import annotations

from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from attrs import evolve

from ruleengine.analysis.variables import Variable, variables, with_value
from ruleengine.arrays.gradient import gradient
from ruleengine.formula.derivative import derivative, rate_name
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program
from ruleengine.run.exact import CONTEXT, Evaluator, calculate
from tests.library_builder import inventory, product

STEP = Decimal("1e-9")
INPUTS = {
    "a": "1",
    "b": "1",
    "z": "1?",
    "kind": "x|y",
    "rows": {"p": "1", "q": "1?", "w": "1", "tag": "text", "group": "@groups"},
    "groups": {"id": "!id", "size": "1"},
}
VALUES = {
    "a": Decimal("1.7"),
    "b": Decimal("0.6"),
    "z": "not applicable",
    "kind": "x",
    "groups": [{"id": "g", "size": 3}, {"id": "h", "size": 5}],
    "rows": [
        {"p": Decimal("2.5"), "q": Decimal("0.4"), "w": 2, "tag": "s", "group": "g"},
        {"p": Decimal("1.25"), "q": "not applicable", "w": 3, "tag": "t", "group": "h"},
        {"p": 4, "q": Decimal("1.5"), "w": 1, "tag": "s", "group": "g"},
    ],
}
FORMULAS = [
    "a + b - a * b",
    "a / b",
    "(a + 2) / (a * b + 1) - b / a",
    "a ** 3 + b ** -2 + a ** 0",
    "a ** 0.5 + sqrt(b)",
    "exp(a * b) + log(a + b)",
    "abs(b - a) + -a",
    "min(a, b, 1) + max(a, b) + round_half_even(a, 1) + ceil(a * b) - floor(a)",
    "a * a if kind == 'x' else b",
    "b if a < 1 else a * b",
    "sum(rows.p * rows.w)",
    "sum(rows.q)",
    "sum(rows.p + rows.q)",
    "sum(rows.p, where=rows.tag == 's') * a",
    "mean(rows.p) + mean(rows.p, weight=rows.w)",
    "mean(rows.p, weight=rows.w * a, where=rows.tag == 's') + mean(rows.q, weight=rows.p)",
    "min(rows.p) * b + max(rows.p * rows.w)",
    "max(rows.p, where=rows.tag == 't')",
    "sum(rows.p * rows.group.size / sum(groups.size))",
    "sum(sum(rows.p, by=rows.group) * groups.size)",
    "count(rows) * a + (a if any(rows.p > 3) else b)",
    "a if given(z) else a * b",
]


def made(folder: Path, formula: str) -> tuple[Program, Inventory]:
    """A program whose footprint is one formula, and its inventory."""
    steps = {"quantities": {"y": ("1", formula)}, "emissions": {"e": "y * one"}}
    program = product(folder, inputs=INPUTS, parameters={"one": "1.0 kgCO2e"}, **steps)
    return program, inventory(program, **VALUES)


def total(program: Program, values: Inventory) -> Decimal:
    found = calculate(evolve(program, requirements=(), indicators=()), values).values["footprint.total"]
    assert isinstance(found, Decimal)
    return found


def difference(program: Program, values: Inventory, variable: Variable) -> Decimal:
    """The central difference quotient; its error is of the order of 1e-18."""
    with localcontext(CONTEXT):
        high = total(*with_value(program, values, variable, variable.value + STEP))
        low = total(*with_value(program, values, variable, variable.value - STEP))
        return (high - low) / (2 * STEP)


@pytest.mark.parametrize("formula", FORMULAS)
def test_derivatives_agree_with_finite_differences(tmp_path: Path, formula: str) -> None:
    program, values = made(tmp_path, formula)
    known = variables(program, values)
    found = gradient(program, values, [(v.name, v.row) for v in known])
    assert len(known) >= 12
    for index, variable in enumerate(known):
        expected = float(difference(program, values, variable))
        assert found.total[index] == pytest.approx(expected, rel=1e-12, abs=1e-12), variable.shown
        assert found.per_unit[index] == found.total[index]


def test_the_derivative_is_exact_in_decimals(tmp_path: Path) -> None:
    """The derived tree runs in the exact evaluator too: d(a/b)/db = −a/b²."""
    program, values = made(tmp_path, "a / b")
    step = program.step("y")
    assert step is not None
    tree = derivative(step.typed, {"b"})
    assert tree is not None
    evaluator = Evaluator(program, values)
    evaluator.values[rate_name("b")] = Decimal(1)
    with localcontext(CONTEXT):
        assert evaluator.evaluate(tree) == -(Decimal("1.7") / Decimal("0.6")) / Decimal("0.6")


def test_what_does_not_change_has_no_derivative(tmp_path: Path) -> None:
    program, _ = made(tmp_path, "count(rows) + round_half_even(b, 1)")
    step = program.step("y")
    assert step is not None
    assert derivative(step.typed, {"a", "rows.p"}) is None


def test_a_reference_flow_that_does_not_change_has_the_derivative_zero(tmp_path: Path) -> None:
    program = product(
        tmp_path, inputs={"a": "1", "b": "kgCO2e"}, emissions={"e": "b"},
        reference_flow={"formula": "a ** 0", "clause": "2", "label": {"zh": "件", "en": "pieces"}},
    )  # fmt: skip
    found = gradient(program, inventory(program, a=2, b=3), [("a", None), ("b", None)])
    assert (list(found.total), list(found.per_unit)) == ([0, 1], [0, 1])


def test_a_root_at_zero_has_no_derivative_but_only_in_its_own_direction(tmp_path: Path) -> None:
    program = product(
        tmp_path,
        inputs={"a": "1", "b": "1"},
        parameters={"one": "1.0 kgCO2e"},
        emissions={"e": "(sqrt(a) + b) * one"},
    )
    found = gradient(program, inventory(program, a=0, b=2), [("a", None), ("b", None)])
    assert str(found.total[0]) == "nan"
    assert found.total[1] == 1.0


def test_units_are_converted_in_derivatives(tmp_path: Path) -> None:
    """A mass in grams against a factor for a kilogram."""
    program = product(
        tmp_path, inputs={"mass": "g", "factor": "kgCO2e/kg"}, emissions={"e": "mass * factor"},
        reference_flow={"formula": "2", "clause": "2", "label": {"zh": "件", "en": "pieces"}},
    )  # fmt: skip
    found = gradient(program, inventory(program, mass=250, factor=4), [("mass", None), ("factor", None)])
    assert list(found.total) == pytest.approx([0.004, 0.25], rel=1e-15)
    assert list(found.per_unit) == pytest.approx([0.008, 0.5], rel=1e-15)
