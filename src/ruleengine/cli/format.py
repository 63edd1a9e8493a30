"""`ruleengine format PATH…`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleengine.cli.common import findings_exit, tell
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo_bytes, echo_line, echo_path
from ruleengine.cli.said import say
from ruleengine.language import Texts
from ruleengine.source.paths import STANDARD_INPUT

if TYPE_CHECKING:
    from ruleengine.diagnostics import Report

_DONE: Texts = ("{changed} of {count} file{count:s} formatted", "共{count}个文件，已整理{changed}个")
_WOULD: Texts = ("{changed} of {count} file{count:s} to be formatted", "共{count}个文件，需整理{changed}个")
_ENDINGS = (".yaml", ".yml")


@documented(
    "format",
    zh="将YAML文件改写为规范版式：每级缩进两个空格，列表项、空格、空行和换行符各有一种写法。\n\n"
    "注释随其所属内容移动；引号、文字和断行保持不变，文件的内容和散列值也不变。已发布的文件不改写。",
)
@argument("paths", ("PATH…", "路径…"), nargs=-1, required=True, type=click.Path(path_type=Path))
@option(
    "--check", is_flag=True,
    help=(
        "Write nothing; list the files that would change, and exit with 1.",
        "不写入；列出需要改写的文件，退出码为1。",
    ),
)  # fmt: skip
@findings_exit
def command(paths: tuple[Path, ...], check: bool) -> None:
    """Rewrite YAML files in canonical layout: two spaces a level, one form of list items, spaces, blank lines.

    Comments move with what they belong to; quotes, texts and line breaks stay, and so do what the file says and its
    hash. Released files are left as they are.
    """
    from ruleengine.diagnostics import Report
    from ruleengine.documents.writing import remove_left, write_files
    from ruleengine.source.layout import formatted
    from ruleengine.source.reader import raw_bytes

    report, changed = Report(), []
    files = [file for path in paths for file in _files(path, report)]
    for path in files:
        raw = raw_bytes(path, report, path.as_posix())
        text = None if raw is None else formatted(raw, path.as_posix(), report)
        if text is None or raw is None:
            continue
        if path == STANDARD_INPUT and not check:
            echo_bytes(text.encode())
        elif text.encode() != raw and not _is_locked(path, report):
            changed.append((path, text.encode()))
    if not check:
        remove_left(files)
        write_files(changed)
    for path, _ in changed:
        echo_path(path)
    tell(report.items)
    if STANDARD_INPUT not in files:
        echo_line(say(_WOULD if check else _DONE, changed=len(changed), count=len(files)), err=True)
    sys.exit(1 if report.errors or (check and changed) else 0)


def _is_locked(path: Path, report: Report) -> bool:
    """Whether a file is released and stays as it is, which is told (W811)."""
    from ruleengine.diagnostics import Place
    from ruleengine.ruleset.lock import LOCK, locked_name

    name = None if path == STANDARD_INPUT else locked_name(path, report)
    if name is not None:
        report.tell("W811.released", Place(path.as_posix()), name=name, lock=LOCK)
    return name is not None


def _files(path: Path, report: Report) -> list[Path]:
    """The file, or all YAML files below the folder; in `report` what is there and cannot be read."""
    from ruleengine.diagnostics import Place
    from ruleengine.source.folders import content_of
    from ruleengine.source.paths import is_folder

    if not is_folder(path):
        return [path]
    found = content_of(path)
    report.take([fault.diagnostic(Place((path / name).as_posix())) for name, fault in found.faults.items()])
    return [path / name for name in found.files if Path(name).suffix.lower() in _ENDINGS]
