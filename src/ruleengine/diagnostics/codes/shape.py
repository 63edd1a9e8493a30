"""The codes of the shape of files."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error

CODES: dict[str, Code] = {
    "E201": error(
        "unknown key",
        "the key is not part of the format",
        "remove it or correct its spelling; docs/guide/rule-set-format.md lists all keys",
        zh=("未知的键", "该键不属于此格式", "删除该键或改正其拼写；全部键见docs/guide/rule-set-format.md"),
    ),
    "E202": error(
        "missing key",
        "a required key is not there",
        "add the key",
        zh=("缺少键", "必需的键不存在", "补充该键"),
    ),
    "E203": error(
        "wrong kind of value",
        "the value is not of the kind the format asks for",
        "write the kind of value named",
        zh=("值的种类不符", "值不是格式所要求的种类", "改为所指明种类的值"),
    ),
    "E204": error(
        "value not allowed",
        "the value is not one of the allowed ones, or breaks a limit or pattern",
        "write one of the allowed values",
        zh=("值不允许", "值不在允许值之列，或不符合限值或格式要求", "改为允许的值"),
    ),
    "E205": error(
        "keys exclude or need each other",
        "the combination of keys is not meaningful",
        "keep one of them, or add the one that is needed",
        zh=("键相互排斥或相互依存", "这些键的组合没有意义", "只保留其中一个，或补充所需的键"),
    ),
}
