"""Where something stands: a span of a file, a piece of a formula."""

from __future__ import annotations

from attrs import frozen

from ruleengine.characters import visible, width

#: How many characters of a long formula an excerpt shows, and how many of them before what is underlined.
_EXCERPT, _LEAD = 100, 40


@frozen
class Place:
    """A span of a file; lines and columns count from 1, the end is behind the last character.

    Line 0 means that the whole file is meant, end line 0 that only the start is known.
    """

    file: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def data(self) -> dict[str, object]:
        """The place as JSON-able data; what is not known is left out."""
        items: dict[str, object] = {"file": self.file}
        if self.line:
            items |= {"line": self.line, "column": self.column}
        if self.end_line:
            items |= {"end_line": self.end_line, "end_column": self.end_column}
        return items


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

        text = self.text.replace("\n", " ")
        start, end = self.start, max(self.end, self.start + 1)
        first = max(0, start - _LEAD) if len(text) > _EXCERPT else 0
        last = first + _EXCERPT
        before = ("…" if first else "") + visible(text[first:start])
        within = visible(text[start : min(end, last)])
        after = visible(text[end:last]) + ("…" if last < len(text) else "")
        return before + within + after, " " * width(before) + "^" * max(1, width(within))
