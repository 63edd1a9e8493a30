"""The text of a YAML file as blocks: each key of a map, or item of a list with keys of its own, with its comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from ruleengine.source.canonical import canonical
from ruleengine.source.document import Document, Path

#: Keys by which items of lists are known where the file names no key columns.
_NAMES = ("id", "name", "case")


@frozen
class TextBlock:
    """One key or item with its value and its lines.

    `lead` are the comments and blank lines before it, `head` the lines up to its first child; `children` are None where
    the value is one piece: a scalar, a text, or a map or list on one line. `name` is what messages call it.
    """

    name: str
    value: object
    lead: tuple[str, ...]
    head: tuple[str, ...]
    indent: int
    children: tuple[TextBlock, ...] | None = None
    is_item: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """All of its lines but those before it."""
        if self.children is None:
            return self.head
        return (*self.head, *(line for child in self.children for line in (*child.lead, *child.lines)))

    @property
    def text(self) -> str:
        """The canonical text of its value."""
        return canonical(self.value)

    @property
    def by_name(self) -> Mapping[str, TextBlock]:
        """Its children by their names."""
        return {child.name: child for child in self.children or ()}

    def comments(self) -> tuple[str, ...]:
        """The comments that stand on lines of their own within it."""
        return tuple(line for line in self.lines if line.lstrip().startswith("#"))


def blocks_of(document: Document, text: str) -> TextBlock:
    """The whole file as one block."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    return _Blocks(document, lines).root()


class _Blocks:
    def __init__(self, document: Document, lines: Sequence[str]):
        self._document, self._lines = document, lines

    def root(self) -> TextBlock:
        starts = self._starts((), self._document.data)
        if starts is None:
            return TextBlock("", self._document.data, (), tuple(self._lines), 0)
        return self._with_children("", self._document.data, (), 0, 1, len(self._lines) + 1, 0, starts)

    def _with_children(
        self, name: str, value: object, lead: tuple[str, ...], indent: int, start: int, end: int, depth: int,
        starts: Sequence[tuple[str, Path, int]], is_item: bool = False,
    ) -> TextBlock:  # fmt: skip
        """A block from line `start` to before line `end` whose children begin on these lines."""
        leads = [self._lead_start(line, start + (1 if depth else 0)) for _, _, line in starts]
        ends = [*leads[1:], end]
        children = tuple(
            self._child(child, path, lead_start, line, child_end, depth + 1)
            for (child, path, line), lead_start, child_end in zip(starts, leads, ends, strict=True)
        )
        head = tuple(self._lines[start - 1 : leads[0] - 1])
        return TextBlock(name, value, lead, head, indent, children, is_item)

    def _child(self, name: str, path: Path, lead_start: int, line: int, end: int, depth: int) -> TextBlock:
        value = _value(self._document.data, path)
        lead = tuple(self._lines[lead_start - 1 : line - 1])
        indent = _indent(self._lines[line - 1])
        is_item = isinstance(path[-1], int)
        starts = None if is_item else self._starts(path, value)
        if starts is None or starts[0][2] <= line:
            return TextBlock(name, value, lead, tuple(self._lines[line - 1 : end - 1]), indent, None, is_item)
        return self._with_children(name, value, lead, indent, line, end, depth, starts, is_item)

    def _lead_start(self, line: int, first: int) -> int:
        """The line on which the comments and blank lines begin that belong to what begins on a line."""
        indent = _indent(self._lines[line - 1])
        start = line
        while start > first:
            above = self._lines[start - 2]
            if above.strip() and not (above.lstrip().startswith("#") and _indent(above) == indent):
                break
            start -= 1
        return start

    def _starts(self, path: Path, value: object) -> list[tuple[str, Path, int]] | None:
        """Names, paths and first lines of the children; None where they do not stand on lines of their own."""
        if isinstance(value, Mapping) and value:
            found = [(str(k), (*path, k), self._document.key_places.get((*path, k), (0,))[0]) for k in value]
        elif isinstance(value, list) and value and (names := _item_names(self._document.data, value)):
            places = self._document.places
            found = [(n, (*path, i), places.get((*path, i), (0,))[0]) for i, n in enumerate(names)]
        else:
            return None
        lines = [line for _, _, line in found]
        alone = all(line and self._begins(name, line) for name, _, line in found) if found else False
        return found if alone and lines == sorted(set(lines)) else None

    def _begins(self, name: str, line: int) -> bool:
        """Whether a key, or an item of a list, is the first thing on its line."""
        text = self._lines[line - 1].lstrip()
        return text.startswith(("- ", name, f'"{name}', f"'{name}"))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _value(data: object, path: Path) -> object:
    for step in path:
        if isinstance(data, Mapping):
            data = data[step]
        elif isinstance(data, list):
            data = data[int(step)]
    return data


def _item_names(data: object, items: Sequence[object]) -> list[str] | None:
    """What the items of a list are known by: the key columns of a factor table, else a name; None where by nothing."""
    columns = data.get("columns") if isinstance(data, Mapping) else None
    given = columns.items() if isinstance(columns, Mapping) else ()
    keys = [k for k, c in given if isinstance(c, Mapping) and c.get("key")]
    for known in (keys, *([name] for name in _NAMES)):
        found = list(_named(items, known)) if known else []
        if found and len(set(found)) == len(items):
            return found
    return None


def _named(items: Sequence[object], keys: Sequence[str]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Mapping) and all(isinstance(item.get(k), str) for k in keys):
            yield "/".join(str(item[k]) for k in keys)
