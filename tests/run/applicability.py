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
