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
