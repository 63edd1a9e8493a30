"""However a formula is spelt, it gives the same: sums turned round, other units, one step or two, in both evaluators.

The numbers are small whole ones over small whole ones, so that sums often lie on the limit or step that is asked about,
but for the last digits.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import product as every
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.arrays.arrays import products_of
from ruleengine.arrays.kernel import calculate_arrays
from ruleengine.formula.functions import CALLED
from ruleengine.inventory.model import Absent
from ruleengine.program.program import Program
from ruleengine.run.agreement import agree
from ruleengine.run.exact import calculate
from tests.examples import examples
from tests.generated.comparing import Cell, cells, states
from tests.library_builder import inventory, product

#: One mass, in ways to write it; `kg`, `t` and `g` are steps of their own with that unit.
SPELLINGS = (
    "{a} / {n} + {b} / {n}", "{b} / {n} + {a} / {n}", "({a} + {b}) / {n}", "({b} + {a}) / {n}", "{kg}", "{t}", "{g}",
    "({a} - {n} * {kg} + 2 * {b} + {a}) / {n}",
)  # fmt: skip
ROUNDED = (
    'round_half_even({x}, 0, "kg")',
    'round_half_even({x}, 2, "t")',
    'ceil({x}, "kg")',
    'floor({x}, "kg")',
)
#: Every function of single values over that mass `x`, a limit `l` and one kilogram `u`: unit (a condition has none) and
#: formula.
SINGLE = (
    ("kg", "abs(-({x}))"), ("kg", "sqrt(({x}) * ({x}))"), ("1", "exp(({x}) / u)"), ("1", "log((({x}) + u) / u)"),
    ("kg", "min({x}, l)"), ("t", "max(l, {x})"), (None, "given({x})"),
    *((unit, f"{rounding} * 1") for rounding, unit in every(ROUNDED, ("kg", "t"))),
    ("1", "round_half_even(({x}) / u, 0)"), ("1", "ceil(({x}) / u)"), ("1", "floor(({x}) / u)"),
    ("%", 'floor(({x}) / u, "%")'), ("kg", "round_half_even({x}, 1)"), ("t", "ceil({x})"),
    *((None, f"{{x}} {sign} l") for sign in ("==", "!=", "<", "<=", ">", ">=")),
    (None, "{x} - l == 0"), (None, "l - ({x}) < 0 * u"), ("1", "u / ({x} - l)"), ("1", "sqrt(({x} - l) / u)"),
)  # fmt: skip
#: The same over the rows of a table.
FOLDED = (
    ("kg", "sum({x})"), ("kg", "mean({x}, weight={n})"), ("kg", "min({x})"), ("t", "max({x})"),
    ("1", "count(rows, where={x} >= l)"), (None, "any({x} == l)"), (None, "all({x} <= l)"),
    (None, "sum({x}) == l"), ("kg", 'ceil(sum({x}), "kg")'), ("kg", 'sum(round_half_even({x}, 0, "kg"))'),
    (None, "sum({x} - sum({x}) / count(rows)) == 0"),
)  # fmt: skip
PARTS = {"single": {p: p for p in "abn"}, "rows": {p: f"rows.{p}" for p in "abn"}}


def spelt(kind: str, template: str) -> Iterator[str]:
    """A formula with each way to write the mass."""
    names = {**PARTS[kind], **{u: f"{kind}_{u}" for u in ("kg", "t", "g")}}
    yield from (template.format(x=f"({way.format(**names)})", n=names["n"]) for way in SPELLINGS)


@cache
def program() -> tuple[Program, tuple[tuple[str, ...], ...]]:
    """Every function with every spelling as a step of its own; the names of those that are to be the same."""
    quantities: dict[str, object] = {}
    for kind, names in PARTS.items():
        quantities |= {f"{kind}_{u}": (u, SPELLINGS[0].format(**names)) for u in ("kg", "t", "g")}
    groups = []
    for kind, templates in (("single", SINGLE), ("rows", FOLDED)):
        for number, (unit, template) in enumerate(templates):
            group = {f"{kind}_{number}_{way}": f for way, f in enumerate(spelt(kind, template))}
            quantities |= {name: (unit, f) if unit else f for name, f in group.items()}
            groups.append(tuple(group))
    numbers = {"a": "kg", "b": "t", "n": "1"}
    with tempfile.TemporaryDirectory() as folder:
        compiled = product(
            Path(folder),
            inputs={**numbers, "l": "kg", "rows": numbers},
            parameters={"u": "1 kg", "one": "1 kgCO2e"},
            quantities=quantities,
            emissions={"e": "one * 1"},
        )
    return compiled, tuple(groups)


MASSES = st.fixed_dictionaries(
    {
        "a": st.integers(0, 24),
        "b": st.integers(0, 24).map(lambda n: Decimal(n) / 1000),
        "n": st.sampled_from((1, 2, 3, 6, 7, 9, 12)),
    }
)


@st.composite
def products(draw: st.DrawFn) -> Mapping[str, object]:
    """One mass alone, some in rows, and a limit that is often one of them."""
    limit = Decimal(draw(st.integers(0, 12))) / 2
    return {**draw(MASSES), "l": limit, "rows": draw(st.lists(MASSES, min_size=1, max_size=3))}


def same(first: object, second: object) -> bool:
    """Whether two values of the exact evaluator are the same."""
    if isinstance(first, Decimal) and isinstance(second, Decimal):
        return agree(first, second)
    return first is second if isinstance(first, Absent) else first == second


def test_every_function_is_respelt() -> None:
    text = " ".join(template for _, template in (*SINGLE, *FOLDED))
    assert [name for name in CALLED.members if f"{name}(" not in text] == []


@examples(12)
@given(st.lists(products(), min_size=2, max_size=4))
def test_every_spelling_gives_the_same(batch: list[Mapping[str, object]]) -> None:
    compiled, groups = program()
    read = [inventory(compiled, **values) for values in batch]
    found = calculate_arrays(compiled, products_of(compiled, read))
    for index, item in enumerate(read):
        exact = calculate(compiled, item).values
        for first, *others in groups:
            wanted = exact.get(first)
            assert [n for n in others if not same(wanted, exact.get(n))] == [], (first, wanted)
            if not found.doubtful[index]:
                told = [cells(compiled, found, name, index) for name in (first, *others)]
                assert [t for t in told if not _is(wanted, t)] == []


def _is(wanted: object, cell: object) -> bool:
    """Whether the kernel says what the exact evaluator says."""
    assert isinstance(cell, Cell)
    if states(wanted) != cell.state or not isinstance(wanted, Decimal | bool):
        return states(wanted) == cell.state
    if isinstance(wanted, bool):
        return bool(cell.value) is wanted
    return bool(np.isclose(float(wanted), float(str(cell.value)), rtol=1e-12, atol=1e-12))
