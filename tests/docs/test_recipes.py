"""CONTRIBUTING's recipes are followed on a copy of the tree: what they say is enough, and nothing else is touched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import run
from tests.docs.pages import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
#: What the recipes touch or run; the rest of the tree is not copied.
COPIED = ("src", "tests", "rules", "docs", "conformance", "pyproject.toml", "CONTRIBUTING.md")


def recipe(title: str) -> str:
    """The text of a recipe."""
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def named(text: str) -> Iterator[str]:
    """The files and folders that a text names, from the root of the tree."""
    for word in re.findall(r"`([\w./-]+)`", text):
        for start in ("", "src/ruleengine/", "src/ruleengine/formula/"):
            if ("/" in word or "." in word) and (ROOT / start / word).exists():
                yield f"{start}{word}".rstrip("/")
                break


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the tree that may be changed."""
    for name in COPIED:
        source, target = ROOT / name, tmp_path / name
        if source.is_dir():
            shutil.copytree(
                source, target
            )  # with modules that are compiled, which know sources by time and size
        else:
            shutil.copy(source, target)
    return tmp_path


def put(tree: Path, name: str, before: str, text: str) -> None:
    """Put a text before another one, which stands in the file once; at its end where that is empty."""
    path = tree / name
    old = path.read_text(encoding="utf-8")
    assert before == "" or old.count(before) == 1, f"`{before}` does not stand in {name} once"
    new = old + text if before == "" else old.replace(before, text + before)
    path.write_text(new, encoding="utf-8", newline="\n")


def run_tests_of(tree: Path, *words: str) -> None:
    """Run tests of the copy, which must pass."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *words], cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree / "src")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


def changed(tree: Path) -> set[str]:
    """What differs from the tree of this test."""
    found = set()
    for path in (p for name in COPIED for p in [tree / name, *(tree / name).rglob("*")]):
        name = path.relative_to(tree).as_posix()
        if path.is_file() and "__pycache__" not in name:
            original = ROOT / name
            if not original.is_file() or original.read_bytes() != path.read_bytes():
                found.add(name)
    return found


def is_what_the_recipe_names(files: set[str], title: str) -> None:
    """Every file that was changed is named, or lies in a folder that is; every place named was changed."""
    places = set(named(recipe(title)))
    for name in files:
        assert any(name == place or name.startswith(f"{place}/") for place in places), (
            f"the recipe forgets {name}"
        )
    for place in places - {"tests/docs/test_reference.py"}:
        assert any(name == place or name.startswith(f"{place}/") for name in files), (
            f"nothing was done in {place}"
        )


@pytest.mark.parametrize("title", re.findall(r"^## (Add .*)$", PAGE, re.MULTILINE))
def test_what_a_recipe_names_is_there(title: str) -> None:
    words = [w for w in re.findall(r"`([\w./<>-]+)`", recipe(title)) if re.search(r"\.(py|yaml|md)$|/", w)]
    places = set(named(recipe(title)))
    for word in words:
        here = any(place == word.rstrip("/") or place.endswith(f"/{word}") for place in places)
        in_rules = [*(ROOT / "rules").glob(word), *(ROOT / "rules").glob(f"*/*/{word}")]
        assert here or in_rules or "<" in word, f"there is no {word}"


def test_add_a_unit(tree: Path) -> None:
    put(tree, "src/ruleengine/formula/units.yaml", "\nm2: {is", "\nft: {is: 381/1250 m}")
    put(tree, "tests/formula/test_units.py", '"m2": "meter**2"', '"ft": "foot", ')
    tests = ("tests/formula/test_units.py", "tests/docs/test_reference.py")
    run_tests_of(tree, "--bless", *tests, "-k", "unit or committed_page")
    assert "| `ft` |" in (tree / "docs/reference/units.md").read_text(encoding="utf-8")
    is_what_the_recipe_names(changed(tree), "Add a unit")


_CODE = """
CODES["E599"] = error(
    "title too long", "a title is printed on one line", "shorten the title",
    zh=("标题过长", "标题应能印在一行内", "缩短标题"),
)
"""
_SENTENCE = """
SENTENCES["E599.title"] = Sentence(
    en="the title has {length} characters",
    zh="标题有{length}个字符",
    expected=("{most} characters at most", "至多{most}个字符"),
)
"""
_CHECK = """def _title(program: Program, report: Report) -> None:
    own = program.resolved.own
    length = len(str(own.header["title"]["en"]))
    if length > 300:
        report.tell("E599.title", own.document.place(("title",)), length=length, most=300)


