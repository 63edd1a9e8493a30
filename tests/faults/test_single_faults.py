"""Every single fault in every field gives diagnostics: never a traceback, never silence with exit code 1.

A run looks at a sample that follows from its seed, so a thorough run of each commit at another and larger one.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import frozen
from click.testing import CliRunner, Result
from hypothesis import settings

import ruleengine
from ruleengine.cli.main import cli
from ruleengine.diagnostics import Refused
from tests.faults import files
from tests.faults.single_faults import SingleFault, single_faults
from tests.library_builder import as_yaml

_PRODUCT = "rules/test/product"
#: Where each file stands, below the folder of a test.
FILES: dict[str, tuple[str, object]] = {
    "base": ("rules/test/base/1.0.0.yaml", files.BASE),
    "product": (f"{_PRODUCT}/1.0.0.yaml", files.PRODUCT),
    "table": ("rules/test/grid/1.0.0.yaml", files.GRID),
    "inventory": (f"{_PRODUCT}/lamp.yaml", files.INVENTORY),
    "assessment": (f"{_PRODUCT}/lamp.assessment.yaml", files.ASSESSMENT),
    "scenarios": (f"{_PRODUCT}/more.scenarios.yaml", files.SCENARIOS),
    "comments": ("comments.yaml", files.COMMENTS),
    "tests": (f"{_PRODUCT}/1.0.0.tests.yaml", files.TESTS),
    "record": ("lamp.json", None),
    "line": ("lamps.jsonl", None),
}
_INVENTORY, _RECORD, _LINE = FILES["inventory"][0], "lamp.json", "lamps.jsonl"
#: What `template` writes, which must not exist before.
_NEW = "out/new.yaml"
_ANALYSED = ("test/product", _INVENTORY)
_HTML = ("-o", "out", "--format", "html", "--lang", "en")
COMMANDS: dict[str, tuple[str, ...]] = {
    "validate": ("validate", "rules", _RECORD, FILES["comments"][0]),
    "list": ("list", "--format", "json"),
    "list-on": ("list", "--on", "2026-01-01"),
    "show": ("show", "test/product"),
    "show-resolved": ("show", "test/product", "--resolved"),
    "show-json": ("show", "test/product", "--format", "json"),
    "test": ("test", "--coverage"),
    "template": ("template", "test/product", "-o", _NEW),
    "docs": ("docs", "-o", "out"),
    "calculate": ("calculate", *_ANALYSED, "--explain"),
    "calculate-json": ("calculate", *_ANALYSED, "--explain", "--format", "json"),
    "uncertainty": ("uncertainty", *_ANALYSED, "--draws", "100"),
    "sensitivity": ("sensitivity", *_ANALYSED, "--scenarios", FILES["scenarios"][0]),
    "checklist": ("checklist", "test/product", "--inventory", _INVENTORY, *_HTML),
    "declare": ("declare", FILES["assessment"][0], *_HTML),
    "verify": ("verify", _RECORD, "--inventory", _INVENTORY),
    "comments": ("comments", "list", FILES["comments"][0]),
    "batch": ("batch", "test/product", _LINE, "-o", "out.parquet"),
}
_OF_PRODUCT = (
    "validate",
    "calculate",
    "calculate-json",
    "uncertainty",
    "sensitivity",
    "checklist",
    "declare",
    "verify",
    "test",
)
#: The commands that read a file; those not named here are read by all.
READ_BY: dict[str, tuple[str, ...]] = {
    "inventory": _OF_PRODUCT,
    "assessment": ("validate", "declare"),
    "scenarios": ("validate", "sensitivity"),
    "comments": ("validate", "comments"),
    "tests": ("validate", "test"),
    "record": ("validate", "verify"),
    "line": ("batch",),
}  # fmt: skip
#: In how many tests the faults of a file are looked at, so that processes can share them.
PARTS = 8
_CODE = re.compile(r"\bE[1-8]\d\d\b")
#: What a refusal tells at least: a code, or how many products of a portfolio are listed with their reasons.
_TOLD = re.compile(r"\bE[1-8]\d\d\b|[1-9]\d* refused")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with all files as they should be, which is the working folder meanwhile."""
    folder = tmp_path_factory.mktemp("faults")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("RULEENGINE_RULES", "rules")
        for path, data in FILES.values():
            if data is not None:
                _write(folder / path, data)
        record = CliRunner().invoke(cli, COMMANDS["calculate-json"])
        (folder / _RECORD).write_text(record.stdout, encoding="utf-8")
        _write(folder / _LINE, files.INVENTORY)
        yield folder


