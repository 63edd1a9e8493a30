"""The canonical layout: what a file says stays, and its comments stand where what they belong to stands."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml
from attrs import define, field
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
"f": "two
  lines  "      #  far
                #  and further


g:	不适用
h: {i: , j:  }
k: 文\x20\x20
# before the lamps
lamps:
- power :  60   # W
  # the last of the first
-
     power: 8
     parts:
     # led
     - led
     -   - driver
         - case
         # below the case
     # below the parts

# before the rest
rest:
        # - commented out
shares: {half: 1,
    # of the whole
      third: [
  2,
          3 ], "long": a text
 that goes on,
       }
note:
     on its own line,
  and the next
last: |4+
        four of eight spaces are text

"""
AFTER = """\
# 开头的注释
a: {b: 1.50, c: [x, "y,  z", '#no']}  # 注释
d: |
  text   kept\x20\x20\x20

    # no comment

e: >-

  folded  text
"f": "two
  lines  "  #  far
            #  and further

g: 不适用
h: {i: , j: }
k: 文
# before the lamps
lamps:
  - power: 60  # W
    # the last of the first
  - power: 8
    parts:
      # led
      - led
      - - driver
        - case
        # below the case
      # below the parts

# before the rest
rest:
  # - commented out
shares: {half: 1,
         # of the whole
         third: [
           2,
           3], "long": a text
           that goes on,
        }
note:
  on its own line,
  and the next
last: |4+
        four of eight spaces are text

"""


def test_the_layout_in_an_example() -> None:
    assert laid_out(BEFORE) == AFTER
    assert laid_out(AFTER) == AFTER


def _data(text: str) -> object:
    document = read_bytes(text.encode(), "x.yaml", Report())
    return None if document is None else [document.data]


def _held(text: str) -> tuple[str, object]:
    """What the layout may not change; the text laid out, and what it says."""
    written, data = laid_out(text), _data(text)
    assert data == (_data(written) if written != text else data)
    assert "".join(written.split()) == "".join(text.split())
    assert written == text or laid_out(written) == written
    return written, data


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_shipped_files_say_the_same_and_keep_every_comment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    written, data = _held(text)
    chance = random.Random(path.name)
    spread = "".join(c + " " * chance.randrange(3) if c in "{[" else c for c in text)
    if _data(spread) == data:
        assert laid_out(spread) == written


Data: TypeAlias = "dict[str, Data] | list[Data] | str"
_TEXTS = ["1.5", "文", '"q  #"', "{a: 1,b :  [x,  y] }", "[ ]", "", "|\n", ">+2\n", "plain\n", "'quoted\n"]
_DATA: st.SearchStrategy[Data] = st.recursive(
    st.sampled_from(_TEXTS),
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from(["k", "ключ", '"a b"', "文"]), inner, min_size=1),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=12,
)


@define
class _Messy:
    """Writes data as lines indented in any way; each comment says the column that is due to it."""

    chance: random.Random
    lines: list[str] = field(factory=list)

    def entries(self, data: Data, column: int, level: int, begun: bool = False) -> bool:
        """The entries of a list or map; `begun` where the first one stands behind a dash.

        Tells whether the last one is a list whose dashes stand in the column of its key: a comment there is of both.
        """
        flush = False
        for key, value in data.items() if isinstance(data, dict) else [("", entry) for entry in data]:
            self.lines += [] if begun else [" " * column + f"# {2 * level}", ""] * self.chance.randrange(2)
            entry = f"{key}{' ' * self.chance.randrange(3)}:" if key else "-"
            line = (self.lines.pop() if begun else " " * column) + entry
            self.lines.append(line)
            begun = False
            if isinstance(value, str):
                self._text(value, column)
                flush = False
            else:
                flush = self._nested(value, column, level + 1, bool(key))
        return flush

    def _text(self, text: str, column: int) -> None:
        first, several, _ = text.partition("\n")
        gap = " " * self.chance.randrange(1, 4)
        self.lines[-1] += gap + first + ("" if several and first[-1] not in "|2" else "   # beside")
        if several:
            deeper = " " * (column + (2 if "2" in first else self.chance.randrange(1, 6)))
            quote = "'" if first[0] == "'" else ""
            self.lines += [deeper + "text", "", deeper + f"more{quote}"]

    def _nested(self, data: Data, column: int, level: int, of_key: bool) -> bool:
        flush = of_key and isinstance(data, list) and self.chance.random() < 0.3
        deeper = column if flush else column + self.chance.randrange(1, 6)
        behind = not of_key and self.chance.random() < 0.5
        if behind:
            deeper = max(deeper, column + 2)
            self.lines[-1] += " " * (deeper - len(self.lines[-1]))
        open_end = self.entries(data, deeper, level, behind) or flush
        self.lines += [] if open_end else [" " * deeper + f"# {2 * level}"] * self.chance.randrange(2)
        return flush


