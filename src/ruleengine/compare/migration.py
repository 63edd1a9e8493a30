"""An inventory of one version of a rule set as an inventory of another: what is rewritten, asked for, no longer taken.

Nothing is lost and nothing is guessed: a value is kept, put into another notation that says the same, or named as one
that the new version does not take. What the new version asks for besides stays empty, unless somebody states it
(`StatedValues`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, field, frozen

from ruleengine.compare.edits import Difference
from ruleengine.compare.moves import Asked, Dropped, Move, Redefined, with_steps
from ruleengine.compare.passage import FieldWay, Passage, TableWay
from ruleengine.diagnostics import Fault
from ruleengine.inventory.assumptions import StatedValues, bare
from ruleengine.inventory.values import is_not_applicable, read_value
from ruleengine.program.inputs import as_map
from ruleengine.program.number_sources import SOURCES
from ruleengine.program.program import Field, InputTable, Program
from ruleengine.source.document import Document, Path

#: Fields of an input that do not tell what it means.
_NO_MEANING = frozenset(
    ("aliases", "because", "clause", "origin", "meant", "symbol", "typical", "typical_source", "data_class", "min_rows",
     "label", "exact", "source", "basis")
)  # fmt: skip


@frozen
class Migration:
    """The data of the inventory under the new version, the steps that make them, and what is to be told."""

    passage: Passage
    data: Mapping[str, object]
    steps: tuple[Move, ...]
    asked: tuple[Asked, ...]
    dropped: tuple[Dropped, ...]
    redefined: tuple[Redefined, ...]

    @property
    def difference(self) -> Difference:
        """What differs between the two versions."""
        return self.passage.difference

    @property
    def new(self) -> Program:
        """The program of the new version."""
        return self.passage.new

    @property
    def rewritten(self) -> tuple[Move, ...]:
        """The steps that say the same otherwise."""
        return tuple(s for s in self.steps if s.action in ("value", "key") and s.asked is None)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to be filled in."""
        return not any(a.required and not a.assumed for a in self.asked)


def migrated(document: Document, passage: Passage, assumed: StatedValues | None = None) -> Migration:
    """An inventory of the old version, of the right shape, moved to the new one."""
    mover = _Mover(document, passage, assumed or StatedValues())
    mover.move()
    data = with_steps(document.data, tuple(mover.steps))
    return Migration(
        passage, as_map(data), tuple(mover.steps), tuple(mover.asked), tuple(mover.dropped),
        redefined(passage, mover.used),
    )  # fmt: skip


