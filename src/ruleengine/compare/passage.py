"""What becomes of the inputs of one version under another: found once, for files of text, columns and tables alike.

What was renamed has its new name, a bare number keeps the unit that it had, a value of a list that is called otherwise
and has the same label is put into the new word; what the new version does not ask for goes nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from attrs import evolve, frozen

from ruleengine.compare.difference import difference
from ruleengine.compare.edits import Difference
from ruleengine.figures import plain
from ruleengine.formula.amount import convert
from ruleengine.formula.units import Unit
from ruleengine.inventory.values import read_value
from ruleengine.program.program import Field, InputTable, Program
from ruleengine.resolve.aliases import present_path

_INPUTS, _COLUMNS = "inputs.", ".columns."


@frozen(eq=False)
class FieldWay:
    """Where the values of a single input or of a column go: what they were, and what they are; `after.name` is new."""

    before: Field
    after: Field

    @property
    def unit(self) -> Unit | None:
        """The unit that bare numbers have to name, since the new version would take them for another one."""
        old, new = self.before.type, self.after.type
        if old.kind != "number" or new.kind != "number" or old.unit == new.unit:
            return None
        return old.unit

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The values of a list that are called otherwise: old → new, where one alone has the label."""
        found: dict[str, str] = {}
        before, after = self.before.options or {}, self.after.options or {}
        for word in before.keys() - after.keys():
            same = [o for o, label in after.items() if label == before[word] and o not in before]
            if len(same) == 1:
                found[word] = same[0]
        return found

    def moved(self, value: object) -> object:
        """A value that says now what it said before; itself where nothing has to be done or can be."""
        if isinstance(value, str):
            return self.words.get(value, value)
        unit = self.unit
        if unit is None or unit.dimension != self.after.type.unit.dimension or isinstance(value, bool):
            return value
        if unit.symbols:
            return f"{plain(value)} {unit}" if isinstance(value, int | Decimal) else value
        number = read_value(evolve(self.before, minimum=None, maximum=None, above=None, below=None), value)
        if isinstance(number, bool | str):
            return value
        return f"{plain(convert(number, unit, self.after.type.unit))} {self.after.type.unit}".rstrip()


@frozen(eq=False)
class TableWay:
    """Where the rows of a table go; a column that the new version does not take, or not as a value, has no way."""

    before: InputTable
    after: InputTable
    columns: Mapping[str, FieldWay]


@frozen(eq=False)
class Passage:
    """The way of each input from the program `old` to the program `new`."""

    old: Program
    new: Program

    @cached_property
    def difference(self) -> Difference:
        """What differs between the two rule sets."""
        return difference(self.old.resolved, self.new.resolved)

    def renamed(self, path: str) -> str:
        """What an element (`inputs.a`) or a column (`inputs.t.columns.c`) is called now."""
        return self.difference.renames.get(path, path)

    @cached_property
    def fields(self) -> Mapping[str, FieldWay]:
        """The ways of single inputs, by old name."""
        pairs = ((b, self.new.fields.get(self._now(name))) for name, b in self.old.fields.items())
        return {b.name: FieldWay(b, a) for b, a in pairs if a is not None}

    @cached_property
    def tables(self) -> Mapping[str, TableWay]:
        """The ways of tables, by old name."""
        pairs = ((b, self.new.tables.get(self._now(name))) for name, b in self.old.tables.items())
        return {b.name: TableWay(b, a, self._columns(b, a)) for b, a in pairs if a is not None}

    def _now(self, name: str) -> str:
        return self.renamed(_INPUTS + name).removeprefix(_INPUTS)

    def _columns(self, before: InputTable, after: InputTable) -> Mapping[str, FieldWay]:
        found = {}
        for name, column in before.columns.items():
            now = self.renamed(f"{_INPUTS}{before.name}{_COLUMNS}{name}").rpartition(".")[2]
            if now in after.columns:
                found[name] = FieldWay(column, after.columns[now])
        return found

    def is_known(self, name: str) -> bool:
        """Whether the old version has an input or a table of this name."""
        return name in self.old.fields or name in self.old.tables

    def known(self, name: str) -> Field | InputTable:
        """An input or a table of the old version."""
        return self.old.fields.get(name) or self.old.tables[name]

    def of_retired(self, name: str) -> str | None:
        """What a name that the old version does not have is called in the new one; None where that has none either."""
        if f"{_INPUTS}{name}" in self.new.resolved.elements:
            return name
        now = present_path(self.new.resolved, f"{_INPUTS}{name}")
        return None if now is None else now.partition(".")[2]

    @property
    def is_same(self) -> bool:
        """Whether the inputs of both versions are the same, whatever the rules say of them."""
        return self.old.fields == self.new.fields and self.old.tables == self.new.tables
