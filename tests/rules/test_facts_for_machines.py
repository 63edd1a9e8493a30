"""What the second versions say to exports beside their words: roles, report, geography, quality by dimension."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ruleengine.documents.view_indicators import indicators
from ruleengine.run.data_quality import DIMENSIONS, quality_by_dimension
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.record import Geography
from ruleengine.run.result import Result
from tests.library_builder import RULES
from tests.run.examples import Example, example

#: The example of each category that states most.
STATED = {
    "electronics": "portable-computer-14", "engines": "nonroad-diesel-110", "ev-chargers": "dc-charger-120kw",
    "fibers": "polyester-filament", "furniture": "wardrobe-2door", "lighting": "led-panel-600",
    "plastics": "pp-turnover-crates",
}  # fmt: skip
#: Every category gives these; recycled content only where inventories say it.
ROLES = {
    "packaging", "outbound-logistics", "product-mass", "fossil-carbon-content", "biogenic-carbon-content",
    "renewable-electricity", "primary-data", "excluded-emissions", "data-quality",
}  # fmt: skip
RECYCLED = {"fibers", "lighting", "plastics"}
#: Where the unit of analysis depends on the inventory, so that words alone say it: engines, whole or for one kWh.
BY_INVENTORY = {"engines"}
NEAR = Decimal("1e-25")


def stated(category: str) -> Example:
    """The example of a category's second version."""
    return example(RULES / "gb" / category / "examples" / "0.2.0" / f"{STATED[category]}.yaml")


@pytest.mark.parametrize("category", STATED)
def test_every_category_gives_all_that_exports_ask_for(category: str) -> None:
    record = result_record(stated(category).result)
    assert set(record.roles) == ROLES | ({"recycled-content"} if category in RECYCLED else set())
    assert all(isinstance(v.per_unit, Decimal) for v in record.roles.values())
    assert (record.ruleset.characterization, record.ruleset.geography) == ("AR6", Geography("CN", None))
    assert record.tables["gwp100"].id.endswith("-ar6")
    unit = record.unit_of_analysis
    assert unit is not None
    assert (unit.amount is not None) is (unit.unit is not None) is (category not in BY_INVENTORY)
    product, maker = record.product, record.product.manufacturer
    assert maker is not None
    assert None not in (product.urn, product.country, maker.credit_code, maker.urn)
    carbon, mass = record.roles["fossil-carbon-content"], record.roles["product-mass"]
    assert isinstance(carbon.per_unit, Decimal)
    assert isinstance(mass.per_unit, Decimal)
    assert 0 < carbon.per_unit < mass.per_unit * (1000 if mass.unit == "t" else 1)


def scored_on(item: Example, dimension: str) -> Result:
    """The result where each source has one score in all dimensions."""

    def change(values: dict) -> None:
        for row in values["data_sources"]:
            row.update(dict.fromkeys((*DIMENSIONS, "precision"), row[dimension]))

    return item.changed(change)


@pytest.mark.parametrize("category", STATED)
def test_a_dimension_is_what_its_scores_alone_come_to_and_the_mean_of_all_is_the_rating(
    category: str,
) -> None:
    item = stated(category)
    result = item.result
    found = quality_by_dimension(result.program, result.inventory, result.values)
    assert found is not None
    alone = {name: scored_on(item, name).values["data_quality_rating"] for name in (*DIMENSIONS, "precision")}
    assert {name: alone[name] for name in DIMENSIONS} == found
    assert len(set(found.values())) > 1
    combined = result.values["data_quality_rating"]
    assert isinstance(combined, Decimal)
    assert abs(sum(v for v in alone.values() if isinstance(v, Decimal)) / 4 - combined) < NEAR
    assert result_record(result).data_quality == found


def test_documents_show_each_dimension_behind_the_rating() -> None:
    shown = [(i["label"]["en"], i["label"]["zh"], i["value"]) for i in indicators(stated("plastics").result)]
    at = next(n for n, (en, _, _) in enumerate(shown) if en == "data quality rating")
    assert shown[at : at + 4] == [
        ("data quality rating", "数据质量评分", "1.832"),
        ("data quality rating: technology", "数据质量评分：技术代表性", "1.737"),
        ("data quality rating: geography", "数据质量评分：地理代表性", "1.458"),
        ("data quality rating: time", "数据质量评分：时间代表性", "1.71"),
    ]


def test_rules_without_a_rating_tell_no_dimension() -> None:
    first = example(RULES / "gb" / "lighting" / "examples" / "led-panel-600.yaml")
    record = result_record(first.result)
    assert (record.data_quality, record.ruleset.characterization, dict(record.roles)) == (None, None, {})
