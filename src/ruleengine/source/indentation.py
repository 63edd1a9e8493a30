"""YAML laid out anew, token by token: two spaces a level, one between words, comments with what they belong to.

Line breaks, quotes and texts stay as the author has them, but a dash stands in the line of its entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml
from attrs import define, evolve, field, frozen

from ruleengine.characters import width
from ruleengine.source.tokens import BLANK, Token, gap

_STEP = 2
_OPENING = (yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken)
#: What follows the dash of an entry that is not empty.
_ENTRIES = (*_OPENING, yaml.ScalarToken, yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
#: A key or dash with nothing behind it: what is commented out below it may be its value.
_EMPTY = (yaml.ValueToken, yaml.BlockEntryToken)
_MARKERS = (yaml.DirectiveToken, yaml.DocumentStartToken, yaml.DocumentEndToken)


@frozen
class _Level:
    """An open list or map of lines: the column it had, and the one it gets, known once its first token stands."""

    old: int
    is_list: bool
    new: int = -1
    #: A list whose dashes stood in the column of the key above it.
    flush: bool = False


@frozen
class _Bracket:
    """An open bracket: its column, the one of its line, and whether its line ends with it."""

    column: int
    base: int
    ends_line: bool | None = None

    @property
    def inside(self) -> int:
        """The column of lines within."""
        return self.column + 1 if self.ends_line is False else self.base + _STEP

    @property
    def closing(self) -> int:
        """The column of a line that begins with the closing bracket."""
        return self.column if self.ends_line is False else self.base


@define
class YamlLayout:
    """What is written of the lines of a text, token by token."""

    lines: Sequence[str]
    written: list[str] = field(factory=list)
    _line: str = ""
    _line_column: int = 0
    _levels: tuple[_Level, ...] = ()
    #: The levels as they were at the last token; comments behind it may belong to them.
    _levels_before: tuple[_Level, ...] = ()
    _brackets: tuple[_Bracket, ...] = ()
    _last: Token | None = None
    _is_key: bool = False
    #: Whether the next token stands behind a dash though a line break was between them.
    _joined: bool = False
    #: Whether a blank line is due before the next one.
    _blank: bool = False

    def lay_out(self, tokens: Sequence[Token]) -> None:
        """Write all tokens, and what stands between and behind them."""
        before: Token | None = None
        for token in tokens:
            if not self._brackets:
                self._open_and_close(token)
            if before and before.kind is yaml.BlockEntryToken and token.kind in _ENTRIES:
                self._joined = not any(comment for _, comment in self._between(token.line))
            if token.visible:
                self._place(token)
            before = token
        self._finish_line(len(self.lines), 0, 0)

    def _open_and_close(self, token: Token) -> None:
        """Follow what a token says of the levels of lines."""
        kind, top = token.kind, self._levels[-1] if self._levels else None
        if top and top.flush and kind in (yaml.KeyToken, yaml.ValueToken, yaml.BlockEndToken):
            self._levels = self._levels[:-1]
        if kind in _OPENING:
            self._levels += (_Level(token.column, kind is yaml.BlockSequenceStartToken),)
        elif kind is yaml.BlockEndToken:
            self._levels = self._levels[:-1]
        elif kind is yaml.BlockEntryToken and top and not top.is_list:
            self._levels += (_Level(token.column, True, flush=True),)
        self._is_key = self._is_key or kind is yaml.KeyToken

    def _place(self, token: Token) -> None:
        """Write a token that has characters, in a line of its own or behind the last one."""
        begins = self._last is None or (token.line > self._last.end_line and not self._joined)
        if begins:
            column = self._column(token)
            self._finish_line(
                token.line, token.column, self._brackets[-1].inside if self._brackets else column
            )
            self._line, self._line_column = " " * column, column
        elif self._last:
            self._line += gap(self._last, token)
        column = width(self._line)
        if self._levels and self._levels[-1].new < 0:
            self._levels = (*self._levels[:-1], evolve(self._levels[-1], new=column))
        self._follow_brackets(token, column, begins)
        *whole, self._line = self._text(token)
        for line in whole:
            self._put(line)
        if token.header and "+" not in token.header and not self.lines[token.end_line].strip(BLANK):
            self._blank = True
        self._last, self._is_key, self._joined, self._levels_before = token, False, False, self._levels

    def _column(self, token: Token) -> int:
        """The column of a line that begins with a token."""
        if self._brackets:
            return self._brackets[-1].closing if token.closes else self._brackets[-1].inside
        if not self._levels or token.kind in _MARKERS:
            return 0
        top = self._levels[-1]
        if top.new < 0:
            return self._levels[-2].new + _STEP if len(self._levels) > 1 else 0
        in_place = self._is_key or token.kind in (yaml.BlockEntryToken, yaml.ValueToken)
        return top.new if in_place else top.new + _STEP

    def _follow_brackets(self, token: Token, column: int, begins: bool) -> None:
        if self._brackets and self._brackets[-1].ends_line is None:
            self._brackets = (*self._brackets[:-1], evolve(self._brackets[-1], ends_line=begins))
        if token.opens:
            of_level = self._levels[-1].new if self._levels else 0
            self._brackets += (_Bracket(column, max(self._line_column, of_level)),)
        elif token.closes:
            self._brackets = self._brackets[:-1]

    def _text(self, token: Token) -> list[str]:
        """The lines up to the end of a token, the first of them begun; a new one is begun behind a text of lines."""
        first = self.lines[token.line]
        if token.line == token.end_line and not token.header:
            return [self._line + first[token.column : token.end_column]]
        level = self._levels[-1] if self._levels else None
        if not token.header:
            column = (self._brackets[-1].inside if self._brackets else level.new if level else -_STEP) + _STEP
            lines = [
                *self.lines[token.line + 1 : token.end_line],
                self.lines[token.end_line][: token.end_column],
            ]
            return [self._line + _folded(first[token.column :]), *_folded_lines(lines, column)]
        comment = first[token.column + len(token.header) :].strip(BLANK)
        lines = list(self.lines[token.line + 1 : token.end_line + 1])
        if level:
            base = level.old + token.indicator if token.indicator else _first_column(lines)
            lines = _shifted(lines, base, level.new + (token.indicator or _STEP))
        if "+" not in token.header:
            lines = lines[: max((n + 1 for n, line in enumerate(lines) if line), default=0)]
        return [self._line + token.header + (f"  {comment}" if comment else ""), *lines, ""]

    def _between(self, until: int) -> Iterator[tuple[int, str]]:
        """Column and comment, which may be empty, of what stands behind the last token and in lines before another."""
        number, begin = (self._last.end_line, self._last.end_column) if self._last else (-1, 0)
        if self._last:
            rest = self.lines[number][begin:].lstrip(BLANK)
            yield width(self.lines[number]) - width(rest), rest.rstrip(BLANK)
        for line in self.lines[number + 1 : until]:
            rest = line.lstrip(BLANK)
            yield len(line) - len(rest), rest.rstrip(BLANK)

    def _finish_line(self, until: int, old: int, new: int) -> None:
        """Write what stands behind the last token and before the next one, which moves from column `old` to `new`."""
        beside: tuple[int, int] | None = None
        for number, (column, comment) in enumerate(self._between(until)):
            if number == 0 and self._last:
                due = width(self._line) + _STEP
                line = f"{self._line}  {comment}" if comment else self._line
                beside = (column, due) if comment else None
                if not self._last.header:
                    self._put(line)
            elif comment:
                beside = beside if beside and beside[0] == column else None
                due = beside[1] if beside else self._comment_column(column, old, new)
                self._put(" " * due + comment)
            else:
                beside = None
                self._blank = True

    def _comment_column(self, column: int, old: int, new: int) -> int:
        """Where a comment in a line of its own moves: with what follows, or with a level that ends before it."""
        if self._brackets:
            return new
        top = self._levels_before[-1] if self._levels_before else None
        if top and column > top.old and self._last and self._last.kind in _EMPTY:
            return top.new + _STEP
        ended = (v.new for v in reversed(self._levels_before) if old < v.old <= column)
        return next(ended, new)

    def _put(self, line: str) -> None:
        if self._blank and self.written:
            self.written.append("")
        self._blank = False
        self.written.append(line)


def _folded_lines(lines: Sequence[str], column: int) -> Iterator[str]:
    """The lines but the first of a text in quotes or none, whose white space at both ends says nothing."""
    for line in lines[:-1]:
        text = _folded(line.lstrip(BLANK))
        yield " " * column + text if text else ""
    yield " " * column + lines[-1].lstrip(BLANK)


def _folded(line: str) -> str:
    """A line without white space at its end, unless a backslash makes it part of the text."""
    text = line.rstrip(BLANK)
    return line if text.endswith("\\") else text


def _first_column(lines: Sequence[str]) -> int:
    """The column of a text of lines; of one of blank lines, one behind them all."""
    columns = (len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" "))
    return next(columns, max(map(len, lines), default=0))


def _shifted(lines: Sequence[str], old: int, new: int) -> list[str]:
    """The lines of a text below `|` or `>`, moved from column to column."""
    return [" " * new + line[old:] if line[old:] else "" for line in lines]
