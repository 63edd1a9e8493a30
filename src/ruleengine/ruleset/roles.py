"""What an element is for exports that ask for it by meaning and not by name: its role."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ruleengine.language import Texts


@frozen
class Role:
    """A role in words; `unit` is one of the dimension that a value of this role has, None for emissions."""

    words: Texts
    unit: str | None = None


#: The words of `role:`. Emissions may share one; of values, which are those of the basis, each has one at most.
ROLES: Mapping[str, Role] = {
    "packaging": Role(("packaging", "包装")),
    "outbound-logistics": Role(("outbound logistics", "成品运出")),
    "product-mass": Role(("mass of the product", "产品质量"), "kg"),
    "fossil-carbon-content": Role(("fossil carbon content", "化石碳含量"), "kgC"),
    "biogenic-carbon-content": Role(("biogenic carbon content", "生物源碳含量"), "kgC"),
    "renewable-electricity": Role(("share of renewable electricity", "可再生电力占比"), "%"),
    "recycled-content": Role(("recycled content", "再生料含量"), "%"),
    "primary-data": Role(("share of primary data", "初级数据占比"), "%"),
    "excluded-emissions": Role(("share of emissions left out", "舍去比例"), "%"),
    "data-quality": Role(("data quality rating", "数据质量评分"), "1"),
}
