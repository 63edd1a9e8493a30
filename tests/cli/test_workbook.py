"""`ruleengine workbook`: what it writes where, and what it refuses."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.cli.command import files, run
from tests.library_builder import RULES

EXAMPLE = RULES / "gb/lighting/examples/0.2.0/worked-by-hand.yaml"


def test_a_workbook_goes_to_a_file_or_a_folder(tmp_path: Path) -> None:
    target = tmp_path / "book.xlsx"
    assert run("workbook", "gb/lighting", EXAMPLE, "-o", target).stdout == f"{target.as_posix()}\n"
    run("workbook", "gb/lighting", EXAMPLE, "-o", tmp_path / "out", "--lang", "en")
    (name,) = files(tmp_path / "out")
    assert name.endswith(".workbook.en.xlsx")
    names = zipfile.ZipFile(target).read("xl/workbook.xml").decode()
    assert 'name="footprint.per_unit"' in names


def test_other_endings_and_other_inventories_are_refused(tmp_path: Path) -> None:
    assert "xlsx" in run("workbook", "gb/lighting", EXAMPLE, "-o", tmp_path / "a.pdf", code=2).stderr
    told = run("workbook", "gb/fibers", EXAMPLE, "-o", tmp_path / "a.xlsx", code=1).stderr
    assert "E610" in told
    assert files(tmp_path) == {}
