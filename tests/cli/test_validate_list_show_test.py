"""The commands that look at the library: validate, list, show, test."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import ruleengine
from ruleengine.ruleset.library import Library
from tests.cli.command import ASSESSMENTS, INVENTORIES, PANEL, ROOT, RULES, run
from tests.ruleset.small_library import copy_of_small_library, write_ruleset

BROKEN = "parameters: {unused: {value: 1, unit: kilo, source: own, label: {zh: 例, en: x}, clause: '1'}}\n"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A library with one rule set that has an error."""
    library = copy_of_small_library(tmp_path)
    write_ruleset(library, "case", BROKEN, base="mini/lamp@1.0.0")
    return library.root


# ---- validate


def test_the_library_has_no_findings() -> None:
    result = run("validate")
    assert result.stdout == ""
    assert result.stderr.endswith(" files checked, no findings\n")
    assert json.loads(run("validate", "--format", "json").stdout) == []


def test_files_of_every_kind_can_be_named() -> None:
    lighting = RULES / "gb" / "lighting"
    named = [
        lighting / "0.1.0.yaml",
        lighting / "0.1.0.tests.yaml",
        PANEL,
        ASSESSMENTS[0],
        RULES / "gb" / "factors",
    ]
    result = run("validate", *named)
    assert result.stdout == ""
    tables = len(list((RULES / "gb" / "factors").rglob("*.yaml")))
    assert result.stderr == f"{4 + tables} files checked, no findings\n"


def test_findings_go_to_standard_output(broken: Path) -> None:
    result = run("validate", code=1, rules=broken)
    assert result.stdout.startswith("rules/case/1.0.0.yaml:6:39: error E408: `kilo` is not a unit\n")
    assert result.stdout.endswith("\n1 error, 0 warnings\n")
    assert result.stderr == "12 files checked\n"


def test_findings_as_json(broken: Path) -> None:
    result = run("validate", "--format", "json", code=1, rules=broken)
    assert result.stderr == ""
    (item,) = json.loads(result.stdout)
    assert {k: item[k] for k in ("code", "severity", "file", "line", "column", "element", "clause")} == {
        "code": "E408", "severity": "error", "file": "rules/case/1.0.0.yaml", "line": 6, "column": 39,
        "element": "parameters.unused", "clause": "1",
    }  # fmt: skip
    assert item["en"]["message"] == "`kilo` is not a unit"
    assert set(item["zh"]) >= {"message", "remedy"}


def test_findings_as_sarif(broken: Path) -> None:
    result = run("validate", "--format", "sarif", code=1, rules=broken)
    assert result.stderr == ""
    check_sarif(json.loads(result.stdout), ["E408"])


def test_sarif_of_a_library_without_findings() -> None:
    check_sarif(json.loads(run("validate", "--format", "sarif").stdout), [])


