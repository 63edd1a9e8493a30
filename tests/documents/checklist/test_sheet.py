"""What a checklist says beside its requirements: shares, activities, order, what an assessment fills in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ruleengine.assess.assessment import Assessment, read_assessment
from ruleengine.documents.checklist.answers import deviation
from ruleengine.documents.checklist.rows import activity_of
from ruleengine.documents.checklist.sheet import ChecklistWish
from ruleengine.documents.documents import render
from ruleengine.documents.view import checklist_view
from ruleengine.resolve.hashes import element_hashes
from tests.documents.demonstrated import RULES, library, program, result

WORKING = ChecklistWish()
ASSESSED = """\
assessment: lamp-c
ruleset: demo/lamp@1.0.0
inventory: lamp.yaml
verification:
  number: V-7
  team: [{name: Wang, role: lead, initials: W}, {name: Li, role: member, initials: L}]
  scope: {zh: 灯, en: the lamp}
  assurance: limited
  materiality: 5 %
findings:
  REQUIREMENT:
    corrective_action: weigh again
    judgements:
      - {finding: conform, by: W, date: 2026-01-02, judged: HASH}
      - finding: minor
        by: L
        date: 2026-01-03
        note: scale not calibrated
        reported: 2000 g
        verified: 2.1 kg
        judged: HASH
        evidence: [{document: protocol, date: 2025-12-01, page: "3"}]
"""


def assessed(folder: Path, old: str = "", new: str = "") -> tuple[Assessment, str]:
    """A lamp with two judgements of one requirement, and the id of that."""
    name = next(r.id for r in program("lamp").requirements if r.check is None)
    judged = element_hashes(program("lamp").resolved, [f"requirements.{name}"])[f"requirements.{name}"]
    (folder / "lamp.yaml").write_bytes((RULES / "lamp.yaml").read_bytes())
    path = folder / "lamp.assessment.yaml"
    text = ASSESSED.replace("REQUIREMENT", name).replace("HASH", judged).replace(old or "\0", new)
    path.write_text(text, encoding="utf-8")
    return read_assessment(path, library())[0], name


def view_of(assessment: Assessment, wish: ChecklistWish = WORKING) -> Any:
    return checklist_view(assessment.program, assessment.result, "en", (), wish, assessment)


def rows_of(view: Any) -> dict[str, Any]:
    return {row["id"]: row for group in view["groups"] for row in group["rows"]}


def test_numbers_stand_by_their_share_which_is_an_elasticity() -> None:
    found = result("kettle")
    sheet = checklist_view(found.program, found, "en", (), WORKING)["sheet"]
    assert sheet is not None
    shares = [abs(row["share"] or 0.0) for row in sheet["values"]]
    assert shares == sorted(shares, reverse=True)
    steel = sum(row["share"] or 0.0 for row in sheet["values"] if row["row"] == "steel")
    by_hand = 3 * (Decimal("2.05") + Decimal("0.812") * Decimal("0.074")) / found.total
    assert steel == pytest.approx(float(by_hand), rel=1e-12)


def test_verifiers_who_differ_are_both_shown_and_nothing_counts(tmp_path: Path) -> None:
    assessment, name = assessed(tmp_path)
    view = view_of(assessment)
    row, sheet = rows_of(view)[name], view["sheet"]
    assert (row["finding"], row["answer"]["conflict"]) == (None, True)
    assert [j["by"] for j in row["answer"]["judgements"]] == ["W", "L"]
    assert row["answer"]["judgements"][1]["deviation"] == pytest.approx(0.05)
    assert (sheet["number"], sheet["materiality"], sheet["assurance"]) == ("V-7", "5 %", "limited")
    assert (sheet["nonconformities"], sheet["unjudged"]) == ([], len(rows_of(view)))
    page = render(view, "html").decode()
    for words in ("scale not calibrated", "weigh again", "protocol", "verifiers differ"):
        assert words in page, words


def test_a_nonconformity_stands_in_the_summary(tmp_path: Path) -> None:
    assessment, name = assessed(tmp_path, "finding: conform, by: W", "finding: minor, by: W")
    view = view_of(assessment, ChecklistWish("full", "activity"))
    (line,) = view["sheet"]["nonconformities"]
    assert (line["id"], line["finding"], line["note"], line["by"]) == (
        name,
        "minor",
        "scale not calibrated",
        "L",
    )
    assert line["no"] == rows_of(view)[name]["no"]
    assert view["sheet"]["findings"] == {"minor": 1}
    assert b"scale not calibrated" in render(view, "html")


@pytest.mark.parametrize(
    ("methods", "activity"),
    [
        (["document_review"], "desk_review"),
        (["recalculation", "interview"], "interview"),
        (["interview", "site_observation"], "site_visit"),
        (["document_review", "sampling"], "site_visit"),
        (None, "desk_review"),
    ],
)
def test_an_activity_follows_from_the_methods(methods: object, activity: str) -> None:
    assert activity_of(methods) == activity


@pytest.mark.parametrize(
    ("reported", "verified", "found"),
    [
        ("2 kg", "1900 g", -0.05),
        ("5", "5", 0.0),
        ("0 kg", "1 kg", None),
        ("1 kg", "1 m", None),
        ("x", "1", None),
    ],
)
def test_deviations_are_of_amounts_of_one_dimension(
    reported: str, verified: str, found: float | None
) -> None:
    assert deviation(reported, verified) == found


def test_rows_by_activity_keep_their_numbers_and_the_working_form_lays_out_no_formulas() -> None:
    found = result("kettle")
    by_clause = checklist_view(found.program, found, "en", (), WORKING)
    by_activity = checklist_view(found.program, found, "en", (), ChecklistWish("working", "activity", True))
    assert {n: r["no"] for n, r in rows_of(by_clause).items()} == {
        n: r["no"] for n, r in rows_of(by_activity).items()
    }
    assert (by_clause["formulas"], bool(by_activity["formulas"])) == ([], True)
    assert all(row["check"] is None for row in rows_of(by_clause).values())
    for group in by_activity["groups"]:
        assert len({row["activity"] for row in group["rows"]}) == 1
