"""Retired ids (`aliases`): which present element or column had them, and that none of them is anything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ruleengine.diagnostics import Related, Report
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet


def aliases_of(fields: object) -> tuple[str, ...]:
    """The retired ids that an element or a column names, or nothing."""
    given = fields.get("aliases") if isinstance(fields, Mapping) else None
    return tuple(a for a in given if isinstance(a, str)) if isinstance(given, list) else ()


def columns_of(element: ResolvedElement) -> Mapping[str, object]:
    """The columns of an input table; nothing for other elements."""
    columns = element.fields.get("columns")
    return columns if isinstance(columns, Mapping) else {}


def present_path(resolved: ResolvedRuleSet, path: str) -> str | None:
    """What a path with retired ids is called now; None where it, or a part of it, is not known, or nothing is retired.

    `path` is that of an element (`inputs.energy`), or of a column of an input table (`inputs.materials.mass`), whose
    table and column may both have been renamed.
    """
    section, _, id_ = path.rpartition(".")
    if section.startswith("inputs."):
        table = present_path(resolved, section) or section
        element = resolved.elements.get(table)
        column = None if element is None else present_name(columns_of(element), id_)
        return None if column is None or f"{table}.{column}" == path else f"{table}.{column}"
    if path in resolved.elements:
        return None
    of_section = {e.id: e.fields for e in resolved.section(section)}
    found = present_name(of_section, id_)
    return None if found is None else f"{section}.{found}"


def present_name(named: Mapping[str, object], name: str) -> str | None:
    """The id among `named` (id → fields) that a name stands for, present or retired; None where there is none."""
    if name in named:
        return name
    return next((id_ for id_, fields in named.items() if name in aliases_of(fields)), None)


def check_aliases(elements: Mapping[str, ResolvedElement], report: Report) -> None:
    """Tell retired ids that are in use, that two elements claim, or that lead round in a circle (E318)."""
    sections: dict[str, dict[str, ResolvedElement]] = {}
    for element in elements.values():
        sections.setdefault(element.section, {})[element.id] = element
    for named in sections.values():
        fields = {id_: e.fields for id_, e in named.items()}
        for id_, alias, key, others in _faults(fields):
            element = named[id_]
            report.tell(
                key, element.place("aliases"), element=element.name, clause=element.clause,
                related=tuple(Related("declared", named[o].place()) for o in others),
                name=id_, alias=alias, others=others,
            )  # fmt: skip
    for element in elements.values():
        columns = columns_of(element)
        for id_, alias, key, others in _faults(columns):
            report.tell(
                key, element.place("columns", id_, "aliases"), element=element.name,
                clause=element.clause,
                related=tuple(Related("declared", element.place("columns", o)) for o in others),
                name=id_, alias=alias, others=others,
            )  # fmt: skip


def _faults(named: Mapping[str, object]) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """What is wrong with retired ids: whose, which, what is wrong with it, and who else is concerned."""
    claims: dict[str, str] = {}
    told: set[str] = set()
    for id_, fields in named.items():
        for alias in aliases_of(fields):
            if alias == id_:
                yield id_, alias, "E318.itself", ()
            elif alias in named:
                circle = _circle(named, id_, alias)
                if not circle:
                    yield id_, alias, "E318.present", (alias,)
                elif id_ not in told:
                    told.update(circle)
                    yield id_, alias, "E318.circle", circle[1:]
            elif alias in claims and claims[alias] != id_:
                yield id_, alias, "E318.twice", (claims[alias],)
            claims.setdefault(alias, id_)


def _circle(named: Mapping[str, object], start: str, alias: str) -> tuple[str, ...]:
    """The way from an id by what it was called before back to itself; empty where there is none."""
    way, seen = [start], {start}
    while alias in named:
        if alias == start:
            return tuple(way)
        if alias in seen:
            return ()
        way.append(alias)
        seen.add(alias)
        alias = next((a for a in aliases_of(named[alias]) if a in named and a != alias), "")
    return ()
