"""Validation of a library: every file, nothing raised, and the lock file of released ones."""

from __future__ import annotations

from copy import deepcopy

import pytest

from ruleengine.check.validate import (
    LOCK,
    check_lock,
    fingerprint_of,
    lock_text,
    reference_of_path,
    released,
    validate_library,
    validate_reference,
)
from ruleengine.diagnostics import Refused, Report
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from tests.library_builder import as_yaml, factor_table, overlay, rule_set, texts, write_library

SOUND = rule_set(parameters={"f": "1 kgCO2e"}, emissions={"e": "f"})
TABLE = factor_table("test/fuels@1.0.0", ["fuel"], {"direct": "1"}, [["coal", 1]])


def with_status(data, status: str):
    data = deepcopy(data)
    if "encoding" in data:
        data["encoding"]["status"] = status
    else:
        data["status"] = status
    return data


def codes(found) -> list[str]:
    return [d.code for d in found]


def test_a_sound_library_has_no_findings(tmp_path) -> None:
    library = write_library(tmp_path, SOUND, TABLE)
    assert validate_library(library) == []
    program = validate_reference(library, library.find("test/product"), Report())
    assert isinstance(program, Program)


def test_all_files_are_checked_each_finding_told_once(tmp_path) -> None:
    base = {**SOUND, "ruleset": "test/base", "abstract": True}
    base["parameters"] = {
        "f": {"value": 1, "unit": "lbs", "source": "book", "label": texts("f"), "clause": "5"}
    }
    bad_table = factor_table("test/fuels@1.0.0", ["fuel"], {"direct": "lbs"}, [["coal", 1]])
    library = write_library(
        tmp_path,
        base,
        overlay("test/product@1.0.0", "test/base@1.0.0"),
        overlay("test/other@1.0.0", "test/missing@1.0.0"),
        bad_table,
    )
    found = validate_library(library)
    assert [(d.code, str(d.place).rsplit(":", 2)[0]) for d in found if d.severity == "error"] == [
        ("E408", "rules/test/base/1.0.0.yaml"),
        ("E408", "rules/test/fuels/1.0.0.yaml"),
        ("E301", "rules/test/other/1.0.0.yaml"),
    ]


def test_only_the_files_named_are_checked(tmp_path) -> None:
    library = write_library(
        tmp_path, with_status(SOUND, "released"), overlay("test/other@1.0.0", "test/no@1.0.0")
    )
    assert codes(validate_library(library, [library.find("test/product")])) == ["W311"]
    assert codes(validate_library(library, [library.find("test/other")])) == ["E301"]


def test_what_is_wrong_has_no_program(tmp_path) -> None:
    library = write_library(tmp_path, {**SOUND, "basis": None})
    report = Report()
    assert validate_reference(library, library.find("test/product"), report) is None
    assert report.errors
    library = write_library(tmp_path / "b", rule_set(quantities={"q": ("1", "nobody")}))
    report = Report()
    assert validate_reference(library, library.find("test/product"), report) is None
    assert "E404" in codes(report.items)


def locked(tmp_path, *files) -> Library:
    """A library of released files with a lock file that fits it."""
    library = write_library(tmp_path, *(with_status(f, "released") for f in files))
    (library.root / LOCK).write_text(lock_text(library), encoding="utf-8")
    return Library(library.root)


def test_released_files_that_are_locked_are_sound(tmp_path) -> None:
    library = locked(tmp_path, SOUND, TABLE)
    text = (library.root / LOCK).read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert [line.partition(": ")[0] for line in text.splitlines()[1:]] == [
        "test/fuels@1.0.0",
        "test/product@1.0.0",
    ]
    assert validate_library(library) == []
    assert released(library) == {n: fingerprint_of(library, library.find(n)) for n in released(library)}
    assert len(released(library)) == 2


def test_drafts_are_not_locked(tmp_path) -> None:
    library = write_library(tmp_path, SOUND, TABLE)
    assert released(library) == {}
    assert lock_text(library).count("\n") == 1


