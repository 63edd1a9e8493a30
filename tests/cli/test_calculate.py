"""`ruleengine calculate`: on the examples of the library; nothing but the result on standard output."""

from __future__ import annotations

import json
import re
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import INVENTORIES, PANEL, ROOT, files, run
from tests.ruleset.small_library import SMALL, copy_of_small_library

LAMP = SMALL / "mini" / "lamp" / "examples" / "lamp.yaml"
STAGES = {"raw_materials", "production", "distribution", "use", "end_of_life"}
SPECIES = {"fossil", "biogenic_emission", "biogenic_removal", "land_use_change", "aircraft"}


def ruleset_of(path: Path) -> str:
    """The rule set that an inventory is for."""
    found = re.search(r"^ruleset: (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize("name", sorted({ruleset_of(path) for path in INVENTORIES}))
def test_every_example_is_calculated(name: str) -> None:
    paths = [path for path in INVENTORIES if ruleset_of(path) == name]
    found = json.loads(run("calculate", name, *paths, "--format", "json").stdout)
    assert len(found) == len(paths) > 1
    for data in found:
        assert set(data["stages"]) <= STAGES
        assert set(data["species"]) == SPECIES
        assert data["ruleset"]["hash"].startswith("sha256:")
        assert data["checks"]
        with localcontext(prec=60):
            check_sums(data)


def check_sums(data: dict[str, Any]) -> None:
    """Stages, and species and emissions of the headline, add up to the total, within the precision."""
    total = Decimal(data["total"])
    tiny = abs(total) * Decimal("1e-30")
    counted = data["boundary"]["headline"]
    emissions = [
        v["value"]
        for v in data["emissions"].values()
        if isinstance(v["value"], str) and v["species"] in counted
    ]
    species = [data["species"][s] for s in counted]
    for parts in (data["stages"].values(), species, emissions):
        assert abs(sum(map(Decimal, parts)) - total) <= tiny
    assert abs(Decimal(data["per_unit"]) - total * Decimal(data["reference_flow"])) <= tiny


def test_the_text_of_a_result() -> None:
    result = run("calculate", "gb/lighting", PANEL)
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0] == "LED panel luminaire 600 × 600  (led-panel-600)"
    assert re.fullmatch(r"rule set gb/lighting@0\.1\.0 \(draft\)  sha256:[0-9a-f]{12}…", lines[1])
    assert lines[2].startswith("gb/factors/fuels@1.0.1 is withdrawn from 2026-11-27 on")
    assert lines[3].startswith("gb/factors/transport@1.0.0 is withdrawn from 2026-11-27 on")
    assert lines[4].startswith("draft: gb/lighting@0.1.0, gb/24067@1.0.0, iso14067@1.0.0")
    assert lines[5].startswith("0.5 % of the footprint rests on numbers of which nothing is known")
    assert lines[7] == "per unit   146 kgCO2e  (exact 146.1027707)  functional unit: 1 000 lm × 35 000 h"
    assert lines[8].endswith("  basis: one lighting product")
    assert any(re.match(r"requirements: \d+ satisfied", line) for line in lines)


def test_the_small_result_in_full() -> None:
    result = run("calculate", "mini/lamp@1.0.0", LAMP, rules=SMALL)
    said = re.sub(r"sha256:[0-9a-f]+", "sha256:…", result.stdout)
    assert [line.split() for line in said.splitlines() if line] == [
        ["desk", "lamp", "(lamp)"],
        ["rule", "set", "mini/lamp@1.0.0", "(draft)", "sha256:……"],
        ["draft:", "mini/lamp@1.0.0,", "mini/base@1.0.0,", "mini/factors/grid@1.0.0,", "mini/factors/heat@1.0.0"],
        ["6.3", "%", "of", "the", "footprint", "rests", "on", "numbers", "of", "which", "nothing", "is", "known", "(no",
         "source,", "no", "uncertainty)"],
        ["per", "unit", "6.41", "kgCO2e", "(exact", "6.4074375)", "functional", "unit:", "light"],
        ["per", "basis", "128.1", "kgCO2e", "×", "reference", "flow", "0.05", "basis:", "one", "lamp"],
        ["raw", "material", "acquisition", "8.075", "kgCO2e", "6.3", "%"],
        ["distribution", "0.048", "kgCO2e", "0.0", "%"],
        ["use", "120", "kgCO2e", "93.6", "%"],
        ["end", "of", "life", "0.02575", "kgCO2e", "0.0", "%"],
        ["fossil", "emissions", "128.1", "kgCO2e", "100.0", "%"],
        ["share", "left", "out", "0.7803", "%"],
        ["requirements:", "1", "satisfied,", "1", "not", "satisfied,", "1", "not", "applicable,", "1", "manual"],
        ["✘", "score-limit", "(should)", "not", "satisfied:", "data", "sources:", "row", "2", "(guess),", "score", "4",
         "≤", "limit", "of", "the", "score", "3", "(does", "not", "hold)"],
    ]  # fmt: skip


