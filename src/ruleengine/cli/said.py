"""What a command says to a person: pairs of sentences, English and Chinese, of which one is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruleengine.language import Texts, messages_language

if TYPE_CHECKING:
    from ruleengine.diagnostics import Fact


def say(texts: Texts, **facts: Fact) -> str:
    """A pair of sentences in the language of messages, with facts written as in the sentences of diagnostics."""
    if not facts:
        return texts[messages_language() == "zh"]
    from ruleengine.diagnostics.facts import in_words

    return in_words(texts, messages_language(), **facts)
