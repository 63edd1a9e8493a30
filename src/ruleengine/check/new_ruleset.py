"""A rule set to begin with: on a base, with a table of parts, a test and an example, all of which validate."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import frozen

from ruleengine.diagnostics import Refused, Report
from ruleengine.figures import plain, round_significant, with_unit
from ruleengine.pipeline import product_of, program_of
from ruleengine.program.inputs import as_map
from ruleengine.program.number_sources import SOURCES, input_pointer
from ruleengine.program.preconditions import inputs_behind
from ruleengine.program.program import Field, InputTable, Program
from ruleengine.resolve.overlay import resolve
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import STAGES, Reference, Version
from ruleengine.ruleset.sources import LibrarySource, LibraryTexts
from ruleengine.run.labels import STAGE_LABELS
from ruleengine.run.preconditions import NOT_MET
from ruleengine.run.result import Result
from ruleengine.source.reader import read_bytes

_VERSION = Version(0, 1, 0)
_HEADER = """\
# A rule set to begin with: replace every text and number by your own; `ruleengine validate` says what is wrong.
# 起步用规则集：请逐项替换文字和数值；`ruleengine validate`指出问题所在。
ruleset: {id}
version: {version}
extends: {base}
title: {{zh: 新规则集, en: new rule set}}
standard: {{title: {{zh: 无对应标准, en: no standard}}, stage: none}}
encoding:
  status: draft
  clauses: encoding
  note: {{zh: 起步用示例，不是任何标准的文本。, en: An example to begin with. It is not the text of any standard.}}
sources:
  own:
    title: {{zh: 编者的假定, en: assumptions of the author}}
    publisher: {{zh: 编者, en: the author}}
    grade: assumption
    note: {{zh: 示意性数值。, en: Illustrative values.}}
"""
_BODY = """
scope:
  text: {{zh: 本文件适用于某类产品。, en: This document applies to a kind of product.}}
  clause: "1"
  source: own
product_codes:
  hs-2022: {{system: {{zh: 协调制度, en: Harmonized System}}, codes: ["0000.00"], source: own}}
functional_unit:
  text: {{zh: 一个产品。, en: One product.}}
  short: {{zh: 一个产品, en: one product}}
  clause: "2"
  source: own
basis: {{zh: 一个产品, en: one product}}
boundary:
  type: cradle-to-gate
  stages: [{stages}]
  text: {{zh: 系统边界为{stages_zh}阶段。, en: "The boundary has the stage{s} {stages_en}."}}
  includes: [{{zh: 材料, en: materials}}]
  excludes: [{{zh: 其余阶段, en: the other stages}}]
  clause: "3"
  source: own

inputs:
  {parts}:
    label: {{zh: 零件表, en: parts}}
    min_rows: 1
    clause: "4"
    columns:
      name: {{type: text, label: {{zh: 名称, en: name}}}}
      mass: {{unit: kg, above: 0, label: {{zh: 质量, en: mass}}, symbol: m}}
      factor: {{unit: kgCO2e/kg, min: 0, label: {{zh: 排放因子, en: emission factor}}, symbol: EF}}
{source}\
parameters:
  units_of_product:
    value: 1
    unit: "1"
    label: {{zh: 每功能单位产品数, en: products per functional unit}}
    clause: "2"
    source: own
{parameters}\
reference_flow:
  formula: units_of_product
  label: {{zh: 每功能单位产品数, en: products per functional unit}}
  clause: "2"
emissions:
  {parts}_acquisition:
    formula: sum({parts}.mass * {parts}.factor)
    stage: raw_materials
    species: fossil
    label: {{zh: 材料, en: materials}}
    clause: "4"
"""
_SOURCE = "      source: {references: data_sources, label: {zh: 数据来源, en: data source}}\n"
_ASSUMED = (
    '  assumed_{id}: {{value: 1, unit: "{unit}", label: {{zh: 待替换的假定值, en: assumption to be replaced}}, '
    'clause: "5", source: own}}\n'
)
_PROMISED = (
    "  {id}:\n    formula: {formula}\n    because: {{zh: 起步用算法。, en: A formula to begin with.}}\n"
)
_TESTS = """\
tests: {reference}
cases:
  example:
    because: 取自引擎的核算结果，应手工核算并写明过程 / as the engine calculates it; work it out by hand, and say how
    inventory: examples/{example}.yaml
    expect:
      total: {total} kgCO2e
      per_unit: {per_unit} kgCO2e
