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
from tests.library_builder import RULES, factor_table, overlay, result, rule_set, texts, write_library

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
        "q\nquantities.q", "6",
        "q = mass + sum(parts.mass)", "q = mass + 2 * sum(parts.mass)",
    ]  # fmt: skip
    assert found["quantities.q"][6] == "results · normative\nsample 5 kg | 6 kg; later — | 3 kg"
    assert found["parameters.factor"][3:5] == ["value: 3", "value: 4"]
    assert found["quantities.spare"][3] == "spare = mass * 2\nunit: kg"
    assert found["inputs.width"][3] == "unit: m; required: no"
    heads = {b.element: len(b.head) for b in minutes.blocks if isinstance(b, Grid)}
    assert heads["minutes quantities changed grid"] == 7
    assert heads["minutes inputs added grid"] == heads["minutes quantities removed grid"] == 6


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


def test_long_tables_and_lists_are_told_by_what_differs(tmp_path: Path) -> None:
    grids = [
        factor_table(
            f"test/grid@{v}.0.0", ["kind"], {"factor": "kgCO2e/kWh"}, [[f"k{i}", i + v] for i in range(10)]
        )
        for v in (1, 2)
    ]
    kept, gone, come = texts("kept"), texts("gone"), texts("come")
    common: dict[str, object] = {"inputs": {"use": "kWh"}, "emissions": {"e": 'use * grid["k1"]'}}
    files = [
        rule_set(
            f"test/product@{v}.0.0", **common,
            tables={"grid": {"table": f"test/grid@{v}.0.0", "label": texts("grid"), "clause": "5"}},
            boundary={
                "type": "cradle-to-gate", "stages": ["production"], "clause": "3", "source": "book", "includes": of,
            },
        )
        for v, of in ((1, [kept, gone]), (2, [kept, come]))
    ]  # fmt: skip
    library = write_library(tmp_path, *grids, *files)
    found = cells(minutes_document(*(program_of(library, f"test/product@{v}.0.0") for v in (1, 2)), "en"))
    assert "rows.k0 factor: 1\n" in found["tables.grid"][3]
    assert found["tables.grid"][4].endswith("rows.k5 factor: 7\n4 more rows, see the redline")
    assert found["boundary"][3:5] == ["included: gone", "included: come"]


_NAMING = {
    "by-id": {"en": "spare_parts are counted", "zh": "零件"},
    "by-alias": {"en": "what `old_name` was", "zh": "零件"},
    "by-label": {"en": "as before", "zh": "零部件的质量另行计算"},
    "no-word": {"en": "spare_parts_list and parts", "zh": "零部件"},
}
_MORE = {"since": "1.0.0", "why": texts("w"), "effect": texts("e"), "source": "book"}
CHANGES = {name: {**_MORE, "what": what} for name, what in _NAMING.items()}


def test_reasons_are_the_changes_that_name_the_element(tmp_path: Path) -> None:
    given: dict[str, object] = {"emissions": {"e": "mass * f"}, "parameters": {"f": "3 kgCO2e/kg"}}
    files = [
        rule_set(
            f"test/product@{v}.0.0", **given, changes=changes,
            inputs={
                "mass": "kg",
                "spare_parts": {
                    "unit": "kg", "min": v, "aliases": ["old_name"], "label": {"zh": "零部件的质量", "en": "parts"},
                },
            },
        )
        for v, changes in ((1, {}), (2, CHANGES))
    ]  # fmt: skip
    library = write_library(tmp_path, *files)
    found = minutes_document(*(program_of(library, f"test/product@{v}.0.0") for v in (1, 2)), "en")
    assert cells(found)["inputs.spare_parts"][5] == "C1, C2, C3"
    assert sum(isinstance(b, Grid) and b.element.startswith("minutes changes") for b in found.blocks) == 0


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
