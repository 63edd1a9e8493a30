"""A view to files: every format and language asked for, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ruleengine.diagnostics import Refused
from ruleengine.documents.errors import DocumentError
from ruleengine.documents.view_types import DocumentLanguage, View
from ruleengine.documents.writing import safe_name, write_files

FORMATS = ("html", "pdf")
LANGUAGES: tuple[DocumentLanguage, ...] = ("zh", "en", "both")

#: PDF files carry a date; it comes from the declaration, or is this one, never from the clock.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def render(view: View, form: str) -> bytes:
    """One document; raises `DocumentError`."""
    if form == "html":
        from ruleengine.documents.html import render_html

        return render_html(dict(view)).encode()
    from ruleengine.documents.pdf import render_pdf

    declaration = view["declaration"]
    date = datetime.fromisoformat(declaration["date"]).replace(tzinfo=UTC) if declaration else EPOCH
    return render_pdf(dict(view), timestamp=date)


def rendered(
    view: Callable[[DocumentLanguage], View], name: str, wanted: Mapping[DocumentLanguage, Sequence[str]]
) -> list[tuple[str, bytes]]:
    """The documents of the formats wanted in each language, with their names `<name>.<language>.<format>`.

    Raises `Refused` (E803, E808) when one cannot be made.
    """
    documents: list[tuple[str, bytes]] = []
    for language, formats in wanted.items():
        made = view(language)
        for form in formats:
            try:
                documents.append((f"{safe_name(name)}.{language}.{form}", render(made, form)))
            except DocumentError as error:
                raise Refused([error.diagnostic()]) from None
    return documents


def write_documents(
    view: Callable[[DocumentLanguage], View],
    name: str,
    folder: Path,
    wanted: Mapping[DocumentLanguage, Sequence[str]],
) -> list[Path]:
    """Render the formats wanted in each language, then write them; nothing is written when one cannot be made.

    Raises `Refused` (E802, E803, E808).
    """
    files = [(folder / file, content) for file, content in rendered(view, name, wanted)]
    write_files(files)
    return [path for path, _ in files]
