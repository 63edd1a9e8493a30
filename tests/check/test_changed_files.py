"""A released file that has changed since it was locked is refused by every command that uses it, and by the API."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import ruleengine
from ruleengine.check.validate import lock_text
from ruleengine.cli.main import cli
from ruleengine.diagnostics import Refused, Report
from ruleengine.resolve.overlay import resolve_unchecked
from ruleengine.ruleset.from_document import reference
from ruleengine.ruleset.library import Library
from tests.ruleset.small_library import copy_of_small_library

GRID, BASE, LAMP = "mini/factors/grid", "mini/base", "mini/lamp"
EXAMPLE = "rules/mini/lamp/examples/lamp.yaml"
#: Every command that uses rules, as a user writes it.
USING = {
    "calculate": f"calculate mini/lamp {EXAMPLE} -o out",
    "calculate --format json": f"calculate mini/lamp {EXAMPLE} --format json",
    "uncertainty": f"uncertainty mini/lamp {EXAMPLE} --draws 100",
    "sensitivity": f"sensitivity mini/lamp {EXAMPLE}",
    "batch": "batch mini/lamp lamps.jsonl -o out/lamps.parquet",
    "checklist": "checklist mini/lamp -o out --format html --lang en",
    "checklist of a product": f"checklist mini/lamp --inventory {EXAMPLE} -o out --format html --lang en",
    "declare": "declare rules/mini/lamp/examples/lamp.assessment.yaml -o out --format html --lang en",
    "template": "template mini/lamp -o out/lamp.yaml",
    "verify": f"verify before.json --inventory {EXAMPLE}",
    "test": "test mini/lamp",
    "docs": "docs -o out",
    "demo": "demo -o out",
    "show --resolved": "show mini/lamp --resolved",
    "show --format json": "show mini/lamp --format json",
    "show --canonical": "show mini/lamp --canonical",
    "validate of an inventory": f"validate {EXAMPLE}",
}
#: What is released → how it is changed: a factor table, a base, the rule set itself.
CHANGES = {
    GRID: ("factor: 0.6", "factor: 0.3"),
    BASE: ("value: 3,", "value: 2,"),
    LAMP: ("max: 1000", "max: 900"),
}


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The small library in the current folder, with a result from before any change."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RULEENGINE_RULES", raising=False)
    made = copy_of_small_library(tmp_path)
    (tmp_path / "lamps.jsonl").write_text('{"inventory": "a", "values": {}}\n')
    (tmp_path / "before.json").write_text(run(f"calculate mini/lamp {EXAMPLE} --format json", 0))
    return made


def run(command: str, code: int) -> str:
    """All that a command says."""
    result = CliRunner().invoke(cli, [*command.split(), "--rules", "rules"], prog_name="ruleengine")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code == code, result.output
    return result.output


def file_of(library: Library, name: str) -> Path:
    return library.root / name / "1.0.0.yaml"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def release_and_lock(library: Library, name: str) -> None:
    replace(file_of(library, name), "status: draft", "status: released")
    (library.root / "lock.yaml").write_text(lock_text(Library(library.root)), encoding="utf-8")


@pytest.mark.parametrize("command", USING)
def test_every_command_refuses_a_changed_factor_table_and_writes_nothing(
    library: Library, command: str
) -> None:
    release_and_lock(library, GRID)
    replace(file_of(library, GRID), *CHANGES[GRID])
    said = run(USING[command], 1)
    assert said.count("`mini/factors/grid@1.0.0` is released and has changed") == 1
    assert "E308" in said
    assert not Path("out").exists()


@pytest.mark.parametrize("command", ["show mini/factors/grid", "show mini/factors/grid --canonical"])
def test_a_changed_factor_table_is_not_shown(library: Library, command: str) -> None:
    release_and_lock(library, GRID)
    assert "factor" in run(command, 0)
    replace(file_of(library, GRID), *CHANGES[GRID])
    assert "E308" in run(command, 1)
    assert "mini/lamp" in run("show mini/lamp", 0)  # the text of a file that has not changed itself


@pytest.mark.parametrize("name", CHANGES)
def test_it_is_told_of_the_file_that_changed_and_not_of_those_built_on_it(
    library: Library, name: str
) -> None:
    for each in (GRID, BASE, LAMP):
        release_and_lock(library, each)
    ruleengine.compile_rules("mini/led", rules=library.root)
    replace(file_of(library, name), *CHANGES[name])
    with pytest.raises(Refused) as refused:
        ruleengine.compile_rules("mini/led", rules=library.root)
    (found,) = refused.value.diagnostics
    assert (found.code, found.place and found.place.file) == ("E308", f"rules/{name}/1.0.0.yaml")


def test_a_locked_file_that_calls_itself_a_draft_again_is_refused(library: Library) -> None:
    release_and_lock(library, GRID)
    replace(file_of(library, GRID), "status: released", "status: draft")
    said = run(f"calculate mini/lamp {EXAMPLE}", 1)
    assert "`mini/factors/grid@1.0.0` is in `lock.yaml` and is no longer released" in said


def test_what_does_not_change_the_meaning_is_used(library: Library) -> None:
    release_and_lock(library, GRID)
    replace(file_of(library, GRID), "factor: 0.6", "factor: 0.60")
    assert "per unit" in run(f"calculate mini/lamp {EXAMPLE}", 0)


@pytest.mark.parametrize(
    ("damage", "key"),
    [
        ("<<<<<<< HEAD\na/b@1.0.0: x\n=======\na/b@1.0.0: y\n>>>>>>> other\n", "E104.conflict"),
        ("- a\n", "E203.lock"),
        ("a: [", "E104.no_value"),
    ],
)
def test_with_a_damaged_lock_file_no_released_file_is_used_and_drafts_are(
    library: Library, damage: str, key: str
) -> None:
    (library.root / "lock.yaml").write_text(damage, encoding="utf-8")
    assert ruleengine.compile_rules("mini/lamp", rules=library.root)
    replace(file_of(library, GRID), "status: draft", "status: released")
    with pytest.raises(Refused) as refused:
        ruleengine.compile_rules("mini/lamp", rules=library.root)
    assert [d.key for d in refused.value.diagnostics] == [key]
    said = run("validate", 1)
    assert "W311" not in said  # pinning whatever is there would be the wrong advice
    assert said.count("rules/lock.yaml:") == 1


def test_validate_still_tells_all_that_is_wrong_beside_a_changed_file(library: Library) -> None:
    release_and_lock(library, GRID)
    replace(file_of(library, GRID), *CHANGES[GRID])
    replace(library.root / "mini/lamp/examples/lamp.yaml", "power: {value: 10 W", "power: {value: 10 kg")
    said = run("validate", 1)
    assert "E308" in said
    assert "to do: give the value in `W`" in said


def test_the_hash_that_is_compared_is_that_of_the_resolved_form(library: Library) -> None:
    release_and_lock(library, LAMP)
    resolved = resolve_unchecked(library, reference("mini/lamp@1.0.0"), Report())
    assert library.lock(resolved.reference).hashes == {"mini/lamp@1.0.0": resolved.fingerprint}
