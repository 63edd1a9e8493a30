"""Pointers between rows of an inventory: keys that are there once, rows and data sources that are pointed at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from attrs import frozen

from ruleengine.diagnostics import Related, Report, nearest
from ruleengine.inventory.model import Cell, Row
from ruleengine.inventory.texts import path_in_words
from ruleengine.program.inputs import as_map
from ruleengine.program.number_sources import SOURCES
from ruleengine.program.program import Program
from ruleengine.source.document import Document, Path
from ruleengine.source.wording import shown_text

Tables = Mapping[str, tuple[Row, ...]]


class _Keys:
    """The keys that rows of a table may be pointed at by, and the same as messages show them."""

    def __init__(self, table: str, keys: Iterable[str]):
        self.table = table
        self.keys = dict.fromkeys(keys)

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The keys as messages show them."""
        return tuple(dict.fromkeys(map(shown_text, self.keys)))


@frozen
class References:
    """Checks what points at rows, once all values are read."""

    document: Document
    program: Program
    report: Report

    def check(self, values: Mapping[str, Cell], tables: Tables) -> None:
        """Tell keys given twice (E608), and pointers at rows that are not there (E607).

        Nothing is told of pointers at a table that is itself wrong: they may be right once it is.
        """
        self._check_rows(values, tables)
        if self._is_unsure(SOURCES, tables):
            return
        sources = _Keys(SOURCES, [str(r["id"].value) for r in tables.get(SOURCES, ()) if "id" in r])
        for table, rows in tables.items():
            for index, row in enumerate(rows):
                for column, cell in row.items():
                    if cell.source is not None:
                        self._check_source(cell, sources, ("values", table, index, column))
        for name, cell in values.items():
            self._check_source(cell, sources, ("values", name))

    def _check_source(self, cell: Cell, known: _Keys, path: Path) -> None:
        if cell.source is not None and cell.source not in known.keys:
            self._dangling(cell.source, known, (*path, "source"))

    def _is_unsure(self, name: str, tables: Tables) -> bool:
        """Whether a table has not the rows that it should have, or a row not its key."""
        table = self.program.tables.get(name)
        if table is None or table.key is None:
            return False
        given = as_map(as_map(self.document.data).get("values")).get(name)
        rows = tables[name]
        if not isinstance(given, list) or len(rows) < table.min_rows:
            return True
        return any(not isinstance(row[table.key].value, str) for row in rows)

    def _dangling(self, key: str, known: _Keys, path: Path) -> None:
        self.report.tell(
            "E607.row", self.document.place(path), element=path_in_words(path), key=shown_text(key),
            table=known.table, nearest=nearest(key, known.keys), known=known.shown or None,
        )  # fmt: skip

    def _check_rows(self, values: Mapping[str, Cell], tables: Tables) -> None:
        keys: dict[str, dict[str, Path]] = {}
        for table in self.program.tables.values():
            if table.key is None:
                continue
            seen = keys[table.name] = {}
            for index, row in enumerate(tables[table.name]):
                key, path = row[table.key].value, ("values", table.name, index, table.key)
                if not isinstance(key, str):
                    continue
                if key in seen:
                    first = (Related("first", self.document.place(seen[key])),)
                    self.report.tell(
                        "E608.key", self.document.place(path), element=path_in_words(path), table=table.name,
                        key=shown_text(key), related=first,
                    )  # fmt: skip
                seen.setdefault(key, path)
        known = {name: _Keys(name, seen) for name, seen in keys.items() if not self._is_unsure(name, tables)}
        for target, key, steps in self._pointers(values, tables):
            if target in known and key not in known[target].keys:
                self._dangling(key, known[target], ("values", *steps))

    def _pointers(self, values: Mapping[str, Cell], tables: Tables) -> Iterator[tuple[str, str, Path]]:
        """The table and the key that each pointer names, and where it stands among the values."""
        for name, field in self.program.fields.items():
            value = values[name].value
            if field.type.target and isinstance(value, str):
                yield field.type.target, value, (name,)
        for table in self.program.tables.values():
            columns = {c.name: c.type.target for c in table.columns.values() if c.type.target}
            for index, row in enumerate(tables[table.name]):
                for column, target in columns.items():
                    value = row[column].value
                    if isinstance(value, str) and not row[column].default:
                        yield target, value, (table.name, index, column)
