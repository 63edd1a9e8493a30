"""Inventories of a folder, or one (texts, workbooks), or lines of JSON as plain values: one line of JSON a product.

Notes, sources of single values and uncertainties decide no result, and columns do not hold them all: they are left out,
so that what is brought into columns says all of a product and can be moved to another version there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ruleengine.compare.impact.apart import Apart, VersionNames
from ruleengine.compare.inventory_files import INVENTORY_ENDINGS, inventory_files, read_inventories
from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.inventory.from_document import inventory_document
from ruleengine.portfolio.files.json_line import NotALine, exact_line
from ruleengine.portfolio.files.portfolio_file import unreadable
from ruleengine.portfolio.files.staging_json import lines_of
from ruleengine.portfolio.reading.inventories import is_tables
from ruleengine.source.canonical import canonical
from ruleengine.source.paths import ending_of, is_file, is_folder


def as_portfolio(given: Path, folder: Path, sides: VersionNames | None = None) -> tuple[Path, Apart]:
    """The portfolio itself; of inventory files one of JSON lines in `folder`, a product a line, by name of the file.

    With `sides`, inventories and lines that are not of the old version are set apart. Files of other kinds in the
    folder are passed over; raises `Refused` where an inventory cannot be read, or none is there.
    """
    if ending_of(given) in INVENTORY_ENDINGS:
        return _sorted(_inventories([given], given), folder, sides)
    if ending_of(given) in (".jsonl", ".ndjson") and is_file(given):
        return _sorted(_lines(given), folder, sides)
    if not is_folder(given) or is_tables(given):
        return given, Apart()
    files = inventory_files(given)
    return _sorted(_inventories(files, given), folder, sides) if files else (given, Apart())


def _sorted(
    lines: Iterable[tuple[object, bytes]], folder: Path, sides: VersionNames | None
) -> tuple[Path, Apart]:
    """Lines of JSON, each with its data, in a file by the version that they are for."""
    kept, already = folder / "inventories.jsonl", folder / "inventories-of-new.jsonl"
    ids: list[str | None] = []
    others: Counter[str] = Counter()
    with kept.open("wb") as old, already.open("wb") as new:
        for data, line in lines:
            about = data if isinstance(data, Mapping) else {}
            named = about.get("ruleset")
            side = "old" if sides is None else sides.of(named)
            if side == "new":
                ids.append(str(about.get("inventory", "")))
            elif side == "other":
                others[str(named)] += 1
            if side != "other":
                (old if side == "old" else new).write(line + b"\n")
    return kept, Apart(already if ids else None, tuple(ids), dict(others))


def _inventories(files: Sequence[Path], given: Path) -> Iterator[tuple[object, bytes]]:
    report = Report()
    read = (
        [(given, inventory_document(given, report))] if files == [given] else read_inventories(files, report)
    )
    documents = [document for _, document in read if document is not None]
    found = [(d.data, canonical(_plain(d.data)).encode()) for d in documents]
    if not found and not report.errors:
        report.tell("E615.no_inventories", Place(given.as_posix()), file=given.as_posix())
    if report.errors:
        raise Refused(report.items)
    yield from found


def _lines(given: Path) -> Iterator[tuple[object, bytes]]:
    """Lines of JSON with plain values; a line that cannot be read stays as it is, and is told when it is read."""
    try:
        source = given.open("rb")
    except OSError as error:
        raise unreadable(given.as_posix(), error) from None
    with source:
        for line in lines_of(source):
            try:
                data = exact_line(line.content)
                yield data, canonical(_plain(data)).encode()
            except (NotALine, TypeError, ValueError):
                yield None, line.content.rstrip(b"\r\n")


def _plain(data: object) -> object:
    """The id, the rule set and the values of an inventory; other data as they are."""
    if not isinstance(data, Mapping) or not isinstance(data.get("values"), Mapping):
        return data
    values = {name: _plain_value(value) for name, value in data["values"].items()}
    return {**{k: data[k] for k in ("inventory", "ruleset") if k in data}, "values": values}


def _plain_value(value: object) -> object:
    """A value, or the rows of a table, without what stands beside values."""
    if isinstance(value, list):
        return [
            {k: _plain_value(v) for k, v in row.items()} if isinstance(row, Mapping) else row for row in value
        ]
    return value["value"] if isinstance(value, Mapping) and "value" in value else value
