"""Inventories of a folder, or one inventory, as a portfolio: one line of JSON a product."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.inventory.from_document import inventory_document
from ruleengine.source.canonical import canonical
from ruleengine.source.kind import read_any
from ruleengine.source.paths import ending_of, is_folder

_ENDINGS = (".yaml", ".yml", ".json")


def as_portfolio(given: Path, folder: Path) -> Path:
    """The portfolio itself; of inventory files one of JSON lines in `folder`, a product a line, by name of the file.

    Files of other kinds in the folder are passed over; raises `Refused` where an inventory cannot be read, or none is
    there.
    """
    if ending_of(given) in _ENDINGS:
        return _lines([given], folder, given)
    if not is_folder(given):
        return given
    files = sorted(p for p in given.iterdir() if ending_of(p) in _ENDINGS)
    return _lines(files, folder, given) if files else given


def _lines(files: Sequence[Path], folder: Path, given: Path) -> Path:
    report, lines = Report(), []
    for file in files:
        own = Report()
        kind, _ = read_any(file, own)
        if len(files) > 1 and kind not in (None, "inventory", "other"):
            continue
        document = inventory_document(file, report)
        if document is not None:
            lines.append(canonical(document.data))
    if not lines and not report.errors:
        report.tell("E615.no_inventories", Place(given.as_posix()), file=given.as_posix())
    if report.errors:
        raise Refused(report.items)
    target = folder / "inventories.jsonl"
    target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return target
