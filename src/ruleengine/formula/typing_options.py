"""The texts that a value may be, as far as is known: those of its input, less those that a condition around leaves out.

In `factors[fuel] if fuel != "none" else 0` the look-up is asked for every fuel but `none`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import evolve, frozen

from ruleengine.formula import nodes as n
from ruleengine.formula import typed as t
from ruleengine.formula.print_text import print_text


@frozen
class Left:
    """What a condition leaves of the texts of a value: only these (None: all), without those."""

    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()

    def of(self, options: frozenset[str]) -> frozenset[str]:
        """Of these texts, those that are left."""
        return (options if self.only is None else options & self.only) - self.without

    def and_(self, other: Left) -> Left:
        """What both leave."""
        if self.only is None or other.only is None:
            only = self.only if other.only is None else other.only
        else:
            only = self.only & other.only
        return Left(only, self.without | other.without)

    def or_(self, other: Left) -> Left:
        """What one of the two leaves."""
        if self.only is not None and other.only is not None:
            return Left(self.of(self.only) | other.of(other.only))
        if self.only is None and other.only is None:
            return Left(None, self.without & other.without)
        open_, closed = (self, other) if self.only is None else (other, self)
        return Left(None, open_.without - closed.of(closed.only or frozenset()))


#: What is left of the texts of parts of a formula, by the text of the part.
Narrowed = Mapping[str, Left]


def narrowed(condition: n.Node | None, holds: bool = True) -> Narrowed:
    """What is left where a condition holds, or where it does not."""
    match condition:
        case n.Not(operand=operand):
            return narrowed(operand, not holds)
        case n.Logic(operator=operator, operands=operands):
            sides = [narrowed(operand, holds) for operand in operands]
            return all_of(sides) if (operator == "and") is holds else _any_of(sides)
        case n.Comparison(operator="==" | "!=" as operator, left=left, right=n.Text(value=text)):
            return _left(left, (text,), (operator == "==") is holds)
        case n.Comparison(operator="==" | "!=" as operator, left=n.Text(value=text), right=right):
            return _left(right, (text,), (operator == "==") is holds)
        case n.Membership(item=item, options=options, negated=negated):
            return _left(item, [option.value for option in options], negated is not holds)
    return {}


def _left(part: n.Node, texts: Sequence[str], are_kept: bool) -> Narrowed:
    chosen = frozenset(texts)
    return {print_text(part): Left(chosen) if are_kept else Left(None, chosen)}


def all_of(sides: Sequence[Narrowed]) -> Narrowed:
    """What is left where all conditions hold."""
    return _together(sides, {part for side in sides for part in side}, Left.and_)


def _any_of(sides: Sequence[Narrowed]) -> Narrowed:
    """What is left where one of several conditions holds: of parts that each of them says something of."""
    return _together(sides, set(sides[0]).intersection(*sides[1:]), Left.or_)


def _together(sides: Sequence[Narrowed], parts: set[str], join: Callable[[Left, Left], Left]) -> Narrowed:
    found: dict[str, Left] = {}
    for side in sides:
        for part in parts & side.keys():
            found[part] = join(found[part], side[part]) if part in found else side[part]
    return found


def options_of(known: Narrowed, node: n.Node, typed: t.Typed) -> frozenset[str] | None:
    """The texts that a part may be; None where it may be any."""
    if isinstance(typed, t.Constant):
        return frozenset((typed.value,)) if isinstance(typed.value, str) else None
    options, left = typed.type.options, known.get(print_text(node)) if known else None
    return options if options is None or left is None else left.of(options)


def either(kind: t.Type, one: frozenset[str] | None, other: frozenset[str] | None) -> t.Type:
    """The type of a text that is one of two."""
    return evolve(kind, options=None if one is None or other is None else one | other)
