"""Checking a status file: what it says itself, and whether the library has the versions that it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath

from ruleengine.diagnostics import Refused, Report, nearest_name
from ruleengine.program.inputs import as_map
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import Reference
from ruleengine.ruleset.status import STATUS, check_status
from ruleengine.source.document import Document


def check_status_file(library: Library, document: Document, path: FilePath, report: Report) -> None:
    """Check a status file of the right shape (E315)."""
    check_status(document, report)
    holdings = library.holdings
    for index, source in enumerate(holdings.sources):
        if source.folder is not None and path.resolve() == (source.folder / STATUS).resolve():
            _check_versions(library, index, document, report)
            return
    report.tell("E315.place", document.place())


def _check_versions(library: Library, index: int, document: Document, report: Report) -> None:
    """The versions are in the library of the file or in one below it, and no other file says other days of them."""
    known = {str(r): r for listing in library.holdings.listings[index:] for r in listing.files}
    for name in as_map(as_map(document.data).get("status")):
        if name not in known:
            near = _nearest(name, known)
            report.tell("E315.unknown", document.key_place(("status", name)), name=name, nearest=near)
            continue
        try:
            library.status(known[name])
        except Refused as refused:
            report.take(refused.diagnostics)


def _nearest(name: str, known: Mapping[str, Reference]) -> str | None:
    """Another version of the id, or the version of an id that is written almost so; None where there is neither."""
    id_, _, version = name.partition("@")
    versions = [k for k, r in known.items() if r.id == id_]
    if versions:
        return nearest_name(name, versions) or versions[-1]
    near = nearest_name(id_, {r.id for r in known.values()})
    return f"{near}@{version}" if f"{near}@{version}" in known else None
