"""Redlines as PDF, set by the press of all documents: in one text, or side by side on wide pages."""

from __future__ import annotations

from datetime import datetime

from ruleengine.documents.documents import EPOCH
from ruleengine.documents.pdf import print_pdf
from ruleengine.documents.preparation import Json
from ruleengine.documents.redline import words as w
from ruleengine.documents.redline.data import redline_data
from ruleengine.documents.redline.document import RedlineDocument
from ruleengine.documents.redline.html import RedlineView, counts, in_languages, tags
from ruleengine.version import __version__


def render_pdf(
    document: RedlineDocument, view: RedlineView = "inline", date: datetime | None = None
) -> bytes:
    """The PDF file; raises DocumentError for a character that no font holds."""
    old, new = document.references
    data = redline_data(document)
    groups: list[Json] = []
    for group, said in zip(document.groups, _listed(data["elements"]), strict=True):
        marks: list[Json] = [{"class": name, "text": text} for name, text in tags(document, group.edit)]
        groups.append({**said, "tags": marks})
    words = (
        w.MINUTES if document.is_minutes else w.TITLE,
        w.OLD_VERSION,
        w.NEW_VERSION,
        w.DELETED,
        w.INSERTED,
        w.NOTHING,
    )
    names = ("title", "old", "new", "deleted", "inserted", "nothing")
    prepared: dict[str, Json] = {
        "kind": "redline",
        "langs": list(document.languages),
        "engine": {"name": "ruleengine", "version": __version__},
        "running": f"{old} → {new}",
        "product": None,
        "side": view != "inline" and not document.is_minutes,
        "legend": not document.is_minutes,
        "wide": view != "inline" or document.is_minutes,
        "title": document.title,
        "versions": [str(old), str(new)],
        "hashes": list(document.hashes),
        "words": {name: in_languages(document, texts) for name, texts in zip(names, words, strict=True)},
        "counts": [f"{text} {count}" for text, count in counts(document)],
        "groups": groups,
    }
    return print_pdf(prepared, timestamp=date or EPOCH)


def _listed(value: object) -> list[dict[str, Json]]:
    return value if isinstance(value, list) else []
