"""Indicators and checks that cannot be calculated: the footprint stands, they are not evaluated."""

from __future__ import annotations

from collections.abc import Iterator

from working.case import Case, emission, inventory, rule_set
from working.refused_inventories import FAILED, FAILING, OVER, TWO

LOST = "not evaluated"
ONE = {"one": "value: 1, unit: kgCO2e"}
#: check, condition → verdict, where x = 0, m is missing and n not applicable
CHECKS = (
    ("check", "1 / x > 2", None, "not_evaluated"),
    ("check-decided", "x < 5 or 1 / x > 2", None, "satisfied"),
    ("check-decided-otherwise", "x > 5 and 1 / x > 2", None, "not_satisfied"),
    ("check-undecided", "x > 5 or 1 / x > 2", None, "not_evaluated"),
    ("check-choice", "x < 5 if x == 0 else 1 / x > 2", None, "satisfied"),
    ("check-beside-missing", "m > 1 or 1 / x > 2", None, "not_evaluated"),
    ("condition", "x < 5", "1 / x > 2", "not_evaluated"),
    ("condition-and-check", "1 / x > 2", "1 / x > 2", "not_evaluated"),
    ("condition-false", "1 / x > 2", "x > 5", "not_applicable"),
    ("condition-false-data-missing", "m > 2", "x > 5", "not_applicable"),
    ("condition-not-applicable", "1 / x > 2", "n > 5", "not_applicable"),
    ("condition-missing", "1 / x > 2", "m > 5", "not_evaluated"),
    ("condition-true", "1 / x > 2", "x < 5", "not_evaluated"),
)


def cases() -> Iterator[Case]:
    """Errors in an indicator, in a check and its condition, in a quantity behind them."""
    yield from _indicators()
    for name, check, condition, verdict in CHECKS:
        applies = f", applies: {condition}" if condition else ""
        yield Case(
            f"not-evaluated-{name}",
            f"`{check}`{f' where `{condition}`' if condition else ''} with x = 0, m missing, n not applicable",
            rule_set(
                inputs={
                    "x": 'unit: "1"',
                    "m": 'unit: "1", required: false',
                    "n": 'unit: "1", required: false',
                },
                parameters=ONE,
                emissions={"e": emission("one")},
                requirements={"held": f"check: {check}{applies}"},
            ),
            inventory("x: 0\nn: not applicable"),
            {"total": 1, "verdicts": {"held": verdict}},
            "a check is evaluated only where its condition holds; and what is not asked for cannot fail",
        )
    yield from _quantities()


def _indicators() -> Iterator[Case]:
    for _, name, formula in FAILED:
        yield Case(
            f"not-evaluated-{name}",
            f"an indicator `{formula}` with x = 0, y = 1 and 0, m missing and 3",
            rule_set(
                inputs=OVER,
                parameters=ONE,
                tables={"two": "table: conf/two@1.0.0"},
                emissions={"e": emission("one")},
                indicators={"i": f"unit: \"1\", formula: '{formula}'"},
                requirements={"held": "check: i > 1"},
            ),
            inventory(FAILING),
            {"total": 1, "values": {"i": LOST}, "verdicts": {"held": "not_evaluated"}},
            "the footprint does not rest on it",
            files={"conf/two/1.0.0.yaml": TWO},
        )


def _quantities() -> Iterator[Case]:
    yield Case(
        "not-evaluated-behind-a-quantity",
        "a quantity that only indicators read, one of them not on the side taken",
        rule_set(
            inputs={"x": 'unit: "1"'},
            parameters=ONE,
            quantities={"q": 'unit: "1", formula: 1 / x'},
            emissions={"e": emission("one")},
            indicators={
                "i": 'unit: "1", formula: q + 1',
                "j": 'unit: "1", formula: q if x > 0 else x + 3',
            },
        ),
        inventory("x: 0"),
        {"total": 1, "values": {"q": LOST, "i": LOST, "j": 3}},
        "0 + 3 = 3",
    )
    yield Case(
        "not-evaluated-column",
        "a column with an error in one row has no value in any; a sum of it neither",
        rule_set(
            inputs={"rows": {"y": 'unit: "1"'}},
            parameters=ONE,
            quantities={"q": 'unit: "1", formula: 1 / rows.y'},
            emissions={"e": emission("one * sum(rows.y)")},
            indicators={"i": 'unit: "1", formula: "sum(q, where=rows.y > 0)"'},
        ),
        inventory("rows:\n  - {y: 2}\n  - {y: 0}"),
        {"total": 2, "values": {"q": [LOST, LOST], "i": LOST}},
        "2 + 0 = 2",
    )
    yield Case(
        "refused-calculation-shared-quantity",
        "a quantity that the footprint needs too, though not for the side taken",
        rule_set(
            inputs={"x": 'unit: "1"'},
            parameters=ONE,
            quantities={"q": 'unit: "1", formula: ⟦E701⟧1 / x'},
            emissions={"e": emission("one * q if x > 0 else one")},
            indicators={"i": 'unit: "1", formula: q'},
        ),
        inventory("x: 0"),
    )
