"""Canonical JSON and its SHA-256: the identity of rule sets, factor tables and inventories.

RFC 8785 (sorted keys, no white space, minimal escapes), with one difference: numbers are exact decimals and are
written in plain decimal notation without trailing zeros, since a double could not hold them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter

from attrs import frozen

from ruleengine.figures import plain

#: The JSON text of a string, nothing escaped that need not be.
_quoted = json.encoder.encode_basestring
_key = itemgetter(0)


@frozen
class Canonical:
    """A part whose canonical text is known already; it stands for the part in a larger whole."""

    text: str


def canonical(value: object) -> str:
    """The canonical JSON text of plain data."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return _map(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join([canonical(v) for v in value]) + "]"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, Canonical):
        return value.text
    if isinstance(value, Decimal | int):
        return plain(value)
    if isinstance(value, Fraction):
        return canonical(str(value))
    if isinstance(value, Mapping):
        return _map(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _map(value: Mapping[object, object]) -> str:
    items = [(str(k), v) for k, v in value.items()]
    if all(k.isascii() for k, _ in items):  # their order by characters and by UTF-16 code units is one
        items.sort(key=_key)
    else:
        items.sort(key=lambda item: item[0].encode("utf-16-be"))
    return "{" + ",".join([f"{_quoted(k)}:{canonical(v)}" for k, v in items]) + "}"


def fingerprint(value: object) -> str:
    """`sha256:` and the hexadecimal SHA-256 of the canonical JSON text."""
    return "sha256:" + hashlib.sha256(canonical(value).encode()).hexdigest()
