"""The records of the corpus: each is replayed, and its numbers are those of its case."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.check.verify import verify
from ruleengine.diagnostics import Report
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.writing import record_json
from ruleengine.run.result import run
from ruleengine.version import __version__
from tests.conformance.test_corpus import CASES, CORPUS, EXACT, library, near, prepared
from tests.conftest import Golden

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
RECORDS = CORPUS / "records"
#: One of each: a default, rows without a value, a weighted mean, a look-up, the reference flow, a published example,
#: what is not evaluated.
SHOWN = (
    "absent-default", "absent-rows-mean-leaves-out", "fold-mean-weighted", "lookup-two-keys", "footprint-per-unit",
    "published-ghg-protocol-goods-hybrid", "not-evaluated-behind-a-quantity", "not-evaluated-column",
)  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_the_record_of_a_case_is_replayed(name: str, tmp_path: Path, golden: Golden) -> None:
    found = prepared(tmp_path, CASES[name], Report())
    assert found is not None
    text = record_json(result_record(run(*found))).replace(f'"engine": "{__version__}"', '"engine": "0.2.0"')
    golden(RECORDS / f"{name}.json", text + "\n")
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(CASES[name]["inventory"], encoding="utf-8")
    replay = verify(RECORDS / f"{name}.json", inventory, library(tmp_path / "again", CASES[name]))
    assert {d.key for d in replay.found} <= {"W734.engine"}
    assert replay.holds


@pytest.mark.parametrize("name", SHOWN)
def test_the_numbers_of_a_record_are_those_of_its_case(name: str) -> None:
    data = json.loads((RECORDS / f"{name}.json").read_text(encoding="utf-8"))
    expect = CASES[name]["expect"]
    for key in ("total", "per_unit"):
        if key in expect:
            assert near(_decimal(data[key]), expect[key], EXACT)
    for section in ("stages", "species"):
        for key, wanted in expect.get(section, {}).items():
            assert near(_decimal(data[section][key]), wanted, EXACT)
    figures = {**data["quantities"], **data["indicators"], **data["emissions"]}
    for key, wanted in expect.get("values", {}).items():
        if key == "reference_flow":
            continue
        figure = figures[key]
        got = [_value(v) for v in figure["values"]] if "values" in figure else _value(figure["value"])
        assert near(got, wanted, EXACT) or got == wanted
    assert {k: data["checks"][k]["verdict"] for k in expect.get("verdicts", {})} == expect.get("verdicts", {})


def _decimal(text: str) -> Decimal:
    return Decimal(text)


def _value(given: object) -> object:
    """A value of a record: a number, why there is none, or as it is."""
    if isinstance(given, dict):
        return given["absent"]
    return Decimal(given) if isinstance(given, str) and NUMBER.fullmatch(given) else given


def test_every_record_is_shown() -> None:
    assert {p.stem for p in RECORDS.iterdir()} == set(SHOWN)
