"""Printing a formula as text and reading it again gives the same tree."""

from __future__ import annotations

from hypothesis import assume, given

from ruleengine.formula import nodes as n
from ruleengine.formula.from_text import parse
from ruleengine.formula.print_text import print_text
from ruleengine.formula.refusals import MAX_DEPTH, MAX_LENGTH, MAX_PARTS
from tests.examples import examples
from tests.strategies import formula_trees


def depth(node: n.Node) -> int:
    """The levels of a tree."""
    return 1 + max(map(depth, n.children(node)), default=0)


@given(formula_trees())
@examples(250)
def test_parse_undoes_print(tree: n.Node) -> None:
    text = print_text(tree)
    assume(len(text) <= MAX_LENGTH and depth(tree) < MAX_DEPTH // 2 and len(list(n.walk(tree))) < MAX_PARTS)
    assert parse(text) == tree


@given(formula_trees())
@examples()
def test_printed_text_is_a_fixed_point(tree: n.Node) -> None:
    text = print_text(tree)
    assume(len(text) <= MAX_LENGTH and depth(tree) < MAX_DEPTH // 2)
    assert print_text(parse(text)) == text


def test_spans_do_not_count() -> None:
    tree = parse("(a + b) * materials.mass")
    assert parse("(a+b)*materials.mass") == tree
    assert print_text(tree) == "(a + b) * materials.mass"


def test_author_grouping_is_kept() -> None:
    for text in (
        "a - (b - c)",
        "a * (b * c)",
        "a / b / c",
        "-(a * b)",
        "(-a)**2",
        "-a**2",
        "a if b else c if d else e",
    ):
        assert print_text(parse(text)) == text
