"""Everything that is refused, told in Chinese: the same findings at the same places, no English sentence among them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.test_languages import english_in
from tests.refused.test_refused_commands import CASES, command_of, golden_path, lay_out, play

#: Cases that print data, which does not depend on the language.
TOLD = [c for c in CASES if not re.search("--format (json|sarif)", command_of(c))]
_FINDING = re.compile(r"(?m)^(?:(\S+): )?(?:error|warning|错误|警告) ([EW]\d{3})(?:: |：)")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of a case, empty; a person who reads Chinese."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RULEENGINE_MESSAGES", "zh")
    return tmp_path


@pytest.mark.parametrize("case", TOLD, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_refused_in_chinese(case: Path, place: Path) -> None:
    lay_out(case, place)
    said, _ = play(command_of(case))
    english = golden_path(case).read_text(encoding="utf-8")
    assert _FINDING.findall(said) == _FINDING.findall(english) != []
    lines = [line for line in said.splitlines()[1:] if not line.startswith("    ")]  # not the excerpts
    assert [found for line in lines for found in english_in(line)] == []
    todo = [line for line in lines if line.startswith("  处理：")]
    assert len(todo) == len(_FINDING.findall(said))
    assert all(re.search("[\u4e00-\u9fff]", line.removeprefix("  处理：")) for line in todo)
