"""Sentences about inventories and portfolios, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence
from ruleengine.diagnostics.sentences.answers import SENTENCES as ANSWERS
from ruleengine.diagnostics.sentences.assessment import SENTENCES as ASSESSMENT
from ruleengine.diagnostics.sentences.consultation import SENTENCES as CONSULTATION
from ruleengine.diagnostics.sentences.filled_inventory import SENTENCES as FILLED_INVENTORY
from ruleengine.diagnostics.sentences.portfolio import SENTENCES as PORTFOLIO
from ruleengine.diagnostics.sentences.versions import SENTENCES as VERSIONS
from ruleengine.language import Texts

_DUE: Texts = ("{due}", "{due}")
_KNOWN: Texts = ("{known:codes}", "{known:codes}")
_ONE_OF_THESE: Texts = ("name one of these", "应写出其中之一")
_WRITTEN: Texts = ("{todo}", "{todo}")
_NEEDED: Texts = ("{needed:list}", "{needed:list}")
_CORRECT: Texts = ("correct {at:code}", "应改正{at:code}")

SENTENCES: dict[str, Sentence] = {
    **PORTFOLIO,
    **VERSIONS,
    **ASSESSMENT,
    **CONSULTATION,
    **ANSWERS,
    **FILLED_INVENTORY,
    "E601.input": Sentence(
        en="{reference:code} has no input {name:code}",
        zh="{reference:code}没有输入{name:code}",
    ),
    "E601.column": Sentence(
        en="the table {table:code} has no column {name:code}",
        zh="表{table:code}没有列{name:code}",
        expected=("{known:every}", "{known:every}"),
    ),
    "E601.part": Sentence(
        en="a value has no {name:code}",
        zh="值没有{name:code}",
        expected=("{known:every}", "{known:every}"),
        remedy=(
            "write the value alone, or as `{{value: …, source: …, note: …, uncertainty: …}}`",
            "应只写出值，或写作`{{value: …, source: …, note: …, uncertainty: …}}`",
        ),
    ),
    "E601.requirement": Sentence(
        en="{reference:code} has no requirement {name:code}",
        zh="{reference:code}没有要求{name:code}",
        expected=_KNOWN,
        remedy=("correct the id, or remove the finding", "应改正标识，或删除该结论"),
    ),
    "E602.dimension": Sentence(
        en="{field:code} is given in {unit:code}",
        zh="{field:code}的单位写成了{unit:code}",
        expected=("{wanted:code}, {wanted_dimension}", "{wanted:code}，{wanted_dimension}"),
        found=("{unit:code}, {dimension}", "{unit:code}，{dimension}"),
        remedy=(
            "give the value in {wanted:code} or another unit of its dimension",
            "应以{wanted:code}或同一量纲的单位给出该值",
        ),
    ),
    "E602.unknown_unit": Sentence(
        en="{name}: {reason}",
        zh="{name}：{reason}",
        expected=("{wanted:code}, {wanted_dimension}", "{wanted:code}，{wanted_dimension}"),
        remedies=(_WRITTEN,),
        remedy=(
            "give the value in {wanted:code}; docs/reference/units.md lists all units",
            "应以{wanted:code}给出该值；全部单位见`docs/reference/units.md`",
        ),
    ),
    "E603.digits": Sentence(
        en="{field:code} has more digits than can be calculated with",
        zh="{field:code}的位数超过可计算的位数",
        remedy=("round the number", "应对该数修约"),
    ),
    "E603.size": Sentence(
        en="{field:code} has more digits than can be calculated with",
        zh="{field:code}的位数超过可计算的位数",
        remedy=(
            "correct the number; it is too large or too near to zero to be a quantity of a product",
            "应改正该数；对产品的量而言，该数过大或过于接近零",
        ),
    ),
    "E603.limits": Sentence(
        en="{field:code} is {value}",
        zh="{field:code}为{value}",
        expected=("{limits:list}", "{limits:list}"),
        remedy=("correct the value", "应改正该值"),
    ),
    "E604.amount": Sentence(
        en="{name}: {reason}",
        zh="{name}：{reason}",
        expected=_DUE,
        remedies=(_WRITTEN,),
        remedy=(
            "write digits, a point before decimals, a space and the unit, as in `812.5 g`",
            "应写出数字、小数点、空格和单位，例如`812.5 g`",
        ),
    ),
    "E604.number": Sentence(en="{field:code} takes a number", zh="{field:code}应为数", expected=_DUE),
    "E604.condition": Sentence(
        en="{field:code} takes a condition",
        zh="{field:code}应为条件",
        expected=("`true` or `false`", "`true`或`false`"),
        remedy=("write `true` or `false`, without quotes", "应写作`true`或`false`，不加引号"),
    ),
    "E604.text": Sentence(
        en="{field:code} takes a text",
        zh="{field:code}应为文字",
        expected=_DUE,
        remedy=(
            "write a text; a number that is meant as a text stands in quotes",
            "应写出文字；作为文字的数应置于引号内",
        ),
    ),
    "E604.table": Sentence(
        en="{table:code} takes a table",
        zh="{table:code}应为表",
        expected=("a list of rows", "由行组成的列表"),
        remedy=("write each row on a line of its own that begins with `- `", "每行应另起一行，以`- `开头"),
    ),
    "E604.row": Sentence(
        en="a row of {table:code} is a map of its columns",
        zh="{table:code}的行应为其各列的映射",
        expected=("a map with {columns:every}", "含有{columns:every}的映射"),
        remedy=("write the row as `- {{column: value, …}}`", "应将该行写作`- {{column: value, …}}`"),
    ),
    "E605.value": Sentence(en="{field:code} is missing", zh="缺少{field:code}", expected=_DUE),
    "E605.table": Sentence(
        en="the table {table:code} is missing",
        zh="缺少表{table:code}",
        expected=_DUE,
        remedy=("add the table", "应补充该表"),
    ),
    "E606.value": Sentence(
        en="{value:code} is not a value of {field:code}",
        zh="{value:code}不是{field:code}的值",
        expected=_KNOWN,
    ),
    "E607.row": Sentence(
        en="{key:code} is not a row of {table:code}",
        zh="{key:code}不是{table:code}的行",
        expected=_KNOWN,
        remedy=(
            "correct the reference, or add the row to {table:code}",
            "应改正该引用，或在{table:code}中补充该行",
        ),
    ),
    "E608.key": Sentence(
        en="two rows of {table:code} have the key {key:code}",
        zh="{table:code}有两行的键均为{key:code}",
    ),
    "E609.rows": Sentence(
        en="{table:code} has {count} row{count:s}, at least {least} are due",
        zh="{table:code}有{count}行，应至少有{least}行",
    ),
    "E610.other": Sentence(
        en="the inventory is for {given:code}, the rule set is {reference:code}",
        zh="清单对应{given:code}，所用规则集为{reference:code}",
        remedy=(
            "use {given:code}, or correct `ruleset:` in the inventory to {reference:code}",
            "应使用{given:code}，或将清单中的`ruleset:`改为{reference:code}",
        ),
    ),
    "E611.table": Sentence(
        en="{table:code} may not be declared not applicable",
        zh="{table:code}不可声明为不适用",
        expected=_DUE,
        remedy=("give the rows", "应给出各行"),
    ),
    "E611.value": Sentence(
        en="{field:code} may not be declared not applicable",
        zh="{field:code}不可声明为不适用",
    ),
    "E612.date": Sentence(
        en="{text:code} is not a date",
        zh="{text:code}不是日期",
        expected=("YYYY-MM-DD", "年-月-日，即`YYYY-MM-DD`"),
        remedy=("write a day that exists, such as `2025-12-31`", "应写出实际存在的日期，例如`2025-12-31`"),
    ),
    "E612.period": Sentence(
        en="the period ends ({last}) before it begins ({first})",
        zh="时段的结束（{last}）早于开始（{first}）",
        remedy=("exchange the two dates, or correct one of them", "应调换两个日期，或改正其中之一"),
    ),
    "E612.said_otherwise": Sentence(
        en="the assessment says {name:code} otherwise than the inventory",
        zh="核查文件写明的{name:code}与清单不同",
        remedy=("say it in the inventory alone", "应只在清单中写明"),
    ),
    "E612.declaration": Sentence(
        en="the declaration ends ({last}) before it is made ({first})",
        zh="声明的截止日期（{last}）早于作出日期（{first}）",
        remedy=("correct `valid_until` or `date`", "应改正`valid_until`或`date`"),
    ),
    "E612.before_effective": Sentence(
        en="the declaration is of {date}, and {standard:code} applies from {day}",
        zh="声明日期为{date}，而{standard:code}自{day}起实施",
        remedy=(
            "correct `date`, or wait until the standard applies",
            "应改正`date`，或待标准实施后再作声明",
        ),
    ),
    "E612.before_issued": Sentence(
        en="the declaration is of {date}, and {standard:code} was issued on {day}",
        zh="声明日期为{date}，而{standard:code}于{day}发布",
        remedy=(
            "correct `date`, or wait until the standard is there",
            "应改正`date`，或待标准发布后再作声明",
        ),
    ),
    "E613.hidden": Sentence(
        en="the text has the hidden character {character}",
        zh="文字中有隐藏字符{character}",
        remedy=("remove the character, or type the text anew", "应删除该字符，或重新键入文字"),
    ),
    "E613.markup": Sentence(
        en="the text has markup",
        zh="文字中有标记",
        found=("{text:code}", "{text:code}"),
        remedy=(
            "write plain text; put a space after `<` where less-than is meant",
            "应写纯文字；表示小于时，应在`<`之后加空格",
        ),
    ),
    "E620.gtin": Sentence(
        en="the check digit of {code:code} is not {last:code}",
        zh="{code:code}的校验码不是{last:code}",
        expected=("{due:code} behind these digits", "按前面各位数字，校验码为{due:code}"),
        remedy=(
            "copy the GTIN again from the label or the register; one of its digits is another one",
            "对照标签或登记信息重新抄录商品条码，其中有一位数字不符",
        ),
    ),
    "E620.credit_code": Sentence(
        en="the check character of {code:code} is not {last:code}",
        zh="{code:code}的校验码不是{last:code}",
        expected=("{due:code} behind these 17 characters", "按前17位，校验码为{due:code}"),
        remedy=(
            "copy the code again from the business licence; one of its characters is another one",
            "对照营业执照重新抄录统一社会信用代码，其中有一位不符",
        ),
    ),
    "W614.source": Sentence(en="{field:code} names no data source", zh="{field:code}没有指明数据来源"),
    "W645.value": Sentence(
        en="{name:code} is {value}, which is not typical",
        zh="{name:code}为{value}，不在典型范围之内",
        expected=("from {low} to {high}", "{low}至{high}"),
    ),
    "W645.rows": Sentence(
        en="{name:code} is not typical in {count} row{count:s} ({rows:list}); the first is {value}",
        zh="{name:code}有{count}行（{rows:list}）不在典型范围之内，其中第一个为{value}",
        expected=("from {low} to {high}", "{low}至{high}"),
    ),
    "W646.value": Sentence(
        en="{name:code} takes per cent, and is {value}: is {hundredfold} % meant?",
        zh="{name:code}以百分数计，而所给为{value}：是否指{hundredfold} %？",
    ),
    "W646.rows": Sentence(
        en="{name:code} takes per cent, and all numbers without a unit are at most 1 ({count} row{count:s}: "
        "{rows:list}); the first is {value}: is {hundredfold} % meant?",
        zh="{name:code}以百分数计，而未写单位的数值均不超过1（{count}行：{rows:list}），"
        "其中第一个为{value}：是否指{hundredfold} %？",
    ),
    "W647.period": Sentence(
        en="the factors {name:code} ({table:code}) are for {year}, the period is from {first} to {last}",
        zh="因子{name:code}（{table:code}）为{year}年数据，而统计期为{first}至{last}",
    ),
    "W648.rows": Sentence(
        en="{table:code} has {count} row{count:s} and is not applicable to this product",
        zh="{table:code}有{count}行，但对该产品不适用",
        expected=("{condition:code}", "{condition:code}"),
    ),
    "E640.only_numbers": Sentence(
        en="{of:code}: only numbers have an uncertainty",
        zh="{of:code}：只有数才有不确定度",
        remedy=("leave `uncertainty` out", "应删除`uncertainty`"),
    ),
    "E640.no_value": Sentence(
        en="{of:code}: the uncertainty belongs to a value that is not given",
        zh="{of:code}：该不确定度所属的值没有给出",
        expected=("a `value`", "键`value`"),
        remedy=("give the value, or leave `uncertainty` out", "应给出该值，或删除`uncertainty`"),
    ),
    "E640.no_map": Sentence(
        en="{of:code}: the uncertainty is no map",
        zh="{of:code}：不确定度不是映射",
        expected=("`{{distribution: lognormal, gsd2: 1.2}}`", "`{{distribution: lognormal, gsd2: 1.2}}`"),
    ),
    "E640.distribution": Sentence(
        en="{of:code}: the distribution is not known",
        zh="{of:code}：分布未知",
        expected=_KNOWN,
        remedy=_CORRECT,
    ),
    "E640.of_input": Sentence(
        en="{of:code}: the uncertainty of an input stands beside its value",
        zh="{of:code}：输入的不确定度应写在其值旁边",
        remedy=(
            "write it under `values`: `{{value: …, uncertainty: {{…}}}}`",
            "应写在`values`之下：`{{value: …, uncertainty: {{…}}}}`",
        ),
    ),
    "E630.precondition": Sentence(
        en="precondition not met: {text}", zh="不满足前提：{text}", found=("{values}", "{values}")
    ),
    "E640.unknown": Sentence(
        en="{of:code}: the rule set has no such parameter or column of a look-up table",
        zh="{of:code}：规则集没有此参数或查找表的列",
        expected=_KNOWN,
        remedy=("name a parameter, or a column as `table.column`", "应写参数名，或将列写作`table.column`"),
    ),
    "E640.key": Sentence(
        en="{of:code}: a {distribution} distribution has no {key:code}",
        zh="{of:code}：分布`{distribution}`没有{key:code}",
        expected=("`distribution` and {needed:list}", "`distribution`以及{needed:list}"),
        remedy=_CORRECT,
    ),
    "E640.needs": Sentence(
        en="{of:code}: a {distribution} distribution needs {missing}",
        zh="{of:code}：分布`{distribution}`需要{missing}",
        expected=("`distribution` and {needed:list}", "`distribution`以及{needed:list}"),
        remedy=("give {missing}", "应给出{missing}"),
    ),
    "E640.number": Sentence(
        en="{of:code}: {key:code} takes a number",
        zh="{of:code}：{key:code}应为数",
        expected=_DUE,
        remedy=_CORRECT,
    ),
    "E640.amount": Sentence(
        en="{of:code}: {key:code}: {reason}",
        zh="{of:code}：{key:code}：{reason}",
        expected=_DUE,
        remedies=(_WRITTEN,),
        remedy=_CORRECT,
    ),
    "E640.unit": Sentence(
        en="{of:code}: {key:code} is given in {unit:code}",
        zh="{of:code}：{key:code}的单位写成了{unit:code}",
        expected=_DUE,
        remedy=_CORRECT,
    ),
    "E640.digits": Sentence(
        en="{of:code}: {key:code} has more digits than can be calculated with",
        zh="{of:code}：{key:code}的位数超过可计算的位数",
        expected=_DUE,
        remedy=_CORRECT,
    ),
    "E640.negative": Sentence(
        en="{of:code}: {key:code} is {number}",
        zh="{of:code}：{key:code}为{number}",
        expected=("at least 0", "不小于0"),
        remedy=_CORRECT,
    ),
    "E640.spread": Sentence(
        en="{of:code}: {key:code} is {number}",
        zh="{of:code}：{key:code}为{number}",
        expected=("from 1 (certain) to {limit}", "1（无不确定度）至{limit}"),
        remedy=_CORRECT,
    ),
    "E640.lognormal": Sentence(
        en="{of:code}: the value is {number}",
        zh="{of:code}：该值为{number}",
        expected=("a value above 0 for a lognormal one", "对数正态分布的值应大于0"),
        remedy=("take another distribution, or correct the value", "应改用其他分布，或改正该值"),
    ),
    "E640.order": Sentence(
        en="{of:code}: `min` ({low}) is not below `max` ({high})",
        zh="{of:code}：`min`（{low}）不小于`max`（{high}）",
        remedy=_CORRECT,
    ),
    "E640.between": Sentence(
        en="{of:code}: the value {number} is not between `min` and `max`",
        zh="{of:code}：值{number}不在`min`与`max`之间",
        expected=("from {low} to {high}", "{low}至{high}"),
        remedy=("correct `min` or `max`", "应改正`min`或`max`"),
    ),
    "E640.limits": Sentence(
        en="{of:code}: {key:code} is {number}",
        zh="{of:code}：{key:code}为{number}",
        expected=("{limits:list}", "{limits:list}"),
        remedy=_CORRECT,
    ),
    # scenarios
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
