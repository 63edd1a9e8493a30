"""A portfolio of CSV files moved to another version: the steps of each product made where its values stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ruleengine.compare.migrating.applying import CsvEdits, edits_of
from ruleengine.compare.migration import Migration
from ruleengine.compare.moves import Move
from ruleengine.compare.passage import Passage
from ruleengine.portfolio.files.staging_csv import files_of
from ruleengine.portfolio.reading.single_products import ProductDocument
from ruleengine.program.inputs import as_map


class MovedCsv:
    """The files of a portfolio; what is done to them is gathered product by product. Raises `Refused`."""

    def __init__(self, portfolio: Path, passage: Passage):
        self.passage = passage
        old, new = passage.old, passage.new
        files = files_of(portfolio, old)
        known = frozenset(old.fields)
        self.main = edits_of(files.pop(""), passage.fields, known, new.fields)
        self.tables: dict[str, CsvEdits] = {}
        for name, path in files.items():
            if (way := passage.tables.get(name)) is not None:
                known = frozenset(way.before.columns)
                self.tables[way.after.name] = edits_of(path, way.columns, known, way.after.columns)

    def make(self, document: ProductDocument, migration: Migration) -> None:
        """Make the steps of a product. A unit is named where its column is, and what is left out is left out whole."""
        for step in migration.steps:
            if step.reason not in ("unit", "dropped", "renamed"):
                self._make(step, document)

    def _make(self, step: Move, document: ProductDocument) -> None:
        match step.path:
            case ("ruleset",) if "ruleset" in self.main.columns:
                self.main.put(document.line, "ruleset", step.put)
            case ("values", str(name)) if name in self.passage.old.tables and step.action == "out":
                self._edits(name).gone.update(document.tables.get(name, ()))
            case ("values", str(name)) if name in self.passage.new.tables:
                if isinstance(step.put, list):
                    edits = self._edits(name, moved=True)
                    for row in step.put:
                        edits.add(_id(document), as_map(row))
            case ("values", str(name)):
                way = self.passage.fields.get(name) if step.action == "value" else None
                self._put(self.main, document.line, way.after.name if way else name, step)
            case ("values", str(name), int()):
                self._edits(name).add(_id(document), as_map(step.put))
            case ("values", str(name), int(row), str(column)):
                own = self.passage.tables[name].columns.get(column) if step.action == "value" else None
                line = document.tables[name][row]
                self._put(self._edits(name), line, own.after.name if own else column, step)
            case _:
                pass

    def _edits(self, name: str, *, moved: bool = False) -> CsvEdits:
        """The edits of the file of a table, by its old name, or by its new one where it is `moved`."""
        now = name if moved or name not in self.passage.tables else self.passage.tables[name].after.name
        if now not in self.tables:
            self.tables[now] = edits_of(None, {}, frozenset(), self.passage.new.tables[now].columns)
        return self.tables[now]

    @staticmethod
    def _put(edits: CsvEdits, line: int, name: str, step: Move) -> None:
        if step.put is None:
            edits.column(name)
        else:
            edits.put(line, name, step.put)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The files with all of it made, each with its table; the file of the products with an empty name."""
        yield "", self.main.content()
        for name, edits in self.tables.items():
            yield name, edits.content()


def _id(document: ProductDocument) -> str:
    return str(as_map(document.data)["inventory"])
