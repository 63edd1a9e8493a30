"""The codes of comments of a consultation."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error, warning

CODES: dict[str, Code] = {
    "E660": error(
        "filled form cannot be read",
        "the file is no form that `ruleengine` has written, or is damaged, locked, too large or has macros",
        "ask for the form as it was sent out, filled in and saved as a workbook or a Word file",
        zh=(
            "无法读取填写的表格",
            "文件不是由`ruleengine`生成的表格，或者已损坏、加密、过大或含宏",
            "请对方将原表填写后存为工作簿或文字文档再发回",
        ),
    ),
    "E661": error(
        "formula in a filled form",
        "what a formula shows depends on the program that opens it",
        "replace the formula by what it shows",
        zh=("填写的表格中有公式", "公式显示的内容取决于打开它的程序", "将公式改为其显示的内容"),
    ),
    "E662": error(
        "comment cannot be taken",
        "it does not say who comments, or is too long to be one",
        "complete the form, or name the unit with `--by`",
        zh=("无法采集意见", "未写明提出单位，或者过长", "补全意见表，或用`--by`指明提出单位"),
    ),
    "W663": warning(
        "form of comments was changed",
        "what is printed in a form, or the hidden marks of a row, is not as it was sent out, or an answer is unclear",
        "look at the comment; nothing of it is lost",
        zh=(
            "意见表有改动",
            "表中印有的内容或隐藏的标记与发出时不同，或者填写的内容不明确",
            "查看该意见；其内容未丢失",
        ),
    ),
    "E664": error(
        "decision on a comment is not whole",
        "a decision has one of three values, who took it and when; one that does not accept all has a reason",
        "complete the decision",
        zh=(
            "对意见的处理不完整",
            "处理意见为三者之一，并写明处理人和日期；未全部采纳的应有理由",
            "补全处理意见",
        ),
    ),
    "E665": error(
        "comments on another rule set",
        "one file of comments is about one rule set",
        "collect them into a file of their own",
        zh=("意见针对其他规则集", "一个意见文件只针对一个规则集", "另行汇总为单独的文件"),
    ),
    "W666": warning(
        "comments disagree",
        "one unit says different things in different forms, or decisions of one day differ",
        "ask which one counts; a later decision settles it",
        zh=(
            "意见不一致",
            "同一单位在不同的表中说法不同，或同一天的处理不同",
            "问明以何者为准；较晚的处理有效",
        ),
    ),
    "W667": warning(
        "comment on what is not there",
        "the element or clause is not in this version",
        "name what has taken its place, or decide on the comment as it is",
        zh=("意见所针对的内容不存在", "此版本中没有该要素或章条", "指明取代它的要素，或按现状处理该意见"),
    ),
}
