"""Facts of a diagnostic, and sentences made of them in English and Chinese.

A sentence is a template: `{name}` is a fact as it is, `{name:code}` in backticks, `{names:codes}` a list of names in
backticks (`{names:every}` however many), `{names:list}` a list without, `{count:s}` the plural s of English.
`{{` and `}}` are braces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from string import Formatter
from typing import TypeAlias

from attrs import frozen

from ruleengine.diagnostics.names import Nearest
from ruleengine.figures import in_full
from ruleengine.language import Language, Texts

#: How many names of a list are written out.
MOST_NAMES = 12
#: How many items of a list stand among the facts of a finding in JSON.
MOST_ITEMS = 100


@frozen
class Both:
    """One text in both languages, such as a label of a rule set."""

    en: str
    zh: str

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


@frozen(init=False)
class Phrase:
    """A part of a sentence: its key in `phrases.PHRASES`, and facts of its own."""

    key: str
    facts: Facts

    def __init__(self, key: str, /, **facts: Fact | None):
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "facts", facts_of(facts))


Fact: TypeAlias = "str | int | bool | Decimal | Both | Phrase | Nearest | tuple[Fact, ...]"
#: Facts by name, in the order of the names.
Facts: TypeAlias = "tuple[tuple[str, Fact], ...]"


def facts_of(facts: Mapping[str, Fact | None]) -> Facts:
    """Facts in the order of their names; those that are None are left out."""
    return tuple(sorted((name, fact) for name, fact in facts.items() if fact is not None))


@lru_cache(maxsize=2048)
def _pieces(template: str) -> tuple[tuple[str, str | None, str], ...]:
    """Literal text, name of the fact behind it (None at the end) and how it is written."""
    return tuple((text, name, how or "") for text, name, how, _ in Formatter().parse(template))


def facts_named(template: str) -> set[str]:
    """The names of the facts that a template needs."""
    return {name for _, name, _ in _pieces(template) if name is not None}


def filled(template: str, facts: Facts, language: Language) -> str:
    """A template with its facts; raises `KeyError` for a fact that is not there."""
    known = dict(facts)
    return "".join(
        text + ("" if name is None else _written(known[name], how, language))
        for text, name, how in _pieces(template)
    )


def _written(fact: Fact, how: str, language: Language) -> str:
    """A fact as a template asks for it."""
    match how:
        case "":
            return spoken(fact, language)
        case "code":
            return f"`{spoken(fact, language)}`"
        case "codes":
            return _listed(_items(fact), language)
        case "every":
            return _joined([f"`{spoken(item, language)}`" for item in _items(fact)], language)
        case "list":
            return _joined([spoken(item, language) for item in _items(fact)], language)
        case "s":
            return "s" if fact != 1 else ""
    raise KeyError(f"no way of writing a fact is called `{how}`")


def _items(fact: Fact) -> tuple[Fact, ...]:
    return fact if isinstance(fact, tuple) else (fact,)


def spoken(fact: Fact, language: Language) -> str:
    """A fact in words."""
    if isinstance(fact, Both):
        return fact[language]
    if isinstance(fact, Phrase):
        from ruleengine.diagnostics.phrases import PHRASES

        en, zh = PHRASES[fact.key]
        return filled(zh if language == "zh" else en, fact.facts, language)
    if isinstance(fact, tuple):
        return _joined([spoken(item, language) for item in fact], language)
    if isinstance(fact, Nearest):
        return fact.found() or ""
    return in_full(fact) if isinstance(fact, Decimal) else str(fact)


def _joined(items: Iterable[str], language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(items)


def _listed(items: tuple[Fact, ...], language: Language) -> str:
    """The first names of a list in backticks, and how many there are where not all are shown."""
    shown = _joined([f"`{spoken(item, language)}`" for item in items[:MOST_NAMES]], language)
    if len(items) <= MOST_NAMES:
        return shown
    return f"{shown}……（共{len(items)}个）" if language == "zh" else f"{shown}, … ({len(items)} in all)"


def fact_data(fact: Fact) -> object:
    """A fact as JSON-able data: numbers as decimal texts, lists as lists, texts in two languages as maps.

    Of a long list the first items, and behind them a map that says how many more there are.
    """
    if isinstance(fact, Both):
        return {"en": fact.en, "zh": fact.zh}
    if isinstance(fact, Phrase):
        return {"phrase": fact.key, **{name: fact_data(value) for name, value in fact.facts}}
    if isinstance(fact, tuple):
        more = len(fact) - MOST_ITEMS
        return [*map(fact_data, fact[:MOST_ITEMS]), *([{"more": more}] if more > 0 else [])]
    if isinstance(fact, Nearest):
        return fact.found()
    return in_full(fact) if isinstance(fact, Decimal) else fact


def in_words(texts: Texts, language: Language, **facts: Fact | None) -> str:
    """A pair of templates in one language, with its facts; raises `KeyError` for a fact that is not there."""
    return filled(texts[1] if language == "zh" else texts[0], facts_of(facts), language)


@frozen
class Speaker:
    """Says pairs of sentences in one language."""

    language: Language

    def __call__(self, texts: Texts, **facts: Fact) -> str:
        """The sentence of the language with its facts."""
        return in_words(texts, self.language, **facts)

    def joined(self, parts: Iterable[str]) -> str:
        """Parts of a sentence with commas between them."""
        return ("，" if self.language == "zh" else ", ").join(parts)


@frozen
class Sentence:
    """What is said of one kind of finding, as templates.

    `expected`, `found` and the remedies are pairs (English, Chinese); one of which a fact is not there is left out. The
    first of `remedies` whose facts are all there is told, else `remedy`, else the remedy of the code.
    """

    en: str
    zh: str
    expected: Texts | None = None
    found: Texts | None = None
    remedy: Texts | None = None
    remedies: tuple[Texts, ...] = ()

    def parts(self) -> tuple[tuple[str, Texts], ...]:
        """Every part with its templates, for those who check them."""
        named = (("message", (self.en, self.zh)), ("expected", self.expected), ("found", self.found))
        parts = [(name, texts) for name, texts in named if texts is not None]
        return (*parts, *(("remedy", texts) for texts in self.all_remedies))

    @property
    def all_remedies(self) -> tuple[Texts, ...]:
        """The remedies, the one for the most special case first."""
        return (*self.remedies, *([self.remedy] if self.remedy else []))


def filled_if_known(texts: Texts | None, facts: Facts, language: Language) -> str | None:
    """A template of a pair with its facts; None where there is none, or a fact is not there."""
    if texts is None:
        return None
    template = texts[1] if language == "zh" else texts[0]
    if facts_named(template) - {name for name, _ in facts}:
        return None
    return filled(template, facts, language)
