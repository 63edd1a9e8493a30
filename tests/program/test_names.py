"""Names: formulas can use whatever shapes take for one; a column is not the element of its name."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.characters import hidden_in
from ruleengine.diagnostics import as_text
from ruleengine.formula.functions import CALLED
from ruleengine.formula.print_text import print_text
from ruleengine.resolve.hashes import Reach
from ruleengine.resolve.overlay import resolve
from tests.examples import examples
from tests.generated.comparing import differences
from tests.library_builder import (
    calculation,
    factor_table,
    findings,
    inventory,
    overlay,
    product,
    rule_set,
    texts,
    write_library,
)
from tests.strategies import names

#: Texts as a list of allowed values takes them.
_VALUES = st.from_regex(r"[^\s\x00-\x1f]([^\n\r\t\x00-\x1f]{0,8}[^\s\x00-\x1f])?", fullmatch=True).filter(
    lambda text: hidden_in(text) is None
)
_RISKY = st.sampled_from(
    [
        "a  b",
        "a\u3000b",
        "a\u00a0b",
        "it's",
        '"',
        "\\",
        "\\n",
        "# no",
        "ｋ",
        "k",
        "ﬁ",
        "é",
        "e\u0301",
        "None",
        "yield",
    ]
)


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _is_free(name: str) -> bool:
    return name not in CALLED.members and name != "footprint"


@examples(12, slow=True)
@given(
    st.lists(names().filter(_is_free), min_size=9, max_size=9, unique=True),
    st.lists(_VALUES | _RISKY, min_size=2, max_size=2, unique=True),
    names().filter(lambda name: name not in ("label", "source", "note", "k")),
)
def test_every_name_that_shapes_take_is_used_by_formulas(given, values, factor) -> None:
    number, text, table, column, parameter, lookup, quantity, emission, indicator = given
    one, other = values
    files = (
        factor_table("test/factors@1.0.0", ["k"], {factor: "kgCO2e/kg"}, [[one, 2], [other, 3]]),
        rule_set(
            inputs={
                number: "kg", text: {"type": "text", "values": {v: texts("value") for v in values}},
                table: {"columns": {column: "kg"}},
            },
            parameters={parameter: "10 kg"},
            tables={lookup: {"table": "test/factors@1.0.0", "label": texts("factors")}},
            quantities={quantity: ("kg", f"{number} + {parameter} + sum({table}.{column})")},
            emissions={
                emission: f"{quantity} * {lookup}[{text}].{factor}"
                f" + {quantity} * {lookup}[{quoted(other)}].{factor} * (1 if {text} == {quoted(one)} else 0)",
            },
            indicators={indicator: ("kgCO2e", f"footprint.total + {emission}")},
        ),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        program = product(Path(folder), *files)
    values_of = {number: "1 kg", text: one, table: [{column: "4 kg"}, {column: "5 kg"}]}
    assert calculation(program, **values_of).values[indicator] == Decimal(200)
    assert list(differences(program, [inventory(program, **values_of)], {})) == []
    assert all(print_text(step.tree) for step in program.steps)


RELEASES = {
    "flows": {"id": "!id", "first": "kg", "second": "kg"},
    "releases": {"flow": "@flows", "share": "1"},
}


def test_a_column_behind_a_reference_is_not_the_element_of_its_name(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs=RELEASES,
        parameters={"one": "1 kgCO2e/kg"},
        emissions={"first": "sum(releases.flow.first * releases.share) * one"},
        indicators={"second": ("kg", "sum(releases.flow.second * releases.share)")},
    )
    found = calculation(
        program, flows=[{"id": "a", "first": 2, "second": 3}], releases=[{"flow": "a", "share": 5}]
    )
    assert (found.values["first"], found.values["second"]) == (10, 15)


def test_a_calculated_column_behind_a_reference_is_the_quantity_of_its_name(tmp_path) -> None:
    told = findings(
        tmp_path,
        inputs=RELEASES,
        quantities={
            "both": ("kg", "flows.first + flows.second"),
            "whole": ("kg", "flows.first + sum(releases.flow.whole)"),
        },
        emissions={"e": {"formula": "sum(releases.flow.both) * 1"}},
    )
    assert [(d.code, d.element) for d in told.errors] == [
        ("E412", "quantities.whole"),
        ("E405", "emissions.e"),
    ]


def test_what_is_wrong_with_a_column_is_not_told_of_columns_of_its_name(tmp_path) -> None:
    told = findings(
        tmp_path,
        inputs={**RELEASES, "broken": {"second": {"unit": "nonsense"}}},
        quantities={
            "q": ("kg", "sum(releases.flow.second * releases.share) + 1"),
            "r": ("kg", "sum(broken.second) + 1"),
        },
    )
    assert [(d.code, d.element) for d in told.errors] == [
        ("E408", "inputs.broken"), ("E405", "quantities.q"),
    ], as_text(told.items)  # fmt: skip


def test_the_hash_of_an_element_covers_no_element_that_only_has_the_name_of_a_column(tmp_path) -> None:
    library = write_library(
        tmp_path,
        inputs=RELEASES,
        parameters={"second": "1 kg", "share": "1 kg"},
        quantities={"both": ("kg", "flows.first + flows.second")},
        indicators={
            "given": ("kg", "sum(releases.flow.second * releases.share)"),
            "calculated": ("kg", "sum(releases.flow.both)"),
        },
    )
    reach = Reach(resolve(library, library.find("test/product")))
    assert reach.closure("indicators.given") == {"indicators.given", "inputs.flows", "inputs.releases"}
    assert reach.closure("indicators.calculated") == {
        "indicators.calculated", "quantities.both", "inputs.flows", "inputs.releases",
    }  # fmt: skip


@pytest.mark.parametrize("word", ["where", "by", "weight", "none", "print", "match", "type", "total"])
def test_words_that_stand_elsewhere_are_names_as_well(tmp_path, word) -> None:
    program = product(
        tmp_path,
        inputs={word: {"columns": {word: "kg", "flag": "boolean"}}},
        quantities={"q": ("kg", f"sum({word}.{word}, where={word}.flag) / count({word})")},
    )
    rows = [{word: "2 kg", "flag": True}, {word: "4 kg", "flag": False}]
    assert calculation(program, **{word: rows}).values["q"] == 1


@pytest.mark.parametrize(
    ("applies", "told"),
    [('fuel != "none"', []), ('fuel != "oil"', ["E410.no_rows"]), (None, ["E410.no_rows"])],
)
def test_a_check_is_held_to_the_values_that_its_condition_leaves(tmp_path, applies, told) -> None:
    requirement = {"check": "factors[fuel] > 0", **({"applies": applies} if applies else {})}
    files = (
        factor_table("test/factors@1.0.0", ["k"], {"f": "1"}, [["oil", 2], ["gas", 3]]),
        rule_set(
            inputs={"fuel": "oil|gas|none"},
            tables={"factors": {"table": "test/factors@1.0.0", "label": texts("factors")}},
            requirements={"r": requirement},
        ),
    )
    assert [d.key for d in findings(tmp_path, *files).errors] == told


def test_of_two_things_of_one_name_the_one_that_came_last_is_to_be_renamed(tmp_path: Path) -> None:
    """Whichever section it is in: its author sees his own line first, and what the base has beside it."""
    table = factor_table("test/mix@1.0.0", ["kind"], {"f": "1"}, [["a", 1]])
    base = rule_set(
        inputs={"rows": {"size": "kg"}},
        parameters={"one": "1 kgCO2e/kg"},
        tables={"mix": {"table": "test/mix@1.0.0", "label": texts("mix")}},
        quantities={"load": ("kg", "sum(rows.size)")},
        emissions={"e": "load * one"},
    )
    label = {"label": texts("own"), "clause": "9"}
    own = overlay("test/own@1.0.0", inputs={
        "mix": {"unit": "kg", **label},
        "loads": {**label, "columns": {"load": {"unit": "kg", **label}}},
    })  # fmt: skip
    report = findings(tmp_path, base, table, own, name="test/own@1.0.0")
    found = {d.element: d for d in report.items if d.code == "E511"}
    assert set(found) == {"inputs.mix", "inputs.loads"}
    for told in found.values():
        assert told.place is not None
        assert told.place.file == "rules/test/own/1.0.0.yaml"
        assert [r.place.file for r in told.related] == ["rules/test/product/1.0.0.yaml"]
        assert told.said("zh").remedy == "此处应改名：另一同名要素由`test/product@1.0.0`定义"
