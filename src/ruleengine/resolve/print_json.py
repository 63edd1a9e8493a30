"""Rule sets and factor tables as JSON-able data; every number is a text in plain decimal notation."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ruleengine.figures import plain
from ruleengine.resolve.hashes import element_hashes
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet
from ruleengine.ruleset.model import FactorTable, RuleSet


def cited(item: RuleSet | FactorTable) -> dict[str, object]:
    """What a list says of a file of the library: id, version, kind, status, title, standard of a rule set."""
    reference = item.reference
    is_table = isinstance(item, FactorTable)
    return {
        "id": reference.id,
        "version": str(reference.version),
        "kind": "factor table" if is_table else "rule set",
        "status": "released" if item.released else "draft",
        "title": json_value(item.header.get("title")),
        "nature" if is_table else "standard": json_value(
            item.header.get("nature" if is_table else "standard")
        ),
    }


def ruleset_data(resolved: ResolvedRuleSet) -> dict[str, object]:
    """A rule set with all it inherits: every element with its hash, its fields and where they come from."""
    hashes = element_hashes(resolved)
    return {
        **cited(resolved.own),
        "hash": resolved.fingerprint,
        "encoding": json_value(resolved.own.header.get("encoding")),
        **({} if resolved.data_class is None else {"data_class": resolved.data_class}),
        "chain": [str(r.reference) for r in reversed(resolved.chain)],
        "tables": {k: {"table": str(t.reference), "hash": t.fingerprint} for k, t in resolved.tables.items()},
        "elements": {
            name: _element(resolved, element, hashes[name])
            for name, element in (*resolved.singles.items(), *resolved.elements.items())
        },
        "removed": {
            r.element.name: {"by": str(r.by), "because": json_value(r.because)} for r in resolved.removals
        },
    }


def table_data(table: FactorTable) -> dict[str, object]:
    """A factor table with its columns, rows and sources."""
    data = table.document.data
    parts = data if isinstance(data, Mapping) else {}
    kept = ("note", "columns", "source", "sources", "rows")
    return {
        **cited(table),
        "hash": table.fingerprint,
        **{k: json_value(parts[k]) for k in kept if k in parts},
    }


def _element(resolved: ResolvedRuleSet, element: ResolvedElement, hash_: str) -> dict[str, object]:
    grade = resolved.grade_of(element.fields)
    return {
        "hash": hash_,
        **({} if grade is None else {"grade": grade}),
        "fields": json_value(element.fields),
        "origins": [str(o) for o in element.origins],
        "reasons": [json_value(r) for r in element.reasons],
    }


def json_value(value: object) -> object:
    """Fields as JSON-able data; numbers as texts in plain notation."""
    if isinstance(value, Mapping):
        return {k: json_value(v) for k, v in value.items()}
    if isinstance(value, list):
        return [json_value(v) for v in value]
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return plain(value)
    return value
