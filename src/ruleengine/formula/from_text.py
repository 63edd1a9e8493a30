"""Formula text to tree: Python's expression grammar as the parser (never `eval`), whitelisted.

Length, depth and number of parts are limited before and after parsing, so that no text can exhaust the parser.
"""

from __future__ import annotations

import ast
import warnings
from decimal import Decimal
from functools import lru_cache

from ruleengine.characters import hidden_in
from ruleengine.diagnostics import Phrase, nearest
from ruleengine.formula import nodes as n
from ruleengine.formula import refusals
from ruleengine.formula.functions import CALLED, OPTIONS
from ruleengine.formula.refusals import MAX_DEPTH, MAX_PARTS, FormulaError
from ruleengine.formula.words import NOT_APPLICABLE, for_parser

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_COMPARE = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


@lru_cache(maxsize=8192)
def parse(text: str) -> n.Node:
    """The tree of a formula; raises `FormulaError` with the span of what is refused."""
    refusals.check_limits(text)
    builder = _Builder(text.strip())
    node = builder.node(_tree(text), 0)
    refusals.check_rest(builder.text, builder.texts)
    return node


def _tree(text: str) -> ast.expr:
    """Python's tree. Where its words make no sense as names, what they mean to Python is what is refused."""
    try:
        return _pythons(for_parser(text.strip()))
    except SyntaxError as error:
        refused = refusals.unreadable(text, error)
    try:
        return _pythons(text.strip())
    except SyntaxError:
        raise refused from None


