"""One value of an inventory as its field takes it: number in the unit of the field, text, condition, key of a row.

What is wrong is raised as a fault; whoever knows where the value stands tells it.
"""

from __future__ import annotations

from decimal import Decimal

from ruleengine.diagnostics import Fact, Fault, Phrase, nearest
from ruleengine.figures import plain, with_unit
from ruleengine.formula.amount import NotAnAmount, amount, convert
from ruleengine.formula.units import Unit, dimension_words
from ruleengine.program.program import Field, Scalar
from ruleengine.source.wording import shown_text

NOT_APPLICABLE_WORDS = ("not applicable", "不适用")
MAX_DIGITS = 34
_MAX_EXPONENT = 1000
_MAX_TEXT = 500


def is_not_applicable(field: Field, given: object) -> bool:
    """Whether a value says that there is none to give; where it is one of the allowed values, it is that."""
    return (
        isinstance(given, str)
        and given in NOT_APPLICABLE_WORDS
        and not (field.options and given in field.options)
    )


def read_value(field: Field, given: object) -> Scalar:
    """The value of a field as the inventory gives it; raises `Fault` (E602, E603, E604, E606)."""
    if field.type.kind == "number":
        return _number(field, given)
    if field.type.kind == "boolean":
        if isinstance(given, bool):
            return given
        raise Fault("E604.condition", field=field.name)
    if not isinstance(given, str) or not given.strip() or len(given) > _MAX_TEXT:
        raise Fault("E604.text", field=field.name, due=due(field))
    if field.options is not None and given not in field.options:
        known = tuple(field.options)
        raise Fault(
            "E606.value",
            field=field.name,
            value=shown_text(given),
            known=known,
            nearest=nearest(given, known),
        )
    return given


def _number(field: Field, given: object) -> Decimal:
    wanted = field.type.unit
    value, unit = (given, None) if isinstance(given, Decimal) else _amount(field, given)
    if (
        len(str(value)) > MAX_DIGITS and len(value.as_tuple().digits) > MAX_DIGITS
    ):  # the first takes less time
        raise Fault("E603.digits", field=field.name)
    if abs(value.adjusted()) > _MAX_EXPONENT:
        raise Fault("E603.size", field=field.name)
    if unit is not None and unit.dimension != wanted.dimension:
        raise Fault(
            "E602.dimension", field=field.name, unit=str(unit), dimension=dimension_words(unit.dimension),
            wanted=str(wanted), wanted_dimension=dimension_words(wanted.dimension),
        )  # fmt: skip
    value = convert(value, unit, wanted) if unit is not None else value
    if not field.admits(value):
        raise Fault("E603.limits", field=field.name, value=in_unit(value, wanted), limits=field.bounds)
    return value


def _amount(field: Field, given: object) -> tuple[Decimal, Unit | None]:
    if isinstance(given, bool) or not isinstance(given, int | str):
        raise Fault("E604.number", field=field.name, due=due(field))
    try:
        return amount(given) if isinstance(given, str) else (Decimal(given), None)
    except NotAnAmount as error:
        raise not_an_amount(error, Phrase("path.name", name=field.name), field.type.unit) from None


def not_an_amount(error: NotAnAmount, name: Fact, wanted: Unit) -> Fault:
    """What an amount that cannot be read says of a named value that is wanted in a unit."""
    reason, todo = error.reason, error.remedy
    if error.key == "E602.unknown_unit":
        dimension = dimension_words(wanted.dimension)
        return Fault(
            "E602.unknown_unit",
            name=name,
            reason=reason,
            todo=todo,
            wanted=str(wanted),
            wanted_dimension=dimension,
        )
    return Fault("E604.amount", name=name, reason=reason, todo=todo, due=number_in(wanted))


def number_in(unit: Unit) -> Phrase:
    """A number in a unit, in words."""
    return Phrase("input.number", unit=str(unit)) if unit.symbols else Phrase("input.plain_number")


def due(field: Field) -> Phrase:
    """What a field takes, in words."""
    kind = field.type.kind
    if kind == "number":
        return number_in(field.type.unit)
    if kind == "reference":
        return Phrase("input.reference", table=str(field.type.target))
    if field.options is not None:
        return Phrase("input.option", known=tuple(field.options))
    return Phrase("input.boolean") if kind == "boolean" else Phrase("input.text", limit=_MAX_TEXT)


def in_unit(value: Decimal, unit: Unit) -> Phrase:
    """A number with its unit, in words."""
    if not unit.symbols:
        return Phrase("input.figure", number=plain(value))
    return Phrase("input.amount", number=with_unit(plain(value), f"`{unit}`"))
