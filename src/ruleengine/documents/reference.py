"""The reference pages that are generated: from the code (diagnostics, units, formula language, editor schemas) and
from the rule library (a page for every rule set and factor table). All of them are Markdown or JSON, and deterministic.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from ruleengine.diagnostics.code import Code
from ruleengine.diagnostics.codes import CODES
from ruleengine.diagnostics.field_words import STATUSES
from ruleengine.documents.reference_language import formula_language_page
from ruleengine.documents.reference_rules import factor_table_page, markdown, page_path, rule_set_page
from ruleengine.documents.text import pair
from ruleengine.documents.view_types import Bilingual
from ruleengine.formula.units import Unit, describe, symbols, unit
from ruleengine.language import Language
from ruleengine.pipeline import program_of
from ruleengine.program.inputs import as_map
from ruleengine.resolve.overlay import load_for_use
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable, RuleSet
from ruleengine.source.json_schema import json_schema
from ruleengine.source.shape_rules import KINDS, WRITTEN

#: The groups of diagnostic codes by their first digit.
_GROUPS: Mapping[str, Bilingual] = {
    "1": {"zh": "读取文件", "en": "Reading files"},
    "2": {"zh": "文件的形式", "en": "Shape of files"},
    "3": {"zh": "规则库与叠加", "en": "Library and overlays"},
    "4": {"zh": "公式与单位", "en": "Formulas and units"},
    "5": {"zh": "规则集的含义", "en": "Meaning of rule sets"},
    "6": {"zh": "清单", "en": "Inventories"},
    "7": {"zh": "核算与测试", "en": "Calculation and tests"},
    "8": {"zh": "文件与输出", "en": "Documents and outputs"},
}
_HEAD: tuple[Bilingual, ...] = (
    {"zh": "代码", "en": "code"},
    {"zh": "级别", "en": "severity"},
    {"zh": "名称", "en": "title"},
    {"zh": "原因", "en": "cause"},
    {"zh": "处理", "en": "remedy"},
)
#: The title of the page of diagnostics, and what stands first on it.
_DIAGNOSTICS: Mapping[Language, tuple[str, str]] = {
    "en": (
        "Diagnostics",
        """\
Every message of the engine has a code. An error (E) forbids going on; a warning (W) does not. Messages say what is
wrong, in which file, line and element, and what to do; this page says what each code stands for.""",
    ),
    "zh": (
        "诊断信息",
        "每条消息都有代码。错误（E）使处理不能继续，警告（W）则不影响。消息说明问题、所在的文件、行和要素以及处理方法；本页说明各代码的含义。",
    ),
}
_UNITS = """\
# Units

Units are written as products of these symbols with `*`, `/`, `^` (or `**`) and brackets, for example
`kgCO2e/(t*km)`. A plain number has the unit `1`. The carbon dioxide equivalent is a dimension of its own: a kilogram
of CO2e is not a kilogram of matter, so the two cannot be added. Values of one dimension are converted into each other
exactly.

| unit | dimension | is |
|---|---|---|
"""


def code_pages() -> dict[str, str]:
    """The pages that follow from the code alone: path below docs/reference → text."""
    pages = {
        "diagnostics.md": diagnostics_page(("en", "zh")),
        "units.md": units_page(),
        "formula-language.md": formula_language_page(),
    }
    for kind in (*KINDS, *WRITTEN):
        schema = json.dumps(json_schema(kind), ensure_ascii=False, indent=1)
        pages[f"schema/{kind.replace('_', '-')}.schema.json"] = schema + "\n"
    return pages


def rule_pages(library: Library) -> Iterator[tuple[str, str]]:
    """The pages of the rule library, one after the other; raises `Refused` for a file that is not in order."""
    rows: dict[str, list[str]] = {"rules": [], "tables": []}
    for reference in library.references():
        item = load_for_use(library, reference)
        path = page_path(reference)
        title = pair(item.header.get("title"))
        shown = f"[{reference}]({path}) | {markdown(title['zh'])} | {markdown(title['en'])}"
        if isinstance(item, FactorTable):
            rows["tables"].append(f"| {shown} | {_status(item)} |")
            yield f"rules/{path}", factor_table_page(item)
        else:
            number = as_map(item.header.get("standard")).get("number")
            rows["rules"].append(f"| {shown} | {markdown(str(number or '—'))} | {_status(item)} |")
            yield f"rules/{path}", rule_set_page(program_of(library, reference))
    yield "rules/index.md", _index(rows)


def _status(item: RuleSet | FactorTable) -> str:
    en, zh = STATUSES["released" if item.released else "draft"]
    return f"{zh} {en}"


def _index(rows: Mapping[str, list[str]]) -> str:
    rules = "\n".join(rows["rules"])
    tables = "\n".join(rows["tables"])
    return f"""\
