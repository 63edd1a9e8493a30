"""Checklists that are filled in and come back: the same answers in every format, merged, nothing lost."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree
from openpyxl import load_workbook

from ruleengine.answers.form import MARK
from ruleengine.documents.checklist.rows import requirement_hashes
from ruleengine.documents.checklist_office.xml import SCHEMA
from ruleengine.program.inputs import as_map
from ruleengine.ruleset.library import Library
from tests.answers.checklists import WHO, Answers, Desk, desk, open_sheet
from tests.cli.command import run

ANSWERS: dict[str, dict[str, Any]] = {
    "battery-mass": {
        "finding": "轻微不符合 minor", "document": "称重记录 weighing\nphoto", "document_date": "2026-02-03\n2026/2/4",
        "page": "3", "population": "12", "sample": "3 of 12", "reported": "1 kg", "verified": "1.05 kg",
        "note": "=1+1 未记录\nsecond line", "corrective_action": "补充记录", "deadline": "2026-05-01",
    },
    "materials[1].mass": {"ticked": "是 yes", "sampled": "x", "verified": "510 g", "why": "scale", "document": "log"},
    "head": {"by": "LW", "date": "2026-03-05", "opinion": "unmodified", "text": "无重大偏差", "concluded_by": "ZS"},
}  # fmt: skip
FINDING = {
    "finding": "minor", "population": "12", "sample": "3 of 12", "reported": "1 kg", "verified": "1.05 kg",
    "note": "=1+1 未记录\nsecond line", "by": "LW", "date": "2026-03-05", "corrective_action": "补充记录",
    "deadline": "2026-05-01", "evidence": [
        {"document": "称重记录 weighing", "date": "2026-02-03", "page": "3"},
        {"document": "photo", "date": "2026-02-04"},
    ],
}  # fmt: skip


@pytest.fixture
def lamp(tmp_path: Path) -> Desk:
    return desk(tmp_path)


@pytest.mark.parametrize("tongue", ["zh", "en", "both"])
@pytest.mark.parametrize("ending", ["xlsx", "docx", "xml"])
def test_every_format_brings_the_same_answers_back(ending: str, tongue: str, lamp: Desk) -> None:
    done, told = lamp.collected(lamp.filled(f"list.{ending}", ANSWERS, tongue))
    assert told == []
    finding = dict(as_map(as_map(done.data["findings"])["battery-mass"]))
    judged = finding.pop("judged")
    assert (finding.pop("form"), str(judged)[:7]) == (f"list.{ending}", "sha256:")
    assert finding == FINDING
    value = as_map(as_map(done.data["data"])["materials[1].mass"])
    assert (value["ticked"], value["sampled"], value["verified"], value["why"]) == (
        True,
        True,
        "510 g",
        "scale",
    )
    assert (str(value["reported"]), value["evidence"]) == ("500 g", [{"document": "log"}])
    assert done.data["conclusion"] == {"opinion": "unmodified", "text": "无重大偏差", "by": "ZS"}
    assert done.counts == {"new": 2, "more": 0, "added": 0, "known": 0}


@pytest.mark.parametrize("ending", ["xlsx", "docx", "xml"])
def test_a_checklist_has_the_same_bytes_each_time_and_says_nothing_by_itself(ending: str, lamp: Desk) -> None:
    first = lamp.sent(f"a.{ending}").read_bytes()
    assert lamp.sent(f"b.{ending}").read_bytes() == first
    done, told = lamp.collected(lamp.folder / f"a.{ending}")
    assert (told, done.data) == ([], lamp.assessment().document.data)


def test_xml_is_what_the_schema_says_before_and_after(lamp: Desk) -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    for path in (lamp.sent("a.xml"), lamp.filled("b.xml", ANSWERS)):
        schema.assertValid(etree.parse(str(path)))


def test_answers_go_into_the_text_of_the_assessment_and_come_back_once(lamp: Desk) -> None:
    before = lamp.path.read_text(encoding="utf-8")
    path = lamp.filled("a.xlsx", ANSWERS)
    assert lamp.take(path) == []
    after = lamp.path.read_text(encoding="utf-8")
    kept = after.splitlines()
    assert [line for line in before.splitlines() if line not in kept] == []
    assert "team:  # who verifies" in after
    assert lamp.assessment().findings["battery-mass"].finding == "minor"
    again, _ = lamp.collected(path)
    assert (again.data, again.counts["known"]) == (lamp.assessment().document.data, 2)
    # what one verifier has judged stands in the next checklist, and says nothing new when it comes back as it was
    once_more, told = lamp.collected(lamp.sent("next.docx"))
    assert (once_more.data, told) == (again.data, [])


def test_two_verifiers_stand_beside_one_another_until_somebody_settles_it(lamp: Desk) -> None:
    lamp.take(lamp.filled("a.xlsx", ANSWERS))
    text = lamp.path.read_text(encoding="utf-8").replace(
        "    finding: minor\n", "    finding: minor  # seen on site\n"
    )
    lamp.path.write_text(text, encoding="utf-8")
    other = {"battery-mass": {"finding": "conform", "deadline": "2026-06-01"}}
    sent = lamp.filled("b.docx", {**other, "head": {"by": "ZS", "date": "2026-03-07"}})
    by_hand = lamp.folder / "c.docx"
    by_hand.write_bytes(sent.read_bytes())
    told = lamp.take(sent)
    assert [d.key for d in told] == ["W674.field", "W674.finding"]
    assert "ZS judges `battery-mass` as conform, LW as minor" in told[1].said("en").message
    assert "核查文件中为`2026-05-01`" in told[0].said("zh").message
    finding = lamp.assessment().findings["battery-mass"]
    assert [(j.by, j.finding, j.date, j.form) for j in finding.judgements] == [
        ("LW", "minor", "2026-03-05", "a.xlsx"), ("ZS", "conform", "2026-03-07", "b.docx"),
    ]  # fmt: skip
    assert (finding.is_conflict, finding.finding, finding.deadline) == (True, None, "2026-05-01")
    assert "2026-06-01" in (finding.judgements[1].note or "")
    assert "# seen on site" in lamp.path.read_text(encoding="utf-8")


def test_the_order_of_files_does_not_decide_who_is_right(lamp: Desk) -> None:
    first = lamp.filled("a.xlsx", {"battery-mass": {"finding": "major"}, **WHO})
    second = lamp.filled("b.xml", {"battery-mass": {"finding": "conform", "by": "ZS"}, **WHO})
    for files in ((first, second), (second, first)):
        done, told = lamp.collected(*files)
        listed = as_map(as_map(done.data["findings"])["battery-mass"])["judgements"]
        assert isinstance(listed, list)
        assert {str(j["by"]): j["finding"] for j in listed} == {"LW": "major", "ZS": "conform"}
        assert [d.key for d in told] == ["W674.finding"]


def test_who_says_more_completes_and_who_says_otherwise_is_told(lamp: Desk) -> None:
    lamp.take(lamp.filled("a.xlsx", {"battery-mass": {"finding": "conform"}, **WHO}))
    more = lamp.filled("b.xlsx", {"battery-mass": {"document": "photo"}})
    assert lamp.take(more) == []
    (judgement,) = lamp.assessment().findings["battery-mass"].judgements
    assert [e.document for e in judgement.evidence] == ["photo"]
    later = lamp.filled("c.xlsx", {"battery-mass": {"finding": "major", "date": "2026-03-09"}})
    (told,) = lamp.take(later)
    assert told.key == "W674.own"
    finding = lamp.assessment().findings["battery-mass"]
    assert (len(finding.judgements), finding.finding) == (2, "major")


def test_notes_without_a_finding_are_kept_and_judge_nothing(lamp: Desk) -> None:
    lamp.take(lamp.filled("a.docx", {"battery-mass": {"note": "to be looked at"}, **WHO}))
    assert "battery-mass" not in lamp.assessment().findings
    lamp.take(
        lamp.filled("b.xlsx", {"battery-mass": {"note": "to be looked at", "finding": "conform"}, **WHO})
    )
    (judgement,) = lamp.assessment().findings["battery-mass"].judgements
    assert (judgement.finding, judgement.note, judgement.form) == ("conform", "to be looked at", "b.xlsx")


def test_another_assessment_of_the_product_is_taken_like_a_checklist(lamp: Desk) -> None:
    theirs = lamp.folder / "theirs.yaml"
    lamp.take(lamp.filled("a.xlsx", ANSWERS))
    text = lamp.path.read_text(encoding="utf-8")
    by_them = text.replace("finding: observation", "finding: minor\n    by: ZS\n    date: 2026-03-01")
    by_them = by_them.replace("conform, judged", "conform, by: ZS, date: 2026-03-01, judged")
    theirs.write_text(by_them, encoding="utf-8")
    refused = lamp.refused(theirs)
    assert [d.key for d in refused] == ["E672.nobody"]
    assert "score-limit" in refused[0].message
    lamp.path.write_text(
        text.replace("finding: observation", "finding: observation\n    by: LW\n    date: 2026-03-01")
    )
    done, told = lamp.collected(theirs)
    assert done.counts == {"new": 0, "more": 1, "added": 1, "known": 2}
    assert [d.key for d in told] == ["W674.finding"]


def page_of(lamp: Desk) -> dict[str, Any]:
    """What the page of a checklist saves of a finding and a value."""
    now = lamp.assessment()
    answers = {k: v for k, v in ANSWERS["battery-mass"].items() if k != "finding"} | {"finding": "minor"}
    return {
        "format": MARK, "ruleset": "mini/lamp@1.0.0", "ruleset_hash": now.program.resolved.fingerprint,
        "product": "lamp", "product_hash": now.result.inventory.fingerprint, "lang": "zh",
        "requirements": {
            "battery-mass": {"hash": requirement_hashes(now.program)["battery-mass"], "answers": answers},
        },
        "values": {"power": {"hash": "10", "answers": {"ticked": "true", "verified": "10.5 W"}}}, "head": WHO["head"],
    }  # fmt: skip


def test_a_page_that_sends_back_what_was_judged_of_an_earlier_state_judges_nothing_anew(lamp: Desk) -> None:
    page, path = page_of(lamp), lamp.folder / "lamp.answers.json"
    page["values"]["power"]["answers"]["why"] = "nameplate"
    path.write_text(json.dumps(page), encoding="utf-8")
    assert lamp.take(path) == []
    today, earlier = page["requirements"]["battery-mass"]["hash"], f"sha256:{'0' * 64}"
    text = lamp.path.read_text(encoding="utf-8")
    assert text.count(today) == 1
    lamp.path.write_text(text.replace(today, earlier), encoding="utf-8")
    done, told = lamp.collected(path)
    assert ([d.key for d in told], done.counts["known"]) == (["W675.again"], 2)
    assert as_map(as_map(done.data["findings"])["battery-mass"])["judged"] == earlier
    page["head"] = {**page["head"], "date": "2026-04-01"}
    path.write_text(json.dumps(page), encoding="utf-8")
    done, told = lamp.collected(path)
    assert ([d.key for d in told], done.counts["added"]) == (["W674.own"] * 2, 2)


def test_answers_that_would_leave_an_assessment_nobody_can_read_are_not_written(lamp: Desk) -> None:
    """A value that was verified otherwise, and nobody says why."""
    path, before = lamp.folder / "lamp.answers.json", lamp.path.read_bytes()
    path.write_text(json.dumps(page_of(lamp)), encoding="utf-8")
    told = run("collect", path, "--into", lamp.path, rules=lamp.library.root, code=1).stderr
    assert "E680" in told
    assert "data.power" in told
    assert lamp.path.read_bytes() == before


def test_the_answers_of_a_page_are_taken_and_held_to_its_hashes(lamp: Desk) -> None:
    path, page = lamp.folder / "lamp.answers.json", page_of(lamp)
    row = {"hash": page["requirements"]["battery-mass"]["hash"]}
    path.write_text(json.dumps(page, indent=1), encoding="utf-8")
    done, told = lamp.collected(path)
    finding = dict(as_map(as_map(done.data["findings"])["battery-mass"]))
    assert (told, finding.pop("judged"), finding.pop("form")) == ([], row["hash"], "lamp.answers.json")
    assert finding == FINDING
    assert done.counts["new"] == 2
    for change, key in (
        ({"ruleset_hash": "sha256:0"}, "E671.draft"), ({"product": "bulb"}, "E671.product"),
        ({"extra": "x"}, "E670.outside"), ({"head": {**WHO["head"], "finding": "minor"}}, "E670.outside"),
        ({"requirements": {"no-such": {**row, "answers": {"finding": "minor"}}}}, "E670.unknown"),
    ):  # fmt: skip
        path.write_text(json.dumps({**page, **change}), encoding="utf-8")
        assert [d.key for d in lamp.refused(path)] == [key]


def test_the_fields_of_a_pdf_are_taken_by_their_names(lamp: Desk) -> None:
    now, path = lamp.assessment(), lamp.folder / "lamp.pdf"
    identity = {
        "format": MARK, "ruleset": "mini/lamp@1.0.0", "ruleset_hash": now.program.resolved.fingerprint,
        "product": "lamp", "product_hash": now.result.inventory.fingerprint, "lang": "zh",
        "requirements": dict(requirement_hashes(now.program)), "values": {"materials[1].mass": "500 g"},
    }  # fmt: skip
    fields = {
        f"requirements|battery-mass|{k}": v for k, v in ANSWERS["battery-mass"].items() if k != "finding"
    }
    fields |= {"values|materials[1]·mass|verified": "510 g", "head||by": "LW"}
    fields |= {
        "head||date": "2026-03-05",
        "ruleengine": json.dumps(identity),
        "requirements|score-limit|note": "",
    }
    with pikepdf.new() as file:
        file.add_blank_page()
        made = [
            pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String(k), V=pikepdf.String(v))
            for k, v in fields.items()
        ]
        name = pikepdf.String("requirements|battery-mass|finding")
        made.append(pikepdf.Dictionary(FT=pikepdf.Name.Btn, T=name, V=pikepdf.Name.minor))
        file.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(made))
        file.save(path)
        file.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript)
        file.save(lamp.folder / "acting.pdf")
    done, told = lamp.collected(path)
    finding = dict(as_map(as_map(done.data["findings"])["battery-mass"]))
    assert (told, finding.pop("form")) == ([], "lamp.pdf")
    assert {k: v for k, v in finding.items() if k != "judged"} == FINDING
    assert as_map(as_map(done.data["data"])["materials[1].mass"])["reported"] == "500 g"
    assert [d.key for d in lamp.refused(lamp.folder / "acting.pdf")] == ["E660.macros"]


def test_days_of_a_spreadsheet_and_percentages_are_read_as_they_are_shown(lamp: Desk) -> None:
    answers = {
        "battery-mass": {"finding": "minor", "deadline": date(2026, 5, 1)},
        "power": {"verified": 10.5},
        **WHO,
    }
    done, _ = lamp.collected(lamp.filled("a.xlsx", answers))
    assert as_map(as_map(done.data["findings"])["battery-mass"])["deadline"] == "2026-05-01"
    assert str(as_map(as_map(done.data["data"])["power"])["verified"]) == "10.5"


#: What the next version says otherwise of the battery.
CHANGED = ("check: battery_mass > 0", "check: battery_mass >= 0")


def test_answers_are_carried_over_to_the_next_version_and_stand_open_where_it_differs(lamp: Desk) -> None:
    answers: Answers = {
        "battery-mass": {"finding": "minor"}, "score-limit": {"finding": "conform"},
        "sources-listed": {"finding": "conform"}, "materials[1].mass": {"ticked": "x"}, **WHO,
    }  # fmt: skip
    path = lamp.filled("old.xlsx", answers)
    rules = lamp.library.root / "mini/lamp/1.0.0.yaml"
    text = rules.read_text(encoding="utf-8").replace("version: 1.0.0", "version: 1.1.0", 1)
    assert CHANGED[0] in text
    (rules.parent / "1.1.0.yaml").write_text(text.replace(*CHANGED), encoding="utf-8")
    for name in ("lamp.yaml", "lamp.assessment.yaml"):
        file = lamp.path.with_name(name)
        old = file.read_text(encoding="utf-8")
        file.write_text(old.replace("mini/lamp@1.0.0", "mini/lamp@1.1.0"), encoding="utf-8")
    next_desk = Desk(Library(lamp.library.root), lamp.folder)
    text = next_desk.path.read_text(encoding="utf-8")
    text = text[: text.index("findings:")] + text[text.index("verification:") :]
    next_desk.path.write_text(text, encoding="utf-8")
    assert [d.key for d in next_desk.refused(path)] == ["E671.version"]
    told = next_desk.take(path, carry=True)
    assert [(d.key, "battery-mass" in d.message) for d in told] == [("W675.changed", True)]
    assert "requirements.battery-mass" in told[0].said("zh").message
    found = next_desk.assessment().findings
    assert {k: f.is_current for k, f in found.items()} == {
        "battery-mass": False, "score-limit": True, "sources-listed": True,
    }  # fmt: skip


def test_the_command_takes_checklists_and_says_what_became_of_them(lamp: Desk) -> None:
    path, into, rules = lamp.filled("a.xlsx", ANSWERS), lamp.path, lamp.library.root
    said = run("--messages", "zh", "collect", path, "--into", into, rules=rules).stdout
    assert said.splitlines()[-1] == "已读取1个文件：新增2项，并列0项，补全0项，已有0项"
    before, out = into.read_bytes(), lamp.folder / "new.yaml"
    again = ("collect", path, "--into", into, "-o", out)
    assert json.loads(run(*again, "--format", "json", rules=rules).stdout)["known"] == 2
    assert out.read_bytes() == into.read_bytes() == before
    path.write_bytes(path.read_bytes()[:1000])
    assert "E660" in run(*again, code=1, rules=rules).stderr


@pytest.mark.thorough
@pytest.mark.needs("soffice")
def test_checklists_saved_again_by_libreoffice_say_the_same(lamp: Desk) -> None:
    office = shutil.which("soffice")
    assert office is not None
    saved = lamp.folder / "saved"
    files = [lamp.filled("a.xlsx", ANSWERS), lamp.filled("b.docx", ANSWERS)]
    bad = lamp.filled(
        "c.xlsx", {"battery-mass": {"note": ("=1+1",), "verified": "12,5 kg", "deadline": 46113}}
    )
    book = load_workbook(bad)
    sheet = book.worksheets[0]
    columns, rows = open_sheet(sheet)
    sheet.cell(rows["battery-mass"], columns["text"]).value += " if possible"
    sheet.merge_cells(start_row=6, end_row=6, start_column=columns["cause"], end_column=columns["cause"] + 1)
    book.save(bad)
    for path in (*files, bad):
        subprocess.run(
            [office, f"-env:UserInstallation=file://{lamp.folder}/profile", "--headless", "--convert-to",
             path.suffix[1:], "--outdir", str(saved), str(path)],
            check=True, capture_output=True, timeout=240,
        )  # fmt: skip
    before = [lamp.collected(path) for path in files]
    after = [lamp.collected(saved / path.name) for path in files]
    assert [told for _, told in after] == [[], []]
    assert [done.data for done, _ in after] == [done.data for done, _ in before]
    told = {d.key: d.message for d in lamp.refused(saved / "c.xlsx")}
    assert set(told) >= {"E661.formula", "E670.text", "E670.merged"}
    assert all("核查清单 Checklist!" in message for message in told.values())
