"""`ruleengine batch ID[@V] PORTFOLIO -o OUT.parquet`."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, load_program, on_option, open_library, rules_option


@click.command("batch")
@click.argument("ruleset", metavar="ID[@V]")
@click.argument("portfolio", metavar="PORTFOLIO", type=click.Path(path_type=Path))
@click.option(
    "-o", "output", required=True, type=click.Path(path_type=Path), help="Write results here (.parquet)."
)
@click.option(
    "--engine", type=click.Choice(["local", "spark"]), default="local",
    help="Where to calculate: here, or on the cluster that Spark is set up for.",
)  # fmt: skip
@click.option(
    "--rejects", type=click.Path(path_type=Path),
    help="List refused products here (.jsonl or .parquet); by default beside the output where there are any.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1, 256), help="Blocks calculated at a time; one a core by default."
)
@on_option
@rules_option
@findings_exit
def command(
    ruleset: str,
    portfolio: Path,
    output: Path,
    engine: str,
    rejects: Path | None,
    workers: int | None,
    on: object,
    rules: Path | None,
) -> None:
    """Calculate every product of a portfolio: nested Parquet, JSON lines, or CSV with one file a table.

    A run that was stopped goes on when it is started again. The exit code is 1 when products were refused, 130 or 143
    when the run was stopped.
    """
    from datetime import date

    from ruleengine.portfolio.batch.batch import calculate_portfolio

    program = load_program(open_library(rules), ruleset, on if isinstance(on, date) else None)
    with _stopping():
        found = calculate_portfolio(
            program, portfolio, output, rejects=rejects, workers=workers, engine=engine,
            progress=_progress(time.monotonic, lambda done, of, rate: f"{done} of {of} products, {rate:.0f} a second"),
            staged=_progress(time.monotonic, lambda done, of, _: f"`{portfolio.name}`: {done / of:.0%} read"),
        )  # fmt: skip
    click.echo(found.output.as_posix())
    if found.rejects is not None:
        click.echo(found.rejects.as_posix())
    shown = f"{found.products} products: {found.results} calculated, {found.refused} refused"
    click.echo(shown, err=True)
    if found.refused:
        sys.exit(1)


@contextmanager
def _stopping() -> Iterator[None]:
    """End with a message when the run is stopped by a signal; what is finished is kept."""

    def stop(number: int, _: object) -> None:
        raise _Stopped(number)

    own = threading.current_thread() is threading.main_thread()
    numbers = (signal.SIGINT, signal.SIGTERM) if own else ()
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    except _Stopped as stopped:
        click.echo("stopped; the same command goes on where it stopped", err=True)
        sys.exit(128 + stopped.number)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Stopped(BaseException):
    def __init__(self, number: int):
        super().__init__(number)
        self.number = number


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
        click.echo(f"\r{line}" if terminal else line, err=True, nl=not terminal or done == size)

    return tell
