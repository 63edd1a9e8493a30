"""A result as a person reads it in a terminal."""

from __future__ import annotations

from decimal import Decimal

from ruleengine.characters import width
from ruleengine.figures import figure_long, in_full, percent
from ruleengine.formula.units import CO2E
from ruleengine.inventory.model import Absent
from ruleengine.program.program import Step
from ruleengine.run.labels import SPECIES_LABELS, STAGE_LABELS
from ruleengine.run.result import Result
from ruleengine.run.verdicts import figure
from ruleengine.terminal import pad

_MARKS = {"satisfied": "✔", "not_satisfied": "✘", "not_evaluated": "?", "not_applicable": "–", "manual": "·"}


def heading(result: Result) -> list[str]:
    """What was calculated by which rules: the first two lines of every report."""
    resolved = result.program.resolved
    names = result.inventory.product.get("name")
    name = names.get("en", result.inventory.id) if isinstance(names, dict) else result.inventory.id
    return [
        f"{name}  ({result.inventory.id})",
        f"rule set {resolved.reference}  {resolved.fingerprint[:19]}…",
    ]


def summary(result: Result) -> str:
    """Totals, stages, species, indicators and the checks that need attention."""
    lines = [
        *heading(result),
        "",
        f"per unit   {in_full(result.rounded_per_unit)} kgCO2e  (exact {figure_long(result.per_unit)})",
        f"per basis  {figure(result.total, CO2E)}  × reference flow {figure_long(result.reference_flow)}",
        "",
    ]
    stages = [_amount(STAGE_LABELS[k]["en"], v, result) for k, v in result.stages.items()]
    species = [_amount(SPECIES_LABELS[k]["en"], v, result) for k, v in result.species.items() if v]
    indicators = [_indicator(result, step) for step in result.program.indicators]
    columns = min(60, max(width(row[0]) for row in (*stages, *species, *indicators)))
    for block in (stages, species, indicators):
        lines += [*(_line(row, columns) for row in block), ""]
    lines += _checks(result)
    return "\n".join(lines)


def _line(row: tuple[str, str, str], columns: int) -> str:
    label, value, share = row
    return f"  {pad(label, columns)}  {value:>20}  {share:>8}".rstrip()


def _amount(label: str, amount: Decimal, result: Result) -> tuple[str, str, str]:
    return label, figure(amount, CO2E), percent(result.share(amount))


def _indicator(result: Result, step: Step) -> tuple[str, str, str]:
    label = step.element.fields.get("label")
    shown = str(label.get("en", step.name)) if isinstance(label, dict) else step.name
    value = result.values.get(step.name)
    if isinstance(value, Decimal):
        return shown, figure(value, step.type.unit), ""
    return shown, value.value if isinstance(value, Absent) else str(value), ""


def _checks(result: Result) -> list[str]:
    kinds = ("satisfied", "not_satisfied", "not_evaluated", "not_applicable", "manual")
    counted = ", ".join(f"{result.count(k)} {k.replace('_', ' ')}" for k in kinds if result.count(k))
    lines = [f"requirements: {counted}"]
    for verdict in result.verdicts:
        if verdict.verdict in ("not_satisfied", "not_evaluated"):
            mark, word = _MARKS[verdict.verdict], verdict.verdict.replace("_", " ")
            lines.append(f"  {mark} {verdict.requirement} ({verdict.verb}) {word}: {verdict.reason['en']}")
    return lines
