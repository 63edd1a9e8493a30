"""A redline is both renderings at once, and a change of any field is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.documents.redline.aligning import redline
from ruleengine.documents.redline.blocks import Grid, Paragraph, accepted, is_changed, rejected
from ruleengine.documents.redline.rendering import rendering
from ruleengine.documents.view_types import DocumentLanguage
from ruleengine.pipeline import program_of
from tests.documents.redline.two_versions import GRID, NEW, NEW_GRID, OLD, sides, small
from tests.library_builder import rule_set, write_library

LANGUAGES: tuple[DocumentLanguage, ...] = ("zh", "en", "both")


@pytest.mark.parametrize("language", LANGUAGES)
def test_accepted_is_the_new_rendering_and_rejected_the_old_one(language: DocumentLanguage) -> None:
    old, new = (rendering(side, language) for side in sides())
    found = redline(old, new)
    assert accepted(found) == new
    assert rejected(found) == old
    assert old != new


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_version_and_itself_have_no_changes(language: DocumentLanguage) -> None:
    one = rendering(sides()[1], language)
    found = redline(one, one)
    assert found == one
    assert not any(is_changed(block) for block in found)


def said(block: Paragraph) -> str:
    """A line with signs around what is old and new."""
    signs = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(signs[p.mark].format(p.text) for p in block.pieces)


def test_what_is_shown_as_changed() -> None:
    lines = {(b.element, b.key): b for b in small("zh").blocks if isinstance(b, Paragraph)}
    assert said(lines["provisions.loss", "text.zh"]) == (
        "损耗不[-应-]{+宜+}超过[-5\xa0%，按3-]{+10\xa0%，按4+}\xa0kgCO₂e/kg计{+，并应说明理由+}。"
    )
    assert said(lines["quantities.q", "formula"]) == (
        "[-q = mass + sum(parts.mass)-]{+q = mass + 2 * sum(parts.mass)+}"
    )
    assert lines["quantities.spare", "formula"].mark == "old"
    assert lines["gaps.g", "head"].mark == "new"


def test_tables_are_compared_row_by_row() -> None:
    grids = {b.element: b for b in small("en").blocks if isinstance(b, Grid)}
    rows = {row.key: row for row in grids["tables.grid rows"].rows}
    assert {key: row.mark for key, row in rows.items()} == {"coal": "same", "hydro": "new", "wind": "same"}
    assert said(rows["coal"].cells[1][0]) == "[-0.9-]{+0.8+}"
    inputs = {row.key: row.mark for row in grids["section inputs"].rows}
    assert inputs["inputs.width"] == "new"
    assert inputs["inputs.parts.columns.kind"] == "same"


def test_a_renamed_element_is_one_element(tmp_path: Path) -> None:
    inputs = {"mass": "kg"}
    before = rule_set(
        "test/product@1.0.0", inputs=inputs, emissions={"e": "mass * f"}, parameters={"f": "3 kgCO2e/kg"}
    )
    after = rule_set(
        "test/product@2.0.0", inputs=inputs, emissions={"e": "mass * g"}, parameters={"g": "3 kgCO2e/kg"}
    )
    after["parameters"]["g"]["label"] = before["parameters"]["f"]["label"]
    library = write_library(tmp_path, before, after)
    old, new = (rendering(program_of(library, f"test/product@{v}.0.0"), "en") for v in (1, 2))
    grid = next(
        b for b in redline(old, new, {"parameters.f": "parameters.g"}) if b.element == "section parameters"
    )
    assert isinstance(grid, Grid)
    (row,) = grid.rows
    assert (row.mark, said(row.cells[1][0])) == ("same", "f\u2003[-f-]{+g+}")


def leaves(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every single value of a file."""
    if isinstance(data, Mapping | list):
        for key, value in data.items() if isinstance(data, Mapping) else enumerate(data):
            yield from leaves(value, (*path, key))
    else:
        yield path


#: Fields whose values other elements or the engine hold to something, so that any other text is refused.
_HELD = {
    "ruleset", "version", "extends", "formula", "check", "applies", "when", "source", "evidence", "method",
    "references", "table", "key", "unit", "type", "stage", "species", "verb", "severity", "grade", "status", "clauses",
    "stages", "abstract", "required",
}  # fmt: skip


def test_a_change_of_any_text_or_number_of_a_file_is_seen(tmp_path: Path) -> None:
    """Every free field of the new version is changed, one after the other; each redline has a change there."""
    whole = rendering(sides()[1], "both")
    seen = 0
    for number, way in enumerate(leaves(NEW)):
        if any(step in _HELD for step in way):
            continue
        data = deepcopy(NEW)
        holder = data
        for step in way[:-1]:
            holder = holder[step]
        value = holder[way[-1]]
        holder[way[-1]] = value + 1 if isinstance(value, int | Decimal) else f"{value} 甲"
        library = write_library(tmp_path / str(number), GRID, NEW_GRID, OLD, data)
        changed = rendering(program_of(library, "test/product@2.0.0"), "both")
        assert any(is_changed(b) for b in redline(whole, changed)), way
        seen += 1
    assert seen > 60
