"""The result as a person reads it in a terminal."""

from __future__ import annotations

from decimal import Decimal

from ruleengine.characters import width
from ruleengine.figures import figure_long, percent
from ruleengine.run.summary import summary
from ruleengine.terminal import pad
from tests.library_builder import product, result, rule_set, texts

RULES = rule_set(
    boundary={
        "type": "cradle-to-gate",
        "stages": ["raw_materials", "production"],
        "clause": "3",
        "text": texts("gate"),
    },
    inputs={"x": "1", "y": "1?", "w": "1?"},
    parameters={"f": "1 kgCO2e"},
    emissions={
        "a": {"formula": "x * f", "stage": "raw_materials"},
        "b": {"formula": "2 * x * f", "species": "biogenic_emission"},
    },
    reference_flow={"formula": "1 / 3", "clause": "2", "label": texts("pieces")},
    indicators={"ratio": ("%", "x / 8"), "gone": ("1", "y * 2"), "void": ("1", "w * 2")},
    requirements={
        "low": "footprint.total < 5 * f",
        "known": {"check": "y > 0", "verb": "should"},
        "fine": "x > 0",
        "hand": {"verb": "may"},
        "none": "w > 0",
    },
)


def test_the_whole_summary(tmp_path) -> None:
    found = result(product(tmp_path, RULES), x=4, w="not applicable")
    lines = summary(found).splitlines()
    assert lines[0] == "sample  (sample)"
    assert lines[1].startswith("rule set test/product@1.0.0 (draft)  sha256:")
    assert lines[1].endswith("…")
    assert [" ".join(line.split()) for line in lines[2:]] == [
        "draft: test/product@1.0.0",
        "100.0 % of the footprint rests on numbers of which nothing is known (no source, no uncertainty)",
        "",
        "per unit 4.00 kgCO2e (exact 4.000000000) declared unit: piece",
        "per basis 12 kgCO2e × reference flow 0.3333333333 basis: one piece",
        "",
        "raw material acquisition 4 kgCO2e 33.3 %",
        "production 8 kgCO2e 66.7 %",
        "",
        "fossil emissions 4 kgCO2e 33.3 %",
        "biogenic emissions 8 kgCO2e 66.7 %",
        "",
        "ratio 50 %",
        "gone missing",
        "void not applicable",
        "",
        "? gone: missing: y",
        "",
        "requirements: 1 satisfied, 1 not satisfied, 1 not evaluated, 1 not applicable, 1 manual",
        "✘ low (shall) not satisfied: carbon footprint of the basis 12 kgCO2e < 5 kgCO2e (does not hold)",
        "? known (should) not evaluated: missing: y",
    ]


def test_a_footprint_of_zero_has_no_shares(tmp_path) -> None:
    text = summary(result(product(tmp_path, RULES), x=0))
    assert "the footprint is zero: what share of it rests on" in text
    assert "%" not in text.split("ratio")[0]
    assert "–" in text


def test_figures_stand_in_columns(tmp_path) -> None:
    lines = summary(result(product(tmp_path, RULES), x=4)).splitlines()
    columns = {
        width(line[: line.index("kgCO2e")]) for line in lines if line.startswith("  ") and "kgCO2e  " in line
    }
    assert len(columns) == 1


def test_width_counts_east_asian_characters_twice() -> None:
    assert (width("abc"), width("中文"), width("a中")) == (3, 4, 3)
    assert pad("中", 5) == "中   "
    assert pad("long enough", 3) == "long enough"


def test_shares_and_long_figures() -> None:
    assert percent(None) == "–"
    assert percent(Decimal("0.12345")) == "12.3 %"
    assert figure_long(Decimal(1) / Decimal(3)) == "0.3333333333"
