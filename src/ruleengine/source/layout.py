"""The canonical layout of YAML: white space between tokens and at the ends of lines, nothing else.

Comments, quotes, texts, line breaks and indentation stay as the author has them; so does all that the file says.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from attrs import frozen

from ruleengine.diagnostics import Report
from ruleengine.source.reader import read_bytes

#: Tokens with nothing behind them, and with nothing before them; between all others of a line there is one space.
_NONE_AFTER = (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
_NONE_BEFORE = (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken, yaml.FlowEntryToken, yaml.ValueToken)
#: White space of YAML; other spaces belong to texts.
_BLANK = " \t"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@frozen
class _Token:
    """A token that has characters: from one line and column (from 0) to others."""

    kind: type[yaml.Token]
    line: int
    column: int
    end_line: int
    end_column: int
    #: A text of lines below `|` or `>`.
    block: bool = False


def formatted(raw: bytes, name: str, report: Report) -> str | None:
    """The text of a file in canonical layout, which says the same; None and errors in `report` where it is no YAML.

    JSON has a layout of its own and stays as it is.
    """
    before = read_bytes(raw, name, report)
    if before is None:
        return None
    text = raw.decode("utf-8-sig")
    if name.lower().endswith(".json"):
        return text
    written = laid_out(text)
    after = read_bytes(written.encode(), name, Report())
    same = (
        after is not None and after.data == before.data and "".join(written.split()) == "".join(text.split())
    )
    return written if same else text


def laid_out(text: str) -> str:
    """The text in canonical layout; raises `yaml.YAMLError` for what is no YAML."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    tokens = list(_tokens("\n".join(lines)))
    if lines[-1] and tokens and tokens[-1].block and tokens[-1].end_line == len(lines) - 1:
        return text  # a text of lines without its last line break would get one
    fixed = {
        n for t in tokens for n in range(t.line, t.end_line)
    }  # their ends belong to texts of several lines
    by_line: dict[int, list[_Token]] = {}
    for token in tokens:
        by_line.setdefault(token.line, []).append(token)
        if token.end_line > token.line:
            by_line.setdefault(token.end_line, []).append(token)
    written = [
        line if n in fixed and not by_line.get(n) else _line(line, n, by_line.get(n, []), n in fixed)
        for n, line in enumerate(lines)
    ]
    return "\n".join(_without_gaps(written, fixed)) + "\n"


def _tokens(text: str) -> Iterator[_Token]:
    for token in yaml.scan(text, Loader=_LOADER):
        start, end = token.start_mark, token.end_mark
        if (start.line, start.column) == (end.line, end.column):
            continue
        last, column = end.line, end.column
        block = isinstance(token, yaml.ScalarToken) and token.style in ("|", ">")
        if block and column == 0:
            last, column = end.line - 1, 1 << 30
        yield _Token(type(token), start.line, start.column, last, column, block)


def _line(line: str, number: int, tokens: list[_Token], fixed: bool) -> str:
    """One line with its gaps as they are due; `fixed` where a text goes on in the next line."""
    if not tokens:
        return line.rstrip(_BLANK)
    first = tokens[0]
    done = line[: first.column] if first.line == number else ""
    at = first.column if first.line == number else 0
    before: _Token | None = None
    for token in tokens:
        start = token.column if token.line == number else 0
        end = token.end_column if token.end_line == number else len(line)
        gap = line[at:start]
        done += _gap(before, token) if before and not gap.strip(_BLANK) else gap
        done += line[start:end]
        at, before = min(end, len(line)), token
    rest = line[at:]
    if fixed or _goes_on(tokens[-1], number):
        return done + rest
    comment = rest.strip(_BLANK)
    return f"{done.rstrip(_BLANK)}  {comment}" if comment.startswith("#") else (done + rest).rstrip(_BLANK)


def _goes_on(token: _Token, number: int) -> bool:
    """Whether a token goes on to the end of a line or behind it, so that white space there belongs to its text."""
    return token.end_line > number or (token.block and token.line < number)


def _gap(before: _Token, token: _Token) -> str:
    if before.kind is yaml.ValueToken:  # nothing may be its value: `{power: , life: }`
        return " "
    if issubclass(token.kind, _NONE_BEFORE) or issubclass(before.kind, _NONE_AFTER):
        return ""
    return " "


def _without_gaps(lines: list[str], fixed: set[int]) -> Iterator[str]:
    """The lines without blank ones at the beginning and end, and with one at most between others."""
    held: list[str] = []
    begun = False
    for number, line in enumerate(lines):
        if number in fixed or (number - 1) in fixed or line:
            yield from held[:1] if begun else ()
            yield line
            begun, held = True, []
        else:
            held.append(line)
