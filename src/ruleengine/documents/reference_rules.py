"""Rule sets and factor tables to reference pages: Markdown headings with tables of plain HTML below them.

What the checklist shows is taken from its view; inputs, provisions, removals and what authors mean although it
is warned of, which it does not show, are added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ruleengine.diagnostics.field_words import DATA_CLASSES, as_labels
from ruleengine.documents import view_types as v
from ruleengine.documents.html import environment
from ruleengine.documents.preparation import Json, phrases, prepare
from ruleengine.documents.text import filled, graded, pair, prose, row_source, title_or_text
from ruleengine.documents.view import bases_shown, checklist_view
from ruleengine.figures import plain
from ruleengine.formula.words import on_one_line
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Field, InputTable, Program, when_name
from ruleengine.ruleset.model import FactorTable, Reference

_SIGNS = re.compile(r"[\\`*_{}\[\]<>&|~^$]")

#: The sections of a rule set's page in order: template, title, what must be there for the section to be shown.
SECTIONS: tuple[tuple[str, v.Bilingual, str], ...] = (
    ("facts", {"zh": "规则集", "en": "Rule set"}, "ruleset"),
    ("scope", {"zh": "范围", "en": "Scope"}, "scope"),
    ("unit", {"zh": "功能单位或声明单位与系统边界", "en": "Unit and system boundary"}, "unit"),
    ("provisions", {"zh": "方法规定", "en": "Provisions"}, "provisions"),
    ("gaps", {"zh": "编码缺口", "en": "Gaps of the encoding"}, "gaps"),
    ("changes", {"zh": "与前一版本的差异", "en": "Changes since the version before"}, "changes"),
    ("inputs", {"zh": "输入", "en": "Inputs"}, "inputs"),
    ("parameters", {"zh": "参数", "en": "Parameters"}, "parameters"),
    ("formulas", {"zh": "计算公式", "en": "Formulas"}, "formulas"),
    ("preconditions", {"zh": "前提", "en": "Preconditions"}, "preconditions"),
    ("requirements", {"zh": "要求", "en": "Requirements"}, "groups"),
    ("removals", {"zh": "不适用的上级要素", "en": "Removed elements of the base"}, "removals"),
    ("meant", {"zh": "确属有意之处", "en": "What is meant although it is warned of"}, "meant"),
    ("sources", {"zh": "资料来源", "en": "Sources"}, "citations"),
)


def markdown(text: str) -> str:
    """A text as it stands in a line of Markdown: signs with a meaning are written as character references."""
    return _SIGNS.sub(lambda match: f"&#{ord(match[0])};", re.sub(r"\s+", " ", text))


def page_path(reference: Reference) -> str:
    """Where the page of a rule set or factor table stands, below the folder of the rule pages."""
    return f"{reference.id}-{reference.version}.md"


def rule_set_view(program: Program, checklist: v.View) -> dict[str, Json]:
    """All that is shown of a rule set, prepared for the templates of `reference`: what its checklist has, and more."""
    page = {**checklist, **_additions(program)}
    return prepare({**page, "bases": bases_shown(page)})


def factor_table_view(table: FactorTable, language: v.DocumentLanguage) -> dict[str, Json]:
    """All that is shown of a factor table, prepared for the templates of `reference`."""
    data = {
        "kind": "checklist", "lang": language, "result": None, "table": _table(table),
        "citations": [_citation(k, f) for k, f in table.sources.items()],
    }  # fmt: skip
    return prepare({**dict.fromkeys(v.View.__annotations__), **data})


def rule_set_page(program: Program) -> str:
    """The page of a rule set, in Chinese and English."""
    view = rule_set_view(program, checklist_view(program, None, "both"))
    own = program.resolved.own
    lines = [_heading(pair(own.header.get("title")), own.reference), ""]
    depth = "../" * own.reference.id.count("/")
    links = [
        f"[{r.reference}]({depth}{page_path(r.reference)})" for r in reversed(program.resolved.chain[:-1])
    ]
    tables = [f"[{t.reference}]({depth}{page_path(t.reference)})" for t in program.lookups.values()]
    for lead, listed in (("所基于的规则集 Built on", links), ("因子表 Factor tables", tables)):
        if listed:
            lines += [f"{lead}: {', '.join(listed)}", ""]
    for template, title, needed in SECTIONS:
        if view[needed]:
            lines += [f"## {title['zh']} {title['en']}", "", piece(template, view), ""]
    return "\n".join(lines)


def factor_table_page(table: FactorTable) -> str:
    """The page of a factor table, in Chinese and English."""
    view = factor_table_view(table, "both")
    lines = [_heading(pair(table.header.get("title")), table.reference), "", piece("table", view), ""]
    lines += ["## 资料来源 Sources", "", piece("sources", view), ""]
    return "\n".join(lines)


def _heading(title: v.Bilingual, reference: Reference) -> str:
    """The title of the page in the browser is the reference: site generators do not escape titles."""
    text = f"# {markdown(title['zh'])} {markdown(title['en'])}\n\n`{reference}`"
    return f"---\ntitle: {reference}\n---\n\n{text}"


def piece(template: str, view: Mapping[str, object], sources: str = "") -> str:
    """A piece of HTML without empty lines, which would end it for a reader of Markdown.

    `sources` is the page on which the sources stand, where that is another one.
    """
    made = environment().get_template(f"reference/{template}.html.j2")
    return as_piece(made.render(view=view, langs=view["langs"], phrases=phrases(), sources_page=sources))


def as_piece(html: str) -> str:
    """HTML as it may stand in a page of Markdown: no empty lines, and no sign that begins a block of code."""
    lines = (line.strip() for line in html.splitlines())
    return "\n".join(line for line in lines if line).replace("`", "&#96;").replace("~", "&#126;")


def _additions(program: Program) -> dict[str, object]:
    """What the view of the checklist lacks."""
    resolved = program.resolved
    scope = resolved.singles.get("scope")
    return {
        "scope": _provision(program, "scope", scope.fields) if scope else None,
        "product_codes": [
            {
                "system": pair(e.fields.get("system")),
                "codes": e.fields.get("codes") or [],
                **_sourced(program, e.fields),
            }
            for e in resolved.section("product_codes")
        ],
        "provisions": [_provision(program, e.id, e.fields) for e in resolved.section("provisions")],
        "inputs": [
            *(_input(f, program, _said(program, f.name)) for f in program.fields.values()),
            *(_input_table(program, t) for t in program.tables.values()),
        ],
        "removals": [
            {"id": r.element.name, "because": prose(r.because), "by": str(r.by)} for r in resolved.removals
        ],
        "meant": [
            {"id": e.name, "code": code, "because": pair(because)}
            for e in resolved.elements.values()
            for code, because in as_map(e.fields.get("meant")).items()
        ],
        "citations": [_citation(e.id, e.fields) for e in resolved.section("sources")],
    }


def _sourced(program: Program, fields: Mapping[str, object]) -> dict[str, object]:
    return {"source": row_source(program, fields) if {"source", "basis"} & fields.keys() else None}


def _provision(program: Program, id_: str, fields: Mapping[str, object]) -> dict[str, object]:
    return {
        "id": id_,
        "clause": fields.get("clause"),
        "text": filled(program, fields.get("text")),
        **_sourced(program, fields),
    }


def _said(program: Program, name: str) -> Mapping[str, object]:
    """What the rules say of an input."""
    element = program.resolved.elements.get(f"inputs.{name}")
    return element.fields if element else {}


def _input(field: Field, program: Program, said: Mapping[str, object]) -> dict[str, object]:
    """An input or a column of which the rules have `said` so much; `columns` is null, which tells it from a table."""
    kind = field.type.kind
    return {
        "id": field.name,
        **_sourced(program, said),
        "label": pair(field.label),
        "kind": kind,
        "unit": str(field.type.unit) if kind == "number" else None,
        "limits": [{"sign": sign, "value": value} for sign, value in _limits(field)],
        "options": [{"id": k, "label": pair(label)} for k, label in (field.options or {}).items()],
        "target": {"id": field.type.target} if field.type.target else None,
        "required": field.required,
        "conditional": field.conditional,
        "default": _otherwise(field) or ({"value": _default(field)} if field.default is not None else None),
        "clause": field.clause,
        "data_class": _data_class(field),
        "columns": None,
    }


def _data_class(given: Field | InputTable) -> dict[str, str] | None:
    """How far the data may leave the house, where the rules say so."""
    return None if given.data_class is None else as_labels(DATA_CLASSES)[given.data_class]


def _otherwise(field: Field) -> dict[str, str] | None:
    """What a reference falls back on: the row that another column points at."""
    return {"value": f"= {field.otherwise}"} if field.otherwise is not None else None


def _limits(field: Field) -> Iterator[tuple[str, str]]:
    limits = ((">", field.above), (">=", field.minimum), ("<", field.below), ("<=", field.maximum))
    yield from ((sign, plain(value)) for sign, value in limits if value is not None)


def _default(field: Field) -> str:
    value = field.default
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else plain(value) if value is not None else ""


def _input_table(program: Program, table: InputTable) -> dict[str, object]:
    condition = program.step(when_name(table.name))
    said = _said(program, table.name)
    columns = as_map(said.get("columns"))
    when = None if condition is None else {"text": on_one_line(condition.text)}
    return {
        "id": table.name,
        "label": pair(table.label),
        "required": table.required,
        "conditional": table.conditional,
        "when": when,
        "key": {"id": table.key} if table.key else None,
        "min_rows": table.min_rows,
        "clause": table.clause,
        "data_class": _data_class(table),
        **_sourced(program, said),
        "columns": [
            {**_input(c, program, as_map(columns.get(name))), "clause": None}
            for name, c in table.columns.items()
        ],
    }


def _citation(id_: str, fields: Mapping[str, object]) -> dict[str, object]:
    """A source with everything that is said about it; texts in one language stay as they are."""

    def text(name: str) -> object:
        return title_or_text(fields[name]) if name in fields else None

    year = fields.get("year")
    return {
        "id": id_,
        "title": text("title"),
        "publisher": text("publisher"),
        "year": year if isinstance(year, int) else None,
        "grade": graded(fields.get("grade")),
        "locator": text("locator"),
        "note": text("note"),
    }


def _cited(table: FactorTable, source: str) -> dict[str, object]:
    """A source of a factor table and its grade."""
    grade = graded(as_map(table.sources.get(source)).get("grade"))
    return {"id": source, "grade": grade, "basis": None}


def _table(table: FactorTable) -> dict[str, object]:
    """A factor table with its rows; a value that was not found is null."""
    rows = []
    for key, cells in table.rows.items():
        rows.append(
            {
                "keys": [{"id": k} for k in key],
                "label": pair(table.labels[key]) if table.labels[key] else None,
                "cells": [{"value": plain(c) if c is not None else None} for c in cells.values()],
                "source": _cited(table, table.row_sources[key]),
            }
        )
    return {
        "status": "released" if table.released else "draft",
        "natures": list(dict.fromkeys(table.natures.values())),
        "note": prose(table.header["note"]) if "note" in table.header else None,
        "hash": table.fingerprint.removeprefix("sha256:"),
        "keys": [{"id": k} for k in table.keys],
        "columns": [
            {
                "id": k,
                "label": pair(c.get("label")),
                "unit": str(c.get("unit", "1")),
                "nature": table.natures.get(k),
                "source": _cited(table, str(c["source"])) if "source" in c else None,
            }
            for k, c in table.columns.items()
        ],
        "rows": rows,
    }
