"""The engine from Python."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

import ruleengine
from ruleengine.diagnostics import Refused

ROOT = Path(__file__).resolve().parents[1]
LAMP = ROOT / "rules" / "gb" / "lighting" / "examples" / "led-panel-600.yaml"


def test_the_readme_example_gives_the_figure_it_says():
    program = ruleengine.compile_rules("gb/lighting", rules=ROOT / "rules")
    result = ruleengine.calculate(program, ruleengine.read_inventory(LAMP, program))
    assert str(result.rounded_per_unit) == "146"
    assert "# 146" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert sum(result.stages.values()) == pytest.approx(result.total)


def test_an_inventory_may_be_a_map():
    program = ruleengine.compile_rules("gb/lighting", rules=ROOT / "rules")
    read = ruleengine.read_inventory(LAMP, program)
    values = {
        k: {"value": c.value, "source": c.source}
        for k, c in read.values.items()
        if isinstance(c.value, Decimal)
    }
    values |= {k: c.value for k, c in read.values.items() if isinstance(c.value, str | bool)}
    tables = {
        k: [{c: x.value for c, x in row.items() if isinstance(x.value, Decimal | str | bool)} for row in rows]
        for k, rows in read.tables.items()
    }
    data = {"inventory": read.id, "ruleset": "gb/lighting@0.1.0", "values": {**values, **tables}}
    again = ruleengine.read_inventory(data, program)
    assert ruleengine.calculate(program, again).total == ruleengine.calculate(program, read).total


def test_what_is_wrong_is_refused_with_all_diagnostics():
    program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=ROOT / "rules")
    with pytest.raises(Refused) as refused:
        ruleengine.read_inventory(
            {"inventory": "x", "values": {"rated_power": "3 kg", "nonsense": 1}}, program
        )
    codes = {d.code for d in refused.value.diagnostics}
    assert {"E601", "E602", "E605"} <= codes


def test_a_rule_set_is_found_by_date():
    assert ruleengine.compile_rules("gb/lighting", rules=ROOT / "rules", on=date(2026, 1, 1)).fields
    with pytest.raises(Refused, match="E309"):
        ruleengine.compile_rules("gb/lighting", rules=ROOT / "rules", on=date(2025, 1, 1))


def test_a_result_is_written_and_read_again(tmp_path: Path) -> None:
    program = ruleengine.compile_rules("gb/lighting", rules=ROOT / "rules")
    result = ruleengine.calculate(program, ruleengine.read_inventory(LAMP, program))
    record = ruleengine.result_record(result)
    assert record.per_unit == result.per_unit
    path = tmp_path / "lamp.json"
    path.write_text(ruleengine.record_json(record), encoding="utf-8")
    assert ruleengine.read_result(path) == record
    with pytest.raises(Refused, match="E310"):
        ruleengine.read_result(LAMP)


def test_the_product_of_a_map_may_be_unnamed() -> None:
    program = ruleengine.compile_rules("gb/plastics", rules=ROOT / "rules")
    data = yaml.safe_load(
        (ROOT / "rules/gb/plastics/examples/minimal-moulding.yaml").read_text(encoding="utf-8")
    )
    values = _exact(data["values"])
    bare = ruleengine.read_inventory({"inventory": "x", "values": values}, program)
    record = ruleengine.result_record(ruleengine.calculate(program, bare))
    assert (record.product.name, record.product.period, record.inventory.id) == (None, None, "x")


def _exact(value: object) -> object:
    """Data with decimals for doubles."""
    if isinstance(value, dict):
        return {k: _exact(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_exact(v) for v in value]
    return Decimal(repr(value)) if isinstance(value, float) else value


def test_unknown_names_are_not_there():
    assert not hasattr(ruleengine, "nonsense")
    assert hasattr(ruleengine, "calculate")
