"""Everything that can be said of a library or a file without calculating: all diagnostics, nothing raised."""

from __future__ import annotations

from pathlib import Path as FilePath

from ruleengine.diagnostics import Diagnostic, Place, Refused, Related, Report, in_order
from ruleengine.pipeline import program_of
from ruleengine.program.inputs import read_table_units
from ruleengine.program.invariants import check_invariants
from ruleengine.program.program import Program
from ruleengine.resolve.overlay import resolve
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable, Reference
from ruleengine.source.reader import read_file

LOCK = "lock.yaml"


def validate_reference(library: Library, reference: Reference, report: Report) -> Program | None:
    """Check one rule set or factor table of the library; the program of a rule set without errors."""
    try:
        item = library.load(reference)
        own = Report()
        if isinstance(item, FactorTable):
            read_table_units(item, own)
            _take(report, own.items)
            return None
        program = program_of(library, reference, report=own)
    except Refused as refused:
        _take(report, list(refused.diagnostics))
        return None
    _take(report, own.items)
    if own.errors:
        return None
    check_invariants(program)
    return program


def _take(report: Report, found: list[Diagnostic]) -> None:
    report.take(found)


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
    return item.fingerprint if isinstance(item, FactorTable) else resolve(library, reference).fingerprint


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
    """Compare released files with the lock file."""
    path = library.root / LOCK
    locked = _locked(library, report)
    current = released(library, references)
    for name, found in current.items():
        reference = library.find(name)
        place = Place(library.shown(library.path(reference)))
        if name not in locked:
            report.tell("W311.not_locked", place, name=name, lock=LOCK)
        elif locked[name] != found:
            report.tell("E308.changed", place, name=name, locked=str(locked[name]), hash=found)
    for name in locked:
        if references is None and name not in current and not _broken(library, name):
            _withdrawn(library, name, Place(library.shown(path)), report)


def _withdrawn(library: Library, name: str, lock: Place, report: Report) -> None:
    """A locked file that is gone, or not released any more."""
    file = library.root / f"{name.replace('@', '/')}.yaml"
    shown = library.shown(file)
    if file.exists():
        related = (Related("declared", lock),)
        report.tell("E308.no_longer_released", Place(shown), related=related, name=name, lock=LOCK)
    else:
        report.tell("E308.gone", lock, name=name, lock=LOCK, file=shown)


def _broken(library: Library, name: str) -> bool:
    """Whether a locked file exists but cannot be loaded; that has been reported elsewhere."""
    try:
        return library.load(library.find(name)).released
    except Refused as refused:
        return any(d.code != "E301" for d in refused.diagnostics)


def lock_text(library: Library) -> str:
    """The lock file with new released files added; what is locked stays: a change is an error, not an update."""
    report = Report()
    locked = _locked(library, report)
    report.stop_on_errors()
    hashes = {**released(library), **{name: str(found) for name, found in locked.items()}}
    lines = ["# The hashes of released files. Written by `ruleengine validate --lock`; never edited by hand."]
    lines += [f"{name}: {found}" for name, found in sorted(hashes.items())]
    return "\n".join(lines) + "\n"


def _locked(library: Library, report: Report) -> dict[str, object]:
    """What the lock file holds; empty when there is none."""
    path = library.root / LOCK
    if not path.exists():
        return {}
    document = read_file(path, report, library.shown(path))
    data = {} if document is None or document.data is None else document.data
    if not isinstance(data, dict):
        report.tell("E203.lock", Place(library.shown(path)), lock=LOCK)
    return data if isinstance(data, dict) else {}


def reference_of_path(library: Library, path: FilePath) -> Reference | None:
    """The reference of a file of the library, None for any other file."""
    try:
        relative = (path.parent.resolve() / path.name).relative_to(library.root.resolve())
    except ValueError:
        return None
    name = f"{relative.parent.as_posix()}@{path.name.removesuffix('.yaml')}"
    return next((r for r in library.references() if str(r) == name), None)
