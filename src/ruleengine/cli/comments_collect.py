"""`ruleengine comments collect FILE…`."""

from __future__ import annotations

from pathlib import Path

import click

from ruleengine.cli.comments_common import targets_in
from ruleengine.cli.common import echo_json, findings_exit, form_option, open_library, rules_option, tell
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo_line
from ruleengine.cli.said import say
from ruleengine.language import Texts
from ruleengine.source.paths import is_there

_DONE: Texts = (
    "{files} file{files:s} read: {new} new comment{new:s}, {known} known already; {all} on {ruleset}",
    "已读取{files}个文件：新增意见{new}条，已有{known}条；{ruleset}共{all}条",
)


@documented(
    "collect",
    zh="将填好的意见表（XLSX、DOCX）和意见文件（YAML）汇总为一个文件。\n\n同一意见只计一次；改动过的表、说法不一的意见和无归属的意见均予列出，内容不丢失。",
)
@argument("files", ("FILE…", "文件…"), nargs=-1, required=True, type=click.Path(path_type=Path))
@option(
    "--into", required=True, type=click.Path(path_type=Path), metavar=("FILE.yaml", "文件.yaml"),
    help=("The file of comments; what it has stays.", "意见文件；其中已有的内容予以保留。"),
)  # fmt: skip
@option(
    "--by", "unit", metavar=("UNIT", "单位"),
    help=("Who comments, for forms that do not say it.", "提出单位，用于未写明的意见表。"),
)  # fmt: skip
@form_option
@rules_option
@findings_exit
def command(files: tuple[Path, ...], into: Path, unit: str | None, form: str, rules: tuple[str, ...]) -> None:
    """Read filled forms (XLSX, DOCX) and files of comments (YAML) into one file of comments.

    The same comment counts once. Forms that were edited, comments that disagree and those whose element is not there
    are told; nothing of them is lost.
    """
    from ruleengine.consultation.collecting import Collecting, read_comments
    from ruleengine.consultation.comments import comments_text
    from ruleengine.diagnostics import Refused, Report, in_order
    from ruleengine.documents.writing import write_text

    report, targets = Report(), targets_in(open_library(rules))
    known = read_comments(into) if is_there(into) else None
    collecting = Collecting(targets, report, unit, known)
    for file in files:
        try:
            collecting.read(file)
        except Refused as refused:
            report.take(refused.diagnostics)
    report.stop_on_errors()
    done = collecting.together()
    report.stop_on_errors()
    if done is None:
        return
    write_text(into, comments_text(done.comments))
    told = in_order(report.items)
    counts = {"files": len(files), "new": done.new, "known": done.known, "all": len(done.comments.items)}
    if form == "json":
        echo_json({**counts, "ruleset": done.comments.reference, "warnings": [d.data() for d in told]})
        return
    tell(told)
    echo_line(say(_DONE, ruleset=done.comments.reference, **counts))
