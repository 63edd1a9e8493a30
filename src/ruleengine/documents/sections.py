"""Which sections a document has, in order, and the line that runs along the foot of its pages."""

from __future__ import annotations

from collections.abc import Mapping

from ruleengine.documents.errors import DocumentError
from ruleengine.resolve.standing import beside

#: The sentences of `statement` where requirements were not assessed.
_OF_THOSE_ASSESSED = {
    "conforms": "conforms_assessed",
    "conforms_encoding": "conforms_encoding_assessed",
    "conforms_alone": "conforms_alone_assessed",
}


def checklist_contents(view: Mapping[str, object]) -> list[str]:
    """The sections of a checklist."""
    sheet = view["sheet"]
    if isinstance(sheet, Mapping) and sheet["form"] == "working":
        return _working_contents(view, sheet)
    unit, filled = view["unit"], isinstance(sheet, Mapping) and bool(sheet["values"])
    names = ["verification"]
    if view["product"] or view["inventory"]:
        names.append("product")
    names.append("rule_set")
    if isinstance(unit, Mapping) or view["boundary"]:
        declared = isinstance(unit, Mapping) and unit["kind"] == "declared"
        names.append("unit_declared" if declared else "unit")
    names += [name for name in ("result",) if view[name]]
    tables = (
        "gaps",
        "changes",
        "preconditions",
        "groups",
        "formulas",
        "parameters",
        "factor_tables",
        "sources",
    )
    for name in tables:
        names += ["requirements" if name == "groups" else name] if view[name] else []
        names += ["values", "register"] if name == "groups" and filled else []
    return [*names, "summary", "signatures"]


def _working_contents(view: Mapping[str, object], sheet: Mapping[str, object]) -> list[str]:
    """The sections of the form that is worked in."""
    names = ["verification", "requirements"]
    names += ["values", "register"] if sheet["values"] else []
    names += ["factor_tables"] if view["factor_tables"] else []
    names += ["formulas"] if view["formulas"] else []
    return [*names, "summary", "signatures"]


def declaration_contents(view: Mapping[str, object]) -> list[str]:
    """The sections of a declaration; raises `DocumentError` where it has no issuer or product."""
    if not view["declaration"]:
        raise DocumentError("E808.no_declaration")
    if not view["product"]:
        raise DocumentError("E808.no_product")
    names = ["issuer", "object", "statement", "basis"]
    if view["result"]:
        names.append("footprint")
    names += ["data", *(("gaps",) if view["gaps"] else ()), "limits", "signed"]
    names += ["annex_preconditions"] if view["preconditions"] else []
    return [*names, "annex"] if view["groups"] else names


def statement(view: Mapping[str, object]) -> str:
    """Which sentence of `statement` a declaration makes: of the standard only where the rule set is its text.

    Where requirements were not assessed, it speaks only of those that were (`…_assessed`).
    """
    declaration, ruleset = view["declaration"], view["ruleset"]
    if not isinstance(declaration, Mapping) or not isinstance(ruleset, Mapping):
        return ""
    if not declaration["conforms"]:
        return "conforms_not"
    standard = ruleset["standard"]
    is_cited = isinstance(standard, Mapping) and standard["number"]
    whole = "conforms_encoding" if is_cited else "conforms_alone"
    said = "conforms" if ruleset["clauses"] == "standard" else whole
    return _OF_THOSE_ASSESSED[said] if declaration["not_assessed"] else said


def running_line(view: Mapping[str, object]) -> str:
    """Rule set, version, whether it is withdrawn, has errata or is a draft, and the head of its hash."""
    ruleset = view["ruleset"]
    if not isinstance(ruleset, Mapping):
        raise DocumentError("E808.no_map", path="ruleset")
    words, langs = ruleset["words"], view["langs"]
    said = " ".join(dict.fromkeys(words[x] for x in langs if words[x])) if isinstance(langs, list) else ""
    named = beside(f"{ruleset['id']}@{ruleset['version']}", said, "zh" if langs == ["zh"] else "en")
    return f"{named} · SHA-256 {str(ruleset['hash'])[:16]}"
