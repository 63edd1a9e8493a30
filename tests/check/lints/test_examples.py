"""Lints that calculate the examples of a rule set: what they tell of, and what they leave alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ruleengine.check.checking import checked
from ruleengine.pipeline import program_of
from ruleengine.ruleset.library import Library
from tests.library_builder import ROOT, as_yaml, inventory_text, overlay, rule_set, texts, write_library

#: A rule set of a period: what a site makes, of what, with which electricity.
PERIOD: Mapping[str, object] = {
    "inputs": {
        "made": {"unit": "kg", "above": 0},
        "pieces": {"unit": "1", "above": 0, "exact": True},
        "bought": {"mass": "kg", "factor": "kgCO2e/kg"},
        "power": {"unit": "kWh", "min": 0},
        "box": {"unit": "kg", "min": 0},
    },
    "parameters": {
        "grid": "0.5 kgCO2e/kWh",
        "cardboard": "1 kgCO2e/kg",
        "one": "1000 kg",
        "most": "20 kWh/kg",
        "slack": "30 %",
    },
    "emissions": {
        "materials": "sum(bought.mass * bought.factor)",
        "electricity": "power * grid",
        "boxes": "pieces * box * cardboard",
    },
    "reference_flow": {"formula": "one / made", "clause": "2", "label": texts("flow")},
    "requirements": {
        "balance": "abs(sum(bought.mass) - made) <= made * slack",
        "metered": "power <= most * made and power >= made * most / 10",
    },
}
GIVEN: Mapping[str, object] = {
    "made": 100, "pieces": 50, "bought": [{"mass": 60, "factor": 2}, {"mass": 60, "factor": 3}], "power": 300, "box": 1,
}  # fmt: skip


def library(folder: Path, given: Mapping[str, object] = GIVEN, **changed: object) -> Library:
    """A library with the rule set, some of its sections changed, one example, and tests that name it."""
    found = write_library(folder, {**rule_set(**PERIOD), **rule_set_of(changed)})
    program = program_of(found, ROOT)
    beside = found.path(found.find(ROOT)).parent
    (beside / "one.yaml").write_text(inventory_text(program, given), encoding="utf-8")
    case = {"because": "an example", "inventory": "one.yaml", "refuse": ["E604"]}
    tests = {
        "tests": ROOT,
        "cases": {"a": case, "again": case, "values": {"because": "none", "values": {}, "refuse": ["E604"]}},
    }
    (beside / "1.0.0.tests.yaml").write_text(as_yaml(tests), encoding="utf-8")
    return Library(found.root)


def rule_set_of(changed: Mapping[str, object]) -> dict[str, object]:
    """The sections of a rule set with elements put over those of the period."""
    whole = rule_set(**{k: {**PERIOD.get(k, {}), **v} for k, v in changed.items()})
    return {k: whole[k] for k in changed}


def told(found: Library) -> list[tuple[str, str]]:
    """Key and name of what the examples tell."""
    diagnostics = checked(found, with_examples=True).diagnostics
    assert [d for d in diagnostics if d.severity == "error"] == []
    return [(d.key, str(d.fact("name"))) for d in diagnostics if d.code in ("W540", "W541", "W542")]


def test_a_sound_rule_set(tmp_path: Path) -> None:
    """A box is of one piece, of which there are twice as many: no amount of the period by itself."""
    assert told(library(tmp_path)) == []


def test_nothing_is_calculated_that_nobody_asks_for(tmp_path: Path) -> None:
    upside_down = {"reference_flow": {"formula": "made / one"}}
    found = library(tmp_path, **upside_down)
    assert [d.key for d in checked(found).diagnostics] == []
    assert ("W540.flow", "reference_flow") in told(found)


def test_amounts_of_a_piece_among_those_of_a_period(tmp_path: Path) -> None:
    """Whether hours belong to the period or to a piece, what is the smaller of both does not double."""
    given = {**GIVEN, "load": 1000}
    found = library(
        tmp_path,
        given,
        inputs={"load": "W"},
        emissions={"lost": "min(load * hour, power) * grid"},
        parameters={"hour": "1 h"},
    )
    assert told(found) == [("W540.emission", "lost")]


USE: Mapping[str, object] = {"unit": "%", "above": 0, "max": 100}
MORE, LESS = [("W541.more", "use")], [("W542.less", "oil")]


def cut(**field: object) -> dict[str, object]:
    """A material of which a share is used."""
    return {"inputs": {"use": {**USE, **field}}, "emissions": {"cut": "made * cardboard / use"}}


OIL = {"inputs": {"oil": "kg"}, "emissions": {"burnt": "oil * cardboard"}}
TRIPS = {
    "inputs": {"lots": {"mass": "kg", "trips": {"unit": "1", "min": 1}}},
    "emissions": {"lots_used": "sum(lots.mass / lots.trips) * cardboard"},
}
HELD = {"usual": "use <= 1 - slack"}
#: What is added to the rule set, to the example, and what is told.
LEVERS: list[tuple[str, dict[str, object], dict[str, object], list[tuple[str, str]]]] = [
    ("a share that lowers by growing", cut(), {"use": 50}, MORE),
    ("one that is as great as it may be", cut(), {"use": 100}, []),
    ("one that is as great as is typical", cut(typical=[20, 50]), {"use": 50}, []),
    ("one that a requirement holds", {**cut(), "requirements": HELD}, {"use": 50}, []),
    ("one that a precondition holds", {**cut(), "must": HELD}, {"use": 50}, []),
    ("one that is meant", cut(meant={"W541": texts("measured")}), {"use": 50}, []),
    (
        "a column that lowers by growing", TRIPS, {"lots": [{"mass": 10, "trips": 1}, {"mass": 20, "trips": 3}]},
        [("W541.more", "lots.trips")],
    ),
    ("an amount that nothing holds", OIL, {"oil": 300}, LESS),
    ("a little of it", OIL, {"oil": 3}, []),
    ("a factor", {"inputs": {"rate": "kgCO2e/kg"}, "emissions": {"e": "made * rate"}}, {"rate": 5}, []),
    ("what no footprint rests on", {"inputs": {"oil": "kg"}, "indicators": {"i": ("kg", "oil")}}, {"oil": 300}, []),
]  # fmt: skip


@pytest.mark.parametrize(("what", "changed", "given", "expected"), LEVERS, ids=[lever[0] for lever in LEVERS])
def test_levers(
    what: str,
    changed: dict[str, object],
    given: dict[str, object],
    expected: list[tuple[str, str]],
    tmp_path: Path,
) -> None:
    assert told(library(tmp_path, {**GIVEN, **given}, **changed)) == expected


def test_a_word_on_examples_is_needless_only_where_they_were_asked_for(tmp_path: Path) -> None:
    power = {"unit": "kWh", "min": 0, "meant": {"W541": texts("reason")}}
    found = library(tmp_path, inputs={"power": power})
    assert checked(found).diagnostics == []
    assert [d.key for d in checked(found, with_examples=True).diagnostics] == ["W539.silent"]
    alone = write_library(
        tmp_path / "alone", {**rule_set(**PERIOD), **rule_set_of({"inputs": {"power": power}})}
    )
    assert checked(alone, with_examples=True).diagnostics == []  # it has no examples


def test_what_is_inherited_is_told_as_the_heir_has_it(tmp_path: Path) -> None:
    base = {
        **rule_set(**PERIOD),
        **rule_set_of({"inputs": {"oil": "kg"}, "emissions": {"burnt": "oil * cardboard"}}),
    }
    heir = {k: base.pop(k) for k in ("reference_flow",)}
    found = write_library(tmp_path, {**base, "abstract": True}, overlay("test/heir@1.0.0", **heir))
    program = program_of(found, "test/heir@1.0.0")
    beside = found.path(found.find("test/heir@1.0.0")).parent
    (beside / "one.yaml").write_text(inventory_text(program, {**GIVEN, "oil": 300}), encoding="utf-8")
    case = {"because": "an example", "inventory": "one.yaml", "expect": {"total": 1}}
    (beside / "1.0.0.tests.yaml").write_text(
        as_yaml({"tests": "test/heir@1.0.0", "cases": {"a": case}}), encoding="utf-8"
    )
    (one,) = (d for d in checked(Library(found.root), with_examples=True).diagnostics if d.code == "W542")
    assert (one.seen_from, one.element, one.place and one.place.file) == (
        "test/heir@1.0.0", "inputs.oil", "rules/test/product/1.0.0.yaml",
    )  # fmt: skip


def test_how_many_examples_were_calculated(tmp_path: Path) -> None:
    found = library(tmp_path)
    assert checked(found, with_examples=True).examples == 1  # named by two cases
    assert checked(found).examples == 0
    for tests in (
        "tests: [",
        f"tests: {ROOT}\ncases: {{a: {{because: b, inventory: ../../none.yaml, refuse: [E604]}}}}",
    ):
        found.path(found.find(ROOT)).with_name("1.0.0.tests.yaml").write_text(tests, encoding="utf-8")
        assert checked(Library(found.root), references=[found.find(ROOT)], with_examples=True).examples == 0


def unwatched(found: Library) -> list[str]:
    """The names of the numbers that no verdict reacts to."""
    diagnostics = checked(found, every_number=True).diagnostics
    return [str(d.fact("name")) for d in diagnostics if d.key == "W544.unwatched"]


def test_every_number_that_no_verdict_reacts_to_is_listed_where_it_is_asked_for(tmp_path: Path) -> None:
    """Mass and electricity are held by a balance and a meter, the factor and the box by nothing."""
    found = library(tmp_path)
    assert unwatched(found) == ["pieces", "bought.factor", "box"]
    assert [d for d in checked(found, with_examples=True).diagnostics if d.code == "W544"] == []


def test_a_number_that_an_example_cannot_move_is_not_listed(tmp_path: Path) -> None:
    """A box without mass stays without, and one that is as heavy as boxes are and may be cannot be moved."""
    assert "box" not in unwatched(library(tmp_path / "none", {**GIVEN, "box": 0}))
    fixed = {"box": {"unit": "kg", "min": 1, "max": 1}}
    assert "box" not in unwatched(library(tmp_path / "fixed", inputs=fixed))


def test_what_is_meant_of_such_a_number_is_needless_only_where_it_was_asked_for(tmp_path: Path) -> None:
    why = {"W544": texts("its source holds it")}
    held = library(tmp_path, inputs={"power": {"unit": "kWh", "min": 0, "meant": why}})
    assert "W539.silent" not in [d.key for d in checked(held, with_examples=True).diagnostics]
    assert "W539.silent" in [d.key for d in checked(held, every_number=True).diagnostics]
