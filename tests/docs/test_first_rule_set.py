"""The tutorial is true: its files are written, its commands run, and what they print is what the page shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import ROOT, follow, run

PAGE = ROOT / "docs" / "guide" / "first-rule-set.md"


def test_every_file_and_output_of_the_tutorial_is_true(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Follow the page from top to bottom; then try what it says without showing it."""
    followed = follow(PAGE, tmp_path)
    if request.config.getoption("--bless"):
        PAGE.write_text(followed.text, encoding="utf-8", newline="\n")
    assert followed.text == PAGE.read_text(encoding="utf-8")
    assert followed.commands == 8
    assert (tmp_path / "out" / "kettle-a.checklist.en.pdf").read_bytes().startswith(b"%PDF-")
    _refused_without_a_reason(tmp_path)


def _refused_without_a_reason(folder: Path) -> None:
    """What the page says of E305: the change of an inherited requirement needs `because`."""
    path = folder / "rules/demo/kettle/0.1.0.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    reason = lines.index("    severity: major\n") + 1
    assert "because" in lines[reason]
    path.write_text("".join(lines[:reason] + lines[reason + 1 :]), encoding="utf-8")
    assert "error E305" in run(folder, "ruleengine validate rules/demo/kettle/0.1.0.yaml")
