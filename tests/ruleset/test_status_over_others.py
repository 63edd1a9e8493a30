"""What the status file of a library says of versions in the libraries below it, and what two files say differently."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruleengine.check.checking import check_files
from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.ruleset.from_document import reference as parse_reference
from ruleengine.ruleset.library import Library
from tests.cli.command import run
from tests.ruleset.small_library import SMALL, copy_of_small_library, write_ruleset
from tests.ruleset.test_status import SOURCES

LAMP = SMALL / "mini/lamp/examples/lamp.yaml"
OWN = (
    "  mini/lamp@1.0.0:\n    withdrawn: {date: 2026-03-01, because: {zh: 本公司不再采用, en: no longer used here}}\n"
    "    errata: [{date: 2026-02-01, text: {zh: 表2, en: table 2}}]\n    source: notice\n"
)
WITHDRAWN = "mini/lamp@1.0.0 is withdrawn from 2026-03-01 on (source: notice): no longer used here"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The library of an organisation with a rule set of its own, and the one that it lies over."""
    monkeypatch.chdir(tmp_path)
    below = copy_of_small_library(tmp_path)
    (tmp_path / "org").mkdir()
    write_ruleset(Library(tmp_path / "org"), "org/lamp", base="mini/lamp@1.0.0")
    return tmp_path / "org", below.root


def say(folder: Path, entries: str) -> None:
    (folder / "status.yaml").write_text(f"status:\n{entries}{SOURCES}", encoding="utf-8")


def refusal(library: Library, name: str) -> Diagnostic:
    with pytest.raises(Refused) as refused:
        library.status(parse_reference(name))
    (found,) = refused.value.diagnostics
    return found


def test_a_library_withdraws_a_version_of_one_below_it_and_adds_errata(folders: tuple[Path, Path]) -> None:
    own, below = folders
    say(own, OWN)
    rules = f"{own}:{below}"
    (line,) = [x for x in run("list", rules=rules).stdout.splitlines() if x.startswith("mini/lamp@")]
    assert "  withdrawn from 2026-03-01, erratum, draft  " in line
    assert WITHDRAWN in run("calculate", "mini/lamp@1.0.0", LAMP, rules=rules).stdout
    text = LAMP.read_text(encoding="utf-8").replace("mini/lamp@1.0.0", "org/lamp@1.0.0")
    Path("own.yaml").write_text(text, encoding="utf-8")
    assert WITHDRAWN in run("calculate", "org/lamp", "own.yaml", rules=rules).stdout
    with pytest.raises(Refused):
        Library([own, below]).find("mini/lamp")
    run("checklist", "org/lamp", "-o", "out", "--format", "html", "--lang", "en", rules=rules)
    (path,) = Path("out").glob("*.html")
    page = path.read_text(encoding="utf-8").replace("\xa0", " ")
    assert "no longer used here</p>" in page
    assert check_files(Library([own, below]), [own])[0] == []


def test_a_status_file_says_nothing_of_a_library_above_it(folders: tuple[Path, Path]) -> None:
    own, below = folders
    say(own, OWN.replace("mini/lamp", "org/lamp"))
    library = Library([below, own])
    assert library.status(parse_reference("org/lamp@1.0.0")).withdrawn
    say(below, OWN.replace("mini/lamp", "org/lamp"))
    (own / "status.yaml").unlink()
    library = Library([own, below])
    assert not library.status(parse_reference("org/lamp@1.0.0")).withdrawn
    (told,) = check_files(library, [below])[0]
    assert (told.key, told.place and told.place.file) == ("E315.unknown", "rules/status.yaml")


def test_two_withdrawals_of_one_version_are_both_told(folders: tuple[Path, Path]) -> None:
    own, below = folders
    say(own, OWN)
    say(below, OWN.replace("2026-03-01", "2026-02-15").replace("no longer used here", "formula 3"))
    library = Library([own, below])
    dates = [e.date for e in library.status(parse_reference("mini/lamp@1.0.0")).withdrawn]
    assert dates == ["2026-03-01", "2026-02-15"]
    with pytest.raises(Refused) as refused:
        library.find("mini/lamp")
    assert "withdrawn from 2026-02-15" in str(refused.value)


@pytest.mark.parametrize(
    ("above", "under", "key"),
    [
        ("from: 2025-01-01", "from: 2025-02-01", "from"),
        ("until: 2025-12-31", "from: 2025-01-01, until: 2026-12-31", "until"),
        (
            "until: 2025-12-31, transition: 2026-01-31",
            "until: 2025-12-31, transition: 2026-02-28",
            "transition",
        ),
    ],
)
def test_two_files_that_say_other_days_of_one_version_are_refused_with_both_places(
    folders: tuple[Path, Path], above: str, under: str, key: str
) -> None:
    own, below = folders
    say(own, f"  mini/lamp@1.0.0: {{{above}, source: notice}}\n")
    say(below, f"  mini/lamp@1.0.0: {{{under}, source: notice}}\n")
    library = Library([own, below])
    told = refusal(library, "mini/lamp@1.0.0")
    place, (related,) = told.place, told.related
    assert (told.key, place and place.file, related.place.file) == (
        "E315.conflict",
        "org/status.yaml",
        "rules/status.yaml",
    )
    assert (told.fact("first"), told.fact("last")) == (above_of(above, key), above_of(under, key))
    assert check_files(library)[0] == [told]
    listed = run("list", rules=f"{own}:{below}", code=1)
    assert [x.split("@")[0] for x in listed.stdout.splitlines()] == [
        "mini/base", "mini/factors/grid", "mini/factors/heat", "mini/led", "mini/limits", "org/lamp",
    ]  # fmt: skip
    assert listed.stderr.count("E315") == 1


def above_of(said: str, key: str) -> str:
    """What an entry says of one day."""
    return next(part for part in said.split(", ") if part.startswith(key))


def test_a_damaged_status_file_above_hides_nothing_that_it_may_say(folders: tuple[Path, Path]) -> None:
    own, below = folders
    say(own, OWN.replace("2026-03-01", "2026-02-30"))
    assert refusal(Library([own, below]), "mini/lamp@1.0.0").key == "E315.day"
    say(below, OWN.replace("2026-03-01", "2026-02-30"))
    (own / "status.yaml").unlink()
    assert not Library([own, below]).status(parse_reference("org/lamp@1.0.0")).errata


def test_a_library_may_have_a_status_file_and_nothing_else(folders: tuple[Path, Path]) -> None:
    below, only = folders[1], folders[0].parent / "only"
    only.mkdir()
    say(only, OWN)
    rules = f"{only}:{below}"
    assert WITHDRAWN in run("calculate", "mini/lamp@1.0.0", LAMP, rules=rules).stdout
    assert "no findings" in run("validate", rules=rules).output


@pytest.mark.parametrize(
    ("name", "near"),
    [("mini/lamp@2.0.0", "mini/lamp@1.0.0"), ("mini/lump@1.0.0", "mini/lamp@1.0.0"), ("nope/x@1.0.0", None)],
)
def test_a_version_that_there_is_not_is_likened_to_one_of_its_id(
    folders: tuple[Path, Path], name: str, near: str | None
) -> None:
    own, below = folders
    say(own, f"  {name}: {{from: 2025-01-01, source: notice}}\n")
    (told,) = check_files(Library([own, below]), [own])[0]
    assert (told.key, told.fact("nearest")) == ("E315.unknown", near)
    assert "--rules" in str(told.said("en").remedy) or near
