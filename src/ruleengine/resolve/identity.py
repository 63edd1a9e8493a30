"""The object whose hash identifies a resolved rule set: what counts, and what does not (docs/guide/hashes.md)."""

from __future__ import annotations

from collections.abc import Mapping

from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet

#: Fields in which white space does not count.
FORMULAS = ("formula", "check", "applies")


def folded(value: object) -> object:
    """Fields with the white space of formulas folded, so that a line break does not change the hash."""
    if isinstance(value, Mapping):
        return {
            k: " ".join(v.split()) if k in FORMULAS and isinstance(v, str) else folded(v)
            for k, v in value.items()
        }
    return [folded(v) for v in value] if isinstance(value, list) else value


def ruleset_object(resolved: ResolvedRuleSet) -> dict[str, object]:
    """The object of a rule set: its chain, headers, elements with origins and reasons, removals, tables by hash."""

    def origins(element: ResolvedElement) -> list[str]:
        return [str(o) for o in element.origins]

    return {
        "ruleset": str(resolved.reference),
        "chain": [str(r.reference) for r in resolved.chain],
        "headers": [{**r.header, "abstract": r.abstract} for r in resolved.chain],
        "singles": {k: [folded(v.fields), origins(v)] for k, v in resolved.singles.items()},
        "elements": {
            k: [folded(v.fields), origins(v), list(v.reasons)] for k, v in resolved.elements.items()
        },
        "order": list(resolved.elements),
        "removed": {r.element.name: r.because for r in resolved.removals},
        "tables": {k: v.fingerprint for k, v in resolved.tables.items()},
    }
