"""A rule set whose use stage is applicable only where the boundary reaches that far."""

from __future__ import annotations

from tests.library_builder import texts

GRAVE = 'reach == "grave"'
SECTIONS = {
    "inputs": {
        "reach": "gate|grave",
        "mass": "kg",
        "power": "kW",
        "hours": "h",
        "repairs": {"when": GRAVE, "columns": {"name": "text", "part": "kg"}},
        "cost": "1?",
    },
    "parameters": {"f": "2 kgCO2e/kWh", "g": "3 kgCO2e/kg"},
    "quantities": {
        "energy": {"unit": "kWh", "formula": "power * hours", "when": GRAVE},
        "each": ("kgCO2e", "repairs.part * g"),
        "spent": ("kgCO2e", "g * mass if cost > 1 else not_applicable"),
    },
    "emissions": {
        "made": "g * mass",
        "used": {"formula": "energy * f", "when": GRAVE, "stage": "use"},
        "repaired": {"formula": "sum(each)", "stage": "use"},
        "dear": "spent",
    },
    "indicators": {
        "hourly": {"unit": "kgCO2e/h", "formula": "used / hours", "when": GRAVE},
        "heaviest": ("kg", "max(repairs.part)"),
    },
    "requirements": {"modest": "used < 10 * f * energy", "many": "count(repairs) < 3"},
    "boundary": {"type": "cradle-to-grave", "stages": ["production", "use"], "clause": "3", "text": texts("all")},
    "provisions": {"use_scenario": {"clause": "3", "text": texts("use"), "source": "book"}},
}  # fmt: skip
USED = {"reach": "grave", "mass": "2 kg", "power": "1 kW", "hours": "5 h", "cost": 2}

#: Checks over a table that is applicable where the mass is more than 10 kg: what is told of 1 kg and of 20 kg.
CHECKS = {
    "every": (
        "all(rows.m < rows.n)",
        ("rows: not applicable", "rows（中）：不适用"),
        (
            "rows: row 1 (r), m 3 kg < n 1 kg (does not hold)",
            "rows（中）：第1行（r），m（中） 3 kg < n（中） 1 kg（不成立）",
        ),
    ),
    "calculated": (
        "all(less)",
        ("rows: not applicable", "rows（中）：不适用"),
        ("rows: row 1 (r), less: no", "rows（中）：第1行（r），less（中）：否"),
    ),
    "sum": (
        "sum(rows.m) < one",
        ("0 kg < one 1 kg; rows: not applicable", "0 kg < one（中） 1 kg；rows（中）：不适用"),
        ("3 kg < one 1 kg (does not hold)", "3 kg < one（中） 1 kg（不成立）"),
    ),
    "behind": (
        "any(uses.row.m > uses.least)",
        ("uses: there is no row to judge", "uses（中）：没有需要判定的行"),
        ("uses: row 1, m 3 kg > least 2 kg", "uses（中）：第1行，m（中） 3 kg > least（中） 2 kg"),
    ),
    "given": (
        "given(only)",
        ("only: not applicable", "only（中）：不适用"),
        ("only: given", "only（中）：已给出"),
    ),
    "literal": (
        "constant",
        None,
        ("constant: yes", "constant（中）：是"),
    ),
}
CHECKED = {
    "inputs": {
        "mass": "kg",
        "rows": {"when": "mass > ten", "columns": {"id": "!id", "m": "kg", "n": "kg"}},
        "uses": {"row": "@rows?", "least": "kg"},
    },
    "parameters": {"ten": "10 kg", "one": "1 kg", "f": "1 kgCO2e/kg"},
    "quantities": {
        "less": "rows.m < rows.n",
        "only": {"unit": "kg", "formula": "mass", "when": "mass > ten", "label": texts("only")},
        "constant": {"formula": "True", "when": "mass > ten", "label": texts("constant")},
    },
    "emissions": {"e": "f * mass"},
}  # fmt: skip
CHECKED_USED = {
    "rows": [{"id": "r", "m": "3 kg", "n": "1 kg"}], "uses": [{"row": "r", "least": "2 kg"}],
}  # fmt: skip
