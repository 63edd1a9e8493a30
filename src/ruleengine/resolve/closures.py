"""All that names lead to: of many names at once, as sets of bits, in as many steps as there are names and uses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import compress
from typing import TypeVar

_Item = TypeVar("_Item")
_BITS = bytes.maketrans(b"01", b"\0\1")


class Closures:
    """What each name uses, what that uses, and so on, the name itself among it.

    `uses` holds every name that is used; `order` those that count, in the order of what `chosen` is given.
    """

    def __init__(self, uses: Mapping[str, Collection[str]], order: Sequence[str]):
        self._length = len(order)
        self._bits = {name: 1 << (self._length - 1 - index) for index, name in enumerate(order)}
        self._found: dict[str, int] = {}
        for group in groups(uses):
            reached = 0
            for name in group:
                reached |= self._bits.get(name, 0)
                for used in uses[name]:
                    reached |= self._found.get(used, 0)
            self._found.update(dict.fromkeys(group, reached))

    def leads_to(self, name: str, other: str) -> bool:
        """Whether a name leads to another one, which has to count."""
        return bool(self._found[name] & self._bits[other])

    def chosen(self, name: str, items: Sequence[_Item], first: int = 0) -> Iterator[_Item]:
        """Of items for the names from the one with index `first` on, those for what the name leads to."""
        reached = format(self._found[name], f"0{self._length}b").encode().translate(_BITS)
        return compress(items, memoryview(reached)[first:])


def groups(uses: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Strongly connected groups of names, each after those it uses (Tarjan's algorithm, without recursion)."""
    found: list[list[str]] = []
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    open_: set[str] = set()
    for start in uses:
        work = [] if start in index else [(start, iter(uses[start]))]
        if work:
            index[start] = low[start] = len(index)
            stack.append(start)
            open_.add(start)
        while work:
            name, rest = work[-1]
            used = next(rest, None)
            if used is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    found.append(_taken(stack, open_, name))
            elif used not in index:
                index[used] = low[used] = len(index)
                stack.append(used)
                open_.add(used)
                work.append((used, iter(uses[used])))
            elif used in open_:
                low[name] = min(low[name], index[used])
    return found


def _taken(stack: list[str], open_: set[str], name: str) -> list[str]:
    """What stands on the stack from a name on, taken off."""
    group: list[str] = []
    while not group or group[-1] != name:
        group.append(stack.pop())
        open_.discard(group[-1])
    return group
