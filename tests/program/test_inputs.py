"""Inputs and parameters of a rule set: types, limits, defaults, options, keys and references."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ruleengine.diagnostics.facts import spoken
from ruleengine.formula.units import unit
from ruleengine.program.inputs import as_map, as_text_pair
from ruleengine.program.program import Field
from ruleengine.resolve.hashes import Reach
from ruleengine.resolve.overlay import resolve
from ruleengine.ruleset.from_document import reference
from ruleengine.ruleset.library import Library
from tests.library_builder import factor_table, findings, product, rule_set, texts


def field(tmp_path, given: object) -> Field:
    return product(tmp_path, inputs={"x": given}).fields["x"]


def test_a_number_with_limits(tmp_path) -> None:
    found = field(tmp_path, {"unit": "kg", "above": 0, "max": Decimal("2.5"), "symbol": "m_x"})
    assert (found.type.kind, found.type.unit) == ("number", unit("kg"))
    assert spoken(found.bounds, "en") == "above 0, at most 2.5"
    assert [found.admits(Decimal(v)) for v in ("0", "0.001", "2.5", "2.501")] == [False, True, True, False]
    assert (found.symbol, found.clause, found.required) == ("m_x", "4", True)
    assert found.label == {"zh": "x（中）", "en": "x"}


def test_the_other_two_limits(tmp_path) -> None:
    found = field(tmp_path, {"unit": "%", "min": -5, "below": 100})
    assert spoken(found.bounds, "en") == "at least -5, below 100"
    assert [found.admits(Decimal(v)) for v in ("-5.1", "-5", "99.9", "100")] == [False, True, True, False]
    assert spoken(field(tmp_path, "%").bounds, "en") == ""


def test_texts_and_conditions(tmp_path) -> None:
    assert field(tmp_path, "text").type.options is None
    assert field(tmp_path, "cn|eu").type.options == {"cn", "eu"}
    assert field(tmp_path, "cn|eu").options == {"cn": texts("cn"), "eu": texts("eu")}
    assert field(tmp_path, {"values": {"cn": texts("cn")}}).type.kind == "text"
    assert field(tmp_path, "boolean?").type.kind == "boolean"
    assert not field(tmp_path, "boolean?").required


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"unit": "kg", "default": 2, "source": "book"}, Decimal(2)),
        ({"unit": "kg", "default": Decimal("0.5"), "max": 1, "source": "book"}, Decimal("0.5")),
        ({"type": "boolean", "default": False}, False),
        ({"type": "text", "default": "anything"}, "anything"),
        ({"type": "text", "values": {"cn": texts("cn"), "eu": texts("eu")}, "default": "eu"}, "eu"),
    ],
)
def test_a_default_makes_an_input_optional(tmp_path, given, value) -> None:
    found = field(tmp_path, given)
    assert found.default == value
    assert not found.required


EXCLUDED = "the limits of `x` exclude every value"
WRONG = [
    ({"min": 5, "max": 4, "unit": "kg"}, "E516", EXCLUDED, None, "at least 5, at most 4"),
    ({"above": 4, "max": 4, "unit": "kg"}, "E516", EXCLUDED, None, "above 4, at most 4"),
    ({"min": 4, "below": 4, "unit": "kg"}, "E516", EXCLUDED, None, "at least 4, below 4"),
    ({"above": 5, "below": 5, "unit": "kg"}, "E516", EXCLUDED, None, "above 5, below 5"),
    ({"default": 3, "max": 2, "unit": "kg", "source": "book"}, "E516",
     "the default `3` of `x` breaks its limits", "at most 2", None),
    ({"default": 3, "unit": "kg"}, "E501", "the default of `x` names no source", None, None),
    ({"default": "3", "unit": "kg", "source": "book"}, "E516", "the default of `x` is not a number in `kg`",
     None, "`3`"),
    ({"default": True, "unit": "1", "source": "book"}, "E516", "the default of `x` is not a plain number",
     None, None),
    ({"default": 1, "type": "boolean"}, "E516", "the default of `x` is not a condition", None, "`1`"),
    ({"default": 1, "type": "text"}, "E516", "the default of `x` is not a text", None, "`1`"),
    ({"default": "eu", "values": {"cn": texts("cn")}}, "E516", "the default `eu` is not one of the values",
     None, None),
    ({"values_of": "fuelss"}, "E410", "`fuelss` is not a look-up table of this rule set", None, None),
    ({"label": texts("x"), "clause": "4"}, "E202", "`x` has no `unit`", 'a unit; `"1"` for a plain number', None),
    ({"unit": "lbs"}, "E408", "`lbs` is not a unit", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("given", "code", "message", "expected", "found"), WRONG)
def test_what_is_wrong_with_an_input(tmp_path, given, code: str, message: str, expected, found) -> None:
    for inputs, element in (({"x": given}, "inputs.x"), ({"rows": {"columns": {"x": given}}}, "inputs.rows")):
        report = findings(tmp_path / element, inputs=inputs)
        (item,) = [d for d in report.items if d.severity == "error"]
        assert (item.code, item.message, item.element) == (code, message, element)
        if expected:
            assert item.expected == expected
        if found:
            assert item.found == found


def test_the_nearest_known_name_is_suggested(tmp_path) -> None:
    table = factor_table("test/fuels@1.0.0", ["fuel"], {"direct": "1"}, [["coal", 1]])
    tables = {"fuels": {"table": "test/fuels@1.0.0", "label": texts("fuels")}}
    inputs = {"x": {"values_of": "fuel"}, "y": {"default": "eur", "values": {"euro": texts("euro")}}}
    report = findings(tmp_path, rule_set(inputs=inputs, tables=tables), table)
    hints = [d.suggestion for d in report.items if d.severity == "error"]
    assert hints == ["did you mean `fuels`?", "did you mean `euro`?"]


def test_the_values_of_a_factor_table_with_their_labels(tmp_path) -> None:
    table = factor_table(
        "test/fuels@1.0.0", ["fuel", "place"], {"direct": "1"}, [["coal", "n", 1], ["oil", "n", 1]]
    )
    table["rows"][0]["label"] = texts("black coal")
    tables = {"fuels": {"table": "test/fuels@1.0.0", "label": texts("fuels")}}
    inputs = {"x": {"values_of": "fuels.fuel"}, "y": {"values_of": "fuels.place"}}
    program = product(tmp_path, rule_set(inputs=inputs, tables=tables), table)
    assert program.fields["x"].options == {"coal": texts("black coal"), "oil": {"zh": "oil", "en": "oil"}}
    assert program.fields["x"].type.options == {"coal", "oil"}
    assert program.fields["y"].options == {"n": {"zh": "n", "en": "n"}}


def test_of_several_keys_one_is_named(tmp_path) -> None:
    table = factor_table("test/fuels@1.0.0", ["fuel", "place"], {"direct": "1"}, [["coal", "n", 1]])
    tables = {"fuels": {"table": "test/fuels@1.0.0", "label": texts("fuels")}}
    inputs = {"x": {"values_of": "fuels"}, "y": {"values_of": "fuels.fule"}, "z": {"values_of": "fuel.place"}}
    report = findings(tmp_path, rule_set(inputs=inputs, tables=tables), table)
    assert [(d.code, d.element, d.message, d.suggestion) for d in report.errors] == [
        ("E410", "inputs.x", "`fuels` has several keys; its values are those of one of them",
         "name the key: `fuels.fuel`"),
        ("E410", "inputs.y", "`fuels` has no key `fule`", "did you mean `fuels.fuel`?"),
        ("E410", "inputs.z", "`fuel` is not a look-up table of this rule set", "did you mean `fuels`?"),
    ]  # fmt: skip
    reach = Reach(resolve(Library(tmp_path / "rules"), reference("test/product@1.0.0")))
    assert reach.closure("inputs.y") == {"inputs.y", "tables.fuels"}


def test_tables_with_keys_and_references(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs={
            "processes": {"columns": {"id": "!id", "output": "kg"}, "min_rows": 1},
            "materials": {"columns": {"process": "@processes?", "mass": "kg"}, "required": False},
        },
    )
    processes, materials = program.tables["processes"], program.tables["materials"]
    assert (processes.key, processes.min_rows, processes.required) == ("id", 1, True)
    assert (materials.key, materials.min_rows, materials.required) == (None, 0, False)
    reference = materials.columns["process"].type
    assert (reference.kind, reference.table, reference.target) == ("reference", "materials", "processes")
    assert materials.clause == "4"


@pytest.mark.parametrize(
    ("inputs", "message", "suggestion"),
    [
        ({"rows": {"columns": {"a": "text"}, "key": "b"}}, "the key `b` of `rows` is not a text column", None),
        ({"rows": {"columns": {"name": "text", "v": "1"}, "key": "nam"}},
         "the key `nam` of `rows` is not a text column", "did you mean `name`?"),
        ({"rows": {"columns": {"v": "1"}, "key": "v"}}, "the key `v` of `rows` is not a text column", None),
        ({"rows": {"v": "@parts"}}, "`parts` is not an input table with a key", None),
        ({"rows": {"v": "@part"}, "parts": {"id": "!id"}}, "`part` is not an input table with a key",
         "did you mean `parts`?"),
        ({"rows": {"v": "@parts"}, "parts": {"id": "text"}}, "`parts` is an input table without a key", None),
        ({"rows": {"v": "@x"}, "x": "1"}, "`x` is not an input table with a key", None),
    ],
)  # fmt: skip
def test_keys_and_references_that_lead_nowhere(tmp_path, inputs, message: str, suggestion) -> None:
    report = findings(tmp_path, inputs=inputs)
    (found,) = [d for d in report.items if d.severity == "error"]
    assert (found.code, found.message) == ("E514", message)
    if suggestion:
        assert found.suggestion == suggestion


def test_parameters_have_a_value_a_unit_and_their_element(tmp_path) -> None:
    parameter = product(tmp_path, parameters={"p": "2.5 kWh"}).parameters["p"]
    assert (parameter.value, parameter.unit) == (Decimal("2.5"), unit("kWh"))
    assert parameter.element.text("source") == "book"


def test_a_parameter_without_value_is_refused(tmp_path) -> None:
    report = findings(tmp_path, parameters={"p": {"unit": "kWh"}})
    assert [(d.code, d.message) for d in report.items if d.severity == "error"] == [
        ("E202", "`parameters.p` has no `value`")
    ]


def test_an_unknown_unit_of_a_factor_table_is_reported_at_its_column(tmp_path) -> None:
    table = factor_table("test/fuels@1.0.0", ["fuel"], {"direct": "kgCO2e/lbs"}, [["coal", 1]])
    tables = {"fuels": {"table": "test/fuels@1.0.0", "label": texts("fuels")}}
    (found,) = [d for d in findings(tmp_path, rule_set(tables=tables), table).items if d.severity == "error"]
    assert (found.code, found.message) == ("E408", "`lbs` is not a unit (in `kgCO2e/lbs`)")
    assert found.place.file == "rules/test/fuels/1.0.0.yaml"
    assert found.element == "columns.direct"


def test_plain_data_is_read_without_surprises() -> None:
    assert as_map("x") == {}
    assert as_map({"a": 1}) == {"a": 1}
    assert as_text_pair({"zh": "中"}) == {"zh": "中", "en": ""}
    assert as_text_pair(None) == {"zh": "", "en": ""}
