"""Sentences about assessments that do not hold together, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence

SENTENCES: dict[str, Sentence] = {
    "E680.unknown_person": Sentence(
        en="{initials:code} stands for nobody of the team",
        zh="{initials:code}不是核查组成员的姓名缩写",
        expected=("{known:every}", "{known:every}"),
        remedy=(
            "correct the initials, or add the person to `verification.team`",
            "应改正姓名缩写，或将该人员列入`verification.team`",
        ),
    ),
    "E680.no_team": Sentence(
        en="{initials:code} stands for nobody: the assessment names no team",
        zh="{initials:code}无从对应：核查文件未列出核查组",
        remedy=(
            "add the person to `verification.team`, with name, role and initials",
            "应将该人员列入`verification.team`，并写明姓名、角色和姓名缩写",
        ),
    ),
    "E680.same_initials": Sentence(
        en="the initials {initials:code} stand for two persons of the team",
        zh="核查组中有两名成员的姓名缩写均为{initials:code}",
        remedy=("give each person initials of their own", "应为每名成员使用各自的姓名缩写"),
    ),
    "E680.factor_value": Sentence(
        en="{name:code} is given by the rule set, and an inventory cannot give it another value",
        zh="{name:code}由规则集给出，清单不能改用其他值",
        remedy=(
            "take `verified` away and write what was found as a note; a wrong factor is a matter of the rule set",
            "应删除`verified`，并在备注中写明所见；因子有误应在规则集中处理",
        ),
    ),
    "E680.reported": Sentence(
        en="{name:code} was {reported:code} when it was looked at, and the inventory says {now:code}",
        zh="核查时{name:code}为{reported:code}，现清单写为{now:code}",
        remedy=(
            "look at the value as it is now; rows that were moved have other names",
            "应按现值重新核查；移动过的行名称不同",
        ),
    ),
    "E680.not_reported": Sentence(
        en="{name:code} was verified otherwise than it was reported, and the reported value is not kept",
        zh="{name:code}的核查值与报告值不同，但未保留报告值",
        remedy=("write `reported: {now}` beside it", "应在其旁写明`reported: {now}`"),
    ),
    "E680.why": Sentence(
        en="{name:code} was verified otherwise than it was reported, and it is not said why",
        zh="{name:code}的核查值与报告值不同，但未写明理由",
        remedy=("write under `why` what the evidence says", "应在`why`中写明证据所示"),
    ),
    "E680.sample": Sentence(
        en="the sample ({sample}) is larger than what it is taken of ({population})",
        zh="样本（{sample}）大于总体（{population}）",
    ),
    "E680.closed": Sentence(
        en="{requirement:code} is closed, and nothing nonconforming was found",
        zh="{requirement:code}已关闭，但其结论并非不符合",
        remedy=("take `closed` away, or correct the finding", "应删除`closed`，或改正结论"),
    ),
    "E680.closed_by": Sentence(
        en="{requirement:code} is closed, and it is not said by whom",
        zh="{requirement:code}已关闭，但未写明由何人关闭",
        remedy=("write the initials under `closed_by`", "应在`closed_by`中写明姓名缩写"),
    ),
    "E680.closed_before": Sentence(
        en="{requirement:code} was closed on {closed}, before it was found on {found}",
        zh="{requirement:code}于{closed}关闭，早于发现日期{found}",
    ),
    "E680.twice": Sentence(
        en="{name:code} stands twice in {what:code}",
        zh="{name:code}在{what:code}中出现两次",
        remedy=("give each an id of its own", "应为每项使用各自的标识"),
    ),
    "E680.shares": Sentence(
        en="the shares in {what:code} add up to {sum} %",
        zh="{what:code}中的份额合计为{sum} %",
        expected=("100 %", "100 %"),
    ),
    "E680.shares_left_out": Sentence(
        en="no share is given for {names:codes} of {what:code}, and others have one",
        zh="{what:code}中{names:codes}未给出份额，而其他项已给出",
        remedy=("give the share of each, or of none", "应全部给出份额，或全部不给"),
    ),
    "E680.nothing_sampled": Sentence(
        en="none of {what:code} belongs to the sample",
        zh="{what:code}中没有一项属于样本",
        remedy=("write `sampled: true` where something was looked at", "应在实际核查的项中写`sampled: true`"),
    ),
    "E680.no_reason": Sentence(
        en="it is not said why {name:code} of {what:code} {sampled}",
        zh="未写明{what:code}中{name:code}{sampled}的理由",
        remedy=("write the reason under `why`", "应在`why`中写明理由"),
    ),
    "E680.not_visited": Sentence(
        en="the site {name:code} was visited on {date}, and no site visit covers that day",
        zh="场所{name:code}的走访日期为{date}，但现场核查的日期中不含该日",
        remedy=(
            "correct the day, or add the visit to `verification.dates`",
            "应改正日期，或在`verification.dates`中补充该次走访",
        ),
    ),
    "E680.carried_from": Sentence(
        en="the result of {name:code} is carried over from {carried_from:code}, which is no member of the sample",
        zh="{name:code}的结果取自{carried_from:code}，而后者不属于样本",
        expected=("{known:every}", "{known:every}"),
    ),
    "E680.not_carried": Sentence(
        en="{name:code} is not in the sample, and it is not said from which member its result is carried over",
        zh="{name:code}不属于样本，且未写明其结果取自哪一成员",
        remedy=("name the member under `carried_from`", "应在`carried_from`中指明该成员"),
    ),
    "E680.carried_over": Sentence(
        en="results are carried over to what is not in the sample, and it is not said how",
        zh="样本的结果沿用至样本以外的项，但未写明沿用方法",
        remedy=(
            "write under `sampling.carried_over` how, and why that may be done",
            "应在`sampling.carried_over`中写明方法及其理由",
        ),
    ),
    "E680.carried_twice": Sentence(
        en="{name:code} is in the sample, and its result is carried over",
        zh="{name:code}属于样本，又写明其结果取自其他成员",
        remedy=("take `carried_from` and `factor` away", "应删除`carried_from`和`factor`"),
    ),
    "E681.order": Sentence(
        en="after {here} the verification does not come to {to}",
        zh="{here}之后不能进入{to}",
        remedy=(
            "take the states in their order: `draft`, `under_verification`, `independent_review`, `decided`; back to "
            "`under_verification` where something is found later",
            "应按顺序进行：`draft`、`under_verification`、`independent_review`、`decided`；其后有新发现时退回`under_verification`",
        ),
    ),
    "E681.agreement": Sentence(
        en="the verification does not say {lacking:codes}",
        zh="核查信息未写明{lacking:codes}",
        remedy=("agree on it and write it under `verification`", "应与委托方商定，并写入`verification`"),
    ),
    "E681.no_lead": Sentence(
        en="nobody leads the team",
        zh="核查组没有组长",
        remedy=("give one of the team `role: lead`", "应将其中一人的`role`写为`lead`"),
    ),
    "E681.no_conclusion": Sentence(
        en="the assessment has no conclusion",
        zh="核查文件没有核查意见",
        remedy=("write the opinion and its text under `conclusion`", "应在`conclusion`中写明意见类型和内容"),
    ),
    "E681.opinion": Sentence(
        en="the opinion is {opinion}, and the decision would be positive",
        zh="核查意见为{opinion}，不能作出肯定决定",
        remedy=(
            "decide with `--negative`, or correct the opinion",
            "应以`--negative`作出否定决定，或改正意见",
        ),
    ),
    "E681.materiality": Sentence(
        en="the verification agreed on a materiality of {agreed} %, and the rule set allows {limit} %",
        zh="核查商定的重要性为{agreed} %，而规则集允许的为{limit} %",
    ),
    "E681.deviation": Sentence(
        en="the verified result deviates from the reported one by {deviation} %",
        zh="核查后的结果与报告结果相差{deviation} %",
        expected=("at most {limit} %", "不大于{limit} %"),
        remedy=(
            "revise the inventory (`ruleengine assess --revise`), or decide with `--negative`",
            "应修订清单（`ruleengine assess --revise`），或以`--negative`作出否定决定",
        ),
    ),
    "E681.nobody": Sentence(
        en="{by:code} stands for nobody of the team",
        zh="{by:code}不是核查组成员的姓名缩写",
        expected=("{known:every}", "{known:every}"),
    ),
    "E681.not_reviewer": Sentence(
        en="{by:code} is {role} of the team, and who reviews and decides has not verified",
        zh="{by:code}为核查组{role}，复核和决定应由未参与核查的人员作出",
        expected=("a person with `role: reviewer`", "`role`为`reviewer`的人员"),
    ),
    "E681.reviewer_verified": Sentence(
        en="{by:code} took part in the verification ({names:codes}) and cannot review it",
        zh="{by:code}参与了核查（{names:codes}），不能进行独立复核",
        remedy=("let somebody else review", "应由其他人员复核"),
    ),
    "E681.reviewer_steps": Sentence(
        en="{by:code} reviews, and the steps of the verification are taken by those who verify",
        zh="{by:code}为复核人员，核查步骤应由核查人员完成",
    ),
    "E681.date": Sentence(
        en="the step is of {date}, and the one before of {before}",
        zh="该步骤日期为{date}，早于前一步骤的{before}",
    ),
    "E682.previous": Sentence(
        en="step {number} of the log does not name the step before: one of them was edited, taken out or put in",
        zh="日志第{number}步未指向前一步：其中有步骤被修改、删除或插入",
        expected=("{due:code}", "{due:code}"),
    ),
    "E682.order": Sentence(
        en="step {number} of the log ({state}) does not follow the one before",
        zh="日志第{number}步（{state}）不能接在前一步之后",
    ),
    "E682.date": Sentence(
        en="step {number} of the log is of {date}, and the one before of {before}",
        zh="日志第{number}步的日期为{date}，早于前一步的{before}",
    ),
    "E682.changed": Sentence(
        en="the assessment, its inventory or its rule set says something else than on {date}, when it came to {state}",
        zh="核查文件、清单或规则集的内容与{date}进入{state}时不同",
        remedy=(
            "go back with `--to under_verification`, or bring back what was reviewed",
            "应以`--to under_verification`退回核查，或恢复所复核的内容",
        ),
    ),
}
