"""The canonical layout changes white space alone: what a file says, its comments and its other characters stay."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.cli.main import cli
from ruleengine.diagnostics import Report
from ruleengine.source.layout import formatted, laid_out
from ruleengine.source.reader import read_bytes
from tests.examples import examples

ROOT = Path(__file__).parents[2]
FILES = sorted(p for folder in ("rules", "tests/ruleset/library") for p in (ROOT / folder).rglob("*.yaml"))
BEFORE = """\
\ufeff

# 开头的注释
a:   {b : 1.50,c: [ x,  "y,  z" ,'#no' ]}   # 注释
d:  |
  text   kept   \r

  # no comment


e: >-

   folded  text

f: "two
  lines  "      #  far


g:	不适用
h: {i: , j:  }
k: 文\x20\x20
"""
AFTER = """\
# 开头的注释
a: {b: 1.50, c: [x, "y,  z", '#no']}  # 注释
d: |
  text   kept\x20\x20\x20

  # no comment


e: >-

   folded  text

f: "two
  lines  "  #  far

g: 不适用
h: {i: , j: }
k: 文
"""


def test_the_layout_in_an_example() -> None:
    assert laid_out(BEFORE) == AFTER
    assert laid_out(AFTER) == AFTER


def _data(text: str) -> object:
    document = read_bytes(text.encode(), "x.yaml", Report())
    return None if document is None else [document.data]


def _held(text: str) -> None:
    """What the layout may not change."""
    written = laid_out(text)
    assert _data(written) == _data(text)
    assert "".join(written.split()) == "".join(text.split())
    assert laid_out(written) == written


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_shipped_files_say_the_same_and_keep_every_comment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    _held(text)
    chance = random.Random(path.name)
    spread = "".join(c + " " * chance.randrange(3) if c in "{[" else c for c in text)
    if _data(spread) == _data(text):
        assert laid_out(spread) == laid_out(text)


@examples(200)
@given(
    st.lists(
        st.sampled_from(
            ["a: ", "b:  ", "- ", "{", "}", "[", "]", ", ", ",", ":", " ", "  ", "\n", "\n  ", "\n\n\n", "# note",
             " # 注 ", "1.5", "文", '"q  #"', "'r'", "|", ">-", "\t", "x y", "\u3000", "? ", "!", "&a", "\r\n"]
        ),
        max_size=14,
    ).map("".join)
)  # fmt: skip
def test_whatever_is_yaml_says_the_same_afterwards(text: str) -> None:
    if _data(text) is not None:
        _held(text)


@pytest.mark.parametrize("text", ["|\n  a: ", "a: >-\n  b ", "a: |\n  b\n  c"])
def test_a_text_of_lines_that_ends_with_the_file_stays(text: str) -> None:
    _held(text)
    assert laid_out(text) == text
    _held(text + "\n")
    assert laid_out(text + "\n") == text + "\n"


def test_json_and_what_is_no_yaml_stay(tmp_path: Path) -> None:
    assert formatted(b'{ "a" :1}', "x.json", Report()) == '{ "a" :1}'
    report = Report()
    assert formatted(b"a: [", "x.yaml", report) is None
    assert [d.code for d in report.items] == ["E104"]


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.yaml").write_bytes(BEFORE.encode())
    Path("two.yml").write_bytes(AFTER.encode())
    Path("bad.yaml").write_bytes(b"a: [")
    run = CliRunner().invoke
    checked = run(cli, ["format", "--check", "."])
    assert (checked.exit_code, checked.stdout) == (1, "one.yaml\n")
    assert Path("one.yaml").read_bytes() == BEFORE.encode()
    done = run(cli, ["format", "."])
    assert (done.exit_code, done.stdout) == (1, "one.yaml\n")
    assert "bad.yaml:" in done.stderr
    assert "1 of 3 files formatted" in done.stderr
    assert (Path("one.yaml").read_bytes(), Path("bad.yaml").read_bytes()) == (AFTER.encode(), b"a: [")
    Path("bad.yaml").unlink()
    assert run(cli, ["format", "--check", "."]).exit_code == 0
    streamed = run(cli, ["format", "-"], input=BEFORE.encode())
    assert (streamed.exit_code, streamed.stdout_bytes) == (0, AFTER.encode())
