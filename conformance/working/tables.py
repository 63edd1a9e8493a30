"""Tables: sums, conditions, references, groups, look-up tables, calculated columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction as F

from working.case import Case, emission, factor_table, inventory, rule_set

PARTS = {
    "name": "type: text",
    "mass": "unit: kg",
    "factor": "unit: kgCO2e/kg",
    "kind": "values: {m: {zh: m, en: m}, p: {zh: p, en: p}}",
}
ROWS = """parts:
  - {name: sink, mass: 812 g, factor: 20.3, kind: m}
  - {name: cover, mass: 0.4, factor: 2.5, kind: p}
  - {name: screw, mass: 0.012, factor: 2, kind: m}"""
MASS = (F(812, 1000), F(4, 10), F(12, 1000))
FACTOR = (F(203, 10), F(5, 2), F(2))
#: formula in kg → value
FOLDS = (
    ("sum", "sum(parts.mass)", sum(MASS)),
    ("sum-where", 'sum(parts.mass, where=parts.kind == "m")', MASS[0] + MASS[2]),
    ("sum-nothing", "sum(parts.mass, where=parts.mass > 5 * unit)", F(0)),
    ("min", "min(parts.mass)", MASS[2]),
    ("max-where", 'max(parts.mass, where=parts.kind == "p")', MASS[1]),
    ("mean", "mean(parts.mass)", sum(MASS) / 3),
    (
        "mean-weighted",
        "mean(parts.mass, weight=parts.factor)",
        sum(m * f for m, f in zip(MASS, FACTOR, strict=True)) / sum(FACTOR),
    ),
    ("count", "count(parts) * unit", F(3)),
    ("count-where", "count(parts, where=parts.factor >= 2.5 * f) * unit", F(2)),
    ("any", "unit if any(parts.mass > 0.5 * unit) else 0", F(1)),
    ("all", "unit if all(parts.mass > 0.5 * unit) else 0", F(0)),
    ("all-where", 'unit if all(parts.mass < unit, where=parts.kind == "m") else 0', F(1)),
    ("row-condition", "sum(parts.mass if parts.mass > 0.5 * unit else 0)", MASS[0]),
    ("row-and-single", "sum(parts.mass * 2 - parts.mass)", sum(MASS)),
)
SITES = {
    "sites": {"_": "key: id", "id": "type: text", "output": "unit: kg", "burden": "unit: kgCO2e"},
    "lots": {"mass": "unit: kg", "site": "references: sites, required: false"},
}
SITE_ROWS = """sites:
  - {id: east, output: 200, burden: 50}
  - {id: west, output: 100, burden: 90}
  - {id: idle, output: 10, burden: 7}
