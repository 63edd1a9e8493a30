"""Portfolios as files: nested Parquet, JSON lines, CSV. What is not Parquet is staged: written once as nested Parquet.

Blocks follow from the file and the wanted number of products of a block alone: stripes of row groups are cut into
blocks of that many products, or of fewer where these have very many rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import evolve, field, frozen

from ruleengine.diagnostics import Phrase, Place, Refused, Report
from ruleengine.diagnostics.facts import MOST_NAMES
from ruleengine.portfolio.columns import REFUSED, REFUSED_COLUMN, Layout, layout_of, text_paths
from ruleengine.portfolio.files.ids import repeated
from ruleengine.portfolio.files.lengths import (
    MOST_ROWS,
    Lengths,
    joined,
    lengths_of,
    too_many_rows,
    without_rows,
)
from ruleengine.portfolio.rejects import ProductPlace, reasons_of
from ruleengine.program.program import Program
from ruleengine.source.reader import why_unreadable
from ruleengine.source.wording import shown_text

#: Products of a block, and values of a block: whichever is less.
BLOCK_PRODUCTS = 16_384
_BLOCK_VALUES = 6_000_000
#: Row groups with fewer products than this are read together.
_SMALL_GROUP = 4_096
#: Products of which a column of a table that is too long for some is read at a time.
_PRODUCTS_HELD = 4_096


@frozen
class Stripe:
    """Row groups that are read together: their numbers, the first product (from 0), and how many there are."""

    groups: tuple[int, ...]
    first: int
    products: int


@frozen
class BlockSpan:
    """One block: its number, its stripe, its first product (from 0) and how many it has."""

    number: int
    stripe: int
    first: int
    products: int


@frozen(eq=False)
class Portfolio:
    """An open portfolio: nested Parquet with the layout of its columns. `shown` is the file as the user named it.

    `lines` is the file of JSON lines that it was staged from, where it was.
    """

    path: Path
    shown: str
    lines: Path | None
    layout: Layout
    products: int
    stripes: tuple[Stripe, ...]
    texts: tuple[str, ...] = field(repr=False)
    lengths: Lengths = field(repr=False)
    metadata: pq.FileMetaData = field(repr=False)

    def block_products(self, wanted: int | None) -> int:
        """How many products a block has: as many as wanted, else as many as keep blocks small."""
        per_product = max(1, self.lengths.values // max(1, self.products))
        return wanted or max(64, min(BLOCK_PRODUCTS, _BLOCK_VALUES // per_product))

    def spans(self, size: int) -> tuple[BlockSpan, ...]:
        """The blocks of at most `size` products, none over the edge of a stripe."""
        found: list[BlockSpan] = []
        for index, stripe in enumerate(self.stripes):
            first, end = stripe.first, stripe.first + stripe.products
            while first < end:
                count = self.lengths.fitting(first, min(size, end - first))
                found.append(BlockSpan(len(found), index, first, count))
                first += count
        return tuple(found)

    def blocks(
        self, spans: Sequence[BlockSpan], size: int, wanted: frozenset[int]
    ) -> Iterator[tuple[BlockSpan, Any]]:
        """The blocks with the numbers wanted, in order; raises `Refused` (E615) where the file is damaged."""
        for index, stripe_spans in groupby(spans, lambda span: span.stripe):
            own = list(stripe_spans)
            last = max((s.number for s in own if s.number in wanted), default=None)
            if last is None:
                continue
            try:
                for span, batch in zip(own, self._stripe(self.stripes[index], own, size), strict=True):
                    if span.number > last:
                        break
                    if span.number in wanted:
                        batch.validate(full=True)
                        yield span, self._with_refusals(span, batch)
            except (pa.ArrowException, OSError, ValueError) as error:
                raise unreadable(self.shown, error) from None

    def _stripe(self, stripe: Stripe, spans: Sequence[BlockSpan], size: int) -> Iterator[pa.RecordBatch]:
        groups = list(stripe.groups)
        sizes = [span.products for span in spans]
        if len(groups) > 1:
            table = self._open(False).read_row_groups(groups).combine_chunks()
            return sized(iter(table.to_batches()), sizes)
        most = self.lengths.at_a_time(stripe.first, stripe.products, size)
        if any(stripe.first <= p < stripe.first + stripe.products for p in self.lengths.refused):
            return sized(self._without_refused(stripe, most), sizes)
        return sized(self._open(True).iter_batches(most, row_groups=groups), sizes)

    def _without_refused(self, stripe: Stripe, most: int) -> Iterator[pa.RecordBatch]:
        """The batches of a stripe without the rows of tables that are too long.

        Such a table is read first, one column at a time; the other tables are read as always.
        """
        refused = [p - stripe.first for p in self.lengths.refused]
        refused = [p for p in refused if 0 <= p < stripe.products]
        names = [n for n in self.layout.schema.names if n != REFUSED]
        leaves = _paths(self._open(False))
        apart = {name for p in refused for name in self.lengths.refused[stripe.first + p]}
        held = {
            name: joined(
                [self._shortened(stripe, path, refused) for path in leaves if path.startswith(f"{name}.")]
            )
            for name in names
            if name in apart
        }
        others = [path for path in leaves if path.split(".")[0] not in held]
        first = 0
        for batch in self._open(True).iter_batches(most, row_groups=list(stripe.groups), columns=others):
            own = {n: c.slice(first, batch.num_rows) for n, c in held.items()}
            arrays = [own[n] if n in own else batch.column(n) for n in names]
            yield pa.RecordBatch.from_arrays(arrays, names=names)
            first += batch.num_rows

    def _shortened(self, stripe: Stripe, path: str, refused: Sequence[int]) -> pa.Array:
        """One column of a table of a stripe, without the rows of the products refused."""
        held, first = [], 0
        file = self._open(False)
        for batch in file.iter_batches(_PRODUCTS_HELD, row_groups=list(stripe.groups), columns=[path]):
            here = [p - first for p in refused if first <= p < first + batch.num_rows]
            held.append(without_rows(batch.column(0), here))
            first += batch.num_rows
            del batch
        pa.default_memory_pool().release_unused()
        return pa.concat_arrays(held)

    def _with_refusals(self, span: BlockSpan, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with a column that says which products have tables too long to be read."""
        if not self.lengths.refused:
            return batch
        told: list[str | None] = [None] * span.products
        for product, tables in self.lengths.refused.items():
            if span.first <= product < span.first + span.products:
                place = ProductPlace(self.shown, row=product + 1)
                told[product - span.first] = reasons_of(too_many_rows(tables, place))
        return batch.append_column(REFUSED, pa.array(told, pa.string()))

    def _open(self, by_code: bool) -> pq.ParquetFile:
        return pq.ParquetFile(
            self.path, read_dictionary=list(self.texts) if by_code else None, pre_buffer=False,
            buffer_size=1 << 20, page_checksum_verification=True, metadata=self.metadata,
        )  # fmt: skip

    def repeated_ids(self) -> frozenset[str]:
        """The product ids that occur more than once; 8 bytes a product are held."""
        try:
            return repeated(self._ids)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise unreadable(self.shown, error) from None

    def refuse_mixed(self, id_: str) -> None:
        """Refuse (E610) a portfolio whose products name several versions of the rule set of this id."""
        position, counts = self.layout.ruleset, Counter[str]()
        if position is None:
            return
        try:
            for batch in self._open(False).iter_batches(columns=[self.layout.schema.names[position]]):
                names = pc.utf8_trim_whitespace(batch.column(0).cast(pa.string())).drop_null()
                counts.update({v["values"]: v["counts"] for v in names.value_counts().to_pylist()})
        except (pa.ArrowException, OSError, ValueError) as error:
            raise unreadable(self.shown, error) from None
        own = Counter({name: count for name, count in counts.items() if name.startswith(f"{id_}@")})
        if len(own) > 1:
            most = sorted(own.most_common(MOST_NAMES))
            named = [Phrase("named.products", name=shown_text(name), count=count) for name, count in most]
            if len(own) > MOST_NAMES:
                named.append(Phrase("named.more", count=len(own) - MOST_NAMES))
            report = Report()
            report.tell("E610.mixed", Place(self.shown), file=self.shown, id=id_, named=tuple(named))
            raise Refused(report.items)

    def _ids(self) -> Iterator[pa.Array]:
        for batch in self._open(False).iter_batches(
            BLOCK_PRODUCTS, columns=[self.layout.schema.names[self.layout.id]]
        ):
            ids = batch.column(0).cast(pa.string())
            ids.validate(full=True)
            yield ids.drop_null()


