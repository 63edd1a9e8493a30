"""The rule library: a folder of versioned files, found by id, by exact version, and by date. Files are read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path as FilePath

from attrs import define, field

from ruleengine.diagnostics import Place, Refused, Report, nearest, quoted
from ruleengine.ruleset.from_document import ruleset_from_document, table_from_document
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
            message = f"`{wanted}` is not an id such as `gb/lighting` or `gb/lighting@0.1.0`"
            report.add("E303", message, place)
            report.stop_on_errors()
        versions = self.versions().get(id_, [])
        if not versions:
            near = nearest(id_, self.versions())
            report.add("E301", f"the library has no `{id_}`", place, suggestion=near)
        elif separator:
            exact = next((v for v in versions if str(v) == version), None)
            if exact:
                return Reference(id_, exact)
            known = quoted(str(v) for v in versions)
            report.add("E301", f"`{id_}` has no version `{version}`", place, expected=known)
        elif on:
            in_force = [v for v in versions if self._in_force(Reference(id_, v), on)]
            if in_force:
                return Reference(id_, in_force[-1])
            report.add("E309", f"no version of `{id_}` is in force on {on}", place)
        else:
            return Reference(id_, versions[-1])
        report.stop_on_errors()
        raise AssertionError("unreachable")

    def _in_force(self, reference: Reference, on: date) -> bool:
        item = self.load(reference)
        if isinstance(item, FactorTable):
            return True
        standard = item.header.get("standard")
        facts = standard if isinstance(standard, Mapping) else {}
        effective, withdrawn = facts.get("effective"), facts.get("withdrawn")
        started = effective is not None and str(effective) <= on.isoformat()
        return started and (withdrawn is None or on.isoformat() < str(withdrawn))

    def load(self, reference: Reference, place: Place | None = None) -> RuleSet | FactorTable:
        """Read one file of the library; raises `Refused` with everything wrong in it. `place` is where it is named."""
        if reference in self._loaded:
            return self._loaded[reference]
        report = Report()
        path = self.path(reference)
        if not ID.match(reference.id):
            report.add("E303", f"`{reference.id}` is not an id", place)
            report.stop_on_errors()
        if not path.exists():
            known = [str(r) for r in self.references()]
            report.add(
                "E301", f"the library has no `{reference}`", place, suggestion=nearest(str(reference), known)
            )
            report.stop_on_errors()
        document = self._read(path, report)
        item = self._build(document, reference, report)
        report.stop_on_errors()
        self._loaded[reference] = item
        return item

    def _read(self, path: FilePath, report: Report) -> Document:
        shown = self.shown(path)
        if not path.resolve().is_relative_to(self.root.resolve()):
            report.add("E303", f"`{shown}` is a link that leads out of the library", Place(shown))
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
            message = f"the file says `{item.reference}`, its path says `{reference}`"
            report.add("E302", message, document.place(("table" if is_table else "ruleset",)))
        return item

    def ruleset(self, reference: Reference, place: Place | None = None) -> RuleSet:
        """Load a rule set; raises `Refused`, also when the file is a factor table."""
        item = self.load(reference, place)
        if not isinstance(item, RuleSet):
            report = Report()
            report.add("E310", f"`{reference}` is a factor table, a rule set is due here", place)
            raise Refused(report.items)
        return item

    def table(self, reference: Reference, place: Place | None = None) -> FactorTable:
        """Load a factor table; raises `Refused`, also when the file is a rule set."""
        item = self.load(reference, place)
        if not isinstance(item, FactorTable):
            report = Report()
            report.add("E310", f"`{reference}` is a rule set, a factor table is due here", place)
            raise Refused(report.items)
        return item
