"""Tornado charts and histograms: inside their frame whatever is drawn, texts of marks apart from each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ruleengine.documents.charts import Bar
from ruleengine.documents.drawing import FILLED, OUTLINED, text_width
from ruleengine.documents.spread_charts import Mark, TornadoRow, histogram_chart, tornado_chart

SVG = "{http://www.w3.org/2000/svg}"
VALUES = st.floats(-1e6, 1e6).map(lambda value: round(value, 6))
LABELS = st.text(st.characters(categories=["L", "P", "Zs"]), min_size=1, max_size=60)
SPANS = st.lists(
    st.builds(
        TornadoRow,
        LABELS,
        LABELS,
        st.none() | VALUES,
        st.none() | VALUES,
        st.just("123.45"),
        st.just("678.90"),
    ),
    max_size=6,
)


def check_inside(drawing: str) -> etree._Element:
    """The drawing, after a check that its boxes and texts lie inside its frame."""
    tree = etree.fromstring(drawing)
    left, top, width, height = (float(n) for n in tree.get("viewBox", "").split())
    for box in tree.iter(f"{SVG}rect"):
        assert left <= float(box.get("x", ""))
        assert float(box.get("x", "")) + float(box.get("width", "")) <= left + width
        assert top <= float(box.get("y", "")) <= top + height
        assert float(box.get("height", "")) >= 0
    for text in tree.iter(f"{SVG}text"):
        start, end = extent(text)
        assert left - 1 <= start
        assert end <= left + width + 1 or start == 0  # labels are broken at spaces only
        assert top <= float(text.get("y", "")) <= top + height
    return tree


def extent(text: etree._Element) -> tuple[float, float]:
    """Where a line of text begins and ends."""
    size = text_width(text.text or "", float(text.get("font-size", "")))
    start = (
        float(text.get("x", "")) - {"start": 0.0, "middle": size / 2, "end": size}[text.get("text-anchor")]
    )
    return start, start + size


@given(SPANS, VALUES)
def test_a_tornado_chart_lies_inside_its_frame(spans: list[TornadoRow], base: float) -> None:
    head = "单位产品碳足迹 footprint per unit 123.45 kgCO₂e"
    check_inside(tornado_chart(spans, base=base, head=head, legend=("−10 %", "+10 %"), title="t"))


def test_low_is_outlined_and_high_is_filled_as_in_the_legend() -> None:
    spans = [
        TornadoRow("功率", "power", 90.0, 110.0, "90", "110"),
        TornadoRow("光通量", "flux", 110.0, None, "110", "–"),
    ]
    drawing = tornado_chart(spans, base=100.0, head="100", legend=("−10 %", "+10 %"), title="t")
    tree = check_inside(drawing)
    boxes = list(tree.iter(f"{SVG}rect"))
    assert [drawing.count(style) for style in (OUTLINED, FILLED)] == [3, 2]
    assert float(boxes[0].get("x")) + float(boxes[0].get("width")) == float(boxes[1].get("x"))
    assert float(boxes[2].get("x")) == float(boxes[1].get("x"))


@given(
    st.lists(st.integers(0, 900), min_size=1, max_size=40).filter(any),
    VALUES,
    st.floats(0, 1e5),
    st.lists(st.floats(0, 1), min_size=3, max_size=3),
)
def test_a_histogram_lies_inside_its_frame_and_its_marks_do_not_touch(
    counts: list[int], low: float, width: float, places: list[float]
) -> None:
    edges = [low + width * i / len(counts) for i in range(len(counts) + 1)]
    marks = [
        Mark(low + width * p, text)
        for p, text in zip(places, ("2.5 %: 1.23", "中位数 2.34", "97.5 %: 3"), strict=True)
    ]
    bars = [Bar("额定功率", "rated power", 0.7, "70.0 %", ""), Bar("质量", "mass", 0.0, "0.0 %", "")]
    texts = {"head": "head", "bars_head": "bars", "share_title": "", "title": "t"}
    tree = check_inside(histogram_chart(edges, counts, marks, bars, **texts))
    shown = [t for t in tree.iter(f"{SVG}text") if t.get("font-size") == "10.5"]
    assert len(shown) == 3
    for one in shown:
        for other in shown:
            if one is not other and one.get("y") == other.get("y"):
                assert extent(one)[1] < extent(other)[0] or extent(other)[1] < extent(one)[0]
