"""Every connective, choice, comparison and `given` over operands that are there, absent or fail, single and in rows.

What is not evaluated cannot fail, and what stands first decides: whole generated rule sets seldom come to that.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from decimal import Decimal
from functools import cache
from itertools import product as every
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ruleengine.program.program import Program
from ruleengine.run.exact import calculate
from tests.generated.comparing import differences, states
from tests.generated.rule_sets import Values
from tests.library_builder import inventory, product

TRUTHS = ("{c}", "1 / {x} > 0", "{y} >= 1")
NUMBERS = ("{x}", "1 / {x}", "{x} / {y}")
CONDITIONS = (
    *(f"{a} {o} {b}" for o, a, b in every(("and", "or"), TRUTHS, TRUTHS)),
    *(f"({a} and {b}) or {c}" for a, b, c in every(TRUTHS, repeat=3) if len({a, b, c}) == 3),
    *(f"not ({a})" for a in TRUTHS),
    *(f"given({a})" for a in (*NUMBERS, *TRUTHS)),
    *(f"{a} {o} {b}" for a, o, b in every(NUMBERS, ("<", "<=", "==", "!="), ("{y}", "1 / {y}"))),
)
VALUES = (
    *(f"{a} if {c} else {b}" for a, b, c in every(NUMBERS, NUMBERS, TRUTHS) if a != b),
    *(f"{f}({a}, {b})" for f, a, b in every(("min", "max"), NUMBERS, ("{y}", "1 / {y}"))),
    *(f"{a} {o} {b}" for a, o, b in every(NUMBERS, "+-*/", ("{y}", "1 / {y}"))),
    *(f"{f}({a})" for f, a in every(("abs", "sqrt", "log", "exp"), NUMBERS)),
    "exp(log({x}))",
    "1 / log({x})",
    "1 / exp({x} / {y})",
    "sqrt({x} / {y}) ** 2",
    *(f"({a}) ** {e}" for a, e in every(NUMBERS, ("0", "2", "-1", "0.5"))),
    *(f"round_half_even({a}, {p})" for a, p in every(NUMBERS, (0, 1))),
    *(f"{f}({a})" for f, a in every(("ceil", "floor"), NUMBERS)),
)
SINGLE = {name: name for name in "xyc"}
IN_ROWS = {name: f"rows.{name}" for name in "xyc"}


@cache
def program() -> Program:
    """Every formula once over single values and once over the rows of a table."""
    number, truth = {"unit": "1", "required": False}, {"type": "boolean", "required": False}
    quantities: dict[str, object] = {}
    for kind, names in (("single", SINGLE), ("rows", IN_ROWS)):
        quantities |= {f"{kind}_c{n}": f.format(**names) for n, f in enumerate(CONDITIONS)}
        quantities |= {f"{kind}_v{n}": ("1", f.format(**names)) for n, f in enumerate(VALUES)}
    with tempfile.TemporaryDirectory() as folder:
        return product(
            Path(folder),
            inputs={"x": number, "y": number, "c": truth, "rows": {"x": number, "y": number, "c": truth}},
            parameters={"one": "1 kgCO2e"},
            quantities=quantities,
            emissions={"e": "one * 1"},
        )


HALVES = (Decimal("0.5"), Decimal("2.5"), Decimal("-1.5"), Decimal("0.25"))
NUMBER = st.sampled_from((0, 0, 1, 2, -1, 3, *HALVES, None, "not applicable"))
OPERANDS = st.fixed_dictionaries(
    {"x": NUMBER, "y": NUMBER, "c": st.sampled_from((True, False, None, "not applicable"))}
)


def given_only(values: Values) -> Values:
    """What is missing is left out."""
    return {k: v for k, v in values.items() if v is not None}


@st.composite
def products(draw: st.DrawFn) -> Values:
    """Single values, and some rows of them."""
    several = [given_only(r) for r in draw(st.lists(OPERANDS, max_size=2))]
    return {**given_only(draw(OPERANDS)), "rows": several}


@given(st.lists(products(), min_size=3, max_size=6))
def test_every_operator_is_as_the_exact_evaluator_has_it(batch: list[Values]) -> None:
    read = [inventory(program(), **values) for values in batch]
    assert list(differences(program(), read, {})) == []


def test_most_operators_are_there_absent_and_failing() -> None:
    seen: dict[str, Counter[int]] = {s.name: Counter() for s in program().steps}

    @settings(max_examples=80, derandomize=True)
    @given(products())
    def gather(values: Values) -> None:
        found = calculate(program(), inventory(program(), **values)).values
        for name, counts in seen.items():
            told = states(found.get(name))
            counts.update(told if isinstance(told, tuple) else (told,))

    gather()
    present, missing, failed = ([n for n, c in seen.items() if c[s]] for s in (0, 2, 3))
    assert len(present) == len(seen)
    assert len(missing) > 0.9 * len(seen)
    assert len(failed) > 0.6 * len(seen)
