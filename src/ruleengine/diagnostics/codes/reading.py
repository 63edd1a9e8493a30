"""The codes of reading files."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error, warning

CODES: dict[str, Code] = {
    "E101": error(
        "file cannot be read",
        "the file is missing, is a folder, a pipe or a link to nothing, or is not readable",
        "check the path and the access rights",
        zh=("文件无法读取", "文件不存在，是文件夹、管道或失效的链接，或无读取权限", "检查路径和访问权限"),
    ),
    "E102": error(
        "file is too large",
        "files are limited so that a broken or hostile file cannot exhaust memory",
        "split the file or remove what does not belong in it",
        zh=("文件过大", "限制文件大小，以免损坏或恶意的文件耗尽内存", "拆分文件，或删去不属于该文件的内容"),
    ),
    "E103": error(
        "not UTF-8",
        "the bytes are not valid UTF-8 text",
        "save the file as UTF-8",
        zh=("不是UTF-8编码", "文件的字节不是有效的UTF-8文本", "将文件保存为UTF-8编码"),
    ),
    "E104": error(
        "not valid YAML or JSON",
        "the text does not follow the grammar",
        "correct the text at the place named",
        zh=("不是有效的YAML或JSON", "文本不符合语法", "改正所指位置的文本"),
    ),
    "E105": error(
        "nested too deeply",
        "lists and maps are nested deeper than any rule set needs",
        "flatten the structure",
        zh=("嵌套过深", "列表和映射的嵌套深度超过任何规则集所需", "减少嵌套层次"),
    ),
    "E106": error(
        "too many values",
        "the file holds more values than the limit",
        "split the file",
        zh=("值过多", "文件中值的数量超过上限", "拆分文件"),
    ),
    "E107": error(
        "tag, anchor, alias or merge key",
        "these YAML features make one text mean several things",
        "write the value out",
        zh=("标签、锚点、别名或合并键", "YAML的这些功能会使同一文本有多种含义", "将值完整写出"),
    ),
    "E108": error(
        "duplicate key",
        "a map has the same key twice; one of the values would be lost",
        "remove or rename one of them",
        zh=("键重复", "映射中同一个键出现两次，其中一个值将会丢失", "删除或重命名其中一个键"),
    ),
    "E109": error(
        "ambiguous value",
        "YAML versions read this plain text as different values",
        "put it in quotes if text is meant, or write the number or true/false plainly",
        zh=(
            "值有歧义",
            "各版本YAML会将这一不带引号的文本读作不同的值",
            "若为文字，应加引号；否则直接写出数字或true/false",
        ),
    ),
    "E110": error(
        "more than one document",
        "a file holds one document",
        "put each document into a file of its own",
        zh=("文档多于一个", "一个文件只能包含一个文档", "将各文档分别放入单独的文件"),
    ),
    "E111": error(
        "key is not text",
        "keys are plain names",
        "write a plain name as the key",
        zh=("键不是文字", "键应为普通名称", "将键改为普通名称"),
    ),
    "E112": error(
        "more errors than are told",
        "of one file, and of all files together, some hundreds are told; the rest is counted",
        "correct those that are told and check again",
        zh=(
            "错误多于所列",
            "对单个文件和全部文件，仅列出数百个错误，其余只计数",
            "改正已列出的错误后重新检查",
        ),
    ),
    "W113": warning(
        "more warnings than are told",
        "of one file, and of all files together, some hundreds are told; the rest is counted",
        "correct those that are told and check again",
        zh=(
            "警告多于所列",
            "对单个文件和全部文件，仅列出数百个警告，其余只计数",
            "处理已列出的警告后重新检查",
        ),
    ),
}
