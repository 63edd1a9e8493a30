"""`ruleengine declare ASSESSMENT`."""

from __future__ import annotations

from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, open_library, rules_option, tell
from ruleengine.cli.document_options import document_options
from ruleengine.cli.help import argument, documented
from ruleengine.cli.output import echo_path


@documented(
    "declare",
    zh="为经核查的产品生成符合性声明。\n\n只要有一项可计算的要求（应）未满足，即不予声明，并列出原因。",
)
@argument("assessment", ("ASSESSMENT", "核查文件"), type=click.Path(path_type=Path))
@document_options
@rules_option
@findings_exit
def command(
    assessment: Path,
    output: Path,
    formats: tuple[str, ...],
    languages: tuple[str, ...],
    rules: tuple[str, ...],
) -> None:
    """Write the declaration of conformity of an assessed product.

    Refused, with the list of reasons, while a computable requirement (shall) is not satisfied.
    """
    from ruleengine.assess.assessment import read_assessment, refuse_unless_declarable
    from ruleengine.documents.documents import LANGUAGES, write_documents
    from ruleengine.documents.view import declaration_view

    read, warnings = read_assessment(assessment, open_library(rules))
    tell(warnings)
    refuse_unless_declarable(read)
    wanted = {x: formats for x in LANGUAGES if x in languages}
    name = f"{read.id}.declaration"
    for path in write_documents(lambda x: declaration_view(read, x), name, output, wanted):
        echo_path(path)
