"""A chronicle as Atom feeds (RFC 4287): of everything, of each rule set, and of each product code.

Ids are made from names and days, so that the same library has the same bytes and readers know what they have read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from ruleengine.characters import visible
from ruleengine.compare.chronicle import Chronicle, Occurrence
from ruleengine.compare.difference import difference
from ruleengine.compare.history import item_of
from ruleengine.compare.view import difference_view
from ruleengine.diagnostics import Refused
from ruleengine.diagnostics.facts import in_words
from ruleengine.language import Language, Texts
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import Reference
from ruleengine.version import __version__

ATOM = "http://www.w3.org/2005/Atom"
_ALL: Texts = ("Rules for product carbon footprints: what changes", "产品碳足迹核算规则的变化")
_RULE_SET: Texts = ("{id}: what changes", "{id}的变化")
_CODE: Texts = ("Product code {code} ({system}): what changes", "产品代码{code}（{system}）所适用规则的变化")
_AUTHOR: Texts = ("Rule library", "规则库")
_WHY: Texts = ("because: {text}", "理由：{text}")
_EFFECT: Texts = ("effect: {text}", "影响：{text}")


def feeds(
    found: Chronicle,
    language: Language,
    counts: Callable[[Reference], Sequence[str]] = lambda _: (),
    site: str | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every feed in one language; a feed of which nothing happened is left out.

    `counts` are sentences about what a new version changes; with `site`, the address below which the feeds will stand,
    each names its own address.
    """
    made = _Feeds(found, language, counts, site)
    yield from made.feed("all.atom", _ALL, {}, found.occurrences)
    for id_ in dict.fromkeys(r.id for r in found.versions):
        of_rule_set = [o for o in found.occurrences if o.reference.id == id_]
        yield from made.feed(f"{id_}.atom", _RULE_SET, {"id": id_}, of_rule_set)
    covered: dict[tuple[str, str], set[Reference]] = {}
    for reference, told in found.versions.items():
        for covers in told.codes:
            covered.setdefault(covers, set()).add(reference)
    for (system, code), references in sorted(covered.items()):
        of_code = [o for o in found.occurrences if o.reference in references]
        path = f"codes/{system}/{quote(code, safe='')}.atom"
        yield from made.feed(path, _CODE, {"code": code, "system": system}, of_code)


def version_counts(library: Library, language: Language) -> Callable[[Reference], Sequence[str]]:
    """How many edits of which kind a version has over the one before it; nothing for a first version."""

    @cache
    def counts(reference: Reference) -> Sequence[str]:
        earlier = library.before(reference)
        if earlier is None:
            return ()
        try:
            found = difference(item_of(library, earlier), item_of(library, reference))
        except Refused:
            return ()
        view = difference_view(found, language)
        return (view.title, *view.counts)

    return counts


class _Feeds:
    def __init__(
        self,
        found: Chronicle,
        language: Language,
        counts: Callable[[Reference], Sequence[str]],
        site: str | None,
    ):
        self._found, self._language, self._counts, self._site = found, language, counts, site
        self._contents: dict[Occurrence, str] = {}

    def _say(self, texts: Texts, **facts: str) -> str:
        return in_words(texts, self._language, **facts)

    def feed(
        self, path: str, title: Texts, facts: Mapping[str, str], occurrences: Sequence[Occurrence]
    ) -> Iterator[tuple[str, bytes]]:
        """One feed, where anything happened."""
        if not occurrences:
            return
        root = ElementTree.Element(
            "feed", {"xmlns": ATOM, "xml:lang": "zh-CN" if self._language == "zh" else "en"}
        )
        _add(root, "id", _urn(f"feed:{self._language}:{path}"))
        _add(root, "title", self._say(title, **facts))
        _add(root, "updated", f"{occurrences[0].day}T00:00:00Z")
        _add(_add(root, "author"), "name", self._say(_AUTHOR))
        _add(root, "generator", "ruleengine", version=__version__)
        if self._site is not None:
            _add(
                root, "link", rel="self", type="application/atom+xml", href=f"{self._site.rstrip('/')}/{path}"
            )
        for occurrence in occurrences:
            self._entry(root, occurrence)
        ElementTree.indent(root)
        yield path, b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, "utf-8") + b"\n"

    def _entry(self, root: ElementTree.Element, occurrence: Occurrence) -> None:
        entry = _add(root, "entry")
        name = f"entry:{self._language}:{occurrence.reference}:{occurrence.happening}:{occurrence.day}"
        _add(
            entry,
            "id",
            _urn(name + (f":{occurrence.text['en']}" if occurrence.happening == "erratum" else "")),
        )
        _add(entry, "title", occurrence.title(self._language))
        _add(entry, "updated", f"{occurrence.day}T00:00:00Z")
        _add(entry, "category", term=occurrence.happening)
        _add(entry, "category", term=str(occurrence.reference), scheme="urn:ruleengine:version")
        _add(entry, "content", self._content(occurrence), type="html")

    def _content(self, occurrence: Occurrence) -> str:
        if occurrence not in self._contents:
            self._contents[occurrence] = "".join(self._parts(occurrence))
        return self._contents[occurrence]

    def _parts(self, occurrence: Occurrence) -> Iterator[str]:
        yield f"<p>{escape(occurrence.text.get(self._language, ''))}</p>"
        if occurrence.happening != "appeared":
            return
        told = self._found.versions[occurrence.reference]
        yield from (f"<p>{escape(line)}</p>" for line in self._counts(occurrence.reference))
        if told.changes:
            yield "<ul>"
            for change in told.changes:
                said = [escape(change[k][self._language]) for k in ("what",) if k in change]
                for key, word in (("why", _WHY), ("effect", _EFFECT)):
                    if key in change:
                        said.append(self._say(word, text=escape(change[key][self._language])))
                yield f"<li>{'<br>'.join(said)}</li>"
            yield "</ul>"


def _add(
    parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, tag, attributes)
    made.text = None if text is None else visible(text)
    return made


def _urn(name: str) -> str:
    return uuid5(NAMESPACE_URL, f"ruleengine:{name}").urn
