"""Empty assessments: every requirement with its hash; filled in, they say which state of it was judged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ruleengine.assess.assessment import read_assessment
from ruleengine.assess.obstacles import not_assessed, obstacles
from ruleengine.assess.template import assessment_template
from ruleengine.diagnostics import Refused, Report
from ruleengine.pipeline import program_of
from ruleengine.program.program import Program
from ruleengine.resolve.hashes import element_hashes
from ruleengine.ruleset.library import Library
from ruleengine.source.reader import read_bytes
from ruleengine.source.shapes import check_shape
from tests.cli.command import run
from tests.ruleset.small_library import SMALL, copy_of_small_library

RULES = Path(__file__).parents[2] / "rules"
ANSWERS = {
    "inventory:": " lamp.yaml", "number:": " EX-1", "date:": " 2026-03-31",
}  # fmt: skip


def filled(text: str, finding: str = "conform") -> str:
    """An assessment with all that it asks for; one finding throughout, on requirements with a check as well."""
    head, mark, rest = text.partition("# verification:")
    above, findings, below = rest.partition("findings:\n")
    text = head + re.sub(r"(?m)^# (?= |verification:|declaration:)", "", mark + above) + findings + below
    text = re.sub(r"(?m)^  # (?=[a-z-]+:$|  (finding|judged):)", "  ", text)
    text = text.replace("zh: ", "zh: 甲").replace("en: }", "en: A}").replace("name: ,", "name: A,")
    text = re.sub(r"(?m)^    finding:$", f"    finding: {finding}", text)
    text = text.replace("accreditation: }", "accreditation: A}").replace("contact: }", "contact: A}")
    text = text.replace("  valid_until:  #", "  valid_until:")
    return re.sub(r"(?m)^( *(?:inventory|number|date):)( .*)?$", lambda m: m[1] + ANSWERS[m[1].strip()], text)


@pytest.fixture
def program() -> Program:
    return program_of(Library(SMALL), "mini/lamp")


def test_what_is_missing_is_what_a_person_writes(program: Program) -> None:
    report = Report()
    document = read_bytes(assessment_template(program).encode(), "empty.yaml", report)
    assert document is not None
    assert not report.items
    check_shape(document, "assessment", report)
    assert {d.key for d in report.items} == {"E203.no_value"}
    assert [d.element for d in report.items if d.element and d.element.startswith("findings.")] == []


@pytest.mark.parametrize("rules", [SMALL, RULES], ids=["small", "shipped"])
def test_every_requirement_is_there_with_its_hash_and_words(rules: Path) -> None:
    library = Library(rules)
    for reference in library.references():
        if "factors" in reference.id or library.ruleset(reference).abstract:
            continue
        program = program_of(library, reference)
        text, hashes = assessment_template(program), element_hashes(program.resolved)
        blocks = {r.id: text[text.index(f" {r.id}:\n") :].split("\n\n")[0] for r in program.requirements}
        assert [name for name, b in blocks.items() if hashes[f"requirements.{name}"] not in b] == []
        assert len(re.findall("judged: sha256:[0-9a-f]{64}\n", text)) == len(program.requirements)
        assert not re.search(r"\{[a-z_]+\}", text.split("findings:\n")[1])


def test_filled_in_it_makes_an_assessment_until_a_requirement_changes(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    path = library.root / "mini/lamp/examples/new.yaml"
    run("template", "mini/lamp", "--assessment", "-o", path, rules=library.root)
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    read, _ = read_assessment(path, library)
    assert len(read.findings) == len(read.program.requirements)
    assert obstacles(read) == []
    change_text(library.root / "mini/base/1.0.0.yaml", "sources-listed:", "listed.", "listed again.")
    found = obstacles(read_assessment(path, Library(library.root))[0])
    assert [(d.key, d.element) for d in found] == [("E801.judged_before", "requirements.sources-listed")]


def test_a_finding_that_stays_empty_is_not_assessed(tmp_path: Path) -> None:
    """All but the findings filled in: only of the computed requirements a declaration can be made."""
    library = copy_of_small_library(tmp_path)
    path = library.root / "mini/lamp/examples/new.yaml"
    run("template", "mini/lamp", "--assessment", "-o", path, rules=library.root)
    path.write_text(filled(path.read_text(encoding="utf-8"), finding=""), encoding="utf-8")
    read, _ = read_assessment(path, library)
    assert (read.findings, obstacles(read, scope="computed")) == ({}, [])
    assert {d.key for d in obstacles(read)} == {"E801.unjudged"}
    manual = {r.id for r in read.program.requirements if r.check is None and r.verb == "shall"}
    assert set(not_assessed(read)) == manual != set()
    told = run("validate", path, rules=library.root)
    assert (told.exit_code, "E203" in told.output) == (0, False)


def test_an_empty_finding_on_what_is_no_requirement_is_told(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    path = library.root / "mini/lamp/examples/lamp.assessment.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "findings:\n", "findings:\n  sources-lsted: {finding: }\n"
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_assessment(path, library)
    assert [d.key for d in refused.value.diagnostics] == ["E601.requirement"]


def change_text(path: Path, after: str, old: str, new: str) -> None:
    """Change the first of these words behind a key."""
    text = path.read_text(encoding="utf-8")
    start = text.index(after)
    path.write_text(text[:start] + text[start:].replace(old, new, 1), encoding="utf-8")


def test_there_is_none_for_a_base() -> None:
    with pytest.raises(Refused, match="E706"):
        assessment_template(program_of(Library(SMALL), "mini/base"))
