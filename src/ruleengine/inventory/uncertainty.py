"""The uncertainty of one number: `{distribution: lognormal, gsd2: 1.2}` beside its `value` in the inventory.

What the rule set gives, parameters and columns of factor tables, has no value there: its uncertainty stands by its name
under `uncertainty:` of the inventory.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen

from ruleengine.diagnostics import Fact, Fault, Nearest, Phrase, nearest
from ruleengine.figures import plain
from ruleengine.formula.amount import CONTEXT, NotAnAmount, amount, convert
from ruleengine.formula.typed import NUMBER, Type
from ruleengine.formula.units import NONE, Unit
from ruleengine.inventory.model import Absent, Uncertainty
from ruleengine.inventory.values import number_in
from ruleengine.program.program import Field, Program, Scalar
from ruleengine.source.wording import shown_text

#: Distribution → the keys it takes; of several in one tuple, exactly one.
DISTRIBUTIONS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "normal": (("sd", "cv"),),
    "lognormal": (("gsd2", "gsd"),),
    "triangular": (("min",), ("max",)),
    "uniform": (("min",), ("max",)),
}
#: A geometric standard deviation above this is taken for a mistake.
MAX_GSD = 10


class NotAnUncertainty(Fault):
    """The uncertainty cannot be used; `steps` leads from it to the key that is wrong."""

    def __init__(self, key: str, /, *steps: str, **facts: Fact | None):
        at = steps[-1] if steps else None
        super().__init__(key, span=None, **_known({"at": at, **facts}))
        self.steps = steps

    def of(self, name: str) -> Fault:
        """The fault of the uncertainty of a named value."""
        return Fault(self.key, span=None, **_known({**dict(self.facts), "of": name}))


def read_uncertainty(given: object, field: Field, value: Scalar | Absent) -> Uncertainty:
    """The uncertainty of a value of a field; amounts in the unit of the field. Raises `NotAnUncertainty`."""
    if field.type.kind != "number":
        raise NotAnUncertainty("E640.only_numbers")
    if not isinstance(value, Decimal):
        raise NotAnUncertainty("E640.no_value")
    if not isinstance(given, Mapping):
        raise NotAnUncertainty("E640.no_map")
    name = given.get("distribution")
    if not isinstance(name, str) or name not in DISTRIBUTIONS:
        steps = ("distribution",) if name is not None else ()
        raise NotAnUncertainty("E640.distribution", *steps, known=tuple(DISTRIBUTIONS), nearest=_near(name))
    _check_keys(given, name)
    reader = _Reader(given, field, value)
    if name == "normal":
        return Uncertainty(name, reader.standard_deviation())
    if name == "lognormal":
        return Uncertainty(name, reader.geometric())
    return reader.between(name)


def constants(program: Program) -> list[str]:
    """The names of what the rule set gives and may be uncertain: parameters, columns of look-up tables."""
    columns = [
        f"{a}.{c}" for a, table in program.lookups.items() for c in table.columns if c not in table.keys
    ]
    return [*program.parameters, *columns]


def read_constant(given: object, program: Program, name: str) -> Uncertainty:
    """The uncertainty of a parameter, in its unit, or of a column of a look-up table, as a factor of its numbers.

    Raises `NotAnUncertainty`, also where the rule set has no such name.
    """
    if name in program.parameters:
        parameter = program.parameters[name]
        field = Field(name, Type("number", parameter.unit), {}, True, None)
        return read_uncertainty(given, field, parameter.value)
    if name in constants(program):
        return read_uncertainty(given, FACTOR, Decimal(1))
    beside = name.partition(".")[0]
    if beside in program.fields or beside in program.tables:
        raise NotAnUncertainty("E640.of_input")
    raise NotAnUncertainty(
        "E640.unknown",
        known=tuple(constants(program)) or None,
        nearest=nearest(name, constants(program)),
    )


#: What all numbers of a column of a look-up table are multiplied by.
FACTOR = Field("factor", NUMBER, {}, True, None, minimum=Decimal(0))


def _near(name: object) -> Nearest | None:
    return nearest(name, DISTRIBUTIONS) if isinstance(name, str) else None


def _known(facts: Mapping[str, Fact | None]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact is not None}


def _check_keys(given: Mapping[str, object], name: str) -> None:
    choices = DISTRIBUTIONS[name]
    known = ("distribution", *(k for keys in choices for k in keys))
    needed = tuple(_either(keys) for keys in choices)
    for key in given:
        if key not in known:
            raise NotAnUncertainty(
                "E640.key",
                key,
                distribution=name,
                key=shown_text(key),
                needed=needed,
                nearest=nearest(key, known),
            )
    for keys in choices:
        if sum(k in given for k in keys) != 1:
            raise NotAnUncertainty("E640.needs", distribution=name, missing=_either(keys), needed=needed)


def _either(keys: tuple[str, ...]) -> Phrase:
    """One key in words, or one of two."""
    return (
        Phrase("path.name", name=keys[0]) if len(keys) == 1 else Phrase("either", one=keys[0], other=keys[1])
    )


@frozen
class _Reader:
    given: Mapping[str, object]
    field: Field
    value: Decimal

    def number(self, key: str, wanted: Unit) -> Decimal:
        """The number behind a key in a unit; a bare number is in it already."""
        item = self.given[key]
        if isinstance(item, bool) or not isinstance(item, int | Decimal | str):
            raise NotAnUncertainty("E640.number", key, key=key, due=number_in(wanted))
        try:
            number, unit = amount(item) if isinstance(item, str) else (Decimal(item), None)
        except NotAnAmount as error:
            reason, todo = error.reason, error.remedy
            raise NotAnUncertainty(
                "E640.amount", key, key=key, reason=reason, todo=todo, due=number_in(wanted)
            ) from None
        if unit is not None and unit.dimension != wanted.dimension:
            raise NotAnUncertainty("E640.unit", key, key=key, unit=str(unit), due=number_in(wanted))
        if len(number.as_tuple().digits) > CONTEXT.prec or abs(number.adjusted()) > 300:
            raise NotAnUncertainty("E640.digits", key, key=key, due=number_in(wanted))
        return number if unit is None else convert(number, unit, wanted)

    def standard_deviation(self) -> Decimal:
        """`sd` in the unit of the field, or `cv` as a share of the value."""
        key = "sd" if "sd" in self.given else "cv"
        number = self.number(key, self.field.type.unit if key == "sd" else NONE)
        if number < 0:
            raise NotAnUncertainty("E640.negative", key, key=key, number=plain(number))
        return number if key == "sd" else CONTEXT.multiply(number, abs(self.value))

    def geometric(self) -> Decimal:
        """The geometric standard deviation, from `gsd` or its square `gsd2`."""
        key = "gsd" if "gsd" in self.given else "gsd2"
        number = self.number(key, NONE)
        limit = MAX_GSD if key == "gsd" else MAX_GSD**2
        if not 1 <= number <= limit:
            raise NotAnUncertainty("E640.spread", key, key=key, number=plain(number), limit=limit)
        if self.value <= 0:
            raise NotAnUncertainty("E640.lognormal", "distribution", number=plain(self.value))
        return number if key == "gsd" else CONTEXT.sqrt(number)

    def between(self, name: str) -> Uncertainty:
        """`min` and `max`, with the value between them and both within the limits of the field."""
        unit = self.field.type.unit
        low, high = self.number("min", unit), self.number("max", unit)
        if low >= high:
            raise NotAnUncertainty("E640.order", "min", low=plain(low), high=plain(high))
        if not low <= self.value <= high:
            raise NotAnUncertainty("E640.between", number=plain(self.value), low=plain(low), high=plain(high))
        for key, limit in (("min", low), ("max", high)):
            if not self.field.admits(limit):
                raise NotAnUncertainty(
                    "E640.limits", key, key=key, number=plain(limit), limits=self.field.bounds
                )
        return Uncertainty(name, None, low, high)
