"""Typed tree to a formula of a spreadsheet: readable, with missing, not applicable and failed kept apart.

What is missing is the error #N/A and goes through every formula; what is not applicable is the text of the cell
`not_applicable`; what fails is another error. None of them is ever taken for zero: where a part may be not applicable,
a formula asks for it first. Numbers are doubles there, so two that agree to twelve digits (the cell `tolerance`) are
equal, and one that agrees with a step of rounding stands on it.

The printer knows no sheet: where things stand, and cells for parts that a formula needs twice, are asked of
`ExcelCells`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from attrs import frozen

from ruleengine.formula import typed as t
from ruleengine.formula.absences import AbsenceOf
from ruleengine.formula.excel_text import (
    ATOM,
    COMPARISON,
    NOT_APPLICABLE,
    POWER,
    PRODUCT,
    SUM,
    TOLERANCE,
    Printed,
    constant,
    difference,
    half_even,
    scaled_by,
    unless_not_applicable,
)
from ruleengine.formula.functions import (
    AGGREGATES,
    APPLIED,
    ARITHMETIC,
    COMPARISONS,
    CONNECTIVES,
    complete,
)

#: A formula of a cell has 8 192 characters at most; longer parts get a cell of their own.
_LONG = 1500
_MOST_ARGUMENTS = 200
_OPTION = re.compile(r"[a-z0-9_.-]+")


class ExcelCells(Protocol):
    """Where things stand, for formulas of one row of a table or of none."""

    def value(self, name: str) -> str:
        """A named single value, or the cell of a column in the row that is written."""

    def column(self, name: str) -> str:
        """All rows of a column."""

    def cell(self, node: t.Typed) -> str:
        """A cell that has the value of this part alone."""

    def rows(self, node: t.Typed) -> str:
        """All rows of a column of its own that has this part."""

    def items(self, node: t.Aggregate, weighted: bool) -> str:
        """The rows that an aggregate keeps: its argument, or its weight where there is one, times it if `weighted`."""

    def errors(self, node: t.Aggregate, only_failed: bool) -> str:
        """A column that is 1 where the item of a row is an error; what is missing is left out if `only_failed`."""

    def weights(self, node: t.Aggregate) -> str:
        """The weights of the rows that a mean keeps."""

    def pointer(self, reference: t.Typed) -> str:
        """The number of the row that a reference points at, in the row that is written."""

    def pointers(self, reference: t.Typed) -> str:
        """All rows of the numbers that a reference points at."""

    def own_number(self) -> str:
        """The number of the row that is written."""

    def is_given(self, table: str) -> str | None:
        """The cell that says whether a table is given, where it need not be."""

    def look_up(self, table: str, column: str | None) -> str:
        """All rows of a column of a look-up table; of its keys, joined, for None."""


@frozen
class ExcelPrinter:
    """Prints the parts of one formula; `absences` tells what a part may come to beside a value."""

    cells: ExcelCells
    absences: AbsenceOf

    def formula(self, node: t.Typed) -> str:
        """The formula of a cell, without the sign `=`."""
        return self.printed(node).text

    def printed(self, node: t.Typed) -> Printed:
        """A part with everything it needs to be right by itself."""
        if type(node) in _STRICT:
            return self._guarded(node)
        return _WAYS[type(node)](self, node)

    def short(self, node: t.Typed) -> Printed:
        """A part within another one; a very long one has a cell of its own."""
        found = self.printed(node)
        return Printed(self.cells.cell(node)) if len(found.text) > _LONG else found

    def atom(self, node: t.Typed) -> str:
        """A part that may be written several times: a cell, or a constant."""
        if isinstance(node, t.Constant | t.Absence):
            return self.printed(node).at(ATOM)
        return self.cells.value(node.name) if isinstance(node, t.Value) else self.cells.cell(node)

    def _guarded(self, node: t.Typed) -> Printed:
        """A part that has no value where one of its parts has none; asks for what is not applicable first."""
        if not self.absences(node).not_applicable:
            return self._strict(node, frozenset())
        asked = {id(leaf): leaf for leaf in self._leaves(node)}
        tests = list(dict.fromkeys(f"{self.atom(leaf)}={NOT_APPLICABLE}" for leaf in asked.values()))
        test = tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
        return Printed(f"IF({test},{NOT_APPLICABLE},{self._strict(node, frozenset(asked)).text})")

    def _leaves(self, node: t.Typed) -> Iterator[t.Typed]:
        """The parts of a strict part that may be absent.

        What may fail is one of them, unless all that may be not applicable lies within it: else the error would not be
        seen where something beside it is not applicable.
        """
        doubtful = self._doubtful(node)
        waiting: list[t.Typed] = [node]
        while waiting:
            part = waiting.pop()
            may = self.absences(part)
            inside = part is node or not may.fails or self._doubtful(part) == doubtful
            if inside and self._is_open(part, node):
                waiting.extend(reversed(t.parts(part)))
            elif may.any:
                yield part

    def _doubtful(self, node: t.Typed) -> frozenset[int]:
        """The innermost parts of a strict part that may be not applicable."""
        found: set[int] = set()
        waiting: list[t.Typed] = [node]
        while waiting:
            part = waiting.pop()
            if self._is_open(part, node):
                waiting.extend(t.parts(part))
            elif self.absences(part).not_applicable:
                found.add(id(part))
        return frozenset(found)

    def _is_open(self, part: t.Typed, node: t.Typed) -> bool:
        """Whether a part is written out in the formula of a strict part; comparisons and functions have own cells."""
        return type(part) in _STRICT and (part is node or not isinstance(part, t.Compare | t.Apply))

    def _strict(self, node: t.Typed, asked: frozenset[int]) -> Printed:
        """A strict part whose absent parts are asked for elsewhere; long chains from the left without recursion."""

        def inner(part: t.Typed) -> Printed:
            if id(part) in asked:
                return Printed(self.atom(part))
            found = self._strict(part, asked) if type(part) in _STRICT else self.printed(part)
            return Printed(self.cells.cell(part)) if len(found.text) > _LONG else found

        if isinstance(node, t.Arithmetic):
            return self._chain(node, asked, inner)
        return _STRICT[type(node)](self, node, inner)

    def _chain(self, node: t.Arithmetic, asked: frozenset[int], inner: Inner) -> Printed:
        links: list[t.Arithmetic] = []
        first: t.Typed = node
        while isinstance(first, t.Arithmetic) and (first is node or id(first) not in asked):
            links.append(first)
            first = first.left
        found = inner(first)
        for link in reversed(links):
            if link.operator == "-" and not any(isinstance(s, t.Constant) for s in (link.left, link.right)):
                found = difference(self.atom(link.left), self.atom(link.right))
                continue
            if len(found.text) > _LONG:
                found = Printed(self.cells.cell(link.left))
            found = _ARITHMETIC[link.operator](found, inner(link.right))
        return found

    def row_number(self, reference: t.Typed) -> str:
        """The formula for the row that a reference behind another one points at."""
        if not isinstance(reference, t.Follow):
            return self.cells.pointer(reference)
        return self._there(reference.reference, self.cells.pointers(reference.target))

    def _there(self, reference: t.Typed, column: str) -> str:
        number = self.cells.pointer(reference)
        found = f"INDEX({column},{number})"
        if self.absences(reference).not_applicable:
            return f"IF({number}={NOT_APPLICABLE},{NOT_APPLICABLE},{found})"
        return found

    def _constant(self, node: t.Constant) -> Printed:
        return constant(node.value)

    def _absence(self, node: t.Absence) -> Printed:
        return Printed(NOT_APPLICABLE)

    def _value(self, node: t.Value) -> Printed:
        return Printed(self.cells.value(node.name))

    def _follow(self, node: t.Follow) -> Printed:
        target = node.target
        column = self.cells.column(target.name) if isinstance(target, t.Value) else self.cells.rows(target)
        return Printed(self._there(node.reference, column))

    def _find(self, node: t.Find) -> Printed:
        keys = [self.atom(k) for k in node.keys]
        wanted = keys[0] if len(keys) == 1 else '&"|"&'.join(keys)
        values, known = self.cells.look_up(node.table, node.column), self.cells.look_up(node.table, None)
        found = f"INDEX({values},MATCH({wanted},{known},0))"
        absent = [k for k, n in zip(keys, node.keys, strict=True) if self.absences(n).not_applicable]
        asked = keys if absent else []
        return Printed(unless_not_applicable(asked, found))

    def _connect(self, node: t.Connect) -> Printed:
        decisive = "FALSE" if node.operator == "and" else "TRUE"
        other = "TRUE" if node.operator == "and" else "FALSE"
        if not any(self.absences(o).any for o in node.operands):
            return _CONNECTIVES[node.operator]([self.short(o).text for o in node.operands])
        operands = [self.atom(o) for o in node.operands]
        absent = [
            a for a, o in zip(operands, node.operands, strict=True)
            if self.absences(o).missing or self.absences(o).not_applicable
        ]  # fmt: skip
        tests = [
            f"_xlfn.IFNA({a},{other})={decisive}" if a in absent else f"{a}={decisive}" for a in operands
        ]
        last = unless_not_applicable(absent, other)
        return Printed("".join(f"IF({test},{decisive}," for test in tests) + last + ")" * len(tests))

    def _select(self, node: t.Select) -> Printed:
        then, otherwise = self.short(node.then).text, self.short(node.otherwise).text
        if not self.absences(node.condition).not_applicable:
            asked = self.short(node.condition).text
            asked = f"{asked}=TRUE" if isinstance(node.condition, t.Value) else asked
            return Printed(f"IF({asked},{then},{otherwise})")
        asked = self.atom(node.condition)
        return Printed(f"IF({asked}={NOT_APPLICABLE},{NOT_APPLICABLE},IF({asked}=TRUE,{then},{otherwise}))")

    def _given(self, node: t.Apply) -> Printed:
        asked = self.atom(node.arguments[0])
        return Printed(f"IF(ISNA({asked}),FALSE,{asked}<>{NOT_APPLICABLE})")

    def _aggregate(self, node: t.Aggregate) -> Printed:
        found = _AGGREGATES[node.function](self, node)
        given = self.cells.is_given(node.table)
        return Printed(found if given is None else f"IF({given}=TRUE,{found},NA())")

    def _total(self, node: t.Total) -> Printed:
        parts = [self.atom(p) for p in node.parts]
        while len(parts) > _MOST_ARGUMENTS:
            groups = range(0, len(parts), _MOST_ARGUMENTS)
            parts = [f"SUM({','.join(parts[n : n + _MOST_ARGUMENTS])})" for n in groups]
        found = f"SUM({','.join(parts)})" if parts else "0"
        if node.whole is None or not self.absences(node.whole).any:
            return Printed(found)
        return Printed(f"IF(ISNUMBER({self.atom(node.whole)}),{found},NA())")


Inner = Callable[[t.Typed], Printed]


def _convert(printer: ExcelPrinter, node: t.Convert, inner: Inner) -> Printed:
    return scaled_by(inner(node.operand), node.factor)


def _power(printer: ExcelPrinter, node: t.Power, inner: Inner) -> Printed:
    operand, exponent = inner(node.operand), node.exponent
    if exponent == 0:
        return Printed(f"{operand.at(PRODUCT)}*0+1", SUM)
    times = exponent.numerator if exponent.denominator == 2 else int(exponent)
    base = f"SQRT({operand.text})" if exponent.denominator == 2 else operand.at(ATOM)
    if times == 1:
        return Printed(base)
    return Printed(f"{base}^{times}" if times > 0 else f"{base}^({times})", POWER)


def _compare(printer: ExcelPrinter, node: t.Compare, inner: Inner) -> Printed:
    left, right = node.left, node.right
    if left.type.kind != "number":
        return Printed(_texts_alike(node, inner(left).at(SUM), inner(right).at(SUM)), COMPARISON)
    if isinstance(right, t.Constant) and right.value == 0:
        return Printed(f"{inner(left).at(SUM)}{_SIGNS[node.operator]}0", COMPARISON)
    limit = inner(right) if isinstance(right, t.Constant) else Printed(printer.atom(right))
    return Printed(_COMPARISONS[node.operator](inner(left).at(SUM), limit.at(ATOM)), COMPARISON)


def _texts_alike(node: t.Compare, left: str, right: str) -> str:
    """Two texts are compared sign for sign; of a closed list the plain sign does as well."""
    sides = (node.left, node.right)
    is_closed = any(isinstance(s, t.Constant) and _OPTION.fullmatch(str(s.value)) for s in sides) and any(
        s.type.options is not None for s in sides if not isinstance(s, t.Constant)
    )
    if is_closed or node.left.type.kind == "boolean":
        return f"{left}{_SIGNS[node.operator]}{right}"
    return f"EXACT({left},{right})" if node.operator == "==" else f"NOT(EXACT({left},{right}))"


def _apply(printer: ExcelPrinter, node: t.Apply, inner: Inner) -> Printed:
    return _APPLIED[node.function](printer, node, inner)


def _called(name: str) -> Callable[[ExcelPrinter, t.Apply, Inner], Printed]:
    return lambda printer, node, inner: Printed(f"{name}({','.join(inner(a).text for a in node.arguments)})")


def _one_of(printer: ExcelPrinter, node: t.Apply, inner: Inner) -> Printed:
    item = printer.atom(node.arguments[0])
    closed = node.arguments[0].type.options is not None
    tests = [
        f"{item}={text}" if closed else f"EXACT({item},{text})"
        for text in (inner(option).at(SUM) for option in node.arguments[1:])
    ]
    return Printed(tests[0], COMPARISON) if len(tests) == 1 else Printed(f"OR({','.join(tests)})")


def _half_even(printer: ExcelPrinter, node: t.Apply, inner: Inner) -> Printed:
    return Printed(half_even(printer.atom(node.arguments[0]), inner(node.arguments[1]).at(ATOM)))


_STRICT: Mapping[type[t.Typed], Callable[..., Printed]] = {
    t.Convert: _convert, t.Power: _power, t.Compare: _compare, t.Apply: _apply,
    t.Arithmetic: lambda printer, node, inner: _ARITHMETIC[node.operator](inner(node.left), inner(node.right)),
}  # fmt: skip
_WAYS: Mapping[type[t.Typed], Callable[..., Printed]] = {
    t.Constant: ExcelPrinter._constant, t.Absence: ExcelPrinter._absence, t.Value: ExcelPrinter._value,
    t.Follow: ExcelPrinter._follow, t.Find: ExcelPrinter._find, t.Connect: ExcelPrinter._connect,
    t.Select: ExcelPrinter._select, t.Aggregate: ExcelPrinter._aggregate, t.Total: ExcelPrinter._total,
}  # fmt: skip
_ARITHMETIC: Mapping[str, Callable[[Printed, Printed], Printed]] = complete("formula/print_excel", ARITHMETIC, {
    "+": lambda left, right: Printed(f"{left.at(SUM)}+{right.at(PRODUCT)}", SUM),
    "-": lambda left, right: Printed(f"{left.at(SUM)}-{right.at(PRODUCT)}", SUM),
    "*": lambda left, right: Printed(f"{left.at(PRODUCT)}*{right.at(POWER)}", PRODUCT),
    "/": lambda left, right: Printed(f"{left.at(PRODUCT)}/{right.at(POWER)}", PRODUCT),
})  # fmt: skip
_SIGNS: Mapping[str, str] = complete("formula/print_excel", COMPARISONS, {
    "==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
})  # fmt: skip
_COMPARISONS: Mapping[str, Callable[[str, str], str]] = complete("formula/print_excel", COMPARISONS, {
    "==": lambda left, right: f"ABS({left}-{right})<={TOLERANCE}*ABS({right})",
    "!=": lambda left, right: f"ABS({left}-{right})>{TOLERANCE}*ABS({right})",
    "<": lambda left, right: f"{left}<{right}-{TOLERANCE}*ABS({right})",
    "<=": lambda left, right: f"{left}<={right}+{TOLERANCE}*ABS({right})",
    ">": lambda left, right: f"{left}>{right}+{TOLERANCE}*ABS({right})",
    ">=": lambda left, right: f"{left}>={right}-{TOLERANCE}*ABS({right})",
})  # fmt: skip
_CONNECTIVES: Mapping[str, Callable[[list[str]], Printed]] = complete("formula/print_excel", CONNECTIVES, {
    "and": lambda operands: Printed(f"AND({','.join(operands)})"),
    "or": lambda operands: Printed(f"OR({','.join(operands)})"),
})  # fmt: skip
_APPLIED: Mapping[str, Callable[[ExcelPrinter, t.Apply, Inner], Printed]] = complete("formula/print_excel", APPLIED, {
    "neg": lambda printer, node, inner: Printed(f"-{inner(node.arguments[0]).at(PRODUCT)}", SUM),
    "not": _called("NOT"),
    "in": _one_of,
    "abs": _called("ABS"),
    "exp": _called("EXP"),
    "log": _called("LN"),
    "min": _called("MIN"),
    "max": _called("MAX"),
    "round_half_even": _half_even,
    "ceil": lambda printer, node, inner: Printed(f"-INT(-ROUND({inner(node.arguments[0]).text},9))", SUM),
    "floor": lambda printer, node, inner: Printed(f"INT(ROUND({inner(node.arguments[0]).text},9))"),
    "given": lambda printer, node, inner: printer._given(node),
})  # fmt: skip


def _sum(printer: ExcelPrinter, node: t.Aggregate) -> str:
    items = printer.cells.items(node, False)
    if node.by is None:
        return f"SUM({items})"
    group = f"{printer.cells.pointers(node.by)},{printer.cells.own_number()}"
    found = f"SUMIFS({items},{group})"
    if not _rows_may(printer, node, missing=True):
        return found
    # Spreadsheets are not of one mind on whether a sum by conditions passes errors on.
    return f"IF(SUMIFS({printer.cells.errors(node, False)},{group})>0,NA(),{found})"


def _rows_may(printer: ExcelPrinter, node: t.Aggregate, *, missing: bool) -> bool:
    """Whether the item of a row may be an error."""
    found = [printer.absences(part) for part in (node.argument, node.where) if part is not None]
    return any(may.fails or (missing and may.missing) for may in found)


def _mean(printer: ExcelPrinter, node: t.Aggregate) -> str:
    total, weights = printer.cells.items(node, True), printer.cells.weights(node)
    return f"IF(SUM({total})*0+COUNT({weights})=0,{NOT_APPLICABLE},SUM({total})/SUM({weights}))"


def _extreme(name: str) -> Callable[[ExcelPrinter, t.Aggregate], str]:
    def printed(printer: ExcelPrinter, node: t.Aggregate) -> str:
        items = printer.cells.items(node, False)
        return f"IF(SUM({items})*0+COUNT({items})=0,{NOT_APPLICABLE},{name}({items}))"

    return printed


def _decided(decisive: str) -> Callable[[ExcelPrinter, t.Aggregate], str]:
    """`any` and `all`: one row decides, else what is missing in one goes through the sum of all."""
    last = "SUM({0})<>0" if decisive == "TRUE" else "SUM({0})>=0"

    def printed(printer: ExcelPrinter, node: t.Aggregate) -> str:
        items = printer.cells.items(node, False)
        found = f"IF(COUNTIF({items},{decisive})>0,{decisive},{last.format(items)})"
        if not _rows_may(printer, node, missing=False):
            return found
        return f"IF(SUM({printer.cells.errors(node, True)})>0,NA(),{found})"

    return printed


_AGGREGATES: Mapping[str, Callable[[ExcelPrinter, t.Aggregate], str]] = complete("formula/print_excel", AGGREGATES, {
    "sum": _sum, "count": _sum, "mean": _mean, "min": _extreme("MIN"), "max": _extreme("MAX"),
    "any": _decided("TRUE"), "all": _decided("FALSE"),
})  # fmt: skip
