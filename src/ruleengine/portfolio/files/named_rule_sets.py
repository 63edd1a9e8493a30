"""Which rule sets the products of a portfolio name, whatever its form, in the order in which they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.portfolio.columns import LINE, is_text
from ruleengine.portfolio.files.csv_file import CsvFile
from ruleengine.portfolio.files.csv_form import form_of
from ruleengine.portfolio.files.json_line import NotALine, read_line
from ruleengine.portfolio.files.staging import kind_of_path
from ruleengine.portfolio.files.staging_csv import csv_name
from ruleengine.portfolio.files.staging_json import lines_of
from ruleengine.portfolio.rejects import ProductPlace
from ruleengine.source.paths import is_file

_COLUMN = "ruleset"
_STEPS = (_COLUMN,)


def named_rule_sets(
    portfolio: Path, kind: str | None, shown: str, tell: Callable[[int], None] = lambda _: None
) -> Iterator[tuple[str, Place]]:
    """The rule sets that are named, each once, with the place of the first product that does.

    `kind` is one of the kinds of portfolios, else nothing is named. No more is read than is asked for; `tell` is told
    how many bytes of CSV were. What cannot be read names nothing.
    """
    read = {"csv": _of_csv, "json_lines": _of_lines, "parquet": _of_parquet}.get(kind or "")
    seen: set[str] = set()
    with suppress(Refused, OSError, ValueError, pa.ArrowException):
        for name, place in read(portfolio, shown, tell) if read else ():
            if name and name not in seen:
                seen.add(name)
                yield name, place


def named_by(portfolio: Path) -> Iterator[tuple[str, Place]]:
    """The rule sets that are named by a portfolio as a batch reads it."""
    return named_rule_sets(portfolio, kind_of_path(portfolio), portfolio.as_posix())


def _of_csv(portfolio: Path, shown: str, tell: Callable[[int], None]) -> Iterator[tuple[str, Place]]:
    main = Path(csv_name(portfolio.as_posix()))
    form = form_of(main, Report()) if is_file(main) else None
    if form is None or _COLUMN not in form.names:
        return
    for batch in CsvFile(main, form, _COLUMN, tell).rows():
        for name, position in _each(batch.column(_COLUMN)):
            yield name, ProductPlace(csv_name(shown), batch.column(LINE)[position].as_py(), steps=_STEPS)


def _of_parquet(portfolio: Path, shown: str, tell: Callable[[int], None]) -> Iterator[tuple[str, Place]]:
    if not is_file(portfolio):
        return
    file = pq.ParquetFile(portfolio)
    schema = file.schema_arrow
    if schema.names.count(_COLUMN) != 1 or not is_text(schema.field(_COLUMN).type):
        return
    first = 1
    for batch in file.iter_batches(columns=[_COLUMN]):
        for name, position in _each(batch.column(0).cast(pa.string())):
            yield name, ProductPlace(shown, row=first + position, steps=_STEPS)
        first += batch.num_rows


def _of_lines(portfolio: Path, shown: str, tell: Callable[[int], None]) -> Iterator[tuple[str, Place]]:
    if not is_file(portfolio):
        return
    with portfolio.open("rb") as source:
        for row, line in enumerate(lines_of(source), 1):
            if b'"ruleset"' not in line.content:
                continue
            with suppress(NotALine):
                data = read_line(line.content, float, float)
                name = data.get(_COLUMN) if isinstance(data, dict) else None
                if isinstance(name, str):
                    yield name.strip(), ProductPlace(shown, line.number, row=row, steps=_STEPS)


def _each(names: Any) -> Iterator[tuple[str, int]]:
    """The texts of a column and where each stands first."""
    trimmed = pc.utf8_trim_whitespace(names)
    for name in trimmed.unique().to_pylist():
        if name:
            yield name, pc.index(trimmed, name).as_py()
