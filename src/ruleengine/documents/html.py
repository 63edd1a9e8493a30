"""Views to self-contained HTML pages: inline style, drawings and MathML, nothing fetched.

A checklist has one script, by which its answers are saved to a file; its policy lets run no other.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from ruleengine.documents.errors import DocumentError
from ruleengine.documents.kinds import TEMPLATES, kind_named, known_kinds
from ruleengine.documents.mathml import checked_mathml
from ruleengine.documents.preparation import Json, phrases, prepare
from ruleengine.documents.sections import running_line, statement

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def _css_string(text: str) -> Markup:
    """A text as a CSS string: everything but plain characters as escapes."""
    from markupsafe import Markup

    escaped = re.sub(r"[^A-Za-z0-9@./ :·-]", lambda match: f"\\{ord(match[0]):06x} ", text)
    return Markup(f'"{escaped}"')


def _hash(text: str) -> Markup:
    from markupsafe import Markup

    return Markup('<span class="hash">{}</span>').format(text)


def _coded(text: str) -> Markup:
    """A sentence of messages, what stands in backticks as code."""
    from markupsafe import Markup, escape

    pieces = text.split("`")
    whole = len(pieces) % 2
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if place % 2 and whole else escape(piece)
        for place, piece in enumerate(pieces if whole else [text])
    )


def _fill(text: str, values: Mapping[str, object]) -> str:
    """A phrase with its places filled."""
    return re.sub(r"\{(\w+)\}", lambda match: str(values[match[1]]), text)


def _source_of_kind(name: str) -> str | None:
    """A template in the folder of a kind: `<kind>/<file>`."""
    kind, _, file = name.partition("/")
    path = kind_named(kind).folder / file if kind in known_kinds() else None
    return path.read_text(encoding="utf-8") if path is not None and path.is_file() else None


def _policy(script: str) -> Markup:
    """What a page with one script may do: run this very script, and fetch nothing."""
    from markupsafe import Markup

    seal = b64encode(sha256(script.encode()).digest()).decode()
    scripts = f"default-src 'none'; script-src 'sha256-{seal}'"
    return Markup(f"{scripts}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'")


@cache
def environment() -> Environment:
    """The template environment, made at first use."""
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    from ruleengine.formula.print_mathml import MATHML_STYLE

    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), FunctionLoader(_source_of_kind)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["mathml"] = lambda text: Markup(checked_mathml(text))
    made.filters["svg"] = Markup
    made.filters["css_string"] = _css_string
    made.filters["hash"] = _hash
    made.filters["fill"] = _fill
    made.filters["coded"] = _coded
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    made.globals["style"] = Markup(style + MATHML_STYLE)
    script = (TEMPLATES / "checklist" / "answers.js").read_text(encoding="utf-8")
    made.globals["answers_script"] = Markup(script)
    made.globals["policy"] = _policy(script)
    return made


def _render(view: dict[str, Json]) -> str:
    kind = kind_named(view["kind"])
    template = environment().get_template(f"{kind.name}/{kind.name}.html.j2")
    return template.render(
        view=view,
        langs=view["langs"],
        phrases=phrases(),
        contents=kind.contents(view),
        running=running_line(view),
        statement=statement(view),
    )


def render_html(view: Mapping[str, object]) -> str:
    """The page of a view (see `view_types.View`) as one HTML text.

    Raises DocumentError when the view lacks what the page shows or holds what no page may show.
    """
    from jinja2 import TemplateError

    try:
        return _render(prepare(view))
    except TemplateError as error:
        raise DocumentError("E808.not_fitting", problem=str(error.message)) from error
