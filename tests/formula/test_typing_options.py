"""Which texts a value may be where a look-up asks for it: an allowed value that is no key is refused at load."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.formula import nodes as n
from ruleengine.formula import typed as t
from ruleengine.formula.from_text import parse
from ruleengine.formula.refusals import FormulaError
from ruleengine.formula.scope import LookupTable, Scope
from ruleengine.formula.to_typed import to_typed
from ruleengine.formula.typing_options import Left, narrowed
from ruleengine.formula.units import NONE
from tests.examples import examples

FUEL = t.Type("text", options=frozenset({"coal", "gas", "none"}))
SCOPE = Scope(
    values={
        "fuel": FUEL,
        "other": t.Type("text", options=frozenset({"coal", "gas"})),
        "any": t.Type("text"),
        "flag": t.BOOLEAN,
        "x": t.NUMBER,
    },
    tables={
        "burnt": {
            "fuel": FUEL.of("burnt"), "mass": t.NUMBER.of("burnt"),
            "site": t.Type("reference", table="burnt", target="sites"),
        },
        "sites": {"fuel": FUEL.of("sites")},
    },
    lookups={"factors": LookupTable((("fuel", frozenset({"coal", "gas", "oil"})),), {"f": NONE})},
)  # fmt: skip


def lacking(text: str, condition: str | None = None) -> tuple[str, ...]:
    """The values that a formula asks for in vain; none where it is right."""
    try:
        to_typed(parse(text), SCOPE, parse(condition) if condition else None)
    except FormulaError as refused:
        return dict(refused.facts)["texts"] if refused.key == "E410.no_rows" else (refused.key,)
    return ()


@pytest.mark.parametrize(
    "text",
    [
        "factors[other]",
        "factors[any]",
        'factors[fuel] if fuel != "none" else 0',
        '0 if fuel == "none" else factors[fuel]',
        '0 if "none" == fuel else factors[fuel]',
        'factors[fuel] if fuel in ("coal", "gas") else 0',
        'factors[fuel] if fuel not in ("none",) and flag else 0',
        'factors[fuel] if fuel == "coal" or fuel == "gas" else 0',
        'factors[fuel] if not (fuel == "none" or flag) else 0',
        '0 if fuel == "none" else factors[fuel] if flag else 2 * factors[fuel]',
        'sum(burnt.mass * factors[burnt.fuel], where=burnt.fuel != "none")',
        'sum(burnt.mass * factors[burnt.site.fuel], where=burnt.site.fuel != "none")',
        '1 if fuel != "none" and factors[fuel] > 0 else 0',
        '1 if fuel == "none" or factors[fuel] > 0 else 0',
        'factors["coal" if fuel == "none" else fuel]',
        "factors[other if flag else any]",
    ],
)
def test_what_is_asked_for_keys_only_is_taken(text: str) -> None:
    assert lacking(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "factors[fuel]",
        'factors[fuel] if fuel == "none" else 0',
        'factors[fuel] if fuel != "coal" else 0',
        'factors[fuel] if fuel != "none" or flag else 0',
        '0 if fuel == "none" and flag else factors[fuel]',
        'factors[fuel] if any != "none" else 0',
        "sum(burnt.mass * factors[burnt.fuel], where=burnt.mass > 0)",
        'sum(burnt.mass * factors[burnt.site.fuel], where=burnt.fuel != "none")',
        '1 if factors[fuel] > 0 and fuel != "none" else 0',
        "factors[other if flag else fuel]",
        "factors[fuel if flag else other]",
    ],
)
def test_values_without_a_row_are_refused(text: str) -> None:
    assert lacking(text) == ("none",)


def test_a_condition_around_the_whole_formula_counts() -> None:
    assert lacking("factors[fuel]", 'fuel != "none"') == ()
    assert lacking("factors[fuel]", 'fuel != "gas"') == ("none",)


def test_a_choice_of_texts_may_be_one_of_both() -> None:
    typed = to_typed(parse('"oil" if fuel == "none" else fuel'), SCOPE)
    assert typed.type.options == {"coal", "gas", "oil"}
    assert to_typed(parse('(other if flag else "oil") == "oil"'), SCOPE).type.kind == "boolean"
    assert to_typed(parse("other if flag else any"), SCOPE).type.options is None


TEXTS = ("a", "b", "c")


def conditions() -> st.SearchStrategy[n.Node]:
    """Conditions on two texts and on something else."""
    parts, literals = st.sampled_from((n.Name("x"), n.Name("y"))), st.sampled_from(TEXTS).map(n.Text)
    leaves = st.one_of(
        st.builds(n.Comparison, st.sampled_from(("==", "!=")), parts, literals),
        st.builds(n.Membership, parts, st.lists(literals, min_size=1, max_size=2).map(tuple), st.booleans()),
        st.just(n.Name("z")),
    )
    return st.recursive(
        leaves,
        lambda inner: (
            st.builds(n.Not, inner)
            | st.builds(
                n.Logic, st.sampled_from(("and", "or")), st.lists(inner, min_size=2, max_size=3).map(tuple)
            )
        ),
    )


def holds(node: n.Node, values: dict[str, object]) -> bool:
    """What a condition comes to."""
    match node:
        case n.Name(name=name):
            return bool(values[name])
        case n.Not(operand=operand):
            return not holds(operand, values)
        case n.Logic(operator=operator, operands=operands):
            return (all if operator == "and" else any)(holds(o, values) for o in operands)
        case n.Comparison(operator=operator, left=n.Name(name=name), right=n.Text(value=text)):
            return (values[name] == text) is (operator == "==")
        case n.Membership(item=n.Name(name=name), options=options, negated=negated):
            return (values[name] in [o.value for o in options]) is not negated
    raise AssertionError(node)


@examples(100)
@given(conditions(), st.booleans())
def test_whatever_a_condition_lets_through_is_left(condition, wanted) -> None:
    left = narrowed(condition, wanted)
    for x, y, z in itertools.product(TEXTS, TEXTS, (False, True)):
        if holds(condition, {"x": x, "y": y, "z": z}) is wanted:
            assert x in left.get("x", Left()).of(frozenset(TEXTS))
            assert y in left.get("y", Left()).of(frozenset(TEXTS))
