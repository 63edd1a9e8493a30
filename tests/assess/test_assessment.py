"""Assessments: what is read, and what stands against a declaration."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from ruleengine.assess.assessment import Assessment, read_assessment
from ruleengine.assess.findings import findings_of
from ruleengine.assess.obstacles import not_assessed, obstacles, refuse_unless_declarable
from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.ruleset.library import Library
from tests.library_builder import product, result
from tests.ruleset.small_library import copy_of_small_library, write_ruleset

ASSESSMENT = "mini/lamp/examples/lamp.assessment.yaml"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A copy of the small library, with an inventory of another rule set in the folder above that of the assessment."""
    library = copy_of_small_library(tmp_path)
    calm = library.root / "mini" / "limits" / "examples" / "calm.yaml"
    (library.root / "mini" / "lamp" / "calm.yaml").write_bytes(calm.read_bytes())
    return library


def read(library: Library, **changes: str) -> Assessment:
    """The assessment of the lamp; `changes` are made to the file or, with `inventory`, name another inventory."""
    path = library.root / ASSESSMENT
    text = path.read_text(encoding="utf-8")
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return read_assessment(path, library)[0]


def change_inventory(library: Library, old: str, new: str) -> None:
    """Change the inventory of the lamp."""
    path = library.root / "mini/lamp/examples/lamp.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def reasons(assessment: Assessment) -> list[str]:
    """The messages of everything that stands against declaring."""
    found = obstacles(assessment)
    assert all(d.code == "E801" for d in found)
    return [d.message for d in found]


def test_an_assessment_is_what_its_file_says(library: Library) -> None:
    assessment = read(library)
    assert assessment.id == "lamp"
    assert str(assessment.program.resolved.reference) == "mini/lamp@1.0.0"
    assert str(assessment.result.rounded_per_unit) == "6.41"
    assert assessment.declaration["number"] == "EX-1"
    assert {k: f.finding for k, f in assessment.findings.items()} == {
        "sources-listed": "conform", "score-limit": "observation",
    }  # fmt: skip
    assert assessment.document.file == "rules/mini/lamp/examples/lamp.assessment.yaml"


def test_nothing_stands_against_the_lamp(library: Library) -> None:
    assessment = read(library)
    assert obstacles(assessment) == []
    refuse_unless_declarable(assessment)


@pytest.mark.parametrize(
    ("gone", "lacking"),
    [
        ("  model: L-1\n", "`product.model`"),
        ("period: {from: 2025-01-01, to: 2025-12-31}\n", "`period`"),
    ],
)
def test_a_declaration_is_of_a_model_and_a_period(library: Library, gone: str, lacking: str) -> None:
    change_inventory(library, gone, "")
    (item,) = obstacles(read(library))
    assert item.message == f"the inventory does not say {lacking}, which a declaration names"
    assert item.said("zh").message == f"清单未写明{lacking}，而声明应予指明"
    assert str(item.place) == "rules/mini/lamp/examples/lamp.yaml:3:1"


@pytest.mark.parametrize(
    ("standard", "date", "message"),
    [
        ("issued: 2025-01-01, effective: 2025-07-01", "2025-07-01", None),
        ("issued: 2025-01-01, effective: 2025-07-01", "2025-06-30",
         "the declaration is of 2025-06-30, and `MINI 2` applies from 2025-07-01"),
        ("issued: 2025-01-01", "2025-06-30", None),
        ("issued: 2025-01-01", "2024-12-31",
         "the declaration is of 2024-12-31, and `MINI 2` was issued on 2025-01-01"),
    ],
)  # fmt: skip
def test_nothing_is_declared_before_the_standard(
    library: Library, standard: str, date: str, message: str | None
) -> None:
    rules = library.root / "mini/lamp/1.0.0.yaml"
    text = rules.read_text(encoding="utf-8")
    assert "issued: 2025-01-01, effective: 2025-07-01" in text
    rules.write_text(text.replace("issued: 2025-01-01, effective: 2025-07-01", standard), encoding="utf-8")
    changes = {"date": ("date: 2026-03-31", f"date: {date}")}
    if message is None:
        assert read(library, **changes).declaration["date"] == date
        return
    with pytest.raises(Refused) as refused:
        read(library, **changes)
    assert [(d.code, d.message) for d in refused.value.diagnostics] == [("E612", message)]


