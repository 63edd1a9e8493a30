"""What is wrong with an input, where, and what to do: one class, one collector, three views (text, JSON, SARIF).

Every message is lower case, without a full stop, with the user's own text in backticks.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Sequence
from unicodedata import category, east_asian_width

from attrs import field, frozen

from ruleengine.diagnostics.codes import CODES

#: Unicode categories that never show: control, format (direction marks), surrogate, line and paragraph separators.
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
#: How many characters of a long formula an excerpt shows, and how many of them before what is underlined.
_EXCERPT, _LEAD = 100, 40


@frozen
class Place:
    """A position in a file; line and column count from 1, 0 means that the whole file is meant."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


def visible(text: str) -> str:
    """The text with control and direction characters written as escapes, so that no terminal acts on them."""
    return "".join(f"\\u{ord(c):04x}" if category(c) in _HIDDEN else c for c in text)


@frozen
class Excerpt:
    """A piece of formula text with the sub-expression from `start` to `end` (character offsets) underlined."""

    text: str
    start: int
    end: int

    def lines(self) -> tuple[str, str]:
        """The text and a line of carets beneath it; East Asian wide characters count as two columns.

        Of a long text the characters around the sub-expression.
        """

        def width(piece: str) -> int:
            return sum(2 if east_asian_width(c) in "WF" else 1 for c in piece)

        text = self.text.replace("\n", " ")
        start, end = self.start, max(self.end, self.start + 1)
        first = max(0, start - _LEAD) if len(text) > _EXCERPT else 0
        last = first + _EXCERPT
        before = ("…" if first else "") + visible(text[first:start])
        within = visible(text[start : min(end, last)])
        after = visible(text[end:last]) + ("…" if last < len(text) else "")
        return before + within + after, " " * width(before) + "^" * max(1, width(within))


@frozen
class Diagnostic:
    """One finding about an input file. `code` is a key of `CODES`, which gives severity, cause and remedy."""

    code: str
    message: str
    place: Place | None = None
    element: str | None = None
    clause: str | None = None
    expected: str | None = None
    found: str | None = None
    suggestion: str | None = None
    excerpt: Excerpt | None = None

    @property
    def severity(self) -> str:
        """`error` or `warning`."""
        return CODES[self.code].severity

    def text(self) -> str:
        """The diagnostic as a person reads it in a terminal."""
        where = f"{self.place}: " if self.place else ""
        lines = [f"{where}{self.severity} {self.code}: {self.message}"]
        context = [
            f"element `{self.element}`" if self.element else "",
            f"clause {self.clause}" if self.clause else "",
        ]
        if any(context):
            lines.append("  in " + ", ".join(c for c in context if c))
        if self.excerpt:
            lines += ["    " + line for line in self.excerpt.lines()]
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.found:
            lines.append(f"  found: {self.found}")
        lines.append(f"  to do: {self.suggestion or CODES[self.code].remedy}")
        return "\n".join(visible(line) for line in lines)

    def data(self) -> dict[str, object]:
        """The diagnostic as JSON-able data; absent fields are left out."""
        place = self.place
        items: dict[str, object | None] = {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "file": place.file if place else None,
            "line": place.line if place and place.line else None,
            "column": place.column if place and place.line else None,
            "element": self.element,
            "clause": self.clause,
            "expected": self.expected,
            "found": self.found,
            "suggestion": self.suggestion,
            "remedy": CODES[self.code].remedy,
            "formula": self.excerpt.text if self.excerpt else None,
            "span": [self.excerpt.start, self.excerpt.end] if self.excerpt else None,
        }
        return {k: v for k, v in items.items() if v is not None}


class Refused(Exception):
    """The input cannot be used; carries all diagnostics found."""

    def __init__(self, diagnostics: Sequence[Diagnostic]):
        super().__init__("\n".join(d.text() for d in diagnostics))
        self.diagnostics = tuple(diagnostics)

    def __reduce__(self) -> tuple[type[Refused], tuple[tuple[Diagnostic, ...]]]:
        """Pass between processes whole."""
        return (Refused, (self.diagnostics,))


@frozen
class Report:
    """Collects diagnostics so that all errors of an input are told at once."""

    items: list[Diagnostic] = field(factory=list)
    _known: set[Diagnostic] = field(factory=set, repr=False)

    def add(
        self,
        code: str,
        message: str,
        place: Place | None = None,
        *,
        element: str | None = None,
        clause: str | None = None,
        expected: str | None = None,
        found: str | None = None,
        suggestion: str | None = None,
        excerpt: Excerpt | None = None,
    ) -> None:
        """Collect one diagnostic; `code` must be in the table of codes. The same finding is kept once."""
        item = Diagnostic(code, message, place, element, clause, expected, found, suggestion, excerpt)
        if code not in CODES:
            raise KeyError(f"unknown diagnostic code {code}")
        self.take([item])

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
    """The diagnostics by file, line, column and code."""

    def key(d: Diagnostic) -> tuple[str, int, int, str, str]:
        place = d.place or Place("")
        return (place.file, place.line, place.column, d.code, d.message)

    return sorted(diagnostics, key=key)


def nearest(name: str, known: Iterable[str], before: str = "") -> str | None:
    """A ready suggestion naming the known name nearest to `name`, or None when none is near.

    `before` stands before all names and says nothing about how near they are.
    """
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f"did you mean `{before}{close[0]}`?" if close else None


def quoted(names: Iterable[str], limit: int = 12) -> str:
    """Names in backticks, for lists of what would have been accepted."""
    items = [f"`{n}`" for n in names]
    shown = ", ".join(items[:limit])
    return shown + (f", … ({len(items)} in all)" if len(items) > limit else "")


def as_text(diagnostics: Sequence[Diagnostic]) -> str:
    """All diagnostics, an empty line between them, and a line that counts them."""
    ordered = in_order(diagnostics)
    errors = sum(d.severity == "error" for d in ordered)
    warnings = len(ordered) - errors
    count = f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"
    return "\n\n".join([*(d.text() for d in ordered), count])


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """A JSON array of all diagnostics."""
    return json.dumps([d.data() for d in in_order(diagnostics)], ensure_ascii=False, indent=2)


def as_sarif(diagnostics: Sequence[Diagnostic], version: str) -> str:
    """SARIF 2.1.0, as code hosts and editors read it; `version` is the engine's."""
    ordered = in_order(diagnostics)
    used = sorted({d.code for d in ordered})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": CODES[code].title},
            "fullDescription": {"text": CODES[code].cause},
            "help": {"text": CODES[code].remedy},
            "defaultConfiguration": {"level": CODES[code].severity},
        }
        for code in used
    ]
    driver = {"name": "ruleengine", "version": version, "rules": rules}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_sarif(d) for d in ordered],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _sarif(d: Diagnostic) -> dict[str, object]:
    from urllib.parse import quote

    parts = [
        d.message,
        f"expected: {d.expected}" if d.expected else "",
        f"found: {d.found}" if d.found else "",
    ]
    parts.append(d.suggestion or CODES[d.code].remedy)
    result: dict[str, object] = {
        "ruleId": d.code,
        "level": d.severity,
        "message": {"text": "; ".join(p for p in parts if p)},
    }
    if d.place:
        location: dict[str, object] = {"artifactLocation": {"uri": quote(d.place.file)}}
        if d.place.line:
            location["region"] = {"startLine": d.place.line, "startColumn": d.place.column}
        result["locations"] = [{"physicalLocation": location}]
    return result
