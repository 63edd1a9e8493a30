"""The chart of a Monte Carlo run: draws of the footprint per unit, its interval, and where the variance comes from."""

from __future__ import annotations

from ruleengine.analysis.uncertainty.monte_carlo import Contribution, UncertaintyResult
from ruleengine.documents.charts import Bar
from ruleengine.documents.spread_charts import Mark, histogram_chart
from ruleengine.figures import percent, places, with_places
from ruleengine.run.unit_of_analysis import unit_in_both

MOST = 8
_LEAST = 0.001


def histogram_svg(outcome: UncertaintyResult, most: int = MOST) -> str:
    """The histogram and the `most` largest contributions as SVG text, labels in both languages."""
    spread = outcome.spreads[0]
    decimals = places(spread.deviation or spread.value, 3)
    low, middle, high = (with_places(spread.percentiles[p], decimals) for p in (2.5, 50.0, 97.5))
    marks = [
        Mark(spread.percentiles[2.5], f"2.5 %: {low}", dashed=True),
        Mark(spread.percentiles[50.0], f"中位数 median: {middle}"),
        Mark(spread.percentiles[97.5], f"97.5 %: {high}", dashed=True),
    ]
    per = unit_in_both(outcome.result.program)
    head = f"单位产品碳足迹 footprint per unit, kgCO₂e{per}（{outcome.draws - outcome.failed} 次抽样 draws）"
    contributions = [c for c in outcome.contributions if c.sampled >= _LEAST][:most]
    title = f"{head}: 2.5 % {low}, median {middle}, 97.5 % {high}"
    return (
        histogram_chart(
            outcome.histogram.edges, outcome.histogram.counts, marks, [_bar(c) for c in contributions],
            head=head, bars_head="对方差的贡献 contribution to variance", share_title="", title=title,
        )
        + "\n"
    )  # fmt: skip


def _bar(item: Contribution) -> Bar:
    variable, more = item.uncertain.variable, len(item.uncertain.rows) - 1
    chinese, english = variable.described("zh"), variable.described("en")
    if more:
        chinese, english = f"{chinese}，等{more + 1}行", f"{english}, and {more} more row{'s' * (more > 1)}"
    return Bar(chinese, english, item.sampled, percent(item.sampled), "")
