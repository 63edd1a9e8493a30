"""`ruleengine inputs-for`: the least data that an output needs."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl

from tests.cli.command import run
from tests.library_builder import RULES


def test_the_inputs_behind_an_output_are_listed_and_no_others() -> None:
    data = json.loads(
        run("inputs-for", "gb/lighting", "emissions.use_electricity", "--format", "json").stdout
    )
    found = {item["name"]: item for item in data["inputs"]}
    assert found["rated_power"]["unit"] == "W"
    assert found["rated_power"]["need"] == "required"
    assert found["use_modes"]["kind"] == "table"
    assert "materials" not in found
    whole = run("inputs-for", "gb/lighting", "footprint.per_unit").stdout.splitlines()
    assert len(whole) > len(found)
    assert any(line.startswith("materials.mass  kg  required") for line in whole)


def test_what_is_not_calculated_is_refused_with_the_nearest() -> None:
    assert "`use_electricity`" in run("inputs-for", "gb/lighting", "use_electricty", code=2).stderr


def test_a_template_is_a_workbook_by_its_name_or_by_choice(tmp_path: Path) -> None:
    run("template", "gb/lighting", "-o", tmp_path / "a.xlsx", "--table", "materials")
    run("template", "gb/lighting", "-o", tmp_path, "--format", "xlsx")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.xlsx", "my-product.xlsx"]
    example = RULES / "gb/lighting/examples/0.2.0/led-panel-600.yaml"
    run("template", "gb/lighting", "-o", tmp_path / "by.xlsx", "--by", example)
    sheets = openpyxl.load_workbook(tmp_path / "by.xlsx")
    first = [sheets.worksheets[1].cell(row, 1).value for row in range(4, 8)]
    assert {"rated_power", "luminous_flux"} <= set(first)
    (tmp_path / "by.xlsx").unlink()
    told = run("template", "gb/lighting", "-o", tmp_path / "b.xlsx", "--table", "material", code=2).stderr
    assert "`materials`" in told
    run("template", "gb/lighting", "-o", tmp_path / "b.yaml", "--table", "materials", code=2)
    run("template", "gb/lighting", "-o", tmp_path / "b.xlsx", "--assessment", code=2)
    run("template", "gb/lighting", "-o", tmp_path / "b.yaml", "--format", "xlsx", code=2)
