"""`ruleengine demo`: one product of every category, calculated and documented, with a page that links everything."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ruleengine.cli.common import FOLDER, findings_exit, open_library, rules_option, tell
from ruleengine.cli.help import documented
from ruleengine.cli.output import echo
from ruleengine.cli.said import say
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.workers import workers
from ruleengine.language import Texts, messages_language

if TYPE_CHECKING:
    from ruleengine.documents.demonstration import DocumentedProduct
    from ruleengine.ruleset.library import Library
    from ruleengine.ruleset.sources import LibrarySource


_VALIDATED: Texts = (
    "{count} file{count:s} of the rule library validated", "已检查规则库的{count}个文件",
)  # fmt: skip
_SETTING: Texts = ("calculating and setting", "核算并排版")
_OPEN: Texts = ("open {page}", "请打开{page}")


@documented("demo", zh="每个产品种类检查、核算一个产品并生成文件，同时生成索引页面。")
@output_option(FOLDER, default="outputs/demo", show_default=True)
@rules_option
@findings_exit
def command(output: Target, rules: tuple[str, ...]) -> None:
    """Validate, calculate and document one product of every category, and write an index page."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from ruleengine.characters import visible
    from ruleengine.check.checking import check_files
    from ruleengine.documents.demonstration import table_text, write_index

    library = open_library(rules)
    console = Console(stderr=True)
    found, count = check_files(library)
    if any(d.severity == "error" for d in found):
        tell(found)
        sys.exit(1)
    console.print(say(_VALIDATED, count=count), highlight=False)
    assessments = _assessments(library)
    told = TextColumn("{task.description:<26}", markup=False)
    columns = (told, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    products = []
    with (
        Progress(*columns, console=console) as progress,
        workers(2) as pool,
    ):
        task = progress.add_task(say(_SETTING), total=len(assessments))
        for product in pool.map(partial(_document, library.holdings.sources, output.path), assessments):
            progress.update(task, advance=1, description=visible(product.id))
            products.append(product)
    index = write_index(products, output.path)
    echo(table_text(products, messages_language()))
    echo("\n" + say(_OPEN, page=index.as_posix()))


def _assessments(library: Library) -> list[Path]:
    """The assessments among the examples of all libraries of the path, those that lie beneath others left out."""
    found: dict[str, Path] = {}
    for source in library.holdings.sources:
        for file in source.content().files:
            if source.folder and file.endswith(".assessment.yaml") and file.split("/")[-2:-1] == ["examples"]:
                found.setdefault(file, source.folder / file)
    return [path for _, path in sorted(found.items())]


def _document(sources: tuple[LibrarySource, ...], output: Path, path: Path) -> DocumentedProduct:
    """Document one product, in a process of its own."""
    from ruleengine.documents.demonstration import document_product
    from ruleengine.ruleset.library import Library

    return document_product(Library(sources), path, output)
