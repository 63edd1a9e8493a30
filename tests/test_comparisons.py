"""A test that fails says so at once, however large what it compares and wherever it is run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_TEST = """
def test_files():
    one = bytes(range(256)) * 2000
    assert one == one[::-1]
"""


@pytest.mark.parametrize("variable", ["CI", "BUILD_NUMBER"])
def test_two_large_files_that_differ_are_told_in_a_line_on_a_build_machine_too(
    variable: str, tmp_path: Path
) -> None:
    """pytest would tell every difference there, in the square of the time."""
    path = tmp_path / "test_files.py"
    path.write_text(_TEST, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        str(path),
    ]
    environment = os.environ | {variable: "true"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "At index 0 diff" in done.stdout
    assert len(done.stdout) < 5000
