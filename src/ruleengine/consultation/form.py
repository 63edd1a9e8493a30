"""What a form of comments has, for those who write it and those who read it filled in: columns, rows, hidden marks.

Each row carries three witnesses of its element, which nobody sees: the path, the hash, and the seal of the text that
is printed. The first cell of the row of keys says `MARK`, and the name of a column stands in each cell behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

from ruleengine.consultation.targets import SECTIONS, CommentTarget, Targets, printed, seal_of

FormLanguage = Literal["zh", "en", "both"]
FormLayout = Literal["gb", "iso"]
#: What stands before hidden marks; the number is the version of the form.
MARK = "ruleengine:comments:1"
#: Hidden columns, before the ones that are seen.
HIDDEN = ("row", "hash", "seal")
#: The mark of a row that belongs to no element.
FREE = "+"
#: How many such rows a form has.
FREE_ROWS = 30
#: The columns of the table in use in China, and those of the template of ISO, with the text commented on in each.
LAYOUTS: Mapping[FormLayout, tuple[str, ...]] = {
    "gb": ("no", "clause", "text", "type", "comment", "proposed", "by", "handling", "note"),
    "iso": ("by", "line", "clause", "part", "text", "type", "comment", "proposed", "handling", "note"),
}
#: What stands for `handling` where it can be filled in.
HANDLING = ("decision", "reason", "decided_by", "decided_on")
#: Column → its heading in Chinese and English.
HEADINGS: Mapping[str, tuple[str, str]] = {
    "no": ("序号", "No."),
    "by": ("提出单位", "MB/NC or commenter"),
    "line": ("行号", "Line number"),
    "clause": ("标准章条编号", "Clause/ Subclause"),
    "part": ("段落/图/表", "Paragraph/ Figure/ Table"),
    "text": ("征求意见的内容", "Text commented on"),
    "type": ("意见类型", "Type of comment"),
    "comment": ("意见内容", "Comments"),
    "proposed": ("修改建议", "Proposed change"),
    "handling": ("处理意见", "Observations of the secretariat"),
    "decision": ("处理意见", "Decision"),
    "reason": ("理由", "Reason"),
    "decided_by": ("处理人", "Decided by"),
    "decided_on": ("处理日期", "Date of decision"),
    "note": ("备注", "Remarks"),
}
#: Column → how wide it is beside the others.
WIDTHS = {
    "no": 5, "by": 14, "line": 8, "clause": 12, "part": 12, "text": 40, "type": 11, "comment": 30, "proposed": 30,
    "handling": 16, "decision": 12, "reason": 22, "decided_by": 11, "decided_on": 12, "note": 14,
}  # fmt: skip
#: Kind of a comment → its words in Chinese and English, and the letters of the template of ISO.
KIND_WORDS: Mapping[str, tuple[str, str]] = {
    "general": ("一般", "ge"), "technical": ("技术", "te"), "editorial": ("编辑", "ed"),
}  # fmt: skip
DECISION_WORDS: Mapping[str, tuple[str, str]] = {
    "accepted": ("采纳", "accepted"), "partly": ("部分采纳", "partly accepted"), "rejected": ("不采纳", "not accepted"),
}  # fmt: skip
#: What people fill in; all else of a form is printed.
ANSWERS = ("by", "line", "part", "type", "comment", "proposed", "note")


def worded(pair: tuple[str, str], language: str, between: str = "\n") -> str:
    """A pair in Chinese and English in the language of a form; once where both are the same."""
    chosen = {"zh": pair[:1], "en": pair[1:]}.get(language, pair)
    return between.join(dict.fromkeys(chosen))


def choices(column: str, language: str) -> tuple[str, ...]:
    """What can be chosen in a column; empty where anything can be written."""
    words = {"type": KIND_WORDS, "decision": DECISION_WORDS}.get(column, {})
    return tuple(worded(pair, language, " ") for pair in words.values())


def chosen(column: str, text: str) -> str | None:
    """The name of what was chosen, in either language or both, or as its letters; None where it is no choice."""
    words = {"type": KIND_WORDS, "decision": DECISION_WORDS}[column]
    given = _letters(text)
    for name, (zh, en) in words.items():
        if given in {_letters(t) for t in (name, zh, en, zh + en, zh + name)}:
            return name
    return None


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


@frozen
class FormRow:
    """A row: its hidden marks, the cells that are printed, and the columns that can be filled in."""

    marks: tuple[str, str, str]
    cells: Mapping[str, str]
    open: frozenset[str]


@frozen
class Form:
    """A table to be filled in or read: head, columns and rows; `lists` are the elements that can be chosen."""

    language: FormLanguage
    title: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[FormRow, ...]
    meta: Mapping[str, str]
    lists: tuple[str, ...] = ()
    asks_unit: bool = field(default=True)


_TITLE = ("标准征求意见稿意见表", "Comments on a draft standard")
_NOTES: tuple[tuple[str, str], ...] = (
    (
        "在白色单元格中填写；每行针对其所列内容。同一内容有多条意见，或意见不针对任何一行的，填入表末空白行，并在“征求意见的内容”列中指明要素（工作簿中可选择），或写明章条编号。",
        "Write in the white cells; each row is about the text that it shows. Second comments on the same text, and "
        "those on none of the rows, go into the empty rows at the end: name the element in the column "
        "`Text commented on` (a workbook has a list), or the clause.",
    ),
    (
        "意见类型：一般ge、技术te、编辑ed。“处理意见”由负责起草单位填写。灰色单元格和隐藏的行列用于辨认内容，请勿改动。",
        "Type of comment: ge general, te technical, ed editorial. The secretariat fills in its observations. "
        "Grey cells and hidden rows and columns tell what a row is about: leave them as they are.",
    ),
)  # fmt: skip


def empty_form(targets: Targets, layout: FormLayout, language: FormLanguage) -> Form:
    """The form to be sent out for one version: a row for each element of `SECTIONS`, and empty rows."""
    listed = [t for t in targets.all.values() if t.path.partition(".")[0] in SECTIONS]
    rows = [_of_element(t, n, language) for n, t in enumerate(listed, start=1)]
    rows += [_free(n, language) for n in range(len(listed) + 1, len(listed) + FREE_ROWS + 1)]
    return Form(
        language=language, title=worded(_TITLE, language), facts=facts(targets, language),
        notes=tuple(worded(note, language) for note in _NOTES), columns=LAYOUTS[layout], rows=tuple(rows),
        meta=meta(targets, language), lists=tuple(t.label for t in targets.all.values()),
    )  # fmt: skip


def facts(targets: Targets, language: FormLanguage) -> tuple[tuple[str, str], ...]:
    """What every table of comments says at its head: the draft, the version, its hash."""
    title = worded((targets.title["zh"], targets.title["en"]), language, " ")
    return (
        (worded(("标准名称", "Standard"), language, " "), title),
        (worded(("规则集", "Rule set"), language, " "), targets.reference),
        (worded(("散列值", "Hash"), language, " "), targets.fingerprint),
    )


def meta(targets: Targets, language: FormLanguage) -> Mapping[str, str]:
    """What a form says of itself where nobody sees it."""
    return {"ruleset": targets.reference, "hash": targets.fingerprint, "language": language}


def _of_element(target: CommentTarget, number: int, language: FormLanguage) -> FormRow:
    text = printed(target.words, language)
    cells = {"no": str(number), "clause": target.clause or "", "text": text}
    return FormRow((target.path, target.hash, seal_of(text)), cells, frozenset(ANSWERS))


def _free(number: int, language: FormLanguage) -> FormRow:
    return FormRow((FREE, "", ""), {"no": str(number)}, frozenset({*ANSWERS, "clause", "text"}))
