"""Products of a portfolio that were refused, and why: the diagnostics of single inventories as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa
from attrs import frozen

from ruleengine.diagnostics import Diagnostic, Place
from ruleengine.language import LANGUAGES
from ruleengine.source.document import Path

#: A reason as data, as JSON lines have it.
Reason = Mapping[str, object]
#: The parts of a reason.
_PARTS = ("code", "key", "element", "clause", "place", "formula", "span", "facts", *LANGUAGES)

_SAID = pa.struct([(name, pa.string()) for name in ("message", "expected", "found", "remedy")])
_PLACE = pa.struct([("table", pa.string()), ("row", pa.int64()), ("column", pa.string())])
#: The Arrow type of a reason; `facts` is JSON.
REASONS = pa.struct(
    [("code", pa.string()), ("key", pa.string()), ("element", pa.string()), ("clause", pa.string()),
     ("place", _PLACE), ("formula", pa.string()), ("facts", pa.string()), ("en", _SAID), ("zh", _SAID)]
)  # fmt: skip


@frozen
class ProductPlace(Place):
    """The place of a value of a product: its row in the portfolio (from 1), and the steps from the top to the value.

    `line` is the line of the file where it has a line for each product, else 0.
    """

    row: int = 0
    steps: Path = ()

    def __str__(self) -> str:
        return ", ".join(str(part) for part in self.value().values())

    def value(self) -> dict[str, object]:
        """Table, row of the table (from 1) and column of the value, as far as it is in one."""
        steps = [s for s in self.steps[1:] if s != "value"] if self.steps[:1] == ("values",) else self.steps
        if len(steps) > 1 and isinstance(steps[1], int):
            place: dict[str, object] = {"table": steps[0], "row": steps[1] + 1}
            return place | ({"column": steps[2]} if len(steps) > 2 else {})
        return {"column": steps[0]} if steps else {}


def reason_of(found: Diagnostic) -> Reason:
    """A diagnostic as data, in both languages; of its places those in the product, as table, row and column."""
    data = found.data()
    data["place"] = found.place.value() if isinstance(found.place, ProductPlace) else None
    return {name: data[name] for name in _PARTS if data.get(name)}


def reasons_of(found: Iterable[Diagnostic]) -> tuple[Reason, ...]:
    """The errors among diagnostics as data."""
    return tuple(reason_of(d) for d in found if d.severity == "error")


def reasons_to_json(reasons: Sequence[Reason]) -> str:
    """Reasons as one line of JSON."""
    return json.dumps(reasons, ensure_ascii=False)


def reasons_from_json(text: str) -> tuple[Reason, ...]:
    """Reasons as `reasons_to_json` wrote them."""
    return tuple(json.loads(text))


@frozen
class Reject:
    """One product refused: its place in the portfolio (from 1), its id where it has one, and why."""

    row: int
    id: str | None
    reasons: tuple[Reason, ...]

    def data(self) -> dict[str, object]:
        """The reject as JSON-able data."""
        return {"row": self.row, "id": self.id, "reasons": list(self.reasons)}

    def columns(self) -> dict[str, object]:
        """The reject as a row of Arrow: as `data`, with the facts as JSON."""
        reasons = [{**r, "facts": json.dumps(r.get("facts", {}), ensure_ascii=False)} for r in self.reasons]
        return {"row": self.row, "id": self.id, "reasons": reasons}
