"""`ruleengine redline A B`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from ruleengine.cli.common import date_option, findings_exit, on_option, open_library, rules_option
from ruleengine.cli.compared import NEW, OLD, two_versions
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import OneOf, WrongUse
from ruleengine.documents.writing import safe_name
from ruleengine.language import Texts

if TYPE_CHECKING:
    from ruleengine.documents.redline.writing import RedlineView
    from ruleengine.documents.view_types import DocumentLanguage

_ENDINGS = (".html", ".docx", ".pdf", ".md", ".json")
_NO_DATA: Texts = (
    "--minutes writes no JSON; name a file that ends in {known:codes}",
    "--minutes不生成JSON；请指定扩展名为{known:codes}的文件",
)


@documented(
    "redline",
    zh="将规则集或因子表的两个版本合为一份修订对照稿，标明删除和新增的内容。\n\n"
    "DOCX文件带修订标记：全部接受即得新版，全部拒绝即得旧版。",
)
@argument("old", OLD)
@argument("new", NEW)
@output_option(
    (
        "The document, by its ending; a page (.html) where a folder is named.",
        "写入的文件，格式由扩展名决定；指定文件夹时生成网页（.html）。",
    ),
    *_ENDINGS,
    required=True,
)
@option(
    "--lang", "language", type=OneOf(["zh", "en", "both"]), default="both",
    help=("The document in Chinese, English, or both.", "文件的语言：中文、英文，或两种语言。"),
)  # fmt: skip
@option(
    "--view", "view", type=OneOf(["inline", "side-by-side"]), default="inline",
    help=(
        "Changes in one text, or old and new side by side; a page has a switch for it.",
        "改动合并显示，或新旧左右对照；网页中可切换。",
    ),
)  # fmt: skip
@option(
    "--author", metavar=("NAME", "姓名"), default="ruleengine",
    help=("Whose changes they are, for DOCX.", "修订标记的作者，用于DOCX。"),
)  # fmt: skip
@option(
    "--minutes", is_flag=True,
    help=(
        "A table for the minutes instead: number, element, clause, old, new, reason, effect on the examples.",
        "改为生成修订记录表：序号、要素、条款、原文、修改后、理由、对示例的影响。",
    ),
)  # fmt: skip
@date_option("--date", ("The day of the changes, for DOCX and PDF.", "修订日期，用于DOCX和PDF。"))
@on_option
@rules_option
@findings_exit
def command(
    old: str,
    new: str,
    output: Target,
    language: DocumentLanguage,
    view: RedlineView,
    author: str,
    minutes: bool,
    date: date | None,
    on: date | None,
    rules: tuple[str, ...],
) -> None:
    """Write two versions of a rule set or factor table as one document that shows what is deleted and inserted.

    A DOCX file has tracked changes: all accepted it is the new version, all rejected the old one.
    """
    from ruleengine.documents.redline.document import as_side, redline_document
    from ruleengine.documents.redline.minutes import examples_of_both, minutes_document
    from ruleengine.documents.redline.writing import rendered

    if minutes and output.ending == ".json":
        raise WrongUse(_NO_DATA, known=_ENDINGS[:-1])
    library = open_library(rules)
    before, after = (as_side(item) for item in two_versions(library, old, new, on))
    if minutes:
        document = minutes_document(before, after, language, examples_of_both(library, before, after))
    else:
        document = redline_document(before, after, language)
    moment = None if date is None else datetime(date.year, date.month, date.day, tzinfo=UTC)
    form = output.ending[1:] or "html"
    name = safe_name(document.references[1].id)
    kind = "minutes" if minutes else "redline"
    content = rendered(document, form, view=view, author=author, date=moment)
    output.write([(f"{name}.{kind}.{language}.{form}", content)])
