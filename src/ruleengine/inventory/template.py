"""Program to an empty inventory: every input with its names, unit, limits and allowed values as comments, and what the
inputs must fulfil together.

The text passes the reader and the shape of an inventory; what is left to say about it is which values are missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from attrs import evolve

from ruleengine.characters import one_line
from ruleengine.diagnostics import Fault, Refused
from ruleengine.diagnostics.field_words import DATA_CLASSES, GRADES, NATURES
from ruleengine.figures import plain
from ruleengine.formula.words import on_one_line
from ruleengine.program.inputs import as_text_pair
from ruleengine.program.number_sources import SOURCES, input_pointer
from ruleengine.program.preconditions import inputs_behind, words_of
from ruleengine.program.program import Field, InputTable, Program, when_name
from ruleengine.resolve.standing import standing_sentences

_PLAIN = re.compile(r"[a-z][a-z0-9_]*\Z")
#: Words that readers of YAML take for a truth value or for nothing unless they stand in quotes.
_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})

_HEADER = """\
# {reference}
# {title}
{standing}#
# 空白清单：在各项冒号后填写数值，可以带单位（812 g）；不带单位的数，单位与注释中所列相同。
# 不需要的可选项留空；确实不适用的可选项写作“不适用”。填写完毕后运行：ruleengine validate 本文件
#
# An empty inventory: write each value behind its colon, with a unit (812 g) or in the unit of the comment.
# Leave an optional value empty when it is not known; write `not applicable` where it does not apply.
# When all is filled in: ruleengine validate THIS-FILE

inventory: {id}
ruleset: {reference}
product:
  name: {{zh: 产品名称, en: name of the product}}
  # 作符合性声明须填写型号、制造商和时段 / a declaration of conformity needs model, manufacturer and period
  # model: XG-100
  # batch: "2025"
  # gtin: "9520000000011"  # 商品条码，含校验码 / GTIN with its check digit
  # urn: urn:example:product:xg-100  # 产品的URN / URN of the product
  # mass: 4.2 kg  # 单件产品的质量，不含包装 / mass of one unit of the product, without packaging
  # manufacturer:
  #   name: {{zh: 制造商名称, en: name of the manufacturer}}
  #   address: {{zh: 地址, en: address}}
  #   credit_code: 91999999MA0000001N  # 统一社会信用代码 / unified social credit code
  #   urn: urn:example:maker  # 制造商的URN / URN of the manufacturer
  # site: {{zh: 生产场所, en: place of production}}
  # country: CN  # 生产场所所在国家或地区，ISO 3166-1 / country or area of the place of production
# period: {{from: 2025-01-01, to: 2025-12-31}}
# note: {{zh: 说明, en: note}}

