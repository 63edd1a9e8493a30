"""`ruleengine impact`: what two versions, or two tables, make of a portfolio; as text, JSON, Parquet and workbook."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import Result

from tests.cli.command import run
from tests.compare.impact.two_versions import NEW, OLD, PRODUCTS, TABLES, library
from tests.library_builder import (
    as_yaml,
    compiled,
    inventory,
    inventory_text,
    result,
    rule_set,
    texts,
    write_library,
)

ROOT = Path(__file__).parents[2]
ASSUMPTIONS = "assumptions: {}\nvalues:\n  losses: {}\n"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two versions on disk."""
    folder = tmp_path_factory.mktemp("impact")
    library(folder)
    return folder / "rules"


def values(number: int) -> dict[str, Any]:
    """The values of a product, as a file has them."""
    given = dict(PRODUCTS[number])
    given["parts"] = [
        {k: Decimal(repr(v)) if isinstance(v, float) else v for k, v in r.items()} for r in given["parts"]
    ]
    return {k: Decimal(repr(v)) if isinstance(v, float) else v for k, v in given.items()}


@pytest.fixture
def products(rules: Path, tmp_path: Path) -> Path:
    """The products as inventories of the old version in a folder, a file of notes beside them."""
    folder = tmp_path / "products"
    folder.mkdir()
    program = compiled(library(rules.parent), OLD)
    for number in range(len(PRODUCTS)):
        text = inventory_text(program, values(number), inventory=f"lamp-{number}")
        (folder / f"lamp-{number}.yaml").write_text(text, encoding="utf-8")
    (folder / "notes.yaml").write_text(as_yaml({"tests": "x"}), encoding="utf-8")
    return folder


def assumed(folder: Path, value: str = "0.1", named: str = NEW) -> Path:
    path = folder / "assume.yaml"
    path.write_text(ASSUMPTIONS.format(named, value), encoding="utf-8")
    return path


def impact(rules: Path, *words: object, code: int = 0) -> Result:
    return run("impact", *words, rules=rules, code=code)


def test_the_numbers_are_those_of_both_versions(rules: Path, products: Path, tmp_path: Path) -> None:
    """Old and new are what `calculate` says; contributions add up to the difference to the last digit."""
    output = tmp_path / "out.parquet"
    shown = impact(rules, OLD, NEW, "--portfolio", products, "--assume", assumed(tmp_path), "-o", output)
    assert shown.stdout.startswith(f"{OLD} → {NEW}, {products.as_posix()}\n4 products: 4 under both versions")
    table = pq.read_table(output)
    found = library(rules.parent)
    old, new = compiled(found, OLD), compiled(found, NEW)
    for number, row in enumerate(table.to_pylist()):
        assert (row["id"], row["state"]) == (f"lamp-{number}", "both")
        before, after = result(old, **values(number)), result(new, **values(number), losses=Decimal("0.1"))
        assert row["old.per_unit"] == pytest.approx(float(before.per_unit), rel=1e-13)
        assert row["new.per_unit"] == pytest.approx(float(after.per_unit), rel=1e-13)
        assert row["new.stages.use"] == pytest.approx(float(after.stages["use"]), rel=1e-12)
        for part in ("per_unit", "total", "stages.use", "stages.production", "stages.raw_materials"):
            own = [v for k, v in row.items() if k.startswith(f"contribution.{part}.")]
            assert sum(own) == sum(reversed(own)) == row[f"difference.{part}"]
            assert row[f"new.{part}"] - row[f"old.{part}"] == row[f"difference.{part}"]
    told = json.loads(table.schema.metadata[b"ruleengine.impact"])
    assert told["products"] == {"all": 4, "both": 4, "only_old": 0, "only_new": 0, "neither": 0}


