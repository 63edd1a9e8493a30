"""Files, folders and streams: `-o` and `-` mean the same in all commands, and single runs take the CSV of a batch."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import ruleengine
from ruleengine.cli.main import cli
from ruleengine.portfolio.rejects import ProductPlace
from tests.cli.command import files
from tests.portfolio.portfolios import as_row, write_tables

SMALL = Path(__file__).parents[1] / "ruleset" / "library"
LAMP = SMALL / "mini" / "lamp" / "examples" / "lamp.yaml"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A command in a folder of its own, on the small library."""
    monkeypatch.chdir(tmp_path)

    def run(line: str, code: int = 0, given: bytes = b"") -> Result:
        words = [str(LAMP) if word == "LAMP" else word for word in line.split()]
        result = CliRunner(env={"RULEENGINE_RULES": str(SMALL)}).invoke(cli, words, input=given)
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    program = ruleengine.compile_rules("mini/lamp", rules=SMALL)
    row = as_row(ruleengine.read_inventory(LAMP, program), program)
    return [row | {"inventory": name} for name in ("one", "two")]


def _tables(rows: list[dict[str, Any]]) -> Path:
    return write_tables(Path("p"), rows, ruleengine.compile_rules("mini/lamp", rules=SMALL))


WRITTEN = {
    "calculate mini/lamp LAMP -o out": "out/lamp.txt",
    "calculate mini/lamp LAMP -o lamp.txt": "lamp.txt",
    "calculate mini/lamp LAMP -o deep/lamp.JSON": "deep/lamp.JSON",
    "calculate mini/lamp LAMP -o v1.2": "v1.2/lamp.txt",
    "calculate mini/lamp LAMP -o results.eps/": "results.eps/lamp.txt",
    "checklist mini/lamp -o list.html": "list.html",
    "checklist mini/lamp --inventory LAMP -o out --format html": "out/lamp.checklist.both.html",
    "uncertainty mini/lamp LAMP --draws 200 -o chart.svg": "chart.svg",
    "uncertainty mini/lamp LAMP --draws 200 -o charts": "charts/lamp.uncertainty.svg",
    "sensitivity mini/lamp LAMP -o charts": "charts/lamp.sensitivity.svg",
    "template mini/lamp -o new.yaml": "new.yaml",
    "template mini/lamp -o new": "new/my-product.yaml",
}


@pytest.mark.parametrize("line", WRITTEN)
def test_a_name_with_a_known_ending_is_a_file_and_another_one_a_folder(
    call: Callable[..., Result], line: str
) -> None:
    call(line)
    assert list(files(Path())) == [WRITTEN[line]]


def test_a_folder_with_the_ending_of_a_file_is_a_folder(call: Callable[..., Result]) -> None:
    Path("results.json").mkdir()
    call("calculate mini/lamp LAMP -o results.json")
    assert list(files(Path())) == ["results.json/lamp.txt"]


