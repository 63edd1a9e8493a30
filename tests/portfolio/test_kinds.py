"""What is no portfolio, or no result record, is told as what it is, whatever its name."""

from __future__ import annotations

from pathlib import Path

import pytest

import ruleengine
from ruleengine.diagnostics import Phrase, Refused
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.run.record.from_document import read_record

RULES = Path(__file__).parents[2] / "rules"
LAMP = RULES / "gb/lighting/examples/led-panel-600.yaml"
FILES = {
    "pdf": b"%PDF-1.7\n1 0 obj\n",
    "excel": b"PK\x03\x04\x14\x00\x06\x00\x08\x00xl/workbook.xml",
    "gzip": b"\x1f\x8b\x08\x00abc",
    "html": b"<!DOCTYPE html><html><body>a page</body></html>",
    "inventory": LAMP.read_bytes(),
    "assessment": LAMP.with_suffix(".assessment.yaml").read_bytes(),
}


@pytest.mark.parametrize("name", ["data.xlsx", "data.csv", "data.jsonl", "data.parquet"])
@pytest.mark.parametrize("kind", ["pdf", "excel", "gzip", "html"])
def test_a_batch_of_something_else_is_told_what_it_is(tmp_path: Path, kind: str, name: str) -> None:
    (tmp_path / name).write_bytes(FILES[kind])
    program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=RULES)
    with pytest.raises(Refused) as refused:
        calculate_portfolio(program, tmp_path / name, tmp_path / "out.parquet")
    (told,) = refused.value.diagnostics
    assert (told.key, told.fact("kind")) == ("E310.kind", Phrase(f"file.{kind}"))
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("kind", ["inventory", "assessment"])
def test_a_file_of_one_product_is_no_portfolio(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "product.yaml"
    path.write_bytes(FILES[kind])
    program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=RULES)
    with pytest.raises(Refused) as refused:
        calculate_portfolio(program, path, tmp_path / "out.parquet")
    (told,) = refused.value.diagnostics
    assert (told.key, told.fact("kind")) == ("E310.kind", Phrase(f"file.{kind}"))


@pytest.mark.parametrize("kind", FILES)
def test_a_result_that_is_something_else_is_told_what_it_is(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ("result.yaml" if kind in ("inventory", "assessment") else "result.json")
    path.write_bytes(FILES[kind])
    with pytest.raises(Refused) as refused:
        read_record(path)
    (told,) = refused.value.diagnostics
    assert (told.key, told.fact("kind")) == ("E310.kind", Phrase(f"file.{kind}"))