def test_the_explanation_goes_down_to_the_lines_of_the_inventory() -> None:
    said = run("calculate", "mini/lamp", LAMP, "--explain", rules=SMALL).stdout
    for fact in (
        "footprint per unit = 6.4074375 kgCO2e",
        "rounded by GB/T 8170: 6.41 kgCO2e",
        "formula: sum(material_emissions)",
        "clause 6 of mini/lamp@1.0.0",
        "row 2 (钢) = 0.04 kgCO2e",
        "mass = 0.005 kg (given 5 g)",
        "lamp.yaml:23:14",
        "parts.copies = 4",
        "power = 10 W",
        "parameter, clause 8; source own (assumption)",
    ):
        assert fact in said, said
    data = json.loads(
        run("calculate", "mini/lamp", LAMP, "--explain", "--format", "json", rules=SMALL).stdout
    )
    assert data["explanation"]["title"] == "footprint per unit"
    assert data["explanation"]["parts"]
    assert data["explanation_zh"]["title"] == "单位产品碳足迹"
    assert len(data["explanation_zh"]["parts"]) == len(data["explanation"]["parts"])


def test_no_path_of_the_machine_is_in_an_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    said = run("calculate", "gb/lighting", PANEL.relative_to(ROOT), "--explain", rules=Path("rules")).stdout
    assert str(ROOT) not in said


def test_several_inventories_are_an_array() -> None:
    both = run(
        "calculate", "mini/lamp", LAMP, LAMP.with_name("careless.yaml"), "--format", "json", rules=SMALL
    ).stdout
    assert [r["inventory"]["id"] for r in json.loads(both)] == ["lamp", "careless"]
    text = run("calculate", "mini/lamp", LAMP, LAMP.with_name("careless.yaml"), rules=SMALL).stdout
    assert text.count("per unit") == 2
    assert "\n\ncareless lamp  (careless)\n" in text


