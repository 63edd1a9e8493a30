"""Formulas and chains of quantities at the documented limits: work grows with their size, and no chain is too long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ruleengine.analysis.sensitivity.sensitivity import analyse
from ruleengine.arrays.arrays import products_of
from ruleengine.arrays.gradient import gradient
from ruleengine.arrays.kernel import calculate_arrays
from ruleengine.diagnostics import Phrase, Refused
from ruleengine.formula import typed as t
from ruleengine.formula.derivative import derivative
from ruleengine.program.program import Program
from ruleengine.run.explain import as_tree_data, as_tree_text, explanation
from ruleengine.run.result import Result
from tests.growth.counting import MOST, growth, instructions
from tests.library_builder import inventory, product, result

VALUES = {"a": "3 kg", "b": "1 kg", "c": "2 kg"}
SHAPES = {
    "abs": lambda n: _nested(n, "abs({} - b)"),
    "min of two": lambda n: _nested(n, "min({}, b + c)"),
    "choice": lambda n: _nested(n, "(b if {} > c else c)"),
    "quotient": lambda n: _nested(2 * (n // 2), "c * c / ({} + b)"),
    "product": lambda n: _nested(n, "({} * b) / c"),
    "min of many": lambda n: f"min(a, {', '.join(['b + c', 'c + a'][i % 2] for i in range(6 * n))})",
}


def _nested(depth: int, around: str) -> str:
    text = "a"
    for _ in range(depth):
        text = around.format(text)
    return text


def _of_formula(folder: Path, formula: str) -> Program:
    folder.mkdir()
    return product(
        folder,
        inputs=dict.fromkeys("abc", "kg"),
        parameters={"f": "2 kgCO2e/kg"},
        quantities={"q": ("kg", formula)},
        emissions={"e": "q * f"},
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_a_derivative_is_as_large_as_its_formula(tmp_path: Path, shape: str) -> None:
    programs = {n: _of_formula(tmp_path / str(n), SHAPES[shape](n)) for n in (8, 16)}
    trees = {n: derivative(p.steps[0].typed, {"a", "b", "c"}) for n, p in programs.items()}
    sizes = {n: sum(1 for _ in t.walk(tree)) for n, tree in trees.items() if tree is not None}
    assert sizes[16] <= MOST * sizes[8]

    def rates(n: int) -> Callable[[], object]:
        program = programs[n]
        given = inventory(program, **VALUES)
        return lambda: gradient(program, given, [("a", None), ("b", None)])

    assert growth(rates, 8) <= MOST


def test_the_smallest_of_six_hundred_parts_has_a_derivative(tmp_path: Path) -> None:
    program = _of_formula(tmp_path / "x", f"min(a, {', '.join(['b', 'c'] * 290)})")
    found = gradient(program, inventory(program, **VALUES), [("a", None), ("b", None), ("c", None)])
    assert found.total.tolist() == [0.0, 2.0, 0.0]


def _chain(folder: Path, length: int, formula: str = "q{} - b", b: str = "kg") -> Program:
    """Quantities that each rest on the one before, with a requirement on the last two."""
    folder.mkdir(parents=True)
    last = length - 1
    return product(
        folder,
        inputs={"a": "kg", "b": b},
        parameters={"f": "2 kgCO2e/kg"},
        quantities={"q0": ("kg", "a")} | {f"q{i}": ("kg", formula.format(i - 1)) for i in range(1, length)},
        emissions={"e": f"q{last} * f"},
        requirements={"below": f"q{last} > a", "near": f"q{last} / q{last - 1} < 3"},
    )


def _of_chain(program: Program) -> Result:
    return result(program, a="3 kg", b="0.0001 kg")


def test_the_explanation_of_a_chain_grows_with_its_length(tmp_path: Path) -> None:
    results = {n: _of_chain(_chain(tmp_path / str(n), n)) for n in (200, 400)}
    texts = {n: as_tree_text(explanation(r)) for n, r in results.items()}
    assert len(texts[400]) <= MOST * len(texts[200])
    assert growth(lambda n: lambda: as_tree_text(explanation(results[n])), 200) <= MOST
    assert all(texts[400].count(f"q{i} (q{i}) = ") >= 1 for i in range(400))
    assert _levels(as_tree_data(explanation(results[400]))) < 40


def _levels(line: object) -> int:
    """How many parts stand one in the other."""
    waiting, deepest = [(line, 1)], 0
    while waiting:
        part, level = waiting.pop()
        deepest = max(deepest, level)
        assert isinstance(part, dict)
        waiting += [(inner, level + 1) for inner in part["parts"]]
    return deepest


def test_every_value_of_a_long_chain_is_explained_once(tmp_path: Path) -> None:
    text = as_tree_text(explanation(_of_chain(_chain(tmp_path / "x", 100))))
    assert text.count("formula: q") == 100  # of 99 quantities and the emission
    assert text.count("explained below") == 100 // 16


def test_causes_are_found_behind_a_chain_of_any_length(tmp_path: Path) -> None:
    program = _chain(tmp_path / "x", 1500, b="kg?")
    with pytest.raises(Refused) as refused:
        result(program, a="3 kg")
    assert [d.fact("missing") for d in refused.value.diagnostics] == [(Phrase("missing.value", name="b"),)]


@pytest.mark.parametrize("formula", ["q{} - b", "(q{} if a > b else b) + 0 * b"])
def test_a_batch_looks_at_chains_of_any_length(tmp_path: Path, formula: str) -> None:
    def run(n: int) -> Callable[[], object]:
        program = _chain(tmp_path / f"{n}-{len(list(tmp_path.iterdir()))}", n, formula)
        products = products_of(program, [inventory(program, a="3 kg", b="0.0001 kg")])
        return lambda: calculate_arrays(program, products)

    assert growth(run, 400) <= MOST


def test_what_is_near_a_tie_is_seen_through_a_long_chain(tmp_path: Path) -> None:
    program = _chain(tmp_path / "x", 800, "q{} + b - b")
    products = products_of(program, [inventory(program, a="3 kg", b="0.3 kg")])
    assert calculate_arrays(program, products).doubtful.tolist() == [True]  # q799 > a, equal but for rounding


def test_the_first_of_equal_arguments_decides(tmp_path: Path) -> None:
    program = _of_formula(tmp_path / "x", "min(c, b, b * 1, a)")
    found = gradient(program, inventory(program, a="1 kg", b="1 kg", c="1 kg"), [(n, None) for n in "abc"])
    assert found.total.tolist() == [0.0, 0.0, 2.0]


def test_steps_are_looked_up_by_name(tmp_path: Path) -> None:
    def looked_up(n: int) -> int:
        program, names = _chain(tmp_path / str(n), n), [f"q{i}" for i in range(n)]
        assert [step.name for step in map(program.step, names) if step] == names
        return instructions(lambda: list(map(program.step, names)))

    assert 0 < looked_up(100) <= MOST * looked_up(50)


def test_the_sensitivity_of_very_many_numbers_grows_with_their_number(tmp_path: Path) -> None:
    def analysing(n: int) -> Callable[[], object]:
        names = [f"a{i}" for i in range(n)]
        (tmp_path / str(n)).mkdir(exist_ok=True)
        program = product(
            tmp_path / str(n),
            inputs=dict.fromkeys(names, "kg"),
            parameters={"f": "2 kgCO2e/kg"},
            quantities={f"q{i}": ("kg", f"a{i} + a{i}") for i in range(n)},
            emissions={"e": "q0 * f"},
        )
        calculated = result(program, **dict.fromkeys(names, "1 kg"))
        return lambda: analyse(calculated)

    assert growth(analysing, 300) <= MOST
