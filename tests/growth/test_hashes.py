"""The hashes of all elements: what many of them reach in common is not walked through for each of them anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ruleengine.resolve.hashes import element_hashes
from ruleengine.resolve.overlay import resolve
from ruleengine.resolve.resolved import ResolvedRuleSet
from tests.growth.counting import MOST, growth
from tests.library_builder import write_library


def _quantities(n: int, last: str) -> dict[str, object]:
    names = [f"q{i}" for i in range(n)]
    return {"quantities": {a: ("kg", f"{b} + a") for a, b in zip(names, [*names[1:], last], strict=True)}}


SHAPES: dict[str, Callable[[int], dict[str, object]]] = {
    "chain": lambda n: _quantities(n, "a"),
    "circle": lambda n: _quantities(n, "q0"),
    "parts of the footprint": lambda n: {
        "emissions": {f"e{i}": "a * f" for i in range(n)},
        "requirements": {f"r{i}": "footprint.total <= g" for i in range(n)},
    },
}


@pytest.mark.parametrize("shape", SHAPES)
def test_hashes_of_elements_that_reach_one_another(tmp_path: Path, shape: str) -> None:
    def of(n: int) -> Callable[[], object]:
        found = _resolved(tmp_path / str(n), SHAPES[shape](n))
        return lambda: element_hashes(found)

    assert growth(of, 100) <= MOST


def _resolved(folder: Path, sections: dict[str, object]) -> ResolvedRuleSet:
    folder.mkdir(exist_ok=True)
    kept = {
        "inputs": {"a": "kg"},
        "parameters": {"f": "2 kgCO2e/kg", "g": "3 kgCO2e"},
        "emissions": {"e": "a * f"},
    }
    library = write_library(folder, **{**kept, **sections})
    return resolve(library, library.references()[0])
