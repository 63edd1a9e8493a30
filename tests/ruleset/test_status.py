"""The status file: what has become of versions, and which version is meant where none is named."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from ruleengine.check.checking import check_files
from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.ruleset.from_document import reference as parse_reference
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.status import Status, merged, status_file_of
from tests.cli.command import run
from tests.ruleset.small_library import copy_of_small_library, dated, write_ruleset

SOURCES = "sources:\n  notice: {title: notice, grade: official}\n"


def write_status(library: Library, entries: str) -> Library:
    """The library with a status file of these lines below `status:`."""
    text = f"status:\n{entries}{SOURCES}"
    (library.root / "status.yaml").write_text(text, encoding="utf-8")
    return Library(library.root)


def release(library: Library, id_: str, version: str) -> None:
    path = library.root / id_ / f"{version}.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("status: draft", "status: released"), encoding="utf-8"
    )


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A library with a case of two released versions and a draft of a third."""
    made = copy_of_small_library(tmp_path)
    for version in ("1.0.0", "2.0.0", "3.0.0"):
        write_ruleset(made, "case", version=version, base="mini/lamp@1.0.0")
    release(made, "case", "1.0.0")
    release(made, "case", "2.0.0")
    return Library(made.root)


def refusal(library: Library, wanted: str, on: date | None = None) -> Diagnostic:
    with pytest.raises(Refused) as refused:
        library.find(wanted, on)
    (found,) = refused.value.diagnostics
    return found


# ---- drafts and released versions


def test_a_draft_does_not_win_over_a_released_version_unless_it_is_asked_for(library: Library) -> None:
    assert str(library.find("case")) == "case@2.0.0"
    assert str(library.find("case", drafts=True)) == "case@3.0.0"
    assert str(library.find("case@3.0.0")) == "case@3.0.0"


def test_where_only_drafts_exist_the_latest_is_taken(library: Library) -> None:
    write_ruleset(library, "drafts", version="0.1.0", base="mini/lamp@1.0.0")
    write_ruleset(library, "drafts", version="0.2.0", base="mini/lamp@1.0.0")
    assert str(Library(library.root).find("drafts")) == "drafts@0.2.0"


def test_on_a_day_too_a_draft_is_taken_last(library: Library) -> None:
    days = (
        "  case@2.0.0: {from: 2025-01-01, source: notice}\n  case@3.0.0: {from: 2025-01-01, source: notice}\n"
    )
    library = write_status(library, days)
    assert str(library.find("case", date(2025, 6, 1))) == "case@2.0.0"
    assert str(library.find("case", date(2025, 6, 1), drafts=True)) == "case@3.0.0"


# ---- days


def test_factor_tables_are_in_force_on_the_days_of_the_status_file(library: Library) -> None:
    library = write_status(
        library, "  mini/factors/grid@1.0.0: {from: 2025-01-17, until: 2025-10-22, source: notice}\n"
    )
    for day in (date(2025, 1, 17), date(2025, 10, 22)):
        assert str(library.find("mini/factors/grid", day)) == "mini/factors/grid@1.0.0"
    for day in (date(2025, 1, 16), date(2025, 10, 23)):
        found = refusal(library, "mini/factors/grid", day)
        assert (found.key, found.expected) == ("E309.date", "`1.0.0` from 2025-01-17 to 2025-10-22")


def test_a_factor_table_without_days_is_never_in_force_on_a_day(library: Library) -> None:
    found = refusal(library, "mini/factors/grid", date(2025, 1, 1))
    assert (found.code, found.expected) == ("E309", "`1.0.0` has no date of effect")


def test_a_version_in_transition_is_taken_where_none_is_in_force(library: Library) -> None:
    old = "  case@1.0.0: {from: 2024-01-01, until: 2024-12-31, transition: 2025-06-30, source: notice}\n"
    library = write_status(library, old)
    assert str(library.find("case", date(2025, 6, 30))) == "case@1.0.0"
    found = refusal(library, "case", date(2025, 7, 1))
    assert "`1.0.0` from 2024-01-01 to 2024-12-31, in transition until 2025-06-30" in str(found.expected)
    new = "  case@2.0.0: {from: 2025-01-01, source: notice}\n"
    assert str(write_status(library, old + new).find("case", date(2025, 3, 1))) == "case@2.0.0"


def test_the_days_of_the_status_file_go_before_those_of_the_rule_set(library: Library) -> None:
    write_ruleset(library, "old", dated("1.0.0", "2024-01-01", "2025-07-01")[1], base="mini/lamp@1.0.0")
    assert str(Library(library.root).find("old", date(2025, 6, 30))) == "old@1.0.0"
    assert refusal(Library(library.root), "old", date(2025, 7, 1)).code == "E309"
    library = write_status(library, "  old@1.0.0: {until: 2024-06-30, source: notice}\n")
    assert str(library.find("old", date(2024, 6, 30))) == "old@1.0.0"
    assert refusal(library, "old", date(2024, 7, 1)).expected == "`1.0.0` from 2024-01-01 to 2024-06-30"


