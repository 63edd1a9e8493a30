"""`ruleengine migrate` of what batches read: folders of inventories, CSV, JSON lines, Parquet, each as what it was."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner, Result

from ruleengine.cli.main import cli
from tests.compare.test_migration import AFTER, BEFORE, NEW, OLD, STATED
from tests.library_builder import as_yaml, rule_set, texts, write_library

_BEFORE: dict[str, Any] = dict(BEFORE)
_AFTER: dict[str, Any] = dict(AFTER)
NEWER = {**_AFTER, "parameters": {**_AFTER["parameters"], "oldest": "2000 1"}}
PRODUCT = {"name": texts("a")}
#: Two products: one says all and more than is taken, one little.
FIRST = {
    "power": 60, "life": "900 h", "gone": 3, "share": 0.5, "kind": "old", "note": "a; b", "other_kind": "5 m2",
    "parts": [{"id": "a", "weight": 2, "colour": "red"}, {"id": "b", "weight": "300 g"}],
    "stock": [{"mass": 1, "part": "a"}],
}  # fmt: skip
SECOND = {
    "power": "0.5 kW", "life": 20, "share": 0.25, "kind": "same", "other_kind": 7,
    "parts": [{"id": "c", "weight": 4}], "stock": [],
}  # fmt: skip
#: What the products come to: (2 + 0.3) kg × 3 and 4 kg × 3.
DUE = {"first": 6.9, "second": 12.0}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions; `other_kind` is an area in both, so that nothing of it is refused."""
    folder = tmp_path_factory.mktemp("library")
    inputs = {**_BEFORE["inputs"], "other_kind": "m2"}
    write_library(folder, rule_set(OLD, **{**_BEFORE, "inputs": inputs}), rule_set(NEW, **NEWER))
    return folder / "rules"


