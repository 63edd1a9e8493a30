"""Sentences about checklists that come back filled in, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence

_DAY = ("a day as `2026-03-31`", "日期，如`2026-03-31`")
_AMOUNT = ("a number with its unit, as `12.5 kg`", "带单位的数值，如`12.5 kg`")

SENTENCES: dict[str, Sentence] = {
    "E660.no_checklist": Sentence(
        en="the file is no checklist that was filled in",
        zh="文件不是填写的核查清单",
    ),
    "E670.sheet": Sentence(
        en="the sheet {sheet:code} is not there",
        zh="缺少工作表{sheet:code}",
    ),
    "E670.column": Sentence(
        en="the column {column:code} of {sheet:code} is not there",
        zh="{sheet:code}中缺少{column:code}一栏",
    ),
    "E670.heading": Sentence(
        en="the heading at {at:code} was edited",
        zh="{at:code}处的标题已被改动",
        expected=("{heading:code}", "{heading:code}"),
        found=("{text:code}", "{text:code}"),
    ),
    "E670.text": Sentence(
        en="the printed text of {name:code} at {at:code} was edited",
        zh="{at:code}处{name:code}的印刷内容已被改动",
    ),
    "E670.marks": Sentence(
        en="the hidden marks of {name:code} at {at:code} were edited",
        zh="{at:code}处{name:code}的隐藏标记已被改动",
    ),
    "E670.unknown": Sentence(
        en="{name:code} at {at:code} is nothing that this checklist asks for",
        zh="{at:code}处的{name:code}不属于该核查清单",
    ),
    "E670.twice": Sentence(
        en="{name:code} stands twice, at {first:code} and at {at:code}",
        zh="{name:code}出现两次，分别在{first:code}和{at:code}",
    ),
    "E670.gone": Sentence(
        en="the line of {name:code} is not there",
        zh="缺少{name:code}所在的行",
    ),
    "E670.outside": Sentence(
        en="{text:code} stands at {at:code}, where nothing is asked for",
        zh="{at:code}处写有{text:code}，该处不要求填写",
        remedy=("write it into a note, or remove it", "写入“说明”栏，或删除"),
    ),
    "E670.merged": Sentence(
        en="the cells {cells:code} at {at:code} were merged",
        zh="{at:code}处的单元格{cells:code}已被合并",
        remedy=("unmerge the cells", "取消合并单元格"),
    ),
    "E671.ruleset": Sentence(
        en="the checklist is of {ruleset:code}, the assessment of {due:code}",
        zh="核查清单属于{ruleset:code}，核查文件属于{due:code}",
    ),
    "E671.version": Sentence(
        en="the checklist is of {ruleset:code}, the assessment of {due:code}",
        zh="核查清单属于{ruleset:code}，核查文件属于{due:code}",
        remedy=(
            "carry them over with `--carry-over`: those on requirements that have changed are to be judged again",
            "用`--carry-over`转入答复：要求已变更的应重新判断",
        ),
    ),
    "E671.draft": Sentence(
        en="the checklist is of an earlier state of {due:code}, which has changed since",
        zh="核查清单属于{due:code}的较早状态，此后已有变更",
        remedy=(
            "carry them over with `--carry-over`: those on requirements that have changed are to be judged again",
            "用`--carry-over`转入答复：要求已变更的应重新判断",
        ),
    ),
    "E671.product": Sentence(
        en="the checklist is of the product {product:code}, the assessment of {due:code}",
        zh="核查清单属于产品{product:code}，核查文件属于{due:code}",
    ),
    "E671.decided": Sentence(
        en="the assessment has been decided on {date}, so no answers are taken",
        zh="核查已于{date}作出决定，不再采集答复",
        remedy=("start another assessment for what has come up since", "此后出现的情况另立核查文件"),
    ),
    "E672.finding": Sentence(
        en="{text:code} at {at:code} is no finding",
        zh="{at:code}处的{text:code}不是核查发现的选项",
        expected=(
            "conform, minor, major, observation or not applicable",
            "符合、轻微不符合、严重不符合、观察项、不适用之一",
        ),
    ),
    "E672.opinion": Sentence(
        en="{text:code} at {at:code} is no kind of opinion",
        zh="{at:code}处的{text:code}不是核查意见类型",
        expected=(
            "unmodified, modified, adverse or disclaimer",
            "无保留意见、保留意见、否定意见、无法表示意见之一",
        ),
    ),
    "E672.truth": Sentence(
        en="{text:code} at {at:code} is neither yes nor no",
        zh="{at:code}处的{text:code}既不是“是”也不是“否”",
    ),
    "E672.date": Sentence(
        en="{text:code} at {at:code} is no day",
        zh="{at:code}处的{text:code}不是日期",
        expected=_DAY,
    ),
    "E672.date_number": Sentence(
        en="the day at {at:code} is the number {text:code}, which nobody reads as a day",
        zh="{at:code}处的日期为数字{text:code}，无法作为日期理解",
        expected=_DAY,
        remedy=(
            "write the day as a text, or format the cell as a date",
            "将日期写成文字，或将单元格格式设为日期",
        ),
    ),
    "E672.initials": Sentence(
        en="{text:code} at {at:code} are no initials",
        zh="{at:code}处的{text:code}不是姓名缩写",
    ),
    "E672.person": Sentence(
        en="{by:code} at {at:code} is nobody of the team of the assessment",
        zh="{at:code}处的{by:code}不属于核查文件中的核查组",
        expected=("{known:codes}", "{known:codes}"),
        remedy=(
            "correct the initials, or name the person in `verification.team`",
            "改正姓名缩写，或在`verification.team`中写明该人员",
        ),
    ),
    "E672.amount": Sentence(
        en="{text:code} at {at:code} is no amount",
        zh="{at:code}处的{text:code}不是数值",
        expected=_AMOUNT,
    ),
    "E672.amount_date": Sentence(
        en="the amount at {at:code} became the day {text:code} in a spreadsheet program",
        zh="{at:code}处的数值被表格软件转成了日期{text:code}",
        expected=_AMOUNT,
    ),
    "E672.unit": Sentence(
        en="the number {text:code} at {at:code} has no unit",
        zh="{at:code}处的数值{text:code}未写单位",
        expected=_AMOUNT,
    ),
    "E672.comma": Sentence(
        en="{text:code} at {at:code} has a comma, which stands for thousands or for decimals",
        zh="{at:code}处的{text:code}含逗号，可指千位或小数",
        remedy=("write decimals behind a point and thousands without a sign", "小数用小数点，千位不加符号"),
    ),
    "E672.error": Sentence(
        en="the cell {at:code} shows the error {text:code}",
        zh="单元格{at:code}显示错误{text:code}",
    ),
    "E672.long": Sentence(
        en="{column} at {at:code} has {count} characters, more than {limit}",
        zh="{at:code}处的“{column}”有{count}个字符，超过{limit}个",
        remedy=(
            "send long papers by themselves, name them as evidence, and say what follows from them",
            "较长的资料应另行发送并列为证据，此处写明其结论",
        ),
    ),
    "E672.markup": Sentence(
        en="{column} at {at:code} has markup: {text:code}",
        zh="{at:code}处的“{column}”含标记代码：{text:code}",
        remedy=(
            "write plain text; put a space after `<` where less-than is meant",
            "写纯文本；表示小于时在`<`后加空格",
        ),
    ),
    "E672.evidence": Sentence(
        en="there is a date or page at {at:code} behind the {documents} document{documents:s} named",
        zh="{at:code}处的日期或页码多于所列的{documents}个文件",
        remedy=(
            "one document a line, and its date and page on the same line of their cells",
            "每行一个文件，其日期和页码写在各自单元格的同一行",
        ),
    ),
    "E672.no_by": Sentence(
        en="nobody is named for the answer on {name:code} at {at:code}",
        zh="{at:code}处对{name:code}的答复未写明核查员",
        remedy=(
            "write the initials in the line or at the head of the checklist, or name them with `--by`",
            "在该行或清单首部写明姓名缩写，或用`--by`指明",
        ),
    ),
    "E672.no_date": Sentence(
        en="no day is named for the answer on {name:code} at {at:code}",
        zh="{at:code}处对{name:code}的答复未写明日期",
        remedy=(
            "write the day in the line or at the head of the checklist, or name it with `--date`",
            "在该行或清单首部写明日期，或用`--date`指明",
        ),
    ),
    "E672.conclusion": Sentence(
        en="a conclusion needs the kind of opinion and its words",
        zh="核查结论应有意见类型和文字",
    ),
    "E672.other_conclusion": Sentence(
        en="the assessment concludes otherwise",
        zh="核查文件中的结论不同",
        expected=("{there}", "{there}"),
        found=("{given}", "{given}"),
        remedy=(
            "agree on one conclusion, and change the assessment or the checklist by hand",
            "商定一致的结论，并手工修改核查文件或核查清单",
        ),
    ),
    "E672.nobody": Sentence(
        en="the assessment has a judgement on {name:code} that does not say whose it is and of which day, so the one "
        "at {at:code} cannot stand beside it",
        zh="核查文件中对{name:code}的判断未写明何人、何日作出，{at:code}处的判断无法与之并列",
        remedy=("add `by` and `date` in the assessment", "在核查文件中补写`by`和`date`"),
    ),
    "E672.changed": Sentence(
        en="the judgement of {by} of {date} on {name:code} says otherwise at {at:code} than in the assessment",
        zh="{by}于{date}对{name:code}的判断，{at:code}处与核查文件中不同",
        remedy=(
            "write who changed it and when, in the line or at the head of the checklist",
            "在该行或清单首部写明何人、何日修改",
        ),
    ),
    "E672.no_finding": Sentence(
        en="{name:code} has two judgements, of which one has no finding, at {at:code}",
        zh="{name:code}有两项判断，其中一项没有核查发现，位于{at:code}",
        remedy=("choose a finding, or empty the line", "选择核查发现，或清空该行"),
    ),
    "W673.hidden": Sentence(
        en="{column} at {at:code} has hidden characters, which are left out: {text:code}",
        zh="{at:code}处的“{column}”含隐藏字符，已略去：{text:code}",
    ),
    "W673.inventory": Sentence(
        en="the data of {product:code} have changed since the checklist was made",
        zh="{product:code}的数据在生成核查清单后有变更",
        remedy=(
            "look at what was found of values that are other ones now",
            "查看对已变更数值的核查结果",
        ),
    ),
    "W674.finding": Sentence(
        en="{by} judges {name:code} as {said}, {first_by} as {first}; see {at:code}",
        zh="{by}对{name:code}的判断为{said}，{first_by}为{first}；见{at:code}",
    ),
    "W674.verified": Sentence(
        en="{by} verifies {name:code} as {said}, {first_by} as {first}; see {at:code}",
        zh="{by}对{name:code}的核查值为{said}，{first_by}为{first}；见{at:code}",
    ),
    "W674.own": Sentence(
        en="{by} says otherwise of {name:code} on {day} than on {first_day}, at {at:code}; the later one counts",
        zh="{by}于{day}对{name:code}的判断与{first_day}不同，位于{at:code}；以较晚者为准",
        remedy=("ask whether that is meant; both are kept", "问明是否有意；两者均已保留"),
    ),
    "W674.field": Sentence(
        en="{column} of {name:code} is {given:code} at {at:code}, and {there:code} in the assessment, where it stays; "
        "the other one is kept in the note",
        zh="{name:code}的{column}在{at:code}处为{given:code}，核查文件中为{there:code}，予以保留；前者记入说明",
        remedy=("agree on one, and correct it in the assessment", "商定一致后在核查文件中改正"),
    ),
    "W675.again": Sentence(
        en="{name:code} was judged as it was before, at {at:code}, and is to be judged again",
        zh="{at:code}处对{name:code}的判断针对变更前的要求，应重新判断",
    ),
    "W675.changed": Sentence(
        en="{name:code} was judged as it was before, at {at:code}, and is to be judged again: {edits:list}",
        zh="{at:code}处对{name:code}的判断针对变更前的要求，应重新判断：{edits:list}",
    ),
    "W675.gone": Sentence(
        en="{name:code} is not required any longer; what was found of it at {at:code} is left out: {text:code}",
        zh="已不再要求{name:code}；{at:code}处的判断未采集：{text:code}",
        remedy=("keep the checklist with the papers of the verification", "将该核查清单与核查资料一并保存"),
    ),
}