def open_portfolio(path: Path, shown: str, program: Program, lines: Path | None = None) -> Portfolio:
    """Open nested Parquet for a program, staged from `lines` where they are given.

    Raises `Refused` (E601, E602, E615, E618).
    """
    report = Report()
    try:
        file = pq.ParquetFile(path)
        schema, meta = file.schema_arrow, file.metadata
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable(shown, error) from None
    layout = layout_of(schema, program, Place(shown), report)
    report.stop_on_errors()
    if layout is None:
        raise AssertionError("a layout without errors")
    try:
        scanned = pq.ParquetFile(
            path, pre_buffer=False, buffer_size=1 << 20, page_checksum_verification=True, metadata=meta
        )
        lengths = lengths_of(scanned, layout)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable(shown, error) from None
    if lengths.refused:
        staged = {**layout.staged, REFUSED: len(schema)}
        layout = evolve(layout, staged=staged, schema=schema.append(REFUSED_COLUMN))
    sizes = [meta.row_group(g).num_rows for g in range(meta.num_row_groups)]
    texts = tuple(text_paths(schema, _paths(scanned)))
    return Portfolio(path, shown, lines, layout, sum(sizes), _stripes(sizes, lengths), texts, lengths, meta)


def _paths(file: pq.ParquetFile) -> list[str]:
    """The paths of all columns of values."""
    return [file.schema.column(i).path for i in range(len(file.schema))]


