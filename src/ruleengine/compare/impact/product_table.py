"""An impact product by product, as columns: old, new, difference by part of the footprint, contributions, verdicts.

Numbers of one part of a product's footprint are on one grid some 14 digits below the largest of them, so that
contributions add up to the difference whatever adds them up.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyarrow as pa

from ruleengine.arrays.arrays import Floats
from ruleengine.compare.impact.apart import AlreadyNew
from ruleengine.compare.impact.impact import Impact
from ruleengine.compare.impact.report import impact_data
from ruleengine.compare.impact.runs import VersionRun
from ruleengine.compare.impact.summary import Summary
from ruleengine.run.unit_of_analysis import unit_of_analysis
from ruleengine.version import __version__

#: The state of a product that was written for the new version.
ALREADY_NEW = "already_new"
_BETWEEN = "; "
_KG = {"unit": "kgCO2e"}


def product_table(impact: Impact, found: Summary) -> pa.Table:
    """One row a product, in the order of the portfolio; the whole summary is metadata of the table."""
    columns = list(_columns(impact))
    about = {
        "ruleengine.old": str(impact.runs.old.program.resolved.reference),
        "ruleengine.new": str(impact.runs.new.program.resolved.reference),
        "ruleengine.engine": __version__,
        "ruleengine.impact": json.dumps(impact_data(impact, found), ensure_ascii=False),
    }
    schema = pa.schema([f for f, _ in columns], metadata=about)
    found = pa.table([a for _, a in columns], schema=schema)
    return (
        found
        if impact.runs.already is None
        else pa.concat_tables([found, _apart(impact.runs.already, schema)])
    )


def _apart(already: AlreadyNew, schema: pa.Schema) -> pa.Table:
    """The rows of products that are for the new version already: what they come to, and nothing else."""
    size = len(already.ids)
    given = {
        "id": pa.array(already.ids, pa.string()),
        "state": pa.array([ALREADY_NEW] * size, pa.string())
        .dictionary_encode()
        .cast(schema.field("state").type),
        "new.per_unit": _numbers(already.per_unit),
        "attributed": pa.array([False] * size),
    }
    return pa.table([given.get(f.name, pa.nulls(size, f.type)) for f in schema], schema=schema)


def _columns(impact: Impact) -> Iterator[tuple[pa.Field, pa.Array]]:
    words = pa.dictionary(pa.int8(), pa.string())
    yield pa.field("id", pa.string()), pa.array(impact.runs.ids, pa.string())
    yield pa.field("state", words), pa.array(impact.states, pa.string()).dictionary_encode().cast(words)
    per = unit_of_analysis(impact.runs.new.program)
    said = {} if per is None else {"per": per.paired}
    for part in impact.parts:
        meta = {**_KG, **(said if part.name == "per_unit" else {})}
        name = part.name if part.name in ("per_unit", "total") else f"stages.{part.name}"
        for side, values in (("old", part.old), ("new", part.new), ("difference", part.difference)):
            yield pa.field(f"{side}.{name}", pa.float64(), metadata=meta), _numbers(values)
    yield pa.field("attributed", pa.bool_()), pa.array(impact.attributed)
    for part in impact.parts:
        name = part.name if part.name in ("per_unit", "total") else f"stages.{part.name}"
        for place, values in sorted(part.contributions.items()):
            column = f"contribution.{name}.{impact.changes[place].name}"
            yield pa.field(column, pa.float64(), metadata=_KG), _numbers(values)
    for change, errors in zip(impact.changes, impact.errors or (), strict=False):
        column = f"standard_error.per_unit.{change.name}"
        yield pa.field(column, pa.float64(), metadata=_KG), _numbers(errors)
    fails: list[list[str]] = [[] for _ in impact.runs.ids]
    right: list[list[str]] = [[] for _ in impact.runs.ids]
    for verdict in impact.verdict_changes:
        for listed, products in ((fails, verdict.fails), (right, verdict.comes_right)):
            for product in products:
                listed[int(product)].append(verdict.requirement)
    for name, told in (("newly_fails", fails), ("comes_right", right)):
        yield pa.field(name, pa.string()), pa.array([_BETWEEN.join(t) or None for t in told], pa.string())
    for name, run in (("refused_old", impact.runs.old), ("refused_new", impact.runs.new)):
        yield pa.field(name, pa.string()), pa.array(_reasons(run, len(impact.runs.ids)), pa.string())


def _numbers(values: Floats) -> pa.Array:
    return pa.array(values, pa.float64(), from_pandas=True)


def _reasons(run: VersionRun, size: int) -> list[str | None]:
    """Why each product is refused: codes and elements, each once."""
    found: list[str | None] = [None] * size
    for refused in run.refused:
        told = dict.fromkeys(f"{r.code} {r.element or ''}".strip() for r in refused.reasons)
        found[refused.number] = _BETWEEN.join(told)
    if run.lacking:
        found = [_BETWEEN.join(run.lacking)] * size
    return found
