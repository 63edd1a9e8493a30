"""One inventory moved to another version: a text as a text, a workbook as a workbook or as a text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from ruleengine.cli.common import tell
from ruleengine.cli.output import echo, echo_json
from ruleengine.cli.said import say
from ruleengine.cli.target import Target
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.compare.migration import migrated
from ruleengine.compare.migration_report import migration_data, migration_lines, validity
from ruleengine.compare.migration_text import file_name, migrated_sheets_text, migrated_text
from ruleengine.compare.passage import Passage
from ruleengine.compare.verdict import accepted
from ruleengine.diagnostics import Refused, Report
from ruleengine.inventory.assumptions import read_assumed
from ruleengine.inventory.spreadsheet import SpreadsheetDocument
from ruleengine.language import Texts, messages_language
from ruleengine.terminal import joined

if TYPE_CHECKING:
    from ruleengine.compare.migration import Migration
    from ruleengine.compare.migration_report import Kept
    from ruleengine.diagnostics import Diagnostic
    from ruleengine.documents.inventory_cells import ValueWithoutCell
    from ruleengine.program.program import Program
    from ruleengine.ruleset.library import Library
    from ruleengine.source.document import Document

_VALID: Texts = ("accepted under {reference:code}", "{reference:code}可接受")
_INVALID: Texts = (
    "refused under {reference:code}: {count} error{count:s}", "{reference:code}不予接受：{count}个错误",
)  # fmt: skip
_SAME: Texts = (
    "{path:code} is the workbook that is moved; write to another place, since it keeps what no cell is there for",
    "{path:code}为被迁移的工作簿；请写至别处，因为没有对应单元格的内容仍保留在原文件中",
)
_WITHOUT_CELL: Texts = (
    "no cell for it in a workbook, kept on a sheet of its own ({count})",
    "工作簿中没有对应单元格，已列于单独的工作表（{count}）",
)
_UNREAD: Texts = (
    "sheets that were added are not taken over: {sheets:codes}", "另加的工作表未予迁移：{sheets:codes}",
)  # fmt: skip
_NOTES: Texts = (
    "{count} note{count:s} on cells not taken over, left in {file:code}",
    "{count}条单元格批注未予迁移，仅保留在{file:code}中",
)


@frozen
class MovedInventoryFile:
    """What is written: the name of the file, its bytes (None where its layout does not allow it), and what it says.

    `without_cell` are values that a workbook has no cell for.
    """

    name: str
    content: bytes | None
    read: Document | str | None
    without_cell: tuple[ValueWithoutCell, ...] = ()
    is_workbook: bool = False


def migrate_inventory(
    library: Library, path: Path, document: Document, sides: tuple[Program, Program], assume: Path | None,
    output: Target | None, form: str,
) -> None:  # fmt: skip
    """Move an inventory, tell what was done and what is left, write it; exits with 1 while there is more to do."""
    old, new = sides
    migration = migrated(document, Passage(old, new), None if assume is None else read_assumed(assume, new))
    made = _made(path, document, migration, output)
    if output is not None and isinstance(document, SpreadsheetDocument) and not output.stream:
        (target,) = output.paths([made.name])
        if target.resolve() == path.resolve():
            raise WrongUse(_SAME, path=str(target))
    found = accepted(document, migration, made.read, sides)
    if form == "json":
        both = zip(("from", "to"), found, strict=True)
        verdicts = {"accepted": {k: [d.data() for d in side] for k, side in both}}
        echo_json({**migration_data(migration), **_besides_data(document, made), **verdicts})
    else:
        kept: Kept = "sheet" if made.is_workbook else "comments"
        lines = [*migration_lines(migration, document.file, messages_language(), kept=kept)]
        lines += [*_besides(document, made), "", *validity_lines(library, sides), *_verdicts(found, sides)]
        echo_lines(lines, output)
        tell([d for side in found for d in side])
    if output is not None:
        if made.content is None:
            refuse_layout(document)
        else:
            output.write([(made.name, made.content)], err=True)
    sys.exit(0 if migration.is_complete and not any(d.severity == "error" for d in found[1]) else 1)


def _made(path: Path, document: Document, migration: Migration, output: Target | None) -> MovedInventoryFile:
    """The file of the moved inventory: of a workbook a workbook, unless the output is named as a text."""
    name = Path(file_name(document)).name
    if isinstance(document, SpreadsheetDocument):
        if output is None or output.ending not in (".yaml", ".yml"):
            return _workbook(document, migration, output)
        text = migrated_sheets_text(document, migration)
    else:
        text = migrated_text(document, path.read_bytes().decode("utf-8-sig"), migration)
    return MovedInventoryFile(name, None if text is None else text.encode(), text)


def _workbook(
    document: SpreadsheetDocument, migration: Migration, output: Target | None
) -> MovedInventoryFile:
    from ruleengine.documents.migrated_workbook import migrated_workbook

    name = Path(document.file).name
    shown = document.file if output is None else output.paths([name])[0].as_posix()
    content, without, read = migrated_workbook(document, migration, shown)
    return MovedInventoryFile(name, content, read, without, is_workbook=True)


def _besides(document: Document, made: MovedInventoryFile) -> list[str]:
    """What a workbook has besides, which the new file does not have in its place."""
    lines = []
    if made.without_cell:
        lines += ["", say(_WITHOUT_CELL, count=len(made.without_cell))]
        lines += [f"  {one.name}: {one.value}" for one in made.without_cell]
    if isinstance(document, SpreadsheetDocument) and (document.unread or document.notes):
        lines.append("")
        if document.unread:
            lines.append(say(_UNREAD, sheets=document.unread))
        if document.notes:
            lines.append(say(_NOTES, count=document.notes, file=document.file))
    return lines


def _besides_data(document: Document, made: MovedInventoryFile) -> dict[str, object]:
    if not isinstance(document, SpreadsheetDocument):
        return {}
    return {
        "without_cell": [{"name": one.name, "value": one.value} for one in made.without_cell],
        "unread_sheets": list(document.unread),
        "notes": document.notes,
    }


def validity_lines(library: Library, sides: tuple[Program, Program]) -> list[str]:
    """From when to when both versions apply."""
    return validity(library, [s.resolved.reference for s in sides], messages_language())


def _verdicts(found: tuple[list[Diagnostic], list[Diagnostic]], sides: tuple[Program, Program]) -> list[str]:
    lines = []
    for told, side in zip(found, sides, strict=True):
        errors, reference = sum(1 for d in told if d.severity == "error"), str(side.resolved.reference)
        lines.append(
            say(_INVALID, reference=reference, count=errors) if errors else say(_VALID, reference=reference)
        )
    return lines


def echo_lines(lines: list[str], output: Target | None) -> None:
    """Tell a report; beside what goes to standard output, on standard error."""
    echo(joined(lines), err=output is not None and output.stream)


def refuse_layout(document: Document) -> None:
    """Raise `Refused` (E810): the layout of the file does not allow it to be rewritten."""
    report = Report()
    report.tell("E810.in_place", document.place(), file=document.file)
    raise Refused(report.items)
