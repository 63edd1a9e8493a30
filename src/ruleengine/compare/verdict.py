"""Whether an inventory is accepted under the version that it has and under the one that it is moved to."""

from __future__ import annotations

from ruleengine.compare.migration import Migration
from ruleengine.compare.migration_text import file_name
from ruleengine.diagnostics import Diagnostic, Refused, Report, in_order
from ruleengine.pipeline import product_of
from ruleengine.program.program import Program
from ruleengine.source.document import Document
from ruleengine.source.reader import read_bytes


def accepted(
    document: Document, migration: Migration, made: str | Document | None, sides: tuple[Program, Program]
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """What is told of the inventory under the old and under the new version; errors where it is not accepted.

    Places under the new version are those of the text that was `made`, or of what was read of it, where there is one.
    """
    read = made if not isinstance(made, str) else read_bytes(made.encode(), file_name(document), Report())
    after = read or Document(document.file, migration.data, {}, {})
    return _told(sides[0], document), _told(sides[1], after)


def _told(program: Program, document: Document) -> list[Diagnostic]:
    report = Report()
    try:
        product_of(program, document, report)
    except Refused as refused:
        return in_order(refused.diagnostics)
    return [d for d in report.items if d.severity == "error"]
