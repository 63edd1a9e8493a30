"""Tree to typed tree: names resolved, kinds, units and tables checked, unit conversions inserted.

Errors are `FormulaError`s with the span of the sub-expression concerned and, for units, both dimensions.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from ruleengine.diagnostics import Phrase
from ruleengine.formula import nodes as n
from ruleengine.formula import typed as t
from ruleengine.formula import typing_names as names
from ruleengine.formula.refusals import FormulaError
from ruleengine.formula.scope import Scope
from ruleengine.formula.typing_calls import call
from ruleengine.formula.typing_options import Narrowed, all_of, either, narrowed, options_of
from ruleengine.formula.typing_values import (
    check_options,
    common_table,
    condition,
    converted,
    number,
    power,
    same_unit,
)
from ruleengine.formula.units import TooHigh, Unit, dimension_words

#: Literals that are structure rather than data; every other number is a parameter with a source.
PLAIN_NUMBERS = frozenset([Decimal(i) for i in range(11)] + [Decimal(100), Decimal(1000), Decimal("0.5")])


def to_typed(
    tree: n.Node, scope: Scope, given: n.Node | None = None, declared: Unit | None = None
) -> t.Typed:
    """The typed tree of a formula that is only asked for where the condition `given` holds; raises `FormulaError`.

    `declared` is the unit that its value is declared to be in; the result may be in another one: `fit` converts it.
    """
    return _Typing(scope, narrowed(given), tree, declared).type(tree)


def fit(node: t.Typed, unit: Unit, key: str = "E405.result") -> t.Typed:
    """The number `node` converted to `unit`; raises `FormulaError` (`key`) where the dimensions differ."""
    if node.type.kind != "number":
        todo = Phrase("todo.correct_formula")
        raise FormulaError("E406.result", node.span, kind=node.type.words, todo=todo)
    if node.type.unit.dimension != unit.dimension:
        writable = all(exponent.denominator == 1 for _, exponent in node.type.unit.symbols)
        raise FormulaError(
            key, node.span, unit=str(node.type.unit), due=str(node.type.unit) if writable else None,
            unit_dimension=dimension_words(node.type.unit.dimension),
            declared=str(unit), declared_dimension=dimension_words(unit.dimension),
        )  # fmt: skip
    return converted(node, unit)


@frozen
class _Typing:
    """One method a construct; names and calls have modules of their own."""

    scope: Scope
    narrowed: Narrowed
    whole: n.Node
    unit: Unit | None

    def declared(self, node: n.Node) -> Unit | None:
        """The unit declared for the value of a part where it is the whole formula; None elsewhere."""
        return self.unit if node is self.whole else None

    def where(self, condition: n.Node | None, holds: bool = True) -> _Typing:
        """What gives types where a condition holds, or where it does not."""
        more = narrowed(condition, holds)
        return evolve(self, narrowed=all_of((self.narrowed, more))) if more else self

    def type(self, node: n.Node) -> t.Typed:
        match node:
            case n.Number(value=value, span=span):
                if value not in PLAIN_NUMBERS:
                    raise FormulaError("E409.number", span, number=value)
                return t.Constant(value, t.NUMBER, span)
            case n.Text(value=text, span=span):
                return t.Constant(text, t.TEXT, span)
            case n.Boolean(value=truth, span=span):
                return t.Constant(truth, t.BOOLEAN, span)
            case n.NotApplicable(span=span):
                raise FormulaError("E406.not_applicable", span)
            case n.Name():
                return names.name(self.scope, node)
            case n.Attribute():
                return names.attribute(self, node)
            case n.Lookup():
                return names.lookup(self, node, None)
            case n.Negation(operand=operand, span=span):
                negated = number(self, operand)
                return t.Apply("neg", (negated,), negated.type, span)
            case n.Binary():
                return self._power(node) if node.operator == "**" else self._binary(node)
            case n.Comparison():
                return self._comparison(node)
            case n.Membership():
                return self._membership(node)
            case n.Logic(operator=operator, operands=operands, span=span):
                typed = self._connected(operator, operands)
                return t.Connect(operator, typed, t.BOOLEAN.of(common_table(typed, span)), span)
            case n.Not(operand=operand, span=span):
                denied = condition(self, operand)
                return t.Apply("not", (denied,), denied.type, span)
            case n.Choice():
                return self._choice(node)
            case n.Call():
                return call(self, node)

    def _binary(self, node: n.Binary) -> t.Typed:
        left, right = number(self, node.left), number(self, node.right)
        table = common_table((left, right), node.span)
        if node.operator in "+-":
            key = "E405.added" if node.operator == "+" else "E405.subtracted"
            left, right = same_unit(left, right, node.span, key)
            unit = left.type.unit
        else:
            a, b = left.type.unit, right.type.unit
            try:
                unit = a * b if node.operator == "*" else a / b
            except TooHigh:
                raise FormulaError("E405.too_high", node.span) from None
        return t.Arithmetic(node.operator, left, right, t.Type("number", unit, table), node.span)

    def _power(self, node: n.Binary) -> t.Typed:
        base = number(self, node.left)
        negated = isinstance(node.right, n.Negation)
        literal = node.right.operand if isinstance(node.right, n.Negation) else node.right
        if not isinstance(literal, n.Number):
            raise FormulaError("E411.literal", node.right.span)
        return power(base, Fraction(literal.value) * (-1 if negated else 1), node.span)

    def _comparison(self, node: n.Comparison) -> t.Typed:
        left, right = self.type(node.left), self.type(node.right)
        table = common_table((left, right), node.span)
        kinds = {left.type.kind, right.type.kind}
        same_rows = kinds == {"reference"} and left.type.target == right.type.target
        if kinds == {"number"}:
            left, right = same_unit(left, right, node.span, "E405.compared")
        elif len(kinds) == 1 and kinds <= {"text", "boolean"} and node.operator in ("==", "!="):
            check_options(left, right)
            check_options(right, left)
        elif not (same_rows and node.operator in ("==", "!=")):
            key = "E406.order" if kinds == {"text"} or same_rows else "E406.comparison"
            raise FormulaError(
                key, node.span, left=left.type.words, right=right.type.words, operator=node.operator
            )
        return t.Compare(node.operator, left, right, t.BOOLEAN.of(table), node.span)

    def _membership(self, node: n.Membership) -> t.Typed:
        item = self.type(node.item)
        if item.type.kind != "text":
            raise FormulaError("E406.item", node.item.span, kind=item.type.words)
        options = tuple(t.Constant(o.value, t.TEXT, o.span) for o in node.options)
        for option in options:
            check_options(item, option)
        result = t.BOOLEAN.of(item.type.table)
        found = t.Apply("in", (item, *options), result, node.span)
        return t.Apply("not", (found,), result, node.span) if node.negated else found

    def _connected(self, operator: str, operands: tuple[n.Node, ...]) -> tuple[t.Typed, ...]:
        """The parts of a condition; what stands behind one that decides is not asked for."""
        typed, typing = [], self
        for operand in operands:
            typed.append(condition(typing, operand))
            typing = typing.where(operand, operator == "and")
        return tuple(typed)

    def _sides(self, node: n.Choice) -> tuple[t.Typed, t.Typed]:
        """The two sides of a choice; one that is not applicable has the type of the other."""
        holds, fails = self.where(node.condition), self.where(node.condition, False)
        absent = [isinstance(side, n.NotApplicable) for side in (node.then, node.otherwise)]
        if absent == [True, False]:
            otherwise = fails.type(node.otherwise)
            return t.Absence(otherwise.type.of(None), node.then.span), otherwise
        then = holds.type(node.then)
        if absent[1]:
            return then, t.Absence(then.type.of(None), node.otherwise.span)
        return then, fails.type(node.otherwise)

    def _choice(self, node: n.Choice) -> t.Typed:
        decides = condition(self, node.condition)
        then, otherwise = self._sides(node)
        table = common_table((decides, then, otherwise), node.span)
        if then.type.kind != otherwise.type.kind:
            raise FormulaError("E406.sides", node.span, left=then.type.words, right=otherwise.type.words)
        if then.type.kind == "reference":
            raise FormulaError("E406.references", node.span)
        if then.type.kind == "number":
            then, otherwise = same_unit(then, otherwise, node.span, "E405.chosen")
        result = then.type.of(table)
        if result.kind == "text":
            holds, fails = self.where(node.condition), self.where(node.condition, False)
            one = options_of(holds.narrowed, node.then, then)
            result = either(result, one, options_of(fails.narrowed, node.otherwise, otherwise))
        return t.Select(decides, then, otherwise, result, node.span)
