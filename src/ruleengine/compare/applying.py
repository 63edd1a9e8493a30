"""Edits applied: to a resolved rule set, all or some of them, and to entries as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve

from ruleengine.compare.edits import ABSENT, Difference, Edit, FieldPath
from ruleengine.compare.entries import HEADER, Entry
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet


def patched(entries: Mapping[str, Entry], edits: Iterable[Edit]) -> dict[str, Entry]:
    """The entries of the old version with the edits, which need say no more than what each field was and is."""
    done = dict(entries)
    for edit in edits:
        if edit.old is not None:
            del done[edit.old.path]
    for edit in edits:
        if edit.new is None:
            continue
        if edit.old is None or edit.kind in ("added", "removed"):
            done[edit.new.path] = edit.new
            continue
        fields: dict[str, object] = dict(entries[edit.old.path].fields)
        for change in edit.fields:
            fields = _with(fields, change.path, change.new)
        done[edit.new.path] = evolve(edit.new, fields=fields)
    return done


def _with(fields: Mapping[str, object], path: FieldPath, value: object) -> dict[str, object]:
    """Fields with another value at a path; nothing else is touched."""
    first, *rest = path
    if rest:
        inner = fields[first]
        return {**fields, first: _with(inner if isinstance(inner, Mapping) else {}, tuple(rest), value)}
    return {k: v for k, v in fields.items() if k != first} if value is ABSENT else {**fields, first: value}


def applied(found: Difference, chosen: Iterable[Edit]) -> ResolvedRuleSet:
    """The old rule set with some of the edits: what the rules would be if only these had been made.

    The new look-up table belongs to the edit of its element. Nothing says that the result can be compiled: an edit may
    need another one. Raises ValueError for factor tables.
    """
    old, new = found.old.resolved, found.new.resolved
    if old is None or new is None:
        raise ValueError("edits of factor tables are applied to rule sets by `replaced_tables`")
    edits = tuple(chosen)
    singles, elements, tables = dict(old.singles), dict(old.elements), dict(old.tables)
    for edit in edits:
        path = edit.old_path
        if path is not None:
            singles.pop(path, None)
            elements.pop(path, None)
            tables.pop(path.removeprefix("tables."), None)
    for edit in edits:
        path = edit.new_path
        if path is None:
            continue
        if path in new.singles:
            singles[path] = new.singles[path]
        elif path in new.elements:
            elements[path] = new.elements[path]
            name = path.removeprefix("tables.")
            if name in new.tables and path.startswith("tables."):
                tables[name] = new.tables[name]
    header = any(edit.entry.section == HEADER for edit in edits)
    return evolve(
        old,
        chain=new.chain if header else old.chain,
        singles=_in_order(singles, new.singles, old.singles),
        elements=_in_order(elements, new.elements, old.elements),
        tables=tables,
        elsewhere=(*new.chain, *old.chain),
        removals=new.removals if header else old.removals,
    )


def _in_order(
    elements: Mapping[str, ResolvedElement], *orders: Mapping[str, ResolvedElement]
) -> dict[str, ResolvedElement]:
    """Elements in the order of the first mapping, then of those that follow."""
    names = dict.fromkeys(name for order in orders for name in order if name in elements)
    return {name: elements[name] for name in names}
