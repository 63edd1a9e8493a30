"""What has become of the rules is said wherever a result is: text, explanation, JSON, Parquet, documents, `list`."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest

from ruleengine import read_inventory
from ruleengine.check.validate import lock_text
from ruleengine.check.verify import verify
from ruleengine.diagnostics import Report
from ruleengine.pipeline import program_of
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.portfolio.batch.result_columns import ResultColumns
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from ruleengine.source.reader import read_bytes
from tests.cli.command import run
from tests.portfolio.portfolios import as_row, row_schema, write_rows
from tests.ruleset.small_library import copy_of_small_library
from tests.ruleset.test_status import release, write_status

LAMP = "rules/mini/lamp/examples/lamp.yaml"
STATUS = """\
  mini/lamp@1.0.0:
    withdrawn: {date: 2026-03-01, because: {zh: 公式3有误, en: formula 3 was wrong}}
    errata: [{date: 2026-02-01, text: {zh: 表2应为3 kg, en: Table 2 should say 3 kg}}]
    source: notice
  mini/factors/grid@1.0.0: {from: 2025-01-01, until: 2025-12-31, transition: 2026-06-30, source: notice}
"""
WORSE = """\
  mini/base@1.0.0:
    withdrawn: {date: 2026-04-01, because: {zh: 表1有误, en: table 1 was wrong}}
    source: notice
"""
SENTENCES = (
    "mini/lamp@1.0.0 is withdrawn from 2026-03-01 on (source: notice): formula 3 was wrong",
    "erratum of 2026-02-01 to mini/lamp@1.0.0 (source: notice): Table 2 should say 3 kg",
    "draft: mini/base@1.0.0, mini/factors/heat@1.0.0",
    "mini/factors/grid@1.0.0 is in force until 2025-12-31 and may be used until 2026-06-30",
)
SENTENCES_ZH = (
    "mini/lamp@1.0.0自2026-03-01起撤回（来源：notice）：公式3有误",
    "mini/lamp@1.0.0的勘误（2026-02-01，来源：notice）：表2应为3 kg",
)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A released rule set that was withdrawn later, on a table that is no longer in force and drafts."""
    monkeypatch.chdir(tmp_path)
    made = copy_of_small_library(tmp_path)
    release(made, "mini/lamp", "1.0.0")
    release(made, "mini/factors/grid", "1.0.0")
    (made.root / "lock.yaml").write_text(lock_text(Library(made.root)), encoding="utf-8")
    return write_status(made, STATUS)


def portfolio_of(program: Program, products: int) -> Path:
    """A portfolio of lamps that differ in their ids."""
    row = as_row(read_inventory(Path(LAMP), program), program)
    write_rows(
        Path("p.parquet"), [row | {"inventory": f"lamp-{n}"} for n in range(products)], row_schema(program)
    )
    return Path("p.parquet")


def said(*words: str) -> str:
    return run(*words, rules=Path("rules")).stdout


@pytest.mark.parametrize("command", ["calculate", "sensitivity"])
def test_reports_say_it(library: Library, command: str) -> None:
    text = said(command, "mini/lamp@1.0.0", LAMP)
    assert "rule set mini/lamp@1.0.0 (withdrawn from 2026-03-01, erratum)  sha256:" in text
    assert all(f"\n{sentence}\n" in text for sentence in SENTENCES)


def test_an_explanation_says_it(library: Library) -> None:
    text = said("calculate", "mini/lamp@1.0.0", LAMP, "--explain")
    assert all(text.count(sentence) == 2 for sentence in SENTENCES)


def test_json_says_it_as_facts(library: Library) -> None:
    record = json.loads(said("calculate", "mini/lamp@1.0.0", LAMP, "--format", "json"))
    withdrawn, erratum, *drafts, grid = sorted(
        record["standing"], key=lambda s: ("withdrawn", "erratum", "draft", "ended").index(s["kind"])
    )
    assert (withdrawn["date"], withdrawn["text"]["zh"]) == ("2026-03-01", "公式3有误")
    assert erratum["text"]["en"] == "Table 2 should say 3 kg"
    assert [d["file"] for d in drafts] == ["mini/base@1.0.0", "mini/factors/heat@1.0.0"]
    assert (grid["file"], grid["date"], grid["end"]) == (
        "mini/factors/grid@1.0.0",
        "2025-12-31",
        "2026-06-30",
    )
    report = json.loads(said("sensitivity", "mini/lamp@1.0.0", LAMP, "--format", "json"))
    assert report["standing"] == record["standing"]


