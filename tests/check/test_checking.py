"""Checking files of every kind: each finds its rule set, each finding is told once."""

from __future__ import annotations

import io
import re
import shutil
import sys
from pathlib import Path

import pytest

from ruleengine.assess.assessment import read_assessment
from ruleengine.check.cases import read_case_file, run_cases
from ruleengine.check.checking import check_files
from ruleengine.diagnostics import Refused
from ruleengine.inventory.from_document import inventory_from_document
from ruleengine.pipeline import product_of, program_of
from tests.growth.counting import times_called
from tests.library_builder import as_yaml, factor_table, inventory_text, product, rule_set, write_library
from tests.ruleset.small_library import copy_of_small_library

SOUND = rule_set(inputs={"x": "1"}, parameters={"f": "1 kgCO2e"}, emissions={"e": "x * f"})
BROKEN = {
    **rule_set("test/broken@1.0.0", quantities={"q": ("1", "nobody")}),
    "product_codes": SOUND["product_codes"],
}
TABLE = factor_table("test/fuels@1.0.0", ["fuel"], {"direct": "1"}, [["coal", 1]])


@pytest.fixture
def library(tmp_path):
    return write_library(tmp_path, SOUND, TABLE)


@pytest.fixture
def inventory_(tmp_path):
    """The text of an inventory for the sound rule set."""
    program = product(tmp_path / "other", SOUND)
    return lambda **values: inventory_text(program, values)


def place(library, name: str, text: str):
    path = library.root / "test" / "product" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def codes(found) -> list[str]:
    return [d.code for d in found[0]]


def test_an_inventory_and_its_assessment_read_it_once_and_one_with_findings_is_told_of_as_ever(
    tmp_path: Path,
) -> None:
    library = copy_of_small_library(tmp_path)
    folder = library.root / "mini" / "lamp" / "examples"
    (folder / "careless.yaml").unlink()
    assert times_called(inventory_from_document, lambda: check_files(library, [folder])) == 1
    lamp = folder / "lamp.yaml"
    assert check_files(library, [lamp]) == ([], 1)
    lamp.write_text(lamp.read_text(encoding="utf-8") + "surplus: 1\n", encoding="utf-8")
    alone, both = check_files(library, [lamp]), check_files(library, [folder])
    assert {d.key for d in both[0]} == {"E201.unknown_input"} == {d.key for d in alone[0]}


def test_a_sound_library(library, inventory_) -> None:
    place(library, "one.yaml", inventory_(x=1))
    place(library, "two.json", '{"inventory": "two", "ruleset": "test/product@1.0.0", "product": {"name": {"zh": "a",'
          ' "en": "b"}}, "values": {"x": 2}}')  # fmt: skip
    place(library, "1.0.0.tests.yaml", as_yaml({"tests": "test/product@1.0.0", "cases": {
        "a": {"because": "b", "inventory": "one.yaml", "expect": {"total": 1}}}}))  # fmt: skip
    assert check_files(library) == ([], 5)


def test_the_lock_file_is_checked_with_the_whole_library(library) -> None:
    (library.root / "lock.yaml").write_text("test/gone@1.0.0: sha256:0\n", encoding="utf-8")
    assert codes(check_files(library)) == ["E308"]
    assert codes(check_files(library, [library.root / "lock.yaml"])) == []
    assert codes(check_files(library, [library.root / "test" / "product" / "1.0.0.yaml"])) == []


def test_an_inventory_is_checked_against_its_rule_set(library, inventory_) -> None:
    path = place(library, "bad.yaml", inventory_(x="1 kg", y=2))
    found, count = check_files(library, [path])
    assert [(d.code, d.place.file) for d in found] == [
        ("E602", "rules/test/product/bad.yaml"),
        ("E601", "rules/test/product/bad.yaml"),
    ]
    assert count == 1


def test_what_calculating_refuses_is_an_error_of_the_inventory(tmp_path) -> None:
    """Validating calculates: a divisor that is zero, a table that gives no row, a value that an emission needs."""
    sections = rule_set(
        inputs={"x": "1", "y": "1?", "parts": {"mass": "kg"}}, parameters={"f": "1 kgCO2e", "m": "1 kg"},
        emissions={"a": "x * f * m / sum(parts.mass)", "b": "y * f"},
    )  # fmt: skip
    program = product(tmp_path / "other", sections)
    library = write_library(tmp_path, sections)
    good = place(library, "good.yaml", inventory_text(program, {"x": 1, "y": 2, "parts": [{"mass": 2}]}))
    assert check_files(library, [good]) == ([], 1)
    for values in ({"x": 1, "y": 2, "parts": []}, {"x": 1, "parts": [{"mass": 2}]}):
        path = place(library, "bad.yaml", inventory_text(program, values))
        with pytest.raises(Refused) as refused:
            product_of(program_of(library, "test/product"), path, shown=library.shown(path))
        found, _ = check_files(library, [path])
        assert [(d.key, d.place) for d in found] == [(d.key, d.place) for d in refused.value.diagnostics]
        (told,) = found
        assert "bad.yaml" in {Path(p.file).name for p in (told.place, told.related[-1].place)}


def test_an_inventory_for_a_base_is_as_wrong_as_when_it_is_calculated(tmp_path) -> None:
    base = {**rule_set("test/base@1.0.0", inputs={"x": "1"}), "abstract": True}
    library = write_library(tmp_path, base)
    text = inventory_text(product(tmp_path / "other", SOUND), {"x": 1}).replace("test/product@", "test/base@")
    path = library.root / "test" / "base" / "one.yaml"
    path.write_text(text, encoding="utf-8")
    assert codes(check_files(library, [path])) == ["E706"]


