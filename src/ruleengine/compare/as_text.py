"""A difference as lines for a terminal, and as Markdown for minutes and discussions."""

from __future__ import annotations

from collections.abc import Iterator

from ruleengine.compare.view import DifferenceView, EditRow, FieldLine, marked
from ruleengine.compare.words import KIND_SIGNS, KIND_WORDS, PURPOSE_WORDS, SEVERITY_MEANINGS, SEVERITY_WORDS
from ruleengine.diagnostics.facts import in_words
from ruleengine.language import Language, Texts

TITLE: Texts = ("Difference", "差异")
TOLD: Texts = ("What the new version says of itself", "新版本自述的变化")
HIDDEN: Texts = ("other edits, not shown: {count}", "另有{count}处修改未显示")
CLAUSE: Texts = ("clause {clause}", "条款{clause}")
_HEADS = (
    ("", "Element", "Clause", "About", "Old", "New", "Reason"),
    ("", "要素", "条款", "内容", "旧", "新", "理由"),
)
BECAUSE: Texts = ("because", "理由")


def difference_lines(view: DifferenceView, language: Language) -> Iterator[str]:
    """FieldLine by line; `[-…-]` and `{+…+}` mark what a formula no longer has and has now."""
    yield view.title
    yield from (f"  {line}" for line in view.counts)
    if view.told:
        yield ""
        yield in_words(TOLD, language)
        yield from (f"  * {what}" for what, _ in view.told)
    for severity, rows in view.groups:
        yield ""
        yield f"{in_words(SEVERITY_WORDS[severity], language)} ({in_words(SEVERITY_MEANINGS[severity], language)})"
        for row in rows:
            yield from _row_lines(row, language)
    if view.hidden:
        yield ""
        yield in_words(HIDDEN, language, count=view.hidden)


def _row_lines(row: EditRow, language: Language) -> Iterator[str]:
    clause = in_words(CLAUSE, language, clause=row.clause) if row.clause else ""
    about = [row.label, clause, in_words(PURPOSE_WORDS[row.edit.purpose], language)]
    yield f"{KIND_SIGNS[row.edit.kind]} {row.name}  [{' · '.join(a for a in about if a)}]"
    for line in row.lines:
        yield from (f"    {text}" for text in _field_lines(line, language))
    for reason in row.reasons:
        yield f"    {in_words(BECAUSE, language)}: {reason}"


def _field_lines(line: FieldLine, language: Language) -> Iterator[str]:
    old = None if line.old is None else marked(line.old, line.old_marks, "[-", "-]")
    new = None if line.new is None else marked(line.new, line.new_marks, "{+", "+}")
    if old is None or new is None:
        yield f"{line.name}: {_one_side(old, new)}"
    elif len(old) + len(new) < 60:
        yield f"{line.name}: {old} → {new}"
    else:
        yield f"{line.name}:"
        yield f"  - {old}"
        yield f"  + {new}"


def _one_side(old: str | None, new: str | None) -> str:
    return f"- {old}" if new is None else f"+ {new}"


def difference_markdown(view: DifferenceView, language: Language) -> str:
    """A Markdown text with a table for each group."""
    return "\n".join(_markdown(view, language)) + "\n"


def _markdown(view: DifferenceView, language: Language) -> Iterator[str]:
    zh = language == "zh"
    yield f"# {in_words(TITLE, language)}: {escaped(view.title)}"
    yield ""
    yield from (f"- {escaped(line)}" for line in view.counts)
    if view.told:
        yield from ("", f"## {in_words(TOLD, language)}", "")
        yield from (f"- {escaped(what)}" + (f" — {escaped(why)}" if why else "") for what, why in view.told)
    heads = _HEADS[zh]
    for severity, rows in view.groups:
        meaning = in_words(SEVERITY_MEANINGS[severity], language)
        yield from (
            "",
            f"## {in_words(SEVERITY_WORDS[severity], language)}",
            "",
            f"{meaning}{'。' if zh else '.'}",
            "",
        )
        yield f"| {' | '.join(heads)} |"
        yield "|" + "---|" * len(heads)
        for row in rows:
            yield f"| {' | '.join(_cells(row, language))} |"


def _cells(row: EditRow, language: Language) -> Iterator[str]:
    yield in_words(KIND_WORDS[row.edit.kind], language)
    yield f"`{row.name}`" + (f"<br>{escaped(row.label)}" if row.label else "")
    yield escaped(row.clause)
    yield in_words(PURPOSE_WORDS[row.edit.purpose], language)
    for side in ("old", "new"):
        yield "<br>".join(_cell(line, side) for line in row.lines if getattr(line, side) is not None)
    yield "<br>".join(escaped(r) for r in row.reasons)


def _cell(line: FieldLine, side: str) -> str:
    text, marks = (line.old, line.old_marks) if side == "old" else (line.new, line.new_marks)
    sign = "~~" if side == "old" else "**"
    parts = marked(text or "", marks, "\ue000", "\ue001")
    return f"*{escaped(line.name)}*: " + escaped(parts).replace("\ue000", sign).replace("\ue001", sign)


def escaped(text: str) -> str:
    """A text that Markdown shows as it is, within a cell of a table too."""
    signs, entities = "\\`*_{}[]|#~$", {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
    return "".join(f"\\{c}" if c in signs else entities.get(c, c) for c in text)
