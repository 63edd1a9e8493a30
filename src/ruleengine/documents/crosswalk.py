"""A crosswalk as a page of its own: inline style, no script and nothing fetched."""

from __future__ import annotations

from attrs import asdict

from ruleengine.compare.crosswalk import Crosswalk
from ruleengine.compare.crosswalk_text import crosswalk_tables
from ruleengine.documents.html import environment
from ruleengine.language import Language
from ruleengine.version import __version__


def crosswalk_page(found: Crosswalk, language: Language) -> str:
    """The page in one language."""
    return (
        environment()
        .get_template("crosswalk/crosswalk.html.j2")
        .render(
            **asdict(crosswalk_tables(found, language), recurse=False),
            lang=language,
            engine={"name": "ruleengine", "version": __version__},
        )
    )
