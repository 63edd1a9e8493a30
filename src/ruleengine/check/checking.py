"""Checking files of every kind: the library, tests, inventories, assessments, scenarios, assumptions, portfolios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path as FilePath

from attrs import define, evolve, field, frozen

from ruleengine.assess.assessment import inventory_beside, with_product
from ruleengine.assess.checking import check_assessment, check_values
from ruleengine.check.lints.examples import examples_of
from ruleengine.check.lints.lints import WARNED, remarks
from ruleengine.check.portfolio_files import check_fitting, check_portfolio_file, ruleset_named
from ruleengine.check.status import check_status_file
from ruleengine.check.validate import check_lock, reference_of_path, validate_reference
from ruleengine.consultation.comments import comments_of
from ruleengine.consultation.doubts import check_comments
from ruleengine.consultation.targets import targets_of
from ruleengine.diagnostics import Diagnostic, Phrase, Place, Refused, Related, Report, in_order
from ruleengine.inventory.assumptions import stated_values
from ruleengine.inventory.from_document import inventory_document, inventory_from_document
from ruleengine.inventory.model import Inventory
from ruleengine.memory import require_memory_for_arrow
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.lock import LOCK
from ruleengine.ruleset.model import Reference
from ruleengine.run.result import calculated
from ruleengine.source.document import Document
from ruleengine.source.folders import ENDINGS, content_of
from ruleengine.source.kind import PORTFOLIOS, TOP_KEYS, read_any
from ruleengine.source.paths import is_folder
from ruleengine.source.shape_rules import KINDS
from ruleengine.source.shapes import check_shape

#: The key that names the rule set of a file.
_RULE_SET = {
    "inventory": "ruleset", "assessment": "ruleset", "tests": "tests", "scenarios": "scenarios", "comments": "comments",
    "assumptions": "assumptions",
}  # fmt: skip


def check_files(library: Library, paths: Iterable[FilePath] = ()) -> tuple[list[Diagnostic], int]:
    """What `checked` finds: the diagnostics and the number of files."""
    found = checked(library, paths)
    return found.diagnostics, found.count


@frozen
class Checked:
    """The diagnostics of a check, the number of files and of examples that were calculated with other numbers.

    `untold` says of older versions how many remarks are not told.
    """

    diagnostics: list[Diagnostic]
    count: int
    untold: Mapping[Reference, int]
    examples: int = 0


def checked(
    library: Library,
    paths: Iterable[FilePath] = (),
    references: Iterable[Reference] = (),
    *,
    with_examples: bool = False,
    every_number: bool = False,
) -> Checked:
    """Check the files, folders and versions of the library that are named, the whole library when nothing is.

    Having found nothing to check is an error (E101). Remarks (`check.lints`) are told of the newest version of a rule
    set and of those that are named themselves, and counted of others; `with_examples` what their examples tell as well,
    `every_number` with each number that no verdict of them reacts to.
    """
    checker = _Checker(library, with_examples=with_examples or every_number, every_number=every_number)
    named, versions = list(paths), list(references)
    checker.asked.update(versions)
    files: list[FilePath] = []
    for path in named or ([] if versions else library.holdings.own_folders()):
        if is_folder(path):
            files += checker.files_below(path)
        else:
            files.append(path)
            checker.asked.update(r for r in [reference_of_path(library, path)] if r)
    for version in versions:
        checker.check_version(version)
    for file in files:
        checker.check(file)
    count = len(files) + len(versions)
    versions += [r for file in files if (r := reference_of_path(library, file))]
    check_lock(library, checker.report, versions if named or checker.asked else None)
    return Checked(in_order(checker.report.items), count, checker.untold, checker.examples)


@define
class _Checker:
    library: Library
    report: Report = field(factory=Report)
    asked: set[Reference] = field(factory=set)
    with_examples: bool = False
    every_number: bool = False
    examples: int = 0
    programs: dict[str, Program | None] = field(factory=dict)
    warned: dict[Reference, list[Diagnostic]] = field(factory=dict)
    untold: dict[Reference, int] = field(factory=dict)
    portfolios: dict[FilePath, bool] = field(factory=dict)
    _named: dict[str, list[Diagnostic]] | None = None
    #: Inventories that were read for an assessment, and of which there was nothing to tell.
    _sound: dict[FilePath, tuple[Document, Program, Inventory]] = field(factory=dict)

    def named_faults(self, shown: str) -> list[Diagnostic]:
        """What is wrong with the name or the place of a file in the library."""
        if self._named is None:
            self._named = {}
            for fault in self.library.faults():
                self._named.setdefault(fault.place.file if fault.place else "", []).append(fault)
        return self._named.get(shown, [])

    def files_below(self, folder: FilePath) -> list[FilePath]:
        """The files below a folder that are to be checked; what cannot be read there is told."""
        content, shown = content_of(folder), self.library.shown(folder)
        found = [folder / file for file in content.files if file.lower().endswith(ENDINGS)]
        faults = [f.diagnostic(Place(self.library.shown(folder / p))) for p, f in content.faults.items()]
        named = [d for d in self.library.faults() if d.place and f"{d.place.file}/".startswith(f"{shown}/")]
        self.report.take(faults + named)
        if not found and not faults:
            self.report.tell("E101.nothing", Place(shown), folder=shown)
        return found

    def check_version(self, reference: Reference) -> None:
        """Check a file of the library; its remarks are told where it is the newest version or named itself."""
        program = self._compiled(reference)
        if program is None:
            return
        is_told = reference in self.asked or reference.version == self.library.versions()[reference.id][-1]
        examples = examples_of(self.library, program) if is_told and self.with_examples else ()
        self.examples += len(examples)
        found = remarks(program, self.warned.pop(reference, ()), examples, every_number=self.every_number)
        if is_told:
            self.report.take(found)
        elif found:
            self.untold[reference] = len(found)

    def check(self, path: FilePath) -> None:
        reference = reference_of_path(self.library, path)
        if reference is not None:
            self.check_version(reference)
            return
        shown = self.library.shown(path)
        self.report.take(self.named_faults(shown))
        if path.name == LOCK:
            return
        if path in self._sound:
            sound, program, inventory = self._sound.pop(path)
            self._inventory(sound, self.program(sound, _RULE_SET["inventory"]), (program, inventory))
            return
        kind, document = read_any(path, self.report, shown)
        if kind is None or kind == "lock":
            return
        if kind == "csv":
            self._csv(path, shown)
        elif kind in PORTFOLIOS:
            if not self._fits(path, kind, shown, self.report):
                check_portfolio_file(path, kind, shown, self.report)
        elif kind == "other":
            self.report.tell("E202.kind", Place(shown), file=shown, keys=TOP_KEYS)
        elif document is None or kind not in KINDS:
            named, use = Phrase(f"file.{kind}"), Phrase(f"use.{kind}")
            self.report.tell("E310.unchecked", Place(shown), file=shown, kind=named, use=use)
        elif check_shape(document, kind, self.report):
            self._content(document, kind, path)

    def _csv(self, path: FilePath, shown: str) -> None:
        """Check a CSV file: with its whole portfolio, once, where all products of this name one rule set."""
        require_memory_for_arrow()
        from ruleengine.portfolio.files.staging_csv import csv_name, portfolio_of

        portfolio, own = portfolio_of(path), Report()
        if portfolio not in self.portfolios:
            main = self.library.shown(FilePath(csv_name(portfolio.as_posix())))
            self.portfolios[portfolio] = self._fits(portfolio, "csv", main, own)
        if not self.portfolios[portfolio]:
            check_portfolio_file(path, "csv", shown, own)
        for told in own.items:
            at = told.place and evolve(told.place, file=self.library.shown(FilePath(told.place.file)))
            self.report.take([evolve(told, place=at)])

    def _fits(self, portfolio: FilePath, kind: str, shown: str, report: Report) -> bool:
        """Whether a portfolio was held to the rule set that its products name; what does not fit is told."""
        named = ruleset_named(portfolio, kind, shown)
        program = None if named is None else self._program_named(*named)
        if program is None:
            return False
        check_fitting(portfolio, kind, program, shown, report)
        return True

    def _content(self, document: Document, kind: str, path: FilePath) -> None:
        """Check what a file of our own kinds says; its shape is right."""
        if kind == "status":
            check_status_file(self.library, document, path, self.report)
        if kind in ("ruleset", "factor_table") and not self.named_faults(document.file):
            self.report.tell("E302.outside", Place(document.file))
        program = self.program(document, _RULE_SET[kind]) if kind in _RULE_SET else None
        if program is None:
            return
        if kind == "inventory":
            self._inventory(document, program)
        elif kind == "assumptions":
            stated_values(document, program, self.report)
        elif kind == "comments":
            check_comments(document, comments_of(document), targets_of(program.resolved), self.report)
        elif kind == "assessment":
            self._assessment(document, path, program)

    def _assessment(self, document: Document, path: FilePath, program: Program) -> None:
        """Check an assessment, with the inventory that it names."""
        check_assessment(document, program, self.report)
        target = inventory_beside(document, path, self.report)
        if target is None:
            return
        reading = Report()
        read = inventory_document(target, reading, self.library.shown(target))
        if read is None:
            self.report.take(reading.items)
            return
        check_values(document, program, read, self.report)
        inventory = inventory_from_document(read, program, reading, hashed=False)
        self.report.take(reading.items)
        if inventory is not None:
            with_product(inventory, document, self.report)
            if not reading.items:
                self._sound[target] = read, program, inventory

    def _inventory(
        self, document: Document, program: Program | None, known: tuple[Program, Inventory] | None = None
    ) -> None:
        """Check an inventory, which may be `known` already as one of a program."""
        if program is None:
            return
        if known is not None and known[0] is program:
            self._calculated(document, program, known[1])
            return
        reading = Report()
        inventory = inventory_from_document(document, program, reading, hashed=False)
        self.report.take(reading.items)
        if inventory is not None and not reading.errors:
            self._calculated(document, program, inventory)

    def _calculated(self, document: Document, program: Program, inventory: Inventory) -> None:
        """Calculate an inventory: what calculating refuses is an error of it, wherever in the rules it is found."""
        own = Report()
        with suppress(Refused):
            calculated(program, inventory, own)
        inside = Related("calculated", Place(document.file))
        told = (
            d if d.place and d.place.file == document.file else evolve(d, related=(*d.related, inside))
            for d in own.items
        )
        self.report.take(told)

    def program(self, document: Document, key: str) -> Program | None:
        """The compiled rule set that a document names."""
        return self._program_named(str(as_map(document.data)[key]), document.place((key,)))

    def _program_named(self, name: str, place: Place) -> Program | None:
        """The compiled rule set of a name that stands at a place."""
        try:
            reference = self.library.find(name, place=place)
            self.library.ruleset(reference, place)
        except Refused as refused:
            self.report.take(refused.diagnostics)
            return None
        return self._compiled(reference)

    def _compiled(self, reference: Reference) -> Program | None:
        """A rule set of the library, compiled and reported once."""
        name = str(reference)
        if name not in self.programs:
            own = Report()
            program = self.programs[name] = validate_reference(self.library, reference, own)
            told = own.items
            if program is not None:
                self.warned[reference] = [d for d in told if d.code in WARNED]
                told = [d for d in told if d.code not in WARNED]
            self.report.take(told)
        return self.programs[name]
