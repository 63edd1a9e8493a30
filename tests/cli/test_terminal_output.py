"""Nothing from a file reaches a terminal raw: no control character, and no line break that makes a line of output."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from ruleengine.characters import harmless, harmless_json
from ruleengine.cli.main import cli
from ruleengine.cli.output import echo, echo_line, echo_path
from tests.library_builder import ROOT, as_yaml, factor_table, rule_set, texts, write_library

CLEAR = "\x1b[2J\x1b[1;1Hper unit 1.00\a"
HIDDEN = {
    "escape": CLEAR,
    "direction": "‮per unit",
    "control": "\x9b2J",
    "filler": "ab\u3164cd",
    "form feed": "a\x0cb",
}
FORGED = "lamp\nper unit   1.00 kgCO2e"
ID = "test/product"


def _said(*words: str | Path) -> tuple[str, int]:
    """All that a command writes, to both streams, and its exit code."""
    told = CliRunner().invoke(cli, [str(w) for w in words], prog_name="ruleengine")
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exc_info
    return told.output, told.exit_code


def _files(text: str) -> Mapping[str, dict[str, object]]:
    """A file of every kind with a text in it."""
    both = {"zh": text, "en": text}
    table = factor_table("test/factors@1.0.0", ["kind"], {"factor": "kgCO2e/kg"}, [["a", 1]])
    inventory = {
        "inventory": "lamp",
        "ruleset": ROOT,
        "product": {"name": texts("lamp")},
        "values": {"mass": "1 kg", "parts": [{"name": "body", "share": "1 kg"}]},
    }
    case = {
        "because": texts("by hand"),
        "inventory": inventory["values"],
        "expect": {"total": "2 kgCO2e"},
    }
    return {
        "rule set": {"title": both},
        "label": {"emissions": {"e": {"formula": "mass * f", "label": both}}},
        "factor table": table | {"title": both},
        "tests": {"tests": ROOT, "cases": {"one": {**case, "because": both}}},
        "scenarios": {"scenarios": ROOT, "cases": {"one": {"label": both, "change": {"mass": "2 kg"}}}},
        "inventory": inventory | {"product": {"name": both}},
        "row": inventory | {"values": {"mass": "1 kg", "parts": [{"name": text, "share": "1 kg"}]}},
    }


def _library(folder: Path, text: str, where: str) -> tuple[Path, Path, Path]:
    """A library, an inventory and scenarios, one of them with the text."""
    own = {k: v for k, v in _files(text).items() if k == where}
    rules = rule_set(
        inputs={"mass": "kg", "parts": {"name": "text", "share": "kg"}},
        parameters={"f": "2 kgCO2e/kg"},
        emissions={"e": "mass * f"},
        indicators={"i": ("kg", "sum(parts.share)")},
        requirements={"small": "all(parts.share < mass / 2)"},
    )
    rules |= own.get("rule set", {})
    emission = next(iter(own.get("label", {"emissions": {"e": {}}})["emissions"].values()))
    rules["emissions"]["e"] |= emission
    write_library(folder, rules, own.get("factor table") or _files("factors")["factor table"])
    tests = own.get("tests") or _files("by hand")["tests"]
    (folder / "rules" / "test" / "product" / "1.0.0.tests.yaml").write_text(as_yaml(tests), encoding="utf-8")
    inventory, scenarios = folder / "lamp.yaml", folder / "scenarios.yaml"
    given = own.get("inventory") or own.get("row") or _files("lamp")["inventory"]
    inventory.write_text(as_yaml(given), encoding="utf-8")
    scenarios.write_text(as_yaml(own.get("scenarios") or _files("more")["scenarios"]), encoding="utf-8")
    return folder / "rules", inventory, scenarios


def _all_commands(rules: Path, inventory: Path, scenarios: Path) -> dict[str, tuple[str, int]]:
    library = ("--rules", rules)
    commands = {
        "validate": ("validate", rules, inventory, scenarios, *library),
        "json": ("validate", rules, inventory, scenarios, *library, "--format", "json"),
        "list": ("list", *library),
        "show": ("show", ID, *library),
        "resolved": ("show", ID, "--resolved", *library),
        "test": ("test", ID, *library),
        "calculate": ("calculate", ID, inventory, *library),
        "explain": ("calculate", ID, inventory, "--explain", *library),
        "record": ("calculate", ID, inventory, "--format", "json", *library),
        "sensitivity": ("sensitivity", ID, inventory, "--scenarios", scenarios, *library),
    }
    return {name: _said(*words) for name, words in commands.items()}


@pytest.mark.parametrize("where", _files(""))
def test_hidden_characters_are_refused_in_every_kind_of_file(tmp_path: Path, where: str) -> None:
    told = _all_commands(*_library(tmp_path, CLEAR, where))
    assert told["validate"][1] == 1
    assert "E613" in told["validate"][0]
    assert all("\x1b" not in text and "\a" not in text for text, _ in told.values())


@pytest.mark.parametrize("kind", HIDDEN)
def test_no_hidden_character_reaches_a_terminal(tmp_path: Path, kind: str) -> None:
    told = _all_commands(*_library(tmp_path, HIDDEN[kind], "rule set"))
    assert "E613" in told["validate"][0]
    assert all(harmless(text) == text for text, _ in told.values())


@pytest.mark.parametrize("where", ["rule set", "label", "scenarios", "inventory", "row"])
def test_a_line_break_in_a_text_makes_no_line_of_output(tmp_path: Path, where: str) -> None:
    told = _all_commands(*_library(tmp_path, FORGED, where))
    shown = {name: text for name, (text, _) in told.items() if name not in ("show", "resolved")}
    assert not [name for name, text in shown.items() if "\nper unit   1.00" in text]
    assert any("lamp\\u000aper unit" in text for text in shown.values())


def test_the_name_of_a_file_stands_on_one_line(tmp_path: Path) -> None:
    rules, inventory, scenarios = _library(tmp_path, "", "none")
    named = inventory.with_name("lamp\nper unit   1.00\x1b[2J.yaml")
    named.write_bytes(inventory.read_bytes() + b"\nnonsense: 1\n")
    told = _all_commands(rules, named, scenarios)
    assert all("\x1b" not in text and "\nper unit   1.00" not in text for text, _ in told.values())
    assert "lamp\\u000aper unit   1.00\\u001b[2J.yaml" in told["validate"][0]


def test_json_says_the_same_with_escapes() -> None:
    data = {"name": "a\x7f\x9b‮\U000e0041\ud800b", "plain": "碳足迹"}
    text = json.dumps(data, ensure_ascii=False)
    assert harmless(harmless_json(text)) == harmless_json(text)
    assert json.loads(harmless_json(text)) == data
    assert "碳足迹" in harmless_json(text)


def test_what_is_written_has_no_hidden_characters(capsys: pytest.CaptureFixture[str]) -> None:
    echo(f"first\n{CLEAR}\tsecond")
    echo_line("one\ntwo", err=True)
    echo_path(Path("a\nb\x1b[2J.yaml"))
    told = capsys.readouterr()
    assert told.out == "first\n\\u001b[2J\\u001b[1;1Hper unit 1.00\\u0007\tsecond\na\\u000ab\\u001b[2J.yaml\n"
    assert told.err == "one\\u000atwo\n"
