"""Two spellings of a formula beside one another: whether they say the same, and which part of each differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from ruleengine.formula import nodes as n
from ruleengine.formula.from_text import parse
from ruleengine.formula.refusals import FormulaError
from ruleengine.formula.words import on_one_line


@frozen
class FormulaChange:
    """The two texts on one line, and the parts (start, end) of each that the other does not have.

    `trees` are False where one of them cannot be read as a formula: then the whole of both is marked.
    """

    old: str
    new: str
    old_marks: tuple[n.Span, ...]
    new_marks: tuple[n.Span, ...]
    trees: bool = True


def tree(text: str) -> n.Node | None:
    """The tree of a formula; None where it cannot be read."""
    try:
        return parse(on_one_line(text))
    except FormulaError:
        return None


def formula_change(old: str, new: str) -> FormulaChange:
    """The smallest parts by which two formulas differ, compared as trees and not as texts."""
    old, new = on_one_line(old), on_one_line(new)
    before, after = tree(old), tree(new)
    if before is None or after is None:
        return FormulaChange(old, new, ((0, len(old)),), ((0, len(new)),), trees=False)
    marks = list(_parts(before, after))
    return FormulaChange(
        old, new, tuple(m for m, _ in marks if m is not None), tuple(m for _, m in marks if m is not None)
    )


def renamed(node: n.Node, names: Mapping[str, str], columns: Mapping[str, str]) -> n.Node:
    """A tree with other names: those it starts from, and those of columns behind a dot."""

    def inner(value: n.Node) -> n.Node:
        return renamed(value, names, columns)

    match node:
        case n.Name(name=name):
            return evolve(node, name=names.get(name, name))
        case n.Attribute(owner=owner, name=name):
            return evolve(node, owner=inner(owner), name=columns.get(name, name))
        case n.Lookup(table=table, keys=keys):
            called = evolve(table, name=names.get(table.name, table.name))
            return evolve(node, table=called, keys=tuple(map(inner, keys)))
        case n.Negation(operand=operand) | n.Not(operand=operand):
            return evolve(node, operand=inner(operand))
        case n.Binary(left=left, right=right) | n.Comparison(left=left, right=right):
            return evolve(node, left=inner(left), right=inner(right))
        case n.Membership(item=item):
            return evolve(node, item=inner(item))
        case n.Logic(operands=operands):
            return evolve(node, operands=tuple(map(inner, operands)))
        case n.Choice(condition=condition, then=then, otherwise=otherwise):
            return evolve(node, condition=inner(condition), then=inner(then), otherwise=inner(otherwise))
        case n.Call(arguments=arguments, options=options):
            return evolve(
                node, arguments=tuple(map(inner, arguments)), options=tuple((k, inner(v)) for k, v in options)
            )
        case _:
            return node


def same_formula(old: str, new: str, names: Mapping[str, str], columns: Mapping[str, str]) -> bool:
    """Whether a formula says what the other says when its names are those of the new version."""
    before, after = tree(old), tree(new)
    return before is not None and after is not None and renamed(before, names, columns) == after


def _parts(old: n.Node, new: n.Node) -> Iterator[tuple[n.Span | None, n.Span | None]]:
    """The spans of what differs: as deep as both trees are built alike, of sums and products the terms."""
    if old == new:
        return
    before, after = _terms(old), _terms(new)
    if before is not None and after is not None and before[0] == after[0]:
        yield from _aligned(before[1], after[1])
        return
    inner_old, inner_new = n.children(old), n.children(new)
    if not inner_old or _shape(old) != _shape(new) or len(inner_old) != len(inner_new):
        yield old.span, new.span
        return
    found = list(zip(inner_old, inner_new, strict=True))
    if all(a != b for a, b in found) and len(found) > 1:
        yield old.span, new.span
        return
    for a, b in found:
        yield from _parts(a, b)


def _terms(node: n.Node) -> tuple[str, Sequence[n.Node]] | None:
    """The operands of a chain of one operator that may be added to: `+`, `*`, `and`, `or`."""
    if isinstance(node, n.Logic):
        return node.operator, node.operands
    if not isinstance(node, n.Binary) or node.operator not in ("+", "*"):
        return None
    found: list[n.Node] = []
    first: n.Node = node
    while isinstance(first, n.Binary) and first.operator == node.operator:
        found.append(first.right)
        first = first.left
    return node.operator, (first, *reversed(found))


def _aligned(old: Sequence[n.Node], new: Sequence[n.Node]) -> Iterator[tuple[n.Span | None, n.Span | None]]:
    """Terms beside terms: those at the beginning and end that are the same are left out, of the rest as many as are
    in both are compared one by one, and what is left was added or taken out."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    for a, b in zip(left, right, strict=False):
        yield from _parts(a, b)
    for a in left[len(right) :]:
        yield a.span, None
    for b in right[len(left) :]:
        yield None, b.span


def _shape(node: n.Node) -> tuple[object, ...]:
    """What two nodes have in common whose parts are compared one by one."""
    match node:
        case n.Binary(operator=operator) | n.Comparison(operator=operator) | n.Logic(operator=operator):
            return type(node), operator
        case n.Call(function=function, options=options):
            return type(node), function, tuple(name for name, _ in options)
        case n.Attribute(name=name):
            return type(node), name
        case n.Membership(negated=negated):
            return type(node), negated
        case _:
            return (type(node),)
