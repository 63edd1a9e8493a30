"""Input files that must be refused, with their exact messages beside them.

`reading/` holds files that are refused before their shape is looked at, `shape/<kind>/` files that can be
read but do not have the shape of their kind. A new case is a new file; `--bless` writes its messages.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ruleengine.diagnostics import Report, as_text
from ruleengine.diagnostics.codes import CODES
from ruleengine.source.reader import read_file
from ruleengine.source.shape_rules import KINDS
from ruleengine.source.shapes import check_shape
from tests.conftest import Golden

HERE = Path(__file__).parent
GENERATED = {"E101", "E102", "E106", "E112", "W113"}


def inputs(folder: str) -> list[Path]:
    """The refused files of a folder, in the order of their names."""
    return sorted(p for p in (HERE / folder).rglob("*") if p.suffix in (".yaml", ".json"))


READING, SHAPE = inputs("reading"), inputs("shape")


def refusal(path: Path, kind: str | None = None) -> str:
    """The messages for a file; without a kind it must already be unreadable."""
    report = Report()
    document = read_file(path, report, shown=path.relative_to(HERE).as_posix())
    if kind is None:
        assert document is None
    else:
        assert document is not None, as_text(report.items)
        assert not check_shape(document, kind, report)
    assert report.errors
    return as_text(report.items) + "\n"


@pytest.mark.parametrize("path", READING, ids=lambda p: p.name)
def test_unreadable_files(path: Path, golden: Golden) -> None:
    golden(path.with_suffix(".txt"), refusal(path))


@pytest.mark.parametrize("path", SHAPE, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_files_of_the_wrong_shape(path: Path, golden: Golden) -> None:
    golden(path.with_suffix(".txt"), refusal(path, kind=path.parent.name))


def test_every_message_file_belongs_to_one_input() -> None:
    texts = sorted(p for folder in ("reading", "shape") for p in (HERE / folder).rglob("*.txt"))
    assert texts == sorted({p.with_suffix(".txt") for p in READING + SHAPE})
    assert len(texts) == len(READING + SHAPE)
    assert {p.parent.name for p in SHAPE} == set(KINDS)


def test_every_code_of_reading_and_shape_is_shown() -> None:
    texts = "".join(p.with_suffix(".txt").read_text(encoding="utf-8") for p in READING + SHAPE)
    due = {code for code in CODES if code[1] in "12"} - GENERATED
    assert [code for code in sorted(due) if f"error {code}:" not in texts] == []
