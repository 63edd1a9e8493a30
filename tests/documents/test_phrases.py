"""The fixed phrases: bilingual throughout, and every one is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from ruleengine.documents.checklist.sheet_types import (
    ActivityWord,
    AssuranceWord,
    FindingWord,
    OpinionWord,
    RoleWord,
)
from ruleengine.documents.preparation import FOLDER, phrases

#: Words of the sheet, by the section that says them.
WORDS = {
    "finding": {*get_args(FindingWord)},
    "finding_short": {*get_args(FindingWord)},
    "activity": {*get_args(ActivityWord)},
    "role": {*get_args(RoleWord)},
    "assurance": {*get_args(AssuranceWord)},
    "opinion": {*get_args(OpinionWord)},
}


def entries(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if set(node) == {"zh", "en"}:
        yield path, node
        return
    for name, item in node.items():
        yield from entries(item, f"{path}.{name}" if path else str(name))


def test_every_phrase_is_in_both_languages_with_the_same_places() -> None:
    for path, pair in entries(phrases()):
        assert re.search(r"[\u4e00-\u9fff]", pair["zh"]), path
        assert not re.search(r"[\u4e00-\u9fff]", pair["en"]), path
        assert set(re.findall(r"\{\w+\}", pair["zh"])) == set(re.findall(r"\{\w+\}", pair["en"])), path


def test_chinese_phrases_read_as_a_standard() -> None:
    for path, pair in entries(phrases()):
        assert not re.search(r"必须|应当|不得", pair["zh"]), path
        assert not re.search(r"[\u4e00-\u9fff][,;:!?]", pair["zh"]), path


@pytest.mark.parametrize(
    "section", ["verb", "verdict", "grade", "severity", "origin", "nature", "boundary", *WORDS]
)
def test_words_of_the_view_have_phrases(section: str) -> None:
    words = WORDS | {
        "verb": {"shall", "should", "may"},
        "verdict": {"satisfied", "not_satisfied", "not_evaluated", "not_applicable", "manual"},
        "grade": {"standard", "official", "secondary", "substitute", "assumption"},
        "severity": {"major", "minor", "observation"},
        "origin": {"own", "inherited", "modified", "because"},
        "nature": {"life-cycle", "direct", "upstream", "characterization"},
        "boundary": {"cradle-to-grave", "cradle-to-gate", "gate-to-gate"},
    }
    found: Any = phrases()[section]
    assert set(found) == words[section]


def test_every_phrase_is_used() -> None:
    """Some sections are listed as a whole; `per_functional_unit` and its like are put together from parts."""
    files = [path for path in (FOLDER / "templates").rglob("*") if path.is_file()]
    source = "".join(path.read_text(encoding="utf-8") for path in [*files, *FOLDER.glob("*.py")])
    names = {
        path.rpartition(".")[2]: path
        for path, _ in entries(phrases())
        if path.partition(".")[0]
        not in ("finding", "finding_short", "role", "assurance", "opinion", "activity")
    }
    stems = {name.removesuffix("_functional_unit").removesuffix("_declared_unit") for name in names}
    assert {stem for stem in stems if not re.search(rf"\b{re.escape(stem)}(\b|_)", source)} == set()
