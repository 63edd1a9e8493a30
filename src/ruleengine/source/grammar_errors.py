"""What is wrong with text that is not YAML, in words of the person who wrote it.

The parser tells where it could not go on; what people did stands before that: a quote that was not closed, `：` or
`，` typed with a Chinese keyboard, a space that only looks like one. These are looked for first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml import MarkedYAMLError, ScalarEvent
from yaml.error import Mark
from yaml.reader import ReaderError

from ruleengine.characters import code_point
from ruleengine.diagnostics import Fault
from ruleengine.source.document import Extent
from ruleengine.source.wording import shown_text

#: Spaces that YAML takes for text: the full-width one, the one that does not break, thin ones.
WIDE_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")

_NAME = r"""["']?[A-Za-z_][\w.-]*["']?"""
#: What a typed line may have instead of YAML's signs: the key of the sentence, and the sign as the group of a pattern.
_TYPED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("E104.wide_indentation", re.compile(rf"^ *({WIDE_SPACES.pattern})\s*\S")),
    ("E104.full_width_colon", re.compile(rf"(?:^[\s-]*|[{{,，]\s*){_NAME}\s*(：)")),
    ("E104.full_width_comma", re.compile(rf"(，)\s*{_NAME}\s*[:：]")),
    ("E104.wide_space_behind_colon", re.compile(rf"(?:^[\s-]*|[{{,]\s*){_NAME}:({WIDE_SPACES.pattern})")),
    ("E104.no_space_behind_colon", re.compile(rf"^[ -]*{_NAME}(:)[^\s/]")),
)
#: What the parser says, and the key of the sentence for it.
_EXPLAINED = {
    "mapping values are not allowed in this context": "E104.second_colon",
    "did not find expected key": "E104.no_key",
    "could not find expected ':'": "E104.line_without_colon",
    "did not find expected '-' indicator": "E104.no_dash",
    "did not find expected node content": "E104.no_value",
    "did not find expected <document start>": "E104.goes_on",
    "did not find expected ',' or '}'": "E104.open_braces",
    "did not find expected ',' or ']'": "E104.open_brackets",
    "block sequence entries are not allowed in this context": "E104.list_begins",
    "found unknown escape character": "E104.escape",
    "found invalid Unicode character escape code": "E104.code_of_no_character",
    "found incompatible YAML document": "E104.version_of_yaml",
    "found unexpected end of stream": "E104.unclosed_quote",
    "found unexpected document indicator": "E104.unclosed_quote",
    "found a tab character that violates indentation": "E104.tab",
    "found a tab character where an indentation space is expected": "E104.tab",
    "mapping keys are not allowed in this context": "E104.question_mark",
    "found unexpected ':'": "E104.colon_in_text",
    "did not find expected hexdecimal number": "E104.digits_of_escape",
    "found duplicate %YAML directive": "E104.directive",
    "found duplicate %TAG directive": "E104.directive",
    "found undefined tag handle": "E104.tag",
}
#: What the parser was reading, and the key of the sentence for all that can be wrong there.
_READING = {
    "while scanning a directive": "E104.directive",
    "while scanning a %YAML directive": "E104.directive",
    "while scanning a tag directive": "E104.directive",
    "while scanning a %TAG directive": "E104.directive",
    "while parsing a tag directive": "E104.directive",
    "while scanning a tag": "E104.tag",
    "while parsing a tag": "E104.tag",
    "while scanning a block scalar": "E104.block_text",
}
_FIRST_CHARACTER = {
    "found character that cannot start any token", "did not find expected alphabetic or numeric character",
}  # fmt: skip
#: Sentences that name the character.
_WIDE = {"E104.wide_indentation", "E104.wide_space_behind_colon"}
_FLOW = {"E104.open_braces", "E104.open_brackets"}


class Misread(Fault):
    """What is wrong, the span `at` which it stands, and what it has to do with (`role`) at another span."""

    def __init__(
        self, key: str, at: Extent, related: Extent | None = None, role: str = "opened", **facts: str | None
    ):
        super().__init__(key, span=None, **facts)
        self.at, self.related, self.role = at, related, role


