"""Which characters count as hidden, held against the properties that Unicode gives them."""

from __future__ import annotations

import re
import subprocess
import sys
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.characters import HIDDEN_PATTERN, escape, hidden_in, one_line, readable, visible, width
from tests.tools import TOOLS

EVERY = [chr(code) for code in range(sys.maxunicode + 1)]
HIDDEN = {c for c in EVERY if hidden_in(c) is not None}
#: Prepended_Concatenation_Mark: format characters that are printed around the digits that follow them.
NUMBER_SIGNS = {
    *map(chr, range(0x600, 0x606)),
    *map(chr, (0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)),
}


def test_whatever_controls_or_formats_is_hidden() -> None:
    due = {c for c in EVERY if category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - {"\t", "\n"} - NUMBER_SIGNS
    assert due - HIDDEN == set()


@pytest.mark.parametrize(
    "character",
    "\u061c\u180e\U0001d173\U000e0001\U000e0041\u115f\u3164\uffa0\u034f\u200b\u2066\ufe0f\x1b\x9b",
)
def test_characters_that_hide_or_turn_a_text(character: str) -> None:
    assert hidden_in(f"ab{character}cd") == 2
    assert visible(f"ab{character}cd") == f"ab{escape(character)}cd"
    assert readable(f"ab{character}cd") == "abcd"


@pytest.mark.parametrize(
    "text", ["产品　名称 1 000 é", "a\nb\tc", "CO₂ m³ ℃ “不适用”", "１２，３（吨）", "👍 e\u0301 \u0600"]
)
def test_texts_that_people_write_hide_nothing(text: str) -> None:
    assert hidden_in(text) is None


@pytest.mark.needs("perl")
def test_what_is_hidden_beyond_categories_is_ignorable_or_no_character() -> None:
    """Compared with the property as Perl knows it, whose tables come from the Unicode database."""
    perl = str(TOOLS["perl"].path())
    properties = r"\p{Default_Ignorable_Code_Point}|\p{Noncharacter_Code_Point}"
    script = rf"for (0..0x10FFFF) {{ print qq($_\n) if chr($_) =~ /{properties}/ }}"
    told = subprocess.run([perl, "-X", "-e", script], capture_output=True, text=True, check=True).stdout
    by_property = {chr(int(line)) for line in told.split()}
    assert by_property - HIDDEN == set()
    others = {c for c in HIDDEN - by_property if category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert others <= set(map(chr, range(0x13439, 0x13440)))  # format characters of Unicode 15


def test_the_pattern_for_other_engines_finds_the_same() -> None:
    pattern = re.compile(HIDDEN_PATTERN)
    assert {c for c in EVERY if pattern.search(c)} == {c for c in HIDDEN if category(c) != "Cs"}
    HIDDEN_PATTERN.encode("utf-8")


@given(st.text())
def test_what_is_made_visible_hides_nothing(text: str) -> None:
    for shown in (visible(text), readable(text), one_line(text)):
        assert hidden_in(shown) is None
        assert not set(shown) & {"\n", "\t"}
    assert visible(visible(text)) == visible(text)


def test_chinese_takes_two_columns() -> None:
    assert [width(text) for text in ("abc", "产品", "ａ：", "")] == [3, 4, 4, 0]
