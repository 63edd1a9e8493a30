"""`ruleengine comments summary FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ruleengine.cli.comments_common import file_argument, language_option, layout_option, opened
from ruleengine.cli.common import findings_exit, rules_option
from ruleengine.cli.help import documented
from ruleengine.cli.target import Target, output_option

if TYPE_CHECKING:
    from ruleengine.consultation.form import FormLanguage, FormLayout


@documented(
    "summary",
    zh="生成意见汇总处理表：XLSX、DOCX、HTML或PDF。\n\n在XLSX和DOCX中填写处理意见后，可由`comments collect`采集。",
)
@file_argument
@output_option(
    ("The file or folder to write.", "写入的文件或文件夹。"), ".xlsx", ".docx", ".html", ".pdf", required=True
)
@layout_option
@language_option
@rules_option
@findings_exit
def command(
    file: Path, output: Target, layout: FormLayout, language: FormLanguage, rules: tuple[str, ...]
) -> None:
    """Write the summary table of comments and their handling as XLSX, DOCX, HTML or PDF.

    Decisions that are filled in in the XLSX or DOCX go to `comments collect`.
    """
    from ruleengine.documents.comment_tables import SUMMARY_ENDINGS, summary_files

    comments, targets = opened(file, rules)
    name = f"{file.stem}.summary.{language}"
    chosen = (output.ending[1:],) if output.ending else SUMMARY_ENDINGS
    output.paths([f"{name}.{ending}" for ending in chosen])
    output.write(summary_files(comments, targets, layout, language, name, chosen))
