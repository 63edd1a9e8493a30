"""Three views of diagnostics: text in one language for a terminal, JSON and SARIF with the facts and both languages."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ruleengine.diagnostics.codes import CODES
from ruleengine.diagnostics.diagnostic import Diagnostic
from ruleengine.diagnostics.place import Place
from ruleengine.diagnostics.report import counted, in_order
from ruleengine.language import Language, messages_language


def as_text(diagnostics: Sequence[Diagnostic], language: Language | None = None) -> str:
    """All diagnostics, an empty line between them, and a line that counts them."""
    spoken_in = language or messages_language()
    ordered = in_order(diagnostics)
    errors, warnings = counted(ordered, "error"), counted(ordered, "warning")
    if spoken_in == "zh":
        count = f"{errors}个错误，{warnings}个警告"
    else:
        count = f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"
    return "\n\n".join([*(d.text(spoken_in) for d in ordered), count])


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """A JSON array of all diagnostics."""
    return json.dumps([d.data() for d in in_order(diagnostics)], ensure_ascii=False, indent=2)


def as_sarif(diagnostics: Sequence[Diagnostic], version: str, notes: Sequence[str] = ()) -> str:
    """SARIF 2.1.0, as code hosts and editors read it; `version` is the engine's, `notes` are about the run itself."""
    ordered = in_order(diagnostics)
    rules = [
        {
            "id": code,
            "shortDescription": {"text": CODES[code].title},
            "fullDescription": {"text": CODES[code].cause},
            "help": {"text": CODES[code].remedy},
            "defaultConfiguration": {"level": CODES[code].severity},
        }
        for code in sorted({d.code for d in ordered})
    ]
    driver = {"name": "ruleengine", "version": version, "rules": rules}
    run: dict[str, object] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif(d) for d in ordered],
    }
    if notes:
        told = [{"level": "note", "message": {"text": note}} for note in notes]
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": told}]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _sarif(item: Diagnostic) -> dict[str, object]:
    said = item.said("en")
    parts = [
        said.message,
        f"expected: {said.expected}" if said.expected else "",
        f"found: {said.found}" if said.found else "",
        said.remedy,
    ]
    result: dict[str, object] = {
        "ruleId": item.code,
        "level": item.severity,
        "message": {"text": "; ".join(p for p in parts if p)},
    }
    if item.place:
        result["locations"] = [{"physicalLocation": _location(item.place)}]
    if item.related:
        result["relatedLocations"] = [
            {
                "physicalLocation": _location(r.place),
                "message": {"text": r.words("en")},
            }
            for r in item.related
        ]
    left_out = ("code", "severity", "file", "line", "column", "end_line", "end_column", "related")
    result["properties"] = {k: v for k, v in item.data().items() if k not in left_out}
    return result


def _location(place: Place) -> dict[str, object]:
    from urllib.parse import quote

    location: dict[str, object] = {"artifactLocation": {"uri": quote(place.file)}}
    if place.line:
        region = {"startLine": place.line, "startColumn": place.column}
        if place.end_line:
            region |= {"endLine": place.end_line, "endColumn": place.end_column}
        location["region"] = region
    return location
