"""The outcome of a Monte Carlo run as a person reads it in a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ruleengine.analysis.uncertainty.distributions import shown_spread
from ruleengine.analysis.uncertainty.monte_carlo import Contribution, Histogram, Spread, UncertaintyResult
from ruleengine.analysis.uncertainty.pedigree import SOURCE, SOURCE_IN_CHINESE
from ruleengine.analysis.uncertainty.report import of_origin, rests_on_pedigree
from ruleengine.diagnostics.facts import Speaker
from ruleengine.figures import percent, places, short, with_places
from ruleengine.language import Language, Texts
from ruleengine.run.labels import GRADE_LABELS, footprint_label
from ruleengine.run.summary import heading, unit_and_basis
from ruleengine.terminal import joined, table

#: Contributions are told from this share on, and at most so many.
_SHOWN, _LEAST = 12, 0.0005
#: Distributions of which more than this is cut off are told, and at most so many.
_CUT, _MOST_CUT = 0.001, 5
#: Below this sum of squared rank correlations the text says that contributions are a rough guide.
_EXPLAINED = 0.8
_BAR = 40

_DRAWN: Texts = (
    "{draws} draws, seed {seed}; {count} uncertain number{count:s}, {given} as given, {scored} from quality scores, "
    "{unscored} from sources without scores, {unknown} of which nothing is known",
    "抽样{draws}次，随机种子{seed}；{count}个不确定数值，其中{given}个按给出值，{scored}个取自质量评分，"
    "{unscored}个来源未评分，{unknown}个情况不明",
)
_FIGURES: tuple[Texts, ...] = (
    ("kgCO2e", "kgCO2e"),
    ("value", "数值"),
    ("mean", "平均值"),
    ("std. dev.", "标准差"),
    ("2.5 %", "2.5 %"),
    ("median", "中位数"),
    ("97.5 %", "97.5 %"),
)
_PERCENTILES: Texts = ("percentiles per unit", "单位产品百分位数")
_FIRST_ORDER: Texts = (
    "first order, per unit: mean {mean}, standard deviation {deviation} kgCO2e",
    "一阶近似，单位产品：平均值{mean}，标准差{deviation} kgCO2e",
)
_ERROR: Texts = (
    "standard error of the mean from {draws} draws: {error} kgCO2e",
    "由{draws}次抽样得出的平均值标准误差：{error} kgCO2e",
)
_FAILED: Texts = (
    "{failed} of {draws} draws cannot be calculated and are left out of every figure",
    "{draws}次抽样中有{failed}次无法核算，未计入任何数值",
)
_FROM: Texts = ("  from kgCO2e per unit", "  单位产品kgCO2e下限")
_DRAWS: Texts = ("draws", "抽样")
_CONTRIBUTION: tuple[Texts, ...] = (
    ("contribution to variance", "对方差的贡献"),
    _DRAWS,
    ("first order", "一阶近似"),
)
_DISTRIBUTION: Texts = ("distribution", "分布")
_MORE_ROWS: Texts = ("{name} and {count} more row{count:s}", "{name}及另外{count}行")
_MORE: Texts = ("  {count} more: {share}", "  另有{count}项：{share}")
_METHODS: Texts = (
    "  draws: squared rank correlation, as a share of the sum; first order: (∂y/∂x · u(x))², likewise",
    "  抽样：秩相关系数的平方在总和中的占比；一阶近似：(∂y/∂x · u(x))²，同上",
)
_ROUGH: Texts = (
    "  the squared rank correlations add up to {sum} only: numbers act on each other, or up and down; take the shares "
    "as a rough guide",
    "  秩相关系数的平方之和仅为{sum}：数值之间相互作用，或作用方向不单一；各占比仅供粗略参考",
)
_KINDS: dict[str, Texts] = {
    "normal": ("normal", "正态分布"),
    "lognormal": ("lognormal", "对数正态分布"),
    "triangular": ("triangular", "三角分布"),
    "uniform": ("uniform", "均匀分布"),
}
_NORMAL: Texts = ("{kind}, sd {spread}", "{kind}，标准差{spread}")
_LOGNORMAL: Texts = ("{kind}, gsd² {spread}", "{kind}，几何标准差² {spread}")
_BETWEEN: Texts = ("{kind}, {low} to {high}", "{kind}，{low}至{high}")
_ORIGINS: dict[str, Texts] = {
    "given": ("{distribution}", "{distribution}"),
    "pedigree": ("{distribution} (scores)", "{distribution}（评分）"),
    "unscored": ("{distribution} (no scores)", "{distribution}（未评分）"),
    "unknown": ("{distribution} (nothing known)", "{distribution}（情况不明）"),
}
_CUT_AT: Texts = (
    "cut at the limits of the rule set; all draws lie between them:",
    "按规则集的限值截断，所有抽样均在限值之内：",
)
_CUT_OFF: Texts = (
    "  {name}: {share} of the {kind} distribution lies outside, {outside} of {draws} draws had it not been cut",
    "  {name}：{kind}有{share}在限值之外，若不截断则为{draws}次抽样中的{outside}次",
)
_CUT_MORE: Texts = ("  {count} more", "  另有{count}个")
_SCORES: Texts = ("quality scores: factors of the {factors},", "质量评分：系数取自{factors}，")
_READ: Texts = ("  read in {where} ({grade});", "  在{where}中读到（{grade}）；")
_MAPPING: Texts = ("  {mapping} ({grade})", "  {mapping}（{grade}）")


def text(outcome: UncertaintyResult, language: Language = "en") -> str:
    """Figures, percentiles, histogram and contributions."""
    say = Speaker(language)
    found = outcome.contributions
    drawn = say(
        _DRAWN, draws=outcome.draws, seed=outcome.seed, count=len(found), given=of_origin(found, "given"),
        scored=of_origin(found, "pedigree"), unscored=of_origin(found, "unscored"),
        unknown=of_origin(found, "unknown"),
    )  # fmt: skip
    lines = [
        *heading(outcome.result, language),
        "  ".join(unit_and_basis(outcome.result, language)),
        drawn,
        "",
        *_figures(outcome.spreads, say),
        "",
        *_percentiles(outcome.spreads[0], say),
        *_checks(outcome, say),
        "",
        *_histogram(outcome.histogram, _decimals(outcome.spreads[0]), say),
        "",
        *_contributions(outcome, say),
        *_notes(outcome, say),
    ]
    return joined(lines)


def _decimals(spread: Spread) -> int:
    """Decimals to which the standard deviation has three significant digits; more would be chance."""
    return places(spread.deviation or spread.value, 3)


def _figures(spreads: Sequence[Spread], say: Speaker) -> list[str]:
    """A line for each result: value without uncertainty, mean, deviation, the interval of 95 %."""
    rows = [tuple(say(head) for head in _FIGURES)]
    for spread in spreads:
        decimals, of = _decimals(spread), spread.percentiles
        figures = (spread.value, spread.mean, spread.deviation, of[2.5], of[50.0], of[97.5])
        label = footprint_label(spread.name)[say.language]
        rows.append((label, *(with_places(f, decimals) for f in figures)))
    return table(rows)


def _percentiles(spread: Spread, say: Speaker) -> list[str]:
    """All percentiles of the footprint per unit."""
    decimals = _decimals(spread)
    heads = (say(_PERCENTILES), *(f"{short(p)} %" for p in spread.percentiles))
    return table([heads, ("", *(with_places(v, decimals) for v in spread.percentiles.values()))])


def _checks(outcome: UncertaintyResult, say: Speaker) -> list[str]:
    """The first-order result, how far chance can have moved the mean, and draws without a value."""
    first, spread = outcome.first_order, outcome.spreads[0]
    decimals, draws = _decimals(spread), outcome.draws
    mean, deviation = with_places(first.mean, decimals), with_places(first.deviation, decimals)
    error = with_places(spread.error, places(spread.error, 2))
    lines = [
        say(_FIRST_ORDER, mean=mean, deviation=deviation),
        say(_ERROR, draws=draws - outcome.failed, error=error),
    ]
    return [*lines, *([say(_FAILED, failed=outcome.failed, draws=draws)] if outcome.failed else [])]


def _histogram(histogram: Histogram, decimals: int, say: Speaker) -> list[str]:
    """Bars of two bins each, with the lower edge and the number of draws."""
    edges = histogram.edges[:-1:2]
    counts = [sum(histogram.counts[i : i + 2]) for i in range(0, len(histogram.counts), 2)]
    most = max(counts)
    rows = [
        (f"  {with_places(edge, decimals)}", str(count), "█" * round(count / most * _BAR))
        for edge, count in zip(edges, counts, strict=True)
    ]
    return table([(say(_FROM), say(_DRAWS), ""), *rows], left=(2,))


def _contributions(outcome: UncertaintyResult, say: Speaker) -> list[str]:
    """The largest contributions, by both methods."""
    found = outcome.contributions
    shown = [c for c in found if max(c.sampled, c.first_order or 0.0) >= _LEAST][:_SHOWN]
    rows = [(*(say(head) for head in _CONTRIBUTION), "", say(_DISTRIBUTION))]
    for item in shown:
        variable, more = item.uncertain.variable, len(item.uncertain.rows) - 1
        name = say(_MORE_ROWS, name=variable.shown, count=more) if more else variable.shown
        figures = percent(item.sampled), percent(item.first_order)
        rows.append((f"  {name}", *figures, variable.described(say.language), _shown(item, say)))
    lines = table(rows, left=(0, 3, 4))
    if len(found) > len(shown):
        rest = math.fsum(c.sampled for c in found[len(shown) :])
        lines.append(say(_MORE, count=len(found) - len(shown), share=percent(rest)))
    lines.append(say(_METHODS))
    if outcome.explained < _EXPLAINED:
        lines.append(say(_ROUGH, sum=with_places(outcome.explained, 2)))
    return lines


def _shown(item: Contribution, say: Speaker) -> str:
    drawn = item.uncertain.distribution
    kind = say(_KINDS[drawn.kind])
    match drawn.kind:
        case "normal":
            shown = say(_NORMAL, kind=kind, spread=short(drawn.spread, 4))
        case "lognormal":
            shown = say(_LOGNORMAL, kind=kind, spread=with_places(shown_spread(drawn), 3))
        case _:
            shown = say(_BETWEEN, kind=kind, low=short(drawn.low, 4), high=short(drawn.high, 4))
    return say(_ORIGINS[item.uncertain.origin], distribution=shown)


def _notes(outcome: UncertaintyResult, say: Speaker) -> list[str]:
    lines = []
    cut = [c for c in outcome.contributions if c.uncertain.distribution.cut > _CUT]
    if cut:
        lines += ["", say(_CUT_AT), *(_cut(c, outcome.draws, say) for c in cut[:_MOST_CUT])]
        lines += [say(_CUT_MORE, count=len(cut) - _MOST_CUT)] if len(cut) > _MOST_CUT else []
    if rests_on_pedigree(outcome.contributions):
        told = {**SOURCE, **(SOURCE_IN_CHINESE if say.language == "zh" else {})}
        grade, mapping_grade = (GRADE_LABELS[SOURCE[k]][say.language] for k in ("grade", "mapping_grade"))
        lines += [
            "",
            say(_SCORES, factors=told["factors"]),
            say(_READ, where=told["read_in"], grade=grade),
            say(_MAPPING, mapping=told["mapping"], grade=mapping_grade),
        ]
    return lines


def _cut(item: Contribution, draws: int, say: Speaker) -> str:
    drawn = item.uncertain.distribution
    return say(
        _CUT_OFF, name=item.uncertain.variable.shown, share=percent(drawn.cut), kind=say(_KINDS[drawn.kind]),
        outside=round(drawn.cut * draws), draws=draws,
    )  # fmt: skip
