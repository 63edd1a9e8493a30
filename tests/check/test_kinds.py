"""`validate` takes every kind of the project's own files, says what others are for, and has never checked nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from ruleengine import compile_rules, read_inventory
from ruleengine.check import portfolio_files
from ruleengine.check.checking import check_files
from ruleengine.check.portfolio_files import ruleset_named
from ruleengine.cli.main import cli
from ruleengine.diagnostics import Diagnostic, Refused, in_order
from ruleengine.portfolio.files.portfolio_file import open_portfolio
from ruleengine.portfolio.files.staging_csv import stage_tables
from ruleengine.portfolio.limits import LONGEST_CSV_LINE
from ruleengine.ruleset.library import Library
from ruleengine.source.kind import TOP_KEYS, kind_of_data
from ruleengine.source.shape_rules import KINDS
from tests.portfolio.portfolios import as_row, write_tables

SMALL = Path(__file__).parents[1] / "ruleset" / "library"
LAMP = "mini/lamp/examples/lamp"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(SMALL, tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "rules"


def found(root: Path, *paths: Path) -> list[Diagnostic]:
    return check_files(Library(root), paths)[0]


def keys(root: Path, *paths: Path) -> list[str]:
    return [d.key for d in found(root, *paths)]


def changed(root: Path, name: str, *changes: tuple[str, str]) -> Path:
    """A file of the examples with changes, beside it."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    target = path.with_name(f"changed.{path.name}")
    target.write_text(text, encoding="utf-8")
    return target


