"""What holds of every program, and that each of it is noticed when it is broken."""

from __future__ import annotations

import pytest
from attrs import evolve

from ruleengine.formula import typed as t
from ruleengine.formula.units import unit
from ruleengine.program.invariants import (
    INVARIANTS,
    BrokenInvariant,
    check_invariants,
    emissions_are_single_amounts_of_co2e,
    names_are_calculated_before_use,
    operands_share_unit_and_table,
)
from ruleengine.program.program import Program, Step
from ruleengine.ruleset.library import Library
from tests.library_builder import RULES, compiled, product, texts

LIBRARY = Library(RULES)
IDS = [str(r) for r in LIBRARY.references() if "factors" not in r.id]


@pytest.mark.parametrize("name", IDS)
def test_all_rule_sets_of_the_library_hold_them(name: str) -> None:
    program = compiled(LIBRARY, name)
    check_invariants(program)
    assert list(program.all_steps()) or program.resolved.own.abstract


@pytest.fixture
def program(tmp_path) -> Program:
    """A program with every kind of part that an invariant speaks of."""
    return product(
        tmp_path,
        inputs={
            "x": "1",
            "m": "kg",
            "parts": {"id": "!id", "share": "1"},
            "rows": {"part": "@parts", "mass": "kg", "used": "boolean"},
        },
        parameters={"f": "2 kgCO2e/kg"},
        quantities={
            "double": ("kg", "m + m"),
            "shared": ("kg", "rows.mass * rows.part.share"),
            "chosen": ("kg", "m if x > 0 else double"),
            "total": ("kg", "sum(shared, where=rows.used)"),
        },
        emissions={"e": "(total + chosen) * f"},
        indicators={"i": ("kgCO2e", "footprint.total")},
        requirements={"r": {"check": "i > 0 * f * m", "applies": "x > 0"}},
    )


def changed(program: Program, name: str, change) -> Program:
    """The program with one step replaced."""
    steps = tuple(change(s) if s.name == name else s for s in program.steps)
    assert steps != program.steps
    return evolve(program, steps=steps)


def refuted(invariant, program: Program, message: str) -> None:
    assert invariant in INVARIANTS
    with pytest.raises(BrokenInvariant) as broken:
        invariant(program)
    assert str(broken.value) == message
    with pytest.raises(BrokenInvariant):
        check_invariants(program)


def test_the_program_is_sound(program: Program) -> None:
    check_invariants(program)


def test_steps_in_the_wrong_order_are_noticed(program: Program) -> None:
    turned = evolve(program, steps=program.steps[::-1])
    refuted(names_are_calculated_before_use, turned, "names are calculated before use: e: total")


def test_a_name_that_nobody_calculates_is_noticed(program: Program) -> None:
    unknown = changed(
        program, "double", lambda s: evolve(s, typed=t.Value("nobody", t.Type("number", unit("kg"))))
    )
    refuted(names_are_calculated_before_use, unknown, "names are calculated before use: double: nobody")


def test_the_footprint_is_not_known_to_quantities(program: Program) -> None:
    early = changed(
        program, "double", lambda s: evolve(s, typed=t.Value("footprint.total", t.Type("number", unit("kg"))))
    )
    refuted(
        names_are_calculated_before_use, early, "names are calculated before use: double: footprint.total"
    )


def test_a_check_may_use_the_footprint(tmp_path) -> None:
    found = product(
        tmp_path,
        parameters={"f": "2 kgCO2e"},
        emissions={"e": "f"},
        requirements={"r": "footprint.total > f"},
    )
    names_are_calculated_before_use(found)
    assert t.values(found.requirements[0].check.typed) == ["footprint.total", "f"]


def test_promises_of_an_abstract_rule_set_count_as_known(tmp_path) -> None:
    found = product(
        tmp_path,
        abstract=True,
        quantities={
            "promised": {"unit": "kg", "label": texts("p"), "clause": "6"},
            "q": ("kg", "2 * promised"),
        },
    )
    names_are_calculated_before_use(found)
    assert found.step("promised") is None


@pytest.mark.parametrize(
    "type_",
    [
        t.Type("number", unit("kg")),
        t.Type("number", unit("gCO2e")),
        t.Type("number", unit("kgCO2e"), "rows"),
    ],
)
def test_an_emission_that_is_none_is_noticed(program: Program, type_: t.Type) -> None:
    wrong = changed(program, "e", lambda s: evolve(s, type=type_))
    refuted(emissions_are_single_amounts_of_co2e, wrong, "emissions are single amounts of CO2e: e")


def retyped(part: t.Typed, symbol: str, table: str | None = None) -> t.Typed:
    return evolve(part, type=evolve(part.type, unit=unit(symbol), table=table))


def with_part(step: Step, **parts: t.Typed) -> Step:
    return evolve(step, typed=evolve(step.typed, **parts))


@pytest.mark.parametrize("symbol", ["g", "kWh"])
def test_a_sum_over_two_units_is_noticed(program: Program, symbol: str) -> None:
    wrong = changed(program, "double", lambda s: with_part(s, right=retyped(s.typed.right, symbol)))
    refuted(operands_share_unit_and_table, wrong, "operands share a unit: double")


def test_a_choice_between_two_units_is_noticed(program: Program) -> None:
    wrong = changed(program, "chosen", lambda s: with_part(s, otherwise=retyped(s.typed.otherwise, "kWh")))
    refuted(operands_share_unit_and_table, wrong, "operands share a unit: chosen")


def test_columns_of_two_tables_are_noticed(program: Program) -> None:
    wrong = changed(program, "shared", lambda s: with_part(s, left=retyped(s.typed.left, "kg", "parts")))
    refuted(operands_share_unit_and_table, wrong, "row-wise parts share a table: shared")


def test_a_reference_to_another_table_is_noticed(program: Program) -> None:
    def change(step: Step) -> Step:
        follow = step.typed.right
        return with_part(step, right=evolve(follow, target=retyped(follow.target, "1", "rows")))

    refuted(
        operands_share_unit_and_table,
        changed(program, "shared", change),
        "row-wise parts share a table: shared",
    )


def test_a_sum_over_another_table_is_noticed(program: Program) -> None:
    wrong = changed(program, "total", lambda s: evolve(s, typed=evolve(s.typed, table="parts")))
    refuted(operands_share_unit_and_table, wrong, "row-wise parts share a table: total")
