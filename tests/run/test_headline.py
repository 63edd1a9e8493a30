"""A headline: what total, stages and footprint per unit add up, and what stands beside them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.diagnostics import Refused
from ruleengine.program.program import Program
from ruleengine.run.exact import calculate
from ruleengine.run.explain import explanation
from ruleengine.run.summary import summary
from tests.library_builder import findings, inventory, product, result, texts

BOUNDARY = {
    "type": "cradle-to-gate", "stages": ["raw_materials", "production"], "clause": "3", "text": texts("gate"),
}  # fmt: skip
SECTIONS = {
    "inputs": {"resin": "kgCO2e", "wood": {"unit": "kgCO2e", "required": False}, "power": "kgCO2e"},
    "emissions": {
        "material": {"stage": "raw_materials", "species": "fossil", "formula": "resin"},
        "uptake": {"stage": "raw_materials", "species": "biogenic_removal", "formula": "-wood"},
        "burnt": {"stage": "production", "species": "biogenic_emission", "formula": "wood / 2"},
        "energy": {"stage": "production", "species": "fossil", "formula": "power"},
    },
    "indicators": {
        "gross": ("kgCO2e", "footprint.gross"),
        "to_gate": ("kgCO2e", "footprint.gross_to_gate"),
    },
}  # fmt: skip


def _program(folder: Path, **boundary: object) -> Program:
    return product(folder, **SECTIONS, boundary=BOUNDARY | boundary)


def test_removals_and_biogenic_emissions_stand_beside_the_headline(tmp_path: Path) -> None:
    found = result(_program(tmp_path, headline=["fossil"]), resin=5, wood=100, power=3)
    assert (found.total, found.per_unit) == (8, 8)
    assert found.stages == {"raw_materials": 5, "production": 3}
    assert found.species["biogenic_removal"] == -100
    assert found.species["biogenic_emission"] == 50
    assert found.values["gross"] == found.values["to_gate"] == 58


def test_without_a_headline_everything_is_added_up(tmp_path: Path) -> None:
    found = result(_program(tmp_path), resin=5, wood=100, power=3)
    assert found.total == Decimal(-42)
    assert found.stages == {"raw_materials": -95, "production": 53}
    assert found.values["gross"] == 58


def test_what_stands_beside_it_has_to_be_known_all_the_same(tmp_path: Path) -> None:
    program = _program(tmp_path, headline=["fossil"])
    with pytest.raises(Refused) as refused:
        result(program, resin=5, power=3)
    assert [d.code for d in refused.value.diagnostics] == ["E704", "E704"]
    assert "footprint.total" not in calculate(program, inventory(program, resin=5, power=3)).values


def test_a_reader_sees_what_is_not_in_the_total(tmp_path: Path) -> None:
    found = result(_program(tmp_path, headline=["fossil"]), resin=5, wood=100, power=3)
    lines = {" ".join(line.split()) for line in summary(found).splitlines()}
    assert {
        "biogenic removals (apart, not in the total) -100 kgCO2e",
        "fossil emissions 8 kgCO2e 100.0 %",
    } <= lines
    assert "生物源清除（另列，不计入合计）" in summary(found, "zh")
    apart = [p for p in explanation(found).parts if p.title.startswith("apart")]
    assert [(p.value, [part.title.split()[0] for part in p.parts]) for p in apart] == [
        ("-50 kgCO2e", ["uptake", "burnt"])
    ]


def test_a_headline_names_species(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        findings(tmp_path, **SECTIONS, boundary=BOUNDARY | {"headline": ["carbon"]})
    assert [d.code for d in refused.value.diagnostics] == ["E204"]
