"""A difference as JSON-able data: every edit with its fields, old and new; numbers are texts in plain notation."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ruleengine.compare.edits import ABSENT, Difference, Edit, FieldEdit, Purpose
from ruleengine.compare.entries import Subject
from ruleengine.compare.formulas import formula_change
from ruleengine.resolve.hashes import element_hashes
from ruleengine.resolve.identity import FORMULAS
from ruleengine.resolve.print_json import json_value


def difference_data(found: Difference, only: Collection[Purpose] = ()) -> dict[str, object]:
    """`edits` (with `only`, those of these purposes), what was renamed, what rests on what differs, and sections in
    another order."""
    hashes = [_hashes(s) for s in (found.old, found.new)]
    return {
        "format": 1,
        "old": _subject(found.old),
        "new": _subject(found.new),
        "edits": [_edit(e, hashes[0], hashes[1]) for e in found.edits if not only or e.purpose in only],
        "renames": dict(found.renames),
        "affected": list(found.affected),
        "reordered": list(found.reordered),
    }


def _subject(side: Subject) -> dict[str, object]:
    return {
        "id": side.reference.id,
        "version": str(side.reference.version),
        "kind": "factor table" if side.resolved is None else "rule set",
        "hash": side.item.fingerprint,
    }


def _hashes(side: Subject) -> Mapping[str, str]:
    return {} if side.resolved is None else element_hashes(side.resolved)


def _edit(edit: Edit, before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, object]:
    data: dict[str, object] = {
        "kind": edit.kind,
        "purpose": edit.purpose,
        "severity": edit.severity,
        "element": edit.path,
        **({"was": edit.old_path} if edit.old_path not in (None, edit.path) else {}),
    }
    for side, entry, hashes in (("old", edit.old, before), ("new", edit.new, after)):
        if entry is not None and entry.is_there:
            hash_ = hashes.get(entry.path)
            data[f"{side}_hash"] = hash_
            if entry.clause is not None:
                data[f"{side}_clause"] = entry.clause
            if edit.kind in ("added", "removed"):
                data[side] = json_value(entry.fields)
    if edit.fields:
        data["fields"] = [_field(f) for f in edit.fields]
    if edit.reasons:
        data["because"] = [json_value(r) for r in edit.reasons]
    return data


def _field(change: FieldEdit) -> dict[str, object]:
    data: dict[str, object] = {
        "path": list(change.path),
        "purpose": change.purpose,
        "severity": change.severity,
    }
    if change.follows:
        data["follows_a_rename"] = True
    for side, value in (("old", change.old), ("new", change.new)):
        if value is not ABSENT:
            data[side] = json_value(value)
    if change.path[-1] in FORMULAS and isinstance(change.old, str) and isinstance(change.new, str):
        found = formula_change(change.old, change.new)
        data["marks"] = {"old": [list(m) for m in found.old_marks], "new": [list(m) for m in found.new_marks]}
    return data
