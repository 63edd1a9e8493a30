"""Portfolios: whether files can be read, and, where products name one rule set, fit it; `batch` checks products."""

from __future__ import annotations

from itertools import islice
from pathlib import Path as FilePath

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.memory import require_memory_for_arrow
from ruleengine.program.program import Program
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


def check_fitting(portfolio: FilePath, kind: str, program: Program, shown: str, report: Report) -> None:
    """Tell what keeps a portfolio from being calculated with a rule set, whatever the values of its products are.

    Of CSV and Parquet these are the columns, of JSON lines the names that products give values to, and lines that are
    no JSON.
    """
    if kind == "csv":
        from ruleengine.portfolio.files.staging_csv import check_tables

        check_tables(portfolio, program, report)
    elif kind == "parquet":
        from ruleengine.portfolio.files.portfolio_file import open_portfolio

        try:
            open_portfolio(portfolio, shown, program)
        except Refused as refused:
            report.take(refused.diagnostics)
    else:
        from ruleengine.check.portfolio_lines import check_lines

        check_lines(portfolio, program, shown, report)


def ruleset_named(path: FilePath, kind: str, shown: str) -> tuple[str, Place] | None:
    """The one rule set that the products of a portfolio name, and the place of its first name.

    Nothing is read behind a second name. Messages call the file `shown`.
    """
    require_memory_for_arrow()
    from ruleengine.portfolio.files.named_rule_sets import named_rule_sets

    found = list(islice(named_rule_sets(path, kind, shown, _untold), 2))
    return found[0] if len(found) == 1 else None


def _check_csv(path: FilePath, report: Report) -> None:
    from ruleengine.portfolio.files.csv_file import open_csv
    from ruleengine.portfolio.files.staging_csv import ID_NAMES

    file = open_csv(path, ID_NAMES, _untold, report)
    try:
        for _ in file.rows() if file else ():
            pass
    except Refused as refused:
        report.take(refused.diagnostics)


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
