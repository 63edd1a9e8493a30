"""Amounts in other units than the rule set asks for, and conversions inside formulas."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as F

from working.case import Case, emission, inventory, rule_set

SI = "definitions of the units (SI and multiples; 1 h = 3600 s, 1 d = 24 h, 1 a = 365 d); own arithmetic"
#: given amount, unit of the rule set, how many of the latter one of the former is
AMOUNTS = (
    ("812 g", "kg", 812, F(1, 1000)),
    ("0.5 t", "kg", F(1, 2), F(1000)),
    ("250 mg", "g", 250, F(1, 1000)),
    ("3.6 MJ", "kWh", F(36, 10), F(10, 36)),
    ("1 kWh", "MJ", 1, F(36, 10)),
    ("2 MWh", "kWh", 2, F(1000)),
    ("7.2 GJ", "kWh", F(72, 10), F(10**9, 3600000)),
    ("1.5 TJ", "GJ", F(3, 2), F(1000)),
    ("0.75 kW", "W", F(3, 4), F(1000)),
    ("90 min", "h", 90, F(1, 60)),
    ("2 d", "h", 2, F(24)),
    ("1 a", "d", 1, F(365)),
    ("36 km", "m", 36, F(1000)),
    ("45 mm", "cm", 45, F(1, 10)),
    ("2.5 m3", "L", F(5, 2), F(1000)),
    ("5 %", "1", 5, F(1, 100)),
    ("0.2", "%", F(1, 5), F(1)),
    ("20.3 kgCO2e/kg", "gCO2e/g", F(203, 10), F(1)),
    ("0.5777 kgCO2e/kWh", "kgCO2e/MJ", F(5777, 10**4), F(10, 36)),
    ("1 200 t*km", "kg*km", 1200, F(1000)),
    ("1 200 tkm", "t*km", 1200, F(1)),
    ("0.3 tCO2e", "kgCO2e", F(3, 10), F(1000)),
    ("3 Ah", "A*s", 3, F(3600)),
    ("2.1 klm", "lm", F(21, 10), F(1000)),
    ("4 cm2", "mm2", 4, F(100)),
)


def cases() -> Iterator[Case]:
    """Reading amounts; conversions that a formula needs."""
    for number, (given, unit, value, factor) in enumerate(AMOUNTS, 1):
        yield Case(
            f"unit-read-{number:02}",
            f"`{given}` where the rule set asks for `{unit}`",
            rule_set(
                inputs={"x": f'unit: "{unit}"'},
                quantities={"y": f'unit: "{unit}", formula: x'},
                emissions={"e": emission("p")},
                parameters={"p": "value: 1, unit: kgCO2e"},
            ),
            inventory(f"x: {given}"),
            {"values": {"y": value * factor}},
            f"{value} × {factor} = {value * factor} {unit}",
            SI,
        )
    yield from _formulas()
    yield from _powers()


def _formulas() -> Iterator[Case]:
    yield Case(
        "unit-formula-energy",
        "power times time becomes energy: W·h to kWh",
        rule_set(
            inputs={"power": "unit: W", "life": "unit: h", "factor": "unit: kgCO2e/kWh"},
            emissions={"use": emission("power * life * factor", "use")},
        ),
        inventory("power: 28.9\nlife: 35000\nfactor: 0.5777"),
        {
            "total": F(289, 10) * 35000 * F(5777, 10**4) / 1000,
            "stages": {"use": F(289, 10) * 35 * F(5777, 10**4)},
        },
        "28.9 W × 35000 h × 0.5777 kgCO2e/kWh / 1000 = 584.34355 kgCO2e",
    )
    pairs = (
        ("sum", "a + b", F(1) + F(5, 1000), "1 kg + 5 g = 1.005 kg"),
        ("sum-other-way", "b + a", F(5, 1000) + 1, "5 g + 1 kg = 1005 g = 1.005 kg"),
        ("difference", "a - b", 1 - F(5, 1000), "1 kg − 5 g = 0.995 kg"),
        ("smallest", "min(a, b)", F(5, 1000), "the smaller of 1 kg and 5 g is 5 g"),
        ("choice", "b if a > b else a", F(5, 1000), "1 kg > 5 g, so 5 g"),
        ("ratio-of-masses", "a * (b / a)", F(5, 1000), "1 kg × (5 g / 1 kg) = 5 g"),
    )
    for name, formula, value, working in pairs:
        yield Case(
            f"unit-formula-{name}",
            f"`{formula}` with a in kg and b in g, wanted in kg",
            rule_set(
                inputs={"a": "unit: kg", "b": "unit: g"},
                parameters={"p": "value: 2, unit: kgCO2e/t"},
                quantities={"y": f"unit: kg, formula: '{formula}'"},
                emissions={"e": emission("y * p")},
            ),
            inventory("a: 1\nb: 5"),
            {"values": {"y": value}, "total": value * 2 / 1000},
            f"{working}; × 2 kgCO2e/t / 1000",
        )


def _powers() -> Iterator[Case]:
    yield Case(
        "unit-formula-percent",
        "per cent and plain numbers are one dimension",
        rule_set(
            inputs={"share": 'unit: "%"', "amount": "unit: kgCO2e"},
            emissions={"e": emission("amount * share")},
            requirements={"half": "check: share <= 0.5"},
        ),
        inventory("share: 50\namount: 3"),
        {"total": F(3, 2), "verdicts": {"half": "satisfied"}},
        "3 × 50 / 100 = 1.5; 50 % ≤ 0.5",
    )
    yield Case(
        "unit-formula-root",
        "the root of an area is a length",
        rule_set(
            inputs={"area": "unit: m2"},
            parameters={"p": "value: 1, unit: kgCO2e/m"},
            quantities={"side": "unit: cm, formula: sqrt(area)"},
            emissions={"e": emission("side * p")},
        ),
        inventory("area: 6.25"),
        {"values": {"side": 250}, "total": F(5, 2)},
        "√6.25 m² = 2.5 m = 250 cm",
    )