def _pythons(text: str) -> ast.expr:
    """What Python's parser reads; raises `SyntaxError`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return ast.parse(text, mode="eval").body
    except SyntaxError:
        raise
    except (ValueError, RecursionError, MemoryError):
        raise FormulaError("E403.nested", (0, len(text))) from None


class _Builder:
    """Turns Python's tree into ours; one method a construct."""

    def __init__(self, text: str):
        self.text = text
        self.is_ascii = text.isascii()
        self.parts = 0
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.lines = text.split("\n")
        self.texts: list[n.Span] = []

    def span(self, tree: ast.expr) -> n.Span:
        return self._offset(tree.lineno, tree.col_offset), self._offset(
            tree.end_lineno or tree.lineno, tree.end_col_offset or tree.col_offset + 1
        )

    def _offset(self, line: int, column: int) -> int:
        """Python counts columns in UTF-8 bytes; spans count characters."""
        if self.is_ascii:
            return self.starts[line - 1] + column
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode(errors="ignore"))

    def node(self, tree: ast.expr, depth: int) -> n.Node:
        span = self.span(tree)
        self.parts += 1
        if self.parts > MAX_PARTS or depth > MAX_DEPTH:
            raise FormulaError("E403.parts", span, parts=MAX_PARTS, levels=MAX_DEPTH)
        method = getattr(self, "_" + type(tree).__name__.lower(), None)
        if method is None:
            raise refusals.construct(tree, span)
        node: n.Node = method(tree, depth + 1)
        return node

    def _constant(self, tree: ast.Constant, depth: int) -> n.Node:
        span = self.span(tree)
        if isinstance(tree.value, bool):
            return n.Boolean(tree.value, span)
        if isinstance(tree.value, str):
            self.texts.append(span)
            if len(tree.value) > 200:
                raise FormulaError("E402.long_text", span, length=len(tree.value), limit=200)
            if hidden_in(tree.value) is not None or set(tree.value) & set("\t\n"):
                raise FormulaError("E402.hidden", span)
            return n.Text(tree.value, span)
        source = self.text[span[0] : span[1]]
        if not isinstance(tree.value, int | float | complex):
            raise refusals.construct(tree, span)
        if not all(c.isdigit() or c == "." for c in source):
            raise refusals.number(tree, source, span)
        if len(source) > 40:
            raise FormulaError("E403.digits", span, limit=40)
        return n.Number(Decimal(source), span)

    def _name(self, tree: ast.Name, depth: int) -> n.Node:
        span = self.span(tree)
        name = self.text[slice(*span)]
        if not name.isascii():
            raise refusals.foreign_name(name, span)
        return n.NotApplicable(span) if name == NOT_APPLICABLE else n.Name(name, span)

    def _attribute(self, tree: ast.Attribute, depth: int) -> n.Node:
        owner, span = self.node(tree.value, depth), self.span(tree)
        name = self.text[span[1] - len(tree.attr) : span[1]]
        if name.startswith("_") or not isinstance(owner, n.Name | n.Attribute | n.Lookup):
            raise FormulaError("E402.attribute", span, name=f".{name}")
        return n.Attribute(owner, name, span)

    def _subscript(self, tree: ast.Subscript, depth: int) -> n.Node:
        table = self.node(tree.value, depth)
        if not isinstance(table, n.Name):
            raise FormulaError("E402.brackets", self.span(tree))
        keys = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
        if not keys:
            raise FormulaError("E410.no_key", self.span(tree))
        return n.Lookup(table, tuple(self.node(k, depth) for k in keys), self.span(tree))

    def _unaryop(self, tree: ast.UnaryOp, depth: int) -> n.Node:
        if isinstance(tree.op, ast.Invert | ast.UAdd):
            todo = Phrase("todo.not" if isinstance(tree.op, ast.Invert) else "todo.remove")
            raise FormulaError("E402.before", self.span(tree), todo=todo)
        operand = self.node(tree.operand, depth)
        return (n.Not if isinstance(tree.op, ast.Not) else n.Negation)(operand, self.span(tree))

    def _binop(self, tree: ast.BinOp, depth: int) -> n.Node:
        operator = _BINARY.get(type(tree.op))
        if operator is None:
            raise refusals.operator(tree.op, self.span(tree))
        left, right = self.node(tree.left, depth), self.node(tree.right, depth)
        if operator == "**":
            exponent = right.operand if isinstance(right, n.Negation) else right
            whole = (
                isinstance(exponent, n.Number)
                and exponent.value == int(exponent.value)
                and exponent.value <= 6
            )
            half = isinstance(right, n.Number) and right.value == Decimal("0.5")
            if not whole and not half:
                raise FormulaError("E411.exponent", right.span)
        return n.Binary(operator, left, right, self.span(tree))

    def _boolop(self, tree: ast.BoolOp, depth: int) -> n.Node:
        operands = tuple(self.node(v, depth) for v in tree.values)
        return n.Logic("and" if isinstance(tree.op, ast.And) else "or", operands, self.span(tree))

    def _compare(self, tree: ast.Compare, depth: int) -> n.Node:
        span = self.span(tree)
        if len(tree.ops) > 1:
            raise FormulaError("E402.chain", span)
        operator = tree.ops[0]
        left = self.node(tree.left, depth)
        if isinstance(operator, ast.In | ast.NotIn):
            right = tree.comparators[0]
            items = right.elts if isinstance(right, ast.Tuple | ast.List) else []
            options = tuple(self.node(i, depth) for i in items)
            if not options or not all(isinstance(o, n.Text) for o in options):
                raise FormulaError("E402.membership", self.span(right))
            texts = tuple(o for o in options if isinstance(o, n.Text))
            return n.Membership(left, texts, isinstance(operator, ast.NotIn), span)
        symbol = _COMPARE.get(type(operator))
        if symbol is None:
            raise FormulaError("E402.is", span)
        return n.Comparison(symbol, left, self.node(tree.comparators[0], depth), span)

    def _ifexp(self, tree: ast.IfExp, depth: int) -> n.Node:
        condition = self.node(tree.test, depth)
        return n.Choice(
            condition, self.node(tree.body, depth), self.node(tree.orelse, depth), self.span(tree)
        )

    def _call(self, tree: ast.Call, depth: int) -> n.Node:
        span = self.span(tree)
        name = tree.func.id if isinstance(tree.func, ast.Name) else None
        if name not in CALLED.members:
            shown = self.text[slice(*self.span(tree.func))][:40]
            begun = [f for f in CALLED.members if f.startswith(f"{shown}_")]
            near = begun[0] if len(begun) == 1 else nearest(shown, CALLED.members)
            raise FormulaError("E402.function", span, name=shown, known=CALLED.members, nearest=near)
        allowed = OPTIONS.get(name, ())
        options: list[tuple[str, n.Node]] = []
        for keyword in tree.keywords:
            if keyword.arg is None or keyword.arg not in allowed or keyword.arg in dict(options):
                raise self._option(name, keyword, allowed, span)
            options.append((keyword.arg, self.node(keyword.value, depth)))
        return n.Call(name, tuple(self.node(a, depth) for a in tree.args), tuple(options), span)

    def _option(
        self, function: str, keyword: ast.keyword, allowed: tuple[str, ...], span: n.Span
    ) -> FormulaError:
        """An option that the function does not take, or takes once."""
        start = self._offset(keyword.lineno, keyword.col_offset)
        option = self.text[start : start + len(keyword.arg)] if keyword.arg else "**"
        if not option.isascii() and option != "**":
            return refusals.foreign_name(option, span)
        if allowed:
            return FormulaError("E402.option", span, name=function, option=option, known=allowed)
        return FormulaError("E402.no_options", span, name=function, option=option)
