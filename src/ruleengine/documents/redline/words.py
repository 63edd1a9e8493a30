"""The words of redlines: sections, fields, values of fields, kinds of edits; each in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from ruleengine.diagnostics.field_words import DATA_CLASSES, NATURES, STANDARD_STAGES, STATUSES, VERBS
from ruleengine.language import Texts
from ruleengine.ruleset.basis import BASES
from ruleengine.ruleset.roles import ROLES
from ruleengine.run.labels import GRADE_LABELS, SPECIES_LABELS, STAGE_LABELS


def _pairs(labels: Mapping[str, Mapping[str, str]]) -> dict[str, Texts]:
    return {name: (label["en"], label["zh"]) for name, label in labels.items()}


#: The sections in the order in which a committee reads them.
SECTIONS: Final[Mapping[str, Texts]] = {
    "header": ("Rule set", "规则集"),
    "scope": ("Scope", "范围"),
    "product_codes": ("Products covered", "适用产品"),
    "unit": ("Functional or declared unit", "功能单位或声明单位"),
    "boundary": ("System boundary", "系统边界"),
    "provisions": ("Provisions", "方法规定"),
    "inputs": ("Inputs", "输入"),
    "parameters": ("Parameters", "参数"),
    "tables": ("Factor tables", "因子表"),
    "quantities": ("Quantities", "中间量"),
    "emissions": ("Emissions", "排放量"),
    "indicators": ("Indicators", "指标"),
    "rounding": ("Rounding", "数值修约"),
    "decision": ("Decision rule", "判定规则"),
    "must": ("Preconditions", "核算的前提"),
    "requirements": ("Requirements", "要求"),
    "gaps": ("Gaps of the encoding", "编码缺口"),
    "changes": ("Changes since the version before", "与前一版本的差异"),
    "removed": ("Removed elements of the base", "不适用的上级要素"),
    "vocabulary.evidence": ("Kinds of evidence", "证据类型"),
    "vocabulary.methods": ("Methods of verification", "核查方法"),
    "columns": ("Columns", "列"),
    "rows": ("Rows", "数据行"),
    "sources": ("Sources", "资料来源"),
}
#: Where single sections stand that have no heading of their own.
WITHIN: Final[Mapping[str, str]] = {
    "functional_unit": "unit", "declared_unit": "unit", "basis": "unit", "reference_flow": "unit",
}  # fmt: skip
ELEMENTS: Final[Mapping[str, Texts]] = {
    "functional_unit": ("functional unit", "功能单位"),
    "declared_unit": ("declared unit", "声明单位"),
    "basis": ("basis of the inventory", "计量基准"),
    "reference_flow": ("reference flow", "基准流"),
    "scope": ("scope", "范围"),
    "boundary": ("system boundary", "系统边界"),
    "rounding": ("rounding", "数值修约"),
    "decision": ("decision rule", "判定规则"),
    "standard": ("standard", "标准"),
    "encoding": ("encoding", "编码"),
}
#: Fields in the order in which they are shown; one that is not named here is shown last, under its own name.
FIELDS: Final[Mapping[str, Texts]] = {
    "label": ("name", "名称"),
    "title": ("title", "名称"),
    "text": ("text", "正文"),
    "short": ("in short", "简称"),
    "what": ("what", "内容"),
    "why": ("why", "原因"),
    "effect": ("effect", "影响"),
    "because": ("because", "理由"),
    "formula": ("formula", "公式"),
    "check": ("check", "判定条件"),
    "applies": ("applies where", "适用条件"),
    "when": ("where", "条件"),
    "number": ("number", "编号"),
    "stage": ("stage", "阶段"),
    "issued": ("issued", "发布日期"),
    "effective": ("effective", "实施日期"),
    "withdrawn": ("withdrawn", "废止日期"),
    "status": ("status", "状态"),
    "clauses": ("clause numbers", "条款编号"),
    "amount": ("amount", "量值"),
    "value": ("value", "数值"),
    "unit": ("unit", "单位"),
    "symbol": ("symbol", "符号"),
    "type": ("type", "类型"),
    "values": ("values", "可选值"),
    "values_of": ("values of", "取值于"),
    "references": ("points at a row of", "指向表行"),
    "otherwise": ("otherwise that of", "缺省取自列"),
    "min": ("at least", "不小于"),
    "above": ("above", "大于"),
    "max": ("at most", "不大于"),
    "below": ("below", "小于"),
    "typical": ("typically between", "通常介于"),
    "exact": ("exact", "精确值"),
    "required": ("required", "必填"),
    "default": ("by default", "缺省值"),
    "key": ("key", "键列"),
    "min_rows": ("rows at least", "最少行数"),
    "columns": ("columns", "列"),
    "table": ("factor table", "因子表"),
    "species": ("species", "类别"),
    "role": ("role", "角色"),
    "nature": ("nature", "性质"),
    "nature_because": ("why natures are mixed", "混用性质的理由"),
    "stages": ("stages", "阶段"),
    "headline": ("counted in the total", "计入总量的类别"),
    "includes": ("included", "包括"),
    "excludes": ("not included", "不包括"),
    "system": ("classification", "分类体系"),
    "codes": ("codes", "编码"),
    "significant": ("significant figures", "有效数字"),
    "places": ("decimal places", "小数位数"),
    "since": ("since", "对照版本"),
    "verb": ("verb", "助动词"),
    "severity": ("if not met", "不满足时"),
    "evidence": ("evidence", "证据"),
    "method": ("method", "核查方法"),
    "data_class": ("data class", "数据分级"),
    "publisher": ("publisher", "发布者"),
    "year": ("year", "年份"),
    "grade": ("grade", "等级"),
    "locator": ("locator", "出处"),
    "note": ("note", "说明"),
    "source": ("source", "来源"),
    "basis": ("what was read", "依据"),
    "clause": ("clause", "条款"),
    "aliases": ("formerly", "曾用标识"),
    "extends": ("built on", "所基于的规则集"),
    "version": ("version", "版本"),
    "abstract": ("base only", "仅作上级"),
    "meant": ("meant", "有意为之"),
}
_SEVERITIES: Final[Mapping[str, Texts]] = {
    "major": ("major nonconformity", "严重不符合"),
    "minor": ("minor nonconformity", "轻微不符合"),
    "observation": ("observation", "观察项"),
}
_BOUNDARIES: Final[Mapping[str, Texts]] = {
    "cradle-to-grave": ("cradle to grave", "从摇篮到坟墓"),
    "cradle-to-gate": ("cradle to gate", "从摇篮到大门"),
    "gate-to-gate": ("gate to gate", "从大门到大门"),
}
_TYPES: Final[Mapping[str, Texts]] = {
    "text": ("text", "文本"),
    "date": ("date", "日期"),
    "boolean": ("yes or no", "是或否"),
    "number": ("number", "数值"),
}
#: Field → its values that are words of the format.
VALUES: Final[Mapping[str, Mapping[str, Texts]]] = {
    "stage": {**_pairs(STAGE_LABELS), **STANDARD_STAGES},
    "stages": _pairs(STAGE_LABELS),
    "species": _pairs(SPECIES_LABELS),
    "headline": _pairs(SPECIES_LABELS),
    "verb": VERBS,
    "severity": _SEVERITIES,
    "nature": NATURES,
    "data_class": DATA_CLASSES,
    "grade": _pairs(GRADE_LABELS),
    "basis": {name: basis.words for name, basis in BASES.items()},
    "role": {name: role.words for name, role in ROLES.items()},
    "status": STATUSES,
    "clauses": {"standard": ("of the standard", "标准的"), "encoding": ("of the encoding", "编码自身的")},
    "type": {**_BOUNDARIES, **_TYPES},
}
YES_NO: Final[Mapping[bool, Texts]] = {True: ("yes", "是"), False: ("no", "否")}
COLUMN: Final[Texts] = ("column", "列")
HEADS: Final[Mapping[str, tuple[Texts, ...]]] = {
    "inputs": (("Clause", "条款"), ("Input", "输入"), ("What it is", "规定")),
    "parameters": (("Clause", "条款"), ("Parameter", "参数"), ("Value and source", "数值和来源")),
    "sources": (("Source", "来源"), ("Details", "说明")),
    "vocabulary.evidence": (("Id", "标识"), ("Evidence", "证据")),
    "vocabulary.methods": (("Id", "标识"), ("Method", "方法")),
}
WIDTHS: Final[Mapping[str, tuple[int, ...]]] = {
    "inputs": (10, 34, 56), "parameters": (10, 34, 56), "sources": (38, 62),
    "vocabulary.evidence": (40, 60), "vocabulary.methods": (40, 60),
}  # fmt: skip
ROW_KEY: Final[Texts] = ("Row", "行")
SOURCE: Final[Texts] = ("Source", "来源")
NO_VALUE: Final[Texts] = ("not found", "未找到")
#: The words around a redline.
TITLE: Final[Texts] = ("Redline", "修订对照稿")
OLD_VERSION: Final[Texts] = ("old version", "旧版")
NEW_VERSION: Final[Texts] = ("new version", "新版")
DELETED: Final[Texts] = ("deleted", "删除")
INSERTED: Final[Texts] = ("inserted", "新增")
INLINE: Final[Texts] = ("in one text", "合并显示")
SIDE_BY_SIDE: Final[Texts] = ("side by side", "左右对照")
CHANGES_ONLY: Final[Texts] = ("changes only", "仅显示有改动的部分")
VIEW: Final[Texts] = ("View", "显示方式")
NOTHING: Final[Texts] = ("The two versions read the same.", "两个版本内容相同。")
LEGEND: Final[Texts] = ("Legend", "图例")
CONTENTS: Final[Texts] = ("Contents", "目次")
#: The words of minutes.
MINUTES: Final[Texts] = ("Minutes of the changes", "修订记录")
MINUTES_EXAMPLES: Final[Texts] = ("Results of the examples", "示例结果")
MINUTES_STATED: Final[Texts] = ("Changes as the new version states them", "新版所列的变更")
MINUTES_ELEMENTS: Final[Texts] = ("Changes of elements", "各要素的修改")
EXAMPLE_HEADS: Final[tuple[Texts, ...]] = (
    ("Example", "示例"), ("Under the old rules", "按旧版核算"), ("Under the new rules", "按新版核算"),
)  # fmt: skip
STATED_HEADS: Final[tuple[Texts, ...]] = (
    ("No.", "序号"), ("Clause", "条款"), ("What is otherwise", "变更内容"), ("Why", "原因"), ("Effect", "影响"),
)  # fmt: skip
#: The tables of a section of minutes.
MinutesGroup = Literal["changed", "added", "removed"]
MINUTES_GROUPS: Final[Mapping[MinutesGroup, Texts]] = {
    "changed": ("changed", "修改"), "added": ("new", "新增"), "removed": ("taken out", "删除"),
}  # fmt: skip
_FIRST: Final[tuple[Texts, ...]] = (("No.", "序号"), ("Element", "要素"), ("Clause", "条款"))
_LAST: Final[tuple[Texts, ...]] = (
    ("Reason", "理由"), ("Effect on the examples (old | new)", "对示例的影响（旧 | 新）"),
)  # fmt: skip
MINUTES_HEADS: Final[Mapping[MinutesGroup, tuple[Texts, ...]]] = {
    "changed": (*_FIRST, ("Old", "原文"), ("New", "修改后"), *_LAST),
    "added": (*_FIRST, ("New", "新增内容"), *_LAST),
    "removed": (*_FIRST, ("Old", "删除内容"), *_LAST),
}
MORE_ROWS: Final[Texts] = ("{count} more row{count:s}, see the redline", "另有{count}行，见修订对照稿")
NO_RESULT: Final[Texts] = ("no such example of this version", "该版本无此示例")
OTHER_LANGUAGE: Final[Texts] = ("wording in the other language only", "仅另一种语言的文字有改动")
SIDE_ONLY: Final[Texts] = (
    "Each example is calculated as its version has it: inventories of the two versions may differ too. "
    "The values stand side by side; no difference is formed.",
    "各示例按其所属版本的清单核算，两个版本的清单也可能不同。数值并列给出，不计算差值。",
)
