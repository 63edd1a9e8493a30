"""Sentences about calculation and tests, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence
from ruleengine.language import Texts

_REACHED: Texts = ("a target that is reached from {first} to {last}", "在{first}至{last}之间可达到的目标")
_BETWEEN: Texts = (
    "{footprint} is between {low} and {high} there", "其间{footprint}在{low}至{high}之间",
)  # fmt: skip

SENTENCES: dict[str, Sentence] = {
    "E706.no_inventory": Sentence(
        en="{ruleset:code} is a base for other rule sets; there is no inventory for it",
        zh="{ruleset:code}是其他规则集的基础，没有与之对应的清单",
    ),
    "E721.unknown": Sentence(
        en="{text:code} is no number that this footprint is calculated with",
        zh="{text:code}不是核算此碳足迹所用的数值",
        expected=(
            "an input, a parameter, a cell such as `materials[1].mass`, or a column for all its rows",
            "输入、参数、`materials[1].mass`一类的单元格，或代表其全部行的列",
        ),
    ),
    "E722.flat": Sentence(
        en="{footprint} does not depend on {name:code}",
        zh="{footprint}与{name:code}无关",
        expected=_REACHED,
        found=("{footprint} is {high} throughout", "{footprint}始终为{high}"),
    ),
    "E722.jump": Sentence(
        en="{footprint} jumps over {target} at {value}",
        zh="{footprint}在{value}处跳过{target}",
        expected=_REACHED,
        found=_BETWEEN,
    ),
    "E722.nowhere": Sentence(
        en="no value of {name:code} was found that brings {footprint} to {target}",
        zh="未找到使{footprint}达到{target}的{name:code}的值",
        expected=_REACHED,
        found=_BETWEEN,
    ),
    "E723.nothing": Sentence(
        en="no number that the footprint of {inventory:code} rests on is uncertain",
        zh="{inventory:code}的碳足迹所依据的数值均无不确定度",
    ),
    "E724.draws": Sentence(
        en="{failed} of {draws} draws cannot be calculated",
        zh="{draws}次抽样中有{failed}次无法核算",
    ),
}
