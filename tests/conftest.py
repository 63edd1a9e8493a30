"""The golden files: compared exactly, or written anew with `--bless` and then reviewed as a diff."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

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
