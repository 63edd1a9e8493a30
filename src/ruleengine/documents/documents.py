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


def write_documents(
    view: Callable[[DocumentLanguage], View],
    name: str,
    folder: Path,
    wanted: Mapping[DocumentLanguage, Sequence[str]],
) -> list[Path]:
    """Render the formats wanted in each language, then write them; nothing is written when one cannot be made.

    File names are `<name>.<language>.<format>`. Raises `Refused` (E802, E803, E808).
    """
    rendered: list[tuple[Path, bytes]] = []
    for language, formats in wanted.items():
        made = view(language)
        for form in formats:
            path = folder / f"{safe_name(name)}.{language}.{form}"
            try:
                rendered.append((path, render(made, form)))
            except DocumentError as error:
                raise Refused([error.diagnostic()]) from None
    write_files(rendered)
    return [path for path, _ in rendered]
