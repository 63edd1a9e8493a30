"""Functions as mathematics: the notation of each, how strongly it holds together, whether a factor may follow it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from attrs import frozen

from ruleengine.formula import nodes as n
from ruleengine.formula.functions import CALLED, complete
from ruleengine.formula.math_boxes import (
    Box,
    Digits,
    Fence,
    Fraction,
    Function,
    Letter,
    Overline,
    Root,
    Script,
    Sign,
    Under,
    Upright,
    Word,
    listed,
    raised,
    row,
)
from ruleengine.formula.math_names import is_aggregate, symbol_of
from ruleengine.formula.naming import Naming, SymbolPath
from ruleengine.formula.print_text import ATOM, CHOICE, COMPARISON, POWER, PRODUCT, SIGN, SUM

_COLON = Sign(":", "separator")
_EQUALS = Sign("=", "relation")
_TOTAL = Sign("∑", "prefix")


class BoxLayout(Protocol):
    """What lays out the parts of a call."""

    @property
    def naming(self) -> Naming:
        """How names are written."""
        ...

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the document's language."""
        ...

    def part(self, node: n.Node, level: int = CHOICE, *, first: bool = True, last: bool = True) -> Box:
        """A part where `level` is asked for, in brackets if it holds less."""
        ...

    def over(self, node: n.Call) -> tuple[BoxLayout, tuple[Box, ...]]:
        """The layout within an aggregate, and the lines beneath its sign."""
        ...


@frozen
class CallNotation:
    """How a function is printed: over the rows of a table (`rows`), of single values (`values`).

    `strength` is how strongly what is printed over rows, or of one value, holds together; what is printed of several
    values holds like a power. `is_open`: over rows, a factor behind it would seem to belong to its body.
    """

    rows: Callable[[BoxLayout, n.Call, bool], Box] | None
    values: Callable[[BoxLayout, n.Call], Box]
    strength: int
    is_open: bool


def call_box(layout: BoxLayout, node: n.Call, last: bool) -> Box:
    """The boxes of a call; `last`: no factor follows."""
    notation = _CALLED[node.function]
    if notation.rows is not None and is_aggregate(node):
        return notation.rows(layout, node, last)
    return notation.values(layout, node)


def strength_of_call(node: n.Call) -> int:
    """How strongly what is printed of a call holds together."""
    return _CALLED[node.function].strength if len(node.arguments) == 1 else POWER


def is_open(node: n.Node) -> bool:
    """Whether a factor behind it would seem to belong to it, as to the body of a sum."""
    return is_aggregate(node) and isinstance(node, n.Call) and _CALLED[node.function].is_open


def given_box(layout: BoxLayout, node: n.Call, word: str) -> Box:
    """`x is given`, or `x is not given`."""
    values = [layout.part(argument, POWER) for argument in node.arguments]
    return row(listed(tuple(values)), Word(layout.words[word], "before"))


def _written(name: str, opening: str = "(", closing: str = ")") -> Callable[[BoxLayout, n.Call], Box]:
    """A name before its arguments in brackets; `round` is written in the document's language."""

    def box(layout: BoxLayout, node: n.Call) -> Box:
        options = (row(Upright(k), _EQUALS, layout.part(value, SUM)) for k, value in node.options)
        arguments = (*(layout.part(argument) for argument in node.arguments), *options)
        shown = Function(layout.words.get(name, name), node.function)
        return row(shown, Fence(opening, listed(arguments), closing))

    return box


def _one(name: str, layout_of: Callable[[Box], Box]) -> Callable[[BoxLayout, n.Call], Box]:
    """A notation of its own for one value, the name for any other number of them."""

    def box(layout: BoxLayout, node: n.Call) -> Box:
        if len(node.arguments) != 1:
            return _written(name)(layout, node)
        return layout_of(layout.part(node.arguments[0]))

    return box


def _sum(layout: BoxLayout, node: n.Call, last: bool) -> Box:
    return _under(_TOTAL, layout, node, last)


