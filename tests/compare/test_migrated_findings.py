"""Findings under another version: carried over where nothing has changed, else to be judged again, and why."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ruleengine.compare.migrated_findings import MigratedAssessment, migrated_assessment
from ruleengine.compare.migration_report import findings_data, findings_lines
from ruleengine.compare.migration_text import migrated_assessment_text
from ruleengine.diagnostics import Report
from ruleengine.program.program import Program
from ruleengine.resolve.hashes import element_hashes
from ruleengine.source.reader import read_bytes
from tests.library_builder import compiled, rule_set, write_library

OLD, NEW = "test/product@1.0.0", "test/product@2.0.0"
BEFORE: Mapping[str, object] = {
    "inputs": {"mass": "kg", "power": "W"},
    "parameters": {"limit": "5 kg", "most": "9 W"},
    "emissions": {"e": {"formula": "0 * mass * one"}},
    "requirements": {
        "kept": "mass > zero", "limited": "mass < limit", "named": "power < most", "taken": "power > least",
        "worded": "mass > zero",
    },
}  # fmt: skip
PARAMETERS = {"zero": "0 kg", "least": "0 W", "one": "1 kgCO2e/kg"}
TEXT = """\
assessment: sample
ruleset: test/product@1.0.0
inventory: sample.yaml
declaration: {number: "1"}
findings:
  # looked at on site
  kept: {finding: conform, judged: "@kept"}
  limited: {finding: minor, judged: "@limited", note: too heavy}
  named: {finding: conform, judged: "@named"}
  taken: {finding: conform, judged: "@taken"}   # no longer asked
  worded: {finding: conform}
"""


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, Program]:
    old = {**BEFORE, "parameters": {**BEFORE["parameters"], **PARAMETERS}}
    requirements = {k: v for k, v in old["requirements"].items() if k not in ("named", "taken")}
    requirements["called"] = {
        "check": "power < most",
        "aliases": ["named"],
        "text": {"zh": "named（中）", "en": "named"},
    }
    new = {**old, "parameters": {**old["parameters"], "limit": "4 kg"}, "requirements": requirements}
    library = write_library(tmp_path_factory.mktemp("rules"), rule_set(OLD, **old), rule_set(NEW, **new))
    return compiled(library, OLD), compiled(library, NEW)


def moved(sides: tuple[Program, Program], text: str = TEXT) -> tuple[MigratedAssessment, str]:
    for path, value in element_hashes(sides[0].resolved).items():
        text = text.replace(f'@{path.partition(".")[2]}"', f'{value}"')
    document = read_bytes(text.encode(), "sample.yaml", Report())
    assert document is not None
    found = migrated_assessment(document, *sides)
    made = migrated_assessment_text(document, text, found)
    assert made is not None
    return found, made


def test_each_finding_is_carried_over_or_to_be_judged_again(sides: tuple[Program, Program]) -> None:
    found, made = moved(sides)
    told = {f.old_id: (f.new_id, f.state, [e.path for e in f.edits]) for f in found.findings}
    assert told == {
        "kept": ("kept", "carried", []),
        "limited": ("limited", "again", ["parameters.limit"]),
        "named": ("called", "carried", ["requirements.called"]),
        "taken": (None, "gone", ["requirements.taken"]),
        "worded": ("worded", "unjudged", []),
    }
    hashes = element_hashes(sides[1].resolved)
    lines = made.splitlines()
    assert lines[1] == f"ruleset: {NEW}"
    assert f'  called: {{finding: conform, judged: "{hashes["requirements.called"]}"}}' in lines
    again = lines.index("  # 须重新判定，已变更 / to be judged again, changed: parameters.limit")
    assert lines[again + 1].startswith("  limited: {finding: minor, judged: ")
    assert hashes["requirements.limited"] not in made
    assert any(
        line.startswith("  # taken: {finding: conform") and line.endswith("# no longer asked")
        for line in lines
    )
    assert "  # looked at on site" in lines


def test_what_was_judged_on_another_version_stays_to_be_judged(sides: tuple[Program, Program]) -> None:
    found, _ = moved(sides, TEXT.replace('"@kept"', '"sha256:' + "0" * 64 + '"'))
    assert found.findings[0].state == "stale"
    again, _ = moved(
        sides, TEXT.replace('"@kept"', f'"{element_hashes(sides[1].resolved)["requirements.kept"]}"')
    )
    assert again.findings[0].state == "carried"


def test_the_report_tells_both_languages_and_machines(sides: tuple[Program, Program]) -> None:
    found, _ = moved(sides)
    english = list(findings_lines(found, "sample.yaml", "en"))
    assert english[1:4] == [
        "  kept: conform, carried over", "  limited: minor, to be judged again", "    changed: `parameters.limit`",
    ]  # fmt: skip
    assert "  named → called: conform, carried over" in english
    assert "  limited: minor, 须重新判定" in list(findings_lines(found, "sample.yaml", "zh"))
    states = {f["requirement"]: f["state"] for f in findings_data(found)["findings"]}
    assert states["limited"] == "again"
