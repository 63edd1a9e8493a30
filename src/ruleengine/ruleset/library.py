"""The rule library: versioned files of one or more sources, found by id, by exact version, and by date; read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path as FilePath

from attrs import define, field

from ruleengine.diagnostics import Diagnostic, Place, Refused, Report, nearest_name
from ruleengine.ruleset.choice import VersionChoice, Versions, check_named, choose
from ruleengine.ruleset.holdings import Holdings
from ruleengine.ruleset.listing import ID, VERSION
from ruleengine.ruleset.lock import LOCK, Lock
from ruleengine.ruleset.model import FactorTable, Reference, RuleSet, Version
from ruleengine.ruleset.search_path import shipped
from ruleengine.ruleset.sources import LibrarySource
from ruleengine.ruleset.status import Status, status_in


def _holdings(given: Holdings | FilePath | Iterable[FilePath | LibrarySource]) -> Holdings:
    return given if isinstance(given, Holdings) else Holdings(given)


def _is_shipped(id_: str) -> bool:
    """Whether the library that comes with the program has an id."""
    return id_ in Holdings((shipped(),)).versions()


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

    def before(self, reference: Reference) -> Reference | None:
        """The version before this one, of those in the library; None where it is the first."""
        earlier = [v for v in self.versions().get(reference.id, ()) if v < reference.version]
        return Reference(reference.id, earlier[-1]) if earlier else None

    def faults(self) -> list[Diagnostic]:
        """What looks like a part of the library and cannot be read, or has no name that could be asked for."""
        return self.holdings.faults()

    def path(self, reference: Reference) -> FilePath:
        """The file of a reference on the disk, whether it exists or not: in the first folder that has it."""
        return self.holdings.path(reference)

    def shown(self, path: FilePath) -> str:
        """A path as messages show it: from the folder above the library on, outside the library as it was given."""
        return self.holdings.shown(path)

    def replaced(self, file: str, text: str | bytes, index: int = 0) -> Library:
        """The library with another text for a file of the source with this index; no other file is read again."""
        holdings = self.holdings.replaced(file, text, index)
        changed = {
            r for at in (self.holdings, holdings) for r, f in at.listings[index].files.items() if f == file
        }
        return Library(holdings, {r: item for r, item in self._loaded.items() if r not in changed})

    def at(self, wanted: str) -> tuple[Library, str]:
        """The library that `id@revision` or `id@version@revision` asks, and for what: as it was at a revision of git.

        For any other name it is this library; `find` tells what is wrong with it.
        """
        id_, _, rest = wanted.partition("@")
        version, _, revision = rest.partition("@") if VERSION.match(rest) else ("", "", rest)
        if not revision or not ID.match(id_):
            return self, wanted
        holdings = self.holdings.at(revision)
        return (Library(holdings), f"{id_}@{version}" if version else id_) if holdings else (self, wanted)

    def lock(self, reference: Reference) -> Lock:
        """What is locked of the sources that hold a file: a lock file counts for the source that it lies in."""
        locks = [self.holdings.lock(index) for index in self.holdings.holders(reference)]
        if len(locks) == 1:
            return locks[0]
        hashes = {name: found for lock in reversed(locks) for name, found in lock.hashes.items()}
        return Lock(locks[0].file if locks else LOCK, hashes, tuple(d for lock in locks for d in lock.faults))

    def status(self, reference: Reference) -> Status:
        """What is said of a version by the status files of the sources that hold it, and of those that lie over them.

        Raises `Refused` for a damaged one, and where two of them differ.
        """
        lowest = max(self.holdings.holders(reference), default=-1)
        return status_in((self.holdings.status_file(index) for index in range(lowest + 1)), reference)

    def find(
        self, wanted: str, on: date | None = None, place: Place | None = None, *, drafts: bool = False
    ) -> Reference:
        """The reference for `id@version`, or the version that is meant by `id` alone: see `ruleset.choice`.

        With `on`, a version that is in force on this day; with `drafts`, a draft before what is released. `place` is
        where it is named. Raises `Refused` with E301, E303, E308 or E309, or with what may hide a version.
        """
        report, choice = Report(), VersionChoice(on, drafts)
        id_, separator, version = wanted.partition("@")
        if not ID.match(id_):
            report.tell("E303.id", place, name=wanted)
            report.stop_on_errors()
        references = [Reference(id_, v) for v in self.versions().get(id_, [])]
        versions = Versions(references, self.load, self.status)
        exact = next((r for r in references if str(r.version) == version), None)
        if exact:
            check_named(exact, versions, choice, place)
            return exact
        report.take(self.holdings.faults_about(id_, version if separator else None))
        report.stop_on_errors()
        if not references:
            key = "E301.shipped" if _is_shipped(id_) else "E301.id"
            report.tell(key, place, name=id_, nearest=self._nearest(id_) if key == "E301.id" else None)
        elif separator:
            known = tuple(str(r.version) for r in references)
            report.tell("E301.version", place, name=id_, version=version, known=known)
        else:
            for index in range(len(self.holdings.sources)):
                self.holdings.lock(index).tell_gone(references, report)
        report.stop_on_errors()
        return choose(versions, choice, place)

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
        if _is_shipped(reference.id):
            report.tell("E301.shipped", place, name=str(reference))
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
