"""Bar charts: well-formed, inside their frame, the sign visible without colour."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ruleengine.documents.charts import Bar, bar_chart, narrow_bar_chart
from ruleengine.documents.drawing import NEGATIVE, POSITIVE, text_width

SVG = "{http://www.w3.org/2000/svg}"
STAGES = [
    Bar("原材料获取", "raw material acquisition", 2.2, "2.2", "1.5 %"),
    Bar("使用", "use", 141.6, "141.6", "98.4 %"),
    Bar("生命末期", "end of life", -0.1, "−0.1", "−0.1 %"),
]
bars = st.lists(
    st.builds(
        Bar,
        label=st.text(st.characters(categories=["L", "P", "Zs"]), min_size=1, max_size=60),
        note=st.text(st.characters(categories=["Lo", "Ll", "Zs"]), max_size=60),
        value=st.floats(-1e9, 1e9),
        text=st.just("123.4"),
        share=st.sampled_from(["", "12.3 %"]),
    ),
    min_size=1,
    max_size=8,
)


def test_positive_bars_are_filled_and_negative_ones_outlined() -> None:
    tree = etree.fromstring(bar_chart(STAGES, unit="kgCO₂e", share_title="占比 Share", title="stages"))
    fills = [rect.get("fill") for rect in tree.iter(f"{SVG}rect")]
    strokes = [rect.get("stroke") for rect in tree.iter(f"{SVG}rect")]
    assert fills == [POSITIVE, POSITIVE, "#ffffff"]
    assert strokes == [None, None, NEGATIVE]


def test_values_shares_and_both_languages_are_text() -> None:
    for drawing in (
        bar_chart(STAGES, unit="kgCO₂e", share_title="Share", title="stages"),
        narrow_bar_chart(STAGES, unit="kgCO₂e", title="stages"),
    ):
        text = " ".join(etree.fromstring(drawing).itertext())
        for bar in STAGES:
            assert bar.label in text
            assert bar.note in text
            assert bar.text in text
            assert bar.share in text


def test_markup_in_labels_stays_text() -> None:
    hostile = [Bar("<script>alert(1)</script>", "&amp;", 1, "1", "")]
    tree = etree.fromstring(bar_chart(hostile, unit="1", share_title="", title='"><script>'))
    assert {element.tag.removeprefix(SVG) for element in tree.iter()} == {"svg", "text", "rect", "path"}
    assert tree.get("aria-label") == '"><script>'


@given(bars)
def test_everything_lies_inside_the_frame(drawn: list[Bar]) -> None:
    for drawing in (
        bar_chart(drawn, unit="kgCO₂e", share_title="Share", title="t"),
        narrow_bar_chart(drawn, unit="kgCO₂e", title="t"),
    ):
        tree = etree.fromstring(drawing)
        width, height = float(tree.get("width", "")), float(tree.get("height", ""))
        for rect in tree.iter(f"{SVG}rect"):
            left, top = float(rect.get("x", "")), float(rect.get("y", ""))
            assert left >= 0
            assert left + float(rect.get("width", "")) <= width + 0.8
            assert 0 <= top <= height
        assert all(0 <= float(text.get("y", "")) <= height for text in tree.iter(f"{SVG}text"))


@given(bars)
def test_the_same_bars_give_the_same_drawing(drawn: list[Bar]) -> None:
    first = bar_chart(drawn, unit="kg", share_title="Share", title="t")
    assert bar_chart(list(drawn), unit="kg", share_title="Share", title="t") == first


def test_full_width_characters_are_wider() -> None:
    assert text_width("碳足迹", 10) == 30
    assert text_width("abc", 10) < 20
