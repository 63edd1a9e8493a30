"""`ruleengine merge BASE OURS THEIRS` and `ruleengine merge CHILD --onto BASE@V`."""

from __future__ import annotations

import sys
from pathlib import Path

from ruleengine.cli.common import findings_exit, form_option, open_library, rules_option
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo, echo_json, echo_line
from ruleengine.cli.said import say
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.language import Texts, messages_language

_THREE: Texts = (
    "name three files: the common base, ours and theirs; or one rule set and `--onto`",
    "请指明三个文件：共同的原文件、我方文件和对方文件；或一个规则集和`--onto`",
)
_WHERE: Texts = (
    "`--in-place` and `-o` both say where to write",
    "`--in-place`和`-o`均指明写至何处，只能给出一个",
)
_CONFLICT: Texts = (
    "conflict in {path:code}: ours {ours}, theirs {theirs}; ours stays, theirs stands below it as a comment",
    "{path:code}有冲突：我方{ours}，对方{theirs}；保留我方内容，对方内容作为注释列于其下",
)
_GONE: Texts = ("takes it out", "将其删除")
_SAYS: Texts = ("says {value:code}", "写{value:code}")
_MERGED: Texts = (
    "{taken} edits taken over, {conflicts} conflict{conflicts:s}", "已并入{taken}处修改，冲突{conflicts}处",
)  # fmt: skip


@documented(
    "merge",
    zh="按要素合并同一文件的两个修改版本；可作为git的合并驱动程序。\n\n"
    "冲突按要素列出，退出码为1。--onto：基础规则集换为另一版本时，基础改了什么、本规则集覆盖了什么、何处需要决定。",
)
@argument("files", ("BASE OURS THEIRS", "原文件 我方 对方"), nargs=-1, required=True)
@option(
    "--in-place",
    "in_place",
    is_flag=True,
    help=("Write into OURS, as git asks.", "写入我方文件，供git使用。"),
)
@option("--name", metavar=("PATH", "路径"), help=("What messages call the file.", "消息中文件的名称。"))
@option(
    "--onto", metavar=("ID@V", "标识@版本"),
    help=("Report what moving a rule set onto this base means.", "报告将规则集改用此基础的影响。"),
)  # fmt: skip
@output_option(("Where to write.", "写至何处。"), ".yaml", ".yml", ".json")
@form_option
@rules_option
@findings_exit
def command(
    files: tuple[str, ...],
    in_place: bool,
    name: str | None,
    onto: str | None,
    output: Target | None,
    form: str,
    rules: tuple[str, ...],
) -> None:
    """Merge two edited copies of a file by their elements; Git can call it as a merge driver.

    Conflicts are told as elements, and the exit code is then 1. With --onto: what the new base changed, what the rule
    set overrides, and what needs a decision.
    """
    if onto is not None:
        if len(files) != 1 or in_place:
            raise WrongUse(_THREE)
        _onto(files[0], onto, form, rules)
        return
    if len(files) != 3:
        raise WrongUse(_THREE)
    if in_place and output is not None:
        raise WrongUse(_WHERE)
    _merge([Path(f) for f in files], in_place, name, output)


def _merge(files: list[Path], in_place: bool, name: str | None, output: Target | None) -> None:
    from ruleengine.compare.merging import merged
    from ruleengine.diagnostics import Report
    from ruleengine.documents.writing import write_files
    from ruleengine.source.reader import raw_bytes

    report = Report()
    raws = [raw_bytes(file, report, file.as_posix()) for file in files]
    report.stop_on_errors()
    base, ours, theirs = (raw or b"" for raw in raws)
    found = merged(base, ours, theirs, name or files[1].as_posix())
    if in_place:
        write_files([(files[1], found.text.encode())])
        echo_line(name or files[1].as_posix())
    elif output is not None:
        output.write([(files[1].name, found.text.encode())])
    else:
        echo(found.text, nl=False)
    for conflict in found.conflicts:
        echo_line(
            say(_CONFLICT, path=conflict.path, ours=_said(conflict.ours), theirs=_said(conflict.theirs)),
            err=True,
        )
    echo_line(say(_MERGED, taken=len(found.taken), conflicts=len(found.conflicts)), err=True)
    sys.exit(1 if found.conflicts else 0)


def _said(value: object) -> str:
    """What one side does, in short."""
    from ruleengine.compare.edits import ABSENT
    from ruleengine.compare.view import value_text
    from ruleengine.terminal import cut

    return (
        say(_GONE) if value is ABSENT else say(_SAYS, value=cut(value_text(value, messages_language()), 80))
    )


def _onto(named: str, onto: str, form: str, rules: tuple[str, ...]) -> None:
    from ruleengine.compare.rebasing import onto_base, onto_data, onto_lines

    found = onto_base(open_library(rules), named, onto)
    if form == "json":
        echo_json(onto_data(found))
    else:
        for line in onto_lines(found, messages_language()):
            echo_line(line)
    sys.exit(1 if found.decisions else 0)
