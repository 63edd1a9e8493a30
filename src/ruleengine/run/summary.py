"""A result as a person reads it, in English or Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ruleengine.characters import width
from ruleengine.diagnostics import Diagnostic
from ruleengine.diagnostics.facts import in_words
from ruleengine.figures import figure, figure_long, in_full, percent
from ruleengine.formula.units import CO2E
from ruleengine.inventory.model import Absent
from ruleengine.language import Language, Texts
from ruleengine.program.program import Step
from ruleengine.resolve.standing import named, standing_sentences
from ruleengine.run.labels import (
    ABSENT_LABELS,
    STAGE_LABELS,
    VERB_LABELS,
    VERDICT_LABELS,
    label_of,
    species_label,
)
from ruleengine.run.result import Result
from ruleengine.run.unit_of_analysis import basis_of, said, unit_of_analysis
from ruleengine.run.unknown import shown_share
from ruleengine.terminal import joined, pad, pad_left

#: So many warnings stand in a summary.
_WARNED = 12
_MARKS = {"not_satisfied": "✘", "not_evaluated": "?"}
_RULE_SET: Texts = ("rule set {ruleset}  {hash}…", "规则集 {ruleset}  {hash}…")
_PER_UNIT: Texts = (
    "per unit   {amount}  (exact {exact})  {unit}",
    "单位产品  {amount}  （精确值{exact}）  {unit}",
)
_PER_BASIS: Texts = (
    "per basis  {amount}  × reference flow {flow}  {basis}", "计量基准  {amount}  × 基准流{flow}  {basis}",
)  # fmt: skip
_UNKNOWN: Texts = (
    "{share} of the footprint rests on numbers of which nothing is known (no source, no uncertainty)",
    "产品碳足迹的{share}所依据的数值情况不明（既无来源，也无不确定度）",
)
_ZERO: Texts = (
    "the footprint is zero: what share of it rests on numbers of which nothing is known cannot be said",
    "产品碳足迹为零，无法说明其中情况不明的数值所占的比例",
)
_WARNING: Texts = ("warning {code}, {element}: {message}", "警告{code}，{element}：{message}")
_MORE_WARNINGS: Texts = ("{count} more warning{count:s}", "另有{count}条警告")
_BARE_WARNING: Texts = ("warning {code}: {message}", "警告{code}：{message}")
_NO_VALUE: Texts = ("  ? {name}: {reason}", "  ? {name}：{reason}")
_REQUIREMENTS: Texts = ("requirements: {counts}", "要求：{counts}")
_COUNT: Texts = ("{count} {verdict}", "{count}项{verdict}")
_VERDICT: Texts = (
    "  {mark} {requirement} ({verb}) {verdict}: {reason}", "  {mark} {requirement}（{verb}）{verdict}：{reason}",
)  # fmt: skip
_PRECONDITION: Texts = ("precondition", "前提")


def heading(result: Result, language: Language = "en") -> list[str]:
    """What was calculated by which rules, and how much of it rests on what is not known: how every report begins."""
    resolved = result.program.resolved
    name = label_of({"label": result.inventory.product.get("name")}, language, result.inventory.id)
    ruleset = named(resolved.standings, resolved.reference, language)
    rules = in_words(_RULE_SET, language, ruleset=ruleset, hash=resolved.fingerprint[:19])
    told = standing_sentences(resolved.standings, language)
    return [f"{name}  ({result.inventory.id})", rules, *told, unknown_words(result, language)]


def unknown_words(result: Result, language: Language) -> str:
    """How much of the footprint rests on numbers of which nothing is known."""
    share = result.unknown_share
    return in_words(_ZERO if share is None else _UNKNOWN, language, share=shown_share(share))


def told_of(warning: Diagnostic, language: Language) -> str:
    """A warning in one line, as it stands beside a result: its code, what it is about, and what it says."""
    message = warning.said(language).message
    element = warning.element or ""
    return in_words(
        _WARNING if element else _BARE_WARNING, language, code=warning.code, element=element, message=message
    )


def unit_and_basis(result: Result, language: Language) -> tuple[str, str]:
    """What the footprint per unit and the total are for, in words."""
    return said(unit_of_analysis(result.program), language), said(basis_of(result.program), language)


def summary(result: Result, language: Language = "en", warnings: Sequence[Diagnostic] = ()) -> str:
    """Totals, stages, species, indicators, the checks that need attention, and what is to be warned of."""
    rounded, exact = f"{in_full(result.rounded_per_unit)} kgCO2e", figure_long(result.per_unit)
    total, flow = figure(result.total, CO2E), figure_long(result.reference_flow)
    unit, basis = unit_and_basis(result, language)
    lines = [
        *heading(result, language),
        "",
        in_words(_PER_UNIT, language, amount=rounded, exact=exact, unit=unit).rstrip(),
        in_words(_PER_BASIS, language, amount=total, flow=flow, basis=basis).rstrip(),
        "",
    ]
    stages = [_amount(STAGE_LABELS[k][language], v, result) for k, v in result.stages.items()]
    species = [_species(k, v, result, language) for k, v in result.species.items() if v]
    indicators = [_indicator(result, step, language) for step in result.program.shown_indicators]
    columns = min(60, max(width(row[0]) for row in (*stages, *species, *indicators)))
    for block in (stages, species, indicators):
        lines += [*(_line(row, columns) for row in block), ""]
    if without_value := _without_value(result, language):
        lines += [*without_value, ""]
    lines += _checks(result, language)
    return joined([*lines, *_warned(warnings, language)])


def _warned(warnings: Sequence[Diagnostic], language: Language) -> list[str]:
    """The warnings, a line each, the first of them where there are many."""
    if not warnings:
        return []
    more = (
        [in_words(_MORE_WARNINGS, language, count=len(warnings) - _WARNED)] if len(warnings) > _WARNED else []
    )
    return ["", *(told_of(w, language) for w in warnings[:_WARNED]), *more]


def _line(row: tuple[str, str, str], columns: int) -> str:
    label, value, share = row
    return f"  {pad(label, columns)}  {pad_left(value, 20)}  {share:>8}".rstrip()


def _amount(label: str, amount: Decimal, result: Result) -> tuple[str, str, str]:
    return label, figure(amount, CO2E), percent(result.share(amount))


def _species(species: str, amount: Decimal, result: Result, language: Language) -> tuple[str, str, str]:
    """The amount of a species, with its share of the total where it is part of it."""
    shown = _amount(species_label(result.program, species)[language], amount, result)
    return shown if species in result.program.headline else (*shown[:2], "")


def _indicator(result: Result, step: Step, language: Language) -> tuple[str, str, str]:
    shown = label_of(step.element.fields, language, step.name)
    value = result.values.get(step.name)
    if isinstance(value, Decimal):
        return shown, figure(value, step.type.unit), ""
    return shown, ABSENT_LABELS[value.value][language] if isinstance(value, Absent) else str(value), ""


def _without_value(result: Result, language: Language) -> list[str]:
    """Why indicators have no value, a line each."""
    return [
        in_words(
            _NO_VALUE, language, name=label_of(step.element.fields, language, step.name),
            reason=result.reasons[step.name][language],
        )
        for step in result.program.shown_indicators
        if step.name in result.reasons
    ]  # fmt: skip


def _checks(result: Result, language: Language) -> list[str]:
    between = "，" if language == "zh" else ", "
    counted = [
        in_words(_COUNT, language, count=result.count(kind), verdict=label[language])
        for kind, label in VERDICT_LABELS.items()
        if result.count(kind)
    ]
    lines = [
        *_preconditions(result, language),
        in_words(_REQUIREMENTS, language, counts=between.join(counted)),
    ]
    for verdict in result.verdicts:
        if verdict.verdict in ("not_satisfied", "not_evaluated"):
            line = in_words(
                _VERDICT, language, mark=_MARKS[verdict.verdict], requirement=verdict.requirement,
                verb=VERB_LABELS[verdict.verb][language], verdict=VERDICT_LABELS[verdict.verdict][language],
                reason=verdict.reason[language],
            )  # fmt: skip
            lines.append(line)
    return lines


def _preconditions(result: Result, language: Language) -> list[str]:
    """The preconditions that could not be evaluated, a line each."""
    return [
        in_words(
            _VERDICT, language, mark=_MARKS["not_evaluated"], requirement=step.element.id,
            verb=in_words(_PRECONDITION, language), verdict=VERDICT_LABELS["not_evaluated"][language],
            reason=result.reasons[step.name][language],
        )
        for step in result.program.preconditions
        if step.name in result.reasons
    ]  # fmt: skip
