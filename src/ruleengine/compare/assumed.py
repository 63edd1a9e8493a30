"""Values that somebody states for what an inventory lacks: from a file of assumptions or from another inventory.

A file of assumptions names inputs, `table.column` (for all rows) and whole tables. Of an inventory of the new version
its single values and tables are taken, and of rows those with the same key or, in a table without one, the same first
column; where several have it or the inventory lacks it, the one that says the same in all else.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath

from attrs import field, frozen

from ruleengine.diagnostics import Refused, Report
from ruleengine.program.inputs import as_map
from ruleengine.program.program import InputTable, Program
from ruleengine.source.kind import read_any
from ruleengine.source.wording import shown_text


@frozen
class StatedValues:
    """Stated values by input, `table.column` or table; `rows` says that tables are those of another inventory."""

    values: Mapping[str, object] = field(factory=dict)

    def value_of(self, name: str) -> object:
        """The stated value of an input, a whole table or a column for all rows; None where there is none."""
        return self.values.get(name)

    def cell_of(self, table: InputTable, row: Mapping[str, object], column: str) -> object:
        """The stated value of a column for a row, whose values are by the names of the new version."""
        name = f"{table.name}.{column}"
        if name in self.values:
            return self.values[name]
        key = table.key or next(iter(table.columns))
        found = self._alike(table, row, key)
        values = [r[column] for r in found if r.get(column) is not None]
        return (
            values[0]
            if values and len(values) == len(found) and all(v == values[0] for v in values)
            else None
        )

    def _alike(self, table: InputTable, row: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
        """The stated rows that are this one: that with its key; of several, or without one, those that agree in all."""
        given = self.values.get(table.name)
        rows = [r for r in given if isinstance(r, Mapping)] if isinstance(given, list) else []
        named = [r for r in rows if row.get(key) is not None and bare(r.get(key)) == bare(row[key])]
        if len(named) == 1 or (named and table.key):
            return named
        both = named or rows
        return [
            r
            for r in both
            if all(bare(r[c]) == bare(v) for c, v in row.items() if v is not None and r.get(c) is not None)
        ]

    def row_of(self, table: InputTable, key: str) -> object:
        """The stated row of a table with this key; None where there is none."""
        rows = self.values.get(table.name)
        found = (
            [r for r in rows if bare(as_map(r).get(str(table.key))) == key] if isinstance(rows, list) else []
        )
        return found[0] if len(found) == 1 else None


def bare(given: object) -> object:
    """A value without what may stand beside it."""
    return given.get("value") if isinstance(given, Mapping) else given


def read_assumed(path: FilePath, program: Program) -> StatedValues:
    """The values of a file of assumptions, or of an inventory of the version of the program; raises `Refused`."""
    report, shown = Report(), path.as_posix()
    _, document = read_any(path, report, shown)
    report.stop_on_errors()
    if document is None:
        raise Refused(report.items)
    data = as_map(document.data)
    named = data.get("assumptions", data.get("ruleset"))
    if str(named) != str(program.resolved.reference) or not isinstance(data.get("values"), Mapping):
        report.tell(
            "E610.other", document.place(("assumptions" if "assumptions" in data else "ruleset",)),
            given=shown_text(str(named)), reference=str(program.resolved.reference),
        )  # fmt: skip
        raise Refused(report.items)
    return StatedValues(as_map(data["values"]))
