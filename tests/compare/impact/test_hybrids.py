"""Hybrids of two versions: what changes together, and that a hybrid is the old version with these edits, compiled."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pytest

from ruleengine.arrays.arrays import Products, products_of
from ruleengine.compare.applying import applied
from ruleengine.compare.difference import difference
from ruleengine.compare.impact.attribution import PER_UNIT, TOTAL, Attribution, Attributor, terms
from ruleengine.compare.impact.hybrids import Evaluation
from ruleengine.compare.impact.naming import named_change
from ruleengine.compare.impact.shapley import exact_contributions
from ruleengine.program.from_resolved import compile_program
from ruleengine.program.program import Program
from ruleengine.run.exact import calculate
from tests.compare.impact.two_versions import PRODUCTS, programs
from tests.library_builder import compiled, inventory, rule_set, write_library


def decimal(value: Any) -> Any:
    """Numbers as inventories have them."""
    if isinstance(value, list):
        return [{k: decimal(v) for k, v in row.items()} for row in value]
    return Decimal(repr(value)) if isinstance(value, float) else value


@cache
def pair() -> tuple[Program, Program]:
    return programs(Path(mkdtemp()))


@cache
def products() -> tuple[Products, Products]:
    old, new = pair()
    given = [{k: decimal(v) for k, v in p.items()} for p in PRODUCTS]
    return (
        products_of(old, [inventory(old, **p) for p in given]),
        products_of(new, [inventory(new, **p, losses=Decimal("0.1")) for p in given]),
    )


@cache
def attributor() -> Attributor:
    return Attributor(*pair())


@cache
def attribution() -> Attribution:
    return attributor().attribute(products())


def test_what_changes_and_what_changes_together() -> None:
    made = attributor()
    named = [named_change(made.blend.variants, c) for c in made.changes]
    assert {(n.elements, n.kind, n.reason) for n in named} == {
        (("parameters.factor",), "modified", ""),
        (("tables.grid",), "modified", ""),
        (("quantities.heavy",), "modified", ""),
        (("quantities.energy",), "modified", ""),
        (("quantities.light", "quantities.doubled"), "modified", "unit"),
        (("emissions.gone", "emissions.come"), "modified", "replaced"),
        (("emissions.uptake",), "added", ""),
        (("reference_flow",), "modified", ""),
    }


def hybrid(chosen: int) -> Program:
    """The old version with the edits of some changes, compiled; what only the new version has is there and unread."""
    old, new = pair()
    made = attributor()
    found = difference(old.resolved, new.resolved)
    names = [named_change(made.blend.variants, c).elements for c in made.changes]
    paths = {path for bit, elements in enumerate(names) if chosen >> bit & 1 for path in elements}
    numbers = {path for elements in names for path in elements}
    edits = [e for e in found.edits if e.path in paths or (e.kind == "added" and e.path not in numbers)]
    return compile_program(applied(found, edits))


@pytest.mark.parametrize("chosen", [0, 0b1, 0b10110101, 0b1010000, 0b01011010, 0b11110111, 0b11111111])
def test_a_hybrid_is_the_old_version_with_these_edits(chosen: int) -> None:
    program, evaluation = hybrid(chosen), Evaluation(attributor().blend, products())
    for number, given in enumerate(PRODUCTS):
        values = {k: decimal(v) for k, v in given.items()}
        exact = calculate(program, inventory(program, **values, losses=Decimal("0.1"))).values
        for emission in program.emissions:
            amount = evaluation.amount(emission.name, chosen)[number]
            assert np.isclose(amount, float(exact[emission.name]), rtol=1e-12, atol=1e-15), emission.name
        counted = {t.name for t in terms(attributor().blend, TOTAL) if t.counts(chosen)}
        assert counted == {e.name for e in program.emissions}


def test_contributions_are_those_of_all_hybrids_compiled_one_by_one() -> None:
    """Two hundred and fifty-six programs, each compiled and run exactly for one product."""
    given = {k: decimal(v) for k, v in PRODUCTS[0].items()}

    def amount(chosen: int) -> float:
        program = hybrid(chosen)
        values = calculate(program, inventory(program, **given, losses=Decimal("0.1"))).values
        return float(values["footprint.per_unit"])

    expected = exact_contributions(amount, range(len(attributor().changes)))
    found = [c[0] for c in attribution().parts[PER_UNIT].contributions]
    assert np.allclose(found, expected, rtol=1e-10, atol=1e-13)
    assert any(abs(e) > 1e-3 for e in expected)


def test_every_part_adds_up_and_stages_make_the_total() -> None:
    parts = attribution().parts
    assert attribution().whole.all()
    assert not attribution().doubtful.any()
    stages = [p for n, p in parts.items() if n not in (PER_UNIT, TOTAL)]
    for part in parts.values():
        assert (sum(part.contributions) == part.difference).all()
        assert (part.new - part.old == part.difference).all()
    assert np.allclose(sum(s.difference for s in stages), parts[TOTAL].difference, rtol=1e-12, atol=1e-12)
    assert np.allclose(sum(s.new for s in stages), parts[TOTAL].new, rtol=1e-13)


def test_each_number_is_calculated_once_for_what_it_rests_on() -> None:
    """Counted evaluations: two for a quantity that one change touches, however many changes there are."""
    evaluation = Evaluation(attributor().blend, products())
    for chosen in range(1 << len(attributor().changes)):
        for term in terms(attributor().blend, TOTAL):
            if term.counts(chosen):
                evaluation.amount(term.name, chosen)
    counts: dict[str, int] = {}
    for name, _ in evaluation._found:
        counts[name] = counts.get(name, 0) + 1
    rests = attributor().blend.rests_on
    assert counts["heavy"] == 2
    assert counts["making"] == 4
    assert counts["mass"] == 1
    assert all(count <= 1 << rests(name).bit_count() for name, count in counts.items())


def test_numbers_that_rest_on_each_other_across_versions_change_together(tmp_path: Path) -> None:
    """`a` reads `b` in one version and `b` reads `a` in the other: no hybrid has one without the other."""
    common: dict[str, Any] = {"inputs": {"mass": "kg"}, "parameters": {"factor": "1 kgCO2e/kg"}}
    found = write_library(
        tmp_path,
        rule_set(
            "test/product@1.0.0", **common, quantities={"a": ("kg", "b * 2"), "b": ("kg", "mass")},
            emissions={"making": "(a + b) * factor"},
        ),
        rule_set(
            "test/product@2.0.0", **common, quantities={"a": ("kg", "mass * 3"), "b": ("kg", "a * 2")},
            emissions={"making": "(a + b) * factor"},
        ),
    )  # fmt: skip
    old, new = (compiled(found, f"test/product@{v}.0.0") for v in (1, 2))
    made = Attributor(old, new)
    assert [set(c.names) for c in made.changes] == [{"a", "b"}]
    read = tuple(products_of(p, [inventory(p, mass=2)]) for p in (old, new))
    attributed = made.attribute((read[0], read[1]))
    assert attributed.parts[TOTAL].old.tolist() == [6.0]
    assert attributed.parts[TOTAL].new.tolist() == [18.0]


def test_a_boundary_that_counts_otherwise_is_a_change_of_its_own(tmp_path: Path) -> None:
    """Emissions stay what they are; the headline leaves removals out of the total."""
    common: dict[str, Any] = {
        "inputs": {"mass": "kg"}, "parameters": {"factor": "1 kgCO2e/kg"},
        "emissions": {
            "making": "mass * factor", "uptake": {"formula": "-mass * factor", "species": "biogenic_removal"},
        },
    }  # fmt: skip
    boundary = rule_set()["boundary"]
    assert isinstance(boundary, dict)
    found = write_library(
        tmp_path,
        rule_set("test/product@1.0.0", **common),
        rule_set("test/product@2.0.0", **common, boundary={**boundary, "headline": ["fossil"]}),
    )
    old, new = (compiled(found, f"test/product@{v}.0.0") for v in (1, 2))
    made = Attributor(old, new)
    assert [c.names for c in made.changes] == [("boundary",)]
    read = tuple(products_of(p, [inventory(p, mass=2)]) for p in (old, new))
    part = made.attribute((read[0], read[1])).parts[TOTAL]
    assert (part.old.tolist(), part.new.tolist(), part.contributions[0].tolist()) == ([0.0], [2.0], [2.0])
