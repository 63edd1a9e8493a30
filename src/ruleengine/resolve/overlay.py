"""Rule set and its bases to resolved rule set: `extends` chains, overlays by id, removals with reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve

from ruleengine.diagnostics import Diagnostic, Nearest, Place, Refused, Related, Report, nearest_name
from ruleengine.resolve.aliases import aliases_of, check_aliases
from ruleengine.resolve.provenance import new_source, tell_provenance, without_stale
from ruleengine.resolve.resolved import Removal, ResolvedElement, ResolvedRuleSet
from ruleengine.resolve.standing import standings
from ruleengine.ruleset.from_document import NotAReference
from ruleengine.ruleset.from_document import reference as parse_reference
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.lock import CHANGED
from ruleengine.ruleset.model import (
    ALTERNATIVES,
    FREE_SECTIONS,
    OWN_SECTIONS,
    Element,
    FactorTable,
    Reference,
    RuleSet,
)

#: How many rule sets may be built one on another.
MAX_LEVELS = 20
#: Fields of which an overlay gives some entries; the inherited ones stay.
_JOINED = ("columns", "meant")


def resolve(library: Library, reference: Reference, report: Report | None = None) -> ResolvedRuleSet:
    """Resolve a rule set of the library for use. Raises `Refused` with everything that forbids it.

    Released files that it rests on have to have the hashes in the lock file (E308). Errors in the overlays and changed
    files are collected in `report` where one is given, so that a validation can go on.
    """
    own = Report() if report is None else report
    resolved = resolve_unchecked(library, reference, own)
    damaged: tuple[Diagnostic, ...] = ()
    try:
        found = standings(library, (*reversed(resolved.chain), *resolved.tables.values()))
        resolved = evolve(resolved, standings=found)
    except Refused as refused:
        damaged = refused.diagnostics
    if not own.errors:
        _compare_with_lock(library, resolved, own)
    own.take(damaged)
    if report is None:
        own.stop_on_errors()
    return resolved


def load_for_use(library: Library, reference: Reference) -> RuleSet | FactorTable:
    """A file of the library by itself; raises `Refused` (E308) where it was released and has changed since."""
    item, lock, report = library.load(reference), library.lock(reference), Report()
    if isinstance(item, FactorTable):
        lock.check(item, item.fingerprint, report)
    elif item.released or lock.has(reference):
        resolve(library, reference, report)
    against = [d for d in report.errors if d.code == CHANGED or d in lock.faults]
    if against:
        raise Refused(against)
    return item


def _compare_with_lock(library: Library, resolved: ResolvedRuleSet, report: Report) -> None:
    """Tell which released files are no longer what they were: a table or base, and not what follows from it."""
    sound = [library.lock(t.reference).check(t, t.fingerprint, report) for t in resolved.tables.values()]
    for rule_set in resolved.chain[:-1]:
        lock = library.lock(rule_set.reference)
        if all(sound) and (rule_set.released or lock.has(rule_set.reference)):
            base = resolve_unchecked(library, rule_set.reference, Report())
            sound.append(lock.check(rule_set, base.fingerprint, report))
    if all(sound):
        lock = library.lock(resolved.reference)
        found = resolved.fingerprint if lock.has(resolved.reference) else ""  # else the hash decides nothing
        lock.check(resolved.own, found, report)


def resolve_unchecked(library: Library, reference: Reference, own: Report) -> ResolvedRuleSet:
    """Resolve a rule set as its files are now, whatever the lock file says; errors in the overlays are told in `own`.

    Raises `Refused` where a file cannot be read.
    """
    chain = _chain(library, reference)
    singles: dict[str, ResolvedElement] = {}
    elements: dict[str, ResolvedElement] = {}
    removals: list[Removal] = []
    misplaced: set[str] = set()
    for rule_set in chain:
        _remove(rule_set, elements, removals, own)
        for section, element in rule_set.singles.items():
            if section in singles:
                tell_provenance(element, singles[section], own)
            singles[section] = _merge(singles.get(section), element, rule_set.reference)
        for name, element in rule_set.elements.items():
            if element.section in OWN_SECTIONS and rule_set is not chain[-1]:
                continue
            if not _fits(rule_set, element, elements, own):
                misplaced.add(name)
            elements[name] = _merge(elements.get(name), element, rule_set.reference)
    check_aliases(elements, own)
    tables = _tables(library, elements, own)
    return ResolvedRuleSet(
        tuple(chain), singles, elements, tuple(removals), tables, misplaced=frozenset(misplaced)
    )


def _chain(library: Library, reference: Reference) -> list[RuleSet]:
    """The rule set and its bases, the root first; raises `Refused` (E304) for a circle or too many of them."""
    chain = [library.ruleset(reference)]
    while (base := chain[-1].extends) is not None:
        place = chain[-1].document.place(("extends",))
        if any(r.reference == base for r in chain):
            raise _circle(chain, base)
        if len(chain) == MAX_LEVELS:
            report, name = Report(), str(reference)
            report.tell("E304.levels", chain[0].document.place(("extends",)), name=name, most=MAX_LEVELS)
            raise Refused(report.items)
        chain.append(library.ruleset(base, place))
    return chain[::-1]


def _circle(chain: list[RuleSet], base: Reference) -> Refused:
    """Rule sets built on one another in a circle: one finding, whichever of them is asked for."""
    start = next(i for i, r in enumerate(chain) if r.reference == base)
    members = chain[start:]
    first = min(range(len(members)), key=lambda i: str(members[i].reference))
    members = [*members[first:], *members[:first]]
    way = " → ".join(f"`{r.reference}`" for r in [*members, members[0]])
    report = Report()
    report.tell(
        "E304.itself" if len(members) == 1 else "E304.circle",
        members[0].document.place(("extends",)),
        related=tuple(Related("circle", r.document.place(("extends",))) for r in members[1:]),
        name=str(members[0].reference),
        path=way,
    )
    return Refused(report.items)


def _merge(base: ResolvedElement | None, element: Element, reference: Reference) -> ResolvedElement:
    fields = {k: v for k, v in element.fields.items() if k != "because"}
    origins = dict.fromkeys(fields, element)
    references = dict.fromkeys(fields, reference)
    if base is None:
        return ResolvedElement(element.section, element.id, fields, (reference,), (), origins, references)
    base = _unless_replaced(base, fields)
    for key in _JOINED:
        inherited, own = base.fields.get(key), fields.get(key)
        if isinstance(inherited, Mapping) and isinstance(own, Mapping):
            fields[key] = {**inherited, **own}
    if "aliases" in fields:
        fields["aliases"] = list(dict.fromkeys((*aliases_of(base.fields), *aliases_of(fields))))
    because = element.fields.get("because")
    if named := new_source(element, base):
        fields["source"], origins["source"], references["source"] = named, element, reference
    base = without_stale(base, fields)
    return evolve(
        base,
        fields={**base.fields, **fields},
        origins=(*base.origins, reference),
        reasons=(*base.reasons, because) if isinstance(because, Mapping) else base.reasons,
        field_origins={**base.field_origins, **origins},
        field_references={**base.field_references, **references},
    )


def _unless_replaced(base: ResolvedElement, fields: Mapping[str, object]) -> ResolvedElement:
    """What is inherited without the fields that those of an overlay stand for: rounding to places, to digits."""
    ways = ALTERNATIVES.get(base.section, ())
    return (
        base.without({way for way in ways if way not in fields}) if any(w in fields for w in ways) else base
    )


def _fits(
    rule_set: RuleSet, element: Element, elements: Mapping[str, ResolvedElement], report: Report
) -> bool:
    """Whether an element may stand beside what is inherited; False where it changes an element that there is not."""
    name = element.name
    base = elements.get(name)
    if name in rule_set.removed:
        removed = rule_set.document.key_place(("removed", name))
        report.tell(
            "E307.removed_and_defined",
            element.place(),
            element=name,
            related=(Related("removed", removed),),
            name=name,
        )
    elif base is None and "because" in element.fields:
        near = _nearest(name, [*elements])
        report.tell("E307.nothing_inherited", element.place("because"), element=name, name=name, nearest=near)
        return False
    elif base is not None and "because" not in element.fields and not _is_free(element, base):
        report.tell(
            "E305.overridden", element.place(), element=name, related=(Related("inherited", base.place()),),
            name=name, base=str(base.origins[-1]),
        )  # fmt: skip
    elif base is not None:
        tell_provenance(element, base, report)
    return True


def _is_free(element: Element, base: ResolvedElement) -> bool:
    """Whether an inherited element may be changed without a reason: sources and the like, and what was asked for."""
    asked_for = element.section in ("quantities", "indicators", "emissions") and "formula" not in base.fields
    return asked_for or element.section in FREE_SECTIONS


def _nearest(name: str, elements: Sequence[str]) -> Nearest:
    """The nearest element of the same section, by its id; among all, where there is no such section."""

    def find() -> str | None:
        section, _, id_ = name.rpartition(".")
        ids = [e.rpartition(".")[2] for e in elements if e.rpartition(".")[0] == section]
        return nearest_name(id_, ids, f"{section}.") if ids else nearest_name(name, elements)

    return Nearest(name, find)


def _remove(
    rule_set: RuleSet, elements: dict[str, ResolvedElement], removals: list[Removal], report: Report
) -> None:
    for name, fields in rule_set.removed.items():
        place = rule_set.document.key_place(("removed", name))
        because = fields.get("because")
        if name not in elements:
            earlier = next((r for r in removals if r.element.name == name), None)
            if earlier:
                report.tell(
                    "E306.removed_before", place, related=(Related("removed", earlier.place),),
                    name=name, by=str(earlier.by),
                )  # fmt: skip
            else:
                report.tell("E306.unknown", place, name=name, nearest=_nearest(name, [*elements]))
        elif not isinstance(because, Mapping):
            report.tell("E305.removed", place, element=name, name=name)
        else:
            removals.append(Removal(elements.pop(name), rule_set.reference, because, place))


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
        except NotAReference as error:
            report.take([error.diagnostic(place, element=element.name, clause=element.clause)])
        except Refused as refused:
            report.take(_in_element(refused, place, element))
    return tables


def _in_element(refused: Refused, place: Place, element: ResolvedElement) -> list[Diagnostic]:
    """The findings about a table, with the element that names it where they stand at its place."""
    return [
        evolve(d, element=element.name, clause=element.clause) if d.place == place else d
        for d in refused.diagnostics
    ]
