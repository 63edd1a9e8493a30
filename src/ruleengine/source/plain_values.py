"""What text without quotes stands for: numbers, truth values, nothing, text, or what readers of YAML disagree about."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,4})?\Z")
_TRUTHS = {"yes", "no", "on", "off", "true", "false"}
_NOTHING = {"null", "~"}
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|[-+]?(inf|Infinity|NaN|nan|Inf)\Z")
_SURPRISES = re.compile(
    r"""(?: [-+]?0[0-9_]+ | \+[0-9].* | [-+]?[0-9]+_[0-9_]*(\.[0-9_]*)?
      | [-+]?(\.[0-9]+|[0-9]+\.|[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+|\.[0-9]+[eE][-+]?[0-9]+)
      | [-+]?0[xob][0-9a-fA-F_]+ | [-+]?\.(inf|Inf|INF) | \.(nan|NaN|NAN) | [-+](inf|Infinity|NaN|nan|Inf)
      | [-+]?[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)? )\Z""",
    re.VERBOSE,
)

#: What every text begins with that any reader of YAML takes for a number, and the words that some take for one.
_NUMERIC = frozenset("+-.0123456789")
_NUMBER_WORDS = {"inf", "Infinity", "NaN", "nan", "Inf"}
#: No word that stands for anything else than itself is longer.
_LONGEST = max(map(len, (*_TRUTHS, *_NOTHING, *_NUMBER_WORDS)))

#: Stands for what one reader of YAML takes for a number or truth value and another for text.
AMBIGUOUS = object()


def plain_value(text: str) -> object:
    """The value of text without quotes, `AMBIGUOUS` where readers of YAML differ."""
    if text[:1] not in _NUMERIC:
        return _word(text)
    if _INTEGER.match(text):
        return int(text) if len(text) <= 400 else Decimal(text)
    if _NUMBER.match(text):
        return Decimal(text)
    return AMBIGUOUS if _SURPRISES.match(text) else text


def _word(text: str) -> object:
    """The value of text that begins with no sign of a number."""
    if len(text) > _LONGEST:
        return text
    if text in ("true", "false"):
        return text == "true"
    if text in ("null", ""):
        return None
    lower = text.lower()
    return AMBIGUOUS if lower in _TRUTHS or lower in _NOTHING or text in _NUMBER_WORDS else text


@lru_cache(maxsize=1000)
def is_text(text: str) -> bool:
    """Whether text without quotes stands for itself to every reader of YAML; kept, since keys recur."""
    return isinstance(plain_value(text), str)


def ambiguous_key(text: str) -> str:
    """The key of the sentence about an ambiguous text: is it near a truth value, nothing, no number or a number."""
    if text.lower() in _TRUTHS:
        return "E109.truth"
    if text.lower() in _NOTHING:
        return "E109.nothing"
    return "E109.no_number" if _NO_NUMBER.match(text) else "E109.number"
