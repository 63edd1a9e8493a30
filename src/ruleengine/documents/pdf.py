"""Views to tagged PDF/A-3a files that also claim PDF/UA-1: set by Typst, in the fonts of this package only.

The data goes to the templates as a JSON file, never as markup. A file and not `sys.inputs`, because Typst keeps the
layout of unchanged parts from one document to the next only while its inputs stay the same: three times as fast.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ruleengine.characters import code_point
from ruleengine.diagnostics import Phrase
from ruleengine.documents.checklist.form_fields import identity, with_fields
from ruleengine.documents.errors import DocumentError
from ruleengine.documents.kinds import TEMPLATES, kind_named
from ruleengine.documents.preparation import FOLDER, Json, phrases, prepare
from ruleengine.documents.sections import running_line, statement
from ruleengine.memory import require_memory
from ruleengine.source.temporary import no_temporary_file

if TYPE_CHECKING:
    from typst import Compiler, TypstError

#: Megabytes that the typesetter takes, with its fonts.
_MEMORY = 250
_TEXT_IN_FORMULA = re.compile(r'"(?:[^"\\]|\\.)*"')
_MORE_THAN_MATHS = re.compile(r'[#$"`@]|//|/\*')
_MISSING_GLYPH = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')
_CODE_POINT = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


class _Press:
    """A compiler with its own folder for templates and data; one a thread."""

    def __init__(self) -> None:
        import typst

        self._folder = TemporaryDirectory(prefix="ruleengine-", ignore_cleanup_errors=True)
        self._root = Path(self._folder.name)
        _copy(TEMPLATES, self._root)
        (self._root / "phrases.json").write_text(json.dumps(phrases()), encoding="utf-8")
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FOLDER / "fonts")])
        self._compiler: Compiler = typst.Compiler(
            root=str(self._root), font_paths=fonts, ignore_system_fonts=True
        )

    def print(self, view: dict[str, Json], timestamp: datetime) -> bytes:
        """The PDF of a prepared view; raises TypstError."""
        kind = str(view["kind"])
        if not (self._root / kind).exists():
            _copy(kind_named(kind).folder, self._root / kind)
        (self._root / "view.json").write_text(json.dumps(view), encoding="utf-8")
        made = self._compiler.compile(
            input=str(self._root / kind / f"{kind}.typ"),
            format="pdf",
            pdf_standards=["a-3a", "ua-1"],
            timestamp=timestamp,
        )
        if not isinstance(made, bytes):
            raise DocumentError("E808.several_files")
        sheet = view.get("sheet")
        if not isinstance(sheet, dict) or not sheet["fillable"]:
            return made
        marks = json.loads(self._compiler.query("<field>", field="value"))
        return with_fields(made, marks, identity(view))


def _copy(source: Path, target: Path) -> None:
    """Copy a folder of templates; what keeps a file from being written is raised as the system says it."""
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        copied = target / path.relative_to(source)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(path.read_bytes())


_presses = threading.local()


def _press() -> _Press:
    """The press of this thread, made at first use: fonts and templates are read once."""
    press: _Press | None = getattr(_presses, "press", None)
    if press is None:
        press = _presses.press = _Press()
    return press


def _printed(view: dict[str, Json], timestamp: datetime) -> bytes:
    """The PDF of a prepared view; raises TypstError, and `Refused` (E802) where temporary files cannot be written."""
    try:
        return _press().print(view, timestamp)
    except OSError as error:
        raise no_temporary_file(error) from None


def _formulas(node: Json) -> Iterator[str]:
    """Every formula of a view in Typst notation."""
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
        found = _MORE_THAN_MATHS.search(_TEXT_IN_FORMULA.sub("", formula))
        if found:
            raise DocumentError("E808.not_maths", formula=formula, found=found[0])


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


def _without_glyph(error: TypstError) -> list[str]:
    """The characters that the typesetter found in no font; none where something else is wrong."""
    found = _MISSING_GLYPH.search(error.message)
    text = _CODE_POINT.sub(lambda match: chr(int(match[1], 16)), found["text"]) if found else ""
    return list(dict.fromkeys(text))


def _without(node: Json, signs: Collection[str]) -> Any:
    """The view with a question mark for each of the characters, so that the next ones are found as well."""
    if isinstance(node, str):
        return "".join("?" if character in signs else character for character in node)
    if isinstance(node, dict):
        return {name: _without(item, signs) for name, item in node.items()}
    return [_without(item, signs) for item in node] if isinstance(node, list) else node


def _named(sign: str, place: str | None) -> Phrase:
    """A character with its number and, where it is known, its place in the view."""
    if place is None:
        return Phrase("glyph.somewhere", sign=sign, number=code_point(sign))
    return Phrase("glyph.at", sign=sign, number=code_point(sign), place=place)


def render_pdf(view: Mapping[str, object], *, timestamp: datetime) -> bytes:
    """The PDF file of a view (see `view_types.View`); `timestamp` must know its offset from UTC.

    The same view and timestamp give the same bytes. Raises DocumentError for a character that no font holds, for a
    formula that is more than maths, and for a view that lacks what the document shows.
    """
    prepared = prepare(view, "typst")
    prepared["contents"] = [*kind_named(prepared["kind"]).contents(prepared)]
    prepared["statement"] = statement(prepared)
    prepared["running"] = running_line(prepared)
    return print_pdf(prepared, timestamp=timestamp)


def print_pdf(prepared: dict[str, Json], *, timestamp: datetime) -> bytes:
    """The PDF file of plain data whose `kind` names its template; what it shows is typeset already.

    Raises DocumentError as `render_pdf` does.
    """
    import typst

    require_memory(_MEMORY)
    if timestamp.utcoffset() is None:
        raise DocumentError("E808.no_offset")
    _check_formulas(prepared)
    missing: dict[str, str | None] = {}
    shown = prepared
    while True:
        try:
            made = _printed(shown, timestamp)
        except typst.TypstError as error:
            signs = [sign for sign in _without_glyph(error) if sign not in missing]
            if not signs and not missing:
                raise DocumentError("E808.not_fitting", problem=error.message) from error
            if not signs:
                break
            for sign in signs:
                missing[sign] = next(_places(prepared, sign), None)
            shown = _without(prepared, missing)
        else:
            if not missing:
                return made
            break
    raise DocumentError("E803.no_glyph", characters=tuple(_named(*item) for item in missing.items()))
