"""A new rule set validates, and its test passes, whatever base it has."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ruleengine.check.cases import read_case_file, run_cases
from ruleengine.check.checking import check_files
from ruleengine.check.new_ruleset import new_files
from ruleengine.cli.main import cli
from ruleengine.ruleset.from_document import reference as parse_reference
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import Reference, RuleSet
from ruleengine.ruleset.search_path import search_path, shipped
from tests.ruleset.small_library import copy_of_small_library, write_ruleset

SHIPPED = [r for r in Library([shipped()]).references() if isinstance(Library([shipped()]).load(r), RuleSet)]
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


@pytest.mark.parametrize("base", SHIPPED, ids=str)
def test_on_every_rule_set_that_is_shipped_it_calculates(tmp_path: Path, base: Reference) -> None:
    files = new_files([shipped()], "acme/own", base)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    library = Library([tmp_path, shipped()])
    found, count = check_files(library, [tmp_path])
    assert ([str(d) for d in found], count) == ([], 3)
    (case,) = run_cases(read_case_file(library, tmp_path / "acme/own/0.1.0.tests.yaml"))
    assert case.failures == ()


def test_values_are_quoted_where_yaml_needs_it_and_lie_between_limits(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    inputs = """\
inputs:
  share: {unit: "1", above: 0, below: 1, label: {zh: 份额, en: share}, clause: "7"}
  narrow: {unit: "1", above: 0.2, max: 0.4, label: {zh: 份额, en: share}, clause: "7"}
  usual: {unit: "1", min: 0, typical: [0.2, 0.3], label: {zh: 份额, en: share}, clause: "7"}
  none: {unit: "1", min: 0, max: 5, typical: [0, 0.1], label: {zh: 份额, en: share}, clause: "7"}
  data_year: {unit: "1", min: 1990, typical: [2015, 2026], label: {zh: 年, en: year}, clause: "7"}
  year: {type: text, values: {"2024": {zh: 今, en: now}}, label: {zh: 年, en: year}, clause: "7"}
  answer: {type: text, values: {"no": {zh: 否, en: none}}, label: {zh: 答, en: answer}, clause: "7"}
"""
    write_ruleset(library, "case", inputs, base="mini/lamp@1.0.0")
    text = new_files(Library(library.root).holdings.sources, "acme/own", parse_reference("case@1.0.0"))
    values = text["acme/own/examples/example.yaml"]
    for line in ("share: {value: 0.5", "narrow: {value: 0.4", 'year: "2024"', 'answer: "no"'):
        assert f"  {line}" in values
    for line in ("usual: {value: 0.3", "none: {value: 0.1", "data_year: {value: 2026"):
        assert f"  {line}" in values
    assert "[]" not in values


def test_the_example_meets_the_preconditions_of_its_base(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    sections = """\
inputs:
  market:
    type: text
    values: {home: {zh: 国内, en: home}, away: {zh: 国外, en: away}}
    label: {zh: 市场, en: market}
    clause: "7"
  load: {unit: kg, min: 0, max: 900, typical: [0.5, 20], label: {zh: 载荷, en: load}, clause: "7"}
  reused: {type: boolean, label: {zh: 复用, en: reused}, clause: "7"}
  sales:
    label: {zh: 销售, en: sales}
    clause: "7"
    columns:
      share: {unit: "%", min: 0, max: 100, exact: true, label: {zh: 占比, en: share}}
      burnt: {unit: "%", min: 0, max: 100, exact: true, label: {zh: 焚烧, en: burnt}}
parameters: {heavy_from: {value: 30, unit: kg, label: {zh: 下限, en: least}, clause: "7", source: own}}
quantities: {twice: {unit: kg, formula: 2 * load, label: {zh: 两倍, en: twice}, clause: "7"}}
must:
  heavy: {clause: "7", text: {zh: 应较重。, en: It is heavy.}, check: twice > heavy_from, source: own}
  whole: {clause: "7", text: {zh: 占比应为全部。, en: The whole is sold.}, check: sum(sales.share) == 1, source: own}
  away: {clause: "7", text: {zh: 应销往国外。, en: It is sold away.}, check: market == "away", source: own}
  new: {clause: "7", text: {zh: 应为新件。, en: It is new.}, check: not reused, source: own}
"""
    write_ruleset(library, "case", sections, base="mini/lamp@1.0.0")
    files = new_files(Library(library.root).holdings.sources, "acme/own", parse_reference("case@1.0.0"))
    values = files["acme/own/examples/example.yaml"]
    for line in ('market: "away"', "reused: false", "{share: 100 %, burnt: 1 %}", "load: {value: 20 kg"):
        assert line in values


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


@pytest.mark.parametrize(
    ("words", "before", "folder"), [
        (["--rules", "shipped"], [], "rules"),
        ([], ["rules"], "rules"),
        (["--rules", "own", "--rules", "shipped"], ["own"], "own"),
    ],
)  # fmt: skip
def test_a_library_begins_in_a_folder_that_is_empty_or_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], before: list[str], folder: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RULEENGINE_RULES", raising=False)
    for name in before:
        Path(name).mkdir()
    told = _call("new", "acme/kettle", *words)
    assert told.stdout.splitlines()[0] == f"{folder}/acme/kettle/0.1.0.yaml"
    assert sorted(told.stdout.splitlines()) == sorted(p.as_posix() for p in Path().rglob("*.yaml"))


def test_what_is_no_folder_takes_no_rule_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RULEENGINE_RULES", raising=False)
    assert "E314" in _call("new", "acme/kettle", "--rules", "missing", code=2).stderr
    assert "keep to the limit" in _call("new", "a" * 300, "--rules", "shipped", code=1).stderr
    assert list(tmp_path.rglob("*.yaml")) == []


def test_the_library_of_the_folder_above_takes_the_rule_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SMALL, tmp_path / "rules")
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    monkeypatch.delenv("RULEENGINE_RULES", raising=False)
    _call("new", "mini/new", "--base", "mini/base")
    assert (tmp_path / "rules/mini/new/0.1.0.yaml").exists()
    assert list((tmp_path / "deep").iterdir()) == []


def test_a_revision_takes_no_rule_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(SMALL, "old")
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", *words], check=True)
    told = _call("new", "mini/new", "--base", "mini/base", "--rules", "old@HEAD").stdout
    assert told.startswith("rules/mini/new/0.1.0.yaml\n")
    assert not (tmp_path / "old@HEAD").exists()
