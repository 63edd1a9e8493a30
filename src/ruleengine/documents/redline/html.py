"""Redlines as one page: in one text, or side by side, by a switch that needs no script."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from ruleengine.compare.edits import Edit
from ruleengine.compare.words import KIND_WORDS, PURPOSE_WORDS, SEVERITY_WORDS
from ruleengine.documents.html import environment
from ruleengine.documents.redline import words as w
from ruleengine.documents.redline.blocks import is_changed, row_changed
from ruleengine.documents.redline.document import RedlineDocument
from ruleengine.language import Texts
from ruleengine.version import __version__

RedlineView = Literal["inline", "side-by-side"]


def render_html(document: RedlineDocument, view: RedlineView = "inline") -> str:
    """The page; `view` is how it shows the changes until the reader chooses."""
    template = environment().get_template("redline/redline.html.j2")
    old, new = document.references

    def said(texts: Texts) -> str:
        return in_languages(document, texts)

    return template.render(
        document=document,
        langs=document.languages,
        view={"engine": {"name": "ruleengine", "version": __version__}, "chosen": view},
        running=f"{old} → {new}",
        word={name.lower(): said(getattr(w, name)) for name in _WORDS}
        | {"title": said(w.MINUTES if document.is_minutes else w.TITLE)},
        copies="a" if document.is_minutes else "ab",
        tags=lambda edit: tags(document, edit),
        counts=counts(document),
        is_changed=is_changed,
        row_changed=row_changed,
    )


_WORDS = (
    "TITLE", "OLD_VERSION", "NEW_VERSION", "DELETED", "INSERTED", "INLINE", "SIDE_BY_SIDE", "CHANGES_ONLY", "VIEW",
    "NOTHING", "LEGEND", "CONTENTS",
)  # fmt: skip


def in_languages(document: RedlineDocument, texts: Texts) -> str:
    """Fixed words in the languages of the document."""
    said = dict(zip(("en", "zh"), texts, strict=True))
    return " ".join(dict.fromkeys(said[x] for x in document.languages))


def tags(document: RedlineDocument, edit: Edit | None) -> list[tuple[str, str]]:
    """What an edit is, what it is about and how grave, each as class and words."""
    if edit is None:
        return []
    return [
        (edit.kind, in_languages(document, KIND_WORDS[edit.kind])),
        (edit.purpose, in_languages(document, PURPOSE_WORDS[edit.purpose])),
        (edit.severity, in_languages(document, SEVERITY_WORDS[edit.severity])),
    ]


def counts(document: RedlineDocument) -> list[tuple[str, int]]:
    """How many elements of each severity were changed, the gravest first."""
    found = Counter(edit.severity for edit in document.difference.edits)
    return [
        (in_languages(document, SEVERITY_WORDS[name]), found[name]) for name in SEVERITY_WORDS if found[name]
    ]
