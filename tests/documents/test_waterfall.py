"""Waterfall charts: steps begin where the one before ends, rises are filled and falls outlined, texts stay inside."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from ruleengine.documents.drawing import NEGATIVE, POSITIVE, SOFT
from ruleengine.documents.waterfall import (
    WaterfallStep,
    WaterfallTotal,
    is_cut,
    narrow_waterfall_chart,
    waterfall_chart,
)

FIRST, LAST = WaterfallTotal("old", 100.0, "100"), WaterfallTotal("new", 140.0, "140")
STEPS = [WaterfallStep("a & b", "parameters.a", 60.0, "+60"), WaterfallStep("c", "", -20.0, "−20")]


def boxes(svg: str) -> list[tuple[float, float, str]]:
    """Left edge, right edge and colour of each box, in order."""
    found = []
    for box in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect"):
        left, width = float(box.attrib["x"]), float(box.attrib["width"])
        colour = box.attrib.get("stroke", box.attrib["fill"])
        found.append((left, left + width, colour))
    return found


def test_steps_begin_where_the_one_before_ends() -> None:
    old, rise, fall, new = boxes(waterfall_chart(FIRST, STEPS, LAST, head="kg", title="t"))
    assert [old[2], rise[2], fall[2], new[2]] == [SOFT, POSITIVE, NEGATIVE, SOFT]
    assert rise[0] == pytest.approx(old[1], abs=0.02)
    assert fall[1] == pytest.approx(rise[1], abs=0.02)
    assert fall[0] == pytest.approx(new[1], abs=0.02)
    assert old[0] == new[0]
    assert (rise[1] - rise[0]) / (old[1] - old[0]) == pytest.approx(0.6, abs=0.01)


@pytest.mark.parametrize(("last", "cut"), [(140.0, False), (101.0, True)])
def test_an_axis_that_does_not_begin_at_zero_is_known(last: float, cut: bool) -> None:
    steps = [WaterfallStep("a", "", last - 100.0, "")]
    assert is_cut(FIRST, steps, WaterfallTotal("new", last, "")) is cut


@pytest.mark.parametrize("draw", [waterfall_chart, narrow_waterfall_chart])
def test_what_is_drawn_stays_inside(draw) -> None:
    """Totals below zero, a step over zero, nothing at all, and labels longer than their column."""
    cases = [
        (WaterfallTotal("old", -5.0, "−5"), [WaterfallStep("x" * 80, "y" * 90, 9.0, "+9")], LAST),
        (WaterfallTotal("旧" * 30, 0.0, "0"), [], WaterfallTotal("新", 0.0, "0")),
        (FIRST, STEPS, LAST),
    ]  # fmt: skip
    for first, steps, last in cases:
        svg = draw(first, steps, last, head="kg", title="t & t")
        width = float(re.findall(r'viewBox="[^"]*? [^ ]* ([\d.]+) [\d.]+"', svg)[0])
        assert all(-1 <= left <= right <= width + 1 for left, right, _ in boxes(svg))
        assert "t &amp; t" in svg