@pytest.fixture
def place(rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "assume.yaml").write_text(as_yaml({"assumptions": NEW, "values": STATED}), encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(rules: Path, place: Path) -> Callable[..., Result]:
    def invoke(*words: str, code: int = 0) -> Result:
        found = CliRunner().invoke(cli, [*words, "--rules", rules.as_posix()], prog_name="ruleengine")
        assert found.exit_code == code, found.output
        return found

    return invoke


def documents(ruleset: str = OLD) -> list[dict[str, Any]]:
    given = (("first", FIRST), ("second", SECOND))
    return [{"inventory": n, "ruleset": ruleset, "product": PRODUCT, "values": v} for n, v in given]


def as_inventories(place: Path) -> str:
    (place / "lamps").mkdir()
    for data in documents():
        text = f"# {data['inventory']}\n{yaml.safe_dump(data, sort_keys=False, allow_unicode=True)}"
        (place / "lamps" / f"{data['inventory']}.yaml").write_text(text, encoding="utf-8")
    return "lamps"


def as_lines(place: Path) -> str:
    lines = [json.dumps(d, ensure_ascii=False) for d in documents()]
    (place / "lamps.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return "lamps.jsonl"


def rows_of(table: str) -> list[dict[str, Any]]:
    return [{"inventory": d["inventory"], **row} for d in documents() for row in d["values"][table]]


def written(path: Path, rows: list[dict[str, Any]]) -> None:
    """A CSV file in GB18030 with semicolons and line ends of Windows."""
    target = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(target, names, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(target.getvalue().encode("gb18030"))


def as_csv(place: Path, name: Callable[[str], str] = lambda t: f"lamps{t and '.'}{t}.csv") -> str:
    single = [
        {"inventory": d["inventory"], "ruleset": OLD}
        | {k: v for k, v in d["values"].items() if not isinstance(v, list)}
        for d in documents()
    ]
    written(place / name(""), single)
    for table in ("parts", "stock"):
        written(place / name(table), rows_of(table))
    return name("")


def as_csv_folder(place: Path) -> str:
    (place / "lamps").mkdir()
    as_csv(place / "lamps", lambda t: f"{t or 'products'}.csv")
    return "lamps"


def as_parquet(place: Path) -> str:
    """Numbers by their units in the old version; `300 g` and `0.5 kW` and the like as such."""
    values = [
        {"power": 60.0, "life": 900.0, "gone": 3.0, "share": 0.5, "kind": "old", "note": "a; b", "other_kind": 5.0,
         "parts": [{"id": "a", "weight": 2.0, "colour": "red"}, {"id": "b", "weight": 0.3, "colour": None}],
         "stock": [{"mass": 1.0, "part": "a"}]},
        {"power": 500.0, "life": 20.0, "gone": None, "share": 0.25, "kind": "same", "note": None, "other_kind": 7.0,
         "parts": [{"id": "c", "weight": 4.0, "colour": None}], "stock": []},
    ]  # fmt: skip
    rows = [
        {"inventory": d["inventory"], "ruleset": OLD, **v} for d, v in zip(documents(), values, strict=True)
    ]
    pq.write_table(pa.Table.from_pylist(rows), place / "lamps.parquet")
    return "lamps.parquet"


FORMS = (as_inventories, as_lines, as_csv, as_csv_folder, as_parquet)


@pytest.mark.parametrize("form", FORMS)
def test_with_what_is_assumed_every_form_is_calculated_and_says_the_same(
    run: Callable[..., Result], place: Path, form: Callable[[Path], str]
) -> None:
    """The results are those of the values; a word of a list that is called otherwise is the new one."""
    given = form(place)
    before = {p: p.read_bytes() for p in place.rglob("*") if p.is_file()}
    told = json.loads(
        run("migrate", given, "--to", NEW, "--assume", "assume.yaml", "-o", "out", "--format", "json").stdout
    )
    assert {p: p.read_bytes() for p in before} == before, "what is moved stays as it was"
    assert [(a["ruleset"], a["accepted"]) for a in told["accepted"]] == [(OLD, 2), (NEW, 2)]
    (migration,) = told["migrations"]
    assert (migration["products"], migration["complete"]) == (2, True)
    assert {d["name"] for d in migration["dropped"]} == {"gone", "parts.colour"}
    assert {"year", "sites", "parts.factor"} <= {a["name"] for a in migration["asked"] if a["assumed"]}
    renamed = {(r["path"][-1], r["put"]) for r in migration["rewritten"] if r["why"] == "renamed"}
    assert renamed == {
        ("power", "rated_power"),
        ("weight", "mass"),
        ("stock", "items"),
    }
    made = "out" if (place / given).is_dir() else f"out/{given}"
    if form is as_inventories:
        lines = [json.dumps(yaml.safe_load(p.read_text())) for p in sorted((place / made).iterdir())]
        assert all("# gone" in p.read_text() or "gone" not in p.read_text() for p in (place / made).iterdir())
        (place / "again.jsonl").write_text("\n".join(lines), encoding="utf-8")
        made = "again.jsonl"
    run("batch", "test/product", made, "-o", "results.parquet")
    results = pq.read_table(place / "results.parquet").to_pylist()
    assert {r["id"]: r["total"] for r in results} == pytest.approx(DUE)


def test_csv_keeps_its_form_and_gets_places_to_fill_in(run: Callable[..., Result], place: Path) -> None:
    given = as_csv(place)
    shown = run("migrate", given, "--to", NEW, "-o", "out/new.csv", code=1).output
    assert "year" in shown
    assert "2 products" in shown
    assert f"accepted under `{OLD}`: 2 of 2 products" in shown
    assert "the table `sites` is not there" in shown
    assert "/tmp" not in shown.replace(place.as_posix(), "")
    content = (place / "out/new.csv").read_bytes()
    assert content.count(b"\r\n") == 3
    head, first, second = content.decode("gb18030").splitlines()
    assert head == "inventory;ruleset;rated_power [W];life;share [1];kind;note;other_kind;year"
    assert first == f'first;{NEW};60;900 h;0.5;new;"a; b";5 m2;'
    assert second == f"second;{NEW};0.5 kW;20;0.25;same;;7;"
    parts = (place / "out/new.parts.csv").read_text(encoding="gb18030").splitlines()
    assert parts == [
        "inventory;id;mass [kg];factor [kgCO2e/kg]",
        "first;a;2;",
        "first;b;300 g;",
        "second;c;4;",
    ]
    assert (place / "out/new.items.csv").is_file()
    assert not (place / "out/new.stock.csv").exists()
    chinese = run("migrate", given, "--to", NEW, "--messages", "zh", code=1).output
    assert "2个产品" in chinese
    assert f"`{OLD}`可接受：2个产品中的2个" in chinese


def test_rows_of_another_inventory_complete_rows_with_their_key(
    run: Callable[..., Result], place: Path
) -> None:
    """Found by key, whatever their place; a table whose rows are not all there is taken whole, as in an inventory."""
    rows = [{"id": "c", "mass": 9, "factor": 5}, {"id": "a", "mass": 8, "factor": "7 kgCO2e/kg"}]
    values = {**{k: v for k, v in STATED.items() if k != "parts.factor"}, "parts": rows}
    (place / "assume.yaml").write_text(as_yaml({"assumptions": NEW, "values": values}), encoding="utf-8")
    shown = run("migrate", as_csv(place), "--to", NEW, "--assume", "assume.yaml", "-o", "out").output
    parts = (place / "out/lamps.parts.csv").read_text(encoding="gb18030").splitlines()
    assert parts[0] == "inventory;id;mass [kg];factor [kgCO2e/kg]"
    assert parts[1:] == ["second;c;4;5", "first;c;9 g;5", "first;a;8 g;7 kgCO2e/kg"]
    assert "no longer taken, left in the files as they were (2)" in shown


def test_lines_of_several_versions_each_go_their_way(run: Callable[..., Result], place: Path) -> None:
    """A line of the new version, one of another rule set and one that is no JSON stay as they are."""
    as_lines(place)
    new = f'{{"inventory": "new", "ruleset": "{NEW}", "values": {{"year": 2020}}}}'
    others = [new, '{"inventory": "x", "ruleset": "test/other@1.0.0", "values": {"n": 1.50}}', "no json"]
    with (place / "lamps.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n".join(others) + "\n")
    shown = run(
        "migrate", "lamps.jsonl", "--to", NEW, "--assume", "assume.yaml", "-o", "new.jsonl", code=1
    ).output
    assert f"1 product already for `{NEW}`, left as they are" in shown
    assert "1 product of other rule sets, or of no version, left out" in shown
    lines = (place / "new.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines[2:] == others
    assert json.loads(lines[1])["values"]["rated_power"] == "0.5 kW"


def test_products_that_name_no_version(run: Callable[..., Result], place: Path) -> None:
    as_csv(place)
    main = place / "lamps.csv"
    main.write_bytes(main.read_bytes().replace(b";ruleset", b"").replace(f";{OLD}".encode(), b""))
    assert "--from test/product@V" in run("migrate", "lamps.csv", "--to", NEW, code=2).output
    words = ("--from", OLD, "--assume", "assume.yaml", "-o", "out")
    run("migrate", "lamps.csv", "--to", NEW, *words)
    assert (place / "out/lamps.csv").read_text(encoding="gb18030").startswith("inventory;rated_power [W];")


@pytest.mark.parametrize(
    ("form", "output", "told"),
    [
        (as_csv, "lamps.csv", "is one of the files that are moved"),
        (as_csv_folder, "lamps", "is one of the files that are moved"),
        (as_lines, ".", "is one of the files that are moved"),
        (as_lines, "new.csv", "is no name for that"),
        (as_inventories, "new.yaml", "is no name for that"),
        (as_csv, "-", "name a folder"),
    ],
)
def test_nothing_is_written_over_what_is_moved_nor_under_a_wrong_name(
    run: Callable[..., Result], place: Path, form: Callable[[Path], str], output: str, told: str
) -> None:
    given = form(place)
    before = {p: p.read_bytes() for p in place.rglob("*") if p.is_file()}
    words = ("--assume", "assume.yaml", "-o", output)
    assert told in run("migrate", given, "--to", NEW, *words, code=2).output
    assert {p: p.read_bytes() for p in place.rglob("*") if p.is_file()} == before


def test_a_portfolio_of_the_new_version_already_and_one_that_mixes_columns(
    run: Callable[..., Result], place: Path
) -> None:
    as_csv(place)
    main = place / "lamps.csv"
    main.write_bytes(main.read_bytes().replace(f"second;{OLD}".encode(), f"second;{NEW}".encode()))
    assert "E610" in run("migrate", "lamps.csv", "--to", NEW, code=1).output
    (place / "new.csv").write_text(f"inventory,ruleset,kind,rated_power\na,{NEW},new,1\n", encoding="utf-8")
    assert "E618" in run("migrate", "new.csv", "--to", NEW, code=1).output
