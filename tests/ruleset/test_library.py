"""The library: files found by id, by exact version, and by date; read once; of the right kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ruleengine.diagnostics import Place, Refused
from ruleengine.ruleset.from_document import reference
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable, Reference, RuleSet, Version
from tests.ruleset.small_library import SMALL, copy_of_small_library, dated, write_ruleset

LAMP, GRID = reference("mini/lamp@1.0.0"), reference("mini/factors/grid@1.0.0")


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [d.code for d in refused.value.diagnostics]


# ---- versions and references


@pytest.mark.parametrize("text", ["0.0.0", "1.20.300", "10.0.1"])
def test_versions_print_as_they_are_written(text: str) -> None:
    assert str(Version.of(text)) == text


@pytest.mark.parametrize(
    "text", ["", "1", "1.0", "1.0.0.0", "1.0.x", "01.0.0", "1.0.-1", "1.0.0 ", "1.0.²", "١.0.0"]
)
def test_other_texts_are_no_versions(text: str) -> None:
    with pytest.raises(ValueError, match="is not a version"):
        Version.of(text)


def test_versions_are_ordered_by_their_numbers() -> None:
    ordered = ["0.9.9", "0.10.0", "1.2.9", "1.2.10", "1.10.0", "2.0.0"]
    assert [str(v) for v in sorted(Version.of(t) for t in reversed(ordered))] == ordered


def test_a_reference_is_an_id_with_a_version() -> None:
    assert str(reference("gb/24067@1.0.0")) == "gb/24067@1.0.0"
    for text in ("gb/24067", "@1.0.0", "gb/24067@", "gb/24067@1"):
        with pytest.raises(ValueError, match="is not"):
            reference(text)


# ---- by id and version


def test_the_versions_of_all_files_are_told_from_their_names() -> None:
    found = {id_: [str(v) for v in versions] for id_, versions in Library(SMALL).versions().items()}
    ids = ["mini/base", "mini/factors/grid", "mini/factors/heat", "mini/lamp", "mini/led", "mini/limits"]
    assert found == {id_: ["1.0.0"] for id_ in ids}
    assert list(found) == ids
    assert [str(r) for r in Library(SMALL).references()] == [f"{i}@1.0.0" for i in ids]


def test_tests_and_files_at_the_top_are_no_rule_sets(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    (library.root / "1.0.0.yaml").write_text("", encoding="utf-8")
    (library.root / "mini" / "lamp" / "2.0.yaml").write_text("", encoding="utf-8")
    (library.root / "mini" / "lamp" / "2.0.0.yml").write_text("", encoding="utf-8")
    assert len(library.references()) == 6


def test_find_by_id_gives_the_latest_version(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    for version in ("0.9.0", "0.10.0", "1.2.0", "1.10.0"):
        write_ruleset(library, "case", version=version, base="mini/lamp@1.0.0")
    assert str(library.find("case")) == "case@1.10.0"
    assert str(library.find("case@0.9.0")) == "case@0.9.0"


FORM = "write lower-case letters and digits, joined by `-` and `/`"


@pytest.mark.parametrize(
    ("wanted", "code", "hint"),
    [
        ("mini/lampe", "E301", "did you mean `mini/lamp`?"),
        ("nothing/like/it", "E301", None),
        ("mini", "E301", "did you mean `mini/led`?"),
        ("mini/lamp@1.0.1", "E301", "name one of these versions"),
        ("mini/lamp@", "E301", "name one of these versions"),
        ("mini/lamp@latest", "E301", "name one of these versions"),
        ("mini/lamp@../../x", "E301", "name one of these versions"),
        ("", "E303", FORM),
        ("../mini/lamp", "E303", FORM),
        ("/mini/lamp", "E303", FORM),
        ("mini/lamp/", "E303", FORM),
        ("mini//lamp", "E303", FORM),
        ("mini/./lamp", "E303", FORM),
        ("mini\\lamp", "E303", FORM),
        ("Mini/lamp", "E303", FORM),
        ("mini/lamp\n", "E303", FORM),
        ("mini/灯", "E303", FORM),
    ],
)
def test_what_is_not_there_is_refused(wanted: str, code: str, hint: str | None) -> None:
    with pytest.raises(Refused) as refused:
        Library(SMALL).find(wanted, place=Place("a.yaml", 1, 1))
    assert codes(refused) == [code]
    assert refused.value.diagnostics[0].suggestion == hint
    assert refused.value.diagnostics[0].place == Place("a.yaml", 1, 1)


# ---- by date


@pytest.fixture
def in_time(tmp_path: Path) -> Library:
    """Three versions one after the other, and drafts without a date."""
    library = copy_of_small_library(tmp_path)
    versions = (
        dated("1.0.0", "2024-01-01", "2025-07-01"),
        dated("1.1.0", "2025-07-01"),
        dated("1.2.0"),
        dated("2.0.0", "2030-01-01"),
        dated("2.1.0", "2031-01-01", "2032-01-01"),
    )
    for version, body in versions:
        write_ruleset(library, "case", body, version, "mini/lamp@1.0.0")
    return library


@pytest.mark.parametrize(
    ("day", "version"),
    [
        ("2024-01-01", "1.0.0"),
        ("2025-06-30", "1.0.0"),
        ("2025-07-01", "1.1.0"),
        ("2029-12-31", "1.1.0"),
        ("2030-01-01", "2.0.0"),
        ("2031-06-01", "2.1.0"),
        ("2032-01-01", "2.0.0"),
    ],
)
def test_the_version_in_force_on_a_day(in_time: Library, day: str, version: str) -> None:
    assert str(in_time.find("case", date.fromisoformat(day))) == f"case@{version}"


def test_no_version_is_in_force_before_the_first(in_time: Library) -> None:
    with pytest.raises(Refused) as refused:
        in_time.find("case", date(2023, 12, 31))
    assert codes(refused) == ["E309"]


def test_a_draft_without_a_date_is_never_in_force(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    write_ruleset(library, "case", base="mini/lamp@1.0.0")
    with pytest.raises(Refused) as refused:
        library.find("case", date(2099, 1, 1))
    assert codes(refused) == ["E309"]


def test_a_withdrawn_standard_without_a_successor(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    write_ruleset(library, "case", dated("1.0.0", "2024-01-01", "2025-07-01")[1], base="mini/lamp@1.0.0")
    assert str(library.find("case", date(2025, 6, 30))) == "case@1.0.0"
    with pytest.raises(Refused) as refused:
        library.find("case", date(2025, 7, 1))
    assert codes(refused) == ["E309"]


# ---- loading


def test_files_are_read_once() -> None:
    library = Library(SMALL)
    assert library.load(LAMP) is library.load(LAMP)


def test_the_same_bytes_are_read_once_by_all_libraries_and_others_anew(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    lamp = library.load(LAMP)
    assert Library(library.root).load(LAMP) is lamp
    path = library.path(LAMP)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("max: 1000", "max: 1001", 1), encoding="utf-8")
    changed = Library(library.root).ruleset(LAMP)
    assert "1001" in str(changed.document.data)
    assert "1001" not in str(lamp.document.data)
    path.write_text(text, encoding="utf-8")
    assert Library(library.root).load(LAMP) is lamp


def test_rule_sets_and_tables_are_told_apart() -> None:
    library = Library(SMALL)
    assert isinstance(library.ruleset(LAMP), RuleSet)
    assert isinstance(library.table(GRID), FactorTable)
    for load, wanted in ((library.ruleset, GRID), (library.table, LAMP)):
        with pytest.raises(Refused) as refused:
            load(wanted, Place("a.yaml", 3, 4))
        assert codes(refused) == ["E310"]
        assert refused.value.diagnostics[0].place == Place("a.yaml", 3, 4)


def test_a_reference_to_nothing_names_the_place_and_the_nearest_file() -> None:
    with pytest.raises(Refused) as refused:
        Library(SMALL).load(reference("mini/lamb@1.0.0"), Place("a.yaml", 3, 4))
    (item,) = refused.value.diagnostics
    assert (item.code, item.place, item.suggestion) == (
        "E301",
        Place("a.yaml", 3, 4),
        "did you mean `mini/lamp@1.0.0`?",
    )


def test_a_reference_that_is_a_path_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        Library(SMALL).load(Reference("../library/mini/lamp", Version(1, 0, 0)))
    assert codes(refused) == ["E303"]


@pytest.mark.parametrize(
    ("id_", "version"), [("mini/case", "1.0.1"), ("mini/other", "1.0.0"), ("case", "1.0.0")]
)
def test_the_path_of_a_file_says_the_same_as_the_file(tmp_path: Path, id_: str, version: str) -> None:
    library = copy_of_small_library(tmp_path)
    write_ruleset(library, "mini/case", base="mini/lamp@1.0.0")
    target = library.root / id_ / f"{version}.yaml"
    target.parent.mkdir(parents=True, exist_ok=True)
    (library.root / "mini/case/1.0.0.yaml").rename(target)
    with pytest.raises(Refused) as refused:
        library.load(reference(f"{id_}@{version}"))
    assert codes(refused) == ["E302"]


def test_a_link_out_of_the_library_is_not_followed(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    secret = tmp_path / "secret.yaml"
    secret.write_text("ruleset: case\n", encoding="utf-8")
    (library.root / "case").mkdir()
    (library.root / "case" / "1.0.0.yaml").symlink_to(secret)
    with pytest.raises(Refused) as refused:
        library.load(reference("case@1.0.0"))
    assert codes(refused) == ["E303"]


def test_all_errors_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    write_ruleset(library, "case", "colour: red\nscope: 1\n", base="mini/lamp@1.0.0")
    with pytest.raises(Refused) as refused:
        library.load(reference("case@1.0.0"))
    assert codes(refused) == ["E201", "E203"]


def test_a_rule_set_is_what_its_file_says() -> None:
    lamp = Library(SMALL).ruleset(LAMP)
    assert (lamp.reference, lamp.extends, lamp.abstract, lamp.released) == (
        LAMP, reference("mini/base@1.0.0"), False, False,
    )  # fmt: skip
    assert set(lamp.header) == {"title", "standard", "encoding"}
    assert list(lamp.singles) == ["scope", "functional_unit", "basis", "reference_flow", "boundary"]
    power = lamp.elements["inputs.power"]
    assert (power.section, power.id, power.fields["unit"]) == ("inputs", "power", "W")
    assert str(power.place()) == "library/mini/lamp/1.0.0.yaml:24:3"
    assert str(power.place("unit")) == "library/mini/lamp/1.0.0.yaml:24:17"
    assert lamp.singles["basis"].name == "basis"
    base = Library(SMALL).ruleset(reference("mini/base@1.0.0"))
    assert base.extends is None
    assert base.abstract
    assert [e for e in base.elements if e.startswith("vocabulary")] == [
        "vocabulary.evidence.record", "vocabulary.methods.recalculation", "vocabulary.methods.review",
    ]  # fmt: skip


def test_a_factor_table_is_what_its_file_says() -> None:
    heat = Library(SMALL).table(reference("mini/factors/heat@1.0.0"))
    assert heat.keys == ("region", "season")
    assert list(heat.columns) == ["factor"]
    assert {k: str(v["factor"]) for k, v in heat.rows.items()} == {
        ("north", "winter"): "0.9", ("north", "summer"): "None", ("south", "summer"): "0.2",
    }  # fmt: skip
    assert set(heat.row_sources.values()) == {"invented"}
    assert not heat.released


# ---- paths and suggestions


def test_paths_are_shown_from_the_folder_above_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = copy_of_small_library(tmp_path)
    monkeypatch.chdir(tmp_path)
    inside, outside = tmp_path / "rules" / "a.yaml", Path("b.yaml")
    assert library.shown(inside) == Library(Path("rules")).shown(inside) == "rules/a.yaml"
    assert Library(Path("rules")).shown(Path("rules/a.yaml")) == "rules/a.yaml"
    assert library.shown(outside) == "b.yaml"


def suggested(library: Library, wanted: str, *, table: bool) -> str | None:
    """What is suggested for a file that is not there."""
    with pytest.raises(Refused) as refused:
        (library.table if table else library.ruleset)(reference(wanted), Place("a.yaml", 1, 1))
    return refused.value.diagnostics[0].suggestion


def test_a_suggestion_is_near_in_its_last_part_sound_and_of_the_kind_that_is_due(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    assert (
        suggested(library, "mini/factors/gird@1.0.0", table=True) == "did you mean `mini/factors/grid@1.0.0`?"
    )
    assert suggested(library, "grid@1.0.0", table=True) == "did you mean `mini/factors/grid@1.0.0`?"
    assert suggested(library, "mini/factors/wind@1.0.0", table=True) is None
    assert suggested(library, "mini/factors/gird@1.0.0", table=False) is None
    broken = Library(library.root)
    broken.path(reference("mini/factors/grid@1.0.0")).write_text("table: [", encoding="utf-8")
    assert suggested(broken, "mini/factors/gird@1.0.0", table=True) is None
