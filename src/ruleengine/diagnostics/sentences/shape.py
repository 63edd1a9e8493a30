"""Sentences about the shape of files, in English and Chinese."""

from __future__ import annotations

from attrs import evolve

from ruleengine.diagnostics.facts import Sentence
from ruleengine.language import Texts

#: What to do about the last error that is told of one file.
_LAST: Texts = (
    "correct these first: only {only_told} errors are told",
    "请先改正以上各处：最多报告{only_told}个错误",
)
_DUE: Texts = ("{due}", "{due}")
_VALUE: Texts = ("{value}", "{value}")
_HINT: Texts = ("{hint}", "{hint}")
_FITTING: Texts = ("write {fitting:code}", "应写作{fitting:code}")
_TO_THE_LIMIT: Texts = ("keep to the limit", "应符合限值")

_SENTENCES: dict[str, Sentence] = {
    "E201.unknown": Sentence(
        en="unknown key {key:code}",
        zh="未知的键{key:code}",
        expected=("one of the keys {known:every}", "键{known:every}之一"),
    ),
    "E201.unknown_input": Sentence(
        en="unknown key {key:code}",
        zh="未知的键{key:code}",
        expected=("one of the keys {known:every}", "键{known:every}之一"),
        remedy=(
            "indent it below `values:` if it is an input; otherwise remove it or correct its spelling",
            "该键为输入时，应缩进写在`values:`之下，否则应删除或改正拼写",
        ),
    ),
    "E201.indented": Sentence(
        en="{key:code} is a key of the whole file, and is indented as a part of {outer:code}",
        zh="{key:code}是整个文件的键，却缩进成为{outer:code}的一部分",
        remedy=(
            "write {key:code} and what belongs to it at the beginning of the line, or remove it",
            "应将{key:code}及其内容写在行首，或将其删除",
        ),
    ),
    "E202.missing": Sentence(
        en="the key {key} is missing",
        zh="缺少键{key}",
        expected=_DUE,
        remedies=(
            ("add `{line}: …` to {inside}", "应在{inside}中补充`{line}: …`"),
            ("add a line `{line}: …` to the file", "应在文件中补充一行`{line}: …`"),
        ),
    ),
    "E202.one_of": Sentence(
        en="{name} needs one of the keys {keys:every}",
        zh="{name}需要键{keys:every}之一",
        remedy=("add one of {keys:every}", "应补充{keys:every}之一"),
    ),
    "E202.kind": Sentence(
        en="{file:code} is no file that can be checked: no key at its top tells what it is",
        zh="{file:code}不是可检查的文件：没有表明其种类的键",
        expected=("one of the keys {keys:every}", "键{keys:every}之一"),
        remedy=("write the key, or name another file", "应写出该键，或指定另一文件"),
    ),
    "E203.kind": Sentence(
        en="{name} is {kind} where {type} is due",
        zh="{name}应为{type}，却为{kind}",
        expected=_DUE,
        found=_VALUE,
        remedy=_HINT,
    ),
    "E203.lock": Sentence(
        en="{lock:code} is not a map",
        zh="{lock:code}不是映射",
        expected=("`id@version: hash`", "`id@version: hash`"),
    ),
    "E203.no_value": Sentence(
        en="{name} has no value",
        zh="{name}没有值",
        expected=_DUE,
        found=("nothing", "无内容"),
        remedy=_HINT,
    ),
    "E203.no_plain_value": Sentence(
        en="{path:code} is a value that no file could hold",
        zh="{path:code}是文件中无法写出的值",
        expected=(
            "a text, a number as `int` or `Decimal`, true, false, nothing, a map or a list",
            "文本、以`int`或`Decimal`表示的数、真假值、空值、映射或列表",
        ),
        found=("{kind:code}", "{kind:code}"),
        remedy=(
            "give numbers as `int` or `Decimal`, all else as plain data",
            "数应以`int`或`Decimal`给出，其他内容应以普通数据给出",
        ),
    ),
    "E203.no_plain_key": Sentence(
        en="a key in {path:code} is no text",
        zh="{path:code}中有不是文本的键",
        expected=("a text", "文本"),
        found=("{kind:code}", "{kind:code}"),
        remedy=("write the key as a text", "应将该键写成文本"),
    ),
    "E203.empty": Sentence(
        en="the file is empty",
        zh="文件是空的",
        expected=_DUE,
        found=("nothing", "无内容"),
        remedy=("write the file, or name another one", "应写出文件内容，或指定另一文件"),
    ),
    "E204.key": Sentence(
        en="the key {key:code} is not allowed here",
        zh="此处不允许使用键{key:code}",
        expected=_DUE,
        found=_VALUE,
        remedies=(("rename the key to {fitting:code}", "应将键改名为{fitting:code}"),),
        remedy=("rename the key", "应为该键改名"),
    ),
    "E204.reserved": Sentence(
        en="{key:code} cannot be a name here: it is a word with a meaning of its own",
        zh="此处不能以{key:code}为名称：它是有固定含义的词",
        expected=_DUE,
        remedy=("choose another name", "应改用其他名称"),
    ),
    "E204.empty": Sentence(
        en="{name} is empty", zh="{name}是空的", expected=_DUE, found=_VALUE, remedy=_HINT
    ),
    "E204.too_short": Sentence(
        en="{name} is too short", zh="{name}过短", expected=_DUE, found=_VALUE, remedy=_TO_THE_LIMIT
    ),
    "E204.too_long": Sentence(
        en="{name} is too long", zh="{name}过长", expected=_DUE, found=_VALUE, remedy=_TO_THE_LIMIT
    ),
    "E204.too_small": Sentence(
        en="{name} is too small", zh="{name}过小", expected=_DUE, found=_VALUE, remedy=_TO_THE_LIMIT
    ),
    "E204.too_large": Sentence(
        en="{name} is too large", zh="{name}过大", expected=_DUE, found=_VALUE, remedy=_TO_THE_LIMIT
    ),
    "E204.form": Sentence(
        en="{name} does not have the form that is due",
        zh="{name}的形式不符合要求",
        expected=_DUE,
        found=_VALUE,
        remedies=(_FITTING,),
        remedy=("write it in the form named", "应按所指明的形式书写"),
    ),
    "E204.value": Sentence(
        en="{name} has a value that is not allowed",
        zh="{name}的值不在允许范围内",
        expected=_DUE,
        found=_VALUE,
        remedy=("write one of the allowed values", "应改为允许的值之一"),
    ),
    "E205.several": Sentence(
        en="{name} excludes {others:every}",
        zh="{name}与{others:every}不能同时出现",
        remedy=("keep one of them", "应只保留其中之一"),
    ),
    "E205.two": Sentence(
        en="{name} and {others:every} exclude each other",
        zh="{name}与{others:every}互相排斥",
        remedy=("keep one of them", "应只保留其中之一"),
    ),
    # elements of rule sets
    "E202.fields": Sentence(
        "{path:code} has no {lacking:codes}",
        "{path:code}没有{lacking:codes}",
        remedy=("add what is missing", "应补上所缺的键"),
    ),
    "E202.column": Sentence("the column {name:code} has no `label`", "列{name:code}没有`label`"),
    "E202.unit": Sentence(
        "{name:code} has no `unit`",
        "{name:code}没有`unit`",
        expected=('a unit; `"1"` for a plain number', '单位；纯数写`"1"`'),
    ),
}

SENTENCES: dict[str, Sentence] = {
    key: evolve(sentence, remedies=(_LAST, *sentence.remedies)) for key, sentence in _SENTENCES.items()
}
