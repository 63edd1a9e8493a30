"""Formula text to tree: Python's expression grammar as the parser (never `eval`), whitelisted.

Length, depth and number of parts are limited before and after parsing, so that no text can exhaust the parser.
"""

from __future__ import annotations

import ast
import warnings
from decimal import Decimal
from functools import lru_cache

from ruleengine.characters import hidden_in
from ruleengine.diagnostics import nearest, quoted
from ruleengine.formula import nodes as n

MAX_LENGTH = 2_000
MAX_DEPTH = 40
MAX_PARTS = 600

FUNCTIONS = (
    "sum", "count", "mean", "min", "max", "any", "all", "abs", "sqrt", "exp", "log", "round_half_even", "given",
)  # fmt: skip
OPTIONS = {
    "sum": ("where", "by"),
    "count": ("where", "by"),
    "mean": ("where", "weight"),
    "any": ("where",),
    "all": ("where",),
    "min": ("where",),
    "max": ("where",),
}

#: What Python's parser finds wrong → what the author of a formula is told.
_REASONS = (
    ("was never closed", "a bracket is not closed"),
    ("unmatched", "a bracket is closed that was not opened"),
    ("does not match", "a bracket is closed by one of another kind"),
    ("invalid character", "the sign is not part of the formula language"),
    ("invalid non-printable", "the sign is not part of the formula language"),
    ("unterminated", "a text has no closing quotation mark"),
    ("expected 'else'", "`if` stands without `else`"),
)
#: Signs that Chinese input methods and word processors write, and the ones of the formula language.
_SIGNS = {
    "×": "*", "·": "*", "⋅": "*", "÷": "/", "−": "-", "–": "-", "—": "-", "＋": "+", "－": "-", "＊": "*", "／": "/",
    "（": "(", "）": ")", "，": ",", "、": ",", "＝": "==", "≠": "!=", "≤": "<=", "≥": ">=", "＜": "<", "＞": ">",
    "“": '"', "”": '"', "‘": "'", "’": "'", "．": ".", "。": ".",
}  # fmt: skip

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_COMPARE = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_CONSTRUCTS: dict[type[ast.AST], str] = {
    ast.Lambda: "a lambda", ast.ListComp: "a comprehension", ast.GeneratorExp: "a comprehension",
    ast.DictComp: "a comprehension", ast.SetComp: "a comprehension", ast.Dict: "a dictionary", ast.Set: "a set",
    ast.List: "a list", ast.Tuple: "a tuple", ast.JoinedStr: "an f-string", ast.NamedExpr: "an assignment",
    ast.Starred: "`*`", ast.Await: "`await`", ast.Yield: "`yield`", ast.Slice: "a slice", ast.Constant: "this literal",
}  # fmt: skip


class FormulaError(ValueError):
    """The formula is refused: diagnostic code, message, span of the part concerned, and perhaps a suggestion."""

    def __init__(self, code: str, message: str, span: n.Span, suggestion: str | None = None, **facts: str):
        super().__init__(message)
        self.code, self.message, self.span, self.suggestion = code, message, span, suggestion
        self.expected, self.found = facts.get("expected"), facts.get("found")


@lru_cache(maxsize=8192)
def parse(text: str) -> n.Node:
    """The tree of a formula; raises `FormulaError` with the span of what is refused."""
    _limits(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise _unreadable(text, error) from None
    except (ValueError, RecursionError, MemoryError):
        raise FormulaError("E403", "the formula is nested too deeply", (0, len(text))) from None
    builder = _Builder(text.strip())
    node = builder.node(tree, 0)
    builder.check_rest()
    return node


def _unreadable(text: str, error: SyntaxError) -> FormulaError:
    """Python's syntax error in the words of the formula language, with the sign to write where one is known."""
    start = max(0, (error.offset or 1) - 1)
    reason = next(
        (told for found, told in _REASONS if found in error.msg), "something is missing or too much here"
    )
    sign = text.strip()[start : start + 1]
    written = _SIGNS.get(sign)
    hint = f"write `{written}` instead of `{sign}`" if written else None
    return FormulaError("E401", f"the formula cannot be read: {reason}", (start, start + 1), hint)


def _limits(text: str) -> None:
    if not text.strip():
        raise FormulaError("E401", "the formula is empty", (0, 1))
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            "E403", f"the formula has {len(text)} characters, the limit is {MAX_LENGTH}", (0, 1)
        )
    position = hidden_in(text.replace("\t", "\0"))
    if position is not None:
        raise FormulaError("E401", "the formula has a control character", (position, position + 1))
    depth = 0
    for position, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth > MAX_DEPTH:
            raise FormulaError("E403", f"more than {MAX_DEPTH} open brackets", (position, position + 1))