def test_a_version_that_is_named_with_a_day_has_to_be_in_force_on_it(library: Library) -> None:
    library = write_status(
        library,
        "  case@1.0.0: {from: 2024-01-01, until: 2024-12-31, transition: 2025-06-30, source: notice}\n",
    )
    for day in (date(2024, 1, 1), date(2025, 6, 30)):
        assert str(library.find("case@1.0.0", day)) == "case@1.0.0"
    for day in (date(2023, 12, 31), date(2025, 7, 1)):
        found = refusal(library, "case@1.0.0", day)
        assert (found.key, found.message) == ("E309.version", f"`case@1.0.0` is not in force on {day}")
    assert refusal(library, "case@2.0.0", date(2024, 1, 1)).expected == "`2.0.0` has no date of effect"


# ---- withdrawn, gone


WITHDRAWN = (
    "  case@{}: {{withdrawn: {{date: 2026-03-01, because: {{zh: 有误, en: wrong}}}}, source: notice}}\n"
)


def test_a_withdrawn_version_is_taken_by_name_only(library: Library) -> None:
    library = write_status(library, WITHDRAWN.format("2.0.0"))
    assert str(library.find("case")) == "case@1.0.0"
    assert str(library.find("case@2.0.0")) == "case@2.0.0"
    library = write_status(library, "".join(WITHDRAWN.format(v) for v in ("1.0.0", "2.0.0", "3.0.0")))
    found = refusal(library, "case")
    assert found.key == "E309.withdrawn"
    assert "`3.0.0` has no date of effect, withdrawn from 2026-03-01" in str(found.found)


def test_a_withdrawal_counts_from_its_day_on(library: Library) -> None:
    """No clock is read: without a day, what is withdrawn at some time is not meant."""
    days = "  case@1.0.0: {from: 2025-01-01, source: notice}\n"
    library = write_status(library, days + WITHDRAWN.format("2.0.0").replace("{w", "{from: 2025-02-01, w"))
    assert str(library.find("case", date(2026, 2, 28))) == "case@2.0.0"
    assert str(library.find("case", date(2026, 3, 1))) == "case@1.0.0"
    assert str(library.find("case")) == "case@1.0.0"
    found = refusal(library, "case", date(2024, 12, 31)).said("zh").expected or ""
    assert "`2.0.0`自2025-02-01起有效，自2026-03-01起撤回" in found


def test_an_older_version_does_not_silently_take_the_place_of_a_locked_one_that_is_gone(
    library: Library,
) -> None:
    (library.root / "case" / "2.0.0.yaml").unlink()
    (library.root / "lock.yaml").write_text(f"case@2.0.0: sha256:{'0' * 64}\n", encoding="utf-8")
    library = Library(library.root)
    found = refusal(library, "case")
    assert (found.key, found.place and found.place.file) == ("E308.gone", "rules/lock.yaml")
    assert str(library.find("case@1.0.0")) == "case@1.0.0"


def test_what_several_status_files_say_of_a_version_is_put_together(library: Library, tmp_path: Path) -> None:
    event = "date: 2026-03-01, {}: {{zh: {}, en: x}}"
    errata = [f"{{{event.format('text', word)}}}" for word in ("上", "同", "下")]
    above = f"  case@1.0.0: {{errata: [{errata[0]}, {errata[1]}], source: notice}}\n"
    below = (
        "  case@1.0.0:\n    from: 2025-01-01\n    until: 2025-12-31\n    transition: 2026-06-30\n"
        f"    errata: [{errata[1]}, {errata[2]}]\n"
        f"    withdrawn: {{{event.format('because', '误')}}}\n    source: notice\n"
    )
    shutil.copytree(library.root, tmp_path / "below")
    write_status(library, above)
    write_status(Library(tmp_path / "below"), below)
    for order in ([library.root, tmp_path / "below"], [tmp_path / "below", library.root]):
        status = Library(order).status(parse_reference("case@1.0.0"))
        assert (status.first, status.last, status.transition) == ("2025-01-01", "2025-12-31", "2026-06-30")
        assert [e.source["en"] for e in status.withdrawn] == ["notice"]
        assert sorted(e.text["zh"] for e in status.errata) == ["上", "下", "同"]


def test_status_files_that_say_different_facts_of_one_version_add_up() -> None:
    above, below = Status(last="2025-12-31"), Status("2024-01-01", "2025-12-31", "2026-12-31")
    assert merged([above, below]) == merged([below, above]) == below
    assert merged([]) == merged([Status(), Status()]) == Status()


