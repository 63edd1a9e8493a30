"""Every path argument of every command, given paths that cannot be used: told with 1 or 2, never a traceback."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ruleengine.cli.main import COMMANDS, cli
from tests.ruleset.small_library import copy_of_small_library

#: Commands, `@` where a path stands that is read and `%` where one is written.
READING = (
    "validate @", "validate --rules @", "list --rules @", "show mini/lamp --rules @", "test --rules @",
    "show mini/lamp --canonical --inventory @", "template mini/lamp -o out.yaml --rules @", "calculate mini/lamp @",
    "calculate mini/lamp lamp.yaml @", "verify @ --inventory lamp.yaml", "verify lamp.yaml --inventory @",
    "uncertainty mini/lamp @", "sensitivity mini/lamp @", "sensitivity mini/lamp lamp.yaml --scenarios @",
    "batch mini/lamp @ -o out.parquet", "checklist mini/lamp -o out --inventory @", "declare @ -o out",
    "impact mini/lamp@1.0.0 mini/lamp@1.0.0 --portfolio @",
    "impact mini/lamp@1.0.0 mini/lamp@1.0.0 --portfolio lamp.yaml --assume @",
    "demo --rules @ -o out", "docs --rules @ -o out", "format @", "new case/lamp --rules @",
    "comments form mini/lamp -o out --rules @", "comments collect @ --into out.yaml", "comments list @",
    "comments track @ c-1 --decision accepted --by a --date 2026-01-01", "comments summary @ -o out",
    "comments move @ --to mini/lamp@1.0.0",
    "diff mini/lamp@1.0.0 @.yaml", "merge @ lamp.yaml lamp.yaml", "merge lamp.yaml lamp.yaml @",
    "collect @ --into lamp.yaml", "collect lamp.yaml --into @",
    "site -o out --rules @", "feed -o out --rules @", "redline mini/lamp@1.0.0 @.yaml -o out.html",
    "assess @", "migrate @ --to mini/lamp@1.0.0", "migrate @.csv --to mini/lamp@1.0.0",
    "migrate lamp.yaml --to mini/lamp@1.0.0 --assume @", "replay @",
    "crosswalk mini/lamp mini/lamp --mapping @", "crosswalk mini/lamp mini/lamp --inventory @",
    "changes --from 2026-01-01 --to 2026-01-02 --portfolio @", "watch --saves 1 --rules @",
    "workbook mini/lamp @ -o out.xlsx", "calculate mini/lamp @.xlsx", "inputs-for mini/lamp footprint.total --rules @",
)  # fmt: skip
WRITING = (
    "template mini/lamp -o %.yaml", "template mini/lamp -o %.xlsx",
    "uncertainty mini/lamp lamp.yaml --draws 10 -o %.svg",
    "sensitivity mini/lamp lamp.yaml -o %.svg", "batch mini/lamp lamp.csv -o %.parquet",
    "batch mini/lamp lamp.csv -o out.parquet --rejects %.jsonl", "checklist mini/lamp -o %", "docs -o %",
    "impact mini/lamp@1.0.0 mini/lamp@1.0.0 --portfolio lamp.yaml -o %.json",
    "comments form mini/lamp -o %.xlsx", "workbook mini/lamp lamp.yaml -o %.xlsx", "comments form mini/lamp -o %.docx",
    "checklist mini/lamp -o %.xlsx", "checklist mini/lamp -o %.docx", "checklist mini/lamp -o %.xml",
    "diff mini/lamp mini/lamp -o %.html",
    "migrate lamp.yaml --to mini/lamp@1.0.0 -o %.yaml",
    "crosswalk mini/lamp mini/lamp -o %.md", "changes --portfolio lamp.yaml --from 2026-01-01 --to 2026-01-02 -o %.md",
    "assess lamp.assessment.yaml --revise -o %.yaml",
    "merge lamp.yaml lamp.yaml lamp.yaml -o %.yaml", "redline mini/lamp mini/lamp -o %.md",
)  # fmt: skip


def _loop(folder: Path) -> str:
    (folder / "loop").symlink_to("loop")
    return "loop"


def _below_loop(folder: Path) -> str:
    return f"{_loop(folder)}/x"


def _linked_folders(folder: Path) -> str:
    (folder / "here").symlink_to(".")
    return "here/" * 60 + "x"


def _below_a_file(folder: Path) -> str:
    return "lamp.yaml/x"


PATHS: dict[str, Callable[[Path], str]] = {
    "too long a name": lambda _: "x" * 300,
    "too long a path": lambda _: "a/" * 3000 + "x",
    "linked to itself": _loop,
    "below what is linked to itself": _below_loop,
    "through a folder linked to itself": _linked_folders,
    "below a file": _below_a_file,
    "no UTF-8": lambda _: "\udcb8\udcb1",
    "newline": lambda _: "a\nb\x1b[2J",
}


#: Odd names, and yet such as a file may be written under.
USABLE = ("no UTF-8", "newline", "linked to itself")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the small library, an inventory and a portfolio."""
    root = copy_of_small_library(tmp_path).root
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lamp.yaml").write_bytes((root / "mini/lamp/examples/lamp.yaml").read_bytes())
    (tmp_path / "lamp.csv").write_text("id,power [W]\na,1\n", encoding="utf-8")
    return tmp_path


def play(words: list[str], rules: str = "rules") -> Result:
    """A command in this process; it tells diagnostics or wrong use, and has not crashed."""
    result = CliRunner(env={"RULEENGINE_RULES": rules}).invoke(cli, words, prog_name="ruleengine")
    assert result.exception is None or isinstance(result.exception, SystemExit), (words, result.exc_info)
    assert "\x1b" not in result.output, words
    return result


@pytest.mark.parametrize("kind", PATHS)
def test_a_path_that_cannot_be_read_is_told(kind: str, place: Path) -> None:
    path = PATHS[kind](place)
    for line in READING:
        result = play([path if word == "@" else word for word in line.split()])
        assert result.exit_code in (1, 2), (line, result.output)
        assert result.output.count("\n") < 40, line


@pytest.mark.parametrize("kind", [kind for kind in PATHS if "through" not in kind])
def test_a_path_that_cannot_be_written_is_told(kind: str, place: Path) -> None:
    path = PATHS[kind](place)
    for line in WRITING:
        result = play([word.replace("%", path) for word in line.split()])
        assert result.exit_code in (0, 1, 2), line
        assert result.exit_code or kind in USABLE, line


@pytest.fixture
def gone(place: Path) -> Iterator[Path]:
    """A working folder that is deleted while one stands in it; where the library and the inventory are."""
    folder = place / "gone"
    folder.mkdir()
    os.chdir(folder)
    folder.rmdir()
    yield place
    os.chdir(place)


def test_in_a_deleted_folder_commands_tell_what_they_miss(gone: Path) -> None:
    rules, inventory = (gone / "rules").as_posix(), (gone / "lamp.yaml").as_posix()
    for line in (*READING, *WRITING):
        words = line.replace("@", "missing").replace("%", "out").split()
        assert play(words, rules).exit_code in (1, 2), line
        alone = words[0] in ("format", "merge") or words[:2] == ["comments", "track"]  # they ask no library
        due = 1 if alone else 2
        assert play(words, "rules").exit_code == due, line
    assert play(["calculate", "mini/lamp", inventory], rules).exit_code == 0
    assert play(["validate", inventory], rules).exit_code == 0
    assert play(["list"], "").exit_code == 2


def test_every_command_is_tried() -> None:
    assert {line.split()[0] for line in (*READING, *WRITING)} == set(COMMANDS)
