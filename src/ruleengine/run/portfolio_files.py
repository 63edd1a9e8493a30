"""Portfolios as files: nested Parquet, JSON lines, CSV. What is not Parquet is staged: written once as nested Parquet.

Blocks never depend on how a file was written: block n of size s always begins at product n × s of a stripe of row
groups, and stripes follow from the file alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import field, frozen

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.program.program import Program
from ruleengine.run.portfolio_columns import Layout, layout_of, text_paths

#: Products of a block, and values of a block: whichever is less.
BLOCK_PRODUCTS = 16_384
_BLOCK_VALUES = 6_000_000
#: Row groups with fewer products than this are read together.
_SMALL_GROUP = 4_096
_HASH_FACTOR = 0x9E3779B97F4A7C15


@frozen
class Stripe:
    """Row groups that are read together: their numbers, the first product (from 0), and how many there are."""

    groups: tuple[int, ...]
    first: int
    products: int


@frozen
class Span:
    """One block: its number, its stripe, its first product (from 0) and how many it has."""

    number: int
    stripe: int
    first: int
    products: int


@frozen(eq=False)
class Portfolio:
    """An open portfolio: nested Parquet with the layout of its columns. `shown` is the file as the user named it."""

    path: Path
    shown: str
    layout: Layout
    products: int
    stripes: tuple[Stripe, ...]
    texts: tuple[str, ...] = field(repr=False)
    values: int

    def block_products(self, wanted: int | None) -> int:
        """How many products a block has: as many as wanted, else as many as keep blocks small."""
        per_product = max(1, self.values // max(1, self.products))
        return wanted or max(64, min(BLOCK_PRODUCTS, _BLOCK_VALUES // per_product))

    def spans(self, size: int) -> tuple[Span, ...]:
        """The blocks of `size` products, none over the edge of a stripe."""
        found: list[Span] = []
        for index, stripe in enumerate(self.stripes):
            for start in range(0, stripe.products, size):
                count = min(size, stripe.products - start)
                found.append(Span(len(found), index, stripe.first + start, count))
        return tuple(found)

    def blocks(self, spans: Sequence[Span], size: int, wanted: frozenset[int]) -> Iterator[tuple[Span, Any]]:
        """The blocks with the numbers wanted, in order; raises `Refused` (E615) where the file is damaged."""
        for index, stripe in enumerate(self.stripes):
            own = [s for s in spans if s.stripe == index]
            last = max((s.number for s in own if s.number in wanted), default=None)
            if last is None:
                continue
            try:
                for span, batch in zip(own, self._stripe(stripe, size), strict=True):
                    if span.number > last:
                        break
                    if span.number in wanted:
                        batch.validate(full=True)
                        yield span, batch
            except (pa.ArrowException, OSError, ValueError) as error:
                raise unreadable(self.shown, error) from None

    def _stripe(self, stripe: Stripe, size: int) -> Iterator[pa.RecordBatch]:
        file = self._open(len(stripe.groups) == 1)
        if len(stripe.groups) > 1:
            table = file.read_row_groups(list(stripe.groups)).combine_chunks()
            yield from _sized(iter(table.to_batches()), size, stripe.products)
        else:
            batches = file.iter_batches(size, row_groups=list(stripe.groups))
            yield from _sized(batches, size, stripe.products)

    def _open(self, by_code: bool) -> pq.ParquetFile:
        return pq.ParquetFile(
            self.path, read_dictionary=list(self.texts) if by_code else None, pre_buffer=False,
            buffer_size=1 << 20, page_checksum_verification=True,
        )  # fmt: skip

    def repeated_ids(self) -> frozenset[str]:
        """The product ids that occur more than once; 8 bytes a product are held."""
        try:
            hashes = _id_hashes(self._ids())
            if hashes is None:
                return frozenset()
            hashes.sort()
            twice = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
            if not len(twice):
                return frozenset()
            seen: dict[str, int] = {}
            for ids in self._ids():
                own = _hashes(ids)
                at = np.minimum(np.searchsorted(twice, own), len(twice) - 1)
                for i in np.flatnonzero(twice[at] == own):
                    text = ids[int(i)].as_py()
                    seen[text] = seen.get(text, 0) + 1
            return frozenset(k for k, n in seen.items() if n > 1)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise unreadable(self.shown, error) from None

    def _ids(self) -> Iterator[pa.Array]:
        file = pq.ParquetFile(self.path, pre_buffer=False, buffer_size=1 << 20)
        for batch in file.iter_batches(65_536, columns=[self.layout.schema.names[self.layout.id]]):
            ids = batch.column(0).cast(pa.string())
            ids.validate(full=True)
            yield ids.drop_null()


def open_portfolio(path: Path, shown: str, program: Program) -> Portfolio:
    """Open nested Parquet for a program; raises `Refused` (E601, E602, E615, E618)."""
    report = Report()
    try:
        file = pq.ParquetFile(path)
        schema, meta, leaves = file.schema_arrow, file.metadata, file.schema
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable(shown, error) from None
    layout = layout_of(schema, program, shown, report)
    report.stop_on_errors()
    if layout is None:
        raise AssertionError("a layout without errors")
    paths = [leaves.column(i).path for i in range(len(leaves))]
    values = sum(
        meta.row_group(g).column(c).num_values
        for g in range(meta.num_row_groups)
        for c in range(meta.num_columns)
    )
    sizes = [meta.row_group(g).num_rows for g in range(meta.num_row_groups)]
    texts = tuple(text_paths(schema, paths))
    return Portfolio(path, shown, layout, sum(sizes), _stripes(sizes), texts, values)


def unreadable(shown: str, error: Exception) -> Refused:
    """A portfolio that cannot be read, as a diagnostic; the first line of what the reader says is told."""
    report = Report()
    said = (str(error).splitlines() or [type(error).__name__])[0][:200].rstrip(".")
    code = "E101" if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError) else "E615"
    report.add(code, f"`{shown}` cannot be read", Place(shown), found=said)
    return Refused(report.items)


def _stripes(sizes: Sequence[int]) -> tuple[Stripe, ...]:
    """Row groups as stripes: large ones by themselves, small ones together."""
    stripes: list[Stripe] = []
    first = 0
    for group, products in enumerate(sizes):
        last = stripes[-1] if stripes else None
        if last is not None and last.products < _SMALL_GROUP and products < _SMALL_GROUP:
            stripes[-1] = Stripe((*last.groups, group), last.first, last.products + products)
        else:
            stripes.append(Stripe((group,), first, products))
        first += products
    return tuple(s for s in stripes if s.products)


def _sized(batches: Iterator[pa.RecordBatch], size: int, total: int) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of exactly `size`, the last one of what remains."""
    held: list[pa.RecordBatch] = []
    count = done = 0
    for batch in batches:
        while batch.num_rows:
            part = batch.slice(0, size - count)
            batch = batch.slice(part.num_rows)
            held.append(part)
            count += part.num_rows
            if count == size or done + count == total:
                yield held[0] if len(held) == 1 else pa.concat_batches(held)
                done, held, count = done + count, [], 0
    if done != total:
        raise ValueError(f"{done} rows were found where {total} are due")


