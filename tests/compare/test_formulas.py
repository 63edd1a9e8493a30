"""Which parts of two formulas differ, and whether they are the same but for names."""

from __future__ import annotations

import pytest
from hypothesis import given

from ruleengine.compare.formulas import formula_change, renamed, same_formula, tree
from ruleengine.formula import nodes as n
from ruleengine.formula.print_text import print_text
from tests.examples import examples
from tests.strategies import formula_trees

PARTS = [
    ("a + b", "a + c", ["b"], ["c"]),
    ("a + b", "a + b + c", [], ["c"]),
    ("a * b * c", "a * c", ["b"], []),
    ('sum(t.x * t.y, where=t.k == "a")', 'sum(t.x * t.y, where=t.k == "b")', ['"a"'], ['"b"']),
    ("x if p > 1 else y", "x if p >= 1 else y", ["p > 1"], ["p >= 1"]),
    ("(a + b) / c", "(a + b) / (c * d)", ["c"], ["c * d"]),
    ("a", "b + a", ["a"], ["b + a"]),
    ("a and b", "a and b and c > 1", [], ["c > 1"]),
    ("f[a, b].x", "f[a, c].x", ["b"], ["c"]),
]


@pytest.mark.parametrize(("old", "new", "gone", "come"), PARTS)
def test_the_parts_that_differ(old: str, new: str, gone: list[str], come: list[str]) -> None:
    found = formula_change(old, new)
    assert [found.old[a:b] for a, b in found.old_marks] == gone
    assert [found.new[a:b] for a, b in found.new_marks] == come


def test_what_is_no_formula_is_marked_as_a_whole() -> None:
    found = formula_change("a +", "a + b")
    assert not found.trees
    assert (found.old_marks, found.new_marks) == (((0, 3),), ((0, 5),))


def test_names_and_columns_behind_a_dot() -> None:
    old, new = "sum(parts.mass * f[parts.kind].x)", "sum(items.kg * g[items.kind].x)"
    assert same_formula(old, new, {"parts": "items", "f": "g"}, {"mass": "kg"})
    assert not same_formula(old, new, {"parts": "items"}, {"mass": "kg"})
    assert not same_formula("a + b", "c + b", {}, {})


@examples()
@given(formula_trees())
def test_a_formula_renamed_back_is_itself(node: n.Node) -> None:
    names = {name: f"{name}_x" for name in n.names(node)}
    back = {b: a for a, b in names.items()}
    assert renamed(renamed(node, names, {}), back, {}) == node
    assert n.names(renamed(node, names, {})) == set(names.values())


@examples()
@given(formula_trees(), formula_trees())
def test_something_is_marked_exactly_where_formulas_differ(old: n.Node, new: n.Node) -> None:
    before, after = print_text(old), print_text(new)
    found = formula_change(before, after)
    marked = bool(found.old_marks or found.new_marks)
    assert marked == (tree(before) != tree(after))
