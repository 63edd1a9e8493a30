"""A small library with one of everything that a fault can be in, and the files of one product."""

from __future__ import annotations

from decimal import Decimal

from tests.library_builder import factor_table, overlay, rule_set, texts

BASE = rule_set(
    "test/base@1.0.0",
    abstract=True,
    basis=None,
    reference_flow=None,
    boundary=None,
    declared_unit=None,
    scope=None,
    product_codes=None,
    rounding=None,
    inputs={"data_sources": {"key": "id", "columns": {"id": "text", "primary": "boolean"}}},
    parameters={"share_least": "50 %"},
    tables={"grid": {"table": "test/grid@1.0.0", "label": texts("grid"), "clause": "6"}},
    indicators={"primary_share": {"unit": "%", "label": texts("share"), "clause": "5"}},
    requirements={"share": "primary_share >= share_least", "dropped": {"text": texts("dropped")}},
)

PRODUCT = overlay(
    "test/product@1.0.0",
    "test/base@1.0.0",
    standard={
        "number": "T 1",
        "title": texts("rules"),
        "stage": "published",
        "issued": "2025-01-01",
        "effective": "2025-07-01",
    },
    scope={"clause": "1", "text": texts("scope"), "source": "book"},
    product_codes={"hs": {"system": texts("hs"), "codes": ["9405"], "source": "book"}},
    functional_unit={
        "clause": "2",
        "text": {"zh": "使用{life}", "en": "use for {life}"},
        "short": texts("use"),
        "source": "book",
    },
    basis=texts("piece"),
    reference_flow={"formula": "life / service", "clause": "2", "label": texts("pieces")},
    boundary={
        "type": "cradle-to-grave",
        "stages": ["production", "use"],
        "clause": "3",
        "text": texts("all"),
        "excludes": [texts("buildings")],
        "source": "book",
    },
    provisions={"use_scenario": {"clause": "7", "text": texts("daily"), "source": "book"}},
    rounding={"significant": 3, "source": "book"},
    inputs=rule_set(
        inputs={
            "power": {"unit": "W", "above": 0, "max": 100, "symbol": "P"},
            "kind": {"type": "text", "values_of": "grid", "default": "average"},
            "season": "winter|summer?",
            "coated": "boolean",
            "loss": {"unit": "%", "min": 0, "default": 5, "source": "book"},
            "parts": {"min_rows": 1, "columns": {"id": "!id", "copies": {"unit": "1", "min": 1}}},
            "materials": {
                "name": "text",
                "mass": "kg",
                "factor": "kgCO2e/kg?",
                "part": "@parts?",
                "source": "@data_sources",
            },
        }
    )["inputs"],
    parameters={
        "life": {
            "value": 1000,
            "unit": "h",
            "source": "book",
            "label": texts("life"),
            "clause": "2",
            "symbol": "T",
        },
        "service": {"value": 500, "unit": "h", "source": "book", "label": texts("service"), "clause": "2"},
        "coat": {
            "value": Decimal("1.1"),
            "unit": "1",
            "source": "book",
            "label": texts("coat"),
            "clause": "7",
        },
        "share_least": {"value": 40, "source": "book", "because": texts("fewer data")},
    },
    quantities={
        "part_emissions": {
            "unit": "kgCO2e",
            "formula": "materials.mass * materials.factor * (materials.part.copies if given(materials.part) else 1)",
            "label": texts("parts"),
            "clause": "6",
            "symbol": "E_p",
        }
    },
    emissions={
        "production": {
            "stage": "production",
            "species": "fossil",
            "formula": "sum(part_emissions) * (1 + loss)",
            "label": texts("making"),
            "clause": "6",
        },
        "electricity": {
            "stage": "use",
            "species": "fossil",
            "formula": "power * life * grid[kind] * (coat if coated else 1)",
            "label": texts("electricity"),
            "clause": "7",
        },
    },
    indicators={
        "primary_share": {
            "formula": "sum(materials.mass, where=materials.source.primary) / sum(materials.mass)"
        }
    },
    requirements=rule_set(
        requirements={"season": {"applies": "coated", "check": 'season == "winter"', "method": []}}
    )["requirements"],
    removed={"requirements.dropped": {"because": texts("of no use")}},
)

