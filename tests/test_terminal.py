"""Texts in a terminal: widths, lines that fit, columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ruleengine.characters import width
from ruleengine.terminal import cut, pad_left, table, wrapped

TEXTS = st.text("ab 中文，。（）`-", max_size=60)


def test_lines_are_cut_at_spaces_and_between_wide_characters() -> None:
    assert wrapped("calculate every product", 10) == ["calculate", "every", "product"]
    assert wrapped("核算产品的碳足迹", 8) == ["核算产品", "的碳足迹"]
    assert wrapped("用gb/lighting核算", 12) == ["用", "gb/lighting", "核算"]
    assert wrapped("", 10) == []


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    assert wrapped("核算产品，的碳足迹", 8) == ["核算产", "品，的碳", "足迹"]
    assert wrapped("核算产（品的碳）足迹", 8) == ["核算产", "（品的", "碳）足迹"]


def test_what_stands_in_backticks_is_kept_together() -> None:
    assert wrapped("运行`ruleengine list`后", 18) == ["运行", "`ruleengine list`", "后"]


@given(TEXTS, st.integers(8, 40))
def test_wrapped_lines_fit_and_say_the_same(text: str, columns: int) -> None:
    lines = wrapped(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(line == line.strip() for line in lines)
    words = [word for word in text.split() if "`" not in word]
    if "`" not in text and all(width(word) <= 4 for word in words):
        assert all(width(line) <= columns for line in lines)


@given(TEXTS, st.integers(2, 20))
def test_a_text_that_is_cut_fits(text: str, columns: int) -> None:
    shown = cut(text, columns)
    assert width(shown) <= columns
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))


def test_columns_have_one_width() -> None:
    assert table([("名称", "数值"), ("a", "1")]) == ["名称  数值", "a        1"]
    assert pad_left("中", 4) == "  中"