# ---- what is wrong in the file


@pytest.mark.parametrize(
    ("entry", "keys"),
    [
        ("{from: 2025-02-30, source: notice}", {"E315.day"}),
        ("{from: 2025-02-01, until: 2025-01-01, source: notice}", {"E315.order"}),
        ("{until: 2025-02-01, transition: 2025-01-01, source: notice}", {"E315.order"}),
        ("{from: 2025-02-01, transition: 2025-03-01, source: notice}", {"E315.no_end"}),
        ("{from: 2025-02-01, source: notise}", {"E315.source"}),
        ("{from: 2025-02-01}", {"E202.missing"}),
        ("{form: 2025-02-01, source: notice}", {"E201.unknown"}),
        ("{withdrawn: {date: 2025-13-01, because: {zh: 误, en: x}}, source: notice}", {"E204.form"}),
        ("{withdrawn: {date: 2025-11-31, because: {zh: 误, en: x}, source: nobody}, source: notice}",
         {"E315.day", "E315.source"}),
        ("{errata: [{date: 2025-11-31, text: {zh: 误, en: x}}], source: notice}", {"E315.day"}),
    ],
)  # fmt: skip
def test_a_status_file_that_is_not_in_order_is_not_read_halfway(
    library: Library, entry: str, keys: set[str]
) -> None:
    text = f"status:\n  case@1.0.0: {entry}\n{SOURCES}"
    assert {d.key for d in status_file_of(text.encode(), "rules/status.yaml").faults} == keys
    library = write_status(library, f"  case@1.0.0: {entry}\n")
    with pytest.raises(Refused) as refused:
        library.find("case")
    assert {d.key for d in refused.value.diagnostics} == keys


def test_validate_tells_of_versions_that_there_are_not_and_of_a_file_that_is_not_read(
    library: Library,
) -> None:
    library = write_status(library, "  case@1.0.1: {from: 2025-01-01, source: notice}\n")
    elsewhere = library.root / "case" / "status.yaml"
    elsewhere.write_bytes((library.root / "status.yaml").read_bytes())
    found = [d for d in check_files(library)[0] if d.severity == "error"]
    assert [(d.key, d.place and d.place.file) for d in found] == [
        ("E315.place", "rules/case/status.yaml"),
        ("E315.unknown", "rules/status.yaml"),
    ]
    assert "did you mean `case@1.0.0`" in found[1].text()
    assert refusal(library, "case").text() == found[1].text()


def test_a_list_tells_a_misspelt_version_beside_all_others(library: Library) -> None:
    known = WITHDRAWN.format("1.0.0")
    write_status(library, known + "  casse@1.0.0: {from: 2025-01-01, source: notice}\n")
    listed = run("list", rules=library.root, code=1)
    assert listed.stderr.count("error E315") == 1
    (line,) = [x for x in listed.stdout.splitlines() if x.startswith("case@1.0.0")]
    assert "withdrawn from 2026-03-01" in line
    assert "mini/lamp@1.0.0" in listed.stdout
    data = json.loads(run("list", "--format", "json", rules=library.root, code=1).stdout)
    assert "E315" in json.dumps(data[-1])


def test_a_version_that_a_fault_of_the_library_hides_is_no_misspelt_one(library: Library) -> None:
    (library.root / "case" / "3.0.0.yaml").rename(library.root / "case" / "3.0.0.yml")
    library = write_status(library, "  case@3.0.0: {from: 2025-01-01, source: notice}\n")
    assert str(library.find("mini/lamp")) == "mini/lamp@1.0.0"
    assert refusal(library, "case").key == "E313.version"


def test_a_version_that_comes_to_a_library_is_known_to_its_status_file(library: Library) -> None:
    library = write_status(library, "  case@4.0.0: {from: 2025-01-01, source: notice}\n")
    assert refusal(library, "case").key == "E315.unknown"
    text = (library.root / "case/2.0.0.yaml").read_text(encoding="utf-8").replace("2.0.0", "4.0.0")
    assert str(library.replaced("case/4.0.0.yaml", text).find("case")) == "case@4.0.0"


def test_a_status_is_read_with_its_events() -> None:
    entry = (
        "{errata: [{date: 2025-02-01, text: {zh: 表2, en: Table 2}}], withdrawn: {date: 2025-03-01,"
        " because: {zh: 误, en: wrong}}, source: notice}"
    )
    status = status_file_of(f"status:\n  a@1.0.0: {entry}\n{SOURCES}".encode(), "s").statuses["a@1.0.0"]
    assert [(e.date, e.text["en"]) for e in status.errata] == [("2025-02-01", "Table 2")]
    (withdrawn,) = status.withdrawn
    assert withdrawn.text == {"zh": "误", "en": "wrong"}
