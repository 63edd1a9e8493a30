"""Spark frames in, Spark frames out: the products of any table of a cluster, calculated where they lie.

For tables on storage that only Spark reads, such as HDFS, object stores or a warehouse. One row a product, each input
table of the rule set an array of structs; one row out for every row in, calculated or refused.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.portfolio.batch.block import BlockResult, Calculator
from ruleengine.portfolio.batch.decisions import Decider
from ruleengine.portfolio.batch.result_columns import ResultColumns
from ruleengine.portfolio.columns import Layout, layout_of
from ruleengine.portfolio.rejects import REASONS
from ruleengine.program.program import Program

#: The column of the frame of results that says why a product was refused; null where it was not.
REFUSED = "reasons"
_SHOWN = "frame"


@frozen
class FrameTask:
    """What executors are sent to calculate the batches of a frame."""

    program: bytes
    schema: bytes
    repeated: frozenset[str]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Products in, as many rows of results out, in the same order."""
        calculator = _calculator(self.program, self.schema, self.repeated)
        for batch in batches:
            if batch.num_rows:
                yield from joined(calculator.calculate(batch, 0), calculator.columns).to_batches()


@lru_cache(maxsize=1)
def _calculator(program: bytes, schema: bytes, repeated: frozenset[str]) -> Calculator:
    """The rule set compiled for the columns of a frame, once a process of an executor."""
    compiled = pickle.loads(program)
    layout = _layout(pa.ipc.read_schema(pa.py_buffer(schema)), compiled)
    return Calculator(Decider(compiled, layout, _SHOWN), repeated)


def _layout(schema: pa.Schema, program: Program) -> Layout:
    report = Report()
    layout = layout_of(schema, program, Place(_SHOWN), report)
    report.stop_on_errors()
    if layout is None:
        raise Refused(report.items)
    return layout


def calculate_frame(program: Program, frame: Any) -> Any:
    """A Spark frame with the results of every product of a Spark frame; the columns are those of a batch.

    The column `reasons` lists why a product was refused (`code`, `message`, `element`, `expected`, `found`) and is
    null where it was calculated. Units are taken from headers (`mass [g]`) and from the metadata `unit` of columns.
    Looking for ids that occur twice reads the ids once, before anything is calculated. Raises `Refused` (E601, E602,
    E618) where the columns do not fit.
    """
    from pyspark.sql import functions

    schema = arrow_schema(frame.schema)
    layout = _layout(schema, program)
    name = "`" + schema.names[layout.id].replace("`", "``") + "`"
    ids = frame.select(functions.col(name).cast("string").alias("id")).where("id is not null")
    twice = ids.groupBy("id").count().where("count > 1").select("id").collect()
    task = FrameTask(pickle.dumps(program), schema.serialize().to_pybytes(), frozenset(r.id for r in twice))
    return frame.mapInArrow(task, spark_schema(ResultColumns(program)))


def arrow_schema(schema: Any) -> pa.Schema:
    """The Arrow schema of a frame, with the units that its columns name in their metadata."""
    from pyspark.sql.pandas.types import to_arrow_schema

    return pa.schema([_with_unit(a, s) for a, s in zip(to_arrow_schema(schema), schema.fields, strict=True)])


def _with_unit(arrow: pa.Field, spark: Any) -> pa.Field:
    inner = getattr(spark.dataType, "elementType", spark.dataType)
    if pa.types.is_list(arrow.type) and hasattr(inner, "fields"):
        rows = [_with_unit(a, s) for a, s in zip(arrow.type.value_type, inner.fields, strict=True)]
        arrow = arrow.with_type(pa.list_(pa.struct(rows)))
    unit = (spark.metadata or {}).get("unit")
    return arrow if unit is None else arrow.with_metadata({"unit": str(unit)})


def frame_schema(columns: ResultColumns) -> pa.Schema:
    """The Arrow schema of the frame of results: texts in full, every column but the id nullable, and the reasons."""
    fields = [
        pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type, metadata=f.metadata)
        for f in columns.schema()
    ]
    return pa.schema([*fields, pa.field(REFUSED, pa.list_(REASONS))])


def spark_schema(columns: ResultColumns) -> Any:
    """The Spark schema of the frame of results; units are metadata of their columns."""
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructField, StructType

    arrow = frame_schema(columns)
    fields = []
    for field, known in zip(from_arrow_schema(arrow).fields, arrow, strict=True):
        told = {k.decode(): v.decode() for k, v in (known.metadata or {}).items()}
        fields.append(StructField(field.name, field.dataType, True, told))
    return StructType(fields)


def joined(found: BlockResult, columns: ResultColumns) -> pa.Table:
    """Results and rejects of a block as one table, in the order of its products."""
    schema = frame_schema(columns)
    results = found.results.cast(pa.schema(list(schema)[:-1]))
    results = results.append_column(schema.field(REFUSED), pa.nulls(len(results), schema.field(REFUSED).type))
    if not found.rejects:
        return results
    refused = pa.Table.from_pylist(
        [{"id": r.id, REFUSED: r.columns()["reasons"]} for r in found.rejects], schema=schema
    )
    refusals = np.asarray([r.row - 1 for r in found.rejects])
    kept = np.setdiff1d(np.arange(len(results) + len(refusals)), refusals)
    order = np.argsort(np.concatenate([kept, refusals]))
    return pa.concat_tables([results, refused]).take(pa.array(order))
