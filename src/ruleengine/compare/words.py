"""Words for edits, each in English and Chinese, as terminal, documents and minutes say them."""

from __future__ import annotations

from collections.abc import Mapping

from ruleengine.compare.edits import EditSeverity, Kind, Purpose
from ruleengine.language import Texts

KIND_WORDS: Mapping[Kind, Texts] = {
    "added": ("added", "新增"),
    "removed": ("removed", "删除"),
    "modified": ("modified", "修改"),
    "moved": ("moved", "移动"),
    "renumbered": ("renumbered", "改变条号"),
    "renamed": ("renamed", "改名"),
}
#: One character for each, as terminals show them.
KIND_SIGNS: Mapping[Kind, str] = {
    "added": "+", "removed": "-", "modified": "~", "moved": ">", "renumbered": "#", "renamed": "=",
}  # fmt: skip
PURPOSE_WORDS: Mapping[Purpose, Texts] = {
    "numeric": ("results", "核算结果"),
    "data": ("data asked for", "数据要求"),
    "scope": ("scope and method", "范围与方法"),
    "verification": ("verification", "核查"),
    "provenance": ("provenance", "来源与等级"),
    "editorial": ("wording", "文字"),
}
SEVERITY_WORDS: Mapping[EditSeverity, Texts] = {
    "breaking": ("breaking", "不兼容"),
    "normative": ("normative", "实质性"),
    "editorial": ("editorial", "编辑性"),
}
#: What each grade of an edit means for the reader.
SEVERITY_MEANINGS: Mapping[EditSeverity, Texts] = {
    "breaking": ("an inventory that was accepted may be refused", "原可接受的清单可能不再被接受"),
    "normative": ("results or verdicts may differ", "核算结果或核查结论可能不同"),
    "editorial": ("neither results nor verdicts differ", "核算结果和核查结论均不变"),
}
