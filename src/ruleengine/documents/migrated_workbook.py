"""The inventory of a workbook, moved to another version, as a workbook of that version to be filled in further."""

from __future__ import annotations

from collections.abc import Iterator

from ruleengine.compare.migrating.saying import said_of
from ruleengine.compare.migration import Migration
from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.documents.inventory_cells import FilledCells, ValueWithoutCell
from ruleengine.documents.inventory_workbook import filled_inventory_workbook
from ruleengine.inventory.spreadsheet import SpreadsheetDocument, spreadsheet_of_bytes
from ruleengine.inventory.texts import path_in_words
from ruleengine.program.inputs import as_map
from ruleengine.resolve.print_yaml import flow_text


def migrated_workbook(
    document: SpreadsheetDocument, migration: Migration, name: str
) -> tuple[bytes, tuple[ValueWithoutCell, ...], SpreadsheetDocument]:
    """The workbook, what of the moved inventory it has no cell for, and the inventory read from it by this name.

    What the new version does not take, and what was replaced by an assumed value, stands on a last sheet with it.
    Raises `Refused` (E706, E810) where it could not be written or does not say what was planned.
    """
    content, without = filled_inventory_workbook(
        migration.new, migration.data, tuple(_left(document, migration))
    )
    report = Report()
    read = spreadsheet_of_bytes(content, name, report)
    if read is None or _said(read.data, migration) != _said(migration.data, migration):
        report = Report()
        report.tell("E810.workbook", Place(document.file), file=document.file)
        raise Refused(report.items)
    return content, without, read


def _said(data: object, migration: Migration) -> str:
    """What an inventory says; rows in which nothing stands are none in a workbook."""
    values = {
        name: [r for r in given if any(v is not None for v in as_map(r).values())] if isinstance(given, list) else given
        for name, given in as_map(as_map(data).get("values")).items()
        if given is not None
    }  # fmt: skip
    rows = {n: g for n, g in values.items() if g or not as_map(as_map(data)["values"])[n]}
    return said_of({**as_map(data), "values": rows}, migration.new)


def _left(document: SpreadsheetDocument, migration: Migration) -> Iterator[ValueWithoutCell]:
    """What the steps take out of the inventory, each value where it stood."""
    labels = {d.name: d.label for d in migration.dropped}
    for step in migration.steps:
        if step.action == "out" or (step.action == "value" and step.reason == "instead"):
            names = [str(s) for s in step.path[1:] if isinstance(s, str)]
            label = step.asked.field.label if step.asked else labels.get(".".join(names), {})
            value = FilledCells(document.data).at(step.path)
            yield ValueWithoutCell(path_in_words(step.path) or "", label, flow_text(value))
