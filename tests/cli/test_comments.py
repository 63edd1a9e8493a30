"""`ruleengine comments`: from the form that goes out to the comments on the next draft."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ruleengine.cli.main import cli
from tests.consultation.forms import SECTIONS, fill_workbook, library_of

DRAFT, NEXT = "test/product@1.0.0", "test/product@2.0.0"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    parameters = {**SECTIONS["parameters"], "limit": "6 kg"}
    library_of(tmp_path, {"1.0.0": {}, "2.0.0": {"parameters": parameters, "inputs": {"mass": "kg"}}})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RULEENGINE_RULES", "rules")
    return tmp_path


def run(*arguments: str, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["comments", *arguments])
    assert result.exit_code == exit_code, result.output
    return result


def form(name: str, unit: str, **answers: str) -> str:
    """A form that was sent out and filled in; `emissions_making` stands for the element's path."""
    run("form", DRAFT, "-o", name)
    rows = {path.replace("_", ".", 1): {"comment": text} for path, text in answers.items()}
    fill_workbook(Path(name), {"unit": unit, **rows})
    return name


def test_from_the_form_to_the_next_draft(folder: Path) -> None:
    first = form("a.xlsx", "a maker", parameters_limit="too low", inputs_kind="what for?")
    second = form("b.xlsx", "某协会", requirements_light="改为宜")
    told = run("collect", first, second, "--into", "c.yaml")
    assert told.stdout == f"2 files read: 3 new comments, 0 known already; 3 on {DRAFT}\n"
    before = Path("c.yaml").read_bytes()
    again = run("collect", first, "--into", "c.yaml", "--format", "json")
    assert json.loads(again.stdout) == {
        "files": 1, "new": 0, "known": 2, "all": 3, "ruleset": DRAFT, "warnings": [],
    }  # fmt: skip
    assert Path("c.yaml").read_bytes() == before
    found = json.loads(run("list", "c.yaml", "--format", "json").stdout)["comments"]
    ids = {c["element"]: c["id"] for c in found}
    run(
        "track",
        "c.yaml",
        ids["requirements.light"],
        "--decision",
        "采纳",
        "--by",
        "张三",
        "--date",
        "2026-03-01",
    )
    assert "[open]" not in run("list", "c.yaml", "--only", "open").stdout.replace("a maker  [open]", "")
    moved = run("move", "c.yaml", "--to", NEXT)
    assert moved.stdout.splitlines() == [
        "c.yaml", f"3 comments on {NEXT}", "  1  the element says the same, what it rests on has changed",
        "  1  the element has changed", "  1  what it is about is not there any more",
    ]  # fmt: skip
    assert "warning W667: " in moved.stderr
    listed = json.loads(run("list", "c.yaml", "--format", "json").stdout)
    states = {c["element"]: c["state"] for c in listed["comments"]}
    assert states == {
        "requirements.light": "beneath", "inputs.kind": "orphan", "parameters.limit": "changed",
    }  # fmt: skip
    assert listed["decisions"]["accepted"] == 1
    lines = run("list", "c.yaml", "--only", "changed").stdout
    assert "  − limit 5 kg" in lines
    assert "  + limit 6 kg" in lines
    once = Path("c.yaml").read_bytes()
    run("move", "c.yaml", "--to", NEXT, "-o", "d.yaml")
    assert Path("d.yaml").read_bytes() == once
    run("summary", "c.yaml", "-o", "out")
    assert sorted(p.name for p in Path("out").iterdir()) == [
        f"c.summary.both.{ending}" for ending in ("docx", "html", "pdf", "xlsx")
    ]
    page = Path("out/c.summary.both.html").read_text(encoding="utf-8")
    assert all(word in page for word in ("意见汇总处理表", "改为宜", "要素已变", "6 kg", "采纳"))
    checked = CliRunner().invoke(cli, ["validate", "c.yaml"])
    assert (checked.exit_code, "warning W667: " in checked.stdout) == (0, True)


def test_files_are_read_once_so_that_a_pipe_can_be_given(folder: Path) -> None:
    Path("c.yaml").write_text(
        f"comments: {DRAFT}\nitems:\n  c-1: {{by: v, comment: general}}\n", encoding="utf-8"
    )
    for name in (form("a.xlsx", "u", emissions_making="more"), "c.yaml"):
        reading, writing = os.pipe()
        os.write(writing, Path(name).read_bytes())
        os.close(writing)
        assert run("collect", f"/dev/fd/{reading}", "--into", f"{name}.into").stdout.startswith(
            "1 file read: 1 new"
        )
        os.close(reading)


