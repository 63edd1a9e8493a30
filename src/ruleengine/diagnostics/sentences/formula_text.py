"""Sentences about the text of a formula: what cannot be read, is not part of the language, or is too long."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence

_WRITE = ("write `{due}` instead of `{sign}`", "将`{sign}`改为`{due}`")
_KNOWN = ("{known:codes}", "{known:codes}")

SENTENCES: dict[str, Sentence] = {
    # cannot be read
    "E401.missing": Sentence(
        "the formula cannot be read: something is missing or too much here",
        "公式无法识别：此处缺少或多出内容",
    ),
    "E401.not_closed": Sentence(
        "the formula cannot be read: a bracket is not closed",
        "公式无法识别：括号没有闭合",
        remedy=("close the bracket underlined, or remove it", "补上所标括号的另一半，或将其删除"),
    ),
    "E401.not_opened": Sentence(
        "the formula cannot be read: a bracket is closed that was not opened",
        "公式无法识别：右括号没有对应的左括号",
        remedy=("remove the bracket underlined, or open it before", "删除所标括号，或在前面补上左括号"),
    ),
    "E401.other_bracket": Sentence(
        "the formula cannot be read: a bracket is closed by one of another kind",
        "公式无法识别：左右括号种类不同",
        remedy=("close `(` by `)`, and `[` by `]`", "`(`用`)`闭合，`[`用`]`闭合"),
    ),
    "E401.sign": Sentence(
        "the formula cannot be read: the sign is not part of the formula language",
        "公式无法识别：公式语言中没有该符号",
        remedy=("remove {sign:code}, or write what it stands for", "删除{sign:code}，或写出其含义"),
        remedies=(_WRITE,),
    ),
    "E401.blank": Sentence(
        "the formula cannot be read: a blank is not a plain one, but {character}",
        "公式无法识别：空格不是普通空格，而是{character}",
        remedy=("write a plain blank", "改用半角空格"),
    ),
    "E401.text_open": Sentence(
        "the formula cannot be read: a text has no closing quotation mark",
        "公式无法识别：文本缺少右引号",
        remedy=("close the text by the quotation mark it begins with", "用与开头相同的引号结束文本"),
    ),
    "E401.no_else": Sentence(
        "the formula cannot be read: `if` stands without `else`",
        "公式无法识别：`if`没有对应的`else`",
        remedy=(
            "say what holds otherwise: `a if condition else b`",
            "写明条件不成立时的值：`a if condition else b`",
        ),
    ),
    "E401.one_equals_sign": Sentence(
        "the formula cannot be read: `=` stands only before the value of an option",
        "公式无法识别：`=`只用于给选项赋值",
        remedy=("write `==` where two values are compared", "比较两个值时写`==`"),
    ),
    "E401.empty": Sentence(
        "the formula is empty",
        "公式为空",
        remedy=("write the formula, or remove the key", "写出公式，或删除该键"),
    ),
    "E401.hidden": Sentence(
        "the formula has a control character, {character}",
        "公式中有控制字符{character}",
        remedy=("remove the character, or write a plain blank", "删除该字符，或改用半角空格"),
    ),
    # not part of the language
    "E402.comment": Sentence(
        "a comment is not part of the formula language",
        "公式语言中没有注释",
        remedy=("remove it, or write it as a comment of the file", "将其删除，或写成文件的注释"),
    ),
    "E402.construct": Sentence(
        "{what} is not part of the formula language", "公式语言中没有{what}", remedy=("{todo}", "{todo}")
    ),
    "E402.operator": Sentence(
        "only `+ - * / **` are operators of the formula language",
        "公式语言的运算符只有`+ - * / **`",
        remedy=("{todo}", "{todo}"),
    ),
    "E402.before": Sentence(
        "only `-` and `not` may stand before a value", "值的前面只能写`-`或`not`", remedy=("{todo}", "{todo}")
    ),
    "E402.number": Sentence(
        "{source:code} is not a plain decimal number",
        "{source:code}不是普通的十进制数",
        remedy=("write the number in plain decimal digits", "用普通十进制数字书写"),
        remedies=(("write {plain:code}", "写作{plain:code}"),),
    ),
    "E402.long_text": Sentence(
        "the text has {length} characters, the limit is {limit}",
        "文本有{length}个字符，上限为{limit}个",
        remedy=("shorten it", "缩短文本"),
    ),
    "E402.hidden": Sentence(
        "the text has a control character", "文本中有控制字符", remedy=("remove it", "将其删除")
    ),
    "E402.attribute": Sentence(
        "{name:code} cannot be asked for here",
        "此处不能使用{name:code}",
        remedy=(
            "remove it; a point stands only between a table and its column, or behind a reference",
            "将其删除；点号只用于表与列之间，或引用之后",
        ),
    ),
    "E402.brackets": Sentence(
        "only look-up tables take keys in brackets",
        "只有查找表可以在方括号中写键",
        remedy=(
            "write all keys behind the table, in one pair of brackets: `table[key, key].column`",
            "将所有键写在表名之后的同一对方括号中：`table[key, key].column`",
        ),
    ),
    "E402.function": Sentence(
        "{name:code} is not a function of the formula language",
        "{name:code}不是公式语言的函数",
        expected=("{known:every}", "{known:every}"),
        remedy=("call one of these functions; a product takes `*`", "使用上述函数之一；相乘须写`*`"),
    ),
    "E402.option": Sentence(
        "{name:code} does not take {option:code}",
        "{name:code}没有选项{option:code}",
        expected=_KNOWN,
        remedy=("use an option named, each once, or remove it", "使用上述选项，各用一次，或将其删除"),
    ),
    "E402.no_options": Sentence(
        "{name:code} does not take {option:code}",
        "{name:code}没有选项{option:code}",
        expected=("no options", "没有选项"),
        remedy=("remove {option:code}", "删除{option:code}"),
    ),
    "E402.arity": Sentence(
        "{function:code} is given {count} value{count:s}",
        "给{function:code}的值有{count}个",
        expected=("{due}", "{due}"),
        remedy=("give {function:code} {due}", "给{function:code}{due}"),
    ),
    "E402.option_of_column": Sentence(
        "{option:code} goes only with {function:code} of one column",
        "{option:code}只能用于对一列求{function:code}",
        remedy=(
            "remove {option:code}, or give {function:code} one column",
            "删除{option:code}，或只给{function:code}一列",
        ),
    ),
    "E402.chain": Sentence(
        "comparisons cannot be chained",
        "不能连续比较",
        remedy=("join two comparisons by `and`", "用`and`连接两个比较"),
    ),
    "E402.membership": Sentence(
        'after `in` stands a list of texts, e.g. ("a", "b")',
        '`in`之后须为一组文本，例如`("a", "b")`',
        remedy=(
            "list the texts in brackets; compare other values by `==`, `<` and the like",
            "在括号中列出文本；其他值用`==`、`<`等比较",
        ),
    ),
    "E402.is": Sentence(
        "`is` is not part of the formula language", "公式语言中没有`is`", remedy=("write `==`", "写`==`")
    ),
    # too long or too deep
    "E403.characters": Sentence(
        "the formula has {length} characters, the limit is {limit}", "公式有{length}个字符，上限为{limit}个"
    ),
    "E403.brackets": Sentence("more than {limit} open brackets", "未闭合的括号超过{limit}个"),
    "E403.nested": Sentence("the formula is nested too deeply", "公式嵌套过深"),
    "E403.parts": Sentence(
        "the formula has more than {parts} parts or {levels} levels", "公式超过{parts}个部分或{levels}层"
    ),
    "E403.digits": Sentence(
        "the number has more than {limit} digits", "数字超过{limit}位", remedy=("round it", "将其修约")
    ),
}
