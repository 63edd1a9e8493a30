"""The deliberate faults can still be made, and the script that makes them tells every way in which one fails."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("breaks", ROOT / "scripts" / "breaks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["breaks"] = module
    spec.loader.exec_module(module)
    return module


breaks = _script()
BREAKS = breaks.read_breaks(ROOT)


def test_there_are_enough_of_them_and_each_is_said_once() -> None:
    assert len(BREAKS) >= 30
    assert len({item.fault for item in BREAKS}) == len(BREAKS)
    assert len({(item.file, item.old, item.new) for item in BREAKS}) == len(BREAKS)


@pytest.mark.parametrize("item", BREAKS, ids=lambda item: item.fault)
def test_the_text_that_is_broken_still_stands_in_its_file(item: breaks.Break) -> None:
    """A fault whose text was changed is to be written anew in `tests/breaks`, so that it is not lost."""
    assert item.stale(ROOT) is None
    assert item.new != item.old
    assert all((ROOT / word.partition("::")[0]).exists() for word in item.tests if word.startswith("tests/"))


_FAULTS = """
- {fault: twice as much, file: src/amount.py, old: "return 1", new: "return 2", tests: tests/test_amount.py}
- {fault: nobody looks, file: src/amount.py, old: "return 3", new: "return 4", tests: tests/test_amount.py}
- {fault: rewritten long ago, file: src/amount.py, old: "return 5", new: "return 6", tests: tests/test_amount.py}
- {fault: no such file, file: src/gone.py, old: "return 5", new: "return 6", tests: tests/test_amount.py}
- {fault: no program any more, file: src/amount.py, old: "return 1", new: "return (", tests: tests/test_amount.py}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree of one function that is tested, one that is not, and faults of every kind."""
    files = {
        "src/amount.py": "def one():\n    return 1\n\n\ndef three():\n    return 3\n",
        "tests/test_amount.py": "import amount\n\n\ndef test_one():\n    assert amount.one() == 1\n",
        "tests/breaks/all.yaml": _FAULTS,
    }
    for name, text in files.items():
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "tree"


def _said(tree: Path, capsys: pytest.CaptureFixture[str], minutes: float = 5) -> tuple[int, list[str]]:
    wrong = breaks.run(breaks.read_breaks(tree), tree, minutes, 2)
    return wrong, capsys.readouterr().out.splitlines()


def test_a_fault_is_noticed_or_told(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (tree / "src/amount.py").read_text(encoding="utf-8")
    wrong, lines = _said(tree, capsys)
    assert wrong == 4
    assert lines[:7] == [
        "noticed  all: twice as much",
        "NOT OK   all: nobody looks",
        "          no test noticed",
        "NOT OK   all: rewritten long ago",
        "          the text stands in `src/amount.py` 0 times, not once",
        "NOT OK   all: no such file",
        "          there is no `src/gone.py`",
    ]
    assert lines[7:9] == ["NOT OK   all: no program any more", "          the tests could not be run:"]
    assert (tree / "src/amount.py").read_text(encoding="utf-8") == before


def test_faults_that_are_not_reached_in_time_are_told(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong, lines = _said(tree, capsys, minutes=0)
    assert wrong == 5
    assert lines.count("          not reached: the 0 minutes are over") == 5


def test_tests_that_fail_without_a_fault_are_told(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "src/amount.py").write_text("def one():\n    return 7\n", encoding="utf-8")
    wrong, lines = _said(tree, capsys)
    assert wrong == 5
    assert lines.count("          without any fault, `tests/test_amount.py` does not pass:") == 5
