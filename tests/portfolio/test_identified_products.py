"""Products of JSON lines are held to the check characters of their identifiers, without being read one by one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.portfolio.files.about_line import is_usual
from tests.library_builder import product, texts

PRODUCT = {
    "name": texts("lamp"), "gtin": "9520000000011", "urn": "urn:example:lamp", "mass": "300 g", "country": "CN",
    "manufacturer": {"name": texts("works"), "credit_code": "91350100M000100Y43", "urn": "urn:example:works"},
}  # fmt: skip
WRONG = {
    "gtin": {"gtin": "9520000000012"},
    "gtin-form": {"gtin": "9520-0000"},
    "gtin-number": {"gtin": 9520000000011},
    "urn": {"urn": "lamp"},
    "urn-markup": {"urn": "urn:example:<b>"},
    "mass": {"mass": "300 kWh"},
    "mass-zero": {"mass": "0 kg"},
    "mass-hidden": {"mass": "300 g\u202e"},
    "country": {"country": "UK"},
    "maker": {"manufacturer": {"name": texts("works"), "credit_code": "91350100M000100Y44"}},
    "maker-urn": {"manufacturer": {"name": texts("works"), "urn": "urn:x:y"}},
    "maker-key": {"manufacturer": {"name": texts("works"), "country": "CN"}},
}


def test_what_is_right_needs_no_second_look() -> None:
    assert is_usual({"product": PRODUCT})
    assert is_usual({"product": {**PRODUCT, "gtin": "95200002", "mass": "0.3 kg"}})


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_read_as_an_inventory_is(name: str) -> None:
    assert not is_usual({"product": {**PRODUCT, **WRONG[name]}})


def test_a_batch_rejects_what_a_single_run_refuses(tmp_path: Path) -> None:
    small = product(tmp_path, inputs={"a": "kg"}, parameters={"f": "1 kgCO2e/kg"}, emissions={"e": "a * f"})
    portfolio, output = tmp_path / "lamps.jsonl", tmp_path / "out.parquet"
    products = {"right": PRODUCT, "wrong": {**PRODUCT, "gtin": "9520000000012", "mass": "3 kWh"}}
    lines = [
        json.dumps({"inventory": name, "product": said, "values": {"a": "1 kg"}})
        for name, said in products.items()
    ]
    portfolio.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = calculate_portfolio(small, portfolio, output)
    assert (found.results, found.refused) == (1, 1)
    (reject,) = (tmp_path / "out.parquet.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert '"wrong"' in reject
    assert "E620" in reject
    assert "E602" in reject
