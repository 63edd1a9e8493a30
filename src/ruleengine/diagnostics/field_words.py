"""Words of the field that messages, terminal and documents have in common, each in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from ruleengine.language import Texts

#: What a requirement asks, from the strongest verb to the weakest.
VERBS: Mapping[str, Texts] = {"shall": ("shall", "应"), "should": ("should", "宜"), "may": ("may", "可")}
#: What a factor covers.
NATURES: Mapping[str, Texts] = {
    "life-cycle": ("life cycle", "生命周期"),
    "direct": ("direct", "直接排放"),
    "upstream": ("upstream", "上游"),
    "characterization": ("characterization", "特征化因子"),
}
#: How far data may leave the house.
DATA_CLASSES: Mapping[str, Texts] = {
    "general": ("general data", "一般数据"),
    "important": ("important data", "重要数据"),
    "core": ("core data", "核心数据"),
    "trade-secret": ("trade secret", "商业秘密"),
    "personal": ("personal information", "个人信息"),
}
#: How far a standard is.
STANDARD_STAGES: Mapping[str, Texts] = {
    "published": ("published", "已发布"),
    "draft": ("draft", "征求意见稿"),
    "plan": ("planned", "制定计划"),
    "group": ("association standard", "团体标准"),
    "international": ("International Standard", "国际标准"),
    "none": ("no standard", "无对应标准"),
}
#: How far a source can be trusted.
GRADES: Mapping[str, Texts] = {
    "standard": ("standard", "标准原文"),
    "official": ("official", "官方资料"),
    "secondary": ("secondary", "二手资料"),
    "substitute": ("substitute", "替代资料"),
    "assumption": ("assumption", "假定"),
}
#: How far the encoding of a standard or a factor table is.
STATUSES: Mapping[str, Texts] = {"draft": ("draft", "草案"), "released": ("released", "已发布")}


def as_labels(words: Mapping[str, Texts]) -> dict[str, dict[str, str]]:
    """Words as labels `{zh, en}`, as rule sets write theirs."""
    return {name: {"zh": zh, "en": en} for name, (en, zh) in words.items()}
