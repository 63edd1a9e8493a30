"""Scenarios: named changes of one inventory, calculated beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path as FilePath

from attrs import evolve, frozen

from ruleengine.analysis.variables import CELL
from ruleengine.diagnostics import Diagnostic, Phrase, Refused, Report, in_order, nearest
from ruleengine.inventory.from_document import inventory_from_document
from ruleengine.inventory.model import Inventory
from ruleengine.inventory.uncertainty import constants
from ruleengine.program.inputs import as_map, as_text_pair
from ruleengine.program.program import InputTable, Program
from ruleengine.run.result import Result, run
from ruleengine.source.checked import read_checked
from ruleengine.source.document import Document, Extent, Path


@frozen
class Scenario:
    """One named change of the inventory and what comes of it."""

    name: str
    label: Mapping[str, str]
    change: Mapping[str, object]
    result: Result


def read_scenarios(path: FilePath, program: Program, inventory: Document) -> list[Scenario]:
    """The scenarios of a file over an inventory that has been read, each calculated exactly.

    A change names an input, a whole table, or one cell as `materials[3].mass` (rows counted from 1, or by key).
    Raises `Refused` with everything wrong in all of them.
    """
    document = read_checked(path, "scenarios")
    data = as_map(document.data)
    report = Report()
    _check_rule_set(document, program, report)
    found: list[Scenario] = []
    refused: list[Diagnostic] = []
    for name, case in as_map(data.get("cases")).items():
        own = Report()
        change = as_map(as_map(case).get("change"))
        changed = _Change(document, program, inventory, name, own).inventory(change)
        refused += own.errors
        if changed is None:
            continue
        label = as_text_pair(as_map(case)["label"]) if "label" in as_map(case) else {"zh": name, "en": name}
        try:
            found.append(Scenario(name, label, change, run(program, changed, Report())))
        except Refused as error:
            refused += [
                evolve(d, within=Phrase("within.scenario", name=name))
                for d in error.diagnostics
                if d.severity == "error"
            ]
    report.take(refused)
    if report.errors:
        raise Refused(in_order(report.errors))
    return found


def _check_rule_set(document: Document, program: Program, report: Report) -> None:
    named, reference = str(as_map(document.data)["scenarios"]), str(program.resolved.reference)
    if named != reference:
        report.tell("E610.scenarios", document.place(("scenarios",)), named=named, ruleset=reference)


@frozen
class _Change:
    """One scenario: the values of the inventory, with the places of those that the scenario changes."""

    document: Document
    program: Program
    base: Document
    name: str
    report: Report

    def inventory(self, change: Mapping[str, object]) -> Inventory | None:
        """The changed inventory; None and errors in the report where it cannot be used."""
        data = dict(as_map(self.base.data))
        values = dict(as_map(data.get("values")))
        # What the scenario does not change has the place of the scenario.
        places: dict[Path, Extent] = {(): self.document.key_places[("cases", self.name)]}
        keys: dict[Path, Extent] = {}
        for key, value in change.items():
            target = self._put(values, key, value)
            if target is not None:
                self._take_places(("cases", self.name, "change", key), ("values", *target), places, keys)
        if self.report.errors:
            return None
        data["values"] = values
        return inventory_from_document(
            Document(self.document.file, data, places, keys), self.program, self.report
        )

    def _put(self, values: dict[str, object], key: str, value: object) -> Path | None:
        """Put one value over those of the inventory; the path to where it is now."""
        match = CELL.match(key)
        if match is None:
            if key not in self.program.fields and key not in self.program.tables:
                self._unknown_input(key)
                return None
            values[key] = value
            return (key,)
        name, wanted, column = match.groups()
        table, rows = self.program.tables.get(name), values.get(name)
        found = [as_map(row) for row in rows] if isinstance(rows, list) else []
        index = None if table is None else _row(table, wanted, found)
        if table is None:
            self._unknown("E601.scenario_table", key, name, self.program.tables)
        elif column not in table.columns:
            self._unknown("E601.scenario_column", key, column, table.columns, name)
        elif index is None:
            self._unknown("E601.scenario_row", key, wanted, _row_names(table, found), name)
        else:
            found[index] = {**found[index], column: value}
            values[name] = found
            return (name, index, column)
        return None

    def _unknown_input(self, key: str) -> None:
        known = [*self.program.fields, *self.program.tables]
        constant = key in constants(self.program)
        self._unknown("E601.scenario_constant" if constant else "E601.scenario_input", key, key, known)

    def _unknown(
        self, sentence: str, key: str, given: str, known: Iterable[str], table: str | None = None
    ) -> None:
        """A change names something that is not there."""
        names = tuple(known)
        near = None if sentence == "E601.scenario_constant" else nearest(given, names)
        self.report.tell(
            sentence, self.document.key_place(("cases", self.name, "change", key)), element=f"cases.{self.name}",
            ruleset=str(self.program.resolved.reference), name=given, table=table, known=names, nearest=near,
        )  # fmt: skip

    def _take_places(
        self,
        given: Path,
        target: Path,
        places: dict[Path, Extent],
        keys: dict[Path, Extent],
    ) -> None:
        """Let what the change says stand where the scenario says it."""
        for source, found in ((self.document.places, places), (self.document.key_places, keys)):
            for path, place in source.items():
                if path[: len(given)] == given:
                    found[(*target, *path[len(given) :])] = place


def _row(table: InputTable, wanted: str, rows: Sequence[Mapping[str, object]]) -> int | None:
    """The row (from 0) of a number counted from 1, or of a key."""
    if wanted.isdecimal():
        return int(wanted) - 1 if 1 <= int(wanted) <= len(rows) else None
    return next((i for i, row in enumerate(rows) if table.key and row.get(table.key) == wanted), None)


def _row_names(table: InputTable, rows: Sequence[Mapping[str, object]]) -> list[str]:
    """What the rows of a table may be called: their keys, or their numbers."""
    return [str(row.get(table.key, i) if table.key else i) for i, row in enumerate(rows, 1)]