lots:
  - {mass: 3, site: west}
  - {mass: 8, site: east}
  - {mass: 2, site: west}
  - {mass: 100}"""


GRID = factor_table(
    "conf/grid",
    ("kind",),
    {"factor": "unit: kgCO2e/kWh"},
    ["kind: wind, factor: 0.03", "kind: coal, factor: 0.9"],
)
FUEL = factor_table(
    "conf/fuel",
    ("fuel",),
    {"ncv": "unit: MJ/kg", "upstream": "unit: kgCO2e/kg, required: false"},
    ["fuel: coke, ncv: 28.4, upstream: 0.5", "fuel: peat, ncv: 9.8"],
)
HEAT = factor_table(
    "conf/heat",
    ("region", "year"),
    {"factor": "unit: kgCO2e/GJ"},
    [
        'region: north, year: "2024", factor: 110',
        'region: south, year: "2024", factor: 90',
        'region: south, year: "2025", factor: 85',
    ],
)
FILES = {"conf/grid/1.0.0.yaml": GRID, "conf/fuel/1.0.0.yaml": FUEL, "conf/heat/1.0.0.yaml": HEAT}
USE = {
    "grid": "table: conf/grid@1.0.0",
    "fuel": "table: conf/fuel@1.0.0",
    "heat": "table: conf/heat@1.0.0",
}
LOOKUPS = (
    ("literal-key", {"x": "unit: kWh"}, 'x * grid["wind"]', "x: 50", F(3, 2), "50 × 0.03"),
    (
        "input-key",
        {"x": "unit: kWh", "kind": "type: text, values_of: grid"},
        "x * grid[kind]",
        "x: 50\nkind: coal",
        F(45),
        "50 × 0.9",
    ),
    (
        "key-kept-away",
        {"x": "unit: kWh", "kind": "values: {coal: {zh: c, en: c}, none: {zh: n, en: n}}"},
        'x * grid["wind"] + (x * grid[kind] if kind != "none" else 0)',
        "x: 50\nkind: none",
        F(3, 2),
        "50 × 0.03 + 0",
    ),
    (
        "one-of-two-keys",
        {"x": "unit: GJ", "place": "type: text, values_of: heat.region"},
        'x * heat[place, "2024"]',
        "x: 2\nplace: north",
        F(220),
        "2 × 110",
    ),
    ("two-keys", {"x": "unit: GJ"}, 'x * heat["south", "2025"]', "x: 2", F(170), "2 × 85"),
    ("column", {"x": "unit: kg"}, 'x * fuel["coke"].upstream', "x: 3", F(3, 2), "3 × 0.5"),
    (
        "column-energy",
        {"x": "unit: kg"},
        'x * fuel["coke"].ncv * grid["coal"]',
        "x: 3",
        F(3) * F(284, 10) * F(9, 10) / F(36, 10),
        "3 × 28.4 MJ × 0.9 kgCO2e/kWh / 3.6",
    ),
    (
        "row-keys",
        {"runs": {"x": "unit: kWh", "kind": "type: text, values_of: grid"}},
        "sum(runs.x * grid[runs.kind])",
        "runs:\n  - {x: 10, kind: coal}\n  - {x: 100, kind: wind}",
        F(12),
        "10 × 0.9 + 100 × 0.03",
    ),
    (
        "key-by-condition",
        {"x": "unit: kWh", "clean": "type: boolean"},
        'x * grid["wind" if clean else "coal"]',
        "x: 10\nclean: false",
        F(9),
        "10 × 0.9",
    ),
)


def cases() -> Iterator[Case]:
    """Folds, references, groups, look-ups."""
    parameters = {"unit": "value: 1, unit: kg", "f": "value: 1, unit: kgCO2e/kg"}
    for name, formula, value in FOLDS:
        text = formula.replace("2.5 * f", "limit")
        limits = {"limit": "value: 2.5, unit: kgCO2e/kg"} if "limit" in text else {}
        yield Case(
            f"fold-{name}",
            f"`{text}` over masses 0.812, 0.4 and 0.012 kg with factors 20.3, 2.5 and 2",
            rule_set(
                inputs={"parts": PARTS},
                parameters={**parameters, **limits},
                quantities={"y": f"unit: kg, formula: '{text}'"},
                emissions={"e": emission("sum(parts.mass * parts.factor) + y * f")},
            ),
            inventory(ROWS),
            {"values": {"y": value}, "total": value + sum(m * f for m, f in zip(MASS, FACTOR, strict=True))},
            f"{formula} = {value}; the total adds 0.812 × 20.3 + 0.4 × 2.5 + 0.012 × 2 = 17.5076",
        )
    yield from _references()
    yield from _single_references()
    yield from _lookups()


def _site(
    name: str,
    about: str,
    quantities: Mapping[str, str],
    formula: str,
    total: F,
    working: str,
    **values: object,
) -> Case:
    return Case(
        f"reference-{name}",
        about,
        rule_set(inputs=SITES, quantities=quantities, emissions={"e": emission(formula)}),
        inventory(SITE_ROWS),
        {"total": total, "values": values},
        working,
    )


def _references() -> Iterator[Case]:
    allocated = "unit: kgCO2e, formula: lots.mass * lots.site.burden / lots.site.output"
    yield _site(
        "allocation-by-mass",
        "burdens of sites allocated to lots by mass; a lot without site is missing",
        {"share": allocated.replace("lots.mass *", "(lots.mass if given(lots.site) else 0) *")},
        "sum(share if given(lots.site) else 0)",
        F(3) * 90 / 100 + F(8) * 50 / 200 + F(2) * 90 / 100,
        "3 × 90/100 + 8 × 50/200 + 2 × 90/100 = 6.5",
        share=[F(27, 10), F(2), F(9, 5), "missing"],
    )
    yield _site(
        "grouped-sum",
        "lots added up by site; the site without lots has 0, the lot without site belongs nowhere",
        {"received": "unit: kg, formula: 'sum(lots.mass, by=lots.site)'"},
        "sum(sites.burden * received / sites.output)",
        F(8) * 50 / 200 + F(5) * 90 / 100,
        "east 8, west 3 + 2 = 5, idle 0; 50 × 8/200 + 90 × 5/100 = 6.5",
        received=[8, 5, 0],
    )
    yield _site(
        "grouped-count",
        "rows counted by the row they point at",
        {"lots_of": "unit: '1', formula: 'count(lots, by=lots.site)'"},
        "sum(sites.burden * lots_of)",
        F(50 + 2 * 90),
        "east 1, west 2, idle 0; 50 × 1 + 90 × 2 = 230",
        lots_of=[1, 2, 0],
    )
    yield _site(
        "grouped-where",
        "a grouped sum over some of the rows",
        {
            "large": "unit: kg, formula: 'sum(lots.mass, by=lots.site, where=lots.mass * 10 > lots.site.output / 10)'"
        },
        "sum(sites.burden * large / sites.output)",
        F(8) * 50 / 200 + F(5) * 90 / 100,
        "30 > 10, 80 > 20, 20 > 10: all count; the lot without site belongs nowhere: 2 + 4.5",
        large=[8, 5, 0],
    )
    yield _site(
        "calculated-column-behind-reference",
        "a calculated column of the table referred to, taken row by row",
        {"intensity": "unit: kgCO2e/kg, formula: sites.burden / sites.output"},
        "sum(lots.mass * lots.site.intensity, where=given(lots.site))",
        F(13, 2),
        "intensities 1/4, 9/10, 7/10; 3 × 9/10 + 8 × 1/4 + 2 × 9/10 = 6.5",
        intensity=[F(1, 4), F(9, 10), F(7, 10)],
    )


def _single_references() -> Iterator[Case]:
    """Single inputs that point at a row, and references that fall back on others."""
    yield Case(
        "reference-single",
        "a single input that points at a row: read in it, behind it, and compared with a column that points there",
        rule_set(
            inputs={**SITES, "declared": "references: sites", "other": "references: sites, required: false"},
            parameters={"f": "value: 1, unit: kgCO2e/kg"},
            quantities={
                "its_lots": "unit: kg, formula: 'sum(lots.mass, where=given(lots.site) and lots.site == declared)'",
                "behind": "unit: kgCO2e, formula: other.burden",
            },
            emissions={"e": emission("declared.burden * its_lots / declared.output")},
            requirements={"same": "check: declared == other"},
        ),
        inventory(f"{SITE_ROWS}\ndeclared: west"),
        {
            "total": F(90 * 5, 100),
            "values": {"its_lots": 5, "behind": "missing"},
            "verdicts": {"same": "not_evaluated"},
        },
        "90 × (3 + 2) / 100 = 4.5; the lot without site is left out",
    )
    yield Case(
        "reference-otherwise",
        "a row that names no second site has that of the first",
        rule_set(
            inputs={
                "sites": SITES["sites"],
                "lots": {
                    "mass": "unit: kg", "site": "references: sites, required: false",
                    "second": "references: sites, otherwise: site",
                },
            },
            quantities={"share": "unit: kgCO2e, formula: lots.mass * lots.second.burden / lots.second.output"},
            emissions={"e": emission("sum(share if given(lots.second) else 0)")},
        ),
        inventory(
            SITE_ROWS.partition("lots:")[0] + "lots:\n  - {mass: 3, site: west, second: east}\n"
            "  - {mass: 8, site: east}\n  - {mass: 2, second: west}\n  - {mass: 100}"
        ),
        {"total": F(3, 4) + 2 + F(9, 5), "values": {"share": [F(3, 4), 2, F(9, 5), "missing"]}},
        "3 × 50/200 + 8 × 50/200 + 2 × 90/100 = 4.55",
    )  # fmt: skip


def _lookups() -> Iterator[Case]:
    for name, inputs, formula, values, total, working in LOOKUPS:
        needed = {t: v for t, v in USE.items() if f"{t}[" in formula}
        yield Case(
            f"lookup-{name}",
            f"`{formula}`",
            rule_set(inputs=inputs, tables=needed, emissions={"e": emission(formula)}),
            inventory(values),
            {"total": total},
            f"{working} = {total}",
            files={f: text for f, text in FILES.items() if f.split("/")[1] in needed},
        )
    yield Case(
        "lookup-cell-without-value",
        "a cell without a value is missing, not zero",
        rule_set(
            inputs={"x": "unit: kg"},
            tables={"fuel": USE["fuel"]},
            quantities={"u": "unit: kgCO2e, formula: 'x * fuel[\"peat\"].upstream'"},
            emissions={"e": emission('x * fuel["coke"].upstream')},
            requirements={"small": "check: u < e"},
        ),
        inventory("x: 2"),
        {"total": 1, "values": {"u": "missing"}, "verdicts": {"small": "not_evaluated"}},
        "2 × 0.5 = 1",
        files={"conf/fuel/1.0.0.yaml": FUEL},
    )
