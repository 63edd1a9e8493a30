"""`ruleengine declare ASSESSMENT`."""

from __future__ import annotations

from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, open_library, product_option, rules_option, tell
from ruleengine.cli.document_options import document_options, write_wanted
from ruleengine.cli.help import argument, documented
from ruleengine.cli.output import echo_line
from ruleengine.cli.target import Target
from ruleengine.diagnostics.facts import in_words
from ruleengine.language import Texts, messages_language

_NOT_ASSESSED: Texts = (
    "not assessed: {count} requirement{count:s} (shall) that the verifier decides, without a finding: {names:codes}",
    "未核查：{count}项须由核查人员判定的强制性要求（应）无核查结论：{names:codes}",
)


@documented(
    "declare",
    zh="为经核查的产品生成符合性声明。\n\n只要有一项可计算的要求（应）未满足，即不予声明，并列出原因。"
    "须由核查人员判定而无核查结论的要求（应）予以计数并列出。",
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

    Refused, with the list of reasons, while a computable requirement (shall) is not satisfied. Requirements (shall)
    that the verifier decides and on which there is no finding are counted and listed.
    """
    from ruleengine.assess.assessment import read_assessment
    from ruleengine.assess.obstacles import not_assessed, refuse_unless_declarable
    from ruleengine.documents.view import declaration_view

    read, warnings = read_assessment(assessment, open_library(rules), product)
    tell(warnings)
    refuse_unless_declarable(read)
    left = not_assessed(read)
    if left:
        echo_line(in_words(_NOT_ASSESSED, messages_language(), count=len(left), names=left), err=True)
    name = f"{read.id}.declaration"
    write_wanted(lambda x: declaration_view(read, x), name, output, formats, languages)
