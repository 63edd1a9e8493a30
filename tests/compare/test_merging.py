"""Merging edited copies by their elements: what each side did is there, comments too, and conflicts are elements."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.compare.merging import Merged, merged
from ruleengine.compare.rebasing import onto_base
from ruleengine.diagnostics import Refused
from ruleengine.ruleset.library import Library
from tests.cli.command import run
from tests.examples import examples
from tests.library_builder import RULES, as_yaml, overlay, rule_set, write_library

BASE = """\
# the file
ruleset: a/b
version: 1.0.0

# numbers
parameters:
  # of steel
  steel: {value: 1, unit: kg, source: s}
  wood: {value: 2, unit: kg, source: s}   # behind
  glass:
    value: 3
    unit: kg
quantities:
  one: {formula: steel + wood, unit: kg}
"""


def merge(ours: str, theirs: str, base: str = BASE) -> Merged:
    """Three texts merged."""
    return merged(base.encode(), ours.encode(), theirs.encode(), "a.yaml")


def _bottles(text: str) -> str:
    text = text.replace("value: 3", "value: 30").replace("  glass:", "  # of bottles\n  glass:")
    return text.replace("# the file", "# a file")


def test_each_side_edits_another_element_and_its_comments() -> None:
    ours = BASE.replace("value: 2", "value: 20").replace("# of steel", "# of crude steel")
    theirs = _bottles(BASE)
    found = merge(ours, theirs)
    assert found.conflicts == ()
    expected = _bottles(ours)
    assert found.text == expected
    assert merge(theirs, ours).text == expected


def test_added_and_taken_out() -> None:
    ours = BASE.replace("  wood: {value: 2, unit: kg, source: s}   # behind\n", "").replace(
        "steel + wood", "steel"
    )
    theirs = BASE.replace("quantities:\n", "quantities:\n  # new\n  two: {formula: glass, unit: kg}\n")
    found = merge(ours, theirs)
    assert found.conflicts == ()
    assert "wood" not in found.text
    assert "  # new\n  two: {formula: glass, unit: kg}\n" in found.text
    assert "  # of steel\n  steel" in found.text


def test_both_edit_other_fields_of_one_element() -> None:
    theirs = BASE.replace("unit: kg, source: s}\n  wood", "unit: t, source: s}\n  wood")
    found = merge(BASE.replace("value: 1,", "value: 9,"), theirs)
    assert found.conflicts == ()
    assert yaml.safe_load(found.text)["parameters"]["steel"] == {"value": 9, "unit": "t", "source": "s"}
    assert "# of steel" in found.text


def test_a_conflict_is_an_element_and_the_other_side_stays_as_a_comment() -> None:
    found = merge(BASE.replace("value: 1,", "value: 9,"), BASE.replace("value: 1,", "value: 8,"))
    (conflict,) = found.conflicts
    assert conflict.path == "parameters.steel"
    kept, beside = (f"steel: {{value: {n}, unit: kg, source: s}}\n" for n in (9, 8))
    assert f"  {kept}  # 对方 theirs: {beside}" in found.text
    gone = merge(
        BASE.replace("  glass:\n    value: 3\n    unit: kg\n", ""), BASE.replace("value: 3", "value: 4")
    )
    assert [c.path for c in gone.conflicts] == ["parameters.glass"]
    assert "  # 对方 theirs:     value: 4" in gone.text or "  # 对方 theirs:   value: 4" in gone.text


def test_rows_of_factor_tables_go_by_their_keys() -> None:
    base = (RULES / "gb/factors/electricity/2024.0.0.yaml").read_text(encoding="utf-8")
    ours = base.replace("0.5777", "0.6")
    theirs = base.replace("0.924", "0.9")
    assert ours != base != theirs
    found = merge(ours, theirs, base)
    assert found.conflicts == ()
    assert found.text == base.replace("0.5777", "0.6").replace("0.924", "0.9")


KEYS = st.sampled_from(("a", "b", "c", "d"))
LEAVES = st.integers(0, 2) | st.dictionaries(KEYS, st.integers(0, 2), max_size=2)
SECTION = st.dictionaries(KEYS, LEAVES, max_size=3)
MAPS = st.fixed_dictionaries({"ruleset": st.just("r")}, optional={"p": SECTION, "q": SECTION})


@examples(60)
@given(MAPS, MAPS, MAPS)
def test_what_only_one_side_did_is_always_there(base: dict, ours: dict, theirs: dict) -> None:
    texts = [as_yaml(side) for side in (base, ours, theirs)]
    found = merge(texts[1], texts[2], texts[0])
    data = yaml.safe_load(found.text)
    for section in "pq":
        sides = [s.get(section) for s in (base, ours, theirs)]
        if sides[1] == sides[2] or sides[0] == sides[2]:
            assert data.get(section) == sides[1]
        elif sides[0] == sides[1]:
            assert data.get(section) == sides[2]
    assert merge(texts[1], texts[1], texts[0]).text.rstrip() == texts[1].rstrip()
    assert yaml.safe_load(merge(texts[0], texts[2], texts[0]).text) == theirs
    swapped = merge(texts[2], texts[1], texts[0])
    assert {c.path for c in swapped.conflicts} == {c.path for c in found.conflicts}
    if not found.conflicts:
        assert yaml.safe_load(swapped.text) == data


def test_what_cannot_be_read_names_the_side() -> None:
    with pytest.raises(Refused) as refused:
        merge(BASE, "a: [")
    assert "(对方 theirs)" in str(refused.value)


def test_it_is_called_as_git_calls_it(tmp_path: Path) -> None:
    files = [tmp_path / n for n in ("base", "ours", "theirs")]
    texts = (BASE, BASE.replace("value: 1,", "value: 9,"), BASE.replace("value: 3", "value: 4"))
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")
    done = run("merge", *files, "--in-place", "--name", "rules/a/b/1.0.0.yaml", "--messages", "en")
    assert "1 edits taken over, 0 conflicts" in done.stderr
    assert "value: 9" in files[1].read_text(encoding="utf-8")
    assert "value: 4" in files[1].read_text(encoding="utf-8")
    files[2].write_text(BASE.replace("value: 1,", "value: 7,"), encoding="utf-8")
    done = run("merge", *files, "--messages", "en", code=1)
    assert "conflict in `parameters.steel`" in done.stderr
    assert "# 对方 theirs: steel: {value: 7" in done.stdout


def test_a_base_that_moves_under_a_rule_set(tmp_path: Path) -> None:
    sections: dict[str, object] = {
        "inputs": {"mass": "kg"},
        "parameters": {"factor": "3 kgCO2e/kg", "other": "1 kg", "gone": "2 kg"},
        "emissions": {"e": "mass * factor"},
        "quantities": {"q": ("kg", "other"), "only": ("kg", "gone")},
    }
    old = rule_set("test/base@1.0.0", **deepcopy(sections))
    sections["parameters"] = {"factor": "4 kgCO2e/kg", "other": "5 kg", "mine": "1 kg"}
    sections["quantities"] = {"q": ("kg", "other")}
    new = rule_set("test/base@2.0.0", **sections)
    because = {"zh": "因", "en": "why"}
    child = overlay(
        "test/child@1.0.0",
        "test/base@1.0.0",
        parameters={
            "factor": {"value": 9, "source": "test", "because": because},
            "mine": {"value": 7, "unit": "kg", "label": because, "source": "test"},
        },
        quantities={"mine_too": {"unit": "kg", "formula": "gone + mine", "label": because}},
    )
    found = onto_base(write_library(tmp_path, old, new, child), "test/child@1.0.0", "test/base@2.0.0")
    assert {e.edit.path: e.outcome for e in found.edits} == {
        "parameters.factor": "both",
        "parameters.other": "taken",
        "parameters.mine": "own-too",
        "parameters.gone": "gone-used",
        "quantities.only": "taken",
    }
    assert found.edits[0].fields == ("value",)
    assert {"E305", "E404"} <= {d.code for d in found.errors}, "no reason for its own, no parameter to read"


def test_the_seven_drafts_can_be_asked_about_their_new_base() -> None:
    found = onto_base(Library(RULES), "gb/plastics@0.1.0", "gb/24067@1.1.0")
    assert {"both", "own-too", "taken"} <= {e.outcome for e in found.edits}
    done = run("merge", "gb/plastics@0.1.0", "--onto", "gb/24067@1.1.0", "--messages", "zh", code=1)
    assert "须决定" in done.stdout
