"""Typing: one test a rule, and one an error with its code, message, both sides, underlined part and suggestion."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from ruleengine.formula import typed as t
from ruleengine.formula.from_text import parse
from ruleengine.formula.print_text import print_text
from ruleengine.formula.refusals import FormulaError
from ruleengine.formula.scope import LookupTable, Scope
from ruleengine.formula.to_typed import PLAIN_NUMBERS, fit, to_typed
from ruleengine.formula.units import NONE, unit
from tests.examples import examples
from tests.strategies import formula_trees


def number(symbol: str, table: str | None = None) -> t.Type:
    return t.Type("number", unit(symbol), table)


def text(*options: str, table: str | None = None) -> t.Type:
    return t.Type("text", table=table, options=frozenset(options) if options else None)


SCOPE = Scope(
    values={
        "power": number("W"),
        "life": number("h"),
        "energy": number("kWh"),
        "mass": number("kg"),
        "area": number("m2"),
        "ratio": number("1"),
        "share": number("%"),
        "emission": number("kgCO2e"),
        "battery": t.BOOLEAN,
        "market": text("cn", "eu"),
        "name": text(),
        "load": number("kg", "materials"),
        "footprint.total": number("kgCO2e"),
        "footprint.use": number("kgCO2e"),
    },
    tables={
        "materials": {
            "name": text(table="materials"),
            "kind": text("steel", "glass", table="materials"),
            "mass": number("kg", "materials"),
            "factor": number("kgCO2e/kg", "materials"),
            "recycled": t.BOOLEAN.of("materials"),
            "process": t.Type("reference", table="materials", target="processes"),
            "load": number("kg", "materials"),
        },
        "processes": {
            "id": text(table="processes"),
            "output": number("kg", "processes"),
            "share": number("%", "processes"),
            "site": t.Type("reference", table="processes", target="sites"),
        },
        "sites": {"id": text(table="sites"), "electricity": number("kWh", "sites")},
    },
    lookups={
        "electricity": LookupTable(
            (("kind", frozenset({"average", "solar"})),), {"factor": unit("kgCO2e/kWh")}
        ),
        "fuels": LookupTable(
            (("fuel", frozenset({"coal", "steel", "glass"})),),
            {"direct": unit("kgCO2e/kg"), "upstream": unit("kgCO2e/kg")},
        ),
        "heat": LookupTable(
            (("province", frozenset({"hebei"})), ("year", frozenset({"2023"}))), {"factor": unit("kgCO2e/GJ")}
        ),
    },
)


def typed(formula: str) -> t.Typed:
    return to_typed(parse(formula), SCOPE)


def outcome(tree) -> t.Typed | FormulaError:
    """The typed tree, or why it is refused."""
    try:
        return to_typed(tree, SCOPE)
    except FormulaError as error:
        return error


def as_text(type_: t.Type) -> str:
    where = f" of {type_.table}" if type_.table else ""
    target = f" to {type_.target}" if type_.target else ""
    return (f"{type_.kind} {type_.unit}" if type_.kind == "number" else type_.kind) + target + where


TYPES = [
    # literals and names
    ("1", "number 1"),
    ("0.5", "number 1"),
    ("mass if battery else not_applicable", "number kg"),
    ("not_applicable if battery else market", "text"),
    ("battery if battery else not_applicable", "boolean"),
    ("materials.mass if materials.recycled else not_applicable", "number kg of materials"),
    ("1000", "number 1"),
    ('"cn"', "text"),
    ("True", "boolean"),
    ("power", "number W"),
    ("battery", "boolean"),
    ("market", "text"),
    ("load", "number kg of materials"),
    ("footprint.total", "number kgCO2e"),
    # columns and references
    ("materials.mass", "number kg of materials"),
    ("materials.load", "number kg of materials"),
    ("materials.process", "reference to processes of materials"),
    ("materials.process.share", "number % of materials"),
    ("materials.process.site", "reference to sites of materials"),
    ("materials.process.site.electricity", "number kWh of materials"),
    # look-ups
    ('electricity["average"]', "number kgCO2e/kWh"),
    ('electricity["average"].factor', "number kgCO2e/kWh"),
    ("electricity[name]", "number kgCO2e/kWh"),
    ("fuels[materials.kind].upstream", "number kgCO2e/kg of materials"),
    ('heat["hebei", "2023"]', "number kgCO2e/GJ"),
    ('heat[name, "2023"]', "number kgCO2e/GJ"),
    # arithmetic
    ("-power", "number W"),
    ("-materials.mass", "number kg of materials"),
    ("power * life", "number W*h"),
    ("power / life", "number W/h"),
    ("energy / energy", "number 1"),
    ("energy + power * life", "number kWh"),
    ("power * life - energy", "number W*h"),
    ("mass * materials.factor", "number kgCO2e of materials"),
    ("materials.mass + mass", "number kg of materials"),
    ("ratio + share", "number 1"),
    ("mass + 0", "number kg"),
    ("0 + mass", "number kg"),
    ("area ** 2", "number m2^2"),
    ("area ** 0.5", "number m2^1/2"),
    ("life ** -1", "number 1/h"),
    ("materials.mass ** 2", "number kg^2 of materials"),
    ("ratio ** 0", "number 1"),
    # conditions
    ("mass > 0", "boolean"),
    ("0 < mass", "boolean"),
    ("energy <= power * life", "boolean"),
    ("materials.mass > mass", "boolean of materials"),
    ('market == "cn"', "boolean"),
    ("battery == True", "boolean"),
    ('materials.kind != "steel"', "boolean of materials"),
    ('"cn" == market', "boolean"),
    ('name == "anything"', "boolean"),
    ('market in ("cn", "eu")', "boolean"),
    ('materials.name not in ("a", "b")', "boolean of materials"),
    ("battery and mass > 0", "boolean"),
    ("battery or materials.recycled", "boolean of materials"),
    ("not materials.recycled", "boolean of materials"),
    # choices
    ("mass if battery else 0", "number kg"),
    ("0 if battery else mass", "number kg"),
    ("energy if battery else power * life", "number kWh"),
    ("1 if materials.recycled else 0", "number 1 of materials"),
    ('"a" if battery else market', "text"),
    ("battery if mass > 0 else True", "boolean"),
    # functions
    ("abs(-mass)", "number kg"),
    ("sqrt(area)", "number m2^1/2"),
    ("sqrt(materials.mass * materials.mass)", "number kg of materials"),
    ("exp(ratio)", "number 1"),
    ("log(share)", "number 1"),
    ("min(energy, power * life, 0)", "number kWh"),
    ("max(0, mass)", "number kg"),
    ("max(0, 0)", "number 1"),
    ("min(power * life, 0, energy)", "number W*h"),
    ("max(materials.mass, mass)", "number kg of materials"),
    ('round_half_even(mass, 2, "g")', "number g"),
    ('round_half_even(power * life, 0, "kWh")', "number kWh"),
    ('round_half_even(share, 1, "%")', "number %"),
    ('ceil(share, "1")', "number 1"),
    ("round_half_even(mass / load, 2)", "number 1 of materials"),
    ('ceil(load, "t")', "number t of materials"),
    ("floor(ratio)", "number 1"),
    ("given(power)", "boolean"),
    ("given(materials.process)", "boolean of materials"),
    # aggregates
    ("sum(materials.mass)", "number kg"),
    ("sum(load)", "number kg"),
    ('sum(materials.mass, where=materials.kind == "steel")', "number kg"),
    ("sum(materials.mass, where=battery)", "number kg"),
    ("sum(materials.mass, by=materials.process)", "number kg of processes"),
    ("sum(materials.mass, by=materials.process.site)", "number kg of sites"),
    ("sum(sum(materials.mass, by=materials.process) / processes.output)", "number 1"),
    ("count(materials)", "number 1"),
    ("count(materials, where=materials.recycled)", "number 1"),
    ("count(materials, by=materials.process)", "number 1 of processes"),
    ("mean(materials.factor)", "number kgCO2e/kg"),
    ("mean(materials.factor, weight=materials.mass)", "number kgCO2e/kg"),
    ("mean(materials.factor, weight=ratio)", "number kgCO2e/kg"),
    ("min(materials.mass)", "number kg"),
    ("max(materials.mass, where=materials.recycled)", "number kg"),
    ("any(materials.recycled)", "boolean"),
    ("all(materials.mass > 0, where=materials.recycled)", "boolean"),
    ("materials.mass / sum(materials.mass)", "number 1 of materials"),
]


@pytest.mark.parametrize(("formula", "type_"), TYPES)
def test_types(formula: str, type_: str) -> None:
    assert as_text(typed(formula).type) == type_


def test_conversions_are_inserted_where_units_of_one_dimension_meet() -> None:
    tree = typed("energy + power * life")
    assert isinstance(tree, t.Arithmetic)
    assert isinstance(tree.right, t.Convert)
    assert tree.right.factor == Fraction(1, 1000)
    assert tree.right.type.unit == unit("kWh")


def test_no_conversion_where_the_factor_is_one() -> None:
    tree = typed("mass * ratio + mass")
    assert isinstance(tree, t.Arithmetic)
    assert not any(isinstance(p, t.Convert) for p in t.walk(tree))
    assert tree.right.type.unit == tree.left.type.unit


def test_a_zero_takes_the_unit_of_the_other_side() -> None:
    tree = typed("0 if battery else mass")
    assert isinstance(tree, t.Select)
    assert tree.then.type.unit == unit("kg")


def test_logarithms_convert_per_cent_to_a_plain_number() -> None:
    tree = typed("log(share)")
    assert isinstance(tree, t.Apply)
    assert isinstance(tree.arguments[0], t.Convert)
    assert tree.arguments[0].factor == Fraction(1, 100)


def test_a_calculated_column_has_one_name_wherever_it_is_used() -> None:
    assert t.values(typed("load + materials.load")) == ["load"]
    assert t.values(typed("mass + materials.mass + mass")) == ["mass", "materials.mass"]


def test_a_reference_is_followed_row_by_row() -> None:
    tree = typed("materials.process.share")
    assert isinstance(tree, t.Follow)
    assert t.values(tree) == ["materials.process", "processes.share"]


def test_not_in_is_the_negation_of_in() -> None:
    tree = typed('market not in ("cn",)')
    assert isinstance(tree, t.Apply)
    assert tree.function == "not"
    assert [p.function for p in t.walk(tree) if isinstance(p, t.Apply)] == ["not", "in"]


def test_negative_exponents() -> None:
    tree = typed("life ** -2")
    assert isinstance(tree, t.Power)
    assert tree.exponent == -2


def test_plain_numbers_are_the_only_literals() -> None:
    for value in sorted(PLAIN_NUMBERS):
        assert typed(str(value)).type == t.NUMBER
    assert max(PLAIN_NUMBERS) == 1000


# Formula, code, message, underlined part, expected, found, suggestion.
N = None
UNIT_DUE = "a unit in quotation marks as the last value"
NAME_UNIT = (
    'name the unit, e.g. `"kg"`; or make the rounding the whole formula of an element that declares it'
)
SHARE = "`ceil` rounds a share, and does not say whether as per cent or as a plain number"
NAME_SHARE = 'write `"%"` or `"1"` as the last value'
ERRORS = [
    ("power * 24", "E409", "the number `24` stands in the formula without a source", "24", N, N,
     "make it a parameter with a unit and a source"),
    ("powr * life", "E404", "the name `powr` is not known", "powr", N, N, "did you mean `power`?"),
    ("power if true else 1", "E404", "the name `true` is not known", "true", N, N, "did you mean `True`?"),
    ("xyz", "E404", "the name `xyz` is not known", "xyz", N, N, N),
    ("xyz.mass", "E404", "the name `xyz.mass` is not known: there is no table `xyz`", "xyz.mass",
     "`materials`, `processes`, `sites`", N, "name a column of one of these tables"),
    ("material.mass", "E404", "the name `material.mass` is not known: there is no table `material`",
     "material.mass", "`materials`, `processes`, `sites`", N, "did you mean `materials.mass`?"),
    ("footprint.totl", "E404", "the name `footprint.totl` is not known", "footprint.totl",
     "`footprint.total`, `footprint.use`", N, "did you mean `footprint.total`?"),
    ("materials.mas", "E404", "the table `materials` has no column `mas`", "materials.mas",
     "`name`, `kind`, `mass`, `factor`, `recycled`, `process`, `load`", N, "did you mean `mass`?"),
    ("materials.process.shar", "E404", "the table `processes` has no column `shar`", "materials.process.shar",
     "`id`, `output`, `share`, `site`", N, "did you mean `share`?"),
    ("electricty[market]", "E404", "the look-up table `electricty` is not known", "electricty", N, N,
     "did you mean `electricity`?"),
    ("mass + emission", "E405", "`kgCO2e` cannot be added to `kg`", "mass + emission",
     "two values of one dimension; the left side is mass (`kg`)",
     "the right side is carbon dioxide equivalent (`kgCO2e`)",
     "multiply or divide one side by what brings it to the dimension of the other, such as a factor"),
    ("mass - 1", "E405", "`1` cannot be subtracted from `kg`", "mass - 1",
     "two values of one dimension; the left side is mass (`kg`)", "the right side is a plain number (`1`)",
     "multiply or divide one side by what brings it to the dimension of the other, such as a factor"),
    ("mass > energy", "E405", "`kWh` cannot be compared with `kg`", "mass > energy",
     "two values of one dimension; the left side is mass (`kg`)", "the right side is energy (`kWh`)",
     "give both sides one dimension"),
    ("mass if battery else energy", "E405", "`kWh` cannot be chosen instead of `kg`", "mass if battery else energy",
     "two values of one dimension; the left side is mass (`kg`)", "the right side is energy (`kWh`)",
     "give both sides one dimension"),
    ("max(0, mass, energy)", "E405", "`kWh` cannot be compared with `kg`", "max(0, mass, energy)",
     "two values of one dimension; the left side is mass (`kg`)", "the right side is energy (`kWh`)",
     "give both sides one dimension"),
    ("energy ** 0.5", "E405", "the root of `kWh`: the unit has no exact square root", "energy ** 0.5", N, N,
     "give the value in a unit with an exact root, as `kg` or `m^2` have"),
    ("sqrt(energy)", "E405", "the root of `kWh`: the unit has no exact square root", "sqrt(energy)", N, N,
     "give the value in a unit with an exact root, as `kg` or `m^2` have"),
    ("sqrt(sqrt(mass))", "E405", "the root of `kg^1/2`: only square roots of units are supported",
     "sqrt(sqrt(mass))", N, N, "divide by the unit first, so that a plain number is left"),
    ("exp(energy)", "E405", "`exp` takes a plain number", "exp(energy)", "a plain number", "`kWh`, energy",
     "divide it by a value in `kWh` first"),
    ("1 + log(mass)", "E405", "`log` takes a plain number", "log(mass)", "a plain number", "`kg`, mass",
     "divide it by a value in `kg` first"),
    ("materials", "E406", "`materials` is a table, a value is due here", "materials",
     "`materials.name`, `materials.kind`, `materials.mass`, `materials.factor`, `materials.recycled`, "
     "`materials.process`, `materials.load`",
     N, "name one of its columns, or count its rows by `count(materials)`"),
    ("power.unit", "E406", "`power` is a number in `W` and has no `.unit`", "power.unit", N, N,
     "remove `.unit`; only a reference leads on to columns"),
    ("materials.mass.unit", "E406",
     "`materials.mass` is a number in `kg` for each row of `materials` and has no `.unit`", "materials.mass.unit",
     N, N, "remove `.unit`; only a reference leads on to columns"),
    ("market + 1", "E406", "a number is due here, `market` is a text", "market", N, N,
     "compare the text by `==` or `in`, or use it as the key of a look-up table"),
    ("1 + materials.process", "E406",
     "a number is due here, `materials.process` is a reference for each row of `materials`", "materials.process", N,
     N, "name a column behind the reference: `materials.process.column`"),
    ("-battery", "E406", "a number is due here, `battery` is a condition", "battery", N, N,
     "make a number of it: `1 if battery else 0`"),
    ("not mass", "E406", "a condition is due here, `mass` is a number in `kg`", "mass", N, N,
     "compare it, e.g. `mass > 0`"),
    ("battery and 1", "E406", "a condition is due here, `1` is a plain number", "1", N, N,
     "compare it, e.g. `1 > 0`"),
    ("1 if mass else 0", "E406", "a condition is due here, `mass` is a number in `kg`", "mass", N, N,
     "compare it, e.g. `mass > 0`"),
    ("sum(materials.mass, where=mass)", "E406", "a condition is due here, `mass` is a number in `kg`", "mass", N, N,
     "compare it, e.g. `mass > 0`"),
    ("market > 1", "E406", "a text and a plain number cannot be compared by `>`", "market > 1", N, N,
     "compare values of one kind"),
    ('market < "cn"', "E406", "a text and a text cannot be compared by `<`", 'market < "cn"', N, N,
     "compare them by `==`, `!=` or `in`"),
    ("materials.process < materials.process", "E406",
     "a reference for each row of `materials` and a reference for each row of `materials` cannot be compared by `<`",
     "materials.process < materials.process", N, N, "compare them by `==`, `!=` or `in`"),
    ('market == "us"', "E406", "`us` never occurs there", '"us"', "`cn`, `eu`", N,
     "write one of these texts, or add it to the values of the input"),
    ('"EU" == market', "E406", "`EU` never occurs there", '"EU"', "`cn`, `eu`", N,
     "write one of these texts, or add it to the values of the input"),
    ('materials.kind in ("steel", "glas")', "E406", "`glas` never occurs there", '"glas"', "`glass`, `steel`", N,
     "did you mean `glass`?"),
    ('mass in ("a", "b")', "E406", "a text is due before `in`, this is a number in `kg`", "mass", N, N,
     "compare it by `==`, `<` and the like, joined by `or`"),
    ("not_applicable", "E406", "`not_applicable` is no value to calculate with", "not_applicable", N, N,
     "write it as one side of a choice: `x if condition else not_applicable`"),
    ("mass + not_applicable", "E406", "`not_applicable` is no value to calculate with", "not_applicable", N, N,
     "write it as one side of a choice: `x if condition else not_applicable`"),
    ("not_applicable if battery else not_applicable", "E406",
     "`not_applicable` is no value to calculate with", "not_applicable", N, N,
     "write it as one side of a choice: `x if condition else not_applicable`"),
    ("mass if battery else market", "E406", "the two sides are of different kinds: a number in `kg` and a text",
     "mass if battery else market", N, N, "give both sides of the choice a value of one kind"),
    ("materials.process if battery else materials.process", "E406", "the two sides are references",
     "materials.process if battery else materials.process", N, N,
     "choose between columns behind them: `reference.column`"),
    ("round_half_even(mass, ratio)", "E406", "the number of decimal places is a literal whole number", "ratio", N,
     N, "write the number itself, e.g. `2`"),
    ("round_half_even(mass, 0.5)", "E406", "the number of decimal places is a literal whole number", "0.5", N, N,
     "write the number itself, e.g. `2`"),
    ("count(mass)", "E406", "`count` takes a table", "mass", "`materials`, `processes`, `sites`", N,
     "name a table; the rows with a value of a column: `where=given(…)`"),
    ("count(materials.mass)", "E406", "`count` takes a table", "materials.mass",
     "`materials`, `processes`, `sites`", N, "name a table; the rows with a value of a column: `where=given(…)`"),
    ("sum(mass)", "E406", "`sum` takes a column, `mass` is a single value", "mass", N, N,
     "name a column of a table, or write the value alone"),
    ("any(battery)", "E406", "`any` takes a column, `battery` is a single value", "battery", N, N,
     "name a column of a table, or write the value alone"),
    ("max(mass)", "E406", "`max` takes a column, `mass` is a single value", "mass", N, N,
     "name a column of a table, or write the value alone"),
    ("all(materials.mass)", "E406",
     "a condition is due here, `materials.mass` is a number in `kg` for each row of `materials`", "materials.mass",
     N, N, "compare it, e.g. `materials.mass > 0`"),
    ("sum(materials.mass, by=materials.mass)", "E406",
     "`by` takes a reference column, this is a number in `kg` for each row of `materials`", "materials.mass", N, N,
     "name a column that has `references`"),
    ("materials.mass * processes.share", "E407", "columns of `materials` and `processes` are mixed",
     "materials.mass * processes.share", N, N, N),
    ("sum(materials.mass, where=processes.share > 0)", "E407", "columns of `materials` and `processes` are mixed",
     "sum(materials.mass, where=processes.share > 0)", N, N, N),
    ("sum(processes.output, by=materials.process)", "E407", "columns of `processes` and `materials` are mixed",
     "sum(processes.output, by=materials.process)", N, N, N),
    ("mean(materials.factor, weight=processes.share)", "E407", "columns of `materials` and `processes` are mixed",
     "mean(materials.factor, weight=processes.share)", N, N, N),
    ("materials.recycled and processes.share > 0", "E407", "columns of `materials` and `processes` are mixed",
     "materials.recycled and processes.share > 0", N, N, N),
    ("max(materials.mass, processes.output)", "E407", "columns of `materials` and `processes` are mixed",
     "max(materials.mass, processes.output)", N, N, N),
    ("electricity", "E410", "`electricity` is a look-up table; give it a key in brackets", "electricity", N, N,
     "write `electricity[…]`"),
    ("electricity.factor", "E410", "`electricity` is a look-up table; give it a key in brackets",
     "electricity.factor", N, N, "write `electricity[…]`"),
    ("mass[market]", "E410", "`mass` is not a look-up table", "mass", N, N,
     "write a look-up table before the brackets"),
    ("materials[market]", "E410", "`materials` is not a look-up table", "materials", N, N,
     "write a look-up table before the brackets"),
    ('heat["hebei"]', "E410", "`heat` takes 2 keys, not 1", 'heat["hebei"]', "`province`, `year`", N,
     "give one key for each key column, in this order"),
    ("electricity[market, market]", "E410", "`electricity` takes 1 key, not 2", "electricity[market, market]",
     "`kind`", N, "give one key for each key column, in this order"),
    ('fuels["coal"]', "E410", "`fuels` has several value columns", 'fuels["coal"]', "`direct`, `upstream`", N,
     "name the column behind the brackets: `fuels[…].direct`"),
    ('fuels["coal"].upstrem', "E410", "`fuels` has no column `upstrem`", 'fuels["coal"].upstrem',
     "`direct`, `upstream`", N, "did you mean `upstream`?"),
    ('electricity["averag"]', "E410", "no row has the kind `averag`", '"averag"', "`average`, `solar`", N,
     "did you mean `average`?"),
    ("electricity[mass]", "E410", "the key `kind` is a text, this is a number in `kg`", "mass",
     "`average`, `solar`", N,
     "write one of these texts, or an input that takes its values from the table (`values_of`)"),
    ("sum(materials.mass, materials.mass)", "E402", "`sum` is given 2 values",
     "sum(materials.mass, materials.mass)", "one column", N, "give `sum` one column"),
    ("min()", "E402", "`min` is given 0 values", "min()", "a column, or several values", N,
     "give `min` a column, or several values"),
    ("given(mass, power)", "E402", "`given` is given 2 values", "given(mass, power)", "one value", N,
     "give `given` one value"),
    ("round_half_even(mass)", "E402", "`round_half_even` is given 1 value", "round_half_even(mass)",
     "a value, a number of decimal places and perhaps a unit", N,
     "give `round_half_even` a value, a number of decimal places and perhaps a unit"),
    ("ceil(mass, 2, 'kg')", "E402", "`ceil` is given 3 values", "ceil(mass, 2, 'kg')",
     "a value and perhaps a unit", N, "give `ceil` a value and perhaps a unit"),
    ("floor(mass) + mass", "E413", "`floor` rounds a value with a unit, and does not say in which unit", "floor(mass)",
     UNIT_DUE, "a value in `kg`, mass", NAME_UNIT),
    ("1 / round_half_even(mass, 2)", "E413",
     "`round_half_even` rounds a value with a unit, and does not say in which unit", "round_half_even(mass, 2)",
     UNIT_DUE, "a value in `kg`, mass", NAME_UNIT),
    ("ceil(ratio + share)", "E413", SHARE, "ceil(ratio + share)", UNIT_DUE, N, NAME_SHARE),
    ("ceil(share + ratio)", "E413", SHARE, "ceil(share + ratio)", UNIT_DUE, N, NAME_SHARE),
    ("ceil(share * mass / mass)", "E413", SHARE, "ceil(share * mass / mass)", UNIT_DUE, N, NAME_SHARE),
    ("ceil(mass, 'm')", "E413", "`ceil` cannot round a value in `kg` to `m`", "'m'", "a unit of mass", "`m`, length",
     "name a unit of the dimension of the value"),
    ("ceil(mass, kg)", "E413", "the unit of a rounding is a text in quotation marks, this is `kg`", "kg", N, N,
     'write the unit itself, e.g. `"kg"`'),
    ("ceil(mass, market)", "E413", "the unit of a rounding is a text in quotation marks, this is `market`", "market",
     N, N, 'write the unit itself, e.g. `"kg"`'),
    ("ceil(mass, 'KG')", "E408", "`KG` is not a unit", "'KG'", N, N, "did you mean `kg`?"),
    ("abs()", "E402", "`abs` is given 0 values", "abs()", "one value", N, "give `abs` one value"),
    ("max(mass, mass, where=battery)", "E402", "`where` goes only with `max` of one column",
     "max(mass, mass, where=battery)", N, N, "remove `where`, or give `max` one column"),
]  # fmt: skip


DECLARED = [
    ("round_half_even(mass, 1)", "t", "number t"),
    ("ceil(mass + load)", "t", "number t of materials"),
    ("round_half_even(power * life, 1)", "kWh", "number kWh"),
    ("(floor(share))", "1", "number 1"),
    ('floor(share, "%")', "1", "number %"),
    ("floor(mass)", "m", "number kg"),
]


@pytest.mark.parametrize(("formula", "declared", "type_"), DECLARED)
def test_a_rounding_that_is_the_whole_formula_is_in_the_declared_unit(formula, declared, type_) -> None:
    """Where the declared unit is of another dimension, that is what is told."""
    assert as_text(to_typed(parse(formula), SCOPE, declared=unit(declared)).type) == type_


@pytest.mark.parametrize(
    "formula", ["-ceil(mass)", "ceil(mass) * 1", "ceil(mass) if battery else 0", "ceil(ceil(mass))"]
)
def test_a_rounding_within_a_formula_does_not_see_the_declared_unit(formula: str) -> None:
    with pytest.raises(FormulaError) as refused:
        to_typed(parse(formula), SCOPE, declared=unit("t"))
    assert refused.value.key == "E413.unit"


@pytest.mark.parametrize("formula", ["floor(ratio)", "floor(share)", "floor(mass / load)"])
def test_a_share_declared_in_per_cent_is_rounded_only_where_the_unit_is_named(formula: str) -> None:
    """Else a factor of one behind the rounding would change its value a hundredfold."""
    with pytest.raises(FormulaError) as refused:
        to_typed(parse(formula), SCOPE, declared=unit("%"))
    assert refused.value.key == "E413.share"


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case[0])
def test_errors(case) -> None:
    formula, code, message, underlined, expected, found, suggestion = case
    with pytest.raises(FormulaError) as refused:
        typed(formula)
    error, told = refused.value, refused.value.diagnostic()
    assert (told.code, told.message) == (code, message)
    assert formula[slice(*error.span)] == underlined
    assert (told.expected, told.found) == (expected, found)
    assert told.suggestion == suggestion


def test_an_exponent_that_is_no_literal_is_refused_in_trees_too() -> None:
    tree = parse("mass ** 2")
    with pytest.raises(FormulaError, match="an exponent is a literal number"):
        to_typed(type(tree)("**", tree.left, tree.left), SCOPE)


def test_powers_of_powers_of_a_unit_end_where_no_unit_needs_more() -> None:
    assert str(typed("(power ** 6) ** 6").type.unit) == "W^36"
    with pytest.raises(FormulaError) as refused:
        typed("(((((power ** 6) ** 6) ** 6) ** 6) ** 6) ** 6")
    assert refused.value.diagnostic().message == "the unit of this part has an exponent above 60"
    with pytest.raises(FormulaError, match="above 60"):
        typed("(power ** 6) ** 6 * (power ** 6) ** 6")


def test_fit_converts_to_the_declared_unit() -> None:
    assert isinstance(fit(typed("power * life"), unit("kWh")), t.Convert)
    assert fit(typed("energy"), unit("kWh")) == typed("energy")
    same = fit(typed("mass * ratio"), unit("kg"))
    assert same.type.unit == unit("kg")
    assert not isinstance(same, t.Convert)


def test_fit_refuses_another_dimension() -> None:
    with pytest.raises(FormulaError) as refused:
        fit(typed("energy * fuels['coal'].direct"), unit("kgCO2e"))
    error = refused.value.diagnostic()
    assert error.code == "E405"
    assert error.message == "the result is in `kWh*kgCO2e/kg`, the declared unit is `kgCO2e`"
    assert error.expected == "`kgCO2e`, carbon dioxide equivalent"
    assert error.found == "`kWh*kgCO2e/kg`, energy × carbon dioxide equivalent per mass"


def test_fit_refuses_what_is_no_number() -> None:
    with pytest.raises(FormulaError, match="a number is due here, this is a condition") as refused:
        fit(typed("battery"), NONE)
    assert refused.value.diagnostic().code == "E406"


@given(formula_trees())
@examples(100)
def test_any_tree_is_typed_or_refused_as_a_formula(tree) -> None:
    found = outcome(tree)
    if isinstance(found, FormulaError):
        assert found.diagnostic().code in (
            "E402",
            "E404",
            "E405",
            "E406",
            "E407",
            "E408",
            "E409",
            "E410",
            "E413",
        )
    else:
        assert found.type.kind in ("number", "text", "boolean", "reference")


@pytest.mark.parametrize(("formula", "type_"), TYPES)
def test_the_printed_formula_has_the_same_type(formula: str, type_: str) -> None:
    assert as_text(typed(print_text(parse(formula))).type) == type_


def test_the_parts_of_a_typed_tree_are_all_walked() -> None:
    formula = (
        "sum(materials.mass * fuels[materials.kind].direct ** 2, where=materials.recycled and not battery) "
        "if market in ('cn', 'eu') else mean(materials.factor, weight=materials.process.share)"
    )
    tree = to_typed(parse("1 if battery else 0"), SCOPE)
    assert [type(p).__name__ for p in t.walk(tree)] == ["Select", "Value", "Constant", "Constant"]
    with pytest.raises(FormulaError):
        typed(formula)
    kinds = {type(p).__name__ for f, _ in TYPES for p in t.walk(typed(f))}
    # Sums of emissions are made by the compiler, no formula can be one.
    assert kinds == {c.__name__ for c in t.Typed.__args__} - {"Total"}
    assert t.Constant(Decimal(1), t.NUMBER, (3, 4)) == t.Constant(Decimal(1), t.NUMBER)
