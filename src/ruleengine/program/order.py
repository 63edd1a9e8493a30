"""The order of formulas: each after those it rests on; circles told apart, whatever else rests on them."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter

from attrs import frozen


@frozen
class Circle:
    """Names of which each rests on all others, and a shortest way around from the first of them."""

    members: tuple[str, ...]
    path: tuple[str, ...]


def ordered(uses: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], tuple[Circle, ...]]:
    """The names that are in no circle, each after those it uses, and the circles, in the order of the names.

    Time and memory grow with the number of names and uses, not with its square.
    """
    position = {name: index for index, name in enumerate(uses)}
    groups = [tuple(sorted(group, key=position.__getitem__)) for group in _groups(uses)]
    circles = sorted((g for g in groups if len(g) > 1 or g[0] in uses[g[0]]), key=lambda g: position[g[0]])
    lost = {name for circle in circles for name in circle}
    waiting = {name: [u for u in used if u not in lost] for name, used in uses.items() if name not in lost}
    names = tuple(TopologicalSorter(waiting).static_order())
    return names, tuple(Circle(members, _around(members, uses)) for members in circles)


def _groups(uses: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Strongly connected groups of names (Tarjan's algorithm, without recursion)."""
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


def _around(members: tuple[str, ...], uses: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """A shortest way from the first member back to itself."""
    inside, start = set(members), members[0]
    came: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        name = waiting.popleft()
        for used in uses[name]:
            if used == start:
                way = [name]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return (*reversed(way), start)
            if used in inside and used not in came:
                came[used] = name
                waiting.append(used)
    raise AssertionError("a circle leads back to its first member")
