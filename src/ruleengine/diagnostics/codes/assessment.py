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
}
