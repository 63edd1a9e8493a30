"""The uncertainty of one number: `{distribution: lognormal, gsd2: 1.2}` beside its `value` in the inventory.

What the rule set gives, parameters and columns of factor tables, has no value there: its uncertainty stands by its name
under `uncertainty:` of the inventory.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen

from ruleengine.diagnostics import nearest, quoted
from ruleengine.figures import plain
from ruleengine.formula.amount import CONTEXT, NotAnAmount, amount, convert
from ruleengine.formula.typed import NUMBER, Type
from ruleengine.formula.units import NONE, Unit
from ruleengine.inventory.model import Absent, Uncertainty
from ruleengine.program.program import Field, Program, Scalar

#: Distribution → the keys it takes; of several in one tuple, exactly one.
DISTRIBUTIONS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "normal": (("sd", "cv"),),
    "lognormal": (("gsd2", "gsd"),),
    "triangular": (("min",), ("max",)),
    "uniform": (("min",), ("max",)),
}
#: A geometric standard deviation above this is taken for a mistake.
MAX_GSD = 10


class NotAnUncertainty(ValueError):
    """The uncertainty cannot be used; `steps` leads from it to the key that is wrong."""

    def __init__(self, message: str, *steps: str, expected: str | None = None, suggestion: str | None = None):
        super().__init__(message)
        self.steps, self.expected = steps, expected
        self.suggestion = suggestion or (f"correct `{steps[-1]}`" if steps else None)


def read_uncertainty(given: object, field: Field, value: Scalar | Absent) -> Uncertainty:
    """The uncertainty of a value of a field; amounts in the unit of the field. Raises `NotAnUncertainty`."""
    if field.type.kind != "number":
        raise NotAnUncertainty("only numbers have an uncertainty", suggestion="leave `uncertainty` out")
    if not isinstance(value, Decimal):
        raise NotAnUncertainty("the uncertainty belongs to a value that is not given", expected="a `value`")
    if not isinstance(given, Mapping):
        raise NotAnUncertainty("the uncertainty is no map", expected="`{distribution: lognormal, gsd2: 1.2}`")
    name = given.get("distribution")
    if not isinstance(name, str) or name not in DISTRIBUTIONS:
        steps = ("distribution",) if name is not None else ()
        raise NotAnUncertainty("the distribution is not known", *steps, expected=quoted(DISTRIBUTIONS))
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
        raise NotAnUncertainty(
            "the uncertainty of an input stands beside its value",
            suggestion="write it under `values`: `{value: …, uncertainty: {…}}`",
        )
    raise NotAnUncertainty(
        "the rule set has no such parameter or column of a look-up table",
        expected=quoted(constants(program)), suggestion=nearest(name, constants(program)),
    )  # fmt: skip


#: What all numbers of a column of a look-up table are multiplied by.
FACTOR = Field("factor", NUMBER, {}, True, None, minimum=Decimal(0))


def _check_keys(given: Mapping[str, object], name: str) -> None:
    choices = DISTRIBUTIONS[name]
    expected = "`distribution` and " + " and ".join(" or ".join(f"`{k}`" for k in keys) for keys in choices)
    known = {"distribution", *(k for keys in choices for k in keys)}
    for key in given:
        if key not in known:
            raise NotAnUncertainty(f"a {name} distribution has no `{key}`", key, expected=expected)
    for keys in choices:
        if sum(k in given for k in keys) != 1:
            needed = " or ".join(f"`{k}`" for k in keys)
            raise NotAnUncertainty(f"a {name} distribution needs {needed}", expected=expected)


@frozen
class _Reader:
    given: Mapping[str, object]
    field: Field
    value: Decimal

    def number(self, key: str, wanted: Unit) -> Decimal:
        """The number behind a key in a unit; a bare number is in it already."""
        item = self.given[key]
        expected = f"a number in `{wanted}`" if wanted.symbols else "a plain number"
        if isinstance(item, bool) or not isinstance(item, int | Decimal | str):
            raise NotAnUncertainty(f"`{key}` takes a number", key, expected=expected)
        try:
            number, unit = amount(item) if isinstance(item, str) else (Decimal(item), None)
        except NotAnAmount as error:
            raise NotAnUncertainty(f"`{key}`: {error}", key, expected=expected) from None
        if unit is not None and unit.dimension != wanted.dimension:
            raise NotAnUncertainty(f"`{key}` is given in `{unit}`", key, expected=expected)
        if len(number.as_tuple().digits) > CONTEXT.prec or abs(number.adjusted()) > 300:
            raise NotAnUncertainty(
                f"`{key}` has more digits than can be calculated with", key, expected=expected
            )
        return number if unit is None else convert(number, unit, wanted)

    def standard_deviation(self) -> Decimal:
        """`sd` in the unit of the field, or `cv` as a share of the value."""
        key = "sd" if "sd" in self.given else "cv"
        number = self.number(key, self.field.type.unit if key == "sd" else NONE)
        if number < 0:
            raise NotAnUncertainty(f"`{key}` is {plain(number)}", key, expected="at least 0")
        return number if key == "sd" else CONTEXT.multiply(number, abs(self.value))

    def geometric(self) -> Decimal:
        """The geometric standard deviation, from `gsd` or its square `gsd2`."""
        key = "gsd" if "gsd" in self.given else "gsd2"
        number = self.number(key, NONE)
        limit = MAX_GSD if key == "gsd" else MAX_GSD**2
        if not 1 <= number <= limit:
            raise NotAnUncertainty(
                f"`{key}` is {plain(number)}", key, expected=f"from 1 (certain) to {limit}"
            )
        if self.value <= 0:
            raise NotAnUncertainty(
                f"the value is {plain(self.value)}", "distribution", expected="a value above 0 for a lognormal one"
            )  # fmt: skip
        return number if key == "gsd" else CONTEXT.sqrt(number)

    def between(self, name: str) -> Uncertainty:
        """`min` and `max`, with the value between them and both within the limits of the field."""
        unit = self.field.type.unit
        low, high = self.number("min", unit), self.number("max", unit)
        if low >= high:
            raise NotAnUncertainty(f"`min` ({plain(low)}) is not below `max` ({plain(high)})", "min")
        if not low <= self.value <= high:
            shown = f"from {plain(low)} to {plain(high)}"
            raise NotAnUncertainty(
                f"the value {plain(self.value)} is not between `min` and `max`", expected=shown
            )
        for key, limit in (("min", low), ("max", high)):
            if not self.field.admits(limit):
                raise NotAnUncertainty(f"`{key}` is {plain(limit)}", key, expected=self.field.limits())
        return Uncertainty(name, None, low, high)