def unreadable(shown: str, error: Exception) -> Refused:
    """A portfolio that cannot be read, as a diagnostic; the first line of what the reader says is told.

    Want of memory is no fault of the file, and is raised again.
    """
    if isinstance(error, MemoryError):
        raise error
    report = Report()
    if isinstance(error, OSError) and error.errno is not None:
        report.tell("E101.unreadable", Place(shown), file=shown, reason=why_unreadable(error))
        return Refused(report.items)
    said = (str(error).splitlines() or [type(error).__name__])[0][:200].rstrip(".")
    encoding = shown.lower().endswith(".csv") and (isinstance(error, UnicodeDecodeError) or "UTF8" in said)
    report.tell("E615.encoding" if encoding else "E615.unreadable", Place(shown), file=shown, reason=said)
    return Refused(report.items)


def _stripes(sizes: Sequence[int], lengths: Lengths) -> tuple[Stripe, ...]:
    """Row groups as stripes: large ones by themselves, small ones together."""
    stripes: list[Stripe] = []
    first = 0
    refused = sorted(lengths.refused)
    for group, products in enumerate(sizes):
        last = stripes[-1] if stripes else None
        if last is not None and last.products < _SMALL_GROUP and products < _SMALL_GROUP and not (
            lengths.rows(last.first, last.products + products) > MOST_ROWS
            or any(last.first <= p < first + products for p in refused)
        ):  # fmt: skip
            stripes[-1] = Stripe((*last.groups, group), last.first, last.products + products)
        else:
            stripes.append(Stripe((group,), first, products))
        first += products
    return tuple(s for s in stripes if s.products)


def sized(batches: Iterator[pa.RecordBatch], sizes: Sequence[int]) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of exactly these sizes; raises `ValueError` where there are fewer or more of them."""
    wanted = iter(sizes)
    size = next(wanted, 0)
    held: list[pa.RecordBatch] = []
    count = done = 0
    for batch in batches:
        while batch.num_rows:
            if not size:
                raise ValueError(f"there are more than the {done} rows that are due")
            part = batch.slice(0, size - count)
            batch = batch.slice(part.num_rows)
            held.append(part)
            count += part.num_rows
            if count == size:
                yield held[0] if len(held) == 1 else pa.concat_batches(held)
                done, held, count = done + count, [], 0
                size = next(wanted, 0)
    if size:
        raise ValueError(f"{done + count} rows were found where {sum(sizes)} are due")
