"""Why products of a portfolio were refused: the same words as for a single inventory, as data."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pyarrow as pa
from attrs import frozen

from ruleengine.diagnostics import Diagnostic

#: The Arrow type of a reason.
REASONS = pa.struct([(name, pa.string()) for name in ("code", "message", "element", "expected", "found")])


@frozen
class Reason:
    """One reason: the diagnostic code, what is wrong, and where in the product (`materials row 3, mass`)."""

    code: str
    message: str
    element: str | None = None
    expected: str | None = None
    found: str | None = None

    def data(self) -> dict[str, str]:
        """The reason as JSON-able data; absent parts are left out."""
        items = {
            "code": self.code, "message": self.message, "element": self.element, "expected": self.expected,
            "found": self.found,
        }  # fmt: skip
        return {k: v for k, v in items.items() if v is not None}


def reasons_of(diagnostics: Sequence[Diagnostic]) -> list[Reason]:
    """The errors among diagnostics as reasons."""
    return [
        Reason(d.code, d.message, d.element, d.expected, d.found)
        for d in diagnostics
        if d.severity == "error"
    ]


def reasons_from_json(text: str) -> list[Reason]:
    """Reasons as `reasons_to_json` wrote them."""
    return [Reason(**item) for item in json.loads(text)]


def reasons_to_json(reasons: Sequence[Reason]) -> str:
    """Reasons as one line of JSON."""
    return json.dumps([r.data() for r in reasons], ensure_ascii=False)


@frozen
class Reject:
    """One product refused: its place in the portfolio (from 1), its id where it has one, and every reason."""

    row: int
    id: str | None
    reasons: tuple[Reason, ...]

    def data(self) -> dict[str, object]:
        """The reject as JSON-able data."""
        return {"row": self.row, "id": self.id, "reasons": [r.data() for r in self.reasons]}
