"""Minutes: every changed element with old, new, reason and its values in the examples; nothing is subtracted."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruleengine.documents.redline.blocks import Grid, GridRow, is_changed, text_lines
from ruleengine.documents.redline.document import RedlineDocument
from ruleengine.documents.redline.minutes import examples_of_both, minutes_document
from ruleengine.documents.redline.writing import rendered
from ruleengine.pipeline import program_of
from ruleengine.ruleset.library import Library
from tests.documents.redline.two_versions import sides
from tests.library_builder import RULES, overlay, result, rule_set, texts, write_library

VALUES = {"mass": "4 kg", "use": "10 kWh", "parts": [{"id": "a", "mass": "1 kg", "kind": "steel"}]}


@pytest.fixture(scope="module")
def minutes() -> RedlineDocument:
    """Those of the two small versions, with an example that both have and one of the new version."""
    old, new = sides()
    both = [result(p, **VALUES) for p in (old, new)]
    other = result(new, **(VALUES | {"mass": "1 kg"}))
    return minutes_document(old, new, "en", ({"sample": both[0]}, {"sample": both[1], "later": other}))


def cells(document: RedlineDocument) -> dict[str, list[str]]:
    """The texts of the cells of each row, by the element."""
    rows: list[GridRow] = [r for b in document.blocks if isinstance(b, Grid) for r in b.rows]
    return {r.key: ["\n".join(p.text for p in cell) for cell in r.cells] for r in rows}


def test_every_changed_element_has_one_row_with_its_number(minutes: RedlineDocument) -> None:
    found = cells(minutes)
    paths = [e.path for e in minutes.difference.edits]
    assert set(paths) <= found.keys()
    numbers = [int(row[0]) for key, row in found.items() if key in paths]
    assert numbers == list(range(1, len(paths) + 1))
    assert not any(is_changed(block) for block in minutes.blocks)


def test_a_row_says_old_new_and_the_values_of_examples_side_by_side(minutes: RedlineDocument) -> None:
    found = cells(minutes)
    assert found["quantities.q"][1:5] == [
        "q\nquantities.q\nmodified", "6",
        "q = mass + sum(parts.mass)", "q = mass + 2 * sum(parts.mass)",
    ]  # fmt: skip
    assert found["quantities.q"][6] == "results · normative\nsample 5 kg | 6 kg\nlater — | 3 kg"
    assert found["parameters.factor"][3:5] == ["value: 3", "value: 4"]
    assert found["quantities.spare"][3:5] == ["spare = mass * 2\nunit: kg", "—"]
    assert found["inputs.width"][3:5] == ["—", "unit: m; required: no"]


def test_examples_stand_side_by_side_and_what_forbids_a_difference_is_told(minutes: RedlineDocument) -> None:
    found = cells(minutes)
    assert found["sample"] == ["sample", "24.0\xa0kgCO₂e / piece", "24.30\xa0kgCO₂e / piece"]
    assert found["later"][1] == "no such example of this version"
    assert any("no difference is formed" in line for line in text_lines(minutes.blocks))


def test_other_units_are_told(tmp_path: Path) -> None:
    given = {"inputs": {"mass": "kg"}, "emissions": {"e": "mass * f"}, "parameters": {"f": "3 kgCO2e/kg"}}
    unit = {"clause": "2", "text": texts("two pieces"), "short": texts("two"), "source": "book"}
    files = (
        rule_set("test/product@1.0.0", **given),
        rule_set("test/product@2.0.0", **given, declared_unit=unit),
    )
    library = write_library(tmp_path, *files)
    old, new = (program_of(library, f"test/product@{v}.0.0") for v in (1, 2))
    example = {"sample": result(old, mass="1 kg")}, {"sample": result(new, mass="1 kg")}
    said = text_lines(minutes_document(old, new, "en", example).blocks)
    assert any("two" in line and "withheld" in line for line in said)


def test_reasons_of_overlays_are_given(tmp_path: Path) -> None:
    base = rule_set(inputs={"mass": "kg"}, emissions={"e": "mass * f"}, parameters={"f": "3 kgCO2e/kg"})
    children = [
        overlay("test/child@1.0.0"),
        overlay(
            "test/child@2.0.0", parameters={"f": {"value": 4, "because": {**texts("measured"), "source": "book"}}}
        ),
    ]  # fmt: skip
    library = write_library(tmp_path, base, *children)
    found = minutes_document(*(program_of(library, f"test/child@{v}.0.0") for v in (1, 2)), "en")
    assert cells(found)["parameters.f"][5] == "measured [book]"


def test_examples_are_those_of_each_version() -> None:
    library = Library(RULES)
    old, new = (program_of(library, f"gb/lighting@0.{v}.0") for v in (1, 2))
    found = examples_of_both(library, old, new)
    assert found is not None
    assert [str(r.program.resolved.reference) for x in found for r in x.values()] == [
        *["gb/lighting@0.1.0"] * len(found[0]), *["gb/lighting@0.2.0"] * len(found[1]),
    ]  # fmt: skip
    assert "road-luminaire-120" in found[0].keys() & found[1].keys()


@pytest.mark.parametrize("form", ["html", "docx", "pdf", "md"])
def test_all_forms_are_written_and_the_same_each_time(minutes: RedlineDocument, form: str) -> None:
    made = rendered(minutes, form, author="a")
    assert made == rendered(minutes, form, author="a")
    assert len(made) > 3000
