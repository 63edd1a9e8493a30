"""Which version a command takes: the one named, the one of the inventory, the one in force, the one released."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result

import ruleengine
from ruleengine.ruleset.library import Library
from tests.cli.command import run
from tests.library_builder import plain_data
from tests.portfolio.portfolios import as_row, row_schema, write_rows, write_tables
from tests.ruleset.small_library import copy_of_small_library, dated, write_ruleset
from tests.ruleset.test_status import release, write_status


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A case with two released versions and a draft, and an inventory for each, `for-<version>.yaml`."""
    monkeypatch.chdir(tmp_path)
    made = copy_of_small_library(tmp_path)
    lamp = (made.root / "mini/lamp/examples/lamp.yaml").read_text(encoding="utf-8")
    lamp = lamp.replace("value: 10 W,", "value: 10 W, uncertainty: {distribution: normal, sd: 1 W},")
    for version, effective in (("1.0.0", "2024-01-01"), ("2.0.0", "2025-01-01"), ("3.0.0", None)):
        write_ruleset(made, "case", dated(version, effective)[1], version=version, base="mini/lamp@1.0.0")
        text = lamp.replace("ruleset: mini/lamp@1.0.0", f"ruleset: case@{version}")
        Path(f"for-{version}.yaml").write_text(text, encoding="utf-8")
    release(made, "case", "1.0.0")
    release(made, "case", "2.0.0")
    return Library(made.root)


def command(library: Library, *words: str, code: int = 0) -> Result:
    return run(*words, code=code, rules=library.root)


def version_of(result: Result) -> str:
    return str(json.loads(result.stdout)["ruleset"]["version"])


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0", "3.0.0"])
@pytest.mark.parametrize("name", ["calculate", "uncertainty", "sensitivity"])
def test_without_a_version_the_one_that_the_inventory_names_is_taken(
    library: Library, name: str, version: str
) -> None:
    result = command(library, name, "case", f"for-{version}.yaml", "--format", "json")
    assert version_of(result) == version


def test_a_checklist_too_is_that_of_the_version_that_the_inventory_names(library: Library) -> None:
    options = ("-o", "out", "--format", "html", "--lang", "en")
    command(library, "checklist", "case", "--inventory", "for-1.0.0.yaml", *options)
    assert "case@1.0.0" in Path("out/lamp.checklist.en.html").read_text(encoding="utf-8")


def test_where_nothing_names_a_version_the_latest_released_one_is_taken(library: Library) -> None:
    def version(*asked: str) -> str:
        Path("empty.yaml").unlink(missing_ok=True)
        command(library, "template", "case", "-o", "empty.yaml", *asked)
        return Path("empty.yaml").read_text(encoding="utf-8").partition("ruleset: case@")[2][:5]

    assert version() == "2.0.0"
    assert version("--drafts") == "3.0.0"
    assert version("--on", "2024-06-01") == "1.0.0"


def test_inventories_for_several_versions_are_calculated_each_with_its_own(library: Library) -> None:
    result = command(
        library, "calculate", "case", "for-1.0.0.yaml", "for-3.0.0.yaml", "for-1.0.0.yaml", "--format", "json"
    )
    assert [r["ruleset"]["version"] for r in json.loads(result.stdout)] == ["1.0.0", "3.0.0", "1.0.0"]


@pytest.mark.parametrize("asked", [("--on", "2024-06-01"), ("--drafts",)])
def test_what_is_asked_for_goes_before_what_the_inventory_names_and_is_told(
    library: Library, asked: tuple[str, ...]
) -> None:
    said = command(library, "calculate", "case", "for-2.0.0.yaml", *asked, code=1).output
    assert "E610" in said


