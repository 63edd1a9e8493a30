"""The engine from Python."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import ruleengine
from ruleengine.diagnostics import Refused, Report
from ruleengine.source.given import given_document
from ruleengine.source.reader import MAX_DEPTH, read_bytes

ROOT = Path(__file__).resolve().parents[1]
LAMP = ROOT / "rules" / "gb" / "lighting" / "examples" / "led-panel-600.yaml"
HEAD = {"inventory": "x", "ruleset": "gb/lighting@0.1.0", "product": {"name": {"zh": "灯", "en": "lamp"}}}


def test_the_readme_example_gives_the_figure_it_says():
    program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=ROOT / "rules")
    result = ruleengine.calculate(program, ruleengine.read_inventory(LAMP, program))
    assert str(result.rounded_per_unit) == "146"
    assert "# 146" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert sum(result.stages.values()) == pytest.approx(result.total)


def test_an_inventory_may_be_a_map():
    program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=ROOT / "rules")
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
    data = {
        "inventory": read.id, "ruleset": "gb/lighting@0.1.0", "product": read.product, "values": {**values, **tables},
    }  # fmt: skip
    again = ruleengine.read_inventory(data, program)
    assert ruleengine.calculate(program, again).total == ruleengine.calculate(program, read).total


def test_what_is_wrong_is_refused_with_all_diagnostics():
    program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=ROOT / "rules")
    with pytest.raises(Refused) as refused:
        ruleengine.read_inventory({**HEAD, "values": {"rated_power": "3 kg", "nonsense": 1}}, program)
    codes = {d.code for d in refused.value.diagnostics}
    assert {"E601", "E602", "E605"} <= codes


def test_a_rule_set_is_found_by_date():
    assert ruleengine.compile_rules("gb/lighting@0.1.0", rules=ROOT / "rules", on=date(2026, 1, 1)).fields
    with pytest.raises(Refused, match="E309"):
        ruleengine.compile_rules("gb/lighting@0.1.0", rules=ROOT / "rules", on=date(2025, 1, 1))


def test_a_result_is_written_and_read_again(tmp_path: Path) -> None:
    program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=ROOT / "rules")
    result = ruleengine.calculate(program, ruleengine.read_inventory(LAMP, program))
    record = ruleengine.result_record(result)
    assert record.per_unit == result.per_unit
    path = tmp_path / "lamp.json"
    path.write_text(ruleengine.record_json(record), encoding="utf-8")
    assert ruleengine.read_result(path) == record
    with pytest.raises(Refused, match="E310"):
        ruleengine.read_result(LAMP)


def test_a_map_has_the_shape_of_a_file() -> None:
    """A misspelt key is told and not dropped, and what the file must have the map must have; dates may be dates."""
    program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=ROOT / "rules")
    given = {**HEAD, "period": {"from": date(2025, 1, 1), "to": date(2025, 12, 31)}, "values": {}}
    for misspelt in ("uncertanty", "preiod"):
        with pytest.raises(Refused) as refused:
            ruleengine.read_inventory({**given, misspelt: {}}, program)
        assert [d.code for d in refused.value.diagnostics] == ["E201"]
    for lacking in ("inventory", "ruleset", "product", "values"):
        with pytest.raises(Refused) as refused:
            ruleengine.read_inventory({k: v for k, v in given.items() if k != lacking}, program)
        assert [d.code for d in refused.value.diagnostics] == ["E202"]
    with pytest.raises(Refused) as refused:
        ruleengine.read_inventory(given, program)
    assert {d.code for d in refused.value.diagnostics} == {"E605"}


_CIRCLE: dict[str, object] = {}
_CIRCLE["a"] = _CIRCLE


class _NoText:
    def __str__(self) -> str:
        raise ValueError


@pytest.mark.parametrize(
    ("part", "key", "said"),
    [
        ({"values": {"rated_power": 28.9}}, "E203.no_plain_value", "`values.rated_power`"),
        ({"values": {"rated_power": Decimal("NaN")}}, "E203.no_plain_value", "`values.rated_power`"),
        ({"values": {"parts": [{"id": {1, 2}}]}}, "E203.no_plain_value", "`values.parts.0.id`"),
        ({"note": datetime(2025, 1, 1)}, "E203.no_plain_value", "`note`"),
        ({"note": b"note"}, "E203.no_plain_value", "`note`"),
        ({"note": _NoText()}, "E203.no_plain_value", "`note`"),
        ({1: 2}, "E203.no_plain_key", "`inventory`"),
        ({"values": _CIRCLE}, "E105.levels", "24"),
        ({"values": {"parts": [None] * 300_001}}, "E106.values", "300000"),
    ],
)
def test_what_no_file_could_hold_is_told(part: dict[object, object], key: str, said: str) -> None:
    program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=ROOT / "rules")
    with pytest.raises(Refused) as refused:
        ruleengine.read_inventory({**HEAD, "values": {}, **part}, program)  # the keys are the caller's
    assert [d.key for d in refused.value.diagnostics] == [key]
    assert said in str(refused.value)


@pytest.mark.parametrize(("levels", "key"), [(MAX_DEPTH, None), (MAX_DEPTH + 1, "E105.levels")])
def test_maps_are_as_deep_as_files(levels: int, key: str | None) -> None:
    text = '{"a": ' + "[" * (levels - 1) + "1" + "]" * (levels - 1) + "}"
    report = Report()
    read_bytes(text.encode(), "x.json", report)
    told: list[str] = []
    try:
        given_document(json.loads(text), "map")
    except Refused as refused:
        told = [d.key for d in refused.diagnostics]
    assert told == [d.key for d in report.items] == ([key] if key else [])


def test_unknown_names_are_not_there():
    assert not hasattr(ruleengine, "nonsense")
    assert hasattr(ruleengine, "calculate")
