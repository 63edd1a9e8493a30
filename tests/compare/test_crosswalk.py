"""Two rule sets side by side: how elements meet, what differs, and what rests on it for a product."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.compare.crosswalk import Crosswalk, crosswalk, read_mapping, with_product
from ruleengine.diagnostics import Refused
from ruleengine.resolve.overlay import resolve
from tests.cli.command import run
from tests.library_builder import as_yaml, rule_set, write_library

PRODUCT = {"name": {"zh": "甲", "en": "one"}}
SECTIONS: dict[str, object] = {
    "inputs": {"mass": "kg", "power": "kWh"},
    "parameters": {"factor": "3 kgCO2e/kg", "grid": "1 kgCO2e/kWh"},
    "emissions": {"making": "mass * factor", "running": "power * grid"},
}


def both(
    folder: Path, mapping: dict[str, str | None] | None = None, **changed: object
) -> tuple[Crosswalk, Path]:
    """Two rule sets of different ids, the second with other sections."""
    one = rule_set("test/one@1.0.0", **deepcopy(SECTIONS))
    other = rule_set("test/other@1.0.0", **{**deepcopy(SECTIONS), **changed})
    library = write_library(folder, one, other)
    sides = [resolve(library, library.find(name)) for name in ("test/one", "test/other")]
    return crosswalk(sides[0], sides[1], mapping), library.root


def states(found: Crosswalk) -> dict[str, str]:
    """Path → state of formulas and numbers."""
    entries = ((r.there or r.here, r.state) for r in found.rows)
    return {e.path: s for e, s in entries if e and e.section in ("inputs", "parameters", "emissions")}


def test_what_is_the_same_otherwise_and_only_on_one_side(tmp_path: Path) -> None:
    found, _ = both(
        tmp_path,
        inputs={"mass": "kg", "power": "kWh", "width": "m?"},
        parameters={"factor": "4 kgCO2e/kg", "grid": "1 kgCO2e/kWh"},
        emissions={"making": "mass * factor"},
    )
    assert states(found) == {
        "inputs.mass": "identical",
        "inputs.power": "identical",
        "inputs.width": "only-there",
        "parameters.factor": "modified",
        "parameters.grid": "identical",
        "emissions.making": "identical",
        "emissions.running": "only-here",
    }


def test_of_a_version_beside_itself_nothing_stands_on_one_side_only(tmp_path: Path) -> None:
    _, root = both(tmp_path)
    for form in ("text", "md", "html"):
        assert "only in" not in run("crosswalk", "test/one", "test/one", "--format", form, rules=root).stdout
    assert "only in test/other@1.0.0: 0" in run("crosswalk", "test/one", "test/other", rules=root).stdout


def test_a_mapping_makes_elements_meet_that_say_other_things(tmp_path: Path) -> None:
    changed = {
        "parameters": {"factor": "3 kgCO2e/kg", "net": "2 kgCO2e/kWh"},
        "emissions": {"making": "mass * factor", "running": "power * net"},
    }
    found, _ = both(tmp_path / "a", **changed)
    assert states(found)["parameters.net"] == "only-there"
    found, _ = both(
        tmp_path / "b", {"parameters.grid": "parameters.net", "emissions.making": None}, **changed
    )
    row = next(r for r in found.rows if r.there and r.there.path == "parameters.net")
    assert (row.state, row.matched, row.here and row.here.path) == ("modified", "mapping", "parameters.grid")
    assert states(found)["emissions.running"] == "identical", "its name follows the pair"
    apart = [
        r.state
        for r in found.rows
        if "emissions.making" in (r.here and r.here.path, r.there and r.there.path)
    ]
    assert sorted(apart) == ["only-here", "only-there"]
    with pytest.raises(Refused) as refused:
        both(tmp_path / "c", {"parameters.nothing": "parameters.net"}, **changed)
    assert "E319" in str(refused.value)


def test_the_file_of_a_mapping_holds_in_both_directions(tmp_path: Path) -> None:
    file = tmp_path / "pairs.yaml"
    pairs = {"parameters.grid": {"to": "parameters.net"}, "inputs.mass": {"to": None}}
    file.write_text(as_yaml({"crosswalk": ["test/one", "test/other"], "elements": pairs}), encoding="utf-8")
    assert read_mapping(file, "test/one", "test/other") == {
        "parameters.grid": "parameters.net",
        "inputs.mass": None,
    }
    assert read_mapping(file, "test/other", "test/one") == {"parameters.net": "parameters.grid"}
    with pytest.raises(Refused) as refused:
        read_mapping(file, "test/one", "test/third")
    assert "E319" in str(refused.value)


def test_a_product_ranks_what_differs_and_results_stand_side_by_side(tmp_path: Path) -> None:
    found, root = both(tmp_path, parameters={"factor": "4 kgCO2e/kg", "grid": "2 kgCO2e/kWh"})
    inventory = tmp_path / "product.yaml"
    data = {
        "inventory": "p",
        "ruleset": "test/one@1.0.0",
        "product": PRODUCT,
        "values": {"mass": 1, "power": 9},
    }
    inventory.write_text(as_yaml(data), encoding="utf-8")
    ranked = with_product(found, inventory)
    differing = [(r.here.path, r.share) for r in ranked.rows if r.state == "modified" and r.here]
    assert differing == [("parameters.grid", Decimal("0.75")), ("parameters.factor", Decimal("0.25"))]
    assert ranked.sides is not None
    assert [s.result and s.result.total for s in ranked.sides] == [12, 22]
    words = ("crosswalk", "test/one", "test/other", "--inventory", inventory, "--messages", "en")
    text = run(*words, rules=root).stdout
    assert "test/one@1.0.0: 12 kgCO2e per unit" in text
    assert "not subtracted" in text
    assert "what differs: parameters.grid; parameters.factor" in text
    read = json.loads(run(*words, "--format", "json", rules=root).stdout)
    assert read["results"][1]["per_unit"] == "22"
    for form in ("md", "html"):
        assert "parameters.grid" in run(*words, "--format", form, rules=root).stdout.replace("\\", "")


def test_where_one_side_cannot_calculate_it_says_why(tmp_path: Path) -> None:
    _, root = both(tmp_path, inputs={"mass": "kg", "power": "kWh", "width": "m"})
    inventory = tmp_path / "product.yaml"
    data = {
        "inventory": "p",
        "ruleset": "test/one@1.0.0",
        "product": PRODUCT,
        "values": {"mass": 1, "power": 9},
    }
    inventory.write_text(as_yaml(data), encoding="utf-8")
    text = run(
        "crosswalk", "test/one", "test/other", "--inventory", inventory, "--messages", "en", rules=root
    ).stdout
    assert "test/other@1.0.0 cannot calculate it" in text
    assert "`width`" in text
