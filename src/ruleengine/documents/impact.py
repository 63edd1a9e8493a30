"""An impact as a page of its own in one language: what becomes of the products, by how much, and why."""

from __future__ import annotations

from decimal import Decimal

from ruleengine.compare.impact.impact import Impact
from ruleengine.compare.impact.naming import NamedChange
from ruleengine.compare.impact.report_text import (
    PARTS,
    contribution_places,
    notes_on_contributions,
    notes_on_products,
    notes_on_refusals,
    relative_text,
    together,
)
from ruleengine.compare.impact.settling import rounded_parts
from ruleengine.compare.impact.summary import MeanContribution, PartMeans, Summary
from ruleengine.diagnostics.codes import CODES
from ruleengine.diagnostics.facts import Speaker
from ruleengine.documents.html import environment
from ruleengine.documents.notation import number_text
from ruleengine.documents.waterfall import (
    WaterfallStep,
    WaterfallTotal,
    is_cut,
    narrow_waterfall_chart,
    waterfall_chart,
)
from ruleengine.figures import fixed, places, signed
from ruleengine.language import Language, Texts
from ruleengine.run.unit_of_analysis import unit_of_analysis
from ruleengine.version import __version__

#: Steps of the waterfall; smaller ones are one step together.
MOST_STEPS = 12
_HEADING: Texts = ("{title}: {name}", "{title}：{name}")
_WORDS: dict[str, Texts] = {
    "title": ("Impact of a version", "版本变化的影响"),
    "products": ("products", "个产品"),
    "both": ("under both versions", "两个版本下均可核算"),
    "only_old": ("only under the old version", "仅旧版本下可核算"),
    "only_new": ("only under the new version", "仅新版本下可核算"),
    "neither": ("under neither version", "均不可核算"),
    "means": ("Means of the products under both versions", "两个版本下均可核算的产品的平均值"),
    "part": ("part of the footprint, kgCO₂e", "碳足迹的组成，kgCO₂e"),
    "old": ("old", "旧"),
    "new": ("new", "新"),
    "difference": ("difference", "差值"),
    "relative": ("relative", "相对变化"),
    "withheld": ("withheld", "不给出"),
    "contributions": ("What the changes of the rules contribute", "各项规则变化的贡献"),
    "change": ("change of the rules", "规则变化"),
    "mean": ("kgCO₂e per unit, mean", "单位产品kgCO₂e，平均"),
    "altered": ("products altered", "受影响的产品数"),
    "least": ("least", "最小"),
    "greatest": ("greatest", "最大"),
    "together": ("together", "合计"),
    "others": ("{count} smaller change{count:s} together", "其余{count}项较小的变化合计"),
    "cut": ("the axis does not begin at zero", "坐标轴不从零开始"),
    "per": ("kgCO₂e per unit: {unit}", "单位产品kgCO₂e：{unit}"),
    "verdicts": ("Requirements", "要求"),
    "requirement": ("requirement", "要求"),
    "fails": ("newly fail", "新增不满足"),
    "right": ("come right", "转为满足"),
    "refused": ("Newly refused, by reason", "新增不予核算的产品，按原因"),
    "come": ("No longer refused, by the reason of the old version", "不再被拒绝的产品，按旧版本下的原因"),
    "reason": ("reason", "原因"),
    "examples": ("such as", "例如"),
    "count": ("products", "产品数"),
}


def impact_page(impact: Impact, found: Summary, language: Language) -> str:
    """The page in one language."""
    say = Speaker(language)
    runs = impact.runs
    versions = [r.program.resolved for r in (runs.old, runs.new)]
    title = versions[1].own.header.get("title")
    named = title.get(language, "") if isinstance(title, dict) else ""
    heading = say(_HEADING, title=say(_WORDS["title"]), name=named) if named else say(_WORDS["title"])
    pairs = impact.replaced or ((str(versions[0].reference), str(versions[1].reference)),)
    return environment().get_template("impact/impact.html.j2").render(
        lang=language,
        engine={"name": "ruleengine", "version": __version__},
        words={k: say(texts) for k, texts in _WORDS.items() if "{" not in texts[0]},
        heading=heading, reference=str(versions[0].reference), pairs=pairs, portfolio=impact.shown,
        states=[(say(_WORDS[state]), count) for state, count in found.products.items()], size=len(runs.ids),
        notes=notes_on_products(impact, found, say), means=[_means(p, say) for p in found.parts],
        chart=_chart(impact, found, say), contributions=_contributions(found, say),
        on_contributions=notes_on_contributions(impact, found, say),
        verdicts=[(v.requirement, v.fails, v.comes_right, v.examples) for v in found.verdicts],
        refusals=[
            (
                say(_WORDS[word]),
                [_refusal(r.code, r.element, r.said, r.products, r.examples, language) for r in given],
                notes_on_refusals(given, say),
            )
            for word, given in (("refused", found.newly_refused), ("come", found.come_right)) if given
        ],
    )  # fmt: skip


