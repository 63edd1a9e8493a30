"""File to document of a known shape, in one step."""

from __future__ import annotations

from pathlib import Path as FilePath

from ruleengine.diagnostics import Refused, Report
from ruleengine.source.document import Document
from ruleengine.source.kind import read_of_kind


def read_checked(path: FilePath, kind: str, shown: str | None = None) -> Document:
    """Read a file and check its shape (one of `shape_rules.KINDS`); raises `Refused` with everything wrong in it."""
    report = Report()
    document = read_of_kind(path, kind, report, shown)
    if document is None:
        raise Refused(report.items)
    return document
