"""`ruleengine demo`: one product of every category, calculated and documented, with a page that links everything."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleengine.cli.common import findings_exit, open_library, rules_option, tell

if TYPE_CHECKING:
    from ruleengine.documents.demonstration import DocumentedProduct


@click.command("demo")
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path),
    default=Path("outputs/demo"),
    help="The folder to write to.",
)
@rules_option
@findings_exit
def command(output: Path, rules: Path | None) -> None:
    """Validate, calculate and document one product of every category, and write an index page."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from ruleengine.check.checking import check_files
    from ruleengine.documents.demonstration import table_text, write_index

    library = open_library(rules)
    console = Console(stderr=True)
    found, count = check_files(library)
    if any(d.severity == "error" for d in found):
        tell(found)
        sys.exit(1)
    console.print(f"{count} files of the rule library validated", highlight=False)
    assessments = sorted(library.root.rglob("examples/*.assessment.yaml"))
    columns = (TextColumn("{task.description:<26}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    products = []
    with (
        Progress(*columns, console=console) as progress,
        ProcessPoolExecutor(2, get_context("spawn")) as pool,
    ):
        task = progress.add_task("calculating and setting", total=len(assessments))
        for product in pool.map(partial(_document, library.root, output), assessments):
            progress.update(task, advance=1, description=product.id)
            products.append(product)
    index = write_index(products, output)
    click.echo(table_text(products))
    click.echo(f"\nopen {index.as_posix()}")


def _document(root: Path, output: Path, path: Path) -> DocumentedProduct:
    """Document one product, in a process of its own."""
    from ruleengine.documents.demonstration import document_product
    from ruleengine.ruleset.library import Library

    return document_product(Library(root), path, output)
