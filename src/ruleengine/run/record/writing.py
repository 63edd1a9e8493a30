"""Record to JSON: names as in the record, every number as a text in plain decimal notation; only counts are numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import AttrsInstance, fields, has

from ruleengine.figures import plain, shortest
from ruleengine.inventory.model import Absent
from ruleengine.run.record.from_result import (
    cited_inventory,
    cited_product,
    cited_rules,
    cited_tables,
    cited_unit,
)
from ruleengine.run.record.record import FORMAT, Emission, Figure, ResultRecord
from ruleengine.run.result import Result
from ruleengine.run.unit_of_analysis import text_of
from ruleengine.version import __version__


def record_data(record: ResultRecord) -> dict[str, object]:
    """The record as JSON-able data, in the shape of `source/shapes/result.yaml`."""
    said = {k: v for k, v in _parts(record).items() if k != "format"}
    return {"result_record": FORMAT, **{k: v for k, v in said.items() if k != "data_classes" or v}}


def heading_data(result: Result) -> dict[str, object]:
    """What every machine-readable report on a result begins with: what was calculated by which rules, and per what."""
    return {
        "engine": __version__,
        "ruleset": plain_data(cited_rules(result.program.resolved)),
        "tables": plain_data(cited_tables(result.program)),
        "standing": plain_data(result.program.resolved.standings),
        "inventory": plain_data(cited_inventory(result.inventory)),
        "product": plain_data(cited_product(result.inventory)),
        "unit_of_analysis": plain_data(cited_unit(result.program)),
        "basis": plain_data(text_of(result.program, "basis", None)),
        "unknown_share": plain_data(result.unknown_share),
    }


def record_json(record: ResultRecord) -> str:
    """The record as JSON text, indented, without a line break at its end."""
    return json.dumps(record_data(record), ensure_ascii=False, indent=2)


def plain_data(value: object) -> object:
    """A value as JSON can hold it: numbers as decimal texts, what is absent as why; counts and texts as they are."""
    if isinstance(value, Absent):
        return {"absent": value.value}
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, float):
        return plain(shortest(value))
    if isinstance(value, Figure):
        return _figure(value)
    if isinstance(value, Emission):
        return _emission(value)
    if isinstance(value, Mapping):
        return {k: plain_data(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [plain_data(v) for v in value]
    return _parts(value) if has(type(value)) else value


def _parts(value: Any) -> dict[str, object]:
    kind: type[AttrsInstance] = type(value)
    return {f.name: plain_data(getattr(value, f.name)) for f in fields(kind)}


def _figure(figure: Figure) -> dict[str, object]:
    """A value, or the table and the values of its rows, a reason and a role: keys that say nothing are left out."""
    left_out = ("table", "values") if figure.table is None else ("value",)
    left_out = (*left_out, *(k for k in ("reason", "role") if getattr(figure, k) is None))
    return {k: v for k, v in _parts(figure).items() if k not in left_out}


def _emission(emission: Emission) -> dict[str, object]:
    """An emission; without a role the key is left out."""
    return {k: v for k, v in _parts(emission).items() if k != "role" or v is not None}
