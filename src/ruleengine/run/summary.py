"""A result as a person reads it in a terminal."""

from __future__ import annotations

from decimal import Decimal
from unicodedata import east_asian_width

from ruleengine.formula.units import CO2E
from ruleengine.inventory.model import Absent
from ruleengine.run.labels import SPECIES_LABELS, STAGE_LABELS
from ruleengine.run.result import Result
from ruleengine.run.verdicts import figure

_MARKS = {"satisfied": "✔", "not_satisfied": "✘", "not_evaluated": "?", "not_applicable": "–", "manual": "·"}


def width(text: str) -> int:
    """Columns a text takes in a terminal; East Asian wide characters take two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, columns: int) -> str:
    """The text with spaces behind it up to a width."""
    return text + " " * max(0, columns - width(text))


def percent(share: Decimal | None) -> str:
    """A share as per cent with one place; a dash where there is none."""
    return "–" if share is None else f"{share * 100:.1f} %"


def summary(result: Result) -> str:
    """Totals, stages, species, indicators and the checks that need attention."""
    resolved = result.program.resolved
    names = result.inventory.product.get("name")
    name = names.get("en", result.inventory.id) if isinstance(names, dict) else result.inventory.id
    lines = [
        f"{name}  ({result.inventory.id})",
        f"rule set {resolved.reference}  {resolved.fingerprint[:19]}…",
        "",
        f"per unit   {result.rounded_per_unit:f} kgCO2e  (exact {figure_long(result.per_unit)})",
        f"per basis  {figure(result.total, CO2E)}  × reference flow {figure_long(result.reference_flow)}",
        "",
    ]
    for stage, amount in result.stages.items():
        lines.append(_line(STAGE_LABELS[stage]["en"], amount, result))
    lines.append("")
    for species, amount in result.species.items():
        if amount:
            lines.append(_line(SPECIES_LABELS[species]["en"], amount, result))
    lines += ["", *(_indicator(result, name) for name in [s.name for s in result.program.indicators]), ""]
    lines += _checks(result)
    return "\n".join(lines)


def figure_long(value: Decimal) -> str:
    """A value with ten significant digits."""
    return f"{value:.10g}"


def _line(label: str, amount: Decimal, result: Result) -> str:
    return f"  {pad(label, 28)} {figure(amount, CO2E):>22}  {percent(result.share(amount)):>8}"


def _indicator(result: Result, name: str) -> str:
    step = result.program.step(name)
    label = step.element.fields.get("label") if step else None
    shown = label.get("en", name) if isinstance(label, dict) else name
    value = result.values.get(name)
    unit = step.type.unit if step else CO2E
    text = (
        figure(value, unit)
        if isinstance(value, Decimal)
        else value.value
        if isinstance(value, Absent)
        else str(value)
    )
    return f"  {pad(shown, 28)} {text:>22}"


def _checks(result: Result) -> list[str]:
    kinds = ("satisfied", "not_satisfied", "not_evaluated", "not_applicable", "manual")
    counted = ", ".join(f"{result.count(k)} {k.replace('_', ' ')}" for k in kinds if result.count(k))
    lines = [f"requirements: {counted}"]
    for verdict in result.verdicts:
        if verdict.verdict in ("not_satisfied", "not_evaluated"):
            mark, word = _MARKS[verdict.verdict], verdict.verdict.replace("_", " ")
            lines.append(f"  {mark} {verdict.requirement} ({verdict.verb}) {word}: {verdict.reason['en']}")
    return lines
