"""Pages of the guide as tests: their files are written, their commands run, their outputs compared.

Blocks of one file are added to each other; `diff` blocks change lines. In expected output a line `…` stands for any
lines, and `…` within a line for any text.
"""

from __future__ import annotations

import re
import shlex
import shutil
from contextlib import chdir
from pathlib import Path

from attrs import frozen
from click.testing import CliRunner

from ruleengine.cli.main import cli

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_ERROR = re.compile(r"^(\S+: )?error E\d", re.MULTILINE)


@frozen
class Block:
    """A fenced block: its kind, the file it belongs to, its text, and where the text stands in the page."""

    kind: str
    file: str | None
    text: str
    start: int


@frozen
class Followed:
    """A page after it was followed: the page as it should be, and how many commands were run."""

    text: str
    commands: int


def follow(page: Path, folder: Path) -> Followed:
    """Follow a page from top to bottom in a folder with a copy of the rule library."""
    shutil.copytree(ROOT / "rules", folder / "rules")
    text = page.read_text(encoding="utf-8")
    right, end, count = "", 0, 0
    for block in blocks(text):
        right += text[end : block.start]
        end = block.start
        if block.kind == "console":
            count += len(commands(block))
            right += check(folder, block)
            end += len(block.text)
        else:
            assert block.file, f"a {block.kind} block names no file: {block.text[:60]}"
            {"yaml": _write, "diff": change}[block.kind](folder, block)
    return Followed(right + text[end:], count)


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [Block(m[1], m[2], m[3], m.start(3)) for m in _BLOCK.finditer(page)]


def _write(folder: Path, block: Block) -> None:
    path = folder / str(block.file)
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(before + block.text, encoding="utf-8")


def change(folder: Path, block: Block) -> None:
    """Replace the lines of a diff, which must stand in the file exactly once."""
    path = folder / str(block.file)
    lines = block.text.splitlines(keepends=True)
    assert all(line[0] in " +-" for line in lines), f"a line of the change to {block.file} has no mark"
    old = "".join(line[1:] for line in lines if line[0] != "+")
    new = "".join(line[1:] for line in lines if line[0] != "-")
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"these lines do not stand in {block.file} once:\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def run(folder: Path, command: str) -> str:
    """What a command prints on both streams; its exit code says whether it found errors. `#` begins a remark."""
    program, *arguments = shlex.split(command, comments=True)
    assert program == "ruleengine", f"only ruleengine is run here: {command}"
    with chdir(folder):
        done = CliRunner().invoke(cli, arguments, prog_name="ruleengine")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    found = _ERROR.search(done.output) or '"severity": "error"' in done.output
    assert done.exit_code == int(bool(found)), f"exit code {done.exit_code} of {command}\n{done.output}"
    return done.output + "\n" * (not done.output.endswith("\n"))


def matches(expected: str, actual: str) -> bool:
    """Whether the output is the expected one, with `…` for what is left out."""
    lines = [
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line).replace("…", ".*") + r"\n"
        for line in expected.splitlines()
    ]
    return re.fullmatch("".join(lines), actual) is not None


def commands(block: Block) -> list[tuple[str, str]]:
    """The commands of a console block, each with what it is to print."""
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]
    return [(command, expected) for command, _, expected in (part.partition("\n") for part in parts)]


def check(folder: Path, block: Block) -> str:
    """Run the commands of a console block; the block as it should be."""
    right = ""
    for command, expected in commands(block):
        actual = run(folder, command)
        right += f"$ {command}\n{expected if matches(expected, actual) else _corrected(expected, actual)}"
    return right


def _corrected(expected: str, actual: str) -> str:
    """The output as it is, with what the page leaves out within lines left out again."""
    shortened = [line for line in expected.splitlines() if "…" in line and line.strip() != "…"]
    lines = [
        next((short for short in shortened if matches(short, line + "\n")), line)
        for line in actual.splitlines()
    ]
    return "".join(line + "\n" for line in lines)
