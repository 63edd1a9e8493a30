"""What of the fields of elements counts for hashes, and what does not (docs/guide/hashes.md)."""

from __future__ import annotations

from collections.abc import Mapping

from ruleengine.formula.words import on_one_line

#: Fields in which white space does not count.
FORMULAS = ("formula", "check", "applies", "when")
#: Fields that say nothing of what an element is.
_BESIDE = ("meant", "aliases")


def folded(value: object) -> object:
    """Fields with the white space of formulas folded, so that a line break does not change the hash."""
    if isinstance(value, Mapping):
        return {
            k: on_one_line(v) if k in FORMULAS and isinstance(v, str) else folded(v) for k, v in value.items()
        }
    return [folded(v) for v in value] if isinstance(value, list) else value


def lasting(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields of an element by which it is still what it was: all but what is meant in it and its retired ids."""
    kept = {k: v for k, v in fields.items() if k not in _BESIDE}
    columns = kept.get("columns")
    if isinstance(columns, Mapping):
        kept["columns"] = {k: lasting(v) if isinstance(v, Mapping) else v for k, v in columns.items()}
    return kept
