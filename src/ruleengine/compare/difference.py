"""Two versions to the edits between them: element by element, of resolved rule sets and never of texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from ruleengine.compare.edits import ABSENT, Difference, Edit, FieldEdit, FieldPath, Kind
from ruleengine.compare.entries import Entry, Subject, subject
from ruleengine.compare.formulas import same_formula
from ruleengine.compare.purposes import (
    Readers,
    gravest_purpose,
    gravest_severity,
    of_whole,
    purpose_of,
    severity_of,
)
from ruleengine.compare.renames import Renames, renames
from ruleengine.resolve.hashes import Reach
from ruleengine.resolve.identity import FORMULAS
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.model import FactorTable
from ruleengine.source.canonical import canonical

#: Fields by which an element that says the same is only known to be elsewhere.
_MOVED = frozenset({"origin"})
_RENUMBERED = frozenset({"clause", "origin"})


def difference(
    old: ResolvedRuleSet | FactorTable,
    new: ResolvedRuleSet | FactorTable,
    known: Mapping[str, str | None] | None = None,
) -> Difference:
    """The edits that make `new` of `old`, in the order of `new`; what is gone stands at the end of its section.

    Two rule sets of different ids may be compared as well; what they are called is no edit. `known` are pairs of paths
    that a person knows to be the same element; None for one that has none.
    """
    before, after = subject(old), subject(new)
    found = renames(before, after, known)
    comparer = _Comparer(found, _readers(before, after))
    met = _met(before, after, found, known or {})
    edits: list[Edit] = []
    for path, entry in after.entries.items():
        edit = comparer.edit(before.entries.get(met.get(path, "")), entry)
        if edit is not None:
            edits.append(edit)
    left = before.entries.keys() - set(met.values())
    gone = (e for p, e in before.entries.items() if p in left)
    edits += (edit for edit in (comparer.edit(e, None) for e in gone) if edit is not None)
    sections = {
        s: i
        for i, s in enumerate(dict.fromkeys(e.section for s in (after, before) for e in s.entries.values()))
    }
    edits.sort(key=lambda e: sections[e.entry.section])
    return Difference(
        before, after, tuple(edits), {**found.paths, **found.columns}, _reordered(before, after)
    )


def _met(old: Subject, new: Subject, found: Renames, known: Mapping[str, str | None]) -> dict[str, str]:
    """New path → old path of what is one element: what was renamed, else what has one path in both."""
    met = {b: a for a, b in found.paths.items()}
    elsewhere = {*found.paths, *known}
    return {**{p: p for p in new.entries if p in old.entries and p not in elsewhere and p not in met}, **met}


def inverted(found: Difference) -> Difference:
    """The difference in the other direction."""
    return difference(found.new.item, found.old.item)


class _Comparer:
    """Entries beside entries, where what was renamed is called by its new name."""

    def __init__(self, found: Renames, readers: Readers):
        self._names, self._columns, self._readers = found.names, found.column_names, readers

    def edit(self, old: Entry | None, new: Entry | None) -> Edit | None:
        """The edit of one element; None where nothing differs."""
        if old is not None and new is not None and old.is_there and new.is_there:
            return self._changed(old, new)
        there = [e for e in (old, new) if e is not None and e.is_there]
        if not there:
            return self._never_there(old, new)
        entry, added = there[0], new is not None and new.is_there
        purpose, severity = of_whole(entry.section, entry.id, entry.fields, added, self._readers)
        return Edit("added" if added else "removed", old, new, (), purpose, severity)

    def _never_there(self, old: Entry | None, new: Entry | None) -> Edit | None:
        """An element of a base that neither version has; they may say so for different reasons."""
        if old is not None and new is not None and old.text() == new.text():
            return None
        said = [{} if e is None else e.fields for e in (old, new)]
        change = FieldEdit(
            ("removed",),
            said[0].get("removed", ABSENT),
            said[1].get("removed", ABSENT),
            "editorial",
            "editorial",
        )
        return Edit("modified", old, new, (change,), "editorial", "editorial")

    def _changed(self, old: Entry, new: Entry) -> Edit | None:
        fields = tuple(self._fields(new, (), old.fields, new.fields))
        if old.path == new.path and not fields:
            return None
        if not fields:
            return Edit(_kind(old, new, set()), old, new, (), "editorial", "editorial")
        purpose = gravest_purpose([f.purpose for f in fields])
        severity = gravest_severity([f.severity for f in fields])
        if old.path != new.path and new.section in ("inputs",):
            severity = "breaking"
        return Edit(_kind(old, new, {f.path[0] for f in fields}), old, new, fields, purpose, severity)

    def _fields(
        self, entry: Entry, path: FieldPath, old: Mapping[str, object], new: Mapping[str, object]
    ) -> Iterator[FieldEdit]:
        for key in dict.fromkeys((*new, *old)):
            before, after, here = old.get(key, ABSENT), new.get(key, ABSENT), (*path, key)
            if before is not ABSENT and after is not ABSENT and canonical(before) == canonical(after):
                continue
            if isinstance(before, Mapping) and isinstance(after, Mapping):
                yield from self._fields(entry, here, before, after)
            else:
                yield self._field(entry, here, (before, after), (old, new))

    def _field(
        self, entry: Entry, path: FieldPath, values: tuple[object, object], owners: tuple[object, object]
    ) -> FieldEdit:
        old, new = values
        purpose = purpose_of(entry.section, entry.id, path, self._readers)
        severity = severity_of(entry.section, path, values, owners, purpose)
        change = FieldEdit(path, old, new, purpose, severity)
        if self._follows(path, old, new):
            return evolve(change, purpose="editorial", severity="editorial", follows=True)
        return change

    def _follows(self, path: FieldPath, old: object, new: object) -> bool:
        if not (self._names or self._columns) or not (isinstance(old, str) and isinstance(new, str)):
            return False
        if path[-1] in FORMULAS:
            return same_formula(old, new, self._names, self._columns)
        return path[-1] in ("references", "values_of") and self._names.get(old) == new


def _kind(old: Entry, new: Entry, fields: set[str]) -> Kind:
    if old.section != new.section:
        return "moved"
    if old.id != new.id:
        return "renamed"
    if fields <= _MOVED:
        return "moved"
    return "renumbered" if fields <= _RENUMBERED else "modified"


def _readers(old: Subject, new: Subject) -> Readers:
    """What results and verdicts of either version read, names of both."""
    if old.resolved is None or new.resolved is None:
        return Readers()
    results: set[str] = set()
    verdicts: set[str] = set()
    for resolved in (old.resolved, new.resolved):
        reached = Reach(resolved)
        shown = {
            n
            for n, e in reached.elements.items()
            if e.section in ("emissions", "indicators", "reference_flow")
            or "role" in e.fields  # records hold these
        }
        asking = {n for n, e in reached.elements.items() if e.section in ("requirements", "must")}
        results |= _all(reached, shown)
        verdicts |= _all(reached, asking)
    return Readers(results, verdicts)


def _all(reached: Reach, start: set[str]) -> set[str]:
    found, waiting = set(start), list(start)
    while waiting:
        more = reached.direct[waiting.pop()] - found
        found |= more
        waiting += more
    return found


def _reordered(old: Subject, new: Subject) -> tuple[str, ...]:
    """Sections of which the elements that both have stand in another order."""
    both = old.entries.keys() & new.entries.keys()
    orders: list[dict[str, list[str]]] = []
    for side in (old, new):
        order: dict[str, list[str]] = {}
        for path, entry in side.entries.items():
            if path in both:
                order.setdefault(entry.section, []).append(path)
        orders.append(order)
    return tuple(s for s, paths in orders[1].items() if orders[0].get(s) != paths)
