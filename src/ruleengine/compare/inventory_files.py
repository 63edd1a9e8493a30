"""The inventories of a folder: texts and filled workbooks; files of other kinds are passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ruleengine.diagnostics import Place, Report
from ruleengine.inventory.from_document import inventory_document
from ruleengine.inventory.spreadsheet import is_of_another_form, is_spreadsheet
from ruleengine.portfolio.reading.inventories import is_tables
from ruleengine.source.canonical import canonical
from ruleengine.source.document import Document
from ruleengine.source.kind import read_any
from ruleengine.source.paths import ending_of, is_file, is_folder

#: How the names of files end that may be inventories.
INVENTORY_ENDINGS = (".yaml", ".yml", ".json", ".xlsx")
#: How the names of files begin that programs keep beside a workbook that is open.
_BESIDE_OPEN = ("~$", ".~lock.")


def inventory_files(folder: Path) -> list[Path]:
    """The files of a folder that may be inventories."""
    found = (p for p in folder.iterdir() if ending_of(p) in INVENTORY_ENDINGS)
    return sorted(p for p in found if not p.name.startswith(_BESIDE_OPEN))


def is_workbooks(path: Path) -> bool:
    """Whether a path is a workbook, or a folder that holds some and no portfolio of CSV."""
    if not is_folder(path):
        return is_spreadsheet(path) and is_file(path)
    try:
        return not is_tables(path) and any(is_spreadsheet(p) for p in inventory_files(path))
    except OSError:
        return False


def lines_of_inventories(given: Path, target: Path) -> None:
    """Write a workbook, or the inventories of a folder, as lines of JSON that say the same, by name of the file.

    Raises `Refused` where one cannot be read, or none is there (E615).
    """
    report = Report()
    if is_folder(given):
        read = [document for _, document in read_inventories(inventory_files(given), report)]
    else:
        read = [inventory_document(given, report)]
    found = [document for document in read if document is not None]
    if not found and not report.errors:
        report.tell("E615.no_inventories", Place(given.as_posix()), file=given.as_posix())
    report.stop_on_errors()
    target.write_bytes(b"".join(canonical(d.data).encode() + b"\n" for d in found))


def read_inventories(files: Sequence[Path], report: Report) -> Iterator[tuple[Path, Document | None]]:
    """The files that are of no other kind, each as the document of an inventory; None where `report` says why."""
    for file in files:
        if is_spreadsheet(file):
            passed = is_of_another_form(file)
        else:
            kind, _ = read_any(file, Report())
            passed = kind not in (None, "inventory", "other")
        if not passed:
            yield file, inventory_document(file, report)
