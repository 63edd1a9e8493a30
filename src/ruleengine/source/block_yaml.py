"""Plain data as YAML in block style: one value a line, texts of several lines as blocks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from ruleengine.characters import harmless, visible


def quoted(value: object) -> str:
    """A number as it is, a text in quotes."""
    return str(value) if isinstance(value, int) else visible(json.dumps(str(value), ensure_ascii=False))


def block_lines(
    given: Mapping[str, object], indent: int = 0, scalar: Callable[[object], str] = quoted
) -> Iterator[str]:
    """The lines of a map; `scalar` writes what stands in one line."""
    space = " " * indent
    for name, value in given.items():
        if isinstance(value, Mapping):
            yield f"{space}{name}:"
            yield from block_lines(value, indent + 2, scalar)
        elif isinstance(value, list | tuple):
            yield f"{space}{name}:"
            for item in value:
                yield from _item(item, indent, scalar)
        else:
            yield f"{space}{name}: {scalar_text(value, indent + 2, scalar)}"


def _item(item: object, indent: int, scalar: Callable[[object], str]) -> Iterator[str]:
    lines = (
        block_lines(item, indent + 4, scalar)
        if isinstance(item, Mapping)
        else iter([scalar_text(item, indent + 4, scalar)])
    )
    yield f"{' ' * indent}  - {next(lines).lstrip()}"
    yield from lines


def scalar_text(value: object, indent: int, scalar: Callable[[object], str]) -> str:
    """One value; a text as a block of lines where it has several that can stand so."""
    lines = value.split("\n") if isinstance(value, str) else []
    if (
        len(lines) > 1
        and all(line == line.strip() and harmless(line) == line for line in lines)
        and lines[-1]
        and lines[0]
    ):
        return "|-\n" + "\n".join(" " * indent + line if line else "" for line in lines)
    return scalar(value)
