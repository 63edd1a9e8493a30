"""Two small versions of a rule set with one of everything that a redline shows, and what was changed."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from ruleengine.documents.redline.document import Compared, RedlineDocument, redline_document
from ruleengine.documents.view_types import DocumentLanguage
from ruleengine.pipeline import program_of
from tests.library_builder import factor_table, rule_set, texts, write_library

GRID = factor_table("test/grid@1.0.0", ["kind"], {"factor": "kgCO2e/kWh"}, [["coal", 0.9], ["wind", 0.03]])
NEW_GRID = factor_table(
    "test/grid@2.0.0", ["kind"], {"factor": "kgCO2e/kWh"}, [["coal", 0.8], ["hydro", 0.01], ["wind", 0.03]]
)
_COMMON = {
    "inputs": {
        "mass": "kg",
        "use": "kWh",
        "parts": {"id": "!id", "mass": "kg", "kind": "steel|glass"},
    },
}
OLD = rule_set(
    "test/product@1.0.0",
    **_COMMON,
    parameters={"factor": "3 kgCO2e/kg", "least": "1 kg", "spare_limit": "1 kg"},
    tables={"grid": {"table": "test/grid@1.0.0", "label": texts("grid"), "clause": "5"}},
    quantities={"q": ("kg", "mass + sum(parts.mass)"), "spare": ("kg", "mass * 2")},
    emissions={"e": "q * factor", "el": "use * grid[\"coal\"]"},
    provisions={
        "loss": {
            "clause": "6", "source": "book",
            "text": {
                "zh": "损耗不应超过5 %，按{factor}计。",
                "en": "Losses shall not exceed 5 % of שלום 12 345.6 kg, e\u0301.",
            },
        }
    },
    requirements={"kept": "mass > 0", "gone": "q > spare_limit"},
)  # fmt: skip
NEW = rule_set(
    "test/product@2.0.0",
    inputs={**_COMMON["inputs"], "width": "m?"},
    parameters={"factor": "4 kgCO2e/kg", "least": "1 kg"},
    tables={"grid": {"table": "test/grid@2.0.0", "label": texts("grid"), "clause": "5"}},
    quantities={"q": ("kg", "mass + 2 * sum(parts.mass)")},
    emissions={"e": "q * factor", "el": "use * grid[\"wind\"]"},
    provisions={
        "loss": {
            "clause": "6", "source": "book",
            "text": {
                "zh": "损耗不宜超过10 %，按{factor}计，并应说明理由。",
                "en": "Losses should not exceed 10 % of שלומ 12 345.7 kg, è. A reason shall be given.",
            },
        }
    },
    requirements={"kept": {"check": "mass > least", "text": texts("kept and said otherwise")}, "come": "q > 2 * least"},
    gaps={"g": {"clause": "3", "what": texts("a"), "why": texts("b"), "effect": texts("c"), "source": "book"}},
    rounding={"significant": Decimal(4), "source": "book"},
)  # fmt: skip


@cache
def sides() -> tuple[Compared, Compared]:
    """Both versions, compiled."""
    library = write_library(Path(mkdtemp()), GRID, NEW_GRID, OLD, NEW)
    return program_of(library, "test/product@1.0.0"), program_of(library, "test/product@2.0.0")


@cache
def small(language: DocumentLanguage) -> RedlineDocument:
    """Their redline."""
    return redline_document(*sides(), language)
