"""The part of a typed tree that rests only on numbers of which something is known, as another typed tree.

Beside every input `x` of which some numbers are unknown stand two values: `known(x)`, which is zero where nothing is
known of the number, and `sure(x)`, whether something is known of all of its numbers. The known part of a sum is the sum
of the known parts, that of a product their product: a product rests on all its factors. Behind a divisor, a condition
or a function that is not linear all or nothing is known.

Texts, references and keys of look-ups are no numbers, and rest on none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from decimal import Decimal

from attrs import evolve, frozen

from ruleengine.formula import typed as t
from ruleengine.formula.typed import BOOLEAN, NUMBER

#: What is known where nothing is.
NOTHING = t.Constant(Decimal(0), NUMBER)


def known_name(name: str) -> str:
    """The name of the known part of a value; no formula can write such a name."""
    return f"known({name})"


def sure_name(name: str) -> str:
    """The name of the condition that something is known of all numbers of an input."""
    return f"sure({name})"


@frozen
class Rests:
    """What values rest on: name → the inputs below it some of whose numbers are unknown; others are not named.

    `nothing` are the values of which no part is known.
    """

    on: Mapping[str, frozenset[str]]
    nothing: frozenset[str]

    def below(self, node: t.Typed) -> frozenset[str]:
        """The inputs with unknown numbers that a tree rests on."""
        return frozenset[str]().union(*(self.on.get(name, ()) for name in t.values(node)))


def known_part(node: t.Typed, rests: Rests) -> t.Typed:
    """The known part of a tree of numbers: the tree itself where everything is known, `NOTHING` where nothing is."""
    below = rests.below(node)
    if not below:
        return node
    match node:
        case t.Value(name=name):
            return NOTHING if name in rests.nothing else evolve(node, name=known_name(name))
        case t.Follow(reference=reference, target=target):
            return _with(node, (reference, known_part(target, rests)))
        case t.Convert(operand=operand):
            return _with(node, (known_part(operand, rests),))
        case t.Arithmetic(operator=operator, left=left, right=right):
            return _arithmetic(node, operator, known_part(left, rests), right, rests)
        case t.Apply(function="neg", arguments=(argument,)):
            return _with(node, (known_part(argument, rests),))
        case t.Select(condition=condition, then=then, otherwise=otherwise):
            sides = known_part(then, rests), known_part(otherwise, rests)
            chosen = NOTHING if sides == (NOTHING, NOTHING) else t.with_parts(node, (condition, *sides))
            return _where_sure(chosen, rests.below(condition), rests)
        case t.Aggregate(function="sum", argument=argument, where=where) if argument is not None:
            new = [p if p is not argument else known_part(p, rests) for p in t.parts(node)]
            conditions = rests.below(where) if where is not None else frozenset[str]()
            return _where_sure(
                _with(node, new) if new[0] is NOTHING else t.with_parts(node, new), conditions, rests
            )
        case t.Total(parts=summands):
            kept = [k for part in summands if (k := known_part(part, rests)) is not NOTHING]
            return t.Total(tuple(kept), None, node.type, node.span) if kept else NOTHING
    return _where_sure(node, below, rests)


def _with(node: t.Typed, new: Iterable[t.Typed]) -> t.Typed:
    """The same part over other sub-expressions; nothing where nothing is known of one of them."""
    parts = tuple(new)
    return NOTHING if NOTHING in parts else t.with_parts(node, parts)


def _arithmetic(node: t.Arithmetic, operator: str, left: t.Typed, divisor: t.Typed, rests: Rests) -> t.Typed:
    """Sums part by part; products of the known parts; quotients where everything is known of the divisor."""
    if operator == "/":
        return _where_sure(_with(node, (left, divisor)), rests.below(divisor), rests)
    right = known_part(divisor, rests)
    if operator == "*":
        return _with(node, (left, right))
    return NOTHING if left is NOTHING and right is NOTHING else t.with_parts(node, (left, right))


def _where_sure(node: t.Typed, names: Set[str], rests: Rests) -> t.Typed:
    """The tree where something is known of all numbers of these inputs, else nothing."""
    if node is NOTHING or names & rests.nothing:
        return NOTHING
    if not names:
        return node
    sure = tuple(t.Value(sure_name(name), BOOLEAN) for name in sorted(names))
    condition = sure[0] if len(sure) == 1 else t.Connect("and", sure, BOOLEAN)
    return t.Select(condition, node, NOTHING, NUMBER.of(node.type.table))
