"""Sentences about formulas, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence
from ruleengine.diagnostics.sentences import formula_text, formula_units

_KNOWN = ("{known:codes}", "{known:codes}")

SENTENCES: dict[str, Sentence] = {
    **formula_text.SENTENCES,
    **formula_units.SENTENCES,
    # names
    "E404.not_ascii": Sentence(
        "{name:code} is not a name; names are plain ASCII",
        "{name:code}不是名称；名称只用英文字母、数字和下划线",
        remedy=(
            "write the id of the input, parameter or quantity; names in other letters belong in its `label`",
            "写输入、参数或中间量的标识；中文名称写在其`label`中",
        ),
    ),
    "E404.full_width": Sentence(
        "{name:code} is written in full-width characters",
        "{name:code}用了全角字符",
        remedy=("write {plain:code}", "改为半角{plain:code}"),
    ),
    "E404.name": Sentence(
        "the name {name:code} is not known",
        "名称{name:code}未定义",
        remedies=(
            (
                "{by:code} removes it: remove or override what uses it too",
                "{by:code}将其删除：使用它的内容也须删除或覆盖",
            ),
            ("write `{function}(…)`", "写作`{function}(…)`"),
        ),
    ),
    "E404.table": Sentence(
        "the name {name:code} is not known: there is no table {table:code}",
        "名称{name:code}未定义：没有表{table:code}",
        expected=_KNOWN,
        remedy=("name a column of one of these tables", "写上述某个表的列"),
        remedies=(
            (
                "{by:code} removes it: remove or override what uses it too",
                "{by:code}将其删除：使用它的内容也须删除或覆盖",
            ),
        ),
    ),
    "E404.part": Sentence(
        "the name {name:code} is not known",
        "名称{name:code}未定义",
        expected=_KNOWN,
        remedy=("name one of these parts", "写上述部分之一"),
    ),
    "E404.only_later": Sentence(
        "the name {name:code} is known in indicators and requirements only",
        "名称{name:code}只能用于指标和要求",
        remedy=("make an indicator or a requirement of it", "将其写成指标或要求"),
    ),
    "E404.footprint": Sentence(
        "{name:code}, a part of the footprint, is known in preconditions, indicators and requirements only",
        "{name:code}是碳足迹的组成部分，只能用于前提、指标和要求",
        remedy=("make a precondition, an indicator or a requirement of it", "将其写成前提、指标或要求"),
    ),
    "E404.column": Sentence(
        "the table {table:code} has no column {column:code}",
        "表{table:code}没有列{column:code}",
        expected=_KNOWN,
        remedy=("name one of these columns, or add it to the table", "写上述列之一，或在表中增加该列"),
    ),
    "E404.lookup": Sentence(
        "the look-up table {name:code} is not known",
        "查找表{name:code}未定义",
        remedy=("correct the name, or add the table to `tables`", "改正名称，或在`tables`中增加该表"),
        remedies=(
            (
                "{by:code} removes it: remove or override what uses it too",
                "{by:code}将其删除：使用它的内容也须删除或覆盖",
            ),
        ),
    ),
    # kinds
    "E406.number": Sentence(
        "a number is due here, {part:code} is {kind}",
        "此处应为数，{part:code}为{kind}",
        remedy=("{todo}", "{todo}"),
    ),
    "E406.condition": Sentence(
        "a condition is due here, {part:code} is {kind}",
        "此处应为条件，{part:code}为{kind}",
        remedy=("{todo}", "{todo}"),
    ),
    "E406.result": Sentence(
        "a number is due here, this is {kind}", "此处应为数，实际为{kind}", remedy=("{todo}", "{todo}")
    ),
    "E406.single": Sentence(
        "a single value is due here, this is {kind}",
        "此处应为单个值，实际为{kind}",
        remedy=("add it up by `sum(…)`", "用`sum(…)`求和"),
    ),
    "E406.due": Sentence(
        "{due} is due here, this is {kind}", "此处应为{due}，实际为{kind}", remedy=("{todo}", "{todo}")
    ),
    "E406.table": Sentence(
        "{table:code} is a table, a value is due here",
        "{table:code}是表，此处应为值",
        expected=_KNOWN,
        remedy=(
            "name one of its columns, or count its rows by `count({table})`",
            "写其中一列，或用`count({table})`计算行数",
        ),
    ),
    "E406.attribute": Sentence(
        "{part:code} is {kind} and has no {name:code}",
        "{part:code}为{kind}，没有{name:code}",
        remedy=(
            "remove {name:code}; only a reference leads on to columns",
            "删除{name:code}；只有引用之后可以写列",
        ),
    ),
    "E406.comparison": Sentence(
        "{left} and {right} cannot be compared by {operator:code}",
        "{left}与{right}不能用{operator:code}比较",
        remedy=("compare values of one kind", "比较同类的值"),
    ),
    "E406.order": Sentence(
        "{left} and {right} cannot be compared by {operator:code}",
        "{left}与{right}不能用{operator:code}比较",
        remedy=("compare them by `==`, `!=` or `in`", "用`==`、`!=`或`in`比较"),
    ),
    "E406.never": Sentence(
        "{text:code} never occurs there",
        "{text:code}不会出现在此处",
        expected=_KNOWN,
        remedy=(
            "write one of these texts, or add it to the values of the input",
            "写上述文本之一，或在输入的取值中增加",
        ),
    ),
    "E406.item": Sentence(
        "a text is due before `in`, this is {kind}",
        "`in`之前应为文本，实际为{kind}",
        remedy=("compare it by `==`, `<` and the like, joined by `or`", "用`==`、`<`等比较，以`or`连接"),
    ),
    "E406.sides": Sentence(
        "the two sides are of different kinds: {left} and {right}",
        "两侧种类不同：{left}与{right}",
        remedy=("give both sides of the choice a value of one kind", "选择的两侧应为同类的值"),
    ),
    "E406.not_applicable": Sentence(
        "`not_applicable` is no value to calculate with",
        "`not_applicable`不是可用于计算的值",
        remedy=(
            "write it as one side of a choice: `x if condition else not_applicable`",
            "写作选择的一侧：`x if 条件 else not_applicable`",
        ),
    ),
    "E406.references": Sentence(
        "the two sides are references",
        "两侧均为引用",
        remedy=(
            "choose between columns behind them: `reference.column`",
            "在引用之后的列之间选择：`reference.column`",
        ),
    ),
    "E406.places": Sentence(
        "the number of decimal places is a literal whole number",
        "小数位数须为直接写出的整数",
        remedy=("write the number itself, e.g. `2`", "直接写出数字，例如`2`"),
    ),
    "E406.count": Sentence(
        "`count` takes a table",
        "`count`的参数为表",
        expected=_KNOWN,
        remedy=(
            "name a table; the rows with a value of a column: `where=given(…)`",
            "写表名；只计某列有值的行时用`where=given(…)`",
        ),
    ),
    "E406.column": Sentence(
        "{function:code} takes a column, {part:code} is a single value",
        "{function:code}的参数为列，{part:code}是单个值",
        remedy=("name a column of a table, or write the value alone", "写表的某一列，或只写该值"),
    ),
    "E406.group": Sentence(
        "`by` takes a reference column, this is {kind}",
        "`by`应为引用列，实际为{kind}",
        remedy=("name a column that has `references`", "写带有`references`的列"),
    ),
    "E407.mixed": Sentence(
        "columns of {left:code} and {right:code} are mixed", "混用了{left:code}与{right:code}的列"
    ),
    "E409.number": Sentence(
        "the number {number:code} stands in the formula without a source",
        "公式中的数字{number:code}没有来源",
        remedy=("make it a parameter with a unit and a source", "将其写成有单位和来源的参数"),
    ),
    # look-up tables
    "E410.no_key": Sentence(
        "a look-up needs a key", "查找须有键", remedy=("write the key: `table[key]`", "写出键：`table[key]`")
    ),
    "E410.without_key": Sentence(
        "{name:code} is a look-up table; give it a key in brackets",
        "{name:code}是查找表，须在方括号中给出键",
        remedy=("write `{name}[…]`", "写作`{name}[…]`"),
    ),
    "E410.no_table": Sentence(
        "{name:code} is not a look-up table",
        "{name:code}不是查找表",
        remedy=("write a look-up table before the brackets", "在方括号前写查找表"),
    ),
    "E410.key_count": Sentence(
        "{name:code} takes {due} key{due:s}, not {count}",
        "{name:code}有{due}个键，而不是{count}个",
        expected=_KNOWN,
        remedy=("give one key for each key column, in this order", "按此顺序为每个键列给出一个键"),
    ),
    "E410.columns": Sentence(
        "{name:code} has several value columns",
        "{name:code}有多个值列",
        expected=_KNOWN,
        remedy=(
            "name the column behind the brackets: `{name}[…].{first}`",
            "在方括号后写列名：`{name}[…].{first}`",
        ),
    ),
    "E410.column": Sentence(
        "{name:code} has no column {column:code}",
        "{name:code}没有列{column:code}",
        expected=_KNOWN,
        remedy=("name one of these columns", "写上述列之一"),
    ),
    "E410.key_kind": Sentence(
        "the key {key:code} is a text, this is {kind}",
        "键{key:code}应为文本，实际为{kind}",
        expected=_KNOWN,
        remedy=(
            "write one of these texts, or an input that takes its values from the table (`values_of`)",
            "写上述文本之一，或取值来自该表的输入（`values_of`）",
        ),
    ),
    "E410.no_row": Sentence(
        "no row has the {key} {text:code}",
        "没有{key}为{text:code}的行",
        expected=_KNOWN,
        remedy=("use a key of the table, or add the row", "使用表中已有的键，或增加该行"),
    ),
    "E410.no_rows": Sentence(
        "{part:code} may be {texts:codes}, and no row has such a {key}",
        "{part:code}可以是{texts:codes}，但没有{key}为此值的行",
        expected=_KNOWN,
        remedy=(
            "take the values out of the input, add rows to the table, or look up only where the value is another one:"
            ' `… if {part} != "{first}" else …`',
            '从输入中删去这些值，或在表中增加行，或只在取其他值时查找：`… if {part} != "{first}" else …`',
        ),
    ),
    "E410.values_of_one": Sentence(
        "{name:code} has several keys; its values are those of one of them",
        "{name:code}有多个键，取值须来自其中一个",
        expected=_KNOWN,
        remedy=("name the key: `{first}`", "写出键的名称：`{first}`"),
    ),
    "E410.values_of_key": Sentence(
        "{name:code} has no key {column:code}",
        "{name:code}没有键{column:code}",
        expected=_KNOWN,
        remedy=("name a key of the table", "写该表的一个键"),
    ),
    "E410.values_of": Sentence(
        "{name:code} is not a look-up table of this rule set",
        "{name:code}不是本规则集的查找表",
        expected=_KNOWN,
        remedy=("name a table of `tables`", "写`tables`中的表"),
    ),
    "E411.exponent": Sentence("an exponent is a whole number up to 6, or 0.5", "指数须为不大于6的整数或0.5"),
    "E411.literal": Sentence("an exponent is a literal number", "指数须为直接写出的数字"),
    # circles
    "E412.self": Sentence(
        "{name:code} depends on itself",
        "{name:code}依赖其自身",
        remedy=("take {name:code} out of its own formula", "从公式中去掉{name:code}自身"),
    ),
    "E412.circle": Sentence(
        "the formulas go in a circle: {path}",
        "公式形成循环：{path}",
        remedy=(
            "break the circle: one of these formulas must do without the next",
            "打破循环：其中一个公式不得使用下一项",
        ),
    ),
    "E412.when": Sentence(
        "whether {table:code} is applicable depends on this, which reads its rows",
        "{table:code}是否适用取决于此处，而此处又读取其各行",
        remedy=(
            "let `when` of the table rest on inputs and quantities that do without it",
            "表的`when`应仅依赖不使用该表的输入和中间量",
        ),
    ),
    "E412.long_circle": Sentence(
        "the formulas of {count} elements go in a circle: {path} → …",
        "{count}个要素的公式形成循环：{path} → ……",
        remedy=(
            "break the circle: one of these formulas must do without the next",
            "打破循环：其中一个公式不得使用下一项",
        ),
    ),
}
