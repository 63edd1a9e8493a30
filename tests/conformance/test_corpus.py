"""Every case of the conformance corpus, on the exact evaluator and on the array kernel."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from ruleengine.arrays.arrays import products_of
from ruleengine.arrays.kernel import calculate_arrays
from ruleengine.check.validate import validate_reference
from ruleengine.diagnostics import Diagnostic, Refused, Report, as_text
from ruleengine.inventory.from_document import inventory_from_document
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, NOT_EVALUATED, Inventory
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from ruleengine.run.exact import calculate
from ruleengine.run.preconditions import outcome
from ruleengine.run.result import Result, run
from ruleengine.source.reader import read_bytes
from ruleengine.source.shapes import check_shape
from tests.generated.batches import batch, judged, numbered, reasons
from tests.generated.bounds import Bounds
from tests.generated.comparing import cells, differences, of_kernel, verdict
from tests.library_builder import plain_data

CORPUS = Path(__file__).resolve().parents[2] / "conformance"
CASES = {p.stem: plain_data(p.read_text(encoding="utf-8")) for p in sorted((CORPUS / "cases").glob("*.yaml"))}
NUMBERS = [name for name, case in CASES.items() if "expect" in case]
REFUSED = [name for name, case in CASES.items() if "refused" in case]
#: Refused by nothing but the calculation.
WITHOUT_VALUE = [
    n for n in REFUSED if {c[:4] for c in CASES[n]["refused"]} <= {"E630", "E701", "E702", "E703", "E704"}
]
EXACT, DOUBLE = Fraction(1, 10**30), Fraction(1, 10**12)
#: States of the kernel as the corpus calls them.
STATES = {1: NOT_APPLICABLE.value, 2: MISSING.value, 3: NOT_EVALUATED.value}


def library(folder: Path, case: Mapping[str, object]) -> Library:
    """The library of a case: the shared base and the case's own files."""
    root = folder / "rules"
    shutil.copytree(CORPUS / "library", root)
    for name, text in case["files"].items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return Library(root)


def prepared(folder: Path, case: Mapping[str, object], report: Report) -> tuple[Program, Inventory] | None:
    """The program and the inventory of a case, by the real pipeline; None where one of them is refused."""
    found = library(folder, case)
    program = validate_reference(found, found.find("conf/case@1.0.0"), report)
    if program is None:
        return None
    document = read_bytes(case["inventory"].encode(), "inventory.yaml", report)
    if document is None or not check_shape(document, "inventory", report):
        return None
    inventory = inventory_from_document(document, program, report)
    return (program, inventory) if inventory is not None else None


def near(found: object, wanted: object, within: Fraction, bound: Fraction = Fraction(0)) -> bool:
    """Whether a value is what the corpus expects: numbers (texts such as `0.5` or `1/3`) within a relative distance.

    `bound` is how far off double precision may be where nearly equal numbers were subtracted.
    """
    if isinstance(wanted, list):
        pairs = zip(found, wanted, strict=True) if isinstance(found, list | tuple) else ()
        return isinstance(found, list | tuple) and all(near(f, w, within, bound) for f, w in pairs)
    if wanted in STATES.values():
        return getattr(found, "value", found) == wanted
    if not isinstance(found, Decimal | float):
        return False
    due = Fraction(str(wanted))
    return abs(Fraction(found) - due) <= max(within * abs(due), bound)