def grammar_error(error: MarkedYAMLError | ReaderError, text: str, last: ScalarEvent | None) -> Misread:
    """Put an error of the YAML parser about `text` into words; `last` is the value or key read before it."""
    if isinstance(error, ReaderError):
        character = chr(int(error.character))
        line, column = line_and_column(text.partition(character)[0])
        return Misread("E104.character", _one(line, column), character=code_point(character))
    problem = str(error.problem or "the text cannot be read")
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    lines = text.split("\n")
    key = _EXPLAINED.get(problem) or _READING.get(str(error.context))
    if key == "E104.unclosed_quote" and error.context_mark:
        return Misread(key, _one(error.context_mark.line + 1, error.context_mark.column + 1))
    quote = _unclosed_quote(last, mark)
    if quote:
        return quote
    typed = _typed(lines, _first_line(error, last, line), line)
    if typed:
        return typed
    if problem in _FIRST_CHARACTER:
        began = error.context_mark or mark
        at = (began.line + 1, began.column + 1) if began else (line, column)
        return _unusable_character(_character_at(lines, *at), *at)
    if key is None:
        return Misread("E104.other", _one(line, column), problem=shown_text(problem.lower()))
    return _explained(key, error, lines, last, (line, column))


def line_and_column(before: str) -> tuple[int, int]:
    """The line and column, from 1, of what stands right after the text `before`."""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _one(line: int, column: int) -> Extent:
    """The span of one character."""
    return (line, column, line, column + 1) if line else (0, 0, 0, 0)


def _first_line(error: MarkedYAMLError, last: ScalarEvent | None, line: int) -> int:
    """The line on which what went wrong may stand: that of the last value, or of what was taken for a key."""
    before = [line]
    if last is not None and last.start_mark is not None:
        before.append(last.start_mark.line + 1)
    if error.context_mark is not None and "simple key" in str(error.context):
        before.append(error.context_mark.line + 1)
    return min(before)


def _unclosed_quote(last: ScalarEvent | None, mark: Mark | None) -> Misread | None:
    """A text in quotes that ends where the parser stumbles: its closing quote is the opening one of another text."""
    if last is None or mark is None or not last.style or last.style not in "\"'":
        return None
    start, end = last.start_mark, last.end_mark
    if start is None or end is None or (end.line, end.column) != (mark.line, mark.column):
        return None
    at, ending = _one(start.line + 1, start.column + 1), _one(end.line + 1, end.column)
    if start.line < end.line or re.search(rf"[,，]\s*{_NAME}\s*:\s*\Z", last.value):
        return Misread("E104.unclosed_quote", at, ending, "noticed")
    return Misread("E104.quote_in_text", ending, at, quote=last.style)


def _typed(lines: list[str], first: int, last: int) -> Misread | None:
    """The first sign on some lines that only looks like one of YAML's."""

    def found() -> Iterator[Misread]:
        for number in range(max(1, first), min(last, len(lines)) + 1):
            on_line = [(m, key) for key, pattern in _TYPED if (m := pattern.search(lines[number - 1]))]
            for match, key in sorted(on_line, key=lambda item: item[0].start(1))[:1]:
                start, end = match.span(1)
                character = code_point(match[1][0]) if key in _WIDE else None
                yield Misread(key, (number, start + 1, number, end + 1), character=character)

    return next(found(), None)


def _explained(
    key: str, error: MarkedYAMLError, lines: list[str], last: ScalarEvent | None, at: tuple[int, int]
) -> Misread:
    """An error of the parser at a line and column, as what stands around it explains it."""
    line, column = at
    opened = error.context_mark
    if key in _FLOW and opened is not None:
        if opened.line + 1 == line and _character_at(lines, line, column) == ":":
            return Misread("E104.colon_in_flow", _one(line, column))
        return Misread(key, _one(line, column), _one(opened.line + 1, opened.column + 1))
    above_mark = last.start_mark if last is not None and not last.style else None
    if key == "E104.second_colon" and above_mark is not None and above_mark.line + 1 < line:
        start = len(lines[line - 1]) - len(lines[line - 1].lstrip()) + 1
        above = _one(above_mark.line + 1, above_mark.column + 1)
        return Misread("E104.below_a_value", (line, start, line, column), above, "value")
    return Misread(key, _one(line, column))


def _unusable_character(character: str, line: int, column: int) -> Misread:
    if character == "\t":
        return Misread("E104.tab", _one(line, column))
    return Misread("E104.first_character", _one(line, column), character=shown_text(character))


def _character_at(lines: list[str], line: int, column: int) -> str:
    return lines[line - 1][column - 1 : column] if len(lines) >= line > 0 else ""
