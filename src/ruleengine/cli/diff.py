"""`ruleengine diff A B`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ruleengine.cli.common import findings_exit, on_option, open_library, rules_option, tell
from ruleengine.cli.compared import NEW, OLD, two_versions
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo_line
from ruleengine.cli.report_output import as_json_text, form_of_report, report_options, write_report
from ruleengine.cli.said import say
from ruleengine.cli.target import Target
from ruleengine.cli.wrong_use import OneOf, WrongUse
from ruleengine.compare.edits import PURPOSES, Purpose
from ruleengine.documents.writing import safe_name
from ruleengine.language import Language, Texts, messages_language

if TYPE_CHECKING:
    from ruleengine.compare.edits import Difference
    from ruleengine.ruleset.library import Library

_ANY_OLD: Texts = (f"[{OLD[0]}]", f"[{OLD[1]}]")
_ANY_NEW: Texts = (f"[{NEW[0]}]", f"[{NEW[1]}]")
_TWO: Texts = (
    "name the two versions that are compared, or `--all` with `--since`",
    "请指明要比较的两个版本，或用`--all`和`--since`",
)
_FIRST: Texts = ("{reference:code} is the first version", "{reference:code}为首个版本")
_GONE: Texts = ("{reference:code} is gone", "{reference:code}已不存在")
_NOTHING: Texts = ("nothing differs since {since}", "自{since}以来没有差异")


@documented(
    "diff",
    zh="逐要素比较规则集或因子表的两个版本。\n\n"
    "可写：标识@版本、标识@git修订版（如gb/lighting@HEAD~3）或文件。--all比较自某日以来规则库的全部变化。",
)
@argument("old", _ANY_OLD, required=False)
@argument("new", _ANY_NEW, required=False)
@option(
    "--all",
    "whole",
    is_flag=True,
    help=("Everything of the library; with --since.", "规则库全部内容；与--since合用。"),
)
@option(
    "--since", metavar=("DATE", "日期"),
    help=(
        "With --all: since this day or revision of git.", "与--all合用：自此日期或git修订版以来。",
    ),
)  # fmt: skip
@option(
    "--only", "only", type=OneOf(list(PURPOSES)), multiple=True,
    help=("Only edits about this; may be repeated.", "只显示此类修改，可多次给出。"),
)  # fmt: skip
@report_options
@on_option
@rules_option
@findings_exit
def command(
    old: str | None,
    new: str | None,
    whole: bool,
    since: str | None,
    only: tuple[Purpose, ...],
    form: str,
    lang: Language | None,
    output: Target | None,
    on: date | None,
    rules: tuple[str, ...],
) -> None:
    """Compare two versions of a rule set or factor table element by element.

    A version is named as ID@VERSION, as ID@REVISION of git (gb/lighting@HEAD~3), or as a file. --all compares all of
    the library with what it was on a day.
    """
    library, language = open_library(rules), lang or messages_language()
    form = form_of_report(form, output)
    if whole:
        if since is None or old is not None:
            raise WrongUse(_TWO)
        _library_changes(library, since, form, language, only, output)
        return
    if old is None or new is None or since is not None:
        raise WrongUse(_TWO)
    from ruleengine.compare.difference import difference

    found = difference(*two_versions(library, old, new, on))
    name = safe_name(f"{found.new.reference.id}-diff")
    write_report(name, form, _made([found], form, language, only), output)


def _library_changes(
    library: Library,
    since: str,
    form: str,
    language: Language,
    only: tuple[Purpose, ...],
    output: Target | None,
) -> None:
    from ruleengine.compare.history import since_then

    changes = list(since_then(library, since))
    found = [c.difference for c in changes if c.difference is not None]
    tell([d for c in changes for d in c.faults])
    whole = (c for c in changes if c.difference is None and not c.faults)
    told = [say(_GONE if c.gone else _FIRST, reference=str(c.reference)) for c in whole]
    for line in told or ([] if changes else [say(_NOTHING, since=since)]):
        echo_line(line, err=form != "text" or output is not None)
    if found or form != "text":
        write_report("diff", form, _made(found, form, language, only), output)


def _made(found: Sequence[Difference], form: str, language: Language, only: tuple[Purpose, ...]) -> str:
    """The text in the form that is asked for."""
    from ruleengine.compare.view import difference_view

    if form == "json":
        from ruleengine.compare.as_data import difference_data

        data = [difference_data(d, only) for d in found]
        return as_json_text(data[0] if len(data) == 1 else data)
    views = [difference_view(d, language, only) for d in found]
    if form == "html":
        from ruleengine.documents.difference import difference_page

        return difference_page(views, language)
    from ruleengine.compare.as_text import difference_lines, difference_markdown

    if form == "md":
        return "\n".join(difference_markdown(v, language) for v in views)
    from ruleengine.terminal import joined

    return "\n\n".join(joined(difference_lines(v, language)) for v in views) + "\n"