def test_json_has_the_same_in_sum(rules: Path, products: Path, tmp_path: Path) -> None:
    told = json.loads(
        impact(
            rules, OLD, NEW, "--portfolio", products, "--assume", assumed(tmp_path), "--format", "json"
        ).stdout
    )
    assert told["assumed"] == [{"name": "losses", "value": "0.1"}]
    means = {m["part"]: m for m in told["means"]}
    parts = told["attribution"]["contributions"]
    together = sum(Decimal(c["mean"]) for c in parts)
    assert abs(together - Decimal(means["per_unit"]["difference"])) < Decimal("1e-10")
    assert (told["attribution"]["method"], told["attribution"]["products"]) == ("exact", 4)
    named = {c["change"]: c for c in parts}
    assert named["tables.grid"]["versions"] == list(TABLES)
    assert named["emissions.come"]["elements"] == ["emissions.gone", "emissions.come"]
    assert named["quantities.doubled"]["together_because"] == "unit"


def test_what_no_product_gives_is_named_and_nothing_is_guessed(rules: Path, products: Path) -> None:
    shown = impact(rules, OLD, NEW, "--portfolio", products, code=1)
    assert "4 products: 0 under both versions, 4 only under the old one" in shown.stdout
    assert "`losses`; state values with `--assume`" in shown.stdout


def test_a_table_alone(rules: Path, products: Path, tmp_path: Path) -> None:
    """Only the table differs, so that all of the difference is its own; nothing has to be assumed."""
    output = tmp_path / "out.parquet"
    pair = "=".join(TABLES)
    shown = impact(rules, OLD, "--replace", pair, "--portfolio", products, "-o", output)
    assert f"{OLD} with {TABLES[0]} → {TABLES[1]}" in shown.stdout
    table = pq.read_table(output)
    names = [n for n in table.column_names if n.startswith("contribution.per_unit.")]
    assert names == ["contribution.per_unit.tables.grid"]
    differences = table.column("difference.per_unit").to_pylist()
    assert table.column(names[0]).to_pylist() == differences
    energy, share = 40.0 * 1000 / 1000, 1 / (1 + 1.0)
    assert differences[0] == pytest.approx(energy * (0.8 - 0.9) * share, rel=1e-12)


