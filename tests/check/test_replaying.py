"""Recorded results calculated again: which figures differ, by which change; and those of all examples hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ruleengine.check.replaying import Replays
from ruleengine.cli.main import cli
from ruleengine.ruleset.library import Library
from tests.library_builder import ROOT, RULES, as_yaml, factor_table, rule_set, texts, write_library

RECORDS = Path(__file__).parent / "records"
SECTIONS: Mapping[str, object] = {
    "inputs": {"mass": "kg", "power": "kWh"},
    "parameters": {"factor": "2 kgCO2e/kg", "limit": "100 kgCO2e"},
    "tables": {"grid": {"table": "test/grid@1.0.0", "label": texts("grid")}},
    "emissions": {"body": "mass * factor", "use": 'power * grid["cn"]'},
    "requirements": {"light": "body < limit"},
}
INVENTORY = {
    "inventory": "a",
    "ruleset": ROOT,
    "product": {"name": texts("a")},
    "values": {"mass": 3, "power": 4},
}


def table(value: int) -> dict[str, object]:
    return factor_table("test/grid@1.0.0", ["kind"], {"factor": "kgCO2e/kWh"}, [["cn", value]])


def write(folder: Path, parameters: Mapping[str, str] | None = None, grid: int = 5, mass: int = 3) -> None:
    """A library and an inventory, as they were or changed."""
    changed = {**SECTIONS, "parameters": {**SECTIONS["parameters"], **(parameters or {})}}
    write_library(folder, rule_set(ROOT, **changed), table(grid))
    data = {**INVENTORY, "values": {**INVENTORY["values"], "mass": mass}}
    (folder / "inventories").mkdir(exist_ok=True)
    (folder / "inventories" / "a.yaml").write_text(as_yaml(data), encoding="utf-8")


def replay(folder: Path, *words: str) -> Result:
    line = ["replay", str(folder / "records"), "--rules", str(folder / "rules"), *words]
    return CliRunner().invoke(cli, [*line, "--inventories", str(folder / "inventories")])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A library with an inventory and its record."""
    write(tmp_path)
    result = replay(tmp_path, "--record")
    assert result.exit_code == 0, result.output
    return tmp_path


def causes(folder: Path) -> dict[str, list[str]]:
    data = json.loads(replay(folder, "--format", "json").stdout)
    return {f["name"]: f["causes"] for f in data["records"][0]["figures"]}


def test_a_folder_without_records_is_no_check_that_was_passed(place: Path) -> None:
    for file in (place / "records").iterdir():
        file.unlink()
    result = replay(place)
    assert result.exit_code == 1
    assert "error E735: the folder" in result.output


def test_records_hold_where_nothing_has_changed(place: Path) -> None:
    result = replay(place)
    assert result.exit_code == 0, result.output
    assert "1 record calculated again: 1 hold, 0 differ" in result.output


def test_each_figure_is_told_with_the_elements_it_rests_on_that_changed(place: Path) -> None:
    write(place, {"factor": "50 kgCO2e/kg", "limit": "101 kgCO2e"})
    found = causes(place)
    assert found["emissions.body.value"] == ["parameters.factor"]
    assert found["checks.light"] == ["parameters.factor", "parameters.limit"]
    assert "emissions.use.value" not in found
    result = replay(place)
    assert result.exit_code == 1
    assert "  emissions.body.value: 6 → 150  [parameters.factor]" in result.output


def test_tables_and_inventories_are_causes_too(place: Path) -> None:
    write(place, grid=6)
    assert causes(place)["emissions.use.value"] == ["tables.grid"]
    write(place, mass=4)
    assert causes(place)["emissions.body.value"] == ["inventory"]


def test_what_differs_by_no_change_of_rules_or_data_is_the_engine(place: Path) -> None:
    (path,) = (p for p in (place / "records").glob("*.json") if p.name != "elements.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    data["engine"], data["total"] = "0.0.1", "1"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert causes(place)["total"] == ["engine"]


def test_markdown_is_a_table(place: Path) -> None:
    write(place, {"factor": "50 kgCO2e/kg"})
    lines = replay(place, "--format", "md").stdout.splitlines()
    assert "| test/product@1.0.0 a | emissions.body.value | 6 | 150 | parameters.factor |" in lines


def test_records_without_their_inventory_or_with_broken_files_are_told(place: Path) -> None:
    (place / "inventories" / "a.yaml").unlink()
    result = replay(place)
    assert result.exit_code == 1
    assert "E735" in result.output
    write(place)
    (place / "records" / "other.json").write_text("{}", encoding="utf-8")
    assert replay(place).exit_code == 1
    (place / "records" / "elements.json").write_text("{", encoding="utf-8")
    assert "is not what `replay --record` writes" in replay(place).output


def test_the_records_of_all_examples_of_all_versions_hold() -> None:
    """Where rules or engine change on purpose: `ruleengine replay tests/check/records --inventories rules --record`."""
    found = list(Replays(Library(RULES), [RULES]).replay(RECORDS))
    assert [(r.file, [f.name for f in r.figures][:3], r.refused) for r in found if not r.holds] == []
    assert {r.ruleset for r in found} >= {
        f"gb/{category}@{version}"
        for category in (
            "electronics",
            "engines",
            "ev-chargers",
            "fibers",
            "furniture",
            "lighting",
            "plastics",
        )
        for version in ("0.1.0", "0.2.0")
    }
