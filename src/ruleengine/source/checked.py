"""File to document of a known shape, in one step."""

from __future__ import annotations

from pathlib import Path as FilePath

from ruleengine.diagnostics import Refused, Report
from ruleengine.source.document import Document
from ruleengine.source.kind import read_of_kind


def read_checked(path: FilePath, kind: str, shown: str | None = None, raw: bytes | None = None) -> Document:
    """Read a file and check its shape (one of `shape_rules.KINDS`); raises `Refused` with everything wrong in it.

    `raw` is what was read of it already.
    """
    report = Report()
    document = read_of_kind(path, kind, report, shown, raw)
    if document is None:
        raise Refused(report.items)
    return document
