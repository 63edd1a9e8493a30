"""Missing, not applicable and zero: three things, in arithmetic, sums, conditions and checks."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as F

from working.case import Case, emission, inventory, rule_set

M, N = "missing", "not applicable"
#: formula over m (missing), n (not applicable), z = 0, a = 2 → value
SINGLE: tuple[tuple[str, str, object], ...] = (
    ("missing-plus", "a + m", M),
    ("not-applicable-plus", "a + n", N),
    ("missing-outweighs", "n * m", M),
    ("zero-times-missing", "z * m", M),
    ("missing-power-zero", "m ** 0", M),
    ("min-with-missing", "min(a, m)", M),
    ("given-missing", "1 if given(m) else 0", F(0)),
    ("given-zero", "1 if given(z) else 0", F(1)),
    ("given-not-applicable", "1 if given(n) else 0", F(0)),
    ("chosen-side-only", "a if a > z else m", F(2)),
    ("condition-missing", "a if m > z else z", M),
    ("condition-not-applicable", "a if n > z else z", N),
    ("and-decided", "1 if a < z and m > z else 0", F(0)),
    ("and-open", "1 if a > z and m > z else 0", M),
    ("or-decided", "1 if m > z or a > z else 0", F(1)),
    ("or-open", "1 if n > z or a < z else 0", N),
    ("or-missing-outweighs", "1 if n > z or m > z else 0", M),
    ("not-missing", "1 if not m > z else 0", M),
    ("not-applicable-not-chosen", "a if a > z else not_applicable", F(2)),
    ("not-applicable-chosen", "a if a < z else not_applicable", N),
    ("division-by-missing", "a / m", M),
    ("missing-by-zero", "m / z", M),
)
ROWS = "rows:\n  - {x: 1, y: 2, c: true}\n  - {x: not applicable, y: 5, c: true}\n  - {x: 3, c: false}"
#: formula over three rows: x = 1, n/a, 3; y = 2, 5, missing; c = true, true, false → value
FOLDS: tuple[tuple[str, str, object], ...] = (
    ("sum-leaves-out-not-applicable", "sum(rows.x)", F(4)),
    ("sum-missing", "sum(rows.y)", M),
    ("sum-missing-left-out-by-condition", "sum(rows.y, where=rows.c)", F(7)),
    ("mean-leaves-out", "mean(rows.x)", F(2)),
    ("min-leaves-out", "min(rows.x)", F(1)),
    ("max-of-nothing", "max(rows.x, where=rows.x > 5)", N),
    ("mean-of-nothing", "mean(rows.x, where=rows.x > 5)", N),
    ("sum-of-nothing", "sum(rows.x, where=rows.x > 5)", F(0)),
    ("weight-missing", "mean(rows.x, weight=rows.y)", M),
    ("count-condition-missing", "count(rows, where=rows.y > 1)", M),
    ("count-condition-not-applicable", "count(rows, where=rows.x > 0)", F(2)),
    ("any-decided-in-spite", "1 if any(rows.y > 4) else 0", F(1)),
    ("any-open", "1 if any(rows.y > 9) else 0", M),
    ("all-open", "1 if all(rows.y > 1) else 0", M),
    ("all-decided-in-spite", "1 if all(rows.y > 3) else 0", F(0)),
    ("any-condition-missing", "1 if any(rows.c, where=rows.y > 1) else 0", M),
    ("row-not-applicable", "sum(rows.y if rows.c else not_applicable)", F(7)),
    ("row-given", "sum(rows.y if given(rows.y) else 0)", F(7)),
)
TABLES = (
    ("empty", "rows: []", F(0), F(0), "satisfied"),
    ("not-applicable", "rows: not applicable", F(0), F(0), "satisfied"),
    ("missing", "", M, M, "not_evaluated"),
)


def cases() -> Iterator[Case]:
    """Single values, rows, whole tables, checks."""
    one = {"one": "value: 1, unit: kgCO2e"}
    inputs = {n: f'unit: "1", required: {"true" if n in "az" else "false"}' for n in "manz"}
    for name, formula, value in SINGLE:
        yield Case(
            f"absent-{name}",
            f"`{formula}` with m missing, n not applicable, z = 0, a = 2",
            rule_set(
                inputs=inputs,
                parameters=one,
                quantities={"q": f'unit: "1", formula: "{formula}"'},
                emissions={"e": emission("one * a")},
                requirements={"it-is-small": "check: q < 5"},
            ),
            inventory("n: not applicable\nz: 0\na: 2"),
            {"total": 2, "values": {"q": value}, "verdicts": {"it-is-small": _verdict(value)}},
            f"{formula} is {value}; a check is then not evaluated, or not applicable",
        )
    yield from _rows()
    yield from _others()


def _rows() -> Iterator[Case]:
    one = {"one": "value: 1, unit: kgCO2e"}
    table = {"x": 'unit: "1", required: false', "y": 'unit: "1", required: false', "c": "type: boolean"}
    for name, formula, value in FOLDS:
        yield Case(
            f"absent-rows-{name}",
            f"`{formula}` with x = 1, n/a, 3; y = 2, 5, missing; c = true, true, false",
            rule_set(
                inputs={"rows": table},
                parameters=one,
                quantities={"q": f'unit: "1", formula: "{formula}"'},
                emissions={"e": emission("one * count(rows)")},
                requirements={"it-is-small": "check: q < 5"},
            ),
            inventory(ROWS),
            {"total": 3, "values": {"q": value}, "verdicts": {"it-is-small": _verdict(value)}},
            f"{formula} is {value}; the total is the number of rows",
        )
    for name, values, total, counted, verdict in TABLES:
        yield Case(
            f"absent-table-{name}",
            "a table of which nothing is said is missing, a table without rows is empty",
            rule_set(
                inputs={"rows": {"_": "required: false", **table}},
                parameters=one,
                quantities={"s": 'unit: "1", formula: sum(rows.x)', "k": 'unit: "1", formula: count(rows)'},
                emissions={"e": emission("one")},
                requirements={"it-is-small": "check: s < 5"},
            ),
            inventory(values),
            {"total": 1, "values": {"s": total, "k": counted}, "verdicts": {"it-is-small": verdict}},
            f"sum {total}, count {counted}",
        )


def _others() -> Iterator[Case]:
    one = {"one": "value: 1, unit: kgCO2e"}
    yield Case(
        "absent-emission-not-applicable",
        "an emission that is not applicable is left out of the footprint",
        rule_set(
            inputs={"n": "unit: kgCO2e, required: false"},
            parameters=one,
            emissions={"a": emission("one * 3"), "b": emission("n", "use")},
        ),
        inventory("n: not applicable"),
        {"total": 3, "values": {"b": N}, "stages": {"use": 0}},
        "3, nothing else",
    )
    for word, values, total in (("true", {"b": F(1), "d": N}, 4), ("false", {"b": N, "d": M}, 3)):
        use = emission("one * k", "use")
        yield Case(
            f"absent-when-{word}",
            f"an emission whose condition (`when`) is {word}, and an indicator with the contrary one",
            rule_set(
                inputs={"c": "type: boolean", "k": 'unit: "1"'},
                parameters=one,
                emissions={"a": emission("one * 3"), "b": f"{use}, when: c"},
                indicators={"d": 'unit: "1", formula: k + 1, when: not c'},
            ),
            inventory(f"c: {word}" + ("\nk: 1" if total == 4 else "")),
            {"total": total, "values": values},
            "3 and 1 times k" if total == 4 else "3, nothing else: k is not asked for",
        )
    yield Case(
        "absent-when-of-table",
        "a table whose condition (`when`) is false is as one without rows",
        rule_set(
            inputs={
                "c": "type: boolean",
                "rows": {"_": "when: c", "x": "unit: kgCO2e"},
            },
            parameters=one,
            quantities={"most": "unit: kgCO2e, formula: max(rows.x)"},
            emissions={"a": emission("one * (3 + count(rows)) + sum(rows.x)")},
        ),
        inventory("c: false"),
        {"total": 3, "values": {"most": N}},
        "3, nothing else",
    )
    yield Case(
        "absent-when-of-table-behind-reference",
        "what stands behind a reference to a row of a table whose condition (`when`) is false is not applicable",
        rule_set(
            inputs={
                "c": "type: boolean",
                "rows": {"_": "key: id, when: c", "id": "type: text", "x": "unit: kgCO2e"},
                "uses": {"_": "", "row": "references: rows", "y": 'unit: "1"'},
                "chosen": "references: rows",
            },
            parameters=one,
            quantities={
                "one_row": "unit: kgCO2e, formula: chosen.x",
                "used": "unit: kgCO2e, formula: uses.y * uses.row.x",
                "kept": 'unit: "1", formula: "sum(uses.y, where=uses.row.x > one)"',
            },
            emissions={"a": emission("one * (3 + kept) + sum(used)")},
        ),
        inventory("c: false\nrows:\n  - {id: r, x: 7}\nuses:\n  - {row: r, y: 2}\nchosen: r"),
        {"total": 3, "values": {"one_row": N, "kept": 0}},
        "3, nothing else: 2 times 7 and the 2 of the row do not count",
    )
    yield Case(
        "absent-default",
        "a value that is not given and has a default has the default",
        rule_set(
            inputs={"n": "unit: kgCO2e, default: 2.5, source: case"}, emissions={"a": emission("n * 2")}
        ),
        inventory(""),
        {"total": 5},
        "2.5 × 2 = 5",
    )


def _verdict(value: object) -> str:
    if isinstance(value, F):
        return "satisfied" if value < 5 else "not_satisfied"
    return "not_evaluated" if value == M else "not_applicable"
