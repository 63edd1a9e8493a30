"""Sources and grades in the words of a workbook."""

from __future__ import annotations

from collections.abc import Mapping

from ruleengine.documents.workbook.words import WorkbookLanguage, said
from ruleengine.program.program import Program
from ruleengine.run.labels import GRADE_LABELS


def texts_of(value: object) -> Mapping[str, object]:
    """A text in both languages, also where it is given in one."""
    return value if isinstance(value, Mapping) else {"zh": value or "", "en": value or ""}


def label_words(fields: Mapping[str, object], name: str, language: WorkbookLanguage) -> str:
    """The label of an element; its name where it has none."""
    return said(texts_of(fields.get("label")), language) or name


def source_words(program: Program, fields: Mapping[str, object], language: WorkbookLanguage) -> str:
    """The title of the source that a statement of the rule set cites."""
    name = fields.get("source")
    found = program.resolved.elements.get(f"sources.{name}")
    if name is None or found is None:
        return str(name or "")
    return cited(found.fields, str(name), language)


def cited(source: Mapping[str, object], name: str, language: WorkbookLanguage) -> str:
    """A source by its title and year."""
    title = said(texts_of(source.get("title")), language) or name
    return f"{title} ({source['year']})" if source.get("year") else title


def grade_words(grade: str | None, language: WorkbookLanguage) -> str:
    """A grade in words."""
    return said(GRADE_LABELS[grade], language, " ") if grade is not None and grade in GRADE_LABELS else ""
