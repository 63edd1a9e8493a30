"""What the commands of `ruleengine comments` share: the file of comments, the version that it is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleengine.cli.common import open_library
from ruleengine.cli.help import argument, option
from ruleengine.cli.wrong_use import OneOf

if TYPE_CHECKING:
    from ruleengine.consultation.comments import Comments
    from ruleengine.consultation.targets import Targets
    from ruleengine.resolve.resolved import ResolvedRuleSet
    from ruleengine.ruleset.library import Library

file_argument = argument("file", ("FILE", "意见文件"), type=click.Path(path_type=Path))
language_option = option(
    "--lang", "language", type=OneOf(["zh", "en", "both"]), default="both",
    help=("Chinese, English, or both.", "中文、英文或两种语言。"),
)  # fmt: skip
layout_option = option(
    "--columns", "layout", type=OneOf(["gb", "iso"]), default="gb",
    help=(
        "The columns of the summary table in use in China, or of the commenting template of ISO.",
        "国内意见汇总处理表的栏目，或ISO意见模板的栏目。",
    ),
)  # fmt: skip


def targets_in(library: Library) -> Callable[[str], Targets]:
    """What can be commented on in a version of the library, read once; raises `Refused`."""
    from ruleengine.consultation.targets import targets_of

    return cache(lambda reference: targets_of(resolved_in(library, reference)))


def resolved_in(library: Library, reference: str) -> ResolvedRuleSet:
    """A version of the library with all it inherits; raises `Refused`."""
    from ruleengine.pipeline import program_of

    return program_of(library, reference).resolved


def opened(file: Path, rules: Sequence[str]) -> tuple[Comments, Targets]:
    """A file of comments and what can be commented on in the version that it is about; raises `Refused`."""
    from ruleengine.consultation.collecting import read_comments

    targets = targets_in(open_library(rules))
    comments = read_comments(file)
    return comments, targets(comments.reference)
