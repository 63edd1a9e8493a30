"""Texts of a portfolio by code: which are well-formed, and which numbers with a unit they stand for."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from ruleengine.arrays.arrays import Floats, Integers, Truths
from ruleengine.arrays.elementwise import scaled
from ruleengine.characters import HIDDEN_PATTERN, code_point, hidden_in
from ruleengine.diagnostics import quoted
from ruleengine.formula.amount import NotAnAmount, amount, convert
from ruleengine.formula.units import describe
from ruleengine.inventory.from_document import MARKUP, MAX_DIGITS, NOT_APPLICABLE_WORDS
from ruleengine.program.program import Field

#: Numbers as programs write them: with or without a power of ten.
PLAIN_NUMBER = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$"
_LONGEST = 500
#: Lists of words longer than this are not remembered, nor more than so many lists.
_REMEMBERED, _VOCABULARIES = 512, 4_096


@frozen(eq=False)
class Words:
    """A text column: `codes` into `words`, a code of 0 where `valid` is false; `valid` is None where all are there."""

    codes: Integers
    words: pa.Array
    valid: Truths | None


@frozen
class Fault:
    """What is wrong with a word; the message is complete."""

    code: str
    message: str
    expected: str | None = None
    found: str | None = None


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
class Facts:
    """What is known of the words of a column: which say `not applicable`, what is wrong, what they stand for.

    `values` are numbers, truths or codes into the options of the input, by code; `texts` are the words, where a formula
    reads them.
    """

    absent: Truths | None
    faults: dict[int, Fault]
    values: Any
    texts: tuple[str, ...] | None


class Vocabulary:
    """The facts of the words met so far, so that words which every block repeats are looked at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Facts] = {}

    def facts(self, words: pa.Array, column: str, wanted: Field, factor: Fraction, used: bool) -> Facts:
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


def _facts(words: pa.Array, wanted: Field, factor: Fraction, used: bool) -> Facts:
    absent = absent_words(words, wanted)
    said = absent if absent.any() else None
    kind = wanted.type.kind
    if kind == "number":
        numbers, faults = numbers_of(words, wanted, factor)
        numbers[list(faults)] = _admitted(wanted)
        return Facts(said, faults, numbers, None)
    if kind == "boolean":
        truths, faults = truths_of(words, wanted)
        return Facts(said, faults, truths, None)
    faults = word_faults(words, wanted)
    if wanted.options is not None and kind == "text":
        options = tuple(wanted.options)
        index = pc.index_in(words, value_set=pa.array(list(options), pa.string())).fill_null(0)
        return Facts(said, faults, index.to_numpy(zero_copy_only=False).astype(np.int64), options)
    return Facts(said, faults, None, tuple(words.to_pylist()) if used and kind == "text" else None)


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


def word_faults(words: pa.Array, field: Field) -> dict[int, Fault]:
    """What is wrong with the words of a text or reference column, by code."""
    faults: dict[int, Fault] = {}
    blank = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(words)), 0)
    wrong = flags(pc.or_(blank, pc.greater(pc.utf8_length(words), _LONGEST)))
    for code in np.flatnonzero(wrong):
        faults[int(code)] = Fault("E604", f"`{field.name}` takes a text", "a text of 1 to 500 characters")
    if field.options is not None:
        unknown = flags(pc.invert(pc.is_in(words, value_set=pa.array(list(field.options), pa.string()))))
        for code in np.flatnonzero(unknown & ~wrong):
            message = f"`{words[int(code)].as_py()[:60]}` is not a value of `{field.name}`"
            faults[int(code)] = Fault("E606", message, quoted(field.options))
        return faults
    return {**_text_faults(words), **faults}


def _text_faults(words: pa.Array) -> dict[int, Fault]:
    """Texts with hidden characters or markup, by position."""
    faults: dict[int, Fault] = {}
    for code in np.flatnonzero(flags(pc.match_substring_regex(words, HIDDEN_PATTERN))):
        text = words[int(code)].as_py()
        shown = code_point(text[hidden_in(text) or 0])
        faults[int(code)] = Fault("E613", f"the text has the hidden character {shown}")
    for code in np.flatnonzero(flags(pc.match_substring_regex(words, MARKUP.pattern))):
        faults.setdefault(
            int(code), Fault("E613", "the text has markup", None, f"`{words[int(code)].as_py()[:60]}`")
        )
    return faults


def truths_of(words: pa.Array, field: Field) -> tuple[Truths, dict[int, Fault]]:
    """`true` and `false` as texts, as CSV files have them."""
    lower = pc.utf8_lower(words)
    true, false = flags(pc.equal(lower, "true")), flags(pc.equal(lower, "false"))
    fault = Fault("E604", f"`{field.name}` takes a condition", "`true` or `false`")
    return true, {int(code): fault for code in np.flatnonzero(~(true | false))}


def numbers_of(words: pa.Array, field: Field, factor: Fraction) -> tuple[Floats, dict[int, Fault]]:
    """The number each word stands for, in the unit of the input, and what is wrong with the others.

    Plain numbers are multiplied by `factor`; `812 g` is converted exactly.
    """
    plain = flags(pc.match_substring_regex(words, PLAIN_NUMBER))
    texts = pc.if_else(pa.array(plain), words, "0")
    values = np.array(scaled(texts.cast(pa.float64()).to_numpy(zero_copy_only=False), factor))
    faults: dict[int, Fault] = {}
    for code in np.flatnonzero(~plain):
        found = _number(words[int(code)].as_py(), field)
        if isinstance(found, Fault):
            faults[int(code)] = found
        else:
            values[code] = found
    return values, faults


def _number(text: str, field: Field) -> float | Fault:
    wanted = field.type.unit
    if "," in text:
        due = f"a number in `{wanted}`, with a point before decimals"
        return Fault("E604", f"`{field.name}`: `{text[:60]}` has a comma", due)
    try:
        value, unit = amount(text)
    except NotAnAmount as error:
        return Fault("E604", f"`{field.name}`: {error}", f"a number in `{wanted}`")
    if len(value.as_tuple().digits) > MAX_DIGITS or abs(value.adjusted()) > 300:
        return Fault("E603", f"`{field.name}` has more digits than can be calculated with")
    if unit is not None and unit.dimension != wanted.dimension:
        return Fault(
            "E602", f"`{field.name}` is given in `{unit}`", f"`{wanted}`, {describe(wanted.dimension)}",
            f"`{unit}`, {describe(unit.dimension)}",
        )  # fmt: skip
    return float(value if unit is None else convert(value, unit, wanted))


def shortest(value: float) -> Decimal:
    """The number that a double stands for: the shortest decimal that reads as it."""
    return Decimal(repr(float(value)))


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


def id_faults(ids: pa.Array) -> dict[int, Fault]:
    """What is wrong with product ids, by position. An id is a text of 1 to 500 characters without hidden ones."""
    faults: dict[int, Fault] = {}
    missing = pc.fill_null(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(ids)), 0), True)
    for position in np.flatnonzero(flags(missing)):
        faults[int(position)] = Fault("E605", "the product has no id", "an id of its own")
    for position in np.flatnonzero(flags(pc.greater(pc.utf8_length(ids), _LONGEST))):
        faults[int(position)] = Fault("E604", "the id is too long", f"a text of 1 to {_LONGEST} characters")
    return {**_text_faults(ids), **faults}
