"""Feeds of what happened to a library, and what it means for one's products."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from ruleengine.compare.bulletin import bulletin
from ruleengine.compare.chronicle import chronicle
from ruleengine.ruleset.library import Library
from tests.cli.command import run
from tests.library_builder import RULES, as_yaml, rule_set, write_library

CODES = {"hs": {"system": {"zh": "协调制度", "en": "HS"}, "codes": ["9405.11", "9405/x"]}}
WORDS = {"zh": "甲<b>", "en": "new <b>"}
OLD = rule_set(
    "test/product@1.0.0",
    inputs={"mass": "kg"},
    parameters={"factor": "3 kgCO2e/kg"},
    emissions={"e": "mass * factor"},
    product_codes=CODES,
)
NEW = rule_set(
    "test/product@2.0.0",
    inputs={"mass": {"unit": "kg", "max": 9}, "width": "m"},
    must={"some": "mass > 0"},
    parameters={"factor": "4 kgCO2e/kg"},
    emissions={"e": "mass * factor"},
    product_codes=CODES,
    changes={"one": {"since": "1.0.0", "what": WORDS, "why": WORDS, "effect": WORDS}},
)
STATUS = {
    "status": {
        "test/product@1.0.0": {
            "from": "2026-01-01", "until": "2026-06-30", "transition": "2027-06-30", "source": "s",
        }
    },
    "sources": {"s": {"title": "S", "grade": "official", "publisher": "P", "year": 2026}},
}  # fmt: skip


def commit(folder: Path, day: str) -> None:
    """All files committed on a day."""
    day = f"{day}T12:00:00Z"
    days = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", "-C", str(folder), *words], check=True, env={**os.environ, **days})


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Version 1 of February, version 2 of May, and a status file of May."""
    folder = write_library(tmp_path, OLD).root
    commit(folder, "2026-02-03")
    made = write_library(tmp_path, OLD, NEW)
    (folder / "status.yaml").write_text(as_yaml(STATUS), encoding="utf-8")
    commit(folder, "2026-05-06")
    return Library(made.root)


def test_days_come_from_history_and_from_the_status_file(library: Library) -> None:
    found = chronicle(library)
    assert [(o.day, o.happening, str(o.reference)) for o in found.occurrences] == [
        ("2027-06-30", "transition-ends", "test/product@1.0.0"),
        ("2026-06-30", "out-of-force", "test/product@1.0.0"),
        ("2026-05-06", "appeared", "test/product@2.0.0"),
        ("2026-02-03", "appeared", "test/product@1.0.0"),
        ("2026-01-01", "in-force", "test/product@1.0.0"),
    ]
    assert found.undated == ()


def test_feeds_are_valid_and_read_by_a_reader(library: Library, tmp_path: Path) -> None:
    run("feed", "-o", tmp_path / "a", "--site", "https://example.org/feeds", rules=library.root)
    run("feed", "-o", tmp_path / "b", "--site", "https://example.org/feeds", rules=library.root)
    schema = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
    files = sorted((tmp_path / "a").rglob("*.atom"))
    assert [f.relative_to(tmp_path / "a").as_posix() for f in files if "zh" in f.parts] == [
        "zh/all.atom", "zh/codes/hs/9405%2Fx.atom", "zh/codes/hs/9405.11.atom", "zh/test/product.atom",
    ]  # fmt: skip
    ids: set[str] = set()
    for file in files:
        schema.assertValid(etree.parse(file))
        read = feedparser.parse(file.read_bytes())
        assert not read.bozo
        assert len(read.entries) == 5
        assert read.feed.id not in ids
        ids.add(read.feed.id)
        assert file.read_bytes() == (tmp_path / "b" / file.relative_to(tmp_path / "a")).read_bytes()
    entry = feedparser.parse((tmp_path / "a/en/all.atom").read_bytes()).entries[2]
    assert entry.title == "new version test/product@2.0.0"
    assert "new &lt;b&gt;" in entry.content[0].value
    assert "breaking 3; normative 1" in entry.content[0].value


