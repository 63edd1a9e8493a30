"""The rule library: a folder of versioned files, found by id, by exact version, and by date. Files are read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path as FilePath

from attrs import define, field

from ruleengine.diagnostics import Phrase, Place, Refused, Report, nearest_name
from ruleengine.ruleset.from_document import ruleset_from_document, table_from_document
from ruleengine.ruleset.lock import LOCK, Lock, read_lock
from ruleengine.ruleset.model import FactorTable, Reference, RuleSet, Version
from ruleengine.source.document import Document
from ruleengine.source.reader import read_file
from ruleengine.source.shapes import check_shape

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*\Z")
_FILE = re.compile(r"\d+\.\d+\.\d+\.yaml\Z")


def find_rules(start: FilePath | None = None) -> FilePath:
    """The rule library to use when none is named: `rules` in this folder or above, else beside the program."""
    start = start or FilePath.cwd()
    for folder in (start, *start.parents):
        if (folder / "rules" / "iso14067").is_dir():
            return folder / "rules"
    return FilePath(__file__).parents[3] / "rules"


@define
class Library:
    """All rule sets and factor tables below one folder."""

    root: FilePath
    _versions: dict[str, list[Version]] | None = None
    _loaded: dict[Reference, RuleSet | FactorTable] = field(factory=dict)
    _lock: Lock | None = None

    def versions(self) -> Mapping[str, list[Version]]:
        """Every id with its versions in ascending order, told from file names alone."""
        if self._versions is None:
            found: dict[str, list[Version]] = {}
            for path in sorted(self.root.rglob("*.yaml")):
                if _FILE.match(path.name) and path.parent != self.root:
                    id_ = path.parent.relative_to(self.root).as_posix()
                    found.setdefault(id_, []).append(Version.of(path.name.removesuffix(".yaml")))
            self._versions = {k: sorted(v) for k, v in sorted(found.items())}
        return self._versions

    def path(self, reference: Reference) -> FilePath:
        """The file of a reference, whether it exists or not."""
        return self.root / reference.id / f"{reference.version}.yaml"

    def lock(self) -> Lock:
        """The lock file of the library, read once."""
        if self._lock is None:
            path = self.root / LOCK
            self._lock = read_lock(path, self.shown(path))
        return self._lock

    def shown(self, path: FilePath) -> str:
        """A path as messages show it: from the folder above the library on, outside the library as it was given."""
        root = self.root.absolute()
        try:
            return (FilePath(root.name) / path.absolute().relative_to(root)).as_posix()
        except ValueError:
            return path.as_posix()

    def references(self) -> list[Reference]:
        """All files of the library."""
        return [Reference(id_, v) for id_, versions in self.versions().items() for v in versions]

    def find(self, wanted: str, on: date | None = None, place: Place | None = None) -> Reference:
        """The reference for `id@version`, for `id` in force on a date, or the latest version of `id`.

        `place` is where it is named. Raises `Refused` with E301, E303 or E309.
        """
        report = Report()
        id_, separator, version = wanted.partition("@")
        if not ID.match(id_):
            report.tell("E303.id", place, name=wanted)
            report.stop_on_errors()
        versions = self.versions().get(id_, [])
        if not versions:
            report.tell("E301.id", place, name=id_, nearest=self._nearest(id_))
        elif separator:
            exact = next((v for v in versions if str(v) == version), None)
            if exact:
                return Reference(id_, exact)
            report.tell(
                "E301.version", place, name=id_, version=version, known=tuple(str(v) for v in versions)
            )
        elif on:
            in_force = [v for v in versions if self._in_force(Reference(id_, v), on)]
            if in_force:
                return Reference(id_, in_force[-1])
            periods = tuple(self._period(Reference(id_, v)) for v in versions)
            report.tell("E309.date", place, name=id_, date=on.isoformat(), periods=periods)
        else:
            return Reference(id_, versions[-1])
        report.stop_on_errors()
        raise AssertionError("unreachable")

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

    def _in_force(self, reference: Reference, on: date) -> bool:
        item = self.load(reference)
        if isinstance(item, FactorTable):
            return True
        effective, withdrawn = _dates(item)
        started = effective is not None and effective <= on.isoformat()
        return started and (withdrawn is None or on.isoformat() < withdrawn)

    def _period(self, reference: Reference) -> Phrase:
        """From when to when a version applies, in words."""
        item = self.load(reference)
        effective, withdrawn = _dates(item) if isinstance(item, RuleSet) else (None, None)
        version = str(reference.version)
        if effective is None:
            return Phrase("period.none", version=version)
        if withdrawn is None:
            return Phrase("period.since", version=version, first=effective)
        return Phrase("period.between", version=version, first=effective, end=withdrawn)

    def load(
        self, reference: Reference, place: Place | None = None, kind: type | None = None
    ) -> RuleSet | FactorTable:
        """Read one file of the library; raises `Refused` with everything wrong in it.

        `place` is where it is named, `kind` the class that is due there, for suggestions.
        """
        if reference in self._loaded:
            return self._loaded[reference]
        report = Report()
        path = self.path(reference)
        if not ID.match(reference.id):
            report.tell("E303.id", place, name=reference.id)
            report.stop_on_errors()
        if not path.exists():
            self._missing(reference, place, kind, report)
            report.stop_on_errors()
        document = self._read(path, report)
        item = self._build(document, reference, report)
        report.stop_on_errors()
        self._loaded[reference] = item
        return item

    def _missing(self, reference: Reference, place: Place | None, kind: type | None, report: Report) -> None:
        """A file that the library has not: another version of it, or another id."""
        versions = self.versions().get(reference.id, [])
        if versions:
            known, version = tuple(str(v) for v in versions), str(reference.version)
            near = str(Reference(reference.id, versions[0])) if len(versions) == 1 else None
            report.tell("E301.version", place, name=reference.id, version=version, known=known, nearest=near)
            return
        near = self._nearest(reference.id, kind)
        newest = f"{near}@{self.versions()[near][-1]}" if near else None
        report.tell("E301.reference", place, name=str(reference), nearest=newest)

    def _read(self, path: FilePath, report: Report) -> Document:
        shown = self.shown(path)
        if not path.resolve().is_relative_to(self.root.resolve()):
            report.tell("E303.link", Place(shown), path=shown)
            report.stop_on_errors()
        document = read_file(path, report, shown)
        if document is not None:
            is_table = isinstance(document.data, dict) and "table" in document.data
            check_shape(document, "factor_table" if is_table else "ruleset", report)
        report.stop_on_errors()
        if document is None:
            raise Refused(report.items)
        return document

    def _build(self, document: Document, reference: Reference, report: Report) -> RuleSet | FactorTable:
        is_table = isinstance(document.data, dict) and "table" in document.data
        item = table_from_document(document, report) if is_table else ruleset_from_document(document)
        if item.reference != reference:
            step, due = "table" if is_table else "ruleset", item.reference
            key = "E302.version" if due.id == reference.id else "E302.id"
            report.tell(
                key,
                document.place((step,)),
                said=str(due),
                path=str(reference),
                file=f"{due.id}/{due.version}.yaml",
            )
        return item

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


def _dates(item: RuleSet) -> tuple[str | None, str | None]:
    """When the standard of a rule set takes effect and is withdrawn, as far as that is said."""
    standard = item.header.get("standard")
    facts = standard if isinstance(standard, Mapping) else {}
    effective, withdrawn = facts.get("effective"), facts.get("withdrawn")
    return (str(effective) if effective else None), (str(withdrawn) if withdrawn else None)
