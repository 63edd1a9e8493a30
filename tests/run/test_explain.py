"""The explanation: from the total down to single input lines, with formula, value, clause and source of each."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.diagnostics import Report
from ruleengine.inventory.model import MISSING
from ruleengine.pipeline import product_of
from ruleengine.ruleset.library import Library
from ruleengine.run.explain import Line, as_tree_data, as_tree_text, explanation, shown_value
from ruleengine.run.result import run
from tests.library_builder import (
    RULES,
    compiled,
    factor_table,
    inventory_text,
    product,
    read,
    rule_set,
    texts,
)
from tests.run.values import INPUTS, NA, rows

STAGES = {"type": "cradle-to-gate", "clause": "3", "text": texts("gate")}
F = {"f": "2 kgCO2e/kg"}


def explained(tmp_path, /, values, **sections: object) -> tuple[Line, str]:
    """The explanation of an inventory, and the text of the inventory file."""
    program = product(tmp_path, **{"inputs": INPUTS, "parameters": F, **sections})
    text = inventory_text(program, values)
    found, report = read(program, text)
    assert found is not None, report.items
    return explanation(run(program, found)), text


def nodes(node: Line) -> list[Line]:
    return [node, *(inner for part in node.parts for inner in nodes(part))]


def find(node: Line, title: str) -> Line:
    """The first node of this title."""
    return next(n for n in nodes(node) if n.title.startswith(title))


def titles(node: Line) -> list[str]:
    return [n.title for n in nodes(node)]


def test_the_total_can_be_followed_to_one_input_line(tmp_path) -> None:
    tree, text = explained(
        tmp_path,
        {"materials": rows(name=["steel", "glass"], mass=["250 g", "3 kg"], factor=[4, 1])},
        quantities={"col": ("kgCO2e", "materials.mass * materials.factor")},
        emissions={"e": "sum(col)"},
        boundary={**STAGES, "stages": ["production"]},
    )
    shown = as_tree_text(tree)
    line = text.splitlines().index("  - name: steel") + 1
    path = [
        "footprint per unit = 4 kgCO2e",
        "│  declared unit: piece",
        "│  total × reference flow",
        "│  rounded by GB/T 8170: 4.00 kgCO2e",
        "│  100.0 % of the footprint rests on numbers of which nothing is known (no source, no uncertainty)",
        "│  draft: test/product@1.0.0",
        "├─ total for the basis = 4 kgCO2e",
        "│  │  basis: one piece",
        "│  └─ production = 4 kgCO2e",
        "│     └─ e (e) = 4 kgCO2e",
        "│        │  formula: sum(col)",
        "│        │  clause 7 of test/product@1.0.0",
        "│        │  fossil emissions",
        "│        └─ col (col) = 2 rows",
        "│           │  formula: materials.mass * materials.factor",
        "│           │  clause 6 of test/product@1.0.0",
        "│           ├─ row 1 (steel) = 1 kgCO2e",
        "│           │     mass = 0.25 kg (given 250 g), factor = 4 kgCO2e/kg",
        f"│           │     sample.yaml:{line}:11",
        "│           └─ row 2 (glass) = 3 kgCO2e",
        "│                 mass = 3 kg, factor = 1 kgCO2e/kg",
        f"│                 sample.yaml:{line + 3}:11",
        "└─ reference_flow (pieces) = 1",
        "      formula: 1",
        "      clause 2 of test/product@1.0.0",
    ]
    assert shown.splitlines() == path


def test_single_values_parameters_inputs_and_defaults(tmp_path) -> None:
    inputs = {
        "a": {"unit": "kg", "default": 3, "source": "book"},
        "b": "kg",
        "data_sources": {"id": "!id"},
    }
    tree, text = explained(
        tmp_path,
        {"b": {"value": "2 kg", "source": "scale"}, "data_sources": [{"id": "scale"}]},
        inputs=inputs,
        emissions={"e": "(a + b) * f"},
    )
    line = text.splitlines().index("    value: 2 kg") + 1
    parts = {n.title: (n.value, n.facts) for n in find(tree, "e (e)").parts}
    assert parts == {
        "a": ("3 kg", ("default of the rule set",)),
        "b": ("2 kg", (f"input, sample.yaml:{line}:12", "source scale")),
        "f": ("2 kgCO2e/kg", ("parameter, clause 5; source book (assumption)",)),
    }


def test_the_side_of_a_choice_that_was_not_taken_is_not_shown(tmp_path) -> None:
    def parts(**values):
        tree, _ = explained(
            tmp_path,
            values,
            quantities={"main": ("kg", "a if given(a) else b"), "spare": ("kg", "b + 0")},
            emissions={"e": "(main if c else spare) * f"},
        )
        assert not any(n.value == "missing" for n in nodes(tree) if n.title != "a")
        return titles(find(tree, "e (e)"))

    assert parts(a="1 kg", c=True) == ["e (e)", "c", "main (main)", "a", "f"]
    assert parts(b="1 kg", c=False) == ["e (e)", "c", "spare (spare)", "b", "f"]
    assert parts(b="1 kg", c=True) == ["e (e)", "c", "main (main)", "a", "b", "f"]


def test_choices_row_by_row_show_what_each_row_used(tmp_path) -> None:
    tree, _ = explained(
        tmp_path,
        {"a": "3 kg", "materials": rows(mass=["1 kg", None], used=[None, True])},
        quantities={
            "col": ("kg", "materials.mass if given(materials.mass) else (a if materials.used else b)")
        },
        emissions={"e": "sum(col) * f"},
    )
    column = find(tree, "col")
    assert [(n.title, n.value, n.facts[0]) for n in column.parts if n.title.startswith("row")] == [
        ("row 1", "1 kg", "mass = 1 kg"),
        ("row 2", "3 kg", "mass = missing, used = true"),
    ]
    assert [n.title for n in column.parts if not n.title.startswith("row")] == ["a"]


def test_a_condition_that_is_absent_takes_no_side(tmp_path) -> None:
    tree, _ = explained(
        tmp_path,
        {"c": NA, "a": "1 kg", "b": "1 kg"},
        quantities={"q": ("kg", "a if c else b")},
        emissions={"e": "q * f"},
    )
    assert titles(find(tree, "q"))[1:] == ["c"]
    assert find(tree, "q").value == "not applicable"


def test_sums_show_the_rows_they_keep(tmp_path) -> None:
    tree, _ = explained(
        tmp_path,
        {"a": "1 kg", "x": 3, "materials": rows(name=["x", "y", "z"], mass=["1 kg", "2 kg", "3 kg"])},
        emissions={
            "e": "sum(materials.mass * x, where=materials.mass > a) * f",
            "one": "sum(materials.mass, where=materials.mass == a) * f",
            "none": "sum(materials.mass, where=materials.mass < a) * f",
        },
    )
    assert titles(find(tree, "e (e)")) == [
        "e (e)", "sum over 2 rows of materials", "row 2 (y)", "row 3 (z)", "a", "x", "f",
    ]  # fmt: skip
    assert find(tree, "row 2 (y)").value == "6 kg"
    assert find(tree, "one").parts[0].title == "sum over 1 row of materials"
    assert titles(find(tree, "none")) == ["none (none)", "sum over 0 rows of materials", "a", "f"]


def test_counts_and_conditions_list_no_rows(tmp_path) -> None:
    tree, _ = explained(
        tmp_path,
        {"a": "1 kg", "materials": rows(used=[True, False])},
        emissions={"e": "(a * count(materials) if any(materials.used) else 0 * a) * f"},
    )
    assert titles(find(tree, "e (e)")) == ["e (e)", "a", "f"]


def test_groups_references_and_calculated_columns(tmp_path) -> None:
    tree, text = explained(
        tmp_path,
        {
            "materials": rows(name=["s", "g"], mass=["1 kg", "3 kg"], process=["cut", "cut"]),
            "processes": [{"id": "cut", "share": 50, "output": "8 kg"}],
        },
        quantities={
            "load": ("kg", "sum(materials.mass, by=materials.process) * processes.share"),
            "part": ("kg", "materials.mass / materials.process.load * materials.process.output"),
        },
        emissions={"e": "sum(part) * f"},
    )
    assert [n.title for n in find(tree, "part").parts] == ["row 1 (s)", "row 2 (g)", "load (load)"]
    assert find(tree, "row 1 (s)").facts[0] == (
        "mass = 1 kg, process = cut, load = 2 kg, processes.output = 8 kg"
    )
    load = find(tree, "load")
    assert load.value == "1 row"
    assert titles(load)[1:] == ["row 1 (cut)", "sum over 2 rows of materials", "row 1 (s)", "row 2 (g)"]
    line = text.splitlines().index("  - id: cut") + 1
    assert load.parts[0].facts == ("share = 50 %", f"sample.yaml:{line}:9")


def test_rows_name_the_sources_of_the_numbers_that_are_read_in_them(tmp_path) -> None:
    inputs = {
        "data_sources": {"id": "!id"},
        "parts": {
            "mass": "kg", "factor": "kgCO2e/kg", "spare": "kg?",
            "source": "@data_sources?", "factor_source": "@data_sources?",
        },
    }  # fmt: skip
    given = [
        {"mass": "1 kg", "factor": 2, "spare": 9, "source": "scale", "factor_source": "study"},
        {"mass": {"value": "3 kg", "source": "bill"}, "factor": 2, "factor_source": "bill"},
        {"mass": "1 kg", "factor": 2},
    ]
    values = {"data_sources": [{"id": name} for name in ("scale", "study", "bill")], "parts": given}
    tree, _ = explained(tmp_path, values, inputs=inputs, emissions={"e": "sum(parts.mass * parts.factor)"})
    first, second, third = (find(tree, f"row {n}") for n in (1, 2, 3))
    assert first.facts[-1] == "source scale; study"
    assert second.facts[-1] == "source bill"
    assert "source" not in third.facts[-1]


def test_look_ups_name_the_table_the_key_and_the_source(tmp_path) -> None:
    table = factor_table(
        "test/power@1.0.0",
        ["kind"],
        {"factor": "kgCO2e/kWh"},
        [["average", Decimal("0.5")], ["solar", Decimal("0.1")]],
    )
    rules = rule_set(
        inputs={
            "used": "kWh",
            "grid": {"values_of": "power"},
            "meters": {"kind": {"values_of": "power"}, "e": "kWh"},
        },
        tables={"power": {"table": "test/power@1.0.0", "label": texts("power")}},
        quantities={"col": ("kgCO2e", "meters.e * power[meters.kind]")},
        emissions={"a": "used * power[grid]", "b": "sum(col)"},
    )
    program = product(tmp_path, rules, table)
    values = {"used": "10 kWh", "grid": "solar", "meters": [{"kind": "average", "e": "2 kWh"}]}
    found, _ = read(program, inventory_text(program, values))
    tree = explanation(run(program, found))
    look_up = find(tree, "a (a)").parts[0]
    assert (look_up.title, look_up.value, look_up.facts[-1]) == (
        "power.factor", "0.1 kgCO2e/kWh", "test/power@1.0.0, solar; book",
    )  # fmt: skip
    assert find(tree, "row 1").facts[0] == (
        "e = 2 kWh, kind = average, power = 0.5 kgCO2e/kWh [test/power@1.0.0, average; book]"
    )


def test_emissions_stand_in_the_order_of_their_definition(tmp_path) -> None:
    tree, _ = explained(
        tmp_path,
        {"a": "1 kg"},
        emissions={"last": "first * 2", "first": "second + a * f", "second": "a * f"},
    )
    stage = find(tree, "production")
    assert [n.title for n in stage.parts] == ["last (last)", "first (first)", "second (second)"]
    assert [n.facts for n in stage.parts][1:] == [("explained above",), ("explained above",)]


def test_stages_stand_in_life_cycle_order_and_empty_ones_too(tmp_path) -> None:
    tree, _ = explained(
        tmp_path,
        {"a": "1 kg"},
        boundary={**STAGES, "stages": ["raw_materials", "production", "distribution"]},
        emissions={
            "e": {"formula": "a * f", "stage": "distribution"},
            "r": {"formula": "a * f", "stage": "raw_materials"},
        },
    )
    stages = find(tree, "total for the basis").parts
    assert [(n.title, n.value, len(n.parts)) for n in stages] == [
        ("raw material acquisition", "2 kgCO2e", 1),
        ("production", "0 kgCO2e", 0),
        ("distribution", "2 kgCO2e", 1),
    ]


def test_a_column_without_rows_is_named(tmp_path) -> None:
    tree, _ = explained(
        tmp_path,
        {"x": 1, "materials": []},
        quantities={"col": ("kg", "materials.mass * x")},
        emissions={"e": "sum(col) * f"},
    )
    column = find(tree, "col")
    assert (column.value, column.parts) == ("0 rows", ())


def test_a_formula_without_clause_and_label_is_called_by_its_name(tmp_path) -> None:
    tree, _ = explained(
        tmp_path, {"a": "1 kg"}, emissions={"e": "a * f"}, reference_flow={"formula": "a / a"}
    )
    flow = find(tree, "reference_flow")
    assert (flow.title, flow.value, flow.facts) == ("reference_flow", "1", ("formula: a / a",))
    assert titles(flow) == ["reference_flow", "a"]


def test_sums_within_sums_and_within_rows(tmp_path) -> None:
    tree, _ = explained(
        tmp_path,
        {"materials": rows(mass=["1 kg", "3 kg"]), "processes": [{"id": "cut", "output": "2 kg"}]},
        quantities={
            "part": ("1", "materials.mass / sum(materials.mass)"),
            "nested": ("kg", "sum(materials.mass * sum(processes.output)) / sum(processes.output)"),
        },
        emissions={"e": "sum(part) * nested * f"},
    )
    assert titles(find(tree, "part"))[1:] == [
        "row 1",
        "row 2",
        "sum over 2 rows of materials",
        "row 1",
        "row 2",
    ]
    assert [t for t in titles(find(tree, "nested")) if t.startswith("sum")] == [
        "sum over 2 rows of materials", "sum over 1 row of processes", "sum over 1 row of processes",
    ]  # fmt: skip


def test_a_part_that_was_not_needed_is_not_told(tmp_path) -> None:
    tree, _ = explained(
        tmp_path,
        {"c": True, "a": "1 kg", "b": "0 kg", "materials": rows(mass=["1 kg"])},
        emissions={"e": "a * f if c or sum(materials.mass / b) > 1 else 0 * a * f"},
    )
    assert [n.title for n in find(tree, "e (e)").parts] == ["c", "a", "f"]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Decimal("0.5777"), "kgCO2e/kWh", "0.5777 kgCO2e/kWh"),
        (Decimal("215.8272830"), "", "215.827283"),
        (Decimal(1) / Decimal(3), "kg", "0.3333333333… kg"),
        (Decimal("1E+3"), "1", "1000"),
        (Decimal(0), "kg", "0 kg"),
        (MISSING, "kg", "missing"),
        ("average", "", "average"),
        (True, "", "true"),
    ],
)
def test_values_are_shown_exactly_or_with_ten_digits(value, unit: str, text: str) -> None:
    assert shown_value(value, unit) == text


def test_the_explanation_as_data(tmp_path) -> None:
    tree, _ = explained(tmp_path, {"a": "1 kg"}, emissions={"e": "a * f"})
    data = as_tree_data(tree)
    assert list(data) == ["title", "value", "facts", "parts"]
    assert data["parts"][0]["parts"][0]["parts"][0]["title"] == "e (e)"
    assert str(data).count("'title'") == len(nodes(tree))


LIBRARY = Library(RULES)
EXAMPLES = sorted(p for p in RULES.rglob("examples/*.yaml") if re.search(r"(?m)^inventory: ", p.read_text("utf-8"))
                  and not re.search(r"(?m)^assessment:", p.read_text("utf-8")))  # fmt: skip


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_every_row_of_the_real_examples_can_be_found_in_its_file(path: Path) -> None:
    """Each place of an explanation leads to a line of the inventory that holds the row or value spoken of."""
    name = re.search(r"(?m)^ruleset: (.*)$", path.read_text("utf-8"))[1]
    program, report = compiled(LIBRARY, name), Report()
    product = product_of(program, path, report, "file")
    tree = explanation(product.result)
    lines = path.read_text("utf-8").splitlines()
    places = 0
    for node in nodes(tree):
        for fact in node.facts:
            at = re.search(r"(?:^|input, )file:(\d+):(\d+)$", fact)
            if at:
                places += 1
                line = lines[int(at[1]) - 1]
                named = re.search(r"^row \d+ \((.*)\)$", node.title)
                assert (named[1] in line) if named else line.strip()
    assert places > 10
    assert not any(re.search(r"\b1 rows", f"{n.value}|{n.title}") for n in nodes(tree))
