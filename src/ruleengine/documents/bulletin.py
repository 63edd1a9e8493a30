"""What changed for one's products as a page of its own: inline style, no script and nothing fetched."""

from __future__ import annotations

from ruleengine.compare.bulletin import Bulletin
from ruleengine.compare.bulletin_text import bulletin_sections
from ruleengine.documents.html import environment
from ruleengine.language import Language
from ruleengine.version import __version__


def bulletin_page(found: Bulletin, language: Language) -> str:
    """The page in one language."""
    return (
        environment()
        .get_template("bulletin/bulletin.html.j2")
        .render(
            sections=[*bulletin_sections(found, language)],
            lang=language,
            engine={"name": "ruleengine", "version": __version__},
        )
    )
