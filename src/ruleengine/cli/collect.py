"""`ruleengine collect FILE… --into ASSESSMENT`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import click

from ruleengine.cli.common import (
    echo_json,
    findings_exit,
    form_option,
    open_library,
    product_option,
    rules_option,
    tell,
)
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo_line
from ruleengine.cli.said import say
from ruleengine.cli.target import Target, output_option
from ruleengine.language import Texts

_DONE: Texts = (
    "{files} file{files:s} read: {new} new, {added} beside others, {more} completed, {known} known already",
    "已读取{files}个文件：新增{new}项，并列{added}项，补全{more}项，已有{known}项",
)


@documented(
    "collect",
    zh="将填好的核查清单（XLSX、DOCX、PDF、XML、网页答复、YAML）归入核查文件。\n\n多名核查员的判断按要求合并；不一致之处列出并均予保留，不作取舍。改动过的清单不予采集，并指明位置和原因。核查文件中的注释和版式保持不变。",
)
@argument("files", ("FILE…", "文件…"), nargs=-1, required=True, type=click.Path(path_type=Path))
@option(
    "--into", required=True, type=click.Path(path_type=Path), metavar=("ASSESSMENT.yaml", "核查文件.yaml"),
    help=("The assessment; what it says stays.", "核查文件；其中已有的内容予以保留。"),
)  # fmt: skip
@output_option(
    ("Write the assessment here instead of in its place.", "写入此处，而不改写原文件。"), ".yaml", ".yml"
)
@option(
    "--by", metavar=("INITIALS", "姓名缩写"),
    help=("Who filled in the forms that do not say it.", "填写人，用于未写明的清单。"),
)  # fmt: skip
@option(
    "--date", metavar=("DATE", "日期"),
    help=("The day for forms that do not say it, as 2026-03-31.", "日期，用于未写明的清单，如2026-03-31。"),
)  # fmt: skip
@option(
    "--carry-over", is_flag=True,
    help=(
        "Take forms of other versions too: what was judged and has changed is to be judged again.",
        "也采集其他版本的清单：已变更的要求应重新判断。",
    ),
)  # fmt: skip
@product_option
@form_option
@rules_option
@findings_exit
def command(
    files: tuple[Path, ...], into: Path, output: Target | None, by: str | None, date: str | None, carry_over: bool,
    product: str | None, form: str, rules: tuple[str, ...],
) -> None:  # fmt: skip
    """Take filled checklists (XLSX, DOCX, PDF, XML, answers of a page, YAML) into an assessment.

    Judgements of several verifiers are merged by requirement; where they differ, that is told and all of them are kept,
    for people to settle. A checklist that was edited is refused, with the place and the reason. Comments and layout of
    the assessment stay.
    """
    from ruleengine.answers.collecting import collected_answers
    from ruleengine.answers.typed import SaidBefore
    from ruleengine.answers.writing import check_written, edited_text
    from ruleengine.assess.assessment import read_assessment
    from ruleengine.diagnostics import Report, in_order
    from ruleengine.pipeline import program_of

    report = Report()
    library = open_library(rules)
    assessment, _ = read_assessment(into, library, product)
    versions = cache(lambda reference: program_of(library, reference)) if carry_over else None
    done = collected_answers(assessment, list(files), report, SaidBefore(by, date), versions)
    text = into.read_bytes().decode("utf-8-sig")
    made = edited_text(assessment.document, text, done.data)
    if made is None:
        report.tell("E810.in_place", assessment.document.place(), file=assessment.document.file)
    else:
        check_written(assessment, made, report)
    report.stop_on_errors()
    (output or Target(into, into.suffix)).write([(into.name, (made or "").encode())], err=form == "json")
    told = in_order(report.items)
    if form == "json":
        echo_json({"files": len(files), **done.counts, "warnings": [d.data() for d in told]})
        return
    tell(told)
    echo_line(say(_DONE, files=len(files), **done.counts))
