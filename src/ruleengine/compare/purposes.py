"""What a change of a field means: what it is about, and how grave it is for whoever uses the rules.

The table holds every field of every section (a test compares it with the shapes of the files). Whether the change of a
number is one of results is not told by the field alone: what only checks read changes verdicts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from ruleengine.compare.edits import ABSENT, PURPOSES, SEVERITIES, EditSeverity, FieldPath, Purpose
from ruleengine.compare.entries import HEADER

#: What is said in the old version and in the new one.
OldAndNew = tuple[object, object]
#: Purposes of fields by section; `*` holds for fields of a section that are not named.
_OF_WORDS: Mapping[str, Purpose] = {
    "label": "editorial", "symbol": "editorial", "note": "editorial", "meant": "editorial", "because": "editorial",
    "clause": "editorial", "aliases": "editorial", "origin": "editorial", "role": "editorial", "key": "data",
    "source": "provenance", "basis": "provenance", "nature": "provenance", "nature_because": "provenance",
    "removed": "editorial",
}  # fmt: skip
_OF_SECTION: Mapping[str, Mapping[str, Purpose]] = {
    HEADER: {"*": "editorial"},
    "sources": {"*": "provenance"},
    "scope": {"*": "scope"},
    "product_codes": {"*": "scope"},
    "functional_unit": {"amount": "numeric", "unit": "numeric", "*": "scope"},
    "declared_unit": {"amount": "numeric", "unit": "numeric", "*": "scope"},
    "basis": {"*": "scope"},
    "reference_flow": {"*": "numeric"},
    "boundary": {"type": "numeric", "stages": "numeric", "headline": "numeric", "*": "scope"},
    "characterization": {"*": "provenance"},
    "geography": {"*": "scope"},
    "provisions": {"*": "scope"},
    "gaps": {"*": "editorial"},
    "changes": {"*": "editorial"},
    "rounding": {"*": "numeric"},
    "decision": {"*": "verification"},
    "inputs": {
        "default": "numeric",
        "typical": "editorial",
        "typical_source": "provenance",
        "exact": "editorial",
        "*": "data",
    },
    "parameters": {"*": "numeric"},
    "tables": {"table": "provenance", "*": "numeric"},
    "must": {"text": "data", "*": "data"},
    "quantities": {"*": "numeric"},
    "emissions": {"*": "numeric"},
    "indicators": {"*": "numeric"},
    "requirements": {"*": "verification"},
    "vocabulary.evidence": {"*": "verification"},
    "vocabulary.methods": {"*": "verification"},
    "columns": {"*": "numeric"},
    "rows": {"*": "numeric"},
}
_OF_HEADER: Mapping[str, Purpose] = {
    "standard": "scope", "extends": "provenance", "encoding": "provenance", "status": "provenance",
    "data_class": "data", "year": "provenance", "nature": "provenance", "source": "provenance",
}  # fmt: skip
#: Fields by which what an inventory may give becomes less or other than it was.
_TIGHTER = {"min": 1, "above": 1, "min_rows": 1, "max": -1, "below": -1}
#: Fields without which an inventory that was complete still is.
_HARMLESS = frozenset(
    {"label", "symbol", "clause", "source", "basis", "data_class", "exact", "nature", "typical", "typical_source",
     "meant", "because", "aliases", "origin"}
)  # fmt: skip


def purpose_of(section: str, id_: str, path: FieldPath, readers: Readers) -> Purpose:
    """What the change of a field is about."""
    if section == HEADER:
        return _OF_HEADER.get(id_, "editorial")
    name = path[-1] if path[-1] not in ("zh", "en") else path[-2] if len(path) > 1 else ""
    if section == "tables" and path[0] == "rows":
        return _of_row(path, readers, f"tables.{id_}")
    if name in _OF_WORDS and not (section == "sources" and name not in ("aliases", "origin", "because")):
        return _OF_WORDS[name]
    of_section = _OF_SECTION.get(section, {})
    found = of_section.get(name, of_section.get("*", "editorial"))
    return readers.purpose(f"{section}.{id_}") if found == "numeric" and id_ else found


def _of_row(path: FieldPath, readers: Readers, table: str) -> Purpose:
    """Within a look-up table: words, sources and what the table says of itself are not numbers."""
    section, _, id_ = path[1].partition(".") if len(path) > 1 else ("rows", "", "")
    if len(path) > 2:
        found = purpose_of(section, id_, path[2:], Readers())
    else:
        found = _OF_HEADER.get(id_, "editorial") if section == HEADER else _OF_SECTION[section]["*"]
    return readers.purpose(table) if found == "numeric" else found


def severity_of(
    section: str, path: FieldPath, values: OldAndNew, owners: OldAndNew, purpose: Purpose
) -> EditSeverity:
    """How grave the change of a field is, from an old to a new value; `owners` are old and new of what it is in."""
    if section == "inputs":
        return _of_input(path, *values, owners)
    if section == "must":
        return "breaking" if path[-1] == "check" else "normative" if purpose == "data" else "editorial"
    if (
        section in ("functional_unit", "declared_unit")
        and path[-1] in ("unit", "amount")
        and values[0] is not ABSENT
    ):
        return "breaking"
    return "editorial" if purpose in ("provenance", "editorial") else "normative"


def _of_input(path: FieldPath, old: object, new: object, owners: OldAndNew) -> EditSeverity:
    """Whether an inventory that was accepted may be refused: stricter limits, other units and types, new demands."""
    name = path[-1]
    if len(path) == 2 and path[0] == "columns":
        return "breaking" if new is ABSENT or (old is ABSENT and demanded(new)) else "normative"
    if name == "columns" or name in ("unit", "type", "values_of", "references", "key"):
        return "breaking"
    if name in ("required", "default", "otherwise"):
        return "breaking" if demanded(owners[1]) and not demanded(owners[0]) else "normative"
    if name == "when":  # it may be asked for where it was not
        return "breaking" if demanded(owners[1]) and old is not ABSENT else "normative"
    if name in ("zh", "en") or name in _HARMLESS or "typical" in path:
        return "editorial"
    if name == "values":
        kept = isinstance(old, list) and isinstance(new, list) and set(map(str, old)) <= set(map(str, new))
        return "normative" if kept else "breaking"
    if name in _TIGHTER:
        return "breaking" if _tighter(name, old, new) else "normative"
    return "normative"


def demanded(field: object) -> bool:
    """Whether an inventory has to give an input, table or column of which these are the fields, always or `when`."""
    if not isinstance(field, Mapping) or "default" in field or "otherwise" in field:
        return False
    return field.get("required") is not False


def _tighter(name: str, old: object, new: object) -> bool:
    if new is ABSENT:
        return False
    if not isinstance(old, Decimal | int) or not isinstance(new, Decimal | int):
        return True
    return (new - old) * _TIGHTER[name] > 0


def of_whole(
    section: str, id_: str, fields: Mapping[str, object], added: bool, readers: Readers
) -> tuple[Purpose, EditSeverity]:
    """What an element means that was added or taken out as a whole."""
    found: Purpose = (
        _OF_HEADER.get(id_, "editorial") if section == HEADER
        else _whole(section, f"{section}.{id_}" if id_ else section, readers)
    )  # fmt: skip
    if section == "inputs":
        return found, "breaking" if not added or demanded(fields) else "normative"
    if section == "must":
        return found, "breaking" if added else "normative"
    return found, "editorial" if found in ("provenance", "editorial") else "normative"


def _whole(section: str, path: str, readers: Readers) -> Purpose:
    found = _OF_SECTION.get(section, {}).get("*", "editorial")
    if section == "tables":
        found = "numeric"
    return readers.purpose(path) if found == "numeric" and "." in path else found


class Readers:
    """What results, verdicts and preconditions of either version read; without paths, every number is a result."""

    def __init__(self, results: Collection[str] | None = None, verdicts: Collection[str] = ()):
        self._results, self._verdicts = results, verdicts

    def purpose(self, path: str) -> Purpose:
        """What the change of a number is about: results, else verdicts, else nothing that anybody sees."""
        if self._results is None or path in self._results:
            return "numeric"
        return "verification" if path in self._verdicts else "editorial"


def gravest_purpose(found: Collection[Purpose]) -> Purpose:
    """The first of `PURPOSES` among those found."""
    return next(p for p in PURPOSES if p in found)


def gravest_severity(found: Collection[EditSeverity]) -> EditSeverity:
    """The first of `SEVERITIES` among those found."""
    return next(s for s in SEVERITIES if s in found)
