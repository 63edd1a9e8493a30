"""What all tests share: golden files (`--bless` writes them anew, to be reviewed as a diff) and Hypothesis profiles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("normal", deadline=None, database=None, derandomize=True, max_examples=40)
settings.register_profile("thorough", deadline=None, database=None, max_examples=5000)
settings.load_profile("normal")

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--bless`."""
    parser.addoption("--bless", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with the golden file at a path; a file that is missing is an error, not a pass."""
    bless = bool(request.config.getoption("--bless"))

    def compare(path: Path, text: str) -> None:
        if bless:
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"no file {path.name}; write it with --bless"
        assert text == path.read_text(encoding="utf-8")

    return compare
