"""`ruleengine replay FOLDER`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleengine.cli.common import findings_exit, open_library, rules_option, tell
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo, echo_json, echo_line
from ruleengine.cli.said import say
from ruleengine.cli.wrong_use import OneOf
from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.language import Texts

if TYPE_CHECKING:
    from ruleengine.check.replaying import Replayed

_COUNT: Texts = (
    "{count} record{count:s} calculated again: {same} hold, {other} differ, {refused} could not be calculated",
    "已重算{count}份记录：{same}份相同，{other}份不同，{refused}份无法重算",
)
_WRITTEN: Texts = ("{count} record{count:s} written to {folder:code}", "已将{count}份记录写入{folder:code}")
_ABSENT: Texts = ("—", "—")
_HEAD: Texts = ("| record | figure | recorded | now | by |", "| 记录 | 数值 | 记录值 | 现值 | 原因 |")
_RULE = "|---|---|---|---|---|"


@documented(
    "replay",
    zh="用现有引擎和规则库重算一个文件夹中的全部结果记录，列出每个不同的数值及其由何处变化引起；发布规则或程序之前用来检查。\n\n"
    "清单按标识和规则集查找。",
)
@argument("folder", ("FOLDER", "文件夹"), type=click.Path(path_type=Path))
@option(
    "--inventories", "inventories", metavar=("FOLDER", "文件夹"), multiple=True, type=click.Path(path_type=Path),
    help=("Where inventories are besides; may be repeated.", "清单所在的其他文件夹，可多次给出。"),
)  # fmt: skip
@option(
    "--record", is_flag=True,
    help=("Write the records of all inventories found anew.", "为找到的全部清单重新写入记录。"),
)  # fmt: skip
@option(
    "--format", "form", type=OneOf(["text", "json", "md"]), default="text",
    help=("How to print.", "打印格式。"),
)  # fmt: skip
@rules_option
@findings_exit
def command(
    folder: Path, inventories: tuple[Path, ...], record: bool, form: str, rules: tuple[str, ...]
) -> None:
    """Calculate all recorded results of a folder again and list every figure that differs, and by which change.

    That is what is looked at before rules or the program are released. Inventories are found by id and rule set.
    """
    from ruleengine.check.replaying import Replays, recorded
    from ruleengine.documents.writing import write_files
    from ruleengine.terminal import joined

    library = open_library(rules)
    if record:
        files, refused = recorded(library, [folder, *inventories] if folder.is_dir() else inventories)
        tell(refused)
        write_files([(folder / name, content) for name, content in files.items()])
        echo_line(say(_WRITTEN, count=len(files) - 1, folder=folder.as_posix()), err=True)
        sys.exit(1 if refused else 0)
    found = list(Replays(library, [folder, *inventories]).replay(folder))
    if not found:  # a check that has looked at nothing has not been passed
        report = Report()
        report.tell("E735.none", Place(folder.as_posix()), folder=folder.as_posix())
        raise Refused(report.items)
    if form == "json":
        echo_json({"holds": all(r.holds for r in found), "records": [_data(r) for r in found]})
    else:
        lines = list(_table(found) if form == "md" else _lines(found))
        if lines:
            echo(joined(lines))
    if form != "json":
        tell([d for r in found for d in r.refused])
    _tell_count(found)
    sys.exit(0 if all(r.holds for r in found) else 1)


def _tell_count(found: Sequence[Replayed]) -> None:
    refused = sum(1 for r in found if r.refused)
    same = sum(1 for r in found if r.holds)
    echo_line(
        say(_COUNT, count=len(found), same=same, other=len(found) - same - refused, refused=refused), err=True
    )


def _lines(found: Sequence[Replayed]) -> Iterator[str]:
    for replayed in found:
        if replayed.figures:
            yield f"{replayed.file}: {replayed.ruleset}, {replayed.inventory}"
        for figure in replayed.figures:
            was, now = (v or say(_ABSENT) for v in (figure.recorded, figure.now))
            yield f"  {figure.name}: {was} → {now}  [{', '.join(figure.causes)}]"


def _table(found: Sequence[Replayed]) -> Iterator[str]:
    if any(r.figures for r in found):
        yield from (say(_HEAD), _RULE)
    for replayed in found:
        for figure in replayed.figures:
            cells = (
                f"{replayed.ruleset} {replayed.inventory}", figure.name, figure.recorded or say(_ABSENT),
                figure.now or say(_ABSENT), ", ".join(figure.causes),
            )  # fmt: skip
            yield "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def _data(replayed: Replayed) -> dict[str, object]:
    return {
        "file": replayed.file, "ruleset": replayed.ruleset, "inventory": replayed.inventory, "holds": replayed.holds,
        "changes": list(replayed.changes),
        "figures": [
            {"name": f.name, "recorded": f.recorded, "now": f.now, "causes": list(f.causes)} for f in replayed.figures
        ],
        "refused": [d.data() for d in replayed.refused],
    }  # fmt: skip
