"""Sentences of lints (W530 to W544)."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence

LINTS: dict[str, Sentence] = {
    "W530.other": Sentence(
        "the verb is {verb:code}, and the text says {said:codes}",
        "动词为{verb:code}，而文本写的是{said:codes}",
    ),
    "W530.mixed": Sentence(
        "the verb is {verb:code}, and the text says {said:codes} beside it",
        "动词为{verb:code}，而文本同时写有{said:codes}",
        remedy=(
            "make one requirement of each duty, or say why they belong together: `meant: {{W530: {{zh: …, en: …}}}}`",
            "按义务拆分为多项要求，或说明为何合写：`meant: {{W530: {{zh: …, en: …}}}}`",
        ),
    ),
    "W531.number": Sentence(
        "the number {number:code} stands in the text",
        "文本中直接写有数字{number:code}",
        expected=("a parameter in braces, such as `{{limit}}`", "花括号中的参数，例如`{{limit}}`"),
    ),
    "W532.one_language": Sentence(
        "one language alone names {names:codes}", "仅一种语言的文本写有{names:codes}"
    ),
    "W533.not_read": Sentence(
        "the text names {names:codes}, and neither `check` nor `applies` rests on it",
        "文本写有{names:codes}，而`check`和`applies`均不涉及",
    ),
    "W534.hs": Sentence(
        "{code:code} is no code of the Harmonized System",
        "{code:code}不是协调制度的编码",
        expected=(
            "a code such as `84.07`, `8407.34` or `8407.34.10`",
            "编码，例如`84.07`、`8407.34`或`8407.34.10`",
        ),
    ),
    "W534.cpc": Sentence(
        "{code:code} is no code of the Central Product Classification",
        "{code:code}不是《主要产品分类》的编码",
        expected=("one to five digits, such as `45220`", "一至五位数字，例如`45220`"),
    ),
    "W535.hundred": Sentence(
        "{number:code} stands beside a value in `%`", "{number:code}写在单位为`%`的值旁"
    ),
    "W535.compared": Sentence(
        "{number:code} is compared with a value in `%`, and stands for {percent} %",
        "{number:code}与单位为`%`的值比较，其含义为{percent} %",
        remedy=("make it a parameter in `%`", "将其设为单位为`%`的参数"),
    ),
    "W536.parameter": Sentence(
        "the limit {name:code} is {value} %, the fraction {fraction}",
        "限值{name:code}为{value} %，即小数{fraction}",
        remedy=(
            "write {meant} if {meant} % is meant, else say why it is so small: `meant: {{W536: {{zh: …, en: …}}}}`",
            "如指{meant} %，应写{meant}；否则说明为何如此之小：`meant: {{W536: {{zh: …, en: …}}}}`",
        ),
    ),
    "W536.input": Sentence(
        "{name:code} may be {value} % at most, the fraction {fraction}",
        "{name:code}最大为{value} %，即小数{fraction}",
        remedy=(
            "write {meant} if {meant} % is meant, else say why it is so small: `meant: {{W536: {{zh: …, en: …}}}}`",
            "如指{meant} %，应写{meant}；否则说明为何如此之小：`meant: {{W536: {{zh: …, en: …}}}}`",
        ),
    ),
    "W537.share": Sentence(
        "the share {name:code} has neither a lower nor an upper limit", "份额{name:code}既无下限也无上限"
    ),
    "W537.lower": Sentence(
        "the share {name:code} has no lower limit",
        "份额{name:code}没有下限",
        remedy=("give `min` or `above`", "给出`min`或`above`"),
    ),
    "W537.upper": Sentence(
        "the share {name:code} has no upper limit",
        "份额{name:code}没有上限",
        remedy=("give `max` or `below`", "给出`max`或`below`"),
    ),
    "W537.count": Sentence(
        "the exact number {name:code} has no lower limit",
        "精确数{name:code}没有下限",
        remedy=("give `min` or `above`", "给出`min`或`above`"),
    ),
    "W538.net": Sentence(
        "the divisor rests on {name:code}, which removals or credits make smaller",
        "除数取决于{name:code}，而清除量或抵扣量会使其变小",
    ),
    "W539.silent": Sentence("{code:code} is not told here", "此处并无{code:code}警告"),
    "W540.emission": Sentence(
        "with all amounts of {example:code} doubled, {name:code} is {ratio} times as much",
        "将{example:code}的全部数量加倍后，{name:code}变为原来的{ratio}倍",
        expected=("2 times", "2倍"),
    ),
    "W540.flow": Sentence(
        "with all amounts of {example:code} doubled, the reference flow is {ratio} times as much",
        "将{example:code}的全部数量加倍后，基准流变为原来的{ratio}倍",
        expected=("0.5 times", "0.5倍"),
    ),
    "W541.more": Sentence(
        "{name:code} times {factor}, within its limits, lowers the result of {example:code} to {percent} %, and no "
        "verdict reacts",
        "在限值内将{name:code}乘以{factor}，{example:code}的结果降至{percent} %，而判定均无变化",
    ),
    "W542.less": Sentence(
        "{name:code} times {factor}, within its limits, lowers the result of {example:code} to {percent} %, and no "
        "verdict reacts",
        "在限值内将{name:code}乘以{factor}，{example:code}的结果降至{percent} %，而判定均无变化",
    ),
    "W543.label": Sentence(
        "the text names `{label}` ({name:code}), and neither `check` nor `applies` rests on it",
        "文本提到`{label}`（{name:code}），而`check`和`applies`均未涉及",
    ),
    "W544.unwatched": Sentence(
        "no verdict of {examples} example{examples:s} reacts to a thousandth or a thousand times {name:code}, "
        "within its limits",
        "在限值内将{name:code}变为千分之一或一千倍，{examples}个示例的判定均无变化",
    ),
}