def _refusal(
    code: str, element: str | None, said: object, products: int, examples: tuple[str, ...], language: Language
) -> dict[str, object]:
    title = CODES[code].titled(language) if code in CODES else ""
    message = said.get(language, "") if isinstance(said, dict) else ""
    return {
        "code": code, "element": element or "", "title": title, "message": message, "products": products,
        "examples": examples,
    }  # fmt: skip


def _means(part: PartMeans, say: Speaker) -> list[str]:
    decimals = places(part.new or part.old or 0, 5)
    numbers = ["–" if v is None else number_text(fixed(v, decimals)) for v in (part.old, part.new)]
    if part.difference is None or part.old is None:
        return [say(PARTS[part.name]).strip(), *numbers, say(_WORDS["withheld"]), ""]
    relative = relative_text(part.difference / abs(part.old)).replace("-", "−") if part.old else ""
    return [say(PARTS[part.name]).strip(), *numbers, _signed(part.difference, decimals), relative]


def _signed(value: Decimal, decimals: int) -> str:
    """A number with its sign as it is printed."""
    text = signed(value, decimals)
    return f"+{number_text(text[1:])}" if text.startswith("+") else number_text(text)


def _shown(found: Summary) -> list[tuple[MeanContribution, Decimal]]:
    """The contributions as they are printed: rounded so that they add up."""
    means = found.attributed_means
    if means is None or means.difference is None:
        return []
    decimals = contribution_places(found)
    rounded = rounded_parts([c.mean for c in found.contributions], means.difference, decimals)
    return list(zip(found.contributions, rounded, strict=True))


def _contributions(found: Summary, say: Speaker) -> dict[str, object] | None:
    means, decimals = found.attributed_means, contribution_places(found)
    if means is None or means.difference is None:
        return None
    rows = [
        {
            "name": c.change.name, "label": _label(c.change, say), "mean": _signed(value, decimals),
            "products": c.products, "least": _signed(c.least, decimals), "greatest": _signed(c.most, decimals),
            "reason": together(c.change, say) if c.change.reason else "",
        }
        for c, value in _shown(found)
    ]  # fmt: skip
    return {"rows": rows, "sum": _signed(means.difference, decimals), "products": found.attributed}


def _label(change: NamedChange, say: Speaker) -> str:
    if change.versions is not None:
        return f"{change.label[say.language]} {change.versions[0]} → {change.versions[1]}"
    return change.label[say.language]


def _chart(impact: Impact, found: Summary, say: Speaker) -> dict[str, str] | None:
    """The waterfall of the mean footprint per unit, for wide pages and for phones."""
    means, shown = found.attributed_means, _shown(found)
    if means is None or means.old is None or means.new is None or not shown:
        return None
    decimals = contribution_places(found)
    seen = [item for item in shown if item[1]][:MOST_STEPS]
    steps = [
        WaterfallStep(_label(c.change, say), c.change.name, float(value), _signed(value, decimals))
        for c, value in seen
    ]
    if rest := [item for item in shown if item not in seen]:
        value = sum((v for _, v in rest), Decimal(0))
        steps.append(
            WaterfallStep(say(_WORDS["others"], count=len(rest)), "", float(value), _signed(value, decimals))
        )
    pairs = [(_WORDS["old"], means.old), (_WORDS["new"], means.new)]
    first, last = (WaterfallTotal(say(word), float(v), number_text(fixed(v, decimals))) for word, v in pairs)
    unit = unit_of_analysis(impact.runs.new.program)
    head = say(_WORDS["per"], unit="" if unit is None else unit.words[say.language])
    if is_cut(first, steps, last):
        head = say.joined([head, say(_WORDS["cut"])])
    listed = [f"{s.label} {s.text}" for s in steps]
    title = "; ".join([f"{first.label} {first.text}", *listed, f"{last.label} {last.text}"])
    return {
        "wide": waterfall_chart(first, steps, last, head=head, title=title),
        "narrow": narrow_waterfall_chart(first, steps, last, head=head, title=title),
    }
