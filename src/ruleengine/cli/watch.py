"""`ruleengine watch [ID[@V]]`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ruleengine.cli.common import findings_exit, open_library, rules_option
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo, echo_line
from ruleengine.cli.said import say
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import Whole
from ruleengine.diagnostics import Refused, as_text
from ruleengine.language import Texts, messages_language

if TYPE_CHECKING:
    from ruleengine.compare.watching import Saved
    from ruleengine.ruleset.library import Library

#: Seconds between two looks: a save is told of within a blink, and looking costs next to nothing.
_PAUSE = 0.3
_WATCHING: Texts = ("watching {folders:codes}; stop with Ctrl-C", "正在监视{folders:codes}；按Ctrl-C停止")
_SAVED: Texts = ("saved: {files:codes}", "已保存：{files:codes}")
_STATE: Texts = (
    "{reference}: errors {errors}, warnings {warnings}; tests passed {passed}, failed {failed}",
    "{reference}：错误{errors}个，警告{warnings}个；用例通过{passed}个，未通过{failed}个",
)
_NOTHING: Texts = ("says what it said before the save", "内容与保存前相同")
_SINCE: Texts = ("since the save before:", "与上次保存相比：")
_VERSION: Texts = ("from {old} on: {counts}", "自{old}以来：{counts}")
_WRITTEN: Texts = (
    "{folder:code}: {count} page{count:s} written anew",
    "{folder:code}：已重新生成{count}个页面",
)
_BETWEEN: Texts = ("; ", "；")


@documented(
    "watch",
    zh="每次保存后重新检查、测试，并显示与上次保存和上一版本的差异；用-o时同时重新生成参考页面。",
)
@argument("ruleset", ("[ID[@V]]", "[标识[@版本]]"), required=False)
@output_option(("Write the reference pages here after each save.", "每次保存后将参考页面写至此文件夹。"))
@option(
    "--saves", type=Whole(1, 1_000_000), metavar=("N", "次数"),
    help=("Stop after so many saves.", "保存若干次后停止。"),
)  # fmt: skip
@rules_option
@findings_exit
def command(ruleset: str | None, output: Target | None, saves: int | None, rules: tuple[str, ...]) -> None:
    """After each save of a file of the library: check and test it, and show what is otherwise than before the save and
    than in the version before; with -o, write the reference pages anew.
    """
    from ruleengine.compare.watching import Watch

    library = open_library(rules)
    if ruleset is not None:
        library.find(ruleset, drafts=True)
    folders = tuple(s.folder for s in library.holdings.sources if s.folder is not None)
    watch = Watch(folders, ruleset)
    watch.start()
    own = tuple(f.as_posix() for f in library.holdings.own_folders())
    echo_line(say(_WATCHING, folders=own), err=True)
    done = 0
    while saves is None or done < saves:
        changed = watch.saved()
        if not changed:
            time.sleep(_PAUSE)
            continue
        done += 1
        echo_line(say(_SAVED, files=tuple(library.shown(p) for p in changed)))
        for line in (line for saved in watch.told(changed) for line in _lines(saved)):
            echo(line)
        if output is not None:
            _write(open_library(rules), output)


def _lines(saved: Saved) -> Iterator[str]:
    from ruleengine.compare.as_text import difference_lines
    from ruleengine.compare.view import difference_view
    from ruleengine.compare.watching import counts
    from ruleengine.terminal import joined

    language = messages_language()
    yield say(
        _STATE, reference=str(saved.reference), passed=saved.passed, failed=saved.failed, **counts(saved)
    )
    if saved.findings:
        yield as_text(list(saved.findings))
    if saved.since is not None and saved.since.edits:
        yield say(_SINCE)
        view = difference_view(saved.since, language)
        yield joined(f"  {line}" for line in list(difference_lines(view, language))[1:])
    elif saved.since is not None:
        yield f"  {say(_NOTHING)}"
    if saved.version is not None:
        told = say(_BETWEEN).join(difference_view(saved.version, language).counts[:3])
        yield f"  {say(_VERSION, old=str(saved.version.old.reference), counts=told)}"


def _write(library: Library, output: Target) -> None:
    """The reference pages of the library, where it is in order; what is not is told and the old pages stay."""
    from ruleengine.documents.reference import rule_pages
    from ruleengine.documents.writing import write_files

    try:
        pages = dict(rule_pages(library))
    except Refused as refused:
        echo_line(as_text(list(refused.diagnostics)), err=True)
        return
    changed = [(p, t.encode()) for p, t in ((output.path / n, t) for n, t in pages.items()) if _differs(p, t)]
    write_files(changed)
    echo_line(say(_WRITTEN, folder=output.path.as_posix(), count=len(changed)))


def _differs(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() != text.encode()
    except OSError:
        return True
