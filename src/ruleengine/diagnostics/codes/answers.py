"""The codes of checklists that come back filled in."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error, warning

CODES: dict[str, Code] = {
    "E670": error(
        "filled checklist was edited",
        "what is printed in a checklist, its hidden marks, its sheets, columns or lines are not as they were sent out",
        "put it back as it was, or copy the answers into a fresh checklist; an answer goes only where one is asked for",
        zh=(
            "填写的核查清单有改动",
            "核查清单中印有的内容、隐藏的标记、工作表、列或行与发出时不同",
            "恢复原状，或将答复抄入新生成的核查清单；仅在要求填写处填写",
        ),
    ),
    "E671": error(
        "checklist of something else",
        "answers count for the rule set, the version and the product that they were given for",
        "collect the checklist into the assessment that it belongs to",
        zh=(
            "核查清单不属于该核查",
            "答复仅对其所针对的规则集、版本和产品有效",
            "将该核查清单归入其所属的核查文件",
        ),
    ),
    "E672": error(
        "answer cannot be taken",
        "an answer is one of the choices, a day, a number with its unit, or a text of some length; each judgement "
        "says whose it is and of which day",
        "correct the answer at the place that is named",
        zh=(
            "答复无法采集",
            "答复应为所列选项之一、日期、带单位的数值，或长度适当的文字；每项判断应写明何人、何日作出",
            "在所指出之处改正答复",
        ),
    ),
    "W673": warning(
        "answer was cleaned, or is about data that have changed",
        "hidden characters are no part of an answer; the data of the product are not those that the checklist shows",
        "look at the answer; nothing else of it was changed",
        zh=(
            "答复经清理，或其所依据的数据已变",
            "隐藏字符不属于答复内容；产品数据与生成核查清单时不同",
            "查看该答复；其余内容未作改动",
        ),
    ),
    "W674": warning(
        "verifiers disagree",
        "two verifiers found different things, or one found something else than before; all of it is kept",
        "settle it: write what counts, who decided and why under `settled`",
        zh=(
            "核查员意见不一致",
            "两名核查员的判断不同，或同一核查员前后判断不同；均已保留",
            "作出裁定：在`settled`下写明以何者为准、何人决定、理由",
        ),
    ),
    "W675": warning(
        "answer to another version",
        "the requirement is not as it was when it was judged, so it is to be judged again",
        "judge it again under this version",
        zh=("答复针对其他版本", "要求与判断时不同，应重新判断", "按此版本重新判断"),
    ),
}