def test_a_version_that_an_inventory_names_and_the_library_has_not_concerns_that_inventory(
    library: Library,
) -> None:
    text = Path("for-1.0.0.yaml").read_text(encoding="utf-8").replace("case@1.0.0", "case@9.0.0")
    Path("wrong.yaml").write_text(text, encoding="utf-8")
    result = command(library, "calculate", "case", "wrong.yaml", "for-1.0.0.yaml", "--format", "json", code=1)
    refused, calculated = json.loads(result.stdout)
    assert refused["refused"] == "wrong.yaml"
    assert [(d["code"], d["line"]) for d in refused["diagnostics"]] == [("E301", 2)]
    assert calculated["ruleset"]["version"] == "1.0.0"


def test_a_version_and_a_day_that_disagree_are_refused(library: Library) -> None:
    assert "case" in command(library, "show", "case@1.0.0", "--on", "2024-06-01").output
    said = command(library, "show", "case@2.0.0", "--on", "2024-06-01", code=1).output
    assert "error E309: `case@2.0.0` is not in force on 2024-06-01" in said
    assert "expected: `2.0.0` from 2025-01-01" in said
    said = command(library, "calculate", "case@3.0.0", "for-3.0.0.yaml", "--on", "2024-06-01", code=1).output
    assert "`3.0.0` has no date of effect" in said


def test_the_version_of_a_factor_table_follows_the_day(library: Library) -> None:
    path = library.root / "mini/factors/grid"
    text = (path / "1.0.0.yaml").read_text(encoding="utf-8")
    (path / "2.0.0.yaml").write_text(text.replace("version: 1.0.0", "version: 2.0.0"), encoding="utf-8")
    days = ("1.0.0: {from: 2025-01-17, until: 2025-10-22", "2.0.0: {from: 2025-10-23")
    library = write_status(library, "".join(f"  mini/factors/grid@{d}, source: notice}}\n" for d in days))
    for day, version in (("2025-06-01", "1.0.0"), ("2025-10-23", "2.0.0")):
        assert f"version: {version}\n" in command(library, "show", "mini/factors/grid", "--on", day).output
    said = command(library, "show", "mini/factors/grid", "--on", "2023-06-01", code=1).output
    assert "`1.0.0` from 2025-01-17 to 2025-10-22, `2.0.0` from 2025-10-23" in said
    listed = command(library, "list", "--on", "2025-06-01").stdout
    assert "mini/factors/grid@1.0.0" in listed
    assert "mini/factors/grid@2.0.0" not in listed
    assert "mini/factors/heat" not in listed


def test_an_empty_list_says_so(library: Library) -> None:
    result = command(library, "list", "--on", "1999-01-01")
    assert result.stdout == ""
    assert result.stderr == "no rule set and no factor table of the library is in force on 1999-01-01\n"
    assert json.loads(command(library, "list", "--on", "1999-01-01", "--format", "json").stdout) == []


def _portfolio(library: Library, form: str, named: Sequence[str | None]) -> Path:
    """A portfolio of the lamp, once for each rule set that a product names."""
    program = ruleengine.compile_rules("case@1.0.0", rules=library.root)
    lamp = as_row(ruleengine.read_inventory(Path("for-1.0.0.yaml"), program), program)
    ids = [f"lamp-{number}" for number in range(len(named))]
    rows = [lamp | {"inventory": id_, "ruleset": name} for id_, name in zip(ids, named, strict=True)]
    path = Path(f"p.{form}")
    if form == "parquet":
        write_rows(path, rows, row_schema(program).append(pa.field("ruleset", pa.string())))
    elif form == "csv":
        path = write_tables(Path("p"), rows, program)
        main = path / "products.csv"
        lines = main.read_text(encoding="utf-8").splitlines()
        cells = ["ruleset", *(name or "" for name in named)]
        main.write_text("".join(f"{a},{b}\n" for a, b in zip(lines, cells, strict=True)), encoding="utf-8")
    else:
        data = plain_data(Path("for-1.0.0.yaml").read_text(encoding="utf-8"))
        for id_, name in zip(ids, named, strict=True):
            data |= {"inventory": id_, "ruleset": name}
            given = {k: v for k, v in data.items() if v is not None}
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(given, default=str) + "\n")
    return path


