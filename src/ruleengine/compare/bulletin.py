"""What changed for one's own products between two days: rules, data asked, numbers and deadlines, in two pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from ruleengine.compare.chronicle import Chronicle, Occurrence, Told, chronicle
from ruleengine.compare.difference import difference
from ruleengine.compare.edits import Difference, Edit
from ruleengine.compare.history import item_of
from ruleengine.compare.purposes import demanded
from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable, Reference, RuleSet

#: Deadlines are what happens, or ends, on a day that may lie ahead.
DEADLINES = ("in-force", "out-of-force", "transition-ends", "withdrawn")


@frozen
class RuleSetNews:
    """Of one rule set that products name: the version they use, and the newest that there was at the end of the time.

    `newer` is None where there was none, `draft` says that it is one; `difference` is from the version used to it, and
    `faults` say why there is none. `used` is None where the version that products name is not in the library.
    """

    name: str
    products: int
    used: Reference | None
    newer: Reference | None = None
    draft: bool = False
    difference: Difference | None = None
    told: tuple[Mapping[str, Mapping[str, str]], ...] = ()
    faults: tuple[Diagnostic, ...] = ()

    @property
    def asked(self) -> tuple[Edit, ...]:
        """What an inventory has to give and did not: new demands first, then other breaking changes of data."""
        edits = [e for e in self._edits if e.purpose == "data" and e.severity == "breaking" and e.new_path]
        return tuple(sorted(edits, key=lambda e: not (e.kind == "added" and demanded(e.entry.fields))))

    @property
    def gone(self) -> tuple[Edit, ...]:
        """What an inventory may no longer give."""
        return tuple(e for e in self._edits if e.entry.section == "inputs" and e.kind == "removed")

    @property
    def numbers(self) -> tuple[Edit, ...]:
        """Numbers and tables that results rest on and that are others now."""
        sections = ("parameters", "tables")
        return tuple(
            e for e in self._edits
            if e.purpose == "numeric" and e.kind == "modified" and e.entry.section in sections
        )  # fmt: skip

    @property
    def requirements(self) -> tuple[int, int, int]:
        """How many requirements are new, otherwise and gone."""
        found = [
            e.kind for e in self._edits if e.entry.section == "requirements" and e.severity != "editorial"
        ]
        return (
            found.count("added"),
            len(found) - found.count("added") - found.count("removed"),
            found.count("removed"),
        )

    @property
    def _edits(self) -> Sequence[Edit]:
        return () if self.difference is None else self.difference.edits


@frozen
class Bulletin:
    """News of the rule sets that products name, and what happened to them and what they rest on between two days.

    `ahead` are deadlines that lie behind the last day. `undated` are versions of which nobody knows when they appeared;
    they count as there.
    """

    first: str
    last: str
    news: tuple[RuleSetNews, ...]
    happened: tuple[Occurrence, ...]
    ahead: tuple[Occurrence, ...]
    undated: tuple[Reference, ...]


def bulletin(library: Library, named: Mapping[str, int], first: str, last: str) -> Bulletin:
    """What changed for products that name these rule sets (name → how many products), from a day to a day (ISO)."""
    found = chronicle(library)
    appeared = {o.reference: o.day for o in found.occurrences if o.happening == "appeared"}
    there = [r for r in found.versions if appeared.get(r, first) <= last]
    news = tuple(_news(library, found, name, count, there) for name, count in named.items())
    mine = set(_reached(library, news))
    concerned = [o for o in found.occurrences if o.reference in mine]
    happened = tuple(o for o in concerned if first <= o.day <= last)
    ahead = tuple(
        sorted((o for o in concerned if o.day > last and o.happening in DEADLINES), key=lambda o: o.day)
    )
    return Bulletin(first, last, news, happened, ahead, tuple(r for r in found.undated if r in mine))


def _news(
    library: Library, found: Chronicle, name: str, products: int, there: Collection[Reference]
) -> RuleSetNews:
    id_, _, version = name.partition("@")
    versions = [r for r in there if r.id == id_]
    known = [r for r in found.versions if r.id == id_]
    newest = versions[-1] if versions and not version else None
    used = next((r for r in known if str(r.version) == version), newest)
    newer = max(
        (r for r in versions if used and r.version > used.version), key=lambda r: r.version, default=None
    )
    if used is None or newer is None:
        return RuleSetNews(name, products, used)
    told, draft = _told(found.versions, used, newer), not found.versions[newer].item.released
    try:
        between = difference(item_of(library, used), item_of(library, newer))
    except Refused as refused:
        return RuleSetNews(name, products, used, newer, draft, None, told, tuple(refused.diagnostics))
    return RuleSetNews(name, products, used, newer, draft, between, told)


def _told(
    versions: Mapping[Reference, Told], used: Reference, newer: Reference
) -> tuple[Mapping[str, Mapping[str, str]], ...]:
    """The lists of changes of all versions after the one used."""
    between = [r for r in versions if r.id == used.id and used.version < r.version <= newer.version]
    return tuple(change for reference in between for change in versions[reference].changes)


def _reached(library: Library, news: Iterable[RuleSetNews]) -> Iterator[Reference]:
    """The versions that products use and the newest, with their bases and tables, and other versions of these."""
    ids: set[str] = set()
    for entry in news:
        for reference in (entry.used, entry.newer):
            if reference is not None:
                ids |= _ids(library, reference)
    return (r for r in library.references() if r.id in ids)


def _ids(library: Library, reference: Reference) -> set[str]:
    found: set[str] = {reference.id}
    try:
        item: RuleSet | FactorTable | None = library.load(reference)
        while isinstance(item, RuleSet):
            tables = (e.fields.get("table") for e in item.elements.values() if e.section == "tables")
            found |= {item.reference.id, *(str(t).partition("@")[0] for t in tables if t)}
            item = library.load(item.extends) if item.extends else None
    except Refused:
        return found
    return found