def test_a_folder_without_files_is_not_a_success(root: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.txt").write_text("x\n", encoding="utf-8")
    (item,) = found(root, tmp_path / "empty")
    assert (item.key, item.severity) == ("E101.nothing", "error")
    done = CliRunner(env={"RULEENGINE_RULES": "rules"}).invoke(
        cli, ["validate", "empty"], prog_name="ruleengine"
    )
    assert done.exit_code == 1
    assert "there is no file to check in `empty`" in done.output


def test_an_assessment_is_checked_with_its_findings_dates_and_inventory(root: Path) -> None:
    assert keys(root, root / f"{LAMP}.assessment.yaml") == []
    bad = changed(
        root, f"{LAMP}.assessment.yaml", ("date: 2026-03-31", "date: 2026-02-30"),
        ("inventory: lamp.yaml", "inventory: gone.yaml"), ("sources-listed:", "no-such-requirement:"),
    )  # fmt: skip
    assert sorted(keys(root, bad)) == ["E101.unreadable", "E601.requirement", "E612.date"]


def test_the_inventory_of_an_assessment_is_checked(root: Path) -> None:
    inventory = changed(root, f"{LAMP}.yaml", ("10 W", "10 KG"))
    bad = changed(root, f"{LAMP}.assessment.yaml", ("inventory: lamp.yaml", f"inventory: {inventory.name}"))
    assert keys(root, bad) == ["E602.unknown_unit"]


def test_an_assessment_quotes_nothing_of_a_file_that_is_no_inventory(root: Path, tmp_path: Path) -> None:
    bad = changed(root, f"{LAMP}.assessment.yaml", ("inventory: lamp.yaml", "inventory: ../secret"))
    secret = "root:x:0:0:secret words\nnobody:x:1:1\n"
    (bad.parent.parent / "secret").write_text(secret, encoding="utf-8")
    (item,) = found(root, bad)
    assert item.key == "E310.kind"
    assert "secret words" not in item.text() + str(item.data())


@pytest.mark.parametrize("reference", ["mini/lamp@1.0.0", "mini/lamp@9.0.0"])
def test_scenarios_and_tests_name_a_rule_set_that_is_there(
    root: Path, tmp_path: Path, reference: str
) -> None:
    (tmp_path / "s.yaml").write_text(
        f"scenarios: {reference}\ncases: {{a: {{label: {{zh: 甲, en: a}}, change: {{power: 5 W}}}}}}\n",
        encoding="utf-8",
    )
    told = keys(root, tmp_path / "s.yaml")
    assert [key[:4] for key in told] == ([] if reference.endswith("1.0.0") else ["E301"])


def test_portfolios_are_read(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "products.csv").write_text("inventory,power\na,5\n", encoding="utf-8")
    (folder / "lines.jsonl").write_text('{"inventory": "a"}\n{"inventory": "b"}\n', encoding="utf-8")
    pq.write_table(pa.table({"inventory": ["a"]}), folder / "p.parquet")
    found_in, count = check_files(Library(root), [folder])
    assert (found_in, count) == ([], 3)
    (folder / "products.csv").write_bytes("inventory,名称\na,灯\n".encode("gb18030"))
    (folder / "lines.jsonl").write_text(
        '{"inventory": "a", "inventory": "b"}\n{"inventory": "c"}\n', encoding="utf-8"
    )
    whole = (folder / "p.parquet").read_bytes()
    (folder / "p.parquet").write_bytes(whole[:60])
    assert [(d.code, Path(d.place.file).name) for d in found(root, folder) if d.place] == [
        ("E108", "lines.jsonl"), ("E615", "p.parquet"),
    ]  # fmt: skip


CSV: dict[str, tuple[dict[str, str | bytes], list[str]]] = {
    "GB18030, semicolons, rows and columns of nothing": (
        {"p.csv": b";;\n" + "inventory;名称;\n灯;灯具;\n;;\n".encode("gb18030")},
        [],
    ),
    "names of columns alone": ({"p.csv": "inventory,power [W]\n"}, []),
    "a title": ({"p.csv": "照明产品清单,,\ninventory,a,b\nx,1,2\n"}, ["E615.title:1"]),
    "a title with a colon": ({"p.csv": "报告：照明,,\ninventory,a,b\nx,1,2\n"}, ["E615.title:1"]),
    "sep=": ({"p.csv": "sep=;\ninventory;power [W]\nx;1\n"}, ["E615.sep:1"]),
    "a name twice": ({"p.csv": "inventory,power,power\nx,1,1\n"}, ["E615.column_twice:1"]),
    "a value below no name": ({"p.csv": "inventory,power,\nx,1,\ny,2,3\n"}, ["E615.nameless:3"]),
    "too many cells": ({"p.csv": "inventory,power\nx,1\ny,31,5\n"}, ["E615.cells:3"]),
    "no ids": ({"p.csv": "name,power\nx,1\n"}, ["E618.no_ids:1"]),
    "UTF-16": ({"p.csv": "inventory,power [W]\nx,1\n".encode("utf-16")}, ["E615.utf16:0"]),
    "a table without its products": ({"p.materials.csv": "product,mass [g]\nx,1\n"}, []),
    "the rule set unknown": ({"p.csv": "inventory,force\nx,1\n", "p.things.csv": "product,a\nx,1\n"}, []),
    "a rule set that is not there": ({"p.csv": "inventory,ruleset\nx,mini/lampe\n"}, ["E301.id:2"]),
    "rule sets named with spaces around": (
        {"p.csv": "note,inventory,ruleset\n\na,w, \nb,x, mini/lampe \nc,y,mini/lampe\n"},
        ["E301.id:4"],
    ),
    "two rule sets": ({"p.csv": "inventory,ruleset\nx,mini/lampe\ny,mini/lamps\n"}, []),
}


@pytest.mark.parametrize("case", CSV)
def test_csv_is_read_as_a_batch_reads_it(root: Path, tmp_path: Path, case: str) -> None:
    files, due = CSV[case]
    folder = tmp_path / "p"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    told = found(root, folder)
    assert [f"{d.key}:{d.place.line}" for d in told if d.place] == due


def test_the_name_of_a_rule_set_in_csv_has_the_place_of_its_cell_as_all_of_the_library(root: Path) -> None:
    (root / "p.csv").write_text("inventory,ruleset\nx,mini/lampe\n", encoding="utf-8")
    (item,) = found(root, root / "p.csv")
    assert item.place is not None
    assert item.place.data() == {"file": "rules/p.csv", "column": "ruleset", "line": 2}
    assert str(item.place) == "rules/p.csv:2"


def test_nothing_is_read_behind_a_second_name_of_a_rule_set(tmp_path: Path) -> None:
    path, note = tmp_path / "p.csv", "n" * 100_000
    names = ["a/b", "a/c", *["a/b"] * (4 * LONGEST_CSV_LINE // len(note))]
    path.write_text("note,ruleset\n" + "".join(f"{note},{n}\n" for n in names), encoding="utf-8")
    read: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portfolio_files, "_untold", read.append)
        assert ruleset_named(path, "csv", "p.csv") is None
    assert sum(read) < path.stat().st_size


@pytest.mark.parametrize("key", TOP_KEYS)
def test_each_key_that_is_said_to_tell_a_kind_tells_it(root: Path, tmp_path: Path, key: str) -> None:
    (tmp_path / "x.yaml").write_text("nothing: 1\n", encoding="utf-8")
    (item,) = found(root, tmp_path / "x.yaml")
    assert item.key == "E202.kind"
    for text in (item.said("en").expected, item.said("zh").expected):
        assert f"`{key}`" in str(text)
    assert kind_of_data({key: {}}) in KINDS


def test_each_kind_that_is_checked_has_a_key_that_tells_it() -> None:
    assert {kind_of_data({key: {}}) for key in TOP_KEYS} == set(KINDS)


@pytest.mark.parametrize("main", ["p.csv", "products.csv"])
def test_csv_that_names_its_rule_set_is_held_to_it_as_a_batch_is(
    root: Path, tmp_path: Path, main: str
) -> None:
    folder = tmp_path / "p"
    before = "p." if main == "p.csv" else ""
    folder.mkdir()
    (folder / main).write_text("inventory,ruleset,force\nx,mini/lamp@1.0.0,1\ny,,2\n", encoding="utf-8")
    (folder / f"{before}things.csv").write_text("product,a\nx,1\n", encoding="utf-8")
    (folder / f"{before}materials.csv").write_text("product,mass [W]\nz,1\nx\n", encoding="utf-8")
    portfolio = folder / main if before else folder
    with pytest.raises(Refused) as refused:
        stage_tables(portfolio, compile_rules("mini/lamp@1.0.0", rules=root), tmp_path / "staged", tmp_path)
    due = in_order(refused.value.diagnostics)
    assert {"E601.portfolio_table", "E615.cells"} < {d.key for d in due}
    assert found(root, folder) == due
    assert all(found(root, folder / name) == due for name in (main, f"{before}materials.csv"))


def test_csv_that_fits_the_rule_set_it_names_has_no_findings(root: Path, tmp_path: Path) -> None:
    program = compile_rules("mini/lamp@1.0.0", rules=root)
    row = as_row(read_inventory(root / f"{LAMP}.yaml", program), program)
    folder = write_tables(tmp_path / "p", [row], program)
    names, values = (folder / "products.csv").read_text(encoding="utf-8").splitlines()
    for reference, due in (("mini/lamp@1.0.0", []), ("mini/limits@1.0.0", ["E6"])):
        lines = f"{names},ruleset\n{values},{reference}\n"
        (folder / "products.csv").write_text(lines, encoding="utf-8")
        assert sorted({key[:2] for key in keys(root, folder)}) == due


LINES = """{"inventory": "a", "values": {"powr": 1, "materials": [{"mas": 1}, {"mas": 2, "name": "b"}]}}

{"inventory": "b", "ruleset": "RULESET", "values": {"powr": 1, "materials": [{"weight": 1}], "force": [], "life": 5}}
{"inventory": "c", "ruleset": "RULESET"
["no inventory"]
{"inventory": "d", "ruleset": "RULESET", "values": {"force": 2}, "values": {}}
"""


def test_json_lines_that_name_their_rule_set_are_held_to_it(root: Path) -> None:
    path = root / "p.jsonl"
    path.write_text(LINES.replace("RULESET", "mini/lamp@1.0.0"), encoding="utf-8")
    told = found(root, path)
    assert [(d.key, d.place and str(d.place), d.element, d.fact("name")) for d in told] == [
        ("E601.input", "rules/p.jsonl:1", "powr", "powr"),
        ("E601.column", "rules/p.jsonl:1", "materials row 1, mas", "mas"),
        ("E601.input", "rules/p.jsonl:3", "force", "force"),
        ("E601.column", "rules/p.jsonl:3", "materials row 1, weight", "weight"),
        ("E104.line", "rules/p.jsonl:4", None, None),
        ("E604.line", "rules/p.jsonl:5", None, None),
        ("E108.line", "rules/p.jsonl:6", None, "values"),
    ]
    assert [d.suggestion for d in told[:2]] == ["did you mean `power`?", "did you mean `mass`?"]
    path.write_text(LINES.replace("RULESET", "mini/lampe"), encoding="utf-8")
    assert [(d.code, str(d.place)) for d in found(root, path)] == [("E301", "rules/p.jsonl:3")]
    other = '{"inventory": "e", "ruleset": "mini/lamp@1.0.0"}\n'
    path.write_text(LINES.replace("RULESET", "mini/lampe") + other, encoding="utf-8")
    assert found(root, path) == []


def test_parquet_that_names_its_rule_set_is_held_to_it_as_a_batch_is(root: Path) -> None:
    path = root / "p.parquet"
    names = pa.array([None, "mini/lamp@1.0.0 ", "mini/lamp@1.0.0"]).dictionary_encode()
    pq.write_table(pa.table({"inventory": ["a", "b", "c"], "force": [1, 2, 3], "ruleset": names}), path)
    with pytest.raises(Refused) as refused:
        open_portfolio(path, "rules/p.parquet", compile_rules("mini/lamp@1.0.0", rules=root))
    due = in_order(refused.value.diagnostics)
    assert {"E601.portfolio_input", "E618.no_column", "E618.no_table"} == {d.key for d in due}
    assert found(root, path) == due
    pq.write_table(
        pa.table({"inventory": ["a", "b"], "force": [1, 2], "ruleset": [None, "mini/lampe"]}), path
    )
    (item,) = found(root, path)
    assert item.code == "E301"
    assert item.place is not None
    assert item.place.data() == {"file": "rules/p.parquet", "column": "ruleset"}


@pytest.mark.parametrize(
    ("content", "kind", "use"),
    [
        (b"%PDF-1.7\n", "a PDF document", "`ruleengine template`"),
        (b"<a xmlns='http://lca.jrc.it/ILCD/Process'/>", "a data set in ILCD", "`ruleengine template`"),
        (
            b'{"specVersion": "2.2.0", "pcf": {}}',
            "a product footprint in the PACT format",
            "`ruleengine template`",
        ),
        (b"PK\x03\x04 xl/workbook.xml", "an Excel workbook", "`ruleengine batch`"),
    ],
)
def test_files_of_others_are_named_and_told_what_they_are_for(
    root: Path, tmp_path: Path, content: bytes, kind: str, use: str
) -> None:
    (tmp_path / "file.json").write_bytes(content)
    (item,) = found(root, tmp_path / "file.json")
    assert item.key == "E310.unchecked"
    assert kind in item.message
    assert use in str(item.suggestion)