values:
"""


#: Inputs whose values are listed, by the map of these values.
_Listed = dict[int, str]
#: Up to so many values are listed at every input that has them.
_MOST_LISTED_AGAIN = 100


def inventory_template(program: Program, id_: str = "my-product") -> str:
    """An empty inventory as YAML text, with one example row in every table; `id_` is the id of the inventory.

    Raises `Refused` (E706) for an abstract rule set, which no inventory is made for.
    """
    own = program.resolved.own
    if own.abstract:
        fault = Fault("E706.no_inventory", ruleset=str(own.reference))
        raise Refused([fault.diagnostic(own.document.place(("ruleset",)))])
    sourced = SOURCES in program.tables
    listed: _Listed = {}
    asked = _asked(program)
    blocks = [
        _single(
            field, sourced and input_pointer(program, field.name) is None, asked.get(field.name, []), listed
        )
        for field in program.fields.values()
    ]
    blocks += [
        _table(table, [*_when(program, table), *asked.get(table.name, [])], listed)
        for table in program.tables.values()
    ]
    title = _names(as_text_pair(own.header.get("title")))
    said = (s for x in ("zh", "en") for s in standing_sentences(program.resolved.standings, x))
    standing = "".join(f"# {one_line(sentence)}\n" for sentence in said)
    header = _HEADER.format(reference=own.reference, title=title, standing=standing, id=id_)
    body = "\n".join("".join(f"  {line}\n" for line in block) for block in blocks)
    return header + (body or "  {}\n")


def _single(field: Field, sourced: bool, asked: list[str], listed: _Listed) -> list[str]:
    value = " {value: , source: }" if sourced and field.type.kind == "number" else ""
    return [*_described(field, field.name, listed), *asked, f"{_key(field.name)}:{value}"]


def _table(table: InputTable, asked: list[str], listed: _Listed) -> list[str]:
    """The table with a row of empty values, commented out where the table may be missing."""
    needed = _needed(table)
    if table.min_rows:
        rows = f"至少{table.min_rows}行 at least {table.min_rows} row{'s' * (table.min_rows > 1)}"
    else:
        rows = "无则写[] write [] where there are none"
    said = "".join(f"；{x}" for x in _data_class(table))
    lines = [f"# {_names(table.label)}（{needed}；{rows}{said}）"]
    for column in table.columns.values():
        name = f"{table.name}.{column.name}"
        told = evolve(column, data_class=None) if column.data_class == table.data_class else column
        lines += [f"#   {line[2:]}" for line in _described(told, name, listed, f"{column.name}: ")]
    lines += [*asked, f"{_key(table.name)}:"]
    mark = "  " if table.required else "  # "
    for position, name in enumerate(table.columns):
        lines.append(f"{mark}{'- ' if position == 0 else '  '}{_key(name)}:")
    return lines


def _when(program: Program, table: InputTable) -> list[str]:
    """A comment that says where the table is applicable, if it is not everywhere."""
    condition = program.step(when_name(table.name))
    if condition is None:
        return []
    return [f"# 仅在以下条件成立时填写 only where this holds: {one_line(on_one_line(condition.text))}"]


def _asked(program: Program) -> dict[str, list[str]]:
    """Input or table → a comment for each precondition, at the last of those that it is about."""
    order = (*program.fields, *program.tables)
    found: dict[str, list[str]] = {}
    for step in program.preconditions:
        about = {name.partition(".")[0] for name in inputs_behind(program, step.typed)}
        last = next((name for name in reversed(order) if name in about), None)
        if last is not None:
            said = words_of(program, step)
            rows = "逐行 in each row" if step.type.table else ""
            facts = "；".join(filter(None, (f"must.{step.element.id}", rows)))
            line = f"# 前提 precondition（{facts}）：{_names({'zh': said.zh, 'en': said.en})}"
            found.setdefault(last, []).append(line)
    return found


def _described(field: Field, name: str, listed: _Listed, lead: str = "") -> list[str]:
    """Comment lines: names and facts, then one line an allowed value.

    Very many values that another input has as well are listed where they first stand.
    """
    facts = "；".join(field_facts(field))
    lines = [f"# {lead}{_names(field.label)}（{facts}）"]
    options = field.options or {}
    first = listed.setdefault(id(options), name) if len(options) > _MOST_LISTED_AGAIN else name
    if first != name:
        return [*lines, f"#   取值同 the values of {first}"]
    for value, label in options.items():
        meaning = _names(label)
        lines.append(f"#   {_key(value)}" + (f"  {meaning}" if meaning != value else ""))
    return lines


def field_facts(field: Field) -> Iterator[str]:
    """What a field takes, in both languages: unit, limits, what is usual, default, data class, whether it is needed."""
    kind = field.type.kind
    if kind == "number":
        unit = str(field.type.unit)
        yield "数 plain number" if unit == "1" else unit
    elif kind == "boolean":
        yield "true, false"
    elif kind == "reference":
        yield f"{field.type.target}的一行 a row of {field.type.target}"
    else:
        yield "取下列之一 one of" if field.options else "文字 text"
    if field.nature is not None:
        en, zh = NATURES[field.nature]
        yield f"性质：{zh} nature: {en}"
    yield from _limits(field)
    yield from _typical(field)
    if field.default is not None:
        yield f"缺省 default: {_default(field.default)}"
    if field.otherwise is not None:
        yield f"缺省同{field.otherwise} default: as {field.otherwise}"
    yield from _data_class(field)
    yield _needed(field)


def _data_class(given: Field | InputTable) -> Iterator[str]:
    """How far the values may leave the house, where the rules say so; of a column, where it is not as its table."""
    if given.data_class is not None:
        en, zh = DATA_CLASSES[given.data_class]
        yield f"数据类别：{zh} data class: {en}"


def _needed(given: Field | InputTable) -> str:
    if given.conditional:
        return "适用时必填 required where applicable"
    return "必填 required" if given.required else "可选 optional"


def _limits(field: Field) -> Iterator[str]:
    limits = (("＞", field.above), ("≥", field.minimum), ("＜", field.below), ("≤", field.maximum))
    yield from (f"{sign} {plain(value)}" for sign, value in limits if value is not None)


def _typical(field: Field) -> Iterator[str]:
    """What is usual, and how far its source can be trusted."""
    if field.typical is not None:
        low, high = (plain(end) for end in field.typical)
        grade = GRADES.get(field.typical_grade or "")
        yield f"常见 usual: {low} … {high}" + (f"，{grade[1]} {grade[0]}" if grade else "")


def _default(value: Decimal | str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if isinstance(value, Decimal) else _key(value)


def _key(text: str) -> str:
    """A text as it is to be written: in quotes where YAML could take it for something else."""
    if _PLAIN.match(text) and text not in _WORDS:
        return text
    return json.dumps(one_line(text), ensure_ascii=False)


def _names(label: Mapping[str, str]) -> str:
    zh, en = one_line(label.get("zh", "")), one_line(label.get("en", ""))
    return zh if zh == en else f"{zh} {en}".strip()