def _id_hashes(batches: Iterator[pa.Array]) -> Any:
    """A hash of each id; None where the ids rise, so that none occurs twice."""
    found: list[Any] = []
    last: Any = None
    rising = True
    for ids in batches:
        if rising and len(ids):
            rising = bool(pc.all(pc.less(ids.slice(0, len(ids) - 1), ids.slice(1)), min_count=0).as_py())
            rising = rising and (last is None or last < ids[0].as_py())
            last = ids[len(ids) - 1].as_py()
        found.append(_hashes(ids))
    return None if rising else np.concatenate(found)


def _hashes(ids: pa.Array) -> Any:
    """A 64-bit hash of each text: its bytes as the digits of a number to an odd base, modulo 2^64."""
    if not len(ids):
        return np.zeros(0, np.uint64)
    ids = pa.concat_arrays([ids])
    offsets = np.frombuffer(ids.buffers()[1], np.int32)[ids.offset : ids.offset + len(ids) + 1].astype(
        np.int64
    )
    data = ids.buffers()[2]
    content = (
        np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]] if data is not None else np.zeros(0, np.uint8)
    )
    starts = offsets[:-1] - offsets[0]
    lengths = np.diff(offsets)
    place = np.arange(len(content)) - np.repeat(starts, lengths)
    powers = np.ones(int(lengths.max(initial=0)) + 1, np.uint64)
    powers[1:] = _HASH_FACTOR
    weighted = (content.astype(np.uint64) + np.uint64(1)) * np.multiply.accumulate(powers)[place]
    sums = np.concatenate([np.zeros(1, np.uint64), np.add.accumulate(weighted)])
    return sums[offsets[1:] - offsets[0]] - sums[starts]
