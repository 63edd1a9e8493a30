"""Values of the user in words, for messages: short, on one line, without control or direction characters."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ruleengine.characters import visible
from ruleengine.diagnostics import Phrase
from ruleengine.source.document import Path

_SHOWN = 60
_MOST_KEYS = 6


def shown_text(text: str) -> str:
    """A text of the user for a message: cut to 60 characters, what cannot be seen written as an escape."""
    return visible(text[:_SHOWN] + ("…" if len(text) > _SHOWN else ""))


def shown(value: object) -> Phrase:
    """A value for a message: its kind, and the value itself where it is short."""
    if isinstance(value, dict) and value:
        keys = [shown_text(str(key)) for key in value]
        if len(keys) > _MOST_KEYS:
            return Phrase("value.long_map", keys=tuple(keys[:_MOST_KEYS]), count=len(keys))
        return Phrase("value.map", keys=tuple(keys))
    if isinstance(value, dict | list) and not value:
        return Phrase("value.empty_map" if isinstance(value, dict) else "value.empty_list")
    if isinstance(value, list):
        return Phrase("value.list", count=len(value))
    if value == "" and isinstance(value, str):
        return Phrase("value.empty_text")
    if value is None or isinstance(value, bool):
        return kind_of(value)
    text = shown_text(str(value))
    return Phrase("value.text" if isinstance(value, str) else "value.number", text=text)


def kind_of(value: object) -> Phrase:
    """The kind of a value as a reader who does not write programs calls it."""
    if value is None:
        return Phrase("value.nothing")
    if isinstance(value, bool):
        return Phrase("value.truth", text=str(value).lower())
    if isinstance(value, str):
        return Phrase("type.string")
    if isinstance(value, int | Decimal):
        return Phrase("type.decimal")
    return Phrase("type.dict" if isinstance(value, dict) else "type.list")


def type_phrase(names: Sequence[str]) -> Phrase:
    """The types of a shape in words: `a text or a number`."""
    kinds = [Phrase(f"type.{name}") for name in names]
    if not kinds:
        return Phrase("type.any")
    if len(kinds) == 1:
        return kinds[0]
    return Phrase("type.either", others=tuple(kinds[:-1]), last=kinds[-1])


def spoken_path(path: Path) -> Phrase:
    """`` `zh` in item 2 of `includes` `` for ("includes", 1, "zh"); the file for the empty path."""
    said: Phrase | None = None
    names: list[str] = []

    def with_names() -> Phrase | None:
        if not names:
            return said
        name = ".".join(names)
        return (
            Phrase("path.name", name=name) if said is None else Phrase("path.inside", name=name, outer=said)
        )

    for step in path:
        if isinstance(step, int):
            outer = with_names()
            said, names = Phrase("path.item", number=step + 1, outer=outer), []
            if outer is None:
                said = Phrase("path.first_item", number=step + 1)
        else:
            names.append(shown_text(step))
    return with_names() or Phrase("path.file")
