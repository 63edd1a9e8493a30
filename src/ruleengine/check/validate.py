"""Everything that can be said of a library or a file without calculating: all diagnostics, nothing raised."""

from __future__ import annotations

from pathlib import Path as FilePath

from ruleengine.diagnostics import Diagnostic, Place, Refused, Report, in_order
from ruleengine.pipeline import program_of
from ruleengine.program.inputs import read_table_units
from ruleengine.program.invariants import check_invariants
from ruleengine.program.program import Program
from ruleengine.resolve.overlay import resolve_unchecked
from ruleengine.ruleset.from_document import reference as parse_reference
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.lock import CHANGED, LOCK
from ruleengine.ruleset.model import FactorTable, Reference
from ruleengine.source.paths import resolved as resolved_path


def validate_reference(library: Library, reference: Reference, report: Report) -> Program | None:
    """Check one rule set or factor table of the library; the program of a rule set without errors."""
    try:
        item = library.load(reference)
        own = Report()
        if isinstance(item, FactorTable):
            read_table_units(item, own)
            report.take(own.items)
            return None
        program = program_of(library, reference, report=own)
    except Refused as refused:
        report.take(refused.diagnostics)
        return None
    report.take(own.items)
    if any(d.code != CHANGED for d in own.errors):  # what a changed file says now is checked none the less
        return None
    check_invariants(program)
    return program


def validate_library(library: Library, references: list[Reference] | None = None) -> list[Diagnostic]:
    """Check the files of a library (all of them when none are named) and the lock file."""
    report = Report()
    for reference in references if references is not None else library.references():
        validate_reference(library, reference, report)
    check_lock(library, report, references)
    return in_order(report.items)


def fingerprint_of(library: Library, reference: Reference) -> str:
    """The hash of a factor table, or of a rule set's resolved form; raises `Refused`."""
    item = library.load(reference)
    if isinstance(item, FactorTable):
        return item.fingerprint
    report = Report()
    resolved = resolve_unchecked(library, reference, report)
    report.stop_on_errors()
    return resolved.fingerprint


def released(library: Library, references: list[Reference] | None = None) -> dict[str, str]:
    """`id@version` → hash of every released file that can be loaded, of all files where none are named."""
    found = {}
    for reference in references if references is not None else library.references():
        try:
            if library.load(reference).released:
                found[str(reference)] = fingerprint_of(library, reference)
        except Refused:
            continue
    return found


def check_lock(library: Library, report: Report, references: list[Reference] | None = None) -> None:
    """Compare released files with the lock file of the source that they lie in."""
    for index, listing in enumerate(library.holdings.listings):
        held = list(listing.files) if references is None else [r for r in references if r in listing.files]
        _check_lock_of(library, index, held, references is None, report)


def _check_lock_of(
    library: Library, index: int, references: list[Reference], everything: bool, report: Report
) -> None:
    """Compare released files of one source with its lock file; with `everything`, what is locked and gone too."""
    lock = library.holdings.lock(index)
    report.take(lock.faults)
    if lock.faults:
        return
    current = released(library, references)
    for name, found in current.items():
        item = library.load(parse_reference(name))
        if name not in lock.hashes:
            report.tell("W311.not_locked", Place(item.document.file), name=name, lock=LOCK)
        lock.check(item, found, report)
    for name in lock.hashes:
        if everything and name not in current and not _broken(library, name):
            _not_released(library, index, name, report)


def _not_released(library: Library, index: int, name: str, report: Report) -> None:
    """A locked file that is gone, or not released any more."""
    lock, file = library.holdings.lock(index), f"{name.replace('@', '/')}.yaml"
    if file in library.holdings.listings[index].files.values():
        lock.tell_draft(name, library.holdings.shown_in(index, file), report)
    else:
        lock.tell_missing(name, report)


def _broken(library: Library, name: str) -> bool:
    """Whether a locked file exists but cannot be loaded; that has been reported elsewhere."""
    try:
        return library.load(library.find(name)).released
    except Refused as refused:
        return any(d.code != "E301" for d in refused.diagnostics)


def lock_text(library: Library, index: int = 0) -> str:
    """The lock file of a source with new released files added; what is locked stays: a change is an error."""
    lock = library.holdings.lock(index)
    if lock.faults:
        raise Refused(lock.faults)
    hashes = {**released(library, list(library.holdings.listings[index].files)), **lock.hashes}
    lines = ["# The hashes of released files. Written by `ruleengine validate --lock`; never edited by hand."]
    lines += [f"{name}: {found}" for name, found in sorted(hashes.items())]
    return "\n".join(lines) + "\n"


def reference_of_path(library: Library, path: FilePath) -> Reference | None:
    """The reference of a file of the library, None for any other file."""
    real = resolved_path(path.parent) / path.name
    for source, listing in zip(library.holdings.sources, library.holdings.listings, strict=True):
        top = None if source.folder is None else resolved_path(source.folder)
        if top is not None and real.is_relative_to(top):
            file = real.relative_to(top).as_posix()
            return next((r for r, held in listing.files.items() if held == file), None)
    return None
