"""Result to record: everything in words and numbers, the program left behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext

from ruleengine.diagnostics import Diagnostic
from ruleengine.figures import in_full
from ruleengine.inventory.model import MISSING, Inventory
from ruleengine.inventory.product import mass_of
from ruleengine.program.inputs import as_map, as_text_pair
from ruleengine.program.program import Program, Step
from ruleengine.program.texts import with_parameters
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.model import FactorTable
from ruleengine.run.data_quality import quality_by_dimension
from ruleengine.run.exact import CONTEXT
from ruleengine.run.preconditions import outcome
from ruleengine.run.record import record as r
from ruleengine.run.record.grades import grades_of
from ruleengine.run.record.roles import role_values
from ruleengine.run.result import Result
from ruleengine.run.unit_of_analysis import text_of, unit_of_analysis
from ruleengine.run.verdicts import Verdict
from ruleengine.version import __version__


def result_record(result: Result, warnings: Iterable[Diagnostic] = ()) -> r.ResultRecord:
    """The record of a result, with the warnings that were told when it was calculated."""
    program, inventory = result.program, result.inventory
    with localcontext(CONTEXT):
        stages = {k: v * result.reference_flow for k, v in result.stages.items()}
        species = {k: v * result.reference_flow for k, v in result.species.items()}
        emissions = {s.name: _emission(s, result) for s in program.emissions}
        quantities = {s.name: _figure(s, result) for s in program.steps if s.kind == "quantity"}
        indicators = {s.name: _figure(s, result) for s in program.shown_indicators}
        roles = role_values(emissions, quantities, indicators, result.reference_flow)
    return r.ResultRecord(
        engine=__version__,
        ruleset=cited_rules(program.resolved),
        tables=cited_tables(program),
        standing=program.resolved.standings,
        inventory=cited_inventory(inventory),
        product=cited_product(inventory),
        unit_of_analysis=cited_unit(program),
        basis=text_of(program, "basis", None),
        boundary=_boundary(program),
        unit="kgCO2e",
        per_unit=result.per_unit,
        per_unit_rounded=in_full(result.rounded_per_unit),
        total=result.total,
        total_rounded=in_full(result.rounded(result.total)),
        reference_flow=result.reference_flow,
        unknown_share=result.unknown_share,
        stages=dict(result.stages),
        species=dict(result.species),
        stages_per_unit=stages,
        species_per_unit=species,
        emissions=emissions,
        quantities=quantities,
        indicators=indicators,
        roles=roles,
        data_quality=_data_quality(result),
        preconditions={s.element.id: _precondition(s, result) for s in program.preconditions},
        checks={v.requirement: _check(program, v) for v in result.verdicts},
        grades=grades_of(result),
        warnings=notices(warnings),
        data_classes=_data_classes(program),
    )


def _data_quality(result: Result) -> dict[str, r.RecordedValue] | None:
    found = quality_by_dimension(result.program, result.inventory, result.values)
    return None if found is None else {k: v for k, v in found.items() if not isinstance(v, tuple)}


def _data_classes(program: Program) -> Mapping[str, str]:
    """Input, or `table.column` → how far its data may leave the house, where the rules say so."""
    columns = {f"{t.name}.{c.name}": c for t in program.tables.values() for c in t.columns.values()}
    asked = {**program.fields, **columns}
    return {name: field.data_class for name, field in asked.items() if field.data_class is not None}


def cited_rules(resolved: ResolvedRuleSet) -> r.CitedRules:
    """A rule set as results cite it."""
    header = resolved.own.header
    facts = as_map(header.get("standard"))
    standard = r.Standard(
        number=_text(facts.get("number")),
        title=as_text_pair(facts["title"]) if "title" in facts else None,
        stage=_text(facts.get("stage")),
        issued=_text(facts.get("issued")),
        effective=_text(facts.get("effective")),
    )
    return r.CitedRules(
        id=resolved.reference.id,
        version=str(resolved.reference.version),
        hash=resolved.fingerprint,
        status="released" if resolved.own.released else "draft",
        title=as_text_pair(header.get("title")),
        standard=standard,
        characterization=_said_by(resolved, "characterization").get("report"),
        geography=_geography(resolved),
        chain=tuple(str(item.reference) for item in reversed(resolved.chain)),
    )


def _said_by(resolved: ResolvedRuleSet, section: str) -> dict[str, str]:
    """The texts of a single section; none where it is not there."""
    element = resolved.singles.get(section)
    return {} if element is None else {k: v for k, v in element.fields.items() if isinstance(v, str)}


def _geography(resolved: ResolvedRuleSet) -> r.Geography | None:
    said = _said_by(resolved, "geography")
    named = r.Geography(said.get("country"), said.get("region"))
    return None if named == r.Geography(None, None) else named


def cited_inventory(inventory: Inventory) -> r.CitedInventory:
    """An inventory as results cite it."""
    return r.CitedInventory(inventory.id, inventory.fingerprint, inventory.printed_hash)


def cited_tables(program: Program) -> dict[str, r.CitedTable]:
    """The factor tables by their names in formulas, as results cite them."""
    return {name: _cited_table(table) for name, table in program.lookups.items()}


def _cited_table(table: FactorTable) -> r.CitedTable:
    reference = table.reference
    status = "released" if table.released else "draft"
    return r.CitedTable(reference.id, str(reference.version), table.fingerprint, status)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def cited_product(inventory: Inventory) -> r.Product:
    """The product of an inventory."""
    facts = inventory.product
    mass = mass_of(facts)
    return r.Product(
        name=as_text_pair(facts["name"]) if "name" in facts else None,
        model=_text(facts.get("model")),
        batch=_text(facts.get("batch")),
        gtin=_text(facts.get("gtin")),
        urn=_text(facts.get("urn")),
        mass=None if mass is None else r.Mass(mass),
        manufacturer=_maker(as_map(facts.get("manufacturer"))),
        site=as_text_pair(facts["site"]) if "site" in facts else None,
        country=_text(facts.get("country")),
        period=dict(inventory.period) or None,
    )


def _maker(facts: Mapping[str, object]) -> r.Party | None:
    address = as_text_pair(facts["address"]) if "address" in facts else None
    codes = _text(facts.get("credit_code")), _text(facts.get("urn"))
    return r.Party(as_text_pair(facts.get("name")), address, *codes) if facts else None


def _filled(program: Program, text: object) -> r.Pair:
    return {k: with_parameters(program, v) for k, v in as_text_pair(text).items()}


def cited_unit(program: Program) -> r.UnitOfAnalysis | None:
    """The functional or declared unit as results cite it."""
    unit = unit_of_analysis(program)
    return (
        None if unit is None else r.UnitOfAnalysis(unit.kind, unit.amount, unit.unit, unit.text, unit.short)
    )


def _boundary(program: Program) -> r.Boundary:
    element = program.resolved.singles.get("boundary")
    fields: Mapping[str, object] = element.fields if element else {}

    def listed(name: str) -> tuple[r.Pair, ...]:
        items = fields.get(name)
        return tuple(_filled(program, item) for item in items) if isinstance(items, list) else ()

    return r.Boundary(
        type=_text(fields.get("type")),
        stages=program.stages,
        headline=program.headline,
        text=text_of(program, "boundary", "text"),
        includes=listed("includes"),
        excludes=listed("excludes"),
    )


def _emission(step: Step, result: Result) -> r.Emission:
    value = result.values.get(step.name, MISSING)
    if isinstance(value, tuple):
        raise AssertionError(f"{step.name} is a column")
    return r.Emission(
        label=as_text_pair(step.element.fields.get("label")),
        stage=step.stage or "",
        species=step.species or "",
        value=value,
        per_unit=value * result.reference_flow if isinstance(value, Decimal) else value,
        unit=str(step.type.unit),
        clause=step.element.clause,
        role=step.element.text("role"),
    )


def _figure(step: Step, result: Result) -> r.Figure:
    value = result.values.get(step.name, MISSING)
    label = as_text_pair(step.element.fields.get("label"))
    unit = str(step.type.unit) if step.type.kind == "number" else None
    reason, role = result.reasons.get(step.name), step.element.text("role")
    if isinstance(value, tuple):
        return r.Figure(label, unit, table=step.type.table, values=value, reason=reason, role=role)
    return r.Figure(label, unit, value=value, reason=reason, role=role)


def _precondition(step: Step, result: Result) -> r.Precondition:
    element = step.element
    text = _filled(result.program, element.fields.get("text"))
    came = outcome(result.inventory, result.values, step)
    return r.Precondition(text, came, step.type.table, element.clause, str(element.clause_reference))


def _check(program: Program, verdict: Verdict) -> r.Check:
    element = program.resolved.elements[f"requirements.{verdict.requirement}"]
    return r.Check(
        verdict.verb, verdict.verdict, element.clause, str(element.clause_reference), dict(verdict.reason)
    )


def notices(found: Iterable[Diagnostic]) -> tuple[r.Notice, ...]:
    """The warnings among diagnostics as results have them."""
    return tuple(
        r.Notice(d.code, d.element, {"zh": d.said("zh").message, "en": d.said("en").message})
        for d in found
        if d.severity == "warning"
    )
