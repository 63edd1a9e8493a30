"""Values in messages are short, on one line and without characters that act on a terminal."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.characters import visible
from ruleengine.diagnostics.facts import spoken
from ruleengine.source.wording import kind_of, shown, shown_text


@given(st.text())
def test_shown_texts_are_short_and_printable(text: str) -> None:
    shown = shown_text(text)
    assert visible(shown) == shown
    assert len(shown) <= 61 * 10
    if visible(text) == text and len(text) <= 60:
        assert shown == text


@pytest.mark.parametrize(
    ("value", "words", "kind"),
    [
        ("照明", "the text `照明`", "a text"),
        ("", "an empty text", "a text"),
        ("\x1b[2J\u202e", "the text `\\u001b[2J\\u202e`", "a text"),
        (3, "the number `3`", "a number"),
        (Decimal("0.50"), "the number `0.50`", "a number"),
        (True, "`true`", "`true`"),
        (None, "nothing", "nothing"),
        ({}, "an empty map", "a map"),
        ({"zh": 1, "en": 2}, "a map with `zh`, `en`", "a map"),
        ([], "an empty list", "a list"),
        ([1], "a list of 1 item", "a list"),
        ([1, 2], "a list of 2 items", "a list"),
    ],
)
def test_values_in_words(value: object, words: str, kind: str) -> None:
    assert spoken(shown(value), "en") == words
    assert spoken(kind_of(value), "en") == kind
