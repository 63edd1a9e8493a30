"""The keys of a table of many products: which rows repeat one, and which row a reference points at."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ruleengine.arrays.arrays import Integers, Rows, Truths
from ruleengine.portfolio.reading.words import Words

#: Up to so many places (products times different keys) rows are found by position, else by searching.
_PLACES = 2_000_000


class Keys:
    """The keys of one table, each within its product."""

    def __init__(self, rows: Rows, texts: Words, products: int):
        self.texts = texts
        self.width = len(texts.words) + 1
        self.places = products * self.width
        numbers = rows.owner * self.width + texts.codes
        if texts.valid is not None:
            numbers = np.where(texts.valid, numbers, -1 - np.arange(len(numbers)))
        self.numbers: Integers = numbers
        self.rising = len(numbers) < 2 or bool((numbers[1:] > numbers[:-1]).all())
        self._order: Integers | None = None
        self._place: Integers | None = None

    @property
    def order(self) -> Integers:
        """The rows in the order of their keys."""
        if self._order is None:
            self._order = (
                np.arange(len(self.numbers)) if self.rising else np.argsort(self.numbers, kind="stable")
            )
        return self._order

    def repeated(self) -> Truths | None:
        """The rows with the key of an earlier one of their product; None where there are none."""
        if self.rising:
            return None
        ordered = self.numbers[self.order]
        again = np.flatnonzero(ordered[1:] == ordered[:-1]) + 1
        if not len(again):
            return None
        found = np.zeros(len(self.numbers), np.bool_)
        found[self.order[again]] = True
        found &= self.numbers >= 0
        return found

    def find(self, owner: Integers, texts: Words) -> Integers:
        """The row that each of these references, of the products `owner`, points at; -1 where there is none."""
        if not len(self.numbers) or not len(texts.words):
            return np.full(len(texts.codes), -1, np.int64)
        index: Any = pc.index_in(texts.words, value_set=self.texts.words).fill_null(pa.scalar(self.width - 1))
        codes = index.to_numpy(zero_copy_only=False).astype(np.int64)[texts.codes]
        wanted = owner * self.width
        wanted += codes
        if self.places <= _PLACES:
            return self._by_position()[wanted]
        ordered = self.numbers[self.order]
        at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
        return np.where(ordered[at] == wanted, self.order[at], -1)

    def _by_position(self) -> Integers:
        """For every product and key the row that has it, -1 where none has."""
        if self._place is None:
            place = np.full(self.places, -1, np.int64)
            keyed = self.numbers >= 0 if self.texts.valid is not None else slice(None)
            place[self.numbers[keyed]] = np.arange(len(self.numbers))[keyed]
            self._place = place
        return self._place