def expected(case: Mapping[str, object]) -> dict[str, object]:
    """All expected numbers by the names of the values."""
    expect = case["expect"]
    found = {f"footprint.{k}": expect[k] for k in ("total", "per_unit") if k in expect}
    for section in ("stages", "species"):
        found |= {f"footprint.{k}": v for k, v in expect.get(section, {}).items()}
    return found | expect.get("values", {})


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_and_verdicts(name: str, tmp_path: Path) -> None:
    case, report = CASES[name], Report()
    found = prepared(tmp_path, case, report)
    assert found is not None, as_text(report.items)
    program, inventory = found
    result = run(program, inventory)
    exact = {k: (result.values[k], v) for k, v in expected(case).items()}
    assert {k: pair for k, pair in exact.items() if not near(*pair, EXACT)} == {}
    told = {v.requirement: v.verdict for v in result.verdicts}
    assert {k: told[k] for k in case["expect"].get("verdicts", {})} == case["expect"].get("verdicts", {})
    came = {s.element.id: outcome(inventory, result.values, s) for s in program.preconditions}
    assert came == case["expect"].get("preconditions", {})
    if "rounded" in case["expect"]:
        assert result.rounded_per_unit == Decimal(case["expect"]["rounded"])
    _on_the_kernel(case, program, inventory, result)


def _on_the_kernel(
    case: Mapping[str, object], program: Program, inventory: Inventory, result: Result
) -> None:
    """The same from the kernel, the product in a batch with itself."""
    calculated = calculate_arrays(program, products_of(program, [inventory, inventory]))
    bounds = Bounds(program, inventory, calculate(program, inventory))
    for index in (0, 1):
        for name, wanted in expected(case).items():
            got = cells(program, calculated, name, index)
            shown = [STATES.get(c.state, c.value) for c in (got if isinstance(got, tuple) else (got,))]
            bound = bounds.known[name]
            several = bound if isinstance(bound, tuple) else (bound,)
            wide = max((Fraction(b) for b in several if isinstance(b, Decimal)), default=Fraction(0))
            assert near(shown if isinstance(got, tuple) else shown[0], wanted, DOUBLE, wide), (
                name,
                shown,
                wanted,
            )
        if calculated.doubtful[index]:
            continue
        for requirement in program.requirements:
            conditions = (s.name if s else None for s in (requirement.applies, requirement.check))
            told = verdict(*(of_kernel(program, calculated, n, index) for n in conditions))
            assert told == next(v.verdict for v in result.verdicts if v.requirement == requirement.id)


def shown(diagnostic: Diagnostic) -> str:
    """A diagnostic as the corpus writes it: code and place."""
    place = diagnostic.place
    assert place is not None
    return f"{diagnostic.code} {place.file.removeprefix('rules/')}:{place.line}:{place.column}"


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name: str, tmp_path: Path) -> None:
    case, report = CASES[name], Report()
    try:
        found = prepared(tmp_path, case, report)
        if found is not None:
            run(*found, report)
    except Refused as refused:
        report.take(refused.diagnostics)
    assert sorted(shown(d) for d in report.errors) == sorted(case["refused"]), as_text(report.errors)


@pytest.mark.parametrize("name", WITHOUT_VALUE)
def test_calculations_without_a_value_on_the_kernel(name: str, tmp_path: Path) -> None:
    """What has no value has none in the kernel either, and a batch tells the same errors."""
    found = prepared(tmp_path, CASES[name], Report())
    assert found is not None
    program, inventory = found
    assert list(differences(program, [inventory, inventory], {})) == []
    (product,) = numbered([inventory])
    due = judged(program, product)
    assert not isinstance(due, Result)
    assert reasons(batch(program, [product], 1, 1).rejects[product.id]) == due


def test_the_cases_are_what_the_arithmetic_writes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-B", CORPUS / "generate.py", tmp_path], check=True, capture_output=True)
    written = {p.stem: p.read_bytes() for p in tmp_path.iterdir()}
    assert written == {p.stem: p.read_bytes() for p in (CORPUS / "cases").iterdir()}


def test_the_arithmetic_does_not_use_the_engine() -> None:
    texts = [p.read_text(encoding="utf-8") for p in CORPUS.rglob("*.py")]
    assert texts
    assert not any("ruleengine" in text for text in texts)


def test_the_corpus_is_large_and_a_third_of_it_refusals() -> None:
    assert len(CASES) >= 150
    assert len(REFUSED) * 3 >= len(CASES)
    assert all(case["case"] == name and case["source"] for name, case in CASES.items())
