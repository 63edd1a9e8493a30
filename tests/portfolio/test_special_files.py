"""Pipes where files are due, and folders that only look like ours: told, never waited for, never emptied."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ruleengine.diagnostics import Refused
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.program.program import Program
from tests.cli.command import files, run
from tests.library_builder import product, write_library

_LINE = '{"inventory": "a", "ruleset": "test/product@1.0.0", "values": {"a": 1}}\n'
_LINE = _LINE.replace('"values"', '"product": {"name": {"zh": "a", "en": "a"}}, "values"')


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return product(tmp_path, inputs={"a": "kgCO2e", "rows": {"b": "kg"}}, emissions={"e": "a"})


def _refused(program: Program, portfolio: Path, output: Path) -> list[str]:
    with pytest.raises(Refused) as refused:
        calculate_portfolio(program, portfolio, output)
    return [d.key for d in refused.value.diagnostics]


@pytest.mark.parametrize("name", ["p.jsonl", "p.csv", "p.parquet", "p"])
def test_a_batch_does_not_wait_for_a_pipe(program: Program, tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert _refused(program, tmp_path / name, tmp_path / "out.parquet") == ["E101.no_file"]


def test_a_table_that_is_a_pipe_is_told(program: Program, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,a\nx,1\n", encoding="utf-8")
    os.mkfifo(tmp_path / "p.rows.csv")
    assert _refused(program, tmp_path / "p.csv", tmp_path / "out.parquet") == ["E101.no_file"]


def test_single_commands_do_not_wait_for_a_pipe(tmp_path: Path) -> None:
    write_library(tmp_path, inputs={"a": "kgCO2e"}, emissions={"e": "a"})
    pipe, out = tmp_path / "pipe.yaml", tmp_path / "out"
    os.mkfifo(pipe)
    for words in (
        ("calculate", "test/product", pipe), ("validate", pipe), ("declare", pipe, "-o", out),
        ("verify", pipe, "--inventory", pipe), ("checklist", "test/product", "--inventory", pipe, "-o", out),
    ):  # fmt: skip
        assert "E101" in run(*words, code=1, rules=tmp_path / "rules").output


@pytest.mark.parametrize("lock", [True, False])
def test_a_folder_that_is_not_ours_is_left_alone(program: Program, tmp_path: Path, lock: bool) -> None:
    (tmp_path / "p.jsonl").write_text(_LINE, encoding="utf-8")
    folder = tmp_path / "out.parquet.parts"
    (folder / "photos").mkdir(parents=True)
    (folder / "photos" / "one.jpg").write_bytes(b"picture")
    (folder / "letter.txt").write_bytes(b"text")
    if lock:
        (folder / "lock").write_bytes(b"")
    before = files(folder)
    assert _refused(program, tmp_path / "p.jsonl", tmp_path / "out.parquet") == ["E802.not_ours"]
    assert files(folder) == before


@pytest.mark.parametrize("to", ["a folder", "nothing"])
def test_a_link_is_not_followed(program: Program, tmp_path: Path, to: str) -> None:
    (tmp_path / "p.jsonl").write_text(_LINE, encoding="utf-8")
    target = tmp_path / "target"
    if to == "a folder":
        target.mkdir()
        (target / "lock").write_bytes(b"kept")
    (tmp_path / "out.parquet.parts").symlink_to(target)
    assert _refused(program, tmp_path / "p.jsonl", tmp_path / "out.parquet") == ["E802.link"]
    assert not target.exists() or files(target) == {"lock": b"kept"}


def test_what_comes_into_the_folder_later_stays(program: Program, tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text(_LINE, encoding="utf-8")
    late = tmp_path / "out.parquet.parts" / "note.txt"

    def progress(done: int, size: int) -> None:
        late.write_bytes(b"mine")

    calculate_portfolio(program, tmp_path / "p.jsonl", tmp_path / "out.parquet", progress=progress)
    assert files(late.parent) == {"note.txt": b"mine"}
