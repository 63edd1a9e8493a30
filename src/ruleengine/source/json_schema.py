"""Shapes to JSON Schema, so that editors complete keys and underline mistakes while a file is written."""

from __future__ import annotations

from collections.abc import Callable

from ruleengine.source.shape_rules import Rules, shape_rules, type_names

JsonSchema = dict[str, object]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES = {
    "string": "string",
    "decimal": "number",
    "integer": "integer",
    "boolean": "boolean",
    "dict": "object",
    "list": "array",
}
_LENGTHS = {"string": "Length", "list": "Items", "dict": "Properties"}


def json_schema(kind: str) -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a kind of file, as JSON-able data; accepts what `check_shape` does.

    `kind` is one of `KINDS` or `WRITTEN`; raises `KeyError` for another one.
    """
    return {"$schema": _DIALECT, "title": kind.replace("_", " "), **_schema(shape_rules(kind))}


def _schema(rules: Rules) -> JsonSchema:
    """One set of rules; raises `KeyError` for a rule that has no counterpart here."""
    types = [_TYPES[name] for name in type_names(rules)]
    schema: JsonSchema = {"type": types[0] if len(types) == 1 else types}
    for rule in rules:
        _CONVERTED[rule](rules, schema)
    return _or_null(schema) if rules.get("nullable") else schema


def _or_null(schema: JsonSchema) -> JsonSchema:
    """The schema where null is allowed as well: for its other keywords null is no text, map or list."""
    kinds = schema["type"]
    with_null: JsonSchema = {**schema, "type": [*(kinds if isinstance(kinds, list) else [kinds]), "null"]}
    if isinstance(schema.get("enum"), list):
        with_null["enum"] = [*_listed(schema["enum"]), None]
    return with_null


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _nothing(rules: Rules, schema: JsonSchema) -> None:
    """The rule is taken care of elsewhere."""


def _meta(rules: Rules, schema: JsonSchema) -> None:
    meta = rules["meta"]
    described = [meta["description"]] if "description" in meta else []
    words = [*described, *(meta[name]["en"] for name in ("form", "expected") if name in meta)]
    if words:
        schema["description"] = "; ".join(words)
    if "regex" in rules and "expected" in meta:
        schema["patternErrorMessage"] = f"expected: {meta['expected']['en']}"


def _regex(rules: Rules, schema: JsonSchema) -> None:
    schema["pattern"] = f"^(?:{rules['regex']})$"


def _allowed(rules: Rules, schema: JsonSchema) -> None:
    schema["enum"] = list(rules["allowed"])


def _forbidden(rules: Rules, schema: JsonSchema) -> None:
    schema["not"] = {"enum": list(rules["forbidden"])}


def _limit(rule: str, keyword: str) -> Callable[[Rules, JsonSchema], None]:
    def convert(rules: Rules, schema: JsonSchema) -> None:
        schema[keyword] = rules[rule]

    return convert


def _length(rule: str, prefix: str) -> Callable[[Rules, JsonSchema], None]:
    def convert(rules: Rules, schema: JsonSchema) -> None:
        for name in type_names(rules):
            if name in _LENGTHS:
                schema[prefix + _LENGTHS[name]] = rules[rule]

    return convert


def _content(rules: Rules, schema: JsonSchema) -> None:
    content: Rules = rules["schema"]
    if "list" in type_names(rules):
        schema["items"] = _schema(content)
        return
    schema["properties"] = {key: {"title": key.replace("_", " "), **_schema(r)} for key, r in content.items()}
    others = rules["allow_unknown"]
    schema["additionalProperties"] = _schema(others) if others else False
    required = [key for key, inner in content.items() if inner.get("required")]
    if required:
        schema["required"] = required
    exclusions = {key: _excluded(inner["excludes"]) for key, inner in content.items() if "excludes" in inner}
    if exclusions:
        schema["dependentSchemas"] = exclusions


def _excluded(others: str | list[str]) -> JsonSchema:
    return {"properties": dict.fromkeys([others] if isinstance(others, str) else others, False)}


def _values(rules: Rules, schema: JsonSchema) -> None:
    schema["additionalProperties"] = _schema(rules["valuesrules"])


def _keys(rules: Rules, schema: JsonSchema) -> None:
    schema["propertyNames"] = _schema(rules["keysrules"])


def _needs_one(rules: Rules, schema: JsonSchema) -> None:
    choices = rules["needs_one"].values()
    schema["allOf"] = [{"anyOf": [{"required": [key]} for key in keys]} for keys in choices]


_CONVERTED: dict[str, Callable[[Rules, JsonSchema], None]] = {
    "type": _nothing,
    "required": _nothing,
    "nullable": _nothing,
    "excludes": _nothing,
    "allow_unknown": _nothing,
    "meta": _meta,
    "regex": _regex,
    "allowed": _allowed,
    "forbidden": _forbidden,
    "min": _limit("min", "minimum"),
    "max": _limit("max", "maximum"),
    "minlength": _length("minlength", "min"),
    "maxlength": _length("maxlength", "max"),
    "schema": _content,
    "valuesrules": _values,
    "keysrules": _keys,
    "needs_one": _needs_one,
}