@frozen(eq=False)
class _Mover:
    document: Document
    passage: Passage
    assumed: StatedValues
    steps: list[Move] = field(factory=list)
    asked: list[Asked] = field(factory=list)
    dropped: list[Dropped] = field(factory=list)
    used: dict[str, str] = field(factory=dict)  # new name of what the inventory gives → old name

    @property
    def new(self) -> Program:
        """The program that is moved to."""
        return self.passage.new

    def move(self) -> None:
        """Find all steps."""
        data = as_map(self.document.data)
        reference = str(self.new.resolved.reference)
        if data.get("ruleset") != reference:
            self.steps.append(Move("value", ("ruleset",), reference, "ruleset"))
        given = as_map(data.get("values"))
        for name, value in given.items():
            self._input(name, value)
        self._constants(as_map(data.get("uncertainty")))
        for name, wanted in {**self.new.fields, **self.new.tables}.items():
            if name not in self.used and isinstance(wanted, Field | InputTable):
                self._lacking(name, wanted)
        self._rows_pointed_at(given)

    def _input(self, name: str, value: object) -> None:
        path: Path = ("values", name)
        way = self.passage.fields.get(name) or self.passage.tables.get(name)
        if way is None:
            if self.passage.is_known(name):
                self._drop(path, name, self.passage.known(name), value)
            elif (now := self.passage.of_retired(name)) is not None:
                self._use(path, name, now)
            return
        self._use(path, name, way.after.name)
        if isinstance(way, FieldWay):
            self._cell(path, way, value, way.after.name)
        else:
            self._table(path, way, value)

    def _use(self, path: Path, name: str, now: str) -> None:
        self.used[now] = name
        if now != name:
            self.steps.append(Move("key", path, now, "renamed"))

    def _drop(self, path: Path, name: str, what: Field | InputTable, value: object) -> None:
        self.steps.append(Move("out", path, None, "dropped"))
        if not any(d.name == name for d in self.dropped):
            self.dropped.append(Dropped(name, what.label, value))

    def _cell(self, path: Path, way: FieldWay, given: object, name: str) -> object:
        """One value: kept, in another notation, or told as one that is not taken; what stands there then."""
        after = way.after
        inner = (*path, "value") if isinstance(given, Mapping) else path
        value = given.get("value") if isinstance(given, Mapping) else given
        if value is None or is_not_applicable(after, value):
            if value is not None and after.required:
                self._refused(inner, after, value, Fault("E611.value", field=after.name), name)
            return value
        moved = way.moved(value)
        if moved != value or type(moved) is not type(value):
            self.steps.append(Move("value", inner, moved, "option" if after.options else "unit"))
            if isinstance(given, Mapping) and isinstance(given.get("uncertainty"), Mapping):
                self._spread((*path, "uncertainty"), way, as_map(given["uncertainty"]))
        try:
            read_value(after, moved)
        except Fault as fault:
            self._refused(inner, after, moved, fault, name)
        return moved

    def _refused(self, path: Path, after: Field, value: object, fault: Fault, name: str) -> None:
        stated = self.assumed.value_of(name)
        asked = Asked(
            name, after, True, 1 if len(path) > 3 else 0, value, fault, stated is not None, is_new=False
        )
        self._ask(asked)
        if stated is not None:
            self.steps.append(Move("value", path, stated, "instead", asked))

    def _spread(self, path: Path, way: FieldWay, given: Mapping[str, object]) -> None:
        for key in ("sd", "min", "max"):
            if key in given:
                self.steps.append(Move("value", (*path, key), way.moved(given[key]), "unit"))

    def _ask(self, asked: Asked) -> None:
        """Note what is asked for; of the rows of a table once, with their number."""
        for index, known in enumerate(self.asked):
            if (known.name, known.is_new) == (asked.name, asked.is_new):
                both = known.assumed and asked.assumed
                self.asked[index] = evolve(known, rows=known.rows + asked.rows, assumed=both)
                return
        self.asked.append(asked)

    def _table(self, path: Path, way: TableWay, given: object) -> None:
        if not isinstance(given, list):
            return
        after = way.after
        kept = len(self.steps), tuple(self.asked), tuple(self.dropped)
        self._table_rows(path, way, given)
        stated = self.assumed.value_of(after.name)
        own = [a for a in self.asked if a.name.startswith(f"{after.name}.")]
        if isinstance(stated, list) and any(a.required and not a.assumed for a in own):
            del self.steps[kept[0] :]
            self.asked[:], self.dropped[:] = kept[1:]
            asked = Asked(after.name, after, True, len(given), given, assumed=True, is_new=False)
            self._ask(asked)
            self.steps.append(Move("out", path, None, "instead", asked))
            self.steps.append(Move("add", ("values", after.name), stated, "instead", asked))

    def _table_rows(self, path: Path, way: TableWay, given: list[object]) -> None:
        rows = [self._row((*path, n), way, as_map(r)) for n, r in enumerate(given)]
        come = {w.after.name for w in way.columns.values()}
        for column, wanted in way.after.columns.items():
            lacking = [n for n, row in enumerate(rows) if row.get(column) is None]
            required = wanted.required or wanted.conditional
            if lacking and (required or column not in come):
                self._lacking_cells(path, way.after, wanted, rows, lacking)

    def _row(self, path: Path, table: TableWay, row: Mapping[str, object]) -> dict[str, object]:
        """The steps of one row; its values by the names of the new version."""
        found: dict[str, object] = {}
        for column, given in row.items():
            if column not in table.before.columns:
                continue
            inner, way = (*path, column), table.columns.get(column)
            if way is None:
                self._drop(inner, f"{table.before.name}.{column}", table.before.columns[column], given)
                continue
            now = way.after.name
            if now != column:
                self.steps.append(Move("key", inner, now, "renamed"))
            found[now] = self._cell(inner, way, given, f"{table.after.name}.{now}")
        return found

    def _lacking_cells(
        self, path: Path, table: InputTable, wanted: Field, rows: list[dict[str, object]], lacking: list[int]
    ) -> None:
        """What rows lack of a column that is asked for: stated values, or places to fill in."""
        name = f"{table.name}.{wanted.name}"
        stated = {n: self.assumed.cell_of(table, rows[n], wanted.name) for n in lacking}
        whole = all(v is not None for v in stated.values())
        required = wanted.required or wanted.conditional
        asked = Asked(name, wanted, required, len(lacking), assumed=whole)
        self._ask(asked)
        for n in lacking if required else [n for n in lacking if stated[n] is not None]:
            self.steps.append(Move("add", (*path, n, wanted.name), stated[n], "asked", asked))
            rows[n][wanted.name] = stated[n]

    def _rows_pointed_at(self, given: Mapping[str, object]) -> None:
        """Rows that stated values point at, where the inventory has none with this key and the same file states one."""
        for table_name, key in dict.fromkeys(_pointers(self.steps, self.new.tables)):
            table = self.new.tables[table_name]
            rows = given.get(self.used.get(table_name, table_name))
            row = self.assumed.row_of(table, key)
            if row is None or not isinstance(rows, list) or table.key is None:
                continue
            planned = as_map(as_map(with_steps(self.document.data, tuple(self.steps)))["values"])
            there = planned.get(table_name)
            if key not in [
                bare(as_map(r).get(table.key)) for r in (there if isinstance(there, list) else rows)
            ]:
                added = sum(
                    1 for s in self.steps if s.action == "item" and s.path[1] == self.used[table_name]
                )
                path: Path = ("values", self.used[table_name], len(rows) + added)
                self.steps.append(Move("item", path, row, "asked"))

    def _constants(self, given: Mapping[str, object]) -> None:
        """Uncertainties of parameters and of columns of look-up tables, by what these are called."""
        for name in given:
            id_, dot, column = name.partition(".")
            now = self.passage.renamed(f"{'tables' if dot else 'parameters'}.{id_}").rpartition(".")[2]
            known = self.new.lookups if dot else self.new.parameters
            if now not in known:
                self.steps.append(Move("out", ("uncertainty", name), None, "dropped"))
                self.dropped.append(Dropped(name, {}, given[name]))
            elif now != id_:
                self.steps.append(Move("key", ("uncertainty", name), f"{now}{dot}{column}", "renamed"))

    def _lacking(self, name: str, wanted: Field | InputTable) -> None:
        """An input or a table of which the inventory says nothing."""
        required = wanted.required or wanted.conditional
        stated = self.assumed.value_of(name)
        is_new = f"inputs.{name}" not in self.passage.old.resolved.elements
        if not (required or stated is not None or is_new):
            return
        asked = Asked(name, wanted, required, assumed=stated is not None, is_new=is_new)
        self.asked.append(asked)
        if required or stated is not None:
            self.steps.append(Move("add", ("values", name), stated, "asked", asked))


