"""On which line each record of a CSV file begins, found from its bytes: line ends outside quotes end records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ruleengine.arrays.arrays import Integers
from ruleengine.portfolio.files.csv_form import CsvForm, is_nothing, records

_CHUNK = 1 << 21
_QUOTE, _FEED, _RETURN = 34, 10, 13


class RecordLines:
    """The lines of the rows of a file, in the order of the rows, taken some at a time.

    Rows of nothing with another number of cells than there are columns, which reading leaves out, count as rows until
    `leave_out` is called.
    """

    def __init__(self, path: Path, form: CsvForm):
        self.path, self.form = path, form
        self._pieces = _rows(path, form)
        self._held: Integers = np.zeros(0, np.int64)
        self._taken, self._leaves_out = 0, False

    def leave_out(self) -> None:
        """From here on leave out rows of nothing with another number of cells; those taken had none before them."""
        if not self._leaves_out:
            self._leaves_out, self._held = True, np.zeros(0, np.int64)
            self._pieces = iter([_read(self.path, self.form)[self._taken :]])

    def take(self, count: int) -> Integers:
        """The lines of the next `count` rows; 0 for rows beyond the end."""
        while len(self._held) < count:
            piece = next(self._pieces, None)
            if piece is None:
                self._held = np.append(self._held, np.zeros(count - len(self._held), np.int64))
                break
            self._held = np.append(self._held, piece)
        taken, self._held = self._held[:count], self._held[count:]
        self._taken += count
        return taken


def _read(path: Path, form: CsvForm) -> Integers:
    """The lines of all rows, as a reader of CSV finds them; without those that `leave_out` leaves out."""
    due = len(form.names)
    kept = (
        n for n, cells in records(path, form) if n > form.end and (len(cells) == due or not is_nothing(cells))
    )
    return np.fromiter(kept, np.int64)


def _rows(path: Path, form: CsvForm) -> Iterator[Integers]:
    """The lines of all records behind the names."""
    told = 0
    for piece in _from_bytes(path, ord(form.separator)):
        if piece is None:
            every = np.fromiter((line for line, _ in records(path, form)), np.int64)
            yield every[told:][every[told:] > form.end]
            return
        told += len(piece)
        yield piece[piece > form.end]


def _from_bytes(path: Path, separator: int) -> Iterator[Integers | None]:
    """The lines on which records begin; None, and then nothing, where quotes stand within cells without quotes."""
    if not path.stat().st_size:
        return
    content = np.memmap(path, np.uint8, "r")
    start, line, ended, quotes = 0, 1, 0, 0
    for first in range(0, len(content), _CHUNK):
        chunk, following = _chunk(content, first)
        marks = np.flatnonzero(chunk == _QUOTE)
        if len(marks) and not _regular(content, marks + first, quotes, separator):
            yield None
            return
        ends = np.flatnonzero((chunk == _FEED) | ((chunk == _RETURN) & (following != _FEED)))
        outside = (quotes + np.searchsorted(marks, ends)) % 2 == 0
        next_lines = (ended + np.arange(len(ends)) + 2)[outside]
        closing = ends[outside] + first
        if len(closing):
            starts = np.append([start], closing[:-1] + 1)
            lines = np.append([line], next_lines[:-1])
            length = closing - starts
            blank = (length == 0) | ((length == 1) & (content[starts] == _RETURN))
            yield lines[~blank]
            start, line = int(closing[-1]) + 1, int(next_lines[-1])
        ended, quotes = ended + len(ends), quotes + len(marks)
    if start < len(content):
        yield np.array([line], np.int64)


def _chunk(content: Any, first: int) -> tuple[Any, Any]:
    """A piece of the file, and for each of its bytes the one that follows (0 behind the last one)."""
    piece = np.asarray(content[first : first + _CHUNK + 1])
    chunk = piece[:_CHUNK]
    return chunk, np.append(piece[1:], 0)[: len(chunk)]


def _regular(content: Any, marks: Integers, before: int, separator: int) -> bool:
    """Whether quotes open at the beginning of cells and close at their end, but for those that are doubled."""
    edges = (separator, _FEED, _RETURN, _QUOTE)
    opening = (before + np.arange(len(marks))) % 2 == 0
    opened, closed = marks[opening], marks[~opening]
    ahead = content[np.maximum(opened - 1, 0)]
    behind = content[np.minimum(closed + 1, len(content) - 1)]
    at_start = (opened == 0) | ((opened == 3) & (content[0] == 0xEF))
    at_end = closed == len(content) - 1
    return bool((np.isin(ahead, edges) | at_start).all() and (np.isin(behind, edges) | at_end).all())
