"""A finding about an input as facts: key, facts and place. The sentences are templates beside the codes."""

from __future__ import annotations

import re

from attrs import evolve, frozen

from ruleengine.diagnostics.facts import (
    Fact,
    Facts,
    Phrase,
    fact_data,
    filled,
    filled_if_known,
    spoken,
)
from ruleengine.diagnostics.names import Nearest
from ruleengine.diagnostics.place import Excerpt, Place
from ruleengine.diagnostics.sentences import sentence_of
from ruleengine.language import LANGUAGES, Language, messages_language
from ruleengine.terminal import joined

#: A row within the name of an element.
_ROW = re.compile(r" row (\d+)")
#: The words around the parts of a message.
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "error": "error", "warning": "warning", "colon": ": ", "in": "in ", "comma": ", ", "element": "element `{}`",
        "clause": "clause {}", "seen_from": "as `{}` has it", "expected": "expected", "found": "found", "todo": "to do",
    },
    "zh": {
        "error": "错误", "warning": "警告", "colon": "：", "in": "位于", "comma": "，", "element": "要素`{}`",
        "clause": "条款{}", "seen_from": "就`{}`而言", "expected": "应为", "found": "实为", "todo": "处理",
    },
}  # fmt: skip


@frozen
class Said:
    """What a diagnostic says in one language."""

    message: str
    expected: str | None
    found: str | None
    remedy: str

    def data(self) -> dict[str, str]:
        """The sentences as JSON-able data; what is not said is left out."""
        items = (
            ("message", self.message), ("expected", self.expected), ("found", self.found), ("remedy", self.remedy),
        )  # fmt: skip
        return {name: text for name, text in items if text is not None}


@frozen
class Related:
    """Another place that has to do with a finding; `role` names the phrase `related.<role>`."""

    role: str
    place: Place

    def words(self, language: Language) -> str:
        """What the place has to do with the finding."""
        return spoken(Phrase(f"related.{self.role}"), language)


@frozen
class Diagnostic:
    """One finding about an input file.

    `key` names the sentence: a diagnostic code and what is wrong in particular, such as `E405.…`.
    `seen_from` is the rule set for which an inherited element is wrong, where that is not the one it stands in;
    `within` is the part of a larger input that it was found in, such as a scenario.
    """

    key: str
    facts: Facts = ()
    place: Place | None = None
    element: str | None = None
    clause: str | None = None
    excerpt: Excerpt | None = None
    related: tuple[Related, ...] = ()
    seen_from: str | None = None
    within: Phrase | None = None

    @property
    def code(self) -> str:
        """The code, a key of `codes.CODES`, which gives severity, cause and remedy."""
        return self.key.partition(".")[0]

    @property
    def severity(self) -> str:
        """`error` or `warning`."""
        return "error" if self.key.startswith("E") else "warning"

    def fact(self, name: str) -> Fact | None:
        """A fact by its name; None where it is not there."""
        found = dict(self.facts).get(name)
        return found.found() if isinstance(found, Nearest) else found

    def of_file(self, file: str, shown: str) -> Diagnostic:
        """The same finding where `file`, in which something is kept for a while, is called `shown`."""
        related = tuple(Related(r.role, _called(r.place, file, shown)) for r in self.related)
        facts = tuple((name, shown if fact == file else fact) for name, fact in self.facts)
        place = self.place and _called(self.place, file, shown)
        return evolve(self, place=place, related=related, facts=facts)

    def said(self, language: Language) -> Said:
        """The sentences in one language."""
        sentence = sentence_of(self.key)
        message = filled(sentence.zh if language == "zh" else sentence.en, self.facts, language)
        return Said(
            self._before(language) + message,
            filled_if_known(sentence.expected, self.facts, language),
            filled_if_known(sentence.found, self.facts, language),
            self._remedy(language) or remedy_of(self.code, language),
        )

    def _before(self, language: Language) -> str:
        """The part of a larger input, in front of a message; empty where there is none."""
        return spoken(self.within, language) + _WORDS[language]["colon"] if self.within else ""

    def _remedy(self, language: Language) -> str | None:
        """The remedy of the case at hand; None where only that of the code is left."""
        near = self.fact("nearest")
        if near is not None:
            return f"是否想写`{near}`？" if language == "zh" else f"did you mean `{near}`?"
        told_all = (filled_if_known(r, self.facts, language) for r in sentence_of(self.key).all_remedies)
        return next((told for told in told_all if told is not None), None)

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.said("en").message

    @property
    def expected(self) -> str | None:
        """What was expected, in English."""
        return self.said("en").expected

    @property
    def found(self) -> str | None:
        """What was found, in English."""
        return self.said("en").found

    @property
    def suggestion(self) -> str | None:
        """The remedy of the case at hand, in English; None where only the general one of the code is left."""
        return self._remedy("en")

    def text(self, language: Language | None = None) -> str:
        """The diagnostic as a person reads it in a terminal."""
        chosen = language or messages_language()
        words, said = _WORDS[chosen], self.said(chosen)
        colon = words["colon"]
        where = f"{self.place}: " if self.place else ""
        lines = [f"{where}{words[self.severity]} {self.code}{colon}{said.message}"]
        named = (
            ("element", _element(self.element, chosen)),
            ("clause", self.clause),
            ("seen_from", self.seen_from),
        )
        context = [words[name].format(value) for name, value in named if value]
        if context:
            lines.append("  " + words["in"] + words["comma"].join(context))
        if self.excerpt:
            lines += ["    " + line for line in self.excerpt.lines()]
        for name, value in (("expected", said.expected), ("found", said.found)):
            if value:
                lines.append(f"  {words[name]}{colon}{value}")
        lines += [f"  {r.place}: {r.words(chosen)}" for r in self.related]
        lines.append(f"  {words['todo']}{colon}{said.remedy}")
        return joined(lines)

    def data(self) -> dict[str, object]:
        """The diagnostic as JSON-able data, in both languages; what is not there is left out."""
        items: dict[str, object | None] = {
            "code": self.code,
            "key": self.key,
            "severity": self.severity,
            **(self.place.data() if self.place else {}),
            "element": self.element,
            "clause": self.clause,
            "seen_from": self.seen_from,
            "within": fact_data(self.within) if self.within else None,
            "formula": self.excerpt.text if self.excerpt else None,
            "span": [self.excerpt.start, self.excerpt.end] if self.excerpt else None,
            "related": [{"role": r.role, **r.place.data()} for r in self.related] or None,
            "facts": {n: data for n, fact in self.facts if (data := fact_data(fact)) is not None},
            **{language: self.said(language).data() for language in LANGUAGES},
        }
        return {k: v for k, v in items.items() if v is not None}


def _called(place: Place, file: str, shown: str) -> Place:
    return evolve(place, file=shown) if place.file == file else place


def _element(element: str | None, language: Language) -> str | None:
    """The element as a person reads it: `materials row 3, mass` is `materials第3行，mass` in Chinese."""
    if element is None or language == "en":
        return element
    return _ROW.sub(r"第\1行", element).replace(", ", "，")


def remedy_of(code: str, language: Language) -> str:
    """The general remedy of a code."""
    from ruleengine.diagnostics.codes import CODES

    return CODES[code].remedied(language)
