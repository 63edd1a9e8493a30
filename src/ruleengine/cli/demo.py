"""`ruleengine demo`: one product of every category, calculated and documented, with a page that links everything."""

from __future__ import annotations

import re
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
from ruleengine.ruleset.model import Version

if TYPE_CHECKING:
    from ruleengine.documents.demonstration import DocumentedProduct
    from ruleengine.ruleset.library import Library
    from ruleengine.ruleset.sources import LibrarySource


_VALIDATED: Texts = (
    "{count} file{count:s} of the rule library validated", "已检查规则库的{count}个文件",
)  # fmt: skip
_SETTING: Texts = ("calculating and setting", "核算并排版")
#: An assessment among the examples of a rule set, or of one of its versions.
_EXAMPLE = re.compile(
    r"(?:(?P<rules>.+)/)?examples/((?P<version>(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2})/)?[^/]+\.assessment\.yaml"
)
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
    assessments = assessments_shown(library)
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


def assessments_shown(library: Library) -> list[Path]:
    """The assessments among the examples of all libraries of the path, those that lie beneath others left out.

    Of examples of several versions, in folders such as `examples/0.2.0`, those of the latest.
    """
    found: dict[str, tuple[str, Version, Path]] = {}
    latest: dict[str, Version] = {}
    for source in library.holdings.sources:
        for file in source.content().files:
            if source.folder and (example := _EXAMPLE.fullmatch(file)):
                version = Version.of(example["version"] or "0.0.0")
                rules = example["rules"] or ""
                found.setdefault(file, (rules, version, source.folder / file))
                latest[rules] = max(latest.get(rules, version), version)
    return [path for _, (rules, version, path) in sorted(found.items()) if version == latest[rules]]


def _document(sources: tuple[LibrarySource, ...], output: Path, path: Path) -> DocumentedProduct:
    """Document one product, in a process of its own."""
    from ruleengine.documents.demonstration import document_product
    from ruleengine.ruleset.library import Library

    return document_product(Library(sources), path, output)
