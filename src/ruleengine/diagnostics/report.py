"""Collecting findings, and refusing with all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import define, evolve, field

from ruleengine.diagnostics.diagnostic import Diagnostic, Related
from ruleengine.diagnostics.facts import Fact, facts_of
from ruleengine.diagnostics.names import Nearest
from ruleengine.diagnostics.place import Excerpt, Place
from ruleengine.language import messages_language

#: How many errors, and how many warnings, of one file are told; further ones are counted.
MOST_OF_FILE = 200
#: How many errors, and how many warnings, of all files together are told.
MOST = 1000
#: For how many findings of a kind, or names, the nearest known name is looked for.
MOST_NEAREST = 40
#: What is told of the findings that are only counted.
MORE = {"error": "E112.more", "warning": "W113.more"}


class Fault(ValueError):
    """Something wrong in a text or a value, before it is known where that stands: key, facts, span in the text."""

    def __init__(self, key: str, /, *, span: tuple[int, int] | None = None, **facts: Fact | None):
        super().__init__(key)
        self.key, self.span, self.facts = key, span, facts_of(facts)

    def __str__(self) -> str:
        return self.diagnostic().said(messages_language()).message

    def diagnostic(
        self,
        place: Place | None = None,
        *,
        element: str | None = None,
        clause: str | None = None,
        text: str | None = None,
        related: tuple[Related, ...] = (),
        seen_from: str | None = None,
    ) -> Diagnostic:
        """The diagnostic of it at a place; `text` is what the span belongs to."""
        excerpt = Excerpt(text, *self.span) if text is not None and self.span is not None else None
        return Diagnostic(self.key, self.facts, place, element, clause, excerpt, related, seen_from)


class Refused(Exception):
    """The input cannot be used; carries all diagnostics found."""

    def __init__(self, diagnostics: Sequence[Diagnostic]):
        super().__init__(*diagnostics)
        self.diagnostics = tuple(diagnostics)

    def __str__(self) -> str:
        return "\n".join(d.text() for d in self.diagnostics)

    def __reduce__(self) -> tuple[type[Refused], tuple[tuple[Diagnostic, ...]]]:
        """Pass between processes whole."""
        return (Refused, (self.diagnostics,))


@define(eq=False)
class Report:
    """Collects diagnostics so that all errors of an input are told at once.

    Of one file, and of all files together, some hundreds are told and the rest is counted (E112, W113): neither what is
    told nor the work it takes grows with the number of errors.
    """

    _told: list[Diagnostic] = field(factory=list)
    _known: set[Diagnostic] = field(factory=set, repr=False)
    _counts: dict[tuple[str, str], int] = field(factory=dict)
    _untold: dict[tuple[str, str], int] = field(factory=dict)
    _sought: int = 0

    def tell(
        self,
        key: str,
        place: Place | None = None,
        /,
        *,
        element: str | None = None,
        clause: str | None = None,
        excerpt: Excerpt | None = None,
        related: tuple[Related, ...] = (),
        seen_from: str | None = None,
        **facts: Fact | None,
    ) -> None:
        """Collect one diagnostic; facts that are None are left out. The same finding is kept once."""
        known = facts_of(facts)
        self.take([Diagnostic(key, known, place, element, clause, excerpt, related, seen_from)])

    def take(self, found: Iterable[Diagnostic]) -> None:
        """Collect diagnostics found elsewhere; the same finding is kept once."""
        for item in found:
            of = (item.place.file if item.place else "", item.severity)
            if item.key in MORE.values():
                self._untold[of] = max(self._untold.get(of, 0), _count_of(item))
            elif self._is_full(of):
                self._untold[of] = self._untold.get(of, 0) + 1
            else:
                self._keep(self._with_nearest(item), of)

    def _is_full(self, of: tuple[str, str]) -> bool:
        return self._counts.get(of, 0) >= MOST_OF_FILE or self._counts.get(("*", of[1]), 0) >= MOST

    def _keep(self, item: Diagnostic, of: tuple[str, str]) -> None:
        if item not in self._known:
            self._known.add(item)
            self._told.append(item)
            for group in (of, ("*", of[1])):
                self._counts[group] = self._counts.get(group, 0) + 1

    def _with_nearest(self, item: Diagnostic) -> Diagnostic:
        """The diagnostic with the nearest name, as far as such are looked for."""
        if not any(isinstance(fact, Nearest) for _, fact in item.facts):
            return item
        self._sought += 1
        seeks = self._sought <= MOST_NEAREST
        facts = {n: (f.found() if seeks else None) if isinstance(f, Nearest) else f for n, f in item.facts}
        return evolve(item, facts=facts_of(facts))

    @property
    def items(self) -> list[Diagnostic]:
        """The diagnostics that are told, and how many more there are of each file."""
        more = (
            Diagnostic(MORE[severity], facts_of({"count": count}), Place(file) if file else None)
            for (file, severity), count in self._untold.items()
        )
        return [*self._told, *more]

    @property
    def errors(self) -> list[Diagnostic]:
        """The diagnostics that forbid going on."""
        return [d for d in self.items if d.severity == "error"]

    @property
    def count_of_errors(self) -> int:
        """How many errors there are, those that are only counted among them."""
        return sum(n for (_, severity), n in self._untold.items() if severity == "error") + self._counts.get(
            ("*", "error"), 0
        )

    def stop_on_errors(self) -> None:
        """Raise `Refused` with everything collected when there is at least one error."""
        if self.errors:
            raise Refused(in_order(self.items))


def _count_of(item: Diagnostic) -> int:
    """How many findings a diagnostic stands for."""
    count = item.fact("count") if item.key in MORE.values() else 1
    return count if isinstance(count, int) else 1


def counted(diagnostics: Iterable[Diagnostic], severity: str) -> int:
    """How many errors or warnings there are, those that are only counted among them."""
    return sum(_count_of(d) for d in diagnostics if d.severity == severity)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics by file, line, column, code and what they say; behind those of a file how many more it has."""

    def key(d: Diagnostic) -> tuple[str, bool, int, int, str, str, str]:
        place, is_count = d.place or Place(""), d.key in MORE.values()
        return (place.file, is_count, place.line, place.column, d.code, d.message, d.seen_from or "")

    return sorted(diagnostics, key=key)
