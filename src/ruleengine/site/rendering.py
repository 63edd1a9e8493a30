"""Templates of the site: pages of Markdown whose texts can neither be markup nor leave their place."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from ruleengine.documents.html import environment
from ruleengine.documents.notation import clean_text
from ruleengine.documents.preparation import FOLDER as DOCUMENTS
from ruleengine.documents.preparation import phrases
from ruleengine.documents.reference_rules import as_piece, markdown
from ruleengine.documents.view_types import Bilingual
from ruleengine.language import Language

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

FOLDER = Path(__file__).resolve().parent
_TABLE = re.compile(r'<table class="(?:reference|symbols)\b.*?</table>', re.DOTALL)


@cache
def words() -> Mapping[str, Bilingual]:
    """What the site says in its own words, by name."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: Mapping[str, Bilingual] = yaml.load((FOLDER / "words.yaml").read_text(encoding="utf-8"), loader)
    return found


def heading(title: str, name: str, language: Language) -> str:
    """The heading of a page of something with a title; `name` is what the page is called in `words.yaml`."""
    called = words()[name][language]
    return f"{title}：{called}" if language == "zh" else f"{title}: {called[:1].lower()}{called[1:]}"


def _markdown(text: str) -> Markup:
    """A text within a line of Markdown, without a meaning of its own."""
    from markupsafe import Markup

    return Markup(markdown(clean_text(text)))


@cache
def _environment() -> Environment:
    from jinja2 import FileSystemLoader

    folders = [FOLDER / "templates", DOCUMENTS / "templates"]
    made = environment().overlay(loader=FileSystemLoader(folders))
    made.filters["md"] = _markdown
    return made


def page(template: str, title: str, language: Language, **facts: object) -> str:
    """A page of Markdown. Its title is what browsers and menus show; site generators take it for HTML."""
    made = _environment().get_template(f"{template}.md.j2")
    text = made.render(
        heading=title, langs=[language], language=language, words=words(), phrases=phrases(), **facts
    )
    head = json.dumps({"title": menu_title(title)}, ensure_ascii=False)[1:-1]
    return f"---\n{head}\n---\n\n{text.rstrip()}\n"


def fragment(template: str, language: Language, **facts: object) -> Markup:
    """A piece of HTML of the site's own templates, as it may stand in Markdown."""
    from markupsafe import Markup

    made = _environment().get_template(f"{template}.html.j2")
    return Markup(
        as_piece(made.render(langs=[language], language=language, words=words(), phrases=phrases(), **facts))
    )


def framed(html: str) -> str:
    """HTML whose wide tables stand in frames of their own, in which a small screen moves them."""
    return _TABLE.sub(r'<div class="wide-table">\g<0></div>', html)


def menu_title(title: str) -> str:
    """A title as menus take it: HTML."""
    return html.escape(clean_text(" ".join(title.split())))
