"""`ruleengine batch` as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from click.testing import CliRunner

import ruleengine
from ruleengine.cli.main import cli
from ruleengine.run.record.writing import plain_data
from tests.portfolio.portfolios import luminaires, write_luminaires

RULES = str(Path(__file__).parents[2] / "rules")


def _call(*arguments: object) -> tuple[int, str, str]:
    found = CliRunner().invoke(cli, ["batch", "gb/lighting@0.1.0", *map(str, arguments), "--rules", RULES])
    return found.exit_code, found.stdout, found.stderr


def test_results_are_named_on_standard_output_and_progress_on_standard_error(tmp_path: Path) -> None:
    write_luminaires(tmp_path / "p.parquet", 100)
    output = tmp_path / "new" / "out.parquet"
    code, out, err = _call(tmp_path / "p.parquet", "-o", output)
    assert (code, out) == (0, f"{output.as_posix()}\n")
    assert "100 of 100 products" in err
    assert "100 products: 100 calculated, 0 refused" in err
    table = pq.read_table(output)
    assert table.schema.metadata[b"ruleengine.ruleset"] == b"gb/lighting@0.1.0"
    assert table.schema.metadata[b"ruleengine.status"] == b"draft"
    per = {k.decode(): v.decode() for k, v in table.schema.field("per_unit").metadata.items()}
    assert (per["unit"], per["per"], per["per.en"]) == ("kgCO2e", "functional", "1 000 lm × 35 000 h")
    per = {k.decode(): v.decode() for k, v in table.schema.field("stages.use").metadata.items()}
    assert per == {
        "unit": "kgCO2e",
        "per": "basis",
        "per.en": "one lighting product",
        "per.zh": "一件照明产品",
    }
    assert table.schema.field("indicators.primary_share").metadata == {b"unit": b"%"}
    assert set(table.column("unit_of_analysis").to_pylist()) == {
        "功能单位：1 000 lm × 35 000 h / functional unit: 1 000 lm × 35 000 h"
    }
    assert set(table.column("basis").to_pylist()) == {"计量基准：一件照明产品 / basis: one lighting product"}
    assert set(table.column("engine").to_pylist()) == {ruleengine.__version__}


def test_refused_products_are_listed_and_the_exit_code_is_1(tmp_path: Path) -> None:
    table = luminaires(10)
    table = table.set_column(3, "rated_power", pa.array([1.0, -1.0] * 5))
    pq.write_table(table, tmp_path / "p.parquet")
    code, out, err = _call(tmp_path / "p.parquet", "-o", tmp_path / "out.parquet")
    rejects = tmp_path / "out.parquet.rejects.jsonl"
    assert (code, out.splitlines()[1]) == (1, rejects.as_posix())
    assert "5 calculated, 5 refused" in err
    lines = rejects.read_text(encoding="utf-8").splitlines()
    first = json.loads(lines[0])
    assert (first["row"], first["id"]) == (2, "luminaire-00000001")
    (reason,) = first["reasons"]
    assert {name: reason[name] for name in ("code", "element", "clause", "place")} == {
        "code": "E603", "element": "rated_power", "clause": "5.1", "place": {"column": "rated_power"},
    }  # fmt: skip
    assert reason["en"]["message"] == "`rated_power` is -1 `W`"
    code, _, _ = _call(
        tmp_path / "p.parquet", "-o", tmp_path / "out.parquet", "--rejects", tmp_path / "r.parquet"
    )
    listed = pq.read_table(tmp_path / "r.parquet").to_pylist()
    assert [r["row"] for r in listed] == [2, 4, 6, 8, 10]
    facts = json.loads(listed[0]["reasons"][0]["facts"])
    told = listed[0]["reasons"][0] | {"facts": facts, "place": {"column": "rated_power"}}
    assert _given(told) == reason


def _given(row: dict[str, Any]) -> dict[str, Any]:
    """A row of Parquet without what is null."""
    return {k: _given(v) if isinstance(v, dict) else v for k, v in row.items() if v is not None}


def test_wrong_use_is_told_before_anything_is_written(tmp_path: Path) -> None:
    write_luminaires(tmp_path / "p.parquet", 5)
    cases = [
        (tmp_path / "p.parquet", tmp_path / "p.parquet", "E802"),
        (tmp_path / "none.parquet", tmp_path / "out.parquet", "E101"),
        (tmp_path / "p.xlsx", tmp_path / "out.parquet", "E615"),
    ]
    for portfolio, output, expected in cases:
        code, out, err = _call(portfolio, "-o", output)
        assert (code, out) == (1, "")
        assert expected in err
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.endswith(".parts")) == ["p.parquet"]


def test_from_python(tmp_path: Path) -> None:
    write_luminaires(tmp_path / "p.parquet", 50)
    program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=RULES)
    found = ruleengine.batch(program, tmp_path / "p.parquet", tmp_path / "out.parquet")
    assert (found.products, found.results, found.refused, found.rejects) == (50, 50, 0, None)


def test_json_tells_what_a_batch_came_to(tmp_path: Path) -> None:
    table = luminaires(10).set_column(3, "rated_power", pa.array([1.0, -1.0] * 5))
    pq.write_table(table, tmp_path / "p.parquet")
    output = tmp_path / "out.parquet"
    code, out, _ = _call(tmp_path / "p.parquet", "-o", output, "--format", "json")
    program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=RULES)
    assert code == 1
    kinds = [s.kind for s in program.resolved.standings]
    assert kinds == ["draft", "draft", "draft", "withdrawn", "withdrawn"]
    assert json.loads(out) == {
        "ruleset": {"id": "gb/lighting", "version": "0.1.0", "hash": program.resolved.fingerprint, "status": "draft"},
        "standing": plain_data(program.resolved.standings),
        "engine": ruleengine.__version__, "products": 10, "results": 5, "refused": 5,
        "output": output.as_posix(), "rejects": f"{output.as_posix()}.rejects.jsonl", "warnings": {},
    }  # fmt: skip
    write_luminaires(tmp_path / "good.parquet", 3)
    code, out, _ = _call(tmp_path / "good.parquet", "-o", tmp_path / "good-out.parquet", "--format", "json")
    told = json.loads(out)
    assert (code, told["refused"], told["rejects"]) == (0, 0, None)


def test_json_tells_why_a_portfolio_is_refused(tmp_path: Path) -> None:
    code, out, err = _call(tmp_path / "none.parquet", "-o", tmp_path / "out.parquet", "--format", "json")
    (found,) = json.loads(out)["diagnostics"]
    assert (code, err) == (1, "")
    assert (found["key"], found["facts"]["file"]) == (
        "E101.unreadable",
        (tmp_path / "none.parquet").as_posix(),
    )
    assert {found["en"]["message"], found["zh"]["message"]} == {
        f"cannot read `{tmp_path.as_posix()}/none.parquet`: no such file or directory",
        f"无法读取`{tmp_path.as_posix()}/none.parquet`：没有该文件或文件夹",
    }
