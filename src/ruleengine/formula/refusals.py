"""What is refused in the text of a formula, in the words of the formula language, and what to write instead."""

from __future__ import annotations

import ast
import re

from ruleengine.characters import code_point, half_width, hidden_in
from ruleengine.diagnostics import Fact, Fault, Phrase
from ruleengine.formula.nodes import Span

MAX_LENGTH = 2_000
MAX_DEPTH = 40
MAX_PARTS = 600

#: What Python's parser finds wrong → what the author of a formula is told.
_REASONS = (
    ("was never closed", "E401.not_closed"),
    ("unmatched", "E401.not_opened"),
    ("does not match", "E401.other_bracket"),
    ("invalid character", "E401.sign"),
    ("invalid non-printable", "E401.sign"),
    ("unterminated", "E401.text_open"),
    ("expected 'else'", "E401.no_else"),
)
#: One sign of equality that is not behind the name of an option.
_ONE_EQUALS = re.compile(r"(?<![=!<>])(?<!where)(?<!by)(?<!weight)(?<!where )(?<!by )(?<!weight )=(?!=)")
#: Signs that Chinese input methods and word processors write, and the ones of the formula language.
_SIGNS = {
    "×": "*", "·": "*", "⋅": "*", "÷": "/", "−": "-", "–": "-", "—": "-", "、": ",", "≠": "!=", "≤": "<=", "≥": ">=",
    "“": '"', "”": '"', "‘": "'", "’": "'", "。": ".", "＝": "==",
}  # fmt: skip
#: Constructs of Python that are not part of the language: phrases of what each is and of what to do.
_CONSTRUCTS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lambda: ("construct.lambda", "todo.quantity"),
    ast.NamedExpr: ("construct.assignment", "todo.quantity"),
    ast.ListComp: ("construct.comprehension", "todo.aggregate"),
    ast.GeneratorExp: ("construct.comprehension", "todo.aggregate"),
    ast.DictComp: ("construct.comprehension", "todo.aggregate"),
    ast.SetComp: ("construct.comprehension", "todo.aggregate"),
    ast.Dict: ("construct.dictionary", "todo.one_value"),
    ast.Set: ("construct.set", "todo.one_value"),
    ast.List: ("construct.list", "todo.one_value"),
    ast.Tuple: ("construct.tuple", "todo.one_value"),
    ast.JoinedStr: ("construct.f_string", "todo.plain_text"),
    ast.Starred: ("construct.star", "todo.remove"),
    ast.Await: ("construct.await", "todo.remove"),
    ast.Yield: ("construct.yield", "todo.remove"),
    ast.Slice: ("construct.slice", "todo.one_key"),
    ast.Constant: ("construct.literal", "todo.literal"),
}
_OTHER = ("construct.other", "todo.remove")
#: Operators of Python that are not part of the language: phrases of what to do.
_OPERATORS: dict[type[ast.AST], str] = {
    ast.FloorDiv: "todo.divide",
    ast.Mod: "todo.per_cent",
    ast.BitXor: "todo.power",
    ast.BitAnd: "todo.and",
    ast.BitOr: "todo.or",
}


class FormulaError(Fault):
    """The formula is refused: key and facts, and the span of the part concerned."""

    span: Span

    def __init__(self, key: str, span: Span, /, **facts: Fact | None):
        super().__init__(key, span=span, **facts)


def unreadable(text: str, error: SyntaxError) -> FormulaError:
    """Python's syntax error in the words of the formula language, with the sign to write where one is known."""
    start = max(0, (error.offset or 1) - 1)
    key = next((told for found, told in _REASONS if found in error.msg), "E401.missing")
    if key in ("E401.missing", "E401.no_else") and (equals := _ONE_EQUALS.search(text.strip())):
        return FormulaError("E401.one_equals_sign", equals.span())
    if key != "E401.sign":
        return FormulaError(key, (start, start + 1))
    sign = text.strip()[start : start + 1]
    if sign.isspace():
        return FormulaError("E401.blank", (start, start + 1), character=code_point(sign))
    plain = half_width(sign)
    due = _SIGNS.get(sign) or (plain if plain != sign and plain.isascii() else None)
    return FormulaError(key, (start, start + 1), sign=sign, due=due)


def check_limits(text: str) -> None:
    """Refuse what is empty, too long, too deep or hidden, before the parser sees it."""
    if not text.strip():
        raise FormulaError("E401.empty", (0, 1))
    if len(text) > MAX_LENGTH:
        raise FormulaError("E403.characters", (0, 1), length=len(text), limit=MAX_LENGTH)
    position = hidden_in(text.replace("\t", "\0"))
    if position is not None:
        character = code_point(text[position])
        raise FormulaError("E401.hidden", (position, position + 1), character=character)
    depth = 0
    for position, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth > MAX_DEPTH:
            raise FormulaError("E403.brackets", (position, position + 1), limit=MAX_DEPTH)


def check_rest(text: str, texts: list[Span]) -> None:
    """Refuse what Python's parser passes over outside texts: comments, and letters it takes for other ones."""
    rest = text
    for start, end in texts:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    for found in re.finditer(r"#|[^\W]*[^\x00-\x7f]+\w*", rest):
        if found[0] == "#":
            raise FormulaError("E402.comment", (found.start(), found.start() + 1))
        raise foreign_name(found[0], found.span())


def foreign_name(name: str, span: Span) -> FormulaError:
    """A name with letters that no id has: full-width ones, or those of another script."""
    plain = half_width(name)
    if plain != name and plain.isascii():
        return FormulaError("E404.full_width", span, name=name, plain=plain)
    return FormulaError("E404.not_ascii", span, name=name)


def construct(tree: ast.expr, span: Span) -> FormulaError:
    """A construct of Python that is not part of the language."""
    what, todo = _CONSTRUCTS.get(type(tree), _OTHER)
    return FormulaError("E402.construct", span, what=Phrase(what), todo=Phrase(todo))


def operator(tree: ast.operator, span: Span) -> FormulaError:
    """An operator of Python that is not part of the language."""
    return FormulaError("E402.operator", span, todo=Phrase(_OPERATORS.get(type(tree), "todo.operators")))


def number(tree: ast.Constant, source: str, span: Span) -> FormulaError:
    """A number in another notation than plain decimal digits, with those where they are few."""
    value = tree.value
    plain = None
    if isinstance(value, int | float) and abs(value) < 10**15 and value == int(value):
        plain = str(int(value))
    return FormulaError("E402.number", span, source=source[:20], plain=plain)