def _write(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    json_text = json.dumps(data, ensure_ascii=False, default=_plain)
    text = (
        json_text
        if path.suffix == ".json"
        else json_text + "\n"
        if path.suffix == ".jsonl"
        else as_yaml(data)
    )
    path.write_text(text, encoding="utf-8")


def _plain(number: object) -> object:
    assert isinstance(number, Decimal)
    return float(number)


def _outcome(words: tuple[str, ...]) -> Result:
    Path(_NEW).unlink(missing_ok=True)
    return CliRunner().invoke(cli, words, prog_name="ruleengine")


def _wrong(result: Result) -> str | None:
    """What is wrong with how a command ended, if anything."""
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return repr(result.exception)
    if result.exit_code not in (0, 1):
        return f"exit code {result.exit_code}: {result.output}"
    return "nothing told" if result.exit_code == 1 and not _TOLD.search(result.output) else None


def _raised(name: str, data: object) -> str | None:
    """What the functions of the package raise for the files as they are, if it is not `Refused`."""
    try:
        if name == "record":
            ruleengine.read_result(_RECORD)
        elif name == "line":
            program = ruleengine.compile_rules("test/product")
            ruleengine.batch(program, _LINE, "out.parquet")
        elif name in ("base", "product", "table", "inventory"):
            program = ruleengine.compile_rules("test/product", rules="rules")
            ruleengine.calculate(program, ruleengine.read_inventory(_INVENTORY, program))
            if name == "inventory" and isinstance(data, dict):
                ruleengine.calculate(program, ruleengine.read_inventory(data, program))
    except Refused:
        return None
    except Exception as error:
        return repr(error)
    return None


@frozen
class _Choice:
    """Which faults of a file are looked at, and by which commands."""

    name: str
    part: int
    seed: str

    @property
    def thorough(self) -> bool:
        """Whether the sample is a large one."""
        return settings.get_current_profile_name() == "thorough"

    def faults(self, data: object) -> list[SingleFault]:
        """Two of this part, in a thorough run twenty, that follow from the seed."""
        found = list(single_faults(data))[self.part :: PARTS]
        return self._chance("faults").sample(found, min(20 if self.thorough else 2, len(found)))

    def commands(self, fault: SingleFault, first: Result) -> list[str]:
        """Those that read the file, besides `validate`, whose outcome is `first`.

        What reading or the shape refuses, they refuse alike: there, and in a sample, one of them is asked.
        """
        commands = [c for c in READ_BY.get(self.name, tuple(COMMANDS)) if c != "validate"]
        found = set(_CODE.findall(first.output))
        whole = self.thorough and not (found and all(code < "E300" for code in found))
        return commands if whole else [self._chance(str(fault)).choice(commands)]

    def _chance(self, what: str) -> random.Random:
        return random.Random(f"{self.seed} {self.name} {self.part} {what}")


def test_the_files_are_right_without_a_fault(folder: Path) -> None:
    for words in COMMANDS.values():
        result = CliRunner().invoke(cli, words, prog_name="ruleengine")
        assert result.exit_code == 0, result.output


@pytest.mark.hypothesis
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", FILES)
def test_a_single_fault_is_told(folder: Path, pytestconfig: pytest.Config, name: str, part: int) -> None:
    path = folder / FILES[name][0]
    right = path.read_bytes()
    data = FILES[name][1] or json.loads(right, parse_float=Decimal)
    choice, wrong = _Choice(name, part, _seed(pytestconfig)), []
    for fault in choice.faults(data):
        _write(path, fault.of(data))
        first = _outcome(COMMANDS["validate"])
        if said := _raised(name, fault.of(data)):
            wrong.append((str(fault), "the API", said))
        outcomes = {"validate": first} | {c: _outcome(COMMANDS[c]) for c in choice.commands(fault, first)}
        wrong += [(str(fault), c, said) for c, outcome in outcomes.items() if (said := _wrong(outcome))]
    path.write_bytes(right)
    assert not wrong


def _seed(config: pytest.Config) -> str:
    """The seed of the run: that of a thorough one is the hash of the commit."""
    return str(config.getoption("--hypothesis-seed", None) or "")
