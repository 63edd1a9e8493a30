"""What was read for a statement, and the grade that it leaves, wherever a grade is shown."""

from __future__ import annotations

import re
from itertools import product as pairs
from pathlib import Path

import pytest

from ruleengine.documents.text import BASES as OF_DOCUMENTS
from ruleengine.documents.view import checklist_view
from ruleengine.resolve.print_json import ruleset_data
from ruleengine.resolve.print_yaml import print_resolved
from ruleengine.ruleset.basis import BASES, capped
from ruleengine.ruleset.model import GRADES
from ruleengine.run.explain import as_tree_text, explanation
from ruleengine.run.record.grades import grades_of
from ruleengine.run.result import Result
from ruleengine.source.shape_rules import shape_rules
from tests.library_builder import product, result

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "rule-set-format.md"
BOOK = {"book": {"title": "book", "publisher": "maker", "grade": "official"}}
LIMIT = {"value": 5, "unit": "kg", "basis": "heading"}
SECTIONS: dict[str, object] = {
    "sources": BOOK,
    "inputs": {"mass": "kg", "spare": {"unit": "kg", "default": 1, "source": "book", "basis": "own"}},
    "parameters": {"limit": LIMIT, "factor": "2 kgCO2e/kg"},
    "quantities": {
        "heavy": {"unit": "kg", "formula": "mass + limit + spare", "basis": "own"},
        "light": {"unit": "kg", "formula": "mass + limit", "source": "book", "basis": "other-product"},
    },
    "emissions": {"e": {"formula": "heavy * factor + 0 * light * factor", "source": "book"}},
    "requirements": {
        "read": {"check": "heavy > 0 * limit", "basis": "text"},
        "told": {"check": "heavy > 0 * limit", "basis": "news"},
    },
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The result of a product under a rule set whose statements say what was read for them; the source is official."""
    return result(product(tmp_path_factory.mktemp("basis"), **SECTIONS), mass=1)


@pytest.mark.parametrize(("grade", "basis"), list(pairs(GRADES, BASES)))
def test_a_statement_is_never_better_than_its_source_nor_than_what_was_read(grade: str, basis: str) -> None:
    capped_at = GRADES.index(capped(grade, basis) or "")
    assert capped_at == max(GRADES.index(grade), GRADES.index(BASES[basis].best))


def test_without_a_basis_the_grade_is_that_of_the_source() -> None:
    assert [capped(grade, None) for grade in (*GRADES, None)] == [*GRADES, None]
    assert capped(None, "own") == "assumption"


def test_the_words_are_the_same_wherever_they_are_listed() -> None:
    allowed = shape_rules("ruleset")["schema"]["parameters"]["valuesrules"]["schema"]["basis"]["allowed"]
    table = re.findall(
        r"^\| `([a-z-]+)` \| .* \| `(\w+)` \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert list(BASES) == allowed == list(OF_DOCUMENTS)
    assert table == [(word, basis.best) for word, basis in BASES.items()]


def test_records_count_the_grades_of_statements(found: Result) -> None:
    counts = grades_of(found)
    assert {k: n for k, n in counts.parameters.items() if n} == {"official": 1, "substitute": 1}
    assert {k: n for k, n in counts.requirements.items() if n} == {"official": 1, "secondary": 1}
    assert {k: n for k, n in counts.defaults.items() if n} == {"assumption": 1}


def test_explanations_tell_what_was_read(found: Result) -> None:
    english, chinese = (as_tree_text(explanation(found, language)) for language in ("en", "zh"))
    for text in (
        "parameter, clause 5; source book (substitute, heading only)",
        "parameter, clause 5; source book (official)",
        "no source (assumption, own choice)",
        "source book (substitute, from another product)",
    ):
        assert text in english
    for text in ("参数，条款5；来源book（替代资料、仅见标题）", "无来源（假定、编制者自定）"):
        assert text in chinese


def test_documents_and_data_show_the_grade_of_the_statement(found: Result) -> None:
    program = found.program
    view = checklist_view(program, None, "both")
    rows = {row["id"]: row["source"] for group in view["groups"] for row in group["rows"]}
    assert [(rows[i]["grade"], rows[i]["basis"]) for i in ("read", "told")] == [
        ("official", "text"), ("secondary", "news"),
    ]  # fmt: skip
    assert {p["id"]: p["grade"] for p in view["parameters"]} == {"limit": "substitute", "factor": "official"}
    sources = {f["name"]: f["source"] for f in view["formulas"]}
    told = {name: (s["id"], s["grade"]) for name, s in sources.items() if s is not None}
    assert told == {"heavy": ("", "assumption"), "light": ("book", "substitute"), "e": ("book", "official")}
    assert [(b["id"], b["best"]) for b in view["bases"]] == [(k, b.best) for k, b in BASES.items()]
    elements = ruleset_data(program.resolved)["elements"]
    assert isinstance(elements, dict)
    assert elements["parameters.limit"]["grade"] == "substitute"
    assert elements["quantities.heavy"]["grade"] == "assumption"
    assert "grade" not in elements["inputs.mass"]
    shown = print_resolved(program.resolved, origin=True)
    assert re.search(r"graded substitute\n  limit: \{.*basis: heading", shown)


def test_the_legend_of_a_document_has_what_it_shows_and_nothing_else(tmp_path: Path) -> None:
    inputs = {
        "mass": {"unit": "kg", "default": 1, "source": "book", "basis": "news"},
        "rows": {"part": {"unit": "kg", "default": 1, "source": "book", "basis": "other-product"}},
    }
    emission = {"formula": "(mass + limit + sum(rows.part)) * factor", "source": "book", "basis": "text"}
    found = product(tmp_path, **SECTIONS | {
        "inputs": inputs, "quantities": {}, "emissions": {"e": emission},
        "requirements": {"read": {"check": "mass > 0 * limit", "basis": "text"}},
    })  # fmt: skip
    view = checklist_view(found, None, "both")
    assert [b["id"] for b in view["bases"]] == ["text", "heading"]
    assert {p["basis"] for p in view["parameters"]} == {"heading", None}
