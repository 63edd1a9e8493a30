"""The shapes of the input files as Cerberus rules, read from the YAML files in `shapes/`.

`common.yaml` holds named rules; `{use: name, …}` elsewhere stands for the rules of that name with those
beside `use` put over them, key by key in `schema`. What comes out is one plain tree for a whole file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path as FilePath
from typing import Any

from ruleengine.diagnostics import Report
from ruleengine.source.reader import read_file

#: A set of Cerberus rules: rule name to constraint.
Rules = dict[str, Any]

#: The kinds of file that have a shape.
KINDS = (
    "ruleset",
    "factor_table",
    "inventory",
    "tests",
    "assessment",
    "scenarios",
    "assumptions",
    "comments",
    "crosswalk",
    "result",
    "status",
)
#: The kinds of file that are written for other programs and read by none of ours.
WRITTEN = ("redline", "impact")

_FOLDER = FilePath(__file__).with_name("shapes")


@cache
def shape_rules(kind: str) -> Rules:
    """The rules for a whole file of the kind, without references; raises `KeyError` for an unknown kind."""
    if kind not in (*KINDS, *WRITTEN):
        raise KeyError(f"no shape of the kind {kind}")
    return _resolved(_read(kind), _read("common"))


@cache
def _read(name: str) -> Rules:
    report = Report()
    document = read_file(_FOLDER / f"{name}.yaml", report, shown=f"shapes/{name}.yaml")
    report.stop_on_errors()
    if document is None or not isinstance(document.data, dict):
        raise TypeError(f"shapes/{name}.yaml is not a map")
    return document.data


def _resolved(rules: Rules, common: Rules) -> Rules:
    """The rules with every `use` replaced, in them and in the rules for what they contain."""
    if "use" in rules:
        base = _resolved(common[rules["use"]], common)
        own = _resolved({k: v for k, v in rules.items() if k != "use"}, common)
        both = [rule for rule in ("meta", "schema") if rule in base and rule in own]
        return {**base, **own, **{rule: {**base[rule], **own[rule]} for rule in both}}
    resolved = dict(rules)
    for rule in ("keysrules", "valuesrules", "allow_unknown"):
        if isinstance(rules.get(rule), dict):
            resolved[rule] = _resolved(rules[rule], common)
    if "schema" in rules:
        content: Rules = rules["schema"]
        if "list" in type_names(rules):
            resolved["schema"] = _resolved(content, common)
        else:
            resolved["schema"] = {key: _resolved(inner, common) for key, inner in content.items()}
            resolved.setdefault("allow_unknown", False)  # Cerberus would take over what the map around allows
    return resolved


def type_names(rules: Rules) -> tuple[str, ...]:
    """The names of the types that the rules allow; empty where any value is."""
    types = rules.get("type", ())
    return (types,) if isinstance(types, str) else tuple(types)


def rules_at(rules: Rules, path: tuple[str | int, ...], of_key: bool = False) -> Rules:
    """The rules for the value at `path` of a file (for its key when `of_key`); empty where there are none."""
    for position, step in enumerate(path):
        known = rules.get("schema", {})
        if of_key and position == len(path) - 1:
            found = rules.get("keysrules")
        elif isinstance(step, int):
            found = known
        else:
            found = known.get(step) or rules.get("valuesrules") or rules.get("allow_unknown")
        if not isinstance(found, dict):
            return {}
        rules = found
    return rules
