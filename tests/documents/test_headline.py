"""What the headline leaves out has no share of the total in documents, and is no contributor to it."""

from __future__ import annotations

from pathlib import Path

from ruleengine.documents.view import checklist_view
from tests.library_builder import product, result
from tests.run.test_headline import BOUNDARY, SECTIONS


def test_species_apart_are_listed_apart(tmp_path: Path) -> None:
    program = product(tmp_path, **SECTIONS, boundary=BOUNDARY | {"headline": ["fossil"]})
    shown = checklist_view(program, result(program, resin=5, wood=100, power=3), "both")["result"]
    assert shown is not None
    apart = {part["id"]: (part["value"], part["share"]) for part in shown["apart"]}
    assert apart["biogenic_removal"] == ("-100.000", None)
    assert apart["biogenic_emission"] == ("50.000", None)
    assert "fossil" not in apart
    assert [c["label"]["en"] for c in shown["contributors"]] == ["material", "energy"]


def test_without_a_headline_nothing_is_apart(tmp_path: Path) -> None:
    program = product(tmp_path, **SECTIONS, boundary=BOUNDARY)
    shown = checklist_view(program, result(program, resin=5, wood=100, power=3), "both")["result"]
    assert shown is not None
    assert shown["apart"] == []
    assert len(shown["contributors"]) == 4
