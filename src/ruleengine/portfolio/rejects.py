"""Products of a portfolio that were refused, and why: the diagnostics of single inventories as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

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
_PLACE = pa.struct(
    [("table", pa.string()), ("row", pa.int64()), ("column", pa.string()), ("line", pa.int64())]
)
#: The Arrow type of a reason; `facts` is JSON.
REASONS = pa.struct(
    [("code", pa.string()), ("key", pa.string()), ("element", pa.string()), ("clause", pa.string()),
     ("place", _PLACE), ("formula", pa.string()), ("facts", pa.string()), ("en", _SAID), ("zh", _SAID)]
)  # fmt: skip


@frozen
class ProductPlace(Place):
    """The place of a value of a product: its row in the portfolio (from 1), and the steps from the top to the value.

    `line` is the line of the file where it has a line for each product or row of a table, else 0.
    """

    row: int = 0
    steps: Path = ()

    def __str__(self) -> str:
        if self.line:
            return f"{self.file}:{self.line}"
        return ", ".join(str(part) for part in self.value().values())

    def data(self) -> dict[str, object]:
        """The place as JSON-able data: the file, and where in the product it is."""
        return {"file": self.file, **self.value()}

    def value(self) -> dict[str, object]:
        """Table, row of the table (from 1), column and line of the value, as far as it is in one."""
        return self._of_value() | ({"line": self.line} if self.line else {})

    def _of_value(self) -> dict[str, object]:
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


def reasons_of(found: Iterable[Diagnostic]) -> str:
    """The errors among diagnostics as a list in JSON."""
    return json.dumps([reason_of(d) for d in found if d.severity == "error"], ensure_ascii=False)


def in_short(reasons: str) -> str:
    """A list of reasons without words, values and places: the code, key and element of each."""
    short = [{n: r[n] for n in ("code", "key", "element") if n in r} for r in json.loads(reasons)]
    return json.dumps(short, ensure_ascii=False)


def both(first: str, second: str) -> str:
    """Two lists of reasons as one."""
    return json.dumps([*json.loads(first), *json.loads(second)], ensure_ascii=False)


@frozen
class Reject:
    """One product refused: its place in the portfolio (from 1), its id where it has one, and why, as JSON."""

    row: int
    id: str | None
    reasons: str

    def line(self) -> str:
        """The reject as a line of JSON."""
        identity = json.dumps(self.id, ensure_ascii=False)
        return f'{{"row": {self.row}, "id": {identity}, "reasons": {self.reasons}}}'

    def columns(self) -> dict[str, object]:
        """The reject as a row of Arrow: as the line, with the facts as JSON."""
        reasons = [
            {**r, "facts": json.dumps(r.get("facts", {}), ensure_ascii=False)}
            for r in json.loads(self.reasons)
        ]
        return {"row": self.row, "id": self.id, "reasons": reasons}


def reject_of(data: Mapping[str, Any]) -> Reject:
    """A reject from the data of its line."""
    return Reject(data["row"], data["id"], json.dumps(data["reasons"], ensure_ascii=False))
