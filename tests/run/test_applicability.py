"""`when` and `not_applicable`: what is not applicable has no value, is left out of sums, and asks for no input."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruleengine.arrays.arrays import ABSENT_NOT_APPLICABLE, PRESENT, products_of
from ruleengine.arrays.kernel import calculate_arrays
from ruleengine.diagnostics import Refused, Report
from ruleengine.inventory.model import NOT_APPLICABLE
from ruleengine.program.program import Program
from ruleengine.run.result import run
from tests.library_builder import calculation, findings, inventory, product, result
from tests.run.applicability import SECTIONS, USED
from tests.run.values import rows


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return product(tmp_path_factory.mktemp("rules"), **SECTIONS)


def test_where_the_condition_holds_all_is_calculated(program: Program) -> None:
    found = result(program, **USED, repairs=rows(name=["lamp", "lid"], part=["1 kg", "2 kg"]))
    assert found.total == 2 * 3 + 5 * 2 + 3 * 3 + 2 * 3
    assert found.stages["use"] == 19
    assert found.values["hourly"] == 2
    assert [v.verdict for v in found.verdicts] == ["satisfied", "satisfied"]


def test_where_it_does_not_hold_nothing_is_asked_for(program: Program) -> None:
    found = result(program, reach="gate", mass="2 kg", cost=1)
    assert found.total == 6
    assert found.stages["use"] == 0
    absent = ("energy", "used", "hourly", "spent", "dear", "heaviest")
    assert {name: found.values[name] for name in absent} == dict.fromkeys(absent, NOT_APPLICABLE)
    assert found.values["repaired"] == 0
    assert [v.verdict for v in found.verdicts] == ["not_applicable", "satisfied"]


def test_what_is_missing_though_the_condition_holds_is_told_by_name(program: Program) -> None:
    with pytest.raises(Refused) as refused:
        result(program, reach="grave", mass="2 kg", cost=1, power="1 kW")
    assert [(d.key, d.element, d.said("en").found) for d in refused.value.diagnostics] == [
        ("E704.missing", "emissions.used", "missing: hours"),
        ("E704.missing", "emissions.repaired", "missing: repairs (the table; `[]` where it has no rows)"),
    ]


def test_what_others_read_as_well_is_required_as_before(program: Program) -> None:
    required = {name for name, field in program.fields.items() if field.required}
    assert required == {"reach", "mass"}
    assert {name for name, field in program.fields.items() if field.conditional} == {"power", "hours"}
    table = program.tables["repairs"]
    assert (table.required, table.conditional) == (False, True)
    assert all(column.required for column in table.columns.values())


def test_rows_that_are_not_used_are_told(program: Program) -> None:
    report = Report()
    given = inventory(program, reach="gate", mass="2 kg", cost=1, repairs=rows(name=["lamp"], part=["1 kg"]))
    found = run(program, given, report)
    assert found.total == 6
    assert found.values["each"] == (NOT_APPLICABLE,)
    assert [(d.key, d.said("en").message) for d in report.items] == [
        ("W648.rows", "`repairs` has 1 row and is not applicable to this product")
    ]


def test_an_error_in_a_condition_is_told_once_at_the_condition(tmp_path: Path) -> None:
    program = product(
        tmp_path, inputs={"a": "1"}, parameters={"f": "1 kgCO2e"},
        emissions={"e": {"formula": "f * a", "when": "1 / a > 2"}},
    )  # fmt: skip
    (error,) = calculation(program, a=0).errors
    assert (error.step.name, error.step.field, error.error.key) == ("when(e)", "when", "E701.division")
    with pytest.raises(Refused) as refused:
        result(program, a=0)
    (told,) = refused.value.diagnostics
    assert told.excerpt is not None
    assert (told.excerpt.text, told.element) == ("1 / a > 2", "emissions.e")


def test_a_missing_condition_is_missing_and_no_decision(tmp_path: Path) -> None:
    program = product(
        tmp_path, inputs={"a": "1?", "b": "1?"}, parameters={"f": "1 kgCO2e"},
        emissions={"e": {"formula": "f * b", "when": "a > 2"}},
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        result(program, b=1)
    assert refused.value.diagnostics[0].said("en").found == "missing: a"
    assert result(program, a="not applicable", b=1).total == 0


CHOICES = {
    "number": ("x * 2 if c else not_applicable", "1"),
    "first": ("not_applicable if c else x", "1"),
    "row": ("sum(t.v if t.keep else not_applicable)", "1"),
    "mean": ("mean(t.v if t.keep else not_applicable)", "1"),
    "text": ('(k if c else not_applicable) == "m"', None),
    "truth": ("(x > 1 if c else not_applicable) or d", None),
    "given": ("given(x if c else not_applicable)", None),
    "nested": ("x if c else (x + 1 if d else not_applicable)", "1"),
}


@pytest.mark.parametrize("name", CHOICES)
def test_both_evaluators_take_it_alike(tmp_path: Path, name: str) -> None:
    formula, unit = CHOICES[name]
    inputs = {"x": "1", "c": "boolean", "d": "boolean", "k": "m|n", "t": {"v": "1", "keep": "boolean"}}
    program = product(tmp_path, inputs=inputs, quantities={"q": (unit, formula) if unit else formula})
    table = rows(v=[1, 2, 5], keep=[True, False, True])
    for c in (True, False):
        for d in (True, False):
            given = inventory(program, x=3, c=c, d=d, k="m", t=table)
            due = calculation(program, x=3, c=c, d=d, k="m", t=table).values["q"]
            array = calculate_arrays(program, products_of(program, [given])).values["q"]
            found = array.values[0] if array.state[0] == PRESENT else array.state[0]
            assert found == (ABSENT_NOT_APPLICABLE if due is NOT_APPLICABLE else due)


def test_a_condition_of_a_table_does_not_rest_on_its_rows_even_by_groups(tmp_path: Path) -> None:
    inputs = {
        "sites": {"when": "busy", "columns": {"id": "!id", "area": "1"}},
        "legs": {"site": "@sites", "km": "1"},
    }
    found = findings(
        tmp_path, inputs=inputs, parameters={"f": "1 kgCO2e"}, emissions={"e": "f * sum(sites.area)"},
        quantities={"driven": ("1", "sum(legs.km, by=legs.site)"), "busy": "sum(driven) > 0"},
    )  # fmt: skip
    (told,) = [d for d in found.items if d.severity == "error"]
    assert (told.key, told.element) == ("E412.when", "quantities.driven")
    assert told.said("zh").message == "`sites`是否适用取决于此处，而此处又读取其各行"


def test_of_a_table_that_is_not_applicable_folds_are_those_of_no_rows(tmp_path: Path) -> None:
    inputs = {
        "c": "boolean",
        "sites": {"columns": {"id": "!id", "area": "1"}},
        "legs": {"when": "c", "columns": {"site": "@sites", "km": "1"}},
    }
    folds = {
        "total": ("1", "sum(legs.km)"), "number": ("1", "count(legs)"), "average": ("1", "mean(legs.km)"),
        "some": "any(legs.km > 1)", "every": "all(legs.km > 1)", "there": ("1", "sum(legs.km, by=legs.site)"),
    }  # fmt: skip
    program = product(tmp_path, inputs=inputs, quantities=folds)
    given = {"sites": rows(id=["a", "b"], area=[1, 2]), "legs": rows(site=["a"], km=[0])}
    due = calculation(program, c=True, **{**given, "legs": []}).values
    for values in ({**given}, {"sites": given["sites"]}):
        found = calculation(program, c=False, **values).values
        assert {name: found[name] for name in folds} == {name: due[name] for name in folds}
