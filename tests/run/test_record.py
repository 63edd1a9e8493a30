"""The result record: what stands in it, written and read again, held to the published schema, refused when broken."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.inventory.model import MISSING
from ruleengine.program.program import Program
from ruleengine.ruleset.model import GRADES, SPECIES
from ruleengine.ruleset.roles import ROLES
from ruleengine.run.explain import as_tree_text, explanation
from ruleengine.run.record.from_document import read_record
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.grades import cells_read
from ruleengine.run.record.record import ResultRecord
from ruleengine.run.record.writing import plain_data, record_json
from ruleengine.run.result import Result
from ruleengine.source.shape_rules import shape_rules
from tests.examples import examples
from tests.library_builder import factor_table, product, result, rule_set, texts
from tests.run.examples import EXAMPLES, example, label
from tests.run.values import NA

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads(
    (ROOT / "docs" / "reference" / "schema" / "result.schema.json").read_text(encoding="utf-8")
)
PUBLISHED = Draft202012Validator(SCHEMA)
few = examples(25)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
#: A number of a record, behind its key.
_LEAF = re.compile(r'"(?:value|per_unit|total|use|fossil)": "(-?[0-9]+\.[0-9]+)"')


def read_text(folder: Path, text: str, name: str = "result.json") -> ResultRecord:
    """The record of a text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_record(path, name)


def refusals(folder: Path, text: str, name: str = "result.json") -> list[str]:
    """The code, of records the key, of everything that a record is refused for."""
    with pytest.raises(Refused) as refused:
        read_text(folder, text, name)
    return [d.key if d.code in ("E731", "E732") else d.code for d in refused.value.diagnostics]


@pytest.mark.parametrize("path", EXAMPLES, ids=label)
def test_what_is_written_is_read_and_has_the_published_schema(path: Path, tmp_path: Path) -> None:
    found = example(path)
    record = result_record(found.result)
    text = record_json(record)
    assert read_text(tmp_path, text) == record
    assert record_json(read_text(tmp_path, text)) == text
    assert [e.message for e in PUBLISHED.iter_errors(json.loads(text))] == []
    assert record.per_unit == found.result.per_unit
    assert {k: c.verdict for k, c in record.checks.items()} == {
        v.requirement: v.verdict for v in found.result.verdicts
    }
    assert sum(record.grades.requirements.values()) == len(record.checks)


@pytest.mark.parametrize("path", EXAMPLES, ids=label)
def test_per_unit_and_per_basis_and_the_parts_add_up(path: Path) -> None:
    record = result_record(example(path).result)
    for parts, of_unit in (
        (record.stages, record.stages_per_unit),
        (record.species, record.species_per_unit),
    ):
        assert sum(parts.values()) == pytest.approx(record.total, rel=Decimal("1e-30"))
        assert sum(of_unit.values()) == pytest.approx(record.per_unit, rel=Decimal("1e-30"))
        assert {k: v * record.reference_flow for k, v in parts.items()} == pytest.approx(
            dict(of_unit), rel=Decimal("1e-27")
        )
    assert set(record.species) == set(SPECIES)
    for stage, amount in record.stages.items():
        own = [e.value for e in record.emissions.values() if e.stage == stage]
        assert sum(v for v in own if isinstance(v, Decimal)) == pytest.approx(amount, rel=Decimal("1e-30"))


PARTS = rule_set(
    inputs={
        "mass": "kg?",
        "name": "text?",
        "kind": "a|b",
        "life": {"unit": "h", "default": 10, "source": "book", "label": texts("life"), "clause": "5"},
        "rows": {"copies": "1", "kind": "a|b"},
    },
    parameters={"factor": "2 kgCO2e", "limit": "3 kg"},
    quantities={
        "doubled": ("1", "rows.copies * 2"),
        "named": "given(name)",
        "half": ("kg", "mass / 2"),
        "hours": ("h", "life * 2"),
    },
    emissions={"some": "factor", "zero": "factor * 0"},
    indicators={"twice": ("kg", "mass * 2")},
    requirements={"light": "mass < limit"},
)


