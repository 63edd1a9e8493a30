"""A filled checklist as PDF: its form fields by their names, held to what the hidden field says the form is."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ruleengine.answers.filled import (
    FilledAnswer,
    FilledChecklist,
    FilledLine,
    answer_keys,
    filled_checklist,
)
from ruleengine.answers.form import MARK, FormPart
from ruleengine.diagnostics import Fault, Place, Report
from ruleengine.program.inputs import as_map
from ruleengine.source.wording import shown_text

_PARTS: tuple[FormPart, ...] = ("requirements", "values", "head")
_IDENTITY = "ruleengine"
_HEAD = {
    "ruleset": "ruleset", "hash": "ruleset_hash", "inventory": "product", "inventory_hash": "product_hash",
    "language": "lang",
}  # fmt: skip
#: Keys by which a PDF makes a reader do something.
_ACTING = ("/OpenAction", "/AA")


def read_pdf(raw: bytes, name: str, report: Report) -> FilledChecklist | None:
    """The checklist in the fields of a PDF; None where it is none. Raises `Fault` (E660) for what is damaged."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(raw)) as file:
            root = file.Root
            if any(key in root for key in _ACTING) or "/JavaScript" in root.get("/Names", {}):
                raise Fault("E660.macros", part=name)
            fields = dict(_fields(root.AcroForm.Fields if "/AcroForm" in root else ()))
    except (pikepdf.PasswordError, pikepdf.PdfError, ValueError, TypeError, RecursionError) as error:
        if isinstance(error, Fault):
            raise
        raise Fault("E660.locked" if isinstance(error, pikepdf.PasswordError) else "E660.broken") from None
    try:
        identity = as_map(json.loads(fields.pop(_IDENTITY, "{}")))
    except ValueError:
        raise Fault("E660.broken") from None
    if identity.get("format") != MARK:
        return None
    meta = {key: str(identity.get(given, "")) for key, given in _HEAD.items()}
    return filled_checklist(name, meta, _lines(fields, identity, name, report))


def _fields(listed: Any) -> Iterator[tuple[str, str]]:
    """Name and value of each field; a button that is off says nothing."""
    for field in listed:
        if "/T" in field:
            value = str(field.get("/V", ""))
            is_button = str(field.get("/FT", "")) == "/Btn"
            yield str(field["/T"]), value.removeprefix("/").replace("Off", "") if is_button else value


def _lines(
    fields: Mapping[str, str], identity: Mapping[str, object], file: str, report: Report
) -> Iterator[FilledLine]:
    """The lines of which a field is filled in."""
    hashes = {part: as_map(identity.get(part)) for part in _PARTS}
    written = {(p, name.replace(".", "·")): name for p, names in hashes.items() for name in names}
    found: dict[tuple[FormPart, str], dict[str, FilledAnswer]] = {}
    for field, value in fields.items():
        word, _, rest = field.partition("|")
        shown, _, key = rest.rpartition("|")
        part = next((p for p in _PARTS if p == word), None)
        if part is None or key not in answer_keys(part):
            if value.strip():
                text, at = shown_text(value), shown_text(field)
                report.tell("E670.outside", Place(file), at=at, text=text)
        elif value.strip():
            name = "" if part == "head" else written.get((part, shown), shown)
            found.setdefault((part, name), {})[key] = FilledAnswer(value, field)
    for (part, name), answers in found.items():
        hash_ = str(hashes[part].get(name, ""))
        if part != "head" and not hash_:
            report.tell("E670.unknown", Place(file), at=name, name=shown_text(name))
        yield FilledLine(part, name, hash_, "", name, answers)
