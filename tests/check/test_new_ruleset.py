"""A new rule set validates, and its test passes, whatever base it has."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ruleengine.check.checking import check_files
from ruleengine.cli.main import cli
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.search_path import search_path

SMALL = Path(__file__).parents[1] / "ruleset" / "library"


def _call(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, list(words))
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize("base", ["gb/24067", "gb/lighting@0.1.0"])
def test_in_an_empty_folder_it_lies_over_the_shipped_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RULEENGINE_RULES", raising=False)
    told = _call("new", "acme/kettle", "--base", base).stdout.splitlines()
    assert told == [
        "rules/acme/kettle/0.1.0.yaml", "rules/acme/kettle/0.1.0.tests.yaml",
        "rules/acme/kettle/examples/example.yaml",
    ]  # fmt: skip
    assert sorted(told) == sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.yaml"))
    found, count = check_files(Library(search_path()), [Path("rules")])
    assert ([d for d in found if d.severity == "error"], count) == ([], 3)
    assert "1 passed, 0 failed" in _call("test", "acme/kettle").stdout
    assert "`rules/acme/kettle` exists" in _call("new", "acme/kettle", code=2).stderr


def test_in_a_library_of_its_own_what_the_base_promises_is_assumed(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(SMALL, rules)
    _call("new", "mini/new", "--base", "mini/base", "--rules", str(rules))
    text = (rules / "mini/new/0.1.0.yaml").read_text(encoding="utf-8")
    assert "formula: assumed_left_out" in text
    found, _ = check_files(Library(search_path([rules])), [rules / "mini/new"])
    assert [d.code for d in found] == []


@pytest.mark.parametrize("name", ["Acme/kettle", "../kettle", "a//b", "/x", "电热水壶", "a_b"])
def test_an_id_that_is_none_is_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert "is no id of a rule set" in _call("new", name, code=2).stderr
    assert list(tmp_path.iterdir()) == []


def test_a_base_that_is_not_there_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "E301" in _call("new", "acme/kettle", "--base", "gb/lightning", code=1).stderr
    assert list(tmp_path.iterdir()) == []
