"""Usual ranges name their source: their own, or that of all ranges of the file that sets them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ruleengine.inventory.template import inventory_template
from ruleengine.resolve.hashes import element_hashes
from tests.library_builder import ROOT, RULES, findings, overlay, product, rule_set, texts
from tests.run.examples import program_of

GUESS = {"guess": {"title": "guess", "publisher": "authors", "grade": "assumption"}}
TABLE: dict[str, Any] = {
    "label": texts("rows"),
    "clause": "4",
    "columns": {
        "mass": {"unit": "kg", "typical": [1, 9], "label": texts("mass")},
        "share": {"unit": "%", "typical": [1, 9], "typical_source": "book", "label": texts("share")},
    },
}
INPUTS: dict[str, Any] = {
    "a": {"unit": "kg", "typical": [1, 2], "label": texts("a"), "clause": "4"},
    "b": {"unit": "kg", "label": texts("b"), "clause": "4"},
    "rows": TABLE,
}
BASE = rule_set(
    "test/base@1.0.0", typical_source="book", inputs=INPUTS, parameters={"f": "1 kgCO2e/kg"},
    emissions={"e": "(a + b) * f + sum(rows.mass) * f"},
)  # fmt: skip


def test_a_range_has_the_grade_of_its_own_source_or_of_that_of_its_file(tmp_path: Path) -> None:
    own = overlay(
        ROOT, "test/base@1.0.0", sources=GUESS, typical_source="guess",
        inputs={"b": {"typical": [3, 4], "because": {**texts("range"), "source": "guess"}}},
    )  # fmt: skip
    program = product(tmp_path, BASE, own)
    columns = program.tables["rows"].columns
    ranges = {**program.fields, **{f"rows.{k}": c for k, c in columns.items()}}
    assert {k: f.typical_grade for k, f in ranges.items()} == {
        "a": "assumption", "b": "assumption", "rows.mass": "assumption", "rows.share": "assumption",
    }  # fmt: skip
    sources = {k: program.resolved.elements[f"inputs.{k}"].fields.get("typical_source") for k in ("a", "b")}
    assert sources == {"a": "book", "b": "guess"}
    assert "kg；常见 usual: 3 … 4，假定 assumption；" in inventory_template(program)


def test_another_range_leaves_the_source_of_the_inherited_one_behind(tmp_path: Path) -> None:
    because = {**texts("range"), "source": "book"}
    own = overlay(ROOT, "test/base@1.0.0", inputs={"a": {"typical": [1, 3], "because": because}})
    program = product(tmp_path, BASE, own)
    assert program.fields["a"].typical_grade is None
    assert "常见 usual: 1 … 3；" in inventory_template(program)


def test_a_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    report = findings(tmp_path, BASE | {"typical_source": "boek"}, name="test/base@1.0.0")
    assert {d.key for d in report.items} == {"E502.source"}


def test_the_source_of_a_range_is_reached_by_its_hash(tmp_path: Path) -> None:
    other = BASE | {"sources": {"book": {"title": "another", "publisher": "maker", "grade": "official"}}}
    hashes = [
        element_hashes(product(tmp_path / str(n), base, overlay(ROOT, "test/base@1.0.0")).resolved)[
            "inputs.a"
        ]
        for n, base in enumerate((BASE, other))
    ]
    assert hashes[0] != hashes[1]


@pytest.mark.parametrize("path", sorted(RULES.glob("gb/*/0.2.0.yaml")), ids=lambda p: p.parent.name)
def test_all_ranges_of_the_second_versions_are_from_a_source(path: Path) -> None:
    program = program_of(f"gb/{path.parent.name}@0.2.0")
    columns = {f"{t.name}.{c.name}": c for t in program.tables.values() for c in t.columns.values()}
    ranges = {k: f for k, f in {**program.fields, **columns}.items() if f.typical is not None}
    assert len(ranges) > 20
    assert [name for name, field in ranges.items() if field.typical_grade is None] == []
