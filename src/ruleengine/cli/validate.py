"""`ruleengine validate [PATH…]`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from ruleengine.cli.common import HOW_TO_PRINT, findings_exit, open_library, rules_option
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo, echo_json_text
from ruleengine.cli.said import say
from ruleengine.cli.wrong_use import OneOf
from ruleengine.diagnostics import as_json, as_sarif, as_text
from ruleengine.diagnostics.facts import in_words
from ruleengine.language import Language, Texts, messages_language
from ruleengine.ruleset.listing import ID, VERSION
from ruleengine.ruleset.model import Reference
from ruleengine.ruleset.search_path import is_library
from ruleengine.source.paths import is_folder, is_there, whole
from ruleengine.version import __version__

_CHECKED: Texts = ("{count} file{count:s} checked", "已检查{count}个文件")
_OLDER: Texts = (
    "{count} warning{count:s} about older versions, not told here: see {command:code}",
    "另有{count}条关于旧版本的警告，此处未列出，可用{command:code}查看",
)
_EXAMPLES: Texts = ("{count} example{count:s} calculated with other numbers", "已改变数值核算{count}个示例")
_CLEAN: Texts = ("{count} file{count:s} checked, no findings", "已检查{count}个文件，未发现问题")


@documented(
    "validate",
    zh="检查规则集、因子表、测试、清单、评价、情景和产品组合；未给出路径时检查整个规则库。\n\n路径为文件，或检查其下全部文件的文件夹；标识@版本为规则库中的一个版本，旧版本的警告只在如此指明时列出。",
)
@argument("paths", ("[PATH|ID@V…]", "[路径|标识@版本…]"), nargs=-1, type=click.Path(path_type=Path))
@option("--format", "form", type=OneOf(["text", "json", "sarif"]), default="text", help=HOW_TO_PRINT)
@option(
    "--lock", is_flag=True,
    help=("Write the hashes of released files to the lock file.", "将已发布文件的散列值写入锁定文件。"),
)  # fmt: skip
@option(
    "--examples", "with_examples", is_flag=True,
    help=(
        "Change the numbers of the examples of each rule set and tell what that shows; some seconds an example.",
        "改变各规则集示例中的数值，并指出由此发现的疑点；每个示例需数秒。",
    ),
)  # fmt: skip
@option(
    "--every-number", is_flag=True,
    help=(
        "As --examples, and list each number to whose extremes no verdict of the examples reacts; most are such.",
        "同--examples，并列出取极端值时各示例的判定均无变化的每项数值；多数数值如此。",
    ),
)  # fmt: skip
@rules_option
@findings_exit
def command(
    paths: tuple[Path, ...],
    form: str,
    lock: bool,
    with_examples: bool,
    every_number: bool,
    rules: tuple[str, ...],
) -> None:
    """Check files of all kinds: rule sets, factor tables, tests, inventories, assessments, scenarios, portfolios.

    Without a path the whole library is checked. PATH is a file, or a folder below which all files are checked; ID@V is
    a version of the library. Warnings about an older version of a rule set are told where it is named like this.
    """
    from ruleengine.check.checking import checked

    library = open_library(rules, _start(paths))
    if lock:
        from ruleengine.check.validate import lock_text
        from ruleengine.documents.writing import write_text
        from ruleengine.ruleset.lock import LOCK

        for index, source in enumerate(library.holdings.sources):
            if source.folder in library.holdings.own_folders():
                write_text(source.folder / LOCK, lock_text(library, index))
        library = open_library(rules, _start(paths))
    versions = [name for path in paths if (name := _version(path))]
    done = checked(
        library,
        (path for path in paths if not _version(path)),
        [library.find(name) for name in versions],
        with_examples=with_examples,
        every_number=every_number,
    )
    found, count = done.diagnostics, done.count
    if form == "json":
        echo_json_text(as_json(found))
    elif form == "sarif":
        notes = [_older(done.untold, "en")] if done.untold else []
        echo_json_text(as_sarif(found, __version__, notes))
    else:
        if found:
            echo(as_text(found))
        echo(say(_CHECKED if found else _CLEAN, count=count), err=True)
        if with_examples or every_number:
            echo(say(_EXAMPLES, count=done.examples), err=True)
    if done.untold:
        echo(_older(done.untold, messages_language()), err=True)
    sys.exit(1 if any(d.severity == "error" for d in found) else 0)


def _older(untold: Mapping[Reference, int], language: Language) -> str:
    """How many warnings about older versions are not told, and how to see them."""
    command = " ".join(["ruleengine", "validate", *map(str, untold)])
    return in_words(_OLDER, language, count=sum(untold.values()), command=command)


def _version(path: Path) -> str | None:
    """The version of the library that an argument names: `id@version`, where no file is called so."""
    text = path.as_posix()
    id_, _, version = text.partition("@")
    return text if ID.match(id_) and VERSION.match(version) and not is_there(path) else None


def _start(paths: tuple[Path, ...]) -> Path | None:
    """The folder above the library that the first path lies in; None where it lies in none."""
    for path in paths[:1]:
        for folder in (whole(path), *whole(path).parents):
            if folder.name == "rules" and is_folder(folder) and is_library(folder):
                return folder.parent
    return None
