"""Types of functions: how many values each takes, of which kind, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from ruleengine.diagnostics import Phrase
from ruleengine.formula import nodes as n
from ruleengine.formula import typed as t
from ruleengine.formula.applicability import where_applicable
from ruleengine.formula.functions import AGGREGATES, CALLED, complete
from ruleengine.formula.print_text import print_text
from ruleengine.formula.refusals import FormulaError
from ruleengine.formula.typing_rounding import to_places, to_whole
from ruleengine.formula.typing_values import (
    Typing,
    common_table,
    condition,
    converted,
    is_zero,
    number,
    power,
    same_unit,
)
from ruleengine.formula.units import NONE, dimension_words


def call(typing: Typing, node: n.Call) -> t.Typed:
    """A call of a function; of an aggregate, the rows that its condition leaves."""
    return _CALLED[node.function](typing.where(node.option("where")), node)


def _arity(node: n.Call, fits: bool, due: str) -> None:
    if not fits:
        count = len(node.arguments)
        raise FormulaError(
            "E402.arity", node.span, function=node.function, count=count, due=Phrase(f"due.{due}")
        )


def _one(typing: Typing, node: n.Call) -> t.Typed:
    """The only argument, a number."""
    _arity(node, len(node.arguments) == 1, "one_value")
    return number(typing, node.arguments[0])


def _absolute(typing: Typing, node: n.Call) -> t.Typed:
    value = _one(typing, node)
    return t.Apply(node.function, (value,), value.type, node.span)


def _root(typing: Typing, node: n.Call) -> t.Typed:
    return power(_one(typing, node), Fraction(1, 2), node.span)


def _of_plain_number(typing: Typing, node: n.Call) -> t.Typed:
    value = _one(typing, node)
    unit = value.type.unit
    if unit.dimension:
        words = dimension_words(unit.dimension)
        raise FormulaError(
            "E405.plain", node.span, function=node.function, unit=str(unit), unit_dimension=words
        )
    plain = converted(value, NONE)
    return t.Apply(node.function, (plain,), plain.type, node.span)


def _rounded(typing: Typing, node: n.Call) -> t.Typed:
    _arity(node, len(node.arguments) in (2, 3), "value_and_places")
    return to_places(typing, node)


def _whole(typing: Typing, node: n.Call) -> t.Typed:
    _arity(node, len(node.arguments) in (1, 2), "value_and_unit")
    return to_whole(typing, node)


def _given(typing: Typing, node: n.Call) -> t.Typed:
    _arity(node, len(node.arguments) == 1, "one_value")
    value = typing.type(node.arguments[0])
    return t.Apply(node.function, (value,), t.BOOLEAN.of(value.type.table), node.span)


def _extreme(typing: Typing, node: n.Call) -> t.Typed:
    """Of a column, or of several values."""
    _arity(node, len(node.arguments) >= 1, "column_or_values")
    if len(node.arguments) == 1:
        return _aggregate(typing, node, _column_of_numbers(typing, node))
    if node.options:
        option = node.options[0][0]
        raise FormulaError("E402.option_of_column", node.span, option=option, function=node.function)
    arguments = [number(typing, a) for a in node.arguments]
    # A zero fits any unit; the first other value says which one it is.
    first = next((a for a in arguments if not is_zero(a)), arguments[0])
    fitted = tuple(same_unit(first, a, node.span, "E405.compared")[1] for a in arguments)
    return t.Apply(node.function, fitted, first.type.of(common_table(fitted, node.span)), node.span)


def _of_numbers(typing: Typing, node: n.Call) -> t.Typed:
    _arity(node, len(node.arguments) == 1, "one_column")
    return _aggregate(typing, node, _column_of_numbers(typing, node))


def _of_conditions(typing: Typing, node: n.Call) -> t.Typed:
    _arity(node, len(node.arguments) == 1, "one_column")
    argument = condition(typing, node.arguments[0])
    _is_column(node, argument)
    return _aggregate(typing, node, argument)


def _count(typing: Typing, node: n.Call) -> t.Typed:
    _arity(node, len(node.arguments) == 1, "one_column")
    source = node.arguments[0]
    if isinstance(source, n.Name) and source.name in typing.scope.tables:
        return _over(typing, node, source.name, None, t.NUMBER)
    raise FormulaError("E406.count", source.span, known=tuple(typing.scope.tables))


def _column_of_numbers(typing: Typing, node: n.Call) -> t.Typed:
    argument = number(typing, node.arguments[0])
    _is_column(node, argument)
    return argument


def _is_column(node: n.Call, argument: t.Typed) -> None:
    if argument.type.table is None:
        source = node.arguments[0]
        raise FormulaError("E406.column", source.span, function=node.function, part=print_text(source))


def _aggregate(typing: Typing, node: n.Call, argument: t.Typed) -> t.Typed:
    result = argument.type if argument.type.kind == "number" else t.BOOLEAN
    return _over(typing, node, argument.type.table or "", argument, result)


def _over(typing: Typing, node: n.Call, table: str, argument: t.Typed | None, result: t.Type) -> t.Typed:
    """A function over the rows of a table, with its options."""
    where, by, weight = node.option("where"), node.option("by"), node.option("weight")
    kept = condition(typing, where) if where else None
    group = _group(typing, by) if by else None
    weights = number(typing, weight) if weight else None
    for option in (kept, group, weights):
        if option is not None and option.type.table not in (table, None):
            raise FormulaError("E407.mixed", node.span, left=table, right=option.type.table)
    target = group.type.target if group else None
    folded = t.Aggregate(node.function, table, argument, kept, group, weights, result.of(target), node.span)
    of_none = _OF_NO_ROWS[node.function]
    none = None if of_none is None else t.Constant(of_none, folded.type.of(None))
    return where_applicable(typing.scope, table, folded, none)


def _group(typing: Typing, node: n.Node) -> t.Typed:
    reference = typing.type(node)
    if reference.type.kind != "reference" or reference.type.table is None:
        raise FormulaError("E406.group", node.span, kind=reference.type.words)
    return reference


#: What each function comes to where there are no rows; None where that is not applicable.
_OF_NO_ROWS: Mapping[str, Decimal | bool | None] = complete("formula/typing_calls", AGGREGATES, {
    "sum": Decimal(0), "count": Decimal(0), "mean": None, "min": None, "max": None, "any": False, "all": True,
})  # fmt: skip
_CALLED: Mapping[str, Callable[[Typing, n.Call], t.Typed]] = complete("formula/typing_calls", CALLED, {
    "sum": _of_numbers,
    "count": _count,
    "mean": _of_numbers,
    "min": _extreme,
    "max": _extreme,
    "any": _of_conditions,
    "all": _of_conditions,
    "abs": _absolute,
    "sqrt": _root,
    "exp": _of_plain_number,
    "log": _of_plain_number,
    "round_half_even": _rounded,
    "ceil": _whole,
    "floor": _whole,
    "given": _given,
})  # fmt: skip