def test_folders_are_searched(library, inventory_) -> None:
    place(library, "bad.yaml", inventory_(x="1 kg"))
    place(library, "readme.md", "no rules")
    found, count = check_files(library, [library.root / "test"])
    assert [d.code for d in found] == ["E602"]
    assert count == 3


def test_a_rule_set_is_reported_once_however_many_files_name_it(tmp_path) -> None:
    library = write_library(tmp_path, BROKEN)
    for name in ("a", "b"):
        data = {
            "inventory": name,
            "ruleset": "test/broken@1.0.0",
            "product": {"name": {"zh": "a", "en": "b"}},
            "values": {},
        }
        place(library, f"{name}.yaml", as_yaml(data))
    place(library, "1.0.0.tests.yaml", as_yaml({"tests": "test/broken@1.0.0", "cases": {
        "a": {"because": "b", "values": {}, "refuse": ["E605"]}}}))  # fmt: skip
    found, count = check_files(library)
    assert [d.code for d in found if d.severity == "error"] == ["E404"]
    assert count == 4


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"a": 1}, "E202"),
        (["a"], "E202"),
        ({"inventory": "x"}, "E202"),
        ({**SOUND}, "E302"),
        ({**TABLE}, "E302"),
        (
            {"tests": "test/none@1.0.0", "cases": {"a": {"because": "b", "values": {}, "refuse": ["E605"]}}},
            "E301",
        ),
        (
            {
                "inventory": "x",
                "ruleset": "test/none@1.0.0",
                "product": {"name": {"zh": "a", "en": "b"}},
                "values": {},
            },
            "E301",
        ),
        (
            {
                "inventory": "x",
                "ruleset": "test/fuels@1.0.0",
                "product": {"name": {"zh": "a", "en": "b"}},
                "values": {},
            },
            "E310",
        ),
    ],
)
def test_files_that_are_not_what_they_seem(library, tmp_path, data, code: str) -> None:
    path = tmp_path / "elsewhere.yaml"
    path.write_text(as_yaml(data), encoding="utf-8")
    found, _ = check_files(library, [path])
    assert {d.code for d in found} == {code}
    assert all(d.place.file.endswith("elsewhere.yaml") for d in found)


def test_files_that_cannot_be_read(library, tmp_path) -> None:
    assert codes(check_files(library, [tmp_path / "none.yaml"])) == ["E101"]
    path = tmp_path / "broken.yaml"
    path.write_text("a: [", encoding="utf-8")
    assert codes(check_files(library, [path])) == ["E104"]


def test_an_assessment_finds_its_rule_set(library, inventory_) -> None:
    place(library, "one.yaml", inventory_(x=1))
    data = {"assessment": "a", "ruleset": "test/product@9.9.9", "inventory": "one.yaml"}
    found, _ = check_files(library, [place(library, "one.assessment.yaml", as_yaml(data))])
    assert found
    assert {d.code for d in found} <= {"E202", "E301"}


def test_a_file_names_an_inventory_and_never_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = copy_of_small_library(tmp_path)
    folder = library.root / "mini" / "lamp" / "examples"
    monkeypatch.chdir(folder)
    given = io.BytesIO((folder / "lamp.yaml").read_bytes())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(given))
    assessment, tests = Path("lamp.assessment.yaml"), Path("own.tests.yaml")
    for name in ("-", "./-"):
        text = (folder / assessment).read_text(encoding="utf-8")
        assessment.write_text(
            re.sub("^inventory: .*$", f'inventory: "{name}"', text, flags=re.M), encoding="utf-8"
        )
        case = {"because": "x", "inventory": name, "expect": {"total": 1}}
        tests.write_text(as_yaml({"tests": "mini/lamp@1.0.0", "cases": {"c": case}}), encoding="utf-8")
        with pytest.raises(Refused) as refused:
            read_assessment(assessment, library)
        assert [d.key for d in refused.value.diagnostics] == ["E101.unreadable"]
        assert {d.key for d in check_files(library, [assessment])[0] if d.severity == "error"} == {
            "E101.unreadable"
        }
        (outcome,) = run_cases(read_case_file(library, tests))
        assert [d.key for d in outcome.failures] == ["E101.unreadable", "E705.refused"]
    assert given.tell() == 0


@pytest.mark.parametrize("name", ["../../../secret.yaml", "../../secret.yaml", "link.yaml"])
def test_an_assessment_names_no_file_outside_the_folder_above_it(tmp_path: Path, name: str) -> None:
    """Neither its content nor whether it is there is told, by `validate` or by `declare`."""
    library = copy_of_small_library(tmp_path)
    examples = tmp_path / "sent" / "by" / "others"
    shutil.copytree(library.root / "mini" / "lamp" / "examples", examples)
    (tmp_path / "secret.yaml").write_text("password: 12345\n", encoding="utf-8")
    (examples / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    path = examples / "lamp.assessment.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("lamp.yaml", name), encoding="utf-8")
    found, _ = check_files(library, [path])
    assert [d.key for d in found if d.severity == "error"] == ["E101.outside"]
    with pytest.raises(Refused) as refused:
        read_assessment(path, library)
    assert [d.key for d in refused.value.diagnostics] == ["E101.outside"]
