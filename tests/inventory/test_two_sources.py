"""Two sources of one row: its activity data have one, its factor another, and where no other is named the same."""

from __future__ import annotations

import json
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from ruleengine.analysis.uncertainty.inputs import uncertain_inputs
from ruleengine.inventory.sources import unknown_numbers
from ruleengine.inventory.template import inventory_template
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.program.number_sources import input_pointer
from tests.generated.comparing import differences
from tests.library_builder import findings, inventory, inventory_text, product, read, result, texts
from tests.portfolio.portfolios import as_row, row_schema, write_rows, write_tables

INPUTS: dict[str, object] = {
    "data_sources": {
        "id": "!id", "primary": "boolean", "technology": "1?", "geography": "1?", "time": "1?", "precision": "1?",
    },
    "burnt": {
        "mass": "kg", "factor": "kgCO2e/kg", "source": "@data_sources?",
        "factor_source": {"references": "data_sources", "otherwise": "source", "label": texts("source of the factor")},
    },
    "power": "kWh", "power_source": "@data_sources?",
}  # fmt: skip
SOURCES = [
    {"id": "meter", "primary": True, "technology": 1, "geography": 1, "time": 1, "precision": 1},
    {"id": "table", "primary": False, "technology": 4, "geography": 5, "time": 5, "precision": 5},
]
ROWS = [
    {"mass": 1, "factor": 2, "source": "meter", "factor_source": "table"},
    {"mass": 10, "factor": 3, "source": "meter"},
    {"mass": 100, "factor": 4, "source": "table"},
    {"mass": 1000, "factor": 5, "factor_source": "meter"},
    {"mass": 10000, "factor": 6},
]  # fmt: skip
VALUES: dict[str, object] = {"data_sources": SOURCES, "burnt": ROWS, "power": 7, "power_source": "meter"}
#: Rows of which both the activity data and the factor are primary.
PRIMARY = (
    "sum(burnt.mass, where=given(burnt.source) and burnt.source.primary and burnt.factor_source.primary)"
)


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    return product(
        tmp_path_factory.mktemp("rules"),
        inputs=INPUTS,
        parameters={"grid": "0.5 kgCO2e/kWh", "extra": "1 kgCO2e/kg"},
        quantities={
            "both": ("kg", PRIMARY),
            "factors": (
                "kg",
                "sum(burnt.mass, where=given(burnt.factor_source) and burnt.factor_source.primary)",
            ),
            "known": "given(power_source) and power_source.primary",
        },
        emissions={"e": "sum(burnt.mass * burnt.factor) + power * grid * (2 if known else 1) + both * extra"},
    )


def test_formulas_ask_for_both(program) -> None:
    found = result(program, **VALUES).values
    assert (found["both"], found["factors"]) == (10, 1010)
    assert list(differences(program, [inventory(program, **VALUES)], {})) == []


def test_nothing_is_known_of_numbers_whose_own_source_is_not_named(program) -> None:
    found = inventory(program, **VALUES)
    assert unknown_numbers(program, found) == {
        "burnt.mass": (False, False, False, True, True),
        "burnt.factor": (False, False, False, False, True),
    }
    assert input_pointer(program, "power") == "power_source"
    _, told = read(program, inventory_text(program, {**VALUES, "power_source": None}))
    assert [(d.code, d.element) for d in told.items] == [("W614", "power")]


def test_each_number_is_as_uncertain_as_its_own_source(program) -> None:
    found = {
        i.variable.shown: i.distribution.spread
        for i in uncertain_inputs(program, inventory(program, **VALUES))
    }
    mass = [found[f"burnt[{n}].mass"] for n in range(1, 6)]
    factor = [found[f"burnt[{n}].factor"] for n in range(1, 6)]
    known, poor, unknown = mass[0], mass[2], mass[4]
    assert known < poor <= unknown
    assert mass == [known, known, poor, unknown, unknown]
    assert factor == [poor, known, poor, known, unknown]
    assert found["power"] == known


def test_saying_it_is_the_same_is_saying_nothing(program) -> None:
    named = [{**row, "factor_source": row.get("factor_source", row.get("source"))} for row in ROWS]
    silent, spoken = (inventory(program, **{**VALUES, "burnt": rows}) for rows in (ROWS, named))
    assert silent.fingerprint == spoken.fingerprint


def test_not_applicable_is_no_source_and_falls_back_on_none(program) -> None:
    row = {"mass": 1, "factor": 2, "source": "meter", "factor_source": "not applicable"}
    found = inventory(program, **{**VALUES, "burnt": [row]})
    assert unknown_numbers(program, found) == {"burnt.factor": (True,)}


