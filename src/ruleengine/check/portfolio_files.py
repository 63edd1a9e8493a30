"""Portfolios: whether files can be read, and, where products name one rule set, fit it; `batch` checks products."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path as FilePath

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.memory import require_memory_for_arrow
from ruleengine.source.reader import MAX_BYTES, decoded, raw_bytes, read_bytes


def check_portfolio_file(path: FilePath, kind: str, shown: str, report: Report) -> None:
    """Tell what keeps a file of a portfolio from being read (E101, E103, E104, E615, E618), whatever the rule set.

    `kind` is one of `PORTFOLIOS`. Of JSON lines the first product is read, of CSV all lines, of Parquet what it says
    of itself.
    """
    if kind in ("csv", "parquet"):
        require_memory_for_arrow()
    if kind == "parquet":
        _check_parquet(path, shown, report)
        return
    if kind == "csv":
        _check_csv(path, report)
        return
    raw = raw_bytes(path, report, shown, MAX_BYTES)
    if raw is None:
        return
    whole = raw[: raw.rfind(b"\n") + 1] or raw
    text = decoded(whole, shown, report)
    if text is not None:
        read_bytes(text.partition("\n")[0].encode(), f"{shown}.json", report, file=shown)


def _check_csv(path: FilePath, report: Report) -> None:
    from ruleengine.portfolio.files.csv_file import open_csv
    from ruleengine.portfolio.files.staging_csv import ID_NAMES

    file = open_csv(path, ID_NAMES, _untold, report)
    try:
        for _ in file.rows() if file else ():
            pass
    except Refused as refused:
        report.take(refused.diagnostics)


def ruleset_named(path: FilePath, shown: str) -> tuple[str, Place] | None:
    """The one rule set that products of a CSV file name in a column `ruleset`, and the place of its first name.

    Nothing is read behind a second name. Messages call the file `shown`.
    """
    require_memory_for_arrow()
    import pyarrow.compute as pc

    from ruleengine.portfolio.columns import LINE
    from ruleengine.portfolio.files.csv_file import CsvFile
    from ruleengine.portfolio.files.csv_form import form_of
    from ruleengine.portfolio.rejects import ProductPlace

    form = form_of(path, Report())
    if form is None or "ruleset" not in form.names:
        return None
    found: tuple[str, Place] | None = None
    with suppress(Refused):
        for batch in CsvFile(path, form, "ruleset", _untold).rows():
            names = pc.utf8_trim_whitespace(batch.column("ruleset"))
            for name in names.unique().to_pylist():
                if name and found is None:
                    line = batch.column(LINE)[pc.index(names, name).as_py()].as_py()
                    found = name, ProductPlace(shown, line, steps=("ruleset",))
                elif name and found is not None and name != found[0]:
                    return None
    return found


def _untold(read: int) -> None:
    """Nobody waits to be told how much is read."""


def _check_parquet(path: FilePath, shown: str, report: Report) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from ruleengine.portfolio.files.portfolio_file import unreadable

    try:
        pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        report.take(unreadable(shown, error).diagnostics)
