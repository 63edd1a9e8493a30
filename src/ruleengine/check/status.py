"""Checking a status file: what it says itself, and whether the library has the versions that it speaks of."""

from __future__ import annotations

from pathlib import Path as FilePath

from ruleengine.diagnostics import Refused, Report
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.status import STATUS, check_status
from ruleengine.source.document import Document


def check_status_file(library: Library, document: Document, path: FilePath, report: Report) -> None:
    """Check a status file of the right shape (E315); one that is read says no other days than those above and below."""
    holdings = library.holdings
    for index, source in enumerate(holdings.sources):
        if source.folder is not None and path.resolve() == (source.folder / STATUS).resolve():
            _check_read(library, index, report)
            return
    check_status(document, report)
    report.tell("E315.place", document.place())


def _check_read(library: Library, index: int, report: Report) -> None:
    """The file is in order, and no other file says other days of the versions that it names."""
    file = library.holdings.status_file(index)
    report.take(file.faults)
    for reference in library.references():
        if str(reference) in file.statuses:
            try:
                library.status(reference)
            except Refused as refused:
                report.take(refused.diagnostics)