WRONG = {
    "calculate mini/lamp LAMP LAMP -o both.txt": "`both.txt` is one file, and 2 are to be written; name a folder",
    "calculate mini/lamp LAMP -o lamp.pdf": "would be a file that ends in .pdf",
    "calculate mini/lamp LAMP -o lamp.txt --format json": "`lamp.txt` is not a name for `json`",
    "checklist mini/lamp -o list.html --format html,pdf": "`list.html` is one file, and 2 are to be written",
    "checklist mini/lamp -o list.html --format pdf": "`list.html` is not a name for `pdf`",
    "checklist mini/lamp -o -": "`-` is one file, and 2 are to be written",
    "uncertainty mini/lamp LAMP -o chart.png": "would be a file that ends in .png",
    "uncertainty mini/lamp LAMP -o chart.eps": "would be a file that ends in .eps",
    "checklist mini/lamp -o list.doc": "would be a file that ends in .doc",
    "batch mini/lamp p.jsonl -o o.tsv": "would be a file that ends in .tsv",
    "calculate mini/lamp LAMP -o sound.Mp3": "would be a file that ends in .mp3",
    "uncertainty mini/lamp LAMP -o - --format json": "both write to standard output",
    "sensitivity mini/lamp LAMP -o - --format json": "both write to standard output",
    "batch mini/lamp p.jsonl -o - --format json": "both write to standard output",
    "checklist mini/lamp --product lamp -o list.html": "add --inventory",
    "docs -o pages.md": "`pages.md` is not a folder",
    "demo -o -": "`-` is not a folder",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_file_for_several_documents_or_of_another_kind_is_wrong_use(
    call: Callable[..., Result], line: str
) -> None:
    assert WRONG[line] in call(line, 2).stderr
    assert files(Path()) == {}


READ = (
    "calculate mini/lamp {}", "uncertainty mini/lamp {} --draws 200", "sensitivity mini/lamp {}", "validate {}",
    "checklist mini/lamp --inventory {} --format html -o -",
)  # fmt: skip


@pytest.mark.parametrize("line", READ)
def test_standard_input_is_read_as_the_file_is(call: Callable[..., Result], line: str) -> None:
    due = call(line.format("LAMP"))
    given = call(line.format("-"), given=LAMP.read_bytes())
    assert (given.stdout, given.exit_code) == (due.stdout, 0)
    assert files(Path()) == {}


def test_what_is_wrong_with_standard_input_has_its_line(call: Callable[..., Result]) -> None:
    given = call("calculate mini/lamp -", 1, LAMP.read_bytes().replace(b"\nvalues:", b"\nvalue:"))
    assert given.stderr.startswith("-:")


def test_standard_output_is_the_file_that_would_be_written(call: Callable[..., Result]) -> None:
    for line in (
        "template mini/lamp -o {}.yaml", "checklist mini/lamp --format html -o {}.html",
        "calculate mini/lamp LAMP --format json -o {}.json", "sensitivity mini/lamp LAMP -o {}.svg",
    ):  # fmt: skip
        call(line.format("my-product"))
        (name,) = files(Path())
        due = Path(name).read_bytes()
        Path(name).unlink()
        assert call(line.partition("{}")[0] + "-").stdout_bytes == due


def test_single_runs_take_the_csv_of_a_batch(call: Callable[..., Result], rows: list[dict[str, Any]]) -> None:
    _tables(rows)
    call("calculate mini/lamp LAMP -o due.json")
    call("calculate mini/lamp p --format json -o out")
    due = json.loads(Path("due.json").read_text(encoding="utf-8"))
    for name in ("one", "two"):
        found = json.loads(Path(f"out/{name}.json").read_text(encoding="utf-8"))
        assert (found["inventory"]["id"], found["total"], found["per_unit"]) == (
            name,
            due["total"],
            due["per_unit"],
        )
    assert "two" in call("uncertainty mini/lamp p --product two --draws 200").stdout
    assert "two" in call("sensitivity mini/lamp p --product two").stdout
    call("checklist mini/lamp --inventory p --product two -o list.html")
    assert "`p` has 2 products, one is due" in call("checklist mini/lamp --inventory p -o x.html", 1).stderr
    assert "`p` has no product `tow`" in call("uncertainty mini/lamp p --product tow", 1).stderr


def test_an_explanation_names_file_and_line(call: Callable[..., Result], rows: list[dict[str, Any]]) -> None:
    folder = _tables(rows[:1])
    shown = call("calculate mini/lamp p --explain").stdout
    lines = (folder / "materials.csv").read_text(encoding="utf-8").count("\n")
    assert all(f"p/materials.csv:{line}" in shown for line in range(2, lines + 1))


def test_of_several_products_those_that_are_wrong_are_told(
    call: Callable[..., Result], rows: list[dict[str, Any]]
) -> None:
    materials = [{**row, "mass": "heavy"} for row in rows[1]["materials"]]
    _tables([rows[0], rows[1] | {"materials": materials}, rows[0]])
    told = json.loads(call("calculate mini/lamp p --format json", 1).stdout)
    codes = [[d["code"] for d in item.get("diagnostics", []) if d["severity"] == "error"] for item in told]
    assert [set(found) for found in codes] == [{"E616"}, {"E604"}, {"E616"}]
    place = {k: told[1]["diagnostics"][0][k] for k in ("file", "table", "row", "column", "line")}
    at = len(rows[0]["materials"]) + 2
    assert place == {"file": "p/materials.csv", "table": "materials", "row": 1, "column": "mass", "line": at}
    assert str(ProductPlace("p/materials.csv", at, row=2)) == f"p/materials.csv:{at}"


def test_an_assessment_names_a_portfolio(call: Callable[..., Result], rows: list[dict[str, Any]]) -> None:
    _tables(rows)
    text = (LAMP.parent / "lamp.assessment.yaml").read_text(encoding="utf-8")
    Path("a.yaml").write_text(text.replace("inventory: lamp.yaml", "inventory: p"), encoding="utf-8")
    told = call("declare a.yaml -o out --format html", 1).stderr
    assert "`p` has 2 products, one is due" in told
    told = call("declare a.yaml --product two -o declared.html", 1).stderr
    assert "E801: the inventory does not say `product.model`, `product.manufacturer`, `period`" in told
    maker = (
        "name: {zh: 双灯, en: two lamps}, model: T-2, gtin: '95200002', mass: 300 g, country: CN, "
        "manufacturer: {name: {zh: 甲厂, en: Works A}, credit_code: 91999999MA0000001N}"
    )
    said = f"product: {{{maker}}}\nperiod: {{from: 2025-01-01, to: 2025-12-31}}\n"
    Path("a.yaml").write_text(f"{Path('a.yaml').read_text(encoding='utf-8')}{said}", encoding="utf-8")
    call("declare a.yaml --product two -o declared.html")
    page = Path("declared.html").read_text(encoding="utf-8")
    said = ("two lamps", "T-2", "Works A", "2025-12-31", "95200002", "91999999MA0000001N", ">CN<")
    assert [word for word in said if word not in page] == []


def test_an_assessment_says_nothing_otherwise_than_its_inventory(call: Callable[..., Result]) -> None:
    text = (LAMP.parent / "lamp.assessment.yaml").read_text(encoding="utf-8")
    Path("lamp.yaml").write_bytes(LAMP.read_bytes())
    said = "product: {name: {zh: 灯, en: lamp}, model: other}\nperiod: {from: 2025-12-31, to: 2025-01-01}\n"
    Path("a.yaml").write_text(text + said, encoding="utf-8")
    told = call("declare a.yaml -o declared.html", 1).stderr
    assert "error E612: the period ends (2025-01-01) before it begins (2025-12-31)" in told
    Path("a.yaml").write_text(text + said.partition("period")[0], encoding="utf-8")
    told = call("declare a.yaml -o declared.html", 1).stderr
    assert "E612: the assessment says `product.model` otherwise than the inventory" in told
    assert call("validate a.yaml", 1).stdout == told
    assert not Path("declared.html").exists()


@pytest.mark.parametrize(
    "line", [
        "calculate mini/lamp LAMP -o out", "uncertainty mini/lamp LAMP --draws 200", "sensitivity mini/lamp LAMP",
        "checklist mini/lamp --inventory LAMP -o list.html", "declare a.yaml -o declared.html",
    ],
)  # fmt: skip
def test_the_inventory_of_another_product_is_refused(call: Callable[..., Result], line: str) -> None:
    text = (LAMP.parent / "lamp.assessment.yaml").read_text(encoding="utf-8")
    Path("a.yaml").write_text(text, encoding="utf-8")
    Path("lamp.yaml").write_bytes(LAMP.read_bytes())
    own = re.search(r"^inventory: (\S+)", LAMP.read_text(encoding="utf-8"), re.MULTILINE)
    assert own
    told = call(f"{line} --product other", 1).stderr
    assert "error E615" in told
    assert "has no product `other`" in told
    assert f"expected: `{own[1]}`" in told
    assert set(files(Path())) == {"a.yaml", "lamp.yaml"}
    call(f"{line} --product {own[1]}")


def test_a_portfolio_that_is_refused_leaves_no_folder(call: Callable[..., Result]) -> None:
    Path("here").mkdir()
    for output in ("here/new/deep/out.parquet", "new/deep"):
        call(f"batch mini/lamp missing.jsonl -o {output}", 1)
    assert [path.as_posix() for path in Path().rglob("*")] == ["here"]