GRID = factor_table(
    "test/grid@1.0.0",
    ["kind"],
    {"factor": "kgCO2e/kWh"},
    [["average", Decimal("0.6")], ["wind", Decimal("0.03")]],
)

INVENTORY = {
    "inventory": "lamp",
    "ruleset": "test/product@1.0.0",
    "product": {
        "name": texts("lamp"),
        "model": "L-1",
        "manufacturer": {"name": texts("maker"), "address": texts("road")},
    },
    "period": {"from": "2025-01-01", "to": "2025-12-31"},
    "uncertainty": {"grid.factor": {"distribution": "lognormal", "gsd2": Decimal("1.2")}},
    "values": {
        "power": {
            "value": "10 W",
            "source": "scale",
            "note": "weighed",
            "uncertainty": {"distribution": "normal", "sd": "1 W"},
        },
        "kind": "average",
        "season": "winter",
        "coated": True,
        "data_sources": [{"id": "scale", "primary": True}, {"id": "guess", "primary": False}],
        "parts": [{"id": "body", "copies": 1}, {"id": "screw", "copies": 4}],
        "materials": [
            {"name": "铝", "mass": "500 g", "factor": "16 kgCO2e/kg", "part": "body", "source": "scale"},
            {
                "name": "漆",
                "mass": Decimal("0.01"),
                "factor": {"value": 3, "source": "guess"},
                "source": "guess",
            },
        ],
    },
}

#: The hash of the requirement that is judged, as the rule set above has it.
JUDGED = "sha256:c735c9f17b3843d586f08efebe9f44260339b92739131d47445ce66510b9150c"

ASSESSMENT = {
    "assessment": "lamp",
    "ruleset": "test/product@1.0.0",
    "inventory": "lamp.yaml",
    "declaration": {
        "number": "D-1",
        "issuer": {"name": texts("maker"), "address": texts("road")},
        "place": texts("city"),
        "date": "2026-03-31",
        "signatory": {"name": "张三", "function": texts("head")},
        "valid_until": "2028-03-30",
        "limits": texts("this model"),
    },
    "findings": {"season": {"finding": "conform", "judged": JUDGED, "note": "seen"}},
}

SCENARIOS = {
    "scenarios": "test/product@1.0.0",
    "cases": {
        "brighter": {"label": texts("brighter"), "change": {"power": "12 W", "materials[1].mass": "0.6 kg"}}
    },
}

COMMENTS = {
    "comments": "test/product@1.0.0",
    "consultation": {
        "drafted_by": "a board", "contact": "张三", "phone": "010", "from": "2026-01-01", "to": "2026-03-01", "sent": 3,
        "without_comments": ["an association"],
    },
    "items": {
        "c-1": {
            "by": "a maker", "element": "requirements.season", "hash": JUDGED, "words": texts("season"), "clause": "6",
            "part": "1", "line": "12", "type": "technical", "comment": "why", "proposed": "leave it out",
            "note": "none", "received": ["a.xlsx"],
            "handling": [{"decision": "partly", "reason": "in part", "by": "张三", "date": "2026-03-02"}],
            "moved": [{"from": "test/product@0.9.0", "element": "requirements.seasons"}],
        }
    },
}  # fmt: skip

TESTS = {
    "tests": "test/product@1.0.0",
    "cases": {
        "one": {
            "because": "worked by hand: 8.43 × 1.05 = 8.4315, 10 W × 1 000 h × 0.6 × 1.1 = 6.6",
            "inventory": "lamp.yaml",
            "change": {"loss": "0 %"},
            "expect": {
                "total": "14.63 kgCO2e",
                "stages": {"use": "6.6 kgCO2e"},
                "checks": {"share": "satisfied"},
            },
            "tolerance": Decimal("0.000001"),
        },
        "two": {
            "because": "the power is required",
            "inventory": "lamp.yaml",
            "change": {"power": None},
            "refuse": ["E605"],
        },
    },
}
