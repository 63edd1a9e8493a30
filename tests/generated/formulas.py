"""Formulas by kind of value: mass, energy, CO2e, factors, plain numbers, conditions, texts; single or one a row.

An `Expression` says besides its text whether it is a column of the table that it was asked for. Every draw fits: units
meet units of their dimension, and every kind has at least one single value (a parameter).
"""

from __future__ import annotations

from attrs import define, field, frozen
from hypothesis import strategies as st

NUMBERS = ("mass", "energy", "co2e", "mass_factor", "energy_factor", "power", "time", "plain")
OPTIONS = ("a", "b", "c")


@frozen
class Expression:
    """Text of a formula; `column` is False where all its parts are single values."""

    text: str
    column: bool


@define
class Names:
    """What a formula may name. `own` maps a table (None: single values) and a kind to names within the table.

    `calculated` are columns that formulas name without their table; `pointers` are paths of references from a table,
    with the table they end in; `single` are single inputs that point at rows of a table; `lookups` are look-ups in
    formula notation with their kind and number of keys.
    """

    own: dict[tuple[str | None, str], list[str]] = field(factory=dict)
    calculated: set[str] = field(factory=set)
    pointers: dict[str, list[tuple[str, str]]] = field(factory=dict)
    single: list[tuple[str, str]] = field(factory=list)
    lookups: list[tuple[str, str, str, int]] = field(factory=list)

    def add(self, table: str | None, kind: str, name: str) -> None:
        """Make a value known."""
        self.own.setdefault((table, kind), []).append(name)

    def column(self, table: str, name: str) -> str:
        """A column as a formula names it."""
        return name if name in self.calculated else f"{table}.{name}"

    def leaves(self, kind: str, table: str | None) -> list[Expression]:
        """Single values, columns of the table, and columns behind its references."""
        found = [Expression(name, False) for name in self.own.get((None, kind), ())]
        for pointer, target in self.single:
            found += [Expression(f"{pointer}.{c}", False) for c in self.own.get((target, kind), ())]
        if table is None:
            return found
        found += [Expression(self.column(table, c), True) for c in self.own.get((table, kind), ())]
        for path, target in self.pointers.get(table, ()):
            found += [Expression(f"{table}.{path}.{c}", True) for c in self.own.get((target, kind), ())]
        return found


