"""An inventory with the present names of inputs and columns that it calls by retired ones (`aliases`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, field, frozen

from ruleengine.diagnostics import Diagnostic, Report
from ruleengine.diagnostics.facts import facts_of
from ruleengine.inventory.texts import path_in_words
from ruleengine.inventory.unknown_names import renamed_facts
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.resolve.aliases import columns_of, present_name, present_path
from ruleengine.source.document import Document, Path

_VALUES, _UNCERTAINTY = "values", "uncertainty"


def with_present_names(document: Document, program: Program, report: Report) -> Document:
    """The document with present names where it has retired ones, each told (W649); itself where it has none.

    A name that stands there both ways is an error (E601), and left as it is. Numbers without a unit are in the unit of
    the present input: an inventory that names this version, or none, is written for it.
    """
    data = as_map(document.data)
    renamer = _Renamer(document, program, report)
    values, constants = data.get(_VALUES), data.get(_UNCERTAINTY)
    if isinstance(values, Mapping):
        renamer.read_inputs(values)
    if isinstance(constants, Mapping):
        renamer.read_constants(constants)
    return renamer.renamed()


@frozen
class _Renamer:
    """What is called otherwise: keys of the file as paths, and of columns as paths without rows."""

    document: Document
    program: Program
    report: Report
    found: dict[Path, str] = field(factory=dict)

    def read_inputs(self, values: Mapping[str, object]) -> None:
        """Look for retired names of inputs, tables and columns."""
        program = self.program
        for name, given in values.items():
            table = program.tables.get(name)
            if table is None and name not in program.fields:
                now = present_path(program.resolved, f"inputs.{name}")
                if now is not None:
                    self._take((_VALUES, name), now.partition(".")[2], values)
                    table = program.tables.get(now.partition(".")[2])
            if table is not None and isinstance(given, list):
                self._read_rows(table.name, name, given)

    def _read_rows(self, table: str, name: str, rows: list[object]) -> None:
        known = self.program.tables[table].columns.keys()
        named = columns_of(self.program.resolved.elements[f"inputs.{table}"])
        for number, row in enumerate(rows):
            if not isinstance(row, Mapping) or row.keys() <= known:
                continue
            for column in row:
                now = None if column in known else present_name(named, column)
                if now is not None:
                    self._take((_VALUES, name, number, column), now, row)

    def read_constants(self, constants: Mapping[str, object]) -> None:
        """Look for retired names of parameters and of look-up tables, whose uncertainties the inventory has."""
        resolved = self.program.resolved
        for name in constants:
            id_, dot, column = name.partition(".")
            now = present_path(resolved, f"{'tables' if dot else 'parameters'}.{id_}")
            if now is not None:
                self._take((_UNCERTAINTY, name), f"{now.partition('.')[2]}{dot}{column}", constants)

    def _take(self, path: Path, now: str, beside: Mapping[str, object]) -> None:
        """Note that a key is called otherwise; tell the first of each name."""
        general = tuple(step for step in path if isinstance(step, str))
        told = general in self.found
        self.found[general] = now
        if told and now not in beside:
            return
        key = "E601.renamed_twice" if now in beside else "W649.input"
        facts = facts_of(renamed_facts(self.program, str(path[-1]), now))
        self.report.take([Diagnostic(key, facts, self.document.key_place(path), path_in_words(path))])

    def renamed(self) -> Document:
        """The document with all that was found."""
        if not self.found:
            return self.document
        document = self.document
        places = {self._path(p): at for p, at in document.places.items()}
        keys = {self._path(p): at for p, at in document.key_places.items()}
        return evolve(document, data=self._data(document.data, ()), places=places, key_places=keys)

    def _path(self, path: Path) -> Path:
        return tuple(self._steps(path))

    def _steps(self, path: Path) -> Iterator[str | int]:
        general: Path = ()
        for step in path:
            general = (*general, step) if isinstance(step, str) else general
            yield self.found.get(general, step) if isinstance(step, str) else step

    def _data(self, value: object, path: Path) -> object:
        if len(path) < 4 and isinstance(value, Mapping):
            return {
                self.found.get((*path, k), k): self._data(v, (*path, k))
                for k, v in value.items()
                if k == self.found.get((*path, k), k) or self.found[(*path, k)] not in value
            }
        if path and path[0] == _VALUES and isinstance(value, list):
            return [self._data(item, path) for item in value]
        return value
