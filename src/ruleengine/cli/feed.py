"""`ruleengine feed -o FOLDER`."""

from __future__ import annotations

import re

import click

from ruleengine.cli.common import FOLDER, findings_exit, open_library, rules_option
from ruleengine.cli.help import documented, option
from ruleengine.cli.output import echo_line
from ruleengine.cli.said import say
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import OneOf, bad_value
from ruleengine.language import LANGUAGES, Texts

_WRITTEN: Texts = ("{count} feed{count:s} written to {folder}", "已将{count}个订阅源写入{folder}")
_UNDATED: Texts = (
    "the day on which these versions appeared is not known, since no repository holds them; the feeds leave that out: "
    "{names:codes}",
    "以下版本不在任何代码库中，其出现日期不详，订阅源中不列：{names:codes}",
)


_NO_ADDRESS: Texts = (
    "{text:code} is no web address such as `https://example.org/feeds`",
    "{text:code}不是网址，应如`https://example.org/feeds`",
)
_ADDRESS = re.compile(r"https?://[^\s/?#<>\"]+(/[^\s?#<>\"]*)?")


def _address(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    """A web address: readers of feeds open it, so that nothing else stands there."""
    if text is not None and not _ADDRESS.fullmatch(text):
        raise bad_value(_NO_ADDRESS, text=text)
    return text


@documented(
    "feed",
    zh="由规则库的历史生成Atom订阅源：全部、各规则集、各产品代码。\n\n"
    "日期取自状态文件、标准和git；同一规则库生成的字节相同。",
)
@output_option(FOLDER, required=True)
@option(
    "--lang", "lang", type=OneOf(["zh", "en", "both"]), default="both",
    help=("Languages of the feeds, each in its own folder.", "订阅源的语言，各为一个文件夹。"),
)  # fmt: skip
@option(
    "--site", metavar=("URL", "网址"), callback=_address,
    help=("The address at which the folder will be found.", "该文件夹将发布到的网址。"),
)  # fmt: skip
@rules_option
@findings_exit
def command(output: Target, lang: str, site: str | None, rules: tuple[str, ...]) -> None:
    """Write Atom feeds of what happened to the library: of everything, of each rule set, of each product code.

    Days come from the status file, from standards and from git; the same library gives the same bytes.
    """
    from ruleengine.compare.chronicle import chronicle
    from ruleengine.compare.feed import feeds, version_counts
    from ruleengine.documents.writing import write_files

    library = open_library(rules)
    found = chronicle(library)
    files: list[tuple[str, bytes]] = []
    for language in (each for each in LANGUAGES if lang in (each, "both")):
        below = None if site is None else f"{site.rstrip('/')}/{language}"
        made = feeds(found, language, version_counts(library, language), below)
        files += [(f"{language}/{path}", content) for path, content in made]
    write_files([(output.path / path, content) for path, content in files])
    echo_line(say(_WRITTEN, count=len(files), folder=output.path.as_posix()))
    if found.undated:
        echo_line(say(_UNDATED, names=tuple(map(str, found.undated))), err=True)
