"""The language in which messages, help and summaries are told in a terminal; nothing else depends on it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Literal

Language = Literal["en", "zh"]
#: A sentence or a part of one in English and in Chinese, perhaps a template.
Texts = tuple[str, str]
#: What stands between sentences in one line.
BETWEEN: Texts = ("; ", "；")
LANGUAGES: tuple[Language, ...] = ("en", "zh")
#: The environment variable that names the language.
VARIABLE = "RULEENGINE_MESSAGES"

_chosen: ContextVar[Language | None] = ContextVar("language", default=None)


def choose_language(language: Language | None) -> None:
    """Tell everything from here on in this language; None goes back to what the environment says."""
    _chosen.set(language)


def messages_language() -> Language:
    """The language chosen, else the one that the environment names, else English."""
    return _chosen.get() or language_of(os.environ)


def language_of(environment: Mapping[str, str]) -> Language:
    """What `RULEENGINE_MESSAGES` says, else Chinese where the locale is a Chinese one, else English."""
    named = environment.get(VARIABLE, "").strip().lower()
    if named in LANGUAGES:
        return named
    locale = next((v for k in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := environment.get(k))), "")
    return "zh" if locale.lower().startswith("zh") else "en"