"""


def new_files(sources: Sequence[LibrarySource], id_: str, base: Reference) -> dict[str, str]:
    """The files of a new rule set `id_` on a base, by their paths in a library; raises `Refused`."""
    reference = Reference(id_, _VERSION)
    text = _text(reference, resolve(Library(sources), base))
    file, example = f"{id_}/{_VERSION}.yaml", "example"
    texts: Any = {file: text}
    beside = LibraryTexts("new", texts)
    program = program_of(Library((beside, *sources)), reference)
    inventory, result = _holding(program, example)
    tests = _TESTS.format(
        reference=reference, example=example, total=_amount(result.total), per_unit=_amount(result.per_unit)
    )
    return {
        file: text,
        f"{id_}/{_VERSION}.tests.yaml": tests,
        f"{id_}/examples/{example}.yaml": inventory,
    }


def _amount(value: Decimal) -> str:
    """An amount of a test: closer than its tolerance, and with no more digits than a person would write."""
    return plain(round_significant(value, 12))


def _text(reference: Reference, base: ResolvedRuleSet) -> str:
    """The rule set as YAML: of an abstract base with a table of parts and all that the base promises."""
    header = _HEADER.format(id=reference.id, version=reference.version, base=base.reference)
    if not base.own.abstract:
        return header
    known = {element.id for element in base.elements.values()}
    parts = next(name for name in ("parts", "components", "own_parts") if name not in known)
    columns = as_map(as_map(base.elements["inputs.data_sources"].fields).get("columns")) if (
        "inputs.data_sources" in base.elements
    ) else {}  # fmt: skip
    sourced = bool(columns)
    promised, parameters = [], ""
    for section in ("quantities", "indicators"):
        lines = ""
        for element in base.section(section):
            if "formula" not in element.fields:
                unit = str(element.fields.get("unit", "1"))
                formula = _formula(element.id, parts, columns)
                if formula is None:
                    formula = f"assumed_{element.id}"
                    parameters += _ASSUMED.format(id=element.id, unit=unit)
                lines += _PROMISED.format(id=element.id, formula=formula)
        promised += [f"{section}:\n{lines}"] if lines else []
    body = _BODY.format(
        parts=parts, source=_SOURCE if sourced else "", parameters=parameters, **_stages(base)
    )
    return header + body + "".join(promised)


def _stages(base: ResolvedRuleSet) -> dict[str, str]:
    """The stages of the boundary: that of the parts, and those of the emissions that the base brings."""
    brought = {element.fields.get("stage") for element in base.section("emissions")}
    stages = [stage for stage in STAGES if stage == "raw_materials" or stage in brought]
    words = {language: [STAGE_LABELS[stage][language] for stage in stages] for language in ("zh", "en")}
    return {
        "stages": ", ".join(stages), "s": "" if len(stages) == 1 else "s",
        "stages_zh": "、".join(words["zh"]), "stages_en": ", ".join(words["en"]),
    }  # fmt: skip


def _formula(name: str, parts: str, columns: Mapping[str, object]) -> str | None:
    """A formula over the table of parts for what bases usually promise."""
    if name == "primary_share" and "primary" in columns:
        return f"sum({parts}.mass, where={parts}.source.primary) / sum({parts}.mass)"
    return None


def _calculated(program: Program, inventory: str, id_: str) -> Result:
    """The result of an inventory; raises `Refused`."""
    report = Report()
    document = read_bytes(inventory.encode(), f"{id_}.yaml", report)
    report.stop_on_errors()
    if document is None:
        raise AssertionError("no errors and no document")
    return product_of(program, document, report).result


@frozen
class _Attempt:
    """An inventory with what is given in it instead of plain values, by input or column, and what came of it."""

    chosen: Mapping[str, str]
    inventory: str
    outcome: Result | Refused

    @property
    def unmet(self) -> list[str] | None:
        """The preconditions that are not met; None where something else is wrong."""
        if not isinstance(self.outcome, Refused):
            return []
        errors = [d for d in self.outcome.diagnostics if d.severity == "error"]
        unmet = [d.element for d in errors if d.code == NOT_MET and d.element]
        return unmet if len(unmet) == len(errors) else None


def _holding(program: Program, id_: str) -> tuple[str, Result]:
    """An inventory that meets the preconditions, with its result; raises `Refused`.

    Where no step helps, what is told is said of plain values.
    """
    first = best = _tried(program, id_, {})
    while unmet := best.unmet:
        better = _better(program, id_, best.chosen, unmet)
        if better is None:
            best = first
            break
        best = better
    if isinstance(best.outcome, Refused):
        raise best.outcome
    return best.inventory, best.outcome


def _tried(program: Program, id_: str, chosen: Mapping[str, str]) -> _Attempt:
    inventory = _inventory(program, id_, chosen)
    try:
        return _Attempt(chosen, inventory, _calculated(program, inventory, id_))
    except Refused as refused:
        return _Attempt(chosen, inventory, refused)


def _better(program: Program, id_: str, chosen: Mapping[str, str], unmet: list[str]) -> _Attempt | None:
    """The first attempt one step away that leaves fewer preconditions than these unmet, and nothing else wrong."""
    for path, value in _others(program, unmet[0]):
        tried = _tried(program, id_, {**chosen, path: value})
        if tried.unmet is not None and len(tried.unmet) < len(unmet):
            return tried
    return None


def _others(program: Program, precondition: str) -> Iterator[tuple[str, str]]:
    """Other values of inputs to try, those that the precondition rests on first."""
    fields = dict(program.fields)
    for name, table in program.tables.items():
        fields |= {f"{name}.{c}": f for c, f in table.columns.items() if c != table.key}
    step = next(s for s in program.preconditions if s.element.name == precondition)
    behind = inputs_behind(program, step.typed)
    for path in dict.fromkeys((*(path for path in behind if path in fields), *fields)):
        field = fields[path]
        if field.type.kind == "number":
            ends = (*(field.typical or ())[::-1], field.maximum, field.minimum)
            numbers = dict.fromkeys(x for x in ends if x is not None and field.admits(x))
            yield from ((path, with_unit(plain(x), field.type.unit)) for x in numbers)
        elif field.type.kind == "boolean":
            yield path, "false"
        elif not field.type.target:
            yield from ((path, json.dumps(x, ensure_ascii=False)) for x in list(field.options or ())[1:])


def _inventory(program: Program, id_: str, chosen: Mapping[str, str]) -> str:
    """An inventory with a plain value for every input, and a row in every table: no formula divides by none."""
    lines = [
        f"inventory: {id_}", f"ruleset: {program.resolved.reference}",
        "product:", "  name: {zh: 示例产品, en: example product}", "values:",
    ]  # fmt: skip
    lines += [f"  {name}: {_sourced(field, program, chosen)}" for name, field in program.fields.items()]
    for name, table in program.tables.items():
        lines += [f"  {name}:", *(f"    - {row}" for row in _rows(name, table, chosen))]
    return "\n".join(lines) + "\n"


def _sourced(field: Field, program: Program, chosen: Mapping[str, str]) -> str:
    """A value with its source, where inventories have sources."""
    value = chosen.get(field.name) or _value(field)
    is_pointed = input_pointer(program, field.name) is not None
    sourced = field.type.kind == "number" and SOURCES in program.tables and not is_pointed
    return f"{{value: {value}, source: row-1}}" if sourced else value


def _rows(of: str, table: InputTable, chosen: Mapping[str, str]) -> Iterator[str]:
    for number in range(max(1, table.min_rows)):
        cells = ", ".join(
            f"{name}: {f'row-{number + 1}' if name == table.key else chosen.get(f'{of}.{name}') or _value(column)}"
            for name, column in table.columns.items()
        )
        yield f"{{{cells}}}"


def _value(field: Field) -> str:
    """A plain value that the field takes."""
    if field.type.kind == "boolean":
        return "true"
    if field.type.kind == "number":
        limits = [x for x in (field.minimum, field.maximum, field.above, field.below) if x is not None]
        near = _usual(field)
        near += [x + d for x in (Decimal(1), *limits) for d in (Decimal(0), Decimal(1), Decimal(-1))]
        near += [(min(limits) + max(limits)) / 2] if limits else []
        number = plain(next((x for x in near if field.admits(x)), Decimal(1)))
        return with_unit(number, field.type.unit)
    if field.type.target:
        return "row-1"
    return json.dumps(next(iter(field.options or ("example",))), ensure_ascii=False)


def _usual(field: Field) -> list[Decimal]:
    """The plain number where it is a usual one, and the ends of the usual range, the far one first: it is not 0."""
    if field.typical is None:
        return []
    low, high = field.typical
    return [x for x in (Decimal(1), high, low) if low <= x <= high]
