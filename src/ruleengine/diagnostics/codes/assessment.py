"""The codes of assessments that do not hold together."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error

CODES: dict[str, Code] = {
    "E680": error(
        "assessment does not hold together",
        "initials stand for nobody or for two persons, a sample does not fit what it is taken of, or values cannot be "
        "compared",
        "correct what is named, as the documents of the verification have it",
        zh=(
            "核查文件前后不一致",
            "姓名缩写无对应人员或对应两人，样本与其总体不符，或数值不可比较",
            "按核查资料改正所指出之处",
        ),
    ),
    "E681": error(
        "step of the verification cannot be taken",
        "a state is left out, something that has to be agreed on or concluded is not said, the result deviates by more "
        "than the materiality, or the person may not take the step",
        "do what is named, then take the step",
        zh=(
            "核查步骤不能进行",
            "跳过了某一状态，应商定或得出的内容未写明，结果偏差超过重要性，或该人员不得进行此步骤",
            "完成所指明的事项后再进行该步骤",
        ),
    ),
    "E682": error(
        "log of the verification is broken",
        "a step of the log was edited, taken out or put in by hand, or what was reviewed or decided has changed since",
        "bring back the file as it was, or go back to verification",
        zh=(
            "核查日志不连贯",
            "日志中的步骤被手工修改、删除或插入，或所复核、决定的内容其后有更改",
            "恢复原文件，或退回核查",
        ),
    ),
}
