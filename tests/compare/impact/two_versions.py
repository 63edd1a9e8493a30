"""Two versions of a small rule set with every kind of change of numbers between them, and products for both."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from ruleengine.inventory.assumptions import Assumed
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from tests.library_builder import compiled, factor_table, rule_set, texts, write_library

OLD, NEW = "test/product@1.0.0", "test/product@2.0.0"
TABLES = ("test/grid@1.0.0", "test/grid@2.0.0")
#: What the products of `PRODUCTS` lack under the new version.
ASSUMED: dict[str, Assumed] = {"losses": Decimal("0.1")}
PRODUCTS = [
    {
        "mass": mass, "power": power, "hours": hours, "kind": kind,
        "parts": [{"weight": 0.125 * mass, "share": 40}, {"weight": 0.25 * mass, "share": 60}],
    }
    for mass, power, hours, kind in (
        (2.5, 40.0, 1000.0, "coal"), (0.75, 18.0, 4000.0, "hydro"), (11.0, 3.5, 250.0, "coal"),
        (1.0, 0.0, 10.0, "hydro"),
    )
]  # fmt: skip
_INPUTS: dict[str, object] = {
    "mass": "kg", "power": "W", "hours": "h", "kind": {"values_of": "grid.kind"},
    "parts": {"weight": "kg", "share": "%"},
}  # fmt: skip
_SAME: dict[str, object] = {
    "boundary": {
        "type": "gate-to-gate", "stages": ["raw_materials", "production", "use"], "clause": "3", "text": texts("gate"),
    },
    "provisions": {"use_scenario": {"clause": "6", "text": texts("use"), "source": "book"}},
}  # fmt: skip


def _table(name: str) -> dict[str, object]:
    return {"grid": {"table": name, "label": texts("grid"), "clause": "5"}}


def library(folder: Path) -> Library:
    """Both versions: a parameter, a look-up table, a formula, a unit, emissions and the reference flow differ."""
    shared = {
        "making": {"formula": "heavy * factor", "stage": "raw_materials"},
        "use": {"formula": "energy * grid[kind].factor", "stage": "use"},
        "finish": {"formula": "doubled * factor"},
    }
    old = rule_set(
        OLD, inputs=_INPUTS, tables=_table(TABLES[0]),
        parameters={"factor": "3 kgCO2e/kg", "part_factor": "2 kgCO2e/kg"},
        quantities={
            "heavy": ("kg", "mass + sum(parts.weight)"), "energy": ("kWh", "power * hours"),
            "light": ("kg", "mass * 2"), "doubled": ("kg", "light * 2"),
        },
        emissions={**shared, "gone": "sum(parts.weight * parts.share) * part_factor"},
        reference_flow={"formula": "1 / (1 + sum(parts.share))", "clause": "2", "label": texts("pieces")},
        **_SAME,
    )  # fmt: skip
    new = rule_set(
        NEW, inputs={**_INPUTS, "losses": "1"}, tables=_table(TABLES[1]),
        parameters={"factor": "3.5 kgCO2e/kg", "part_factor": "2 kgCO2e/kg", "binding": "0.1 kgCO2e/kg"},
        quantities={
            "heavy": ("kg", "mass + 2 * sum(parts.weight)"), "energy": ("kWh", "power * hours * (1 + losses)"),
            "light": ("g", "mass * 3"), "doubled": ("kg", "light * 2"), "extra": ("kg", "mass * losses"),
        },
        emissions={
            **shared, "come": "sum(parts.weight) * part_factor + extra * factor",
            "uptake": {"formula": "-binding * mass", "stage": "raw_materials", "species": "biogenic_removal"},
        },
        reference_flow={"formula": "1 / (2 + sum(parts.share))", "clause": "2", "label": texts("pieces")},
        **_SAME,
    )  # fmt: skip
    factors = (("0.9", "0.02"), ("0.8", "0.03"))
    grids = [
        factor_table(
            name, ["kind"], {"factor": "kgCO2e/kWh"}, [["coal", Decimal(coal)], ["hydro", Decimal(hydro)]]
        )
        for name, (coal, hydro) in zip(TABLES, factors, strict=True)
    ]
    return write_library(folder, *grids, old, new)


def programs(folder: Path) -> tuple[Program, Program]:
    """Both versions compiled."""
    found = library(folder)
    return compiled(found, OLD), compiled(found, NEW)
