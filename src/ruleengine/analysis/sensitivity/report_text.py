"""What a footprint depends on, as a person reads it in a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import localcontext

from ruleengine.analysis.sensitivity.break_even import BreakEven
from ruleengine.analysis.sensitivity.one_sided import Side
from ruleengine.analysis.sensitivity.scenarios import Scenario
from ruleengine.analysis.sensitivity.sensitivity import Analysis, Sensitivity
from ruleengine.diagnostics.facts import Speaker
from ruleengine.figures import figure, figure_long, places, short, signed, with_places
from ruleengine.formula.units import CO2E
from ruleengine.language import Language, Texts
from ruleengine.run.exact import CONTEXT
from ruleengine.run.labels import VERDICT_LABELS
from ruleengine.run.result import Result
from ruleengine.run.summary import heading, unit_and_basis
from ruleengine.terminal import joined, table

_SHOWN = 15
#: Further values of a break-even that are told.
_OTHERS = 5
#: Single cells of tables that are told.
_CELLS = 8

_FOOTPRINT: Texts = ("per unit {unit}, per basis {basis}", "单位产品{unit}，计量基准{basis}")
_ELASTICITY: Texts = ("elasticity: per cent for one per cent more", "弹性：增加百分之一时的变化百分数")
_SINGLE: Texts = ("single numbers of tables", "表中的单个数值")
_TOTAL: Texts = ("total", "合计")
_PER_UNIT: Texts = ("per unit", "单位产品")
_LESS: Texts = ("kgCO2e at −10 %", "−10 %时kgCO2e")
_MORE: Texts = ("at +10 %", "+10 %时")
_NOW: Texts = ("now", "当前值")
_LIMITED: Texts = (
    "  changed by less than 10 % because of the limits of the rule set: {names:list}",
    "  因规则集的限值，变化不足10 %：{names:list}",
)
_NOT_SWUNG: Texts = (
    "  what ±10 % does is calculated for the numbers of the largest effect only, not for {count} more",
    "  ±10 %变化的影响仅对影响最大的数值进行计算，另有{count}个未计算",
)
_LEFT_OUT: Texts = (
    "  {count} more; --format json has all of them",
    "  另有{count}项；用--format json可得全部",
)
_BROKEN: Texts = (
    "* a formula has a step or a kink at the present value; the elasticity per unit is",
    "* 公式在当前值处有阶跃或折点；单位产品的弹性为",
)
_NOT_COMPARED: Texts = (
    "whether a formula has a step or a kink at {count} more numbers, those of the smallest effect, was not looked at",
    "另有{count}个影响最小的数值，未核对公式在该处是否有阶跃或折点",
)
_SIDES: Texts = ("  {name}: below {below}, above {above}", "  {name}：下侧{below}，上侧{above}")
_NO_VALUE: Texts = ("no value", "无值")
_JUMP: Texts = ("a jump", "跳变")
_PARTS: dict[str, Texts] = {
    "per_unit": ("the footprint per unit", "单位产品碳足迹"),
    "total": ("the footprint per basis", "计量基准碳足迹"),
}
_ALL_OF: Texts = ("all of {name} × {factor}", "全部{name} × {factor}")
_BREAK_EVEN: Texts = (
    "break-even: {value} brings {footprint} to {reached}", "临界值：{value}使{footprint}达到{reached}",
)  # fmt: skip
_FROM_NOW: Texts = ("{value} (now {present})", "{value}（当前{present}）")
_ALSO: Texts = ("  also at {values:list}", "  其他临界值：{values:list}")
_ALSO_MORE: Texts = ("  also at {values:list} and {count} more", "  其他临界值：{values:list}，另有{count}个")
_SCENARIO: Texts = ("scenario", "情景")
_KG_PER_UNIT: Texts = ("kgCO2e per unit", "单位产品kgCO2e")
_DIFFERENCE: Texts = ("difference", "差异")
_PER_BASIS: Texts = ("per basis", "计量基准")
_AS_IT_IS: Texts = ("  (as it is)", "  （现状）")
_CHANGED: Texts = ("verdicts that change", "发生变化的结论")
_CHANGE: Texts = (
    "  {scenario}: {requirement} {before} → {after}", "  {scenario}：{requirement} {before} → {after}",
)  # fmt: skip


def text(
    analysis: Analysis,
    found: Sequence[BreakEven] = (),
    scenarios: Sequence[Scenario] = (),
    language: Language = "en",
) -> str:
    """Elasticities, then break-even values and scenarios where they were asked for."""
    result, say = analysis.result, Speaker(language)
    unit, basis = f"{figure_long(result.per_unit)} kgCO2e", figure(result.total, CO2E)
    lines = [
        *heading(result, language),
        say(_FOOTPRINT, unit=unit, basis=basis),
        "  ".join(unit_and_basis(result, language)),
        "",
        *_elasticities(analysis, say),
    ]
    for item in found:
        lines += ["", *_break_even(item, say)]
    if scenarios:
        lines += ["", *_scenarios(scenarios, result, say)]
    return joined(line.rstrip() for line in lines)


def _elasticities(analysis: Analysis, say: Speaker) -> list[str]:
    """Elasticities beside the swing of the footprint per unit, then those of single cells."""
    swings = {s.name: s for s in analysis.swings}
    decimals = places(analysis.result.per_unit, 5)
    moving, cells = (
        [s for s in found if s.of_per_unit is None or s.of_per_unit or s.of_total or not s.smooth]
        for found in (analysis.sensitivities, analysis.cells)
    )
    rows = [(*map(say, (_ELASTICITY, _TOTAL, _PER_UNIT, _LESS, _MORE, _NOW)), "")]
    for item in moving[:_SHOWN]:
        swing = swings.get(item.name)
        ends = ("", "") if swing is None else (with_places(e, decimals) for e in (swing.low, swing.high))
        rows.append((*_both(item), *ends, *_described(item, say)))
    lines = [*table(rows, left=(0, 6)), *_more(len(moving) - _SHOWN, say)]
    limited = tuple(s.name for s in analysis.swings if s.limited)
    if limited:
        lines.append(say(_LIMITED, names=limited))
    if analysis.not_swung:
        lines.append(say(_NOT_SWUNG, count=analysis.not_swung))
    if cells:
        single = [(*map(say, (_SINGLE, _TOTAL, _PER_UNIT, _NOW)), "")]
        single += [(*_both(c), *_described(c, say)) for c in cells[:_CELLS]]
        lines += ["", *table(single, left=(0, 4)), *_more(len(cells) - _CELLS, say)]
    lines += _breaks([*moving, *cells], say)
    return [*lines, "", say(_NOT_COMPARED, count=analysis.not_compared)] if analysis.not_compared else lines


def _both(item: Sensitivity) -> tuple[str, str, str]:
    """The name, marked where it has no derivative, and both elasticities."""
    named = f"  {item.name}" + ("" if item.smooth else " *")
    return named, _signed(item.of_total), _signed(item.of_per_unit)


def _described(item: Sensitivity, say: Speaker) -> tuple[str, str]:
    return item.variable.amount(say.language), item.variable.described(say.language)


def _more(count: int, say: Speaker) -> list[str]:
    return [say(_LEFT_OUT, count=count)] if count > 0 else []


def _breaks(found: Sequence[Sensitivity], say: Speaker) -> list[str]:
    """What is on either side of numbers at which a formula has a step or a kink."""
    broken = [s for s in found if not s.smooth]
    if not broken:
        return []
    lines = ["", say(_BROKEN)]
    for item in broken[:_CELLS]:
        lines.append(say(_SIDES, name=item.name, below=_side(item.below, say), above=_side(item.above, say)))
    return [*lines, *_more(len(broken) - _CELLS, say)]


def _side(side: Side, say: Speaker) -> str:
    if side is None:
        return say(_NO_VALUE)
    return say(_JUMP) if math.isinf(side) else _signed(side)


def _signed(value: float | None) -> str:
    """An elasticity with four decimals; zero without a sign."""
    return "–" if value is None else signed(value, 4)


def _break_even(item: BreakEven, say: Speaker) -> list[str]:
    variable = item.variable
    if variable.kind in ("column", "lookup"):
        first, *others = (
            say(_ALL_OF, name=variable.shown, factor=short(v)) for v in (item.value, *item.others)
        )
    else:
        unit = f" {variable.unit}" if variable.unit.symbols else ""
        others = [f"{short(v)}{unit}" for v in item.others]
        first = f"{variable.shown} = {short(item.value)}{unit}"
        first = say(_FROM_NOW, value=first, present=f"{short(variable.value)}{unit}")
    reached = f"{short(item.reached)} kgCO2e"
    lines = [say(_BREAK_EVEN, value=first, footprint=say(_PARTS[item.part]), reached=reached)]
    if len(others) > _OTHERS:
        lines.append(say(_ALSO_MORE, values=tuple(others[:_OTHERS]), count=len(others) - _OTHERS))
    elif others:
        lines.append(say(_ALSO, values=tuple(others)))
    return lines


def _scenarios(scenarios: Sequence[Scenario], base: Result, say: Speaker) -> list[str]:
    """Scenarios side by side, and the verdicts that change."""
    decimals = places(base.per_unit, 5)
    rows = [tuple(map(say, (_SCENARIO, _KG_PER_UNIT, _DIFFERENCE, _PER_BASIS)))]
    rows.append((say(_AS_IT_IS), with_places(base.per_unit, decimals), "", figure(base.total, CO2E)))
    changed: list[str] = []
    for item in scenarios:
        result, label = item.result, item.label[say.language]
        with localcontext(CONTEXT):
            share = (result.per_unit - base.per_unit) / base.per_unit * 100 if base.per_unit else None
        difference = "–" if share is None else f"{signed(share, 2)} %"
        named = f"  {item.name}" + (f"  {label}" if label != item.name else "")
        rows.append((named, with_places(result.per_unit, decimals), difference, figure(result.total, CO2E)))
        changed += _changed_verdicts(item, base, say)
    return [*table(rows), *([say(_CHANGED), *changed] if changed else [])]


def _changed_verdicts(item: Scenario, base: Result, say: Speaker) -> list[str]:
    before = {v.requirement: v.verdict for v in base.verdicts}
    return [
        say(
            _CHANGE, scenario=item.name, requirement=v.requirement,
            before=VERDICT_LABELS[before[v.requirement]][say.language], after=VERDICT_LABELS[v.verdict][say.language],
        )
        for v in item.result.verdicts
        if v.verdict != before[v.requirement]
    ]  # fmt: skip
