"""The formulas of a rule set as documents list them: numbered, each with its list of symbols."""

from __future__ import annotations

from ruleengine.documents.text import pair, row_source
from ruleengine.documents.view_symbols import SymbolList
from ruleengine.documents.view_types import Bilingual, Formula, RowSource
from ruleengine.program.program import Step
from ruleengine.ruleset.roles import ROLES
from ruleengine.run.labels import footprint_label


def formulas(symbols: SymbolList) -> list[Formula]:
    """All formulas of the rule set in the order of definition, then the footprint itself and the indicators."""
    found: list[Formula] = []
    for section in ("quantities", "emissions"):
        for element in symbols.program.resolved.section(section):
            step = symbols.program.step(element.id)
            if step is not None:
                found.append(_formula(symbols, len(found) + 1, step))
    found += _footprint(symbols, len(found) + 1)
    for step in symbols.program.shown_indicators:
        found.append(_formula(symbols, len(found) + 1, step))
    return found


def _formula(symbols: SymbolList, number: int, step: Step) -> Formula:
    equation = symbols.notation.equation((step.name,), step.tree, step.type.table)
    where = symbols.of_equation((step.name,), step.tree, step.type.table)
    return {
        "no": str(number),
        "name": step.name,
        "label": pair(step.element.fields.get("label")),
        "clause": step.element.clause,
        "source": _source(symbols, step),
        "role": _role(step),
        "where": where,
        **equation,
    }


def _source(symbols: SymbolList, step: Step) -> RowSource | None:
    """The source of a formula, where it names one or says that it is the authors' own."""
    fields = step.element.fields
    return row_source(symbols.program, fields) if {"source", "basis"} & fields.keys() else None


def _role(step: Step) -> Bilingual | None:
    """What the value is to exports, where it says so."""
    role = ROLES.get(step.element.text("role") or "")
    return None if role is None else {"zh": role.words[1], "en": role.words[0]}


def _footprint(symbols: SymbolList, number: int) -> list[Formula]:
    """The footprint of the basis as the sum of all emissions, and that of the functional or declared unit."""
    steps = {s.name: s for s in symbols.program.footprint}
    if not symbols.program.emissions or "footprint.per_unit" not in steps:
        return []
    found: list[Formula] = []
    for part in ("total", "per_unit"):
        step = steps[f"footprint.{part}"]
        tree = step.tree
        path = ("footprint", part)
        found.append(
            {
                "no": str(number + len(found)),
                "name": step.name,
                "label": pair(footprint_label(part)),
                "clause": step.element.clause if part == "per_unit" else None,
                "source": _source(symbols, step) if part == "per_unit" else None,
                "role": None,
                "where": symbols.of_equation(path, tree, None),
                **symbols.notation.equation(path, tree, None),
            }
        )
    return found
