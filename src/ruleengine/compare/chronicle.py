"""What happened to the versions of a library, and when: from the status file, the dates of standards, lists of changes
and, where there is one, the history of git. No clock is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, get_args

from attrs import field, frozen

from ruleengine.diagnostics import Refused
from ruleengine.language import LANGUAGES, Texts
from ruleengine.resolve.overlay import resolve
from ruleengine.resolve.resolved import ResolvedElement
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable, Reference, RuleSet
from ruleengine.ruleset.revision import dates_of_files
from ruleengine.ruleset.status import status_of_item

Happening = Literal[
    "appeared", "edited", "in-force", "out-of-force", "transition-ends", "withdrawn", "erratum"
]
HAPPENINGS: Final = get_args(Happening)
#: What is said of each.
HAPPENING_WORDS: Mapping[Happening, Texts] = {
    "appeared": ("new version {reference}", "新版本{reference}"),
    "edited": ("draft {reference} was edited", "草案{reference}有修改"),
    "in-force": ("{reference} comes into force", "{reference}实施"),
    "out-of-force": ("{reference} ceases to apply", "{reference}停止适用"),
    "transition-ends": ("transition of {reference} ends", "{reference}过渡期结束"),
    "withdrawn": ("{reference} is withdrawn", "{reference}撤回"),
    "erratum": ("erratum of {reference}", "{reference}勘误"),
}


@frozen
class Occurrence:
    """One thing that happened to one version on a day (ISO); `text` says more, in both languages."""

    day: str
    happening: Happening
    reference: Reference
    text: Mapping[str, str] = field(hash=False)

    def title(self, language: str) -> str:
        """What happened, in one language."""
        return HAPPENING_WORDS[self.happening][language == "zh"].format(reference=self.reference)


@frozen
class Told:
    """A version with what is told of it: title, product codes by classification, its list of changes."""

    item: RuleSet | FactorTable
    title: Mapping[str, str]
    codes: tuple[tuple[str, str], ...]
    changes: tuple[Mapping[str, Mapping[str, str]], ...]


@frozen
class Chronicle:
    """All occurrences of a library, the newest first, and its versions; when those `undated` appeared is not known."""

    occurrences: tuple[Occurrence, ...]
    versions: Mapping[Reference, Told]
    undated: tuple[Reference, ...]


def chronicle(library: Library) -> Chronicle:
    """Everything that is known to have happened; raises `Refused` where a file or the status file cannot be used."""
    dates = dates_of_files(library.root)
    versions = {r: _told(library, r) for r in library.references()}
    found: list[Occurrence] = []
    undated: list[Reference] = []
    for reference, told in versions.items():
        days = dates.get(f"{reference.id}/{reference.version}.yaml")
        if days is None:
            undated.append(reference)
        else:
            found += _from_history(reference, told, *days)
        found += _from_status(library, reference, told.item)
    found.sort(key=lambda o: (o.day, HAPPENINGS.index(o.happening), str(o.reference)), reverse=True)
    return Chronicle(tuple(found), versions, tuple(undated))


def _told(library: Library, reference: Reference) -> Told:
    item = library.load(reference)
    if isinstance(item, FactorTable):
        return Told(item, _pair(item.header.get("title")), (), ())
    covered = ((e.id, e.fields.get("codes")) for e in _of_chain(library, item, "product_codes"))
    codes = [(system, str(code)) for system, given in covered if isinstance(given, list) for code in given]
    changes = [
        {k: _pair(e.fields.get(k)) for k in ("what", "why", "effect") if k in e.fields}
        for e in item.elements.values()
        if e.section == "changes"
    ]
    return Told(item, _pair(item.header.get("title")), tuple(codes), tuple(changes))


def _of_chain(library: Library, item: RuleSet, section: str) -> Iterable[ResolvedElement]:
    """The elements of a section as they are resolved; nothing where the rule set cannot be."""
    try:
        return resolve(library, item.reference).section(section)
    except Refused:
        return ()


def _from_history(reference: Reference, told: Told, first: str, last: str) -> Iterator[Occurrence]:
    yield Occurrence(first, "appeared", reference, told.title)
    if last != first and not told.item.released:
        yield Occurrence(last, "edited", reference, told.title)


def _from_status(library: Library, reference: Reference, item: RuleSet | FactorTable) -> Iterator[Occurrence]:
    status = status_of_item(item, library.status(reference))
    title = _pair(item.header.get("title"))
    days: tuple[tuple[Happening, str | None], ...] = (
        ("in-force", status.first), ("out-of-force", status.last), ("transition-ends", status.transition),
    )  # fmt: skip
    yield from (Occurrence(day, what, reference, title) for what, day in days if day is not None)
    yield from (Occurrence(e.date, "withdrawn", reference, e.text) for e in status.withdrawn)
    yield from (Occurrence(e.date, "erratum", reference, e.text) for e in status.errata)


def _pair(value: object) -> Mapping[str, str]:
    given = value if isinstance(value, Mapping) else {}
    return {language: str(given.get(language, "")) for language in LANGUAGES}
