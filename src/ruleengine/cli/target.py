"""Where `-o` sends what a command writes: a file, a folder or standard output; the same rule in all commands."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ParamSpec

import click
from attrs import frozen

from ruleengine.cli.help import option
from ruleengine.cli.output import echo_bytes, echo_path
from ruleengine.cli.wrong_use import WrongUse, bad_value
from ruleengine.language import Texts
from ruleengine.source.paths import ending_of, is_folder

P = ParamSpec("P")

#: How the names of files end: a dot, and letters and digits with a letter first; `v1.2` is the name of a folder.
_ENDING = re.compile(r"\.[a-z][a-z0-9]*\Z")
_OTHER: Texts = (
    "{path:code} would be a file that ends in {ending}; name a folder or a file that ends in {known:codes}",
    "{path:code}的扩展名为{ending}；请指定文件夹或扩展名为{known:codes}的文件",
)
_ONLY_FOLDER: Texts = (
    "{path:code} is not a folder, and several files are to be written; name a folder",
    "{path:code}不是文件夹，而将写入多个文件；请指定文件夹",
)
_SEVERAL: Texts = (
    "{path:code} is one file, and {count} are to be written; name a folder",
    "{path:code}为一个文件，而将写入{count}个文件；请指定文件夹",
)
_STREAM: Texts = (
    "`-o -` and `--format json` both write to standard output; name a file, or leave out `--format`",
    "`-o -`和`--format json`均写至标准输出；请指定文件，或去掉`--format`",
)
_WORD: Texts = ("FILE|FOLDER|-", "文件|文件夹|-")


@frozen
class Target:
    """What `-o` names: a file by its ending (lower case), a folder where that is empty, standard output for `-`."""

    path: Path
    ending: str = ""
    stream: bool = False

    def check_beside(self, form: str) -> None:
        """Raise `WrongUse` where standard output is also to have a report in JSON."""
        if self.stream and form == "json":
            raise WrongUse(_STREAM)

    def paths(self, names: Sequence[str]) -> list[Path]:
        """Where files of these names go; raises `WrongUse` where several are to go into one file."""
        if (self.ending or self.stream) and len(names) > 1:
            raise WrongUse(_SEVERAL, path=str(self.path), count=str(len(names)))
        return [self.path] if self.ending or self.stream else [self.path / name for name in names]

    def write(self, files: Sequence[tuple[str, bytes]], *, err: bool = False) -> None:
        """Write files, all or none, and tell their paths; or one to standard output. Raises `Refused` (E802)."""
        from ruleengine.documents.writing import write_files

        paths = self.paths([name for name, _ in files])
        if self.stream:
            for _, content in files:
                echo_bytes(content)
            return
        write_files([(path, content) for path, (_, content) in zip(paths, files, strict=True)])
        for path in paths:
            echo_path(path, err=err)


class Output(click.ParamType[Target]):
    """A target whose file, where it is one, ends in one of the endings that the command writes."""

    name = "path"

    def __init__(self, endings: Sequence[str]):
        self.endings = tuple(endings)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Target:
        """The target; raises `click.BadParameter`."""
        if isinstance(value, Target):
            return value
        path = Path(value)
        if str(value) == "-":
            if not self.endings:
                raise bad_value(_ONLY_FOLDER, path="-")
            return Target(path, stream=True)
        ending = ending_of(path)
        if not _ENDING.match(ending) or str(value).endswith(("/", os.sep)) or is_folder(path):
            return Target(path)
        if not self.endings:
            raise bad_value(_ONLY_FOLDER, path=str(value))
        if ending not in self.endings:
            raise bad_value(_OTHER, path=str(value), ending=ending, known=tuple(self.endings))
        return Target(path, ending)


def output_option(
    help: Texts, *endings: str, name: str = "output", **attributes: Any
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """The option `-o`; without endings the command writes folders only."""
    return option("-o", name, metavar=_WORD, type=Output(endings), help=help, **attributes)