def check_sarif(log: object, codes: list[str]) -> None:
    """What SARIF 2.1.0 requires of a log (3.13 sarifLog, 3.14 run, 3.19 toolComponent, 3.27 result)."""
    assert isinstance(log, dict)
    assert log["version"] == "2.1.0"
    assert isinstance(log["runs"], list)
    (only,) = log["runs"]
    driver = only["tool"]["driver"]
    assert driver["name"] == "ruleengine"
    assert driver["version"] == ruleengine.__version__
    assert only["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    rules = [r["id"] for r in driver["rules"]]
    assert rules == sorted(set(rules))
    assert [r["ruleId"] for r in only["results"]] == codes
    for item in only["results"]:
        assert item["ruleId"] in rules
        assert item["level"] in ("none", "note", "warning", "error")
        assert item["message"]["text"]
        for location in item.get("locations", []):
            physical = location["physicalLocation"]
            assert not physical["artifactLocation"]["uri"].startswith("/")
            region = physical.get("region", {"startLine": 1, "startColumn": 1})
            assert region["startLine"] >= 1
            assert region["startColumn"] >= 1


def test_the_library_that_a_path_lies_in_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RULEENGINE_RULES", raising=False)
    from click.testing import CliRunner

    from ruleengine.cli.main import cli

    for named in (RULES / "gb" / "lighting", PANEL):
        result = CliRunner().invoke(cli, ["validate", str(named)], prog_name="ruleengine")
        assert result.exit_code == 0, result.output
        assert "no findings" in result.stderr
    (tmp_path / "a.yaml").write_text("inventory: a\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["validate", "a.yaml"], prog_name="ruleengine")
    assert result.exit_code == 1
    assert result.stdout.startswith("a.yaml:1:1: error E202")


# ---- list


def test_list_names_every_file() -> None:
    result = run("list")
    assert result.stderr == ""
    assert [line.split("  ")[0] for line in result.stdout.splitlines()] == [
        str(r) for r in Library(RULES).references()
    ]
    lighting = next(line for line in result.stdout.splitlines() if line.startswith("gb/lighting@"))
    assert lighting.split("  ")[-1] == "effective 2025-12-01"
    assert "GB/T 45818-2025" in lighting
    assert "lighting products" in lighting
    assert all(line == line.rstrip() for line in result.stdout.splitlines())


@pytest.mark.parametrize(
    ("day", "there", "absent"),
    [
        (
            "2025-10-01",
            ["gb/24067@1.0.0", "gb/plastics@"],
            ["gb/lighting@", "gb/engines@", "gb/electronics@", "iso14067@"],
        ),
        (
            "2025-12-01",
            ["gb/24067@1.0.0", "gb/plastics@", "gb/lighting@", "gb/engines@"],
            ["gb/electronics@"],
        ),
        ("2025-02-28", [], ["gb/24067@"]),
    ],
)
def test_list_on_a_date(day: str, there: list[str], absent: list[str]) -> None:
    lines = run("list", "--on", day).stdout.splitlines()
    assert all(any(line.startswith(name) for line in lines) for name in there)
    assert not any(line.startswith(name) for line in lines for name in absent)
    assert not any("factor table" in line for line in lines)
    library = Library(RULES)
    for line in lines:
        name = line.split("@")[0]
        assert line.startswith(str(library.find(name, date.fromisoformat(day))))


def test_wide_characters_are_aligned(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    write_ruleset(
        library, "case", "standard: {number: 产品种类规则一, stage: draft}\n", base="mini/lamp@1.0.0"
    )
    lines = run("list", rules=library.root).stdout.splitlines()
    assert lines[0] == "case@1.0.0               产品种类规则一         case                    draft"
    assert lines[1] == "mini/base@1.0.0          MINI 1                 small base"


# ---- show


def test_show_prints_the_file_as_it_is() -> None:
    for name, file in (
        ("gb/lighting", "gb/lighting/0.1.0.yaml"),
        ("gb/factors/heat@1.0.0", "gb/factors/heat/1.0.0.yaml"),
    ):
        result = run("show", name)
        assert result.stdout == (RULES / file).read_text(encoding="utf-8")
        assert result.stderr == ""


def test_show_resolved_and_the_origin_of_every_element() -> None:
    resolved, with_origin = (
        run("show", "gb/lighting", *o).stdout for o in (["--resolved"], ["--resolved", "--origin"])
    )
    assert resolved.splitlines()[0] == "# gb/lighting@0.1.0 → gb/24067@1.0.0 → iso14067@1.0.0"
    assert resolved.splitlines()[1].startswith("# sha256:")
    comments = [line.strip() for line in with_origin.splitlines() if line.strip().startswith("#")][2:]
    assert [
        line for line in with_origin.splitlines() if line.strip() not in comments
    ] == resolved.splitlines()
    assert all(any(f"# {name}@" in c for name in ("gb/lighting", "gb/24067", "iso14067")) for c in comments)
    assert run("show", "gb/lighting", "--origin").stdout == with_origin


def test_show_a_factor_table_in_one_line() -> None:
    result = run("show", "gb/factors/heat", "--resolved")
    table = Library(RULES).table(Library(RULES).find("gb/factors/heat"))
    assert result.stdout == f"{table.reference}  {table.fingerprint}  {table.header['nature']}\n"


def test_show_on_a_date() -> None:
    assert run("show", "gb/plastics", "--on", "2025-10-01").stdout.count("ruleset: gb/plastics") == 1
    assert "E309" in run("show", "gb/lighting", "--on", "2025-10-01", code=1).stderr


# ---- test


def test_all_tests_of_the_library_pass() -> None:
    result = run("test")
    assert result.stderr == ""
    *lines, last = result.stdout.splitlines()
    assert len(lines) >= 7
    for line in lines:
        passed, cases = (int(n) for n in line.split(": ")[1].removesuffix(" cases passed").split(" of "))
        assert passed == cases >= 10, line
    total = sum(int(line.split(": ")[1].split(" of ")[0]) for line in lines)
    assert last == f"{total} passed, 0 failed"


def test_the_tests_of_one_rule_set_with_what_they_leave_untouched() -> None:
    plain = run("test", "gb/lighting").stdout
    assert plain.splitlines()[0].startswith("gb/lighting@0.1.0: ")
    assert len(plain.splitlines()) == 2
    covered = run("test", "gb/lighting@0.1.0", "gb/plastics", "--coverage").stdout
    for line in covered.splitlines()[:-1]:
        if line.startswith("  "):
            element, _, what = line.strip().partition(": ")
            assert element.partition(".")[0] in ("quantities", "emissions", "indicators", "requirements")
            assert what.startswith("never ")


def test_coverage_of_the_small_library() -> None:
    result = run("test", "mini/lamp", "--coverage", rules=ROOT / "tests" / "ruleset" / "library")
    assert result.stdout == (
        "mini/lamp@1.0.0: 2 of 2 cases passed\n"
        "  requirements.share-limit: never not satisfied\n"
        "  requirements.score-limit: never satisfied\n"
        "  requirements.battery-mass: never satisfied and never not satisfied\n"
        "2 passed, 0 failed\n"
    )


def test_examples_are_for_rule_sets_of_the_library() -> None:
    assert len(INVENTORIES) >= 14
    assert len(ASSESSMENTS) >= 7
    assert json.loads(run("validate", "--format", "json", *INVENTORIES, *ASSESSMENTS).stdout) == []
