"""Sentences of all diagnostics by key, one module a group of codes; a group is read when one of its keys is told."""

from __future__ import annotations

from importlib import import_module

from ruleengine.diagnostics.facts import Sentence

#: The module of each group, by the first digit of its codes.
GROUPS = {
    "1": "reading", "2": "shape", "3": "library", "4": "formula", "5": "meaning", "6": "inventory", "7": "calculation",
    "8": "output",
}  # fmt: skip


def sentence_of(key: str) -> Sentence:
    """The sentence of a key such as `E405.…`; raises `KeyError`."""
    return sentences_of(GROUPS[key[1]])[key]


def sentences_of(group: str) -> dict[str, Sentence]:
    """All sentences of a group by key."""
    found: dict[str, Sentence] = import_module(f"{__name__}.{group}").SENTENCES
    return found
