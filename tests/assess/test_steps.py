"""The steps of a verification: taken in order, by whom may take them, in a log that shows what was done to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from ruleengine.assess.assessment import read_assessment
from ruleengine.assess.obstacles import obstacles
from ruleengine.assess.steps import against_step
from ruleengine.assess.verified_result import verified_result
from ruleengine.ruleset.library import Library
from tests.cli.command import run
from tests.ruleset.small_library import copy_of_small_library

JUDGED = "sha256:35beea3fb05f96a16d790b1ed05278801988d3669a55e1b6a4b08b24249d3427"
TEXT = f"""\
# 核查文件，注释保留
assessment: lamp
ruleset: mini/lamp@1.0.0
inventory: lamp.yaml
verification:
  client: {{name: 甲厂}}
  body: {{name: 乙核查}}
  team:
    - {{name: 张强, role: lead, initials: ZQ}}
    - {{name: 李明, role: reviewer, initials: LM}}
    - {{name: 王, role: reviewer, initials: W}}
  dates: [{{from: 2026-03-01, to: 2026-03-03, activity: site_visit}}]
  scope: {{zh: 全部, en: all}}
  assurance: reasonable
  materiality: 5 %
  sampling:
    members:
      - {{id: L-1, sampled: true, why: 产量最大, share: 60 %, result: 6.41 kgCO2e}}
      - {{id: L-2, sampled: false, why: 结构相同, share: 40 %, carried_from: L-1, factor: 0.5}}
    carried_over: {{zh: 按功率, en: by power}}
findings:  # 结论
  sources-listed:
    finding: minor
    judged: {JUDGED}
    by: ZQ
    date: 2026-03-02
    note: 缺一份记录
    deadline: 2026-03-20
data:
  "materials[1].mass": {{reported: 500 g, verified: 520 g, why: 抽样称重, by: ZQ, date: 2026-03-02}}
conclusion: {{opinion: unmodified, text: 公允, by: ZQ, date: 2026-03-16}}
declaration:
  number: EX-1
  issuer: {{name: {{zh: 示例公司, en: Example Co.}}, address: {{zh: 示例路1号, en: 1 Example Road}}}}
  place: {{zh: 示例市, en: Example City}}
  date: 2026-03-31
  signatory: {{name: 李示例, function: {{zh: 负责人, en: head}}}}