# 规则库 Rule library

每一页列出一个规则集或因子表的全部内容，包括沿用的要素和每个数值的来源等级。
Each page shows all of a rule set or factor table, with what it inherits and the grade of every source.

## 规则集 Rule sets

| 规则集 Rule set | 名称 | Title | 标准 Standard | 状态 Status |
|---|---|---|---|---|
{rules}

## 因子表 Factor tables

| 因子表 Factor table | 名称 | Title | 状态 Status |
|---|---|---|---|
{tables}
"""


def diagnostics_page(languages: tuple[Language, ...]) -> str:
    """All diagnostic codes by group, each with an anchor of its own, in one language or one beneath the other."""
    shown = [_DIAGNOSTICS[x] for x in languages]
    lines = [f"# {shown[0][0]}", "", "\n\n".join(text for _, text in shown)]
    for digit, group in _GROUPS.items():
        head = " | ".join(" ".join(name[x] for x in languages) for name in _HEAD)
        lines += [
            "",
            f"## {' '.join(group[x] for x in reversed(languages))}",
            "",
            f"| {head} |",
            "|---|---|---|---|---|",
        ]
        lines += [_diagnostic(name, code, languages) for name, code in CODES.items() if name[1] == digit]
    return "\n".join(lines) + "\n"


def _diagnostic(name: str, code: Code, languages: Sequence[Language]) -> str:
    """The row of a code: English, and Chinese beneath it."""
    severity = {"error": "错误", "warning": "警告"}[code.severity]
    said = {"en": (code.severity, code.title, code.cause, code.remedy), "zh": (severity, *code.zh)}
    cells = [
        "<br>".join(_cell(text) for text in texts)
        for texts in zip(*(said[x] for x in languages), strict=True)
    ]
    return f'| <a id="{name}"></a>{name} | {" | ".join(cells)} |'


def _cell(text: str) -> str:
    """A text of the code in a table cell: what stands in backticks stays code, other signs lose their meaning."""
    parts = text.split("`")
    shown = [
        f"`{part.replace('|', '&#124;')}`" if position % 2 else markdown(part)
        for position, part in enumerate(parts)
    ]
    return "".join(shown)


def units_page() -> str:
    """All units with their dimension and what each is worth in base units."""
    rows = []
    for symbol in symbols():
        found = unit(symbol)
        rows.append(f"| `{symbol}` | {describe(found.dimension)} | {_worth(symbol, found)} |")
    return _UNITS + "\n".join(rows) + "\n"


def _worth(symbol: str, found: Unit) -> str:
    base = Unit(found.dimension)
    if str(base) == symbol:
        return "base unit"
    return f"{_fraction(found.scale)} `{base}`" if found.dimension else _fraction(found.scale)


def _fraction(value: Fraction) -> str:
    """A scale with its digits in threes: `3 600 000`, `1/1 000`."""
    numerator = f"{value.numerator:,}".replace(",", " ")
    denominator = f"{value.denominator:,}".replace(",", " ")
    return numerator if value.denominator == 1 else f"{numerator}/{denominator}"
