"""A rule set's inputs of every kind, and an inventory for them without faults."""

from __future__ import annotations

INPUTS: dict[str, object] = {
    "mass": {"unit": "kg", "above": 0, "max": 100},
    "name": "text?",
    "battery": "boolean?",
    "market": {
        "values": {"cn": {"zh": "中国", "en": "China"}, "eu": {"zh": "欧盟", "en": "EU"}},
        "default": "cn",
    },
    "power": "W?",
    "parts": {"id": "!id", "length": {"unit": "m", "min": 0, "required": False}, "weight": "kg?"},
    "uses": {"part": "@parts?", "count": "1?"},
    "options": {"required": False, "columns": {"name": "text?"}},
    "data_sources": {"columns": {"id": "!id"}, "min_rows": 1},
}


def sample(**changes: object) -> dict[str, object]:
    """Values for all inputs that must be given, with changes put over them."""
    values: dict[str, object] = {
        "mass": {"value": "2 kg", "source": "bill"},
        "parts": [{"id": "case", "length": "30 cm"}, {"id": "lid"}],
        "uses": [{"part": "case", "count": 2}],
        "data_sources": [{"id": "bill"}],
    }
    return {**values, **changes}
