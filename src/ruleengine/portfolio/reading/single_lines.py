"""Single products of JSON lines as documents: the whole line, as if it were a file of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from ruleengine.portfolio.columns import LINE, OFFSET, Layout
from ruleengine.portfolio.files.json_line import NotALine, exact_line, line_at
from ruleengine.portfolio.files.portfolio_file import unreadable
from ruleengine.portfolio.reading.single_products import ProductDocument


def line_documents(
    lines: Path, batch: pa.RecordBatch, layout: Layout, shown: str, rows: Sequence[int]
) -> Iterator[ProductDocument]:
    """The lines that the products of a batch stand on; raises `Refused` (E615) where the file is another by now."""
    numbers = batch.column(layout.staged[LINE]).to_pylist()
    offsets = batch.column(layout.staged[OFFSET]).to_pylist()
    try:
        with lines.open("rb") as source:
            for row, number, offset in zip(rows, numbers, offsets, strict=True):
                data = exact_line(line_at(source, offset))
                yield ProductDocument(shown, data, {}, {}, row, number)
    except (OSError, NotALine) as error:
        raise unreadable(shown, error) from None
