"""A library as it was at a revision of git, and one with a text that is not saved yet."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import field, frozen

from ruleengine.check.validate import validate_reference
from ruleengine.diagnostics import Refused, Report
from ruleengine.pipeline import program_of
from ruleengine.ruleset import revision
from ruleengine.ruleset.from_document import reference
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.search_path import search_path
from ruleengine.ruleset.sources import LibraryFolder, LibraryTexts
from ruleengine.source.folders import Content
from tests.cli.command import run
from tests.growth.counting import files_called
from tests.ruleset.small_library import SMALL, copy_of_small_library, write_ruleset
from tests.ruleset.test_faults import texts_of

LAMP = reference("mini/lamp@1.0.0")
FILE = "mini/lamp/1.0.0.yaml"


def git(folder: Path, *words: str) -> None:
    """Run git as somebody who has no settings."""
    named = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    day = {f"GIT_{who}_DATE": "2026-01-01T00:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(
        ["git", "-C", folder, *words], env=os.environ | named | day | own, check=True, capture_output=True
    )


def limit(library: Library, name: str = "mini/lamp") -> object:
    """The largest power that a lamp may have."""
    library, wanted = library.at(name)
    return library.ruleset(library.find(wanted)).elements["inputs.power"].fields["max"]


def change(path: Path, most: int) -> None:
    path.write_text(
        path.read_text(encoding="utf-8").replace("max: 1000", f"max: {most}", 1), encoding="utf-8"
    )


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A small library in a repository, changed since its only commit, which has the tag `v1`."""
    copy = copy_of_small_library(tmp_path)
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    git(tmp_path, "tag", "v1")
    change(copy.root / FILE, 900)
    write_ruleset(copy, "case", base="mini/lamp@1.0.0")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "second")
    change(copy.root / FILE, 900)
    return copy


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("mini/lamp", 900),
        ("mini/lamp@HEAD", 900),
        ("mini/lamp@HEAD~1", 1000),
        ("mini/lamp@v1", 1000),
        ("mini/lamp@1.0.0@v1", 1000),
        ("mini/lamp@main@{0}", 900),
        ("mini/lamp@1.0.0", 900),
    ],
)
def test_a_revision_is_read_without_a_checkout(library: Library, name: str, most: int) -> None:
    before = {p: p.stat().st_mtime_ns for p in library.root.rglob("*")}
    assert int(str(limit(library, name))) == most
    assert {p: p.stat().st_mtime_ns for p in library.root.rglob("*")} == before


def test_all_of_the_library_is_that_of_the_revision(library: Library) -> None:
    then, _ = library.at("mini/lamp@v1")
    assert then.references() == Library(SMALL).references()
    assert reference("case@1.0.0") in library.references()
    for item in then.references():
        assert then.load(item) == Library(SMALL).load(item)
    assert program_of(library, "mini/led@v1").resolved == program_of(Library(SMALL), "mini/led").resolved
    with pytest.raises(Refused, match="the library has no `case`"):
        program_of(library, "case@v1")


@pytest.mark.parametrize(
    "name",
    [
        "mini/lamp@no-such-tag",
        "mini/lamp@--help",
        "mini/lamp@-x",
        "mini/lamp@v1:rules",
        "mini/lamp@1.0",
        "mini/lamp@",
    ],
)
def test_what_git_does_not_know_is_no_version(library: Library, name: str) -> None:
    with pytest.raises(Refused) as refused:
        program_of(library, name)
    assert [d.key for d in refused.value.diagnostics] == ["E301.version"]


def test_a_version_is_never_taken_for_a_tag(library: Library) -> None:
    git(library.root, "tag", "2.0.0", "v1")
    with pytest.raises(Refused) as refused:
        program_of(library, "mini/lamp@2.0.0")
    assert [d.key for d in refused.value.diagnostics] == ["E301.version"]


def test_links_in_a_revision_are_told_and_files_too_large_refused(library: Library) -> None:
    (library.root / "mini/lamp/1.1.0.yaml").symlink_to("1.0.0.yaml")
    (library.root / "mini/heavy").mkdir()
    (library.root / "mini/heavy/1.0.0.yaml").write_text("#" * 4_000_001, encoding="utf-8")
    git(library.root, "add", ".")
    git(library.root, "commit", "-q", "-m", "third")
    then, _ = library.at("mini/lamp@HEAD")
    assert [(d.key, str(d.place)) for d in then.faults()] == [
        ("E303.in_revision", "HEAD:rules/mini/lamp/1.1.0.yaml")
    ]
    with pytest.raises(Refused) as refused:
        then.load(reference("mini/heavy@1.0.0"))
    assert [d.key for d in refused.value.diagnostics] == ["E102.size"]


