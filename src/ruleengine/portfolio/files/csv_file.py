"""One CSV file of a portfolio, all columns as texts, each row with its line; and which product each row belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from attrs import field, frozen

from ruleengine.diagnostics import Place, Report
from ruleengine.portfolio.columns import LINE
from ruleengine.portfolio.files.csv_form import CsvForm, column_letter, form_of, tell_cells
from ruleengine.portfolio.files.csv_lines import RecordLines
from ruleengine.portfolio.files.ids import hashes
from ruleengine.portfolio.files.portfolio_file import unreadable
from ruleengine.portfolio.limits import LONGEST_CSV_LINE
from ruleengine.program.program import Program

#: What a row of nothing is made of.
_NOTHING = ' ,;\t"\r\n'
#: What the reader says of a file with names of columns and no rows.
_NO_ROWS = ("Empty CSV", "Could not skip initial")


@frozen
class CsvFile:
    """A CSV file with a line of column names; an empty cell is a missing value, a row of nothing is no row.

    `owner` is the column with the product ids.
    """

    path: Path
    form: CsvForm
    owner: str
    tell: Callable[[int], None] = field(eq=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns that have one."""
        return tuple(name for name in self.form.names if name)

    @property
    def size(self) -> int:
        """The bytes of the file."""
        return self.path.stat().st_size

    @property
    def place(self) -> Place:
        """Where the names of the columns stand."""
        return Place(self.path.as_posix(), self.form.line, 1)

    def owners(self) -> Iterator[tuple[pa.Array, Callable[[Any], list[int]]]]:
        """The product ids of the rows, and how to ask for the lines of some of them by a mask.

        Only this column is read as long as it has something in every row.
        """
        if all(self.form.names):
            done = 0
            for batch in self._read([self.owner]):
                if blank(batch.column(0)).any():
                    break
                yield batch.column(0), self._line_finder(done)
                done += batch.num_rows
            else:
                return
        else:
            done = 0
        for batch in self.rows():
            rest = batch.slice(min(done, batch.num_rows))
            done -= batch.num_rows - rest.num_rows
            if rest.num_rows:
                yield rest.column(self.owner), partial(_marked, rest.column(LINE).to_numpy())

    def _line_finder(self, done: int) -> Callable[[Any], list[int]]:
        """Asked for lines, goes through the file once more: they are needed only where something is wrong."""

        def find(mask: Any) -> list[int]:
            lines = RecordLines(self.path, self.form)
            lines.leave_out()
            lines.take(done)
            return _marked(lines.take(len(mask)), mask)

        return find

    def rows(self) -> Iterator[pa.RecordBatch]:
        """All named columns of the rows that hold something, and the line of each row.

        Raises `Refused` (E615) where a line has too many or too few cells, or a value in a column without a name.
        """
        lines = RecordLines(self.path, self.form)
        positions = [i for i, name in enumerate(self.form.names) if name]
        nameless = [i for i, name in enumerate(self.form.names) if not name]
        filled: dict[int, int] = {}
        for batch in self._read((), lines.leave_out):
            numbered = lines.take(batch.num_rows)
            for position in nameless:
                found_at = np.flatnonzero(~blank(batch.column(position)))
                if len(found_at):
                    filled.setdefault(position, int(numbered[found_at[0]]))
            columns = [batch.column(p) for p in positions] + [pa.array(numbered, pa.int64())]
            found = pa.RecordBatch.from_arrays(columns, names=[*self.names, LINE])
            yield _without_nothing(found, found.column(self.owner))
        self._refuse_nameless(filled)

    def _refuse_nameless(self, filled: Mapping[int, int]) -> None:
        """Refuse columns without a name that have a value, first on these lines."""
        report, shown = Report(), self.path.as_posix()
        for position, line in filled.items():
            report.tell(
                "E615.nameless", Place(shown, line, 1), file=shown, line=self.form.line,
                column=column_letter(position),
            )  # fmt: skip
        report.stop_on_errors()

    def _read(
        self, columns: Sequence[str], uneven: Callable[[], None] = lambda: None
    ) -> Iterator[pa.RecordBatch]:
        """Rows as they stand in the file; columns without a name are called after their position.

        `uneven` is called where a row of nothing is left out that has another number of cells than there are columns.
        """

        def kept(row: pacsv.InvalidRow) -> str:
            if row.text.strip(_NOTHING):
                return "error"
            uneven()
            return "skip"

        names = [name or f"[{position}]" for position, name in enumerate(self.form.names)]
        left = self.size
        try:
            reader = pacsv.open_csv(
                self.path,
                pacsv.ReadOptions(
                    column_names=names, skip_rows=self.form.end, block_size=LONGEST_CSV_LINE,
                    encoding="utf8" if self.form.encoding == "utf-8-sig" else self.form.encoding,
                ),
                pacsv.ParseOptions(
                    newlines_in_values=True, delimiter=self.form.separator, invalid_row_handler=kept
                ),
                pacsv.ConvertOptions(
                    column_types={n: pa.string() for n in names}, strings_can_be_null=True, null_values=[""],
                    include_columns=list(columns),
                ),
            )  # fmt: skip
            for batch in reader:
                yield batch
                self.tell(min(left, LONGEST_CSV_LINE))
                left -= min(left, LONGEST_CSV_LINE)
        except (pa.ArrowException, OSError) as error:
            if not any(said in str(error) for said in _NO_ROWS):
                report = Report()
                tell_cells(self.path, self.form, report)
                report.stop_on_errors()
                raise unreadable(self.path.as_posix(), error) from None
        self.tell(left)


def open_csv(
    path: Path, known: Sequence[str], tell: Callable[[int], None], report: Report, program: Program | None = None
) -> CsvFile | None:  # fmt: skip
    """A file whose product ids are in one of the columns `known`; None and errors in `report` (E101, E615, E618)."""
    form = form_of(path, report)
    if form is None:
        return None
    for name in known:
        if name in form.names and not (program and name in program.fields):
            return CsvFile(path, form, name, tell)
    names = tuple(n[:60] for n in form.names if n)
    report.tell("E618.no_ids", Place(path.as_posix(), form.line, 1), known=tuple(known), names=names)
    return None


def _marked(lines: Any, mask: Any) -> list[int]:
    found: list[int] = lines[mask].tolist()
    return found


def blank(cells: pa.Array) -> Any:
    """Which cells hold nothing but spaces."""
    blank = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(cells)), 0)
    return blank.fill_null(True).to_numpy(zero_copy_only=False)


def _without_nothing(batch: pa.RecordBatch, owners: pa.Array) -> pa.RecordBatch:
    """The rows that hold something; those with a product id do."""
    nothing = blank(owners)
    for column in batch.columns[:-1]:
        if not nothing.any():
            return batch
        nothing &= blank(column)
    return batch.filter(pa.array(~nothing))


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
