"""Copies of the small library, and rule sets written into them."""

from __future__ import annotations

import shutil
from pathlib import Path

from ruleengine.ruleset.library import Library

SMALL = Path(__file__).parent / "library"
HEAD = "title: {zh: 例, en: case}\nencoding: {status: draft, clauses: encoding, note: {zh: 例, en: case}}\n"


def copy_of_small_library(folder: Path) -> Library:
    """The small library in a folder of its own, to write into."""
    shutil.copytree(SMALL, folder / "rules")
    return Library(folder / "rules")


def write_ruleset(
    library: Library, id_: str, body: str = "", version: str = "1.0.0", base: str | None = None
) -> None:
    """Write a rule set file; the body stands below what every rule set has."""
    path = library.root / id_ / f"{version}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    extends = f"extends: {base}\n" if base else ""
    path.write_text(f"ruleset: {id_}\nversion: {version}\n{extends}{HEAD}{body}", encoding="utf-8")


def dated(version: str, effective: str | None = None, withdrawn: str | None = None) -> tuple[str, str]:
    """Version and body of a rule set whose standard is in force between two days."""
    dates = (("effective", effective), ("withdrawn", withdrawn))
    listed = "".join(f", {name}: {day}" for name, day in dates if day)
    return version, f"standard: {{number: X 1, stage: published{listed}}}\n"
