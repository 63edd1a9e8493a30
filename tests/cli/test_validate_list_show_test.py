"""The commands that look at the library: validate, list, show, test."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path

import pytest

import ruleengine
from ruleengine.resolve.hashes import element_hashes
from ruleengine.resolve.overlay import resolve
from ruleengine.ruleset.library import Library
from tests.cli.command import ASSESSMENTS, INVENTORIES, PANEL, ROOT, RULES, run
from tests.ruleset.small_library import SMALL, copy_of_small_library, write_ruleset

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
    assert result.stderr.splitlines()[0].endswith(" files checked, no findings")
    assert json.loads(run("validate", "--format", "json").stdout) == []


def test_the_line_on_older_versions_names_the_command_that_tells_them_all() -> None:
    counted = run("validate", RULES / "gb" / "furniture", RULES / "gb" / "lighting").stderr.splitlines()[1]
    told = run(*counted.partition("`ruleengine ")[2].rstrip("`").split())
    assert counted.split()[0] == told.stdout.splitlines()[-1].split()[2]
    assert {"rules/gb/furniture/0.1.0.yaml", "rules/gb/lighting/0.1.0.yaml"} <= set(
        re.findall(r"^rules/[^:]+", told.stdout, re.M)
    )


def test_older_versions_are_counted_in_one_line() -> None:
    result = run("validate", RULES / "gb" / "furniture")
    assert result.stdout == ""
    checked, counted = result.stderr.splitlines()
    assert checked.endswith(" files checked, no findings")
    assert re.fullmatch(
        r"\d+ warnings? about older versions, not told here: see `ruleengine validate gb/furniture@0\.1\.0`",
        counted,
    )
    told = run("validate", "gb/furniture@0.1.0")
    assert told.stderr == "1 file checked\n"
    assert told.stdout.startswith("rules/gb/furniture/0.1.0.yaml:")
    assert counted.split()[0] == told.stdout.splitlines()[-1].split()[2]


def test_examples_are_calculated_where_that_is_asked_for() -> None:
    result = run("validate", "--examples", "mini/lamp@1.0.0", rules=SMALL)
    assert result.stderr.splitlines() == ["1 file checked", "1 example calculated with other numbers"]
    assert "warning W542: `power` times 0.5" in result.stdout


def test_a_version_that_there_is_not_is_told() -> None:
    assert (
        "error E301: `gb/furniture` has no version `9.9.9`"
        in run("validate", "gb/furniture@9.9.9", code=1).stderr
    )


def test_files_of_every_kind_can_be_named() -> None:
    lighting = RULES / "gb" / "lighting"
    named = [
        RULES / "gb" / "furniture" / "0.2.0.yaml",
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


def test_what_is_not_told_of_older_versions_is_counted_in_every_format() -> None:
    """A list of findings has no place for it in JSON, where standard error says it; SARIF knows notes about a run."""
    found = run("validate", "--format", "sarif", RULES / "gb" / "furniture")
    log = json.loads(found.stdout)
    check_sarif(log, [])
    (invocation,) = log["runs"][0]["invocations"]
    (note,) = invocation["toolExecutionNotifications"]
    assert (invocation["executionSuccessful"], note["level"]) == (True, "note")
    assert note["message"]["text"].endswith("not told here: see `ruleengine validate gb/furniture@0.1.0`")
    as_json = run("validate", "--format", "json", RULES / "gb" / "furniture", "--messages", "zh")
    assert json.loads(as_json.stdout) == []
    assert found.stderr == f"{note['message']['text']}\n"
    assert as_json.stderr.endswith(
        "条关于旧版本的警告，此处未列出，可用`ruleengine validate gb/furniture@0.1.0`查看\n"
    )


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

    for named in (RULES / "gb" / "furniture", PANEL):
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
    assert lighting.split("  ")[-1] == "14 gaps"
    assert "effective 2025-12-01" in lighting
    assert "GB/T 45818-2025" in lighting
    assert "lighting products" in lighting
    assert all(line == line.rstrip() for line in result.stdout.splitlines())


@pytest.mark.parametrize(
    ("day", "there", "absent"),
    [
        (
            "2025-10-01",
            ["gb/24067@", "gb/plastics@"],
            ["gb/lighting@", "gb/engines@", "gb/electronics@", "iso14067@"],
        ),
        (
            "2025-12-01",
            ["gb/24067@", "gb/plastics@", "gb/lighting@", "gb/engines@"],
            ["gb/electronics@"],
        ),
        ("2025-02-28", [], ["gb/24067@"]),
    ],
)
def test_list_on_a_date(day: str, there: list[str], absent: list[str]) -> None:
    lines = run("list", "--on", day).stdout.splitlines()
    assert all(any(line.startswith(name) for line in lines) for name in there)
    assert not any(line.startswith(name) for line in lines for name in absent)
    tables = [line.split()[0] for line in lines if "factor table" in line]
    assert tables == [f"gb/factors/electricity@{2024 if day >= '2025-12' else 2023}.0.0"]
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
    assert lines[0] == "case@1.0.0               draft  产品种类规则一         case                    draft"
    assert lines[1] == "mini/base@1.0.0          draft  MINI 1                 small base"


# ---- show


def test_show_prints_the_file_as_it_is() -> None:
    for name, file, told in (
        ("gb/lighting@0.1.0", "gb/lighting/0.1.0.yaml", "draft: gb/lighting@0.1.0\n"),
        ("gb/factors/heat@1.0.0", "gb/factors/heat/1.0.0.yaml", ""),
    ):
        result = run("show", name)
        assert result.stdout == (RULES / file).read_text(encoding="utf-8")
        assert result.stderr == told


def test_show_resolved_and_the_origin_of_every_element() -> None:
    resolved, with_origin = (
        run("show", "gb/lighting@0.1.0", *o).stdout for o in (["--resolved"], ["--resolved", "--origin"])
    )
    assert resolved.splitlines()[0] == "# gb/lighting@0.1.0 → gb/24067@1.0.0 → iso14067@1.0.0"
    assert resolved.splitlines()[1].startswith("# sha256:")
    assert all(" is withdrawn from 2026-11-27 on" in line for line in resolved.splitlines()[2:4])
    assert resolved.splitlines()[4].startswith("# draft: gb/lighting@0.1.0")
    assert all("自2026-11-27起撤回" in line for line in resolved.splitlines()[5:7])
    assert resolved.splitlines()[7].startswith("# 草案：gb/lighting@0.1.0")
    comments = [line.strip() for line in with_origin.splitlines() if line.strip().startswith("#")][8:]
    assert [
        line for line in with_origin.splitlines() if line.strip() not in comments
    ] == resolved.splitlines()
    assert all(any(f"# {name}@" in c for name in ("gb/lighting", "gb/24067", "iso14067")) for c in comments)
    assert run("show", "gb/lighting@0.1.0", "--origin").stdout == with_origin


def test_show_a_factor_table_in_one_line() -> None:
    result = run("show", "gb/factors/heat", "--resolved")
    table = Library(RULES).table(Library(RULES).find("gb/factors/heat"))
    assert result.stdout == f"{table.reference}  {table.fingerprint}  `factor` (direct)\n"
    said = run("show", "gb/factors/heat", "--resolved", "--messages", "zh").stdout
    assert said == f"{table.reference}  {table.fingerprint}  `factor`（直接排放）\n"
    for reference in Library(RULES).references():
        if "/factors/" in str(reference):
            assert run("show", str(reference), "--resolved").stdout.startswith(f"{reference}")


def test_show_on_a_date() -> None:
    assert run("show", "gb/plastics", "--on", "2025-10-01").stdout.count("ruleset: gb/plastics") == 1
    assert "E309" in run("show", "gb/lighting", "--on", "2025-10-01", code=1).stderr


def canonical_hash(*words: str | Path, rules: Path = RULES) -> str:
    """The SHA-256 of what `show --canonical` prints, as hashes are written."""
    printed = run("show", *words, "--canonical", rules=rules)
    assert printed.stderr == ""
    return "sha256:" + hashlib.sha256(printed.stdout_bytes).hexdigest()


@pytest.mark.parametrize("name", ["gb/lighting", "iso14067", "gb/factors/electricity@2023.0.0"])
def test_the_hash_is_that_of_the_canonical_text(name: str) -> None:
    data = json.loads(run("show", name, "--format", "json").stdout)
    assert canonical_hash(name) == data["hash"]
    assert not run("show", name, "--canonical").stdout.endswith("\n")


def test_the_hash_of_an_element_is_that_of_its_canonical_text() -> None:
    elements = json.loads(run("show", "gb/plastics", "--format", "json").stdout)["elements"]
    for name in ("requirements.cut-off-total", "boundary", "vocabulary.methods.interview"):
        assert canonical_hash("gb/plastics", "--element", name) == elements[name]["hash"]


def test_both_hashes_of_an_inventory_are_those_of_canonical_texts() -> None:
    record = json.loads(run("calculate", "gb/lighting", PANEL, "--format", "json").stdout)
    assert canonical_hash("gb/lighting", "--inventory", PANEL) == record["inventory"]["hash"]
    printed = canonical_hash("gb/lighting", "--inventory", PANEL, "--printed")
    assert printed == record["inventory"]["printed_hash"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--element", "boundary"], "--element says of what the canonical text is printed; add --canonical"),
        (["--printed"], "--printed says of what the canonical text is printed; add --canonical"),
        (
            ["--canonical", "--element", "boundary", "--inventory", "x"],
            "give --element or --inventory, not both",
        ),
        (["--canonical", "--element", "boundry"], "has no element `boundry`; did you mean `boundary`?"),
        (["--canonical", "--element", "no.such.thing"], "has no element `no.such.thing`"),
    ],
)
def test_wrong_use_of_canonical(options: list[str], said: str) -> None:
    result = run("show", "gb/lighting", *options, code=2)
    assert (result.stdout, said in result.stderr) == ("", True)


def test_what_cannot_be_shown_as_canonical_is_refused(tmp_path: Path) -> None:
    assert "E310" in run("show", "gb/factors/heat", "--canonical", "--element", "x", code=1).stderr
    missing = run("show", "gb/lighting", "--canonical", "--inventory", tmp_path / "none.yaml", code=1)
    assert (missing.stdout, "E101" in missing.stderr) == ("", True)


def test_show_a_rule_set_as_json() -> None:
    library = Library(SMALL)
    resolved = resolve(library, library.find("mini/led"))
    data = json.loads(run("show", "mini/led", "--format", "json", rules=SMALL).stdout)
    assert (data["id"], data["version"], data["kind"], data["status"]) == (
        "mini/led",
        "1.0.0",
        "rule set",
        "draft",
    )
    assert data["chain"] == ["mini/led@1.0.0", "mini/lamp@1.0.0", "mini/base@1.0.0"]
    assert {k: v["hash"] for k, v in data["elements"].items()} == element_hashes(resolved)
    landfill = data["elements"]["parameters.landfill"]
    assert (landfill["fields"]["value"], landfill["origins"]) == ("0.05", ["mini/lamp@1.0.0"])
    assert data["tables"]["heat"]["table"] == "mini/factors/heat@1.0.0"
    assert list(data["removed"]) == [r.element.name for r in resolved.removals]
    changed = [e for e in data["elements"].values() if len(e["origins"]) > 1]
    assert changed
    assert all(set(r) - {"source"} == {"zh", "en"} for e in changed for r in e["reasons"])


def test_show_a_factor_table_as_json() -> None:
    data = json.loads(run("show", "mini/factors/heat", "--format", "json", rules=SMALL).stdout)
    assert (data["id"], data["kind"], data["nature"]) == ("mini/factors/heat", "factor table", "life-cycle")
    assert data["rows"][0] == {"region": "north", "season": "winter", "factor": "0.9"}
    assert "factor" not in data["rows"][1]
    assert data["sources"]["invented"]["year"] == "2026"


def test_list_as_json(broken: Path) -> None:
    data = json.loads(run("list", "--format", "json").stdout)
    assert [f"{d['id']}@{d['version']}" for d in data] == [str(r) for r in Library(RULES).references()]
    lighting = next(d for d in data if d["id"] == "gb/lighting")
    assert lighting["standard"]["number"] == "GB/T 45818-2025"
    assert (lighting["status"], lighting["kind"]) == ("draft", "rule set")
    tables = {(d["id"], d["version"]): d["status"] for d in data if d["kind"] == "factor table"}
    assert (tables["gb/factors/heat", "1.0.0"], tables["gb/factors/heat", "1.1.0"]) == ("released", "draft")
    dated = json.loads(run("list", "--on", "2025-12-01", "--format", "json").stdout)
    assert [d["id"] for d in dated if d["kind"] == "factor table"] == ["gb/factors/electricity"]
    (broken / "mini" / "led" / "1.0.0.yaml").write_text("ruleset: [\n", encoding="utf-8")
    result = run("list", "--format", "json", code=1, rules=broken)
    assert result.stderr == ""
    (refused,) = [d for d in json.loads(result.stdout) if "refused" in d]
    assert refused["refused"] == "mini/led@1.0.0"
    assert [d["code"] for d in refused["diagnostics"]] == ["E104"]


# ---- test


def test_tests_as_json(tmp_path: Path) -> None:
    root = copy_of_small_library(tmp_path).root
    path = root / "mini" / "lamp" / "1.0.0.tests.yaml"
    data = json.loads(run("test", "--format", "json", "--coverage", rules=root).stdout)
    assert (data["passed"], data["failed"]) == (2, 0)
    (file,) = data["files"]
    assert (file["ruleset"], file["file"]) == ("mini/lamp@1.0.0", "rules/mini/lamp/1.0.0.tests.yaml")
    assert all(case == {"passed": True, "diagnostics": []} for case in file["cases"].values())
    assert file["untouched"]["requirements.score-limit"]["en"] == "never satisfied"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"total: \S+", "total: 7 kgCO2e", text, count=1), encoding="utf-8")
    result = run("test", "--format", "json", code=1, rules=root)
    assert result.stderr == ""
    data = json.loads(result.stdout)
    assert (data["passed"], data["failed"]) == (1, 1)
    (bad,) = [c for c in data["files"][0]["cases"].values() if not c["passed"]]
    assert [d["code"] for d in bad["diagnostics"]] == ["E705"]
    assert "untouched" not in data["files"][0]
    path.write_text("tests: mini/lamp@1.0.0\n", encoding="utf-8")
    data = json.loads(run("test", "--format", "json", code=1, rules=root).stdout)
    assert data["files"][0]["refused"] == "rules/mini/lamp/1.0.0.tests.yaml"
    assert (data["passed"], data["failed"]) == (0, 1)


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
    plain = run("test", "gb/lighting@0.1.0").stdout
    assert plain.splitlines()[0].startswith("gb/lighting@0.1.0 (draft): ")
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
        "mini/lamp@1.0.0 (draft): 2 of 2 cases passed\n"
        "  requirements.share-limit: never not satisfied\n"
        "  requirements.score-limit: never satisfied\n"
        "  requirements.battery-mass: never satisfied and never not satisfied\n"
        "2 passed, 0 failed\n"
    )


def test_examples_are_for_rule_sets_of_the_library() -> None:
    assert len(INVENTORIES) >= 14
    assert len(ASSESSMENTS) >= 7
    assert json.loads(run("validate", "--format", "json", *INVENTORIES, *ASSESSMENTS).stdout) == []
