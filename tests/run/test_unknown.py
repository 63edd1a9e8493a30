"""The share of a footprint that rests on numbers of which nothing is known, and what each report says of it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.program.program import Program
from ruleengine.run.explain import as_tree_text, explanation
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.writing import heading_data, record_data
from ruleengine.run.result import Result
from ruleengine.run.summary import summary, unknown_words
from ruleengine.run.unknown import shown_share, unknown_share
from tests.growth.counting import files_called
from tests.library_builder import product, result

SOURCES = {"id": "!id", "technology": "1?"}
INPUTS = {
    "data_sources": SOURCES,
    "rows": {
        "mass": "kg",
        "factor": "kgCO2e/kg?",
        "source": "@data_sources?",
        "factor_source": "@data_sources?",
    },
    "x": "kgCO2e?",
    "n": "1?",
    "pieces": {"unit": "1", "exact": True},
}
SOURCE = [{"id": "s"}]
ROW = {"mass": 2, "factor": 3, "source": "s", "factor_source": "s"}


def share(folder: Path, formula: str | dict[str, str], **values: object) -> Decimal | None:
    emissions = {"e": formula} if isinstance(formula, str) else formula
    program = product(
        folder, inputs=INPUTS, emissions=emissions, parameters={"one": "1.0 kgCO2e", "zero": "0.0 kg"}
    )
    return of(result(program, **{"data_sources": SOURCE, "rows": [], "pieces": 1, **values}))


def of(found: Result) -> Decimal | None:
    return unknown_share(found.program, found.inventory, found.values)


def known(value: object) -> dict[str, object]:
    return {"value": value, "source": "s"}


def test_of_a_sum_the_rows_without_a_source_are_unknown(tmp_path: Path) -> None:
    rows = [ROW, {"mass": 3, "factor": 1, "source": "s"}, {"mass": 1, "factor": 1, "factor_source": "s"}]
    assert share(tmp_path, "sum(rows.mass * rows.factor) / pieces", rows=rows) == Decimal("0.4")
    assert share(tmp_path, "sum(rows.mass * rows.factor)", rows=[ROW]) == 0
    assert share(tmp_path, "sum(rows.mass * rows.factor)", rows=rows[1:]) == 1


def test_a_number_with_an_uncertainty_is_known_and_so_is_one_that_is_exact(tmp_path: Path) -> None:
    given = {"value": 4, "uncertainty": {"distribution": "normal", "sd": 1}}
    assert share(tmp_path, "x * pieces", x=given, pieces=3) == 0
    assert share(tmp_path, "x * pieces", x=4, pieces=3) == 1


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x + n * one", "0.75"),  # 4 of which 1 is known
        ("x - n * one", "0.75"),  # as above: signs hide nothing
        ("x * n", "1"),  # a product rests on all its factors
        ("x / n", "1"),  # and a quotient on its divisor
        ("max(x, n * one)", "1"),  # of what is not linear all or nothing is known
        ("x if n > 2 else x", "1"),  # what was chosen by an unknown number rests on it
        ("x if 2 > 1 else n * one", "0"),  # what was not chosen counts for nothing
        ("-x + 3 * x", "0"),
        ("x + sum(rows.mass, where=rows.factor * n > rows.factor) * one / (zero + sum(rows.mass))", "0.5"),
    ],
)
def test_what_each_construct_rests_on(tmp_path: Path, formula: str, expected: str) -> None:
    assert share(tmp_path, formula, x=known(1), n=3, rows=[ROW]) == Decimal(expected)


def test_signs_hide_nothing(tmp_path: Path) -> None:
    """A removal that nothing is known of beside an emission that is known: half of what is added up is unknown."""
    assert share(tmp_path, {"a": "x", "b": "-n * one"}, x=known(2), n=2) == Decimal("0.5")


def test_a_reference_flow_that_nothing_is_known_of_makes_all_of_it_unknown(tmp_path: Path) -> None:
    flow = {"formula": "n", "clause": "5", "label": {"zh": "流", "en": "flow"}}
    program = product(tmp_path, inputs=INPUTS, emissions={"e": "x"}, reference_flow=flow)
    values = {"data_sources": SOURCE, "rows": [], "pieces": 1, "x": known(2)}
    assert of(result(program, n=2, **values)) == 1
    assert of(result(program, n=known(2), **values)) == 0


def test_a_value_through_a_reference_is_known_by_its_own_row(tmp_path: Path) -> None:
    inputs = {
        "data_sources": SOURCES,
        "kinds": {"id": "!id", "factor": "kgCO2e/kg", "source": "@data_sources?"},
        "rows": {"mass": "kg", "kind": "@kinds", "source": "@data_sources?"},
    }
    program = product(
        tmp_path, inputs=inputs, quantities={"each": ("kgCO2e", "rows.mass * rows.kind.factor")},
        emissions={"e": "sum(each)"},
    )  # fmt: skip
    kinds = [{"id": "a", "factor": 1, "source": "s"}, {"id": "b", "factor": 2}]
    rows = [{"mass": 2, "kind": "a", "source": "s"}, {"mass": 3, "kind": "b", "source": "s"}]
    assert of(result(program, data_sources=SOURCE, kinds=kinds, rows=rows)) == Decimal("0.75")


def test_a_footprint_of_zero_has_no_share(tmp_path: Path) -> None:
    assert share(tmp_path, "x", x=0) is None


@pytest.fixture
def half(tmp_path: Path) -> Result:
    program: Program = product(
        tmp_path, inputs=INPUTS, emissions={"e": "x + n * one"}, parameters={"one": "1.0 kgCO2e"}
    )
    return result(program, data_sources=SOURCE, rows=[], pieces=1, x=known(2), n=2)


def test_the_share_is_in_text_and_record(half: Result) -> None:
    said = "50.0 % of the footprint rests on numbers of which nothing is known (no source, no uncertainty)"
    assert unknown_words(half, "en") == said
    assert said in summary(half).splitlines()
    assert "\n产品碳足迹的50.0 %所依据的数值情况不明" in summary(half, "zh")
    data = json.loads(json.dumps(record_data(result_record(half))))
    assert data["unknown_share"] == "0.5"


def test_the_share_of_a_result_is_worked_out_once_for_all_reports(half: Result) -> None:
    assert "run/unknown.py" in files_called(lambda: half.unknown_share)
    for report in (
        lambda: summary(half),
        lambda: result_record(half),
        lambda: heading_data(half),
        lambda: as_tree_text(explanation(half)),
    ):
        assert not {"program/known.py", "inventory/sources.py"} & files_called(report)


def test_a_small_share_is_not_shown_as_none() -> None:
    assert [shown_share(Decimal(s)) for s in ("0", "0.0001", "0.0006", "1")] == [
        "0.0 %",
        "< 0.1 %",
        "0.1 %",
        "100.0 %",
    ]