def test_a_requirement_that_is_not_satisfied(library: Library) -> None:
    change_inventory(library, "value: 1 kgCO2e", "value: 30 kgCO2e")
    assessment = read(library)
    (item,) = obstacles(assessment)
    assert item.message.startswith("`share-limit` is not satisfied: share left out 23.41 % ≤ limit")
    assert item.expected == "What is left out shall not exceed 5 %."
    assert str(item.place) == "rules/mini/base/1.0.0.yaml:36:12"
    with pytest.raises(Refused) as refused:
        refuse_unless_declarable(assessment)
    assert refused.value.diagnostics == (item,)


def test_a_requirement_that_could_not_be_evaluated(library: Library) -> None:
    change_inventory(library, "has_battery: false", "has_battery: true")
    assert reasons(read(library)) == ["`battery-mass` is not evaluated: missing: mass of the battery"]
    change_inventory(library, "has_battery: true", "has_battery: true\n  battery_mass: 0 kg")
    (reason,) = reasons(read(library))
    assert reason.startswith("`battery-mass` is not satisfied: mass of the battery 0 kg > 0")


def test_a_requirement_with_an_error_stands_against_it_as_one_not_judged(library: Library) -> None:
    rules = library.root / "mini/lamp/1.0.0.yaml"
    text = rules.read_text(encoding="utf-8")
    assert "check: battery_mass > 0" in text
    rules.write_text(
        text.replace("check: battery_mass > 0", "check: power / battery_mass > 0 * power / battery_mass"),
        encoding="utf-8",
    )
    change_inventory(library, "has_battery: false", "has_battery: false\n  battery_mass: 0 kg")
    assert reasons(read(library)) == []  # there is no battery: the check is not evaluated
    change_inventory(library, "has_battery: false", "has_battery: true")
    assessment = read(library)
    (reason,) = reasons(assessment)
    assert reason.startswith("`battery-mass` is not evaluated: `requirements.battery-mass`: division by zero")
    with pytest.raises(Refused):
        refuse_unless_declarable(assessment)


def test_a_recommendation_does_not_stand_against_it(library: Library) -> None:
    assessment = read(library)
    verdict = next(v for v in assessment.result.verdicts if v.requirement == "score-limit")
    assert (verdict.verb, verdict.verdict) == ("should", "not_satisfied")
    assert obstacles(assessment) == []


@pytest.mark.parametrize(
    ("finding", "open_"),
    [("conform", False), ("observation", False), ("not_applicable", False), ("minor", True), ("major", True)],
)
def test_open_nonconformities_stand_against_it(library: Library, finding: str, open_: bool) -> None:
    assessment = read(library, finding=("finding: conform", f"finding: {finding}"))
    expected = [f"`sources-listed` has an open {finding} nonconformity"] if open_ else []
    assert reasons(assessment) == expected
    assert [str(d.place) for d in obstacles(assessment)] == [f"rules/{ASSESSMENT}:12:3"] * open_


def test_an_assessment_without_findings(library: Library) -> None:
    path = library.root / ASSESSMENT
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("findings:")], encoding="utf-8")
    assessment = read(library)
    assert assessment.findings == {}
    assert [d.key for d in obstacles(assessment)] == ["E801.unjudged"]
    assert obstacles(assessment, scope="computed") == []


def test_requirements_that_only_a_verifier_can_judge_are_not_assessed_without_a_finding(
    library: Library,
) -> None:
    """Those with `shall` that apply; what was found, even that it does not apply, is an assessment."""
    found = read(library)
    manual = {v.requirement for v in found.result.verdicts if v.verdict == "manual" and v.verb == "shall"}
    assert manual
    assert set(not_assessed(found)) == manual - set(found.findings)
    said = {"findings": {name: {"finding": "not_applicable"} for name in manual}}
    judged = evolve(found, findings=findings_of(said, found.program))
    assert not_assessed(judged) == ()
    assert set(not_assessed(evolve(found, findings={}))) == manual
    assert obstacles(evolve(found, findings={}), scope="computed") == []
    told = obstacles(evolve(found, findings={}))
    assert {d.element for d in told if d.key == "E801.unjudged"} == {
        f"requirements.{name}" for name in manual
    }


def test_warnings_are_given_back(library: Library) -> None:
    change_inventory(library, "{value: 10 W, source: scale}", "10 W")
    _, warnings = read_assessment(library.root / ASSESSMENT, library)
    assert [d.code for d in warnings] == ["W614"]


