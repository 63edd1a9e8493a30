"""The share that rests on unknown numbers follows from what a formula means, and not from how it is spelt."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.program.program import Program
from ruleengine.run.unknown import unknown_share
from tests.examples import examples
from tests.library_builder import product, result

#: Pairs of spellings of one meaning; `{x}`, `{y}` and `{z}` are numbers, any of which may be unknown or zero.
SPELLINGS = [
    ("{x} + {y}", "{y} + {x}"),
    ("{x} - {y}", "-{y} + {x}"),
    ("{x} - {y}", "-({y} - {x})"),
    ("{x} * {y}", "{y} * {x}"),
    ("({x} + {y}) + {z}", "{x} + ({y} + {z})"),
    ("({x} + {y}) * {z}", "{x} * {z} + {y} * {z}"),
    ("{x} * (one - {y})", "{x} - {x} * {y}"),
    ("({x} - {y}) / {z}", "{x} / {z} - {y} / {z}"),
    ("{x} * {y} / {z}", "{x} / {z} * {y}"),
    ("{x} * {x}", "{x} ** 2"),
    ("{x} * {x} * {x}", "{x} ** 3"),
    ("({x} + {y}) ** 2", "{x} ** 2 + {x} * {y} + {x} * {y} + {y} ** 2"),
    ("sum(rows.p + rows.q)", "sum(rows.p) + sum(rows.q)"),
    ("sum(rows.p - rows.q)", "-sum(rows.q) + sum(rows.p)"),
    ("{x} * sum(rows.p)", "sum({x} * rows.p)"),
    ("sum(rows.p * rows.p)", "sum(rows.p ** 2)"),
    ("mean(rows.p)", "sum(rows.p) / count(rows)"),
    ("mean(rows.p, weight=rows.q)", "sum(rows.p * rows.q) / sum(rows.q)"),
]


@cache
def programs() -> list[tuple[Program, Program, Program]]:
    """For each pair: both spellings as one formula, and the second in steps of its own."""
    found = []
    for index, (first, second) in enumerate(SPELLINGS):
        names = {name: name for name in "xyz"}
        steps = {f"step_{name}": ("1", f"{name} + none") for name in "xyz"}
        rows = {"rows": {"p": "1", "q": "1", "source": "@data_sources?"}}
        one = _program(index, first.format(**names), {}, rows)
        two = _program(index, second.format(**names), {}, rows)
        stepped = {name: f"step_{name}" for name in "xyz"}
        three = _program(index, "whole", {**steps, "whole": ("1", second.format(**stepped))}, rows)
        found.append((one, two, three))
    return found


def _program(index: int, formula: str, quantities: dict[str, object], rows: dict[str, object]) -> Program:
    with TemporaryDirectory() as folder:
        return product(
            Path(folder),
            inputs={"data_sources": {"id": "!id"}, **dict.fromkeys("xyz", "1"), **rows},
            parameters={"kg": "1.0 kgCO2e", "one": "1.0 1", "none": "0.0 1"},
            quantities=quantities,
            emissions={"e": f"({formula}) * kg", "rest": "x * kg"},
        )


def _value(number: Decimal, known: bool) -> object:
    return {"value": number, "source": "s"} if known else number


numbers = st.sampled_from([Decimal(n) for n in ("0", "1", "2", "5", "0.25", "-3")])
positive = numbers.filter(lambda n: n > 0)
values = st.builds(_value, numbers, st.booleans())
divisors = st.builds(_value, positive, st.booleans())
tables = st.lists(st.builds(lambda p, q, s: {"p": p, "q": q, **s}, numbers, positive,
                            st.sampled_from([{}, {"source": "s"}])), min_size=2, max_size=3)  # fmt: skip


@pytest.mark.parametrize("index", range(len(SPELLINGS)), ids=[first for first, _ in SPELLINGS])
@examples(8, slow=True)
@given(values, values, divisors, tables)
def test_two_spellings_of_one_meaning_have_one_share(
    index: int, x: object, y: object, z: object, rows: list[object]
) -> None:
    filled = {"data_sources": [{"id": "s"}], "x": x, "y": y, "z": z, "rows": rows}
    found = [result(program, **filled) for program in programs()[index]]
    shares = [unknown_share(r.program, r.inventory, r.values) for r in found]
    assert len({None if s is None else s.quantize(Decimal("1e-20")) for s in shares}) == 1, shares
