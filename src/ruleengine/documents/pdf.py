"""Views to tagged PDF/A-2a files that also claim PDF/UA-1: set by Typst, in the fonts of this package only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from ruleengine.documents.errors import DocumentError
from ruleengine.documents.preparation import FOLDER, KINDS, Json, phrases, prepare
from ruleengine.documents.sections import contents, running_line

if TYPE_CHECKING:
    from typst import Compiler

STANDARDS: Final = ["a-2a", "ua-1"]
_TEXT_IN_FORMULA = re.compile(r'"(?:[^"\\]|\\.)*"')
_MISSING_GLYPH = re.compile(r"the (?:text|character|codepoint)[^\n]*?[`\"'“](?P<sign>.+?)[`\"'”]")


@cache
def _compiler() -> Compiler:
    """One compiler for the process: fonts and templates are read once."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FOLDER / "fonts")])
    templates = FOLDER / "templates"
    return typst.Compiler(root=str(templates), font_paths=fonts, ignore_system_fonts=True)


def _formulas(node: Json) -> Iterator[str]:
    """Every formula string of a view."""
    if isinstance(node, dict):
        for name, item in node.items():
            if name == "typst" and isinstance(item, str):
                yield item
            else:
                yield from _formulas(item)
    elif isinstance(node, list):
        for item in node:
            yield from _formulas(item)


def _check_formulas(view: Json) -> None:
    """Refuse formulas that would run code or leave maths."""
    for formula in _formulas(view):
        bare = _TEXT_IN_FORMULA.sub("", formula)
        if "#" in bare or "$" in bare or '"' in bare or "/*" in bare or "//" in bare:
            raise DocumentError(f"the formula `{formula}` holds more than maths")


def _places(node: Json, sign: str, path: str = "") -> Iterator[str]:
    """Where in a view a character stands."""
    if isinstance(node, str) and sign in node:
        yield path
    elif isinstance(node, dict):
        for name, item in node.items():
            yield from _places(item, sign, f"{path}.{name}" if path else name)
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _places(item, sign, f"{path}[{index}]")


def render_pdf(view: Mapping[str, object], *, timestamp: datetime) -> bytes:
    """The PDF file of a view (see `view_types.View`); `timestamp` must know its offset from UTC.

    The same view and timestamp give the same bytes. Raises DocumentError for a character that no font holds, for a
    formula that is more than maths, and for a view that lacks what the document shows.
    """
    if timestamp.utcoffset() is None:
        raise DocumentError("the timestamp of a document needs an offset from UTC")
    prepared = prepare(view)
    _check_formulas(prepared)
    prepared["contents"] = [*contents(prepared)]
    prepared["running"] = running_line(prepared)
    kind = prepared["kind"]
    import typst

    try:
        made = _compiler().compile(
            input=str(FOLDER / "templates" / str(kind) / f"{kind}.typ"),
            format="pdf",
            sys_inputs={"view": json.dumps(prepared), "phrases": json.dumps(phrases())},
            pdf_standards=[*STANDARDS],
            timestamp=timestamp,
        )
    except typst.TypstError as error:
        raise _explained(error.message, prepared) from error
    if not isinstance(made, bytes):
        raise DocumentError("the document came out in more than one file")
    return made


def _explained(message: str, view: dict[str, Json]) -> DocumentError:
    return DocumentError(message)