@pytest.fixture
def parts(tmp_path: Path) -> Program:
    """A rule set with one of every kind of value."""
    return product(tmp_path, PARTS)


def data_of(found: Result) -> Any:
    """The record of a result as JSON gives it."""
    return json.loads(record_json(result_record(found)))


def test_missing_not_applicable_and_zero_stay_three_things(parts: Program, tmp_path: Path) -> None:
    rows = [{"copies": 1, "kind": "a"}, {"copies": 2, "kind": "b"}]
    data = data_of(result(parts, kind="a", rows=rows))
    assert data["quantities"]["half"]["value"] == {"absent": "missing"}
    assert data["emissions"]["zero"]["value"] == "0"
    assert data["quantities"]["doubled"]["values"] == ["2", "4"]
    assert "value" not in data["quantities"]["doubled"]
    assert data["quantities"]["named"]["value"] is False
    assert data["checks"]["light"]["verdict"] == "not_evaluated"
    away = data_of(result(parts, kind="a", mass=NA, rows=[]))
    assert away["quantities"]["half"]["value"] == {"absent": "not applicable"}
    assert away["quantities"]["doubled"]["values"] == []
    again = read_text(tmp_path, json.dumps(data))
    assert again.quantities["half"].value is MISSING
    assert again.emissions["zero"].value == 0


def test_defaults_that_stand_in_and_parameters_are_counted_by_grade(parts: Program) -> None:
    used, given = (result_record(result(parts, kind="a", rows=[], **more)) for more in ({}, {"life": 5}))
    assert sum(used.grades.defaults.values()) == 1
    assert sum(given.grades.defaults.values()) == 0
    assert sum(used.grades.parameters.values()) == 2


def test_only_the_rows_of_factor_tables_that_were_looked_up_are_counted(tmp_path: Path) -> None:
    power = factor_table(
        "test/power@1.0.0", ["kind"], {"factor": "kgCO2e/kWh"}, [["coal", 1], ["sun", 0], ["wind", 2]]
    )
    program = product(
        tmp_path,
        rule_set(
            inputs={
                "own": "boolean",
                "used": "kWh",
                "rows": {
                    "used": "kWh",
                    "big": "boolean",
                    "kind": {"values_of": "power", "label": texts("kind")},
                },
            },
            tables={"power": {"table": "test/power@1.0.0", "label": texts("power")}},
            emissions={
                "rows_kept": "sum(rows.used * power[rows.kind], where=rows.big)",
                "side_taken": 'used * power["wind"] if own else used * power["sun"]',
            },
        ),
        power,
    )
    rows = [{"used": 1, "big": False, "kind": "wind"}, {"used": 2, "big": True, "kind": "coal"}]
    assert cells_read(result(program, own=False, used=1, rows=rows)) == {
        "power": [(("coal",), "factor"), (("sun",), "factor")]
    }
    assert cells_read(result(program, own=True, used=1, rows=[])) == {"power": [(("wind",), "factor")]}


def test_a_column_with_a_source_of_its_own_is_graded_and_explained_by_it(tmp_path: Path) -> None:
    table = factor_table(
        "test/power@1.0.0", ["kind"], {"direct": "kgCO2e/kWh", "more": "kgCO2e/kWh"}, [["coal", 1, 2]]
    )
    table["columns"]["more"]["source"] = "guess"
    table["sources"]["guess"] = {"title": "guess", "publisher": "maker", "grade": "assumption"}
    program = product(
        tmp_path,
        rule_set(
            inputs={"used": "kWh"},
            tables={"power": {"table": "test/power@1.0.0", "label": texts("power")}},
            emissions={"e": 'used * power["coal"].direct + used * power["coal"].more'},
        ),
        table,
    )
    found = result(program, used=1)
    factors = result_record(found).grades.factors
    assert {grade: count for grade, count in factors.items() if count} == {"official": 1, "assumption": 1}
    told = as_tree_text(explanation(found))
    assert [name for name in ("book", "guess") if name not in told] == []