def test_a_released_file_outside_the_lock_is_a_warning(tmp_path) -> None:
    library = write_library(tmp_path, with_status(SOUND, "released"))
    (found,) = validate_library(library)
    assert (found.code, found.message) == ("W311", "`test/product@1.0.0` is released and not in `lock.yaml`")
    assert str(found.place) == "rules/test/product/1.0.0.yaml"


def test_a_released_file_that_changed_is_an_error(tmp_path) -> None:
    library = locked(tmp_path, SOUND, TABLE)
    before = released(library)
    changed = with_status(SOUND, "released")
    changed["parameters"]["f"]["value"] = 2
    library = write_library(tmp_path, changed)
    (found,) = validate_library(library)
    assert (found.code, found.message) == ("E308", "`test/product@1.0.0` is released and has changed")
    assert found.expected == before["test/product@1.0.0"]
    assert found.found == released(library)["test/product@1.0.0"]


def test_a_factor_table_that_changed_changes_what_rests_on_it(tmp_path) -> None:
    tables = {"fuels": {"table": "test/fuels@1.0.0", "label": texts("fuels")}}
    rules = rule_set(tables=tables, parameters={"f": "1 kgCO2e"}, emissions={"e": 'f * fuels["coal"]'})
    locked(tmp_path, rules, TABLE)
    changed = with_status(TABLE, "released")
    changed["rows"][0]["direct"] = 2
    found = validate_library(write_library(tmp_path, changed))
    assert [d.message for d in found] == [
        "`test/fuels@1.0.0` is released and has changed",
        "`test/product@1.0.0` is released and has changed",
    ]


def test_a_locked_file_that_is_gone_or_a_draft_again_is_an_error(tmp_path) -> None:
    library = locked(tmp_path, SOUND, TABLE)
    write_library(tmp_path, with_status(SOUND, "draft"))
    library.path(library.find("test/fuels")).unlink()
    found = validate_library(Library(library.root))
    assert [(d.code, d.message) for d in found] == [
        ("E308", "`test/fuels@1.0.0` is in `lock.yaml`, but `rules/test/fuels/1.0.0.yaml` is not there"),
        ("E308", "`test/product@1.0.0` is in `lock.yaml` and is no longer released"),
    ]
    assert [str(d.place) for d in found] == ["rules/lock.yaml", "rules/test/product/1.0.0.yaml"]
    assert [str(r.place) for r in found[1].related] == ["rules/lock.yaml"]


def test_a_locked_file_that_is_broken_is_told_once(tmp_path) -> None:
    library = locked(tmp_path, SOUND)
    library.path(library.find("test/product")).write_text("ruleset: [", encoding="utf-8")
    assert codes(validate_library(Library(library.root))) == ["E104"]


def test_a_lock_file_that_is_no_map_or_unreadable(tmp_path) -> None:
    library = write_library(tmp_path, SOUND)
    (library.root / LOCK).write_text("- a\n", encoding="utf-8")
    report = Report()
    check_lock(library, report)
    assert codes(report.items) == ["E203"]
    (library.root / LOCK).write_text("a: [", encoding="utf-8")
    report = Report()
    check_lock(Library(library.root), report)
    assert codes(report.items) == ["E104"]
    (library.root / LOCK).write_text("# nothing is released\n", encoding="utf-8")
    assert validate_library(Library(library.root)) == []


def test_a_file_that_cannot_be_loaded_is_not_released(tmp_path) -> None:
    library = write_library(tmp_path, with_status(overlay("test/product@1.0.0", "test/no@1.0.0"), "released"))
    assert released(library) == {}
    with pytest.raises(Refused):
        fingerprint_of(library, library.find("test/product"))


def test_the_reference_of_a_path(tmp_path) -> None:
    library = write_library(tmp_path, SOUND)
    path = library.root / "test" / "product" / "1.0.0.yaml"
    assert str(reference_of_path(library, path)) == "test/product@1.0.0"
    assert reference_of_path(library, path.with_name("1.0.0.tests.yaml")) is None
    assert reference_of_path(library, tmp_path / "elsewhere.yaml") is None
    path.with_name("notes.yaml").write_text(as_yaml({"a": 1}), encoding="utf-8")
    assert reference_of_path(library, path.with_name("notes.yaml")) is None