FORMS = ("csv", "jsonl", "parquet")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("named", "due"), [("case@1.0.0", "1.0.0"), ("case@3.0.0", "3.0.0"), ("case", "2.0.0")]
)
def test_a_batch_takes_the_version_that_its_products_name(
    library: Library, form: str, named: str, due: str
) -> None:
    path = _portfolio(library, form, [None, named, named])
    result = command(library, "batch", "case", str(path), "-o", "out.parquet", "--format", "json")
    assert version_of(result) == due
    assert json.loads(result.stdout)["results"] == 3
    if form == "csv":
        options = ("--product", "lamp-1", "--format", "json")
        assert version_of(command(library, "calculate", "case", str(path), *options)) == due


@pytest.mark.parametrize("form", FORMS)
def test_a_portfolio_for_several_versions_is_refused_unless_one_is_named(library: Library, form: str) -> None:
    names = ["case@1.0.0", "case@2.0.0", None, "mini/lamp@1.0.0", "case@2.0.0"]
    path = _portfolio(library, form, names)
    words = (str(path), "-o", "out.parquet", "--format", "json")
    (told,) = json.loads(command(library, "batch", "case", *words, code=1).stdout)["diagnostics"]
    assert told["key"] == "E610.mixed"
    assert told["en"]["found"] == "`case@1.0.0` in 1 product, `case@2.0.0` in 2 products"
    assert told["zh"]["found"] == "`case@1.0.0`（1个产品）、`case@2.0.0`（2个产品）"
    assert not Path("out.parquet").exists()
    assert not Path("out.parquet.parts").exists()
    found = json.loads(command(library, "batch", "case@2.0.0", *words, code=1).stdout)
    assert (found["results"], found["refused"]) == (3, 2)


def test_of_very_many_versions_the_most_frequent_are_told(library: Library) -> None:
    path = _portfolio(library, "jsonl", ["case@1.0.0", *(f"case@1.1.{n}" for n in range(20)), "case@1.1.19"])
    words = (str(path), "-o", "out.parquet", "--format", "json")
    (told,) = json.loads(command(library, "batch", "case", *words, code=1).stdout)["diagnostics"]
    assert told["en"]["found"].count("product") == 12
    assert "`case@1.1.19` in 2 products, " in told["en"]["found"]
    assert told["en"]["found"].endswith(", 9 more versions")
    assert told["zh"]["found"].endswith("、另有9个版本")


def test_a_name_that_is_no_text_or_stands_twice_names_no_version(library: Library) -> None:
    Path("p.jsonl").write_text('{"inventory": "a", "ruleset": 5, "values": {}}\n', encoding="utf-8")
    names = ["inventory", "ruleset", "ruleset"]
    pq.write_table(pa.table([["a"], ["case@1.0.0"], ["case@2.0.0"]], names=names), "p.parquet")
    said = command(library, "batch", "case", "p.parquet", "-o", "out.parquet", code=1).output
    assert "error E618: two columns" in said
    assert command(library, "validate", "p.parquet", "p.jsonl").output.startswith("2 files checked")
    found = json.loads(
        command(library, "batch", "case", "p.jsonl", "-o", "o.csv", "--format", "json", code=1).stdout
    )
    assert (found["refused"], found["ruleset"]["version"]) == (1, "2.0.0")


@pytest.mark.parametrize("form", FORMS)
def test_a_version_that_is_not_there_is_told_at_the_product_that_names_it(
    library: Library, form: str
) -> None:
    path = _portfolio(library, form, [None, "case@9.0.0"])
    words = (str(path), "-o", "out.parquet", "--format", "json")
    (told,) = json.loads(command(library, "batch", "case", *words, code=1).stdout)["diagnostics"]
    assert told["code"] == "E301"
    place = {"csv": ("p/products.csv", 3), "jsonl": ("p.jsonl", 2), "parquet": ("p.parquet", None)}
    assert (told["file"], told.get("line")) == place[form]
