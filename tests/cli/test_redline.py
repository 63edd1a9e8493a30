"""`ruleengine redline`: what it writes where, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import files, run
from tests.documents.redline.two_versions import GRID, NEW, NEW_GRID, OLD
from tests.library_builder import as_yaml, write_library

NAMED = ("test/product@1.0.0", "test/product@2.0.0")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A library with two versions of a rule set and of a factor table."""
    return write_library(tmp_path / "rules", GRID, NEW_GRID, OLD, NEW).root


@pytest.mark.parametrize("ending", ["html", "docx", "md", "json"])
def test_the_ending_says_the_form(rules: Path, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"redline.{ending}"
    done = run("redline", *NAMED, "-o", target, "--author", "张三", "--date", "2026-11-28", rules=rules)
    assert done.stdout == f"{target.as_posix()}\n"
    assert target.stat().st_size > 2000


def test_a_folder_gets_a_page(rules: Path, tmp_path: Path) -> None:
    run("redline", *NAMED, "-o", tmp_path / "out", "--lang", "zh", rules=rules)
    assert list(files(tmp_path / "out")) == ["test-product.redline.zh.html"]


def test_factor_tables_have_redlines_too(rules: Path, tmp_path: Path) -> None:
    run(
        "redline",
        "test/grid@1.0.0",
        "test/grid@2.0.0",
        "-o",
        tmp_path / "a.json",
        "--lang",
        "en",
        rules=rules,
    )
    data = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    rows = next(e for e in data["elements"] if e["element"] == "rows")["blocks"][0]["table"]["rows"]
    assert [row["mark"] for row in rows] == ["same", "new", "same"]


def test_a_file_is_a_version(rules: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(as_yaml(NEW | {"version": "3.0.0"}), encoding="utf-8")
    run("redline", NAMED[1], draft, "-o", tmp_path / "a.md", "--lang", "en", rules=rules)
    text = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert "<del>2.0.0</del><ins>3.0.0</ins>" in text
    assert text.count("<del>") == 1


def test_what_is_refused(rules: Path, tmp_path: Path) -> None:
    told = run(
        "redline", "test/product@1.0.0", "test/grid@1.0.0", "-o", tmp_path / "a.md", code=2, rules=rules
    )
    assert "a rule set and a factor table" in told.stderr
    told = run("redline", *NAMED, "-o", tmp_path / "a.doc", code=2, rules=rules)
    assert "`.docx`" in told.stderr
    told = run("redline", *NAMED, "--minutes", "-o", tmp_path / "a.json", code=2, rules=rules)
    assert "no JSON" in told.stderr
    broken = tmp_path / "broken.yaml"
    broken.write_text(as_yaml(NEW | {"emissions": {"e": {"formula": "mass +"}}}), encoding="utf-8")
    told = run("redline", NAMED[0], broken, "-o", tmp_path / "a.md", code=1, rules=rules)
    assert "error E" in told.stderr
    assert not list(tmp_path.glob("a.*"))


@pytest.mark.parametrize("ending", ["html", "docx", "md"])
def test_minutes_are_written_as_asked(rules: Path, tmp_path: Path, ending: str) -> None:
    run("redline", *NAMED, "--minutes", "-o", tmp_path / f"minutes.{ending}", "--lang", "zh", rules=rules)
    assert (tmp_path / f"minutes.{ending}").stat().st_size > 2000
    if ending == "md":
        text = (tmp_path / "minutes.md").read_text(encoding="utf-8")
        assert text.count("修改") > 3
        assert "<del>" not in text
