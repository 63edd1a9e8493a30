"""Conditions of elements and tables in documents: formulas by cases, inputs needed where applicable, explanations."""

from __future__ import annotations

import pytest

from ruleengine.documents.reference_rules import rule_set_page
from ruleengine.documents.view import checklist_view
from ruleengine.formula.print_typst import typst
from ruleengine.program.program import Program
from ruleengine.run.explain import Line, explanation
from tests.library_builder import product, result
from tests.run.applicability import SECTIONS


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return product(tmp_path_factory.mktemp("rules"), **SECTIONS)


def test_a_formula_is_shown_with_its_condition(program: Program) -> None:
    formulas = {f["name"]: f for f in checklist_view(program, None, "both")["formulas"]}
    assert typst(formulas["used"]["box"]).count("cases(") == 1
    assert "不适用" in typst(formulas["used"]["box"])
    assert "reach" in {s["text"] for s in formulas["used"]["where"]}


def test_the_page_of_the_rules_says_what_is_needed_where(program: Program) -> None:
    page = rule_set_page(program)
    assert "required where applicable" in page
    assert "applicable when" in page
    assert "reach == &#34;grave&#34;" in page


def _lines(line: Line) -> list[str]:
    return [line.title, line.value, *line.facts, *(found for part in line.parts for found in _lines(part))]


def test_the_explanation_says_why_there_is_no_value(program: Program) -> None:
    found = _lines(explanation(result(program, reach="gate", mass="2 kg", cost=1)))
    assert 'applicable when: reach == "grave"' in found
    assert found[found.index("used (used)") + 1] == "not applicable"
    assert "the condition (`when`) of used (used)" in found
    assert found[found.index("the condition (`when`) of used (used)") + 1] == "false"
