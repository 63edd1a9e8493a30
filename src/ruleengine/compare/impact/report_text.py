"""An impact as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ruleengine.compare.impact.impact import Impact
from ruleengine.compare.impact.naming import NamedChange
from ruleengine.compare.impact.settling import rounded_parts
from ruleengine.compare.impact.shapley import ORDERS, SEED
from ruleengine.compare.impact.summary import Refusals, Summary
from ruleengine.diagnostics.codes import CODES
from ruleengine.diagnostics.facts import Speaker
from ruleengine.figures import fixed, percent, places, short, signed
from ruleengine.language import Language, Texts
from ruleengine.terminal import cut, joined, table

_HEAD: Texts = ("{old} → {new}, {portfolio}", "{old} → {new}，{portfolio}")
_REPLACED: Texts = ("{name} with {old} → {new}, {portfolio}", "{name}中{old} → {new}，{portfolio}")
_PRODUCTS: Texts = (
    "{all} product{all:s}: {both} under both versions, {only_old} only under the old one, {only_new} only under the "
    "new one, {neither} under neither",
    "{all}个产品：两个版本下均可核算的{both}个，仅旧版本下可核算的{only_old}个，"
    "仅新版本下可核算的{only_new}个，均不可核算的{neither}个",
)
_LACKING: Texts = (
    "the new version requires what no product gives, so that none was calculated under it: {names:codes}; state values "
    "with `--assume`",
    "新版本要求的下列数据没有任何产品给出，因此未按新版本核算：{names:codes}；用`--assume`给出数值",
)
_ASSUMED: Texts = ("assumed for all products: {names:codes}", "对全部产品采用假定值：{names:codes}")
_LEFT_OUT: Texts = (
    "no longer asked for, and left out: {names:codes}",
    "新版本不再要求，未采用：{names:codes}",
)
_ALREADY: Texts = (
    "besides, {products} product{products:s} already for {new:code}, calculated as they are and in no other number: "
    "{calculated} with a result, mean per unit {mean} kgCO2e",
    "另有{products}个产品已对应{new:code}，按原样核算且不计入其他数字：{calculated}个有结果，单位产品平均{mean} kgCO2e",
)
_OTHERS: Texts = (
    "besides, {products} product{products:s} for {names:codes}, left out",
    "另有{products}个产品对应{names:codes}，未计入",
)
_MEANS: Texts = ("mean of {count} product{count:s}, kgCO2e", "{count}个产品的平均值，kgCO2e")
_OLD: Texts = ("old", "旧")
_NEW: Texts = ("new", "新")
_DIFFERENCE: Texts = ("difference", "差值")
_WITHHELD: Texts = ("withheld", "不给出")
PARTS: dict[str, Texts] = {
    "per_unit": ("per unit", "单位产品"),
    "total": ("per basis", "计量基准"),
    "raw_materials": ("  raw materials", "  原材料获取"),
    "production": ("  production", "  生产"),
    "distribution": ("  distribution", "  分销"),
    "use": ("  use", "  使用"),
    "end_of_life": ("  end of life", "  生命末期"),
}
_SPREAD: Texts = (
    "per unit: {raised} product{raised:s} higher, {lowered} lower; from {least} to {most}, median {median}",
    "单位产品：{raised}个产品升高，{lowered}个降低；相对变化{least}至{most}，中位数{median}",
)
_CHANGES: Texts = ("change", "变化")
_SHARE: Texts = ("kgCO2e per unit", "单位产品kgCO2e")
_MOVED: Texts = ("products", "产品数")
_RANGE: Texts = ("from … to", "范围")
_ERROR: Texts = ("standard error", "标准误差")
_SUM: Texts = ("together", "合计")
_EXACT: Texts = (
    "exact: means over all orders of the changes", "精确值：各变化所有先后次序的平均",
)  # fmt: skip
_DRAWN: Texts = (
    "means over {orders} orders of the changes, drawn with seed {seed}; standard errors beside them",
    "对{orders}种随机次序的平均（种子{seed}），并给出标准误差",
)
_TOGETHER: dict[str, Texts] = {
    "unit": (
        "{name:code} stands for {names:codes}: a formula fits only one version of what it reads, so that these change "
        "together",
        "{name:code}代表{names:codes}：公式只适用于其所引用内容的一个版本，因此须一并变化",
    ),
    "replaced": (
        "{name:code} stands for {names:codes}: one emission stands in the place of the other",
        "{name:code}代表{names:codes}：一项排放量取代另一项",
    ),
    "leads": (
        "{name:code} stands for {names:codes}: these act through it alone",
        "{name:code}代表{names:codes}：这些变化仅通过该项起作用",
    ),
}
_NO_EFFECT: Texts = (
    "without effect on these products: {names:codes}", "对这些产品没有影响：{names:codes}",
)  # fmt: skip
_NOT_APART: Texts = (
    "{count} product{count:s} under both versions whose difference could not be taken apart: in some hybrid of the "
    "versions a value is missing or fails",
    "另有{count}个两个版本下均可核算的产品，其差值无法分解：在某种混合版本下有数值缺失或无法得出",
)
_IN_DOUBT: Texts = (
    "{count} product{count:s} whose difference was not taken apart: a comparison is so near a tie that rounding may "
    "decide it",
    "另有{count}个产品的差值未予分解：某项比较极为接近，舍入即可改变其结果",
)
_VERDICTS: Texts = ("requirement", "要求")
_FAILS: Texts = ("newly fail", "新增不满足")
_RIGHT: Texts = ("come right", "转为满足")
_ONLY: tuple[Texts, Texts] = (("only new version", "仅新版本"), ("only old version", "仅旧版本"))
_REFUSED: Texts = ("newly refused, by reason", "新增不予核算的产品，按原因")
_COME: Texts = ("no longer refused, by the reason of the old version", "不再被拒绝的产品，按旧版本下的原因")
_EXPLAINED: Texts = (
    "{code}: {explained} of {reasons} reasons were explained one by one, the others are of products "
    "that break the same preconditions",
    "{code}：{reasons}条原因中逐一说明了{explained}条，其余产品所不满足的前提与之相同",
)
_SUCH_AS: Texts = ("such as {names:list}", "如{names:list}")
#: How many rows of reasons and requirements are shown, and how wide a label may be.
_SHOWN, _WIDE = 15, 46


def impact_text(impact: Impact, found: Summary, language: Language) -> str:
    """What becomes of the products, by how much, why, and what they newly fail."""
    say = Speaker(language)
    runs = impact.runs
    old, new = (str(run.program.resolved.reference) for run in (runs.old, runs.new))
    shown = impact.shown
    head = say(_HEAD, old=old, new=new, portfolio=shown)
    if impact.replaced:
        pairs = (" · ".join(p[i] for p in impact.replaced) for i in (0, 1))
        head = say(_REPLACED, name=old, old=next(pairs), new=next(pairs), portfolio=shown)
    lines = [head, say(_PRODUCTS, all=len(runs.ids), **found.products)]
    lines += notes_on_products(impact, found, say)
    if found.products["both"]:
        lines += ["", *_means(found, say)]
    if found.attributed_means is not None:
        lines += ["", *_contributions(impact, found, say)]
    lines += _verdicts(found, say)
    for texts, refusals in ((_REFUSED, found.newly_refused), (_COME, found.come_right)):
        if refusals:
            lines += ["", say(texts), *_refusals(refusals, say, language)]
    return joined(line.rstrip() for line in lines)


def notes_on_products(impact: Impact, found: Summary, say: Speaker) -> list[str]:
    """What lacks, is assumed or is left out, and what has to be said beside a difference."""
    named = ((_LACKING, found.lacking), (_ASSUMED, found.assumed), (_LEFT_OUT, found.left_out))
    told = [say(texts, names=names) for texts, names in named if names]
    if found.already is not None:
        apart, new = found.already, str(impact.runs.new.program.resolved.reference)
        value = "–" if apart.per_unit is None else short(apart.per_unit, 5)
        told.append(say(_ALREADY, products=apart.products, new=new, calculated=apart.calculated, mean=value))
    if found.others:
        told.append(say(_OTHERS, products=sum(found.others.values()), names=tuple(sorted(found.others))))
    return told + [remark.said(say.language) for remark in impact.comparable.remarks]


def _means(found: Summary, say: Speaker) -> Iterator[str]:
    rows = [[say(_MEANS, count=found.products["both"]), say(_OLD), say(_NEW), say(_DIFFERENCE), ""]]
    for part in found.parts:
        name = say(PARTS[part.name])
        decimals = places(part.new or part.old or 0, 5)
        numbers = ["–" if v is None else fixed(v, decimals) for v in (part.old, part.new)]
        change, share = say(_WITHHELD), ""
        if part.difference is not None and part.old is not None:
            change = signed(part.difference, decimals)
            share = relative_text(part.difference / abs(part.old)) if part.old else ""
        rows.append([name, *numbers, change, share])
    yield from table(rows)
    if found.relative is not None:
        least, median, most = (relative_text(r) for r in found.relative)
        yield say(_SPREAD, raised=found.raised, lowered=found.lowered, least=least, median=median, most=most)


def relative_text(share: Decimal) -> str:
    """A relative difference with its sign."""
    return f"+{percent(share)}" if share > 0 else percent(share)


def contribution_places(found: Summary) -> int:
    """How many decimals contributions are shown with: those of the means, and enough for the largest of them."""
    largest = max((abs(c.mean) for c in found.contributions), default=Decimal(0))
    means = found.attributed_means
    of_mean = places(means.new, 5) if means is not None and means.new else 0
    return max(of_mean, places(largest, 3) if largest else 0)


def _contributions(impact: Impact, found: Summary, say: Speaker) -> Iterator[str]:
    means = found.attributed_means
    if means is None or means.difference is None:
        return
    decimals = contribution_places(found)
    drawn = impact.errors is not None
    head = [say(_CHANGES), say(_SHARE), say(_MOVED), say(_RANGE)]
    rows = [[*head, say(_ERROR)] if drawn else head]
    shown = rounded_parts([c.mean for c in found.contributions], means.difference, decimals)
    for item, value in zip(found.contributions, shown, strict=True):
        change = item.change
        name = f"{cut(change.name, _WIDE)}  {cut(change.label[say.language], _WIDE)}"
        between = f"{short(item.least, 3)} … {short(item.most, 3)}"
        error = [short(item.error, 2)] if item.error is not None else []
        rows.append([name, signed(value, decimals), str(item.products), between, *error])
    rows.append([say(_SUM), signed(means.difference, decimals), str(found.attributed), ""])
    if drawn:
        rows[-1].append("")
    yield from table(rows)
    yield from notes_on_contributions(impact, found, say)
    yield from (together(c.change, say) for c in found.contributions if c.change.reason)


def notes_on_contributions(impact: Impact, found: Summary, say: Speaker) -> list[str]:
    """How contributions were found, what has none, and which products have none."""
    drawn = impact.errors is not None
    told = [say(_DRAWN, orders=2 * ORDERS, seed=SEED) if drawn else say(_EXACT)]
    if found.without_effect:
        told.append(say(_NO_EFFECT, names=tuple(c.name for c in found.without_effect)))
    if found.doubtful:
        told.append(say(_IN_DOUBT, count=found.doubtful))
    lost = found.products["both"] - found.attributed - found.doubtful
    if lost > 0:
        told.append(say(_NOT_APART, count=lost))
    return told


def together(change: NamedChange, say: Speaker) -> str:
    """Why several elements are one change."""
    return say(_TOGETHER[change.reason], name=change.name, names=change.elements)


def _verdicts(found: Summary, say: Speaker) -> list[str]:
    if not found.verdicts:
        return []
    rows = [[say(_VERDICTS), say(_FAILS), say(_RIGHT), "", ""]]
    for item in found.verdicts[:_SHOWN]:
        only = say(_ONLY[0]) if item.is_new else say(_ONLY[1]) if item.is_gone else ""
        named = say(_SUCH_AS, names=item.examples[:2])
        rows.append([item.requirement, str(item.fails), str(item.comes_right), only, named])
    return ["", *table(rows, left=(0, 3, 4))]


def _refusals(refusals: Sequence[Refusals], say: Speaker, language: Language) -> list[str]:
    rows = []
    for item in refusals[:_SHOWN]:
        title = CODES[item.code].titled(language) if item.code in CODES else ""
        named = say(_SUCH_AS, names=item.examples[:2])
        rows.append([item.code, item.element or "", title, str(item.products), named])
    return [*table(rows, left=(0, 1, 2, 4)), *notes_on_refusals(refusals, say)]


def notes_on_refusals(refusals: Sequence[Refusals], say: Speaker) -> list[str]:
    """Of how many products it was explained one by one why they are refused, where it was not of all."""
    lines = []
    for code in dict.fromkeys(item.code for item in refusals if item.explained < item.products):
        alike = [item for item in refusals if item.code == code]
        counts = (sum(item.explained for item in alike), sum(item.products for item in alike))
        lines.append(say(_EXPLAINED, code=code, explained=counts[0], reasons=counts[1]))
    return lines
