"""`ruleengine batch ID[@V] PORTFOLIO -o OUT.parquet`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

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
from ruleengine.cli.output import echo_json, echo_line, echo_path, echo_progress
from ruleengine.cli.said import say
from ruleengine.cli.stops import Stopped
from ruleengine.cli.wrong_use import OneOf, Whole
from ruleengine.language import Texts
from ruleengine.pipeline import Programs
from ruleengine.ruleset.choice import VersionChoice

_READ: Texts = ("{file:code}: {share} read", "{file:code}：已读取{share}")
_DONE: Texts = (
    "{done} of {size} products, {rate} a second", "已核算{done}个产品，共{size}个，每秒{rate}个",
)  # fmt: skip
_COUNTED: Texts = (
    "{products} product{products:s}: {results} calculated, {refused} refused",
    "{products}个产品：{results}个已核算，{refused}个不予核算",
)
_STOPPED_HERE: Texts = (
    "stopped; the same command goes on where it stopped", "已停止；再次运行同一命令将从停止处继续",
)  # fmt: skip


@documented(
    "batch",
    zh="核算产品组合中的每个产品：嵌套Parquet、JSON行，或每个表一个文件的CSV。\n\n"
    "中断的运行再次启动后继续进行。有产品不予核算时退出码为1，运行被停止时为129、130或143。",
)
@ruleset_argument
@argument("portfolio", ("PORTFOLIO", "产品组合"), type=click.Path(path_type=Path))
@option(
    "-o", "output", required=True, type=click.Path(path_type=Path),
    help=("Write results here (.parquet).", "结果写入此文件（.parquet）。"),
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
    output: Path,
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

    program = Programs(open_library(rules), ruleset, choice).of()
    with _stopping():
        found = calculate_portfolio(
            program, portfolio, output, rejects=rejects, workers=workers, engine=engine,
            progress=_progress(
                time.monotonic, lambda done, of, rate: say(_DONE, done=done, size=of, rate=f"{rate:.0f}")
            ),
            staged=_progress(
                time.monotonic, lambda done, of, _: say(_READ, file=portfolio.name, share=f"{done / of:.0%}")
            ),
        )  # fmt: skip
    if form == "json":
        echo_json(summary_data(program, found))
    else:
        echo_path(found.output)
        if found.rejects is not None:
            echo_path(found.rejects)
    shown = say(_COUNTED, products=found.products, results=found.results, refused=found.refused)
    echo_line(shown, err=True)
    if found.refused:
        sys.exit(1)


@contextmanager
def _stopping() -> Iterator[None]:
    """Say, when the run is stopped, that what is finished is kept."""
    try:
        yield
    except Stopped as stopped:
        echo_line(say(_STOPPED_HERE), err=True)
        stopped.told = True
        raise


def _progress(
    clock: Callable[[], float], words: Callable[[int, int, float], str]
) -> Callable[[int, int], None]:
    """Progress on standard error: rewritten in place on a terminal, else a line every few seconds."""
    terminal = sys.stderr.isatty()
    begun = told = clock()

    def tell(done: int, size: int) -> None:
        nonlocal told
        now = clock()
        if done < size and now - told < (0.2 if terminal else 5):
            return
        told = now
        rate = done / (now - begun) if now > begun else 0
        line = words(done, size, rate)
        echo_progress(line, rewritten=terminal, last=done == size)

    return tell