def test_every_placeholder_of_a_reason_is_filled(library: Library) -> None:
    body = (
        "parameters: {score_limit: {value: 0.5, source: own, because: {zh: 例, en: case}}}\n"
        "requirements: {score-limit: {verb: shall, because: {zh: 例, en: case, source: own}}}\n"
    )
    write_ruleset(library, "case", body, base="mini/lamp@1.0.0")
    change_inventory(library, "mini/lamp@1.0.0", "case@1.0.0")
    assessment = read(library, ruleset=("mini/lamp@1.0.0", "case@1.0.0"))
    (item, again) = obstacles(assessment)
    assert item.expected == "No data source should score above 0.5."
    assert again.message.startswith("`score-limit` is to be judged again")


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (("date: 2026-03-31", "date: 2026-02-30"), ["E612"]),
        (("valid_until: 2028-03-30", "valid_until: 2026-03-30"), ["E612"]),
        (("  sources-listed:", "  source-listed:"), ["E601"]),
        (("number: EX-1", 'number: "EX\\u202e1"'), ["E613"]),
        (("number: EX-1", "number: <b>EX</b>"), ["E613"]),
        (("inventory: lamp.yaml", "inventory: lamps.yaml"), ["E101"]),
        (("inventory: lamp.yaml", "inventory: ../calm.yaml"), ["E610"]),
        (("mini/lamp@1.0.0", "mini/lamp@1.2.0"), ["E301"]),
        (("mini/lamp@1.0.0", "mini/factors/grid@1.0.0"), ["E310"]),
        (("assessment: lamp", "assesment: lamp"), ["E201"]),
    ],
)
def test_refused_assessments(library: Library, change: tuple[str, str], codes: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        read(library, change=change)
    assert [d.code for d in refused.value.diagnostics][: len(codes)] == codes


def test_a_result_that_cannot_be_calculated_refuses_the_assessment(library: Library) -> None:
    change_inventory(library, "factor: 2 kgCO2e/kg, ", "")
    with pytest.raises(Refused) as refused:
        read(library)
    assert [d.code for d in refused.value.diagnostics] == ["E704"]


def test_an_unreadable_file_is_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_assessment(tmp_path / "nothing.yaml", library)
    assert [d.code for d in refused.value.diagnostics] == ["E101"]


def test_a_precondition_that_could_not_be_evaluated_stands_against_it(tmp_path: Path) -> None:
    """And whether a requirement applies is asked of its `applies`, not of its `check`."""
    program = product(
        tmp_path, inputs={"a": "kg", "x": "kg?"}, parameters={"one": "1 kg", "ef": "1 kgCO2e/kg"},
        emissions={"e": "a * ef"}, must={"least": "x < one"},
        requirements={"heavy": {"applies": "x > one", "check": "a > one"}, "light": {"check": "x > one"}},
    )  # fmt: skip

    def against(**values: object) -> list[Diagnostic]:
        found = result(program, **values)
        empty = Assessment("own", program, found, {}, {}, found.inventory.document)
        unnamed, undeclared, *told = obstacles(empty, scope="computed")
        assert [unnamed.key, undeclared.key] == ["E801.lacking", "E801.no_declaration"]
        return told

    resolved = program.resolved
    places = [
        resolved.elements["must.least"].place("check"), resolved.elements["requirements.heavy"].place("applies"),
        resolved.elements["requirements.light"].place("check"),
    ]  # fmt: skip
    told = against(a=2)
    assert [d.key for d in told] == ["E801.precondition", "E801.check", "E801.check"]
    assert [d.place for d in told] == places
    assert told[0].message == "the precondition `least` is not evaluated: missing: x"
    assert told[0].said("zh").message == "前提`least`未判定：缺少数据：x（中）"
    assert told[0].element == "must.least"
    assert [d.place for d in against(a=2, x="0.5 kg")] == places[2:]
    assert against(a=2, x="not applicable") == []


def test_a_finding_on_a_retired_requirement_is_one_on_the_present_one(library: Library) -> None:
    path = library.root / "mini/base/1.0.0.yaml"
    text = path.read_text(encoding="utf-8")
    assert "  sources-listed:\n" in text
    path.write_text(
        text.replace("  sources-listed:\n", "  sources-listed:\n    aliases: [sources-named]\n"),
        encoding="utf-8",
    )
    assessment = read(library, renamed=("  sources-listed:", "  sources-named:"))
    assert list(assessment.findings) == ["sources-listed", "score-limit"]
    (warning,) = [d for d in assessment.warnings if d.code == "W649"]
    assert warning.message == (
        "the requirement `sources-named` is called `sources-listed` in `mini/lamp@1.0.0`; "
        "the finding is read as one on it"
    )
    assert obstacles(assessment) == []
