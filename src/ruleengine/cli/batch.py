"""`ruleengine batch ID[@V] PORTFOLIO -o OUT.parquet`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from ruleengine.cli.common import (
    findings_exit,
    form_option,
    open_library,
    rules_option,
    ruleset_argument,
    version_options,
)
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo_file, echo_json, echo_line, echo_path
from ruleengine.cli.progress import counting, reading
from ruleengine.cli.said import say
from ruleengine.cli.stops import Stopped
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import OneOf, Whole
from ruleengine.diagnostics import Phrase, Refused
from ruleengine.diagnostics.codes import CODES
from ruleengine.language import Texts, messages_language
from ruleengine.pipeline import Programs
from ruleengine.ruleset.choice import VersionChoice
from ruleengine.source.paths import STANDARD_INPUT, ending_of
from ruleengine.source.temporary import no_temporary_file

if TYPE_CHECKING:
    from ruleengine.portfolio.batch.batch import Batch

_COUNTED: Texts = (
    "{products} product{products:s}: {results} calculated, {refused} refused",
    "{products}个产品：{results}个已核算，{refused}个不予核算",
)
_WARNED: Texts = (
    "warning {code}, {name:code}: {title}, in {count} product{count:s}",
    "警告{code}，{name:code}：{title}，涉及{count}个产品",
)
_STOPPED_HERE: Texts = (
    "stopped; the same command goes on where it stopped", "已停止；再次运行同一命令将从停止处继续",
)  # fmt: skip
_STOPPED_STREAM: Texts = (
    "stopped; nothing is kept where a stream is read or written, so that the command is to be run from the beginning",
    "已停止；读写标准输入或标准输出时不保留已核算的内容，须从头重新运行该命令",
)


@documented(
    "batch",
    zh="核算产品组合中的每个产品：嵌套Parquet、JSON行，或每个表一个文件的CSV。\n\n"
    "中断的运行再次启动后继续进行。有产品不予核算时退出码为1，运行被停止时为129、130或143。",
)
@ruleset_argument
@argument("portfolio", ("PORTFOLIO", "产品组合"), type=click.Path(path_type=Path))
@output_option(
    (
        "Write results here (.parquet, .csv or .xlsx), into this folder as Parquet, or as CSV to standard output.",
        "结果写入此文件（.parquet、.csv或.xlsx），或以Parquet写入此文件夹，或以CSV写至标准输出。",
    ),
    ".parquet", ".csv", ".xlsx", required=True,
)  # fmt: skip
@option(
    "--engine", type=OneOf(["local", "spark"]), default="local",
    help=(
        "Where to calculate: here, or on the cluster that Spark is set up for.",
        "在何处核算：本机，或Spark所配置的集群。",
    ),
)  # fmt: skip
@option(
    "--rejects", type=click.Path(path_type=Path),
    help=(
        "List refused products here (.jsonl or .parquet); by default beside the output where there are any.",
        "将不予核算的产品列入此文件（.jsonl或.parquet）；缺省时，若有此类产品则写在输出旁边。",
    ),
)  # fmt: skip
@option(
    "--workers", type=Whole(1, 256),
    help=("Blocks calculated at a time; one a core by default.", "同时核算的分块数；缺省为每个处理器核一个。"),
)  # fmt: skip
@form_option
@version_options
@rules_option
@findings_exit
def command(
    ruleset: str,
    portfolio: Path,
    output: Target,
    engine: str,
    rejects: Path | None,
    workers: int | None,
    form: str,
    choice: VersionChoice,
    rules: tuple[str, ...],
) -> None:
    """Calculate every product of a portfolio: nested Parquet, JSON lines, or CSV with one file a table.

    A run that was stopped goes on when it is started again. The exit code is 1 when products were refused, and 129,
    130 or 143 when the run was stopped.
    """
    from ruleengine.portfolio.batch.batch import calculate_portfolio, summary_data
    from ruleengine.portfolio.files.named_rule_sets import named_by

    output.check_beside(form)
    kept = portfolio != STANDARD_INPUT and not _is_kept_apart(portfolio) and not output.stream
    programs = Programs(open_library(rules), ruleset, choice)
    with (
        _stopping(_STOPPED_HERE if kept else _STOPPED_STREAM),
        _given(portfolio) as given,
        _written(output, given) as written,
    ):
        program = programs.of_first(named_by(given))
        found = calculate_portfolio(
            program, given, written, rejects=rejects, workers=workers, engine=engine, kept=kept,
            one_version=programs.is_open, progress=counting(), staged=reading(portfolio.name),
        )  # fmt: skip
        if output.stream:
            _to_standard_output(found, rejects)
        elif form == "json":
            echo_json(summary_data(program, found))
        else:
            echo_path(found.output)
            if found.rejects is not None:
                echo_path(found.rejects)
    shown = say(_COUNTED, products=found.products, results=found.results, refused=found.refused)
    echo_line(shown, err=True)
    for what, count in found.warnings.items():
        code, _, name = what.partition(" ")
        title = CODES[code].titled(messages_language())
        echo_line(say(_WARNED, code=code, name=name, title=title, count=count), err=True)
    if found.refused:
        sys.exit(1)


def _is_kept_apart(portfolio: Path) -> bool:
    """Whether products are workbooks, which are read one by one."""
    if ending_of(portfolio) in (".parquet", ".jsonl", ".ndjson", ".csv"):
        return False
    from ruleengine.compare.inventory_files import is_workbooks

    return is_workbooks(portfolio)


@contextmanager
def _given(portfolio: Path) -> Iterator[Path]:
    """The portfolio; what comes from standard input, or as workbooks, is kept in a file as long as it is read."""
    if portfolio != STANDARD_INPUT and not _is_kept_apart(portfolio):
        yield portfolio
        return
    from ruleengine.portfolio.files.staging import keep_stream

    with TemporaryDirectory(prefix="ruleengine-") as folder:
        try:
            if portfolio == STANDARD_INPUT:
                path = keep_stream(sys.stdin.buffer, Path(folder))
            else:
                from ruleengine.compare.inventory_files import lines_of_inventories

                path = Path(folder) / f"{portfolio.stem}.jsonl"
                lines_of_inventories(portfolio, path)
        except OSError as error:
            raise no_temporary_file(error, folder) from None
        try:
            yield path
        except Refused as refused:
            shown, kept = portfolio.as_posix(), path.as_posix()
            raise Refused([d.of_file(kept, shown) for d in refused.diagnostics]) from None


@contextmanager
def _written(output: Target, portfolio: Path) -> Iterator[Path]:
    """The file of the results; for standard output one that is there as long as it is written."""
    if not output.stream:
        yield output.paths([f"{portfolio.stem}.parquet"])[0]
        return
    with TemporaryDirectory(prefix="ruleengine-") as folder:
        path = Path(folder) / "results.csv"
        try:
            yield path
        except Refused as refused:
            (first, *_) = refused.diagnostics
            reason = first.fact("reason")
            if first.fact("path") == path.as_posix() and isinstance(reason, Phrase):
                raise no_temporary_file(reason, folder) from None
            raise


def _to_standard_output(found: Batch, rejects: Path | None) -> None:
    """The results as CSV; the rejects, where no file is named for them, as lines of JSON to standard error."""
    echo_file(found.output)
    if found.rejects is not None and rejects is None:
        echo_file(found.rejects, err=True)


@contextmanager
def _stopping(words: Texts) -> Iterator[None]:
    """Say, when the run is stopped, what has become of what is finished."""
    try:
        yield
    except Stopped as stopped:
        echo_line(say(words), err=True)
        stopped.told = True
        raise
