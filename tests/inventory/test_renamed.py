"""Inventories and assessments that call inputs, columns and requirements by retired ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruleengine.check.portfolio_lines import check_lines
from ruleengine.diagnostics import Refused, Report, as_text
from ruleengine.inventory.identity import meaning_object
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.program.program import Program
from tests.library_builder import inventory, product, read
from tests.portfolio.portfolios import told

INPUTS = {
    "power": {"unit": "W", "aliases": ["rated_power"], "max": 100},
    "parts": {"columns": {"mass": {"unit": "kg", "aliases": ["weight"]}, "kind": "text"}, "aliases": ["items"]},
}  # fmt: skip
HEAD = "inventory: sample\nruleset: test/product@1.0.0\nproduct: {name: {zh: 例, en: sample}}\n"
ROWS = "[{weight: 1, kind: a}, {weight: 2000 g, kind: b}]"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return product(
        tmp_path_factory.mktemp("rules"), inputs=INPUTS,
        parameters={"factor": {"value": 2, "unit": "kgCO2e/(kg*W)", "aliases": ["ef"]}},
        emissions={"e": "sum(parts.mass) * power * factor"},
    )  # fmt: skip


def test_retired_names_are_read_as_the_present_ones_and_told(program: Program) -> None:
    found, report = read(program, HEAD + f"values:\n  rated_power: 5\n  items: {ROWS}\n")
    assert found is not None, as_text(report.items)
    rows = [{"mass": 1, "kind": "a"}, {"mass": "2000 g", "kind": "b"}]
    same = inventory(program, power=5, parts=rows)
    read_as, due = (meaning_object(i) for i in (found, same))
    assert (read_as["values"], read_as["tables"]) == (due["values"], due["tables"])
    assert [(d.key, d.element, d.place.line, d.place.column) for d in report.items] == [
        ("W649.input", "rated_power", 5, 3),
        ("W649.input", "items", 6, 3),
        ("W649.input", "items row 1, weight", 6, 12),
    ]
    first = report.items[0].said("en")
    assert first.message == "`rated_power` is called `power` in `test/product@1.0.0`, and was read as such"
    assert "migrate" in first.remedy


def test_what_is_wrong_with_a_value_is_told_at_its_place(program: Program) -> None:
    found, report = read(program, HEAD + f"values:\n  rated_power: 500\n  items: {ROWS}\n")
    assert found is None
    (told,) = report.errors
    assert (told.code, told.place.line, told.place.column) == ("E603", 5, 16)


def test_uncertainties_of_parameters_are_found_by_retired_names(program: Program) -> None:
    text = (
        HEAD
        + f"uncertainty:\n  ef: {{distribution: lognormal, gsd: 1.1}}\nvalues: {{power: 5, parts: {ROWS}}}\n"
    )
    found, report = read(program, text)
    assert found is not None, as_text(report.items)
    assert list(found.constants) == ["factor"]


@pytest.mark.parametrize(
    "values",
    [
        f"{{rated_power: 5, power: 6, parts: {ROWS}}}",
        "{power: 5, parts: [{mass: 1, weight: 1, kind: a}]}",
        f"{{power: 5, parts: {ROWS}, items: []}}",
    ],
)
def test_a_name_in_both_ways_is_refused(program: Program, values: str) -> None:
    found, report = read(program, HEAD + f"values: {values}\n")
    assert found is None
    assert [d.key for d in report.errors] == ["E601.renamed_twice"]


def test_names_that_nothing_was_called_are_unknown_as_before(program: Program) -> None:
    found, report = read(program, HEAD + f"values: {{ratd_power: 5, parts: {ROWS}}}\n")
    assert found is None
    assert [d.key for d in report.errors] == ["E601.input"]


def test_lines_of_a_portfolio_are_read_as_inventories_are(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    values = '{"rated_power": 5, "items": [{"weight": 1, "kind": "a"}]}'
    path.write_text(f'{{"inventory": "a", "values": {values}}}\n', encoding="utf-8")
    assert told(program, path, tmp_path) == (["10.0"], {})
    report = Report()
    check_lines(path, program, "p.jsonl", report)
    assert [(d.key, d.element) for d in report.items] == [
        ("W649.input", "rated_power"), ("W649.input", "items"), ("W649.input", "items row 1, weight"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"": "inventory,rated_power\na,5\n", "items": "inventory,mass,kind\na,1,a\n"}, ["items"]),
        (
            {"": "inventory,rated_power [W]\na,5\n", "parts": "inventory,weight,kind\na,1,a\n"},
            ["rated_power", "weight"],
        ),
    ],
)
def test_a_header_of_csv_is_refused_with_the_present_names(
    program: Program, tmp_path: Path, files: dict[str, str], expected: list[str]
) -> None:
    for table, text in files.items():
        (tmp_path / (f"p.{table}.csv" if table else "p.csv")).write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        calculate_portfolio(program, tmp_path / "p.csv", tmp_path / "out.csv")
    renamed = [d for d in refused.value.diagnostics if d.key == "E601.portfolio_renamed"]
    now = {"items": "parts", "rated_power": "power", "weight": "mass"}
    assert [d.message for d in renamed] == [
        f"`{name}` is called `{now[name]}` in `test/product@1.0.0`" for name in expected
    ]
