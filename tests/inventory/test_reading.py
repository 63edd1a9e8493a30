"""Reading sound inventories: values in the units of the rule set, absent values, tables, and their identity."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE
from ruleengine.pipeline import inventory_of
from tests.examples import examples
from tests.inventory.sample import INPUTS, sample
from tests.library_builder import inventory, inventory_text, product, read

quick = examples(60)


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    return product(tmp_path_factory.mktemp("library"), inputs=INPUTS)


@pytest.mark.parametrize("written", ["2 kg", "2000 g", "2 000 g", "0.002 t", 2, Decimal("2.00"), "2"])
def test_a_value_is_in_the_unit_of_the_rule_set(program, written) -> None:
    cell = inventory(program, **sample(mass={"value": written, "source": "bill"})).values["mass"]
    assert cell.value == 2
    assert cell.source == "bill"
    assert not cell.default


def test_a_value_remembers_how_and_where_it_was_written(program) -> None:
    text = inventory_text(program, sample(mass={"value": "2 000 g", "source": "bill"}))
    found, _ = read(program, text)
    line = text.splitlines().index("    value: 2 000 g") + 1
    assert found.values["mass"].given == "2 000 g"
    assert found.values["mass"].place == Place("sample.yaml", line, 12, line, 19)
    assert inventory(program, **sample(mass=Decimal("2.50"))).values["mass"].given == "2.5"
    assert inventory(program, **sample(battery=True)).values["battery"].given == "true"


def test_missing_not_applicable_default_and_zero_are_four_things(program) -> None:
    found = inventory(program, **sample()).values
    assert (found["power"].value, found["power"].given) == (MISSING, None)
    assert (found["market"].value, found["market"].default) == ("cn", True)
    found = inventory(program, **sample(power="not applicable", market="eu", name="不适用")).values
    assert (found["power"].value, found["power"].given) == (NOT_APPLICABLE, "not applicable")
    assert (found["name"].value, found["name"].given) == (NOT_APPLICABLE, "不适用")
    assert (found["market"].value, found["market"].default) == ("eu", False)
    assert inventory(program, **sample(power={"value": "0 W", "source": "bill"})).values["power"].value == 0
    assert inventory(program, **sample(power={"source": "bill"})).values["power"].value is MISSING


def test_a_text_called_not_applicable_is_a_text_where_the_list_has_it(tmp_path) -> None:
    inputs = {"state": {"values": {"不适用": {"zh": "不适用", "en": "none"}}}}
    found = inventory(product(tmp_path, inputs=inputs), state="不适用")
    assert found.values["state"].value == "不适用"


def test_tables_are_rows_of_cells(program) -> None:
    found = inventory(program, **sample())
    assert [{k: c.value for k, c in row.items()} for row in found.tables["parts"]] == [
        {"id": "case", "length": Decimal("0.3"), "weight": MISSING},
        {"id": "lid", "length": MISSING, "weight": MISSING},
    ]
    assert found.key_rows("parts", "id") == {"case": 0, "lid": 1}


def test_a_table_without_rows_is_not_a_missing_table(program) -> None:
    assert inventory(program, **sample()).missing_tables == {"options"}
    for given_ in ([], "not applicable", "不适用"):
        found = inventory(program, **sample(options=given_))
        assert found.missing_tables == set()
        assert found.tables["options"] == ()


def test_optional_keys_and_references_may_be_missing(tmp_path) -> None:
    inputs = {"parts": {"columns": {"id": "text?", "v": "1?"}, "key": "id"}, "uses": {"part": "@parts?"}}
    found = inventory(
        product(tmp_path, inputs=inputs), parts=[{"v": 1}, {"v": 2}], uses=[{}, {"part": "不适用"}]
    )
    assert [row["part"].value for row in found.tables["uses"]] == [MISSING, NOT_APPLICABLE]


def test_a_number_without_source_is_fine_where_there_are_no_sources(tmp_path) -> None:
    program = product(tmp_path, inputs={"x": "1"})
    _, report = read(program, inventory_text(program, {"x": 1}))
    assert not list(report.items)


def test_the_header_is_kept(program) -> None:
    header = {
        "period": {"from": "2025-01-01", "to": "2025-12-31"},
        "note": {"zh": "注", "en": "note"},
    }
    found, _ = read(program, inventory_text(program, sample(), **header))
    assert (found.id, found.file) == ("sample", "sample.yaml")
    assert found.period == header["period"]
    assert found.note == header["note"]
    assert found.product["name"]["en"] == "sample"
    assert inventory(program, **sample()).note == {}


def test_a_file_is_read_from_the_disk(program, tmp_path) -> None:
    path = tmp_path / "lamp.yaml"
    path.write_text(inventory_text(program, sample()), encoding="utf-8")
    report = Report()
    assert inventory_of(program, path, report, "lamp.yaml")[1].file == "lamp.yaml"
    assert [d.code for d in report.items] == []
    with pytest.raises(Refused):
        inventory_of(program, tmp_path / "none.yaml", report, "none.yaml")
    assert [d.code for d in report.items] == ["E101"]


def test_json_and_yaml_are_one_inventory(program) -> None:
    import json

    values = sample()
    text = json.dumps(
        {
            "inventory": "sample",
            "ruleset": "test/product@1.0.0",
            "product": {"name": {"zh": "sample（中）", "en": "sample"}},
            "values": {**values, "mass": {"value": 2e0, "source": "bill"}},
        }
    )
    found, report = read(program, text, "sample.json")
    assert found is not None, report.items
    assert found.fingerprint == inventory(program, **values).fingerprint


def fingerprint(program, **values) -> str:
    return inventory(program, **sample(**values)).fingerprint


SAME = [
    {"mass": {"value": "2000 g", "source": "bill"}},
    {"mass": {"source": "bill", "value": Decimal("2.000"), "note": "weighed"}},
    {"market": "cn"},
    {"power": None},
    {"parts": [{"id": "case", "length": Decimal("0.30"), "weight": None}, {"id": "lid"}]},
    {"parts": [{"length": "0.3 m", "id": "case"}, {"id": "lid"}]},
]


@pytest.mark.parametrize("written", SAME)
def test_equal_inventories_written_differently_have_one_fingerprint(program, written) -> None:
    assert fingerprint(program, **written) == fingerprint(program)


OTHER = [
    {"mass": {"value": "2.001 kg", "source": "bill"}},
    {"mass": "2 kg"},
    {"mass": {"value": "2 kg", "source": "test"}, "data_sources": [{"id": "bill"}, {"id": "test"}]},
    {"market": "eu"},
    {"power": {"value": "0 W", "source": "bill"}},
    {"power": "not applicable"},
    {"battery": False},
    {"name": "a"},
    {"options": []},
    {"options": [{}]},
    {"parts": [{"id": "lid"}, {"id": "case", "length": "30 cm"}]},
    {"parts": [{"id": "case", "length": "30 cm"}, {"id": "lid"}, {"id": "base"}]},
    {"parts": [{"id": "case", "length": "30 cm"}, {"id": "lid", "weight": "不适用"}]},
    {"uses": [{"part": "lid", "count": 2}]},
]


def test_any_changed_value_changes_the_fingerprint(program) -> None:
    found = [fingerprint(program), *(fingerprint(program, **changes) for changes in OTHER)]
    assert len(set(found)) == len(OTHER) + 1
    assert all(f.startswith("sha256:") for f in found)


def test_the_header_is_part_of_the_identity_notes_are_not(program) -> None:
    def of(**header) -> str:
        found, _ = read(program, inventory_text(program, sample(), **header))
        return found.fingerprint

    plain = of()
    assert of(note={"zh": "注", "en": "note"}) == plain
    assert of(inventory="other") != plain
    assert of(period={"from": "2025-01-01", "to": "2025-12-31"}) != plain
    assert of(product={"name": {"zh": "灯", "en": "lamp"}}) != plain


@given(
    st.decimals(min_value=Decimal("0.001"), max_value=100, places=9), st.sampled_from(["kg", "g", "mg", "t"])
)
@quick
def test_the_unit_a_value_is_written_in_does_not_matter(program, value: Decimal, unit: str) -> None:
    factor = {"kg": 1, "g": 1000, "mg": 1_000_000, "t": Decimal("0.001")}[unit]
    written = {"mass": {"value": f"{value * factor:f} {unit}", "source": "bill"}}
    plain = {"mass": {"value": value, "source": "bill"}}
    assert fingerprint(program, **written) == fingerprint(program, **plain)


@given(st.decimals(min_value=Decimal("0.001"), max_value=100, places=9))
@quick
def test_another_number_is_another_inventory(program, value: Decimal) -> None:
    same = fingerprint(program, mass={"value": value, "source": "bill"}) == fingerprint(program)
    assert same == (value == 2)
