"""Values of the user in words, for messages: short, on one line, without control or direction characters."""

from __future__ import annotations

from decimal import Decimal

from ruleengine.characters import visible
from ruleengine.diagnostics import quoted

_SHOWN = 60


def shown_text(text: str) -> str:
    """A text of the user for a message: cut to 60 characters, what cannot be printed written as an escape."""
    cut = text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")
    return visible(cut)


def shown(value: object) -> str:
    """A value for a message: its kind, and the value itself where it is short."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, dict):
        return f"a map with {quoted(map(shown_text, map(str, value)), 6)}" if value else "an empty map"
    if isinstance(value, list):
        return f"a list of {len(value)} item{'s' * (len(value) != 1)}" if value else "an empty list"
    if value is None:
        return "nothing"
    if value == "":
        return "an empty text"
    return f"the {'text' if isinstance(value, str) else 'number'} `{shown_text(str(value))}`"


def kind_of(value: object) -> str:
    """The kind of a value as a reader who does not write programs calls it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, int | Decimal):
        return "a number"
    return "a map" if isinstance(value, dict) else "a list"
