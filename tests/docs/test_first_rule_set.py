"""The tutorial is true: its files are written, its commands run, and what they print is what the page shows.

Blocks of one file are added to each other; `diff` blocks change lines. In expected output a line `…` stands for any
lines, and `…` within a line for any text. `--bless` writes the outputs that differ into the page.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import frozen

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guide" / "first-rule-set.md"
_BLOCK = re.compile(r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


@frozen
class Block:
    """A fenced block: its kind, the file it belongs to, its text, and where the text stands in the page."""

    kind: str
    file: str | None
    text: str
    start: int


def _blocks(page: str) -> list[Block]:
    return [Block(m[1], m[2], m[3], m.start(3)) for m in _BLOCK.finditer(page)]


def _write(folder: Path, block: Block) -> None:
    path = folder / str(block.file)
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(before + block.text, encoding="utf-8")


def _change(folder: Path, block: Block) -> None:
    """Replace the lines of a diff, which must stand in the file exactly once."""
    path = folder / str(block.file)
    lines = block.text.splitlines(keepends=True)
    assert all(line[0] in " +-" for line in lines), f"a line of the change to {block.file} has no mark"
    old = "".join(line[1:] for line in lines if line[0] != "+")
    new = "".join(line[1:] for line in lines if line[0] != "-")
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"these lines do not stand in {block.file} once:\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def _run(folder: Path, command: str) -> str:
    """What a command prints on both streams; its exit code says whether it found errors."""
    program, *arguments = shlex.split(command)
    assert program == "ruleengine", f"only ruleengine is run here: {command}"
    done = subprocess.run(
        [sys.executable, "-m", "ruleengine", *arguments],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    found_errors = re.search(r"^\S*:? ?error E\d", done.stdout, re.MULTILINE) is not None
    assert done.returncode == int(found_errors), f"exit code {done.returncode} of {command}\n{done.stdout}"
    return done.stdout


def _matches(expected: str, actual: str) -> bool:
    """Whether the output is the expected one, with `…` for what is left out."""
    lines = [
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line).replace("…", ".*") + r"\n"
        for line in expected.splitlines()
    ]
    return re.fullmatch("".join(lines), actual) is not None


def _check(folder: Path, block: Block) -> str:
    """Run the commands of a console block; the block as it should be."""
    right = ""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        actual = _run(folder, command)
        right += f"$ {command}\n{expected if _matches(expected, actual) else actual}"
    return right


def _refused_without_a_reason(folder: Path) -> None:
    """What the page says of E305: the change of an inherited requirement needs `because`."""
    path = folder / "rules/demo/kettle/0.1.0.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    reason = lines.index("    severity: major\n") + 1
    assert "because" in lines[reason]
    path.write_text("".join(lines[:reason] + lines[reason + 1 :]), encoding="utf-8")
    assert "error E305" in _run(folder, "ruleengine validate rules/demo/kettle/0.1.0.yaml")


def test_every_file_and_output_of_the_tutorial_is_true(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Follow the page from top to bottom in a folder with a copy of the rule library."""
    page = PAGE.read_text(encoding="utf-8")
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    right, end, commands = "", 0, 0
    for block in _blocks(page):
        right += page[end : block.start]
        end = block.start
        if block.kind == "console":
            commands += block.text.count("$ ")
            right += _check(tmp_path, block)
            end += len(block.text)
        else:
            assert block.file, f"a {block.kind} block names no file: {block.text[:60]}"
            {"yaml": _write, "diff": _change}[block.kind](tmp_path, block)
    right += page[end:]
    if request.config.getoption("--bless"):
        PAGE.write_text(right, encoding="utf-8")
        page = PAGE.read_text(encoding="utf-8")
    assert right == page
    assert commands >= 7
    _refused_without_a_reason(tmp_path)
    assert (tmp_path / "out" / "kettle-a.checklist.en.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("expected", "actual", "matches"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\nb\nc\n", False),
        ("a\n…\n", "a\nb\nc\n", True),
        ("a\n…\nd\n", "a\nb\nc\n", False),
        ("hash …, done\n", "hash 12.3, done\n", True),
        ("hash .., done\n", "hash 12, done\n", False),
    ],
)
def test_what_is_left_out_is_marked(expected: str, actual: str, matches: bool) -> None:
    """Nothing but `…` may differ."""
    assert _matches(expected, actual) is matches
