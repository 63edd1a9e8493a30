"""What a checklist that is filled in has, for those who write it and those who read it: columns, lines, hidden marks.

Each line carries what nobody sees: the name of its requirement or value, the hash of the requirement (of a value, the
value as it was given), and the seal of all that is printed in the line. The first cell of the row of keys says `MARK`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from ruleengine.consultation.targets import seal_of

FormTongue = Literal["zh", "en", "both"]
FormPart = Literal["requirements", "values", "head"]
#: What an answer has to be.
AnswerKind = Literal[
    "finding", "text", "lines", "dates", "date", "initials", "amount", "truth", "value", "opinion"
]
#: What stands before hidden marks; the number is the version of the form.
MARK = "ruleengine:checklist:1"
#: Hidden columns, before the ones that are seen.
MARKS = ("name", "hash", "seal")
#: The sheet that nobody sees: what a form says of itself, its lines, the lists to choose from.
META_SHEET = "ruleengine"
#: The column of a workbook in which the deviation of the verified value is worked out.
DEVIATION = "deviation"
#: The longest answer, in characters.
LONGEST = 5_000


@frozen
class FormColumn:
    """A column: its heading in both languages, how wide it is, what is answered in it; `kind` is None where printed."""

    key: str
    zh: str
    en: str
    width: int
    kind: AnswerKind | None = None

    def heading(self, tongue: FormTongue, between: str = "\n") -> str:
        """The heading in the language of a form."""
        return worded((self.zh, self.en), tongue, between)


REQUIREMENTS: tuple[FormColumn, ...] = (
    FormColumn("no", "序号", "No.", 5),
    FormColumn("clause", "章条", "Clause", 8),
    FormColumn("verb", "类型", "Verb", 7),
    FormColumn("text", "要求", "Requirement", 44),
    FormColumn("asked", "应提供的证据", "Evidence asked for", 22),
    FormColumn("activity", "核查活动", "Activity", 12),
    FormColumn("verdict", "计算判定", "Computed verdict", 11),
    FormColumn("reason", "判定依据", "Reason", 26),
    FormColumn("finding", "核查发现", "Finding", 13, "finding"),
    FormColumn("document", "所见证据：文件", "Evidence seen: document", 24, "lines"),
    FormColumn("document_date", "文件日期", "Date of document", 12, "dates"),
    FormColumn("page", "页码", "Page", 8, "lines"),
    FormColumn("population", "总体", "Population", 10, "text"),
    FormColumn("sample", "样本", "Sample", 10, "text"),
    FormColumn("reported", "报告值（含单位）", "Reported, with unit", 13, "amount"),
    FormColumn("verified", "核查值（含单位）", "Verified, with unit", 13, "amount"),
    FormColumn("note", "说明", "Note", 28, "text"),
    FormColumn("cause", "原因", "Cause", 18, "text"),
    FormColumn("corrective_action", "纠正措施", "Corrective action", 22, "text"),
    FormColumn("deadline", "整改期限", "Deadline", 12, "date"),
    FormColumn("closed_by", "关闭人", "Closed by", 9, "initials"),
    FormColumn("closed", "关闭日期", "Closed on", 12, "date"),
    FormColumn("by", "核查员", "Initials", 9, "initials"),
    FormColumn("date", "核查日期", "Date", 12, "date"),
)
VALUES: tuple[FormColumn, ...] = (
    FormColumn("no", "序号", "No.", 5),
    FormColumn("label", "数据", "Value", 30),
    FormColumn("path", "名称", "Name", 24),
    FormColumn("value", "数值", "Amount", 14),
    FormColumn("unit", "单位", "Unit", 12),
    FormColumn("source", "来源", "Source", 28),
    FormColumn("quality", "质量", "Quality", 14),
    FormColumn("share", "占足迹比例", "Share of the footprint", 12),
    FormColumn("ticked", "已追溯", "Ticked", 8, "truth"),
    FormColumn("sampled", "已抽样", "Sampled", 8, "truth"),
    FormColumn("verified", "核查值", "Verified value", 13, "value"),
    FormColumn("why", "不同的原因", "Why it differs", 22, "text"),
    FormColumn("document", "所见证据：文件", "Evidence seen: document", 24, "lines"),
    FormColumn("document_date", "文件日期", "Date of document", 12, "dates"),
    FormColumn("page", "页码", "Page", 8, "lines"),
    FormColumn("note", "说明", "Note", 24, "text"),
    FormColumn("by", "核查员", "Initials", 9, "initials"),
    FormColumn("date", "核查日期", "Date", 12, "date"),
)
#: What is answered once: who fills in the form, and the conclusion.
HEAD: tuple[FormColumn, ...] = (
    FormColumn("by", "核查员（姓名缩写）", "Verifier (initials)", 30, "initials"),
    FormColumn("date", "核查日期", "Date", 14, "date"),
    FormColumn("opinion", "核查意见类型", "Kind of opinion", 30, "opinion"),
    FormColumn("text", "核查结论", "Conclusion", 60, "text"),
    FormColumn("concluded_by", "结论作出人", "Concluded by", 30, "initials"),
    FormColumn("concluded_on", "结论日期", "Concluded on", 14, "date"),
)
COLUMNS: Mapping[FormPart, tuple[FormColumn, ...]] = {
    "requirements": REQUIREMENTS,
    "values": VALUES,
    "head": HEAD,
}
#: Title of each sheet.
SHEETS: Mapping[FormPart, tuple[str, str]] = {
    "requirements": ("核查清单", "Checklist"), "values": ("数据", "Data"), "head": ("汇总", "Summary"),
}  # fmt: skip
FINDING_WORDS: Mapping[str, tuple[str, str]] = {
    "conform": ("符合", "conform"), "minor": ("轻微不符合", "minor"), "major": ("严重不符合", "major"),
    "observation": ("观察项", "observation"), "not_applicable": ("不适用", "not applicable"),
}  # fmt: skip
OPINION_WORDS: Mapping[str, tuple[str, str]] = {
    "unmodified": ("无保留意见", "unmodified"), "modified": ("保留意见", "modified"),
    "adverse": ("否定意见", "adverse"), "disclaimer": ("无法表示意见", "disclaimer"),
}  # fmt: skip
TRUTH_WORDS: Mapping[str, tuple[str, str]] = {"true": ("是", "yes"), "false": ("否", "no")}
_WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "finding": FINDING_WORDS, "opinion": OPINION_WORDS, "truth": TRUTH_WORDS,
}  # fmt: skip


@frozen
class FormLine:
    """A requirement or a value: its hidden name and hash, what is printed, and what has been answered already.

    `fixed` are the answers that the engine gives; they are no judgement by themselves.
    """

    name: str
    hash: str
    cells: Mapping[str, str]
    answers: Mapping[str, str]
    fixed: frozenset[str] = frozenset()

    def seal(self, part: FormPart) -> str:
        """The seal of all that is printed in the line."""
        return seal_of_cells(part, self.cells)


@frozen
class FillableChecklist:
    """A checklist to be filled in: head, lines, register of sources; `meta` is what it says of itself, hidden."""

    tongue: FormTongue
    title: str
    status: str
    facts: tuple[tuple[str, str], ...]
    requirements: tuple[FormLine, ...]
    values: tuple[FormLine, ...]
    sources: tuple[tuple[str, ...], ...]
    meta: Mapping[str, str]
    head: Mapping[str, str]

    def lines(self, part: FormPart) -> tuple[FormLine, ...]:
        """The lines of a part."""
        return {"requirements": self.requirements, "values": self.values}.get(part, ())


def seal_of_cells(part: FormPart, cells: Mapping[str, str]) -> str:
    """The seal of what is printed in a line of a part."""
    return seal_of("\x1f".join(cells.get(c.key, "") for c in COLUMNS[part] if c.kind is None))


def tongue_of(word: str) -> FormTongue:
    """The language that a form names; both where it names none."""
    tongues: tuple[FormTongue, ...] = ("zh", "en", "both")
    return next((t for t in tongues if t == word), "both")


def worded(pair: tuple[str, str], tongue: FormTongue, between: str = " ") -> str:
    """A pair in Chinese and English in the language of a form; once where both are the same."""
    taken = {"zh": pair[:1], "en": pair[1:]}.get(tongue, pair)
    return between.join(dict.fromkeys(taken))


def choices(kind: AnswerKind, tongue: FormTongue) -> tuple[str, ...]:
    """What can be chosen for a kind of answer; empty where anything can be written."""
    return tuple(worded(pair, tongue) for pair in _WORDS.get(kind, {}).values())


def choice_word(kind: AnswerKind, name: str, tongue: FormTongue) -> str:
    """A choice as a form of a language prints it; the name itself where it is none."""
    pair = _WORDS.get(kind, {}).get(name)
    return name if pair is None else worded(pair, tongue)


def chosen(kind: AnswerKind, text: str) -> str | None:
    """The name of what was chosen, in either language or both; None where it is no choice."""
    given = _letters(text)
    for name, (zh, en) in _WORDS[kind].items():
        if given in {_letters(t) for t in (name, zh, en, zh + en)}:
            return name
    return None


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
