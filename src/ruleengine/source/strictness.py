"""What the parser takes and the standards do not: JSON that is only YAML, loose comments, marks of byte order.

Not refused, since every reader takes them for the same, though YAML 1.2 asks for more indentation: lines in brackets,
braces or quotes that begin at the margin, and tabs before them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import yaml

from ruleengine.diagnostics import Fault, Phrase
from ruleengine.source.events import events_of

_MARK = "\ufeff"
#: What stands directly before `#` where it may be behind a value, a comma or the sign of a text block.
_BEFORE = frozenset("\"']},:|>+-0123456789")
_DIRECTIVE = re.compile(r"^%[^\n#]*[^\s#](#)")
_BLOCK = re.compile(r"[|>][-+0-9]*(#)")
#: What the parser of JSON says, and the phrase for what is due.
_DUE = {
    "Expecting property name enclosed in double quotes": "json.key",
    "Illegal trailing comma before end of object": "json.comma_last",
    "Illegal trailing comma before end of array": "json.comma_last",
    "Expecting ':' delimiter": "json.colon",
    "Expecting ',' delimiter": "json.comma",
    "Invalid control character at": "json.escaped",
    "Invalid \\escape": "json.escape",
    "Invalid \\uXXXX escape": "json.escape",
    "Extra data": "json.end",
}


def check_yaml(text: str) -> Fault | None:
    """What a text that was read as YAML has and YAML 1.2 does not know; the span tells which characters."""
    mark = text.find(_MARK)
    if mark >= 0:
        return Fault("E104.character", span=(mark, mark + 1), character="U+FEFF")
    if _is_suspect(text):
        at = next(_loose_comments(text), None)
        if at is not None:
            return Fault("E104.comment", span=(at, at + 1))
    return None


def _is_suspect(text: str) -> bool:
    """Whether `#` may begin a comment where YAML 1.2 knows none; most texts are told by a glance at each `#`."""
    if text.startswith("%"):
        return True
    at = text.find("#", 1)
    while at > 0:
        if text[at - 1] in _BEFORE:
            return True
        at = text.find("#", at + 1)
    return False


def check_json(text: str) -> Fault | None:
    """What makes a text that was read as YAML no JSON; the span tells which character."""
    try:
        json.loads(text, parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        due = _DUE.get(error.msg, "json.value")
        if due in ("json.value", "json.key") and text[: error.pos].rstrip().endswith(","):
            due = "json.comma_last" if text[error.pos : error.pos + 1] in ("]", "}") else due
        return Fault("E104.json", span=(error.pos, error.pos + 1), due=Phrase(due))
    return None


def _loose_comments(text: str) -> Iterator[int]:
    """Where `#` begins a comment without white space before it: between what the parser takes for values."""
    directive = _DIRECTIVE.search(text)
    if directive:
        yield directive.start(1)
    end = 0
    for event in events_of(text):
        if event.start_mark is None or event.end_mark is None:
            continue
        begin = event.start_mark.index
        yield from _loose_in(text, end, begin)
        if isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">"):
            header = _BLOCK.match(text, begin)
            if header:
                yield header.start(1)
        end = max(end, event.end_mark.index)
    yield from _loose_in(text, end, len(text))


def _loose_in(text: str, begin: int, end: int) -> Iterator[int]:
    """The first `#` of each line of a gap between values, where no white space stands before it."""
    at = text.find("#", begin, end)
    while at >= 0:
        if at > 0 and not text[at - 1].isspace():
            yield at
        line_end = text.find("\n", at, end)
        at = text.find("#", line_end, end) if line_end >= 0 else -1
