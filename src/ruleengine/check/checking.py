"""Checking files of every kind: rule sets and tables of the library, tests, inventories, assessments."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path as FilePath

from attrs import define, field

from ruleengine.check.validate import LOCK, check_lock, reference_of_path, validate_reference
from ruleengine.diagnostics import Diagnostic, Place, Refused, Report, in_order
from ruleengine.inventory.from_document import inventory_from_document
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import Reference
from ruleengine.source.document import Document
from ruleengine.source.reader import read_file
from ruleengine.source.shapes import check_shape

_KINDS = {
    "ruleset": "ruleset",
    "table": "factor_table",
    "tests": "tests",
    "inventory": "inventory",
    "assessment": "assessment",
}


def check_files(library: Library, paths: Iterable[FilePath] = ()) -> tuple[list[Diagnostic], int]:
    """Check the files and folders named, the whole library when none is; the diagnostics and the number of files."""
    checker = _Checker(library)
    named = list(paths)
    files: list[FilePath] = []
    for path in named or [library.root]:
        if path.is_dir():
            files += sorted(
                p for p in path.rglob("*") if p.suffix in (".yaml", ".yml", ".json") and p.is_file()
            )
        else:
            files.append(path)
    for file in files:
        checker.check(file)
    references = [r for file in files if (r := reference_of_path(library, file))]
    check_lock(library, checker.report, references if named else None)
    return in_order(checker.report.items), len(files)


@define
class _Checker:
    library: Library
    report: Report = field(factory=Report)
    programs: dict[str, Program | None] = field(factory=dict)

    def check(self, path: FilePath) -> None:
        reference = reference_of_path(self.library, path)
        if reference is not None:
            self._compiled(reference)
            return
        shown = self.library.shown(path)
        if path.name == LOCK:
            return
        document = read_file(path, self.report, shown)
        if document is None:
            return
        kind = next((k for key, k in _KINDS.items() if key in as_map(document.data)), None)
        if kind is None:
            message = f"`{shown}` is no rule set, factor table, tests file, inventory or assessment"
            known = "one of the keys `ruleset` with `version`, `table`, `tests`, `inventory`, `assessment`"
            self.report.add("E202", message, Place(shown), expected=known)
            return
        if kind == "ruleset" and "inventory" in as_map(document.data):
            kind = "assessment" if "assessment" in as_map(document.data) else "inventory"
        if not check_shape(document, kind, self.report):
            return
        if kind in ("ruleset", "factor_table"):
            message = "the file is not in the rule library, where others could refer to it"
            due = "rules/<id>/<version>.yaml"
            self.report.add("E302", message, Place(shown), expected=due, suggestion="move it there")
        elif kind == "inventory":
            self._inventory(document)
        else:
            self.program(document, "tests" if kind == "tests" else "ruleset")

    def _inventory(self, document: Document) -> None:
        program = self.program(document, "ruleset")
        if program is not None:
            inventory_from_document(document, program, self.report)

    def program(self, document: Document, key: str) -> Program | None:
        """The compiled rule set that a document names."""
        try:
            place = document.place((key,))
            reference = self.library.find(str(as_map(document.data)[key]), place=place)
            self.library.ruleset(reference, place)
        except Refused as refused:
            self.report.take(refused.diagnostics)
            return None
        return self._compiled(reference)

    def _compiled(self, reference: Reference) -> Program | None:
        """A rule set of the library, compiled and reported once."""
        name = str(reference)
        if name not in self.programs:
            self.programs[name] = validate_reference(self.library, reference, self.report)
        return self.programs[name]
