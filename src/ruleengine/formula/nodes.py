"""The tree of a formula as its author wrote it: order and grouping kept, nothing resolved yet.

Spans are character offsets (start, end) in the formula text; they do not count when trees are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from operator import attrgetter
from typing import Any

from attrs import field, frozen

Span = tuple[int, int]


@frozen
class Number:
    """A literal number."""

    value: Decimal
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Text:
    """A literal text."""

    value: str
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Boolean:
    """`True` or `False`."""

    value: bool
    span: Span = field(default=(0, 0), eq=False)


@frozen
class NotApplicable:
    """`not_applicable`: what a choice comes to where there is nothing to have a value."""

    span: Span = field(default=(0, 0), eq=False)


@frozen
class Name:
    """The id of an input, parameter, look-up table, quantity, emission or indicator."""

    name: str
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Attribute:
    """`owner.name`: a column of a table, a column behind a reference, a column of a look-up, a part of `footprint`."""

    owner: Node
    name: str
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Lookup:
    """`table[key, …]`."""

    table: Name
    keys: tuple[Node, ...]
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Negation:
    """`-operand`."""

    operand: Node
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Binary:
    """`left operator right` with one of `+ - * / **`."""

    operator: str
    left: Node
    right: Node
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Comparison:
    """`left operator right` with one of `== != < <= > >=`."""

    operator: str
    left: Node
    right: Node
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Membership:
    """`item in ("a", "b")`, or `not in`."""

    item: Node
    options: tuple[Text, ...]
    negated: bool = False
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Logic:
    """Two or more operands joined by `and` or by `or`."""

    operator: str
    operands: tuple[Node, ...]
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Not:
    """`not operand`."""

    operand: Node
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Choice:
    """`then if condition else otherwise`."""

    condition: Node
    then: Node
    otherwise: Node
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Call:
    """`function(arguments, option=…)`; options are `where`, `by` and `weight`."""

    function: str
    arguments: tuple[Node, ...]
    options: tuple[tuple[str, Node], ...] = ()
    span: Span = field(default=(0, 0), eq=False)

    def option(self, name: str) -> Node | None:
        """The option's expression, or None."""
        return dict(self.options).get(name)


Node = (
    Number
    | Text
    | Boolean
    | NotApplicable
    | Name
    | Attribute
    | Lookup
    | Negation
    | Binary
    | Comparison
    | Membership
    | Logic
    | Not
    | Choice
    | Call
)


#: What a node consists of, in the order of the text, by its type.
_CHILDREN: dict[type[Node], Callable[[Any], tuple[Node, ...]]] = {
    **dict.fromkeys((Number, Text, Boolean, NotApplicable, Name), lambda node: ()),
    **dict.fromkeys((Negation, Not), lambda node: (node.operand,)),
    **dict.fromkeys((Binary, Comparison), attrgetter("left", "right")),
    Attribute: lambda node: (node.owner,),
    Lookup: lambda node: (node.table, *node.keys),
    Membership: lambda node: (node.item, *node.options),
    Logic: attrgetter("operands"),
    Choice: attrgetter("then", "condition", "otherwise"),
    Call: lambda node: (*node.arguments, *(value for _, value in node.options)),
}


def children(node: Node) -> tuple[Node, ...]:
    """The direct sub-expressions, in the order of the text."""
    return _CHILDREN[type(node)](node)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order of the text; sums may be of any length."""
    ahead = [node]
    while ahead:
        node = ahead.pop()
        yield node
        ahead += reversed(children(node))


def operands(node: Node) -> tuple[Node, ...]:
    """The direct sub-expressions, those of a chain of operators from the left all at once.

    Who goes down by them may meet chains of any length; the sum of all emissions is one.
    """
    if not isinstance(node, Binary):
        return children(node)
    found: list[Node] = []
    first: Node = node
    while isinstance(first, Binary):
        found.append(first.right)
        first = first.left
    return (first, *reversed(found))


def dotted(node: Node) -> tuple[str, ...] | None:
    """`materials.process.share` as its three names; None for anything but names joined by dots."""
    if isinstance(node, Name):
        return (node.name,)
    if isinstance(node, Attribute):
        owner = dotted(node.owner)
        return (*owner, node.name) if owner else None
    return None


def names(node: Node) -> set[str]:
    """The names a formula starts from (not the attributes behind them)."""
    return {n.name for n in walk(node) if isinstance(n, Name)}