def test_forms_that_disagree_are_shown_until_somebody_settles_it(folder: Path) -> None:
    first, second = form("a.xlsx", "u", emissions_making="more"), form("b.xlsx", "u", emissions_making="less")
    assert (
        "warning W666: u says of `emissions.making`"
        in run("collect", first, second, "--into", "c.yaml").stderr
    )
    ids = [c["id"] for c in json.loads(run("list", "c.yaml", "--format", "json").stdout)["comments"]]
    decide = ("track", "c.yaml", ids[0], "--by", "张三")
    run(*decide, "--decision", "accepted", "--date", "2026-03-01")
    run(*decide, "--decision", "rejected", "--reason", "no data", "--date", "2026-03-01")
    told = run("list", "c.yaml", "--only", "disputed")
    assert "[disputed]" in told.stdout
    assert f"warning W666: decisions of one day on `{ids[0]}` differ" in told.stderr
    run(*decide, "--decision", "partly", "--reason", "in part", "--date", "2026-03-02")
    assert "[disputed]" not in run("list", "c.yaml").stdout


def test_nothing_is_written_where_one_file_cannot_be_read(folder: Path) -> None:
    good = form("a.xlsx", "u", emissions_making="more")
    Path("b.xlsx").write_bytes(Path(good).read_bytes()[:2_000])
    Path("c.yaml").write_text("comments: test/product@1.0.0\nitems: 3\n", encoding="utf-8")
    told = run("collect", good, "b.xlsx", "c.yaml", "--into", "d.yaml", exit_code=1)
    assert "error E660: " in told.stderr
    assert "error E203: " in told.stderr
    assert not Path("d.yaml").exists()


def test_comments_on_another_rule_set_stay_apart_and_those_on_another_version_move(folder: Path) -> None:
    good = form("a.xlsx", "u", emissions_making="more")
    Path("other.yaml").write_text(
        f"comments: {NEXT}\nitems:\n  c-1: {{by: v, comment: general}}\n", encoding="utf-8"
    )
    run("collect", good, "other.yaml", "--into", "c.yaml")
    listed = json.loads(run("list", "c.yaml", "--format", "json").stdout)
    assert (listed["ruleset"], {c["by"] for c in listed["comments"]}) == (DRAFT, {"u", "v"})
    Path("other.yaml").write_text("comments: test/thing@1.0.0\nitems: {}\n", encoding="utf-8")
    assert "error E665: " in run("collect", "other.yaml", "--into", "c.yaml", exit_code=1).stderr


_TRACK = ("track", "c.yaml", "--by", "a")


def test_a_comment_written_by_hand_is_given_the_hash_and_the_words_of_its_element(folder: Path) -> None:
    Path("mail.yaml").write_text(
        f"comments: {DRAFT}\nitems:\n  c-1: {{by: v, element: parameters.limit, comment: too low}}\n",
        encoding="utf-8",
    )
    run("collect", "mail.yaml", "--into", "c.yaml")
    run("move", "c.yaml", "--to", NEXT)
    [found] = json.loads(run("list", "c.yaml", "--format", "json").stdout)["comments"]
    assert (found["state"], found["was"]["en"], found["now"]["en"]) == (
        "changed",
        "limit\n5 kg",
        "limit\n6 kg",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*_TRACK, "c-1", "--decision", "maybe", "--date", "2026-01-01"), "`maybe` is no decision"),
        ((*_TRACK, "c-1", "--decision", "accepted", "--date", "May"), "`May` is not a date"),
        ((*_TRACK, "c-1", "--decision", "rejected", "--date", "2026-01-01"), "`--reason`"),
        ((*_TRACK, "c-2", "--decision", "accepted", "--date", "2026-01-01"), "no comment `c-2`"),
        (("move", "c.yaml", "--to", "test/other@1.0.0"), "another rule set"),
        (("summary", "c.yaml", "-o", "c.odt"), "ends in .odt"),
        (("nothing",), "there is no command `nothing`"),
        (("form", DRAFT, "-o", "-"), "2 are to be written"),
    ],
)  # fmt: skip
def test_wrong_use(arguments: tuple[str, ...], said: str, folder: Path) -> None:
    library_of(folder, {"1.0.0": {}})
    other = (folder / "rules/test/product/1.0.0.yaml").read_text(encoding="utf-8")
    (folder / "rules/test/other").mkdir()
    (folder / "rules/test/other/1.0.0.yaml").write_text(
        other.replace("test/product", "test/other"), encoding="utf-8"
    )
    Path("c.yaml").write_text(
        f"comments: {DRAFT}\nitems:\n  c-1: {{by: v, comment: general}}\n", encoding="utf-8"
    )
    before = Path("c.yaml").read_bytes()
    assert said in run(*arguments, exit_code=2).stderr
    assert Path("c.yaml").read_bytes() == before


def test_validate_knows_files_of_comments(folder: Path) -> None:
    Path("c.yaml").write_text(
        f"comments: {DRAFT}\nitems:\n  c-1:\n    by: v\n    comment: x\n    handling:\n"
        "      - {decision: rejected, by: a, date: 2026-01-01}\n"
        "      - {decision: accepted, by: a, date: 2026-02-30}\n",
        encoding="utf-8",
    )
    told = CliRunner().invoke(cli, ["validate", "c.yaml"])
    assert told.exit_code == 1
    assert told.stdout.count("error E664: ") == 2
    assert "c.yaml:7:" in told.stdout
