"""Results to views: everything a document shows, as plain data. The shapes are in `view_types`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, localcontext

from ruleengine.assess.assessment import Assessment
from ruleengine.assess.decision import decision_rule
from ruleengine.assess.obstacles import not_assessed
from ruleengine.diagnostics import Diagnostic
from ruleengine.documents import view_types as v
from ruleengine.documents.checklist.sheet import FULL_FORM, ChecklistWish, sheet_view
from ruleengine.documents.text import (
    BASES,
    GRADES,
    basis,
    filled,
    grade,
    graded,
    pair,
    prose,
    title_or_text,
)
from ruleengine.documents.view_formulas import formulas
from ruleengine.documents.view_indicators import indicators
from ruleengine.documents.view_notation import Notation
from ruleengine.documents.view_product import (
    declared_facts,
    geography_view,
    optional,
    product_view,
)
from ruleengine.documents.view_requirements import (
    RequirementFacts,
    by_activity,
    precondition_rows,
    requirement_groups,
)
from ruleengine.documents.view_symbols import SymbolList
from ruleengine.figures import fixed, in_full, plain, round_significant
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet
from ruleengine.resolve.standing import standing_sentences, standing_words
from ruleengine.ruleset.basis import capped
from ruleengine.ruleset.model import SPECIES, FactorTable, RuleSet
from ruleengine.run.exact import CONTEXT
from ruleengine.run.labels import SPECIES_LABELS, STAGE_LABELS, species_label
from ruleengine.run.record.from_result import cited_rules
from ruleengine.run.result import Result
from ruleengine.run.summary import told_of, unknown_words
from ruleengine.run.unit_of_analysis import unit_of_analysis
from ruleengine.version import __version__

_NATURES: tuple[v.Nature, ...] = ("life-cycle", "direct", "upstream", "characterization")


def checklist_view(
    program: Program,
    result: Result | None,
    language: v.DocumentLanguage,
    warnings: Sequence[Diagnostic] = (),
    wish: ChecklistWish = FULL_FORM,
    assessment: Assessment | None = None,
) -> v.View:
    """The view of a verification checklist, by default in its full form.

    With a result, the computed verdicts and the warnings told are in it; with an assessment all that it says.
    """
    facts = _facts(program, result, language, assessment, wish)
    view = _view(facts, "checklist", language, None, warnings)
    numbers = {row["id"]: row["no"] for group in view["groups"] for row in group["rows"]}
    groups = view["groups"] if wish.order == "clause" else by_activity(view["groups"])
    return {**view, "groups": groups, "sheet": sheet_view(wish, result, assessment, numbers)}


def _facts(
    program: Program,
    result: Result | None,
    language: v.DocumentLanguage,
    assessment: Assessment | None,
    wish: ChecklistWish | None = None,
) -> RequirementFacts:
    symbols = SymbolList(Notation(program, "en" if language == "en" else "zh"), result)
    shown = wish is None or wish.shows_formulas
    return RequirementFacts(program, result, symbols, assessment, shown, wish is not None)


def result_view(result: Result, language: v.DocumentLanguage, warnings: Sequence[Diagnostic] = ()) -> v.View:
    """The view of a result alone: product, inventory and figures, without the rules that it was calculated by."""
    return {
        **_empty(result.program, language),
        "product": product_view(result.inventory.product),
        "inventory": _inventory(result),
        "unit": _unit(result.program, result),
        "result": _result(result, warnings),
    }


def changes_view(program: Program, language: v.DocumentLanguage) -> v.View:
    """The view of what a version says it changes, and of nothing else."""
    changes = [_change(program, e) for e in program.resolved.section("changes")]
    return {**_empty(program, language), "changes": changes}


def _empty(program: Program, language: v.DocumentLanguage) -> v.View:
    return {
        "kind": "checklist",
        "lang": language,
        "engine": {"name": "ruleengine", "version": __version__},
        "ruleset": _rule_set(program),
        "product": None, "inventory": None, "unit": None, "boundary": None, "result": None, "declaration": None,
        "gaps": [], "changes": [], "preconditions": [], "groups": [], "formulas": [], "parameters": [],
        "factor_tables": [], "sources": [], "bases": [], "sheet": None,
    }  # fmt: skip


def declaration_view(assessment: Assessment, language: v.DocumentLanguage) -> v.View:
    """The view of a declaration of conformity. The caller has made sure that nothing stands against it."""
    filled_in = _facts(assessment.program, assessment.result, language, assessment)
    view = _view(filled_in, "declaration", language, assessment.declaration, assessment.warnings)
    left, rows = not_assessed(assessment), [row for group in view["groups"] for row in group["rows"]]
    unjudged: list[v.Unjudged] = [{"no": r["no"], "id": r["id"]} for r in rows if r["id"] in left]
    declared = declared_facts(assessment.declaration, decision_rule(assessment.program))
    return {**view, "declaration": {**declared, "not_assessed": unjudged}}


def _view(
    facts: RequirementFacts,
    kind: str,
    language: v.DocumentLanguage,
    declaration: Mapping[str, object] | None,
    warnings: Sequence[Diagnostic],
) -> v.View:
    program, result, symbols = facts.program, facts.result, facts.symbols
    own = program.resolved.own
    view: v.View = {
        "kind": "declaration" if kind == "declaration" else "checklist",
        "lang": language,
        "engine": {"name": "ruleengine", "version": __version__},
        "ruleset": _rule_set(program),
        "product": product_view(result.inventory.product) if result else None,
        "inventory": _inventory(result) if result else None,
        "unit": None if own.abstract else _unit(program, result),
        "boundary": None if own.abstract else _boundary(program),
        "result": _result(result, warnings) if result else None,
        "gaps": [_gap(program, e) for e in program.resolved.section("gaps")],
        "changes": [_change(program, e) for e in program.resolved.section("changes")],
        "preconditions": precondition_rows(program, result, symbols) if facts.checks else [],
        "groups": requirement_groups(facts),
        "formulas": formulas(symbols) if facts.checks and declaration is None else [],
        "parameters": [_parameter(program, e) for e in program.resolved.section("parameters")],
        "factor_tables": [_factor_table(t) for t in program.lookups.values()],
        "sources": _sources(program),
        "bases": [],
        "sheet": None,
        "declaration": None,
    }
    return {**view, "bases": bases_shown(view)}


def _rule_set(program: Program) -> v.RuleSetView:
    resolved = program.resolved
    cited = cited_rules(resolved)
    header, encoding = resolved.own.header, as_map(resolved.own.header.get("encoding"))
    chain: list[v.ChainLink] = [
        {"id": r.reference.id, "version": str(r.reference.version), "number": _number(r)}
        for r in reversed(resolved.chain)
    ]
    return {
        "id": resolved.reference.id,
        "version": str(resolved.reference.version),
        "hash": resolved.fingerprint.removeprefix("sha256:"),
        "title": pair(header.get("title")),
        "standard": _standard(resolved.own),
        "characterization": cited.characterization,
        "geography": geography_view(cited.geography),
        "status": "released" if resolved.own.released else "draft",
        "words": {
            "zh": standing_words(resolved.standings, resolved.reference, "zh"),
            "en": standing_words(resolved.standings, resolved.reference, "en"),
        },
        "standing": _standing(resolved),
        "clauses": "standard" if encoding.get("clauses") == "standard" else "encoding",
        "note": prose(encoding["note"]) if "note" in encoding else None,
        "chain": chain,
    }


def _standing(resolved: ResolvedRuleSet) -> list[v.Bilingual]:
    """What is to be said of the rule set, its bases and its factor tables."""
    both = zip(*(standing_sentences(resolved.standings, x) for x in ("zh", "en")), strict=True)
    return [{"zh": zh, "en": en} for zh, en in both]


def _number(rule_set: RuleSet) -> str | None:
    number = as_map(rule_set.header.get("standard")).get("number")
    return str(number) if number else None


def _standard(rule_set: RuleSet) -> v.StandardView:
    facts = as_map(rule_set.header.get("standard"))
    stage = facts.get("stage")
    stages: tuple[v.StandardStage, ...] = ("published", "draft", "plan", "group", "international", "none")
    return {
        "number": _number(rule_set),
        "title": pair(facts.get("title")),
        "stage": next((s for s in stages if s == stage), "none"),
        "issued": optional(facts.get("issued")),
        "effective": optional(facts.get("effective")),
    }


def _inventory(result: Result) -> v.InventoryView:
    inventory = result.inventory
    period = inventory.period
    return {
        "id": inventory.id,
        "hash": inventory.fingerprint.removeprefix("sha256:"),
        "printed_hash": inventory.printed_hash.removeprefix("sha256:"),
        "period": {"from": period["from"], "to": period["to"]} if {"from", "to"} <= set(period) else None,
        "note": prose(inventory.note) if inventory.note else None,
    }


def _unit(program: Program, result: Result | None) -> v.UnitView:
    singles = program.resolved.singles
    functional = "functional_unit" in singles
    fields = singles["functional_unit" if functional else "declared_unit"].fields
    flow = _short(result.reference_flow) if result else None
    return {
        "kind": "functional" if functional else "declared",
        "text": filled(program, fields.get("text")),
        "short": filled(program, fields.get("short") or fields.get("text")),
        "amount": _stated_amount(program),
        "basis": filled(program, singles["basis"].fields),
        "reference_flow": {"value": flow, "unit": "1"} if flow is not None else None,
    }


def _stated_amount(program: Program) -> v.Measure | None:
    """The functional or declared unit as a number, where the rules state it so."""
    unit = unit_of_analysis(program)
    if unit is None or unit.amount is None or unit.unit is None:
        return None
    return {"value": plain(unit.amount), "unit": unit.unit}


def _short(value: Decimal) -> str:
    """A value with six significant digits; very small ones with a power of ten."""
    rounded = round_significant(value, 6)
    if rounded == 0 or abs(rounded) >= Decimal("0.0001"):
        return plain(rounded)
    return f"{plain(rounded.scaleb(-rounded.adjusted()))}e{rounded.adjusted()}"


def _boundary(program: Program) -> v.BoundaryView:
    fields = program.resolved.singles["boundary"].fields
    kinds: tuple[v.BoundaryType, ...] = ("cradle-to-grave", "cradle-to-gate", "gate-to-gate")
    return {
        "type": next((k for k in kinds if k == fields.get("type")), "cradle-to-grave"),
        "stages": [{"id": s, "label": pair(STAGE_LABELS[s])} for s in program.stages],
        "headline": [
            pair(SPECIES_LABELS[s]) for s in program.headline if len(program.headline) < len(SPECIES)
        ],
        "text": filled(program, fields.get("text")),
        "includes": _pairs(program, fields.get("includes")),
        "excludes": _pairs(program, fields.get("excludes")),
        "mixed_natures": _mixed(fields),
    }


def _mixed(fields: Mapping[str, object]) -> v.MixedNatures | None:
    """What the boundary says of factors of different natures that are added up."""
    word = fields.get("nature")
    if not isinstance(word, list):
        return None
    return {"natures": [n for n in _NATURES if n in word], "because": prose(fields.get("nature_because"))}


def _pairs(program: Program, value: object) -> list[v.Bilingual]:
    return [filled(program, item) for item in value] if isinstance(value, list) else []


def _result(result: Result, warnings: Sequence[Diagnostic]) -> v.ResultView:
    with localcontext(CONTEXT):
        flow = result.reference_flow
        rounded = result.rounded_per_unit
        exponent = rounded.as_tuple().exponent
        places = max(0, -exponent + 1) if isinstance(exponent, int) else 2

        def shown(amount: Decimal) -> str:
            return fixed(amount * flow, places)

        stages: list[v.Part] = [
            {"id": k, "label": pair(STAGE_LABELS[k]), "value": shown(a), "share": _share(result, a)}
            for k, a in result.stages.items()
        ]
        species: list[v.Part] = [
            {
                "id": k,
                "label": pair(species_label(result.program, k)),
                "value": shown(a),
                "share": _share(result, a) if k in result.program.headline else None,
            }
            for k, a in result.species.items()
        ]
        return {
            "per_unit": {"value": in_full(rounded), "unit": "kgCO2e"},
            "per_basis": {"value": in_full(result.rounded(result.total)), "unit": "kgCO2e"},
            "remarks": _remarks(result, warnings),
            "stages": stages,
            "species": species,
            "apart": [part for part in species if part["id"] not in result.program.headline],
            "indicators": indicators(result),
            "counts": {
                "satisfied": result.count("satisfied"),
                "not_satisfied": result.count("not_satisfied"),
                "not_evaluated": result.count("not_evaluated"),
                "not_applicable": result.count("not_applicable"),
                "manual": result.count("manual"),
            },
            "contributors": _contributors(result, places),
        }


def _remarks(result: Result, warnings: Sequence[Diagnostic]) -> list[v.Bilingual]:
    """What stands beside the figures: how much rests on what is not known, and what is to be warned of."""
    unknown: v.Bilingual = {"zh": unknown_words(result, "zh"), "en": unknown_words(result, "en")}
    told: list[v.Bilingual] = [{"zh": told_of(w, "zh"), "en": told_of(w, "en")} for w in warnings]
    return [unknown, *told]


def _share(result: Result, amount: Decimal) -> float | None:
    share = result.share(amount)
    return float(share) if share is not None else None


def _contributors(result: Result, places: int) -> list[v.Contributor]:
    """The emissions of the total by size, largest first; those of zero are left out."""
    amounts = []
    for step in result.program.emissions:
        value = result.values.get(step.name)
        if isinstance(value, Decimal) and value != 0 and step.species in result.program.headline:
            amounts.append((abs(value), step, value))
    amounts.sort(key=lambda item: (-item[0], item[1].name))
    return [
        {
            "label": pair(step.element.fields.get("label")),
            "stage": pair(STAGE_LABELS[step.stage or "use"]),
            "value": fixed(value * result.reference_flow, places),
            "share": _share(result, value),
        }
        for _, step, value in amounts[:8]
    ]


def _parameter(program: Program, element: ResolvedElement) -> v.ParameterView:
    parameter = program.parameters[element.id]
    return {
        "id": element.id,
        "label": pair(element.fields.get("label")),
        "value": plain(parameter.value),
        "unit": str(parameter.unit),
        "grade": grade(program, element.fields),
        "basis": basis(element.fields),
        "source": element.text("source") or "",
        "clause": element.clause,
    }


def _gap(program: Program, element: ResolvedElement) -> v.Gap:
    return {
        "id": element.id,
        "what": prose(element.fields.get("what")),
        "why": prose(element.fields.get("why")),
        "effect": prose(element.fields.get("effect")),
        "grade": grade(program, element.fields),
        "source": element.text("source") or "",
        "clause": element.clause,
    }


def _change(program: Program, element: ResolvedElement) -> v.Change:
    return {**_gap(program, element), "since": element.text("since") or ""}


def _factor_table(table: FactorTable) -> v.FactorTableView:
    """A factor table; its grade is the weakest of its numbers."""
    cited = {table.source_of(key, c) for key, row in table.rows.items() for c in row if row[c] is not None}
    used = {str(table.sources[s].get("grade")) for s in cited if s in table.sources}
    return {
        "id": table.reference.id,
        "version": str(table.reference.version),
        "hash": table.fingerprint.removeprefix("sha256:"),
        "title": pair(table.header.get("title")),
        "natures": [n for n in _NATURES if n in table.natures.values()],
        "grade": next((g for g in reversed(GRADES) if g in used), "assumption"),
    }


def _sources(program: Program) -> list[v.Source]:
    """The sources of the rule set and of its factor tables, each once."""
    found: dict[str, v.Source] = {}
    for element in program.resolved.section("sources"):
        found[element.id] = _source(program, element.id, element.fields)
    for table in program.lookups.values():
        for source, fields in table.sources.items():
            found.setdefault(source, _source(program, source, fields))
    return list(found.values())


def bases_shown(shown: object) -> list[v.BasisView]:
    """The ways in which the statements shown were found in their sources, with the best grade of each."""
    used = {*_basis_words(shown)}
    return [{"id": b, "best": graded(capped(None, b))} for b in BASES if b in used]


def _basis_words(shown: object) -> Iterator[str]:
    """The word of a basis beside each statement within a view."""
    if isinstance(shown, Mapping):
        word = shown.get("basis")
        if isinstance(word, str):
            yield word
    inner = shown.values() if isinstance(shown, Mapping) else shown if isinstance(shown, list) else ()
    for item in inner:
        yield from _basis_words(item)


def _source(program: Program, id_: str, fields: Mapping[str, object]) -> v.Source:
    year = fields.get("year")
    return {
        "id": id_,
        "title": title_or_text(fields.get("title", "")),
        "publisher": title_or_text(fields["publisher"]) if "publisher" in fields else None,
        "year": year if isinstance(year, int) else None,
        "grade": graded(fields.get("grade")),
    }
