"""The typed tree: every part has a type (kind, unit, table) and every name is resolved.

This is what the evaluators run. A part whose type has a `table` has one value for each row of that table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any

from attrs import evolve, field, frozen

from ruleengine.diagnostics import Phrase
from ruleengine.diagnostics.facts import spoken
from ruleengine.formula.nodes import Span
from ruleengine.formula.units import NONE, Unit


@frozen
class Type:
    """What a value is: `number` (with a unit), `text`, `boolean` or `reference` (to rows of `target`).

    `table` names the table it is a column of; None for a single value. `options` are the texts that may occur.
    """

    kind: str
    unit: Unit = NONE
    table: str | None = None
    target: str | None = None
    options: frozenset[str] | None = field(default=None, eq=False)

    def of(self, table: str | None) -> Type:
        """The same type as a column of `table`."""
        return self if self.table == table else evolve(self, table=table)

    @property
    def words(self) -> Phrase:
        """What the value is, for messages: `a number in `kg` for each row of `materials``."""
        if self.kind == "number":
            kind = Phrase("kind.number", unit=str(self.unit)) if self.unit.symbols else _PLAIN
        else:
            kind = _KINDS[self.kind]
        return Phrase("kind.of_rows", kind=kind, table=self.table) if self.table else kind

    def __str__(self) -> str:
        return spoken(self.words, "en")


_PLAIN = Phrase("kind.plain_number")
_KINDS = {
    "text": Phrase("kind.text"), "boolean": Phrase("kind.condition"), "reference": Phrase("kind.reference"),
}  # fmt: skip
NUMBER = Type("number")
BOOLEAN = Type("boolean")
TEXT = Type("text")


@frozen
class Constant:
    """A literal number, text or truth value."""

    value: Decimal | str | bool
    type: Type
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Absence:
    """No value, since there is nothing to have one: the side of a choice, of the type of the other side."""

    type: Type
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Value:
    """A named value: an input, parameter, quantity, emission, indicator, `footprint.…` or `table.column`."""

    name: str
    type: Type
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Follow:
    """For each row: the value of `target` (a column of another table) in the row that `reference` points at."""

    reference: Typed
    target: Typed
    type: Type
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Find:
    """The value of `column` in the row of the look-up table whose keys are `keys`."""

    table: str
    column: str
    keys: tuple[Typed, ...]
    type: Type
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Convert:
    """The operand in another unit of its dimension: multiplied by an exact fraction."""

    operand: Typed
    factor: Fraction
    type: Type
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Arithmetic:
    """`left operator right`, operators `+ - * /`; for + and - both sides are already in one unit."""

    operator: str
    left: Typed
    right: Typed
    type: Type
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Power:
    """The operand to a constant power."""

    operand: Typed
    exponent: Fraction
    type: Type
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Compare:
    """A comparison of two numbers in one unit, or of two texts."""

    operator: str
    left: Typed
    right: Typed
    type: Type
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Connect:
    """`and` / `or` over conditions."""

    operator: str
    operands: tuple[Typed, ...]
    type: Type
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Select:
    """`then` where the condition holds, else `otherwise`; only the chosen side is evaluated."""

    condition: Typed
    then: Typed
    otherwise: Typed
    type: Type
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Apply:
    """A function of single values, row by row: neg, not, in, abs, sqrt, exp, log, min, max, given, those that round."""

    function: str
    arguments: tuple[Typed, ...]
    type: Type
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Aggregate:
    """A function over the rows of `table`: sum, count, mean, min, max, any, all.

    With `by` (a reference column) the result is a column of the table referred to.
    """

    function: str
    table: str
    argument: Typed | None
    where: Typed | None
    by: Typed | None
    weight: Typed | None
    type: Type
    span: Span = field(default=(0, 0), eq=False)


@frozen
class Total:
    """The sum of the `parts` that are applicable, complete or not there at all.

    A part that is missing, or rests on something that failed, leaves no sum; nor is there one where `whole`, which the
    sum belongs to, has no value.
    """

    parts: tuple[Typed, ...]
    whole: Typed | None
    type: Type
    span: Span = field(default=(0, 0), eq=False)


Typed = (
    Constant
    | Absence
    | Value
    | Follow
    | Find
    | Convert
    | Arithmetic
    | Power
    | Compare
    | Connect
    | Select
    | Apply
    | Aggregate
    | Total
)


def _of_aggregate(node: Aggregate) -> tuple[Typed, ...]:
    """What is there of argument, condition, group and weight."""
    return tuple(p for p in (node.argument, node.where, node.by, node.weight) if p is not None)


def _of_total(node: Total) -> tuple[Typed, ...]:
    """The summands, and the whole behind them where there is one."""
    return node.parts if node.whole is None else (*node.parts, node.whole)


#: What a node consists of, by its type: asked some ten thousand times for one rule set, so in one step.
_PARTS: dict[type[Typed], Callable[[Any], tuple[Typed, ...]]] = {
    **dict.fromkeys((Constant, Absence, Value), lambda node: ()),
    **dict.fromkeys((Convert, Power), lambda node: (node.operand,)),
    **dict.fromkeys((Arithmetic, Compare), attrgetter("left", "right")),
    Follow: attrgetter("reference", "target"),
    Find: attrgetter("keys"),
    Connect: attrgetter("operands"),
    Select: attrgetter("condition", "then", "otherwise"),
    Apply: attrgetter("arguments"),
    Aggregate: _of_aggregate,
    Total: _of_total,
}


def parts(node: Typed) -> tuple[Typed, ...]:
    """The direct sub-expressions."""
    return _PARTS[type(node)](node)


def walk(node: Typed) -> Iterator[Typed]:
    """The node and everything below it, each once: a derivative has parts in common."""
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if id(part) not in seen:
            seen.add(id(part))
            yield part
            waiting.extend(reversed(parts(part)))


def upwards(node: Typed) -> Iterator[Typed]:
    """The node and everything below it, each once and after its own parts."""
    begun: set[int] = set()
    waiting = [(node, False)]
    while waiting:
        part, is_ready = waiting.pop()
        if is_ready:
            yield part
        elif id(part) not in begun:
            begun.add(id(part))
            waiting.append((part, True))
            waiting.extend((inner, False) for inner in reversed(parts(part)))


def own(node: Typed) -> tuple[object, ...]:
    """What a part says beside its direct sub-expressions: two parts with equal `own` and `parts` mean the same."""
    said: tuple[object, ...]
    match node:
        case Constant(value=one) | Value(name=one) | Convert(factor=one) | Power(exponent=one):
            said = (one,)
        case Arithmetic(operator=one) | Compare(operator=one) | Connect(operator=one) | Apply(function=one):
            said = (one,)
        case Find(table=table, column=column):
            said = (table, column)
        case Aggregate(function=function, table=table):
            lacking = tuple(part is None for part in (node.argument, node.where, node.by, node.weight))
            said = (function, table, lacking)
        case Total(whole=whole):
            said = (whole is None,)
        case Follow() | Select() | Absence():
            said = ()
    return type(node), *said, node.type


def values(node: Typed) -> list[str]:
    """The names of all values a tree reads, in the order of their first appearance."""
    return list(dict.fromkeys(p.name for p in walk(node) if isinstance(p, Value)))


def with_parts(node: Typed, new: Sequence[Typed]) -> Typed:
    """The same part with other direct sub-expressions, in the order of `parts`."""
    if all(a is b for a, b in zip(parts(node), new, strict=True)):
        return node
    match node:
        case Aggregate():
            rest = iter(new)
            argument, where, by, weight = (
                None if part is None else next(rest)
                for part in (node.argument, node.where, node.by, node.weight)
            )
            return evolve(node, argument=argument, where=where, by=by, weight=weight)
        case Total():
            summands = len(node.parts)
            return evolve(node, parts=tuple(new[:summands]), whole=next(iter(new[summands:]), None))
        case Find():
            return evolve(node, keys=tuple(new))
        case Connect():
            return evolve(node, operands=tuple(new))
        case Apply():
            return evolve(node, arguments=tuple(new))
        case Select():
            return evolve(node, condition=new[0], then=new[1], otherwise=new[2])
        case Follow():
            return evolve(node, reference=new[0], target=new[1])
        case Arithmetic() | Compare():
            return evolve(node, left=new[0], right=new[1])
        case Convert() | Power():
            return evolve(node, operand=new[0])
    return node
