"""A file changed in places: what is not touched keeps its comments, its layout and its every character.

Edits are collected by the paths of the document that was read from the text, and made at once. Whoever makes them reads
the text again and compares, since a text may be laid out in ways that no edit expects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attrs import field, frozen

from ruleengine.characters import visible
from ruleengine.source.document import Document, Extent, Path

#: A comment on a line of its own, behind a plain value, or behind a quoted one.
_COMMENT = re.compile(r"""^(?:\s*|[^"'#]*\s|.*["']\s+)#(.*)$""")
_LINE = re.compile(r".*(?:\r?\n|\Z)")


@frozen(eq=False)
class TextEditor:
    """The edits of one text; texts that are put in are YAML, comments are given without their `#`."""

    document: Document
    text: str
    _starts: list[int] = field(init=False)
    _edits: list[tuple[int, int, str]] = field(factory=list, init=False)

    @_starts.default
    def _line_starts(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer("\n", self.text))]

    def result(self) -> str:
        """The text with all edits made."""
        done = self.text
        numbered = sorted(enumerate(self._edits), key=lambda e: (e[1][0], e[1][1], e[0]), reverse=True)
        for _, (start, end, put) in numbered:
            done = done[:start] + put + done[end:]
        return done

    def put_value(self, path: Path, written: str) -> None:
        """Another value at a path; where there was none, behind the key."""
        start, end = self._value(path)
        if start == end:
            start = end = self._entry_end(path)
            written = f" {written}"
        self._edits.append((start, end, written))

    def put_key(self, path: Path, name: str) -> None:
        """Another key at a path."""
        self._edits.append((*self._span(self.document.key_places[path]), name))

    def comment_above(self, path: Path, lines: Sequence[str]) -> None:
        """Comments on lines of their own above the line on which something begins."""
        start = self._begin(path)
        line = self._line_start(start)
        indent = re.match(r" *", self.text[line:])
        margin = indent[0] if indent else ""
        self._edits.append((line, line, "".join(f"{margin}# {visible(t)}\n" for t in lines)))

    def put_block(self, path: Path, lines: Sequence[str]) -> None:
        """Other lines in block style for the map or list at a path; comments within it move above its entry."""
        start, end = self._value(path)
        if start == end or self._is_flow(path):
            column = self._column(path[:-1]) + 2
            body = "\n".join(f"{' ' * column}{line}".rstrip() for line in lines)
            where = (self._entry_end(path), self._entry_end(path)) if start == end else (start, end)
            self._edits.append((*where, f"\n{body}"))
            return
        first, last = self._number(start), self._last_line(path)
        column = start - self._starts[first]
        found = (_COMMENT.search(self._line(n)) for n in range(first, last + 1))
        comments = [comment[1].strip() for comment in found if comment]
        if comments:
            self.comment_above(path, comments)
        end = self._starts[last] + len(self._line(last))
        body = "\n".join(f"{' ' * column}{line}".rstrip() for line in lines)
        self._edits.append((start, end, body.lstrip(" ")))

    def _column(self, path: Path) -> int:
        """How far the entries of a map stand in."""
        value = self._at(path)
        names = list(value) if isinstance(value, Mapping) else []
        return self.document.key_places[(*path, names[0])][1] - 1

    def take_out(self, parent: Path, keys: Sequence[str], why: Mapping[str, str]) -> None:
        """Entries of a map, kept as comments with what is said of each."""
        value = self._at(parent)
        names = list(value) if isinstance(value, Mapping) else []
        for run in _runs(names, keys):
            whole = [self._lines(parent, name) for name in run]
            if self._is_flow(parent) or any(w is None for w in whole):
                self._cut(parent, names, run, why)
                continue
            for name, span in zip(run, whole, strict=True):
                if span is not None:
                    self._comment_out(span, why[name])

    def add(self, parent: Path, name: str, written: str, comments: Sequence[str], removed: int = 0) -> None:
        """An entry at the end of a map; `removed` of its entries are taken out. Comments stand above it."""
        value = self._at(parent)
        count = len(value) if isinstance(value, Mapping) else 0
        if self._is_flow(parent):
            end = self._value(parent)[1] - 1
            before = ", " if count > removed else ""
            if comments:
                self.comment_above(parent, comments)
            self._edits.append(
                (end, end, f"{before}{name}: {written}".rstrip(" ") + (" " if not written else ""))
            )
            return
        first, _, more = f"{name}: {written}".rstrip().partition("\n")
        lines = [*(f"# {visible(c)}" for c in comments), first.rstrip(), *([more] if more else [])]
        self._insert_lines(parent, lines, self._column(parent))

    def add_item(self, parent: Path, written: str) -> None:
        """An item at the end of a list."""
        value = self._at(parent)
        count = len(value) if isinstance(value, list) else 0
        end = self._value(parent)[1]
        if self._is_flow(parent) or not count:
            before = ", " if count else ""
            self._edits.append((end - 1, end - 1, f"{before}{written}"))
            return
        first = self._value((*parent, 0))[0]
        line = self._line_start(first)
        self._insert_lines(parent, [f"- {written}"], self.text.index("-", line) - line)

    def _insert_lines(self, parent: Path, lines: Sequence[str], column: int) -> None:
        last = self._last_line(parent)
        at = self._starts[last + 1] if last + 1 < len(self._starts) else len(self.text)
        before = "" if at == 0 or self.text[at - 1] == "\n" else "\n"
        body = "".join(f"{' ' * column}{line}\n" for text in lines for line in text.split("\n"))
        self._edits.append((at, at, before + body))

    def _cut(self, parent: Path, names: Sequence[str], run: Sequence[str], why: Mapping[str, str]) -> None:
        """Entries taken out of the middle of a line, and what they said on lines above it."""
        first, last = names.index(run[0]), names.index(run[-1])
        start = self._key((*parent, run[0]))[0]
        end = self._entry_end((*parent, run[-1]))
        said = self.text[start:end]
        if last + 1 < len(names):
            end = self._key((*parent, names[last + 1]))[0]
        elif first:
            start = self._entry_end((*parent, names[first - 1]))
        elif not self._is_flow(parent):
            self._edits.append((end, end, "{}"))
        self._edits.append((start, end, ""))
        lines = [why[run[0]]] if run else []
        self.comment_above(parent, [*lines, *said.splitlines()])

    def _comment_out(self, span: tuple[int, int], why: str) -> None:
        """Whole lines as comments."""
        first, last = span
        margin = " " * (len(self._line(first)) - len(self._line(first).lstrip(" ")))
        self._edits.append((self._starts[first], self._starts[first], f"{margin}# {visible(why)}\n"))
        for number in range(first, last + 1):
            start = self._starts[number]
            at = start + min(len(margin), len(self._line(number)) - len(self._line(number).lstrip(" ")))
            self._edits.append((at, at, "# "))

    def _lines(self, parent: Path, name: str) -> tuple[int, int] | None:
        """The lines that an entry has for itself; None where it shares them."""
        path = (*parent, name)
        start = self._key(path)[0]
        line = self._number(start)
        if self.text[self._starts[line] : start].strip():
            return None
        return line, self._last_line(path)

    def _last_line(self, path: Path) -> int:
        """The number of the line that a value ends on, without comments and blank lines behind it."""
        value = self._at(path)
        if isinstance(value, Mapping | list) and value and not self._is_flow(path):
            last = list(value)[-1] if isinstance(value, Mapping) else len(value) - 1
            return self._last_line((*path, last))
        end = self._entry_end(path)
        number = self._number(end)
        return number - 1 if end == self._starts[number] and number else number

    def _at(self, path: Path) -> object:
        value = self.document.data
        for step in path:
            if isinstance(value, Mapping):
                value = value[str(step)]
            elif isinstance(value, list) and isinstance(step, int):
                value = value[step]
        return value

    def _is_flow(self, path: Path) -> bool:
        start, end = self._value(path)
        return start < end and self.text[start] in "{["

    def _begin(self, path: Path) -> int:
        return self._key(path)[0] if path in self.document.key_places else self._value(path)[0]

    def _key(self, path: Path) -> tuple[int, int]:
        return self._span(self.document.key_places[path])

    def _value(self, path: Path) -> tuple[int, int]:
        return self._span(self.document.places[path])

    def _entry_end(self, path: Path) -> int:
        """Where a value ends; of a key without one, behind its colon."""
        if self._at(path) is None and path in self.document.key_places:
            end = self._key(path)[1]
            start, stop = self._value(path)
            return stop if self.text[start:stop].strip() else self.text.index(":", end) + 1
        return self._value(path)[1]

    def _span(self, at: Extent) -> tuple[int, int]:
        line, column, end_line, end_column = at
        return self._starts[line - 1] + column - 1, self._starts[end_line - 1] + end_column - 1

    def _number(self, offset: int) -> int:
        return self.text.count("\n", 0, offset)

    def _line_start(self, offset: int) -> int:
        return self._starts[self._number(offset)]

    def _line(self, number: int) -> str:
        found = _LINE.match(self.text, self._starts[number])
        return found[0].rstrip("\r\n") if found else ""


def _runs(names: Sequence[str], keys: Sequence[str]) -> list[list[str]]:
    """The keys that follow one another in a map."""
    runs: list[list[str]] = []
    before = None
    for name in names:
        if name in keys:
            if before is not None and before in keys:
                runs[-1].append(name)
            else:
                runs.append([name])
        before = name
    return runs
