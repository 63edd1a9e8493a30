"""Sentences about inventories and portfolios, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence

SENTENCES: dict[str, Sentence] = {
    "E613.hidden": Sentence(
        en="the text has the hidden character {character}",
        zh="文字中有隐藏字符{character}",
        remedy=("remove the character, or type the text anew", "应删除该字符，或重新键入文字"),
    ),
}
