"""Names for messages: the nearest known one."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

#: Of more known names than this, only those that share the most pairs of letters are looked at closely.
_CLOSELY = 100


class Nearest:
    """The known name nearest to one that is not known, looked for when a message tells it and not before."""

    __slots__ = ("_find", "_found", "name")

    def __init__(self, name: str, find: Callable[[], str | None]):
        self.name = name
        self._find: Callable[[], str | None] | None = find
        self._found: str | None = None

    def found(self) -> str | None:
        """The name, None when none is near."""
        if self._find is not None:
            self._found, self._find = self._find(), None
        return self._found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Nearest) and other.name == self.name

    def __hash__(self) -> int:
        return hash((Nearest, self.name))

    def __reduce__(self) -> tuple[Callable[[str, str | None], Nearest], tuple[str, str | None]]:
        """Pass between processes with what is found, without the names that are known."""
        return (_as_found, (self.name, self.found()))


def _as_found(name: str, found: str | None) -> Nearest:
    return Nearest(name, lambda: found)


def nearest(name: str, known: Iterable[str], before: str = "") -> Nearest:
    """The fact `nearest` of a message: `nearest_name` of the same arguments, once it is told."""
    return Nearest(name, lambda: nearest_name(name, known, before))


def nearest_name(name: str, known: Iterable[str], before: str = "") -> str | None:
    """The known name nearest to `name`, with `before` in front, or None when none is near.

    `before` stands before all names and says nothing about how near they are.
    """
    names = tuple(sorted(known))
    if len(names) > _CLOSELY:
        names = _most_alike(name, names)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f"{before}{close[0]}" if close else None


def _most_alike(name: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names that have the most pairs of letters in common with one."""
    index = _by_pairs(names)
    shared = Counter(number for pair in _pairs(name) for number in index.get(pair, ()))
    length = len(name)
    alike = sorted(shared, key=lambda n: (-shared[n], abs(len(names[n]) - length), n))[:_CLOSELY]
    return tuple(names[number] for number in sorted(alike))


@lru_cache(maxsize=4)
def _by_pairs(names: tuple[str, ...]) -> Mapping[str, list[int]]:
    """For each pair of letters the names that have it, by their number."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        for pair in _pairs(name):
            found[pair].append(number)
    return found


def _pairs(name: str) -> set[str]:
    padded = f" {name} "
    return {padded[i : i + 2] for i in range(len(padded) - 1)}
