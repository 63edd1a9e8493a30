"""`when` and `not_applicable`: what is not applicable has no value, is left out of sums, and asks for no input."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruleengine.arrays.arrays import ABSENT_NOT_APPLICABLE, PRESENT, products_of
from ruleengine.arrays.kernel import calculate_arrays
from ruleengine.diagnostics import Diagnostic, Refused, Report
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, NOT_EVALUATED
from ruleengine.program.program import Program
from ruleengine.run.explain import as_tree_text, explanation
from ruleengine.run.record.from_result import result_record
from ruleengine.run.result import run
from ruleengine.run.summary import summary
from tests.library_builder import calculation, findings, inventory, inventory_text, product, read, result
from tests.run.applicability import CHECKED, CHECKED_USED, CHECKS, SECTIONS, USED
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


def test_conditions_of_indicators_are_no_indicators(program: Program) -> None:
    found = result(program, **USED, repairs=[])
    assert {s.name for s in program.indicators} == {"when(hourly)", "hourly", "heaviest"}
    assert set(result_record(found).indicators) == {"hourly", "heaviest"}
    assert summary(found).count("hourly") == 1


def test_what_is_missing_though_the_condition_holds_is_told_by_name(program: Program) -> None:
    with pytest.raises(Refused) as refused:
        result(program, reach="grave", mass="2 kg", cost=1, power="1 kW")
    assert [(d.key, d.element, d.said("en").found) for d in refused.value.diagnostics] == [
        ("E704.missing", "emissions.repaired", "missing: repairs (the table; `[]` where it has no rows)"),
        ("E704.missing", "emissions.used", "missing: hours"),
    ]


def test_a_table_with_rows_due_where_it_is_needed_may_be_empty_elsewhere(tmp_path: Path) -> None:
    """A file of CSV can say no more of one product among others; where it is needed, it is missing."""
    repairs = {"when": "used", "min_rows": 2, "columns": {"part": "kg"}}
    program = product(
        tmp_path, inputs={"used": "boolean", "mass": "kg", "repairs": repairs},
        parameters={"g": "3 kgCO2e/kg"}, emissions={"made": "g * mass", "repaired": "g * sum(repairs.part)"},
    )  # fmt: skip
    apart = result(program, used=False, mass="2 kg", repairs=[])
    assert apart.total == 6
    assert apart.inventory.fingerprint == result(program, used=False, mass="2 kg").inventory.fingerprint
    total = calculate_arrays(program, products_of(program, [apart.inventory])).values["footprint.total"]
    assert (total.values[0], total.state[0]) == (6, PRESENT)
    with pytest.raises(Refused) as refused:
        result(program, used=True, mass="2 kg", repairs=[])
    (told,) = refused.value.diagnostics
    assert (told.key, told.said("en").found) == (
        "E704.missing",
        "missing: repairs (the table, 2 rows at least)",
    )
    _, report = read(program, inventory_text(program, {"used": False, "repairs": [{"part": "1 kg"}]}))
    assert "E609.rows" in [d.key for d in report.items]


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


def test_a_condition_over_a_table_that_is_not_applicable_says_so_beside_its_verdict(tmp_path: Path) -> None:
    """`all` holds of no rows: it does not do so silently, and `applies` makes nothing of it where that is meant."""
    inputs = {"c": "boolean", "legs": {"when": "c", "columns": {"km": "1"}}}
    checks = {"every": "all(legs.km > 1)", "some": "any(legs.km > 1)"}
    judged = {"check": checks["every"], "applies": "c"}
    program = product(tmp_path, inputs=inputs, requirements={**checks, "judged": judged})
    told = {v.requirement: (v.verdict, v.reason["en"]) for v in result(program, c=False).verdicts}
    assert told == {
        "every": ("satisfied", "legs: not applicable"),
        "some": ("not_satisfied", "legs: not applicable"),
        "judged": ("not_applicable", "the condition for this requirement does not hold"),
    }


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


#: Rows that are reached by references only: from a column, over two references, from a single value, in options.
POINTED = {
    "inputs": {
        "c": "boolean",
        "lines": {"columns": {"id": "!id", "k": "1"}},
        "sites": {"when": "c", "columns": {"id": "!id", "line": "@lines", "m": "1"}},
        "uses": {"site": "@sites?", "n": "1"},
        "chosen": "@sites?",
    },
    "parameters": {"f": "1 kgCO2e"},
    "quantities": {
        "twice": ("1", "2 * sites.m"),
        "input": ("1", "uses.n * uses.site.m"),
        "calculated": ("1", "uses.n * uses.site.twice"),
        "chain": ("1", "uses.n * uses.site.line.k"),
        "kept": ("1", "sum(uses.n, where=uses.site.m > 1)"),
        "one": ("1", "chosen.m"),
        "far": ("1", "chosen.line.k"),
        "met": "chosen.m > 1",
        "shared": ("1", "sum(uses.n, by=uses.site.line)"),
    },
    "emissions": {"e": "f * (sum(input) + sum(calculated) + sum(chain))"},
}
ALL_GIVEN = {
    "lines": rows(id=["l"], k=[5]), "sites": rows(id=["s"], line=["l"], m=[7]),
    "uses": rows(site=["s"], n=[2]), "chosen": "s",
}  # fmt: skip
BEHIND = {
    "input": (14,), "calculated": (28,), "chain": (10,), "kept": 2, "one": 7, "far": 5, "met": True, "shared": (2,),
}  # fmt: skip
NOT_BEHIND = {
    **dict.fromkeys(("input", "calculated", "chain"), (NOT_APPLICABLE,)),
    **dict.fromkeys(("one", "far", "met"), NOT_APPLICABLE),
    "kept": 0,
    "shared": (0,),
}


@pytest.fixture(scope="module")
def pointed(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return product(tmp_path_factory.mktemp("pointed"), **POINTED)


@pytest.mark.parametrize(("holds", "due"), [(True, BEHIND), (False, NOT_BEHIND)])
def test_behind_references_rows_count_only_where_their_table_is_applicable(
    pointed: Program, holds: bool, due: dict[str, object]
) -> None:
    found = result(pointed, c=holds, **ALL_GIVEN)
    assert {name: found.values[name] for name in due} == due
    assert found.total == (52 if holds else 0)
    arrays = calculate_arrays(
        pointed, products_of(pointed, [inventory(pointed, c=holds, **ALL_GIVEN)])
    ).values
    for name, value in due.items():
        wanted = value if isinstance(value, tuple) else (value,)
        shown = [
            number if state == PRESENT else state
            for number, state in zip(arrays[name].values, arrays[name].state, strict=True)
        ]
        assert shown == [ABSENT_NOT_APPLICABLE if v is NOT_APPLICABLE else v for v in wanted], name


def test_references_are_asked_for_only_where_the_rows_they_point_at_are_applicable(pointed: Program) -> None:
    found = result(pointed, c=False, lines=ALL_GIVEN["lines"], uses=rows(n=[2]))
    assert {name: found.values[name] for name in NOT_BEHIND} == NOT_BEHIND


def test_behind_references_a_condition_that_fails_or_is_missing_leaves_no_value(tmp_path: Path) -> None:
    inputs = {**POINTED["inputs"], "c": "boolean?", "x": "1?"}
    program = product(tmp_path / "missing", **{**POINTED, "inputs": inputs})
    assert calculation(program, **ALL_GIVEN).values["one"] is MISSING
    inputs["sites"] = {**POINTED["inputs"]["sites"], "when": "1 / x > 2"}
    program = product(tmp_path / "failing", **{**POINTED, "inputs": inputs})
    found = calculation(program, x=0, **ALL_GIVEN)
    assert [e.step.name for e in found.errors] == ["when(sites)"]
    assert not BEHIND.keys() & {n for n, v in found.values.items() if v is not NOT_EVALUATED}


def test_a_condition_of_a_table_does_not_rest_on_its_rows_even_behind_references(tmp_path: Path) -> None:
    inputs = {**POINTED["inputs"], "sites": {**POINTED["inputs"]["sites"], "when": "busy"}}
    quantities = {**POINTED["quantities"], "busy": "sum(input) > 0"}
    found = findings(tmp_path, **{**POINTED, "inputs": inputs, "quantities": quantities})
    (told,) = [d for d in found.items if d.severity == "error"]
    assert told.key == "E412.circle"


def test_conditions_of_tables_may_rest_on_others_behind_references(tmp_path: Path) -> None:
    inputs = {
        "lots": {"when": "many > 1", "columns": {"id": "!id", "mass": "1"}},
        "sites": {"when": "c", "columns": {"id": "!id", "m": "1"}},
        "uses": {"site": "@sites", "n": "1"},
        "c": "boolean",
    }
    quantities = {"many": ("1", "sum(uses.n * uses.site.m)")}
    program = product(
        tmp_path, inputs=inputs, quantities=quantities, parameters={"f": "1 kgCO2e"},
        emissions={"e": "f * sum(lots.mass)"},
    )  # fmt: skip
    given = {
        "lots": rows(id=["a"], mass=[3]),
        "sites": rows(id=["s"], m=[7]),
        "uses": rows(site=["s"], n=[2]),
    }
    assert [result(program, c=c, **given).total for c in (True, False)] == [3, 0]


def test_a_condition_of_a_table_that_is_wrong_is_told_once(tmp_path: Path) -> None:
    inputs = {**POINTED["inputs"], "sites": {**POINTED["inputs"]["sites"], "when": "nowhere"}}
    found = findings(tmp_path, **{**POINTED, "inputs": inputs})
    assert [(d.key, d.element) for d in found.items if d.severity == "error"] == [
        ("E404.name", "inputs.sites")
    ]


#: Reference flows that are not applicable: the flow, the quantities it reads, the line at fault, why, what to read.
FLOWS = {
    "condition of a quantity": (
        "pieces", {"pieces": {"unit": "1", "formula": "amount", "when": 'reach == "grave"'}}, "reach: gate",
        'the condition of `quantities.pieces` does not hold: `reach == "grave"`',
        '`quantities.pieces`的适用条件不成立：`reach == "grave"`', "when",
    ),
    "condition behind another quantity": (
        "twice",
        {"twice": ("1", "pieces * 2"), "pieces": {"unit": "1", "formula": "amount", "when": 'reach == "grave"'}},
        "reach: gate", 'the condition of `quantities.pieces` does not hold: `reach == "grave"`',
        '`quantities.pieces`的适用条件不成立：`reach == "grave"`', "when",
    ),
    "formula": (
        "pieces", {"pieces": ("1", 'amount if reach == "grave" else not_applicable')}, "reach: gate",
        'the formula of `quantities.pieces` gives `not_applicable`: `amount if reach == "grave" else not_applicable`',
        '`quantities.pieces`的公式得出`not_applicable`：`amount if reach == "grave" else not_applicable`', "formula",
    ),
    "input": (
        "other + amount", {}, "other: not applicable",
        "`other` is given as not applicable", "`other`填为不适用", "formula",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FLOWS.values(), ids=FLOWS)
def test_a_reference_flow_that_is_not_applicable_is_told_with_its_cause(tmp_path: Path, case) -> None:
    formula, quantities, line, en, zh, decides = case
    program = product(
        tmp_path, inputs={"reach": "gate|grave", "amount": "1", "other": "1?"}, parameters={"f": "1 kgCO2e"},
        quantities=quantities, emissions={"e": "f"},
        reference_flow={"formula": formula, "clause": "2", "label": {"zh": "件数", "en": "pieces"}},
    )  # fmt: skip
    text = inventory_text(program, {"reach": "gate", "amount": 3, "other": "not applicable"})
    (told,) = refusals(program, text)
    assert (told.key, told.said("en").found, told.said("zh").found) == ("E704.not_applicable", en, zh)
    assert told.place is not None
    assert (told.place.file, text.splitlines()[told.place.line - 1].strip()) == ("sample.yaml", line)
    (related,) = told.related
    (rules,) = tmp_path.rglob("test/product/1.0.0.yaml")
    assert decides in rules.read_text(encoding="utf-8").splitlines()[related.place.line - 1]


def test_what_is_missing_under_a_condition_is_told_where_it_would_stand(program: Program) -> None:
    """The file of the inventory and a line of it, not the rules alone: several inventories are told apart."""
    text = inventory_text(program, {"reach": "grave", "mass": "2 kg", "cost": 1, "power": "1 kW"})
    told = refusals(program, text)
    assert {d.key for d in told} == {"E704.missing"}
    values = text.splitlines().index("values:") + 1
    assert {(d.place.file, d.place.line) for d in told if d.place} == {("sample.yaml", values + 1)}
    assert [r.role for d in told for r in d.related] == ["asked"] * 2
    assert {r.place.file for d in told for r in d.related} == {"rules/test/product/1.0.0.yaml"}


def test_a_cell_that_is_missing_is_told_in_its_row(tmp_path: Path) -> None:
    program = product(
        tmp_path, inputs={"parts": {"columns": {"mass": "kg", "factor": "kgCO2e/kg?"}}},
        emissions={"e": "sum(parts.mass * parts.factor)"},
    )  # fmt: skip
    text = inventory_text(program, {"parts": rows(mass=["1 kg", "2 kg"], factor=[1, None])})
    (told,) = refusals(program, text)
    assert told.place is not None
    assert "2 kg" in "".join(text.splitlines()[told.place.line - 1 : told.place.line + 1])


def refusals(program: Program, text: str) -> list[Diagnostic]:
    """Why an inventory file is refused when it is calculated."""
    found, report = read(program, text)
    assert found is not None, report.items
    with pytest.raises(Refused) as refused:
        run(program, found)
    return refused.value.diagnostics


def test_reasons_tell_what_is_not_applicable_and_never_the_choice_of_it(tmp_path: Path) -> None:
    program = product(tmp_path, **CHECKED, requirements={name: check[0] for name, check in CHECKS.items()})
    for mass, position in ((1, 1), (20, 2)):
        verdicts = {v.requirement: v for v in result(program, mass=mass, **CHECKED_USED).verdicts}
        for name, texts in ((name, check[position]) for name, check in CHECKS.items()):
            if texts is None:
                assert verdicts[name].verdict == "not_applicable"
            else:
                assert verdicts[name].reason == {"en": texts[0], "zh": texts[1]}


def test_preconditions_tell_values_and_never_the_condition_of_the_table(tmp_path: Path) -> None:
    must = {name: CHECKS[name][0] for name in ("every", "calculated", "sum")}
    must["each"] = "(rows.m < rows.n) if mass > one else (rows.m > one)"
    program = product(tmp_path, **CHECKED, must=must)
    assert result(program, mass=1, **CHECKED_USED).total == 1
    with pytest.raises(Refused) as refused:
        result(program, mass=20, **CHECKED_USED)
    found = {d.element: d.said("en").found for d in refused.value.diagnostics}
    assert found == {
        "must.every": CHECKS["every"][2][0],
        "must.calculated": CHECKS["calculated"][2][0],
        "must.sum": "m: 3 kg; 3 kg < one 1 kg (does not hold)",
        "must.each": "rows: row 1 (r), mass 20 kg, one 1 kg, m 3 kg < n 1 kg (does not hold)",
    }


def test_conditions_are_called_by_what_they_are_of(tmp_path: Path) -> None:
    """In errors, reasons and explanations; the name that the compiler gives a condition is told nowhere."""
    program = product(
        tmp_path,
        inputs={"a": "1", "b": "1", "parts": {"when": "a / b > 2", "columns": {"m": "1"}}},
        parameters={"f": "1 kgCO2e"}, emissions={"e": "f * sum(parts.m)"},
        indicators={"ratio": ("1", "a / (sum(parts.m) - b)")},
    )  # fmt: skip
    (told,) = refusals(program, inventory_text(program, {"a": 1, "b": 0, "parts": rows(m=[1])}))
    assert [told.said(x).message for x in ("en", "zh")] == [
        "the condition (`when`) of `parts`: division by zero", "`parts`的适用条件（`when`）：除数为零",
    ]  # fmt: skip
    found = result(program, a=9, b=1, parts=rows(m=[1]))
    assert found.reasons["ratio"]["en"] == "`ratio`: division by zero (`a` = 9, `parts.m`, `b` = 1)"
    for language, title in (
        ("en", "the condition (`when`) of parts"),
        ("zh", "parts（parts（中））的适用条件（`when`）"),
    ):
        text = as_tree_text(explanation(found, language))
        assert title in text
        assert "when(" not in text


def test_an_explanation_names_what_stands_behind_references_to_conditional_rows(tmp_path: Path) -> None:
    parts = {**POINTED, "quantities": {}, "emissions": {"e": "f * chosen.line.k"}}
    found = result(product(tmp_path, **parts), c=True, **ALL_GIVEN)
    assert "chosen.line.k = 5" in as_tree_text(explanation(found))


def test_a_condition_that_reads_its_own_table_is_told_at_the_condition(tmp_path: Path) -> None:
    inputs = {"parts": {"when": "sum(parts.m) > 1", "columns": {"m": "1"}}}
    (told,) = findings(tmp_path, inputs=inputs, emissions={"e": "f"}, parameters={"f": "1 kgCO2e"}).items
    assert (told.key, told.element) == ("E412.when", "inputs.parts")
