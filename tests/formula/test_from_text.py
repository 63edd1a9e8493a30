"""Formula text to tree: what is read, where each part stands, and everything that is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.formula import nodes as n
from ruleengine.formula.from_text import parse
from ruleengine.formula.print_text import print_text
from ruleengine.formula.refusals import MAX_DEPTH, MAX_LENGTH, FormulaError
from tests.examples import examples
from tests.strategies import formula_trees, names

quick = examples(100)
A, B, C = n.Name("a"), n.Name("b"), n.Name("c")


def outcome(text: str) -> n.Node | FormulaError:
    """The tree of a text, or why it is refused."""
    try:
        return parse(text)
    except FormulaError as error:
        return error


def num(text: str) -> n.Number:
    return n.Number(Decimal(text))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("  a  ", A),
        ("12.50", num("12.5")),
        (".5", num("0.5")),
        ("5.", num("5")),
        ('"路灯"', n.Text("路灯")),
        ("True", n.Boolean(True)),
        ("a.b.c", n.Attribute(n.Attribute(A, "b"), "c")),
        ('a["x"]', n.Lookup(A, (n.Text("x"),))),
        ("a[b, c].d", n.Attribute(n.Lookup(A, (B, C)), "d")),
        ("-a", n.Negation(A)),
        ("not a", n.Not(A)),
        ("a + b - c", n.Binary("-", n.Binary("+", A, B), C)),
        ("a * b / c", n.Binary("/", n.Binary("*", A, B), C)),
        ("a + b * c", n.Binary("+", A, n.Binary("*", B, C))),
        ("(a + b) * c", n.Binary("*", n.Binary("+", A, B), C)),
        ("-a ** 2", n.Negation(n.Binary("**", A, num("2")))),
        ("a ** -2", n.Binary("**", A, n.Negation(num("2")))),
        ("a ** 0.5", n.Binary("**", A, num("0.5"))),
        ("a ** 6.0", n.Binary("**", A, num("6"))),
        ("a <= b", n.Comparison("<=", A, B)),
        ('a == "x"', n.Comparison("==", A, n.Text("x"))),
        ('a in ("x", "y")', n.Membership(A, (n.Text("x"), n.Text("y")))),
        ('a not in ["x"]', n.Membership(A, (n.Text("x"),), True)),
        ("a and b and c", n.Logic("and", (A, B, C))),
        ("a and b or c", n.Logic("or", (n.Logic("and", (A, B)), C))),
        ("a if b else c", n.Choice(B, A, C)),
        ("sum(a, where=b, by=c)", n.Call("sum", (A,), (("where", B), ("by", C)))),
        ("mean(a, weight=b)", n.Call("mean", (A,), (("weight", B),))),
        ("max(a, b)", n.Call("max", (A, B))),
        ("(a\n + b)", n.Binary("+", A, B)),
    ],
)
def test_what_is_read(text: str, tree: n.Node) -> None:
    assert parse(text) == tree


# Text, code, what the message says, the part that is underlined, and perhaps the suggestion.
REFUSED = [
    ("", "E401", "the formula is empty", ""),
    ("   ", "E401", "the formula is empty", " "),
    ("a\tb", "E401", "control character", "\t"),
    ("a\x00", "E401", "control character", "\x00"),
    ("a\u202eb", "E401", "control character", "\u202e"),
    ("a\xa0+ b", "E401", "a blank is not a plain one, but U+00A0", "\xa0", "write a plain blank"),
    ("a\u3000+ b", "E401", "a blank is not a plain one, but U+3000", "\u3000", "write a plain blank"),
    ("a\r\n+ b", "E401", "control character", "\r"),
    ("a\u200b", "E401", "control character", "\u200b"),
    ("a +", "E401", "cannot be read", None),
    ("a b", "E401", "cannot be read", None),
    (
        "a = b",
        "E401",
        "`=` stands only before the value of an option",
        "=",
        "write `==` where two values are compared",
    ),
    ("a if b = 1 else 2", "E401", "`=` stands only before the value of an option", "="),
    ("sum(a where=b)", "E401", "something is missing or too much here", None),
    ("a × 2", "E401", "the sign is not part of the formula language", "×", "write `*` instead of `×`"),
    ("２ * a", "E401", "the sign is not part of the formula language", "２", "write `2` instead of `２`"),
    ("import os", "E401", "cannot be read", None),
    ("a; b", "E401", "cannot be read", None),
    ("(a", "E401", "a bracket is not closed", "("),
    ("a)", "E401", "a bracket is closed that was not opened", ")"),
    ("(a]", "E401", "a bracket is closed by one of another kind", None),
    ('"a', "E401", "a text has no closing quotation mark", '"'),
    ("a if b", "E401", "`if` stands without `else`", None),
    ("a×b", "E401", "the sign is not part of the formula language", "×"),
    ("a.__class__", "E402", "`.__class__` cannot be asked for here", "a.__class__"),
    ("1 + a._b", "E402", "`._b` cannot be asked for here", "a._b"),
    ("a.b.__init__.__globals__", "E402", "`.__init__` cannot be asked for here", "a.b.__init__"),
    ("(a + b).c", "E402", "`.c` cannot be asked for here", "(a + b).c"),
    ('"x".upper', "E402", "`.upper` cannot be asked for here", '"x".upper'),
    ("(1).real", "E402", "`.real` cannot be asked for here", "(1).real"),
    ('1 + open("x")', "E402", "`open` is not a function", 'open("x")'),
    ('__import__("os")', "E402", "`__import__` is not a function", '__import__("os")'),
    ("a.b(c)", "E402", "`a.b` is not a function", "a.b(c)"),
    ("(lambda: a)()", "E402", "`lambda: a` is not a function", "(lambda: a)()"),
    ("True()", "E402", "`True` is not a function", "True()"),
    ("lambda a: a", "E402", "a lambda is not part", "lambda a: a"),
    ("[a for a in b]", "E402", "a comprehension is not part", "[a for a in b]"),
    ("{a for a in b}", "E402", "a comprehension is not part", "{a for a in b}"),
    ("{a: b for a in b}", "E402", "a comprehension is not part", "{a: b for a in b}"),
    ("sum(a for a in b)", "E402", "a comprehension is not part", "(a for a in b)"),
    ("{a: b}", "E402", "a dictionary is not part", "{a: b}"),
    ("{a}", "E402", "a set is not part", "{a}"),
    ("[a]", "E402", "a list is not part", "[a]"),
    ("(a, b)", "E402", "a tuple is not part", "(a, b)"),
    ('f"{a}"', "E402", "an f-string is not part", 'f"{a}"'),
    ("(a := 1)", "E402", "an assignment is not part", "a := 1"),
    ("sum(*a)", "E402", "`*` is not part", "*a"),
    ("await a", "E402", "`await` is not part", "await a"),
    ("(yield a)", "E402", "`yield` is not part", "yield a"),
    ("(yield from a)", "E402", "this construct is not part", "yield from a"),
    ("a[1:2]", "E402", "a slice is not part", "1:2"),
    ("a[b][c]", "E402", "only look-up tables take keys", "a[b][c]"),
    ("a.b[c]", "E402", "only look-up tables take keys", "a.b[c]"),
    ("+a", "E402", "only `-` and `not` may stand before a value", "+a"),
    ("b * ~a", "E402", "only `-` and `not` may stand before a value", "~a"),
    ("a // b", "E402", "only `+ - * / **` are operators", "a // b"),
    ("a % b", "E402", "only `+ - * / **` are operators", "a % b"),
    ("a ^ 2", "E402", "only `+ - * / **` are operators", "a ^ 2"),
    ("a @ b", "E402", "only `+ - * / **` are operators", "a @ b"),
    ("a << b", "E402", "only `+ - * / **` are operators", "a << b"),
    ("a & b", "E402", "only `+ - * / **` are operators", "a & b"),
    ("1 < a < 2", "E402", "comparisons cannot be chained", "1 < a < 2", "join two comparisons by `and`"),
    ("a is b", "E402", "`is` is not part of the formula language", "a is b", "write `==`"),
    ("a is not b", "E402", "`is` is not part of the formula language", "a is not b", "write `==`"),
    ("a in b", "E402", "after `in` stands a list of texts", "b"),
    ("a in ()", "E402", "after `in` stands a list of texts", "()"),
    ('a in ("x", b)', "E402", "after `in` stands a list of texts", '("x", b)'),
    ('a in "xy"', "E402", "after `in` stands a list of texts", '"xy"'),
    ("a * 1e5", "E402", "`1e5` is not a plain decimal number", "1e5"),
    ("0x10", "E402", "`0x10` is not a plain decimal number", "0x10"),
    ("1_000", "E402", "`1_000` is not a plain decimal number", "1_000"),
    ("1j", "E402", "`1j` is not a plain decimal number", "1j"),
    ("None", "E402", "this literal is not part", "None"),
    ("...", "E402", "this literal is not part", "..."),
    ('b"x"', "E402", "this literal is not part", 'b"x"'),
    (
        f'"{"x" * 201}"',
        "E402",
        "the text has 201 characters, the limit is 200",
        f'"{"x" * 201}"',
        "shorten it",
    ),
    (r'"a\nb"', "E402", "the text has a control character", r'"a\nb"', "remove it"),
    (r'"\u202e"', "E402", "the text has a control character", r'"\u202e"', "remove it"),
    ("a # + b", "E402", "a comment is not part", "#"),
    ("summ(a)", "E402", "`summ` is not a function", "summ(a)", "did you mean `sum`?"),
    ("round(a, 1)", "E402", "`round` is not a function", "round(a, 1)", "did you mean `round_half_even`?"),
    ("sum(a, of=b)", "E402", "`sum` does not take `of`", "sum(a, of=b)"),
    ("sum(a, **b)", "E402", "`sum` does not take `**`", "sum(a, **b)"),
    ("sum(a, by=b, by=c)", "E402", "`sum` does not take `by`", "sum(a, by=b, by=c)"),
    ("abs(a, where=b)", "E402", "`abs` does not take `where`", "abs(a, where=b)"),
    ("count(a, weight=b)", "E402", "`count` does not take `weight`", "count(a, weight=b)"),
    ("a" * (MAX_LENGTH + 1), "E403", "the formula has 2001 characters, the limit is 2000", "a"),
    ("(" * 10_000 + ")" * 10_000, "E403", "the formula has 20000 characters", "("),
    ("(" * 41 + "a" + ")" * 41, "E403", "more than 40 open brackets", "("),
    ("9" * 41, "E403", "the number has more than 40 digits", "9" * 41),
    ("-" * 1500 + "a", "E403", "more than 600 parts or 40 levels", None),
    ("not " * 400 + "a", "E403", "more than 600 parts or 40 levels", None),
    ("a" + ".b" * 900, "E403", "more than 600 parts or 40 levels", None),
    ("+".join(["a"] * 700), "E403", "more than 600 parts or 40 levels", None),
    (f"max({','.join(['a'] * 700)})", "E403", "more than 600 parts or 40 levels", None),
    ("质量 * 2", "E404", "`质量` is not a name; names are plain ASCII", "质量"),
    ("ｍass", "E404", "`ｍass` is written in full-width characters", "ｍass", "write `mass`"),
    ("ｓum(a)", "E404", "`ｓum` is written in full-width characters", "ｓum", "write `sum`"),
    ("a.质量", "E404", "names are plain ASCII", "质量"),
    ("a[()]", "E410", "a look-up needs a key", "a[()]"),
    ("a ** 7", "E411", "an exponent is a whole number up to 6, or 0.5", "7"),
    ("a ** 9999999999", "E411", "an exponent is a whole number up to 6, or 0.5", "9999999999"),
    ("a ** b", "E411", "an exponent is a whole number up to 6, or 0.5", "b"),
    ("a ** -b", "E411", "an exponent is a whole number up to 6, or 0.5", "-b"),
    ("a ** -7", "E411", "an exponent is a whole number up to 6, or 0.5", "-7"),
    ("a ** 0.25", "E411", "an exponent is a whole number up to 6, or 0.5", "0.25"),
    ("a ** -0.5", "E411", "an exponent is a whole number up to 6, or 0.5", "-0.5"),
    ("a ** b ** 2", "E411", "an exponent is a whole number up to 6, or 0.5", "b ** 2"),
    ("质 + a ** b", "E404", "names are plain ASCII", "质"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[0][:24])
def test_what_is_refused(case) -> None:
    text, code, message, underlined, *suggestion = case
    with pytest.raises(FormulaError) as refused:
        parse(text)
    error, told = refused.value, refused.value.diagnostic()
    assert told.code == code
    assert message in told.message
    assert 0 <= error.span[0] < error.span[1]
    if underlined is not None:
        assert text[slice(*error.span)] == underlined
    if suggestion:
        assert told.suggestion == suggestion[0]


def test_a_sign_of_an_input_method_is_refused_with_the_one_to_write() -> None:
    for written, right in (("a×b", "*"), ("（a）", "("), ("a ≤ b", "<="), ("“a”", '"')):
        with pytest.raises(FormulaError) as refused:
            parse(written)
        assert f"write `{right}` instead of" in (refused.value.diagnostic().suggestion or "")


def test_the_functions_are_listed_where_an_unknown_one_is_called() -> None:
    with pytest.raises(FormulaError) as refused:
        parse("eval(a)")
    assert "`sum`, `count`, `mean`" in (refused.value.diagnostic().expected or "")
    with pytest.raises(FormulaError) as refused:
        parse("abs(a, by=b)")
    assert refused.value.diagnostic().expected == "no options"


def test_a_hash_within_a_text_is_no_comment() -> None:
    assert parse('a == "#1"') == n.Comparison("==", A, n.Text("#1"))


def test_the_limits_are_just_reached() -> None:
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH) == A
    assert parse("9" * 40) == num("9" * 40)
    assert parse('"' + "x" * 200 + '"') == n.Text("x" * 200)
    assert parse("a" * MAX_LENGTH) == n.Name("a" * MAX_LENGTH)
    assert len(parse("max(" + ",".join(["a"] * 599) + ")").arguments) == 599


def test_offsets_count_characters_not_bytes() -> None:
    tree = parse('"中国" == a.b')
    assert isinstance(tree, n.Comparison)
    assert tree.right.span == (8, 11)


@given(formula_trees())
@quick
def test_every_span_is_the_text_of_its_part(tree: n.Node) -> None:
    text = print_text(tree)
    if len(text) > MAX_LENGTH:
        return
    read = outcome(text)
    if isinstance(read, FormulaError):
        assert read.diagnostic().code == "E403"
        return
    for part in n.walk(read):
        assert parse(text[slice(*part.span)]) == part


PIECES = [
    "a", "materials.mass", "1", "0.5", "1e5", '"x"', "+", "-", "*", "/", "**", "(", ")", "[", "]", "{", "}", ",", ":",
    ".", "if", "else", "and", "or", "not", "in", "is", "lambda", "for", "sum", "where=", "by=", "=", "==", "<", ">",
    " ", "\n", "\\",
    "'", '"', "#", "f'", "b'", "__class__", "None", "True", "质", "×", "\u0301", "\ud800", "yield", "await",
    ":=", "@", "~", "%", "//", "0x1", "1j", "...", "*a", "**a", ";", "`", "$", "?", "!",
]  # fmt: skip


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@quick
def test_any_text_is_read_or_refused_as_a_formula(text: str) -> None:
    """Nothing but FormulaError is ever raised, and what it underlines lies in the text."""
    read = outcome(text)
    if isinstance(read, FormulaError):
        assert read.diagnostic().code in ("E401", "E402", "E403", "E404", "E410", "E411")
        assert 0 <= read.span[0] < read.span[1] <= len(text) + 2
    else:
        assert parse(print_text(read)) == read


@given(st.text(st.sampled_from("()[]{}-+a.,"), min_size=50, max_size=1900))
@quick
def test_deep_nonsense_is_refused_without_harm(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text)


@given(names(), names())
@quick
def test_names_are_found_where_a_formula_starts_from_them(a: str, b: str) -> None:
    tree = parse(f"sum({a}.x, where={b} > 0)")
    assert n.names(tree) == {a, b}
    assert [n.dotted(p) for p in n.walk(tree) if isinstance(p, n.Attribute)] == [(a, "x")]
    assert n.dotted(tree) is None
    assert n.dotted(n.Attribute(n.Lookup(A, (B,)), "x")) is None


def test_the_options_of_a_call() -> None:
    call = parse("sum(a, where=b)")
    assert isinstance(call, n.Call)
    assert call.option("where") == B
    assert call.option("by") is None
