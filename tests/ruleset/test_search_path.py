"""The search path: which libraries lie over one another, what is told of a folder that is none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ruleengine import compile_rules
from ruleengine.diagnostics import Refused
from ruleengine.pipeline import program_of
from ruleengine.ruleset.from_document import reference
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.search_path import search_path, shipped
from tests.cli.command import RULES, run
from tests.library_builder import ROOT, overlay, rule_set, write_library
from tests.ruleset.small_library import write_ruleset


def folders(*named: str | Path, start: Path | None = None) -> list[Path | None]:
    """The folders of a search path."""
    return [s.folder for s in search_path(named, start)]


def refusal(*named: str | Path, start: Path | None = None) -> tuple[str, str]:
    """The key of what is told of a search path, and where."""
    with pytest.raises(Refused) as refused:
        search_path(named, start)
    (found,) = refused.value.diagnostics
    assert found.said("zh").remedy
    return found.key, str(found.place)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a library `rules` of one rule set."""
    write_library(tmp_path)
    return tmp_path


def test_a_library_here_or_above_lies_over_the_shipped_one(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = own / "a" / "b"
    deep.mkdir(parents=True)
    assert folders(start=deep) == [own / "rules", RULES]
    monkeypatch.chdir(deep)
    assert folders() == [own / "rules", RULES]
    assert ROOT in {str(r) for r in Library(search_path()).references()}
    assert Library(RULES).references()[0] in Library(search_path()).references()


def test_the_nearest_library_counts_alone(own: Path) -> None:
    nearer = own / "nearer"
    write_library(nearer)
    assert folders(start=nearer / "rules" / "test") == [nearer / "rules", RULES]


def test_without_a_library_here_or_above_there_is_the_shipped_one(tmp_path: Path) -> None:
    assert folders(start=tmp_path) == [RULES]
    assert (
        Library(search_path(start=tmp_path)).shown(RULES / "gb/24067/1.0.0.yaml")
        == "shipped/gb/24067/1.0.0.yaml"
    )


def test_what_is_named_is_the_whole_path_and_the_word_shipped_adds_ours(own: Path) -> None:
    rules = own / "rules"
    assert folders(rules) == [rules]
    assert folders(rules, "shipped") == [rules, RULES]
    assert folders("shipped", rules) == [RULES, rules]
    assert folders("shipped") == [RULES]


def test_a_library_that_is_built_on_the_shipped_one_is_told_to_name_it(own: Path) -> None:
    write_ruleset(Library(own / "rules"), "own/lamp", base="gb/lighting@0.1.0")
    library = Library(search_path([own / "rules"]))
    for name in ("own/lamp", "gb/lighting", "gb/lighting@0.1.0"):
        with pytest.raises(Refused) as refused:
            program_of(library, name)
        assert [d.key for d in refused.value.diagnostics] == ["E301.shipped"]
    assert program_of(Library(search_path([own / "rules", "shipped"])), "own/lamp")


def test_a_folder_with_the_library_in_it_is_told_apart_from_the_library(own: Path) -> None:
    assert refusal(own) == ("E314.within", own.as_posix())
    write_ruleset(Library(own), "top", base="mini/lamp@1.0.0")
    assert folders(own) == [own]


def test_an_empty_name_is_no_library_and_empty_parts_of_the_environment_are_none(own: Path) -> None:
    for named in ([""], ["", "shipped"], ["shipped", ""]):
        assert refusal(*named, start=own)[0] == "E314.missing"
    with pytest.raises(Refused, match="E314"):
        compile_rules("gb/lighting", rules="")
    assert "E314: there is no folder" in run("list", "--rules", "", code=2).output
    path = os.pathsep.join(("", str(own / "rules"), "", "shipped", ""))
    assert (
        run("list", rules=path).stdout == run("list", "--rules", own / "rules", "--rules", "shipped").stdout
    )
    assert run("list", rules=os.pathsep).stdout == run("list", rules="").stdout


def test_a_folder_counts_once_however_it_is_named(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own)
    (own / "link").symlink_to("rules")
    assert folders("rules", own / "rules", "./rules/../rules", "link") == [Path("rules")]
    assert folders(RULES, "shipped") == [RULES]


def test_a_folder_that_is_no_library_is_told(tmp_path: Path) -> None:
    (tmp_path / "rules" / "iptables").mkdir(parents=True)
    (tmp_path / "rules" / "iptables" / "drop.yaml").write_text("", encoding="utf-8")
    assert refusal(tmp_path / "rules") == ("E314.no_rules", (tmp_path / "rules").as_posix())
    assert refusal(start=tmp_path)[0] == "E314.no_rules"
    assert refusal(RULES, tmp_path / "rules")[0] == "E314.no_rules"
    assert refusal(tmp_path / "nowhere")[0] == "E314.missing"
    assert refusal(tmp_path / "rules" / "iptables" / "drop.yaml")[0] == "E314.missing"


def test_a_link_to_nothing_is_told_and_a_file_of_that_name_passed_over(own: Path) -> None:
    below = own / "below"
    below.mkdir()
    (below / "rules").write_text("", encoding="utf-8")
    assert folders(start=below) == [own / "rules", RULES]
    (below / "rules").unlink()
    (below / "rules").symlink_to("nowhere")
    assert refusal(start=below) == ("E314.missing", "rules")


@pytest.mark.parametrize("name", ["x" * 5000, "a/" * 3000, "a\0b", "\udcff"])
def test_a_path_that_cannot_be_is_told(name: str) -> None:
    assert refusal(name)[0] == "E314.missing"


@pytest.fixture
def gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A working folder that is deleted while one stands in it."""
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    yield
    os.chdir(tmp_path)


def test_in_a_deleted_folder_a_library_has_to_be_named(gone: None) -> None:
    with pytest.raises(Refused) as refused:
        search_path()
    assert [d.key for d in refused.value.diagnostics] == ["E314.no_folder"]
    assert folders("shipped") == [RULES]
    assert len(Library(search_path(["shipped"])).references()) == len(Library(RULES).references())
    assert refusal("rules")[0] == "E314.missing"


# ---- commands


def library_of_one(folder: Path) -> Path:
    """An organisation's library: one rule set that is built on a shipped one."""
    return write_library(folder, overlay("acme/lamp@1.0.0", "gb/lighting@0.1.0")).root


def test_an_own_library_of_one_rule_set_lies_over_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = library_of_one(tmp_path)
    monkeypatch.chdir(tmp_path)
    path = f"{rules}{os.pathsep}shipped"
    listed = run("list", rules=path).stdout
    assert "acme/lamp@1.0.0" in listed
    assert "gb/24067@1.0.0" in listed
    assert listed == run("list", "--rules", "rules", "--rules", "shipped").stdout
    assert "1 file checked" in run("validate", rules=path).stderr
    inventory = (RULES / "gb/lighting/examples/led-panel-600.yaml").read_text(encoding="utf-8")
    (tmp_path / "panel.yaml").write_text(
        inventory.replace("ruleset: gb/lighting@0.1.0", "ruleset: acme/lamp@1.0.0"), encoding="utf-8"
    )
    assert "per unit   146 kgCO2e" in run("calculate", "acme/lamp", "panel.yaml", rules=path).stdout
    alone = run("validate", rules=rules, code=1).stdout
    assert "the library has no `gb/lighting@0.1.0`" in alone


def test_a_shipped_version_with_other_content_is_an_error_in_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_library(tmp_path, rule_set("iso14067@1.0.0"))
    monkeypatch.chdir(tmp_path)
    path = f"rules{os.pathsep}shipped"
    for words in (
        ["list"],
        ["validate"],
        ["show", "iso14067@1.0.0", "--resolved"],
        ["checklist", "gb/lighting@0.1.0", "-o", "out"],
    ):
        done = run(*words, rules=path, code=1)
        assert "rules/iso14067/1.0.0.yaml: error E312" in done.output, words
        assert "shipped/iso14067/1.0.0.yaml" in done.output, words
    assert reference("iso14067@1.0.0") in Library(search_path(["rules", "shipped"])).references()


def test_a_folder_that_is_no_library_is_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules").mkdir()
    monkeypatch.chdir(tmp_path)
    for words in (["list"], ["validate"], ["calculate", "gb/lighting", "x.yaml"], ["demo"]):
        done = run(*words, rules="", code=2)
        assert "rules: error E314: the folder" in done.output, words
        assert "`--rules shipped`" in done.output, words
    assert "gb/lighting" in run("list", rules="shipped").stdout


def test_what_lies_in_the_library_is_told_by_list_and_validate_beside_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = write_library(tmp_path)
    monkeypatch.chdir(tmp_path)
    (library.root / "test/product/1.0.0 (1).yaml").write_text("", encoding="utf-8")
    (library.root / "test/linked").symlink_to(tmp_path)
    for command in ("list", "validate"):
        done = run(command, rules="rules", code=1)
        assert "rules/test/product/1.0.0 (1).yaml: error E313" in done.output
        assert "rules/test/linked: error E303" in done.output
    assert "test/product@1.0.0" in run("list", rules="rules", code=1).stdout
    assert "E303" not in run("validate", "rules/test/product", rules="rules", code=1).output
    run("template", "test/product@1.0.0", "-o", "product.yaml", rules="rules")


def test_shipped_is_the_library_of_the_program() -> None:
    assert shipped().folder == RULES
    assert shipped().name == "shipped"
