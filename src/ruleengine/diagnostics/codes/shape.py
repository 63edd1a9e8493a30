"""The codes of the shape of files."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error

CODES: dict[str, Code] = {
    "E201": error(
        "unknown key",
        "the key is not part of the format",
        "remove it or correct its spelling; docs/guide/rule-set-format.md lists all keys",
    ),
    "E202": error("missing key", "a required key is not there", "add the key"),
    "E203": error(
        "wrong kind of value",
        "the value is not of the kind the format asks for",
        "write the kind of value named",
    ),
    "E204": error(
        "value not allowed",
        "the value is not one of the allowed ones, or breaks a limit or pattern",
        "write one of the allowed values",
    ),
    "E205": error(
        "keys exclude or need each other",
        "the combination of keys is not meaningful",
        "keep one of them, or add the one that is needed",
    ),
}