"""
_CASE = """ruleset: case
version: 1.0.0
extends: mini/lamp@1.0.0
title: {zh: 例, en: LONG}
encoding: {status: draft, clauses: encoding, note: {zh: 例, en: case}}
"""


def test_add_a_diagnostic(tree: Path) -> None:
    put(tree, "src/ruleengine/diagnostics/codes/meaning.py", "", _CODE)
    put(tree, "src/ruleengine/diagnostics/sentences/meaning.py", "", _SENTENCE)
    put(tree, "src/ruleengine/program/meaning.py", "CHECKS = (", _CHECK)
    put(tree, "src/ruleengine/program/meaning.py", "_required_fields, _sources", "_title, ")
    (tree / "tests/refused/ruleset/title-long.yaml").write_text(
        _CASE.replace("LONG", "x" * 301), encoding="utf-8"
    )
    tests = ("tests/refused/test_refused_commands.py", "tests/docs/test_reference.py", "tests/diagnostics")
    run_tests_of(
        tree, "--bless", *tests, "-k", "title-long or committed_page or test_sentences or test_facts"
    )
    told = (tree / "tests/refused/ruleset/title-long.txt").read_text(encoding="utf-8")
    assert "rules/case/1.0.0.yaml:4:8: error E599: the title has 301 characters\n" in told
    assert "expected: 300 characters at most\n  to do: shorten the title\n" in told
    assert "E599" in (tree / "docs/reference/diagnostics.md").read_text(encoding="utf-8")
    where = "src/ruleengine/program/meaning.py"  # which is for the fault to say, not for the recipe
    is_what_the_recipe_names(changed(tree) - {where}, "Add a diagnostic")


STEAM = """table: gb/factors/steam
version: 1.0.0
status: draft
title: {zh: 蒸汽, en: steam}
nature: life-cycle
sources:
  ours: {title: {zh: 编者拟定, en: choice of the encoder}, publisher: tests, grade: assumption}
source: ours
columns:
  kind: {type: text, key: true, label: {zh: 种类, en: kind}}
  factor: {unit: kgCO2e/GJ, label: {zh: 因子, en: factor}}
rows:
  - {kind: industrial, factor: 110, label: {zh: 工业蒸汽, en: industrial steam}}
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The bases and factor tables, and a new rule set beside them: that for plastics under another name."""
    rules = tmp_path / "rules"
    for name in ("iso14067", "gb/24067", "gb/factors"):
        shutil.copytree(ROOT / "rules" / name, rules / name)
    shutil.copytree(ROOT / "rules" / "gb" / "plastics", rules / "gb" / "boxes")
    for path in (rules / "gb" / "boxes").rglob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("gb/plastics", "gb/boxes"), encoding="utf-8")
    return rules


def test_add_a_rule_set(rules: Path, tmp_path: Path) -> None:
    assert "never" in run("test", "gb/boxes@0.1.0", "--coverage", rules=rules).stdout
    run("validate", rules=rules)
    run("demo", "-o", tmp_path / "demo", rules=rules)
    assert "pp-turnover-crates" in (tmp_path / "demo" / "index.html").read_text(encoding="utf-8")
    path = rules / "gb" / "boxes" / "0.1.0.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("status: draft") == 1
    path.write_text(text.replace("status: draft", "status: released"), encoding="utf-8")
    run("validate", "--lock", rules=rules)
    run("validate", rules=rules)
    assert "gb/boxes@0.1.0" in (rules / "lock.yaml").read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace("max: 1\n", "max: 2\n", 1), encoding="utf-8")
    assert "error E308" in run("validate", code=1, rules=rules).output


def test_add_a_factor_table(rules: Path) -> None:
    path = rules / "gb" / "factors" / "steam" / "1.0.0.yaml"
    path.parent.mkdir()
    path.write_text(STEAM, encoding="utf-8")
    assert "no findings" in run("validate", path, rules=rules).output
    assert "gb/factors/steam@1.0.0" in run("list", rules=rules).stdout
    two = STEAM.replace("nature: life-cycle", "nature: [life-cycle, direct]")
    path.write_text(two, encoding="utf-8")
    assert "nature" in run("validate", path, code=1, rules=rules).output
