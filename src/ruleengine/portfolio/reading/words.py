"""Texts of a portfolio by code: which can be taken, and which numbers, conditions or options they stand for."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from ruleengine.arrays.arrays import Floats, Integers, Truths
from ruleengine.arrays.elementwise import scaled
from ruleengine.characters import HIDDEN_PATTERN
from ruleengine.figures import shortest
from ruleengine.formula.amount import MAX_DIGITS, NotAnAmount, amount, convert
from ruleengine.inventory.from_document import MARKUP, NOT_APPLICABLE_WORDS
from ruleengine.program.program import Field

#: Numbers as programs write them: with or without a power of ten.
PLAIN_NUMBER = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$"
#: A text may have as many characters.
LONGEST_TEXT = 500
#: Texts of numbers that are no longer than this have all of their digits in a double.
_DOUBLE = 16
#: Lists of words longer than this are not remembered, nor more than so many lists.
_REMEMBERED, _VOCABULARIES = 512, 4_096


@frozen(eq=False)
class Words:
    """A text column: `codes` into `words`, a code of 0 where `valid` is false; `valid` is None where all are there."""

    codes: Integers
    words: pa.Array
    valid: Truths | None


def coded(array: Any) -> Words:
    """A text column, plain or by code, as codes."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if not isinstance(array, pa.DictionaryArray):
        array = array.cast(pa.string()).dictionary_encode()
    words = array.dictionary
    if words.null_count:
        return coded(array.cast(pa.string()))
    if not pa.types.is_string(words.type):
        words = words.cast(pa.string())
    indices = array.indices
    valid = None
    if indices.null_count:
        valid = indices.is_valid().to_numpy(zero_copy_only=False)
        indices = indices.fill_null(0)
    codes = indices.to_numpy().astype(np.int64, copy=False)
    if valid is not None and not len(words):
        words = pa.array([""], pa.string())
    return Words(codes, words, valid)


def flags(found: Any) -> Truths:
    """An Arrow column of true and false as a NumPy one; null is false."""
    if found.null_count:
        found = found.fill_null(False)
    array: Truths = found.to_numpy(zero_copy_only=False).astype(np.bool_, copy=False)
    return array


@frozen(eq=False)
class WordFacts:
    """What is known of the words of a column: which say `not applicable`, which cannot be taken, what they stand for.

    `values` are numbers, truths or codes into the options of the input, by code; `texts` are the words, where a formula
    reads them. `absent` and `wrong` are None where there are none.
    """

    absent: Truths | None
    wrong: Truths | None
    values: Any
    texts: tuple[str, ...] | None


