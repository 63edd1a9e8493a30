"""Tables of comments as files: forms to be filled in, and the summary as workbook, Word file, page and PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ruleengine.characters import readable
from ruleengine.consultation.comments import Comments
from ruleengine.consultation.form import HEADINGS, WIDTHS, Form, FormLanguage, FormLayout
from ruleengine.consultation.summary import TITLE, counted_words, summary_form
from ruleengine.consultation.targets import Targets
from ruleengine.documents.preparation import LANGUAGES, Json
from ruleengine.version import __version__

#: The forms of a summary.
SUMMARY_ENDINGS = ("xlsx", "docx", "html", "pdf")


def office_files(form: Form, name: str, chosen: Sequence[str]) -> list[tuple[str, bytes]]:
    """The files of a form with their names, `xlsx` and `docx` as they are chosen."""
    from ruleengine.documents.comment_word import word_of
    from ruleengine.documents.comment_workbook import workbook_of

    makers: dict[str, Callable[[Form], bytes]] = {"xlsx": workbook_of, "docx": word_of}
    return [(f"{name}.{ending}", makers[ending](form)) for ending in chosen]


def summary_files(
    comments: Comments,
    targets: Targets,
    layout: FormLayout,
    language: FormLanguage,
    name: str,
    chosen: Sequence[str],
) -> list[tuple[str, bytes]]:
    """The summary in the forms that are chosen; raises `Refused` (E803) for a character that no font of ours has."""
    made = []
    for ending in chosen:
        if ending in ("xlsx", "docx"):
            form = summary_form(comments, targets, layout, language)
            made += office_files(form, name, [ending])
        else:
            view = _view(comments, targets, layout, language)
            made.append((f"{name}.{ending}", _page(view) if ending == "html" else _print(view)))
    return made


def _page(view: dict[str, Json]) -> bytes:
    from ruleengine.documents.html import environment
    from ruleengine.documents.preparation import phrases

    template = environment().get_template("comments/comments.html.j2")
    return template.render(
        view=view, langs=view["langs"], phrases=phrases(), running=view["running"]
    ).encode()


def _print(view: dict[str, Json]) -> bytes:
    from ruleengine.diagnostics import Refused
    from ruleengine.documents.documents import EPOCH
    from ruleengine.documents.errors import DocumentError
    from ruleengine.documents.pdf import print_pdf

    try:
        return print_pdf(view, timestamp=EPOCH)
    except DocumentError as error:
        raise Refused([error.diagnostic()]) from None


def _view(
    comments: Comments, targets: Targets, layout: FormLayout, language: FormLanguage
) -> dict[str, Json]:
    """The summary as the templates take it; texts of others without hidden characters, their lines kept."""
    form = summary_form(comments, targets, layout, language, filled_in=False)
    langs: list[Json] = [*LANGUAGES[language]]
    return {
        "kind": "comments", "lang": language, "langs": langs, "engine": {"name": "ruleengine", "version": __version__},
        "title": _pair(TITLE), "standard": {**targets.title}, "reference": comments.reference, "product": None,
        "running": f"{comments.reference} · SHA-256 {targets.fingerprint.removeprefix('sha256:')[:16]}",
        "facts": [{"name": _lines(name), "text": _lines(text)} for name, text in form.facts],
        "counts": [{"words": _pair(words), "count": count} for words, count in counted_words(comments, targets)],
        "columns": [{"key": k, "words": _pair(HEADINGS[k]), "width": WIDTHS[k]} for k in form.columns],
        "rows": [
            {"id": row.marks[0], "cells": {k: _lines(row.cells.get(k, "")) for k in form.columns}} for row in form.rows
        ],
    }  # fmt: skip


def _pair(words: tuple[str, str]) -> dict[str, Json]:
    return {"zh": words[0], "en": words[1]}


def _lines(text: str) -> str:
    return "\n".join(readable(line) for line in text.split("\n"))
