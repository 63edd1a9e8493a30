"""The sentences beside the codes: both languages say the same, every key is told somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ruleengine.diagnostics.codes import CODES
from ruleengine.diagnostics.facts import facts_named
from ruleengine.diagnostics.phrases import PHRASES
from ruleengine.diagnostics.sentences import GROUPS, sentences_of

SOURCE = Path(__file__).parents[2] / "src" / "ruleengine"
ALL = {key: s for group in GROUPS.values() for key, s in sentences_of(group).items()}
KEY = re.compile(r"\b([EW][1-8][0-9]{2}\.[a-z][a-z0-9_]*)\b")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Words that may stand in a Chinese sentence: names of formats and the like, and what stands in backticks.
NAMES = re.compile(
    r"`[^`]*`|\{[^}]*\}|(?<![A-Za-z0-9])(YAML|JSON|CSV|UTF-8|UTF|PDF|Parquet|Spark|XML|Excel|SVG|Unicode|EcoSpold|ILCD|TIDAS"
    r"|EPD|PACT|Word|GB 18030|GBK"
    r"|ANSI|ASCII|CO2e?)(?![A-Za-z0-9])"
)


def pairs() -> list[tuple[str, str, str]]:
    """Key with part, English and Chinese, of every template."""
    found = [
        (f"{key} {name}", texts[0], texts[1])
        for key, sentence in ALL.items()
        for name, texts in sentence.parts()
    ]
    return found + [(key, *texts) for key, texts in PHRASES.items()]


def test_both_languages_of_a_sentence_name_the_same_facts() -> None:
    assert [name for name, en, zh in pairs() if facts_named(en) != facts_named(zh)] == []


def test_every_chinese_sentence_is_chinese() -> None:
    wrong = []
    for name, en, zh in pairs():
        words = NAMES.sub("", en)
        if re.search(r"[A-Za-z]{2}", words) and (en == zh or not CHINESE.search(zh)):
            wrong.append((name, zh))
        left = re.findall(r"[A-Za-z]{3,}", NAMES.sub("", zh))
        if left:
            wrong.append((name, " ".join(left)))
    assert wrong == []


def test_chinese_sentences_have_chinese_punctuation() -> None:
    wrong = [
        (name, zh)
        for name, _, zh in pairs()
        if re.search(r"[\u4e00-\u9fff][,;:?()]|[,;:?(][\u4e00-\u9fff]", zh)
    ]
    assert wrong == []


#: Chinese words that are not used because another one means the same thing everywhere else.
ONE_WORD = {
    "更正": "改正",
    "默认": "缺省",
    "评价文件": "核查文件",
    "产品集": "产品组合",
    "目录": "文件夹",
    "未评价": "未判定",
}


def test_one_thing_has_one_word_in_chinese() -> None:
    codes = [(code, text, text) for code, entry in CODES.items() for text in entry.zh]
    assert [(n, zh, w) for n, _, zh in [*pairs(), *codes] for w in ONE_WORD if w in zh] == []


def test_messages_are_lower_case_without_a_final_full_stop() -> None:
    wrong = [
        (name, text)
        for name, en, zh in pairs()
        for text in (en, zh)
        if text.endswith((".", "。"))
        or (text[:1].isupper() and not re.match(r"[A-Z]{2}|Parquet|Spark|Excel|EcoSpold", text))
    ]
    assert wrong == []


def test_every_sentence_belongs_to_a_code_and_its_group() -> None:
    for digit, group in GROUPS.items():
        for key in sentences_of(group):
            assert KEY.fullmatch(key), key
            assert key[1] == digit
            assert key.partition(".")[0] in CODES


def test_every_sentence_is_told_somewhere_and_every_key_told_has_a_sentence() -> None:
    told: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        if path.parent.name != "sentences":
            told |= set(KEY.findall(path.read_text(encoding="utf-8")))
    assert sorted(told - set(ALL)) == []
    assert sorted(set(ALL) - told) == []


@pytest.mark.parametrize("key", [k for k in PHRASES if k.startswith("related.")])
def test_roles_of_related_places_need_no_facts(key: str) -> None:
    assert [facts_named(text) for text in PHRASES[key]] == [set(), set()]