def test_status_standard_and_product_are_named(tmp_path: Path) -> None:
    panel = example(next(p for p in EXAMPLES if p.stem == "led-panel-600"))
    record = result_record(panel.result)
    assert (record.ruleset.status, record.ruleset.standard.number) == ("draft", "GB/T 45818-2025")
    assert record.ruleset.chain == ("gb/lighting@0.1.0", "gb/24067@1.0.0", "iso14067@1.0.0")
    assert {t.status for t in record.tables.values()} == {"released"}
    assert record.product.manufacturer is not None
    assert record.product.period is not None
    assert record.unit_of_analysis is not None
    assert (record.unit_of_analysis.kind, record.unit_of_analysis.amount) == ("functional", None)
    assert "35000 h" in record.unit_of_analysis.text["en"]
    assert record.inventory.printed_hash != record.inventory.hash


def test_warnings_stand_in_the_record_in_both_languages(tmp_path: Path) -> None:
    warned = Diagnostic("W734.engine", (("now", "2"), ("recorded", "1")), element="inputs.a")
    refused = Diagnostic("E731.kind")
    panel = example(EXAMPLES[0])
    record = result_record(panel.result, [warned, refused])
    (notice,) = record.warnings
    assert (notice.code, notice.element) == ("W734", "inputs.a")
    assert notice.message == {"en": warned.message, "zh": warned.said("zh").message}
    assert read_text(tmp_path, record_json(record)) == record


# ---- refused


def lamp_data() -> Any:
    """The record of an example, to be broken."""
    return data_of(example(EXAMPLES[0]).result)


def test_what_is_no_record_is_refused_with_what_it_is(tmp_path: Path) -> None:
    assert refusals(tmp_path, "[{}, {}, {}]") == ["E731.several"]
    assert refusals(tmp_path, '{"refused": "lamp.yaml", "diagnostics": []}') == ["E731.refusal"]
    assert refusals(tmp_path, "inventory: lamp\n", "lamp.yaml") == ["E310"]
    assert refusals(tmp_path, "something: else\n", "lamp.yaml") == ["E731.kind"]
    assert refusals(tmp_path, '"text"') == ["E310"]
    assert refusals(tmp_path, "{") == ["E104"]


@pytest.mark.parametrize("format_", [2, -1, "0", "1", True, None, 0.5])
def test_an_unknown_format_is_told_alone(format_: object, tmp_path: Path) -> None:
    data = {**lamp_data(), "result_record": format_, "surplus": 1}
    assert refusals(tmp_path, json.dumps(data)) == ["E731.format"]


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    data = lamp_data()
    data["surplus"] = 1
    del data["boundary"]["type"]
    data["total"] = 12
    data["per_unit"] = "1e3"
    name = next(k for k, v in data["quantities"].items() if v["unit"] and "value" in v)
    data["quantities"][name]["value"] = "1,5"
    rows = next(k for k, v in data["quantities"].items() if v["unit"] and v.get("values"))
    data["quantities"][rows]["values"][0] = "twelve"
    emission = next(iter(data["emissions"]))
    data["emissions"][emission]["per_unit"] = "-0.10"
    data["inventory"]["hash"] = "sha256:12"
    assert sorted(refusals(tmp_path, json.dumps(data))) == sorted(
        ["E201", "E202", "E203", "E204", "E204", "E732.number", "E732.number", "E732.number"]
    )


def test_a_text_that_looks_like_a_number_stays_a_text(tmp_path: Path) -> None:
    data = lamp_data()
    name = next(k for k, v in data["quantities"].items() if "value" in v)
    data["quantities"][name] |= {"unit": None, "value": "12"}
    assert read_text(tmp_path, json.dumps(data)).quantities[name].value == "12"


