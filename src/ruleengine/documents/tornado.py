"""The tornado chart of a sensitivity analysis: what 10 % less and more of each number do to the footprint per unit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ruleengine.analysis.sensitivity.sensitivity import CHANGE, Analysis, Swing
from ruleengine.documents.spread_charts import TornadoRow, tornado_chart
from ruleengine.figures import places, with_places
from ruleengine.run.unit_of_analysis import unit_in_both

MOST = 15


def tornado_svg(analysis: Analysis, most: int = MOST) -> str:
    """The `most` largest swings as SVG text, labels in both languages."""
    base = analysis.result.per_unit
    tables = {k: t.label for k, t in analysis.result.program.tables.items()}
    decimals = places(base, 5)
    spans = [_span(swing, tables, decimals) for swing in analysis.swings[:most]]
    percent = f"{with_places(CHANGE * 100, 0)} %"
    per = unit_in_both(analysis.result.program)
    head = f"单位产品碳足迹 footprint per unit {with_places(base, decimals)} kgCO₂e{per}"
    listed = "; ".join(f"{s.label} {s.low_text} – {s.high_text}" for s in spans)
    return (
        tornado_chart(
            spans, base=float(base), head=head, legend=(f"−{percent}", f"+{percent}"),
            title=f"{head}, ±{percent}: {listed}",
        )
        + "\n"
    )  # fmt: skip


def _span(swing: Swing, tables: Mapping[str, Mapping[str, str]], decimals: int) -> TornadoRow:
    label = swing.variable.label
    chinese, english = label.get("zh") or swing.name, label.get("en") or swing.name
    table = tables.get(swing.variable.name.partition(".")[0])
    if swing.variable.kind == "column" and table:
        chinese, english = f"{table['zh']}：{chinese}", f"{table['en']}: {english}"
    if swing.limited:
        chinese, english = f"{chinese}（至限值）", f"{english} (up to its limit)"
    low, high = (None if v is None else float(v) for v in (swing.low, swing.high))
    return TornadoRow(chinese, english, low, high, _text(swing.low, decimals), _text(swing.high, decimals))


def _text(value: Decimal | None, decimals: int) -> str:
    return with_places(value, decimals)
