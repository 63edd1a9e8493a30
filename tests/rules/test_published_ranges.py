"""Examples of the second versions lie within what is published of such products, or their rule set says so."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from ruleengine.diagnostics import Report
from ruleengine.pipeline import product_of, program_of
from ruleengine.ruleset.from_document import reference
from ruleengine.ruleset.library import Library
from ruleengine.run.result import Result
from ruleengine.source.reader import read_bytes

HERE = Path(__file__).parent
RULES = HERE.parents[1] / "rules"
PUBLISHED: list[dict[str, Any]] = yaml.safe_load((HERE / "published_ranges.yaml").read_text(encoding="utf-8"))


def _result(example: str) -> Result:
    category, name = example.split("/")
    path = RULES / "gb" / category / "examples" / "0.2.0" / f"{name}.yaml"
    report = Report()
    document = read_bytes(path.read_bytes(), path.name, report)
    report.stop_on_errors()
    assert document is not None
    program = program_of(Library(RULES), reference(f"gb/{category}@0.2.0"))
    return product_of(program, document, Report()).result


def _number(result: Result, name: str) -> Decimal:
    value = result.per_unit if name == "per_unit" else result.values[name]
    assert isinstance(value, Decimal)
    return value


def _gaps(example: str) -> dict[str, Any]:
    text = (RULES / "gb" / example.split("/")[0] / "0.2.0.yaml").read_text(encoding="utf-8")
    gaps: dict[str, Any] = yaml.safe_load(text)["gaps"]
    return gaps


@pytest.mark.parametrize("known", PUBLISHED, ids=[f"{k['example']}:{k['of']}" for k in PUBLISHED])
def test_an_example_lies_within_what_is_published_or_its_rules_say_so(known: dict[str, Any]) -> None:
    result = _result(known["example"])
    value = _number(result, known["of"]) * (_number(result, known["times"]) if "times" in known else 1)
    low, high = Decimal(str(known["low"])), Decimal(str(known["high"]))
    assert (low <= value <= high) == ("outside" not in known), (
        f"{value} {known['unit']}, published {low} to {high}"
    )
    if "outside" in known:
        effect = _gaps(known["example"])[known["outside"]]["effect"]
        bound = low if value < low else high
        for language in ("zh", "en"):
            said = effect[language].replace(" ", "")
            assert f"{bound:f}" in said, language
            assert f"{value:.1f}" in said or f"{value:.0f}" in said, language
