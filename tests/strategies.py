"""Hypothesis strategies shared by the tests: each feature of the format joins here."""

from __future__ import annotations

import keyword
from decimal import Decimal

from hypothesis import strategies as st

from ruleengine.characters import hidden_in
from ruleengine.formula import nodes as n
from ruleengine.formula.words import WORDS

_NAMES = (
    "materials",
    "mass",
    "process",
    "legs",
    "rated_power",
    "electricity",
    "a",
    "x1",
    "footprint",
    "total",
)
_SCALAR_CALLS = {
    "abs": 1,
    "sqrt": 1,
    "exp": 1,
    "log": 1,
    "given": 1,
    "round_half_even": 2,
    "ceil": 1,
    "floor": 2,
    "min": 2,
    "max": 3,
}
_OPTIONS = {
    "sum": ("where", "by"),
    "count": ("where", "by"),
    "mean": ("where", "weight"),
    "any": ("where",),
    "all": ("where",),
    "min": ("where",),
    "max": ("where",),
}


def names() -> st.SearchStrategy[str]:
    """Names as formulas use them: plain ASCII, no word of the language, with a leaning towards words of Python."""
    free = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
    words = st.sampled_from(keyword.kwlist + keyword.softkwlist).filter(str.islower)
    return st.sampled_from(_NAMES) | (free | words).filter(lambda name: name not in WORDS and name != "_")


def literal_texts() -> st.SearchStrategy[str]:
    """Texts that a formula may hold, with a leaning towards signs that mean something to a printer."""
    risky = st.text(st.sampled_from("\"\\'#$<>&[]{}()_^*/@`,;: 中é₂ "), max_size=8)
    return (risky | st.text(max_size=8)).filter(lambda text: text.isprintable() and hidden_in(text) is None)


def numbers() -> st.SearchStrategy[n.Number]:
    """Literal numbers."""
    exact = st.decimals(min_value=0, max_value=10_000, places=3, allow_nan=False, allow_infinity=False)
    whole = st.integers(min_value=0, max_value=10**9).map(Decimal)
    return (whole | exact).map(n.Number)


def _leaves() -> st.SearchStrategy[n.Node]:
    plain = names().map(n.Name)
    columns = st.builds(n.Attribute, plain, names())
    behind = st.builds(n.Attribute, columns, names())
    constants = numbers() | literal_texts().map(n.Text) | st.booleans().map(n.Boolean)
    return plain | columns | behind | constants


def _exponents() -> st.SearchStrategy[n.Node]:
    whole = st.integers(min_value=0, max_value=6).map(lambda value: n.Number(Decimal(value)))
    return whole | whole.map(n.Negation) | st.just(n.Number(Decimal("0.5")))


def _lookups(parts: st.SearchStrategy[n.Node]) -> st.SearchStrategy[n.Node]:
    keys = st.lists(parts, min_size=1, max_size=3).map(tuple)
    tables = st.builds(n.Lookup, names().map(n.Name), keys)
    return tables | st.builds(n.Attribute, tables, names())


@st.composite
def _calls(draw: st.DrawFn, parts: st.SearchStrategy[n.Node]) -> n.Call:
    if draw(st.booleans()):
        function = draw(st.sampled_from(sorted(_SCALAR_CALLS)))
        count = _SCALAR_CALLS[function]
        return n.Call(function, tuple(draw(parts) for _ in range(count)))
    function = draw(st.sampled_from(sorted(_OPTIONS)))
    chosen = draw(st.lists(st.sampled_from(_OPTIONS[function]), unique=True))
    return n.Call(function, (draw(parts),), tuple((option, draw(parts)) for option in chosen))


def _conditions(parts: st.SearchStrategy[n.Node]) -> st.SearchStrategy[n.Node]:
    operands = st.lists(parts, min_size=2, max_size=4).map(tuple)
    options = st.lists(literal_texts().map(n.Text), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(n.Comparison, st.sampled_from(("==", "!=", "<", "<=", ">", ">=")), parts, parts),
        st.builds(n.Membership, parts, options, st.booleans()),
        st.builds(n.Logic, st.sampled_from(("and", "or")), operands),
        st.builds(n.Not, parts),
    )


def _compounds(parts: st.SearchStrategy[n.Node]) -> st.SearchStrategy[n.Node]:
    return st.one_of(
        st.builds(n.Negation, parts),
        st.builds(n.Binary, st.sampled_from(("+", "-", "*", "/")), parts, parts),
        st.builds(n.Binary, st.just("**"), parts, _exponents()),
        st.builds(n.Choice, parts, parts, parts),
        _conditions(parts),
        _lookups(parts),
        _calls(parts),
    )


def formula_trees(max_leaves: int = 20) -> st.SearchStrategy[n.Node]:
    """Any tree that a formula text can have: each construct in each other; names need not resolve."""
    return st.recursive(_leaves(), _compounds, max_leaves=max_leaves)
