"""The tornado chart of a sensitivity analysis: what 10 % less and more of each number do to the footprint per unit."""

from __future__ import annotations

from decimal import Decimal

from ruleengine.documents.charts import Span, tornado_chart
from ruleengine.run.sensitivity import CHANGE, Analysis, Swing

MOST = 15


def tornado_svg(analysis: Analysis, most: int = MOST) -> str:
    """The `most` largest swings as SVG text, labels in both languages."""
    base = analysis.result.per_unit
    spans = [_span(swing) for swing in analysis.swings[:most]]
    percent = f"{CHANGE * 100:.0f} %"
    listed = "; ".join(f"{s.label} {s.low_text} – {s.high_text}" for s in spans)
    return (
        tornado_chart(
            spans,
            base=float(base),
            base_text=f"{_figure(base)} kgCO2e",
            note=f"□ −{percent}   ■ +{percent}",
            title=f"单位产品碳足迹 footprint per unit {_figure(base)} kgCO2e, ±{percent}: {listed}",
        )
        + "\n"
    )


def _span(swing: Swing) -> Span:
    low, high = (None if v is None else float(v) for v in (swing.low, swing.high))
    chinese, english = swing.label.get("zh") or swing.name, swing.label.get("en") or swing.name
    table = swing.name.split(".")[0] if "." in swing.name else ""
    return Span(
        chinese,
        f"{english} ({table})" if table else english,
        low,
        high,
        _shown(swing.low),
        _shown(swing.high),
    )


def _shown(value: Decimal | None) -> str:
    return "–" if value is None else _figure(value)


def _figure(value: Decimal) -> str:
    """Four significant digits in plain notation."""
    return f"{float(value):.4g}" if abs(value.adjusted()) < 12 else f"{value:.3e}"
