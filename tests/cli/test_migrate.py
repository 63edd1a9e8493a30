"""`ruleengine migrate` as it is used: the report, the file, the exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ruleengine.cli.main import cli
from tests.compare.test_migration import AFTER, BEFORE, GOLDEN, NEW, OLD, STATED, TEXT
from tests.library_builder import as_yaml, rule_set, write_library


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a library of two versions and an inventory of the first."""
    after = {**AFTER, "parameters": {**AFTER["parameters"], "oldest": "2000 1"}}
    write_library(tmp_path, rule_set(OLD, **BEFORE), rule_set(NEW, **after))
    (tmp_path / "sample.yaml").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def migrate(*words: str) -> Result:
    return CliRunner().invoke(cli, ["migrate", *words, "--rules", "rules"], prog_name="ruleengine")


def test_a_file_is_written_with_places_to_fill_in_that_validate_refuses(place: Path) -> None:
    result = migrate("sample.yaml", "--to", NEW, "-o", "out")
    assert result.exit_code == 1
    assert (place / "out/sample.yaml").read_text(encoding="utf-8") == GOLDEN
    assert (place / "sample.yaml").read_text(encoding="utf-8") == TEXT
    assert f"accepted under `{OLD}`" in result.output
    assert f"refused under `{NEW}`: 5 errors" in result.output
    refused = CliRunner().invoke(cli, ["validate", "out/sample.yaml", "--rules", "rules"])
    assert refused.exit_code == 1
    line = GOLDEN.splitlines().index("  year:") + 1
    assert f"out/sample.yaml:{line}:3: error E605: `year` is missing" in refused.output


def test_nothing_is_written_without_an_output(place: Path) -> None:
    before = sorted(p.name for p in place.iterdir())
    assert migrate("sample.yaml", "--to", NEW).exit_code == 1
    assert sorted(p.name for p in place.iterdir()) == before


def test_with_what_is_assumed_the_file_is_complete(place: Path) -> None:
    (place / "assumed.yaml").write_text(as_yaml({"assumptions": NEW, "values": STATED}), encoding="utf-8")
    result = migrate(
        "sample.yaml", "--to", NEW, "--assume", "assumed.yaml", "-o", "new.yaml", "--format", "json"
    )
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert (data["from"], data["to"], data["complete"]) == (OLD, NEW, True)
    assert data["accepted"] == {"from": [], "to": []}
    calculated = CliRunner().invoke(cli, ["calculate", "test/product", "new.yaml", "--rules", "rules"])
    assert calculated.exit_code == 0, calculated.output


def test_assumptions_for_another_version_are_refused(place: Path) -> None:
    (place / "assumed.yaml").write_text(as_yaml({"assumptions": OLD, "values": STATED}), encoding="utf-8")
    result = migrate("sample.yaml", "--to", NEW, "--assume", "assumed.yaml", "-o", "new.yaml")
    assert result.exit_code == 1
    assert "E610" in result.output
    assert not (place / "new.yaml").exists()


def test_another_rule_set_is_wrong_use(place: Path) -> None:
    write_library(place, rule_set("test/other@1.0.0"))
    result = migrate("sample.yaml", "--to", "test/other")
    assert result.exit_code == 2
    assert "crosswalk" in result.output


def test_a_version_that_is_not_there_and_a_file_that_is_none(place: Path) -> None:
    assert "E301" in migrate("sample.yaml", "--to", "test/product@9.0.0").output
    assert "E101" in migrate("nowhere.yaml", "--to", NEW).output
    shutil.copy("sample.yaml", "text.txt")
    (place / "text.txt").write_text("just words", encoding="utf-8")
    assert "E310" in migrate("text.txt", "--to", NEW).output


def test_json_becomes_yaml_since_json_has_no_comments(place: Path) -> None:
    values = {"power": 60, "gone": 1, "life": "20 h", "share": 1, "kind": "same", "other_kind": 5}
    data = {"inventory": "a", "ruleset": OLD, "product": {"name": {"zh": "例", "en": "a"}}, "values": values}
    (place / "a.json").write_text(json.dumps(data, ensure_ascii=False, indent=2), encoding="utf-8")
    migrate("a.json", "--to", NEW, "-o", "out")
    made = (place / "out/a.yaml").read_text(encoding="utf-8")
    assert '"60 W"' in made
    assert '# "gone": 1' in made
    assert not (place / "out/a.json").exists()
