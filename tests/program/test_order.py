"""The order of formulas, and circles among them."""

from __future__ import annotations

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from ruleengine.program.order import Circle, ordered


def test_each_name_stands_behind_those_it_uses() -> None:
    assert ordered({"a": ["b", "c"], "b": ["c"], "c": []}) == (("c", "b", "a"), ())


def test_what_only_rests_on_a_circle_is_no_part_of_it() -> None:
    names, circles = ordered({"free": [], "a": ["b"], "b": ["a", "free"], "after": ["a"], "self": ["self"]})
    assert circles == (Circle(("a", "b"), ("a", "b", "a")), Circle(("self",), ("self", "self")))
    assert set(names) == {"free", "after"}


def test_the_way_around_is_a_shortest_one() -> None:
    uses = {"a": ["b", "d"], "b": ["c"], "c": ["a"], "d": ["a", "c"]}
    assert ordered(uses)[1] == (Circle(("a", "b", "c", "d"), ("a", "d", "a")),)


@given(st.dictionaries(st.integers(0, 8), st.lists(st.integers(0, 8), max_size=3), max_size=9))
def test_circles_are_exactly_what_leads_back_to_itself(graph: dict[int, list[int]]) -> None:
    uses = {str(k): [str(u) for u in v if u in graph] for k, v in graph.items()}
    names, circles = ordered(uses)
    reach = {name: _reached(name, uses) for name in uses}
    back = {name for name in uses if name in reach[name]}
    assert {m for c in circles for m in c.members} == back
    for circle in circles:
        assert all(set(circle.members) <= reach[m] for m in circle.members)
        assert all(b in uses[a] for a, b in zip(circle.path, circle.path[1:], strict=False))
        assert circle.path[0] == circle.path[-1] == circle.members[0]
    assert sorted(names) == sorted(set(uses) - back)
    for position, name in enumerate(names):
        assert {u for u in uses[name] if u not in back} <= set(names[:position])


def _reached(name: str, uses: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(uses[name])
    while waiting:
        other = waiting.pop()
        if other not in found:
            found.add(other)
            waiting += uses[other]
    return found


def test_many_circles_and_long_ones_take_no_time() -> None:
    size = 20_000
    pairs = {f"n{i}": [f"n{i ^ 1}"] for i in range(size)}
    ring = {f"r{i}": [f"r{(i + 1) % size}"] for i in range(size)}
    start = perf_counter()
    assert len(ordered(pairs)[1]) == size // 2
    assert len(ordered(ring)[1][0].members) == size
    assert perf_counter() - start < 5
