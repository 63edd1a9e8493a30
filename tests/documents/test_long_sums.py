"""Documents of rule sets with more emissions than a formula may have parts."""

from __future__ import annotations

from pathlib import Path

from ruleengine.documents.view import checklist_view
from tests.library_builder import product


def test_a_checklist_lists_the_sum_of_all_emissions(tmp_path: Path) -> None:
    program = product(tmp_path, inputs={"a": "kgCO2e"}, emissions={f"e{i}": "a" for i in range(700)})
    view = checklist_view(program, None, "en")
    total = next(f for f in view["formulas"] if f["name"] == "footprint.total")
    assert len(total["where"]) == 701
    assert total["where"][-1]["text"] == "e699"
