"""Which folders make up the library when none is named."""

from __future__ import annotations

from pathlib import Path as FilePath


def find_rules(start: FilePath | None = None) -> FilePath:
    """The rule library to use when none is named: `rules` in this folder or above, else beside the program."""
    start = start or FilePath.cwd()
    for folder in (start, *start.parents):
        if (folder / "rules" / "iso14067").is_dir():
            return folder / "rules"
    return FilePath(__file__).parents[3] / "rules"
