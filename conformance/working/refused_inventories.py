"""Inventories that must be refused, and calculations without a value."""

from __future__ import annotations

from collections.abc import Iterator

from working.case import RULES, Case, emission, factor_table, inventory, rule_set

GOOD = {
    "mass": "mass: 2",
    "share": "share: 50 %",
    "kind": "kind: m",
    "bulb": "bulb: true",
    "sites": "sites:\n  - {id: a, output: 5}\n  - {id: b, output: 6}",
    "lots": "lots:\n  - {mass: 1, site: a}",
}
INPUTS = {
    "mass": "unit: kg, above: 0, max: 100",
    "share": 'unit: "%", min: 0, max: 100',
    "kind": "values: {m: {zh: m, en: m}, p: {zh: p, en: p}}",
    "bulb": "type: boolean",
    "sites": {"_": "key: id", "id": "type: text", "output": "unit: kg"},
    "lots": {"_": "min_rows: 1", "mass": "unit: kg, min: 0", "site": "references: sites"},
}
RULE_SET = rule_set(
    inputs=INPUTS,
    parameters={"one": "value: 1, unit: kgCO2e/kg"},
    emissions={
        "e": emission(
            "(mass * share + sum(lots.mass * lots.site.output / lots.site.output)) * one if bulb else 0"
        )
    },
)
#: what is wrong → the part of the inventory that replaces the right one
WRONG = (
    ("input-unknown", "mass", "mass: 2\n⟦E601⟧weight: 3"),
    ("column-unknown", "lots", "lots:\n  - {mass: 1, site: a, ⟦E601⟧colour: 1}"),
    ("energy-for-mass", "mass", "mass: ⟦E602⟧2 kWh"),
    ("co2e-for-mass", "mass", "mass: ⟦E602⟧2 kgCO2e"),
    ("not-above-limit", "mass", "mass: ⟦E603⟧0"),
    ("above-maximum", "mass", "mass: ⟦E603⟧0.2 t"),
    ("negative-in-row", "lots", "lots:\n  - {mass: 1, site: a}\n  - {mass: ⟦E603⟧-1 g, site: a}"),
    ("percent-above-hundred", "share", "share: ⟦E603⟧101 %"),
    ("text-for-number", "mass", "mass: ⟦E604⟧heavy"),
    ("boolean-for-number", "mass", "mass: ⟦E604⟧true"),
    ("number-for-boolean", "bulb", "bulb: ⟦E604⟧1"),
    ("unknown-unit", "mass", "mass: ⟦E602⟧2 stone"),
    ("list-for-number", "mass", "mass: ⟦E604⟧[1, 2]"),
    ("decimal-comma", "mass", "mass: ⟦E604⟧2,5 kg"),
    ("number-for-table", "lots", "lots: ⟦E604⟧3"),
    ("text-for-row", "lots", "lots:\n  - ⟦E604⟧one"),
    ("not-in-list", "kind", "kind: ⟦E606⟧q"),
    ("dangling-reference", "lots", "lots:\n  - {mass: 1, site: ⟦E607⟧c}"),
    ("key-twice", "sites", "sites:\n  - {id: a, output: 5}\n  - {id: ⟦E608⟧a, output: 6}"),
    ("too-few-rows", "lots", "lots: ⟦E609⟧[]"),
    ("not-applicable-where-due", "mass", "mass: ⟦E611⟧not applicable"),
    ("table-not-applicable-where-due", "lots", "lots: ⟦E611⟧not applicable"),
    ("markup", "sites", "sites:\n  - {id: ⟦E613⟧<b>a, output: 5}\n  - {id: a, output: 6}"),
    ("two-errors", "mass", "mass: ⟦E603⟧-1\n⟦E601⟧massa: 1"),
    ("not-a-number", "mass", "mass: ⟦E109⟧.nan"),
    ("infinite", "mass", "mass: ⟦E109⟧.inf"),
    ("too-many-digits", "mass", "mass: ⟦E603⟧1.00000000000000000000000000000000001"),
    ("duplicate-key", "mass", "mass: 2\n⟦E108⟧mass: 3"),
    ("value-key-unknown", "mass", "mass: {value: 2, ⟦E601⟧unit: kg}"),
    ("row-value-missing", "lots", "lots:\n  - ⟦E605⟧{site: a}"),
)
#: calculation errors over x = 0 and rows y = 1, 0 → code, formula of the quantity
FAILED = (
    ("E701", "division-by-zero", "1 / x"),
    ("E701", "negative-power-of-zero", "x ** -2"),
    ("E702", "root-of-negative", "sqrt(x - 1)"),
    ("E702", "log-of-zero", "log(x)"),
    ("E702", "overflow", "exp(exp(exp(x + 10)))"),
    ("E701", "weights-add-up-to-zero", "mean(rows.y, weight=rows.y - 0.5)"),
    ("E703", "no-such-pair", 'two["a", side]'),
    ("E701", "division-in-any-row", "sum(1 / rows.y)"),
    ("E701", "error-outweighs-missing", "sum(rows.m) + sum(1 / rows.y)"),
    ("E701", "error-outweighs-missing-row", "sum(rows.m / rows.y)"),
)

