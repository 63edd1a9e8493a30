"""Portfolios without a rule set: whether the file can be read; `batch` checks its products."""

from __future__ import annotations

from pathlib import Path as FilePath

from ruleengine.diagnostics import Report
from ruleengine.source.reader import MAX_BYTES, decoded, raw_bytes, read_bytes


def check_portfolio_file(path: FilePath, kind: str, shown: str, report: Report) -> None:
    """Tell what keeps a file of a portfolio from being read (E101, E103, E104, E615); `kind` is one of `PORTFOLIOS`.

    Of JSON lines the first product is read, of CSV the beginning, of Parquet what it says of itself.
    """
    if kind == "parquet":
        _check_parquet(path, shown, report)
        return
    raw = raw_bytes(path, report, shown, MAX_BYTES)
    if raw is None:
        return
    whole = raw[: raw.rfind(b"\n") + 1] or raw
    text = decoded(whole, shown, report)
    if text is not None and kind == "json_lines":
        read_bytes(text.partition("\n")[0].encode(), f"{shown}.json", report, file=shown)


def _check_parquet(path: FilePath, shown: str, report: Report) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from ruleengine.portfolio.files.portfolio_file import unreadable

    try:
        pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        report.take(unreadable(shown, error).diagnostics)
