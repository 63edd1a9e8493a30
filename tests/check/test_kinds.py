"""`validate` takes every kind of the project's own files, says what others are for, and has never checked nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from ruleengine.check.checking import check_files
from ruleengine.cli.main import cli
from ruleengine.diagnostics import Diagnostic
from ruleengine.ruleset.library import Library

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
        ("E108", "lines.jsonl"), ("E615", "p.parquet"), ("E103", "products.csv"),
    ]  # fmt: skip


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
