"""Parts of sentences about values of input files: their kinds, where they stand, what is due, what to do."""

from __future__ import annotations

VALUE_PHRASES: dict[str, tuple[str, str]] = {
    # kinds of values
    "type.any": ("a value", "一个值"),
    "type.boolean": ("`true` or `false`", "`true`或`false`"),
    "type.decimal": ("a number", "数"),
    "type.dict": ("a map", "映射"),
    "type.either": ("{others:list} or {last}", "{others:list}或{last}"),
    "type.integer": ("a whole number", "整数"),
    "type.list": ("a list", "列表"),
    "type.string": ("a text", "文字"),
    # values
    "value.empty_list": ("an empty list", "空列表"),
    "value.empty_map": ("an empty map", "空映射"),
    "value.empty_text": ("an empty text", "空文字"),
    "value.list": ("a list of {count} item{count:s}", "共{count}项的列表"),
    "value.long_map": (
        "a map with {keys:every}, … ({count} in all)",
        "含有{keys:every}等的映射（共{count}个键）",
    ),
    "value.map": ("a map with {keys:every}", "含有{keys:every}的映射"),
    "value.nothing": ("nothing", "无内容"),
    "value.number": ("the number {text:code}", "数{text:code}"),
    "value.text": ("the text {text:code}", "文字{text:code}"),
    "value.truth": ("{text:code}", "{text:code}"),
    # verdicts and findings
    "finding.major": ("major", "严重"),
    "finding.minor": ("minor", "轻微"),
    "verdict.not_evaluated": ("not evaluated", "未评价"),
    "verdict.not_satisfied": ("not satisfied", "不满足"),
    # what an input takes
    "either": ("{one:code} or {other:code}", "{one:code}或{other:code}"),
    "input.amount": ("{number}", "{number}"),
    "input.boolean": ("a condition", "条件"),
    "input.figure": ("{number}", "{number}"),
    "input.number": ("a number in {unit:code}", "以{unit:code}为单位的数"),
    "input.plain_number": ("a plain number", "纯数"),
    "input.reference": ("a reference", "引用"),
    "input.rows": ("a list of rows", "由行组成的列表"),
    "input.rows_or_none": ("a list of rows; `[]` where there are none", "由行组成的列表；没有行时写作`[]`"),
    "input.text": ("a text", "文字"),
    # why a text is no amount
    "amount.comma": ("{text:code} has a comma before its decimals", "{text:code}的小数点写成了逗号"),
    "amount.digits": ("the number has more than {limit} digits", "该数超过{limit}位数字"),
    "amount.exponent": ("{text:code} is written in powers of ten", "{text:code}以10的幂表示"),
    "amount.groups": ("{text:code} has spaces that do not part thousands", "{text:code}中的空格不是千位分隔"),
    "amount.minus": ("{text:code} begins with a sign that is no `-`", "{text:code}开头的符号不是半角减号`-`"),
    "amount.no_number": (
        "{text:code} is not a number with a unit, such as `812 g`",
        "{text:code}不是带单位的数，例如`812 g`",
    ),
    "amount.point": (
        "{text:code} has a point without digits on both sides",
        "{text:code}的小数点两侧应均有数字",
    ),
    "amount.sign": ("{text:code} begins with a sign that does not belong there", "{text:code}开头的符号多余"),
    "amount.spaces": (
        "{text:code} has thousands parted by a sign that is no ordinary space",
        "{text:code}的千位分隔符不是普通空格",
    ),
    "amount.thousands": ("{text:code} has a comma", "{text:code}中有逗号"),
    "amount.unit": ("{unit:code} is not a unit", "{unit:code}不是单位"),
    "amount.width": ("{text:code} has full-width characters", "{text:code}中有全角字符"),
    "amount.write": ("write {written:code}", "应写作{written:code}"),
    "amount.write_either": (
        "write {written:code}, or {other:code} where the comma stands before decimals",
        "应写作{written:code}；逗号表示小数点时，应写作{other:code}",
    ),
    "amount.zeros": ("{text:code} begins with a zero", "{text:code}以零开头"),
    # where values stand
    "path.file": ("the file", "文件"),
    "path.first_item": ("item {number}", "第{number}项"),
    "path.inside": ("{name:code} in {outer}", "{outer}中的{name:code}"),
    "path.item": ("item {number} of {outer}", "{outer}的第{number}项"),
    "path.name": ("{name:code}", "{name:code}"),
    # what is due
    "shape.max": ("at most {limit}", "至多{limit}"),
    "shape.maxlength_characters": ("at most {limit} character{limit:s}", "至多{limit}个字符"),
    "shape.maxlength_items": ("at most {limit} item{limit:s}", "至多{limit}项"),
    "shape.min": ("at least {limit}", "至少{limit}"),
    "shape.minlength_characters": ("at least {limit} character{limit:s}", "至少{limit}个字符"),
    "shape.minlength_items": ("at least {limit} item{limit:s}", "至少{limit}项"),
    "shape.one_of": ("one of {values:every}", "{values:every}之一"),
    "shape.other_than": ("another name than {values:every}", "不同于{values:every}的名称"),
    # what to do
    "rewrite.as_list": ("write it as a list, a single item too: `[…]`", "应写作列表，单独一项也一样：`[…]`"),
    "rewrite.both_languages": (
        "write the text in both languages: `{{zh: …, en: …}}`",
        "应以两种语言写出文字：`{{zh: …, en: …}}`",
    ),
    "rewrite.digits": (
        "write the number in digits, without quotes, spaces or a unit",
        "应以数字写出该数，不加引号、空格和单位",
    ),
    "rewrite.form": ("write it in the form named", "应按所指明的形式书写"),
    "rewrite.in_quotes": ('write it in quotes: `"{text}"`', '应置于引号内：`"{text}"`'),
    "rewrite.item": ("add an item", "应补充一项"),
    "rewrite.item_or_leave_out": ("add an item, or leave the key out", "应补充一项，或删除该键"),
    "rewrite.text": ("write the text", "应写出文字"),
    "rewrite.text_or_leave_out": ("write the text, or leave the key out", "应写出文字，或删除该键"),
    "rewrite.value": ("write the value", "应写出该值"),
    "rewrite.value_or_leave_out": ("write the value, or leave the key out", "应写出该值，或删除该键"),
    "rewrite.without_quotes": ("write it without quotes: {text:code}", "不应加引号：{text:code}"),
}
