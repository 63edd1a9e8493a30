"""Inventories of a folder, one inventory, or lines of JSON as a portfolio of plain values: one line of JSON a product.

Notes, sources of single values and uncertainties decide no result, and columns do not hold them all: they are left out,
so that what is brought into columns says all of a product and can be moved to another version there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.inventory.from_document import inventory_document
from ruleengine.portfolio.files.json_line import NotALine, exact_line
from ruleengine.portfolio.files.staging_json import lines_of
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
    if ending_of(given) in (".jsonl", ".ndjson"):
        return _plain_lines(given, folder)
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
            lines.append(canonical(_plain(document.data)))
    if not lines and not report.errors:
        report.tell("E615.no_inventories", Place(given.as_posix()), file=given.as_posix())
    if report.errors:
        raise Refused(report.items)
    target = folder / "inventories.jsonl"
    target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return target


def _plain_lines(given: Path, folder: Path) -> Path:
    """Lines of JSON with plain values; a line that cannot be read stays as it is, and is told when it is read."""
    target = folder / "inventories.jsonl"
    try:
        with given.open("rb") as source, target.open("wb") as made:
            for line in lines_of(source):
                try:
                    made.write(canonical(_plain(exact_line(line.content))).encode() + b"\n")
                except (NotALine, TypeError, ValueError):
                    made.write(line.content.rstrip(b"\r\n") + b"\n")
    except OSError:
        return given
    return target


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
