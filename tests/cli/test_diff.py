"""`ruleengine diff`: what it prints, in which form, and what it refuses."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.command import run
from tests.library_builder import as_yaml, rule_set, write_library

OLD = rule_set(
    "test/product@1.0.0",
    inputs={"mass": "kg"},
    parameters={"factor": "3 kgCO2e/kg"},
    emissions={"e": "mass * factor"},
)
NEW = rule_set(
    "test/product@2.0.0",
    inputs={"mass": "kg", "width": "m"},
    parameters={"factor": "4 kgCO2e/kg"},
    emissions={"e": "mass * factor * 2"},
)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A library with two versions."""
    return write_library(tmp_path / "rules", OLD, NEW).root


def diff(rules: Path, *words: str, code: int = 0) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    done = run("diff", *words, "--messages", "en", code=code, rules=rules)
    return done.exit_code, done.stdout, done.stderr


def test_the_text_groups_edits_by_gravity_and_marks_formulas(rules: Path) -> None:
    code, out, err = diff(rules, "test/product@1.0.0", "test/product@2.0.0")
    assert (code, err) == (0, "")
    assert "3 edits\n  breaking 1; normative 2\n" in out
    assert "+ inputs.width" in out
    assert "value: 3 → 4" in out
    assert "formula: mass * factor → mass * factor * {+2+}" in out


def test_the_forms_tell_the_same_edits(rules: Path, tmp_path: Path) -> None:
    named = ("test/product@1.0.0", "test/product@2.0.0")
    data = json.loads(diff(rules, *named, "--format", "json")[1])
    assert [e["element"] for e in data["edits"]] == ["inputs.width", "parameters.factor", "emissions.e"]
    assert data["edits"][1]["fields"][0] == {
        "path": ["value"], "purpose": "numeric", "severity": "normative", "old": "3", "new": "4",
    }  # fmt: skip
    for ending in ("md", "html"):
        target = tmp_path / f"d.{ending}"
        assert diff(rules, *named, "-o", str(target))[0] == 0
        text = target.read_text(encoding="utf-8")
        for edit in data["edits"]:
            assert edit["element"] in text


def test_only_some_purposes_and_how_many_are_left_out(rules: Path) -> None:
    _, out, _ = diff(rules, "test/product@1.0.0", "test/product@2.0.0", "--only", "data")
    assert "inputs.width" in out
    assert "parameters.factor" not in out
    assert "other edits, not shown: 2" in out


def test_a_file_stands_for_the_version_that_it_says(rules: Path, tmp_path: Path) -> None:
    edited = tmp_path / "mine.yaml"
    edited.write_text(as_yaml({**NEW, "ruleset": "test/product", "version": "1.0.0"}), encoding="utf-8")
    code, out, _ = diff(rules, "test/product@1.0.0", str(edited))
    assert code == 0
    assert "3 edits" in out
    broken = tmp_path / "broken.yaml"
    broken.write_text("ruleset: [", encoding="utf-8")
    code, out, err = diff(rules, "test/product@1.0.0", str(broken), code=1)
    assert (code, out) == (1, "")
    assert "broken.yaml" in err


def test_a_revision_of_git_and_all_since_it(rules: Path) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", "-C", str(rules), *who, *words], check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    file = rules / "test/product/2.0.0.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("factor * 2", "factor * 5"), encoding="utf-8")
    code, out, _ = diff(rules, "test/product@2.0.0@HEAD", "test/product@2.0.0")
    assert code == 0
    assert "mass * factor * [-2-] → mass * factor * {+5+}" in out
    code, out, _ = diff(rules, "--all", "--since", "HEAD")
    assert code == 0
    assert "1 edit\n" in out
    code, out, _ = diff(rules, "--all", "--since", "1990-01-01")
    assert "`test/product@1.0.0` is the first version" in out
    code, _, err = diff(rules, "test/product@no-such", "test/product@2.0.0", code=1)
    assert "`git` knows no revision `no-such`" in err
    code, _, err = diff(rules, "--all", "--since", "no-such-thing", code=1)
    assert code == 1
    assert "E314" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["test/product@1.0.0"], "name the two versions"),
        (["--all"], "name the two versions"),
        (["test/product@1.0.0", "test/other@1.0.0"], "ruleengine crosswalk"),
    ],
)
def test_wrong_use(words: list[str], told: str, tmp_path: Path) -> None:
    other = {**OLD, "ruleset": "test/other"}
    rules = write_library(tmp_path / "rules", OLD, other).root
    code, out, err = diff(rules, *words, code=2)
    assert (code, out) == (2, "")
    assert told in err


def test_text_of_rules_makes_no_markup(tmp_path: Path) -> None:
    label = {"zh": "<b>|x", "en": "<script>|`"}
    evil = rule_set(
        "test/product@2.0.0",
        inputs={"mass": "kg", "width": {"unit": "m", "label": label}},
        parameters={"factor": "4 kgCO2e/kg"},
        emissions={"e": "mass * factor * 2"},
    )
    rules = write_library(tmp_path / "rules", OLD, evil).root
    for form, wrong in (("html", "<script>|"), ("md", "<script>")):
        _, out, _ = diff(rules, "test/product@1.0.0", "test/product@2.0.0", "--format", form)
        assert wrong not in out
        assert "script" in out
