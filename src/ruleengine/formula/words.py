"""Words of formulas: those of the formula language, which are names of nothing, and those of Python, which mean nothing
to it and are names like any other (`yield`, `class`, `from`).

Python's parser reads formulas and knows its own words alone. Those that are names stand before it as names of the same
length, so that every span stays where it is; whoever reads its tree takes names from the text of the formula.
"""

from __future__ import annotations

import keyword
import re

#: What formulas are written in, and what other languages write for a truth value or for nothing, which a reader would
#: take for these. Shapes refuse them as names (`formula_name` in source/shapes/common.yaml).
WORDS = ("and", "or", "not", "if", "else", "in", "true", "false", "null", "not_applicable")
#: What a side of a choice is where there is nothing to have a value.
NOT_APPLICABLE = "not_applicable"
#: Python's words that are ids by their form. With a capital letter they are names to Python, and never ids.
_NAMES = frozenset(keyword.kwlist) - {*WORDS, "True", "False", "None"}
#: A text in quotes.
_TEXT = r"(?s:'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
_TEXT_OR_WORD = re.compile(rf"{_TEXT}|(?<!\w)[a-z]+(?!\w)")
_TEXT_OR_SPACE = re.compile(rf"{_TEXT}|\s+")
_TO_FOLD = re.compile(r"\s\s|[^\S ]")
_WORD = re.compile(r"[a-z]+")
_LINE_BREAK = re.compile(r"\s*\n\s*")


def on_one_line(text: str) -> str:
    """A formula without its line breaks and doubled blanks, those of texts in quotes kept: they are part of a value."""
    if not _TO_FOLD.search(text):
        return text.strip()
    if '"' not in text and "'" not in text:
        return " ".join(text.split())
    return _TEXT_OR_SPACE.sub(
        lambda found: " " if found[0].isspace() else _LINE_BREAK.sub(" ", found[0]), text
    ).strip()


def for_parser(text: str) -> str:
    """The formula as Python's parser reads it: of the same length, with words of Python as names outside texts."""
    if _NAMES.isdisjoint(_WORD.findall(text)):
        return text
    return _TEXT_OR_WORD.sub(lambda found: found[0].capitalize() if found[0] in _NAMES else found[0], text)
