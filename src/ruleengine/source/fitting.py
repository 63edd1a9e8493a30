"""Whether the data of a file fits its shape, told in one walk: most files do, and need no Cerberus.

A yes is certain: Cerberus would find nothing. A no may be one; Cerberus says what is wrong, and has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from ruleengine.source.shape_rules import Rules, shape_rules, type_names

#: Whether a value fits the rules that this was made of.
Fit = Callable[[Any], bool]

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "decimal": (int, Decimal),
    "dict": (dict,),
    "list": (list,),
}
_KINDS = (str, bool, int, Decimal, dict, list)
_NUMBERS = (bool, int, Decimal)
_SIZED = (str, list, dict)
#: The rules that are known here, each with the types of the values that it is about; of None: of none or of all.
_RULES: dict[str, tuple[type, ...] | None] = {
    "type": None,
    "meta": None,
    "required": None,
    "nullable": None,
    "excludes": None,
    "allow_unknown": None,
    "allowed": (str, bool, int, Decimal),
    "forbidden": (str, bool, int, Decimal),
    "regex": (str,),
    "min": _NUMBERS,
    "max": _NUMBERS,
    "minlength": _SIZED,
    "maxlength": _SIZED,
    "schema": (dict, list),
    "keysrules": (dict,),
    "valuesrules": (dict,),
    "needs_one": (dict,),
}
#: Rules that Cerberus would hold to values of other types too, otherwise than is known here.
_OF_ALL_TYPES = {"allowed", "forbidden"}


def fits(kind: str, data: object) -> bool:
    """Whether the data of a file of this kind certainly has its shape; raises `KeyError` for an unknown kind."""
    return _fit_of(kind)(data)


@cache
def _fit_of(kind: str) -> Fit:
    return fit(shape_rules(kind))


def fit(rules: Rules) -> Fit:
    """The check that Cerberus rules ask for; it says no to everything where there is a rule that is not known here."""
    if not rules.keys() <= _RULES.keys():
        return _never
    types = {t for name in type_names(rules) for t in _TYPES.get(name, ())} if "type" in rules else {*_KINDS}
    tests: dict[type, tuple[Fit, ...]] = {t: tuple(_tests(rules, t)) for t in types}
    is_nullable = rules.get("nullable") is True

    def fitting(value: Any) -> bool:
        found = tests.get(type(value))
        if found is None:
            return is_nullable and value is None
        return all(test(value) for test in found)

    return fitting


def _never(value: Any) -> bool:
    return False


def _tests(rules: Rules, of: type) -> Iterator[Fit]:
    """What the rules ask of values of one type."""
    for rule, bound in rules.items():
        about = _RULES[rule]
        if about is not None and of in about:
            yield _TESTS[rule](rules, bound, of)
        elif about is not None and rule in _OF_ALL_TYPES:
            yield _never


def _allowed(rules: Rules, bound: Any, of: type) -> Fit:
    return lambda value: value in bound


def _forbidden(rules: Rules, bound: Any, of: type) -> Fit:
    return lambda value: value not in bound


def _regex(rules: Rules, bound: Any, of: type) -> Fit:
    match = re.compile(bound).fullmatch
    return lambda value: match(value) is not None


def _min(rules: Rules, bound: Any, of: type) -> Fit:
    return lambda value: bool(value >= bound)


def _max(rules: Rules, bound: Any, of: type) -> Fit:
    return lambda value: bool(value <= bound)


def _minlength(rules: Rules, bound: Any, of: type) -> Fit:
    return lambda value: len(value) >= bound


def _maxlength(rules: Rules, bound: Any, of: type) -> Fit:
    return lambda value: len(value) <= bound


def _needs_one(rules: Rules, bound: Any, of: type) -> Fit:
    choices = [*bound.values()]
    return lambda value: all(any(key in value for key in keys) for keys in choices)


def _keys(rules: Rules, bound: Any, of: type) -> Fit:
    return _never if "excludes" in bound else _each(fit(bound))


def _values(rules: Rules, bound: Any, of: type) -> Fit:
    each = _keys(rules, bound, of)
    return lambda value: each(value.values())


def _each(inner: Fit) -> Fit:
    return lambda value: all(map(inner, value))


def _schema(rules: Rules, bound: Any, of: type) -> Fit:
    """Of a list, what every item has to be; of a map, its keys; where a shape allows both, Cerberus is asked."""
    is_list = "list" in type_names(rules)
    if is_list and "dict" in type_names(rules):
        return _never
    if is_list:
        return _keys(rules, bound, of) if of is list else _never
    return _map(rules, bound) if of is dict else _never


def _map(rules: Rules, schema: dict[str, Rules]) -> Fit:
    inner = {key: fit(rules_of) for key, rules_of in schema.items()}
    required = {key for key, rules_of in schema.items() if rules_of.get("required")}
    excludes = {key: _listed(r["excludes"]) for key, r in schema.items() if "excludes" in r}
    if required & excludes.keys():
        return _never
    other = rules.get("allow_unknown")
    others = fit(other) if isinstance(other, dict) and "excludes" not in other else _never

    def fitting(value: dict[Any, Any]) -> bool:
        for key, item in value.items():
            if not inner.get(key, others)(item):
                return False
        if not required <= value.keys():
            return False
        return not any(key in value and any(k in value for k in keys) for key, keys in excludes.items())

    return fitting


def _listed(excluded: Any) -> list[Any]:
    return excluded if isinstance(excluded, list) else [excluded]


_TESTS: dict[str, Callable[[Rules, Any, type], Fit]] = {
    "allowed": _allowed,
    "forbidden": _forbidden,
    "regex": _regex,
    "min": _min,
    "max": _max,
    "minlength": _minlength,
    "maxlength": _maxlength,
    "schema": _schema,
    "keysrules": _keys,
    "valuesrules": _values,
    "needs_one": _needs_one,
}
