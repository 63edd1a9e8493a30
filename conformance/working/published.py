"""Formulas and figures of published methods. Figures of ours are called so; only figures that are public are quoted.

The source of a case says how far what is quoted has been confirmed: `read in` names the copy, `from memory` none.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal
from fractions import Fraction as F

from working.case import Case, emission, inventory, rule_set

_40 = Context(prec=40)


def cases() -> Iterator[Case]:
    """IPCC, PEF, JCGM; the worked examples of the GHG Protocol are in `ghg_protocol`."""
    for group in (_greenhouse_gases, _fuels, _shares, _circular_footprint, _measurement, _combined):
        yield from group()


_LIST = "the list openclimatedata/globalwarmingpotentials"
_DIGEST = "a digest of the GHG Protocol list of August 2024 (mcp.waymark.network)"


def _greenhouse_gases() -> Iterator[Case]:
    gwp = (
        ("ar6", f"IPCC AR6 WG I, table 7.15 (N2O: 7.SM.7); read in {_DIGEST} and {_LIST}", F("29.8"), F(27), F(273)),
        ("ar5", f"IPCC AR5 WG I, table 8.A.1; read in {_LIST}, methane by origin in {_DIGEST}", F(30), F(28), F(265)),
        ("ar4", f"IPCC AR4 WG I, table 2.14, methane not divided by origin; read in {_LIST}", F(25), F(25), F(298)),
    )  # fmt: skip
    for name, where, fossil, biogenic, nitrous in gwp:
        total = 2 + fossil * F(5, 100) + biogenic * F(1, 100) + nitrous * F(3, 1000)
        yield Case(
            f"published-gwp100-{name}",
            "masses of gases times their GWP100 (the GHG Protocol's formula)",
            rule_set(
                inputs=dict.fromkeys(("co2", "ch4_fossil", "ch4_other", "n2o"), "unit: kg"),
                parameters={
                    "gwp_co2": "value: 1, unit: kgCO2e/kg",
                    "gwp_fossil": f"value: {float(fossil):g}, unit: kgCO2e/kg",
                    "gwp_other": f"value: {float(biogenic):g}, unit: kgCO2e/kg",
                    "gwp_n2o": f"value: {float(nitrous):g}, unit: kgCO2e/kg",
                },
                emissions={
                    "fossil": emission("co2 * gwp_co2 + ch4_fossil * gwp_fossil + n2o * gwp_n2o"),
                    "other": emission("ch4_other * gwp_other", species="biogenic_emission"),
                },
            ),
            inventory("co2: 2\nch4_fossil: 50 g\nch4_other: 10 g\nn2o: 3 g"),
            {"total": total, "species": {"biogenic_emission": biogenic / 100}},
            f"2 × 1 + 0.05 × {fossil} + 0.01 × {biogenic} + 0.003 × {nitrous} = {total}",
            f"GWP: {where}; masses: own",
        )


def _fuels() -> Iterator[Case]:
    fuels = (("natural-gas", F(48), F(56100)), ("diesel", F(43), F(74100)))
    for name, ncv, factor in fuels:
        yield Case(
            f"published-ipcc-{name}",
            "CO2 of burning a fuel: mass × net calorific value × emission factor",
            rule_set(
                inputs={"fuel": "unit: t"},
                parameters={
                    "ncv": f"value: {ncv}, unit: GJ/t",
                    "factor": f"value: {factor}, unit: kgCO2e/TJ",
                },
                emissions={"combustion": emission("fuel * ncv * factor")},
            ),
            inventory("fuel: 12.5"),
            {"total": F(25, 2) * ncv / 1000 * factor},
            f"12.5 t × {ncv} GJ/t / 1000 × {factor} kg/TJ",
            "IPCC 2006 Guidelines, volume 2, tables 1.2 and 1.4; both figures and their product read in public"
            " repositories that quote the tables; mass: own",
        )
    yield Case(
        "published-carbon-to-co2",
        "carbon mass to CO2 by the ratio of molar masses 44/12",
        rule_set(
            inputs={"carbon": "unit: kgC"},
            parameters={"co2": "value: 44, unit: kgCO2e", "c": "value: 12, unit: kgC"},
            emissions={"stored": emission("-carbon * co2 / c", species="biogenic_removal")},
        ),
        inventory("carbon: 1.8"),
        {"total": F(-66, 10)},
        "−1.8 × 44 / 12 = −6.6",
        "ratio of the molar masses in whole numbers, as the IPCC 2006 Guidelines use it; mass: own",
    )


def _shares() -> Iterator[Case]:
    yield Case(
        "published-allocation-by-mass",
        "burdens of a process shared by the mass of its products",
        rule_set(
            inputs={"process": "unit: kgCO2e", "products": {"mass": "unit: kg", "ours": "type: boolean"}},
            emissions={
                "e": emission("process * sum(products.mass, where=products.ours) / sum(products.mass)")
            },
        ),
        inventory("process: 900\nproducts:\n  - {mass: 120, ours: true}\n  - {mass: 60, ours: false}"),
        {"total": 600},
        "900 × 120 / (120 + 60) = 600",
        "formula: physical allocation, GHG Protocol Product Standard, chapter 9, from memory; figures: own",
    )
    yield Case(
        "published-data-quality-rating",
        "the data quality rating is the mean of four scores, weighted by contribution",
        rule_set(
            inputs={
                "flows": {
                    "e": "unit: kgCO2e",
                    **dict.fromkeys(("ter", "gr", "tir", "p"), 'unit: "1", min: 1, max: 5'),
                }
            },
            quantities={"dqr": 'unit: "1", formula: (flows.ter + flows.gr + flows.tir + flows.p) / 4'},
            emissions={"e": emission("sum(flows.e)")},
            indicators={"rating": 'unit: "1", formula: "mean(dqr, weight=flows.e)"'},
            requirements={"good": "check: rating <= 3"},
        ),
        inventory(
            "flows:\n  - {e: 30, ter: 2, gr: 1, tir: 3, p: 1}\n  - {e: 10, ter: 4, gr: 3, tir: 5, p: 4}"
        ),
        {
            "total": 40,
            "values": {"dqr": [F(7, 4), 4], "rating": (F(7, 4) * 30 + 40) / 40},
            "verdicts": {"good": "satisfied"},
        },
        "(2+1+3+1)/4 = 1.75; (4+3+5+4)/4 = 4; (1.75 × 30 + 4 × 10)/40 = 2.3125",
        "formula: PEF method (EU 2021/2279), (TeR + GR + TiR + P) / 4 read in a public repository, weighting by"
        " contribution from memory; figures: own",
    )


def _circular_footprint() -> Iterator[Case]:
    names = ("r1", "r2", "r3", "a", "b", "q_in", "q_out", "ev", "e_rec", "e_rec_eol", "ev_star", "e_er", "e_d", "lhv",
             "xh", "xe", "seh", "see")  # fmt: skip
    kgs = ("ev", "e_rec", "e_rec_eol", "ev_star", "e_er", "e_d")
    units = (
        dict.fromkeys(names, '"1"')
        | dict.fromkeys(kgs, "kgCO2e/kg")
        | {"lhv": "MJ/kg", "seh": "kgCO2e/MJ", "see": "kgCO2e/MJ"}
    )
    sets = (
        ("recycled", "0.4 0.6 0 0.5 0 0.9 0.8 2 0.8 0.7 1.9 0 0.1 0 0 0 0 0"),
        ("virgin-to-landfill", "0 0 0 0.2 0 1 1 3 0 0 0 0 0.25 0 0 0 0 0"),
        ("incinerated", "0 0 0.7 0.5 0 1 1 2.5 0 0 0 1.4 0.2 20 0.3 0.1 0.06 0.2"),
        ("everything", "0.3 0.5 0.3 0.8 0.25 0.75 0.5 4 1.5 1.2 3.5 2 0.3 15 0.4 0.2 0.07 0.18"),
    )
    material = "(1 - r1) * ev + r1 * (a * e_rec + (1 - a) * ev * q_in) + (1 - a) * r2 * (e_rec_eol - ev_star * q_out)"
    energy = "(1 - b) * r3 * (e_er - lhv * xh * seh - lhv * xe * see)"
    for name, figures in sets:
        v = dict(zip(names, (F(f) for f in figures.split()), strict=True))
        m = (1 - v["r1"]) * v["ev"] + v["r1"] * (v["a"] * v["e_rec"] + (1 - v["a"]) * v["ev"] * v["q_in"])
        m += (1 - v["a"]) * v["r2"] * (v["e_rec_eol"] - v["ev_star"] * v["q_out"])
        recovered = v["lhv"] * v["xh"] * v["seh"] + v["lhv"] * v["xe"] * v["see"]
        e = (1 - v["b"]) * v["r3"] * (v["e_er"] - recovered)
        d = (1 - v["r2"] - v["r3"]) * v["e_d"]
        yield Case(
            f"published-circular-footprint-{name}",
            "the circular footprint formula: material, energy recovery, disposal",
            rule_set(
                inputs={"mass": "unit: kg", **{n: f"unit: {units[n]}" for n in names}},
                emissions={
                    "material": emission(f"mass * ({material})", "raw_materials"),
                    "energy": emission(f"mass * ({energy})", "end_of_life"),
                    "disposal": emission("mass * (1 - r2 - r3) * e_d", "end_of_life"),
                },
            ),
            inventory(
                "mass: 2\n" + "\n".join(f"{n}: {f}" for n, f in zip(names, figures.split(), strict=True))
            ),
            {"total": 2 * (m + e + d), "stages": {"raw_materials": 2 * m, "end_of_life": 2 * (e + d)}},
            f"material {m}, energy {e}, disposal {d} per kg; × 2 kg",
            "formula: circular footprint formula of the PEF method, read as equation 3 of Zampori and Pant 2019 (JRC)"
            " in the repository WimYedema/sustainability; EU 2021/2279 itself not read; figures: own",
        )


def _measurement() -> Iterator[Case]:
    yield Case(
        "published-jcgm101-mass-calibration",
        "the model of the mass calibration at its estimates",
        rule_set(
            inputs={
                "m_r": "unit: mg",
                "d_m": "unit: mg",
                "rho_a": "unit: kg/m3",
                "rho_w": "unit: kg/m3",
                "rho_r": "unit: kg/m3",
            },
            parameters={
                "m_nom": "value: 100, unit: g",
                "rho_a0": "value: 1.2, unit: kg/m3",
                "p": "value: 1, unit: kgCO2e",
            },
            quantities={
                "dm": "unit: mg, formula: (m_r + d_m) * (1 + (rho_a - rho_a0) * (1 / rho_w - 1 / rho_r)) - m_nom",
            },
            emissions={"e": emission("p * dm / m_r")},
        ),
        inventory("m_r: 100000\nd_m: 1.234\nrho_a: 1.20\nrho_w: 8000\nrho_r: 8000"),
        {"values": {"dm": F(1234, 1000)}, "total": F(1234, 1000) / 100000},
        "(100 000.000 + 1.234) × (1 + 0) − 100 000 = 1.234 mg",
        "JCGM 101:2008, 9.3 (model, estimates and result 1.234 mg), from memory",
    )
    yield Case(
        "published-jcgm101-additive",
        "four independent standard uncertainties of 1 added in quadrature give 2",
        rule_set(
            inputs={"parts": {"u": 'unit: "1"'}},
            parameters={"p": "value: 1, unit: kgCO2e"},
            quantities={"combined": 'unit: "1", formula: sqrt(sum(parts.u ** 2))'},
            emissions={"e": emission("p * combined")},
        ),
        inventory("parts:\n" + "  - {u: 1}\n" * 4),
        {"total": 2},
        "√(1² + 1² + 1² + 1²) = 2",
        "JCGM 101:2008, 9.2 (the sum of four independent quantities read in a public notebook; u(y) = 2.0 from memory)",
    )


def _combined() -> Iterator[Case]:
    squares = F(25) ** 2 + F(97, 10) ** 2 + F(29, 10) ** 2 + F(166, 10) ** 2
    root = _40.sqrt(_40.divide(Decimal(squares.numerator), Decimal(squares.denominator)))
    yield Case(
        "published-jcgm100-end-gauge",
        "the combined uncertainty of the end gauge, 32 nm",
        rule_set(
            inputs={"parts": {"u": 'unit: "1"'}},
            parameters={"p": "value: 1, unit: kgCO2e"},
            quantities={
                "combined": 'unit: "1", formula: sqrt(sum(parts.u ** 2))',
                "shown": 'unit: "1", formula: "round_half_even(combined, 0)"',
            },
            emissions={"e": emission("p * shown")},
        ),
        inventory("parts:\n  - {u: 25}\n  - {u: 9.7}\n  - {u: 2.9}\n  - {u: 16.6}"),
        {"total": 32, "values": {"combined": root, "shown": 32}},
        "√(25² + 9.7² + 2.9² + 16.6²) = 31.67, rounded 32",
        "JCGM 100:2008 (ISO/IEC Guide 98-3), annex H.1; the four components, their sum of squares 1002 nm2 and 32 nm"
        " read in the tests of two public repositories",
    )
    squares = F("5.8") ** 2 + F("3.9") ** 2 + F("6.7") ** 2
    root = _40.sqrt(_40.divide(Decimal(squares.numerator), Decimal(squares.denominator)))
    yield Case(
        "published-jcgm100-end-gauge-difference",
        "the uncertainty of the difference of two end gauges from three causes, 9.7 nm",
        rule_set(
            inputs={"d0": 'unit: "1"', "d1": 'unit: "1"', "d2": 'unit: "1"'},
            parameters={"p": "value: 1, unit: kgCO2e"},
            quantities={
                "combined": 'unit: "1", formula: "(d0 ** 2 + d1 ** 2 + d2 ** 2) ** 0.5"',
                "shown": 'unit: "1", formula: "round_half_even(combined, 1)"',
            },
            emissions={"e": emission("p * shown")},
        ),
        inventory("d0: 5.8\nd1: 3.9\nd2: 6.7"),
        {"total": F("9.7"), "values": {"combined": root, "shown": F("9.7")}},
        "√(5.8² + 3.9² + 6.7²) = √93.74 = 9.682, rounded 9.7",
        "JCGM 100:2008 (ISO/IEC Guide 98-3), annex H.1; the three causes read in the example GUM_H1 of MSLNZ/GTC,"
        " 9.7 nm in the tests of a public repository",
    )
    yield Case(
        "published-ipcc-uncertainty-sum",
        "relative uncertainty of a sum",
        rule_set(
            inputs={"parts": {"x": "unit: kgCO2e", "u": 'unit: "%"'}},
            quantities={"spread": "unit: kgCO2e**2, formula: (parts.x * parts.u) ** 2"},
            emissions={"e": emission("sum(parts.x)")},
            indicators={"of_sum": 'unit: "%", formula: "sum(spread) ** 0.5 / footprint.total"'},
        ),
        inventory("parts:\n  - {x: 30, u: 10}\n  - {x: 40, u: 10}"),
        {"total": 70, "values": {"of_sum": F(500, 70)}},
        "√((30 × 10 %)² + (40 × 10 %)²) / 70 = 5/70 = 7.142857 %",
        "formula: IPCC 2006 Guidelines, volume 1, equation 3.2, from memory; figures: own",
    )
