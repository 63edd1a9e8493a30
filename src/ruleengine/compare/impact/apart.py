"""Products that are not of the old version: those of the new one already, and those of others. They are set apart.

What is compared is what a product of the old version becomes. One that was written for the new version is calculated
under it as it is and stands beside; one of another version, or of another rule set, is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from attrs import field, frozen

from ruleengine.arrays.arrays import Floats
from ruleengine.diagnostics import Phrase, Place, Refused, Report
from ruleengine.diagnostics.facts import MOST_NAMES
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.portfolio.columns import Layout
from ruleengine.program.program import Program
from ruleengine.source.wording import shown_text

VersionSide = Literal["old", "new", "other"]


@frozen
class Apart:
    """The products set apart: a file and ids of those of the new version, how many name each other one."""

    already: Path | None = None
    ids: tuple[str | None, ...] = ()
    others: Mapping[str, int] = field(factory=dict)


@frozen(eq=False)
class AlreadyNew:
    """The products that are for the new version already: their footprint per unit, NaN where they are refused."""

    ids: tuple[str | None, ...]
    per_unit: Floats

    @property
    def calculated(self) -> int:
        """How many of them have a result."""
        return int(np.count_nonzero(~np.isnan(self.per_unit)))


@frozen
class VersionNames:
    """The two versions as products name them; one that names none, or the rule set alone, is of the old version."""

    old: str
    new: str

    def of(self, named: object) -> VersionSide:
        """Which version a product is for."""
        name = named.strip() if isinstance(named, str) else ""
        if name in ("", self.old, self.old.partition("@")[0]):
            return "old"
        return "new" if name == self.new else "other"


def sides_of(old: Program, new: Program) -> VersionNames:
    """The two versions of a comparison."""
    return VersionNames(str(old.resolved.reference), str(new.resolved.reference))


def split(staged: Path, layout: Layout, sides: VersionNames, folder: Path) -> tuple[Path, Apart]:
    """A portfolio in columns without the products that are not of the old version, and these."""
    if layout.ruleset is None:
        return staged, Apart()
    names = pq.read_table(staged, columns=[layout.schema.names[layout.ruleset]]).column(0).cast(pa.string())
    known = {name: sides.of(name) for name in names.unique().to_pylist()}
    if set(known.values()) <= {"old"}:
        return staged, Apart()
    side = np.array([known[n] for n in names.to_pylist()])
    counted = Counter(str(n) for n in names.filter(pa.array(side == "other")).to_pylist())
    kept, already = folder / "of-old.parquet", folder / "of-new.parquet"
    _write(staged, side == "old", kept)
    if "new" not in known.values():
        return kept, Apart(others=dict(counted))
    _write(staged, side == "new", already)
    ids = pq.read_table(already, columns=[layout.schema.names[layout.id]]).column(0).cast(pa.string())
    return kept, Apart(already, tuple(ids.to_pylist()), dict(counted))


def _write(staged: Path, wanted: np.ndarray[tuple[int], np.dtype[np.bool_]], target: Path) -> None:
    file, first = pq.ParquetFile(staged), 0
    with pq.ParquetWriter(target, file.schema_arrow, write_page_checksum=True) as writer:
        for batch in file.iter_batches():
            writer.write_batch(batch.filter(pa.array(wanted[first : first + batch.num_rows])))
            first += batch.num_rows


def refuse_none(shown: str, apart: Apart, sides: VersionNames) -> None:
    """Refuse (E610) a portfolio of which no product is of the old version."""
    counts = Counter({**apart.others, sides.new: len(apart.ids)})
    most = sorted(counts.most_common(MOST_NAMES))
    named = tuple(Phrase("named.products", name=shown_text(name), count=count) for name, count in most)
    report = Report()
    report.tell("E610.none_old", Place(shown), file=shown, old=sides.old, named=named)
    raise Refused(report.items)


def calculated_already(apart: Apart, new: Program, folder: Path, workers: int | None) -> AlreadyNew | None:
    """The products of the new version, calculated as they are."""
    if apart.already is None:
        return None
    output, rejects = folder / "already.parquet", folder / "already.rejects.jsonl"
    numbers: dict[str | None, float] = {}
    with suppress(Refused):
        calculate_portfolio(
            new, apart.already, output, rejects=rejects, workers=workers, kept=False, explained=1
        )
        found = pq.read_table(output, columns=["id", "per_unit"])
        values = found.column(1).cast(pa.float64()).to_pylist()
        numbers = dict(zip(found.column(0).cast(pa.string()).to_pylist(), values, strict=True))
    return AlreadyNew(apart.ids, np.array([numbers.get(i, np.nan) for i in apart.ids], np.float64))