def _columns(text: str) -> Iterator[tuple[int, int]]:
    """The column of each list and map of lines, and the one that is due."""
    open_: list[bool] = []
    for event in yaml.parse(text):
        if isinstance(event, yaml.CollectionStartEvent):
            if not event.flow_style:
                yield event.start_mark.column, 2 * sum(open_)
            open_.append(not event.flow_style)
        elif isinstance(event, yaml.CollectionEndEvent):
            open_.pop()


@examples(150)
@given(_DATA, st.integers(0, 1 << 30))
def test_messy_files_are_indented_by_two_with_their_comments(data: Data, seed: int) -> None:
    messy = _Messy(random.Random(seed))
    messy.entries({"all": data}, 0, 0)
    text = "\n".join(messy.lines) + "\n"
    assert _data(text) is not None, text
    _held(text)
    written = laid_out(text)
    assert all(column == due for column, due in _columns(written)), written
    for line in written.split("\n"):
        if line.lstrip().startswith("# "):
            assert len(line) - len(line.lstrip()) == int(line.split()[1]), written
    assert "\n\n\n" not in written or ">+" in written
    assert all("  # beside" in line and "   #" not in line for line in written.split("\n") if "# b" in line)


@pytest.mark.parametrize("text", ["- >-\n    \n", "a: \n? |+\n    \n", "a:\n|\n \n\n"])
def test_a_text_of_blank_lines_has_no_spaces(text: str) -> None:
    _held(text)
    assert "  \n" not in laid_out(text)


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


def test_what_would_change_at_the_margin_is_refused() -> None:
    report = Report()
    assert formatted(b"  text\n  --- and more\n", "notes.yaml", report) is None
    assert [(d.code, d.said("en").message) for d in report.items] == [
        ("E810", "`notes.yaml` would not say the same in canonical layout, and stays as it is")
    ]


def test_released_files_stay_as_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (tmp_path / "lock.yaml").write_text(f"a/b@1.0.0: sha256:{'0' * 64}\n")
    for name in ("1.0.0.yaml", "1.1.0.yaml", "1.0.0.tests.yaml"):
        (folder / name).write_bytes(BEFORE.encode())
    run = CliRunner().invoke
    checked = run(cli, ["format", "--check", str(folder / "1.0.0.yaml")])
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert "W811" in checked.stderr
    assert "`a/b@1.0.0` is released and stays as it is: it stands in `lock.yaml`" in checked.stderr
    assert run(cli, ["format", str(tmp_path)]).exit_code == 0
    assert (folder / "1.0.0.yaml").read_bytes() == BEFORE.encode()
    assert (
        (folder / "1.1.0.yaml").read_bytes() == (folder / "1.0.0.tests.yaml").read_bytes() == AFTER.encode()
    )


def test_where_the_lock_cannot_be_read_nothing_below_is_rewritten(tmp_path: Path) -> None:
    (tmp_path / "lock.yaml").write_text("<<<<<<< mine\na/b@1.0.0: x\n")
    (tmp_path / "1.0.0.yaml").write_bytes(BEFORE.encode())
    refused = CliRunner().invoke(cli, ["format", str(tmp_path / "1.0.0.yaml")])
    assert refused.exit_code == 1
    assert "E104" in refused.stderr
    assert (tmp_path / "1.0.0.yaml").read_bytes() == BEFORE.encode()
