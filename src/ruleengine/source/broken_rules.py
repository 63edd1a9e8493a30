"""Data and Cerberus rules to faults: what Cerberus refuses, as a flat list with full paths.

Cerberus is used as it is but for four things. Patterns must match the whole text. Numbers are int or Decimal,
and true is not 1. Texts in both languages, half of all maps, are looked at without a validator of their own.
Faults are collected as they are found, up to a limit: Cerberus sorts its list of errors after each one.
"""

from __future__ import annotations

import contextlib
import re
from decimal import Decimal
from functools import cache
from typing import Any

from attrs import frozen

from ruleengine.source.document import Path
from ruleengine.source.shape_rules import Rules

MAX_FAULTS = 200

_LANGUAGES = {"zh", "en"}
_compiled = cache(re.compile)


@frozen
class BrokenRule:
    """One broken rule: the path of the value, the rule's name and what it asks for, and the value.

    `rule` is `unknown` for a key that the shape does not have; `of_key` tells that the key is wrong, not the
    value.
    """

    path: Path
    rule: str
    constraint: object
    value: object
    of_key: bool


class _Enough(Exception):
    """The limit of faults is reached."""


def broken_rules(rules: Rules, data: object) -> list[BrokenRule]:
    """Check the data of a file; at most `MAX_FAULTS` faults, in the order found."""
    from cerberus.schema import UnvalidatedSchema

    collected: list[BrokenRule] = []
    validator = validator_class()(UnvalidatedSchema({"file": rules}), collected=collected)
    with contextlib.suppress(_Enough):
        validator.validate({"file": data}, normalize=False)
    return collected


@cache
def validator_class() -> Any:
    """The Cerberus validator class with the rules of this project; Cerberus is imported here, not before."""
    from cerberus import TypeDefinition, Validator

    types = {
        **Validator.types_mapping,
        "integer": TypeDefinition("integer", (int,), (bool,)),
        "decimal": TypeDefinition("decimal", (int, Decimal), (bool,)),
    }
    members = {
        "_error": _error,
        "_validate_regex": _validate_regex,
        "_validate_needs_one": _validate_needs_one,
        "_validate_schema": _validate_schema,
        "types_mapping": types,
        "__doc__": "Cerberus with the types and rules of this project.",
    }
    return type(Validator)("ShapeValidator", (Validator,), members)


def _error(self: Any, *args: Any) -> None:
    super(validator_class(), self)._error(*args)
    error = self.recent_error
    if len(args) < 2 or error.is_group_error:
        return
    collected: list[BrokenRule] = self._config["collected"]
    of_key = len(error.schema_path) > 2 and error.schema_path[-3] == "keysrules"
    path = tuple(error.document_path[1:])
    constraint = error.info[0] if error.rule == "needs_one" else error.constraint
    collected.append(BrokenRule(path, error.rule or "unknown", constraint, error.value, of_key))
    if len(collected) >= MAX_FAULTS:
        raise _Enough


def _validate_regex(self: Any, pattern: str, field: Any, value: Any) -> None:
    """{'type': 'string'}"""
    from cerberus.errors import REGEX_MISMATCH

    if isinstance(value, str) and not _compiled(pattern).fullmatch(value):
        self._error(field, REGEX_MISMATCH)


def _validate_needs_one(self: Any, choices: dict[str, list[str]], field: Any, value: Any) -> None:
    """{'type': 'dict', 'valuesrules': {'type': 'list', 'schema': {'type': 'string'}}}"""
    from cerberus.errors import ErrorDefinition

    for keys in choices.values() if isinstance(value, dict) else ():
        if not any(key in value for key in keys):
            self._error(field, ErrorDefinition(0x07, "needs_one"), keys)


def _validate_schema(self: Any, schema: Any, field: Any, value: Any) -> None:
    """
    {'type': ['dict', 'string'],
     'anyof': [{'check_with': 'schema'},
               {'check_with': 'bulk_schema'}]}
    """
    if isinstance(value, dict) and value.keys() == _LANGUAGES == schema.keys():
        zh, en = value["zh"], value["en"]
        if isinstance(zh, str) and isinstance(en, str) and zh.strip() and en.strip():
            return
    super(validator_class(), self)._validate_schema(schema, field, value)
