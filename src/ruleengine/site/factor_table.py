"""The page and downloads of one version of a factor table, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from ruleengine.documents.reference_rules import factor_table_view, piece
from ruleengine.documents.text import pair
from ruleengine.language import LANGUAGES
from ruleengine.resolve.overlay import load_for_use
from ruleengine.resolve.standing import standing_sentences, standings
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import Reference
from ruleengine.site.downloads import table_downloads
from ruleengine.site.made import Made
from ruleengine.site.registry_row import row_of
from ruleengine.site.rendering import framed, page


def factor_table_files(library: Library, reference: Reference, feeds: Sequence[tuple[str, str]]) -> Made:
    """The page and downloads of a version; raises `Refused` for a file that is not in order."""
    from markupsafe import Markup

    load_for_use(library, reference)
    table = library.table(reference)
    found = table_downloads(library, table)
    said = standings(library, [table])
    root = "../" * (reference.id.count("/") + 2)
    files = {}
    for language in LANGUAGES:
        view = factor_table_view(table, language)
        title = f"{pair(table.header.get('title'))[language]} {reference.version}"
        text = page(
            "factor_table", title, language,
            reference=str(reference), downloads=found, said=standing_sentences(said, language),
            table=Markup(framed(piece("table", view))), sources=Markup(framed(piece("sources", view))), root=root,
            others=[str(v) for v in reversed(library.versions()[reference.id]) if v != reference.version],
            feeds=feeds,
        )  # fmt: skip
        files[f"{language}/rules/{reference.id}/{reference.version}.md"] = text.encode()
        for download in found:
            files[f"{language}/rules/{reference.id}/files/{download.file}"] = download.content()
    return Made(files, row_of(library, table, ()))
