"""What the rules of types share: values of a kind, of one table, in one unit."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from attrs import evolve

from ruleengine.diagnostics import Phrase, nearest
from ruleengine.formula import nodes as n
from ruleengine.formula import typed as t
from ruleengine.formula.print_text import print_text
from ruleengine.formula.refusals import FormulaError
from ruleengine.formula.scope import Scope
from ruleengine.formula.typing_options import Narrowed
from ruleengine.formula.units import NONE, NoRoot, TooHigh, Unit, dimension_words


class Typing(Protocol):
    """What gives types to the parts of a formula, as the rules of types ask for it."""

    @property
    def scope(self) -> Scope:
        """The names the formula may use."""
        ...

    @property
    def narrowed(self) -> Narrowed:
        """What conditions around leave of the texts of parts."""
        ...

    def where(self, condition: n.Node | None, holds: bool = True) -> Typing:
        """What gives types where a condition holds, or where it does not."""
        ...

    def type(self, node: n.Node) -> t.Typed:
        """The typed tree of a part; raises `FormulaError`."""
        ...

    def declared(self, node: n.Node) -> Unit | None:
        """The unit declared for the value of a part where it is the whole formula; None elsewhere."""
        ...


#: What to do with a value of another kind where a number is due.
_NUMBERS_FROM = {
    "boolean": "todo.number_of_condition",
    "text": "todo.use_of_text",
    "reference": "todo.behind_reference",
}
#: The same where a condition is due.
_CONDITIONS_FROM = {
    "number": "todo.compare_number",
    "text": "todo.compare_text",
    "reference": "todo.behind_reference",
}


def number(typing: Typing, node: n.Node) -> t.Typed:
    """A part that is a number."""
    value = typing.type(node)
    if value.type.kind == "number":
        return value
    part = print_text(node)
    todo = Phrase(_NUMBERS_FROM[value.type.kind], part=part)
    raise FormulaError("E406.number", node.span, part=part, kind=value.type.words, todo=todo)


def condition(typing: Typing, node: n.Node) -> t.Typed:
    """A part that is a condition."""
    value = typing.type(node)
    if value.type.kind == "boolean":
        return value
    part = print_text(node)
    todo = Phrase(_CONDITIONS_FROM[value.type.kind], part=part)
    raise FormulaError("E406.condition", node.span, part=part, kind=value.type.words, todo=todo)


def common_table(values: tuple[t.Typed, ...], span: n.Span) -> str | None:
    """The table that all column-wise values share; None when all are single values."""
    tables = list(dict.fromkeys(v.type.table for v in values if v.type.table))
    if len(tables) > 1:
        raise FormulaError("E407.mixed", span, left=tables[0], right=tables[1])
    return tables[0] if tables else None


def converted(node: t.Typed, unit: Unit) -> t.Typed:
    """A number in another unit of its dimension."""
    factor = node.type.unit.factor_to(unit)
    result = evolve(node.type, unit=unit)
    if factor != 1:
        return t.Convert(node, factor, result, node.span)
    return node if node.type.unit == unit else evolve(node, type=result)


def same_unit(left: t.Typed, right: t.Typed, span: n.Span, key: str) -> tuple[t.Typed, t.Typed]:
    """Two numbers in the unit of the first; `key` names what is told where their dimensions differ."""
    a, b = left.type.unit, right.type.unit
    if a.dimension == b.dimension:
        return left, converted(right, a)
    if is_zero(left):
        return evolve(left, type=evolve(left.type, unit=b)), right
    if is_zero(right):
        return left, evolve(right, type=evolve(right.type, unit=a))
    raise FormulaError(
        key, span, left=str(a), right=str(b),
        left_dimension=dimension_words(a.dimension), right_dimension=dimension_words(b.dimension),
    )  # fmt: skip


def is_zero(value: t.Typed) -> bool:
    """Whether a value is the literal 0, which fits any unit."""
    return isinstance(value, t.Constant) and value.value == 0


def power(base: t.Typed, exponent: Fraction, span: n.Span) -> t.Typed:
    """A number to a constant power, its unit too; what has no dimension has a root whatever it is carried in."""
    if exponent.denominator != 1 and not base.type.unit.dimension:
        base = converted(base, NONE)
    try:
        unit = base.type.unit.power(exponent)
    except NoRoot as error:
        key = "E405.no_root" if error.square else "E405.only_square_root"
        raise FormulaError(key, span, unit=str(base.type.unit)) from None
    except TooHigh:
        raise FormulaError("E405.too_high", span) from None
    return t.Power(base, exponent, t.Type("number", unit, base.type.table), span)


def check_options(value: t.Typed, literal: t.Typed) -> None:
    """A literal compared with a text of known options must be one of them."""
    options = value.type.options
    if options is not None and isinstance(literal, t.Constant) and literal.value not in options:
        text = str(literal.value)
        near = nearest(text, options)
        raise FormulaError("E406.never", literal.span, text=text, known=tuple(sorted(options)), nearest=near)
