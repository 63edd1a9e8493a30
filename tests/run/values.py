"""Inputs that may all be missing, and tables of them, for tests of the evaluator."""

from __future__ import annotations

from itertools import zip_longest

NA = "not applicable"

INPUTS: dict[str, object] = {
    "a": "kg?",
    "b": "kg?",
    "x": "1?",
    "c": "boolean?",
    "d": "boolean?",
    "kind": "text?",
    "materials": {
        "required": False,
        "columns": {
            "name": "text?",
            "mass": "kg?",
            "factor": "kgCO2e/kg?",
            "used": "boolean?",
            "process": "@processes?",
        },
    },
    "processes": {"required": False, "columns": {"id": "!id", "share": "%?", "output": "kg?"}},
}


def rows(**columns: list[object]) -> list[dict[str, object]]:
    """A table by its columns; None leaves a value out."""
    lines = zip_longest(*columns.values())
    return [{k: v for k, v in zip(columns, line, strict=True) if v is not None} for line in lines]
