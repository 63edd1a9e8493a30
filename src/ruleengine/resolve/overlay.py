"""Rule set and its bases to resolved rule set: `extends` chains, overlays by id, removals with reasons."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from ruleengine.diagnostics import Refused, Report, nearest
from ruleengine.resolve.identity import ruleset_object
from ruleengine.resolve.resolved import Removal, ResolvedElement, ResolvedRuleSet
from ruleengine.ruleset.from_document import reference as parse_reference
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FREE_SECTIONS, Element, FactorTable, Reference, RuleSet
from ruleengine.source.canonical import fingerprint


def resolve(library: Library, reference: Reference, report: Report | None = None) -> ResolvedRuleSet:
    """Resolve a rule set of the library. Raises `Refused` with everything that forbids it.

    Errors in the overlays are collected in `report` where one is given, so that a validation can go on.
    """
    own = report or Report()
    chain = _chain(library, reference)
    singles: dict[str, ResolvedElement] = {}
    elements: dict[str, ResolvedElement] = {}
    removals: list[Removal] = []
    for rule_set in chain:
        _remove(rule_set, elements, removals, own)
        for section, element in rule_set.singles.items():
            singles[section] = _merge(singles.get(section), element, rule_set.reference)
        for name, element in rule_set.elements.items():
            _overlay(rule_set, name, element, elements, own)
    tables = _tables(library, elements, own)
    if report is None:
        own.stop_on_errors()
    resolved = ResolvedRuleSet(tuple(chain), singles, elements, tuple(removals), tables)
    return evolve(resolved, fingerprint=fingerprint(ruleset_object(resolved)))


def _chain(library: Library, reference: Reference) -> list[RuleSet]:
    """The rule set and its bases, the root first."""
    chain = [library.ruleset(reference)]
    while (base := chain[-1].extends) is not None:
        place = chain[-1].document.place(("extends",))
        if any(r.reference == base for r in chain):
            report = Report()
            circle = " → ".join(str(r.reference) for r in chain) + f" → {base}"
            report.add("E304", f"`{reference}` is built on itself: {circle}", place)
            raise Refused(report.items)
        chain.append(library.ruleset(base, place))
    return chain[::-1]


def _merge(base: ResolvedElement | None, element: Element, reference: Reference) -> ResolvedElement:
    fields = {k: v for k, v in element.fields.items() if k != "because"}
    origins = dict.fromkeys(fields, element)
    references = dict.fromkeys(fields, reference)
    if base is None:
        return ResolvedElement(element.section, element.id, fields, (reference,), (), origins, references)
    columns, own_columns = base.fields.get("columns"), fields.get("columns")
    if isinstance(columns, Mapping) and isinstance(own_columns, Mapping):
        fields["columns"] = {**columns, **own_columns}
    because = element.fields.get("because")
    return evolve(
        base,
        fields={**base.fields, **fields},
        origins=(*base.origins, reference),
        reasons=(*base.reasons, because) if isinstance(because, Mapping) else base.reasons,
        field_origins={**base.field_origins, **origins},
        field_references={**base.field_references, **references},
    )


def _overlay(
    rule_set: RuleSet, name: str, element: Element, elements: dict[str, ResolvedElement], report: Report
) -> None:
    base = elements.get(name)
    if base is None and "because" in element.fields:
        report.add(
            "E307", f"`{name}` says why it differs from an inherited element, but none has this id",
            element.place("because"), element=name, suggestion=_nearest(name, elements),
        )  # fmt: skip
    if base is not None and "because" not in element.fields and element.section not in FREE_SECTIONS:
        promised = (
            element.section in ("quantities", "indicators", "emissions") and "formula" not in base.fields
        )
        if not promised:
            message = f"`{name}` of `{base.origins[-1]}` is overridden without a reason"
            report.add("E305", message, element.place(), element=name)
    if name in rule_set.removed:
        report.add("E307", f"`{name}` is both removed and defined", element.place(), element=name)
    elements[name] = _merge(base, element, rule_set.reference)


def _nearest(name: str, elements: Mapping[str, ResolvedElement]) -> str | None:
    """A suggestion among the elements of the same section, by their ids; among all, where there is no such section."""
    section, _, id_ = name.rpartition(".")
    ids = [e.rpartition(".")[2] for e in elements if e.rpartition(".")[0] == section]
    return nearest(id_, ids, f"{section}.") if ids else nearest(name, elements)


def _remove(
    rule_set: RuleSet, elements: dict[str, ResolvedElement], removals: list[Removal], report: Report
) -> None:
    for name, fields in rule_set.removed.items():
        place = rule_set.document.key_place(("removed", name))
        because = fields.get("because")
        if name not in elements:
            message = f"`{name}` is to be removed, but the base has no such element"
            report.add("E306", message, place, suggestion=_nearest(name, elements))
        elif not isinstance(because, Mapping):
            report.add("E305", f"`{name}` is removed without a reason", place, element=name)
        else:
            removals.append(Removal(elements.pop(name), rule_set.reference, because))


def _tables(
    library: Library, elements: Mapping[str, ResolvedElement], report: Report
) -> dict[str, FactorTable]:
    tables: dict[str, FactorTable] = {}
    for element in elements.values():
        named = element.text("table")
        if element.section != "tables" or named is None:
            continue
        place = element.place("table")
        try:
            tables[element.id] = library.table(parse_reference(named), place)
        except ValueError as error:
            report.add("E301", str(error), place, element=element.name)
        except Refused as refused:
            report.take(refused.diagnostics)
    return tables