def _extreme(layout: BoxLayout, node: n.Call, last: bool) -> Box:
    return _under(Function(node.function, node.function), layout, node, last)


def _under(sign: Sign | Function, layout: BoxLayout, node: n.Call, last: bool) -> Box:
    inner, lines = layout.over(node)
    return row(Under(sign, lines), inner.part(node.arguments[0], PRODUCT, first=False, last=last))


def _count(layout: BoxLayout, node: n.Call, last: bool) -> Box:
    return Under(Function("N", "count"), layout.over(node)[1])


def _quantified(sign: str) -> Callable[[BoxLayout, n.Call, bool], Box]:
    def box(layout: BoxLayout, node: n.Call, last: bool) -> Box:
        inner, lines = layout.over(node)
        return row(Sign(sign, "prefix"), listed(lines), _COLON, inner.part(node.arguments[0]))

    return box


def _mean(layout: BoxLayout, node: n.Call, last: bool) -> Box:
    """The bar for a symbol of one letter, else total over total weight; a weight left out is 1."""
    inner, lines = layout.over(node)
    argument, weight, total = node.arguments[0], node.option("weight"), Under(_TOTAL, lines)
    if weight:
        values = [inner.part(weight, PRODUCT, first=False, last=False), Sign("×", "binary")]
        values.append(inner.part(argument, SIGN, first=False))
        return Fraction(row(total, *values), row(total, inner.part(weight, PRODUCT, first=False)))
    if not node.options and (barred := _barred(inner.naming, n.dotted(argument))):
        return barred
    return Fraction(row(total, inner.part(argument, PRODUCT, first=False)), row(total, Digits("1")))


def _barred(naming: Naming, path: SymbolPath | None) -> Box | None:
    """The mean of a column: its letter under a bar, without a row. None for what a bar cannot show."""
    if path is None or (len(path) > 1 and naming.target(path[:-1])):
        return None
    match symbol_of(naming.symbol(path)):
        case Letter() as letter:
            return Overline(letter)
        case Script(base=Letter() as letter, below=below):
            return Script(Overline(letter), below)
        case _:
            return None  # words, which a bar would not hold together


_CALLED: Mapping[str, CallNotation] = complete("formula/math_calls", CALLED, {
    "sum": CallNotation(_sum, _written("sum"), POWER, is_open=True),
    "count": CallNotation(_count, _written("count"), ATOM, is_open=False),
    "mean": CallNotation(_mean, _written("mean"), POWER, is_open=False),
    "min": CallNotation(_extreme, _written("min", "{", "}"), POWER, is_open=True),
    "max": CallNotation(_extreme, _written("max", "{", "}"), POWER, is_open=True),
    "any": CallNotation(_quantified("∃"), _written("any"), CHOICE, is_open=False),
    "all": CallNotation(_quantified("∀"), _written("all"), CHOICE, is_open=False),
    "abs": CallNotation(None, _one("abs", lambda body: Fence("|", body, "|")), ATOM, is_open=False),
    "sqrt": CallNotation(None, _one("sqrt", Root), POWER, is_open=False),
    "exp": CallNotation(None, _one("exp", lambda body: raised(Upright("e"), body)), POWER, is_open=False),
    "log": CallNotation(
        None, _one("log", lambda body: row(Function("ln", "log"), Fence("(", body, ")"))), POWER, is_open=False
    ),
    "round_half_even": CallNotation(None, _written("round"), POWER, is_open=False),
    "ceil": CallNotation(None, _one("ceil", lambda body: Fence("⌈", body, "⌉")), ATOM, is_open=False),
    "floor": CallNotation(None, _one("floor", lambda body: Fence("⌊", body, "⌋")), ATOM, is_open=False),
    "given": CallNotation(None, lambda layout, node: given_box(layout, node, "given"), COMPARISON, is_open=False),
})  # fmt: skip