class Vocabulary:
    """The facts of the words met so far, so that words which every block repeats are looked at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], WordFacts] = {}

    def facts(self, words: pa.Array, column: str, wanted: Field, factor: Fraction, used: bool) -> WordFacts:
        """The facts of the words of a column. May be called by several threads."""
        if len(words) > _REMEMBERED:
            return _facts(words, wanted, factor, used)
        key = (column, factor, *words.to_pylist())
        found = self._known.get(key)
        if found is None:
            found = _facts(words, wanted, factor, used)
            if len(self._known) > _VOCABULARIES:
                self._known = {}
            self._known[key] = found
        return found


def _facts(words: pa.Array, wanted: Field, factor: Fraction, used: bool) -> WordFacts:
    said = _any(absent_words(words, wanted))
    kind = wanted.type.kind
    if kind == "number":
        numbers, wrong = numbers_of(words, wanted, factor)
        numbers[wrong] = _admitted(wanted)
        return WordFacts(said, _any(wrong), numbers, None)
    if kind == "boolean":
        truths, wrong = truths_of(words)
        return WordFacts(said, _any(wrong), truths, None)
    refused = _any(wrong_words(words, wanted))
    if wanted.options is not None and kind == "text":
        options = tuple(wanted.options)
        index = pc.index_in(words, value_set=pa.array(list(options), pa.string())).fill_null(0)
        return WordFacts(said, refused, index.to_numpy(zero_copy_only=False).astype(np.int64), options)
    return WordFacts(said, refused, None, tuple(words.to_pylist()) if used and kind == "text" else None)


def _any(found: Truths) -> Truths | None:
    return found if found.any() else None


def _admitted(wanted: Field) -> float:
    """A number within the limits, in the place of one that cannot be read and is told as such."""
    low = next((v for v in (wanted.minimum, wanted.above) if v is not None), None)
    high = next((v for v in (wanted.maximum, wanted.below) if v is not None), None)
    if low is not None and high is not None:
        return float((low + high) / 2)
    return float(low + 1) if low is not None else float(high - 1) if high is not None else 0.0


def absent_words(words: pa.Array, field: Field) -> Truths:
    """Which words say `not applicable`."""
    known = [w for w in NOT_APPLICABLE_WORDS if not (field.options and w in field.options)]
    return flags(pc.is_in(words, value_set=pa.array(known, pa.string())))


def wrong_words(words: pa.Array, field: Field) -> Truths:
    """Which words a text or reference column does not take."""
    if field.options is not None:
        return flags(pc.invert(pc.is_in(words, value_set=pa.array(list(field.options), pa.string()))))
    blank = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(words)), 0)
    wrong = pc.or_(blank, pc.greater(pc.utf8_length(words), LONGEST_TEXT))
    return flags(wrong) | unwelcome(words)


def unwelcome(words: pa.Array) -> Truths:
    """Which texts have hidden characters or markup."""
    hidden = pc.match_substring_regex(words, HIDDEN_PATTERN)
    return flags(pc.or_(hidden, pc.match_substring_regex(words, MARKUP.pattern)))


def truths_of(words: pa.Array) -> tuple[Truths, Truths]:
    """`true` and `false` as texts, as CSV files have them; and which words are neither."""
    lower = pc.utf8_lower(words)
    true, false = flags(pc.equal(lower, "true")), flags(pc.equal(lower, "false"))
    return true, ~(true | false)


def numbers_of(words: pa.Array, field: Field, factor: Fraction) -> tuple[Floats, Truths]:
    """The number each word stands for, in the unit of the input, and which words stand for none.

    Plain numbers are multiplied by `factor`; `812 g` is converted exactly.
    """
    plain = flags(pc.match_substring_regex(words, PLAIN_NUMBER))
    texts = pc.if_else(pa.array(plain), words, "0")
    values = np.array(scaled(texts.cast(pa.float64()).to_numpy(zero_copy_only=False), factor))
    wrong = np.zeros(len(values), np.bool_) if plain.all() else unwelcome(words)
    for code in np.flatnonzero(plain & flags(pc.greater(pc.utf8_length(words), _DOUBLE))):
        wrong[code] = not _as_double(Decimal(words[int(code)].as_py()), field)
    for code in np.flatnonzero(~plain):
        found = _number(words[int(code)].as_py(), field)
        wrong[code] |= found is None
        values[code] = found or 0.0
    return values, wrong


def _as_double(value: Decimal, field: Field) -> bool:
    """Whether the limits say of a number what they say of the nearest double, and it can be calculated with."""
    if len(value.as_tuple().digits) > MAX_DIGITS:
        return False
    nearest = float(value)
    return math.isfinite(nearest) and field.admits(value) == field.admits(shortest(nearest))


def _number(text: str, field: Field) -> float | None:
    wanted = field.type.unit
    try:
        value, unit = amount(text)
    except NotAnAmount:
        return None
    if unit is not None and unit.dimension != wanted.dimension:
        return None
    return float(value if unit is None else convert(value, unit, wanted))


def as_doubles(numbers: pa.Array) -> pa.Array:
    """Numbers of any type as doubles. Those of shorter types stand for the shortest decimal that reads as them, too."""
    kind = numbers.type
    if pa.types.is_float16(kind):
        known, place = np.unique(numbers.fill_null(0).to_numpy(zero_copy_only=False), return_inverse=True)
        doubles = np.array([as_double(value, kind) for value in known], np.float64)
        return pa.array(doubles[place], mask=numbers.is_null().to_numpy(zero_copy_only=False))
    if pa.types.is_float32(kind) or pa.types.is_decimal(kind):
        return numbers.cast(pa.string()).cast(pa.float64())
    return numbers.cast(pa.float64(), safe=False)


def as_double(value: Any, kind: pa.DataType) -> float:
    """One number of a column of this type as a double."""
    narrow: Any = {pa.float16(): np.float16, pa.float32(): np.float32}.get(kind)
    return float(str(value if narrow is None else narrow(value)))