"""
#: What brings it to a positive decision.
CLOSED = (
    "    deadline: 2026-03-20\n",
    "    deadline: 2026-03-20\n    closed_by: ZQ\n    closed: 2026-03-15\n",
)
REVISED = ("inventory: lamp.yaml", "inventory: revised.yaml")


class Desk:
    """A copy of the small library with one assessment, and the commands of a verifier."""

    def __init__(self, place: Path):
        self.library = copy_of_small_library(place)
        self.path = self.library.root / "mini/lamp/examples/v.assessment.yaml"
        self.path.write_text(TEXT, encoding="utf-8")

    def change(self, *changes: tuple[str, str]) -> None:
        """Edit the assessment as a person would."""
        text = self.path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        self.path.write_text(text, encoding="utf-8")

    def assess(self, *words: str | Path, code: int = 0) -> Result:
        """`ruleengine assess` on it, with the exit code that is due."""
        return run("assess", self.path, *words, code=code, rules=self.library.root)

    def step(self, to: str, by: str, on: str, *more: str, code: int = 0) -> Result:
        """A step of it, with the exit code that is due."""
        return self.assess("--to", to, "--by", by, "--date", on, *more, code=code)

    def revise(self) -> Result:
        """The revised inventory, which the assessment then names."""
        made = self.assess("--revise", "-o", self.path.parent / "revised.yaml")
        self.change(REVISED)
        return made

    def against(self) -> set[str]:
        """What stands against declaring."""
        read, _ = read_assessment(self.path, Library(self.library.root))
        return {d.key for d in obstacles(read)}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def codes(told: Result) -> list[str]:
    """The codes that a command told."""
    return [w.rstrip(":") for w in told.output.split() if w.startswith(("E6", "E8")) and w.endswith(":")]


def test_from_a_draft_to_a_decision_that_can_be_declared(desk: Desk) -> None:
    desk.step("under_verification", "ZQ", "2026-03-01")
    assert codes(desk.step("independent_review", "ZQ", "2026-03-17", code=1)) == ["E801", "E801"]
    desk.change(CLOSED)
    before = desk.library.root / "mini/lamp/examples/lamp.yaml"
    told = desk.revise()
    assert "1 value revised: 6.41 to 6.42 kgCO2e per unit (+0.25 %)" in told.output
    made = (desk.path.parent / "revised.yaml").read_text(encoding="utf-8").splitlines()
    kept = before.read_text(encoding="utf-8").splitlines()
    assert [line for line in made if line not in kept] == [
        '    # 核查修订 / revised by verification ZQ 2026-03-02：materials[1].mass，原为 / was "500 g"',
        "    # 理由 / why：抽样称重",
        '    - {name: 铝, mass: "520 g", factor: 16 kgCO2e/kg, part: body, source: scale}',
    ]
    assert len(made) == len(kept) + 2
    assert desk.against() == {"E801.not_decided"}
    desk.step("independent_review", "ZQ", "2026-03-17")
    desk.step("decided", "LM", "2026-03-18", "--note", "同意")
    text = desk.path.read_text(encoding="utf-8")
    assert text.startswith("# 核查文件，注释保留\n")
    assert "findings:  # 结论\n" in text
    assert desk.against() == set()
    data = json.loads(desk.assess("--format", "json").output)
    assert (data["state"], data["next"], data["against"]) == ("decided", None, [])
    assert [s["state"] for s in data["log"]] == ["under_verification", "independent_review", "decided"]
    assert [s["previous"] for s in data["log"]] == [None, *(s["fingerprint"] for s in data["log"][:2])]
    assert data["values"][0]["in_inventory"] is True
    assert data["result"]["now"] == data["result"]["verified"]
    assert [(m["value"], m["carried_from"]) for m in data["members"]] == [("6.41", None), ("3.205", "L-1")]
    run("declare", desk.path, "--format", "html", "-o", desk.path.parent, rules=desk.library.root)
    cited = (desk.path.parent / "lamp.declaration.both.html").read_text(encoding="utf-8")
    assert data["inventory"]["hash"].removeprefix("sha256:") in cited
    assert "Computed requirements only" not in cited
    assert "decision rule of the engine, as the rule set states none" in cited


@pytest.fixture
def decided(desk: Desk) -> Desk:
    """One that was decided positively."""
    desk.change(CLOSED)
    desk.revise()
    desk.step("under_verification", "ZQ", "2026-03-01")
    desk.step("independent_review", "ZQ", "2026-03-17")
    desk.step("decided", "LM", "2026-03-18")
    return desk


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("缺一份记录", "缺两份记录", "E682.changed"),
        ("decision: positive", "decision: negative", "E801.not_decided"),
        ("state: independent_review, by: ZQ", "state: independent_review, by: LM", "E682.previous"),
        ("state: independent_review", "state: under_verification", "E682.order"),
        ('date: "2026-03-18"', 'date: "2026-03-16"', "E682.date"),
    ],
)
def test_what_is_edited_after_the_decision_is_told(decided: Desk, old: str, new: str, key: str) -> None:
    decided.change((old, new))
    assert key in decided.against()


def test_an_inventory_that_changes_after_the_decision_is_told_and_the_way_back_is_open(decided: Desk) -> None:
    path = decided.path.parent / "revised.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("zh: 示例,", "zh: 示例二,"), encoding="utf-8")
    assert decided.against() == {"E682.changed"}
    assert codes(decided.assess(code=1)) == ["E682"]
    decided.step("under_verification", "ZQ", "2026-05-01")
    assert decided.against() == {"E801.not_decided"}


def test_a_step_that_was_taken_out_is_told(decided: Desk) -> None:
    lines = decided.path.read_text(encoding="utf-8").splitlines(keepends=True)
    decided.path.write_text("".join(x for x in lines if "independent_review" not in x), encoding="utf-8")
    assert decided.against() == {"E682.previous", "E682.order"}


@pytest.mark.parametrize(
    ("step", "changes", "expected"),
    [
        (("decided", "LM", "2026-03-18"), [], "after draft the verification does not come to decided"),
        (("under_verification", "LM", "2026-03-01"), [], "`LM` reviews"),
        (("under_verification", "XY", "2026-03-01"), [], "`XY` stands for nobody of the team"),
        (("under_verification", "ZQ", "2026-03-01"), [("  assurance: reasonable\n", "")], "does not say `assurance`"),
        (("under_verification", "ZQ", "2026-03-01"), [("role: lead", "role: member")], "nobody leads the team"),
    ],
)  # fmt: skip
def test_steps_that_cannot_be_taken(
    desk: Desk, step: tuple[str, str, str], changes: list[tuple[str, str]], expected: str
) -> None:
    desk.change(*changes)
    before = desk.path.read_bytes()
    told = desk.step(*step, code=1)
    assert "E681" in codes(told)
    assert expected in " ".join(told.output.split())
    assert desk.path.read_bytes() == before


@pytest.mark.parametrize(
    ("by", "on", "changes", "expected"),
    [
        ("ZQ", "2026-03-18", [], ["leader of the team", "took part in the verification (`sources-listed`"]),
        ("W", "2026-03-18", [("closed_by: ZQ", "closed_by: W")], ["`W` took part in the verification (`sources"]),
        ("LM", "2026-03-16", [], ["the step is of 2026-03-16, and the one before of 2026-03-17"]),
        ("LM", "2026-03-18", [("opinion: unmodified", "opinion: adverse")], ["the opinion is adverse"]),
    ],
)  # fmt: skip
def test_who_reviews_has_not_verified(
    desk: Desk, by: str, on: str, changes: list[tuple[str, str]], expected: list[str]
) -> None:
    desk.change(CLOSED)
    desk.revise()
    desk.step("under_verification", "ZQ", "2026-03-01")
    desk.change(*(c for c in changes if "opinion" not in c[0]))
    desk.step("independent_review", "ZQ", "2026-03-17")
    desk.change(*(c for c in changes if "opinion" in c[0]))
    told = " ".join(desk.step("decided", by, on, code=1).output.split())
    assert [words for words in expected if words not in told] == []


def test_a_negative_decision_needs_no_conformity_and_nothing_is_declared(desk: Desk) -> None:
    desk.change(("finding: minor", "finding: major"))
    desk.step("under_verification", "ZQ", "2026-03-01")
    desk.step("independent_review", "ZQ", "2026-03-17", code=1)
    desk.change(("opinion: unmodified", "opinion: adverse"))
    desk.step("independent_review", "ZQ", "2026-03-17")
    assert "E681" in codes(desk.step("decided", "LM", "2026-03-18", code=1))
    desk.step("decided", "LM", "2026-03-18", "--negative", "--note", "重大偏差")
    assert "E801.not_decided" in desk.against()


def test_a_deviation_beyond_the_materiality_stands_against_the_decision(desk: Desk) -> None:
    """0.25 % are within 5 % and not within 0.2 %; the rule set may allow less than was agreed on."""

    def deviations() -> list[str]:
        library = Library(desk.library.root)
        read, _ = read_assessment(desk.path, library)
        told = against_step(read, "independent_review", verified_result(read.result, read.values))
        return [d.key for d in told if d.key in ("E681.deviation", "E681.materiality")]

    assert deviations() == []
    desk.change(("materiality: 5 %", "materiality: 0.2 %"))
    assert deviations() == ["E681.deviation"]
    desk.change(("materiality: 0.2 %", "materiality: 5 %"))
    rules = desk.library.root / "mini/lamp/1.0.0.yaml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(
        f"{text}decision: {{materiality: 0.2 %, open_minor: 1, source: own}}\n", encoding="utf-8"
    )
    assert deviations() == ["E681.materiality", "E681.deviation"]
    desk.step("under_verification", "ZQ", "2026-03-01")
    told = desk.assess(code=1)
    assert "decision rule of the rule set: at most 0 major and 1 minor open" in told.output
    assert "open minor" not in told.output


def test_the_list_of_nonconformities_knows_deadlines(desk: Desk) -> None:
    told = desk.assess("--list", "--date", "2026-03-20")
    assert "`sources-listed` minor nonconformity, open, due 2026-03-20" in told.output
    assert "OVERDUE since 2026-03-20" in desk.assess("--list", "--date", "2026-03-21").output
    listed = json.loads(desk.assess("--list", "--date", "2026-03-21", "--format", "json").output)
    assert [(n["kind"], n["standing"], n["by"], n["notes"]) for n in listed["nonconformities"]] == [
        ("minor", "overdue", ["ZQ"], ["缺一份记录"])
    ]
    desk.change(CLOSED)
    assert "closed 2026-03-15 by ZQ" in desk.assess("--list", "--date", "2026-03-21").output
    assert "open, due" in desk.assess("--list", "--date", "2026-03-14").output  # it was still open then


@pytest.mark.parametrize(
    "words",
    [
        ("--to", "decided"), ("--by", "ZQ"), ("--revise",), ("--list", "--revise", "-o", "x.yaml"),
        ("--to", "under_verification", "--by", "ZQ", "--date", "2026-03-01", "--negative"), ("--to", "done"),
        ("--date", "2026-02-30"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together(desk: Desk, words: tuple[str, ...]) -> None:
    before = desk.path.read_bytes()
    desk.assess(*words, code=2)
    assert desk.path.read_bytes() == before


def test_what_was_reported_is_not_written_over(desk: Desk) -> None:
    """Neither by its name nor by that of its folder; a file that cannot be edited in place stays as it is."""
    reported = desk.path.parent / "lamp.yaml"
    before = reported.read_bytes()
    for target in (reported, desk.path.parent):
        desk.assess("--revise", "-o", target, code=2)
    assert reported.read_bytes() == before
    whole = desk.path.parent / "v.assessment.json"
    whole.write_text(json.dumps(yaml.load(TEXT, yaml.BaseLoader)).replace('"true"', "true"), encoding="utf-8")
    data = whole.read_bytes().replace(b'"false"', b"false").replace(b'"0.5"', b"0.5")
    whole.write_bytes(data)
    step = ("--to", "under_verification", "--by", "ZQ", "--date", "2026-03-01")
    assert "E810" in codes(run("assess", whole, *step, code=1, rules=desk.library.root))
    assert whole.read_bytes() == data


def test_a_conflict_counts_as_not_judged_until_it_is_settled(desk: Desk) -> None:
    """And a later judgement opens it again; the first judgement of a verifier is kept and does not count."""

    def finding(*judgements: tuple[str, str, str], settled: str = "") -> tuple[str | None, bool, int]:
        listed = "".join(
            f"      - {{finding: {f}, judged: {JUDGED}, by: {by}, date: 2026-03-{on}}}\n"
            for f, by, on in judgements
        )
        head = TEXT[: TEXT.index("findings:")]
        body = f"findings:\n  sources-listed:\n    judgements:\n{listed}{settled}"
        desk.path.write_text(head + body, encoding="utf-8")
        read, _ = read_assessment(desk.path, Library(desk.library.root))
        found = read.findings["sources-listed"]
        return found.finding, found.is_conflict, len(found.judgements)

    settled = "    settled: {finding: minor, by: W, date: 2026-03-05, why: 仅一处}\n"
    assert finding(("conform", "ZQ", "02"), ("minor", "LM", "03")) == (None, True, 2)
    assert finding(("conform", "ZQ", "02"), ("minor", "LM", "03"), settled=settled) == ("minor", False, 2)
    assert finding(("conform", "ZQ", "06"), ("minor", "LM", "03"), settled=settled) == (None, True, 2)
    assert finding(("major", "ZQ", "01"), ("minor", "ZQ", "04"), ("minor", "LM", "03")) == ("minor", False, 3)
