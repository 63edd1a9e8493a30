"""Arithmetic, functions, conditions, rounding, checks, footprint sums."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal
from fractions import Fraction as F

from working.case import Case, emission, inventory, rule_set

A, B = F(7), F(4)
_40 = Context(prec=40)
#: formula over a = 7, b = 4 → its value, as fraction or 40-digit decimal
FORMULAS: tuple[tuple[str, str, F | Decimal], ...] = (
    ("precedence", "a + b * 2", A + B * 2),
    ("left-to-right", "a - b - 1", A - B - 1),
    ("division-chain", "a / b / 2", A / B / 2),
    ("brackets", "a - (b - 1)", A - (B - 1)),
    ("negation", "-a + b", B - A),
    ("power-before-negation", "-a ** 2", -(A**2)),
    ("power", "a ** 3", A**3),
    ("power-of-minus-one", "b ** -1", 1 / B),
    ("power-zero", "(a - 7) ** 0", F(1)),
    ("root", "b ** 0.5", F(2)),
    ("power-right-to-left", "(a ** 2) ** 3", A**6),
    ("third", "a / 3", A / 3),
    ("abs", "abs(b - a)", A - B),
    ("min", "min(a, b, 5)", B),
    ("max", "max(a, b, 5)", A),
    ("sqrt", "sqrt(a)", _40.sqrt(Decimal(7))),
    ("exp", "exp(b)", _40.exp(Decimal(4))),
    ("log", "log(a)", _40.ln(Decimal(7))),
    ("exp-log", "log(exp(b))", F(4)),
    ("round-half-down", "round_half_even(a / 2, 0)", F(4)),
    ("round-half-up", "round_half_even(b + 0.5, 0)", F(4)),
    ("round-places", "round_half_even(a / 3, 2)", F(233, 100)),
    ("round-negative", "round_half_even(-a / 2, 0)", F(-4)),
    ("round-nothing-to-round", "round_half_even(a * 1000, 10)", F(7000)),
    ("round-per-cent", "round_half_even(a / 9, 1, '%')", F(389, 500)),
    ("round-of-sixths", "round_half_even(1 / 3 + 1 / 6, 0)", F(0)),
    ("ceil", "ceil(a / b)", F(2)),
    ("ceil-whole", "ceil(b / 2)", F(2)),
    ("ceil-negative", "ceil(-a / b)", F(-1)),
    ("ceil-of-thirds", "ceil(a / 3 + a / 3 + a / 3)", F(7)),
    ("floor", "floor(a / b)", F(1)),
    ("floor-negative", "floor(-a / b)", F(-2)),
    ("floor-of-thirds", "floor(b * (1 / 3 + 1 / 3 + 1 / 3))", F(4)),
    ("floor-per-cent", "floor(a / 9, '%')", F(77, 100)),
    ("difference-of-thirds", "1 / 3 + 1 / 3 + 1 / 3 - 1", F(0)),
    ("choice", "a if a > b else b", A),
    ("choice-not-evaluated", "a if b > 0 else 1 / (b - 4)", A),
    ("zero-divided", "(b - 4) / a", F(0)),
    ("decimal-sum", "a / 10 + b / 10 - 1 - 1 / 10", F(0)),
)
#: condition over a = 7, b = 4, t = "x", c = true → truth
CONDITIONS = (
    ("less", "b < a", True),
    ("less-or-equal", "a <= 7", True),
    ("greater", "b > a", False),
    ("equal", "a == b + 3", True),
    ("not-equal", "a != 7", False),
    ("tie-decimal", "a / 10 + b / 10 == 1 + 1 / 10", True),
    ("thirds-equal", "1 / 3 + 1 / 3 + 1 / 3 == 1", True),
    ("thirds-not-less", "1 / 3 + 1 / 3 + 1 / 3 < 1", False),
    ("thirds-at-least", "a / 3 + a / 3 + a / 3 >= a", True),
    ("thirds-unlike", "a / 3 != 2 * a / 6", False),
    ("text-equal", 't == "x"', True),
    ("text-other", 't != "x"', False),
    ("text-in", 't in ("x", "y")', True),
    ("text-not-in", 't not in ("y",)', True),
    ("and", "c and a < b", False),
    ("or", "c or a < b", True),
    ("not", "not c", False),
    ("or-decides-first", "c or 1 / (b - 4) > 0", True),
    ("and-decides-first", "not c and 1 / (b - 4) > 0", False),
    ("boolean-equal", "c == true_", True),
    ("given", "given(a)", True),
    ("precedence", "not c and c or c", True),
)


def cases() -> Iterator[Case]:
    """One case a formula and condition; then sums by stage and species, the unit and the rounding."""
    inputs = {"a": 'unit: "1"', "b": 'unit: "1"'}
    parameters = {"one": "value: 1, unit: kgCO2e"}
    for name, formula, value in FORMULAS:
        yield Case(
            f"formula-{name}",
            f"`{formula}`",
            rule_set(
                inputs=inputs,
                parameters=parameters,
                quantities={"y": f'unit: "1", formula: "{formula}"'},
                emissions={"e": emission("one * y")},
            ),
            inventory("a: 7\nb: 4"),
            {"values": {"y": value}, "total": value},
            f"a = 7, b = 4: {formula} = {value}",
        )
    more = {
        **inputs,
        "t": "values: {x: {zh: x, en: x}, y: {zh: y, en: y}}",
        "c": "type: boolean",
        "true_": "type: boolean",
    }
    for name, formula, truth in CONDITIONS:
        text = formula.replace("true_", "d")
        yield Case(
            f"condition-{name}",
            f"`{text}`",
            rule_set(
                inputs={("d" if k == "true_" else k): v for k, v in more.items()},
                parameters=parameters,
                emissions={"e": emission(f"one if {text} else 0")},
                requirements={"it-holds": f"check: '{text}'"},
            ),
            inventory("a: 7\nb: 4\nt: x\nc: true\nd: true"),
            {"total": F(int(truth)), "verdicts": {"it-holds": "satisfied" if truth else "not_satisfied"}},
            f"a = 7, b = 4, t = x, c = d = true: {text} is {str(truth).lower()}; the total is 1 where it holds",
        )
    for group in (_sums, _units, _rounding):
        yield from group()


def _sums() -> Iterator[Case]:
    parameters = {"one": "value: 1, unit: kgCO2e"}
    emissions = {
        "steel": emission("one * 2", "raw_materials"),
        "wood": emission("one * 3", "raw_materials", "biogenic_emission"),
        "bound": emission("-one * 3", "raw_materials", "biogenic_removal"),
        "power": emission("one / 4", "use"),
        "land": emission("one / 8", "production", "land_use_change"),
        "air": emission("one * 5", "distribution", "aircraft"),
        "waste": emission("one * 10", "end_of_life", "biogenic_emission"),
    }
    total = F(2) + 3 - 3 + F(1, 4) + F(1, 8) + 5 + 10
    yield Case(
        "footprint-sums",
        "emissions added up by stage and by species",
        rule_set(parameters=parameters, emissions=emissions),
        inventory(""),
        {
            "total": total,
            "per_unit": total,
            "stages": {
                "raw_materials": 2,
                "production": F(1, 8),
                "distribution": 5,
                "use": F(1, 4),
                "end_of_life": 10,
            },
            "species": {
                "fossil": F(9, 4),
                "biogenic_emission": 13,
                "biogenic_removal": -3,
                "land_use_change": F(1, 8),
                "aircraft": 5,
            },
        },
        "2 + 3 − 3 + 1/4 + 1/8 + 5 + 10 = 17.375",
    )
    yield Case(
        "footprint-headline",
        "total and stages add up the species of the headline; every species has its sum, and all without removals",
        rule_set(
            "boundary: {headline: [fossil, land_use_change, aircraft]}\n",
            parameters=parameters,
            emissions=emissions,
            must={"something": "check: footprint.gross > footprint.total"},
            indicators={
                "gross": "unit: kgCO2e, formula: footprint.gross",
                "gate": "unit: kgCO2e, formula: footprint.gross_to_gate",
            },
        ),
        inventory(""),
        {
            "total": F(2) + F(1, 4) + F(1, 8) + 5,
            "stages": {
                "raw_materials": 2,
                "production": F(1, 8),
                "distribution": 5,
                "use": F(1, 4),
                "end_of_life": 0,
            },
            "species": {"biogenic_emission": 13, "biogenic_removal": -3, "fossil": F(9, 4)},
            "values": {"gross": F(163, 8), "gate": F(41, 8)},
            "preconditions": {"something": "met"},
        },
        "2 + 1/4 + 1/8 + 5 = 7.375; with 3 + 10 of biogenic emissions 20.375; before the gate 2 + 3 + 1/8 = 5.125",
    )


def _units() -> Iterator[Case]:
    parameters = {"one": "value: 1, unit: kgCO2e"}
    flow = "reference_flow: {formula: wanted / lasting, clause: '2', label: {zh: 件数, en: pieces}}\n"
    yield Case(
        "footprint-per-unit",
        "the footprint per functional unit is the total times the reference flow",
        rule_set(
            flow,
            inputs={"lasting": "unit: h"},
            parameters={**parameters, "wanted": "value: 35000, unit: h"},
            emissions={"e": emission("one * 10")},
        ),
        inventory("lasting: 50000"),
        {"total": 10, "per_unit": 7, "values": {"reference_flow": F(7, 10)}},
        "35000 h / 50000 h = 0.7 pieces; 10 × 0.7 = 7",
    )
    yield Case(
        "footprint-indicator",
        "an indicator over the footprint, and a check over the indicator",
        rule_set(
            parameters={**parameters, "limit": 'value: 20, unit: "%"'},
            emissions={"a": emission("one * 3"), "b": emission("one", "use")},
            indicators={"share": 'unit: "%", formula: footprint.use / footprint.total'},
            requirements={
                "small": "check: share <= limit",
                "smaller": "check: share < limit, applies: share > 0.5",
            },
        ),
        inventory(""),
        {"values": {"share": 25}, "verdicts": {"small": "not_satisfied", "smaller": "not_applicable"}},
        "1 / (3 + 1) = 25 %, above 20 %; not above 50 %, so the second requirement does not apply",
    )


def _rounding() -> Iterator[Case]:
    yield Case(
        "rounding-names-its-unit",
        "in which unit is rounded is what the formula names, or the unit declared where nothing else is done",
        rule_set(
            inputs={"x": "unit: t", "y": "unit: kg"},
            parameters={"one": "value: 1, unit: kgCO2e"},
            quantities={
                "in_t": "unit: kg, formula: 'round_half_even(x + y, 1, \"t\")'",
                "in_kg": "unit: t, formula: 'round_half_even(x + y, 1, \"kg\")'",
                "turned": "unit: kg, formula: 'round_half_even(y + x, 1, \"t\") * 1'",
                "declared": 'unit: t, formula: "round_half_even(y + x, 1)"',
                "plain": 'unit: "1", formula: "round_half_even(y / x, 3)"',
            },
            emissions={"e": emission("one")},
        ),
        inventory("x: 1\ny: 1.25"),
        {
            "values": {
                "in_t": 1000, "in_kg": F(10012, 10000), "turned": 1000, "declared": 1, "plain": F(1, 1000),
            },
            "total": 1,
        },
        "1 t + 1.25 kg = 1.00125 t = 1001.25 kg → 1.0 t or 1001.2 kg; 1.25 kg / 1 t = 0.00125 → 0.001",
    )  # fmt: skip
    rounded = (
        ("significant: 3", "12.345", "12.3"),
        ("significant: 2", "0.00125", "0.0012"),
        ("places: 1", "0.35", "0.4"),
        ("places: 1", "0.25", "0.2"),
        ("places: 0", "2.5", "2"),
        ("significant: 1", "25", "20"),
        ("significant: 3", "1.005", "1"),
        ("places: 2", "-1.125", "-1.12"),
    )
    for number, (rule, value, wanted) in enumerate(rounded, 1):
        extra = f"rounding: {{{rule}, clause: '9', source: case}}\n"
        yield Case(
            f"rounding-{number}",
            f"{value} rounded to {rule.replace(': ', ' ')}, half to even",
            rule_set(extra, inputs={"x": "unit: kgCO2e"}, emissions={"e": emission("x")}),
            inventory(f"x: {value}"),
            {"total": F(value), "rounded": F(wanted)},
            f"{value} → {wanted}",
        )