def test_a_workbook_has_all_of_it(rules: Path, products: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.xlsx"
    impact(rules, OLD, NEW, "--portfolio", products, "--assume", assumed(tmp_path), "-o", output)
    book = openpyxl.load_workbook(output, read_only=True)
    assert book.sheetnames == [
        "summary 汇总",
        "changes 变化",
        "verdicts 要求",
        "refused 不予核算",
        "products 产品",
    ]
    rows = list(book["products 产品"].values)
    assert len(rows) == 1 + len(PRODUCTS)
    names = {name: place for place, name in enumerate(rows[0])}
    own = [place for name, place in names.items() if str(name).startswith("contribution.per_unit.")]
    for row in rows[1:]:
        assert sum(row[place] or 0 for place in own) == row[names["difference.per_unit"]]
    first = output.read_bytes()
    impact(rules, OLD, NEW, "--portfolio", products, "--assume", tmp_path / "assume.yaml", "-o", output)
    assert output.read_bytes() == first


def test_results_for_other_units_are_not_subtracted(tmp_path: Path) -> None:
    """The declared unit changes from one piece to two: both stand side by side, and no difference."""
    common: dict[str, Any] = {
        "inputs": {"mass": "kg"}, "parameters": {"factor": "1 kgCO2e/kg"}, "emissions": {"making": "mass * factor"},
    }  # fmt: skip
    unit = {"clause": "2", "text": texts("two pieces"), "short": texts("two"), "source": "book"}
    found = write_library(tmp_path, rule_set(OLD, **common), rule_set(NEW, **common, declared_unit=unit))
    program = compiled(found, OLD)
    assert inventory(program, mass=2)
    path = tmp_path / "lamp.yaml"
    path.write_text(inventory_text(program, {"mass": 2}), encoding="utf-8")
    shown = impact(tmp_path / "rules", OLD, NEW, "--portfolio", path)
    assert "results are for another unit, two pieces" not in shown.stdout
    assert "results are for another unit, one piece and two pieces: differences are withheld" in shown.stdout
    assert "withheld" in shown.stdout
    told = json.loads(impact(tmp_path / "rules", OLD, NEW, "--portfolio", path, "--format", "json").stdout)
    assert told["means"][0] == {
        "part": "per_unit", "unit": "kgCO2e", "old": "2", "new": "2", "difference": None,
    }  # fmt: skip
    assert told["withheld"]["per_unit"]
    assert told["attribution"] is None


def test_a_product_that_breaks_a_precondition_and_one_that_comes_right(tmp_path: Path) -> None:
    """Both sides are told, each with its reason; verdicts too."""
    common: dict[str, Any] = {
        "inputs": {"mass": "kg"},
        "parameters": {"factor": "1 kgCO2e/kg", "most": "5 kg"},
    }
    found = write_library(
        tmp_path,
        rule_set(
            OLD, **common, emissions={"making": "mass * factor"}, must={"small": "mass < most * 2"},
            requirements={"light": "mass <= most"},
        ),
        rule_set(
            NEW, **common, emissions={"making": "mass * factor * 2"}, must={"large": "mass > most / 5"},
            requirements={"light": "mass <= most * 0.5"},
        ),
    )  # fmt: skip
    folder = tmp_path / "products"
    folder.mkdir()
    for name, mass in (("feather", 1), ("lamp", 3), ("pole", 20), ("brick", 2)):
        text = inventory_text(compiled(found, OLD), {"mass": mass}, inventory=name)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    told = json.loads(impact(tmp_path / "rules", OLD, NEW, "--portfolio", folder, "--format", "json").stdout)
    assert told["products"] == {"all": 4, "both": 2, "only_old": 1, "only_new": 1, "neither": 0}
    assert [(r["element"], r["products"], r["examples"]) for r in told["newly_refused"]] == [
        ("must.large", 1, ["feather"])
    ]
    assert [(r["element"], r["examples"]) for r in told["come_right"]] == [("must.small", ["pole"])]
    assert [(v["requirement"], v["newly_fails"], v["examples"]) for v in told["verdicts"]] == [
        ("light", 1, ["lamp"])
    ]
    shown = impact(tmp_path / "rules", OLD, NEW, "--portfolio", folder).stdout
    assert "newly refused, by reason" in shown
    chinese = impact(tmp_path / "rules", OLD, NEW, "--portfolio", folder, "--messages", "zh").stdout
    assert "新增不予核算的产品，按原因" in chinese


def test_notes_sources_and_uncertainty_of_values_change_nothing(
    rules: Path, products: Path, tmp_path: Path
) -> None:
    """What inventories say beside their values, in a folder and in lines of JSON."""
    words = (OLD, "--replace", "=".join(TABLES), "--format", "json")
    plain = json.loads(impact(rules, *words, "--portfolio", products).stdout)
    lines = tmp_path / "products.jsonl"
    written = []
    for path in sorted(products.glob("lamp-*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        data["values"]["mass"] = {
            "value": data["values"]["mass"], "uncertainty": {"distribution": "lognormal", "gsd2": 1.2},
            "note": {"zh": "称重", "en": "weighed"},
        }  # fmt: skip
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        written.append(json.dumps(data, ensure_ascii=False))
    lines.write_text("\n".join(written) + "\n", encoding="utf-8")
    for portfolio in (products, lines):
        told = json.loads(impact(rules, *words, "--portfolio", portfolio).stdout)
        assert {**told, "portfolio": ""} == {**plain, "portfolio": ""}
    assert plain["products"]["both"] == len(PRODUCTS)


def test_a_page_in_each_language(rules: Path, products: Path, tmp_path: Path) -> None:
    """The waterfall is drawn twice, for wide pages and for phones, and says what it shows to who cannot see it."""
    for language, words in (("en", "What the changes of the rules contribute"), ("zh", "各项规则变化的贡献")):
        output = tmp_path / f"out.{language}.html"
        assume = assumed(tmp_path)
        impact(rules, OLD, NEW, "--portfolio", products, "--assume", assume, "-o", output, "--lang", language)
        page = output.read_text(encoding="utf-8")
        assert words in page
        assert page.count("<svg") == 2
        assert "<script" not in page
        assert "`" not in page
        table = page[page.index("<tbody>") : page.index("</tbody>")]
        rows = [re.findall(r'<td class="n">([^<]*)</td>', row) for row in table.split("</tr>")]
        means = [Decimal(r[0].replace("−", "-").replace("\u202f", "")) for r in rows if r]
        assert len(means) == 9
        assert sum(means[:-1]) == means[-1] != 0


def test_a_version_may_be_a_file_and_others_are_refused(rules: Path, products: Path, tmp_path: Path) -> None:
    """A draft on the disk in place of the new version; another rule set and a table are wrong use."""
    draft = tmp_path / "draft.yaml"
    text = (rules / "test/product/2.0.0.yaml").read_text(encoding="utf-8")
    draft.write_text(text.replace("value: 3.5", "value: 7"), encoding="utf-8")
    words = ("--portfolio", products, "--assume", assumed(tmp_path), "--format", "json")
    both = [json.loads(impact(rules, OLD, new, *words).stdout)["means"][1]["new"] for new in (NEW, draft)]
    assert Decimal(both[1]) > Decimal(both[0])
    assert "is a factor table" in impact(rules, OLD, TABLES[0], *words, code=2).stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((OLD,), "name two versions, or one version and a table"),
        ((OLD, NEW, "--replace", "=".join(TABLES)), "name two versions, or one version and a table"),
        ((OLD, "--replace", "grid"), "`grid` is not a pair such as"),
    ],
)
def test_wrong_use(rules: Path, products: Path, words: tuple[str, ...], told: str) -> None:
    assert told in impact(rules, *words, "--portfolio", products, code=2).stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            ASSUMPTIONS.format(OLD, "0.1"),
            f"E610: the assumptions are for `{OLD}`, the new version is `{NEW}`",
        ),
        (ASSUMPTIONS.format(NEW, "3 kg"), "E602"),
        (ASSUMPTIONS.format(NEW, "0.1") + "  loses: 1\n", "E601: `test/product@2.0.0` has no input `loses`"),
        (
            ASSUMPTIONS.format(NEW, "0.1") + "  parts.colour: 1\n",
            "E601: the table `parts` has no column `colour`",
        ),
        (ASSUMPTIONS.format(NEW, "0.1") + "  parts: 1\n", "E604: `parts` is a table, and what is assumed"),
        (f"assumptions: {NEW}\n", "E202"),
        ("scenarios: x\n", "E310"),
    ],
)
def test_assumptions_that_cannot_be_taken(
    rules: Path, products: Path, tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "assume.yaml"
    path.write_text(text, encoding="utf-8")
    output = tmp_path / "out.parquet"
    shown = impact(rules, OLD, NEW, "--portfolio", products, "--assume", path, "-o", output, code=1)
    assert told in shown.stderr
    assert not output.exists()
    if "E310" not in told and OLD not in text:
        assert told in run("validate", path, rules=rules, code=1).stdout


def test_a_table_that_is_not_read_and_a_folder_without_inventories(
    rules: Path, products: Path, tmp_path: Path
) -> None:
    pair = f"{TABLES[1]}={TABLES[0]}"
    shown = impact(rules, OLD, "--replace", pair, "--portfolio", products, code=1)
    assert f"E301: `{OLD}` reads no table `{TABLES[1]}`" in shown.stderr
    empty = tmp_path / "empty"
    empty.mkdir()
    shutil.copy(products / "notes.yaml", empty / "notes.yaml")
    shutil.copy(products / "notes.yaml", empty / "others.yaml")
    shown = impact(rules, OLD, NEW, "--portfolio", empty, code=1)
    assert "E615: there is no inventory in" in shown.stderr


def as_tables(folder: Path, given: list[dict[str, Any]]) -> Path:
    """The products as CSV files in a folder."""
    folder.mkdir()
    more = [n for n in ("losses",) if all(n in d["values"] for d in given)]
    head, lines, rows = (
        ["inventory", "ruleset", "mass", "power", "hours", "kind", *more],
        [],
        ["inventory,weight,share"],
    )
    for data in given:
        about = [data["inventory"], data["ruleset"]]
        lines.append(",".join(map(str, [*about, *(data["values"][name] for name in head[2:])])))
        rows += [f"{data['inventory']},{r['weight']},{r['share']}" for r in data["values"]["parts"]]
    (folder / "products.csv").write_text("\n".join([",".join(head), *lines]) + "\n", encoding="utf-8")
    (folder / "parts.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def mixed(products: Path) -> list[dict[str, Any]]:
    """The inventories of the folder, to which one of the new version and one of another are added."""
    given = [yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted(products.glob("lamp-*.yaml"))]
    for name, ruleset, more in (("newer", NEW, {"losses": 0.2}), ("older", "test/product@0.9.0", {})):
        data = {**given[0], "inventory": name, "ruleset": ruleset, "values": {**given[0]["values"], **more}}
        (products / f"{name}.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        given.append(data)
    return given


def test_what_is_of_another_version_stands_apart_in_every_form(
    rules: Path, products: Path, tmp_path: Path
) -> None:
    """Products of the new version are calculated as they are, those of others counted; no other number has them."""
    words = (OLD, NEW, "--assume", assumed(tmp_path), "--format", "json", "--portfolio")
    plain = json.loads(impact(rules, *words, products).stdout)
    given = mixed(products)
    lines = tmp_path / "lamps.jsonl"
    lines.write_text("".join(json.dumps(d, ensure_ascii=False) + "\n" for d in given), encoding="utf-8")
    tables = as_tables(tmp_path / "tables", given)
    columns = tmp_path / "lamps.parquet"
    rows = [
        {**d["values"], "losses": None, "inventory": d["inventory"], "ruleset": d["ruleset"]} for d in given
    ]
    pq.write_table(
        pa.Table.from_pylist([{k: v for k, v in r.items() if k != "losses"} for r in rows]), columns
    )
    new = result(compiled(library(rules.parent), NEW), **values(0), losses=Decimal("0.2"))
    for portfolio, calculated in ((products, 1), (lines, 1), (tables, 0), (columns, 0)):
        told = json.loads(impact(rules, *words, portfolio).stdout)
        assert told["other_versions"] == [{"ruleset": "test/product@0.9.0", "products": 1}]
        already = told["already_new"]
        assert (already["products"], already["calculated"], already["examples"]) == (1, calculated, ["newer"])
        if calculated:
            assert float(already["mean_per_unit"]) == pytest.approx(float(new.per_unit), rel=1e-12)
        apart = {"other_versions": [], "already_new": None, "portfolio": ""}
        assert {**told, **apart} == {**plain, **apart}
    output = tmp_path / "out.parquet"
    shown = impact(rules, OLD, NEW, "--portfolio", lines, "--assume", assumed(tmp_path), "-o", output).stdout
    assert f"besides, 1 product already for `{NEW}`" in shown
    assert "besides, 1 product for `test/product@0.9.0`, left out" in shown
    (row,) = [r for r in pq.read_table(output).to_pylist() if r["state"] == "already_new"]
    assert (row["id"], row["old.per_unit"], row["difference.per_unit"]) == ("newer", None, None)
    assert row["new.per_unit"] == pytest.approx(float(new.per_unit), rel=1e-12)


def test_a_portfolio_of_which_none_is_of_the_old_version(rules: Path, products: Path, tmp_path: Path) -> None:
    mixed(products)
    for path in products.glob("lamp-*.yaml"):
        path.unlink()
    told = impact(rules, OLD, NEW, "--portfolio", products, "--assume", assumed(tmp_path), code=1).stderr
    assert f"E610: no product of `{products.as_posix()}` is for `{OLD}`" in told
    assert f"`{NEW}` in 1 product" in told


def test_folders_of_csv_and_revisions_of_git(rules: Path, products: Path, tmp_path: Path) -> None:
    """A version as it stood in git, against what became of it; tables say what inventories say."""
    copy = tmp_path / "library"
    shutil.copytree(rules, copy)
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run(["git", "-C", str(copy), *who, *words], check=True, capture_output=True)
    path = copy / "test/product/2.0.0.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 3.5", "value: 7"), encoding="utf-8")
    subprocess.run(["git", "-C", str(copy), *who, "commit", "-qam", "two"], check=True, capture_output=True)
    given = [yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted(products.glob("lamp-*.yaml"))]
    for data, file in zip(given, sorted(products.glob("lamp-*.yaml")), strict=True):
        data["ruleset"], data["values"]["losses"] = NEW, 0.1
        file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    tables = as_tables(tmp_path / "tables", given)
    found = []
    for portfolio in (tables, products):
        words = ("test/product@HEAD~1", NEW, "--portfolio", portfolio, "--format", "json")
        found.append(json.loads(impact(copy, *words).stdout))
    assert [f["products"]["both"] for f in found] == [len(PRODUCTS)] * 2
    assert [c["change"] for c in found[0]["attribution"]["contributions"]] == ["parameters.factor"]
    assert {**found[0], "portfolio": ""} == {**found[1], "portfolio": ""}
    assert found[0]["old"]["hash"] != found[0]["new"]["hash"]
    told = impact(copy, "test/product@nothing", OLD, "--portfolio", tables, code=1).stderr
    assert "`git` knows no revision `nothing`" in told


def test_json_is_as_its_schema_says_and_files_say_how_many_were_explained(tmp_path: Path) -> None:
    """45 products break one precondition: some of them are explained, and every form of output says how many."""
    common: dict[str, Any] = {
        "inputs": {"mass": "kg"},
        "parameters": {"factor": "1 kgCO2e/kg", "most": "5 kg"},
    }
    write_library(
        tmp_path, rule_set(OLD, **common, emissions={"making": "mass * factor"}),
        rule_set(NEW, **common, emissions={"making": "mass * factor * 2"}, must={"large": "mass > most"}),
    )  # fmt: skip
    lines = tmp_path / "lamps.jsonl"
    masses = [*([1] * 45), 7, 8]
    said = (
        json.dumps({"inventory": f"p{n}", "ruleset": OLD, "values": {"mass": m}})
        for n, m in enumerate(masses)
    )
    lines.write_text("\n".join(said), encoding="utf-8")
    words, rules = (OLD, NEW, "--portfolio", lines), tmp_path / "rules"
    told = json.loads(impact(rules, *words, "--format", "json").stdout)
    schema = json.loads((ROOT / "docs/reference/schema/impact.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(told)
    assert not validator.is_valid({**told, "products": {}})
    assert not validator.is_valid({**told, "more": 1})
    (refused,) = told["newly_refused"]
    assert refused["products"] == 45
    assert 20 <= refused["explained"] < 45
    note = f"{refused['explained']} of 45 reasons were explained one by one"
    assert note in impact(rules, *words).stdout
    page, book = tmp_path / "out.html", tmp_path / "out.xlsx"
    for output in (page, book):
        impact(rules, *words, "-o", output, "--lang", "en", "--messages", "en")
    assert note in page.read_text(encoding="utf-8")
    sheet = openpyxl.load_workbook(book, read_only=True)["refused 不予核算"]
    head, first, *notes = list(sheet.values)
    assert dict(zip(head, first, strict=True))["explained one by one 逐一说明"] == refused["explained"]
    assert [note in str(n) for n in notes] == [True, False]
    assert f"45条原因中逐一说明了{refused['explained']}条" in str(notes[1])


def test_a_parameter_that_becomes_a_quantity_is_one_change(tmp_path: Path) -> None:
    """And an input that becomes a parameter: each is read where the version has it; the numbers add up."""
    common: dict[str, Any] = {"emissions": {"making": "mass * factor * years / life"}}
    old = rule_set(
        OLD,
        **common,
        inputs={"mass": "kg", "life": "a"},
        parameters={"years": "15 a", "factor": "1 kgCO2e/kg"},
    )
    new = rule_set(
        NEW, **common, inputs={"mass": "kg"}, parameters={"life": "5 a", "base": "10 a", "factor": "2 kgCO2e/kg"},
        quantities={"years": ("a", "base + life * 0")},
    )  # fmt: skip
    write_library(tmp_path, old, new)
    lines = tmp_path / "lamps.jsonl"
    said = (
        json.dumps({"inventory": f"p{n}", "ruleset": OLD, "values": {"mass": n, "life": 10}}) for n in (1, 2)
    )
    lines.write_text("\n".join(said), encoding="utf-8")
    told = json.loads(impact(tmp_path / "rules", OLD, NEW, "--portfolio", lines, "--format", "json").stdout)
    means = told["means"][0]
    assert (float(means["old"]), float(means["new"])) == (1.5 * 1.5, 1.5 * 4)
    parts = told["attribution"]["contributions"]
    assert {c["change"] for c in parts} == {"parameters.factor", "quantities.years", "parameters.life"}
    assert sum(Decimal(c["mean"]) for c in parts) == Decimal(means["difference"])


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_an_assumed_value_stands_where_a_product_says_nothing(tmp_path: Path, form: str) -> None:
    """What was optional is required now: who gives it keeps it, whatever its unit; without it products are refused."""
    common: dict[str, Any] = {
        "parameters": {"factor": "2 kgCO2e/kg"},
        "emissions": {"making": "sum(parts.mass) * factor"},
    }
    old = {"mass": {"unit": "g", "required": False}, "name": "text", "kind": "text?"}
    new = {
        "mass": "kg",
        "name": "text",
        "kind": {"type": "text", "values": {"a": texts("a"), "b": texts("b")}},
    }
    fallback = {**common, "emissions": {"making": "sum(parts.mass, where=given(parts.mass)) * factor"}}
    write_library(
        tmp_path, rule_set(OLD, **fallback, inputs={"parts": old}), rule_set(NEW, **common, inputs={"parts": new})
    )  # fmt: skip
    rows = [[{"name": "x", "mass": 500.0, "kind": "b"}, {"name": "y", "mass": None, "kind": None}], []]
    path = tmp_path / f"lamps.{form}"
    data = [{"inventory": f"p{n}", "ruleset": OLD, "parts": r} for n, r in enumerate(rows)]
    if form == "parquet":
        pq.write_table(pa.Table.from_pylist(data), path)
    else:
        whole = (
            {**{k: d[k] for k in ("inventory", "ruleset")}, "values": {"parts": d["parts"]}} for d in data
        )
        path.write_text("\n".join(map(json.dumps, whole)), encoding="utf-8")
    assume = tmp_path / "assume.yaml"
    assume.write_text(f"assumptions: {NEW}\nvalues: {{parts.mass: 250 g, parts.kind: a}}\n", encoding="utf-8")
    words = (OLD, NEW, "--portfolio", path, "--format", "json")
    told = json.loads(impact(tmp_path / "rules", *words, "--assume", assume).stdout)
    assert told["products"]["both"] == 2
    assert {a["name"] for a in told["assumed"]} == {"parts.mass", "parts.kind"}
    assert float(told["means"][0]["old"]) == pytest.approx(0.5)
    assert float(told["means"][0]["new"]) == pytest.approx(0.75)
    without = json.loads(impact(tmp_path / "rules", *words).stdout)
    assert without["products"] == {"all": 2, "both": 1, "only_old": 1, "only_new": 0, "neither": 0}
    assert without["lacking"] == []