def test_commands_take_revisions_of_a_rule_set_and_of_a_library(library: Library) -> None:
    assert "max: 900" in run("show", "mini/lamp", rules="rules").stdout
    assert "max: 1000" in run("show", "mini/lamp@v1", rules="rules").stdout
    assert "max: 1000" in run("show", "mini/lamp", "--rules", "rules@v1").stdout
    assert "case@1.0.0" not in run("list", "--rules", "rules@v1").stdout
    assert "`git` knows no revision `v9` of `rules`" in run("list", "--rules", "rules@v9", code=2).stderr
    git(library.root, "rm", "-q", "-r", "--cached", "mini/lamp")
    broken = library.root / FILE
    broken.write_text("ruleset: [", encoding="utf-8")
    shown = run(
        "calculate", "mini/lamp@v1", library.root / "mini/lamp/examples/lamp.yaml", rules="rules"
    ).stdout
    assert "per unit" in shown


def test_a_copy_without_a_repository_has_no_revisions(
    tmp_path: Path,
) -> None:
    shutil.copytree(SMALL, tmp_path / "rules")
    with pytest.raises(Refused):
        program_of(Library(tmp_path / "rules"), "mini/lamp@HEAD")


def test_variables_of_git_that_are_set_outside_name_no_other_repository(
    library: Library, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other")
    git(other, "init", "-q", "-b", "main")
    git(other, "commit", "-q", "--allow-empty", "-m", "first")
    for name, value in (
        ("DIR", other / ".git"),
        ("WORK_TREE", other),
        ("PREFIX", "x/"),
        ("INDEX_FILE", other),
    ):
        monkeypatch.setenv(f"GIT_{name}", str(value))
    assert int(str(limit(library, "mini/lamp@v1"))) == 1000
    assert [s.name for s in search_path(["rules@v1"])] == ["v1:rules"]


def unasked(ask: Callable[[], object]) -> tuple[str, str]:
    """What is told, in both languages, where git cannot be asked."""
    with pytest.raises(Refused) as refused:
        ask()
    (told,) = refused.value.diagnostics
    assert told.key == "E314.no_git"
    return told.said("en").message, told.said("zh").message


def test_a_git_that_is_missing_is_not_taken_for_one_that_knows_no_revision(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    for ask in (lambda: program_of(library, "mini/lamp@v1"), lambda: search_path(["rules@v1"])):
        en, zh = unasked(ask)
        assert en.endswith("there is no `git` that can be run")
        assert zh.endswith("没有可运行的`git`")
    assert "E314" in run("list", "--rules", "rules@v1", code=2).stderr
    assert "max: 900" in run("show", "mini/lamp", rules="rules").stdout


def test_a_git_that_does_not_answer_is_told_as_that(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\nexec /bin/sleep 30\n", encoding="utf-8")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(revision, "_SECONDS", 1)
    en, zh = unasked(lambda: search_path(["rules@v1"]))
    assert en.endswith("`git` has not answered for 1 s")
    assert zh.endswith("`git`在1 s内未应答")


def test_a_repository_of_another_user_is_told_as_that(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where this runs as root the repository is given to another user; else git is told so in its own variable."""
    repository = library.root.parent
    if os.geteuid() == 0:
        for path in (repository, repository / ".git", library.root):
            os.chown(path, 65534, 65534)
    else:
        script = f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {shutil.which("git")} "$@"\n'
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin/git").write_text(script, encoding="utf-8")
        (tmp_path / "bin/git").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    for ask in (lambda: search_path(["rules@v1"]), lambda: program_of(library, "mini/lamp@v1")):
        with pytest.raises(Refused) as refused:
            ask()
        (told,) = refused.value.diagnostics
        assert told.key == "E314.owner"
        assert f"safe.directory '{repository.as_posix()}'`" in str(told.said("zh").remedy)


def test_a_folder_that_was_not_there_at_a_revision_is_no_library(library: Library) -> None:
    shutil.copytree(SMALL, library.root.parent / "later")
    for ask in (
        lambda: search_path(["later@v1"]),
        lambda: program_of(Library(search_path(["later"])), "mini/lamp@v1"),
        lambda: program_of(Library(search_path(["rules", "later"])), "mini/lamp@v1"),
    ):
        with pytest.raises(Refused) as refused:
            ask()
        (told,) = refused.value.diagnostics
        assert (told.key, str(told.place)) == ("E314.no_rules", "later@v1")


def test_old_and_present_are_not_mixed_where_one_of_our_folders_is_not_at_the_revision(
    library: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    beside = copy_of_small_library(tmp_path_factory.mktemp("beside")).root
    for order in ([beside, library.root], [library.root, beside]):
        both = Library(search_path([*order, "shipped"]))
        with pytest.raises(Refused) as refused:
            both.at("mini/lamp@v1")
        (told,) = refused.value.diagnostics
        assert (told.key, str(told.place)) == ("E314.no_revision", beside.as_posix())
        assert both.at("mini/lamp@no-such-tag") == (both, "mini/lamp@no-such-tag")
    git(beside, "init", "-q", "-b", "main")
    git(beside, "add", ".")
    git(beside, "commit", "-q", "-m", "first")
    git(beside, "tag", "v1")
    assert int(str(limit(Library(search_path([beside, library.root])), "mini/lamp@v1"))) == 1000


# ---- a text that is not saved yet


@frozen
class Counting:
    """A source that counts how often each file is read."""

    base: LibraryFolder
    read_files: Counter[str] = field(factory=Counter)

    @property
    def name(self) -> str:
        return self.base.name

    @property
    def folder(self) -> Path:
        return self.base.folder

    def content(self) -> Content:
        return self.base.content()

    def read(self, file: str, shown: str, report: Report) -> bytes | None:
        self.read_files[file] += 1
        return self.base.read(file, shown, report)


def test_an_edit_is_checked_without_reading_another_document(tmp_path: Path) -> None:
    root = copy_of_small_library(tmp_path).root
    (root / "lock.yaml").write_text("# nothing is released\n", encoding="utf-8")
    source = Counting(LibraryFolder(root))
    library = Library([source])
    for item in library.references():
        validate_reference(library, item, Report())
    assert set(source.read_files.values()) == {1}
    assert len(source.read_files) == 6 + 1
    text = (SMALL / FILE).read_text(encoding="utf-8")
    for most in (500, 400):
        library = library.replaced(FILE, text.replace("max: 1000", f"max: {most}", 1))
        report = Report()
        validate_reference(library, LAMP, report)
        assert report.items == []
        assert int(str(limit(library))) == most
    broken, report = library.replaced(FILE, text.replace("unit: W,", "unit: KW,", 1)), Report()
    validate_reference(broken, LAMP, report)
    assert [d.code for d in report.errors] == ["E408"]
    assert str(report.errors[0].place).startswith("rules/mini/lamp/1.0.0.yaml:")
    assert set(source.read_files.values()) == {1}


def test_an_edit_of_a_draft_that_is_right_needs_neither_cerberus_nor_its_hash(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    (library.root / "lock.yaml").write_text("# nothing is released\n", encoding="utf-8")
    validate_reference(library, LAMP, Report())
    text = (SMALL / FILE).read_text(encoding="utf-8")

    def check(text: str) -> Callable[[], object]:
        return lambda: validate_reference(library.replaced(FILE, text), LAMP, Report())

    called = files_called(check(text.replace("max: 1000", "max: 500", 1)))
    assert {"source/fitting.py", "program/meaning.py"} <= called
    assert not {"cerberus/validator.py", "source/canonical.py"} & called
    assert "cerberus/validator.py" in files_called(check(text.replace("max: 1000", "most: 500", 1)))


def test_a_text_may_add_a_file_or_take_the_place_of_what_cannot_be_read(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    (library.root / "mini/lamp/1.1.0.yaml").symlink_to("nowhere")
    text = (SMALL / FILE).read_text(encoding="utf-8").replace("version: 1.0.0", "version: 1.1.0", 1)
    edited = library.replaced("mini/lamp/1.1.0.yaml", text)
    assert [d.key for d in library.faults()] == ["E101.link"]
    assert edited.faults() == []
    assert str(edited.find("mini/lamp")) == "mini/lamp@1.1.0"
    assert edited.ruleset(edited.find("mini/lamp")).reference.version.minor == 1


def test_texts_in_memory_are_replaced_alike() -> None:
    library = Library([LibraryTexts("editor", texts_of(SMALL))])
    text = (SMALL / FILE).read_text(encoding="utf-8").replace("max: 1000", "max: 7", 1)
    assert int(str(limit(library.replaced(FILE, text)))) == 7
    assert int(str(limit(library))) == 1000
    with pytest.raises(Refused, match="editor/mini/lamp"):
        library.replaced(FILE, "ruleset: [").load(LAMP)


def test_a_search_path_names_a_revision_beside_folders(library: Library) -> None:
    sources = search_path(["rules@v1", "shipped"])
    assert [s.name for s in sources] == ["v1:rules", "shipped"]
    assert int(str(limit(Library(sources)))) == 1000
