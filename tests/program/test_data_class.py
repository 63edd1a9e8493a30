"""How far data may leave the house: of an input its own word, that of its table, or that of the nearest rule set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ruleengine.diagnostics.field_words import DATA_CLASSES
from ruleengine.documents.reference_rules import rule_set_page
from ruleengine.inventory.template import inventory_template
from ruleengine.program.program import Program
from ruleengine.resolve.print_json import ruleset_data
from ruleengine.resolve.print_yaml import print_resolved
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.writing import record_json
from ruleengine.source.shape_rules import shape_rules
from tests.library_builder import compiled, overlay, product, result, rule_set, texts, write_library

INPUTS: dict[str, object] = {
    "power": {"unit": "kWh", "data_class": "core"},
    "mass": "kg",
    "parts": {
        "data_class": "trade-secret",
        "columns": {"mass": "kg", "maker": {"type": "text", "data_class": "personal"}},
    },
}
FORMULAS: dict[str, object] = {
    "parameters": {"f": "1 kgCO2e/kg", "g": "1 kgCO2e/kWh"},
    "emissions": {"e": "(mass + sum(parts.mass)) * f + power * g"},
}
OWN = {"power": "core", "parts.mass": "trade-secret", "parts.maker": "personal"}


def classes(program: Program) -> dict[str, str | None]:
    """The class of every input and column."""
    columns = {f"{t.name}.{c.name}": c for t in program.tables.values() for c in t.columns.values()}
    return {name: field.data_class for name, field in {**program.fields, **columns}.items()}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A rule set whose inputs are general data where they do not say otherwise."""
    return product(tmp_path_factory.mktemp("classes"), inputs=INPUTS, data_class="general", **FORMULAS)


def test_a_column_has_its_own_class_or_that_of_its_table(tmp_path: Path) -> None:
    program = product(tmp_path, inputs=INPUTS, **FORMULAS)
    assert classes(program) == {**OWN, "mass": None}
    assert program.resolved.data_class is None
    assert "data class" not in rule_set_page(product(tmp_path / "none", inputs={"mass": "kg"}))


@pytest.mark.parametrize(("own", "expected"), [(None, "general"), ("important", "important")])
def test_the_nearest_rule_set_decides_of_the_others(tmp_path: Path, own: str | None, expected: str) -> None:
    base = rule_set(inputs=INPUTS, data_class="general", **FORMULAS)
    changed = {"inputs": {"power": {"data_class": "important", "because": texts("seen")}}}
    child = overlay("child@1.0.0", **changed, **({} if own is None else {"data_class": own}))
    program = compiled(write_library(tmp_path, base, child), "child")
    assert classes(program) == {**OWN, "mass": expected, "power": "important"}
    assert f"\ndata_class: {expected}\n" in print_resolved(program.resolved, origin=False)
    assert ruleset_data(program.resolved)["data_class"] == expected


def test_the_template_of_an_inventory_says_it(program: Program) -> None:
    lines = inventory_template(program).splitlines()
    told = {line.partition("（")[0].strip(" #"): line for line in lines if "data class: " in line}
    assert {
        name: line.partition("data class: ")[2].split("；")[0].rstrip("）") for name, line in told.items()
    } == {
        "power": "core data",
        "mass": "general data",
        "parts": "trade secret",
        "maker: maker": "personal information",
    }
    assert all("数据类别：" in line for line in told.values())


def test_pages_and_records_say_it(program: Program) -> None:
    page = rule_set_page(program)
    for said in ("数据类别：核心数据", "data class: trade secret", "data class: personal information"):
        assert said in page
    found = result(program, power=1, mass=1, parts=[{"mass": 1, "maker": "x"}])
    record = result_record(found)
    expected = {**OWN, "mass": "general"}
    assert json.loads(record_json(record))["data_classes"] == expected == record.data_classes


def test_the_words_are_the_same_wherever_they_are_listed() -> None:
    assert shape_rules("ruleset")["schema"]["data_class"]["allowed"] == list(DATA_CLASSES)


def test_the_class_of_a_rule_set_counts_for_its_hash(tmp_path: Path) -> None:
    hashes = {
        word: product(
            tmp_path / str(word), inputs=INPUTS, **FORMULAS, **({"data_class": word} if word else {})
        )
        for word in (None, "general", "core")
    }
    assert len({p.resolved.fingerprint for p in hashes.values()}) == 3