def test_a_source_that_is_not_there_is_told_once(program) -> None:
    row = {"mass": 1, "factor": 2, "source": "metre"}
    _, told = read(program, inventory_text(program, {**VALUES, "burnt": [row]}))
    assert [(d.code, d.element) for d in told.errors] == [("E607", "burnt row 1, source")]


@pytest.mark.parametrize("form", ["jsonl", "parquet", "csv"])
def test_portfolios_of_every_form_say_the_same(program, tmp_path, form: str) -> None:
    absent = {"mass": 1, "factor": 2, "source": "meter", "factor_source": "not applicable"}
    products = [VALUES, {**VALUES, "burnt": [absent]}, {**VALUES, "burnt": [], "power_source": None}]
    found = [inventory(program, **values) for values in products]
    path = tmp_path / f"p.{form}"
    if form == "jsonl":
        lines = [json.dumps({"inventory": f"p{n}", "values": values}) for n, values in enumerate(products)]
        path.write_text("\n".join(lines), encoding="utf-8")
    else:
        rows = [as_row(i, program) | {"inventory": f"p{n}"} for n, i in enumerate(found)]
        for row, values in zip(rows, products, strict=True):
            for cells, given in zip(row["burnt"], values["burnt"], strict=True):
                cells["factor_source"] = (
                    given.get("factor_source") if len(given) < 4 else cells["factor_source"]
                )
        if form == "csv":
            path = write_tables(tmp_path / "p", rows, program)
        else:
            write_rows(path, rows, row_schema(program))
    calculate_portfolio(program, path, tmp_path / "r.parquet", rejects=tmp_path / "j.jsonl", block=10)
    told = pq.read_table(tmp_path / "r.parquet").to_pylist()
    assert len(told) == len(products), (tmp_path / "j.jsonl").read_text(encoding="utf-8")
    for line, values in zip(told, products, strict=True):
        wanted = result(program, **values)
        assert Decimal(line["total"]) == wanted.values["footprint.total"]
        assert line["unknown_share"] == pytest.approx(float(wanted.unknown_share or 0))


def test_the_template_says_what_an_empty_cell_means(program) -> None:
    text = inventory_template(program)
    assert "a row of data_sources；缺省同source default: as source；可选 optional）" in text
    assert "  power:\n" in text


def told(tmp_path, inputs: dict[str, object], formula: str = "burnt.mass") -> list[tuple[str, str | None]]:
    """What is said of inputs of which the formula uses one: key and `to do`."""
    base: dict[str, object] = {"data_sources": {"id": "!id", "primary": "boolean"}, "others": {"id": "!id"}}
    data = {"burnt": {"mass": "kg", "factor": "kgCO2e/kg"}, "power": "kWh", "yield": "1"}
    emission = f"sum({formula} * burnt.factor) * yield + power * grid"
    report = findings(
        tmp_path,
        inputs={**base, **data, **inputs},
        parameters={"grid": "1 kgCO2e/kWh"},
        emissions={"e": emission},
    )
    assert not report.errors
    found = [d for d in report.items if d.code == "W517"]
    return [(f"{d.key} {d.fact('name')}", d.said("en").remedy) for d in found]


def test_a_single_input_that_names_the_source_of_another_needs_no_formula(tmp_path) -> None:
    assert told(tmp_path, {"power_source": "@data_sources?"}) == []


def test_what_is_named_as_a_source_and_is_none_is_told(tmp_path) -> None:
    (found,) = told(tmp_path, {"pover_source": "@data_sources?"})
    assert found[0] == "W517.number pover_source"
    assert "did you mean `power_source`" in str(found[1])
    (found,) = told(tmp_path, {"power_source": "@others"})
    assert found[0] == "W517.target power_source"
    assert "`references: data_sources`" in str(found[1])
    assert told(tmp_path, {"seller_source": "@others"})[0][0] == "W517.unused seller_source"


def test_a_column_that_is_named_as_a_source_and_is_none_is_told(tmp_path) -> None:
    table = {
        "mass": "kg",
        "factor": "kgCO2e/kg",
        "source": "@data_sources?",
        "facto_source": "@data_sources?",
    }
    (found,) = told(tmp_path, {"burnt": table})
    assert found[0] == "W517.number burnt.facto_source"
    assert "did you mean `burnt.factor_source`" in str(found[1])
    wrong = {"mass": "kg", "factor": "kgCO2e/kg", "source": "@data_sources?", "factor_source": "@others?"}
    assert [f for f, _ in told(tmp_path, {"burnt": wrong})] == ["W517.target burnt.factor_source"]


def test_a_source_that_a_formula_reads_may_be_that_of_no_number(tmp_path) -> None:
    read_by = "(burnt.mass if given(plant_source) and plant_source.primary else 2 * burnt.mass)"
    assert told(tmp_path, {"plant_source": "@data_sources?"}, read_by) == []
