"""`ruleengine batch ID[@V] PORTFOLIO -o OUT.parquet`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
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

    A run that was stopped goes on when it is started again. The exit code is 1 when products were refused.
    """
    from datetime import date

    from ruleengine.run.batch import calculate_portfolio

    program = load_program(open_library(rules), ruleset, on if isinstance(on, date) else None)
    found = calculate_portfolio(
        program,
        portfolio,
        output,
        rejects=rejects,
        workers=workers,
        progress=_progress(time.monotonic),
        engine=engine,
    )
    click.echo(found.output.as_posix())
    if found.rejects is not None:
        click.echo(found.rejects.as_posix())
    shown = f"{found.products} products: {found.results} calculated, {found.refused} refused"
    click.echo(shown, err=True)
    if found.refused:
        sys.exit(1)


def _progress(clock: Callable[[], float]) -> Callable[[int, int], None]:
    """Progress on standard error: rewritten in place on a terminal, else a line every few seconds."""
    terminal = sys.stderr.isatty()
    begun = told = clock()

    def tell(done: int, products: int) -> None:
        nonlocal told
        now = clock()
        if done < products and now - told < (0.2 if terminal else 5):
            return
        told = now
        rate = done / (now - begun) if now > begun else 0
        line = f"{done} of {products} products, {rate:.0f} a second"
        click.echo(f"\r{line}" if terminal else line, err=True, nl=not terminal or done == products)

    return tell
