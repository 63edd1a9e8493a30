"""One column of a block as values: numbers in the unit of the input, conditions, codes; and which are wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen

from ruleengine.arrays.arrays import Floats, Truths
from ruleengine.arrays.elementwise import scaled
from ruleengine.arrays.ties import NEAR
from ruleengine.portfolio.columns import Column, is_text
from ruleengine.portfolio.reading.words import Vocabulary, Words, as_doubles, coded, flags
from ruleengine.program.program import Field


@frozen(eq=False)
class Cells:
    """The values of a column, one a product or one a row of its table.

    `present` and `absent` (declared not applicable) are None where all are there and where none is declared; `wrong`
    marks what the input does not take, `doubtful` what exact arithmetic has to hold against a limit. `words` are the
    texts of codes, `texts` the column itself where it has texts.
    """

    values: Any
    present: Truths | None
    absent: Truths | None
    wrong: Truths | None = None
    doubtful: Truths | None = None
    words: tuple[str, ...] | None = None
    texts: Words | None = None


def cells_of(given: Any, absent: Any, column: Column, name: str, size: int, vocabulary: Vocabulary) -> Cells:
    """The cells of a column of the file, and of its column of `not applicable`; `name` is that of the input.

    Where the file has no such column, `size` cells are missing.
    """
    wanted = column.field
    if given is None or pa.types.is_null(given.type):
        given = pa.nulls(size, pa.float64() if wanted.type.kind == "number" else pa.string())
    declared = None if absent is None else flags(absent)
    if is_text(given.type):
        found = _from_texts(given, declared, column, name, vocabulary)
    else:
        present = flags(given.is_valid()) if given.null_count else None
        found = Cells(
            flags(given) if wanted.type.kind == "boolean" else _doubles(given, column), present, declared
        )
    if wanted.type.kind == "number":
        found = _within_limits(column, found)
    return found


def _from_texts(
    given: Any, declared: Truths | None, column: Column, name: str, vocabulary: Vocabulary
) -> Cells:
    texts = coded(given)
    facts = vocabulary.facts(texts.words, name, column.field, column.factor, column.used)
    absent = declared
    if facts.absent is not None:
        said = _and(facts.absent[texts.codes], texts.valid)
        absent = said if absent is None else said | absent
    wrong = None
    if facts.wrong is not None:
        wrong = but(_and(facts.wrong[texts.codes], texts.valid), absent)
    values: Any = texts.codes
    if facts.values is not None:
        known = facts.values
        values = known[texts.codes] if len(known) else np.zeros(len(values), known.dtype)
    return Cells(values, texts.valid, absent, wrong, None, facts.texts, texts)


def _within_limits(column: Column, found: Cells) -> Cells:
    """The numbers with those marked that are not finite or break the limits; converted ones may only seem to."""
    wanted, numbers = column.field, found.values
    if not len(numbers) or (
        column.factor == 1 and _within(wanted, float(numbers.min()), float(numbers.max()))
    ):
        return found
    there = found.present if found.absent is None else but(found.present, found.absent)
    finite = np.isfinite(numbers)
    outside = ~finite | ~_admitted(wanted, numbers)
    doubtful = None
    if column.factor != 1:
        doubtful = finite & _near_limits(wanted, numbers)
        outside &= ~doubtful
    outside = _and(outside, there)
    wrong = outside if found.wrong is None else found.wrong | outside
    return Cells(numbers, found.present, found.absent, wrong, doubtful, found.words, found.texts)


def _and(rows: Truths, there: Truths | None) -> Truths:
    return rows if there is None else rows & there


def but(rows: Truths | None, left_out: Truths | None) -> Truths | None:
    """The rows without those left out; None for all rows."""
    if left_out is None:
        return rows
    return ~left_out if rows is None else rows & ~left_out


def _doubles(given: Any, column: Column) -> Floats:
    """A column of numbers of any type as doubles in the unit of the input; zero where there is none."""
    if not pa.types.is_float64(given.type):
        given = as_doubles(given)
    if given.null_count:
        given = given.fill_null(0.0)
    return scaled(given.to_numpy(zero_copy_only=False), column.factor)


def default_of(wanted: Field, words: tuple[str, ...] | None) -> float | int | bool:
    """The default of an input as the arrays hold it."""
    value = wanted.default
    if isinstance(value, Decimal):
        return float(value)
    return words.index(value) if isinstance(value, str) and words else bool(value)


def _within(wanted: Field, low: float, high: float) -> bool:
    """Whether all numbers between these are finite and admitted."""
    return bool(np.isfinite(low) and np.isfinite(high)) and bool(
        _admitted(wanted, np.asarray([low, high])).all()
    )


def _admitted(wanted: Field, found: Floats) -> Truths:
    kept = np.ones(len(found), np.bool_)
    for limit, compare in (
        (wanted.minimum, np.greater_equal), (wanted.maximum, np.less_equal),
        (wanted.above, np.greater), (wanted.below, np.less),
    ):  # fmt: skip
        if limit is not None:
            kept &= compare(found, float(limit))
    return kept


def _near_limits(wanted: Field, found: Floats) -> Truths:
    near = np.zeros(len(found), np.bool_)
    for limit in (wanted.minimum, wanted.maximum, wanted.above, wanted.below):
        if limit is not None:
            near |= np.abs(found - float(limit)) <= NEAR * abs(float(limit))
    return near