def test_the_good_ones_of_several_are_shown_and_the_others_listed(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(LAMP.read_text(encoding="utf-8").replace("10 W", "10 kWh"), encoding="utf-8")
    result = run("calculate", "mini/lamp", bad, LAMP, code=1, rules=SMALL)
    assert result.stdout == run("calculate", "mini/lamp", LAMP, rules=SMALL).stdout
    assert result.stderr.count("E602") == 1
    result = run("calculate", "mini/lamp", bad, code=1, rules=SMALL)
    assert result.stdout == ""


def refused_as_json(*words: str | Path, rules: Path = SMALL) -> Any:
    """What a command that refuses something prints as JSON; nothing is told beside it."""
    result = run(*words, "--format", "json", code=1, rules=rules)
    assert result.stderr == ""
    return json.loads(result.stdout)


def test_refusals_stand_among_the_results_as_json_in_the_order_asked_for(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(LAMP.read_text(encoding="utf-8").replace("10 W", "10 kWh"), encoding="utf-8")
    first, second, third = refused_as_json("calculate", "mini/lamp", bad, LAMP, bad)
    assert (first["refused"], third) == (bad.as_posix(), first)
    assert [(d["code"], d["file"], d["severity"]) for d in first["diagnostics"]] == [
        ("E602", bad.as_posix(), "error")
    ]
    assert {"en", "zh", "facts"} <= set(first["diagnostics"][0])
    assert second["inventory"]["id"] == "lamp"
    assert [r["refused"] for r in refused_as_json("calculate", "mini/lamp", bad, bad)] == [bad.as_posix()] * 2
    assert refused_as_json("calculate", "mini/lamp", bad) == first
    out = tmp_path / "out"
    assert refused_as_json("calculate", "mini/lamp", LAMP, bad, "-o", out) == [first]
    assert not out.exists()


def test_a_rule_set_that_is_refused_is_refused_as_json(tmp_path: Path) -> None:
    data = refused_as_json("calculate", "mini/candle", LAMP, LAMP)
    assert data["refused"] == "mini/candle"
    assert [d["code"] for d in data["diagnostics"]] == ["E301"]
    path = copy_of_small_library(tmp_path).root / "mini" / "lamp" / "1.0.0.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("unit: kg,", "unit: kilo,"), encoding="utf-8")
    data = refused_as_json("calculate", "mini/lamp", LAMP, rules=tmp_path / "rules")
    assert data["refused"] == "rules/mini/lamp/1.0.0.yaml"
    assert "E408" in {d["code"] for d in data["diagnostics"]}


def test_results_are_written_to_a_folder(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    inventories = [LAMP, LAMP.with_name("careless.yaml")]
    result = run("calculate", "mini/lamp", *inventories, "-o", out, rules=SMALL)
    assert result.stdout == f"{out}/lamp.txt\n{out}/careless.txt\n"
    shown = [run("calculate", "mini/lamp", LAMP, "--messages", x, rules=SMALL).stdout for x in ("zh", "en")]
    assert files(out)["lamp.txt"].decode() == "\n\n".join(shown)
    run("calculate", "mini/lamp", *inventories, "-o", out, "--format", "json", rules=SMALL)
    assert set(files(out)) == {"lamp.txt", "careless.txt", "lamp.json", "careless.json"}
    assert json.loads(files(out)["careless.json"])["inventory"]["id"] == "careless"


def test_an_output_is_replaced_whole(tmp_path: Path) -> None:
    (tmp_path / "lamp.txt").write_text("older and longer " * 1000, encoding="utf-8")
    run("calculate", "mini/lamp", LAMP, "-o", tmp_path, rules=SMALL)
    assert set(files(tmp_path)) == {"lamp.txt"}
    assert b"older" not in files(tmp_path)["lamp.txt"]


def test_warnings_go_to_standard_error_or_into_the_record(tmp_path: Path) -> None:
    path = tmp_path / "lamp.yaml"
    text = LAMP.read_text(encoding="utf-8").replace("{value: 10 W, source: scale}", "10 W")
    path.write_text(text, encoding="utf-8")
    assert (
        "warning W614: `power` names no data source"
        in run("calculate", "mini/lamp", path, rules=SMALL).stderr
    )
    result = run("calculate", "mini/lamp", path, "--format", "json", rules=SMALL)
    assert result.stderr == ""
    data = json.loads(result.stdout)
    assert data["total"] == "128.14875"
    assert [(w["code"], w["element"]) for w in data["warnings"]] == [("W614", "power")]
    assert data["warnings"][0]["message"]["en"] == "`power` names no data source"


@pytest.mark.parametrize("command", ["uncertainty", "sensitivity"])
def test_warnings_of_reports_stand_in_their_json(command: str, tmp_path: Path) -> None:
    path = tmp_path / "lamp.yaml"
    text = LAMP.read_text(encoding="utf-8").replace("{value: 10 W, source: scale}", "10 W")
    text = text.replace("20000 h", "20000 h, uncertainty: {distribution: normal, cv: 5 %}")
    path.write_text(text, encoding="utf-8")
    assert "warning W614" in run(command, "mini/lamp", path, rules=SMALL).stderr
    result = run(command, "mini/lamp", path, "--format", "json", rules=SMALL)
    assert result.stderr == ""
    data = json.loads(result.stdout)
    assert [w["code"] for w in data["warnings"]] == ["W614"]
    assert (data["ruleset"]["status"], data["product"]["model"]) == ("draft", "L-1")
    assert [p for p in numbers(data) if isinstance(p[-1], float)] == []


def numbers(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """The paths of all JSON numbers, each with the number."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        return [p for k, v in items for p in numbers(v, (*path, k))]
    return [(*path, value)] if isinstance(value, int | float) and not isinstance(value, bool) else []


def test_json_is_as_good_as_yaml(tmp_path: Path) -> None:
    from ruleengine.diagnostics import Report
    from ruleengine.source.canonical import canonical
    from ruleengine.source.reader import read_file

    document = read_file(LAMP, Report())
    assert document is not None
    path = tmp_path / "lamp.json"
    path.write_text(canonical(document.data), encoding="utf-8")
    one, other = (
        json.loads(run("calculate", "mini/lamp", p, "--format", "json", rules=SMALL).stdout)
        for p in (LAMP, path)
    )
    assert one == other


@pytest.mark.parametrize(
    "options", [[], ["--format", "json"], ["--explain"], ["--explain", "--format", "json"]]
)
def test_two_runs_are_identical(options: list[str]) -> None:
    first, second = (run("calculate", "gb/lighting", PANEL, *options).stdout_bytes for _ in range(2))
    assert first == second


def test_the_version_in_force_on_a_date_is_used() -> None:
    second = PANEL.parent / "0.2.0" / PANEL.name
    assert run("calculate", "gb/lighting", second, "--on", "2025-12-01").stdout
    refused = run("calculate", "gb/lighting", PANEL, "--on", "2025-11-30", code=1)
    assert (
        refused.stdout,
        refused.stderr.startswith("error E309: no version of `gb/lighting` is in force"),
    ) == ("", True)
