"""`ruleengine comments form ID[@V]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruleengine.cli.comments_common import language_option, layout_option
from ruleengine.cli.common import (
    findings_exit,
    open_library,
    rules_option,
    ruleset_argument,
    version_options,
)
from ruleengine.cli.help import documented
from ruleengine.cli.target import Target, output_option
from ruleengine.pipeline import Programs
from ruleengine.ruleset.choice import VersionChoice

if TYPE_CHECKING:
    from ruleengine.consultation.form import FormLanguage, FormLayout

_FORMS = ("xlsx", "docx")


@documented(
    "form",
    zh="生成意见表：每个要素一行，另有空白行。\n\n填写后存为XLSX或DOCX发回，由`comments collect`采集。",
)
@ruleset_argument
@output_option(("The file or folder to write.", "写入的文件或文件夹。"), ".xlsx", ".docx", required=True)
@layout_option
@language_option
@version_options
@rules_option
@findings_exit
def command(
    ruleset: str, output: Target, layout: FormLayout, language: FormLanguage, choice: VersionChoice,
    rules: tuple[str, ...],
) -> None:  # fmt: skip
    """Write a form for comments: a row for every element, and empty rows.

    Filled in and saved as XLSX or DOCX it goes to `comments collect`.
    """
    from ruleengine.consultation.form import empty_form
    from ruleengine.consultation.targets import targets_of
    from ruleengine.documents.comment_tables import office_files

    program = Programs(open_library(rules), ruleset, choice).of()
    reference = program.resolved.reference
    name = f"comments-{reference.id.replace('/', '-')}-{reference.version}.{language}"
    chosen = (output.ending[1:],) if output.ending else _FORMS
    output.paths([f"{name}.{form}" for form in chosen])
    output.write(office_files(empty_form(targets_of(program.resolved), layout, language), name, chosen))
