"""A difference as a page of its own: inline style, no script and nothing fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from ruleengine.compare.as_text import BECAUSE, CLAUSE, HIDDEN, TITLE, TOLD
from ruleengine.compare.view import DifferenceView
from ruleengine.compare.words import KIND_WORDS, PURPOSE_WORDS, SEVERITY_MEANINGS, SEVERITY_WORDS
from ruleengine.documents.html import environment
from ruleengine.language import Language, Texts
from ruleengine.version import __version__

EditWord = TypeVar("EditWord", bound=str)


def difference_page(views: Sequence[DifferenceView], language: Language) -> str:
    """The page in one language, of one difference or of several."""
    return (
        environment()
        .get_template("difference/difference.html.j2")
        .render(
            views=views,
            lang=language,
            engine={"name": "ruleengine", "version": __version__},
            words=_words(language),
        )
    )


def difference_piece(view: DifferenceView, language: Language) -> str:
    """A difference as a part of another page, with headings from the second rank on."""
    template = environment().get_template("difference/edits.html.j2")
    return template.render(view=view, lang=language, level=2, words=_words(language))


def _words(language: Language) -> Mapping[str, object]:
    def said(texts: Texts) -> str:
        return texts[language == "zh"]

    def all_said(words: Mapping[EditWord, Texts]) -> dict[EditWord, str]:
        return {name: said(texts) for name, texts in words.items()}

    return {
        "title": said(TITLE), "told": said(TOLD), "hidden": said(HIDDEN), "clause": said(CLAUSE),
        "because": said(BECAUSE), "kinds": all_said(KIND_WORDS), "purposes": all_said(PURPOSE_WORDS),
        "severities": all_said(SEVERITY_WORDS), "meanings": all_said(SEVERITY_MEANINGS),
    }  # fmt: skip
