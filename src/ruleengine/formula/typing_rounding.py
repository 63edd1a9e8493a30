"""Types of the functions that round: the unit a value is rounded in is one that the reader of the formula sees.

It is the unit that the formula names or, where the rounding is the whole formula of an element, the one that the
element declares; a value without a dimension is rounded as a plain number. The unit that the compiler happens to carry
a value in never decides. Where that leaves two readings, of per cents above all, the formula is refused.
"""

from __future__ import annotations

from decimal import Decimal

from ruleengine.formula import nodes as n
from ruleengine.formula import typed as t
from ruleengine.formula.print_text import print_text
from ruleengine.formula.refusals import FormulaError
from ruleengine.formula.spellings import explained
from ruleengine.formula.typing_values import Typing, converted, number
from ruleengine.formula.units import NONE, Unit, UnknownUnit, dimension_words, unit


def to_places(typing: Typing, node: n.Call) -> t.Typed:
    """Rounded to decimal places, which are a literal."""
    value, places = (number(typing, a) for a in node.arguments[:2])
    if not isinstance(places, t.Constant) or places.value == Decimal("0.5"):
        raise FormulaError("E406.places", places.span)
    return _in_unit(typing, node, value, (places,), node.arguments[2:])


def to_whole(typing: Typing, node: n.Call) -> t.Typed:
    """Rounded up or down to a whole number."""
    return _in_unit(typing, node, number(typing, node.arguments[0]), (), node.arguments[1:])


def _in_unit(
    typing: Typing, node: n.Call, value: t.Typed, places: tuple[t.Typed, ...], named: tuple[n.Node, ...]
) -> t.Typed:
    chosen = _named(node, named[0], value) if named else _understood(typing, node, value)
    rounded = converted(value, chosen)
    return t.Apply(node.function, (rounded, *places), rounded.type, node.span)


def _named(node: n.Call, written: n.Node, value: t.Typed) -> Unit:
    """The unit that the formula names, in quotation marks."""
    if not isinstance(written, n.Text):
        raise FormulaError("E413.named", written.span, part=print_text(written))
    try:
        found = unit(written.value)
    except UnknownUnit as error:
        fault = explained(error)
        raise FormulaError(fault.key, written.span, **dict(fault.facts)) from None
    carried = value.type.unit
    if found.dimension != carried.dimension:
        raise FormulaError(
            "E413.dimension", written.span, function=node.function, unit=str(carried), named=written.value,
            unit_dimension=dimension_words(carried.dimension), named_dimension=dimension_words(found.dimension),
        )  # fmt: skip
    return found


def _understood(typing: Typing, node: n.Call, value: t.Typed) -> Unit:
    """The unit of a rounding that names none."""
    carried, declared = value.type.unit, typing.declared(node)
    if declared is not None:
        if declared.dimension != carried.dimension:
            return carried  # refused where the result is fitted to the declared unit
        if declared.dimension or declared.scale == 1:
            return declared
    elif carried.dimension:
        raise FormulaError(
            "E413.unit", node.span, function=node.function, unit=str(carried),
            unit_dimension=dimension_words(carried.dimension),
        )  # fmt: skip
    elif not any(_is_share(part) for part in t.walk(value)):
        return NONE
    raise FormulaError("E413.share", node.span, function=node.function)


def _is_share(part: t.Typed) -> bool:
    """Whether a part is given in per cent, alone or within its unit."""
    return any(symbol == "%" for symbol, _ in part.type.unit.symbols)