@frozen
class Formulas:
    """Draws formulas over names."""

    draw: st.DrawFn
    names: Names

    def pick(self, *items: object) -> object:
        """One of the items."""
        return self.draw(st.sampled_from(items))

    def number(self, kind: str, table: str | None, depth: int) -> Expression:
        """A number of a kind; in a table one for each row, or a single one."""
        ways = ["leaf", "leaf", "lookup", "group"]
        if depth > 0:
            ways += ["add", "scale", "select", "extreme", "fold", "fold", "minus", "divide"]
            ways += {"mass": [], "plain": ["ratio", "function", "ratio"], "co2e": ["product"] * 4}.get(
                kind, []
            )
            ways += ["energy"] if kind == "energy" else []
            ways += ["divide"] * 3 if table is not None else []
        way = str(self.pick(*ways))
        return getattr(self, "_" + way)(kind, table, depth - 1)

    def column(self, kind: str, table: str, depth: int) -> Expression:
        """A number for each row of a table."""
        found = self.number(kind, table, depth)
        if found.column:
            return found
        share = self.pick(*(e for e in self.names.leaves("plain", table) if e.column))
        return Expression(f"({found.text}) * {share.text}", True)

    def _leaf(self, kind: str, table: str | None, depth: int) -> Expression:
        leaves = self.names.leaves(kind, table)
        columns = [e for e in leaves if e.column]
        if kind == "plain" and self.draw(st.integers(0, 4)) == 0:
            return Expression(str(self.pick("0", "1", "2", "0.5", "10", "100")), False)
        return self.pick(*(columns * 2), *leaves)

    def _lookup(self, kind: str, table: str | None, depth: int) -> Expression:
        fitting = [entry for entry in self.names.lookups if entry[2] == kind]
        if not fitting:
            return self._leaf(kind, table, depth)
        name, column, _, count = self.pick(*fitting)
        keys = [self.text(table, depth) for _ in range(count)]
        text = f"{name}[{', '.join(k.text for k in keys)}]{column}"
        return Expression(text, any(k.column for k in keys))

    def _group(self, kind: str, table: str | None, depth: int) -> Expression:
        """Rows of another table added up by the row of this one that they point at."""
        back = [(t, p) for t, paths in self.names.pointers.items() for p, target in paths if target == table]
        if table is None or not back:
            return self._leaf(kind, table, depth)
        other, path = self.pick(*back)
        where = f", where={self.condition(other, depth).text}" if self.draw(st.booleans()) else ""
        if kind == "plain" and self.draw(st.booleans()):
            return Expression(f"count({other}, by={other}.{path}{where})", True)
        item = self.column(kind, other, max(depth, 1))
        return Expression(f"sum({item.text}, by={other}.{path}{where})", True)

    def _two(self, kind: str, table: str | None, depth: int) -> tuple[Expression, Expression, bool]:
        left, right = self.number(kind, table, depth), self.number(kind, table, depth)
        return left, right, left.column or right.column

    def _add(self, kind: str, table: str | None, depth: int) -> Expression:
        left, right, column = self._two(kind, table, depth)
        return Expression(f"({left.text} {self.pick('+', '+', '-')} {right.text})", column)

    def _minus(self, kind: str, table: str | None, depth: int) -> Expression:
        item = self.number(kind, table, depth)
        return Expression(f"(-{item.text})" if self.draw(st.booleans()) else f"abs({item.text})", item.column)

    def _scale(self, kind: str, table: str | None, depth: int) -> Expression:
        item, by = self.number(kind, table, depth), self.number("plain", table, depth)
        return Expression(f"{item.text} * {by.text}", item.column or by.column)

    def _divide(self, kind: str, table: str | None, depth: int) -> Expression:
        """Divided by a plain number, often a column as it was given, in which there are zeros."""
        divisor = self._leaf if self.draw(st.booleans()) else self.number
        item, by = self.number(kind, table, depth), divisor("plain", table, depth)
        return Expression(f"{item.text} / ({by.text})", item.column or by.column)

    def _select(self, kind: str, table: str | None, depth: int) -> Expression:
        left, right, column = self._two(kind, table, depth)
        condition = self.condition(table, depth)
        if self.draw(st.integers(0, 3)) == 0:
            sides = self.pick((left.text, "not_applicable"), ("not_applicable", left.text))
            return Expression(
                f"({sides[0]} if {condition.text} else {sides[1]})", left.column or condition.column
            )
        text = f"({left.text} if {condition.text} else {right.text})"
        return Expression(text, column or condition.column)

    def _extreme(self, kind: str, table: str | None, depth: int) -> Expression:
        left, right, column = self._two(kind, table, depth)
        return Expression(f"{self.pick('min', 'max')}({left.text}, {right.text})", column)

    def _fold(self, kind: str, table: str | None, depth: int) -> Expression:
        if table is not None:
            return self._leaf(kind, table, depth)
        over = str(self.pick(*self.names.pointers))
        where = f", where={self.condition(over, depth).text}" if self.draw(st.integers(0, 2)) == 0 else ""
        function = str(self.pick("sum", "sum", "mean", "min", "max"))
        if kind == "plain" and self.draw(st.integers(0, 3)) == 0:
            return Expression(f"count({over}{where})", False)
        item = self.column(kind, over, max(depth, 1))
        weight = ""
        if function == "mean" and self.draw(st.booleans()):
            weight = f", weight={self.number(str(self.pick('mass', 'plain')), over, 0).text}"
        return Expression(f"{function}({item.text}{weight}{where})", False)

    def _product(self, kind: str, table: str | None, depth: int) -> Expression:
        amount = str(self.pick("mass", "energy"))
        item, factor = self.number(amount, table, depth), self.number(f"{amount}_factor", table, depth)
        return Expression(f"{item.text} * {factor.text}", item.column or factor.column)

    def _energy(self, kind: str, table: str | None, depth: int) -> Expression:
        power, time = self.number("power", table, depth), self.number("time", table, depth)
        return Expression(f"{power.text} * {time.text}", power.column or time.column)

    def _ratio(self, kind: str, table: str | None, depth: int) -> Expression:
        left, right, column = self._two(str(self.pick("mass", "energy", "co2e", "time")), table, depth)
        return Expression(f"{left.text} / ({right.text})", column)

    def _function(self, kind: str, table: str | None, depth: int) -> Expression:
        shape = str(self.pick("sqrt({})", "log({})", "exp({})", "({}) ** 2", "({}) ** 0.5", "({}) ** 6", "({}) ** -1",
                              "({}) ** 0", 'round_half_even({}, 2, "1")', 'round_half_even({}, 0, "%")',
                              'ceil({}, "1")', 'floor({}, "%")'))  # fmt: skip
        item = self.number("plain", table, depth)
        return Expression(shape.format(item.text), item.column)

    def text(self, table: str | None, depth: int) -> Expression:
        """A text: one of the options, a column or single value with these options, or a choice of two."""
        leaves = self.names.leaves("text", table)
        if depth > 0 and self.draw(st.integers(0, 4)) == 0:
            left, right, condition = self.pick(*leaves), self.pick(*leaves), self.condition(table, depth - 1)
            text = f"({left.text} if {condition.text} else {right.text})"
            return Expression(text, left.column or right.column or condition.column)
        return self.pick(Expression(f'"{self.pick(*OPTIONS)}"', False), *leaves, *leaves)

    def condition(self, table: str | None, depth: int) -> Expression:
        """A condition; in a table one for each row, or a single one."""
        ways = ["leaf", "text", "given", "row"] + (["compare"] * 3 + ["connect"] * 2 + ["not", "fold"]) * (
            depth > 0
        )
        way = str(self.pick(*ways))
        return getattr(self, "_is_" + way)(table, max(depth - 1, 0))

    def _is_leaf(self, table: str | None, depth: int) -> Expression:
        return self.pick(*self.names.leaves("truth", table))

    def _is_text(self, table: str | None, depth: int) -> Expression:
        item = self.pick(*self.names.leaves("text", table))
        how = str(self.pick('== "a"', '!= "b"', 'in ("a", "c")', 'not in ("b",)'))
        return Expression(f"({item.text} {how})", item.column)

    def _is_row(self, table: str | None, depth: int) -> Expression:
        """Whether two references lead to the same row."""
        own = [(f"{table}.{path}", target) for path, target in self.names.pointers.get(table or "", ())]
        same = [(p, s) for p, target in own for s, other in self.names.single if target == other]
        if not same:
            return self._is_leaf(table, depth)
        left, right = self.pick(*same)
        return Expression(f"({left} {self.pick('==', '!=')} {right})", True)

    def _is_given(self, table: str | None, depth: int) -> Expression:
        item = self.number(str(self.pick("mass", "plain")), table, depth)
        return Expression(f"given({item.text})", item.column)

    def _is_compare(self, table: str | None, depth: int) -> Expression:
        left, right, column = self._two(str(self.pick("mass", "energy", "plain", "co2e")), table, depth)
        operator = self.pick("<", "<=", ">", ">=", "==", "!=")
        return Expression(f"({left.text} {operator} {right.text})", column)

    def _is_connect(self, table: str | None, depth: int) -> Expression:
        items = [self.condition(table, depth) for _ in range(2)]
        word = f" {self.pick('and', 'or')} "
        return Expression(f"({word.join(i.text for i in items)})", any(i.column for i in items))

    def _is_not(self, table: str | None, depth: int) -> Expression:
        item = self.condition(table, depth)
        return Expression(f"(not {item.text})", item.column)

    def _is_fold(self, table: str | None, depth: int) -> Expression:
        if table is not None:
            return self._is_leaf(table, depth)
        over = str(self.pick(*self.names.pointers))
        columns = [e for e in self.names.leaves("truth", over) if e.column]
        item = self.condition(over, max(depth, 1))
        item = item if item.column else self.pick(*columns)
        where = f", where={self.condition(over, depth).text}" if self.draw(st.booleans()) else ""
        return Expression(f"{self.pick('any', 'all')}({item.text}{where})", False)
