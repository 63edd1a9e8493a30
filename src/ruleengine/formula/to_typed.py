"""Tree to typed tree: names resolved, kinds, units and tables checked, unit conversions inserted.

Errors are `FormulaError`s with the span of the sub-expression concerned and, for units, both dimensions.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from ruleengine.diagnostics import nearest, quoted
from ruleengine.formula import nodes as n
from ruleengine.formula import typed as t
from ruleengine.formula.from_text import FUNCTIONS, FormulaError
from ruleengine.formula.print_text import print_text
from ruleengine.formula.units import NONE, Unit, describe

#: Literals that are structure rather than data; every other number is a parameter with a source.
PLAIN_NUMBERS = frozenset([Decimal(i) for i in range(11)] + [Decimal(100), Decimal(1000), Decimal("0.5")])


@frozen
class LookupTable:
    """Signature of a look-up table: its keys with the texts that occur, and its value columns with their units."""

    keys: tuple[tuple[str, frozenset[str]], ...]
    columns: Mapping[str, Unit]


@frozen
class Scope:
    """The names a formula may use.

    `values`: single values and calculated columns; `tables`: input tables with their columns (calculated ones
    included); `lookups`: look-up tables.
    """

    values: Mapping[str, t.Type]
    tables: Mapping[str, Mapping[str, t.Type]]
    lookups: Mapping[str, LookupTable]

    @property
    def names(self) -> set[str]:
        """All names, for suggestions."""
        return {*self.values, *self.tables, *self.lookups}


def to_typed(tree: n.Node, scope: Scope) -> t.Typed:
    """The typed tree of a formula; raises `FormulaError`."""
    return _Typing(scope).type(tree)


def fit(node: t.Typed, unit: Unit) -> t.Typed:
    """The number `node` converted to `unit`; raises `FormulaError` where the dimensions differ."""
    if node.type.kind != "number":
        raise FormulaError("E406", f"a number is due here, this is {node.type}", node.span)
    if node.type.unit.dimension != unit.dimension:
        raise FormulaError(
            "E405",
            f"the result is in `{node.type.unit}`, the declared unit is `{unit}`",
            node.span,
            expected=f"`{unit}`, {describe(unit.dimension)}",
            found=f"`{node.type.unit}`, {describe(node.type.unit.dimension)}",
        )
    return _convert(node, unit)


def _convert(node: t.Typed, unit: Unit) -> t.Typed:
    factor = node.type.unit.factor_to(unit)
    result = evolve(node.type, unit=unit)
    if factor != 1:
        return t.Convert(node, factor, result, node.span)
    return node if node.type.unit == unit else evolve(node, type=result)


def _without_key(name: str, span: n.Span) -> FormulaError:
    """A look-up table named where a value is due."""
    message = f"`{name}` is a look-up table; give it a key in brackets"
    return FormulaError("E410", message, span, f"write `{name}[…]`")


def _is_zero(value: t.Typed) -> bool:
    return isinstance(value, t.Constant) and value.value == 0


class _Typing:
    """One method a construct."""

    def __init__(self, scope: Scope):
        self.scope = scope

    def type(self, node: n.Node) -> t.Typed:
        match node:
            case n.Number(value=value, span=span):
                if value not in PLAIN_NUMBERS:
                    raise FormulaError(
                        "E409", f"the number `{value}` stands in the formula without a source", span,
                        "make it a parameter with a unit and a source",
                    )  # fmt: skip
                return t.Constant(value, t.NUMBER, span)
            case n.Text(value=text, span=span):
                return t.Constant(text, t.TEXT, span)
            case n.Boolean(value=truth, span=span):
                return t.Constant(truth, t.BOOLEAN, span)
            case n.Name():
                return self._name(node)
            case n.Attribute():
                return self._attribute(node)
            case n.Lookup():
                return self._lookup(node, None)
            case n.Negation(operand=operand, span=span):
                negated = self._number(operand)
                return t.Apply("neg", (negated,), negated.type, span)
            case n.Binary():
                return self._power(node) if node.operator == "**" else self._binary(node)
            case n.Comparison():
                return self._comparison(node)
            case n.Membership():
                return self._membership(node)
            case n.Logic(operator=operator, operands=operands, span=span):
                typed = tuple(self._condition(o) for o in operands)
                return t.Connect(operator, typed, t.BOOLEAN.of(self._table(typed, span)), span)
            case n.Not(operand=operand, span=span):
                condition = self._condition(operand)
                return t.Apply("not", (condition,), condition.type, span)
            case n.Choice():
                return self._choice(node)
            case n.Call():
                return self._call(node)

    def _name(self, node: n.Name) -> t.Typed:
        name, scope = node.name, self.scope
        if name in scope.values:
            return t.Value(name, scope.values[name], node.span)
        if name in scope.tables:
            columns = quoted(f"{name}.{c}" for c in scope.tables[name])
            raise FormulaError(
                "E406", f"`{name}` is a table, a value is due here", node.span, expected=columns
            )
        if name in scope.lookups:
            raise _without_key(name, node.span)
        near = f"write `{name}(…)`" if name in FUNCTIONS else nearest(name, scope.names)
        raise FormulaError("E404", f"the name `{name}` is not known", node.span, near)

    def _attribute(self, node: n.Attribute) -> t.Typed:
        if isinstance(node.owner, n.Lookup):
            return self._lookup(node.owner, node)
        path = n.dotted(node)
        if path and len(path) == 2 and ".".join(path) in self.scope.values:
            return t.Value(".".join(path), self.scope.values[".".join(path)], node.span)
        if path and len(path) == 2 and path[0] in self.scope.tables:
            return self._column(path[0], path[1], node.span)
        if path and path[0] not in self.scope.tables and path[0] not in self.scope.values:
            if path[0] in self.scope.lookups:
                raise _without_key(path[0], node.span)
            raise self._unknown(path, node.span)
        owner = self.type(node.owner)
        if owner.type.kind != "reference" or owner.type.target is None:
            message = f"`{print_text(node.owner)}` is {owner.type} and has no `.{node.name}`"
            raise FormulaError("E406", message, node.span)
        target = self._column(owner.type.target, node.name, node.span)
        return t.Follow(owner, target, target.type.of(owner.type.table), node.span)

    def _unknown(self, path: tuple[str, ...], span: n.Span) -> FormulaError:
        """A name with a point that is not known: a part of the footprint, or a column of no table."""
        known = [v.partition(".")[2] for v in self.scope.values if v.startswith(path[0] + ".")]
        if path[0] == "footprint" and not known:
            message = f"the name `{'.'.join(path)}` is known in indicators and requirements only"
            return FormulaError("E404", message, span, "make an indicator of it")
        near = (
            nearest(".".join(path[1:]), known, f"{path[0]}.")
            if known
            else nearest(path[0], self.scope.tables)
        )
        return FormulaError("E404", f"the name `{'.'.join(path)}` is not known", span, near)

    def _column(self, table: str, column: str, span: n.Span) -> t.Typed:
        columns = self.scope.tables[table]
        if column not in columns:
            message = f"the table `{table}` has no column `{column}`"
            raise FormulaError("E404", message, span, nearest(column, columns), expected=quoted(columns))
        calculated = self.scope.values.get(column)
        is_calculated = calculated is not None and calculated.table == table
        return t.Value(column if is_calculated else f"{table}.{column}", columns[column], span)

    def _lookup(self, node: n.Lookup, attribute: n.Attribute | None) -> t.Typed:
        name, span = node.table.name, (attribute or node).span
        table = self.scope.lookups.get(name)
        if table is None:
            if name in self.scope.names:
                todo = "write a look-up table before the brackets"
                raise FormulaError("E410", f"`{name}` is not a look-up table", node.table.span, todo)
            near = nearest(name, self.scope.lookups)
            raise FormulaError("E404", f"the look-up table `{name}` is not known", node.table.span, near)
        if len(node.keys) != len(table.keys):
            keys, due = quoted(k for k, _ in table.keys), len(table.keys)
            message = f"`{name}` takes {due} key{'s' * (due != 1)}, not {len(node.keys)}"
            raise FormulaError("E410", message, span, expected=keys)
        column = attribute.name if attribute else next(iter(table.columns))
        if column not in table.columns or (attribute is None and len(table.columns) > 1):
            message, near = f"`{name}` has several value columns", None
            if attribute:
                message, near = f"`{name}` has no column `{column}`", nearest(column, table.columns)
            raise FormulaError("E410", message, span, near, expected=quoted(table.columns))
        given = tuple(
            self._key(k, label, known) for k, (label, known) in zip(node.keys, table.keys, strict=True)
        )
        result = t.Type("number", table.columns[column], self._table(given, span))
        return t.Find(name, column, given, result, span)

    def _key(self, node: n.Node, label: str, known: frozenset[str]) -> t.Typed:
        key = self.type(node)
        if key.type.kind != "text":
            raise FormulaError("E410", f"the key `{label}` is a text, this is {key.type}", node.span)
        if isinstance(key, t.Constant) and key.value not in known:
            near = nearest(str(key.value), known) or "use a key of the table, or add the row"
            raise FormulaError(
                "E410",
                f"no row has the {label} `{key.value}`",
                node.span,
                near,
                expected=quoted(sorted(known)),
            )
        return key

    def _number(self, node: n.Node) -> t.Typed:
        value = self.type(node)
        if value.type.kind != "number":
            raise FormulaError(
                "E406", f"a number is due here, `{print_text(node)}` is {value.type}", node.span
            )
        return value

    def _condition(self, node: n.Node) -> t.Typed:
        value = self.type(node)
        if value.type.kind != "boolean":
            raise FormulaError(
                "E406", f"a condition is due here, `{print_text(node)}` is {value.type}", node.span
            )
        return value

    def _table(self, values: tuple[t.Typed, ...], span: n.Span) -> str | None:
        """The table that all column-wise values share; None when all are single values."""
        tables = list(dict.fromkeys(v.type.table for v in values if v.type.table))
        if len(tables) > 1:
            raise FormulaError("E407", f"columns of `{tables[0]}` and `{tables[1]}` are mixed", span)
        return tables[0] if tables else None

    def _binary(self, node: n.Binary) -> t.Typed:
        left, right = self._number(node.left), self._number(node.right)
        table = self._table((left, right), node.span)
        if node.operator in "+-":
            left, right = self._same_unit(
                left, right, node, "added to" if node.operator == "+" else "subtracted from"
            )
            unit = left.type.unit
        else:
            unit = (
                left.type.unit * right.type.unit if node.operator == "*" else left.type.unit / right.type.unit
            )
        return t.Arithmetic(node.operator, left, right, t.Type("number", unit, table), node.span)

    def _same_unit(self, left: t.Typed, right: t.Typed, node: n.Node, verb: str) -> tuple[t.Typed, t.Typed]:
        a, b = left.type.unit, right.type.unit
        if a.dimension == b.dimension:
            return left, _convert(right, a)
        if _is_zero(left):
            return evolve(left, type=evolve(left.type, unit=b)), right
        if _is_zero(right):
            return left, evolve(right, type=evolve(right.type, unit=a))
        raise FormulaError(
            "E405",
            f"`{b}` cannot be {verb} `{a}`",
            node.span,
            expected=f"two values of one dimension; the left side is {describe(a.dimension)} (`{a}`)",
            found=f"the right side is {describe(b.dimension)} (`{b}`)",
        )

    def _power(self, node: n.Binary) -> t.Typed:
        base = self._number(node.left)
        negated = isinstance(node.right, n.Negation)
        literal = node.right.operand if isinstance(node.right, n.Negation) else node.right
        if not isinstance(literal, n.Number):
            raise FormulaError("E411", "an exponent is a literal number", node.right.span)
        exponent = Fraction(literal.value) * (-1 if negated else 1)
        try:
            unit = base.type.unit.power(exponent)
        except ValueError as error:
            raise FormulaError(
                "E405", f"`{base.type.unit}` to the power {literal.value}: {error}", node.span
            ) from None
        return t.Power(base, exponent, t.Type("number", unit, base.type.table), node.span)

    def _comparison(self, node: n.Comparison) -> t.Typed:
        left, right = self.type(node.left), self.type(node.right)
        table = self._table((left, right), node.span)
        if left.type.kind == right.type.kind == "number":
            left, right = self._same_unit(left, right, node, "compared with")
        elif (
            left.type.kind == right.type.kind
            and left.type.kind in ("text", "boolean")
            and node.operator in ("==", "!=")
        ):
            self._options(left, right)
            self._options(right, left)
        else:
            message = f"{left.type} and {right.type} cannot be compared by `{node.operator}`"
            raise FormulaError("E406", message, node.span)
        return t.Compare(node.operator, left, right, t.BOOLEAN.of(table), node.span)

    def _options(self, value: t.Typed, literal: t.Typed) -> None:
        """A literal compared with a text of known options must be one of them."""
        options = value.type.options
        if options is not None and isinstance(literal, t.Constant) and literal.value not in options:
            near = nearest(str(literal.value), options)
            message = f"`{literal.value}` never occurs there"
            raise FormulaError("E406", message, literal.span, near, expected=quoted(sorted(options)))

    def _membership(self, node: n.Membership) -> t.Typed:
        item = self.type(node.item)
        if item.type.kind != "text":
            raise FormulaError("E406", f"a text is due before `in`, this is {item.type}", node.item.span)
        options = tuple(t.Constant(o.value, t.TEXT, o.span) for o in node.options)
        for option in options:
            self._options(item, option)
        result = t.BOOLEAN.of(item.type.table)
        found = t.Apply("in", (item, *options), result, node.span)
        return t.Apply("not", (found,), result, node.span) if node.negated else found

    def _choice(self, node: n.Choice) -> t.Typed:
        condition = self._condition(node.condition)
        then, otherwise = self.type(node.then), self.type(node.otherwise)
        table = self._table((condition, then, otherwise), node.span)
        if then.type.kind != otherwise.type.kind or then.type.kind == "reference":
            message = f"the two sides are of different kinds: {then.type} and {otherwise.type}"
            raise FormulaError("E406", message, node.span)
        if then.type.kind == "number":
            then, otherwise = self._same_unit(then, otherwise, node, "chosen instead of")
        return t.Select(condition, then, otherwise, then.type.of(table), node.span)

    def _call(self, node: n.Call) -> t.Typed:
        function, count = node.function, len(node.arguments)
        if function in ("sum", "mean", "any", "all", "count"):
            self._arity(node, count == 1, "one column")
            return self._aggregate(node)
        if function in ("min", "max"):
            self._arity(node, count >= 1, "a column, or several values")
            return self._aggregate(node) if count == 1 else self._extreme(node)
        if function == "given":
            self._arity(node, count == 1, "one value")
            value = self.type(node.arguments[0])
            return t.Apply("given", (value,), t.BOOLEAN.of(value.type.table), node.span)
        if function == "round_half_even":
            self._arity(node, count == 2, "a value and a number of decimal places")
            value, places = self._number(node.arguments[0]), self._number(node.arguments[1])
            if not isinstance(places, t.Constant) or places.value == Decimal("0.5"):
                raise FormulaError(
                    "E406", "the number of decimal places is a literal whole number", places.span
                )
            return t.Apply(function, (value, places), value.type, node.span)
        self._arity(node, count == 1, "one value")
        return self._elementary(function, self._number(node.arguments[0]), node)

    def _arity(self, node: n.Call, fits: bool, expected: str) -> None:
        if not fits:
            message = f"`{node.function}` is given {len(node.arguments)} values"
            raise FormulaError("E402", message, node.span, expected=expected)

    def _elementary(self, function: str, value: t.Typed, node: n.Call) -> t.Typed:
        if function == "abs":
            return t.Apply(function, (value,), value.type, node.span)
        if function == "sqrt":
            try:
                unit = value.type.unit.power(Fraction(1, 2))
            except ValueError as error:
                raise FormulaError("E405", f"the root of `{value.type.unit}`: {error}", node.span) from None
            return t.Power(value, Fraction(1, 2), t.Type("number", unit, value.type.table), node.span)
        if value.type.unit.dimension:
            unit_text = f"`{value.type.unit}`, {describe(value.type.unit.dimension)}"
            message = f"`{function}` takes a plain number"
            raise FormulaError("E405", message, node.span, expected="a plain number", found=unit_text)
        plain = _convert(value, NONE)
        return t.Apply(function, (plain,), plain.type, node.span)

    def _extreme(self, node: n.Call) -> t.Typed:
        if node.options:
            message = f"`{node.options[0][0]}` goes only with `{node.function}` of one column"
            raise FormulaError("E402", message, node.span)
        arguments = [self._number(a) for a in node.arguments]
        # A zero fits any unit; the first other value says which one it is.
        first = next((a for a in arguments if not _is_zero(a)), arguments[0])
        fitted = tuple(self._same_unit(first, a, node, "compared with")[1] for a in arguments)
        table = self._table(fitted, node.span)
        return t.Apply(node.function, fitted, first.type.of(table), node.span)

    def _aggregate(self, node: n.Call) -> t.Typed:
        function, span = node.function, node.span
        table, argument = self._over(node)
        where, by, weight = node.option("where"), node.option("by"), node.option("weight")
        condition = self._condition(where) if where else None
        group = self._group(by) if by else None
        weights = self._number(weight) if weight else None
        for option in (condition, group, weights):
            if option is not None and option.type.table not in (table, None):
                raise FormulaError("E407", f"columns of `{table}` and `{option.type.table}` are mixed", span)
        result = t.NUMBER if argument is None else argument.type
        if function in ("any", "all"):
            result = t.BOOLEAN
        target = group.type.target if group else None
        return t.Aggregate(function, table, argument, condition, group, weights, result.of(target), span)

    def _over(self, node: n.Call) -> tuple[str, t.Typed | None]:
        """The table an aggregate runs over, and its argument (None for `count`)."""
        source = node.arguments[0]
        if node.function == "count":
            if isinstance(source, n.Name) and source.name in self.scope.tables:
                return source.name, None
            raise FormulaError(
                "E406", "`count` takes a table", source.span, expected=quoted(self.scope.tables)
            )
        argument = self._condition(source) if node.function in ("any", "all") else self._number(source)
        if argument.type.table is None:
            message = f"`{node.function}` takes a column, `{print_text(source)}` is a single value"
            raise FormulaError("E406", message, source.span)
        return argument.type.table, argument

    def _group(self, node: n.Node) -> t.Typed:
        reference = self.type(node)
        if reference.type.kind != "reference":
            raise FormulaError("E406", f"`by` takes a reference column, this is {reference.type}", node.span)
        return reference
