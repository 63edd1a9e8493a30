"""Lints that follow quantities: each formula is looked at once, however many formulas and texts rest on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ruleengine.check.lints.divisors import check_divisors
from ruleengine.check.lints.remark import Lint
from ruleengine.check.lints.wording import check_named
from tests.growth.counting import MOST, growth
from tests.library_builder import compiled, rule_set, write_library


def _sections(n: int) -> dict[str, object]:
    """A chain of quantities; of each one divides and one requirement speaks."""
    chain = {f"q{i}": ("kg", f"a + q{i - 1}" if i else "a") for i in range(n)}
    shares = {f"d{i}": ("1", f"a / q{i}") for i in range(n)}
    text = {"zh": "应为{f}。", "en": "It shall be {f}."}
    return {
        "inputs": {"a": "kg"},
        "parameters": {"f": "2 kgCO2e/kg"},
        "quantities": chain | shares,
        "emissions": {
            "e": "a * f * d0",
            "r": {"species": "biogenic_removal", "formula": f"-q{n - 1} * f"},
        },
        "requirements": {f"r{i}": {"check": f"q{i} >= 0 * a", "text": text} for i in range(n)},
    }


@pytest.mark.parametrize("lint", [check_divisors, check_named])
def test_a_chain_under_many_formulas_is_walked_once(lint: Lint, tmp_path: Path) -> None:
    def looking(n: int) -> Callable[[], object]:
        program = compiled(write_library(tmp_path / str(n), rule_set(**_sections(n))))
        return lambda: list(lint(program))

    assert growth(looking, 60) <= MOST