#: What these are over: inputs, values, a look-up table.
OVER = {
    "x": 'unit: "1"',
    "side": "values: {left: {zh: 左, en: left}, right: {zh: 右, en: right}}",
    "rows": {"y": 'unit: "1"', "m": 'unit: "1", required: false'},
}
FAILING = "x: 0\nside: right\nrows:\n  - {y: 1}\n  - {y: 0, m: 3}"
TWO = factor_table(
    "conf/two", ("k", "l"), {"v": 'unit: "1"'}, ["k: a, l: left, v: 1", "k: b, l: right, v: 2"]
)


def cases() -> Iterator[Case]:
    """One wrong part each; then headers, missing values, calculations."""
    for name, part, text in WRONG:
        yield Case(
            f"refused-inventory-{name}",
            f"wrong `{part}`",
            RULE_SET,
            inventory("\n".join({**GOOD, part: text}.values())),
        )
    rest = "\n".join(text for part, text in GOOD.items() if part != "mass")
    right = inventory("\n".join(GOOD.values()))
    yield Case(
        "refused-inventory-missing",
        "a required value is not there",
        RULE_SET,
        inventory(rest).replace("values:\n", "values:\n⟦E605⟧", 1).replace("⟦E605⟧  ", "  ⟦E605⟧"),
    )
    yield Case(
        "refused-inventory-other-rule-set",
        "made for another version",
        RULE_SET,
        right.replace("conf/case@1.0.0", "⟦E610⟧conf/case@1.1.0"),
    )
    yield Case(
        "refused-inventory-period",
        "ends before it begins",
        RULE_SET,
        inventory("\n".join(GOOD.values()), "period: {from: 2025-02-01, to: ⟦E612⟧2025-01-31}\n"),
    )
    yield Case(
        "refused-inventory-period-date",
        "a date that does not exist",
        RULE_SET,
        inventory("\n".join(GOOD.values()), "period: {from: ⟦E612⟧2025-02-30, to: 2025-12-31}\n"),
    )
    yield Case(
        "refused-inventory-dangling-single-reference",
        "a single input that points at a row that is not there",
        rule_set(
            inputs={"sites": INPUTS["sites"], "own": "references: sites"},
            parameters={"one": "value: 1, unit: kgCO2e/kg"},
            emissions={"e": emission("own.output * one")},
        ),
        inventory(f"{GOOD['sites']}\nown: ⟦E607⟧c"),
    )
    yield from _calculations()


def _calculations() -> Iterator[Case]:
    for code, name, formula in FAILED:
        yield Case(
            f"refused-calculation-{name}",
            f"`{formula}` with x = 0, y = 1 and 0, m missing and 3",
            rule_set(
                inputs=OVER,
                parameters={"one": "value: 1, unit: kgCO2e"},
                tables={"two": "table: conf/two@1.0.0"},
                quantities={"q": f"unit: \"1\", formula: ⟦{code}⟧'{formula}'"},
                emissions={"e": emission("one * q")},
            ),
            inventory(FAILING),
            files={"conf/two/1.0.0.yaml": TWO},
        )
    optional = {"m": "unit: kgCO2e, required: false"}
    yield Case(
        "refused-calculation-emission-missing",
        "an emission must not come out missing",
        rule_set(inputs=optional, emissions={"e": "stage: use, species: fossil, formula: m * 2"}),
        inventory("").replace("{}\n", "⟦E704⟧{}\n"),
    )
    flow = "reference_flow: {formula: n, clause: '2', label: {zh: 件数, en: pieces}}\n"
    yield Case(
        "refused-calculation-reference-flow-not-applicable",
        "a reference flow must have a value",
        rule_set(
            flow,
            inputs={"n": 'unit: "1", required: false', "m": "unit: kgCO2e"},
            emissions={"e": emission("m")},
        ),
        inventory("n: ⟦E704⟧not applicable\nm: 1"),
    )
    yield Case(
        "refused-calculation-abstract",
        "a base is not for calculating with",
        rule_set("abstract: true\n", inputs={"m": "unit: kgCO2e"}, emissions={"e": emission("m")}).replace(
            "ruleset: conf", "ruleset: ⟦E706⟧conf"
        ),
        inventory("m: 1"),
    )


__all__ = ["RULES", "cases"]
