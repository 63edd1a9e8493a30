"""The lock file: released files never change."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from ruleengine.check.validate import check_lock, fingerprint_of, lock_text, released, validate_library
from ruleengine.cli.main import cli
from ruleengine.diagnostics import Refused, Report
from ruleengine.pipeline import program_of
from ruleengine.ruleset.from_document import reference
from ruleengine.ruleset.library import Library
from tests.ruleset.small_library import copy_of_small_library, write_ruleset

GRID, LED = "mini/factors/grid/1.0.0.yaml", "mini/led/1.0.0.yaml"


def change(library: Library, file: str, old: str, new: str) -> Library:
    """The library with one file changed."""
    path = library.root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return Library(library.root)


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A small library with a released table and a released rule set, both pinned."""
    monkeypatch.chdir(tmp_path)
    library = copy_of_small_library(tmp_path)
    library = change(library, GRID, "status: draft", "status: released")
    library = change(library, LED, "status: draft", "status: released")
    assert run("--lock").endswith("12 files checked, no findings\n")
    return Library(library.root)


def run(*options: str, code: int = 0) -> str:
    """What `ruleengine validate` says of the library in the current folder."""
    result = CliRunner().invoke(cli, ["validate", "--rules", "rules", *options], prog_name="ruleengine")
    assert result.exit_code == code, result.output
    return result.output


def test_the_lock_file_holds_the_hash_of_every_released_file(locked: Library) -> None:
    text = (locked.root / "lock.yaml").read_text(encoding="utf-8")
    assert text == lock_text(locked)
    names = ["mini/factors/grid@1.0.0", "mini/led@1.0.0"]
    hashes = {name: fingerprint_of(locked, reference(name)) for name in names}
    assert released(locked) == hashes
    assert text.splitlines()[1:] == [f"{name}: {found}" for name, found in hashes.items()]
    assert text.startswith("# The hashes of released files.")


def test_locking_twice_changes_nothing(locked: Library) -> None:
    before = (locked.root / "lock.yaml").read_bytes()
    run("--lock")
    assert (locked.root / "lock.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("file", "old", "new", "changed"),
    [
        (GRID, "factor: 0.6", "factor: 0.61", ["mini/factors/grid@1.0.0", "mini/led@1.0.0"]),
        (LED, "max: 200", "max: 201", ["mini/led@1.0.0"]),
        ("mini/base/1.0.0.yaml", "value: 3,", "value: 2,", ["mini/led@1.0.0"]),
        ("mini/factors/heat/1.0.0.yaml", "factor: 0.2", "factor: 0.3", ["mini/led@1.0.0"]),
        (LED, "status: released", "status: draft", ["mini/led@1.0.0"]),
        (GRID, "status: released", "status: draft", ["mini/factors/grid@1.0.0"]),
    ],
)
def test_a_released_file_that_changed_is_refused(
    locked: Library, file: str, old: str, new: str, changed: list[str]
) -> None:
    library = change(locked, file, old, new)
    said = run(code=1)
    for name in changed:
        assert f"E308: `{name}` is " in said
    assert said.count("E308") == len(changed)
    assert [d.code for d in validate_library(library)] == ["E308"] * len(changed)


def test_what_does_not_change_the_meaning_is_allowed(locked: Library) -> None:
    change(locked, LED, "# The third level", "# LED lamps")
    change(locked, GRID, "factor: 0.6,", "factor: 0.60,")
    assert "no findings" in run()


def test_locking_again_does_not_hide_a_change(locked: Library) -> None:
    before = (locked.root / "lock.yaml").read_bytes()
    change(locked, GRID, "factor: 0.6", "factor: 0.61")
    assert "error E308" in run("--lock", code=1)
    assert (locked.root / "lock.yaml").read_bytes() == before


def test_a_new_released_file_is_only_a_warning(locked: Library) -> None:
    change(locked, "mini/factors/heat/1.0.0.yaml", "status: draft", "status: released")
    said = run()
    assert "rules/mini/factors/heat/1.0.0.yaml: warning W311" in said
    assert "no findings" in run("--lock")


def test_a_released_file_that_is_gone_is_refused(locked: Library) -> None:
    (locked.root / LED).unlink()
    assert (
        "rules/lock.yaml: error E308: `mini/led@1.0.0` is in `lock.yaml`, but `rules/mini/led/1.0.0.yaml` is not there"
        in run(code=1)
    )


def test_only_the_files_named_are_compared(locked: Library) -> None:
    change(locked, GRID, "factor: 0.6", "factor: 0.61")
    assert "1 file checked, no findings" in run("rules/mini/factors/heat/1.0.0.yaml")
    assert run(f"rules/{GRID}", code=1).count("E308") == 1
    report = Report()
    check_lock(Library(locked.root), report, [reference("mini/led@1.0.0")])
    assert [d.code for d in report.items] == ["E308"]


def test_what_is_locked_and_gone_or_a_draft_is_told_alike_whoever_notices(locked: Library) -> None:
    (locked.root / LED).unlink()
    library = change(locked, GRID, "status: released", "status: draft")
    write_ruleset(library, "mini/led", version="0.9.0", base="mini/limits@1.0.0")
    library, using = Library(locked.root), []
    for ask in (lambda: library.find("mini/led"), lambda: program_of(library, "mini/lamp@1.0.0")):
        with pytest.raises(Refused) as refused:
            ask()
        using += [d.data() for d in refused.value.diagnostics]
    report = Report()
    check_lock(library, report)
    assert [d["key"] for d in using] == ["E308.gone", "E308.no_longer_released"]
    assert sorted((d.data() for d in report.items), key=lambda d: str(d["key"])) == using


def test_a_file_that_cannot_be_loaded_is_reported_once_as_what_it_is(locked: Library) -> None:
    change(locked, LED, "title:", "titel:")
    said = run(code=1)
    assert "E308" not in said
    assert "E201: unknown key `titel`" in said


def test_a_lock_file_of_another_shape_is_refused(locked: Library) -> None:
    for text in ("- a\n", "text\n"):
        (locked.root / "lock.yaml").write_text(text, encoding="utf-8")
        assert "error E203: `lock.yaml` is not a map" in run(code=1)
    (locked.root / "lock.yaml").write_text("# nothing yet\n", encoding="utf-8")
    assert run().count("W311") == 2


def test_a_draft_needs_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    library = copy_of_small_library(tmp_path)
    write_ruleset(library, "case", base="mini/lamp@1.0.0")
    assert "no findings" in run()
    assert not (library.root / "lock.yaml").exists()
    run("--lock")
    assert (library.root / "lock.yaml").read_text(encoding="utf-8").count("\n") == 1
