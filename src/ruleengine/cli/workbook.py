"""`ruleengine workbook ID[@V] INVENTORY`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleengine.cli.common import (
    calculated,
    findings_exit,
    open_library,
    product_option,
    rules_option,
    ruleset_argument,
    version_options,
)
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import OneOf
from ruleengine.pipeline import Programs
from ruleengine.ruleset.choice import VersionChoice

if TYPE_CHECKING:
    from ruleengine.documents.workbook.words import WorkbookLanguage


@documented(
    "workbook",
    zh="将产品的核算写成带公式的工作簿（XLSX），供审核员在电子表格软件中重算。\n\n"
    "每个阶段和每张数据表各一个工作表；单元格有名称和单位，因子旁列来源，检查也由公式得出。",
)
@ruleset_argument
@argument("inventory", ("INVENTORY", "清单文件"), type=click.Path(path_type=Path))
@output_option(
    ("The workbook, or a folder for it.", "写入的工作簿，或其所在文件夹。"), ".xlsx", required=True
)
@product_option
@option(
    "--lang", "language", type=OneOf(["zh", "en", "both"]), default="both",
    help=("The headings in Chinese, English, or both.", "表头的语言：中文、英文，或两种语言。"),
)  # fmt: skip
@version_options
@rules_option
@findings_exit
def command(
    ruleset: str, inventory: Path, output: Target, product: str | None, language: WorkbookLanguage,
    choice: VersionChoice, rules: tuple[str, ...],
) -> None:  # fmt: skip
    """Write the calculation of a product as a workbook (XLSX) with live formulas, which an auditor recalculates.

    One sheet for each stage and each table of data; cells have names and units, sources stand beside the factors, and
    checks are formulas too.
    """
    from ruleengine.documents.workbook.building import workbook
    from ruleengine.documents.workbook.xlsx import xlsx
    from ruleengine.documents.writing import safe_name

    found = calculated(Programs(open_library(rules), ruleset, choice), inventory, product_id=product)
    name = f"{safe_name(found.inventory.id)}.workbook.{language}.xlsx"
    output.paths([name])
    output.write([(name, xlsx(workbook(found.result, language), found.inventory.id))])
