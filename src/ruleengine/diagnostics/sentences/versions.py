"""Sentences about inventories of other versions, and about names that were given up, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence
from ruleengine.language import Texts

_PRESENT_NAME: Texts = (
    "write {now:code}, or let `ruleengine migrate` do it",
    "应写{now:code}，或由`ruleengine migrate`改写",
)

SENTENCES: dict[str, Sentence] = {
    "E601.renamed_twice": Sentence(
        en="{name:code} is what {now:code} was called, and stands beside it",
        zh="{name:code}是{now:code}的旧名，二者同时出现",
        remedy=("keep {now:code} alone", "应只保留{now:code}"),
    ),
    "W649.input": Sentence(
        en="{name:code} is called {now:code} in {reference:code}, and was read as such",
        zh="{name:code}在{reference:code}中称为{now:code}，已按现名读取",
        remedy=_PRESENT_NAME,
    ),
    "W649.requirement": Sentence(
        en="the requirement {name:code} is called {now:code} in {reference:code}; the finding is read as one on it",
        zh="要求{name:code}在{reference:code}中称为{now:code}，该结论按现名读取",
        remedy=_PRESENT_NAME,
    ),
    "E610.version": Sentence(
        en="the inventory is for {given:code}, the rule set is {reference:code}",
        zh="清单对应{given:code}，所用规则集为{reference:code}",
        remedy=(
            "use {given:code}, or move the inventory with `ruleengine migrate … --to {reference}`",
            "应使用{given:code}，或用`ruleengine migrate … --to {reference}`迁移清单",
        ),
    ),
    "E610.none_old": Sentence(
        en="no product of {file:code} is for {old:code}",
        zh="{file:code}中没有产品对应{old:code}",
        found=("{named:list}", "{named:list}"),
        remedy=(
            "name the version that the products are for as the old one",
            "应将产品所对应的版本写作旧版本",
        ),
    ),
    "E610.mixed": Sentence(
        en="the products of {file:code} name several versions of {id:code}",
        zh="{file:code}中的产品指明了{id:code}的多个版本",
        found=("{named:list}", "{named:list}"),
        remedy=(
            "divide the portfolio by version, or name one version in the command, which refuses the other products",
            "应按版本拆分产品组合，或在命令中写明一个版本，其他版本的产品则不予核算",
        ),
    ),
}