def test_without_a_repository_the_days_are_said_to_be_unknown(tmp_path: Path) -> None:
    root = write_library(tmp_path / "rules", OLD, NEW).root
    done = run("feed", "-o", tmp_path / "a", rules=root)
    assert "`test/product@1.0.0`" in done.stderr
    assert not list((tmp_path / "a").rglob("*.atom")), "nothing happened on a day that is known"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://example.org", "https://", "https://a b", ""]
)
def test_the_address_of_feeds_is_one_of_the_web(address: str, library: Library, tmp_path: Path) -> None:
    told = run("feed", "-o", tmp_path / "a", "--site", address, rules=library.root, code=2)
    assert "is no web address" in told.stderr
    assert not (tmp_path / "a").exists()


def test_what_changed_for_products(library: Library) -> None:
    found = bulletin(library, {"test/product@1.0.0": 3, "test/none@1.0.0": 1}, "2026-04-01", "2026-06-01")
    first, second = found.news
    assert (str(first.used), str(first.newer), first.products) == (
        "test/product@1.0.0",
        "test/product@2.0.0",
        3,
    )
    assert [e.path for e in first.asked] == ["inputs.width", "must.some", "inputs.mass"]
    assert [e.path for e in first.numbers] == ["parameters.factor"]
    assert second.used is None
    assert [o.happening for o in found.happened] == ["appeared"]
    assert [o.day for o in found.ahead] == ["2026-06-30", "2027-06-30"]
    before = bulletin(library, {"test/product@1.0.0": 3}, "2026-01-01", "2026-03-01")
    assert before.news[0].newer is None, "version 2 was not there yet"
    early = bulletin(library, {"test/product@2.0.0": 1}, "2025-01-01", "2025-02-01")
    assert str(early.news[0].used) == "test/product@2.0.0", "what products name is in the library"


def test_the_forms_of_changes(library: Library, tmp_path: Path) -> None:
    inventories = tmp_path / "mine"
    inventories.mkdir()
    for name in ("a", "b"):
        data = {"ruleset": "test/product@1.0.0", "inventory": name, "values": {"mass": 1}}
        (inventories / f"{name}.yaml").write_text(as_yaml(data), encoding="utf-8")
    (inventories / "broken.yaml").write_text("a: [", encoding="utf-8")
    words = (
        "changes",
        "--portfolio",
        inventories,
        "--from",
        "2026-04-01",
        "--to",
        "2026-06-01",
        "--messages",
        "en",
    )
    done = run(*words, rules=library.root)
    assert "test/product@1.0.0: inventories 2" in done.stdout
    assert "the newest version is test/product@2.0.0 (draft)" in done.stdout
    assert "new, has to be given: width `inputs.width`" in done.stdout
    assert "asked for otherwise: mass `inputs.mass` (4): max 9, new" in done.stdout
    assert "new, has to be met: some `must.some`" in done.stdout
    assert "new <b> (effect: new <b>)" in done.stdout
    assert "2027-06-30 (after the last day): transition of test/product@1.0.0 ends" in done.stdout
    assert "broken.yaml" in done.stderr
    data = json.loads(run(*words, "--format", "json", rules=library.root).stdout)
    assert data["rule_sets"][0]["asked"] == ["inputs.width", "must.some", "inputs.mass"]
    page = run(*words, "--format", "html", rules=library.root).stdout
    assert "new &lt;b&gt;" in page
    assert "new <b>" not in page
    empty = tmp_path / "empty"
    empty.mkdir()
    refused = run(
        "changes", "--portfolio", empty, "--from", "2026-04-01", "--to", "2026-06-01", code=1, rules=RULES
    )
    assert "holds no inventory that names a rule set" in refused.stderr
    words = ("changes", "--portfolio", tmp_path / "none", "--from", "2026-04-01", "--to", "2026-06-01")
    assert "E615" not in run(*words, code=1, rules=RULES).stderr, "what cannot be read is told, and no more"
