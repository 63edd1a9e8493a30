"""`ruleengine docs`."""

from __future__ import annotations

from ruleengine.cli.common import FOLDER, findings_exit, open_library, rules_option
from ruleengine.cli.help import documented
from ruleengine.cli.output import echo_line
from ruleengine.cli.said import say
from ruleengine.cli.target import Target, output_option
from ruleengine.language import Texts

_WRITTEN: Texts = ("{count} file{count:s} written to {folder}", "已将{count}个文件写入{folder}")


@documented(
    "docs",
    zh="生成参考页面：诊断信息、单位、公式语言、编辑器模式、各规则集和因子表。\n\n"
    "页面为文档网站所用的Markdown；代码和规则库相同，则字节相同。",
)
@output_option(FOLDER, required=True)
@rules_option
@findings_exit
def command(output: Target, rules: tuple[str, ...]) -> None:
    """Write the reference pages: diagnostics, units, formula language, editor schemas, every rule set and factor table.

    The pages are Markdown for the documentation site; the same code and library give the same bytes.
    """
    from ruleengine.documents.reference import code_pages, rule_pages
    from ruleengine.documents.writing import write_files

    library = open_library(rules)
    pages = {**code_pages(), **dict(rule_pages(library))}
    write_files([(output.path / path, text.encode()) for path, text in pages.items()])
    echo_line(say(_WRITTEN, count=len(pages), folder=output.path.as_posix()))
