"""The rule sets of the library read as standards do: complete requirements, and the verbs of GB/T 1.1 and ISO."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from ruleengine.resolve.overlay import resolve
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import RuleSet

RULES = Path(__file__).parents[2] / "rules"
LIBRARY = Library(RULES)
RULE_SETS = [r for r in LIBRARY.references() if isinstance(LIBRARY.load(r), RuleSet)]
RESOLVED = {str(r): resolve(LIBRARY, r) for r in RULE_SETS}
CATEGORIES = [name for name, resolved in RESOLVED.items() if not resolved.own.abstract]

#: Words that hold the sign of a verb and are none.
NOT_VERBS = (
    *("相应", "响应", "适应", "反应", "对应", "供应", "效应", "应用", "应力", "应变", "应急", "应答", "感应"),
    *("便宜", "适宜", "许可", "认可", "可再生", "可回收", "可靠", "可比", "可追溯", "可持续", "可用", "可行"),
)
VERBS = {"shall": ("应", r"\bshall\b"), "should": ("宜", r"\bshould\b"), "may": ("可", r"\bmay\b")}
FORBIDDEN = ("必须", "应当", "不得", "须")


def requirements(resolved: ResolvedRuleSet) -> Iterator[ResolvedElement]:
    """The requirements of a rule set that stand in its own file."""
    return (e for e in resolved.section("requirements") if e.origins[-1] == resolved.reference)


OWN = [(name, e) for name, resolved in RESOLVED.items() for e in requirements(resolved)]


def text(element: ResolvedElement, language: str) -> str:
    """The text of a requirement in one language."""
    pair = element.fields["text"]
    assert isinstance(pair, Mapping)
    return str(pair[language])


def test_the_library_has_categories_on_two_bases() -> None:
    assert len(CATEGORIES) >= 7
    for name in CATEGORIES:
        chain = [r.reference.id for r in RESOLVED[name].chain]
        assert chain[:2] == ["iso14067", "gb/24067"], name


@pytest.mark.parametrize("name", CATEGORIES)
def test_a_category_has_at_least_forty_requirements(name: str) -> None:
    assert len(list(RESOLVED[name].section("requirements"))) >= 40


@pytest.mark.parametrize("name", CATEGORIES)
def test_no_requirement_is_of_a_stage_that_the_boundary_leaves_out(name: str) -> None:
    """What bases ask of use and end of life is removed, with a reason, where the boundary ends at a gate."""
    stages = RESOLVED[name].singles["boundary"].fields["stages"]
    assert isinstance(stages, Sequence)
    asked = {e.id: e.fields.get("stage") for e in RESOLVED[name].section("requirements")}
    assert {k: stage for k, stage in asked.items() if stage is not None and stage not in stages} == {}


@pytest.mark.parametrize("name", RESOLVED)
def test_requirements_are_complete(name: str) -> None:
    incomplete = []
    for element in RESOLVED[name].section("requirements"):
        fields = element.fields
        found = {
            "clause": bool(element.clause),
            "verb": fields.get("verb") in VERBS,
            "severity": fields.get("severity") in ("major", "minor", "observation"),
            "evidence": bool(fields.get("evidence")),
            "method or check": bool(fields.get("method") or fields.get("check")),
            "source": bool(fields.get("source")),
            "zh": len(text(element, "zh").strip()) > 5,
            "en": len(text(element, "en").strip()) > 15,
        }
        incomplete += [(element.id, what) for what, there in found.items() if not there]
    assert incomplete == []


@pytest.mark.parametrize("name", RESOLVED)
def test_a_category_has_checks_and_a_requirement_for_the_report(name: str) -> None:
    listed = list(RESOLVED[name].section("requirements"))
    if name in CATEGORIES:
        assert sum("check" in e.fields for e in listed) >= 10
    assert len({e.id for e in listed}) == len(listed)


def verbs_in(words: str) -> str:
    """The Chinese text without the words that only look like a verb."""
    for word in NOT_VERBS:
        words = words.replace(word, "")
    return words


def test_requirements_have_no_forbidden_verbs() -> None:
    wrong = [(name, e.id, word) for name, e in OWN for word in FORBIDDEN if word in text(e, "zh")]
    assert wrong == []
    wrong = [
        (name, e.id) for name, e in OWN if re.search(r"\b(must|has to|have to|needs to)\b", text(e, "en"))
    ]
    assert wrong == []


def test_no_file_of_the_library_has_a_forbidden_verb() -> None:
    files = [
        p for p in RULES.rglob("*.yaml") if any(w in p.read_text(encoding="utf-8") for w in FORBIDDEN[:3])
    ]
    assert files == []


def test_the_verb_of_a_requirement_stands_in_its_text() -> None:
    wrong = []
    for name, element in OWN:
        zh, en = VERBS[str(element.fields["verb"])]
        if zh not in verbs_in(text(element, "zh")):
            wrong.append((name, element.id, "zh", text(element, "zh")))
        if not re.search(en, text(element, "en")):
            wrong.append((name, element.id, "en", text(element, "en")))
    assert wrong == []


def test_a_recommendation_does_not_demand() -> None:
    wrong = []
    for name, element in OWN:
        verb, zh, en = element.fields["verb"], verbs_in(text(element, "zh")), text(element, "en")
        if verb in ("should", "may") and ("应" in zh or re.search(VERBS["shall"][1], en)):
            wrong.append((name, element.id, verb, zh, en))
        if verb == "may" and ("宜" in zh or re.search(VERBS["should"][1], en)):
            wrong.append((name, element.id, verb, zh, en))
    assert wrong == []


def test_chinese_texts_are_set_as_chinese_is() -> None:
    """Full stop at the end, full-width punctuation between Chinese characters, no space beside them."""
    wrong = []
    for name, element in OWN:
        words = re.sub(r"《.*?》", "", text(element, "zh"))  # titles have spaces between their parts
        if not words.endswith("。"):
            wrong.append((name, element.id, "no 。 at the end", words))
        if re.search(r"[\u4e00-\u9fff][,;:!?()][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?:\s|$)", words):
            wrong.append((name, element.id, "narrow punctuation", words))
        if re.search(r"[\u4e00-\u9fff] +[\u4e00-\u9fff]", words):
            wrong.append((name, element.id, "space", words))
    assert wrong == []


def test_english_texts_are_sentences() -> None:
    wrong = [
        (name, e.id, text(e, "en"))
        for name, e in OWN
        if not re.fullmatch(r"[A-Z\"].*\.", text(e, "en"), re.DOTALL)
    ]
    assert wrong == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    wrong = []
    for name, element in OWN:
        zh, en = (sorted(re.findall(r"\{[a-z0-9_]+\}", text(element, lang))) for lang in ("zh", "en"))
        if zh != en:
            wrong.append((name, element.id, zh, en))
    assert wrong == []
