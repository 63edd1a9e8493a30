"""What machines need of a record beside its words: roles, identifiers, mass, country, characterization, geography."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ruleengine.check.verify import verify
from ruleengine.diagnostics import Refused, Report, as_text
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, Inventory
from ruleengine.inventory.product import credit_character, gtin_digit
from ruleengine.program.program import Program
from ruleengine.run.record.earlier import LACKING
from ruleengine.run.record.from_document import read_record
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.record import Geography, Mass
from ruleengine.run.record.writing import record_data, record_json
from ruleengine.run.result import run
from tests.conformance.test_corpus import CASES, library
from tests.library_builder import ROOT, inventory_text, overlay, product, read, result, rule_set, texts
from tests.run.values import NA

EARLIER = Path(__file__).with_name("format-0.json")
RULES: dict[str, Any] = {
    "inputs": {"a": "kg", "wood": "kgC?", "spare": "kgCO2e?"},
    "parameters": {"f": "1 kgCO2e/kg"},
    "reference_flow": {"formula": "1 / 4", "clause": "2", "label": texts("pieces")},
    "quantities": {
        "mass": {"unit": "kg", "formula": "2 * a", "role": "product-mass"},
        "carbon": {"unit": "kgC", "formula": "wood", "role": "biogenic-carbon-content"},
    },
    "emissions": {
        "box": {"formula": "a * f", "role": "packaging"},
        "film": {"formula": "2 * a * f", "role": "packaging"},
        "ship": {"formula": "spare", "role": "outbound-logistics"},
    },
    "indicators": {
        "again": {"unit": "%", "formula": "a / (4 * a)", "role": "recycled-content"},
        "rating": {"unit": "1", "formula": "a / (2 * a)", "role": "data-quality"},
    },
}


def test_roles_come_to_a_value_for_the_basis_and_one_for_the_unit_of_analysis(tmp_path: Path) -> None:
    record = result_record(result(product(tmp_path, **RULES), a=8, spare=NA))
    assert {k: (v.elements, v.value, v.per_unit, v.unit) for k, v in record.roles.items()} == {
        "packaging": (("emissions.box", "emissions.film"), 24, 6, "kgCO2e"),
        "outbound-logistics": (("emissions.ship",), NOT_APPLICABLE, NOT_APPLICABLE, "kgCO2e"),
        "product-mass": (("quantities.mass",), 16, 4, "kg"),
        "biogenic-carbon-content": (("quantities.carbon",), MISSING, MISSING, "kgC"),
        "recycled-content": (("indicators.again",), 25, 25, "%"),
        "data-quality": (("indicators.rating",), Decimal("0.5"), Decimal("0.5"), "1"),
    }
    path = tmp_path / "record.json"
    path.write_text(record_json(record), encoding="utf-8")
    assert read_record(path) == record


def test_characterization_and_geography_are_inherited_shown_and_recorded(tmp_path: Path) -> None:
    said = {"clause": "1", "source": "book"}
    base = rule_set(
        "test/base@1.0.0",
        characterization={"report": "AR5", **said},
        geography={"region": "asia", **said},
        **RULES,
    )
    own = overlay(ROOT, "test/base@1.0.0", geography={"country": "CN", "source": "book"})
    program = product(tmp_path, base, own)
    cited = result_record(result(program, a=8, spare=1)).ruleset
    assert (cited.characterization, cited.geography) == ("AR5", Geography("CN", None))
    shown = program.resolved.singles["geography"]
    assert (dict(shown.fields), len(shown.origins)) == ({"country": "CN", "clause": "1", "source": "book"}, 2)
    plain = result_record(result(product(tmp_path / "plain", **RULES), a=8, spare=1)).ruleset
    assert (plain.characterization, plain.geography) == (None, None)


IDENTIFIED: dict[str, Any] = {
    "name": texts("lamp"),
    "gtin": "9520000000011",
    "urn": "urn:example:lamp",
    "mass": "300 g",
    "manufacturer": {"name": texts("works"), "credit_code": "91350100M000100Y43", "urn": "urn:example:works"},
    "country": "CN",
}


def identified(program: Program, **product: object) -> tuple[Inventory | None, Report]:
    """An inventory whose product is identified, with what is otherwise."""
    return read(program, inventory_text(program, {"a": 8, "spare": 1}, product={**IDENTIFIED, **product}))


def test_the_record_carries_what_identifies_product_maker_and_site(tmp_path: Path) -> None:
    program = product(tmp_path, **RULES)
    found, report = identified(program)
    assert found is not None, as_text(report.items)
    told = result_record(run(program, found)).product
    assert (told.gtin, told.urn, told.country) == ("9520000000011", "urn:example:lamp", "CN")
    assert told.mass == Mass(Decimal("0.3"))
    assert told.manufacturer is not None
    assert (told.manufacturer.credit_code, told.manufacturer.urn) == (
        "91350100M000100Y43",
        "urn:example:works",
    )
    path = tmp_path / "record.json"
    path.write_text(record_json(result_record(run(program, found))), encoding="utf-8")
    assert read_record(path).product == told


def test_a_mass_means_the_same_in_any_unit_and_an_identifier_does_not(tmp_path: Path) -> None:
    program = product(tmp_path, **RULES)
    hashes = [
        found.fingerprint if found else ""
        for found, _ in (identified(program, **way) for way in ({}, {"mass": "0.3 kg"}, {"gtin": "95200002"}))
    ]
    assert hashes[0] == hashes[1] != hashes[2]


#: What stands in GB 32100 and in the specifications of GS1, and identifiers of length and letters that are allowed.
CODES = ("91350100M000100Y43", "91999999MA0000001N", "91999999MA0000002R")
NUMBERS = ("6291041500213", "5901234123457", "96385074", "036000291452", "95200002", "00012345600012")


@pytest.mark.parametrize("code", CODES)
def test_check_characters_of_credit_codes(code: str) -> None:
    assert credit_character(code[:-1]) == code[-1]


@pytest.mark.parametrize("number", NUMBERS)
def test_check_digits_of_gtins(number: str) -> None:
    assert gtin_digit(number[:-1]) == number[-1]


def test_one_other_character_is_noticed_wherever_it_stands() -> None:
    characters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for code in CODES:
        for place, right in enumerate(code[:-1]):
            for wrong in set(characters) - {right}:
                assert credit_character(code[:place] + wrong + code[place + 1 : -1]) != code[-1]
    for number in NUMBERS:
        for place, right in enumerate(number[:-1]):
            for wrong in set("0123456789") - {right}:
                assert gtin_digit(number[:place] + wrong + number[place + 1 : -1]) != number[-1]


def test_an_identifier_that_is_not_right_is_told(tmp_path: Path) -> None:
    program = product(tmp_path, **RULES)
    found, report = identified(program, gtin="9520000000012", mass="2 kWh")
    assert found is None
    assert [d.key for d in report.items] == ["E620.gtin", "E602.dimension"]


# ---- records of format 0


def test_a_record_of_format_0_is_read_and_verify_says_what_it_lacks(tmp_path: Path) -> None:
    case = CASES["lookup-two-keys"]
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(case["inventory"], encoding="utf-8")
    record = read_record(EARLIER)
    assert (record.format, record.ruleset.characterization, record.product.gtin) == (0, None, None)
    replay = verify(EARLIER, inventory, library(tmp_path / "rules", case))
    assert replay.holds
    told = {d.key: d for d in replay.found}
    assert set(told) <= {"W734.engine", "W734.format"}
    facts = dict(told["W734.format"].facts)
    assert (facts["recorded"], facts["now"], facts["lacking"]) == (0, 1, LACKING)
    assert told["W734.format"].place.line == 2


def test_roles_of_a_record_of_format_0_follow_from_its_elements(tmp_path: Path) -> None:
    record = result_record(result(product(tmp_path, **RULES), a=8, spare=1))
    data: Any = json.loads(json.dumps(record_data(record)))
    data["result_record"] = 0
    del data["roles"], data["ruleset"]["characterization"], data["ruleset"]["geography"]
    for name in ("gtin", "urn", "mass", "country"):
        del data["product"][name]
    path = tmp_path / "record.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    again = read_record(path)
    assert again.roles == record.roles
    assert again.format == 0
    data["total"] = "x"
    del data["checks"]
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_record(path)
    assert sorted({d.code for d in refused.value.diagnostics}) == ["E202", "E204"]
