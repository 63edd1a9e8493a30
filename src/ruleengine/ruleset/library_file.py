"""The bytes of one file of the library to a rule set or factor table."""

from __future__ import annotations

from functools import lru_cache

from ruleengine.diagnostics import Refused, Report
from ruleengine.ruleset.from_document import ruleset_from_document, table_from_document
from ruleengine.ruleset.model import FactorTable, Reference, RuleSet
from ruleengine.source.document import Document
from ruleengine.source.reader import read_bytes
from ruleengine.source.shapes import check_shape

#: How many files are kept once they are read: some times the shipped library.
_KEPT = 128


@lru_cache(maxsize=_KEPT)
def item_from_bytes(raw: bytes, shown: str, reference: Reference) -> RuleSet | FactorTable:
    """Read one file, which messages call `shown` and whose path says `reference`; raises `Refused`.

    The same bytes are read once in a process, however many libraries have them: what is read is never changed.
    """
    report = Report()
    document = read_bytes(raw, shown, report)
    if document is None:
        raise Refused(report.items)
    is_table = isinstance(document.data, dict) and "table" in document.data
    check_shape(document, "factor_table" if is_table else "ruleset", report)
    report.stop_on_errors()
    item = table_from_document(document, report) if is_table else ruleset_from_document(document)
    _check_path(document, item.reference, reference, "table" if is_table else "ruleset", report)
    report.stop_on_errors()
    return item


def _check_path(document: Document, said: Reference, due: Reference, step: str, report: Report) -> None:
    """A file says the same id and version as its path."""
    if said != due:
        key = "E302.version" if said.id == due.id else "E302.id"
        file = f"{said.id}/{said.version}.yaml"
        report.tell(key, document.place((step,)), said=str(said), path=str(due), file=file)
