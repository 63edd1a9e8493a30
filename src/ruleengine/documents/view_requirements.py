"""Preconditions, and requirements by the standard they come from, for checklists: verdicts, checks, provenance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from ruleengine.assess.assessment import Assessment
from ruleengine.documents import view_types as v
from ruleengine.documents.checklist.answers import answer_view
from ruleengine.documents.checklist.rows import ACTIVITIES, activity_of, by_clause, requirement_hashes
from ruleengine.documents.text import filled, pair, prose, row_source, with_grouped_numbers
from ruleengine.documents.view_symbols import SymbolList
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program, Requirement, Step
from ruleengine.resolve.resolved import ResolvedElement
from ruleengine.ruleset.model import Reference
from ruleengine.run.labels import ACTIVITY_LABELS
from ruleengine.run.preconditions import MET, NOT_APPLIED, NOT_EVALUATED, outcome
from ruleengine.run.result import Result
from ruleengine.run.verdicts import Verdict


@frozen
class RequirementFacts:
    """What rows are filled with: verdicts of a result, findings of an assessment, and whether checks are laid out."""

    program: Program
    result: Result | None
    symbols: SymbolList
    assessment: Assessment | None = None
    checks: bool = True
    sorted: bool = False


def requirement_groups(facts: RequirementFacts) -> list[v.RequirementGroup]:
    """One group for each rule set of the chain, the category's own requirements first, numbered through."""
    program, result = facts.program, facts.result
    verdicts = {item.requirement: item for item in result.verdicts} if result else {}
    listed = by_clause(program.requirements) if facts.sorted else program.requirements
    groups: list[v.RequirementGroup] = []
    number = 0
    for rule_set in reversed(program.resolved.chain):
        rows: list[v.RequirementRow] = []
        for requirement in listed:
            if requirement.element.origins[0] == rule_set.reference:
                number += 1
                rows.append(_row(number, facts, requirement, verdicts.get(requirement.id)))
        if rows:
            number_of = standard_number(program, rule_set.reference)
            groups.append({"standard": number_of, "title": _title(program, rule_set.reference), "rows": rows})
    return groups


def precondition_rows(
    program: Program, result: Result | None, symbols: SymbolList
) -> list[v.PreconditionRow]:
    """What an inventory has to fulfil, in the order of the rule set; in a result what came of each."""
    rows: list[v.PreconditionRow] = []
    for step in program.preconditions:
        element, table = step.element, program.tables.get(step.type.table or "")
        rows.append(
            {
                "id": element.id,
                "clause": element.clause,
                "standard": standard_number(program, element.clause_reference),
                "text": filled(program, element.fields.get("text")),
                "check": _check(step, symbols),
                "rows": pair(table.label) if table is not None else None,
                "verdict": _VERDICTS[outcome(result.inventory, result.values, step)] if result else None,
                "source": row_source(program, element.fields),
                "origin": _origin(program, element),
                "reasons": _reasons(element),
            }
        )
    return rows


#: What came of a precondition, in the words of verdicts.
_VERDICTS: Mapping[str, v.VerdictWord] = {
    MET: "satisfied", NOT_EVALUATED: "not_evaluated", NOT_APPLIED: "not_applicable",
}  # fmt: skip


def _title(program: Program, reference: Reference) -> v.Bilingual:
    return pair(program.resolved.rule_set(reference).header.get("title"))


def standard_number(program: Program, reference: Reference) -> str | None:
    """The number of the standard that a rule set of the chain encodes."""
    number = as_map(program.resolved.rule_set(reference).header.get("standard")).get("number")
    return str(number) if number else None


def by_activity(groups: Sequence[v.RequirementGroup]) -> list[v.RequirementGroup]:
    """The rows of all groups by the activity in which they are judged; each keeps its number."""
    rows = [row for group in groups for row in group["rows"]]
    named = ((activity, [row for row in rows if row["activity"] == activity]) for activity in ACTIVITIES)
    return [
        {"standard": None, "title": pair(ACTIVITY_LABELS[a]), "rows": found} for a, found in named if found
    ]


def _row(
    number: int, facts: RequirementFacts, requirement: Requirement, verdict: Verdict | None
) -> v.RequirementRow:
    program, symbols, element = facts.program, facts.symbols, requirement.element
    fields, check = element.fields, requirement.check
    answer = answer_view(facts.assessment.findings.get(element.id)) if facts.assessment else None
    verbs: tuple[v.Verb, ...] = ("shall", "should", "may")
    severities: tuple[v.Severity, ...] = ("major", "minor", "observation")
    outcomes: tuple[v.VerdictWord, ...] = ("satisfied", "not_satisfied", "not_evaluated", "not_applicable")
    told = next((o for o in outcomes if verdict and o == verdict.verdict), None)
    return {
        "no": str(number),
        "id": element.id,
        "clause": element.clause,
        "standard": standard_number(program, element.clause_reference),
        "verb": next((x for x in verbs if x == requirement.verb), "shall"),
        "text": filled(program, fields.get("text")),
        "evidence": _vocabulary(program, "evidence", fields.get("evidence")),
        "methods": _vocabulary(program, "methods", fields.get("method")),
        "severity": next((s for s in severities if s == fields.get("severity")), "minor"),
        "verdict": told,
        "finding": answer["finding"] if answer else None,
        "answer": answer,
        "hash": requirement_hashes(program)[element.id],
        "activity": activity_of(fields.get("method")),
        "computed": check is not None,
        "reported": symbols.reported(check) if check else None,
        "reason": with_grouped_numbers(pair(verdict.reason)) if verdict and told else None,
        "check": _check(check, symbols) if check and facts.checks else None,
        "source": row_source(program, element.fields),
        "origin": _origin(program, element),
        "reasons": _reasons(element),
    }


def _reasons(element: ResolvedElement) -> list[v.ReasonForChange]:
    return [{"text": prose(r), "source": _cited(r)} for r in element.reasons]


def _cited(reason: Mapping[str, object]) -> str | None:
    """The source that a reason for a change names."""
    return str(reason["source"]) if "source" in reason else None


def _origin(program: Program, element: ResolvedElement) -> v.Origin:
    origins: tuple[v.Origin, ...] = ("own", "inherited", "modified")
    return next(o for o in origins if o == element.origin(program.resolved.reference))


def _vocabulary(program: Program, kind: str, listed: object) -> list[v.Bilingual]:
    elements = program.resolved.elements
    items = [elements.get(f"vocabulary.{kind}.{i}") for i in listed] if isinstance(listed, list) else []
    return [pair(e.fields) for e in items if e is not None]


def _check(step: Step, symbols: SymbolList) -> v.CheckView:
    return {**symbols.notation.expression(step.tree, step.text), "values": symbols.check_values(step)}
