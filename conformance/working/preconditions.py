"""Preconditions: what an inventory must fulfil before anything is calculated."""

from __future__ import annotations

from collections.abc import Iterator

from working.case import Case, emission, inventory, rule_set

INPUTS = {
    "x": 'unit: "1"',
    "y": 'unit: "1", required: false',
    "rows": {"part": 'unit: "%"', "loss": 'unit: "1", required: false', "declared": "type: boolean"},
}
PARAMETERS = {"one": "value: 1, unit: kgCO2e", "whole": 'value: 100, unit: "%"'}
SHARED = "x / count(rows, where=rows.declared)"
MUST = {
    "one-declared": "count(rows, where=rows.declared) == 1",
    "parts-add-up": "sum(rows.part) == whole",
    "no-part-below-zero": "rows.part >= 0",
    "small-losses": "rows.loss < 1",
    "y-above-x": "y > x",
    "base-above-zero": "e + f > 0",
}
ROWS = "rows:\n  - {part: 60, declared: true}\n  - {part: 40, declared: false}"
#: name → what is said of it, the inventory with the places of errors
REFUSED = (
    ("single", "one value too small", "x: ⟦E630⟧-4\n" + ROWS),
    ("none-declared", "not told: a division by zero", "x: 2\nrows:\n  ⟦E630⟧- {part: 100, declared: false}"),
    (
        "sum", "the parts add up to 90 %",
        "x: 2\nrows:\n  ⟦E630⟧- {part: 50, declared: true}\n  - {part: 40, declared: false}",
    ),
    (
        "row",
        "told at the first row in which it does not hold",
        "x: 2\nrows:\n  - {part: 110, declared: true}\n"
        "  - {part: ⟦E630⟧-4, declared: false}\n  - {part: -6, declared: false}",
    ),
    ("row-of-optional", "a row with a loss of 2", "x: 2\n" + ROWS.replace("40,", "40, loss: ⟦E630⟧2,")),
    (
        "several",
        "all at once, and no row is none",
        "x: 2\ny: ⟦E630⟧1\nrows:\n  ⟦E630⟧⟦E630⟧- {part: 90, declared: true}\n  - {part: 20, declared: true}",
    ),
    ("beside-missing", "a value that is due is missing: that alone is told", "⟦E605⟧" + ROWS.replace("60", "90")),
)  # fmt: skip
#: name → condition, error
WRONG = (
    ("number", "x + 1", "E406"),
    ("text", '"a"', "E406"),
    ("indicator", "later > 0", "E404"),
    ("unknown", "xx > 0", "E404"),
    ("units", "x > one", "E405"),
    ("table", "rows", "E406"),
)


def cases() -> Iterator[Case]:
    """What is met, not evaluated and not applicable; what is refused; what no precondition can be."""
    rules = _rules({k: f"check: '{v}'" for k, v in MUST.items()})
    met = dict.fromkeys(MUST, "met")
    for name, values, changed in (
        ("met", "x: 2\ny: 3\n" + ROWS.replace("60,", "60, loss: 0.5,").replace("40,", "40, loss: 0,"), {}),
        ("missing-data", "x: 2\n" + ROWS, {"y-above-x": "not_evaluated", "small-losses": "not_evaluated"}),
        (
            "not-applicable",
            "x: 2\ny: not applicable\n"
            + ROWS.replace("60,", "60, loss: not applicable,").replace("40,", "40, loss: 0,"),
            {"y-above-x": "not_applicable"},
        ),
    ):  # fmt: skip
        yield Case(
            f"precondition-{name}",
            "outcomes of preconditions that refuse nothing",
            rules,
            inventory(values),
            {"total": 3, "values": {"e": 2, "f": 1}, "preconditions": {**met, **changed}},
            "e = x / 1 declared row = 2, f = 1",
        )
    for name, about, values in REFUSED:
        yield Case(f"refused-precondition-{name}", about, rules, inventory(values))
    for name, check, code in WRONG:
        yield Case(
            f"refused-precondition-rule-{name}",
            f"`{check}` as a precondition",
            _rules({"wrong": f"check: ⟦{code}⟧'{check}'"}),
            inventory("x: 2\n" + ROWS),
        )


def _rules(must: dict[str, str]) -> str:
    return rule_set(
        inputs=INPUTS,
        parameters=PARAMETERS,
        must=must,
        quantities={"shared": f"unit: \"1\", formula: '{SHARED}'"},
        emissions={"e": emission("one * shared"), "f": emission("one")},
        indicators={"later": "unit: \"1\", formula: 'x'"},
    )
