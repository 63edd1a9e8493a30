"""Which elements of an old version are which of the new one under another id or in another section.

An element may name its retired ids (`aliases`). Where none is named, an element that is gone and one that is new are
the same if both say the same and no other does; what they are called in other elements does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from ruleengine.compare.entries import Entry, Subject
from ruleengine.resolve.aliases import aliases_of
from ruleengine.resolve.hashes import NAMED
from ruleengine.source.canonical import canonical

#: Fields that do not tell what an element is.
_NO_SIGN = ("aliases", "origin", "because", "meant", "clause")
#: Sections of elements that say little but their words, so that being alike says nothing.
_UNTOLD = ("sources", "vocabulary.evidence", "vocabulary.methods", "changes", "header", "tables", "rows")


@frozen
class Renames:
    """Old path → new path; and the names and columns that formulas call otherwise because of it."""

    paths: Mapping[str, str] = field(factory=dict)
    columns: Mapping[str, str] = field(factory=dict)

    @property
    def names(self) -> Mapping[str, str]:
        """Old → new of what formulas start from."""
        found = (
            (a.rpartition("."), b.rpartition("."))
            for a, b in self.paths.items()
            if a.partition(".")[0] in NAMED
        )
        return {a[2]: b[2] for a, b in found if a[2] != b[2]}

    @property
    def column_names(self) -> Mapping[str, str]:
        """Old → new of what stands behind a dot."""
        return {a.rpartition(".")[2]: b.rpartition(".")[2] for a, b in self.columns.items()}


def renames(old: Subject, new: Subject, known: Mapping[str, str | None] | None = None) -> Renames:
    """What was renamed or moved from one section to another; in both directions alike.

    `known` are pairs that a person knows, old path → new path, before anything is looked for; None where there is none.
    """
    stated = {a: b for a, b in (known or {}).items() if b and a in old.entries and b in new.entries}
    gone = {
        p: e for p, e in old.entries.items() if e.is_there and p not in new.entries and p not in (known or {})
    }
    come = {p: e for p, e in new.entries.items() if e.is_there and p not in old.entries}
    come = _without(come, stated.values())
    paths = dict(_by_alias(gone, come))
    paths |= {b: a for a, b in _by_alias(_without(come, paths.values()), _without(gone, paths))}
    rest, left = _without(gone, paths), _without(come, paths.values())
    paths |= _moved(rest, left)
    paths |= _alike(_without(rest, paths), _without(left, paths.values()))
    paths |= stated
    return Renames(paths, dict(_columns(old, new, paths)))


def _without(entries: Mapping[str, Entry], paths: Iterable[str]) -> dict[str, Entry]:
    taken = set(paths)
    return {p: e for p, e in entries.items() if p not in taken}


def _by_alias(gone: Mapping[str, Entry], come: Mapping[str, Entry]) -> Iterator[tuple[str, str]]:
    for path, entry in come.items():
        for alias in aliases_of(entry.fields):
            if (before := f"{entry.section}.{alias}") in gone:
                yield before, path
                break


def _moved(gone: Mapping[str, Entry], come: Mapping[str, Entry]) -> dict[str, str]:
    """The same name for formulas in another section: a quantity that became an indicator."""
    names = {e.id: p for p, e in come.items() if e.section in NAMED}
    return {p: names[e.id] for p, e in gone.items() if e.section in NAMED and e.id in names}


def _alike(gone: Mapping[str, Entry], come: Mapping[str, Entry]) -> dict[str, str]:
    """Elements of one section that say the same, where there is one on each side."""
    sides: list[dict[str, list[str]]] = []
    for entries in (gone, come):
        signs: dict[str, list[str]] = {}
        for path, entry in entries.items():
            if entry.section not in _UNTOLD:
                said = {k: v for k, v in entry.fields.items() if k not in _NO_SIGN}
                signs.setdefault(canonical([entry.section, said]), []).append(path)
        sides.append(signs)
    before, after = sides
    return {a[0]: after[s][0] for s, a in before.items() if len(a) == 1 and len(after.get(s, ())) == 1}


def _columns(old: Subject, new: Subject, paths: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Columns of input tables that name what they were called, in either direction."""
    for path, entry in old.entries.items():
        now = new.entries.get(paths.get(path, path))
        before, after = entry.fields.get("columns"), None if now is None else now.fields.get("columns")
        if (
            entry.section != "inputs"
            or now is None
            or not isinstance(before, Mapping)
            or not isinstance(after, Mapping)
        ):
            continue
        for column in before.keys() - after.keys():
            for other in after.keys() - before.keys():
                if column in aliases_of(after[other]) or other in aliases_of(before[column]):
                    yield f"{path}.columns.{column}", f"{now.path}.columns.{other}"