def _pointers(steps: list[Move], tables: Mapping[str, InputTable]) -> Iterator[tuple[str, str]]:
    """Tables and keys that stated values name: of single values, of cells and of whole tables."""
    for step in steps:
        asked = step.asked
        if asked is None or step.put is None:
            continue
        wanted = asked.field
        cells = [(wanted, step.put)] if isinstance(wanted, Field) else []
        if isinstance(wanted, InputTable) and isinstance(step.put, list):
            rows = [as_map(r) for r in step.put]
            cells = [(wanted.columns[c], v) for r in rows for c, v in r.items() if c in wanted.columns]
        for of, put in cells:
            if of.type.target and isinstance(bare(put), str):
                yield of.type.target, str(bare(put))
            if isinstance(put, Mapping) and put.get("source") is not None and SOURCES in tables:
                yield SOURCES, str(put["source"])


def _means(path: tuple[str, ...]) -> bool:
    """Whether a field says what a value means; columns that are new or gone are told as such."""
    return not {*path} & _NO_MEANING and not (path[0] == "columns" and len(path) == 2)


def redefined(passage: Passage, used: Iterable[str]) -> tuple[Redefined, ...]:
    """Inputs that are given, by their new names, and that another definition stands behind."""
    found = []
    for now in used:
        edit = passage.difference.edit(f"inputs.{now}")
        if edit is None or edit.old is None or edit.new is None:
            continue
        fields = tuple(f for f in edit.fields if not f.follows and _means(f.path))
        if fields:
            found.append(Redefined(now, fields))
    return tuple(found)
