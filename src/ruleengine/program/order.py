"""The order of formulas: each after those it rests on; circles told apart, whatever else rests on them."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter

from attrs import frozen

from ruleengine.resolve.closures import groups


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
    grouped = [tuple(sorted(group, key=position.__getitem__)) for group in groups(uses)]
    circles = sorted((g for g in grouped if len(g) > 1 or g[0] in uses[g[0]]), key=lambda g: position[g[0]])
    lost = {name for circle in circles for name in circle}
    waiting = {name: [u for u in used if u not in lost] for name, used in uses.items() if name not in lost}
    names = tuple(TopologicalSorter(waiting).static_order())
    return names, tuple(Circle(members, _around(members, uses)) for members in circles)


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
