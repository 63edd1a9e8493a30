"""Sentences about inventories and portfolios, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence
from ruleengine.language import Texts

_KNOWN: Texts = ("{known:codes}", "{known:codes}")
_ONE_OF_THESE: Texts = ("name one of these", "应写出其中之一")

SENTENCES: dict[str, Sentence] = {
    "E613.hidden": Sentence(
        en="the text has the hidden character {character}",
        zh="文字中有隐藏字符{character}",
        remedy=("remove the character, or type the text anew", "应删除该字符，或重新键入文字"),
    ),
    "E601.scenario_table": Sentence(
        en="there is no table {name:code}",
        zh="没有表{name:code}",
        expected=_KNOWN,
        remedy=_ONE_OF_THESE,
    ),
    "E601.scenario_column": Sentence(
        en="the table {table:code} has no column {name:code}",
        zh="表{table:code}没有列{name:code}",
        expected=_KNOWN,
        remedy=_ONE_OF_THESE,
    ),
    "E601.scenario_row": Sentence(
        en="the inventory has no row {name:code} in {table:code}",
        zh="清单的{table:code}中没有行{name:code}",
        expected=_KNOWN,
        remedy=_ONE_OF_THESE,
    ),
    "E601.scenario_input": Sentence(
        en="{ruleset:code} has no input {name:code}",
        zh="{ruleset:code}没有输入{name:code}",
        expected=_KNOWN,
        remedy=_ONE_OF_THESE,
    ),
    "E601.scenario_constant": Sentence(
        en="{ruleset:code} has no input {name:code}",
        zh="{ruleset:code}没有输入{name:code}",
        expected=_KNOWN,
        remedy=(
            "change an input; what the rule set gives is changed by a rule set built on it",
            "应改变输入；规则集给出的内容由以其为基础的规则集修改",
        ),
    ),
    "E610.scenarios": Sentence(
        en="the scenarios are for {named:code}, the rule set is {ruleset:code}",
        zh="情景对应{named:code}，规则集为{ruleset:code}",
        remedy=(
            "use the rule set named, or correct `scenarios:`",
            "应使用所指明的规则集，或改正`scenarios:`",
        ),
    ),
}
