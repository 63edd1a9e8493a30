"""Whole commands that refuse their input: a golden file a case, with the command, all that it says and its exit code.

`ruleset/` holds rule sets (put into a copy of the small library as `case@1.0.0`), `inventory/` product data,
`declaration/` assessments; a case that takes several files is a folder, laid over the copy. The first line of the
golden file is the command; a case without one yet gets the usual command of its folder from `--bless`.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import ruleengine
from ruleengine.cli.main import cli
from tests.conftest import Golden

HERE = Path(__file__).parent
LIBRARY = HERE.parent / "ruleset" / "library"
USUAL = {
    "ruleset": "ruleengine validate rules/case",
    "inventory": "ruleengine calculate mini/lamp {name} -o out",
    "declaration": "ruleengine declare {name} -o out",
    "scenarios": "ruleengine sensitivity mini/lamp rules/mini/lamp/examples/lamp.yaml --scenarios {name} -o out.svg",
    "uncertainty": "ruleengine uncertainty mini/lamp {name} -o out.svg",
}
MADE = HERE / "ruleset" / "made"  # golden files of cases that this module makes
CASES = sorted(p for folder in USUAL for p in (HERE / folder).iterdir() if p.suffix != ".txt" and p != MADE)


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
    texts = sorted(p for folder in USUAL for p in (HERE / folder).rglob("*.txt") if p.parent != MADE)
    assert texts == sorted({golden_path(c) for c in CASES})
    assert len(texts) == len(CASES)
    assert {p.stem for p in MADE.iterdir()} == set(HOSTILE)


OVERLAY = """\
ruleset: case
version: 1.0.0
extends: mini/lamp@1.0.0
title: {zh: 例, en: case}
encoding: {status: draft, clauses: encoding, note: {zh: 例, en: case}}
"""
HOSTILE = {
    "ten-thousand-parentheses": "(" * 10_000 + "power" + ")" * 10_000,
    "nine-hundred-parentheses": "(" * 900 + "power" + ")" * 900,
    "thousand-minus-signs": "-" * 1_000 + "power",
    "hundred-negations": "not " * 100 + "has_battery",
    "fifty-choices": "1 if has_battery else " * 50 + "2",
    "four-hundred-terms": "+".join(["life"] * 399),
    "long-text": f'kind == "{"a" * 300}"',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_formulas_that_would_exhaust_a_parser(name: str, place: Path, golden: Golden) -> None:
    shutil.copytree(LIBRARY, place / "rules")
    (place / "rules" / "case").mkdir()
    quantity = (
        f"quantities: {{q: {{label: {{zh: 例, en: case}}, clause: '9', formula: '{HOSTILE[name]}'}}}}\n"
    )
    (place / "rules" / "case" / "1.0.0.yaml").write_text(OVERLAY + quantity, encoding="utf-8")
    said, code = play("ruleengine validate rules/case")
    assert code == 1
    golden(MADE / f"{name}.txt", said)


@pytest.mark.parametrize(
    "line",
    [
        "ruleengine validate rules/case",
        "ruleengine validate rules/case/1.0.0.yaml",
        "ruleengine show case",
        "ruleengine list --on 2026-01-01",
        "ruleengine calculate case rules/mini/lamp/examples/lamp.yaml -o out",
    ],
)
def test_links_out_of_the_library_are_not_followed(line: str, place: Path) -> None:
    shutil.copytree(LIBRARY, place / "rules")
    (place / "elsewhere.yaml").write_text(OVERLAY, encoding="utf-8")
    (place / "rules" / "case").mkdir()
    (place / "rules" / "case" / "1.0.0.yaml").symlink_to(place / "elsewhere.yaml")
    said, code = play(line)
    assert code == 1
    assert (
        "rules/case/1.0.0.yaml: error E303: `rules/case/1.0.0.yaml` is a link that leads out of the library\n"
        "  to do: put the file itself in the library\n"
        "\n1 error, 0 warnings\n"
    ) in said
    assert not (place / "out").exists()


def test_links_within_the_library_are_followed(place: Path) -> None:
    shutil.copytree(LIBRARY, place / "rules")
    (place / "rules" / "mini" / "lamp" / "1.0.1.yaml").symlink_to("1.0.0.yaml")
    said, code = play("ruleengine validate rules/mini/lamp/1.0.1.yaml")
    assert code == 1
    assert "E302: the file says `mini/lamp@1.0.0`, its path says `mini/lamp@1.0.1`" in said


def test_tests_read_no_file_outside_the_library(place: Path) -> None:
    shutil.copytree(LIBRARY, place / "rules")
    (place / "elsewhere.yaml").write_text("inventory: a\n", encoding="utf-8")
    (place / "rules" / "mini" / "lamp" / "link.yaml").symlink_to(place / "elsewhere.yaml")
    case = "{because: none, inventory: link.yaml, refuse: [E202]}"
    tests = f"tests: mini/lamp@1.0.0\ncases: {{out: {case}}}\n"
    (place / "rules" / "mini" / "lamp" / "1.0.0.tests.yaml").write_text(tests, encoding="utf-8")
    said, code = play("ruleengine test mini/lamp")
    assert code == 1
    place_of_it = "rules/mini/lamp/1.0.0.tests.yaml:2:41: error E705"
    assert f"{place_of_it}: test `out`: `link.yaml` leads out of the library\n" in said


LAMP = "rules/mini/lamp/examples/lamp.yaml"
ASSESSMENT = "rules/mini/lamp/examples/lamp.assessment.yaml"
WRITERS = {
    f"ruleengine calculate mini/lamp {LAMP} -o OUT": "lamp.txt",
    f"ruleengine calculate mini/lamp {LAMP} --format json -o OUT": "lamp.json",
    "ruleengine checklist mini/lamp -o OUT --format html": "checklist-mini-lamp-1.0.0.both.html",
    f"ruleengine checklist mini/lamp --inventory {LAMP} -o OUT --format html,pdf": "lamp.checklist.both.pdf",
    f"ruleengine declare {ASSESSMENT} -o OUT": "lamp.declaration.both.pdf",
    "ruleengine template mini/lamp -o OUT/new.yaml": "new.yaml",
    "ruleengine docs -o OUT": "diagnostics.md",
}


@pytest.mark.parametrize("line", WRITERS)
def test_an_output_folder_that_is_a_file(line: str, place: Path) -> None:
    shutil.copytree(LIBRARY, place / "rules")
    (place / "taken").write_text("mine\n", encoding="utf-8")
    before = contents(place)
    said, code = play(line.replace("OUT", "taken/results"))
    assert code == 1
    if "json" in line:
        assert '"message": "cannot write `taken/results/lamp.json`: `taken` is not a folder"' in said
    else:
        assert (
            ": `taken` is not a folder\n  to do: choose another folder, or change its access rights\n" in said
        )
        assert "error E802: cannot write `taken/results/" in said
    assert contents(place) == before


@pytest.mark.parametrize("line", [line for line in WRITERS if "template" not in line])
def test_a_folder_where_a_file_is_due(line: str, place: Path) -> None:
    shutil.copytree(LIBRARY, place / "rules")
    (place / "out" / WRITERS[line]).mkdir(parents=True)
    before = contents(place)
    said, code = play(line.replace("OUT", "out"))
    assert code == 1
    name = f"out/{WRITERS[line]}"
    if "json" in line:
        assert f'"message": "cannot write `{name}`: a folder of this name is in the way"' in said
    else:
        assert f"{name}: error E802: cannot write `{name}`: a folder of this name is in the way\n" in said
    assert contents(place) == before, "the other outputs were written"


def test_a_lock_file_that_cannot_be_written(place: Path) -> None:
    shutil.copytree(LIBRARY, place / "rules")
    (place / "rules" / "lock.yaml").mkdir()
    said, code = play("ruleengine validate --lock")
    assert code == 1
    assert "rules/lock.yaml: error E101: a folder stands where a file is due" in said


WRONG_USE = {
    "ruleengine": "Usage: ruleengine [OPTIONS] COMMAND",
    "ruleengine calulate": "there is no command `calulate`; did you mean `calculate`?",
    "ruleengine wish": "there is no command `wish`",
    "ruleengine --wish": "there is no option `--wish`",
    "ruleengine validate --formt json": "there is no option `--formt`; did you mean `--format`?",
    "ruleengine validate --format xml": "`xml` is not one of `text`, `json`, `sarif`",
    "ruleengine calculate": "error: the argument `ID[@V]` is missing",
    "ruleengine calculate mini/lamp": "error: the argument `INVENTORY…` is missing",
    f"ruleengine calculate mini/lamp {LAMP} --format yaml": "`--format`: `yaml` is not one of `text`, `json`",
    f"ruleengine calculate mini/lamp {LAMP} --on tomorrow": "`tomorrow` is not a date such as 2026-01-31",
    "ruleengine list --rules nowhere": "nowhere: error E314: there is no folder `nowhere`",
    "ruleengine list gb": "error: the command takes no such argument: `gb`",
    "ruleengine list --rules": "error: the option `--rules` needs a value",
    "ruleengine calculate --explain=yes": "error: the option `--explain` takes no value",
    "ruleengine batch mini/lamp a.csv -o b.parquet --workers two": "`--workers`: `two` is not a whole number",
    "ruleengine batch mini/lamp a.csv -o b.parquet --workers 0": "`0` is not in the range `1<=x<=256`",
    "ruleengine list --messages fr": "invalid value for `--messages`: `fr` is not one of `zh`, `en`",
    "ruleengine checklist mini/lamp": "error: the option `-o` is missing",
    "ruleengine checklist mini/lamp -o out --format odt": "`odt` is not one of `html`, `pdf`, `xlsx`, `docx`, `xml`",
    "ruleengine checklist mini/lamp -o out --format ,": "`,` is not one of `html`, `pdf`, `xlsx`, `docx`, `xml`",
    "ruleengine checklist mini/lamp -o out --lang fr": "`fr` is not one of `zh`, `en`, `both`",
    "ruleengine declare -o out": "the argument `ASSESSMENT` is missing",
    "ruleengine show": "the argument `ID[@V]` is missing",
    "ruleengine list --on 2026-02-30": "`2026-02-30` is not a date such as 2026-01-31",
    "ruleengine test mini/led": "`mini/led@1.0.0` has no tests file `1.0.0.tests.yaml`",
    "ruleengine template mini/lamp": "error: the option `-o` is missing",
    "ruleengine template mini/lamp -o new.pdf": "would be a file that ends in .pdf",
    "ruleengine template mini/lamp -o new.txt": "name a folder or a file that ends in `.yaml`, `.yml`",
    f"ruleengine template mini/lamp -o {LAMP}": f"`{LAMP}` exists; name another file, or remove it first",
}


@pytest.mark.parametrize("line", WRONG_USE)
def test_wrong_use_exits_with_2_and_a_hint(line: str, place: Path) -> None:
    shutil.copytree(LIBRARY, place / "rules")
    before = contents(place)
    said, code = play(line)
    assert code == 2
    assert WRONG_USE[line] in said
    assert contents(place) == before


def run_process(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A command of this code in a process of its own, in a folder, with nothing but the environment given."""
    command = [sys.executable, "-m", "ruleengine", *words]
    code = str(Path(ruleengine.__file__).parents[1])
    found = {"RULEENGINE_RULES": "rules", "PATH": os.environ["PATH"], "PYTHONPATH": code, **environment}
    return subprocess.run(command, cwd=folder, env=found, capture_output=True, timeout=60, check=False)


def test_a_process_writes_findings_to_standard_error_only(place: Path) -> None:
    shutil.copytree(LIBRARY, place / "rules")
    bad = (place / LAMP).read_text(encoding="utf-8").replace("10 W", "10 kWh")
    (place / "坏.yaml").write_text(bad, encoding="utf-8")
    done = run_process(
        "calculate", "mini/lamp", "坏.yaml", "-o", "out", folder=place, PYTHONIOENCODING="ascii"
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().startswith("坏.yaml:10:18: error E602: `power` is given in `kWh`\n")
    assert not (place / "out").exists()


def test_a_process_that_is_used_wrongly_exits_with_2(place: Path) -> None:
    done = run_process("calculate", folder=place)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"error: the argument `ID[@V]` is missing" in done.stderr
    assert b"help: ruleengine calculate --help" in done.stderr


def test_a_process_without_a_library_says_so(place: Path) -> None:
    done = run_process("list", folder=place)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"rules: error E314: there is no folder `rules`" in done.stderr
