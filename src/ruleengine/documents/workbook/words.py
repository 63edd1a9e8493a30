"""The words of a workbook, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ruleengine.language import Language, Texts

WorkbookLanguage = Literal["zh", "en", "both"]

#: What stands where there is nothing to have a value.
ABSENT: Mapping[WorkbookLanguage, str] = {"zh": "不适用", "en": "not applicable", "both": "不适用"}


def said(texts: Texts | Mapping[str, object], language: WorkbookLanguage, between: str = "\n") -> str:
    """A text in the language of the workbook; in both, Chinese first."""
    zh, en = (texts[1], texts[0]) if isinstance(texts, tuple) else (texts.get("zh"), texts.get("en"))
    chosen = {"zh": (zh,), "en": (en,), "both": (zh, en)}[language]
    return between.join(dict.fromkeys(str(text) for text in chosen if text))


def first_language(language: WorkbookLanguage) -> Language:
    """The one language of what is said in one language only."""
    return "en" if language == "en" else "zh"


TITLE: Texts = ("Calculation workbook", "核算工作簿")
COVER: Texts = ("Cover", "封面")
RESULT: Texts = ("Result", "结果")
CHECKS: Texts = ("Checks", "检查")
QUANTITIES: Texts = ("Quantities", "中间量")
INPUTS: Texts = ("Inputs", "单项数据")
PARAMETERS: Texts = ("Parameters", "参数")
WORKINGS: Texts = ("Workings", "分步计算")
LISTS: Texts = ("Lists", "选项")
HEADINGS: Mapping[str, Texts] = {
    "number": ("No.", "序号"),
    "label": ("item", "项目"),
    "name": ("name in formulas", "公式中的名称"),
    "formula": ("formula of the rule set", "规则集的公式"),
    "value": ("value", "数值"),
    "unit": ("unit", "单位"),
    "share": ("share of total", "占合计的比例"),
    "clause": ("clause", "条款"),
    "source": ("source", "来源"),
    "grade": ("grade of source", "来源等级"),
    "entry": ("as reported", "填报值"),
    "entry_unit": ("unit reported", "填报单位"),
    "used": ("value used", "采用值"),
    "need": ("required", "是否必填"),
    "verb": ("verb", "用语"),
    "applies": ("condition", "适用条件"),
    "check": ("check", "检查结果"),
    "verdict": ("verdict here", "本簿判定"),
    "engine": ("by ruleengine", "ruleengine判定"),
    "requirement": ("requirement", "要求"),
    "key": ("key", "键"),
    "species": ("kind of flow", "类别"),
    "part": ("part of", "所属公式"),
}
REQUIRED: Texts = ("required", "必填")
OPTIONAL: Texts = ("optional", "选填")
CONDITIONAL: Texts = ("where it applies", "适用时必填")
REPORTED: Texts = ("as reported", "填报数据")
USED: Texts = ("values used (units converted)", "采用值（已换算单位）")
CALCULATED: Texts = ("calculated", "计算值")
GIVEN: Texts = ("this table is given", "本表已填报")
NO_ROWS: Texts = ("no rows", "无数据行")
PER_UNIT: Texts = ("carbon footprint per unit, rounded", "单位产品碳足迹（修约后）")
RECALCULATED: Texts = ("recalculated in this workbook", "本工作簿重算值")
BY_ENGINE: Texts = ("calculated by ruleengine (fixed)", "ruleengine核算值（固定）")
DIFFERENCE: Texts = ("relative difference", "相对偏差")
PRECONDITIONS: Texts = ("Preconditions of the calculation", "核算的前提")
REQUIREMENTS: Texts = ("Requirements", "要求")
EMISSIONS: Texts = ("Emissions and removals", "排放与清除")
FOOTPRINT: Texts = ("Carbon footprint", "碳足迹")
INDICATORS: Texts = ("Indicators", "指标")
APPLICABLE: Texts = ("where it applies:", "适用条件：")
MET: Texts = ("met", "成立")
NOT_MET: Texts = ("not met: the calculation is refused", "不成立：拒绝核算")
NOT_KNOWN: Texts = ("not known", "不能判定")
CONTENTS: Texts = ("Sheets", "工作表")
TOLERANCE_LABEL: Texts = (
    "two numbers that differ by no more than this share are equal", "相对差不超过此值的两个数视为相等",
)  # fmt: skip
ABSENT_LABEL: Texts = (
    "stands where there is nothing to have a value; sums leave it out", "表示没有可取值的对象，求和时不计入",
)  # fmt: skip
MISSING_LABEL: Texts = (
    "a value is missing; whatever rests on it is missing too and never zero",
    "表示缺少数据；依赖该数据的各项同样缺失，不按零计",
)
FAILED_LABEL: Texts = (
    "a formula cannot be calculated (#DIV/0!, #NUM!, #VALUE!)",
    "表示公式无法计算（#DIV/0!、#NUM!、#VALUE!）",
)
ENTRY_LABEL: Texts = (
    "cells to change; the rest are formulas, factors and texts of the rule set",
    "可修改的填报单元格；其余为公式、因子和规则集的文字",
)
LEGEND: Texts = ("How to read it", "说明")
FACTS: Mapping[str, Texts] = {
    "product": ("product", "产品"),
    "model": ("model", "型号"),
    "manufacturer": ("manufacturer", "制造商"),
    "period": ("data period", "数据期"),
    "ruleset": ("rule set", "规则集"),
    "standard": ("standard", "标准"),
    "status": ("status of the rule set", "规则集状态"),
    "inventory": ("inventory", "清单"),
    "ruleset_hash": ("hash of the rule set", "规则集散列值"),
    "inventory_hash": ("hash of the inventory", "清单散列值"),
    "engine": ("made by", "生成程序"),
    "unit": ("functional or declared unit", "功能单位或声明单位"),
}
#: What the columns are that formulas need beside those of the rule set.
PARTS: Mapping[str, Texts] = {
    "part": ("part of the formula", "公式的一部分"),
    "item": ("what the row adds", "本行计入量"),
    "product": ("value times weight", "数值与权重之积"),
    "weight": ("weight of the row", "本行权重"),
    "error": ("1 where the row has no value", "本行无值时为1"),
    "failed": ("1 where the row cannot be calculated", "本行无法计算时为1"),
    "pointer": ("number of the row referred to", "所指行的序号"),
}
