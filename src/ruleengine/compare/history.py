"""What became of a library since a day or a revision of git: new versions and changed drafts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from ruleengine.compare.difference import difference
from ruleengine.compare.edits import Difference
from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.resolve.overlay import load_for_use, resolve
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable, Reference
from ruleengine.ruleset.revision import no_revision, revision_before
from ruleengine.ruleset.sources import LibraryTexts


@frozen
class LibraryChange:
    """One file of the library: `before` is what it is compared with, the same file then or the version before it.

    `difference` is None for the first version of an id, for a version that is gone, and where one of the two cannot be
    read: `faults` say why.
    """

    reference: Reference
    before: Reference | None = None
    difference: Difference | None = None
    gone: bool = False
    faults: tuple[Diagnostic, ...] = ()


def since_then(library: Library, since: str) -> Iterator[LibraryChange]:
    """The files that are new or otherwise than they were, in the order of the library, then those that are gone.

    `since` is a day (what was in the repository when it began) or a revision of git. Raises `Refused` (E314).
    """
    old = library_then(library, since)
    then, now = old.references(), library.references()
    for reference in now:
        if reference in then:
            change = _change(old, reference, library, reference)
            if change.faults or (
                change.difference and (change.difference.edits or change.difference.reordered)
            ):
                yield change
            continue
        earlier = library.before(reference)
        if earlier is not None:
            yield _change(library, earlier, library, reference)
        else:
            yield LibraryChange(reference)
    yield from (LibraryChange(r, gone=True) for r in then if r not in now)


def _change(old: Library, before: Reference, new: Library, reference: Reference) -> LibraryChange:
    try:
        return LibraryChange(reference, before, difference(item_of(old, before), item_of(new, reference)))
    except Refused as refused:
        return LibraryChange(reference, before, faults=tuple(refused.diagnostics))


def library_then(library: Library, since: str) -> Library:
    """The library as it was when a day began, or at a revision of git; raises `Refused` (E314).

    Before the first commit there was nothing in it.
    """
    try:
        revision = revision_before(library.root, date.fromisoformat(since))
    except ValueError:
        revision = since
    if revision == "":
        return Library([LibraryTexts(library.root.name, {})])
    held = None if revision is None else library.holdings.at(revision)
    if held is None:
        raise no_revision([library.root], since)
    return Library(held)


def item_of(library: Library, reference: Reference) -> ResolvedRuleSet | FactorTable:
    """A file of the library: a rule set with all that it inherits, or a factor table; raises `Refused`."""
    item = load_for_use(library, reference)
    return item if isinstance(item, FactorTable) else resolve(library, reference)
