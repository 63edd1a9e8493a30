"""The figures of the files, read with nothing but a YAML parser: amounts with units, and factor tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

RULES = Path(__file__).resolve().parents[2] / "rules"

#: How many kg, km, kW, kWh, h, GJ, m2 or m3 a unit is; a year is not turned into hours, nor heat into electricity.
UNITS = {
    "1": 1, "%": 0.01, "kg": 1, "g": 0.001, "t": 1000, "km": 1, "kW": 1, "W": 0.001, "kWh": 1, "MWh": 1000,
    "GJ": 1, "h": 1, "a": 1, "m2": 1, "cm2": 0.0001, "m3": 1, "lm": 1, "klm": 1000, "kgCO2e": 1, "kgC": 1, "CNY": 1,
}  # fmt: skip


def scale(unit: str) -> float:
    """A unit, or a quotient of two, in the units above."""
    above, _, below = unit.partition("/")
    return UNITS[above] / UNITS[below or "1"]


def number(value: object, unit: str = "1") -> float:
    """An amount of an inventory: a plain number in the unit given, a text with its unit, or a map with a `value`."""
    if isinstance(value, Mapping):
        return number(value["value"], unit)
    if isinstance(value, str):
        digits, _, unit = value.partition(" ")
        return float(digits) * scale(unit)
    assert isinstance(value, int | float)
    return value * scale(unit)


def _read(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def _rows(table: str) -> list[dict[str, object]]:
    (path,) = (RULES / table.partition("@")[0]).glob(f"{table.partition('@')[2]}.yaml")
    return _read(path)["rows"]


def factor(table: str, key: str, column: str = "factor") -> float:
    """A figure of the row of a factor table whose first column is the key."""
    for row in _rows(table):
        if next(iter(row.values())) == key:
            return float(str(row[column]))
    raise KeyError(f"{table} has no {key}")


def given_in(table: str, key: str, column: str) -> bool:
    """Whether a row of a factor table has a figure in a column."""
    return any(next(iter(row.values())) == key and column in row for row in _rows(table))


def potentials() -> dict[str, float]:
    """The global warming potentials of the gases in kgCO2e/kg; gases that are one already, and what plants take up."""
    named = {str(row["gas"]): float(str(row["gwp"])) for row in _rows("iso14067/factors/gwp100-ar6@1.0.0")}
    return {**named, "co2e": 1.0, "co2_taken_up": -1.0}


def values_of(path: Path) -> dict[str, object]:
    """The values of an inventory file."""
    return _read(path)["values"]
