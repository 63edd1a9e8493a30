"""README is true: every command of its tour runs, in the order shown; what the page shows of an output is printed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.docs.pages import ROOT, Block, blocks, change, commands, matches, run
from tests.portfolio.portfolios import write_luminaires

PAGE = ROOT / "README.md"
LAMP = ROOT / "rules" / "gb" / "lighting" / "examples" / "0.2.0" / "led-panel-600.yaml"
BLOCKS = blocks(PAGE.read_text(encoding="utf-8"))
#: The tour of one product, the commands for many, and the formula that is refused.
TOUR, MANY, REFUSED = (block for block in BLOCKS if block.kind == "console")
ON_SPARK = "--engine spark"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a copy of the rule library."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    return tmp_path


def followed(folder: Path, block: Block, without: str = "--no-such-option") -> int:
    """Run the commands of a block; how many there were. A command with nothing below it may print anything."""
    count = 0
    for command, expected in commands(block):
        if without not in command:
            actual = run(folder, command)
            assert not expected or matches(expected, actual), f"$ {command}\n{actual}"
            count += 1
    return count


def test_the_tour(here: Path) -> None:
    """In a library of one category, which is enough: its tests and those of all others are run elsewhere."""
    for category in {path.parent.name for path in here.glob("rules/gb/*/0.2.0.yaml")} - {"lighting"}:
        shutil.rmtree(here / "rules" / "gb" / category)
    assert followed(here, TOUR) == 9
    assert (here / "my-lamp.yaml").read_text(encoding="utf-8").count("rated_power") > 0
    written = sorted(path.name for path in (here / "out").iterdir())
    assert written == [
        "led-panel-600.checklist.both.html", "led-panel-600.checklist.both.pdf",
        "led-panel-600.declaration.zh.html", "led-panel-600.declaration.zh.pdf",
    ]  # fmt: skip


def test_many_products_and_how_sure_a_number_is(here: Path) -> None:
    write_luminaires(here / "portfolio.parquet", 300)
    unnamed = pq.read_table(here / "portfolio.parquet")
    named = unnamed.append_column("ruleset", [["gb/lighting@0.1.0"] * 300])
    pq.write_table(named, here / "portfolio.parquet")
    shutil.copy(LAMP, here / "my-lamp.yaml")
    assert followed(here, MANY, without=ON_SPARK) == 3
    assert (here / "results.parquet").read_bytes().startswith(b"PAR1")
    assert (here / "tornado.svg").read_text(encoding="utf-8").startswith("<svg")


def test_on_a_cluster_the_command_is_the_same_but_for_the_engine() -> None:
    """It runs on a cluster in `tests/portfolio/test_spark.py`, where the guide shows the same command."""
    local, spark = (
        command.partition(" #")[0].rstrip() for command, _ in commands(MANY) if " batch " in command
    )
    assert spark == f"{local} {ON_SPARK}"
    assert f"\n{spark}\n" in (ROOT / "docs" / "guide" / "spark.md").read_text(encoding="utf-8")


def test_the_formula_that_does_not_fit_is_refused_as_shown(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RULEENGINE_RULES", "rules")  # the folder is a copy of the checkout whose program runs
    (diff,) = (block for block in BLOCKS if block.kind == "diff")
    change(here, diff)
    assert followed(here, REFUSED) == 1


def test_the_lines_of_python_print_what_they_say(here: Path) -> None:
    (script,) = (block.text for block in BLOCKS if block.kind == "python")
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=here, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == script.rpartition("# ")[2].strip()


def test_the_schema_that_editors_are_told_of_is_there(here: Path) -> None:
    """The path of the first line is as seen from a rule set of the library."""
    (line,) = (block.text.strip() for block in BLOCKS if block.kind == "yaml")
    schema = line.partition("$schema=")[2]
    path = ROOT / "rules" / "gb" / "lighting" / schema
    assert path.resolve().relative_to(ROOT).as_posix() == "docs/reference/schema/ruleset.schema.json"
    assert path.is_file()


def test_every_link_leads_to_a_file() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE.read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target
