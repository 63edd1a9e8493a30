"""Watching a library: what a save means is told, half-written files too, and nothing else is."""

from __future__ import annotations

import threading
from pathlib import Path

from ruleengine.compare.watching import Watch
from tests.cli.command import run
from tests.library_builder import as_yaml, rule_set, write_library

SECTIONS: dict[str, object] = {
    "inputs": {"mass": "kg"},
    "parameters": {"factor": "3 kgCO2e/kg"},
    "emissions": {"e": "mass * factor"},
}


def library(folder: Path) -> Path:
    """Two versions that say the same."""
    versions = (rule_set(f"test/product@{v}.0.0", **SECTIONS) for v in (1, 2))
    return write_library(folder, *versions).root


def test_a_save_tells_findings_and_what_is_otherwise(tmp_path: Path) -> None:
    root = library(tmp_path)
    watch = Watch((root,))
    watch.start()
    assert watch.saved() == []
    file = root / "test/product/2.0.0.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("value: 3", "value: 40"), encoding="utf-8")
    (saved,) = watch.told(watch.saved())
    assert str(saved.reference) == "test/product@2.0.0"
    assert saved.since is not None
    assert [e.path for e in saved.since.edits] == ["parameters.factor"]
    assert saved.version is not None
    assert [e.path for e in saved.version.edits] == ["parameters.factor"]
    file.write_text(text[: len(text) // 2], encoding="utf-8")
    (half,) = watch.told(watch.saved())
    assert any(d.severity == "error" for d in half.findings)
    assert half.since is None
    file.write_text(text, encoding="utf-8")
    (whole,) = watch.told(watch.saved())
    assert whole.since is not None
    assert [e.path for e in whole.since.edits] == ["parameters.factor"], (
        "compared with what could be read last"
    )
    file.unlink()
    changed = watch.saved()
    assert changed == [file]
    assert list(watch.told(changed)) == []


def test_only_what_is_asked_for(tmp_path: Path) -> None:
    root = library(tmp_path)
    watch = Watch((root,), "test/product@1.0.0")
    watch.start()
    (root / "test/product/2.0.0.yaml").write_text("a: [", encoding="utf-8")
    assert list(watch.told(watch.saved())) == []


def test_the_command_tells_saves_as_they_come(tmp_path: Path) -> None:
    root = library(tmp_path)
    file = root / "test/product/2.0.0.yaml"
    text = as_yaml(rule_set("test/product@2.0.0", **{**SECTIONS, "emissions": {"e": "mass * factor * 2"}}))
    timer = threading.Timer(1, lambda: file.write_text(text, encoding="utf-8"))
    timer.start()
    done = run("watch", "--saves", "1", "--messages", "en", rules=root)
    timer.join()
    assert "saved: `rules/test/product/2.0.0.yaml`" in done.stdout
    assert "formula: mass * factor → mass * factor * {+2+}" in done.stdout
    assert "from test/product@1.0.0 on: 1 edit" in done.stdout
