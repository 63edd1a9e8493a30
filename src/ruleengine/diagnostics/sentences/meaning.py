"""Sentences about the meaning of rule sets, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence
from ruleengine.diagnostics.sentences.lints import LINTS

_KNOWN = ("{known:codes}", "{known:codes}")

#: Of two things of one name, one is inherited and the other is the author's own.
_RENAME_HERE = (("rename it here: {base:code} has the other", "此处应改名：另一同名要素由{base:code}定义"),)
SENTENCES: dict[str, Sentence] = {
    # sources
    "E501.basis": Sentence(
        "the basis {basis:code} says what was read in a source, and there is no `source`",
        "依据{basis:code}说明在来源中读到什么，却没有`source`",
        remedy=(
            "name the source, or write `basis: own` where no source says so",
            "应注明来源；未见于任何来源的，写`basis: own`",
        ),
    ),
    "E501.default": Sentence("the default of {name:code} names no source", "{name:code}的缺省值未注明来源"),
    "E501.parameter": Sentence("the parameter {name:code} names no source", "参数{name:code}未注明来源"),
    "E501.requirement": Sentence("the requirement {name:code} names no source", "要求{name:code}未注明来源"),
    "E501.precondition": Sentence(
        "the precondition {name:code} names no source", "前提{name:code}未注明来源"
    ),
    "E501.row": Sentence(
        "row {row} ({key:code}) names no source",
        "第{row}行（{key:code}）未注明来源",
        remedy=(
            "add `source:` to the row, or one for the whole table",
            "在该行增加`source:`，或为整个表注明来源",
        ),
    ),
    "E502.source": Sentence("the source {source:code} is not defined", "来源{source:code}未定义"),
    "E502.column": Sentence(
        "the column {column:code} names the source {source:code}, which is not in `sources`",
        "{column:code}列注明的来源{source:code}不在`sources`中",
        expected=_KNOWN,
    ),
    "E502.row": Sentence(
        "row {row} names the source {source:code}, which is not in `sources`",
        "第{row}行注明的来源{source:code}不在`sources`中",
        expected=_KNOWN,
    ),
    "E503.neither": Sentence(
        "{name:code} has neither `check` nor `method`", "{name:code}既没有`check`也没有`method`"
    ),
    # stages
    "E504.twice": Sentence(
        "the stage {stage:code} stands twice",
        "阶段{stage:code}出现两次",
        expected=("{ordered:codes}", "{ordered:codes}"),
        remedy=("name each stage once", "每个阶段只写一次"),
    ),
    "E504.order": Sentence(
        "the stages are not in life-cycle order",
        "阶段未按生命周期顺序排列",
        expected=("{ordered:codes}", "{ordered:codes}"),
        remedy=("put them in the order named", "按上述顺序排列"),
    ),
    "E505.own": Sentence(
        "{name:code} belongs to {stage:code}, the boundary has {stages:codes}",
        "{name:code}属于{stage:code}，而系统边界包括{stages:codes}",
        remedy=(
            "add {stage:code} to the boundary, or give the emission a stage of it",
            "在系统边界中增加{stage:code}，或将排放量归入其中的阶段",
        ),
    ),
    "E505.inherited": Sentence(
        "{name:code} belongs to {stage:code}, the boundary has {stages:codes}",
        "{name:code}属于{stage:code}，而系统边界包括{stages:codes}",
        remedy=(
            "in {ruleset:code}, add {stage:code} to the boundary, or remove {path:code} and say why",
            "在{ruleset:code}中，在系统边界中增加{stage:code}，或删除{path:code}并说明理由",
        ),
    ),
    "E506.promise": Sentence(
        "{ruleset:code} gives no formula for {name:code}, which {base:code} asks for",
        "{ruleset:code}没有给出{base:code}要求的{name:code}的公式",
        remedy=("add {path:code} with a `formula`", "增加带有`formula`的{path:code}"),
    ),
    "E506.own": Sentence(
        "{name:code} has no formula",
        "{name:code}没有公式",
        remedy=(
            "give it a `formula`; only an abstract rule set leaves it to others",
            "给出`formula`；只有抽象规则集可以留给其他规则集",
        ),
    ),
    "E507.no_date": Sentence(
        "{text:code} is not a date",
        "{text:code}不是日期",
        expected=("YYYY-MM-DD", "年-月-日，如`2025-07-01`"),
        remedy=("write a date that exists", "写存在的日期"),
    ),
    "E507.order": Sentence(
        "{later:code} ({later_date}) is before {earlier:code} ({earlier_date})",
        "{later:code}（{later_date}）早于{earlier:code}（{earlier_date}）",
        remedy=("correct one of the two dates", "改正其中一个日期"),
    ),
    "E508.amount": Sentence(
        "the amount of {name:code} is {amount}",
        "{name:code}的量值为{amount}",
        expected=("a number above zero", "大于零的数"),
        remedy=("write how much of the unit the footprint is for", "应写明碳足迹所对应的量值"),
    ),
    "E508.both": Sentence(
        "one of `functional_unit` and `declared_unit` is needed",
        "`functional_unit`和`declared_unit`须且只能有一个",
        found=("both", "两者都有"),
        remedy=("remove one of them", "删除其中一个"),
    ),
    "E508.neither": Sentence(
        "one of `functional_unit` and `declared_unit` is needed",
        "`functional_unit`和`declared_unit`须且只能有一个",
        found=("neither", "两者都没有"),
        remedy=(
            "add `functional_unit` where a function is compared, `declared_unit` for an amount of product",
            "以功能作比较时增加`functional_unit`，以产品数量计时增加`declared_unit`",
        ),
    ),
    "E508.sections": Sentence(
        "the rule set has no {lacking:codes}",
        "规则集没有{lacking:codes}",
        remedy=(
            "add what is missing, or write `abstract: true` if products are not calculated by it",
            "补上所缺内容；若不用于计算产品，写`abstract: true`",
        ),
    ),
    "E509.missing": Sentence(
        "the boundary has the stage {stage:code}, and {path:code} is missing",
        "系统边界包括阶段{stage:code}，但缺少{path:code}",
        remedy=("add {path:code}", "增加{path:code}"),
    ),
    "E509.removed": Sentence(
        "{path:code} is removed, but the boundary has the stage {stage:code}",
        "删除了{path:code}，但系统边界包括阶段{stage:code}",
        remedy=(
            "keep {path:code} or replace it, or take the stage out of the boundary",
            "保留或替换{path:code}，或从系统边界中去掉该阶段",
        ),
    ),
    "E510.entry": Sentence(
        "{item:code} is not in `vocabulary.{kind}`", "{item:code}不在`vocabulary.{kind}`中", expected=_KNOWN
    ),
    # names
    "E511.sections": Sentence(
        "{name:code} stands in {section:code} and in {other:code}",
        "{name:code}同时出现在{section:code}和{other:code}中",
        remedies=_RENAME_HERE,
    ),
    "E511.function": Sentence(
        "{name:code} stands in {section:code} and in the functions",
        "{name:code}出现在{section:code}中，但它是函数名",
        remedy=("rename the element", "将该要素改名"),
    ),
    "E511.footprint": Sentence(
        "{name:code} stands in {section:code} and in the reserved names",
        "{name:code}出现在{section:code}中，但它是保留名称",
        remedy=("rename the element", "将该要素改名"),
    ),
    "E511.column": Sentence(
        "{name:code} is also a column of {table:code}",
        "{name:code}也是{table:code}的列",
        remedies=_RENAME_HERE,
        remedy=("rename the quantity or the column", "将该中间量或该列改名"),
    ),
    "E512.name": Sentence(
        "`{{{name}}}` is not a parameter",
        "`{{{name}}}`不是参数",
        remedies=(
            (
                "{by:code} removes the parameter: override the text too, or keep the parameter",
                "{by:code}删除了该参数：同时覆盖该文本，或保留该参数",
            ),
        ),
    ),
    "E512.brace": Sentence(
        "the text has a brace that is no part of a place such as `{{limit}}`",
        "文本中有不属于占位符（如`{{limit}}`）的花括号",
        found=("{text:code}", "{text:code}"),
        remedy=(
            "write the name of a parameter between `{{` and `}}` and nothing else, or leave the brace out",
            "应在`{{`和`}}`之间只写参数名称，或去掉花括号",
        ),
    ),
    "E513.promise": Sentence(
        "{base:code} asks for {name:code} in {promised:code}, it is declared in {unit:code}",
        "{base:code}要求{name:code}的单位为{promised:code}，此处声明为{unit:code}",
        expected=("a unit of the dimension of {promised:code}", "与{promised:code}量纲相同的单位"),
        remedy=(
            "declare the unit {promised:code} and correct the formula, or give the element another id",
            "将单位声明为{promised:code}并改正公式，或给该要素另取标识",
        ),
    ),
    # input tables
    "E514.key": Sentence(
        "the key {key:code} of {table:code} is not a text column",
        "{table:code}的键{key:code}不是文本列",
        remedy=(
            "write `type: text` in the column, or name a column of texts",
            "在该列写`type: text`，或写文本列",
        ),
    ),
    "E514.no_column": Sentence(
        "the key {key:code} of {table:code} is not a text column",
        "{table:code}的键{key:code}不是文本列",
        remedy=(
            "add a column of texts with this name, or name one there is",
            "增加该名称的文本列，或写已有的文本列",
        ),
    ),
    "E514.no_key": Sentence(
        "{target:code} is an input table without a key",
        "{target:code}是没有键的输入表",
        expected=_KNOWN,
        remedy=(
            "give {target:code} a `key`, or name a table that has one",
            "给{target:code}增加`key`，或写有键的表",
        ),
    ),
    "E514.reference": Sentence(
        "{target:code} is not an input table with a key",
        "{target:code}不是有键的输入表",
        expected=_KNOWN,
        remedy=("name one of these tables", "写上述表之一"),
    ),
    "E514.otherwise": Sentence(
        "{name:code} falls back on {other:code}, which is no column that points at {target:code} by itself",
        "{name:code}以{other:code}为后备，但后者不是自行指向{target:code}的列",
        expected=_KNOWN,
        remedy=(
            "name a column of the same table with the same `references`",
            "写同一表中`references`相同的列",
        ),
    ),
    # factor tables
    "E515.columns": Sentence(
        "a factor table needs a key column and a value column",
        "因子表须有键列和值列",
        remedy=(
            "give the column of the keys `key: true`, and that of the values a `unit`",
            "键所在的列写`key: true`，值所在的列写`unit`",
        ),
    ),
    "E515.no_unit": Sentence(
        "the value column {column:code} has no unit",
        "值列{column:code}没有单位",
        remedy=(
            "give it a `unit`, or `key: true` where it has keys",
            "为其增加`unit`；若为键，写`key: true`",
        ),
    ),
    "E515.no_key": Sentence(
        "row {row} has no text for each key",
        "第{row}行没有给出每个键的文本",
        expected=("{keys:codes}", "{keys:codes}"),
        remedy=("write a text for each key; a number needs quotes", "为每个键写文本；数字须加引号"),
    ),
    "E515.key_twice": Sentence(
        "row {row} repeats the key {key:code}",
        "第{row}行重复了键{key:code}",
        remedy=("give the row another key, or remove it", "给该行另取键，或将其删除"),
    ),
    "E515.no_value": Sentence(
        "row {row} has no {column:code}",
        "第{row}行没有{column:code}",
        remedy=(
            "add the value; where rows may lack it, write `required: false` in the column",
            "补上该值；若允许缺值，在该列写`required: false`",
        ),
    ),
    "E515.not_a_number": Sentence(
        "{value} is not a number",
        "{value}不是数",
        remedy=("write the number in plain decimal digits, without quotes", "用普通十进制数字书写，不加引号"),
    ),
    "E515.no_column": Sentence(
        "the table has no column {column:code}",
        "该表没有列{column:code}",
        expected=_KNOWN,
        remedy=("correct the name, or add the column to `columns`", "改正名称，或在`columns`中增加该列"),
    ),
    # defaults and limits
    "E516.limits": Sentence(
        "the limits of {name:code} exclude every value",
        "{name:code}的限值排除了所有值",
        found=("{limits:list}", "{limits:list}"),
        remedy=("correct the limits", "改正限值"),
    ),
    "E516.typical": Sentence(
        "what is typical of {name:code} is from {low:code} to {high:code}: not in order, or not within the limits",
        "{name:code}的典型范围为{low:code}至{high:code}：次序颠倒，或超出限值",
        expected=("{limits:list}", "{limits:list}"),
        remedy=(
            "write the lowest number first, then the highest, both within the limits",
            "先写最小值，后写最大值，且均在限值之内",
        ),
    ),
    "E516.outside": Sentence(
        "the default {value:code} of {name:code} breaks its limits",
        "{name:code}的缺省值{value:code}超出限值",
        expected=("{limits:list}", "{limits:list}"),
    ),
    "E516.value": Sentence(
        "the default {value:code} is not one of the values",
        "缺省值{value:code}不在取值之中",
        expected=_KNOWN,
        remedy=("use one of these values, or add it to them", "使用上述取值之一，或增加该取值"),
    ),
    "E516.kind": Sentence(
        "the default of {name:code} is not {kind}",
        "{name:code}的缺省值不是{kind}",
        found=("{value:code}", "{value:code}"),
        remedy=("write {kind}, or correct the type of the input", "写{kind}，或改正输入的类型"),
    ),
    # what nothing rests on
    "E520.mixed": Sentence(
        en="{name:code} mixes factors of different natures: {factors:list}",
        zh="{name:code}混用不同性质的因子：{factors:list}",
        expected=("factors of one nature", "同一性质的因子"),
        remedy=(
            "take factors of one nature, or say that they are mixed, `nature: {natures}`, and why, `nature_because`, "
            "at `boundary` or at {path:code}",
            "应采用同一性质的因子，或在`boundary`或{path:code}处写明混用哪些性质（`nature: {natures}`）"
            "及其理由（`nature_because`）",
        ),
    ),
    "E521.others": Sentence(
        en="{path:code} says `nature: {said}`, and others are mixed",
        zh="{path:code}写明`nature: {said}`，而实际混用的性质与此不同",
        expected=("`nature: {natures}`", "`nature: {natures}`"),
    ),
    "E521.reason": Sentence(
        en="{path:code} does not say why factors of different natures are mixed",
        zh="{path:code}未说明混用不同性质因子的理由",
        expected=("`nature_because: {{zh: …, en: …}}`", "`nature_because: {{zh: …, en: …}}`"),
        remedy=("write the reason in both languages", "应以两种语言写明理由"),
    ),
    "W522.not_mixed": Sentence(
        en="{path:code} says that factors of different natures are mixed, and none are",
        zh="{path:code}说明混用不同性质的因子，而实际并未混用",
    ),
    "E523.later": Sentence(
        en="the change is said to be one since {since:code}, and this is version {version:code}",
        zh="变更写明对照{since:code}版，而本版本为{version:code}",
        expected=("a version before {version:code}", "早于{version:code}的版本"),
        found=("{since:code}", "{since:code}"),
    ),
    "W517.unused": Sentence("no formula uses {name:code}", "没有公式使用{name:code}"),
    "W517.number": Sentence(
        "{name:code} is named as the source of {number:code}, and no number has this name",
        "{name:code}按名称应为{number:code}的来源，但没有此名称的数值",
        remedy=(
            "name it after the number whose source it is, or remove it",
            "应按其所属的数值命名，或将其删除",
        ),
    ),
    "W517.target": Sentence(
        "{name:code} is named as the source of {number:code} and points at {target:code}",
        "{name:code}按名称应为{number:code}的来源，却引用{target:code}",
        expected=("`references: {sources}`", "`references: {sources}`"),
        remedy=(
            "write `references: {sources}`, or give it another name and use it",
            "应写`references: {sources}`，或另取名称并使用",
        ),
    ),
    "W518.unused": Sentence("nothing depends on {name:code}", "没有内容依赖于{name:code}"),
    "W519.stage": Sentence("no emission belongs to the stage {stage:code}", "没有排放量属于阶段{stage:code}"),
    **LINTS,
    "W518.table": Sentence("nothing looks up in {name:code}", "没有内容在{name:code}中查找"),
    "E524.unit": Sentence(
        "{name:code} cannot be the {role}",
        "{name:code}不能作为{role}",
        expected=("a number that can be told in {unit:code}", "可以用{unit:code}表示的数"),
    ),
    "E524.column": Sentence(
        "{name:code} cannot be the {role}: it has a value for each row",
        "{name:code}不能作为{role}：它每行各有一个值",
        expected=("one number that can be told in {unit:code}", "一个可以用{unit:code}表示的数"),
    ),
    "E524.twice": Sentence(
        "{names:codes} are both the {role}",
        "{names:codes}都是{role}",
    ),
}
