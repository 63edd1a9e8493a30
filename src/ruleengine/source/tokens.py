"""The tokens of a YAML text with their lines and columns, for what lays a text out anew."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from attrs import frozen

#: White space of YAML; other spaces belong to texts.
BLANK = " \t"
#: Tokens with nothing behind them, and with nothing before them; between all others of a line there is one space.
_NONE_AFTER = (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
_NONE_BEFORE = (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken, yaml.FlowEntryToken, yaml.ValueToken)
_HEADER = re.compile(r"[|>][-+0-9]*")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@frozen
class Token:
    """A token from one line and column (from 0) to others; both are the same where it has no characters."""

    kind: type[yaml.Token]
    line: int
    column: int
    end_line: int
    end_column: int
    #: A text of lines below `|` or `>`: its first line, without a comment.
    header: str = ""

    @property
    def visible(self) -> bool:
        """Whether it has characters."""
        return (self.line, self.column) != (self.end_line, self.end_column)

    @property
    def opens(self) -> bool:
        """Whether it is an opening bracket or brace."""
        return issubclass(self.kind, _NONE_AFTER)

    @property
    def closes(self) -> bool:
        """Whether it is a closing bracket or brace."""
        return issubclass(self.kind, (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken))

    @property
    def indicator(self) -> int:
        """By how many spaces a text of lines is indented, where its first line says so; else 0."""
        return int("".join(c for c in self.header if c.isdigit()) or 0)


def tokens(text: str, lines: list[str]) -> Iterator[Token]:
    """The tokens of a text in order; raises `yaml.YAMLError` for what is no YAML."""
    for token in yaml.scan(text, Loader=_LOADER):
        start, end = token.start_mark, token.end_mark
        last, column, header = end.line, end.column, ""
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            found = _HEADER.match(lines[start.line], start.column)
            header = found[0] if found else ""
            if column == 0:
                last, column = end.line - 1, 1 << 30
        yield Token(type(token), start.line, start.column, last, column, header)


def gap(before: Token, token: Token) -> str:
    """What stands between two tokens of a line."""
    if before.kind is yaml.ValueToken:  # nothing may be its value: `{power: , life: }`
        return " "
    if issubclass(token.kind, _NONE_BEFORE) or before.opens:
        return ""
    return " "
