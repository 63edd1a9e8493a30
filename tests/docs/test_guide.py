"""The pages of the guide are true: what they say a command prints is what it prints. `--bless` corrects the pages."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, blocks, follow, matches

GUIDE = ROOT / "docs" / "guide"
#: Page → how many commands it shows.
PAGES = {
    "checklists.md": 3,
    "command-line.md": 3,
    "comments.md": 6,
    "comparing.md": 1,
    "redlines.md": 3,
    "hashes.md": 5,
    "inventory.md": 7,
    "library.md": 7,
    "new-versions.md": 1,
    "results.md": 5,
    "sensitivity.md": 3,
    "uncertainty.md": 1,
    "verification.md": 10,
    "workbooks.md": 1,
}


@pytest.mark.parametrize("name", PAGES)
def test_every_file_and_output_of_the_page_is_true(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Follow the page from top to bottom."""
    followed = follow(GUIDE / name, tmp_path)
    pictures = _pictures(name)
    if request.config.getoption("--bless"):
        (GUIDE / name).write_text(followed.text, encoding="utf-8", newline="\n")
        for picture in pictures:
            shutil.copy(tmp_path / "out" / picture.name, picture)
    assert followed.text == (GUIDE / name).read_text(encoding="utf-8")
    assert followed.commands == PAGES[name]
    for picture in pictures:
        assert (tmp_path / "out" / picture.name).read_bytes() == picture.read_bytes()


def _pictures(name: str) -> list[Path]:
    """The drawings that a page shows, which its commands write."""
    shown = re.findall(r"\]\(\.\./images/([^)]+\.svg)\)", (GUIDE / name).read_text(encoding="utf-8"))
    return [GUIDE.parent / "images" / picture for picture in shown]


def test_every_page_with_a_command_is_followed() -> None:
    """A page that shows commands is on the list above, or is the tutorial."""
    with_commands = {
        page.name
        for page in GUIDE.glob("*.md")
        if any(b.kind == "console" for b in blocks(page.read_text(encoding="utf-8")))
    }
    assert with_commands == {*PAGES, "first-rule-set.md"}


@pytest.mark.parametrize(
    ("expected", "actual", "fits"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\nb\nc\n", False),
        ("a\n…\n", "a\nb\nc\n", True),
        ("a\n…\nd\n", "a\nb\nc\n", False),
        ("hash …, done\n", "hash 12.3, done\n", True),
        ("hash .., done\n", "hash 12, done\n", False),
    ],
)
def test_what_is_left_out_is_marked(expected: str, actual: str, fits: bool) -> None:
    """Nothing but `…` may differ."""
    assert matches(expected, actual) is fits
