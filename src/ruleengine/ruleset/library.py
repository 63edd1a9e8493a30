"""The rule library: versioned files of one or more sources, found by id, by exact version, and by date; read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path as FilePath

from attrs import define, field

from ruleengine.diagnostics import Diagnostic, Place, Refused, Report, nearest_name
from ruleengine.ruleset.holdings import Holdings
from ruleengine.ruleset.in_force import in_force, period
from ruleengine.ruleset.listing import ID
from ruleengine.ruleset.lock import LOCK, Lock
from ruleengine.ruleset.model import FactorTable, Reference, RuleSet, Version
from ruleengine.ruleset.sources import LibrarySource


def _holdings(given: Holdings | FilePath | Iterable[FilePath | LibrarySource]) -> Holdings:
    return given if isinstance(given, Holdings) else Holdings(given)


@define
class Library:
    """All rule sets and factor tables of a search path: of a folder, or of sources that lie over one another."""

    holdings: Holdings = field(converter=_holdings)
    _loaded: dict[Reference, RuleSet | FactorTable] = field(factory=dict)

    @property
    def root(self) -> FilePath:
        """The topmost folder of the path, which is the one that is written to."""
        return self.holdings.root

    def versions(self) -> Mapping[str, list[Version]]:
        """Every id with its versions in ascending order, told from file names alone."""
        return self.holdings.versions()

    def references(self) -> list[Reference]:
        """All files of the library."""
        return self.holdings.references()

    def faults(self) -> list[Diagnostic]:
        """What looks like a part of the library and cannot be read, or has no name that could be asked for."""
        return self.holdings.faults()

    def path(self, reference: Reference) -> FilePath:
        """The file of a reference on the disk, whether it exists or not: in the first folder that has it."""
        return self.holdings.path(reference)

    def shown(self, path: FilePath) -> str:
        """A path as messages show it: from the folder above the library on, outside the library as it was given."""
        return self.holdings.shown(path)

    def lock(self, reference: Reference) -> Lock:
        """What is locked of the sources that hold a file: a lock file counts for the source that it lies in."""
        locks = [self.holdings.lock(index) for index in self.holdings.holders(reference)]
        if len(locks) == 1:
            return locks[0]
        hashes = {name: found for lock in reversed(locks) for name, found in lock.hashes.items()}
        return Lock(locks[0].file if locks else LOCK, hashes, tuple(d for lock in locks for d in lock.faults))

    def find(self, wanted: str, on: date | None = None, place: Place | None = None) -> Reference:
        """The reference for `id@version`, for `id` in force on a date, or the latest version of `id`.

        `place` is where it is named. Raises `Refused` with E301, E303 or E309, or with what may hide a version.
        """
        report = Report()
        id_, separator, version = wanted.partition("@")
        if not ID.match(id_):
            report.tell("E303.id", place, name=wanted)
            report.stop_on_errors()
        versions = self.versions().get(id_, [])
        exact = next((v for v in versions if str(v) == version), None)
        if exact:
            return Reference(id_, exact)
        report.take(self.holdings.faults_about(id_, version if separator else None))
        report.stop_on_errors()
        if not versions:
            report.tell("E301.id", place, name=id_, nearest=self._nearest(id_))
        elif separator:
            report.tell(
                "E301.version", place, name=id_, version=version, known=tuple(str(v) for v in versions)
            )
        elif on:
            items = [self.load(Reference(id_, v)) for v in versions]
            applying = [i.reference for i in items if in_force(i, on)]
            if applying:
                return applying[-1]
            periods = tuple(period(i) for i in items)
            report.tell("E309.date", place, name=id_, date=on.isoformat(), periods=periods)
        else:
            return Reference(id_, versions[-1])
        raise Refused(report.items)

    def _nearest(self, id_: str, kind: type | None = None) -> str | None:
        """The nearest id by its last part, among those beside it where there are any; never one that is refused."""
        folder, _, last = id_.rpartition("/")
        beside = {i.rpartition("/")[2]: i for i in self.versions() if i.rpartition("/")[0] == folder}
        near = nearest_name(last, beside)
        if near is None:
            ends = {i.rpartition("/")[2]: i for i in self.versions()}
            found = ends.get(last) or (nearest_name(id_, self.versions()) if not beside else None)
        else:
            found = beside[near]
        if found is None:
            return None
        try:
            item = self.load(Reference(found, self.versions()[found][-1]))
        except Refused:
            return None
        return found if kind is None or isinstance(item, kind) else None

    def load(
        self, reference: Reference, place: Place | None = None, kind: type | None = None
    ) -> RuleSet | FactorTable:
        """Read one file of the library; raises `Refused` with everything wrong in it.

        `place` is where it is named, `kind` the class that is due there, for suggestions.
        """
        if reference in self._loaded:
            return self._loaded[reference]
        report = Report()
        if not ID.match(reference.id):
            report.tell("E303.id", place, name=reference.id)
            report.stop_on_errors()
        if not self.holdings.holders(reference):
            self._missing(reference, place, kind, report)
            report.stop_on_errors()
        item = self.holdings.item(reference)
        self._loaded[reference] = item
        return item

    def _missing(self, reference: Reference, place: Place | None, kind: type | None, report: Report) -> None:
        """A file that the library has not: another version of it, or another id; or what may hide it."""
        report.take(self.holdings.faults_about(reference.id, str(reference.version)))
        if report.errors:
            return
        versions = self.versions().get(reference.id, [])
        if versions:
            known, version = tuple(str(v) for v in versions), str(reference.version)
            near = str(Reference(reference.id, versions[0])) if len(versions) == 1 else None
            report.tell("E301.version", place, name=reference.id, version=version, known=known, nearest=near)
            return
        near = self._nearest(reference.id, kind)
        newest = f"{near}@{self.versions()[near][-1]}" if near else None
        report.tell("E301.reference", place, name=str(reference), nearest=newest)

    def ruleset(self, reference: Reference, place: Place | None = None) -> RuleSet:
        """Load a rule set; raises `Refused`, also when the file is a factor table."""
        item = self.load(reference, place, RuleSet)
        if not isinstance(item, RuleSet):
            report = Report()
            report.tell("E310.rule_set_due", place, name=str(reference))
            raise Refused(report.items)
        return item

    def table(self, reference: Reference, place: Place | None = None) -> FactorTable:
        """Load a factor table; raises `Refused`, also when the file is a rule set."""
        item = self.load(reference, place, FactorTable)
        if not isinstance(item, FactorTable):
            report = Report()
            report.tell("E310.table_due", place, name=str(reference))
            raise Refused(report.items)
        return item
