"""Collecting findings, and refusing with all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import field, frozen

from ruleengine.diagnostics.diagnostic import Diagnostic, Related
from ruleengine.diagnostics.facts import Fact, facts_of
from ruleengine.diagnostics.place import Excerpt, Place
from ruleengine.language import messages_language


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


@frozen
class Report:
    """Collects diagnostics so that all errors of an input are told at once."""

    items: list[Diagnostic] = field(factory=list)
    _known: set[Diagnostic] = field(factory=set, repr=False)

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
            if item not in self._known:
                self._known.add(item)
                self.items.append(item)

    @property
    def errors(self) -> list[Diagnostic]:
        """The diagnostics that forbid going on."""
        return [d for d in self.items if d.severity == "error"]

    def stop_on_errors(self) -> None:
        """Raise `Refused` with everything collected when there is at least one error."""
        if self.errors:
            raise Refused(in_order(self.items))


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics by file, line, column, code and what they say."""

    def key(d: Diagnostic) -> tuple[str, int, int, str, str, str]:
        place = d.place or Place("")
        return (place.file, place.line, place.column, d.code, d.message, d.seen_from or "")

    return sorted(diagnostics, key=key)
