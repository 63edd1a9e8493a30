"""Portfolios that are not Parquet are staged: written once, block by block, as nested Parquet beside the output."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.portfolio.files.portfolio_file import unreadable
from ruleengine.program.program import Program
from ruleengine.source.kind import PORTFOLIOS, kind_of_bytes, kind_of_stream, read_any, tell_kind
from ruleengine.source.paths import STANDARD_INPUT, ending_of, is_file, is_folder
from ruleengine.source.reader import refuse_special

_STAGED = "staged.parquet"
_ENDINGS = {".parquet": "parquet", ".jsonl": "json_lines", ".ndjson": "json_lines", ".csv": "csv"}
#: How much of a file tells its kind.
_HEAD = 65_536
#: Told how many products of how many are done.
Progress = Callable[[int, int], None]


def stage(
    portfolio: Path, program: Program, folder: Path, keep: bool, progress: Progress | None = None
) -> Path:
    """The portfolio as nested Parquet: the file itself, or what is staged from it in `folder`.

    With `keep`, what an earlier run of the same files staged is used again. `progress` is told bytes read and bytes in
    all. Raises `Refused`.
    """
    _check_kind(portfolio)
    if ending_of(portfolio) == ".parquet":
        return portfolio
    target = folder / _STAGED
    if keep and target.is_file():
        return target
    temporary = target.with_suffix(".tmp")
    if is_lines(portfolio):
        from ruleengine.portfolio.files.staging_json import stage_lines

        stage_lines(portfolio, program, temporary, progress)
    elif ending_of(portfolio) == ".csv" or is_folder(portfolio):
        from ruleengine.portfolio.files.staging_csv import stage_tables

        stage_tables(portfolio, program, temporary, folder, progress)
    else:
        report = Report()
        report.tell("E615.kind", Place(portfolio.as_posix()), file=portfolio.as_posix())
        raise Refused(report.items)
    temporary.replace(target)
    return target


def _check_kind(portfolio: Path) -> None:
    """Refuse a file that is something else than a portfolio, whatever its name; what cannot be read is told later."""
    report = Report()
    if not is_file(portfolio):
        refuse_special(portfolio, report, portfolio.as_posix())
        report.stop_on_errors()
        return
    if ending_of(portfolio) in _ENDINGS:
        with suppress(OSError), portfolio.open("rb") as file:
            found = kind_of_bytes(file.read(_HEAD))
            if found is not None and found not in PORTFOLIOS:
                tell_kind(found, "portfolio", portfolio.as_posix(), report)
    else:
        kind, document = read_any(portfolio, report)
        if kind is not None and kind not in PORTFOLIOS:
            tell_kind(kind, "portfolio", portfolio.as_posix(), report, document)
    report.stop_on_errors()


def keep_stream(stream: BinaryIO, folder: Path) -> Path:
    """What a stream holds, as a file in `folder` whose name ends as its kind does; CSV where nothing tells the kind.

    Raises `Refused` (E101) where the stream cannot be read, `OSError` where the file cannot be written.
    """
    try:
        head = stream.read(_HEAD)
    except OSError as error:
        raise unreadable(str(STANDARD_INPUT), error) from None
    found = kind_of_stream(head)
    kind = "csv" if found in (None, "other", "text") else found
    ending = next((ending for ending, known in _ENDINGS.items() if known == kind), "")
    path = folder / f"standard-input{ending}"
    with path.open("wb") as file:
        file.write(head)
        shutil.copyfileobj(stream, file)
    return path


def kind_of_path(portfolio: Path) -> str | None:
    """The kind of portfolio that a path is read as; None for what is none."""
    return "csv" if is_folder(portfolio) else _ENDINGS.get(ending_of(portfolio))


def is_lines(portfolio: Path) -> bool:
    """Whether the portfolio is a file of JSON lines."""
    return _ENDINGS.get(ending_of(portfolio)) == "json_lines"
