"""Redlines as the bytes of a file of any of their formats."""

from __future__ import annotations

import json
from datetime import datetime

from ruleengine.diagnostics import Refused
from ruleengine.documents.errors import DocumentError
from ruleengine.documents.redline.document import RedlineDocument
from ruleengine.documents.redline.html import RedlineView as RedlineView


def rendered(
    document: RedlineDocument,
    form: str,
    *,
    view: RedlineView = "inline",
    author: str = "",
    date: datetime | None = None,
) -> bytes:
    """The file: `html`, `docx`, `pdf`, `md` or `json`; raises `Refused` (E803, E808) where it cannot be made."""
    try:
        return _rendered(document, form, view, author, date)
    except DocumentError as error:
        raise Refused([error.diagnostic()]) from None


def _rendered(
    document: RedlineDocument, form: str, view: RedlineView, author: str, date: datetime | None
) -> bytes:
    if form == "docx":
        from ruleengine.documents.redline.docx import render_docx

        return render_docx(
            document.blocks,
            title=document.title,
            author=author,
            date=date,
            english=document.language == "en",
            wide=document.is_minutes,
        )
    if form == "pdf":
        from ruleengine.documents.redline.pdf import render_pdf

        return render_pdf(document, view, date)
    if form == "md":
        from ruleengine.documents.redline.markdown import render_markdown

        return render_markdown(document, view).encode()
    if form == "json":
        from ruleengine.documents.redline.data import redline_data

        return (json.dumps(redline_data(document), ensure_ascii=False, indent=1) + "\n").encode()
    from ruleengine.documents.redline.html import render_html

    return render_html(document, view).encode()