class _Builder:
    """Turns Python's tree into ours; one method a construct."""

    def __init__(self, text: str):
        self.text = text
        self.parts = 0
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.lines = text.split("\n")
        self.texts: list[n.Span] = []

    def check_rest(self) -> None:
        """Refuse what Python's parser passes over outside texts: comments, and letters it takes for other ones."""
        rest = self.text
        for start, end in self.texts:
            rest = rest[:start] + " " * (end - start) + rest[end:]
        for position, character in enumerate(rest):
            span = (position, position + 1)
            if character == "#":
                hint = "remove it, or write it as a comment of the file"
                raise FormulaError("E402", "a comment is not part of the formula language", span, hint)
            if not character.isascii():
                raise FormulaError(
                    "E404", f"`{character}` is not part of a name; names are plain ASCII", span
                )

    def span(self, tree: ast.expr) -> n.Span:
        return self._offset(tree.lineno, tree.col_offset), self._offset(
            tree.end_lineno or tree.lineno, tree.end_col_offset or tree.col_offset + 1
        )

    def _offset(self, line: int, column: int) -> int:
        """Python counts columns in UTF-8 bytes; spans count characters."""
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode(errors="ignore"))

    def node(self, tree: ast.expr, depth: int) -> n.Node:
        span = self.span(tree)
        self.parts += 1
        if self.parts > MAX_PARTS or depth > MAX_DEPTH:
            raise FormulaError(
                "E403", f"the formula has more than {MAX_PARTS} parts or {MAX_DEPTH} levels", span
            )
        method = getattr(self, "_" + type(tree).__name__.lower(), None)
        if method is None:
            raise self._refused(tree)
        node: n.Node = method(tree, depth + 1)
        return node

    def _refused(self, tree: ast.expr) -> FormulaError:
        what = _CONSTRUCTS.get(type(tree), "this construct")
        return FormulaError("E402", f"{what} is not part of the formula language", self.span(tree))

    def _constant(self, tree: ast.Constant, depth: int) -> n.Node:
        span = self.span(tree)
        if isinstance(tree.value, bool):
            return n.Boolean(tree.value, span)
        if isinstance(tree.value, str):
            self.texts.append(span)
            if len(tree.value) > 200:
                message = f"the text has {len(tree.value)} characters, the limit is 200"
                raise FormulaError("E402", message, span, "shorten it")
            if hidden_in(tree.value) is not None or set(tree.value) & set("\t\n"):
                raise FormulaError("E402", "the text has a control character", span, "remove it")
            return n.Text(tree.value, span)
        source = self.text[span[0] : span[1]]
        if not isinstance(tree.value, int | float | complex):
            raise self._refused(tree)
        if not all(c.isdigit() or c == "." for c in source):
            raise FormulaError("E402", f"`{source[:20]}` is not a plain decimal number", span)
        if len(source) > 40:
            raise FormulaError("E403", "the number has more than 40 digits", span, "round it")
        return n.Number(Decimal(source), span)

    def _name(self, tree: ast.Name, depth: int) -> n.Node:
        if not tree.id.isascii():
            raise FormulaError("E404", f"`{tree.id}` is not a name; names are plain ASCII", self.span(tree))
        return n.Name(tree.id, self.span(tree))

    def _attribute(self, tree: ast.Attribute, depth: int) -> n.Node:
        owner = self.node(tree.value, depth)
        if tree.attr.startswith("_") or not isinstance(owner, n.Name | n.Attribute | n.Lookup):
            raise FormulaError("E402", f"`.{tree.attr}` cannot be asked for here", self.span(tree))
        return n.Attribute(owner, tree.attr, self.span(tree))

    def _subscript(self, tree: ast.Subscript, depth: int) -> n.Node:
        table = self.node(tree.value, depth)
        if not isinstance(table, n.Name):
            raise FormulaError("E402", "only look-up tables take keys in brackets", self.span(tree))
        keys = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
        if not keys:
            raise FormulaError("E410", "a look-up needs a key", self.span(tree))
        return n.Lookup(table, tuple(self.node(k, depth) for k in keys), self.span(tree))

    def _unaryop(self, tree: ast.UnaryOp, depth: int) -> n.Node:
        if isinstance(tree.op, ast.Invert | ast.UAdd):
            raise FormulaError("E402", "only `-` and `not` may stand before a value", self.span(tree))
        operand = self.node(tree.operand, depth)
        return (n.Not if isinstance(tree.op, ast.Not) else n.Negation)(operand, self.span(tree))

    def _binop(self, tree: ast.BinOp, depth: int) -> n.Node:
        operator = _BINARY.get(type(tree.op))
        if operator is None:
            raise FormulaError(
                "E402", "only `+ - * / **` are operators of the formula language", self.span(tree)
            )
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
                raise FormulaError("E411", "an exponent is a whole number up to 6, or 0.5", right.span)
        return n.Binary(operator, left, right, self.span(tree))

    def _boolop(self, tree: ast.BoolOp, depth: int) -> n.Node:
        operands = tuple(self.node(v, depth) for v in tree.values)
        return n.Logic("and" if isinstance(tree.op, ast.And) else "or", operands, self.span(tree))

    def _compare(self, tree: ast.Compare, depth: int) -> n.Node:
        span = self.span(tree)
        if len(tree.ops) > 1:
            message = "comparisons cannot be chained"
            raise FormulaError("E402", message, span, "join two comparisons by `and`")
        operator = tree.ops[0]
        left = self.node(tree.left, depth)
        if isinstance(operator, ast.In | ast.NotIn):
            right = tree.comparators[0]
            items = right.elts if isinstance(right, ast.Tuple | ast.List) else []
            options = tuple(self.node(i, depth) for i in items)
            if not options or not all(isinstance(o, n.Text) for o in options):
                raise FormulaError(
                    "E402", 'after `in` stands a list of texts, e.g. ("a", "b")', self.span(right)
                )
            texts = tuple(o for o in options if isinstance(o, n.Text))
            return n.Membership(left, texts, isinstance(operator, ast.NotIn), span)
        symbol = _COMPARE.get(type(operator))
        if symbol is None:
            raise FormulaError("E402", "`is` is not part of the formula language", span, "write `==`")
        return n.Comparison(symbol, left, self.node(tree.comparators[0], depth), span)

    def _ifexp(self, tree: ast.IfExp, depth: int) -> n.Node:
        condition = self.node(tree.test, depth)
        return n.Choice(
            condition, self.node(tree.body, depth), self.node(tree.orelse, depth), self.span(tree)
        )

    def _call(self, tree: ast.Call, depth: int) -> n.Node:
        span = self.span(tree)
        name = tree.func.id if isinstance(tree.func, ast.Name) else None
        if name not in FUNCTIONS:
            shown = self.text[slice(*self.span(tree.func))][:40]
            near = nearest(shown, FUNCTIONS)
            raise FormulaError(
                "E402",
                f"`{shown}` is not a function of the formula language",
                span,
                near,
                expected=quoted(FUNCTIONS, 20),
            )
        allowed = OPTIONS.get(name, ())
        options: list[tuple[str, n.Node]] = []
        for keyword in tree.keywords:
            if keyword.arg not in allowed or keyword.arg in dict(options):
                known = quoted(allowed) if allowed else "no options"
                raise FormulaError(
                    "E402", f"`{name}` does not take `{keyword.arg or '**'}`", span, expected=known
                )
            options.append((keyword.arg, self.node(keyword.value, depth)))
        return n.Call(name, tuple(self.node(a, depth) for a in tree.args), tuple(options), span)
