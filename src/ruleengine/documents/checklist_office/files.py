"""The checklist in one of the formats that are filled in and given back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ruleengine.answers.form import FillableChecklist
from ruleengine.assess.assessment import Assessment
from ruleengine.diagnostics import Diagnostic
from ruleengine.documents.checklist.sheet import ChecklistWish
from ruleengine.documents.checklist_office.form import checklist_form
from ruleengine.documents.view_types import DocumentLanguage
from ruleengine.program.program import Program
from ruleengine.run.result import Result


def checklist_file(
    program: Program,
    result: Result | None,
    language: DocumentLanguage,
    form: str,
    assessment: Assessment | None = None,
    warnings: Sequence[Diagnostic] = (),
    wish: ChecklistWish | None = None,
) -> bytes:
    """The checklist as `xlsx`, `docx` or `xml`; the same facts give the same bytes."""
    from ruleengine.documents.checklist_office.word import checklist_word
    from ruleengine.documents.checklist_office.workbook import checklist_workbook
    from ruleengine.documents.checklist_office.xml import checklist_xml

    makers: dict[str, Callable[[FillableChecklist], bytes]] = {
        "xlsx": checklist_workbook, "docx": checklist_word, "xml": checklist_xml,
    }  # fmt: skip
    return makers[form](checklist_form(program, result, language, assessment, warnings, wish))
