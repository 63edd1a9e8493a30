"""What all tests share: golden files, profiles of generated tests, tools that a test needs, and a limit of time.

- `--bless` writes golden files anew, to be reviewed as a diff.
- `--hypothesis-profile thorough` looks at many more examples (see `tests/examples.py`).
- `@pytest.mark.needs("java")` skips a test where the tool is not there; with RULEENGINE_ALL_TOOLS=1 it fails instead.
- `--minutes 30` ends a run cleanly: what was not reached by then is listed, and is a failure.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.examples import NORMAL, TIMES
from tests.tools import ALL_TOOLS, TOOLS

os.environ["RULEENGINE_MESSAGES"] = "en"  # whatever the language of the machine
# Where one of these is set, pytest tells of two values that differ every difference: of two files, for hours.
for _variable in ("CI", "BUILD_NUMBER"):
    os.environ.pop(_variable, None)
settings.register_profile("normal", deadline=None, database=None, derandomize=True, max_examples=NORMAL)
# Where the variable CI is set, Hypothesis would not look at another seed unless it is told to.
settings.register_profile(
    "thorough", deadline=None, database=None, derandomize=False, max_examples=TIMES * NORMAL
)
settings.load_profile("normal")

Golden = Callable[[Path, str], None]

#: When the run ends; in the environment because the processes of `-n` take it from there.
_END = "RULEENGINE_TESTS_END"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--bless` and `--minutes`."""
    parser.addoption("--bless", action="store_true", help="write the golden files anew")
    parser.addoption("--minutes", type=float, help="start no test after so many minutes, and fail")


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest of the mark `needs`, and set the end of the run."""
    config.addinivalue_line("markers", "needs(tool, …): the test runs tools that README does not ask for")
    config.addinivalue_line("markers", "thorough: the test takes long and is run by `make thorough` only")
    minutes = config.getoption("--minutes")
    if minutes is not None and not hasattr(config, "workerinput"):
        os.environ[_END] = str(time.time() + 60 * minutes)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip or fail a test whose tool is missing, or for which there is no time left."""
    end = os.environ.get(_END)
    if end and time.time() > float(end):
        pytest.fail(
            f"not reached: the {item.config.getoption('--minutes'):g} minutes are over", pytrace=False
        )
    for tool in (TOOLS[name] for mark in item.iter_markers("needs") for name in mark.args):
        if tool.path() is None:
            if os.environ.get(ALL_TOOLS):
                pytest.fail(f"{tool.missing()}; {ALL_TOOLS} forbids to skip", pytrace=False)
            pytest.skip(tool.missing())


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with the golden file at a path; a file that is missing is an error, not a pass."""
    bless = bool(request.config.getoption("--bless"))

    def compare(path: Path, text: str) -> None:
        if bless:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"no file {path.name}; write it with --bless"
        assert text == path.read_text(encoding="utf-8")

    return compare
