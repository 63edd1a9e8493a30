"""Files that are too large, too deep or too many are refused before they can exhaust anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruleengine.diagnostics import Diagnostic, Report
from ruleengine.source.reader import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ERRORS,
    MAX_VALUES,
    read_bytes,
    read_file,
)


def refused(raw: bytes, name: str = "x.yaml") -> list[Diagnostic]:
    """The errors for a file that must be refused; without the limits reading it would not come to an end."""
    report = Report()
    assert read_bytes(raw, name, report) is None
    return report.errors


def codes(raw: bytes, name: str = "x.yaml") -> set[str]:
    """The codes of the errors for a file that must be refused."""
    return {error.code for error in refused(raw, name)}


def test_size() -> None:
    assert codes(b"a: 1\n" * 2_000_000) == {"E102"}
    assert codes(b" " * (MAX_BYTES + 1)) == {"E102"}


def test_size_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(10_000_000)
    report = Report()
    assert read_file(path, report, shown="big.yaml") is None
    assert [error.message for error in report.errors] == [f"`big.yaml` has more than {MAX_BYTES} bytes"]


def test_largest_size_is_read() -> None:
    assert read_bytes(b"a: '" + b"x" * (MAX_BYTES - 6) + b"'\n", "x.yaml", Report()) is not None


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1000 + "]" * 1000,
        "[" * 1_000_000,
        '{"a": ' * 1000 + "1" + "}" * 1000,
        "- " * 1000 + "a",
        "\n".join("  " * level + "a:" for level in range(1000)),
        "? " * 1000 + "a",
    ],
    ids=["lists", "lists-not-closed", "maps", "items", "indented", "keys"],
)
def test_depth(text: str) -> None:
    assert codes(text.encode()) <= {"E105", "E111"}


def test_deepest_level_is_read() -> None:
    assert read_bytes(("[" * MAX_DEPTH + "]" * MAX_DEPTH).encode(), "x.yaml", Report()) is not None
    assert codes(("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)).encode()) == {"E105"}


def test_number_of_values() -> None:
    assert codes(b"[" + b"1," * MAX_VALUES + b"1]") == {"E106"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &a 1\n" + "".join(f"b{n}: *a\n" for n in range(100_000)), "E107"),
        ("a: 1\n" * 200_000, "E108"),
        ("- NO\n" * 200_000, "E109"),
        ("".join(f"{n}: 1\n" for n in range(200_000)), "E111"),
    ],
    ids=["aliases", "duplicates", "ambiguous", "keys"],
)
def test_number_of_errors(text: str, code: str) -> None:
    errors = refused(text.encode())
    assert {error.code for error in errors} >= {code}
    assert len(errors) == MAX_ERRORS
    assert errors[-1].suggestion == f"correct these first: reading stops after {MAX_ERRORS} errors"


@pytest.mark.parametrize(
    "text",
    [
        "1" * 1_000_000 + "x",
        "1_" * 500_000 + "x",
        "0" * 1_000_000 + ".",
        "1:" * 500_000 + "x",
        "." * 1_000_000,
    ],
)
def test_long_plain_texts_are_told_from_numbers_at_once(text: str) -> None:
    report = Report()
    document = read_bytes(f"a: {text}\n".encode(), "x.yaml", report)
    assert (document is None) == bool(report.errors)


def test_long_texts_are_cut_in_messages() -> None:
    key = "k" * 900
    errors = refused(f"{key}: &{key} 1\n{key}: !{key} NO\n".encode())
    assert max(len(error.message) for error in errors) < 200


def test_what_is_not_a_readable_file(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path / "none.yaml", "no such file"),
        (tmp_path, "directory"),
        (Path("a\0b"), "path"),
    ):
        report = Report()
        assert read_file(path, report, shown="x.yaml") is None
        assert [error.code for error in report.errors] == ["E101"]
        assert reason in report.errors[0].message


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no endless file")
def test_an_endless_file_is_not_read_to_its_end() -> None:
    report = Report()
    assert read_file(Path("/dev/zero"), report) is None
    assert [error.code for error in report.errors] == ["E102"]
