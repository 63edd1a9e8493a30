"""`ruleengine migrate FILE --to ID@VERSION`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleengine.cli.common import findings_exit, form_option, open_library, rules_option
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo_json
from ruleengine.cli.said import say
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.language import Texts, messages_language

if TYPE_CHECKING:
    from ruleengine.program.program import Program
    from ruleengine.ruleset.library import Library
    from ruleengine.source.document import Document

_OTHER: Texts = (
    "{file:code} is for {old:code}, and {new:code} is another rule set; `ruleengine crosswalk` sets them side by side",
    "{file:code}对应{old:code}，而{new:code}为另一规则集；可用`ruleengine crosswalk`逐项对照",
)
_YAML: Texts = (
    "{path:code} is no name for an inventory or an assessment; name a folder or a file that ends in `.yaml`",
    "{path:code}不能作为清单或评估的文件名；请指定文件夹或扩展名为`.yaml`的文件",
)
_WORKBOOK: Texts = (
    "{path:code} is no name for what a workbook becomes; name a folder or a file that ends in `.xlsx` or `.yaml`",
    "{path:code}不能作为工作簿迁移结果的文件名；请指定文件夹或扩展名为`.xlsx`、`.yaml`的文件",
)
_INVENTORY: Texts = (
    "its inventory is migrated by itself: `ruleengine migrate {file} --to {new}`",
    "其清单须另行迁移：`ruleengine migrate {file} --to {new}`",
)


@documented(
    "migrate",
    zh="将清单、产品组合或评估文件改写为另一版本。\n\n"
    "改写可改写之处（版本、改名、单位），保留注释与版式；列出新版本另外要求的数据及其理由、不再采用的数据、名称相同而定义不同的数据，"
    "并说明各项结论是沿用还是须重新判定。不能补全之处留空并标明；不丢失任何数据，也不猜测。"
    "清单文件夹、工作簿、CSV、JSON行和Parquet按原格式写出。未用-o时只给出报告。",
)
@argument("path", ("FILE|FOLDER", "文件|文件夹"), type=click.Path(path_type=Path))
@option(
    "--to", "wanted", metavar=("ID@V", "标识@版本"), required=True,
    help=("The version to move to.", "目标版本。"),
)  # fmt: skip
@option(
    "--assume", "assume", metavar=("FILE", "文件"), type=click.Path(path_type=Path),
    help=(
        "Values stated for what the new version asks for: a file of assumptions, or an inventory of it.",
        "新版本所要求数据的假定值：假定文件，或该版本的清单。",
    ),
)  # fmt: skip
@option(
    "--from", "named", metavar=("ID@V", "标识@版本"),
    help=(
        "The version that products are for where they name none (portfolios).",
        "产品未指明版本时所对应的版本（用于产品组合）。",
    ),
)  # fmt: skip
@output_option(
    ("Where to write what was migrated.", "写出迁移结果的位置。"),
    ".yaml", ".yml", ".xlsx", ".csv", ".jsonl", ".ndjson", ".parquet",
)  # fmt: skip
@form_option
@rules_option
@findings_exit
def command(
    path: Path,
    wanted: str,
    assume: Path | None,
    named: str | None,
    output: Target | None,
    form: str,
    rules: tuple[str, ...],
) -> None:
    """Rewrite an inventory, a portfolio or an assessment for another version of its rule set.

    What can be rewritten is (version, renamed inputs, units); comments and layout stay. Told is what the new version
    asks for besides and why, what it no longer takes, what has its name and another definition, and for each finding
    whether it is carried over or to be judged again. What is not known is left empty and marked: nothing is lost,
    nothing is guessed. Without -o only the report is made. Folders of inventories, workbooks, CSV files, JSON lines and
    Parquet are written as what they are. Exits with 1 while something is left to do.
    """
    from ruleengine.cli.migrated_portfolio import migrate_portfolio
    from ruleengine.compare.migrating.passages import Passages
    from ruleengine.inventory.assumptions import StatedValues, read_assumed
    from ruleengine.pipeline import program_of

    library = open_library(rules)
    if (several := _kind_of(path)) is not None:
        new = program_of(library, wanted)
        stated = StatedValues() if assume is None else read_assumed(assume, new)
        passages = Passages(lambda name: program_of(library, name), new, named, stated)
        migrate_portfolio(library, path, several, passages, output, form)
    else:
        _one(library, path, wanted, assume, output, form)


def _kind_of(path: Path) -> str | None:
    """The kind of portfolio at a path; None for one inventory, of which nothing is asked that columns need."""
    from ruleengine.source.paths import ending_of

    if ending_of(path) in (".yaml", ".yml", ".json", ".xlsx"):
        return None
    from ruleengine.compare.migrating.portfolio import kind_of

    return kind_of(path)


def _one(
    library: Library, path: Path, wanted: str, assume: Path | None, output: Target | None, form: str
) -> None:
    """An inventory or an assessment."""
    from ruleengine.cli.migrated_inventory import migrate_inventory
    from ruleengine.diagnostics import Refused, Report
    from ruleengine.inventory.from_document import inventory_document
    from ruleengine.inventory.spreadsheet import is_spreadsheet
    from ruleengine.pipeline import program_of
    from ruleengine.program.inputs import as_map
    from ruleengine.source.kind import read_any, read_of_kind

    report = Report()
    is_workbook = is_spreadsheet(path)
    if output is not None and output.ending not in ("", ".yaml", ".yml", *([".xlsx"] if is_workbook else [])):
        raise WrongUse(_WORKBOOK if is_workbook else _YAML, path=str(output.path))
    kind = "inventory" if is_workbook else read_any(path, report)[0]
    report.stop_on_errors()
    is_assessment = kind == "assessment"
    document = read_of_kind(path, "assessment", report) if is_assessment else inventory_document(path, report)
    if document is None:
        raise Refused(report.items)
    data = as_map(document.data)
    old = program_of(library, str(data["ruleset"]), place=document.place(("ruleset",)))
    new = program_of(library, wanted)
    before, after = old.resolved.reference, new.resolved.reference
    if before.id != after.id:
        raise WrongUse(_OTHER, file=path.as_posix(), old=str(before), new=str(after))
    if is_assessment:
        text = path.read_bytes().decode("utf-8-sig")
        _assessment(library, document, text, (old, new), output, form)
    else:
        migrate_inventory(library, path, document, (old, new), assume, output, form)


def _assessment(
    library: Library, document: Document, text: str, sides: tuple[Program, Program], output: Target | None,
    form: str,
) -> None:  # fmt: skip
    from ruleengine.cli.migrated_inventory import echo_lines, validity_lines
    from ruleengine.compare.migrated_findings import migrated_assessment
    from ruleengine.compare.migration_report import findings_data, findings_lines
    from ruleengine.compare.migration_text import migrated_assessment_text
    from ruleengine.program.inputs import as_map

    moved = migrated_assessment(document, *sides)
    made = migrated_assessment_text(document, text, moved)
    inventory = str(as_map(document.data)["inventory"])
    if form == "json":
        echo_json({**findings_data(moved), "inventory": inventory})
    else:
        language = messages_language()
        lines = [*findings_lines(moved, document.file, language), *validity_lines(library, sides)]
        lines.append(say(_INVENTORY, file=inventory, new=str(sides[1].resolved.reference)))
        echo_lines(lines, output)
    _write(document, made, output)
    sys.exit(0 if all(f.state in ("carried", "gone") for f in moved.findings) else 1)


def _write(document: Document, made: str | None, output: Target | None) -> None:
    """Write what was made; raises `Refused` where the layout of the file does not allow it."""
    from ruleengine.cli.migrated_inventory import refuse_layout
    from ruleengine.compare.migration_text import file_name

    if output is None:
        return
    if made is None:
        refuse_layout(document)
    else:
        output.write([(Path(file_name(document)).name, made.encode())], err=True)
