"""One CSV file of a portfolio, all columns as texts; and which product each of its rows belongs to."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from attrs import field, frozen

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.portfolio.files.ids import hashes
from ruleengine.portfolio.files.portfolio_file import unreadable
from ruleengine.program.program import Program

_READ_BYTES = 1 << 21
#: What the reader says of a file with names of columns and no rows.
_NO_ROWS = ("Empty CSV", "Could not skip initial")


@frozen
class CsvFile:
    """A CSV file with a line of column names; an empty cell is a missing value. `begin` is the line after the names."""

    path: Path
    tell: Callable[[int], None] = field(eq=False)
    names: tuple[str, ...] = field(init=False)
    begin: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        shown = self.path.as_posix()
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(file)
                names = tuple(n.strip() for n in next(reader, []))
                object.__setattr__(self, "begin", reader.line_num)
        except (OSError, ValueError, csv.Error) as error:
            raise unreadable(shown, error) from None
        twice = [n for n in names if names.count(n) > 1]
        if twice or not names:
            raise unreadable(
                shown,
                ValueError(
                    f"the column `{twice[0]}` occurs twice" if twice else "its first line names no columns"
                ),
            )
        object.__setattr__(self, "names", names)

    @property
    def size(self) -> int:
        """The bytes of the file."""
        return self.path.stat().st_size

    def owner(self, known: Sequence[str], program: Program | None = None) -> str:
        """The column with the product ids; raises `Refused` (E618) where there is none."""
        for name in known:
            if name in self.names and not (program and name in program.fields):
                return name
        report = Report()
        separated = len(self.names) == 1 and any(c in self.names[0] for c in (";", "\t"))
        report.tell(
            "E618.separator" if separated else "E618.no_ids", Place(self.path.as_posix()), known=tuple(known),
            names=tuple(n[:60] for n in self.names),
        )  # fmt: skip
        raise Refused(report.items)

    def batches(self, columns: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """The rows, or some columns of them; raises `Refused` (E615) where a line has too many or too few cells."""
        left = self.size
        try:
            reader = pacsv.open_csv(
                self.path,
                pacsv.ReadOptions(
                    column_names=list(self.names), skip_rows=self.begin, block_size=_READ_BYTES
                ),
                pacsv.ParseOptions(newlines_in_values=True),
                pacsv.ConvertOptions(
                    column_types={n: pa.string() for n in self.names}, strings_can_be_null=True, null_values=[""],
                    include_columns=list(columns),
                ),
            )  # fmt: skip
            for batch in reader:
                yield batch
                self.tell(min(left, _READ_BYTES))
                left -= min(left, _READ_BYTES)
        except (pa.ArrowException, OSError) as error:
            if not any(said in str(error) for said in _NO_ROWS):
                raise unreadable(self.path.as_posix(), error) from None
        self.tell(left)


class Owners:
    """Finds products by their ids: hashes and ids are held, 16 bytes a product besides the ids themselves."""

    def __init__(self, ids: pa.Array):
        self.ids = ids
        found = hashes(ids.fill_null(""))
        self.order: Any = np.argsort(found, kind="stable")
        self.sorted = found[self.order]

    def find(self, ids: pa.Array) -> Any:
        """The number of the product (from 0) of each row; -1 where there is none."""
        coded = ids.dictionary_encode()
        words = coded.dictionary
        if not len(words) or not len(self.ids):
            return np.full(len(ids), -1, np.int64)
        own = hashes(words)
        at = np.minimum(np.searchsorted(self.sorted, own), len(self.sorted) - 1)
        same = pc.fill_null(pc.equal(self.ids.take(pa.array(self.order[at])), words), False)
        known = np.where(same.to_numpy(zero_copy_only=False), self.order[at], -1)
        unsure = np.flatnonzero((known < 0) & (self.sorted[at] == own))
        for word in unsure:
            known[word] = pc.index(self.ids, words[int(word)]).as_py()
        codes = coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
        return np.append(known, -1)[codes].astype(np.int64)
