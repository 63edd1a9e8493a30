"""Names of stages, species, parts of the footprint, verdicts and their like in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from ruleengine.diagnostics import Both
from ruleengine.diagnostics.field_words import GRADES, VERBS, as_labels
from ruleengine.inventory.model import Row
from ruleengine.program.inputs import as_map
from ruleengine.program.program import InputTable, Program

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
VERDICT_LABELS: Mapping[str, Mapping[str, str]] = {
    "satisfied": {"zh": "满足", "en": "satisfied"},
    "not_satisfied": {"zh": "不满足", "en": "not satisfied"},
    "not_evaluated": {"zh": "未判定", "en": "not evaluated"},
    "not_applicable": {"zh": "不适用", "en": "not applicable"},
    "manual": {"zh": "人工核查", "en": "manual"},
}
VERB_LABELS: Mapping[str, Mapping[str, str]] = as_labels(VERBS)
GRADE_LABELS: Mapping[str, Mapping[str, str]] = as_labels(GRADES)
REGION_LABELS: Mapping[str, Mapping[str, str]] = {
    "world": {"zh": "全球", "en": "world"},
    "africa": {"zh": "非洲", "en": "Africa"},
    "americas": {"zh": "美洲", "en": "Americas"},
    "asia": {"zh": "亚洲", "en": "Asia"},
    "europe": {"zh": "欧洲", "en": "Europe"},
    "oceania": {"zh": "大洋洲", "en": "Oceania"},
}
#: The dimensions of the quality of data.
DIMENSION_LABELS: Mapping[str, Mapping[str, str]] = {
    "technology": {"zh": "技术代表性", "en": "technology"},
    "geography": {"zh": "地理代表性", "en": "geography"},
    "time": {"zh": "时间代表性", "en": "time"},
}
#: Why there is no value, by the words for it in an inventory.
ABSENT_LABELS: Mapping[str, Mapping[str, str]] = {
    "missing": {"zh": "缺失", "en": "missing"},
    "not applicable": {"zh": "不适用", "en": "not applicable"},
    "not evaluated": {"zh": "未核算", "en": "not evaluated"},
}
_PARTS: Mapping[str, Mapping[str, str]] = {
    "total": {"zh": "核算基准的碳足迹", "en": "carbon footprint of the basis"},
    "per_unit": {"zh": "单位产品碳足迹", "en": "carbon footprint per unit"},
    "gross": {"zh": "不计清除的排放总量", "en": "all emissions, removals not deducted"},
    "gross_to_gate": {
        "zh": "至出厂为止的排放总量（不计清除）",
        "en": "emissions up to the gate, removals not deducted",
    },
}


def footprint_label(part: str) -> Mapping[str, str]:
    """The label of `footprint.<part>`."""
    return {**STAGE_LABELS, **SPECIES_LABELS, **_PARTS}.get(part, {"zh": part, "en": part})


def species_label(program: Program, species: str) -> Mapping[str, str]:
    """The label of a species; of one that the headline leaves out, that it is not part of the total."""
    label = SPECIES_LABELS[species]
    if species in program.headline:
        return label
    return {"zh": f"{label['zh']}（另列，不计入合计）", "en": f"{label['en']} (apart, not in the total)"}


def label_of(fields: Mapping[str, object], language: str, name: str) -> str:
    """The label of an element or product in a language; its name where it has none."""
    label = fields.get("label")
    return str(label.get(language) or name) if isinstance(label, Mapping) else name


def value_label(program: Program, name: str) -> Both:
    """The label of a named value, table or column; the name itself where there is none."""
    table, _, column = name.partition(".")
    label: Mapping[str, object] = {}
    if name in program.fields:
        label = program.fields[name].label
    elif table in program.tables:
        found = program.tables[table]
        label = found.columns[column].label if column in found.columns else found.label
    elif table == "footprint":
        label = footprint_label(column)
    else:
        sections = ("parameters", "tables", "quantities", "emissions", "indicators")
        elements = (program.resolved.elements.get(f"{section}.{table}") for section in sections)
        label = next((as_map(e.fields.get("label")) for e in elements if e is not None), label)
    return Both(en=str(label.get("en") or name), zh=str(label.get("zh") or name))


#: What verifiers do, in the order of a verification.
ACTIVITY_LABELS: Mapping[str, Mapping[str, str]] = {
    "desk_review": {"zh": "文件评审", "en": "desk review"},
    "site_visit": {"zh": "现场核查", "en": "site visit"},
    "interview": {"zh": "访谈", "en": "interview"},
}


def row_label(table: InputTable, row: Row) -> str:
    """What a row is called: its name, its key, or its first text; empty where it has none."""
    texts = [c for c, f in table.columns.items() if f.type.kind == "text"]
    for column in ("name", table.key, *texts):
        if column is not None and column in row and isinstance(row[column].value, str):
            return str(row[column].value)
    return ""
