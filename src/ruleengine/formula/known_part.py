"""The part of a typed tree that rests only on numbers of which something is known, as another typed tree.

Beside every input `x` of which some numbers are unknown stand two values: `known(x)`, which is zero where nothing is
known of the number, and `sure(x)`, whether something is known of all of its numbers. The known part of a sum is the sum
of the known parts, that of a product their product: a product rests on all its factors. A whole power is a product, a
mean a sum divided by its weights. Behind a divisor, a condition or any other function all or nothing is known.

Texts, references and keys of look-ups are no numbers, and rest on none.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from decimal import Decimal

from attrs import evolve, field, frozen

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
    nothing: Set[str]


def known_part(tree: t.Typed, rests: Rests) -> tuple[t.Typed, frozenset[str]]:
    """The known part of a tree, and the inputs with unknown numbers that it rests on.

    It is the tree itself where everything is known, and `NOTHING` where nothing is.
    """
    work = _Work(rests)
    for node in t.upwards(tree):
        own = rests.on.get(node.name, _NONE) if isinstance(node, t.Value) else _NONE
        below = own.union(*(work.below[id(part)] for part in t.parts(node)))
        work.below[id(node)] = below
        work.known[id(node)] = work.part(node) if below and node.type.kind == "number" else node
    return work.known[id(tree)], work.below[id(tree)]


_NONE = frozenset[str]()


@frozen
class _Work:
    """What has been found of parts of a tree, by the parts: their known parts, and what they rest on."""

    rests: Rests
    known: dict[int, t.Typed] = field(factory=dict)
    below: dict[int, frozenset[str]] = field(factory=dict)

    def part(self, node: t.Typed) -> t.Typed:
        """The known part of a number that rests on unknown ones, once those of its parts are found."""
        known = self.known
        match node:
            case t.Value(name=name):
                return NOTHING if name in self.rests.nothing else evolve(node, name=known_name(name))
            case t.Follow(reference=reference, target=target):
                return _with(node, (reference, known[id(target)]))
            case t.Convert(operand=operand):
                return _with(node, (known[id(operand)],))
            case t.Apply(function="neg", arguments=(argument,)):
                return _with(node, (known[id(argument)],))
            case t.Arithmetic(left=left, right=right):
                return self.arithmetic(node, left, right)
            case t.Select(condition=condition, then=then, otherwise=otherwise):
                sides = known[id(then)], known[id(otherwise)]
                lost = all(side is NOTHING or isinstance(side, t.Absence) for side in sides)
                chosen = NOTHING if lost else t.with_parts(node, (condition, *sides))
                return self.where_sure(chosen, self.below[id(condition)])
            case t.Power(operand=operand, exponent=exponent) if exponent > 0 and exponent.denominator == 1:
                return _with(node, (known[id(operand)],))
            case t.Aggregate(function="sum" | "mean", argument=argument) if argument is not None:
                return self.folded(node, argument)
        return self.where_sure(node, self.below[id(node)])

    def folded(self, node: t.Aggregate, argument: t.Typed) -> t.Typed:
        """A sum or mean of the known parts of its rows, where everything is known of condition, groups and weights."""
        others = [part for part in t.parts(node) if part is not argument]
        if self.known[id(argument)] is NOTHING:
            return NOTHING
        new = [self.known[id(part)] if part is argument else part for part in t.parts(node)]
        return self.where_sure(
            t.with_parts(node, new), _NONE.union(*(self.below[id(part)] for part in others))
        )

    def arithmetic(self, node: t.Arithmetic, left: t.Typed, right: t.Typed) -> t.Typed:
        """Sums part by part; products of the known parts; quotients where everything is known of the divisor."""
        first, second = self.known[id(left)], self.known[id(right)]
        if node.operator == "/":
            return self.where_sure(_with(node, (first, right)), self.below[id(right)])
        if node.operator == "*":
            return _with(node, (first, second))
        return NOTHING if first is NOTHING and second is NOTHING else t.with_parts(node, (first, second))

    def where_sure(self, node: t.Typed, names: frozenset[str]) -> t.Typed:
        """The tree where something is known of all numbers of these inputs, else nothing."""
        if node is NOTHING or names & self.rests.nothing:
            return NOTHING
        if not names:
            return node
        sure = tuple(t.Value(sure_name(name), BOOLEAN) for name in sorted(names))
        condition = sure[0] if len(sure) == 1 else t.Connect("and", sure, BOOLEAN)
        return t.Select(condition, node, NOTHING, NUMBER.of(node.type.table))


def _with(node: t.Typed, new: tuple[t.Typed, ...]) -> t.Typed:
    """The same part over other sub-expressions; nothing where nothing is known of one of them."""
    return NOTHING if any(part is NOTHING for part in new) else t.with_parts(node, new)
