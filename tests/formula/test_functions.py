"""The table of functions and operators: every pass fills it, and CONTRIBUTING's recipe for a new one is followed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from ruleengine.formula.functions import (
    APPLIED,
    FAMILIES,
    REGISTERED,
    Family,
    IncompletePass,
    complete,
)

ROOT = Path(__file__).parents[2]
#: The passes that each family goes through, by what they register.
DUE = {
    "called": {"formula/typing_calls", "formula/math_calls", "formula/print_spoken"},
    "applied": {"run/operations", "arrays/operations", "formula/derivative", "arrays/signs", "arrays/bounds",
                "arrays/magnitudes", "arrays/certainty", "arrays/ties", "formula/print_excel"},
    "aggregate": {"formula/typing_calls", "run/fold", "arrays/fold", "formula/derivative", "arrays/signs",
                  "arrays/bounds", "arrays/magnitudes", "arrays/certainty", "arrays/ties", "formula/absences",
                  "formula/print_excel"},
    "arithmetic": {"run/operations", "arrays/operations", "formula/derivative", "arrays/signs", "arrays/bounds",
                   "arrays/magnitudes", "arrays/certainty", "arrays/ties", "formula/print_excel"},
    "comparison": {"run/operations", "arrays/operations", "formula/print_excel"},
    "connective": {"formula/print_excel"},
}  # fmt: skip
ROW = re.compile(r"^\| `([a-z_/.]+)` \| `([A-Za-z_]+)` \| `(.*)` \|$", re.MULTILINE)
RECIPE = ROW.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
#: The modules of all passes, and code that reads them.
PASSES = sorted({f"ruleengine.{work.replace('/', '.')}" for passes in DUE.values() for work in passes})
READ = f"import {', '.join(PASSES)}"
USE = """
import tempfile
from decimal import Decimal
from pathlib import Path
from ruleengine.arrays.gradient import gradient
from ruleengine.arrays.repeated import repeatable
from ruleengine.documents.reference_language import formula_language_page
from ruleengine.formula.from_text import parse
from ruleengine.formula.naming import Symbols
from ruleengine.formula.print_mathml import print_mathml
from ruleengine.formula.print_spoken import alt_text
from ruleengine.formula.print_text import print_text
from ruleengine.formula.print_typst import print_typst
from ruleengine.run.exact import calculate
from tests.library_builder import inventory, product

program = product(
    Path(tempfile.mkdtemp()), inputs={"a": "1"}, parameters={"f": "1 kgCO2e"}, emissions={"e": "cube(a - 1) * f"},
)
given = inventory(program, a=Decimal(3))
print(calculate(program, given).values["e"])
run = repeatable(program, given, {"a"}, {}, {"e"})
import numpy as np
print(run.calculate(2, {"a": np.array([[3.0], [5.0]])}).values["e"].values.tolist())
print(gradient(program, given, [("a", None)]).total.tolist())
tree = parse("cube(a)")
print(print_text(tree), alt_text(tree, Symbols(), "en"), alt_text(tree, Symbols(), "zh"))
print("<msup>" in print_mathml(tree, Symbols(), "en"), "attach" in print_typst(tree, Symbols(), "en"))
print("third power of a plain number" in formula_language_page())
"""


def test_every_pass_says_what_it_makes_of_every_function() -> None:
    for module in PASSES:
        import_module(module)
    for family in FAMILIES:
        passes = {work for work, families in REGISTERED.items() if family.name in families}
        assert passes == DUE[family.name], family.name
        for work in passes:
            assert REGISTERED[work][family.name] == set(family.members), work


def test_a_pass_that_lacks_a_function_is_refused_with_the_names_of_both() -> None:
    pair = Family("pair", ("one", "two"))
    with pytest.raises(IncompletePass, match=r"some/pass does not say what it makes of `two`.*family `pair`"):
        complete("some/pass", pair, {"one": 1})
    with pytest.raises(
        IncompletePass, match=r"some/pass registers `three`, which the table of functions has not"
    ):
        complete("some/pass", pair, {"one": 1, "two": 2, "three": 3})


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source with the lines of the recipe."""
    folder = tmp_path_factory.mktemp("recipe") / "src"
    shutil.copytree(ROOT / "src", folder, ignore=shutil.ignore_patterns("__pycache__"))
    for module, table, line in RECIPE:
        path = folder / "ruleengine" / module
        text = path.read_text(encoding="utf-8")
        opening = rf"^{table}:\n" if path.suffix == ".yaml" else rf"^{table}\b[^=\n]* = [^\n]*[({{]\n"
        found = re.search(opening, text, re.MULTILINE)
        assert found, f"{module} has no table {table}"
        path.write_text(text[: found.end()] + line + "\n" + text[found.end() :], encoding="utf-8")
    return folder


def without(source: Path, number: int) -> str:
    """What the passes say when they are read without one line of the recipe."""
    module, _, line = RECIPE[number]
    path = source / "ruleengine" / module
    text = path.read_text(encoding="utf-8")
    later = line == RECIPE[number - 1][2] and module == RECIPE[number - 1][0]
    at = text.rindex(line + "\n") if later else text.index(line + "\n")
    path.write_text(text[:at] + text[at + len(line) + 1 :], encoding="utf-8")
    try:
        return python(source, READ).stderr
    finally:
        path.write_text(text, encoding="utf-8")


def python(source: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code with a copy of the source."""
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_recipe_of_a_new_function_makes_one_that_every_pass_knows(source: Path) -> None:
    assert len(RECIPE) == 15
    done = python(source, USE)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "8",
        "[8.0, 64.0]",
        "[12.0]",
        "cube(a) a to the power 3 a 的 3 次方",
        "True True",
        "True",
    ]


@pytest.mark.parametrize("left_out", range(2, len(RECIPE) - 1), ids=lambda i: RECIPE[i][0])
def test_a_line_of_the_recipe_left_out_is_told(source: Path, left_out: int) -> None:
    last = without(source, left_out).splitlines()[-1]
    work = RECIPE[left_out][0].removesuffix(".py")
    assert "IncompletePass" in last
    assert f"{work} does not say what it makes of `cube`" in last


def test_a_name_without_its_place_in_the_table_is_told(source: Path) -> None:
    assert "registers `cube`, which the table of functions has not" in without(source, 1)
    assert "cube" not in APPLIED.members
