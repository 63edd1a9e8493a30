"""Names of stages, species and parts of the footprint in both languages."""

from __future__ import annotations

from collections.abc import Mapping

STAGE_LABELS: Mapping[str, Mapping[str, str]] = {
    "raw_materials": {"zh": "原材料获取", "en": "raw material acquisition"},
    "production": {"zh": "生产制造", "en": "production"},
    "distribution": {"zh": "分销", "en": "distribution"},
    "use": {"zh": "使用", "en": "use"},
    "end_of_life": {"zh": "生命末期", "en": "end of life"},
}
SPECIES_LABELS: Mapping[str, Mapping[str, str]] = {
    "fossil": {"zh": "化石源排放", "en": "fossil emissions"},
    "biogenic_emission": {"zh": "生物源排放", "en": "biogenic emissions"},
    "biogenic_removal": {"zh": "生物源清除", "en": "biogenic removals"},
    "land_use_change": {"zh": "直接土地利用变化", "en": "direct land use change"},
    "aircraft": {"zh": "航空运输", "en": "aircraft transport"},
}
_PARTS: Mapping[str, Mapping[str, str]] = {
    "total": {"zh": "产品碳足迹", "en": "carbon footprint"},
    "per_unit": {"zh": "单位产品碳足迹", "en": "carbon footprint per unit"},
}


def footprint_label(part: str) -> Mapping[str, str]:
    """The label of `footprint.<part>`."""
    return {**STAGE_LABELS, **SPECIES_LABELS, **_PARTS}.get(part, {"zh": part, "en": part})
