"""Sentences about calculation and tests, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence
from ruleengine.language import Texts

_REACHED: Texts = ("a target that is reached from {first} to {last}", "在{first}至{last}之间可达到的目标")
_BETWEEN: Texts = (
    "{footprint} is between {low} and {high} there", "其间{footprint}在{low}至{high}之间",
)  # fmt: skip

_READ: Texts = ("{read:list}", "{read:list}")
_NOT_ZERO: tuple[Texts, ...] = (
    (
        "give {tables:codes} at least one row that counts here: without one the divisor is zero",
        "{tables:codes}中至少应有一行计入此处：没有这样的行时除数为零",
    ),
    (
        "correct {zeros:list}, which makes the divisor zero: requirement `{requirement}` is not satisfied either",
        "改正{zeros:list}：它使除数为零，要求`{requirement}`也因此不满足",
    ),
    (
        "correct {zeros:list}: it makes the divisor zero",
        "改正{zeros:list}：它使除数为零",
    ),
)  # fmt: skip
_SMALLER: Texts = (
    "check the values named for misplaced decimal points and units", "检查所列各值的小数点和单位是否有误",
)  # fmt: skip

SENTENCES: dict[str, Sentence] = {
    "E701.division": Sentence(
        en="{at}: division by zero",
        zh="{at}：除数为零",
        found=_READ,
        remedies=_NOT_ZERO,
    ),
    "E701.weights": Sentence(
        en="{at}: division by zero: the weights add up to zero",
        zh="{at}：除数为零：权重之和为零",
        found=_READ,
        remedies=_NOT_ZERO,
        remedy=("check the weights: they add up to zero", "检查各权重：其和为零"),
    ),
    "E702.overflow": Sentence(
        en="{at}: the result is too large or not defined",
        zh="{at}：结果过大或无定义",
        found=_READ,
        remedy=_SMALLER,
    ),
    "E702.root": Sentence(
        en="{at}: the root of a negative number",
        zh="{at}：对负数开方",
        found=_READ,
        remedy=(
            "give values with which the number under the root is not negative",
            "给出使根号下的数不为负的值",
        ),
    ),
    "E702.logarithm": Sentence(
        en="{at}: the logarithm of a number that is not above zero",
        zh="{at}：对不大于零的数取对数",
        found=_READ,
        remedy=(
            "give values with which the number that the logarithm is taken of is above zero",
            "给出使取对数的数大于零的值",
        ),
    ),
    "E702.emissions": Sentence(
        en="{at}: the sum of the emissions is too large",
        zh="{at}：排放量之和过大",
        found=_READ,
        remedy=_SMALLER,
    ),
    "E702.per_unit": Sentence(
        en="{at}: the footprint per unit is too large",
        zh="{at}：单位产品碳足迹过大",
        found=_READ,
        remedy=_SMALLER,
    ),
    "E702.table_of_results": Sentence(
        en="{name:code} is too large for a table of results",
        zh="{name:code}过大，无法写入结果表",
    ),
    "E703.row": Sentence(
        en="{at}: {table:code} has no row for {keys:codes}",
        zh="{at}：{table:code}中没有{keys:codes}的行",
        found=_READ,
        remedies=(
            ("with {first:codes} the table has {known:codes}", "与{first:codes}对应，表中有{known:codes}"),
            ("the table has {only:codes}", "表中有{only:codes}"),
        ),
    ),
    "E704.missing": Sentence(
        en="{step:code} cannot be calculated",
        zh="{step:code}无法核算",
        found=("missing: {missing:list}", "缺少：{missing:list}"),
    ),
    "E704.not_applicable": Sentence(
        en="{step:code} is not applicable: without it there is no footprint per unit",
        zh="{step:code}不适用：没有它就没有单位产品碳足迹",
        found=("{why}", "{why}"),
        remedy=(
            "correct what the inventory says there if it is wrong; else this rule set is not for this product",
            "清单在该处填写有误时应改正；无误时，该规则集不用于此产品",
        ),
    ),
    "E705.refused": Sentence(en="the inventory is refused", zh="清单不予接受"),
    "E705.outside": Sentence(
        en="{path:code} leads out of the library",
        zh="{path:code}超出规则库",
        remedy=("put the inventory into the library", "应将清单放入规则库"),
    ),
    "E705.other_errors": Sentence(
        en="other errors than expected",
        zh="错误与预期不同",
        expected=("{expected:list}", "{expected:list}"),
        found=("{codes:list}", "{codes:list}"),
    ),
    "E705.no_part": Sentence(
        en="{name:code} is not one of the {part}",
        zh="{name:code}不属于{part}",
    ),
    "E705.not_calculated": Sentence(
        en="{name:code} is not calculated",
        zh="{name:code}不在核算之列",
    ),
    "E705.rows": Sentence(
        en="{name:code} has {count} row{count:s}",
        zh="{name:code}有{count}行",
        expected=("{wanted} row{wanted:s}", "{wanted}行"),
    ),
    "E705.value": Sentence(
        en="another value than expected",
        zh="值与预期不同",
        expected=("{wanted}", "{wanted}"),
        found=("{value}", "{value}"),
    ),
    "E705.no_value": Sentence(
        en="another value than expected",
        zh="值与预期不同",
        expected=("{wanted}", "{wanted}"),
        found=("{value}: {reason}", "{value}：{reason}"),
    ),
    "E705.amount": Sentence(en="{reason}", zh="{reason}"),
    "E705.no_number": Sentence(
        en="{text:code} is not a number",
        zh="{text:code}不是数",
    ),
    "E705.unit": Sentence(
        en="{unit:code} is not a unit of this value",
        zh="{unit:code}不是该值的单位",
        expected=("{due:code}", "{due:code}"),
    ),
    "E705.number": Sentence(
        en="another number than expected",
        zh="数值与预期不同",
        expected=("{wanted}", "{wanted}"),
        found=("{value}", "{value}"),
    ),
    "E705.no_requirement": Sentence(
        en="there is no requirement {name:code}",
        zh="没有要求{name:code}",
    ),
    "E705.no_precondition": Sentence(
        en="there is no precondition {name:code}",
        zh="没有前提{name:code}",
    ),
    "E705.check": Sentence(
        en="the check {name:code} comes out differently",
        zh="判定{name:code}的结论与预期不同",
        expected=("{wanted}", "{wanted}"),
        found=("{verdict}: {reason}", "{verdict}：{reason}"),
    ),
    "E706.base": Sentence(
        en="{ruleset:code} is a base for other rule sets",
        zh="{ruleset:code}是其他规则集的基础",
    ),
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
    "E722.preconditions": Sentence(
        en="{name:code} = {value} would bring {footprint} to {target}, but does not meet {preconditions:codes}",
        zh="{name:code} = {value}可使{footprint}达到{target}，但不满足{preconditions:codes}",
        remedy=(
            "choose a target that is reached where the preconditions of the rule set are met, or another number",
            "选择在满足规则集前提时能够达到的目标，或选择其他数值",
        ),
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
    # result records
    "E731.kind": Sentence(
        en="this is no result record: the key `result_record` is not there",
        zh="这不是结果记录：没有键`result_record`",
    ),
    "E731.several": Sentence(
        en="this is a list of {count} item{count:s}; one result record is due here",
        zh="这是含{count}项的列表；此处应为一个结果记录",
        remedy=(
            "calculate the product alone, or save the item of the list as a file of its own",
            "单独核算该产品，或把列表中的该项存为单独的文件",
        ),
    ),
    "E731.refusal": Sentence(
        en="this is the refusal of {refused:code}, which has no result",
        zh="这是对{refused:code}的拒绝，没有结果",
        remedy=("mend what the refusal names, and calculate again", "按其所列改正后重新核算"),
    ),
    "E731.format": Sentence(
        en="this engine does not know the format of the record",
        zh="本引擎不认识该记录的格式",
        expected=("`result_record: {known}`", "`result_record: {known}`"),
        found=("{found:code}", "{found:code}"),
        remedy=(
            "use the version of the engine that wrote the record, {engine}, or a later one",
            "使用写出该记录的引擎版本{engine}或更新的版本",
        ),
    ),
    "E732.number": Sentence(
        en="{text:code} is not a number",
        zh="{text:code}不是数值",
        expected=(
            'a number as a text, in plain decimal notation: `"1234.5"`',
            '以普通十进制记法写成文本的数值：`"1234.5"`',
        ),
    ),
    "E733.rules": Sentence(
        en="the rule set {ruleset:code} is not the one that the record names: its hash differs",
        zh="规则集{ruleset:code}不是记录所载的那一个：散列值不同",
        expected=("{recorded}", "{recorded}"),
        found=("{now}", "{now}"),
        remedy=(
            "calculate with the library in which the rule set is as it was, or calculate the product anew",
            "使用该规则集未变的规则库重算，或重新核算该产品",
        ),
    ),
    "E733.table": Sentence(
        en="the factor table {table:code}, called {name:code}, is not the one that the record names: its hash differs",
        zh="因子表{table:code}（名为{name:code}）不是记录所载的那一个：散列值不同",
        expected=("{recorded}", "{recorded}"),
        found=("{now}", "{now}"),
    ),
    "E733.other_table": Sentence(
        en="the rule set calls another factor table {name:code}",
        zh="规则集中名为{name:code}的是另一个因子表",
        expected=("{recorded:code}", "{recorded:code}"),
        found=("{now:code}", "{now:code}"),
    ),
    "E733.inventory": Sentence(
        en="the inventory {file:code} is not the one that the record names: its hash differs",
        zh="清单{file:code}不是记录所载的那一个：散列值不同",
        expected=("{recorded}", "{recorded}"),
        found=("{now}", "{now}"),
        remedy=(
            "name the inventory that the result was calculated from, or calculate the product anew",
            "给出算出该结果的清单，或重新核算该产品",
        ),
    ),
    "E733.value": Sentence(
        en="{name:code} comes out otherwise than the record says",
        zh="{name:code}的重算值与记录不同",
        expected=("{recorded} in the record", "记录中为{recorded}"),
        found=("{now}", "{now}"),
    ),
    "E733.verdict": Sentence(
        en="the check {name:code} comes out otherwise than the record says",
        zh="检查{name:code}的判定与记录不同",
        expected=("{recorded:code} in the record", "记录中为{recorded:code}"),
        found=("{now:code}", "{now:code}"),
    ),
    "E733.word": Sentence(
        en="{name:code} is not what the record says",
        zh="{name:code}与记录所载不同",
        expected=("{recorded} in the record", "记录中为{recorded}"),
        found=("{now}", "{now}"),
    ),
    "E733.missing": Sentence(
        en="the record has no {name:code}, which the calculation gives",
        zh="记录中没有核算给出的{name:code}",
    ),
    "E733.surplus": Sentence(
        en="the record has {name:code}, which the calculation does not give",
        zh="记录中有{name:code}，而核算不给出该项",
    ),
    "W734.engine": Sentence(
        en="the record is by version {recorded} of the engine, the replay by {now}",
        zh="记录由引擎版本{recorded}算出，重算用的是{now}",
    ),
    "W734.format": Sentence(
        en="the record is of format {recorded}, which has no keys for {lacking:codes}; these are not compared",
        zh="记录的格式为{recorded}，该格式没有{lacking:codes}这些键，这些内容不作比较",
        remedy=(
            "nothing need be done while the numbers are the same; calculate anew for a record of format {now}",
            "数值相同时无须处理；需要格式{now}的记录时，应重新核算",
        ),
    ),
    "W734.standing": Sentence(
        en="what is to be said of the rules has changed since the record: {now}",
        zh="自记录以来，规则的现状已有变化：{now}",
    ),
    "W734.standing_no_more": Sentence(
        en="nothing is to be said of the rules any more; the record says: {was}",
        zh="规则的现状已无需说明；记录所载为：{was}",
    ),
    "W734.wording": Sentence(
        en="the inventory {file:code} means the same as the one that the record names, and is worded otherwise",
        zh="清单{file:code}与记录所载的含义相同，但文字不同",
        expected=("{recorded}", "{recorded}"),
        found=("{now}", "{now}"),
        remedy=(
            "compare units as written, notes and names if a document cites the hash of what is printed",
            "若文件引用了打印内容的散列值，请核对所写单位、备注和名称",
        ),
    ),
    "E735.inventory": Sentence(
        en="there is no inventory {id:code} for {ruleset:code} in the folders named",
        zh="在所指文件夹中没有{ruleset:code}的清单{id:code}",
    ),
    "E735.none": Sentence(
        en="the folder {folder:code} holds no recorded result, so that nothing was calculated again",
        zh="文件夹{folder:code}中没有结果记录，未重算任何结果",
        remedy=(
            "name the folder of the records, or write them with `--record`",
            "应指明记录所在的文件夹，或用`--record`写入记录",
        ),
    ),
    "E735.elements": Sentence(
        en="{file:code} is not what `replay --record` writes",
        zh="{file:code}不是`replay --record`写入的内容",
        remedy=("write the records anew", "应重新写入记录"),
    ),
}
