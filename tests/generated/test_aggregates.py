"""Every aggregate over every kind of rows: values, conditions and weights that are there, absent or fail.

One rule set has them all, so that many products can be tried; what is rare among whole generated rule sets, an error in
one row of several, is here in most of them.
"""

from __future__ import annotations

import tempfile
from collections import Counter
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

ARGUMENTS = ("rows.y", "rows.y / rows.x", "rows.site.z")
TRUTHS = ("rows.c", "1 / rows.x > 0", "rows.site.z > 0")
WHERE = ("", *(f", where={truth}" for truth in TRUTHS))
WEIGHTS = ("", ", weight=rows.x", ", weight=1 / rows.x")
FORMULAS = (
    *(f"sum({a}{b}{w})" for a, b, w in every(ARGUMENTS, ("", ", by=rows.site"), WHERE)),
    *(f"count(rows{b}{w})" for b, w in every(("", ", by=rows.site"), WHERE)),
    *(f"{f}({a}{w})" for f, a, w in every(("min", "max"), ARGUMENTS, WHERE)),
    *(f"mean({a}{g}{w})" for a, g, w in every(ARGUMENTS, WEIGHTS, WHERE)),
    *(f"{f}({a}{w})" for f, a, w in every(("any", "all"), TRUTHS, WHERE)),
)


@cache
def program() -> Program:
    """Every aggregate as a quantity, and what rests on those that may fail."""
    number = {"unit": "1", "required": False}
    quantities: dict[str, object] = {
        f"q{n}": f if f.startswith(("any", "all")) else ("1", f) for n, f in enumerate(FORMULAS)
    }
    quantities["ratio"] = ("1", "rows.y / rows.x")
    quantities["ratios"] = ("1", "sum(ratio)")
    quantities["decided"] = "any(rows.c) or 1 / sum(rows.x) > 0"
    with tempfile.TemporaryDirectory() as folder:
        return product(
            Path(folder),
            inputs={
                "sites": {"columns": {"id": "!id", "z": number}, "required": False},
                "rows": {
                    "columns": {
                        "x": number, "y": number, "c": {"type": "boolean", "required": False},
                        "site": {"references": "sites", "required": False},
                    },
                    "required": False,
                },
            },
            parameters={"one": "1 kgCO2e"},
            quantities=quantities,
            emissions={"e": "one * 1"},
        )  # fmt: skip


NUMBER = st.sampled_from((0, 1, 1, 2, 3, -1, None, "not applicable"))
TRUTH = st.sampled_from((True, True, False, None, "not applicable"))


@st.composite
def rows(draw: st.DrawFn) -> Values:
    """Two tables with some rows, or without them; what is missing is left out."""
    sites = [{"id": f"s{n}", "z": draw(NUMBER)} for n in range(draw(st.integers(0, 2)))]
    pointers = st.sampled_from((*(s["id"] for s in sites), None, "not applicable"))
    found = [
        {"x": draw(NUMBER), "y": draw(NUMBER), "c": draw(TRUTH), "site": draw(pointers)}
        for _ in range(draw(st.integers(0, 4)))
    ]
    tables = {"sites": sites, "rows": found}
    given = {k: [{c: v for c, v in row.items() if v is not None} for row in t] for k, t in tables.items()}
    left_out = draw(st.sampled_from((None, None, None, None, "rows")))
    return {k: v for k, v in given.items() if k != left_out}


@given(st.lists(rows(), min_size=3, max_size=6))
def test_every_aggregate_is_as_the_exact_evaluator_has_it(batch: list[Values]) -> None:
    products = [inventory(program(), **values) for values in batch]
    assert list(differences(program(), products, {})) == []


def test_most_aggregates_are_there_absent_and_failing() -> None:
    seen: dict[str, Counter[int]] = {f"q{n}": Counter() for n in range(len(FORMULAS))}

    @settings(max_examples=60, derandomize=True)
    @given(rows())
    def gather(values: Values) -> None:
        found = calculate(program(), inventory(program(), **values)).values
        for name, counts in seen.items():
            told = states(found.get(name))
            counts.update(told if isinstance(told, tuple) else (told,))

    gather()
    present, missing, failed = ([n for n, c in seen.items() if c[s]] for s in (0, 2, 3))
    assert len(present) == len(FORMULAS)
    assert len(missing) == len(FORMULAS)
    assert len(failed) > 0.5 * len(FORMULAS)