@given(st.floats(allow_nan=False, allow_infinity=False))
@few
def test_numbers_of_every_report_are_plain_decimal_texts(value: float) -> None:
    text = plain_data(value)
    assert isinstance(text, str)
    assert float(text) == value
    assert "e" not in text.lower()
    assert _NUMBER.fullmatch(text)


@given(st.integers(0, len(EXAMPLES) - 1), st.data())
@few
def test_any_number_changed_is_another_record_or_is_refused(index: int, data: st.DataObject) -> None:
    text = record_json(result_record(example(EXAMPLES[index]).result))
    chosen = data.draw(st.sampled_from(list(_LEAF.finditer(text))))
    digit = data.draw(st.sampled_from("123456789"))
    changed = text[: chosen.end(1)] + digit + text[chosen.end(1) :]
    with TemporaryDirectory() as folder:
        assert read_text(Path(folder), changed) != read_text(Path(folder), text)


def test_a_unit_of_analysis_is_cited_as_amount_and_unit_where_the_rules_state_them(tmp_path: Path) -> None:
    unit = {
        "clause": "2",
        "text": texts("one_tonne"),
        "source": "book",
        "amount": Decimal("1000.0"),
        "unit": "kg",
    }
    program = product(
        tmp_path,
        declared_unit=unit,
        inputs={"a": "kg"},
        parameters={"f": "1 kgCO2e/kg"},
        emissions={"e": "a * f"},
    )
    record = result_record(result(program, a=1))
    assert record.unit_of_analysis is not None
    assert (record.unit_of_analysis.amount, record.unit_of_analysis.unit) == (1000, "kg")
    written = json.loads(record_json(record))["unit_of_analysis"]
    assert (written["amount"], written["unit"]) == ("1000", "kg")
    assert read_text(tmp_path, record_json(record)) == record


def test_records_carry_roles_where_the_rules_give_them(tmp_path: Path) -> None:
    program = product(
        tmp_path, inputs={"a": "kg"}, parameters={"f": "1 kgCO2e/kg"},
        quantities={"mass": {"unit": "kg", "formula": "a", "role": "product-mass"}, "twice": ("kg", "2 * a")},
        emissions={"box": {"formula": "a * f", "role": "packaging"}, "rest": "0 * a * f"},
        indicators={"renewable": {"unit": "%", "formula": "a / twice", "role": "renewable-electricity"}},
    )  # fmt: skip
    found = result(program, a=1)
    record = result_record(found)
    data = json.loads(record_json(record))
    roles = {k: v.get("role") for s in ("emissions", "quantities", "indicators") for k, v in data[s].items()}
    assert roles == {
        "box": "packaging", "rest": None, "mass": "product-mass", "twice": None, "renewable": "renewable-electricity",
    }  # fmt: skip
    assert read_text(tmp_path, record_json(record)) == record
    assert "role: packaging" in as_tree_text(explanation(found))
    assert "角色：包装" in as_tree_text(explanation(found, "zh"))


def test_roles_are_the_same_wherever_they_are_listed() -> None:
    sections = shape_rules("ruleset")["schema"]
    listed = [
        sections[s]["valuesrules"]["schema"]["role"]["allowed"]
        for s in ("emissions", "quantities", "indicators")
    ]
    assert listed[1] == listed[2]
    assert [*listed[0], *listed[1]] == list(ROLES)
    assert [name for name, role in ROLES.items() if role.unit is None] == listed[0]


def test_grades_are_the_same_wherever_they_are_listed() -> None:
    from ruleengine.documents.text import GRADES as OF_DOCUMENTS

    listed = shape_rules("factor_table")["schema"]["sources"]["valuesrules"]["schema"]["grade"]["allowed"]
    assert list(GRADES) == list(OF_DOCUMENTS) == listed
    assert list(shape_rules("result")["schema"]["grades"]["schema"]["factors"]["schema"]) == listed
