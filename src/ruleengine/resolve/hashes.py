"""A hash for every element of a resolved rule set: it covers its fields and everything they reach.

An element reaches the names in its formulas, the parameters in braces in its texts, its sources, evidence and
methods, the input table or look-up table that it points at; those reach others. Equal hash: nothing that the element
rests on has changed. Where it was inherited from and why it was changed do not count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping

from ruleengine.formula.from_text import parse
from ruleengine.formula.nodes import Attribute, dotted, names, walk
from ruleengine.formula.refusals import FormulaError
from ruleengine.formula.words import on_one_line
from ruleengine.resolve.closures import Closures
from ruleengine.resolve.headline import adds_up, headline
from ruleengine.resolve.identity import FORMULAS, folded, lasting
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet
from ruleengine.ruleset.model import PLACEHOLDER
from ruleengine.source.canonical import Canonical, canonical

#: Sections whose ids are the names of formulas.
NAMED = ("inputs", "parameters", "tables", "quantities", "emissions", "indicators")
#: Fields that name an element → the section it stands in.
_POINTERS = {
    "source": "sources",
    "typical_source": "sources",
    "evidence": "vocabulary.evidence",
    "method": "vocabulary.methods",
    "references": "inputs",
    "values_of": "tables",
}


def element_hashes(resolved: ResolvedRuleSet, only: Collection[str] | None = None) -> dict[str, str]:
    """Path → `sha256:…` of every element and single section, or of those named; in the order of the rule set."""
    if only is not None and not only:
        return {}
    reach = Reach(resolved)
    hasher = _Hasher(reach)
    return {n: hasher.hash(n) for n in reach.elements if only is None or n in only}


def element_object(resolved: ResolvedRuleSet, name: str) -> dict[str, object]:
    """The object whose hash is that of an element; raises KeyError for an element that is not there."""
    return Reach(resolved).described(name)


class Reach:
    """Which elements an element rests on."""

    def __init__(self, resolved: ResolvedRuleSet):
        self.resolved = resolved
        self.elements: Mapping[str, ResolvedElement] = {**resolved.singles, **resolved.elements}
        self._named = {e.id: e.name for section in NAMED for e in resolved.section(section)}
        self._quantities = {e.id for e in resolved.section("quantities")}
        self._sums: dict[str, frozenset[str]] = {}
        direct = {name: frozenset(self._reached(e)) for name, e in self.elements.items()}
        #: What elements reach at once, and what the parts of the footprint add up, which are no elements.
        self.direct: Mapping[str, frozenset[str]] = {**direct, **self._sums}
        self.texts = {name: canonical(folded(lasting(e.fields))) for name, e in self.elements.items()}

    def described(self, name: str) -> dict[str, object]:
        """The element's path; the fields of all that it reaches, its own among them; hashes of look-up tables."""
        reached, tables = self.closure(name), self.resolved.tables
        return {
            "element": name,
            "elements": {n: Canonical(self.texts[n]) for n in reached},
            "tables": {k: t.fingerprint for k, t in tables.items() if f"tables.{k}" in reached},
        }

    def closure(self, name: str) -> set[str]:
        """The paths of all elements that an element reaches, its own among them."""
        found, waiting = {name}, [*self.direct[name]]
        while waiting:
            if (next_ := waiting.pop()) not in found:
                found.add(next_)
                waiting += self.direct[next_]
        return found & self.elements.keys()

    def _reached(self, element: ResolvedElement) -> Iterator[str]:
        for path in self._of_fields(lasting(element.fields)):
            if path in self.elements or path in self._sums:
                yield path

    def _of_fields(self, value: object) -> Iterator[str]:
        if isinstance(value, Mapping):
            for key, item in value.items():
                if key in FORMULAS and isinstance(item, str):
                    yield from self._of_formula(item)
                elif key in _POINTERS and isinstance(item, str | list):
                    named = [item] if isinstance(item, str) else item
                    yield from (f"{_POINTERS[key]}.{i.partition('.')[0]}" for i in named)
                else:
                    yield from self._of_fields(item)
        elif isinstance(value, list):
            for item in value:
                yield from self._of_fields(item)
        elif isinstance(value, str):
            yield from (f"parameters.{m[1]}" for m in PLACEHOLDER.finditer(value))

    def _of_formula(self, text: str) -> Iterator[str]:
        try:
            tree = parse(on_one_line(text))
        except FormulaError:
            return
        yield from self._paths(names(tree))
        for node in walk(tree):
            if isinstance(node, Attribute):
                yield from self._of_attribute(node)

    def _of_attribute(self, node: Attribute) -> Iterator[str]:
        """A part of the footprint; or a calculated column behind a reference, which is a quantity."""
        path = dotted(node)
        if path is not None and path[0] == "footprint":
            part = path[-1]
            if _sum(part) not in self._sums:
                self._sums[_sum(part)] = frozenset(p for p in self._of_footprint(part) if p in self.elements)
            yield _sum(part)
        elif path is not None and node.name in self._quantities:
            yield from self._paths((node.name,))

    def _of_footprint(self, part: str) -> Iterator[str]:
        """The emissions that a part of the footprint adds up, and what it is divided by."""
        counted = headline(self.resolved)
        for element in self.resolved.section("emissions"):
            if adds_up(part, element.fields.get("stage"), element.fields.get("species"), counted):
                yield element.name
        if part == "per_unit":
            yield from ("reference_flow", "functional_unit", "declared_unit", "basis")

    def _paths(self, found: Iterable[str]) -> Iterator[str]:
        return (self._named[name] for name in found if name in self._named)


class _Hasher:
    """The hashes of what `Reach.described` describes, without writing each of the texts that many have in common."""

    def __init__(self, reach: Reach):
        tables = reach.resolved.tables
        paths = sorted(reach.elements, key=lambda path: path.encode("utf-16-be"))
        self._elements = [f"{canonical(path)}:{reach.texts[path]}".encode() for path in paths]
        held = [path.removeprefix("tables.") for path in paths if path.startswith("tables.")]
        self._first = next((i for i, path in enumerate(paths) if path.startswith("tables.")), 0)
        self._tables = [
            f"{canonical(k)}:{canonical(tables[k].fingerprint)}".encode() if k in tables else b""
            for k in held
        ]
        self._closures = Closures(reach.direct, paths)

    def hash(self, name: str) -> str:
        """`sha256:…` of one element."""
        digest = hashlib.sha256(f'{{"element":{canonical(name)},"elements":{{'.encode())
        digest.update(b",".join(self._closures.chosen(name, self._elements)))
        tables = self._closures.chosen(name, self._tables, self._first)
        digest.update(b'},"tables":{' + b",".join(filter(None, tables)) + b"}}")
        return f"sha256:{digest.hexdigest()}"


def _sum(part: str) -> str:
    """The name of a part of the footprint among what elements reach; no element is called so."""
    return f"footprint.{part}"
