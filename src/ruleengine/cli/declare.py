"""`ruleengine declare ASSESSMENT`."""

from __future__ import annotations

from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, open_library, product_option, rules_option, tell
from ruleengine.cli.document_options import document_options, write_wanted
from ruleengine.cli.help import argument, documented
from ruleengine.cli.target import Target


@documented(
    "declare",
    zh="为经核查的产品生成符合性声明。\n\n只要有一项可计算的要求（应）未满足，即不予声明，并列出原因。",
)
@argument("assessment", ("ASSESSMENT", "核查文件"), type=click.Path(path_type=Path))
@product_option
@document_options
@rules_option
@findings_exit
def command(
    assessment: Path,
    product: str | None,
    output: Target,
    formats: tuple[str, ...],
    languages: tuple[str, ...],
    rules: tuple[str, ...],
) -> None:
    """Write the declaration of conformity of an assessed product.

    Refused, with the list of reasons, while a computable requirement (shall) is not satisfied.
    """
    from ruleengine.assess.assessment import read_assessment, refuse_unless_declarable
    from ruleengine.documents.view import declaration_view

    read, warnings = read_assessment(assessment, open_library(rules), product)
    tell(warnings)
    refuse_unless_declarable(read)
    name = f"{read.id}.declaration"
    write_wanted(lambda x: declaration_view(read, x), name, output, formats, languages)
