"""The kinds of document: each a name, a view function, and a folder of templates. More can be registered.

The folder holds `<name>.html.j2` and `<name>.typ`; both may use what the built-in templates share (`page.html.j2`,
`macros.html.j2`, `common.typ`). The title stands in the phrases as `document.<name>`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import frozen

from ruleengine.documents.errors import DocumentError
from ruleengine.documents.sections import checklist_contents, declaration_contents
from ruleengine.documents.view_types import View

TEMPLATES = Path(__file__).resolve().parent / "templates"


@frozen
class DocumentKind:
    """A kind of document: `view` makes the plain data, `contents` names the sections that such data has, in order.

    `keys` are those without which the templates cannot be filled; `folder` holds the templates.
    """

    name: str
    view: Callable[..., Mapping[str, object]]
    contents: Callable[[Mapping[str, object]], list[str]]
    keys: tuple[str, ...]
    folder: Path


_REGISTERED: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> DocumentKind:
    """Make a kind known; raises `DocumentError` (E808) where another one has its name."""
    if _known().setdefault(kind.name, kind) != kind:
        raise DocumentError("E808.kind_taken", kind=kind.name)
    return kind


def known_kinds() -> tuple[str, ...]:
    """The names of all kinds, in the order in which they were registered."""
    return tuple(_known())


def kind_named(name: object) -> DocumentKind:
    """The kind of that name; raises `DocumentError` (E808) for one that nobody registered."""
    found = _known().get(str(name))
    if found is None:
        raise DocumentError("E808.kind", kind=str(name), known=known_kinds())
    return found


def _known() -> dict[str, DocumentKind]:
    """What is registered, the built-in kinds first."""
    if not _REGISTERED:
        from ruleengine.documents.view import checklist_view, declaration_view

        keys = tuple(View.__annotations__)
        for name, view, listed in (
            ("checklist", checklist_view, checklist_contents),
            ("declaration", declaration_view, declaration_contents),
        ):
            _REGISTERED[name] = DocumentKind(name, view, listed, keys, TEMPLATES / name)
    return _REGISTERED