def test_a_parquet_file_says_it_in_its_metadata(library: Library) -> None:
    about = ResultColumns(program_of(library, "mini/lamp@1.0.0")).schema().metadata
    assert about[b"ruleengine.status"] == b"released"
    assert "withdrawn" in [s["kind"] for s in json.loads(about[b"ruleengine.standing"])]
    draft = ResultColumns(program_of(library, "mini/limits@1.0.0")).schema().metadata
    assert draft[b"ruleengine.status"] == b"draft"


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_the_results_of_a_batch_say_it_in_a_column_and_a_workbook_in_a_sheet(
    library: Library, ending: str
) -> None:
    program = program_of(library, "mini/lamp@1.0.0")
    output = Path(f"results{ending}")
    calculate_portfolio(program, portfolio_of(program, 1), output)
    codes = (
        "withdrawn mini/lamp@1.0.0; erratum mini/lamp@1.0.0; draft mini/base@1.0.0; "
        "draft mini/factors/heat@1.0.0; ended mini/factors/grid@1.0.0"
    )
    if ending == ".parquet":
        assert pq.read_table(output).to_pylist()[0]["standing"] == codes
        return
    if ending == ".csv":
        (found,) = csv.DictReader(output.read_text(encoding="utf-8-sig").splitlines())
        assert (found["standing"], list(found)[-1]) == (codes, "standing")
        return
    with ZipFile(output) as archive:
        first, second = (
            "|".join(ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{n}.xml")).itertext())
            for n in (1, 2)
        )
    assert codes in first
    for sentence in (
        *SENTENCES,
        SENTENCES_ZH[0],
        "计量基准：一件灯具 / basis: one lamp",
    ):
        assert sentence in second


def test_what_was_withdrawn_while_a_batch_was_stopped_is_said_of_all_products(library: Library) -> None:
    program = program_of(library, "mini/lamp@1.0.0")
    portfolio = portfolio_of(program, 4)

    def stop(done: int, _: int) -> None:
        if done >= 2:
            raise RuntimeError(done)

    with pytest.raises(RuntimeError):
        calculate_portfolio(program, portfolio, Path("out.parquet"), block=1, workers=1, progress=stop)
    assert list(Path("out.parquet.parts").glob("part-*.arrow"))
    again = program_of(write_status(library, STATUS + WORSE), "mini/lamp@1.0.0")
    calculate_portfolio(again, portfolio, Path("out.parquet"))
    (standing,) = set(pq.read_table("out.parquet").column("standing").to_pylist())
    assert "withdrawn mini/base@1.0.0" in standing


def test_rules_shown_with_all_they_inherit_say_it(library: Library) -> None:
    text = said("show", "mini/lamp@1.0.0", "--resolved")
    assert all(f"\n# {sentence}\n" in text for sentence in (*SENTENCES, SENTENCES_ZH[0]))
    assert read_bytes(text.encode(), "shown.yaml", Report()) is not None
    table = said("show", "mini/factors/heat@1.0.0", "--resolved")
    assert table.startswith("mini/factors/heat@1.0.0 (draft)  sha256:")
    assert table.endswith("\ndraft: mini/factors/heat@1.0.0\n")
    for name, kinds in (("mini/lamp", "withdrawn"), ("mini/factors/heat", "draft")):
        shown = json.loads(said("show", f"{name}@1.0.0", "--format", "json"))
        assert shown["standing"][0]["kind"] == kinds


def test_a_file_shown_as_it_is_stays_the_file_and_what_is_to_be_said_of_it_goes_to_standard_error(
    library: Library,
) -> None:
    shown = run("show", "mini/lamp@1.0.0", rules=Path("rules"))
    assert shown.stdout_bytes == (library.root / "mini/lamp/1.0.0.yaml").read_bytes()
    assert shown.stderr.splitlines() == [*SENTENCES[:2]]
    assert run("show", "mini/base@1.0.0", rules=Path("rules")).stderr == "draft: mini/base@1.0.0\n"
    write_status(library, "  mini/base@1.0.0: {from: 2025-01-01, source: notice}\n")
    assert run("show", "mini/factors/grid@1.0.0", rules=Path("rules")).stderr == ""


def test_what_stands_in_a_comment_stays_in_it(library: Library) -> None:
    write_status(library, STATUS.replace("zh: 公式3有误", 'zh: "甲\\nversion: 9"'))
    text = said("show", "mini/lamp@1.0.0", "--resolved")
    assert "\nversion: 9" not in text
    assert "甲\\u000aversion: 9" in text


def test_what_two_names_of_one_table_rest_on_is_said_once(library: Library) -> None:
    path = library.root / "mini/led/1.0.0.yaml"
    text = path.read_text(encoding="utf-8")
    twice = 'tables:\n  again: {table: mini/factors/grid@1.0.0, label: {zh: 再, en: again}, clause: "6"}\n'
    path.write_text(f"{text}{twice}", encoding="utf-8")
    program = program_of(Library(library.root), "mini/led@1.0.0")
    said = [(s.file, s.kind) for s in program.resolved.standings]
    assert len(said) == len(set(said))


def test_of_a_table_that_no_formula_reads_nothing_is_said_beside_a_result(library: Library) -> None:
    """Where the rule set itself is shown, it is."""
    path = library.root / "mini/factors/idle/1.0.0.yaml"
    path.parent.mkdir()
    grid = (library.root / "mini/factors/heat/1.0.0.yaml").read_text(encoding="utf-8")
    path.write_text(grid.replace("mini/factors/heat", "mini/factors/idle"), encoding="utf-8")
    path = library.root / "mini/led/1.0.0.yaml"
    text = path.read_text(encoding="utf-8")
    idle = 'tables:\n  idle: {table: mini/factors/idle@1.0.0, label: {zh: 闲, en: idle}, clause: "6"}\n'
    path.write_text(f"{text}{idle}", encoding="utf-8")
    program = program_of(Library(library.root), "mini/led@1.0.0")
    told = {s.file for s in program.resolved.standings}
    assert "mini/factors/heat@1.0.0" in told
    assert "mini/factors/idle@1.0.0" not in told
    assert (
        "mini/factors/idle@1.0.0" in said("show", "mini/led@1.0.0", "--resolved").partition("\nruleset:")[0]
    )


def test_tests_and_replays_say_it(library: Library) -> None:
    assert "mini/lamp@1.0.0 (withdrawn from 2026-03-01, erratum): 2 of 2 cases passed\n" in said(
        "test", "mini/lamp@1.0.0"
    )
    (file,) = json.loads(said("test", "mini/lamp@1.0.0", "--format", "json"))["files"]
    Path("lamp.json").write_text(
        said("calculate", "mini/lamp@1.0.0", LAMP, "--format", "json"), encoding="utf-8"
    )
    replay = ("verify", "lamp.json", "--inventory", LAMP)
    assert "the same result from mini/lamp@1.0.0 (withdrawn from 2026-03-01, erratum) and" in said(*replay)
    again = json.loads(said(*replay, "--format", "json"))
    assert again["standing"] == file["standing"] != []


def test_documents_say_it_in_their_running_line_and_on_their_first_page(library: Library) -> None:
    said("checklist", "mini/lamp@1.0.0", "--inventory", LAMP, "-o", "out", "--format", "html", "--lang", "en")
    page = Path("out/lamp.checklist.en.html").read_text(encoding="utf-8")
    assert "mini/lamp@1.0.0 (withdrawn from 2026-03-01, erratum) · SHA-256" in page
    notice = page.replace("\xa0", " ").partition('<div class="notice">')[2].partition("</div>")[0]
    for part in (
        "is withdrawn from",
        "formula 3 was wrong</p>",
        "should say",
        SENTENCES[2],
        "may be used until",
    ):
        assert part in notice


def test_a_list_says_it(library: Library) -> None:
    lines = {line.split()[0]: line for line in said("list").splitlines()}
    assert "  withdrawn from 2026-03-01, erratum  " in lines["mini/lamp@1.0.0"]
    assert "  draft  " in lines["mini/base@1.0.0"]
    assert "draft" not in lines["mini/factors/grid@1.0.0"]
    listed = {item["id"]: item for item in json.loads(said("list", "--format", "json"))}
    assert [s["kind"] for s in listed["mini/lamp"]["standing"]] == ["withdrawn", "erratum"]


def test_a_released_file_that_is_not_locked_is_told(library: Library) -> None:
    (library.root / "lock.yaml").unlink()
    text = said("calculate", "mini/lamp@1.0.0", LAMP)
    assert "mini/factors/grid@1.0.0 is released and not in the lock file" in text


def test_a_result_holds_after_the_rules_were_withdrawn_and_the_replay_says_so(library: Library) -> None:
    status = (library.root / "status.yaml").read_text(encoding="utf-8")
    (library.root / "status.yaml").unlink()
    Path("before.json").write_text(said("calculate", "mini/lamp", LAMP, "--format", "json"), encoding="utf-8")
    (library.root / "status.yaml").write_text(status, encoding="utf-8")
    found = run("verify", "before.json", "--inventory", LAMP, rules=Path("rules"))
    assert "warning W734: what is to be said of the rules has changed" in found.output
    assert SENTENCES[0] in found.output
    (told,) = verify(Path("before.json"), Path(LAMP), Library(library.root)).found
    assert f"：{SENTENCES_ZH[0]}；{SENTENCES_ZH[1]}；" in told.said("zh").message
    assert f": {SENTENCES[0]}; {SENTENCES[1]}; " in told.said("en").message


def test_a_replay_says_what_was_said_where_nothing_is_left_to_say(library: Library) -> None:
    """The withdrawal was a mistake, and all is released by now."""
    data = json.loads(said("calculate", "mini/lamp@1.0.0", LAMP, "--format", "json"))
    data["standing"] = [s for s in data["standing"] if s["kind"] == "withdrawn"]
    Path("before.json").write_text(json.dumps(data), encoding="utf-8")
    for file in ("base", "factors/heat"):
        release(library, f"mini/{file}", "1.0.0")
    (library.root / "status.yaml").unlink()
    (library.root / "lock.yaml").unlink()
    (library.root / "lock.yaml").write_text(lock_text(Library(library.root)), encoding="utf-8")
    found = verify(Path("before.json"), Path(LAMP), Library(library.root)).found
    (told,) = [d for d in found if d.code == "W734"]
    assert told.key == "W734.standing_no_more"
    assert told.said("en").message.endswith(f": {SENTENCES[0]}")
    assert told.said("zh").message.endswith(f"：{SENTENCES_ZH[0]}")
