"""Sentences about comments of a consultation, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence

SENTENCES: dict[str, Sentence] = {
    "E660.broken": Sentence(
        en="the file is damaged, or is no office file that can be read",
        zh="文件已损坏，或不是可读取的办公文件",
    ),
    "E660.no_form": Sentence(
        en="the file has no table of comments with its hidden marks",
        zh="文件中没有带隐藏标记的意见表",
    ),
    "E660.size": Sentence(
        en="the file has more than {limit} bytes",
        zh="文件超过{limit}字节",
        remedy=("leave out pictures, and send other papers by themselves", "应去掉图片，其他资料另行发送"),
    ),
    "E660.parts": Sentence(
        en="the file has {count} parts, more than {limit}",
        zh="文件有{count}个部分，超过{limit}个",
    ),
    "E660.unpacked": Sentence(
        en="unpacked, the file has more than {limit} bytes",
        zh="文件解压后超过{limit}字节",
    ),
    "E660.locked": Sentence(
        en="the file is locked with a password",
        zh="文件有密码保护",
        remedy=("ask for the file without a password", "请对方发送无密码的文件"),
    ),
    "E660.entities": Sentence(
        en="the part {part:code} declares entities, which no office program writes",
        zh="{part:code}部分声明了实体，办公软件不会如此书写",
    ),
    "E660.macros": Sentence(
        en="the part {part:code} holds macros or controls with code",
        zh="{part:code}部分含宏或带代码的控件",
        remedy=(
            "save the form as `.xlsx` or `.docx`, without macros",
            "应将表格另存为不含宏的`.xlsx`或`.docx`文件",
        ),
    ),
    "E660.cells": Sentence(
        en="the sheet {sheet:code} has cells beyond row {rows} or column {columns}",
        zh="工作表{sheet:code}中有单元格超出第{rows}行或第{columns}列",
    ),
    "E661.formula": Sentence(
        en="the cell {cell:code} holds a formula",
        zh="单元格{cell:code}中为公式",
    ),
    "E662.unit": Sentence(
        en="nobody is named for the comment in row {row}",
        zh="第{row}行的意见未写明提出单位",
        remedy=(
            "name the unit at the head of the form or in the row, or with `--by`",
            "在表头或该行写明提出单位，或用`--by`指明",
        ),
    ),
    "E662.long": Sentence(
        en="{column:code} in row {row} has more than {limit} characters",
        zh="第{row}行的{column:code}超过{limit}个字符",
        remedy=(
            "send long papers by themselves, and say in the comment what follows from them",
            "较长的资料应另行发送，在意见中写明其结论",
        ),
    ),
    "W663.text": Sentence(
        en="the printed text of {element:code} in row {row} was edited; the comment stays with the element",
        zh="第{row}行中{element:code}的原文已被改动；意见仍归于该要素",
        remedy=("see whether the change is meant as a proposal", "查看该改动是否即为修改建议"),
    ),
    "W663.marks": Sentence(
        en="the hidden marks of row {row} name {path:code} and were edited; its text is that of {element:code}",
        zh="第{row}行的隐藏标记为{path:code}且已被改动；其原文属于{element:code}",
        remedy=("see whether the comment is about that element", "查看该意见是否针对该要素"),
    ),
    "W663.unknown": Sentence(
        en="row {row} names {path:code}, which neither hash nor text confirms; the comment is kept as an orphan",
        zh="第{row}行标记为{path:code}，其散列值和原文均不能印证；该意见予以保留，列为无归属",
        remedy=("write the element into the file of comments", "在意见文件中写明该要素"),
    ),
    "W663.element": Sentence(
        en="row {row} names {text:code}, which is no element; the comment is kept as an orphan",
        zh="第{row}行写明的{text:code}不是要素；该意见予以保留，列为无归属",
        remedy=("write the element into the file of comments", "在意见文件中写明该要素"),
    ),
    "W663.type": Sentence(
        en="the type of comment {text:code} in row {row} is none of three; it counts as general and stays as a remark",
        zh="第{row}行的意见类型{text:code}不是三者之一；按一般意见处理，原文记入备注",
    ),
    "W663.hidden": Sentence(
        en="{column:code} in row {row} has hidden characters, which are left out",
        zh="第{row}行的{column:code}含有不可见字符，已去除",
    ),
    "W663.no_comment": Sentence(
        en="row {row} has {columns:codes} and no comment, and is not taken",
        zh="第{row}行有{columns:codes}而没有意见，未采集",
    ),
    "W663.no_such": Sentence(
        en="a decision is about the comment {id:code}, which is not in the file",
        zh="有一项处理针对意见{id:code}，而文件中没有该意见",
        remedy=("collect the form that it came in", "汇总该意见所在的表"),
    ),
    "E664.decision": Sentence(
        en="the decision {text:code} in row {row} is none of the three",
        zh="第{row}行的处理意见{text:code}不是三者之一",
        expected=(
            "`accepted`, `partly` or `rejected`, or 采纳, 部分采纳, 不采纳",
            "采纳、部分采纳、不采纳，或`accepted`、`partly`、`rejected`",
        ),
    ),
    "E664.by": Sentence(
        en="the decision in row {row} does not say who took it",
        zh="第{row}行的处理意见未写明处理人",
    ),
    "E664.date": Sentence(
        en="the decision in row {row} has no date: {text:code}",
        zh="第{row}行的处理意见没有日期：{text:code}",
        expected=("a date such as `2026-03-31`", "日期，例如`2026-03-31`"),
    ),
    "E664.reason": Sentence(
        en="the decision in row {row} does not accept the comment, and has no reason",
        zh="第{row}行的处理意见未全部采纳，且没有理由",
    ),
    "E664.file_reason": Sentence(
        en="the decision on {id:code} does not accept the comment, and has no reason",
        zh="对{id:code}的处理未全部采纳，且没有理由",
    ),
    "E664.file_date": Sentence(
        en="{text:code} is no day of the calendar",
        zh="{text:code}不是日历中的日期",
    ),
    "E665.other": Sentence(
        en="the comments are on {ruleset:code}",
        zh="意见针对{ruleset:code}",
        expected=("comments on {due:code}, or another version of it", "针对{due:code}或其另一版本的意见"),
    ),
    "W666.unit": Sentence(
        en="{unit} says of {about:code} in one form {first:code}, in another {second:code}",
        zh="{unit}对{about:code}在一份表中为{first:code}，在另一份表中为{second:code}",
        remedy=(
            "ask the unit which one counts, and take out the other; where both do, leave them",
            "向该单位问明以何者为准，删去另一条；两条均有效的，予以保留",
        ),
    ),
    "W666.handling": Sentence(
        en="decisions of one day on {id:code} differ: {decisions:codes}",
        zh="同一天对{id:code}的处理不同：{decisions:codes}",
        remedy=(
            "settle it with a later decision (`ruleengine comments track`)",
            "以较晚的处理为准（`ruleengine comments track`）",
        ),
    ),
    "W667.element": Sentence(
        en="{id:code} is about {name:code}, which is not in {ruleset:code}; the comment is kept as an orphan",
        zh="{id:code}针对的{name:code}不在{ruleset:code}中；该意见予以保留，列为无归属",
    ),
    "W667.clause": Sentence(
        en="{id:code} is about clause {name:code}, which is not in {ruleset:code}; the comment is kept as an orphan",
        zh="{id:code}针对的章条{name:code}不在{ruleset:code}中；该意见予以保留，列为无归属",
    ),
}
