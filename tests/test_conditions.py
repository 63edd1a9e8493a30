"""The conditions under which tests run: their number of examples, the tools they need, and the end of the time."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import NORMAL, TIMES
from tests.tools import ALL_TOOLS, TOOLS

ROOT = Path(__file__).parents[1]
_GENERATED = """
from hypothesis import given, strategies as st
from tests.examples import examples
seen = []
@examples(3)
@given(st.integers())
def test_generated(number):
    seen.append(number)
def test_told(tmp_path_factory):
    print("seen", len(seen), sorted(seen))
"""


def pytest_here(
    folder: Path, text: str, *options: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a test file of this text under the conditions of this folder."""
    (folder / "test_it.py").write_text(text, encoding="utf-8")
    (folder / "conftest.py").write_text("from tests.conftest import *\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-rA",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        *options,
    ]
    return subprocess.run(
        [*command, str(folder)], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]), **environment},
    )  # fmt: skip


def seen(folder: Path, *options: str, **environment: str) -> str:
    """What a generated test of three examples looked at."""
    done = pytest_here(folder, _GENERATED, *options, **environment)
    assert done.returncode == 0, done.stdout
    found = re.search(r"^seen .*$", done.stdout, re.MULTILINE)
    assert found, done.stdout
    return found[0]


def test_a_thorough_run_looks_at_other_examples_for_another_seed_and_can_be_repeated(tmp_path: Path) -> None:
    """On a person's machine and where CI is set, which changes what Hypothesis does unless it is told."""
    thorough = ("--hypothesis-profile", "thorough", "--hypothesis-seed")
    normal, again = (seen(tmp_path, CI=integration) for integration in ("", "true"))
    first, second, other = (
        seen(tmp_path, *thorough, seed, CI=integration)
        for seed, integration in (("3fa", ""), ("3fa", "true"), ("3fb", "true"))
    )
    assert normal == again
    assert normal.startswith("seen 3 ")
    assert first == second != other
    assert first.startswith(f"seen {3 * TIMES} ")


def test_every_generated_test_takes_its_number_of_examples_from_one_place() -> None:
    """Else a thorough run would look at no more of it than any other. Numbers fixed within a test are its own."""
    fixed = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path.name in ("conftest.py", "examples.py"):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            decorated = node.decorator_list if isinstance(node, ast.FunctionDef) else [node]
            for part in decorated:
                calls = [n for n in ast.walk(part) if isinstance(n, ast.Call)] if _top(node, part) else []
                names = [c.func.id for c in calls if isinstance(c.func, ast.Name)]
                fixed += [f"{path.relative_to(ROOT)}:{node.lineno}" for name in names if name == "settings"]
    assert fixed == [], "use `examples` of tests/examples.py"


def _top(node: ast.stmt, part: ast.AST) -> bool:
    return isinstance(node, ast.Assign) or part is not node


def test_a_test_whose_tool_is_missing_is_skipped_or_fails(tmp_path: Path) -> None:
    """A file of a package that is installed here cannot be hidden by a bare path."""
    tools = {name: tool for name, tool in TOOLS.items() if tool.path() is None or tool.file is None}
    text = "import pytest\n" + "".join(
        f"@pytest.mark.needs({name!r})\ndef test_{name}(): pass\n" for name in tools
    )
    bare = {"PATH": str(tmp_path), "JAVA_HOME": ""}
    skipped = pytest_here(tmp_path, text, **bare, **{ALL_TOOLS: ""})
    assert skipped.returncode == 0
    assert f"{len(tools)} skipped" in skipped.stdout
    failed = pytest_here(tmp_path, text, **bare, **{ALL_TOOLS: "1"})
    assert failed.returncode == 1
    for tool in tools.values():
        assert tool.missing() in skipped.stdout
        assert f"{tool.missing()}; {ALL_TOOLS} forbids to skip" in failed.stdout


def test_what_is_not_reached_in_time_is_listed_and_fails(tmp_path: Path) -> None:
    text = "import time\ndef test_first(): time.sleep(0.7)\ndef test_second(): pass\ndef test_third(): pass\n"
    done = pytest_here(tmp_path, text, "--minutes", "0.01")
    assert done.returncode == 1
    assert "1 passed, 2 errors" in done.stdout
    for name in ("second", "third"):
        assert re.search(
            rf"ERROR .*test_{name} - Failed: not reached: the 0.01 minutes are over", done.stdout
        )


@pytest.mark.parametrize("target", ["thorough", "breaks", "test"])
def test_the_commands_of_the_makefile_are_run_on_every_submission(target: str) -> None:
    assert f"\n{target}:" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^make {target}\b", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_tool_is_installed_on_every_submission() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert f"export {ALL_TOOLS}=1" in text
    for tool in TOOLS.values():
        assert (tool.file[0].replace("_", "-") if tool.file else tool.commands[0]) in text


def test_the_profiles_agree_on_the_number_of_examples() -> None:
    from hypothesis import settings

    assert settings.get_profile("normal").max_examples == NORMAL
    assert settings.get_profile("thorough").max_examples == TIMES * NORMAL
