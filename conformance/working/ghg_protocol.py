"""Worked examples of the GHG Protocol's guidance for calculating scope 3 emissions: its figures, rules of our own.

Example 1.2 is not among them: its transport of materials is printed as 20 500 kgCO2e, while its own figures come to
(5000 × 1000 × 0.01) + (2500 × 2500 × 0.02) + (500 × 800 × 0.05) + (500 × 200 × 0.1) = 205 000.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction as F

from working.case import Case, emission, inventory, rule_set

_SOURCE = (
    "GHG Protocol, Technical Guidance for Calculating Scope 3 Emissions, version 1.0 (2013), example {}; figures and"
    " result read in a copy of the text (repository y-f-a/scope3chatbot)"
)


def cases() -> Iterator[Case]:
    """Examples of the categories 1, 4, 5, 12 and 13."""
    for group in (_goods, _transport, _storage, _waste, _shares):
        yield from group()


def _case(
    name: str, example: str, about: str, rules: str, values: str, expect: Mapping[str, object], working: str
) -> Case:
    source = _SOURCE.format(example)
    return Case(f"published-ghg-protocol-{name}", about, rules, inventory(values), expect, working, source)


def _rows(table: str, columns: tuple[str, ...], *rows: tuple[object, ...]) -> str:
    """A table of an inventory as YAML text."""
    lines = [
        "  - {" + ", ".join(f"{c}: {v}" for c, v in zip(columns, row, strict=True)) + "}" for row in rows
    ]
    return "\n".join([f"{table}:", *lines])


def _goods() -> Iterator[Case]:
    yield _case(
        "goods-hybrid",
        "1.3",
        "a purchased good by the supplier's own energy and waste, and a factor for all that is upstream of it",
        rule_set(
            inputs={
                "electricity": "unit: kWh", "gas": "unit: kWh", "waste": "unit: kg", "pieces": 'unit: "1"',
                "electricity_factor": "unit: kgCO2e/kWh", "gas_factor": "unit: kgCO2e/kWh",
                "waste_factor": "unit: kgCO2e/kg", "piece_factor": "unit: kgCO2e",
            },
            emissions={
                "supplier": emission("electricity * electricity_factor + gas * gas_factor"),
                "landfill": emission("waste * waste_factor"),
                "upstream": emission("pieces * piece_factor", "raw_materials"),
            },
        ),
        "electricity: 5000\ngas: 2500\nwaste: 100\npieces: 12000\nelectricity_factor: 0.5\ngas_factor: 0.2\n"
        "waste_factor: 0.5\npiece_factor: 5.6",
        {
            "total": 70250,
            "stages": {"raw_materials": 67200, "production": 3050},
            "values": {"supplier": 3000, "landfill": 50, "upstream": 67200},
        },
        "5000 × 0.5 + 2500 × 0.2 = 3000; 100 × 0.5 = 50; 12 000 × 5.6 = 67 200; together 70 250",
    )  # fmt: skip
    parts = ((400, 20), (200, 10), (500, 40), (100, 70), (1500, 3), (300, 3))
    bought = ((5000, "0.3"), (3000, "0.3"), (4000, "0.3"), (6000, "0.5"), (1500, "0.2"), (5000, "0.2"), (5000, "0.3"),
              (1000, "0.3"), (5000, "0.4"))  # fmt: skip
    yield _case(
        "goods-mass-and-money",
        "1.4",
        "components by mass, materials by money spent (the currency of the example is called CNY here)",
        rule_set(
            inputs={
                "parts": {"mass": "unit: kg", "factor": "unit: kgCO2e/kg"},
                "materials": {"spent": "unit: CNY", "factor": "unit: kgCO2e/CNY"},
            },
            emissions={
                "by_mass": emission("sum(parts.mass * parts.factor)", "raw_materials"),
                "by_money": emission("sum(materials.spent * materials.factor)", "raw_materials"),
            },
        ),
        _rows("parts", ("mass", "factor"), *parts) + "\n" + _rows("materials", ("spent", "factor"), *bought),
        {"total": 54100, "values": {"by_mass": 42400, "by_money": 11700}},
        "8000 + 2000 + 20 000 + 7000 + 4500 + 900 = 42 400; 1500 + 900 + 1200 + 3000 + 300 + 1000 + 1500 + 300 + 2000"
        " = 11 700; together 54 100",
    )


def _transport() -> Iterator[Case]:
    yield _case(
        "transport-fuel",
        "4.1",
        "transport by the fuel burnt and the refrigerant lost",
        rule_set(
            inputs={
                "fuels": {"volume": "unit: L", "factor": "unit: kgCO2e/L"},
                "leaks": {"mass": "unit: kg", "gwp": "unit: kgCO2e/kg"},
            },
            emissions={
                "fuel": emission("sum(fuels.volume * fuels.factor)", "distribution"),
                "refrigerant": emission("sum(leaks.mass * leaks.gwp)", "distribution"),
            },
        ),
        _rows("fuels", ("volume", "factor"), ("50 m3", 3), (80000, 3), (90000, 3))
        + "\n"
        + _rows("leaks", ("mass", "gwp"), (50, 2000)),
        {"total": 760000, "values": {"fuel": 660000, "refrigerant": 100000}},
        "(50 000 + 80 000 + 90 000) × 3 = 660 000; 50 × 2000 = 100 000; together 760 000",
    )
    yield _case(
        "transport-distance",
        "4.2",
        "transport by mass and distance on road, in the air and at sea",
        rule_set(
            inputs={
                "legs": {
                    "mode": "type: text, values: {road: {zh: 公路, en: road}, air: {zh: 航空, en: air},"
                    " sea: {zh: 海运, en: sea}}",
                    "mass": "unit: t", "distance": "unit: km", "factor": "unit: kgCO2e/tkm",
                }
            },
            quantities={"leg": "unit: kgCO2e, formula: legs.mass * legs.distance * legs.factor"},
            emissions={
                "surface": emission('sum(leg, where=legs.mode != "air")', "distribution"),
                "air": emission('sum(leg, where=legs.mode == "air")', "distribution", "aircraft"),
            },
        ),
        _rows(
            "legs", ("mode", "mass", "distance", "factor"), ("road", 2, 2000, "0.2"), ("air", 1, 3000, "1.0"),
            ("sea", "6000 kg", 4000, "0.05"),
        ),
        {
            "total": 5000,
            "species": {"fossil": 2000, "aircraft": 3000},
            "values": {"leg": [800, 3000, 1200]},
        },
        "2 × 2000 × 0.2 = 800; 1 × 3000 × 1 = 3000; 6 × 4000 × 0.05 = 1200; together 5000",
    )  # fmt: skip
    for way, work, places, shown in (
        ("driven", (240, 150, 250), 1, ("11.8", "7.4", "12.3")),
        ("shortest", (240, 150, 100), 2, ("15.43", "9.64", "6.43")),
    ):
        exact = [F("31.5") * w / sum(work) for w in work]
        yield _case(
            f"transport-shared-{way}",
            "4.3",
            f"the emissions of a delivery run shared by the tonne-kilometres of its shipments, distance {way}",
            rule_set(
                inputs={"run": "unit: kgCO2e", "shipments": {"work": "unit: tkm"}},
                quantities={
                    "all_work": "unit: tkm, formula: sum(shipments.work)",
                    "share": "unit: kgCO2e, formula: run * shipments.work / all_work",
                    "shown": f'unit: "1", formula: "round_half_even(share / one, {places})"',
                },
                parameters={"one": "value: 1, unit: kgCO2e"},
                emissions={"e": emission("sum(share)", "distribution")},
            ),
            "run: 31.5\n" + _rows("shipments", ("work",), *((w,) for w in work)),
            {"total": F("31.5"), "values": {"share": exact, "shown": [F(s) for s in shown]}},
            "; ".join(f"31.5 × {w} / {sum(work)} = {s}" for w, s in zip(work, shown, strict=True)),
        )


def _storage() -> Iterator[Case]:
    yield _case(
        "storage-by-site",
        "4.5",
        "the energy of two stores, each shared by the volume of goods in it",
        rule_set(
            inputs={
                "stores": {
                    "electricity": "unit: kWh", "gas": "unit: kWh", "electricity_factor": "unit: kgCO2e/kWh",
                    "gas_factor": "unit: kgCO2e/kWh", "ours": "unit: m3", "all": "unit: m3",
                }
            },
            quantities={
                "energy": "unit: kgCO2e, formula: stores.electricity * stores.electricity_factor"
                " + stores.gas * stores.gas_factor",
                "share": "unit: kgCO2e, formula: energy * stores.ours / stores.all",
            },
            emissions={"e": emission("sum(share)", "distribution")},
        ),
        _rows(
            "stores",
            ("electricity", "gas", "electricity_factor", "gas_factor", "ours", "all"),
            ("10 MWh", 1000, "0.8", "0.25", 100, 400),
            (15000, "7200 MJ", "0.8", "0.25", 200, 800),
        ),
        {"total": F("5187.5"), "values": {"energy": [8250, 12500], "share": [F("2062.5"), 3125]}},
        "(10 000 × 0.8 + 1000 × 0.25) × 100/400 = 2062.5; (15 000 × 0.8 + 2000 × 0.25) × 200/800 = 3125; together"
        " 5187.5",
    )  # fmt: skip
    yield _case(
        "storage-by-day",
        "4.6",
        "goods stored by volume, days and a factor for both",
        rule_set(
            inputs={"stores": {"volume": "unit: m3", "time": "unit: d", "factor": "unit: kgCO2e/m3/d"}},
            emissions={"e": emission("sum(stores.volume * stores.time * stores.factor)", "distribution")},
        ),
        _rows("stores", ("volume", "time", "factor"), (4000, 2, "0.01"), (4000, "48 h", "0.02")),
        {"total": 240},
        "4000 × 2 × 0.01 + 4000 × 2 × 0.02 = 80 + 160 = 240",
    )


def _waste() -> Iterator[Case]:
    yield _case(
        "waste-by-type",
        "5.1",
        "waste and waste water by kind and treatment",
        rule_set(
            inputs={
                "wastes": {"mass": "unit: t", "factor": "unit: kgCO2e/t"},
                "water": "unit: m3",
                "water_factor": "unit: kgCO2e/m3",
            },
            emissions={"e": emission("sum(wastes.mass * wastes.factor) + water * water_factor")},
        ),
        "water: 5000\nwater_factor: 0.5\n"
        + _rows("wastes", ("mass", "factor"), (2000, 40), (5000, 2), (4000, "0.01 kgCO2e/kg")),
        {"total": 132500},
        "2000 × 40 + 5000 × 2 + 4000 × 10 + 5000 × 0.5 = 132 500",
    )
    shares = rule_set(
        inputs={"mass": "unit: kg", "ways": {"share": 'unit: "%"', "factor": "unit: kgCO2e/kg"}},
        emissions={"e": emission("sum(mass * ways.share * ways.factor)", "end_of_life")},
        requirements={"complete": "check: sum(ways.share) == 1"},
    )
    found = {"verdicts": {"complete": "satisfied"}}
    yield _case(
        "waste-by-share",
        "5.2",
        "all waste together, by the shares of five treatments",
        shares,
        "mass: 40 t\n"
        + _rows("ways", ("share", "factor"), (25, "300 kgCO2e/t"), (5, 0), (30, 0), (20, "10 kgCO2e/t"), (20, "0.03")),
        {"total": 3320, **found},
        "40 × (0.25 × 300 + 0.05 × 0 + 0.3 × 0 + 0.2 × 10 + 0.2 × 30) = 3000 + 80 + 240 = 3320",
    )  # fmt: skip
    yield _case(
        "end-of-life",
        "12.1",
        "sold products at their end of life, by the shares of three treatments",
        shares,
        "mass: 10000\n" + _rows("ways", ("share", "factor"), (90, "0.3"), (10, "1.0"), (0, 0)),
        {"total": 3700, "stages": {"end_of_life": 3700}, **found},
        "10 000 × (90 % × 0.3 + 10 % × 1 + 0 % × 0) = 2700 + 1000 = 3700",
    )


def _shares() -> Iterator[Case]:
    yield _case(
        "floor-space",
        "13.1",
        "the emissions of two factories shared by floor space",
        rule_set(
            inputs={"both": "unit: kgCO2e", "ours": "unit: m2", "other": "unit: m2"},
            emissions={"e": emission("both * (ours / (ours + other))")},
        ),
        "both: 9000\nours: 5000\nother: 10000",
        {"total": 3000},
        "9000 × 5000 / 15 000 = 3000",
    )
