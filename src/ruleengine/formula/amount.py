"""Amounts as people write them: `812 g`, `28.9 W`, `5 %`, `1 000 kWh`, `2e-3 kg`; the arithmetic all numbers are in."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from ruleengine.characters import half_width, visible
from ruleengine.diagnostics import Fault, Phrase
from ruleengine.diagnostics.facts import spoken
from ruleengine.formula.spellings import unit_hint
from ruleengine.formula.units import Unit, UnknownUnit, unit
from ruleengine.language import messages_language

_AMOUNT = re.compile(
    r"(-?(?:[1-9][0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3})+(?:\.[0-9]+)?"
    r"|(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3}(?![0-9]))?))\s*(.*)\Z",
    re.DOTALL,
)
MAX_DIGITS = 34
#: How much of a text a message shows, and how long one may be for a correction to be looked for.
_SHOWN, _LONGEST = 60, 60
#: Decimal128's precision; overflow and undefined results are errors, never infinities.
CONTEXT = Context(
    prec=MAX_DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[DivisionByZero, Overflow, InvalidOperation],
)


class NotAnAmount(Fault):
    """The text is no number with a unit: why, and what to write where that is known.

    `key` is `E602.unknown_unit` where only the unit is in the way, else `E604.amount`; both want the
    name of what is read.
    """

    def __init__(self, key: str, reason: Phrase, remedy: Phrase | None = None):
        super().__init__(key, reason=reason, remedy=remedy)
        self.reason, self.remedy = reason, remedy

    def __str__(self) -> str:
        return spoken(self.reason, messages_language())


def amount(text: str) -> tuple[Decimal, Unit | None]:
    """The number and the unit of a text; None where no unit is given.

    Thousands may be set apart by spaces, and a number without them may have a power of ten, as in JSON.
    Raises `NotAnAmount`, also for an unknown unit.
    """
    found = _read(text)
    if found is not None:
        return found
    match = _AMOUNT.match(text.strip())
    if match and _digits(match[1]) > MAX_DIGITS:
        raise NotAnAmount("E604.amount", Phrase("amount.digits", limit=MAX_DIGITS))
    rewritten = _rewritten(text)
    if rewritten is not None:
        reason, written = rewritten
        shown, decimal = (
            visible(text.strip()),
            re.fullmatch(r"(-?[0-9]+),([0-9]{3}(?![0-9,]).*)", text.strip()),
        )
        remedy = Phrase("amount.write", written=written)
        if reason == "thousands" and decimal:
            remedy = Phrase(
                "amount.write_either", written=written, other=visible(f"{decimal[1]}.{decimal[2]}")
            )
        raise NotAnAmount("E604.amount", Phrase(f"amount.{reason}", text=shown), remedy)
    if match and not re.match(r"[-0-9.,~+/–—−_]|[eExob][+-]?[0-9]", match[2]):
        given = match[2].strip()
        hint = unit_hint(given)
        raise NotAnAmount(
            "E602.unknown_unit",
            Phrase("amount.unit", unit=visible(given[:_SHOWN])),
            hint.remedy(visible(given)) if hint else None,
        )
    raise NotAnAmount("E604.amount", Phrase("amount.no_number", text=visible(text[:_SHOWN])))


def _read(text: str) -> tuple[Decimal, Unit | None] | None:
    """The number and the unit of a text; None where it is no amount."""
    match = _AMOUNT.match(text.strip())
    if not match:
        return None
    digits = re.sub("[ \u00a0\u202f]", "", match[1])
    if _digits(digits) > MAX_DIGITS:
        return None
    if not match[2]:
        return Decimal(digits), None
    try:
        return Decimal(digits), unit(match[2].strip())
    except UnknownUnit:
        return None


def _digits(number: str) -> int:
    """The digits of a number, without those of its power of ten."""
    return sum(c.isdigit() for c in re.split("[eE]", number)[0])


def _together(found: re.Match[str]) -> str:
    return found[0].replace(" ", "")


_IN_THREES = "-?[1-9][0-9]{0,2}( [0-9]{3})+(?! ?[0-9])"
#: Why a number cannot be read, in the order asked, and what it becomes when that is put right.
_REPAIRS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("width", half_width),
    ("minus", lambda text: re.sub("^[\u2212\u2010-\u2015\uff0d] *", "-", text)),
    ("sign", lambda text: re.sub(r"^\+ *", "", text)),
    ("sign", lambda text: re.sub(r"^- +(?=[0-9.])", "-", text)),
    ("spaces", lambda text: re.sub("(?<=[0-9])[\u2000-\u200a\u205f\u3000'’](?=[0-9]{3})", " ", text)),
    ("comma", lambda text: re.sub(r"^(-?[0-9]+),([0-9]{1,2}|[0-9]{4,})(?![0-9,])", r"\1.\2", text)),
    ("comma", lambda text: re.sub(r"^(-?0),(?=[0-9])", r"\1.", text)),
    ("thousands", lambda text: re.sub(r"^-?[0-9]{1,3}(,[0-9]{3})+(?![0-9,])", lambda m: m[0].replace(",", " "), text)),
    ("zeros", lambda text: re.sub(r"^(-?)0+(?=[0-9])", r"\1", text)),
    ("point", lambda text: re.sub(r"^(-?)\.(?=[0-9])", r"\g<1>0.", text)),
    ("point", lambda text: re.sub(r"^(-?[0-9]+)\.(?![0-9])", r"\1", text)),
    ("groups", lambda text: re.sub(rf"^(?!{_IN_THREES})-?[0-9]+( [0-9]+)+", _together, text)),
)  # fmt: skip


def _rewritten(text: str) -> tuple[str, str] | None:
    """Why the number of a text cannot be read, and the whole text as it can be; None where no repair helps."""
    if len(text) > _LONGEST:
        return None
    repaired, reasons = text.strip(), []
    for reason, repair in _REPAIRS:
        try:
            changed = repair(repaired)
        except ArithmeticError:
            return None
        if changed != repaired:
            reasons.append(reason)
        repaired = changed
    number = _AMOUNT.match(repaired)
    if not reasons or not number:
        return None
    if _read(repaired) is None:
        hint = unit_hint(number[2])
        if hint is None or hint.times != 1:
            return None
        repaired = f"{number[1]} {hint.unit}"
    return None if set(reasons) == {"width"} and _only_unit(text, repaired) else (reasons[0], repaired)


def _only_unit(text: str, repaired: str) -> bool:
    """Whether the number was right as it stood, and only its unit was not."""
    before, after = _AMOUNT.match(text.strip()), _AMOUNT.match(repaired)
    return before is not None and after is not None and before[1] == after[1]


def convert(value: Decimal, given: Unit, wanted: Unit) -> Decimal:
    """A value from one unit to another of the same dimension, exactly where 34 digits allow."""
    factor = given.factor_to(wanted)
    if factor == 1:
        return value
    return CONTEXT.divide(CONTEXT.multiply(value, factor.numerator), factor.denominator)
