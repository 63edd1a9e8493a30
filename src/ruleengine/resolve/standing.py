"""How the files that a result rests on stand: what every output has to say of them besides their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from ruleengine.diagnostics.facts import Fact, in_words
from ruleengine.diagnostics.field_words import STATUSES
from ruleengine.language import Language, Texts
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable, Reference, RuleSet
from ruleengine.ruleset.status import status_of_item

#: What may be said of a file, the gravest first.
KINDS = ("withdrawn", "erratum", "draft", "ended", "unlocked")
_SAID: dict[str, Texts] = {
    "withdrawn": (
        "{file} is withdrawn from {date} on (source: {source}): {text}",
        "{file}自{date}起撤回（来源：{source}）：{text}",
    ),
    "erratum": (
        "erratum of {date} to {file} (source: {source}): {text}",
        "{file}的勘误（{date}，来源：{source}）：{text}",
    ),
    "draft": ("draft: {files:list}", "草案：{files:list}"),
    "ended": ("{file} is in force until {date}", "{file}有效期至{date}"),
    "unlocked": (
        "{file} is released and not in the lock file: nothing tells whether it has changed",
        "{file}已发布，但未列入锁定文件：无法判断其是否被更改",
    ),
}
#: What stands beside the name of a file. No clock is read, so the day of a withdrawal is said: it may lie ahead.
_WORDS: dict[str, Texts] = {
    "withdrawn": ("withdrawn from {date}", "自{date}起撤回"), "erratum": ("erratum", "有勘误"),
    "draft": STATUSES["draft"],
}  # fmt: skip
_BETWEEN: Texts = (", ", "，")
_BESIDE: Texts = ("{file} ({words})", "{file}（{words}）")
_TRANSITION: Texts = (
    "{file} is in force until {date} and may be used until {end}", "{file}有效期至{date}，过渡期至{end}",
)  # fmt: skip


@frozen
class Standing:
    """One thing to say of a file, `id@version`; `date`, `end`, `text` and the title of its `source` where the kind has
    them, the last two as `{zh, en}`.
    """

    file: str
    kind: str
    date: str | None = None
    end: str | None = None
    text: Mapping[str, str] | None = None
    source: Mapping[str, str] | None = None


def standings(library: Library, items: Iterable[RuleSet | FactorTable]) -> tuple[Standing, ...]:
    """What is to be said of files, in their order, each once; raises `Refused` where the status file cannot be used."""
    unique = {item.reference: item for item in items}
    return tuple(found for item in unique.values() for found in _of_item(library, item))


def _of_item(library: Library, item: RuleSet | FactorTable) -> Iterator[Standing]:
    reference, name = item.reference, str(item.reference)
    status = status_of_item(item, library.status(reference))
    for kind, events in (("withdrawn", status.withdrawn), ("erratum", status.errata)):
        for event in events:
            yield Standing(name, kind, event.date, text=event.text, source=event.source)
    if not item.released:
        yield Standing(name, "draft")
    elif not library.lock(reference).has(reference):
        yield Standing(name, "unlocked")
    if status.last is not None:
        yield Standing(name, "ended", status.last, status.transition)


def standing_words(found: Iterable[Standing], reference: Reference | str, language: Language) -> str:
    """The words that stand beside the name of a file: `withdrawn from 2026-02-01, erratum`; may be empty."""
    own = [s for s in found if s.file == str(reference)]
    days = {
        k: min((s.date for s in own if s.kind == k and s.date), default="") for k in {s.kind for s in own}
    }
    words = (in_words(_WORDS[k], language, date=days[k]) for k in KINDS if k in days and k in _WORDS)
    return in_words(_BETWEEN, language).join(words)


def named(found: Iterable[Standing], reference: Reference | str, language: Language) -> str:
    """The name of a file with what is to be said beside it: `gb/lighting@0.1.0 (draft)`."""
    return beside(str(reference), standing_words(found, reference, language), language)


def beside(name: str, words: str, language: Language) -> str:
    """A name with words in brackets behind it, where there are any."""
    return in_words(_BESIDE, language, file=name, words=words) if words else name


def standing_codes(found: Iterable[Standing]) -> tuple[str, ...]:
    """The kind and the file of all that is to be said, the gravest first, each once: `draft gb/lighting@0.1.0`."""
    kinds = sorted(found, key=lambda s: KINDS.index(s.kind))
    return tuple(dict.fromkeys(f"{s.kind} {s.file}" for s in kinds))


def standing_sentences(found: Iterable[Standing], language: Language) -> list[str]:
    """All that is to be said of files, a sentence each, the gravest first; drafts in one sentence."""
    found = tuple(found)
    told: list[str] = []
    for kind in KINDS:
        some = [s for s in found if s.kind == kind]
        if kind == "draft" and some:
            files = tuple(dict.fromkeys(s.file for s in some))
            told.append(in_words(_SAID[kind], language, files=files))
        elif kind != "draft":
            told += [_sentence(s, language) for s in some]
    return told


def _sentence(standing: Standing, language: Language) -> str:
    facts: dict[str, Fact] = {"file": standing.file}
    for name, texts in (("text", standing.text), ("source", standing.source)):
        facts |= {} if texts is None else {name: texts.get(language, "")}
    facts |= {k: v for k, v in (("date", standing.date), ("end", standing.end)) if v is not None}
    said = _TRANSITION if standing.kind == "ended" and standing.end else _SAID[standing.kind]
    return in_words(said, language, **facts)
