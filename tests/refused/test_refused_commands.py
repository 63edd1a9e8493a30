"""Whole commands that refuse their input: the command line, all that it says, and its exit code, in one golden file a case.

`ruleset/` holds rule sets (put into a copy of the small library as `case@1.0.0`), `inventory/` product data,
`declaration/` assessments; a case that takes several files is a folder, laid over the copy. The first line of the
golden file is the command; a case without one yet gets the usual command of its folder from `--bless`.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from ruleengine.cli.main import cli
from tests.conftest import Golden

HERE = Path(__file__).parent
LIBRARY = HERE.parent / "ruleset" / "library"
USUAL = {
    "ruleset": "ruleengine validate rules/case",
    "inventory": "ruleengine calculate mini/lamp {name} -o out",
    "declaration": "ruleengine declare {name} -o out",
}
CASES = sorted(p for folder in USUAL for p in (HERE / folder).iterdir() if p.suffix != ".txt")


def golden_path(case: Path) -> Path:
    """The golden file of a case."""
    return case.with_suffix(".txt") if case.is_file() else case.parent / f"{case.name}.txt"


def command_of(case: Path) -> str:
    """The command line of a case: the first line of its golden file, or the usual one of its folder."""
    path = golden_path(case)
    first = path.read_text(encoding="utf-8").partition("\n")[0] if path.exists() else ""
    return first.removeprefix("$ ") or USUAL[case.parent.name].format(name=case.name)


def lay_out(case: Path, folder: Path) -> None:
    """Copy the small library and the files of the case into an empty folder."""
    shutil.copytree(LIBRARY, folder / "rules")
    if case.is_dir():
        shutil.copytree(case, folder, dirs_exist_ok=True)
    elif case.parent.name == "ruleset":
        (folder / "rules" / "case").mkdir()
        shutil.copy(case, folder / "rules" / "case" / "1.0.0.yaml")
    else:
        shutil.copy(case, folder)


def play(line: str) -> tuple[str, int]:
    """What a command says in the current folder, ending with its exit code; and the code."""
    runner = CliRunner(env={"RULEENGINE_RULES": "rules"})
    result = runner.invoke(cli, shlex.split(line)[1:], prog_name="ruleengine")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    return f"$ {line}\n{result.output}exit {result.exit_code}\n", result.exit_code


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every file below a folder with its bytes, every folder with None."""
    found = sorted(folder.rglob("*"))
    return {p.relative_to(folder).as_posix(): p.read_bytes() if p.is_file() else None for p in found}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of a case, empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", CASES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_refused(case: Path, place: Path, golden: Golden) -> None:
    lay_out(case, place)
    before = contents(place)
    said, code = play(command_of(case))
    assert code == (0 if case.name.startswith("warning-") else 1)
    assert str(place) not in said
    golden(golden_path(case), said)
    assert contents(place) == before, "a refused command wrote something"


def test_every_golden_file_belongs_to_one_case() -> None:
    texts = sorted(p for folder in USUAL for p in (HERE / folder).rglob("*.txt") if p.parent.name != "made")
    assert texts == sorted({golden_path(c) for c in CASES})
    assert len(texts) == len(CASES)
