"""What can be commented on: the elements of a rule set in the order of a reader, each with clause, words and hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from attrs import frozen

from ruleengine.characters import compatible
from ruleengine.figures import plain
from ruleengine.program.inputs import as_map, as_text_pair
from ruleengine.resolve.aliases import aliases_of
from ruleengine.resolve.hashes import element_hashes
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet
from ruleengine.ruleset.model import PLACEHOLDER

#: The sections of a form, in its order; elements of others can be named as well.
SECTIONS = (
    "scope", "functional_unit", "declared_unit", "basis", "reference_flow", "boundary", "rounding", "must",
    "provisions", "requirements", "inputs", "parameters", "tables", "quantities", "emissions", "indicators",
)  # fmt: skip
#: Fields that are said as they are written, with what stands before them.
_WRITTEN = (
    ("formula", ""), ("check", ""), ("applies", "applies: "), ("when", "when: "), ("value", ""), ("unit", "unit: "),
    ("table", "table: "), ("significant", "significant: "), ("places", "places: "),
)  # fmt: skip
_WHITE = re.compile(r"\s+")


@frozen
class CommentTarget:
    """One element that can be commented on; `words` is what a form prints of it, by language."""

    path: str
    clause: str | None
    words: Mapping[str, str]
    hash: str

    @property
    def label(self) -> str:
        """How lists of a form name it; the path stands last, in brackets, and is what counts."""
        first = self.words["zh"].split("\n")[0] or self.words["en"].split("\n")[0]
        return f"{self.clause or '—'} {first[:40]} [{self.path}]"


@frozen
class Targets:
    """All that can be commented on in one version."""

    reference: str
    title: Mapping[str, str]
    fingerprint: str
    all: Mapping[str, CommentTarget]
    aliases: Mapping[str, str]

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Path → position."""
        return {path: n for n, path in enumerate(self.all)}

    @cached_property
    def by_hash(self) -> Mapping[str, CommentTarget]:
        """Hash → element; hashes of elements differ."""
        return {t.hash: t for t in self.all.values()}

    @cached_property
    def clauses(self) -> frozenset[str]:
        """The clauses that elements stand in, and those above them."""
        named = {t.clause for t in self.all.values() if t.clause}
        return frozenset(c.rsplit(".", n)[0] for c in named for n in range(c.count(".") + 1))

    def found(self, path: str) -> CommentTarget | None:
        """The element that goes by a path, or went by it before it was renamed; None where there is none."""
        return self.all.get(path) or self.all.get(self.aliases.get(path, ""))

    def saying(self, words: Mapping[str, str], section: str) -> CommentTarget | None:
        """The one element of a section that says these words; None where there is none or several."""
        seal = seal_of(printed(words, "both"))
        inside = (t for p, t in self.all.items() if p.startswith(f"{section}."))
        found = [t for t in inside if seal_of(printed(t.words, "both")) == seal]
        return found[0] if len(found) == 1 else None


def targets_of(resolved: ResolvedRuleSet, renamed: Mapping[str, str] | None = None) -> Targets:
    """The elements of a rule set, those of the sections of a form first.

    `renamed` are former paths that are known beside those that elements name themselves.
    """
    hashes = element_hashes(resolved)
    listed = {**resolved.singles, **resolved.elements}
    order = {name: n for n, name in enumerate(SECTIONS)}
    ranked = sorted(listed.values(), key=lambda e: order.get(e.section, len(order)))
    found = {e.name: CommentTarget(e.name, e.clause, _words(resolved, e), hashes[e.name]) for e in ranked}
    title = as_text_pair(resolved.own.header.get("title"))
    aliases = dict(renamed or {}) | {
        f"{e.section}.{old}": e.name for e in resolved.elements.values() for old in aliases_of(e.fields)
    }
    return Targets(str(resolved.reference), title, resolved.fingerprint, found, aliases)


def _words(resolved: ResolvedRuleSet, element: ResolvedElement) -> dict[str, str]:
    """What an element says, by language: its label and texts, then formulas, values and units as they are written."""
    written = list(_as_written(element.fields))
    return {x: "\n".join([*_in_language(resolved, element.fields, x), *written]) for x in ("zh", "en")}


def _in_language(resolved: ResolvedRuleSet, fields: Mapping[str, object], language: str) -> Iterator[str]:
    pairs = [fields] if {"zh", "en"} <= fields.keys() else []
    pairs += [as_map(fields.get(name)) for name in ("label", "title", "text", "what")]
    for pair in pairs:
        if pair:
            yield _filled(resolved, _WHITE.sub(" ", str(pair.get(language, ""))).strip())
    for name in ("includes", "excludes"):
        for item in _list_of_pairs(fields.get(name)):
            yield f"{'+' if name == 'includes' else '−'} {item.get(language, '')}"


def _list_of_pairs(value: object) -> list[Mapping[str, object]]:
    return [as_map(item) for item in value] if isinstance(value, list) else []


def _filled(resolved: ResolvedRuleSet, text: str) -> str:
    """A text with the parameters that it names filled in."""

    def shown(match: re.Match[str]) -> str:
        element = resolved.elements.get(f"parameters.{match[1]}")
        return match[0] if element is None else " ".join(_amount(element.fields))

    return PLACEHOLDER.sub(shown, text)


def _amount(fields: Mapping[str, object]) -> Iterator[str]:
    yield _plain(fields.get("value"))
    if fields.get("unit") not in (None, "1"):
        yield str(fields["unit"])


def _as_written(fields: Mapping[str, object]) -> Iterator[str]:
    if "value" in fields:
        yield " ".join(_amount(fields))
    for name, lead in _WRITTEN:
        if name in fields and not (name in ("value", "unit") and "value" in fields):
            yield f"{lead}{_WHITE.sub(' ', _plain(fields[name])).strip()}"
    for name, column in as_map(fields.get("columns")).items():
        unit = as_map(column).get("unit")
        yield f"{name}{f' [{unit}]' if unit else ''}"


def _plain(value: object) -> str:
    return plain(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else str(value)


def printed(words: Mapping[str, str], language: str) -> str:
    """What an element says as a form of a language prints it; in `both`, what the languages share stands once."""
    if language != "both":
        return words.get(language, "")
    zh, en = (words.get(x, "").split("\n") for x in ("zh", "en"))
    shared = [line for line in zh if line in en]
    own = [line for lines in (zh, en) for line in lines if line not in shared]
    return "\n".join([*own, *shared])


def seal_of(text: str) -> str:
    """The digest of a printed text, however its lines are broken: it tells whether a form was edited."""
    return hashlib.sha256(_WHITE.sub("", compatible(text)).encode()).hexdigest()[:16]
